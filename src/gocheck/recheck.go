package main

import "context"

// An edit is answered in two steps. First come the packages that hold a changed
// file; what is above them waits as pending, with the verdict of before, until
// follow asks for it.

// recheck checks and judges the packages that hold changed files, and leaves
// pending those above them where what they declare changed too. It returns the
// packages with new facts.
func (s *session) recheck(ctx context.Context, paths []string) (map[*pkg]bool, error) {
	changed := map[string]bool{}
	for _, path := range paths {
		changed[path] = true
		s.linesMutex.Lock()
		delete(s.lines, path)
		s.linesMutex.Unlock()
	}
	for _, v := range []*view{s.host, s.target} {
		bodies, declarations := v.touched(changed)
		for p := range declarations {
			p.api = nil
			s.outdate(p)
		}
		for p := range bodies {
			s.outdate(p)
			if v == s.target && p.api != nil {
				v.recheck(p)
			}
		}
	}
	first := map[*pkg]bool{}
	for p := range s.pending {
		host := s.host.packages[p.listed.ImportPath]
		if p.holds(changed) || host != nil && host.holds(changed) {
			first[p] = true
		}
	}
	return first, s.settle(ctx, first)
}

// follow checks and judges everything that is pending, and returns it. Cancelled,
// it leaves all of it pending, and what was checked by then is not checked again.
func (s *session) follow(ctx context.Context) (map[*pkg]bool, error) {
	all := make(map[*pkg]bool, len(s.pending))
	for p := range s.pending {
		all[p] = true
	}
	return all, s.settle(ctx, all)
}

// settle checks and judges pending packages; when it is done they are not pending any more.
func (s *session) settle(ctx context.Context, packages map[*pkg]bool) error {
	if err := s.target.check(ctx, inOrder(packages), true, func(*pkg) {}); err != nil {
		return err
	}
	if err := s.judge(ctx, packages); err != nil {
		return err
	}
	for p := range packages {
		delete(s.pending, p)
	}
	return nil
}

// outdate notes that what is said of a package, of whichever view, is not true any more.
func (s *session) outdate(p *pkg) {
	// A change that only the host sees can still alter what is said of the target's package.
	if mine := s.target.packages[p.listed.ImportPath]; mine != nil && len(mine.bodied) > 0 {
		mine.judged = false
		s.pending[mine] = true
	}
}

func (p *pkg) holds(paths map[string]bool) bool {
	for _, file := range p.files {
		if paths[file] {
			return true
		}
	}
	return false
}

// touched are the packages of which a changed file's bodies are checked, and
// those, with all above them, for which a changed file declares other things.
func (v *view) touched(changed map[string]bool) (bodies, declarations map[*pkg]bool) {
	bodies, declarations = map[*pkg]bool{}, map[*pkg]bool{}
	var spread func(p *pkg)
	spread = func(p *pkg) {
		if declarations[p] {
			return
		}
		declarations[p] = true
		for _, importer := range p.importers {
			spread(importer)
		}
	}
	for _, p := range v.packages {
		for path := range changed {
			was, has := p.signatures[path]
			if !has {
				continue
			}
			src, _ := v.sources.parse(path, false)
			other := src.signature != was
			if other && p.api != nil {
				spread(p)
			} else if other || p.bodied[path] {
				// Nothing above has an api where p has none.
				bodies[p] = true
			}
		}
	}
	return bodies, declarations
}
