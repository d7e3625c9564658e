package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// listedByTest is what go list -test says of the same tree.
func listedByTest(t *testing.T, p *checkParams, goarch string) []*listedPackage {
	t.Helper()
	cmd := exec.Command(p.Go, append([]string{"list", "-e", "-deps", "-test", "-json=" + listFields, "--"}, p.Patterns...)...)
	cmd.Dir, cmd.Env = p.Dir, listEnvironment(p, goarch)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var listed []*listedPackage
	for decoder := json.NewDecoder(strings.NewReader(string(out))); decoder.More(); {
		l := new(listedPackage)
		if err := decoder.Decode(l); err != nil {
			t.Fatal(err)
		}
		listed = append(listed, l)
	}
	return listed
}

// describeListed has one line for each package of a tree, with all that the
// judge takes from it. The main programs of tests are left out, and so are
// packages that only those import.
func describeListed(listed []*listedPackage) map[string]string {
	known := map[string]*listedPackage{}
	for _, l := range listed {
		known[l.ImportPath] = l
	}
	lines := map[string]string{}
	var visit func(id string)
	visit = func(id string) {
		l := known[id]
		if l == nil || lines[id] != "" {
			return
		}
		imports := map[string]bool{}
		for _, path := range l.Imports {
			imports[path] = true
		}
		// What is written for an import may be mapped to what it is anyway, in variants of go list.
		mapped := map[string]string{}
		for from, to := range l.ImportMap {
			if from != to {
				mapped[from] = to
			}
		}
		lines[id] = fmt.Sprint(l.Dir, l.Name, l.ForTest, l.Standard, l.GoFiles, l.CgoFiles, l.IgnoredGoFiles, l.SFiles,
			sortedKeys(imports), mapped, l.Module, l.Error != nil, l.DepOnly)
		for _, path := range l.Imports {
			visit(path)
		}
	}
	for _, l := range listed {
		if !l.DepOnly && !(l.Name == "main" && strings.HasSuffix(l.ImportPath, ".test")) {
			visit(l.ImportPath)
		}
	}
	return lines
}

func expectSameListing(t *testing.T, p checkParams) {
	t.Helper()
	if err := p.complete(); err != nil {
		t.Fatal(err)
	}
	for _, goarch := range []string{p.Host, p.Target} {
		ours, err := listAll(context.Background(), &p, goarch, "")
		if err != nil {
			t.Fatal(err)
		}
		got, want := describeListed(ours), describeListed(listedByTest(t, &p, goarch))
		ids := map[string]bool{}
		for _, lines := range []map[string]string{got, want} {
			for id := range lines {
				ids[id] = true
			}
		}
		differing := 0
		for _, id := range sortedKeys(ids) {
			if got[id] != want[id] {
				if differing++; differing < 20 {
					t.Errorf("%s for %s:\n  ours    %s\n  go list %s", id, goarch, got[id], want[id])
				}
			}
		}
		variants := 0
		for id := range got {
			if strings.HasSuffix(id, ".test]") {
				variants++
			}
		}
		t.Logf("%s: %d packages, %d of them variants, %d differ", goarch, len(got), variants, differing)
	}
}

