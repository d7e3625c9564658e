package main

import (
	"strings"
	"testing"
)

func TestUndefinedNames(t *testing.T) {
	result := checkModule(t, map[string]string{
		"table_amd64.go": "package m\n\nconst maxMapSize = 1 << 47\n\ntype regs struct{ Rip, Sp uint64 }\n\nfunc (regs) PC() uint64 { return 0 }\n",
		"table_other.go": "//go:build !amd64\n\npackage m\n\ntype regs struct{ Sp uint64 }\n",
		"sub/s_amd64.go": "package sub\n\nfunc Only() {}\n",
		"sub/s.go":       "package sub\n\nfunc Both() {}\n",
		"a.go": `package m

import (
	"syscall"

	. "example.org/m/sub"
)

var signals = map[string]syscall.Signal{"STKFLT": syscall.SIGSTKFLT, "HUP": syscall.SIGHUP}

func f(r regs, p *syscall.PtraceRegs) uint64 {
	var pages [maxMapSize >> 40]int
	_ = pages
	_ = regs{Rip: 1}
	Only()
	Both()
	return r.Rip + p.Rip + r.Sp + r.PC()
}
`,
		"a_test.go": "package m_test\n\nimport \"example.org/m/sub\"\n\nvar _ = sub.Only\n",
	})
	expect(t, describeFacts(result.Facts),
		"undefined a.go:9:51 SIGSTKFLTsyscall []",
		"undefined a.go:12:13 maxMapSize [table_amd64.go]",
		"undefined a.go:14:11 Rip member of regs [table_amd64.go]",
		"undefined a.go:15:2 Onlyexample.org/m/sub [sub/s_amd64.go]",
		"undefined a.go:17:11 Rip member of regs [table_amd64.go]",
		"undefined a.go:17:19 Ripsyscall member of PtraceRegs []",
		"undefined a.go:17:34 PC member of regs [table_amd64.go]",
		"undefined a_test.go:5:9 Onlyexample.org/m/sub [sub/s_amd64.go]")
	if message := result.Facts[0].CompilerMessage; message != "undefined: syscall.SIGSTKFLT" {
		t.Error(message)
	}
}

func TestMissingBodies(t *testing.T) {
	result := checkModule(t, map[string]string{
		"none/a.go": "package none\n\nimport _ \"unsafe\"\n\nfunc add(a, b int) int\n\nfunc nowhere()\n\n" +
			"//go:linkname nanotime runtime.nanotime\nfunc nanotime() int64\n",
		"none/add_amd64.s": "#include \"textflag.h\"\n\nTEXT ·add(SB), NOSPLIT, $0-24\n\tRET\n\nTEXT ·nanotime<ABIInternal>(SB), NOSPLIT, $0\n\tRET\n",
		"some/b.go": "package some\n\nimport \"runtime\"\n\nfunc portable() int\n\nfunc unused()\n\nfunc guarded()\n\nfunc called()\n\nfunc Exported()\n\n" +
			"func f() {\n\tif runtime.GOARCH == \"amd64\" {\n\t\tguarded()\n\t}\n\tcalled()\n}\n",
		"some/b_amd64.s": "TEXT ·portable(SB), 4, $0-8\n\tRET\n\nTEXT ·unused(SB), 4, $0\n\tRET\n\nTEXT ·guarded(SB), 4, $0\n\tRET\n\n" +
			"TEXT ·called(SB), 4, $0\n\tRET\n\nTEXT ·Exported(SB), 4, $0\n\tRET\n",
		"some/b_mips64x.s":   "//go:build mips64le\n\nTEXT ·portable(SB), 4, $0-8\n\tRET\n",
		"some/only_amd64.go": "package some\n\nfunc fast()\n",
	})
	expect(t, describeFacts(result.Facts),
		"missing-body none/a.go:5:6 add [none/add_amd64.s]",
		"missing-body none/a.go:7:6 nowhere []",
		"missing-body some/b.go:11:6 called [some/b_amd64.s]",
		"missing-body some/b.go:13:6 Exported [some/b_amd64.s]")
}

