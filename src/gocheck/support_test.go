package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// tree writes files and returns their folder, without symbolic links.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		write(t, root, name, text)
	}
	return root
}

func write(t *testing.T, root, name, text string) {
	t.Helper()
	path := filepath.Join(root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// params check a module with the Go that runs the test.
func params(root string) checkParams {
	return checkParams{
		Root: root, Host: "amd64", Target: "mips64le", Cgo: true, Mod: "readonly",
		Go: filepath.Join(runtime.GOROOT(), "bin", "go"), Env: map[string]string{"GO111MODULE": "on"},
	}
}

func check(t *testing.T, j *judge, p checkParams) *checkResult {
	t.Helper()
	result, err := j.check(context.Background(), p, func(progress) {})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// shared keeps the standard library between tests; each has a folder, and so a session, of its own.
var shared = newJudge()

// checkModule checks files as a module "example.org/m".
func checkModule(t *testing.T, files map[string]string) *checkResult {
	t.Helper()
	if files["go.mod"] == "" {
		files["go.mod"] = "module example.org/m\n\ngo 1.19\n"
	}
	return check(t, shared, params(tree(t, files)))
}

// describeFacts writes facts one a line, places as file:line:column of their text.
func describeFacts(facts []*fact) string {
	var lines []string
	for _, f := range facts {
		at := f.place()
		line := fmt.Sprintf("%s %s:%d:%d", f.Kind, at.File, at.Line, at.Column)
		switch f.Kind {
		case "width":
			line += fmt.Sprintf(" %s %s->%s as %s in %s", f.OriginText, f.HostType, f.TargetType, f.Wanted, f.Context)
			if f.Taker != "" {
				line += " of " + f.Taker
			}
			if *f.Use != *f.Origin {
				line += fmt.Sprintf(" used %d:%d", f.Use.Line, f.Use.Column)
			}
			if !*f.Convertible {
				line += " FIXED"
			}
		case "rejected":
			line += " " + f.CompilerMessage
		default:
			line += " " + f.Name + f.ImportPath
			if f.Member != "" {
				line += " member of " + f.Member
			}
			for _, list := range []*[]string{f.DeclaredIn, f.Assembly} {
				if list != nil {
					line += " [" + strings.Join(*list, " ") + "]"
				}
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func expect(t *testing.T, got string, want ...string) {
	t.Helper()
	if wanted := strings.Join(want, "\n"); got != wanted {
		t.Errorf("got\n%s\nwant\n%s", got, wanted)
	}
}
