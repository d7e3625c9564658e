package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"
)

// build compiles every package of a module for a GOARCH and returns the lines
// (file:line) that the compiler complains of.
func build(t *testing.T, root, goarch string) map[string]bool {
	t.Helper()
	p := params(root)
	cmd := exec.Command(p.Go, "build", "-gcflags=-e", "./...")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH="+goarch, "CGO_ENABLED=0", "GOFLAGS=", "GO111MODULE=on",
		"GOTOOLCHAIN=local", "GOPROXY=off", "GOWORK=off")
	output, err := cmd.CombinedOutput()
	places := map[string]bool{}
	for _, match := range regexp.MustCompile(`(?m)^(?:\./)?([\w/]+\.go:\d+):`).FindAllStringSubmatch(string(output), -1) {
		places[match[1]] = true
	}
	if err != nil && len(places) == 0 {
		t.Fatalf("go build: %v\n%s", err, output)
	}
	return places
}

// The compiler is asked about every one of the width tests, as a package each:
// it must complain of the very lines that the judge says it does; and with
// every conversion in place that the judge calls possible, of nothing but the others.
func TestFactsAgreeWithTheCompiler(t *testing.T) {
	names := make([]string, 0, len(widths))
	for name := range widths {
		names = append(names, name)
	}
	sort.Strings(names)
	files := map[string]string{"go.mod": "module example.org/m\n\ngo 1.19\n"}
	for i, name := range names {
		files[fmt.Sprintf("c%02d/a.go", i)] = inFunction(widths[name].statements)["a.go"]
	}
	root := tree(t, files)
	agreeWithCompiler(t, root, files, check(t, shared, params(root)).Facts, names)
}

// agreeWithCompiler holds the facts of a module of packages c00, c01 … against
// what the compiler says of it, before and after the conversions.
func agreeWithCompiler(t *testing.T, root string, files map[string]string, facts []*fact, names []string) {
	t.Helper()
	said := map[string]bool{}
	fixed := map[string]bool{}
	inserts := map[string][]insertion{}
	for _, f := range facts {
		at := f.place()
		if f.Use != nil {
			at = f.Use
		}
		use := fmt.Sprintf("%s:%d", at.File, at.Line)
		said[use] = true
		if f.Convertible == nil || !*f.Convertible {
			fixed[use] = true
			continue
		}
		text := files[f.Origin.File]
		inserts[f.Origin.File] = append(inserts[f.Origin.File],
			insertion{offsetOf(text, f.Origin.Line, f.Origin.Column), f.Wanted + "("},
			insertion{offsetOf(text, f.Origin.EndLine, f.Origin.EndColumn), ")"})
	}
	if accepted := build(t, root, "amd64"); len(accepted) > 0 {
		t.Fatal("the host rejects", accepted)
	}
	rejected := build(t, root, "mips64le")
	for place := range rejected {
		if !said[place] && !otherUse(facts, place) {
			t.Errorf("only the compiler complains of %s: %s", place, nameAt(names, place))
		}
	}
	for place := range said {
		if !rejected[place] {
			t.Errorf("only the judge complains of %s: %s", place, nameAt(names, place))
		}
	}
	for path, list := range inserts {
		sort.SliceStable(list, func(i, k int) bool { return list[i].offset < list[k].offset })
		write(t, root, path, string(insert([]byte(files[path]), list)))
	}
	if accepted := build(t, root, "amd64"); len(accepted) > 0 {
		t.Error("with the conversions the host rejects", accepted)
	}
	for place := range build(t, root, "mips64le") {
		if !fixed[place] {
			t.Errorf("the conversions leave %s: %s", place, nameAt(names, place))
		}
	}
}

// otherUse says that the place is a later use of a variable that one conversion mends for all.
func otherUse(facts []*fact, place string) bool {
	for _, f := range facts {
		if f.Use != nil && f.Origin.Line != f.Use.Line && strings.HasPrefix(place, f.Origin.File+":") {
			return true
		}
	}
	return false
}

func nameAt(names []string, place string) string {
	var index int
	if _, err := fmt.Sscanf(filepath.Base(filepath.Dir(place)), "c%d", &index); err != nil || index >= len(names) {
		return ""
	}
	return names[index]
}

func offsetOf(text string, line, column int) int {
	offset := 0
	for ; line > 1; line-- {
		offset += strings.IndexByte(text[offset:], '\n') + 1
	}
	return offset + column - 1
}
