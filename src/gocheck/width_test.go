package main

import (
	"strings"
	"testing"
)

// inFunction puts statements, from line 11 on, where st and other are files'
// numbers and some functions want what the host has.
func inFunction(statements string) map[string]string {
	return map[string]string{"a.go": `package m

import "syscall"

func want(uint64) uint64       { return 0 }
func both(a, b uint64)         {}
func same[T any](a, b T)       {}
func pair() (uint64, error)    { return 0, nil }
type record struct{ dev uint64 }
func f(st, other *syscall.Stat_t, x uint64, m map[uint64]int, ch chan uint64) uint64 {
` + statements + `
	return x
}
`}
}

// widths are statements and the facts they make.
var widths = map[string]struct {
	statements string
	want       []string
}{
	"argument": {"want(st.Rdev)", []string{
		"width a.go:11:6 st.Rdev uint64->uint32 as uint64 in argument of want"}},
	"field": {"_ = record{dev: st.Dev}", []string{
		"width a.go:11:17 st.Dev uint64->uint32 as uint64 in field of dev"}},
	"field without its name": {"_ = record{st.Dev}", []string{
		"width a.go:11:12 st.Dev uint64->uint32 as uint64 in field of record"}},
	"element": {"_ = []uint64{1, st.Dev}", []string{
		"width a.go:11:17 st.Dev uint64->uint32 as uint64 in element of []uint64"}},
	"assignment": {"x = st.Nlink", []string{
		"width a.go:11:5 st.Nlink uint64->uint32 as uint64 in assignment of x"}},
	"declaration": {"var y uint64 = st.Rdev\n_ = y", []string{
		"width a.go:11:16 st.Rdev uint64->uint32 as uint64 in declaration of y"}},
	"comparison": {"_ = x == st.Rdev", []string{
		"width a.go:11:10 st.Rdev uint64->uint32 as uint64 in operation of x"}},
	"map index": {"_ = m[st.Dev]", []string{
		"width a.go:11:7 st.Dev uint64->uint32 as uint64 in index of m"}},
	"return": {"if x > 0 { return st.Dev }", []string{
		"width a.go:11:19 st.Dev uint64->uint32 as uint64 in return of f"}},
	"send": {"ch <- st.Dev", []string{
		"width a.go:11:7 st.Dev uint64->uint32 as uint64 in send of ch"}},
	"case": {"switch x {\ncase st.Dev:\n}", []string{
		"width a.go:12:6 st.Dev uint64->uint32 as uint64 in case of x"}},
	"switch over it": {"switch st.Dev {\ncase x:\n}", []string{
		"width a.go:11:8 st.Dev uint64->uint32 as uint64 in case used 12:6"}},
	"assigning operation": {"x |= st.Dev", []string{
		"width a.go:11:6 st.Dev uint64->uint32 as uint64 in operation of x"}},
	"inferred type parameter": {"same(st.Dev, x)", []string{
		"width a.go:11:6 st.Dev uint64->uint32 as uint64 in argument of same"}},
	"two on a line": {"both(st.Dev, other.Rdev)", []string{
		"width a.go:11:6 st.Dev uint64->uint32 as uint64 in argument of both",
		"width a.go:11:14 other.Rdev uint64->uint32 as uint64 in argument of both"}},
	"a signed one": {"var y int64 = st.Blksize\n_ = y", []string{
		"width a.go:11:15 st.Blksize int64->uint32 as int64 in declaration of y"}},
	"arithmetic, at its operands": {"want((st.Dev >> 8) & 0xfff | (other.Dev &^ 1))", []string{
		"width a.go:11:7 st.Dev uint64->uint32 as uint64 in argument of want",
		"width a.go:11:31 other.Dev uint64->uint32 as uint64 in argument of want"}},
	"a variable, once, where it is defined": {"dev := st.Dev\nwant(dev)\nboth(x, dev)", []string{
		"width a.go:11:8 st.Dev uint64->uint32 as uint64 in argument of want used 12:6"}},
	"a var block": {"var (\ndev = st.Dev\nhigh = want(dev)\n)\n_ = high", []string{
		"width a.go:12:7 st.Dev uint64->uint32 as uint64 in argument of want used 13:13"}},
	"through two variables and a closure": {"dev := st.Dev\nalias := dev\nfunc() { want(alias) }()", []string{
		"width a.go:11:8 st.Dev uint64->uint32 as uint64 in argument of want used 13:15"}},
	"an assignment to a variable of the narrow type": {"dev := st.Dev\ndev = x\n_ = dev", []string{
		"width a.go:11:8 st.Dev uint64->uint32 as uint64 in assignment of dev used 12:7"}},
	"other uses want the target's own type": {"dev := st.Dev\nif dev == other.Dev {\nwant(dev)\n}", []string{
		"width a.go:13:6 dev uint64->uint32 as uint64 in argument of want"}},
	"assigned again": {"dev := st.Dev\nif x > 1 {\ndev = other.Dev\n}\nwant(dev)", []string{
		"width a.go:15:6 dev uint64->uint32 as uint64 in argument of want"}},
	"a range variable": {"for _, d := range [](struct{ syscall.Stat_t }){{*st}} {\nwant(d.Dev)\n}", []string{
		"width a.go:12:6 d.Dev uint64->uint32 as uint64 in argument of want"}},
	"both operands, of different widths here": {"_ = st.Dev == st.Nlink+x", []string{
		"width a.go:11:5 st.Dev uint64->uint32 as uint64 in operation of st.Nlink+x",
		"width a.go:11:15 st.Nlink uint64->uint32 as uint64 in operation of x"}},
	"a constant too large for the target": {"_ = st.Dev & 0xffff00000000", []string{
		"width a.go:11:5 st.Dev uint64->uint32 as uint64 in operation of 0xffff00000000"}},
	"assigned to": {"st.Dev = x", []string{
		"width a.go:11:1 st.Dev uint64->uint32 as uint64 in assignment FIXED"}},
	"its address": {"var p *uint64 = &st.Dev\n_ = p", []string{
		"width a.go:11:18 st.Dev uint64->uint32 as uint64 in declaration FIXED"}},
	"a literal's field": {"_ = syscall.Stat_t{Dev: x}", []string{
		"width a.go:11:25 x uint64->uint64 as uint32 in field of Dev FIXED"}},
	"a shadowed type": {"type uint64 string\nwant(st.Dev)", []string{
		"width a.go:12:6 st.Dev uint64->uint32 as uint64 in argument of want FIXED"}},
	"nothing wrong": {"want(uint64(st.Dev))\n_ = st.Dev == other.Dev\n_ = st.Dev == 5\n_ = any(st.Dev)", nil},
}