func TestExcludedPackages(t *testing.T) {
	result := checkModule(t, map[string]string{
		"go.mod":                      "module example.org/m\n\ngo 1.19\n\nrequire example.org/dep v0.0.0\n\nreplace example.org/dep => ./vendor.d/dep\n",
		"a.go":                        "package m\n\nimport (\n\t_ \"example.org/dep\"\n\n\tfast \"example.org/m/fast\"\n)\n\nvar _ = fast.Go\n",
		"b.go":                        "package m\n\nimport _ \"example.org/dep\"\n",
		"a_amd64.go":                  "package m\n\nimport _ \"example.org/m/fast\"\n",
		"fast/fast.go":                "//go:build amd64 || arm64\n\npackage fast\n\nfunc Go() {}\n",
		"none/none.go":                "//go:build windows\n\npackage none\n",
		"alone/main.go":               "//go:build amd64\n\npackage main\n\nfunc main() {}\n",
		"vendor.d/dep/go.mod":         "module example.org/dep\n\ngo 1.19\n",
		"vendor.d/dep/dep.go":         "package dep\n\nimport _ \"example.org/dep/inner\"\n",
		"vendor.d/dep/inner/inner.go": "//go:build amd64\n\npackage inner\n",
	})
	expect(t, describeFacts(result.Facts),
		"excluded-package a.go:4:2 example.org/dep/inner [vendor.d/dep/inner/inner.go]",
		"excluded-package a.go:6:2 example.org/m/fast [fast/fast.go]")
	if message := result.Facts[0].CompilerMessage; !strings.HasPrefix(message, "imports example.org/dep imports example.org/dep/inner: build constraints") {
		t.Error(message)
	}
}

func TestMethodThatOnlyTheHostDeclares(t *testing.T) {
	result := checkModule(t, map[string]string{
		"m_amd64.go": "package m\n\nfunc (thing) Close() error { return nil }\n",
		"a.go":       "package m\n\nimport \"io\"\n\ntype thing struct{}\n\nvar _ io.Closer = thing{}\n",
	})
	expect(t, describeFacts(result.Facts), "undefined a.go:7:19 Close member of thing [m_amd64.go]")
}

func TestRejected(t *testing.T) {
	result := checkModule(t, map[string]string{
		"m_amd64.go":    "package m\n\nfunc (thing) Close() error { return nil }\n",
		"m_mips64le.go": "package m\n\nfunc (thing) Close() {}\n",
		"a.go":          "package m\n\nimport \"io\"\n\ntype thing struct{}\n\nvar _ io.Closer = thing{}\n",
	})
	if got := describeFacts(result.Facts); !strings.HasPrefix(got, "rejected a.go:7:19 cannot use ") {
		t.Error(got)
	}
}

func TestWhatBothRejectIsNoFact(t *testing.T) {
	result := checkModule(t, map[string]string{
		"a.go":          "package m\n\nimport \"syscall\"\n\nvar bad int = \"text\"\n\nfunc f(st *syscall.Stat_t) uint64 { return generated + st.Dev }\n",
		"b.go":          "package m\n\nfunc broken( {\n",
		"b_mips64le.go": "package m\n\nfunc g() { alsoGenerated() }\n",
		"good/good.go":  "package good\n\nimport \"syscall\"\n\nfunc F(st *syscall.Stat_t) uint64 { return st.Dev }\n",
	})
	expect(t, describeFacts(result.Facts), "width good/good.go:5:44 st.Dev uint64->uint32 as uint64 in return of F")
	expect(t, strings.Join(result.CheckedFiles, " "), "good/good.go")
	if !strings.Contains(strings.Join(result.Notes, "\n"), "errors that amd64 has too are left out") {
		t.Error(result.Notes)
	}
}

func TestErrorsInFilesOfTheTargetOnly(t *testing.T) {
	result := checkModule(t, map[string]string{
		"a_amd64.go":    "package m\n\nfunc helper() {}\n",
		"a_mips64le.go": "package m\n\nfunc g() { helper() }\n",
		"a.go":          "package m\n\nvar _ = g\n",
		"b_amd64.go":    "package m\n\nfunc g() {}\n",
	})
	got := describeFacts(result.Facts)
	if !strings.HasPrefix(got, "rejected a_mips64le.go:3:12 und") {
		t.Error(got)
	}
}

