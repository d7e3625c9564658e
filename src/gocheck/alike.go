package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
)

// An undefined name was looked for among what the function around it declares,
// the package, the file's imports and, with a package before it, what that one
// declares. No type and no value decides where a name is looked for, and files
// that have the same text declare the same names. So where host and target build
// the same files of these packages, the host finds no such name either, and
// need be neither listed nor checked to tell: most of what a tree is full of
// whose generated code is missing.

// The words of go/types for a name that is declared nowhere, and for one that a
// package does not declare, before Go 1.20 and since.
var undefinedName = regexp.MustCompile(`^(?:undeclared name: |undefined: )([\pL_][\pL\pN_]*)$`)
var undefinedMember = regexp.MustCompile(`^([\pL_][\pL\pN_]*) not declared by package |` +
	`^undefined: [\pL_][\pL\pN_]*\.([\pL_][\pL\pN_]*)(?: \(but have [\pL\pN_]+\))?$`)

// rejectedByBoth says that every error of a target's package is known to be the
// host's too, without the host's view. It may say no where that is so.
func (s *session) rejectedByBoth(p *pkg) bool {
	if p.byBoth == unknownYet {
		p.byBoth = answerOf(len(p.errs) > 0 && s.findRejectedByBoth(p))
	}
	return p.byBoth == yes
}

// An answer that is looked for once.
type answer int

const (
	unknownYet answer = iota
	yes
	no
)

func answerOf(is bool) answer {
	if is {
		return yes
	}
	return no
}

func (s *session) findRejectedByBoth(p *pkg) bool {
	if !s.buildsAlike(p) || len(s.target.missingImports(p)) > 0 {
		return false
	}
	for _, dep := range p.deps {
		// Without files on the host it has no name there, or the one that its path ends with.
		if !dep.listed.Standard && !s.hasFileOfBoth(dep) {
			return false
		}
	}
	for _, e := range p.errs {
		if !s.undefinedOnBoth(p, e) {
			return false
		}
	}
	return true
}

// undefinedOnBoth says that an error of a package that is built alike is about
// a name that the host looks for in the same places, and finds in none.
func (s *session) undefinedOnBoth(p *pkg, e checkError) bool {
	plain, member := undefinedName.FindStringSubmatch(e.message), undefinedMember.FindStringSubmatch(e.message)
	if plain == nil && member == nil {
		return false
	}
	_, file := s.sources.parse(e.file, p.bodied[e.file])
	if file == nil || !s.dotImportsAlike(p, file) {
		return false
	}
	around := s.identifierAt(file, e.offset)
	if len(around) < 2 {
		return false
	}
	name := around[len(around)-1].(*ast.Ident)
	for _, node := range around {
		// A key is a field's name where the literal is a struct on the host.
		if pair, ok := node.(*ast.KeyValueExpr); ok && name.Pos() < pair.Colon {
			return false
		}
	}
	selector, selected := around[len(around)-2].(*ast.SelectorExpr)
	if selected = selected && selector.Sel == name; !selected {
		return plain != nil && plain[1] == name.Name
	}
	qualifier, ok := selector.X.(*ast.Ident)
	if !ok || member == nil || member[1]+member[2] != name.Name {
		return false
	}
	of := s.importedAs(p, file, qualifier.Name)
	return of != nil && s.buildsAlike(of)
}

// identifierAt are the nodes around the identifier at an offset of a file, the identifier last.
func (s *session) identifierAt(file *ast.File, offset int) []ast.Node {
	placed := s.sources.fset.File(file.Package)
	if offset < 0 || offset > placed.Size() {
		return nil
	}
	pos := placed.Pos(offset)
	var stack, found []ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		if found != nil || pos < n.Pos() || n.End() <= pos {
			return false
		}
		stack = append(stack, n)
		if name, ok := n.(*ast.Ident); ok && name.Pos() == pos {
			found = append(found, stack...)
		}
		return true
	})
	return found
}

// importedAs is the package that a name stands for in a file; nil where none or several do.
func (s *session) importedAs(p *pkg, file *ast.File, name string) *pkg {
	var found *pkg
	for _, spec := range file.Imports {
		dep := s.target.resolve(p, importPathOf(spec))
		if spec.Name != nil && spec.Name.Name != name || spec.Name == nil && (dep == nil || dep.listed.Name != name) {
			continue
		}
		if dep == nil || found != nil {
			return nil
		}
		found = dep
	}
	return found
}

// dotImportsAlike says that what a file's dot imports put beside its own names is the same for both.
func (s *session) dotImportsAlike(p *pkg, file *ast.File) bool {
	for _, spec := range file.Imports {
		if spec.Name == nil || spec.Name.Name != "." {
			continue
		}
		if dep := s.target.resolve(p, importPathOf(spec)); dep == nil || !s.buildsAlike(dep) {
			return false
		}
	}
	return true
}

// buildsAlike says that host and target build the same files of a package, of
// which there are some: no file in its folder asks for the one or the other.
func (s *session) buildsAlike(p *pkg) bool {
	if p.alike == unknownYet {
		p.alike = answerOf(s.findBuildsAlike(p))
	}
	return p.alike == yes
}

func (s *session) findBuildsAlike(p *pkg) bool {
	if p.listed.Error != nil || len(p.files) == 0 {
		return false
	}
	left := p.listed.IgnoredGoFiles
	if tested := s.target.packages[p.listed.ForTest]; tested != nil {
		// What is left out of external tests is listed with what they test.
		left = concat(left, tested.listed.IgnoredGoFiles)
	}
	for _, files := range [][]string{p.files, absolute(p.listed.Dir, left)} {
		for _, path := range files {
			if s.asksForArch(path) {
				return false
			}
		}
	}
	return true
}

// hasFileOfBoth says that a package is there for the host too.
func (s *session) hasFileOfBoth(p *pkg) bool {
	for _, path := range p.files {
		if !s.asksForArch(path) {
			return true
		}
	}
	return false
}

// asksForArch says that a file's name or its build constraints may have another
// answer for the host than for the target. GOOS, cgo, the release and the user's
// tags are the same for both; besides the GOARCHs only tags with a dot differ,
// of what an architecture or a toolchain for it can do ("amd64.v2", "goexperiment.regabiargs").
func (s *session) asksForArch(path string) bool {
	isArch := func(word string) bool { return word == s.params.Host || word == s.params.Target }
	name, _, _ := strings.Cut(filepath.Base(path), ".")
	for _, part := range strings.Split(name, "_") {
		if isArch(part) {
			return true
		}
	}
	text := s.sources.textOf(path)
	file, err := parser.ParseFile(token.NewFileSet(), "", text, parser.PackageClauseOnly)
	if err != nil {
		return true
	}
	for _, line := range strings.Split(string(text[:int(file.Package)-1]), "\n") {
		if !strings.Contains(line, "build") {
			continue
		}
		for _, word := range strings.FieldsFunc(line, isNoTag) {
			if isArch(word) || strings.Contains(word, ".") && !strings.HasPrefix(word, "go1.") {
				return true
			}
		}
	}
	return false
}

func isNoTag(r rune) bool {
	return r != '_' && r != '.' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
}
