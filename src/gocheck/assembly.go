package main

import (
	"bytes"
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"sort"
)

// bodyless is a function declared without a body, which assembly or the linker has to provide.
type bodyless struct {
	file   string
	name   string
	offset int
	end    int
}

func findBodyless(fset *token.FileSet, file *ast.File) []bodyless {
	if file == nil {
		return nil
	}
	var found []bodyless
	for _, decl := range file.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok || f.Body != nil || f.Recv != nil || f.Name.Name == "_" {
			continue
		}
		start := fset.PositionFor(f.Name.Pos(), false)
		found = append(found, bodyless{start.Filename, f.Name.Name, start.Offset, start.Offset + len(f.Name.Name)})
	}
	return found
}

// linknamed says that a //go:linkname line gives the function another package's body.
func linknamed(text []byte, name string) bool {
	directive := []byte("//go:linkname " + name)
	for from := 0; ; {
		i := bytes.Index(text[from:], directive)
		if i < 0 {
			return false
		}
		if from += i + len(directive); from == len(text) || !isWordByte(text[from]) {
			return true
		}
	}
}

var textDirective = regexp.MustCompile(`(?m)^\s*TEXT\s+(?:\S*·|"".)([\pL_][\pL\pN_]*)(?:<\w+>)?\(SB\)`)

// isLinked says that some file of the package binds the name to another's body.
func (s *session) isLinked(p *pkg, name string) bool {
	for _, path := range p.files {
		if linknamed(s.sources.textOf(path), name) {
			return true
		}
	}
	return false
}

// isUsed says that the function is needed: with assembly in the package only
// the linker misses a body, and only of what is called outside of conditions on GOARCH.
func (s *session) isUsed(p *pkg, b bodyless) bool {
	if ast.IsExported(b.name) {
		return true
	}
	used := false
	for _, path := range p.files {
		_, file := s.sources.parse(path, true)
		if file == nil {
			continue
		}
		text := s.sources.textOf(path)
		offset := func(pos token.Pos) int { return s.sources.fset.PositionFor(pos, false).Offset }
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.IfStmt:
				condition := text[offset(n.Cond.Pos()):offset(n.Cond.End())]
				if bytes.Contains(bytes.ToLower(condition), []byte("goarch")) {
					return false
				}
			case *ast.FuncDecl:
				return n.Body != nil
			case *ast.Ident:
				used = used || n.Name == b.name
			}
			return !used
		})
	}
	return used
}

// assembled are the functions that assembly files define, with the file of each.
func assembled(dir string, names []string) map[string]string {
	found := map[string]string{}
	for _, name := range names {
		path := filepath.Join(dir, name)
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		for _, match := range textDirective.FindAllSubmatch(text, -1) {
			found[string(match[1])] = path
		}
	}
	return found
}

// missingBodies are the functions of a package whose body is assembly that only
// the host's build includes. Go's type checker takes any function without a
// body; the compiler and the linker do not. Where the target's build includes
// no assembly at all, the compiler asks for every body that is not linked.
func (s *session) missingBodies(p *pkg) []*fact {
	host := s.host.packages[p.listed.ImportPath]
	if len(p.bodyless) == 0 || host == nil || len(p.listed.CgoFiles) > 0 {
		return nil
	}
	onTarget := map[string]bool{}
	for _, name := range p.listed.SFiles {
		onTarget[name] = true
	}
	var hostOnly []string
	for _, name := range host.listed.SFiles {
		if !onTarget[name] {
			hostOnly = append(hostOnly, name)
		}
	}
	if len(hostOnly) == 0 {
		return nil
	}
	sort.Strings(hostOnly)
	lost := assembled(host.listed.Dir, hostOnly)
	present := assembled(p.listed.Dir, p.listed.SFiles)
	var facts []*fact
	for _, b := range p.bodyless {
		path, ok := lost[b.name]
		complete := len(p.listed.SFiles) == 0
		if _, still := present[b.name]; !ok && !complete || still || !p.bodied[b.file] || s.isLinked(p, b.name) {
			continue
		}
		if !complete && !s.isUsed(p, b) {
			continue
		}
		at := s.location(b.file, b.offset, b.end)
		if at == nil {
			continue
		}
		assembly := []string{}
		if ok {
			relative, inside := insideFolder(s.root, path)
			if !inside {
				continue
			}
			assembly = append(assembly, relative)
		}
		facts = append(facts, &fact{
			Kind: "missing-body", Certainty: "proven", At: at, Name: b.name,
			Assembly: &assembly, CompilerMessage: "missing function body",
		})
	}
	return facts
}
