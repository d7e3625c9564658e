package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// outline writes the declarations of a file with their offsets, and nothing of the bodies of functions.
func outline(t *testing.T, text []byte) string {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "x.go", text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil {
			return false
		}
		fmt.Fprintf(&out, "%T %d %d\n", n, n.Pos(), n.End())
		if f, ok := n.(*ast.FuncDecl); ok && f.Body != nil {
			f.Body.List = nil
		}
		return true
	})
	return out.String()
}

// The standard library is written by many hands; its test data aside, every file of these folders is taken.
func TestBlankingKeepsEveryDeclaration(t *testing.T) {
	files, blanked := 0, 0
	for _, folder := range []string{"runtime", "syscall", "go/types", "net/http", "text/template", "encoding/json", "os", "strconv", "unicode", "math"} {
		paths, err := filepath.Glob(filepath.Join(runtime.GOROOT(), "src", folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			short, _ := blankBodies(text)
			if len(short) != len(text) {
				t.Fatalf("%s: %d bytes became %d", path, len(text), len(short))
			}
			if outline(t, text) != outline(t, short) {
				t.Errorf("%s declares other things when blanked", path)
			}
			files++
			if string(short) != string(text) {
				blanked++
			}
		}
	}
	if files < 300 || blanked < files*2/3 {
		t.Errorf("of %d files only %d had bodies to blank", files, blanked)
	}
}

func TestBlanking(t *testing.T) {
	for text, want := range map[string]string{
		"package p\nfunc f() { return }\n":                                "package p\nfunc f() {        }\n",
		"package p\nfunc f() struct{ a int } { '{' }\n":                   "package p\nfunc f() struct{ a int } {     }\n",
		"package p\nfunc f(a interface{ m() }) []int { \"}\" }\n":         "package p\nfunc f(a interface{ m() }) []int {     }\n",
		"package p\nvar f = func() { g() }\n":                             "package p\nvar f = func() { g() }\n",
		"package p\nvar s = `\nfunc f() { g() }\n`\n":                     "package p\nvar s = `\nfunc f() { g() }\n`\n",
		"package p\nfunc f()\n\ntype t struct{ a int }\n":                 "package p\nfunc f()\n\ntype t struct{ a int }\n",
		"package p\nfunc (t T) f() { // }\n\t/* } */ }; func g() { x }\n": "package p\nfunc (t T) f() {     \n         }; func g() {   }\n",
		"package p\nfunc f() { \"unterminated\n}\n":                       "package p\nfunc f() { \"unterminated\n}\n",
	} {
		if got, _ := blankBodies([]byte(text)); string(got) != want {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestSignatureIsOfWhatIsDeclared(t *testing.T) {
	signature := func(text string) uint64 {
		_, hash := blankBodies([]byte(text))
		return hash
	}
	base := signature("package p\n\nfunc f(a int) { g() }\n")
	for text, same := range map[string]bool{
		"package p\n\n// A comment.\nfunc f(a int)  { h(1) }\n": true,
		"package p\n\nfunc f(a int64) { g() }\n":                false,
		"package p\n\nfunc f(a int) { g() }\n\nvar x int\n":     false,
		"package p\n\nfunc f(a int)\n":                          false,
	} {
		if (signature(text) == base) != same {
			t.Errorf("%q: same is not %v", text, same)
		}
	}
}

func TestOffsetsBeforeInsertions(t *testing.T) {
	list := []insertion{{3, "ab"}, {5, ")"}}
	text := insert([]byte("0123456"), list)
	if string(text) != "012ab34)56" {
		t.Fatal(string(text))
	}
	for now, before := range []int{0, 1, 2, 3, 3, 3, 4, 5, 5, 6} {
		if got := originalOffset(list, now); got != before {
			t.Errorf("offset %d was %d, not %d", now, before, got)
		}
	}
}
