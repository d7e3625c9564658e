package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A shape is code that the host accepts, and the facts it makes.
type shape struct {
	name, code, want string
}

func readShapes(t *testing.T) []shape {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "shapes", "shapes.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var shapes []shape
	for _, part := range strings.Split(string(text), "\n== ")[1:] {
		head, rest, ok := strings.Cut(part, "\n")
		code, want, both := strings.Cut(rest, "\n--\n")
		if !ok || !both {
			t.Fatalf("%s: no code or no facts", head)
		}
		shapes = append(shapes, shape{head, code, strings.TrimSpace(want)})
	}
	return shapes
}

// Every shape in which code can be right for the host alone, a package each of
// one module: each makes the facts it should, and the compiler complains of the
// lines that they name, until the conversions are in place.
func TestShapes(t *testing.T) {
	shapes := readShapes(t)
	files := map[string]string{"go.mod": "module example.org/m\n\ngo 1.19\n"}
	for _, name := range []string{"arch_amd64.go", "arch_mips64le.go"} {
		text, err := os.ReadFile(filepath.Join("testdata", "shapes", "arch", name))
		if err != nil {
			t.Fatal(err)
		}
		files["arch/"+name] = string(text)
	}
	for i, s := range shapes {
		files[fmt.Sprintf("c%02d/a.go", i)] = "package p\n\nimport \"example.org/m/arch\"\n\n" + s.code + "\n\nvar _ arch.Size\n"
	}
	root := tree(t, files)
	facts := check(t, shared, params(root)).Facts
	names := make([]string, len(shapes))
	for i, s := range shapes {
		names[i] = s.name
		path := fmt.Sprintf("c%02d/a.go", i)
		var mine []*fact
		for _, f := range facts {
			if f.place().File == path {
				mine = append(mine, f)
			}
		}
		got := strings.ReplaceAll(describeFacts(mine), path+":", "")
		// The compiler's words are another release's business.
		if got = withoutMessages(got); got != s.want {
			t.Errorf("%s: got\n%s\nwant\n%s", s.name, got, s.want)
		}
	}
	agreeWithCompiler(t, root, files, facts, names)
}

// withoutMessages leaves of rejected places the place alone.
func withoutMessages(facts string) string {
	lines := strings.Split(facts, "\n")
	for i, line := range lines {
		if rest := strings.TrimPrefix(line, "rejected "); rest != line {
			place, _, _ := strings.Cut(rest, " ")
			lines[i] = "rejected " + place
		}
	}
	return strings.Join(lines, "\n")
}