// testedTree has tests of every kind: inside and outside, with a package between
// the two, with imports that only they have, and with imports that are missing.
var testedTree = map[string]string{
	"a/a.go":                        "package a\n\nimport \"example.org/m/low\"\n\nvar A = low.Low\n",
	"a/a_test.go":                   "package a\n\nimport (\n\t\"testing\"\n\n\t\"example.org/dep\"\n)\n\nfunc TestA(*testing.T) { _ = dep.Dep }\n",
	"a/out_test.go":                 "package a_test\n\nimport (\n\t\"testing\"\n\n\t\"example.org/dep\"\n\t\"example.org/m/a\"\n\t\"example.org/m/high\"\n)\n\nfunc TestOut(*testing.T) { _, _, _ = a.A, high.High, dep.Dep }\n",
	"between/between.go":            "package between\n\nimport \"example.org/m/a\"\n\nvar Between = a.A\n",
	"high/high.go":                  "package high\n\nimport (\n\t\"example.org/m/between\"\n\t\"example.org/m/low\"\n)\n\nvar High = between.Between + low.Low\n",
	"low/low.go":                    "package low\n\nvar Low = 1\n",
	"low/out_test.go":               "package low_test\n\nimport (\n\t\"net/http/httptest\"\n\t\"testing\"\n\n\t\"example.org/m/low\"\n\t\"example.org/m/low/missing\"\n)\n\nfunc TestLow(*testing.T) { _, _ = low.Low, httptest.DefaultRemoteAddr; missing.F() }\n",
	"only/only_test.go":             "package only\n\nimport \"testing\"\n\nfunc TestOnly(*testing.T) {}\n",
	"prog/main.go":                  "package main\n\nfunc main() {}\n",
	"prog/main_test.go":             "package main\n\nimport \"testing\"\n\nfunc TestMain(*testing.T) {}\n",
	"cycle/cycle.go":                "package cycle\n\nvar X = 1\n",
	"cycle/cycle_test.go":           "package cycle\n\nimport \"example.org/m/a\"\n\nvar _ = a.A\n",
	"here/here_mips64le.go":         "package here\n",
	"here/here_test.go":             "package here\n\nimport \"testing\"\n\nfunc TestHere(*testing.T) {}\n",
	"broken/broken_test.go":         "package broken\n\nimport \"testing\"\n\nfunc TestBroken(*testing.T) {\n",
	"vendor/example.org/dep/d.go":   "package dep\n\nimport \"example.org/below\"\n\nvar Dep = below.Below\n",
	"vendor/example.org/below/b.go": "package below\n\nvar Below = 1\n",
}

func TestVariantsAreThoseOfGoList(t *testing.T) {
	t.Run("module", func(t *testing.T) {
		files := map[string]string{
			"go.mod":             "module example.org/m\n\ngo 1.19\n\nrequire (\n\texample.org/below v1.0.0\n\texample.org/dep v1.0.0\n)\n",
			"vendor/modules.txt": "# example.org/below v1.0.0\n## explicit\nexample.org/below\n# example.org/dep v1.0.0\n## explicit\nexample.org/dep\n",
		}
		for name, text := range testedTree {
			files[name] = text
		}
		p := params(tree(t, files))
		p.Mod = "vendor"
		expectSameListing(t, p)
	})
	t.Run("GOPATH", func(t *testing.T) {
		files := map[string]string{}
		for name, text := range testedTree {
			files["src/example.org/m/"+name] = text
		}
		gopath := tree(t, files)
		p := params(filepath.Join(gopath, "src/example.org/m"))
		p.Mod, p.Env = "", map[string]string{"GO111MODULE": "off", "GOPATH": gopath}
		expectSameListing(t, p)
	})
}

// Of a go.mod that wants an update Go only says so when it has read every package, unless it was asked for none.
func TestAVendorFolderThatDoesNotFitIsToldBeforeAnyPackageIsRead(t *testing.T) {
	root := tree(t, map[string]string{
		"go.mod":                      "module example.org/m\n\ngo 1.15\n\nrequire (\n\texample.org/dep v1.0.0\n\texample.org/dep v1.1.0\n)\n",
		"a.go":                        "package m\n\nimport _ \"example.org/dep\"\n",
		"vendor/modules.txt":          "# example.org/dep v1.0.0\n## explicit\n# example.org/dep v1.1.0\n## explicit\nexample.org/dep\n",
		"vendor/example.org/dep/d.go": "package dep\n",
	})
	p := params(root)
	p.Mod = "vendor"
	log := filepath.Join(root, "asked")
	logged := fmt.Sprintf("#!/bin/sh\necho \"$@\" >> %s\nexec %s \"$@\"\n", log, p.Go)
	write(t, root, "go.sh", logged)
	if err := os.Chmod(filepath.Join(root, "go.sh"), 0o755); err != nil {
		t.Fatal(err)
	}
	p.Go = filepath.Join(root, "go.sh")
	_, err := newJudge().check(context.Background(), p, func(progress) {})
	var failed *requestError
	if !errors.As(err, &failed) || failed.Code != "list-failed" || !strings.Contains(failed.Message, "updates to go.mod needed") {
		t.Error(err)
	}
	asked, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if text := strings.TrimSpace(string(asked)); strings.Contains(text, "\n") || !strings.HasSuffix(text, " -- unsafe") {
		t.Error("go was asked for", text)
	}
}
