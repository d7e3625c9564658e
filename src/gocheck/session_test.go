package main

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A module in layers: base is imported by middle, middle by top and by tests.
func layers() map[string]string {
	return map[string]string{
		"go.mod":             "module example.org/m\n\ngo 1.19\n",
		"base/base.go":       "package base\n\nimport \"syscall\"\n\nfunc Number(st *syscall.Stat_t) uint64 { return uint64(st.Dev) }\n",
		"base/base_test.go":  "package base\n\nimport \"testing\"\n\nfunc TestNumber(t *testing.T) { Number(nil) }\n",
		"middle/middle.go":   "package middle\n\nimport (\n\t\"syscall\"\n\n\t\"example.org/m/base\"\n)\n\nfunc Twice(st *syscall.Stat_t) uint64 { return 2 * base.Number(st) }\n",
		"middle/out_test.go": "package middle_test\n\nimport \"example.org/m/middle\"\n\nvar _ uint64 = middle.Twice(nil)\n",
		"top/top.go":         "package top\n\nimport \"example.org/m/middle\"\n\nvar x uint64 = middle.Twice(nil)\n",
		"aside/aside.go":     "package aside\n\nfunc Aside() {}\n",
	}
}

// edit gives the first answer to a change of files, and what follows it, as one.
func edit(t *testing.T, j *judge, root string, files ...changedFile) *sessionUpdate {
	t.Helper()
	whole := editFirst(t, j, root, files...)
	if whole.Reload || whole.Pending == 0 {
		return whole
	}
	rest := follow(t, j, root)
	if rest.Pending > 0 {
		t.Errorf("%d packages are pending after a follow", rest.Pending)
	}
	whole.Rechecked = union(whole.Rechecked, rest.Rechecked)
	whole.CheckedFiles = union(whole.CheckedFiles, rest.CheckedFiles)
	whole.Facts = append(whole.Facts, rest.Facts...)
	return whole
}

func editFirst(t *testing.T, j *judge, root string, files ...changedFile) *sessionUpdate {
	t.Helper()
	for i := range files {
		files[i].Path = filepath.Join(root, files[i].Path)
	}
	result, err := j.update(context.Background(), updateParams{Dirs: []string{root}, Files: files}, func(progress) {})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range result.Sessions {
		if s.Dir == root {
			return s
		}
	}
	t.Fatal("the session was not updated")
	return nil
}

func follow(t *testing.T, j *judge, root string) *sessionUpdate {
	t.Helper()
	result, err := j.follow(context.Background(), followParams{Dir: root})
	if err != nil {
		t.Fatal(err)
	}
	return result.Sessions[0]
}

func overlay(path, text string) changedFile { return changedFile{Path: path, Text: &text} }

func TestEditOfABodyRechecksOnlyItsPackage(t *testing.T) {
	root := tree(t, layers())
	j := newJudge()
	expect(t, describeFacts(check(t, j, params(root)).Facts), "")
	broken := strings.Replace(layers()["base/base.go"], "uint64(st.Dev)", "st.Dev", 1)
	updated := edit(t, j, root, overlay("base/base.go", broken))
	expect(t, describeFacts(updated.Facts), "width base/base.go:5:49 st.Dev uint64->uint32 as uint64 in return of Number")
	expect(t, strings.Join(updated.Rechecked, " "), "base/base.go")
	updated = edit(t, j, root, changedFile{Path: "base/base.go"})
	expect(t, describeFacts(updated.Facts), "")
	expect(t, strings.Join(updated.CheckedFiles, " "), "base/base.go")
}

func TestEditOfADeclarationRechecksWhatIsAbove(t *testing.T) {
	root := tree(t, layers())
	j := newJudge()
	check(t, j, params(root))
	inferred := "package middle\n\nimport \"syscall\"\n\ntype number = dev\n\nfunc Twice(st *syscall.Stat_t) number { return 2 * st.Dev }\n"
	write(t, root, "middle/middle.go", inferred)
	write(t, root, "middle/dev_amd64.go", "package middle\n\ntype dev = uint64\n")
	write(t, root, "middle/dev_mips64le.go", "package middle\n\ntype dev = uint32\n")
	updated := edit(t, j, root, changedFile{Path: "middle/middle.go"}, changedFile{Path: "middle/dev_amd64.go"},
		changedFile{Path: "middle/dev_mips64le.go"})
	if !updated.Relisted {
		t.Error("go list did not run again for new files")
	}
	expect(t, describeFacts(updated.Facts),
		"width middle/out_test.go:5:16 middle.Twice(nil) uint64->uint32 as uint64 in declaration of _",
		"width top/top.go:5:16 middle.Twice(nil) uint64->uint32 as uint64 in declaration of x")
	// The same without new files: only the type changes back.
	write(t, root, "middle/dev_mips64le.go", "package middle\n\ntype dev = uint64\n")
	updated = edit(t, j, root, changedFile{Path: "middle/dev_mips64le.go"})
	expect(t, strings.Join(updated.Rechecked, " "),
		"middle/dev_mips64le.go middle/middle.go middle/out_test.go top/top.go")
	expect(t, describeFacts(updated.Facts), "width middle/middle.go:7:52 st.Dev uint64->uint32 as uint64 in return of Twice")
}

