package main

import (
	"context"
	"errors"
	"go/token"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

const (
	sameDev = "package base\n\nimport \"syscall\"\n\nvar st syscall.Stat_t\n\nvar Dev = uint64(st.Dev)\n"
	// Without the conversion the variable is a uint64 on the host and a uint32 on the target.
	ownDev = "package base\n\nimport \"syscall\"\n\nvar st syscall.Stat_t\n\nvar Dev = st.Dev\n"
)

// A module in which the type of base.Dev reaches beside at once, and top through middle.
func spreading() map[string]string {
	return map[string]string{
		"go.mod":            "module example.org/m\n\ngo 1.19\n",
		"base/base.go":      sameDev,
		"base/base_test.go": "package base\n\nvar inside uint64 = Dev\n",
		"base/out_test.go":  "package base_test\n\nimport \"example.org/m/base\"\n\nvar outside uint64 = base.Dev\n",
		"middle/middle.go":  "package middle\n\nimport \"example.org/m/base\"\n\nvar Dev = base.Dev\n",
		"beside/beside.go":  "package beside\n\nimport \"example.org/m/base\"\n\nvar x uint64 = base.Dev\n",
		"top/top.go":        "package top\n\nimport \"example.org/m/middle\"\n\nvar x uint64 = middle.Dev\n",
		"aside/aside.go":    "package aside\n\nimport \"syscall\"\n\nfunc f(st *syscall.Stat_t) uint64 { return uint64(st.Dev) }\n",
	}
}

const (
	insideFact  = "width base/base_test.go:3:21 Dev uint64->uint32 as uint64 in declaration of inside"
	outsideFact = "width base/out_test.go:5:22 base.Dev uint64->uint32 as uint64 in declaration of outside"
	besideFact  = "width beside/beside.go:5:16 base.Dev uint64->uint32 as uint64 in declaration of x"
	topFact     = "width top/top.go:5:16 middle.Dev uint64->uint32 as uint64 in declaration of x"
)

func checked(t *testing.T, files map[string]string) (*judge, string) {
	t.Helper()
	root := tree(t, files)
	expect(t, describeFacts(check(t, shared, params(root)).Facts), "")
	return shared, root
}

func expectPending(t *testing.T, updated *sessionUpdate, wanted int) {
	t.Helper()
	if updated.Pending != wanted {
		t.Errorf("%d packages are pending, not %d", updated.Pending, wanted)
	}
}

func TestAnEditIsAnsweredForItsOwnPackageFirst(t *testing.T) {
	j, root := checked(t, spreading())
	updated := editFirst(t, j, root, overlay("base/base.go", ownDev))
	expect(t, strings.Join(updated.Rechecked, " "), "base/base.go base/base_test.go")
	expect(t, describeFacts(updated.Facts), insideFact)
	// The test from outside, middle, beside and top.
	expectPending(t, updated, 4)
	rest := follow(t, j, root)
	expect(t, strings.Join(rest.Rechecked, " "), "base/out_test.go beside/beside.go middle/middle.go top/top.go")
	expect(t, describeFacts(rest.Facts), outsideFact, besideFact, topFact)
	expect(t, strings.Join(rest.CheckedFiles, " "), "base/out_test.go beside/beside.go middle/middle.go top/top.go")
	expectPending(t, rest, 0)
	rest = follow(t, j, root)
	expect(t, strings.Join(rest.Rechecked, " ")+describeFacts(rest.Facts), "")
}

func TestAnEditOfABodyLeavesNothingPending(t *testing.T) {
	j, root := checked(t, spreading())
	text := strings.Replace(spreading()["aside/aside.go"], "uint64(st.Dev)", "st.Dev", 1)
	updated := editFirst(t, j, root, overlay("aside/aside.go", text))
	expect(t, describeFacts(updated.Facts), "width aside/aside.go:5:44 st.Dev uint64->uint32 as uint64 in return of f")
	expectPending(t, updated, 0)
}

func TestAPendingPackageThatIsEditedComesFirst(t *testing.T) {
	j, root := checked(t, spreading())
	editFirst(t, j, root, overlay("base/base.go", ownDev))
	beside := strings.Replace(spreading()["beside/beside.go"], "var x", "var longer", 1)
	updated := editFirst(t, j, root, overlay("beside/beside.go", beside))
	expect(t, describeFacts(updated.Facts), "width beside/beside.go:5:21 base.Dev uint64->uint32 as uint64 in declaration of longer")
	expectPending(t, updated, 3)
	middle := strings.Replace(spreading()["middle/middle.go"], "base.Dev", "uint64(base.Dev)", 1)
	updated = editFirst(t, j, root, overlay("middle/middle.go", middle))
	expect(t, strings.Join(updated.Rechecked, " "), "middle/middle.go")
	expectPending(t, updated, 2)
	rest := follow(t, j, root)
	expect(t, strings.Join(rest.Rechecked, " "), "base/out_test.go top/top.go")
	expect(t, describeFacts(rest.Facts), outsideFact)
}

func TestNothingIsPendingAfterAListing(t *testing.T) {
	j, root := checked(t, spreading())
	expectPending(t, editFirst(t, j, root, overlay("base/base.go", ownDev)), 4)
	updated := editFirst(t, j, root, overlay("aside/fresh.go", "package aside\n"))
	if !updated.Relisted {
		t.Error("go list did not run again for a new file")
	}
	expect(t, describeFacts(updated.Facts), insideFact, outsideFact, besideFact, topFact)
	expectPending(t, updated, 0)
	expectPending(t, editFirst(t, j, root, overlay("base/base.go", sameDev)), 4)
	p := params(root)
	p.Overlay = map[string]string{filepath.Join(root, "base/base.go"): ownDev}
	expect(t, describeFacts(check(t, j, p).Facts), insideFact, outsideFact, besideFact, topFact)
	expect(t, strings.Join(follow(t, j, root).Rechecked, " "), "")
}

// A countdown is cancelled after it was asked some times whether it is.
type countdown struct {
	context.Context
	left atomic.Int64
	done chan struct{}
}

func newCountdown(left int64) *countdown {
	c := &countdown{Context: context.Background(), done: make(chan struct{})}
	c.left.Store(left)
	return c
}

func (c *countdown) Done() <-chan struct{} { return c.done }

func (c *countdown) Err() error {
	switch left := c.left.Add(-1); {
	case left >= 0:
		return nil
	case left == -1:
		close(c.done)
	}
	return context.Canceled
}

// Wherever a follow is cancelled, the next ones answer for everything.
func TestAFollowThatIsCancelledLosesNothing(t *testing.T) {
	places := 0
	for ended := false; !ended; places++ {
		j, root := checked(t, spreading())
		editFirst(t, j, root, overlay("base/base.go", ownDev))
		_, err := j.follow(newCountdown(int64(places)), followParams{Dir: root})
		if ended = err == nil; ended {
			break
		}
		if !errors.Is(err, context.Canceled) || j.sessions[root].stale {
			t.Fatal("cancelled after", places, "questions:", err, j.sessions[root].stale)
		}
		text := strings.Replace(spreading()["beside/beside.go"], "var x", "\nvar x", 1)
		updated := editFirst(t, j, root, overlay("beside/beside.go", text))
		expect(t, describeFacts(updated.Facts), strings.Replace(besideFact, ":5:", ":6:", 1))
		expectPending(t, updated, 3)
		rest := follow(t, j, root)
		expect(t, strings.Join(rest.Rechecked, " "), "base/out_test.go middle/middle.go top/top.go")
		expect(t, describeFacts(rest.Facts), outsideFact, topFact)
		expectPending(t, rest, 0)
	}
	// At least once while packages are checked, and while they are compared.
	if places < 6 {
		t.Error("a follow can be cancelled only at", places, "places")
	}
}

func TestAnUpdateThatIsCancelledAsksForANewCheck(t *testing.T) {
	j, root := checked(t, spreading())
	text := ownDev
	change := updateParams{Files: []changedFile{{Path: filepath.Join(root, "base/base.go"), Text: &text}}}
	if _, err := j.update(newCountdown(0), change, func(progress) {}); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if !follow(t, j, root).Reload || !editFirst(t, j, root, changedFile{Path: "aside/aside.go"}).Reload {
		t.Error("half an update counts as a whole one")
	}
	var failed *requestError
	if _, err := j.follow(context.Background(), followParams{Dir: "/nowhere"}); !errors.As(err, &failed) || failed.Code != "no-session" {
		t.Error(err)
	}
}

// The host is listed for what is asked about, not for what waits.
func TestThePackagesThatWaitAskForNoHost(t *testing.T) {
	files := spreading()
	delete(files, "base/base_test.go")
	j, root := checked(t, files)
	editFirst(t, j, root, overlay("base/base.go", ownDev))
	s := j.sessions[root]
	if err := s.target.check(context.Background(), inOrder(s.pending), true, func(*pkg) {}); err != nil {
		t.Fatal(err)
	}
	editFirst(t, j, root, overlay("aside/aside.go", strings.Replace(files["aside/aside.go"], "return", "return 1 +", 1)))
	if s.hostWhole || s.hostDone != nil {
		t.Error("an edit that the host has no part in listed it")
	}
	expect(t, describeFacts(follow(t, j, root).Facts), outsideFact, besideFact, topFact)
}

// The target has no part in a file for the host, and yet the difference goes.
func TestAnEditThatOnlyTheHostSees(t *testing.T) {
	root := tree(t, map[string]string{
		"go.mod":               "module example.org/m\n\ngo 1.19\n",
		"base/dev_amd64.go":    "package base\n\ntype Dev = uint64\n",
		"base/dev_mips64le.go": "package base\n\ntype Dev = uint32\n",
		"base/base.go":         "package base\n\nvar D Dev\n\nvar x uint64 = D\n",
		"top/top.go":           "package top\n\nimport \"example.org/m/base\"\n\nvar x uint64 = base.D\n",
		"lone/dev_amd64.go":    "package lone\n\ntype dev = uint64\n",
		"lone/dev_mips64le.go": "package lone\n\ntype dev = uint32\n",
		"lone/lone.go":         "package lone\n\nvar x uint64 = dev(1)\n",
	})
	j := shared
	base, lone := "width base/base.go:5:16 D uint64->uint32 as uint64 in declaration of x", "width lone/lone.go:3:16 dev(1) uint64->uint32 as uint64 in declaration of x"
	top := "width top/top.go:5:16 base.D uint64->uint32 as uint64 in declaration of x"
	expect(t, describeFacts(check(t, j, params(root)).Facts), base, lone, top)
	updated := editFirst(t, j, root, overlay("base/dev_amd64.go", "package base\n\ntype Dev = uint32\n"))
	expect(t, strings.Join(updated.Rechecked, " ")+describeFacts(updated.Facts), "base/base.go base/dev_mips64le.go")
	expectPending(t, updated, 1)
	expect(t, describeFacts(follow(t, j, root).Facts), "")
	// No other package asked the host for lone.
	updated = editFirst(t, j, root, overlay("lone/dev_amd64.go", "package lone\n\ntype dev = uint32\n"))
	expect(t, strings.Join(updated.Rechecked, " ")+describeFacts(updated.Facts), "lone/dev_mips64le.go lone/lone.go")
}

// A day's edits must not leave a program that has to be restarted.
func TestEditsLeaveNothingBehind(t *testing.T) {
	root := tree(t, spreading())
	j := newJudge()
	check(t, j, params(root))
	first := j.sessions[root]
	gone := make(chan struct{})
	// Of what the session holds, something that does not lead back to it.
	runtime.SetFinalizer(first.target.packages["example.org/m/aside"].listed, func(*listedPackage) { close(gone) })
	for _, text := range []string{ownDev, "", "no package\n", sameDev} {
		edit(t, j, root, overlay("base/base.go", text))
	}
	lines := 0
	j.sources.fset.Iterate(func(file *token.File) bool {
		if file.LineCount() > 1 && filepath.Dir(file.Name()) != filepath.Join(root, "base") {
			t.Error("the lines of", file.Name(), "are kept")
		}
		lines += file.LineCount()
		return true
	})
	if lines == 0 {
		t.Error("no file was parsed")
	}
	// The edits without a package clause made go list run.
	if j.sessions[root] == first {
		t.Fatal("go list did not run again")
	}
	first = nil
	runtime.GC()
	select {
	case <-gone:
	case <-time.After(20 * time.Second):
		t.Error("a session that another took the place of is kept")
	}
}

// An earlier request may have begun to list the host, and have ended without waiting for it.
func TestAHostListingThatWasCutShortIsBegunAgain(t *testing.T) {
	p := params("/nowhere")
	s := newSession(&p, newSources())
	s.list = func(ctx context.Context, goarch string, _ []string) (*view, error) {
		return newView(goarch, nil, s.sources, s.inScope), ctx.Err()
	}
	ended, end := context.WithTimeout(context.Background(), time.Minute)
	end()
	s.startHost(ended)
	if err := s.needHost(context.Background(), []*pkg{{listed: &listedPackage{}}}); err != nil || !s.hostWhole {
		t.Error(err)
	}
}
