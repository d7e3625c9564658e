package main

import (
	"fmt"
	"go/ast"
	"path/filepath"
	"strings"
)

// excludedImports are the imports of a package of which the target's build
// leaves out every file while the host's has some: directly, or through
// dependencies that get no findings of their own.
func (s *session) excludedImports(p *pkg) []*fact {
	chains := map[string][]*pkg{}
	for id, dep := range p.deps {
		if chain := s.excludedBelow(dep); chain != nil {
			chains[id] = chain
		}
	}
	if len(chains) == 0 {
		return nil
	}
	var facts []*fact
	reported := map[string]bool{}
	for _, path := range p.files {
		if !p.bodied[path] {
			continue
		}
		_, file := s.sources.parse(path, false)
		if file == nil {
			continue
		}
		for _, spec := range file.Imports {
			dep := s.target.resolve(p, importPathOf(spec))
			if dep == nil {
				continue
			}
			chain := chains[dep.listed.ImportPath]
			// What a dependency drags in is said once; what is imported directly, at every import.
			if chain == nil || len(chain) > 1 && reported[dep.listed.ImportPath] {
				continue
			}
			reported[dep.listed.ImportPath] = true
			if f := s.excludedFact(spec, path, chain); f != nil {
				facts = append(facts, f)
			}
		}
	}
	return facts
}

func (s *session) excludedFact(spec *ast.ImportSpec, path string, chain []*pkg) *fact {
	fset := s.sources.fset
	at := s.location(path, fset.PositionFor(spec.Pos(), false).Offset, fset.PositionFor(spec.End(), false).Offset)
	last := chain[len(chain)-1]
	host := s.host.packages[last.listed.ImportPath]
	if at == nil || host == nil {
		return nil
	}
	declared := []string{}
	for _, file := range host.files {
		if relative, inside := insideFolder(s.root, file); inside {
			declared = append(declared, relative)
		}
	}
	var through []string
	for _, p := range chain[:len(chain)-1] {
		through = append(through, "imports "+cleanImportPath(p.listed.path()))
	}
	dir := last.listed.Dir
	if relative, inside := insideFolder(s.root, dir); inside {
		dir = relative
	} else {
		dir = filepath.ToSlash(dir)
	}
	message := fmt.Sprintf("build constraints exclude all Go files in %s", dir)
	if len(through) > 0 {
		message = strings.Join(append(through, "imports "+cleanImportPath(last.listed.path())), " ") + ": " + message
	}
	return &fact{
		Kind: "excluded-package", Certainty: "proven", At: at, ImportPath: cleanImportPath(last.listed.path()),
		DeclaredIn: &declared, CompilerMessage: message,
	}
}

// excludedBelow finds the way from a package to one that only the host builds:
// the package itself, or one below it. Scoped packages report what is below them themselves.
func (s *session) excludedBelow(p *pkg) []*pkg {
	if p.listed.Standard {
		return nil
	}
	chain, known := s.excludedChains[p]
	if !known {
		// On an import cycle there is nothing more to find.
		s.excludedChains[p] = nil
		chain = s.findExcluded(p)
		s.excludedChains[p] = chain
	}
	return chain
}

func (s *session) findExcluded(p *pkg) []*pkg {
	if p.listed.excluded() {
		if s.hostBuilds(p.listed.ImportPath) {
			return []*pkg{p}
		}
		return nil
	}
	if _, inside := insideFolder(s.root, p.listed.Dir); p.scoped && inside {
		return nil
	}
	for _, id := range sortedKeys(p.deps) {
		if chain := s.excludedBelow(p.deps[id]); chain != nil {
			return append([]*pkg{p}, chain...)
		}
	}
	return nil
}

// brokenDependencies are packages without findings of their own whose declarations the target rejects.
func (s *session) brokenDependencies() []*pkg {
	var broken []*pkg
	for _, p := range s.target.sortedPackages() {
		if !p.scoped && !p.listed.Standard && p.listed.ForTest == "" && s.mayDiffer(p) {
			broken = append(broken, p)
		}
	}
	return broken
}

// noteDependencies keeps one line for each dependency whose declarations are right for the host only.
func (s *session) noteDependencies(broken []*pkg) {
	s.dependencyErrors = nil
	for _, p := range s.scoped() {
		if len(p.rejected) > 0 {
			s.noteDependency(p, p.rejected)
		}
	}
	for _, p := range broken {
		host := s.host.packages[p.listed.ImportPath]
		if host == nil || host.api == nil {
			continue
		}
		onHost := map[string]bool{}
		for _, e := range host.errs {
			onHost[e.key()] = true
		}
		var own []checkError
		for _, e := range p.errs {
			unknown := namesUnknown(e.message) || p.usesC() && !namesUndefined(e.message)
			if !onHost[e.key()] && !strings.Contains(e.message, "could not import") && e.offset >= 0 && !unknown {
				own = append(own, e)
			}
		}
		if len(own) > 0 {
			s.noteDependency(p, own)
		}
	}
}

// noteDependency keeps one line for a dependency: its first error, with the
// module's version where one is known, and how many more there are.
func (s *session) noteDependency(p *pkg, errs []checkError) {
	first := errs[0]
	line, _ := newLineTable(s.sources.textOf(first.file)).position(first.offset)
	name := cleanImportPath(p.listed.path())
	if m := p.listed.Module; m != nil && m.Version != "" {
		name += " (" + m.Path + " " + m.Version + ")"
	}
	note := fmt.Sprintf("dependency %s does not build for %s: %s:%d: %s",
		name, s.target.goarch, filepath.Base(first.file), line, first.message)
	if more := len(errs) - 1; more > 0 {
		note += fmt.Sprintf(", and %d more", more)
	}
	s.dependencyErrors = append(s.dependencyErrors, note)
}