func TestFilesThatComeAndGo(t *testing.T) {
	root := tree(t, layers())
	j := newJudge()
	check(t, j, params(root))
	fresh := "package aside\n\nimport \"syscall\"\n\nfunc f(st *syscall.Stat_t) uint64 { return st.Dev }\n"
	updated := edit(t, j, root, overlay("aside/fresh.go", fresh))
	expect(t, describeFacts(updated.Facts), "width aside/fresh.go:5:44 st.Dev uint64->uint32 as uint64 in return of f")
	updated = edit(t, j, root, changedFile{Path: "aside/fresh.go"})
	expect(t, describeFacts(updated.Facts), "")
	if !strings.Contains(strings.Join(updated.Rechecked, " "), "aside/fresh.go") {
		t.Error("the facts of a file that went stay:", updated.Rechecked)
	}
	if err := os.Remove(filepath.Join(root, "base/base.go")); err != nil {
		t.Fatal(err)
	}
	updated = edit(t, j, root, changedFile{Path: "base/base.go"})
	if !updated.Relisted || strings.Contains(strings.Join(updated.CheckedFiles, " "), "middle/middle.go") {
		t.Error("middle still counts as checked without base:", updated.CheckedFiles)
	}
	if updated := edit(t, j, root, changedFile{Path: "go.mod"}); !updated.Reload {
		t.Error("a change of go.mod asks for no reload")
	}
}

// What a test declares is let go of while nobody imports it, and has to be there when somebody does.
func TestATestThatIsImportedLater(t *testing.T) {
	files := layers()
	files["base/base_test.go"] = "package base\n\nvar Wide uint64\n\ntype Pair struct{ A, B int }\n"
	root := tree(t, files)
	j := newJudge()
	check(t, j, params(root))
	outside := "package base_test\n\nimport (\n\t\"syscall\"\n\n\t\"example.org/m/base\"\n)\n\n" +
		"var st syscall.Stat_t\n\nfunc f() int {\n\tbase.Wide = st.Dev\n\treturn base.Pair{}.A\n}\n"
	updated := edit(t, j, root, overlay("base/outside_test.go", outside))
	expect(t, describeFacts(updated.Facts), "width base/outside_test.go:12:14 st.Dev uint64->uint32 as uint64 in assignment of base.Wide")
	fresh := newJudge()
	again := params(root)
	again.Overlay = map[string]string{filepath.Join(root, "base/outside_test.go"): outside}
	if wanted := describeFacts(check(t, fresh, again).Facts); describeFacts(updated.Facts) != wanted {
		t.Errorf("a new check finds\n%s", wanted)
	}
}

