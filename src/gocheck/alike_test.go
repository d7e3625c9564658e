package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// checkAsking checks files as a module and says whether the host was listed for it.
func checkAsking(t *testing.T, files map[string]string) (*checkResult, bool) {
	t.Helper()
	if files["go.mod"] == "" {
		files["go.mod"] = "module example.org/m\n\ngo 1.19\n"
	}
	p := params(tree(t, files))
	if files["vendor/modules.txt"] != "" {
		p.Mod = "vendor"
	}
	result := check(t, shared, p)
	return result, askedHost(shared.sessions[p.Root])
}

func askedHost(s *session) bool { return s.hostDone != nil || s.hostListed != nil || s.hostWhole }

const sharedNote = " errors that amd64 has too are left out, the first: "

// Where generated code is missing, as Kubernetes' bindata and OpenAPI definitions.
func TestNamesThatNobodyDeclaresNeedNoHost(t *testing.T) {
	for name, shape := range map[string]struct {
		files   map[string]string
		note    string
		checked string
	}{
		"a name of the package": {
			map[string]string{
				"gen/util.go":        "package gen\n\nfunc Read(name string) ([]byte, error) { return Asset(name) }\n",
				"gen/other.go":       "package gen\n\nvar Other = 1\n",
				"gen/gen_windows.go": "package gen\n\nfunc Asset(string) ([]byte, error) { return nil, nil }\n",
			},
			"1" + sharedNote + "gen/util.go:3:", "gen/other.go",
		},
		"a name of another package": {
			map[string]string{
				"gen/doc.go":    "// +build !windows,cgo go1.9\n\npackage gen\n",
				"app/server.go": "package app\n\nimport openapi \"example.org/m/gen\"\n\nvar definitions = openapi.Definitions\n\nvar again = openapi.Definitions\n",
				"app/os.go":     "package app\n\nimport \"syscall\"\n\nvar st syscall.Stat_t\n",
				"app/a_test.go": "package app\n\nvar _ = definitions\n",
				"app/x_test.go": "package app_test\n\nimport \"example.org/m/gen\"\n\nvar _ = gen.Definitions()\n",
			},
			"3" + sharedNote + "app/server.go:5:", "app/a_test.go app/os.go gen/doc.go",
		},
		"beside a package that both build from other files": {
			map[string]string{
				"sys/sys.go":       "package sys\n",
				"sys/sys_amd64.go": "package sys\n\ntype Word uint64\n",
				"sys/sys_other.go": "//go:build !amd64\n\npackage sys\n\ntype Word uint32\n",
				"gen/gen.go":       "package gen\n\nimport \"example.org/m/sys\"\n\nvar _ sys.Word = Max\n",
			},
			"1" + sharedNote + "gen/gen.go:5:", "sys/sys.go sys/sys_other.go",
		},
		"in a package with C": {
			map[string]string{
				"c/c.go":     "package c\n\n// static int three(void) { return 3; }\nimport \"C\"\n\nfunc Three() int { return int(C.three()) + generated }\n",
				"c/nocgo.go": "//go:build !cgo\n\npackage c\n\nconst generated = 1\n",
			},
			"1" + sharedNote + "c/c.go:6:", "",
		},
		"in what a vendored package declares": {
			map[string]string{
				"go.mod":                        "module example.org/m\n\ngo 1.19\n\nrequire example.org/dep v1.0.0\n",
				"a.go":                          "package m\n\nimport \"example.org/dep\"\n\nvar _ dep.Table\n",
				"vendor/modules.txt":            "# example.org/dep v1.0.0\n## explicit; go 1.17\nexample.org/dep\n",
				"vendor/example.org/dep/dep.go": "package dep\n\ntype Table map[string]generated\n",
			},
			"", "",
		},
		"with a dot import that is alike": {
			map[string]string{
				"b/b.go": "package b\n\nconst B = 1\n",
				"a/a.go": "package a\n\nimport . \"example.org/m/b\"\n\nvar _ = B + generated\n",
			},
			"1" + sharedNote + "a/a.go:5:", "b/b.go",
		},
	} {
		result, asked := checkAsking(t, shape.files)
		if asked {
			t.Errorf("%s: the host was listed", name)
		}
		expect(t, describeFacts(result.Facts), "")
		if notes := strings.Join(result.Notes, "\n"); !strings.HasPrefix(notes, shape.note) || shape.note == "" && notes != "" {
			t.Errorf("%s: %s", name, notes)
		}
		expect(t, strings.Join(result.CheckedFiles, " "), shape.checked)
	}
}

