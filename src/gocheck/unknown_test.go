package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// clang is a cgo package that the host and the target build, and the target's
// alone above it: what C declares has no type here.
var clang = map[string]string{
	"c/c.go": `package c

// #include <stdint.h>
// enum { LIMIT = 4 };
// struct pair { int a, b; };
// static int three(void) { return 3; }
// static void give(int *v) { *v = 3; }
import "C"
import "unsafe"

type Status C.int
type Pair C.struct_pair

const Limit = C.LIMIT
const OK Status = 0

var Three = unsafe.Pointer(C.three)
var Room [C.LIMIT]byte
var Last = C.int(7)

func Run(s Status) (Status, error) {
	if s == OK {
		return Status(C.three()), nil
	}
	return 3, nil
}
`,
	"a_amd64.go": "package m\n\nvar three uintptr\n",
	"a_mips64le.go": `package m

import "example.org/m/c"

var three = uintptr(c.Three)
var room [c.Limit]byte
var given c.Status = 3
var converted = c.Status(5)
var listed = []c.Status{1, 2}
var named = map[c.Status]int{c.OK: 1, 2: 2}

func run() (c.Status, error) {
	s, err := c.Run(3)
	if err != nil || int(s) == 4 {
		return 5, err
	}
	for i := c.Status(0); i < s; i++ {
		s += -i
	}
	s++
	var some error
	if last := c.Last; last > 3 {
		return s + c.Status(last) + 1, some
	}
	return func() c.Status { return 2 }(), nil
}
`,
	"a.go": "package m\n\nvar _ = three\n",
}

// What the compiler takes, cgo and all, is no finding; what it does not take
// still is, beside what has no type.
func TestWhatCDeclaresIsNoFinding(t *testing.T) {
	files := map[string]string{"go.mod": "module example.org/m\n\ngo 1.19\n"}
	for name, text := range clang {
		files[name] = text
	}
	root := tree(t, files)
	expect(t, describeFacts(check(t, shared, params(root)).Facts))
	compileWithC(t, root, true)

	write(t, root, "b_amd64.go", "package m\n\nconst word = 8\n")
	write(t, root, "b_mips64le.go", `package m

import (
	"strings"

	"example.org/m/c"
)

func bad(p c.Pair) (int, c.Status) {
	var text string = 7
	text = strings.Count(text, "")
	return word, c.OK
}

var other int = "x"
`)
	facts := describeFacts(check(t, shared, params(root)).Facts)
	expect(t, withoutMessages(facts), "rejected b_mips64le.go:10:20", "rejected b_mips64le.go:11:9", "rejected b_mips64le.go:12:9", "rejected b_mips64le.go:15:17")
	compileWithC(t, root, false)
}

// The same in a dependency, where it would be a note.
func TestWhatCDeclaresIsNoNote(t *testing.T) {
	files := map[string]string{"go.mod": "module example.org/m\n\ngo 1.19\n", "main/main.go": "package main\n\nimport _ \"example.org/m\"\n\nfunc main() {}\n"}
	for name, text := range clang {
		files[name] = text
	}
	root := tree(t, files)
	p := params(root)
	p.Patterns = []string{"./main"}
	expect(t, strings.Join(check(t, shared, p).Notes, "\n"))
}

// compileWithC asks the compiler about the target with its C compiler, where the machine has one.
func compileWithC(t *testing.T, root string, accepts bool) {
	t.Helper()
	cc, err := exec.LookPath("mips64el-linux-gnuabi64-gcc")
	if err != nil {
		t.Log("no C compiler for the target: the compiler is not asked")
		return
	}
	p := params(root)
	cmd := exec.Command(p.Go, "build", "./...")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=mips64le", "CGO_ENABLED=1", "CC="+cc, "GOFLAGS=",
		"GO111MODULE=on", "GOTOOLCHAIN=local", "GOPROXY=off", "GOWORK=off")
	if output, err := cmd.CombinedOutput(); (err == nil) != accepts {
		t.Errorf("the compiler: %v\n%s", err, output)
	}
}
