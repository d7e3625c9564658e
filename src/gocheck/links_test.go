package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A GOPATH whose tree vendors one of its own folders through a link, as Kubernetes does.
func vendoredByLink(t *testing.T) (checkParams, string) {
	t.Helper()
	gopath := tree(t, map[string]string{
		"src/example.org/m/staging/base/base.go": sameDev,
		"src/example.org/m/top/top.go":           "package top\n\nimport \"example.org/base\"\n\nvar x uint64 = base.Dev\n",
	})
	root := filepath.Join(gopath, "src/example.org/m")
	link := filepath.Join(root, "vendor/example.org/base")
	if err := os.MkdirAll(filepath.Dir(link), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../../staging/base", link); err != nil {
		t.Fatal(err)
	}
	p := params(root)
	p.Mod, p.Env = "", map[string]string{"GO111MODULE": "off", "GOPATH": gopath}
	return p, root
}

const topThroughLink = "width top/top.go:5:16 base.Dev uint64->uint32 as uint64 in declaration of x"

func TestAnEditReachesWhatImportsTheFileThroughALink(t *testing.T) {
	p, root := vendoredByLink(t)
	expect(t, describeFacts(check(t, shared, p).Facts), "")
	for _, text := range []string{ownDev, sameDev, ownDev} {
		updated := editFirst(t, shared, root, overlay("staging/base/base.go", text))
		expect(t, strings.Join(updated.Rechecked, " "), "staging/base/base.go")
		expectPending(t, updated, 1)
		wanted := ""
		if text == ownDev {
			wanted = topThroughLink
		}
		expect(t, describeFacts(follow(t, shared, root).Facts), wanted)
		if updated.Relisted {
			t.Error("go list ran again for a file that it knows by another name")
		}
	}
	// Imports that come and go do so under every name.
	longer := strings.Replace(ownDev, "import \"syscall\"", "import (\n\t\"os\"\n\t\"syscall\"\n)\n\nvar Out = os.Stdout", 1)
	updated := editFirst(t, shared, root, overlay("staging/base/base.go", longer))
	if !updated.Relisted {
		t.Error("go list did not run again for another import")
	}
	expect(t, describeFacts(updated.Facts), topThroughLink)
	expect(t, describeFacts(edit(t, shared, root, changedFile{Path: "staging/base/base.go"}).Facts), "")
}

func TestAFileThatIsListedOnlyThroughALink(t *testing.T) {
	p, root := vendoredByLink(t)
	p.Patterns = []string{"./top"}
	expect(t, describeFacts(check(t, shared, p).Facts), "")
	updated := editFirst(t, shared, root, overlay("staging/base/base.go", ownDev))
	if updated.Relisted {
		t.Error("go list ran again for a file that it knows by another name")
	}
	expect(t, describeFacts(follow(t, shared, root).Facts), topThroughLink)
}

func TestTextsOfACheckAreReadThroughLinks(t *testing.T) {
	p, root := vendoredByLink(t)
	for _, text := range []string{ownDev, sameDev, ownDev} {
		p.Overlay = map[string]string{filepath.Join(root, "staging/base/base.go"): text}
		wanted := ""
		if text == ownDev {
			wanted = topThroughLink
		}
		expect(t, describeFacts(check(t, shared, p).Facts), wanted)
	}
}

// Files of other systems are edited, too, and go list knows the tree without them.
func TestFilesThatNoBuildHasAreListedOnce(t *testing.T) {
	files := spreading()
	files["aside/aside_windows.go"] = "package aside\n"
	j, root := checked(t, files)
	relisted := func(wanted bool, file changedFile) {
		t.Helper()
		if updated := editFirst(t, j, root, file); updated.Relisted != wanted {
			t.Errorf("%s: that go list ran again is not %v", file.Path, wanted)
		}
	}
	relisted(true, overlay("aside/aside_windows.go", "package aside\n\nvar x int\n"))
	relisted(false, overlay("aside/aside_windows.go", "package aside\n\nvar x string\n"))
	relisted(true, overlay("aside/other.go", "//go:build windows\n\npackage aside\n"))
	relisted(false, overlay("aside/aside_windows.go", "package aside\n\nvar x int\n"))
	relisted(false, overlay("aside/other.go", "//go:build windows\n\npackage aside\n\nvar y int\n"))
	fresh := "package aside\n\nimport \"syscall\"\n\nfunc g(st *syscall.Stat_t) uint64 { return st.Dev }\n"
	updated := editFirst(t, j, root, overlay("aside/other.go", fresh))
	expect(t, describeFacts(updated.Facts), "width aside/other.go:5:44 st.Dev uint64->uint32 as uint64 in return of g")
	relisted(true, changedFile{Path: "aside/other.go"})
	relisted(false, changedFile{Path: "aside/other.go"})
	relisted(true, overlay("aside/other.go", fresh))
}