// What the host may find somewhere is the target's own error until the host was asked.
func TestNamesThatTheHostMayDeclareNeedIt(t *testing.T) {
	const user = "package m\n\nvar _ = wide\n"
	const member = "package m\n\nimport \"example.org/m/y\"\n\nvar _ = y.Wide\n"
	for name, shape := range map[string]struct {
		files map[string]string
		fact  string
	}{
		"by the name of a file": {
			map[string]string{"a.go": user, "b_linux_amd64.go": "package m\n\nconst wide = 1\n"},
			"undefined a.go:3:9 wide [b_linux_amd64.go]",
		},
		"by a constraint": {
			map[string]string{"a.go": user, "b.go": "//go:build amd64 || arm64\n\npackage m\n\nconst wide = 1\n"},
			"undefined a.go:3:9 wide [b.go]",
		},
		"by an old constraint below a comment": {
			map[string]string{"a.go": user, "b.go": "/*\npackage m is wide\n*/\n\n//go:build !mips64le\n\npackage m\n\nconst wide = 1\n"},
			"undefined a.go:3:9 wide [b.go]",
		},
		"in the package of a member": {
			map[string]string{"a.go": member, "y/y.go": "package y\n", "y/w.go": "// +build linux\n//   +build !mips64le\n\npackage y\n\nconst Wide = 1\n"},
			"undefined a.go:5:9 Wideexample.org/m/y [y/w.go]",
		},
		"in a test of the package of a member": {
			map[string]string{
				"a.go": "package m\n", "export_amd64_test.go": "package m\n\nconst Wide = 1\n",
				"x_test.go": "package m_test\n\nimport \"example.org/m\"\n\nvar _ = m.Wide\n",
			},
			"undefined x_test.go:5:9 Wideexample.org/m [export_amd64_test.go]",
		},
		"in an external test": {
			map[string]string{
				"a.go": "package m\n", "x_amd64_test.go": "package m_test\n\nconst wide = 1\n",
				"x_test.go": "package m_test\n\nvar _ = wide\n",
			},
			"undefined x_test.go:3:9 wide [x_amd64_test.go]",
		},
		"through a dot import": {
			map[string]string{
				"a.go":   "package m\n\nimport . \"example.org/m/y\"\n\nvar _ = Both + Wide\n",
				"y/y.go": "package y\n\nconst Both = 1\n", "y/w_amd64.go": "package y\n\nconst Wide = 1\n",
			},
			"undefined a.go:5:16 Wideexample.org/m/y [y/w_amd64.go]",
		},
		"in a file of the target alone": {
			map[string]string{"a_amd64.go": "package m\n\nfunc f() int { return 1 }\n", "a_mips64le.go": "package m\n\nfunc f() int { return wide }\n", "a.go": "package m\n\nvar _ = f()\n"},
			"rejected a_mips64le.go:3:23",
		},
		"beside an error of the target's own": {
			map[string]string{"a.go": "package m\n\nimport \"syscall\"\n\nvar _ = generated\n\nfunc f(st *syscall.Stat_t) uint64 { return st.Dev }\n", "b.go": "package m\n"},
			"width a.go:7:44 st.Dev uint64->uint32 as uint64 in return of f",
		},
		// The key is a field where the literal is a struct, and a name where it is a map.
		"as the key of a literal": {
			map[string]string{
				"a.go":            "package m\n\nimport \"example.org/m/y\"\n\nvar _ = y.Table{Wide: 1}\n",
				"y/y_amd64.go":    "package y\n\ntype Table struct{ Wide int }\n",
				"y/y_mips64le.go": "package y\n\ntype Table map[string]int\n",
				"y/y.go":          "package y\n",
			},
			"undefined a.go:5:17 Wideexample.org/m/y member of Table [y/y_amd64.go]",
		},
	} {
		result, asked := checkAsking(t, shape.files)
		if !asked {
			t.Errorf("%s: the host was not listed", name)
		}
		got := describeFacts(result.Facts)
		if strings.HasPrefix(shape.fact, "rejected") {
			got = withoutMessages(got)
		}
		if got != shape.fact {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, shape.fact)
		}
	}
}

