package main

import (
	"context"
	"testing"
)

// Of large trees only packages of concern are listed for the host (not one whose
// import is missing for both). What is said
// of them is the same, and an edit that concerns another package is still judged.
func TestLargeTreesAreJudgedAsSmallOnes(t *testing.T) {
	files := map[string]string{
		"go.mod":              "module example.org/m\n\ngo 1.19\n",
		"a/a.go":              "package a\n\nimport \"syscall\"\n\nfunc take(uint64) {}\n\nfunc f(st *syscall.Stat_t) { take(st.Dev) }\n",
		"a/a_test.go":         "package a\n\nfunc g() { h() }\n",
		"a/a_amd64_test.go":   "package a\n\nfunc h() {}\n",
		"a/x_test.go":         "package a_test\n\nimport \"example.org/m/b\"\n\nvar _ = b.Name\n",
		"b/b.go":              "package b\n\nimport _ \"example.org/m/c\"\n",
		"b/b_amd64.go":        "package b\n\nconst Name = 1\n",
		"c/c.go":              "package c\n\nfunc body()\n\nfunc F() { body() }\n",
		"c/c_amd64.s":         "TEXT ·body(SB),4,$0\n\tRET\n",
		"d/d.go":              "package d\n\nimport \"example.org/m/missing\"\n\nvar _ = missing.X\n",
		"e/e.go":              "package e\n",
		"excluded/x_amd64.go": "package excluded\n",
	}
	judged := func(most int) (string, *session) {
		defer func(was int) { manyPackages = was }(manyPackages)
		manyPackages = most
		root := tree(t, files)
		j := newJudge()
		got := describeFacts(check(t, j, params(root)).Facts)
		s := j.sessions[root]
		write(t, root, "e/e.go", "package e\n\nimport \"syscall\"\n\nvar st syscall.Stat_t\nvar d uint64 = st.Dev\n")
		if _, err := j.update(context.Background(), updateParams{Files: []changedFile{{Path: root + "/e/e.go"}}}, func(progress) {}); err != nil {
			t.Fatal(err)
		}
		return got + "\n" + describeFacts(j.sessions[root].facts(nil)), s
	}
	small, whole := judged(2000)
	large, part := judged(0)
	expect(t, large, small)
	if !whole.hostWhole || part.hostWhole || len(part.hostListed) != 2 {
		t.Errorf("listed for the host: %v %v %v", whole.hostWhole, part.hostWhole, part.hostListed)
	}
	if len(small) < 200 {
		t.Errorf("few facts: %s", small)
	}
}
