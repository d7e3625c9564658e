package main

import (
	"path/filepath"
	"reflect"
	"strings"
)

// adopt takes over from an earlier view of the same tree what is still true:
// packages with the same files, unchanged, above packages that were taken over.
func (v *view) adopt(earlier *view) {
	v.adoptWhere(earlier, func(p, was *pkg) bool {
		return was.api != nil && was.scoped == p.scoped && sameListing(p.listed, was.listed) &&
			(p.listed.Standard || v.unchanged(was))
	})
}

// adoptStandard takes over the standard library from any view for the same GOARCH.
func (v *view) adoptStandard(earlier *view) {
	v.adoptWhere(earlier, func(p, was *pkg) bool {
		return p.listed.Standard && was.api != nil && !was.scoped && !p.scoped && sameListing(p.listed, was.listed)
	})
}

func (v *view) adoptWhere(earlier *view, same func(p, was *pkg) bool) {
	state := map[*pkg]int{} // 1 being looked at, 2 taken over, 3 not
	var visit func(p *pkg) bool
	visit = func(p *pkg) bool {
		if p.api != nil {
			return true
		}
		if state[p] != 0 {
			return state[p] == 2
		}
		state[p] = 1
		was := earlier.packages[p.listed.ImportPath]
		// What nobody imported has no declarations left for those who do now.
		ok := was != nil && len(was.deps) == len(p.deps) && (len(was.importers) > 0 || len(p.importers) == 0) && same(p, was)
		for id, dep := range p.deps {
			// Not cut short: what is below is taken over even where p is not.
			if !visit(dep) || was == nil || was.deps[id] == nil || was.deps[id].api != dep.api {
				ok = false
			}
		}
		state[p] = 3
		if ok {
			state[p] = 2
			p.api, p.errs = was.api, was.errs
			p.signatures, p.stamps, p.heads = was.signatures, was.stamps, was.heads
			p.bodyless, p.complete, p.undecided = was.bodyless, was.complete, was.undecided
		}
		return ok
	}
	for _, p := range v.packages {
		visit(p)
	}
}

func sameListing(a, b *listedPackage) bool {
	return a.Dir == b.Dir && a.Name == b.Name && languageVersion(a) == languageVersion(b) &&
		reflect.DeepEqual(a.GoFiles, b.GoFiles) && reflect.DeepEqual(a.CgoFiles, b.CgoFiles) &&
		reflect.DeepEqual(a.ImportMap, b.ImportMap) && reflect.DeepEqual(a.Imports, b.Imports)
}

func (v *view) unchanged(p *pkg) bool {
	for path, was := range p.stamps {
		if now, ok := v.sources.currentStamp(path); !ok || now != was {
			return false
		}
	}
	return len(p.stamps) == len(p.files)
}

type effect int

const (
	effectRecheck effect = iota
	effectRelist
	effectReload
)

// touched are those of the paths that belong to the session's tree.
func (s *session) touched(paths []string) []string {
	var mine []string
	for _, path := range paths {
		if _, inside := insideFolder(s.params.Dir, path); inside || s.knows(path) {
			mine = append(mine, path)
		}
	}
	return mine
}

func (s *session) knows(path string) bool {
	for _, v := range []*view{s.host, s.target} {
		for _, p := range v.packages {
			if _, has := p.signatures[path]; has && !p.listed.Standard {
				return true
			}
		}
	}
	return false
}

// effect says how much a change of files asks for: go list again where its
// answer may differ, everything anew where the module itself changed.
func (s *session) effect(paths []string) effect {
	most := effectRecheck
	if s.stale {
		return effectReload
	}
	for _, path := range paths {
		switch base := filepath.Base(path); {
		case base == "go.mod" || base == "go.sum" || base == "go.work" || base == "modules.txt":
			return effectReload
		case !strings.HasSuffix(base, ".go"):
			if strings.HasSuffix(base, ".s") {
				most = effectRelist
			}
		case s.listingChanged(path):
			most = effectRelist
		}
	}
	return most
}

// listingChanged says that a Go file came, went, or has another package
// clause, build constraint or other imports than when it was listed.
func (s *session) listingChanged(path string) bool {
	known := false
	for _, v := range []*view{s.host, s.target} {
		for _, p := range v.packages {
			if _, has := p.signatures[path]; !has {
				continue
			}
			known = true
			if now, ok := s.sources.headOf(path); !ok || now != p.heads[path] {
				return true
			}
		}
	}
	if known {
		return false
	}
	for _, name := range s.linkedNames(path) {
		if name != path && s.knows(name) {
			return false
		}
	}
	was, seen := s.unlisted[path]
	return !seen || was != s.unlistedState(path)
}

// rememberUnlisted keeps of files that changed and that no package has, such as
// those of other systems, what they are: go list need not run for their next edit.
func (s *session) rememberUnlisted(earlier *session, changed []string) {
	for path, state := range earlier.unlisted {
		s.unlisted[path] = state
	}
	for _, path := range changed {
		if strings.HasSuffix(path, ".go") {
			s.unlisted[path] = s.unlistedState(path)
		}
	}
}

func (s *session) unlistedState(path string) string {
	if head, ok := s.sources.headOf(path); ok {
		return "has " + head
	}
	return "none"
}
