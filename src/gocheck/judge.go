package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// A judge keeps the trees it was asked for, and the standard library once per GOARCH.
type judge struct {
	sources *sources

	mutex    sync.Mutex          // a listing of the host looks at the sessions from another goroutine
	sessions map[string]*session // by Dir
}

func newJudge() *judge {
	return &judge{sources: newSources(), sessions: map[string]*session{}}
}

// check lists and checks a tree. Asked again, it reuses every package of which nothing changed.
func (j *judge) check(ctx context.Context, params checkParams, report func(progress)) (*checkResult, error) {
	start := time.Now()
	if err := params.complete(); err != nil {
		return nil, err
	}
	for path, text := range params.Overlay {
		text := text
		for _, name := range j.namesOf(path) {
			j.sources.setOverlay(name, &text)
		}
	}
	defer j.sources.release()
	s, err := j.open(ctx, &params, report)
	if err != nil {
		return nil, err
	}
	// Of a tree that was not checked before its links are known only now.
	for path, text := range params.Overlay {
		text := text
		for _, name := range s.linkedNames(path) {
			j.sources.setOverlay(name, &text)
		}
	}
	if err := s.run(ctx, report); err != nil {
		return nil, err
	}
	j.keep(s)
	result := &checkResult{
		Facts: s.facts(nil), CheckedFiles: s.checkedFiles(nil), Packages: s.scopedCount(), Notes: s.notes(),
		Milliseconds: time.Since(start).Milliseconds(),
	}
	return result, nil
}

// complete fills in what was left out and resolves symbolic links, which go list does too.
func (p *checkParams) complete() error {
	if p.Dir == "" {
		p.Dir = p.Root
	}
	if p.Root == "" || !filepath.IsAbs(p.Root) || !filepath.IsAbs(p.Dir) || p.Host == "" || p.Target == "" {
		return &requestError{"bad-request", "root and dir must be absolute paths, host and target GOARCHs"}
	}
	for _, path := range []*string{&p.Root, &p.Dir} {
		if p.Linked {
			continue
		}
		resolved, err := filepath.EvalSymlinks(*path)
		if err != nil {
			return &requestError{"bad-request", err.Error()}
		}
		*path = resolved
	}
	if p.Go == "" {
		p.Go = "go"
	}
	if len(p.Patterns) == 0 {
		p.Patterns = []string{"./..."}
	}
	return nil
}

// stdKey names what the standard library's packages depend on beside the GOARCH.
func (p *checkParams) stdKey() string {
	cgo := ""
	if p.Cgo {
		cgo = "cgo"
	}
	return strings.Join([]string{p.Go, cgo, strings.Join(p.Tags, ",")}, "\x00")
}

// open lists the tree for the target and takes over what earlier sessions
// checked. The host is listed when it turns out to be needed.
func (j *judge) open(ctx context.Context, params *checkParams, report func(progress)) (*session, error) {
	report(progress{Stage: "list", Done: 0, Total: 1})
	s := newSession(params, j.sources)
	previous := j.sessions[params.Dir]
	if previous != nil && !previous.sameBuild(params) {
		previous = nil
	}
	s.list = func(ctx context.Context, goarch string, patterns []string) (*view, error) {
		asked := *params
		asked.Patterns = patterns
		listed, err := j.sources.list(ctx, &asked, goarch)
		if err != nil {
			return nil, err
		}
		v := newView(goarch, listed, j.sources, s.inScope)
		for _, other := range j.others(s) {
			for _, theirs := range []*view{other.host, other.target} {
				if theirs.goarch != goarch {
					continue
				} else if other.params.Dir == params.Dir && other.sameBuild(params) {
					v.adopt(theirs)
				} else {
					v.adoptStandard(theirs)
				}
			}
		}
		return v, nil
	}
	if previous != nil && previous.hostWhole {
		s.startHost(ctx)
	}
	var err error
	if s.target, err = s.list(ctx, params.Target, params.Patterns); err != nil {
		return nil, err
	}
	s.linked = linkedDirs(s.target)
	report(progress{Stage: "list", Done: 1, Total: 1})
	return s, nil
}

func (j *judge) keep(s *session) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.sessions[s.params.Dir] = s
}

// others are the sessions of now that a session may take something over from.
// Kept from before, each would keep the one that it took the place of.
func (j *judge) others(s *session) []*session {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	var others []*session
	for _, other := range j.sessions {
		if other != s && other.params.stdKey() == s.params.stdKey() {
			others = append(others, other)
		}
	}
	return others
}

// list runs go list with the texts that take the place of files.
func (s *sources) list(ctx context.Context, params *checkParams, goarch string) ([]*listedPackage, error) {
	overlayFile, remove, err := s.writeOverlay(params)
	if err != nil {
		return nil, err
	}
	defer remove()
	return listAll(ctx, params, goarch, overlayFile)
}