func TestTestsOfEveryKind(t *testing.T) {
	files := map[string]string{
		"a.go":        "package m\n\nimport \"syscall\"\n\nfunc F(st *syscall.Stat_t) uint64 { return st.Dev }\n",
		"in_test.go":  "package m\n\nimport (\n\t\"syscall\"\n\t\"testing\"\n)\n\nvar Shared syscall.Stat_t\n\nfunc TestIn(*testing.T) { var x uint64 = Shared.Rdev; _ = x }\n",
		"out_test.go": "package m_test\n\nimport \"example.org/m\"\n\nvar x uint64 = m.Shared.Dev\n",
	}
	result := checkModule(t, files)
	expect(t, describeFacts(result.Facts),
		"width a.go:5:44 st.Dev uint64->uint32 as uint64 in return of F",
		"width in_test.go:10:42 Shared.Rdev uint64->uint32 as uint64 in declaration of x",
		"width out_test.go:5:16 m.Shared.Dev uint64->uint32 as uint64 in declaration of x")
	expect(t, strings.Join(result.CheckedFiles, " "), "a.go in_test.go out_test.go")
}

func TestCgoNeedsNoCompiler(t *testing.T) {
	t.Setenv("PATH", "/nonexistent")
	t.Setenv("CC", "/nonexistent/gcc")
	files := map[string]string{
		"go.mod":   "module example.org/m\n\ngo 1.19\n",
		"c.go":     "package m\n\n/*\n#include <sys/stat.h>\nstatic int two(void) { return 2; }\n*/\nimport \"C\"\nimport \"syscall\"\n\nfunc two() int { return int(C.two()) }\n\nfunc f(st *syscall.Stat_t) uint64 { C.two(); return st.Dev }\n",
		"plain.go": "package m\n\nvar _ = two\n",
		"nocgo.go": "//go:build !cgo\n\npackage m\n\nimport \"syscall\"\n\nfunc two() int { return 2 }\n\nfunc g(st *syscall.Stat_t) uint64 { return st.Rdev }\n",
	}
	p := params(tree(t, files))
	expect(t, describeFacts(check(t, shared, p).Facts), "width c.go:12:53 st.Dev uint64->uint32 as uint64 in return of f")
	p.Cgo = false
	expect(t, describeFacts(check(t, shared, p).Facts), "width nocgo.go:9:44 st.Rdev uint64->uint32 as uint64 in return of g")
}

func TestImportCyclesAndMissingModules(t *testing.T) {
	result := checkModule(t, map[string]string{
		"a/a.go":       "package a\n\nimport \"example.org/m/b\"\n\nvar _ = b.B\n",
		"b/b.go":       "package b\n\nimport \"example.org/m/a\"\n\nvar B = a.A\n",
		"gone/gone.go": "package gone\n\nimport (\n\t\"syscall\"\n\n\t\"example.com/not/there\"\n)\n\nfunc f(st *syscall.Stat_t) uint64 { there.Do(st.Dev); return st.Dev }\n",
	})
	expect(t, describeFacts(result.Facts), "width gone/gone.go:9:62 st.Dev uint64->uint32 as uint64 in return of f")
	expect(t, strings.Join(result.CheckedFiles, " "), "")
	notes := strings.Join(result.Notes, "\n")
	if !strings.Contains(notes, "import cycle") || !strings.Contains(notes, "example.com/not/there") {
		t.Error(notes)
	}
}

func TestVendoredCodeOnlyWhenAskedFor(t *testing.T) {
	files := map[string]string{
		"go.mod":                        "module example.org/m\n\ngo 1.19\n\nrequire example.org/dep v1.0.0\n",
		"a.go":                          "package m\n\nimport \"example.org/dep\"\n\nvar _ = dep.F\n",
		"vendor/modules.txt":            "# example.org/dep v1.0.0\n## explicit; go 1.17\nexample.org/dep\n",
		"vendor/example.org/dep/dep.go": "package dep\n\nimport \"syscall\"\n\nfunc F(st *syscall.Stat_t) uint64 { return st.Dev }\n",
	}
	p := params(tree(t, files))
	p.Mod = "vendor"
	expect(t, describeFacts(check(t, shared, p).Facts), "")
	p.DepBodies = true
	expect(t, describeFacts(check(t, shared, p).Facts),
		"width vendor/example.org/dep/dep.go:5:44 st.Dev uint64->uint32 as uint64 in return of F")
}