// After any series of edits the session knows what a new check of the same texts finds.
func TestUpdatesAgreeWithNewChecks(t *testing.T) {
	root := tree(t, layers())
	j := newJudge()
	p := params(root)
	check(t, j, p)
	other := newJudge()
	check(t, other, params(tree(t, layers())))
	texts := map[string]string{}
	current := map[string]*fact{}
	steps := []struct{ path, old, new string }{
		{"base/base.go", "uint64(st.Dev)", "st.Dev"},
		{"middle/middle.go", "2 * base.Number(st)", "st.Rdev + base.Number(st)"},
		{"base/base.go", "func Number(st *syscall.Stat_t) uint64", "func Number(st *syscall.Stat_t) int"},
		{"base/base_test.go", "Number(nil)", "var _ int64 = (&syscall.Stat_t{}).Blksize"},
		{"base/base_test.go", "import \"testing\"", "import (\n\"syscall\"\n\"testing\"\n)"},
		{"base/base.go", "func Number(st *syscall.Stat_t) int", "func Number(st *syscall.Stat_t) uint64"},
		{"top/top.go", "middle.Twice(nil)", "syscall.SIGSTKFLT"},
		{"top/top.go", "\"example.org/m/middle\"", "\"syscall\""},
		{"middle/middle.go", "func Twice", "func broken( {\n\nfunc Twice"},
		{"middle/middle.go", "func broken( {\n\n", ""},
	}
	for _, step := range steps {
		before, ok := texts[step.path]
		if !ok {
			before = layers()[step.path]
		}
		after := strings.Replace(before, step.old, step.new, 1)
		if after == before {
			t.Fatalf("%s holds no %s", step.path, step.old)
		}
		texts[step.path] = after
		updated := edit(t, j, root, overlay(step.path, after))
		for _, file := range updated.Rechecked {
			for key, f := range current {
				if f.place().File == file {
					delete(current, key)
				}
			}
		}
		for _, f := range updated.Facts {
			current[describeFacts([]*fact{f})] = f
		}
		p.Overlay = map[string]string{}
		for path, text := range texts {
			p.Overlay[filepath.Join(root, path)] = text
		}
		// The other judge keeps the standard library, of another folder's session, and nothing of this one.
		delete(other.sessions, root)
		fresh := map[string]bool{}
		for _, f := range check(t, other, p).Facts {
			fresh[describeFacts([]*fact{f})] = true
		}
		for key := range current {
			if !fresh[key] {
				t.Errorf("after %s: only the update has %s", step.new, key)
			}
		}
		for key := range fresh {
			if current[key] == nil {
				t.Errorf("after %s: only a new check has %s", step.new, key)
			}
		}
	}
	if len(current) < 4 {
		t.Errorf("the steps end with %d facts", len(current))
	}
}

func TestCheckingAgainTakesOverWhatIsUnchanged(t *testing.T) {
	root := tree(t, layers())
	j := newJudge()
	p := params(root)
	check(t, j, p)
	before := j.sessions[root].target.packages
	write(t, root, "top/top.go", "package top\n\nimport \"example.org/m/middle\"\n\nvar x uint32 = uint32(middle.Twice(nil))\n")
	check(t, j, p)
	after := j.sessions[root].target.packages
	for id, same := range map[string]bool{"example.org/m/middle": true, "syscall": true, "example.org/m/top": false} {
		if (before[id].api == after[id].api) != same {
			t.Errorf("%s: taken over is not %v", id, same)
		}
	}
}

func TestRequestsOverThePipe(t *testing.T) {
	root := tree(t, layers())
	in, requests := io.Pipe()
	answers, out := io.Pipe()
	ended := make(chan struct{})
	go func() {
		newServer(out).serve(in)
		close(ended)
	}()
	decoder := json.NewDecoder(answers)
	send := func(id int, method string, params interface{}) {
		line, err := json.Marshal(map[string]interface{}{"id": id, "method": method, "params": params})
		if err != nil {
			t.Error(err)
		}
		if _, err := requests.Write(append(line, '\n')); err != nil {
			t.Error(err)
		}
	}
	receive := func() response {
		for {
			var r response
			if err := decoder.Decode(&r); err != nil {
				t.Fatal(err)
			}
			if r.Progress == nil {
				return r
			}
		}
	}
	send(1, "version", nil)
	if r := receive(); r.ID != 1 || !strings.Contains(string(mustJSON(t, r.Result)), "go1.") {
		t.Error(r)
	}
	send(2, "format", formatParams{Text: "package m\nfunc  f( ){}\n"})
	if r := receive(); !strings.Contains(string(mustJSON(t, r.Result)), `func f() {}`) {
		t.Error(r)
	}
	send(3, "update", updateParams{Dirs: []string{root}})
	if r := receive(); r.Error == nil || r.Error.Code != "no-session" {
		t.Error(r)
	}
	send(4, "nonsense", nil)
	if r := receive(); r.Error == nil || r.Error.Code != "bad-request" {
		t.Error(r)
	}
	p := params(root)
	go func() {
		send(5, "check", p)
		send(5, "cancel", nil)
	}()
	if r := receive(); r.ID != 5 || r.Error == nil || r.Error.Code != "cancelled" {
		t.Error(r)
	}
	p.Dir = filepath.Join(root, "nowhere")
	send(6, "check", p)
	if r := receive(); r.Error == nil || r.Error.Code != "bad-request" {
		t.Error(r)
	}
	_ = requests.Close()
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		t.Error("the end of the input does not end the program")
	}
}

func mustJSON(t *testing.T, value interface{}) []byte {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