// update rechecks, in every open session, the packages that hold changed files.
// What those touch above them is left to follow.
func (j *judge) update(ctx context.Context, params updateParams, report func(progress)) (*updateResult, error) {
	start := time.Now()
	for _, dir := range params.Dirs {
		if _, err := j.session(dir); err != nil {
			return nil, err
		}
	}
	defer j.sources.release()
	changed := make([]string, 0, len(params.Files))
	for _, file := range params.Files {
		for _, path := range j.namesOf(file.Path) {
			j.sources.setOverlay(path, file.Text)
			changed = append(changed, path)
		}
	}
	result := &updateResult{Sessions: []*sessionUpdate{}}
	for _, s := range j.sessions {
		mine := s.touched(changed)
		if len(mine) == 0 {
			continue
		}
		updated, next, err := j.updateSession(ctx, s, mine, report)
		if err != nil {
			// Half an update is worse than none: this session has to be checked anew.
			s.stale = true
			return nil, err
		}
		j.keep(next)
		result.Sessions = append(result.Sessions, updated)
	}
	result.Milliseconds = time.Since(start).Milliseconds()
	return result, nil
}

// follow completes what updates left pending in a session.
func (j *judge) follow(ctx context.Context, params followParams) (*updateResult, error) {
	start := time.Now()
	s, err := j.session(params.Dir)
	if err != nil {
		return nil, err
	}
	defer j.sources.release()
	updated := newUpdate(s)
	if s.stale {
		updated.Reload = true
	} else {
		followed, err := s.follow(ctx)
		if err != nil {
			// What was cancelled goes on with the next request.
			s.stale = ctx.Err() == nil
			return nil, err
		}
		updated.replace(s, followed)
	}
	return &updateResult{Sessions: []*sessionUpdate{updated}, Milliseconds: time.Since(start).Milliseconds()}, nil
}

func (j *judge) session(dir string) (*session, error) {
	if s := j.sessions[dir]; s != nil {
		return s, nil
	}
	return nil, &requestError{"no-session", dir + " was not checked yet"}
}

func (j *judge) updateSession(ctx context.Context, s *session, changed []string, report func(progress)) (*sessionUpdate, *session, error) {
	updated := newUpdate(s)
	switch s.effect(changed) {
	case effectReload:
		updated.Reload = true
	case effectRelist:
		updated.Relisted = true
		before := s.scopedFiles()
		next, err := j.open(ctx, s.params, report)
		if err != nil {
			return nil, nil, err
		}
		if err := next.run(ctx, report); err != nil {
			return nil, nil, err
		}
		next.rememberUnlisted(s, changed)
		updated.replace(next, nil)
		updated.Rechecked = union(before, updated.Rechecked)
		return updated, next, nil
	case effectRecheck:
		rechecked, err := s.recheck(ctx, changed)
		if err != nil {
			return nil, nil, err
		}
		updated.replace(s, rechecked)
	}
	return updated, s, nil
}

func newUpdate(s *session) *sessionUpdate {
	return &sessionUpdate{
		Dir: s.params.Dir, Rechecked: []string{}, Facts: []*fact{}, CheckedFiles: []string{}, Notes: []string{},
	}
}

// replace makes an update hold what is said now of some packages of a session, or of all.
func (u *sessionUpdate) replace(s *session, of map[*pkg]bool) {
	u.Rechecked, u.Facts, u.CheckedFiles = s.scopedFiles(), s.facts(of), s.checkedFiles(of)
	if of != nil {
		u.Rechecked = s.filesOf(of)
	}
	u.Packages, u.Notes, u.Pending = s.scopedCount(), s.notes(), len(s.pending)
}

// writeOverlay writes the file that go list's -overlay takes, where any text is replaced.
func (s *sources) writeOverlay(params *checkParams) (string, func(), error) {
	nothing := func() {}
	texts := map[string]string{}
	for path, text := range params.ModFiles {
		texts[path] = text
	}
	s.mutex.Lock()
	for path, text := range s.overlay {
		if _, inside := insideFolder(params.Dir, path); inside {
			texts[path] = text
		}
	}
	s.mutex.Unlock()
	if len(texts) == 0 {
		return "", nothing, nil
	}
	folder, err := os.MkdirTemp("", "gocheck-overlay-")
	if err != nil {
		return "", nothing, err
	}
	remove := func() { _ = os.RemoveAll(folder) }
	replace := map[string]string{}
	for path, text := range texts {
		copied := filepath.Join(folder, filepath.Base(path)+"."+filepath.Base(filepath.Dir(path)))
		for i := 0; ; i++ {
			if _, err := os.Lstat(copied); err != nil {
				break
			}
			copied += "x"
		}
		if err := os.WriteFile(copied, []byte(text), 0o600); err != nil {
			remove()
			return "", nothing, err
		}
		replace[path] = copied
	}
	data, err := json.Marshal(map[string]interface{}{"Replace": replace})
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, "overlay.json"), data, 0o600)
	}
	if err != nil {
		remove()
		return "", nothing, err
	}
	return filepath.Join(folder, "overlay.json"), remove, nil
}