func TestDependencyThatBreaksIsNoted(t *testing.T) {
	files := map[string]string{
		"go.mod":                              "module example.org/m\n\ngo 1.19\n\nrequire example.org/dep v1.0.0\n",
		"a.go":                                "package m\n\nimport \"example.org/dep\"\n\nvar _ dep.Pages\n",
		"vendor/modules.txt":                  "# example.org/dep v1.0.0\n## explicit; go 1.17\nexample.org/dep\n",
		"vendor/example.org/dep/dep.go":       "package dep\n\ntype Pages [maxMapSize]byte\n",
		"vendor/example.org/dep/dep_amd64.go": "package dep\n\nconst maxMapSize = 1 << 20\n",
	}
	p := params(tree(t, files))
	p.Mod = "vendor"
	result := check(t, shared, p)
	expect(t, describeFacts(result.Facts), "")
	if notes := strings.Join(result.Notes, "\n"); !strings.Contains(notes, "dependency example.org/dep (example.org/dep v1.0.0) does not build for mips64le: dep.go:3: ") {
		t.Error(notes)
	}
	expect(t, strings.Join(result.CheckedFiles, " "), "")
}

func TestBodiesOfModulesElsewhereMakeNotes(t *testing.T) {
	elsewhere := tree(t, map[string]string{
		"go.mod": "module example.org/dep\n\ngo 1.17\n",
		"dep.go": "package dep\n\nimport \"syscall\"\n\nfunc F(st *syscall.Stat_t) uint64 { return st.Dev }\n\n" +
			"func G(st *syscall.Stat_t) uint64 { return st.Rdev }\n",
	})
	files := map[string]string{
		"go.mod": "module example.org/m\n\ngo 1.19\n\nrequire example.org/dep v0.0.0\n\nreplace example.org/dep => " + elsewhere + "\n",
		"a.go":   "package m\n\nimport (\n\t\"syscall\"\n\n\t\"example.org/dep\"\n)\n\nfunc f(st *syscall.Stat_t) uint64 { return dep.F(st) + st.Dev }\n",
	}
	p := params(tree(t, files))
	want := "width a.go:9:56 st.Dev uint64->uint32 as uint64 in operation of dep.F(st)"
	result := check(t, shared, p)
	expect(t, describeFacts(result.Facts), want)
	expect(t, strings.Join(result.Notes, "\n"), "")
	p.Outside = true
	result = check(t, shared, p)
	expect(t, describeFacts(result.Facts), want)
	notes := strings.Join(result.Notes, "\n")
	if !strings.HasPrefix(notes, "dependency example.org/dep (example.org/dep v0.0.0) does not build for mips64le: dep.go:5: cannot use st.Dev ") ||
		!strings.HasSuffix(notes, ", and 1 more") {
		t.Error(notes)
	}
	expect(t, strings.Join(result.CheckedFiles, " "), "a.go")
}

func TestLanguageVersionOfEachModule(t *testing.T) {
	// Go before 1.18 has no type parameters: go/types must be told which language each module is in.
	files := map[string]string{
		"go.mod":                        "module example.org/m\n\ngo 1.18\n\nrequire example.org/dep v1.0.0\n",
		"a.go":                          "package m\n\nimport (\n\t\"syscall\"\n\n\t\"example.org/dep\"\n)\n\nfunc id[T any](x T) T { return x }\n\nfunc f(st *syscall.Stat_t) uint64 { return id(st.Dev) + dep.F(st) }\n",
		"vendor/modules.txt":            "# example.org/dep v1.0.0\n## explicit; go 1.12\nexample.org/dep\n",
		"vendor/example.org/dep/dep.go": "package dep\n\nimport \"syscall\"\n\nfunc F(st *syscall.Stat_t) uint64 { return st.Dev }\n",
	}
	p := params(tree(t, files))
	p.Mod = "vendor"
	expect(t, describeFacts(check(t, shared, p).Facts), "width a.go:11:44 id(st.Dev) uint64->uint32 as uint64 in operation of dep.F(st)")
}