// A package that only the target has files of is missing on the host, and so is a difference of its own.
func TestImportsThatTheHostLacksNeedIt(t *testing.T) {
	result, asked := checkAsking(t, map[string]string{
		"a.go":            "package m\n\nimport \"example.org/m/y\"\n\nvar _ = y.Y + generated\n",
		"y/y_mips64le.go": "package y\n\nconst Y = 1\n",
	})
	if !asked {
		t.Error("the host was not listed")
	}
	expect(t, describeFacts(result.Facts), "")
}

// A file that comes may declare for the host what nobody declared.
func TestANameThatTheHostDeclaresLater(t *testing.T) {
	root := tree(t, map[string]string{
		"go.mod":     "module example.org/m\n\ngo 1.19\n",
		"gen/gen.go": "package gen\n",
		"app/app.go": "package app\n\nimport \"example.org/m/gen\"\n\nvar table = gen.Table\n",
	})
	j := newJudge()
	p := params(root)
	expect(t, describeFacts(check(t, j, p).Facts), "")
	if askedHost(j.sessions[root]) {
		t.Error("the host was listed for what nobody declares")
	}
	updated := edit(t, j, root, overlay("gen/gen_amd64.go", "package gen\n\nvar Table = 1\n"))
	expect(t, describeFacts(updated.Facts), "undefined app/app.go:5:13 Tableexample.org/m/gen [gen/gen_amd64.go]")
	updated = edit(t, j, root, overlay("gen/gen_amd64.go", "//go:build windows\n\npackage gen\n\nvar Table = 1\n"))
	expect(t, describeFacts(updated.Facts), "")
	updated = edit(t, j, root, overlay("gen/gen.go", "package gen\n\nvar Table = 1\n"))
	expect(t, describeFacts(updated.Facts), "")
	expect(t, strings.Join(updated.CheckedFiles, " "), "app/app.go gen/gen.go")
}

func TestFilesThatAskForAnArchitecture(t *testing.T) {
	root := tree(t, nil)
	s := newSession(&checkParams{Root: root, Host: "amd64", Target: "mips64le"}, newSources())
	for name, file := range map[string]struct {
		text string
		asks bool
	}{
		"plain.go":               {"package m\n", false},
		"plain_linux.go":         {"package m\n", false},
		"plain_arm64.go":         {"package m\n", false},
		"plain_amd64.go":         {"package m\n", true},
		"plain_mips64le_test.go": {"package m\n", true},
		"system.go":              {"// +build linux,!cgo go1.12\n\npackage m\n", false},
		"other.go":               {"//go:build arm64 || (windows && 386)\n\npackage m\n", false},
		"host.go":                {"// Copyright\n\n//go:build !amd64\n// +build !amd64\n\npackage m\n", true},
		"target.go":              {"//+build !mips64le\n\npackage m\n", true},
		"level.go":               {"//go:build amd64.v3\n\npackage m\n", true},
		"experiment.go":          {"//go:build goexperiment.regabiargs\n\npackage m\n", true},
		"later.go":               {"package m\n\n//go:build amd64\n", false},
		"words.go":               {"// Package m builds for amd64.\npackage m\n", true},
		"comment.go":             {"/*\npackage m, which\n*/\n//go:build amd64\n\npackage m\n", true},
		"broken.go":              {"//go:build amd64\n\npakage m\n", true},
		"empty.go":               {"", true},
	} {
		write(t, root, name, file.text)
		if got := s.asksForArch(filepath.Join(root, name)); got != file.asks {
			t.Errorf("%s asks for an architecture: %v", name, got)
		}
	}
	if err := os.Remove(filepath.Join(root, "plain.go")); err != nil {
		t.Fatal(err)
	}
	if s = newSession(s.params, newSources()); !s.asksForArch(filepath.Join(root, "plain.go")) {
		t.Error("a file that is gone counts as the same for both")
	}
}