func TestWidths(t *testing.T) {
	for name, c := range widths {
		t.Run(name, func(t *testing.T) {
			result := checkModule(t, inFunction(c.statements))
			expect(t, describeFacts(result.Facts), c.want...)
			for _, f := range result.Facts {
				if f.OriginText != "x" && f.OriginText != "dev" && !strings.HasPrefix(f.Source, "syscall.Stat_t.") {
					t.Errorf("source of %s is %q", f.OriginText, f.Source)
				}
			}
		})
	}
}

func TestTypesOfTheTreesOwn(t *testing.T) {
	result := checkModule(t, map[string]string{
		"size_amd64.go":    "package m\n\ntype size = uint64\n",
		"size_mips64le.go": "package m\n\ntype size = uint32\n",
		"a.go":             "package m\n\nfunc take(uint64) {}\n\nfunc give() size { return 0 }\n\nfunc f() {\n\ttake(give())\n\tn, ok := two()\n\t_ = ok\n\ttake(n)\n}\n\nfunc two() (size, bool) { return 0, true }\n",
	})
	expect(t, describeFacts(result.Facts),
		"width a.go:8:7 give() uint64->uint32 as uint64 in argument of take",
		"width a.go:11:7 n uint64->uint32 as uint64 in argument of take")
}

func TestPackageOfTheWantedTypeIsNotImported(t *testing.T) {
	result := checkModule(t, map[string]string{
		"ids/ids.go":       "package ids\n\ntype ID uint64\ntype Short uint32\n",
		"of/of_amd64.go":   "package of\n\nimport \"example.org/m/ids\"\n\nfunc Get() ids.ID { return 0 }\n",
		"of/of_mips64x.go": "//go:build mips64le\n\npackage of\n\nimport \"example.org/m/ids\"\n\nfunc Get() ids.Short { return 0 }\n",
		"to/to.go":         "package to\n\nimport \"example.org/m/ids\"\n\nfunc Take(ids.ID) {}\n",
		"a.go":             "package m\n\nimport (\n\t\"example.org/m/of\"\n\t\"example.org/m/to\"\n)\n\nfunc f() { to.Take(of.Get()) }\n",
		"b.go":             "package m\n\nimport (\n\tnumbers \"example.org/m/ids\"\n\t\"example.org/m/of\"\n\t\"example.org/m/to\"\n)\n\nvar _ numbers.ID\n\nfunc g() { to.Take(of.Get()) }\n",
	})
	expect(t, describeFacts(result.Facts),
		"width a.go:8:20 of.Get() ids.ID->ids.Short as ids.ID in argument of to.Take FIXED",
		"width b.go:11:20 of.Get() ids.ID->ids.Short as numbers.ID in argument of to.Take")
}

func TestColumnsAreUTF16(t *testing.T) {
	result := checkModule(t, map[string]string{
		"a.go": "\ufeffpackage m\r\n\r\nimport \"syscall\"\r\n\r\nfunc f(s string, _ uint64) {}\r\n\r\n" +
			"func g(st *syscall.Stat_t) {\r\n\tf(\"é𝄞\", st.Dev)\r\n}\r\n",
	})
	expect(t, describeFacts(result.Facts), "width a.go:8:11 st.Dev uint64->uint32 as uint64 in argument of f")
	if end := result.Facts[0].Origin.EndColumn; end != 17 {
		t.Errorf("ends in column %d", end)
	}
}
