package main

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"
	"sync"
	"time"
)

// A session is one tree under both views. The host's is empty until something
// the target rejects asks for it: go list takes seconds on large trees.
type session struct {
	params  *checkParams
	root    string
	sources *sources
	host    *view
	target  *view

	// stale sessions were left in the middle of an update.
	stale bool
	// pending are the target's scoped packages of which no answer has told since they were invalidated.
	pending map[*pkg]bool

	// linked are the folders that packages are in through links, by their names without links.
	linked map[string][]string
	// unlisted tells of Go files in the tree that no package has what they were when it was listed.
	unlisted map[string]string

	list      func(ctx context.Context, goarch string, patterns []string) (*view, error)
	hostOnce  sync.Once
	hostDone  chan struct{}
	hostFound *view
	hostErr   error
	// hostWhole says that every package was listed for the host, else those that hostListed names.
	hostWhole  bool
	hostListed map[string]bool

	linesMutex sync.Mutex
	lines      map[string]*lineTable
	// excludedChains are the ways from packages to one that only the host builds, while facts are made.
	excludedChains map[*pkg][]*pkg
	// dependencyErrors are of packages that get no findings, for the notes.
	dependencyErrors []string
}

func newSession(params *checkParams, files *sources) *session {
	return &session{
		params: params, root: params.Root, sources: files, lines: map[string]*lineTable{}, pending: map[*pkg]bool{},
		unlisted: map[string]string{},
		host:     newView(params.Host, nil, files, nil), target: newView(params.Target, nil, files, nil),
	}
}

// inScope says which packages' bodies are checked: those that get findings, and
// where asked for those outside the root, which get notes.
func (s *session) inScope(l *listedPackage) bool {
	rel, inside := insideFolder(s.root, l.Dir)
	if !inside || l.Standard {
		return s.params.Outside && !l.Standard && l.ForTest == ""
	}
	vendored := strings.Contains("/"+rel+"/", "/vendor/")
	return s.params.DepBodies || !l.DepOnly && !vendored
}

// sameBuild says that what was checked for other parameters holds for these.
func (s *session) sameBuild(params *checkParams) bool {
	mine := s.params
	return mine.stdKey() == params.stdKey() && mine.DepBodies == params.DepBodies && mine.Outside == params.Outside && mine.Root == params.Root &&
		mine.Host == params.Host && mine.Target == params.Target
}

// startHost begins to list the host's packages, unless that was begun before.
func (s *session) startHost(ctx context.Context) {
	s.hostOnce.Do(func() {
		s.hostDone = make(chan struct{})
		go func() {
			defer close(s.hostDone)
			s.hostFound, s.hostErr = s.list(ctx, s.params.Host, s.params.Patterns)
		}()
	})
}

// A tree of more packages than this is listed whole for one view alone: that
// takes as long as checking half of it.
var manyPackages = 2000

// needHost waits for the host's packages, of a large tree only those of concern.
func (s *session) needHost(ctx context.Context, concerned []*pkg) error {
	if s.hostWhole || len(concerned) == 0 {
		return nil
	}
	if paths, few := fewPaths(concerned); few && s.isLarge() && s.hostDone == nil {
		if s.hostListed != nil && containsAll(s.hostListed, paths) {
			return nil
		}
		if s.hostListed == nil {
			found, err := s.list(ctx, s.params.Host, sortedKeys(paths))
			if err == nil {
				s.host, s.hostListed = found, paths
			}
			return err
		}
	}
	s.startHost(ctx)
	<-s.hostDone
	if s.hostErr != nil {
		s.hostOnce, s.hostDone = sync.Once{}, nil
		if errors.Is(s.hostErr, context.Canceled) && ctx.Err() == nil {
			// An earlier request began it and ended without having needed it.
			return s.needHost(ctx, concerned)
		}
		return s.hostErr
	}
	s.host, s.hostWhole = s.hostFound, true
	return nil
}

func (s *session) isLarge() bool { return len(s.target.packages) > manyPackages }

// fewPaths are the import paths of packages, where they are few and go list takes them by these.
func fewPaths(packages []*pkg) (map[string]bool, bool) {
	const most = 50
	paths := map[string]bool{}
	for _, p := range packages {
		path := p.listed.path()
		if p.listed.ForTest != "" {
			path = p.listed.ForTest
		}
		if !p.scoped || p.listed.excluded() || strings.HasPrefix(path, "_") || path == "command-line-arguments" {
			return nil, false
		}
		paths[path] = true
	}
	return paths, len(paths) <= most
}

func containsAll(set, wanted map[string]bool) bool {
	for key := range wanted {
		if !set[key] {
			return false
		}
	}
	return true
}

// concernsHost says that what a target's package holds can only be told from
// the host's: it has errors that may be the target's alone, an import of which every file
// is left out, or functions whose body some other architecture's assembly may have.
func (s *session) concernsHost(p *pkg) bool {
	if p.listed.Standard {
		return false
	}
	if s.mayDiffer(p) || p.listed.excluded() && len(p.importers) > 0 {
		return true
	}
	return len(p.bodyless) > 0 && len(p.listed.IgnoredOtherFiles) > 0
}

// mayDiffer says that the host may accept something that the target rejects in a package.
func (s *session) mayDiffer(p *pkg) bool { return len(p.errs) > 0 && !s.rejectedByBoth(p) }

// run checks what was not taken over from an earlier session.
func (s *session) run(ctx context.Context, report func(progress)) error {
	total, done := 0, 0
	for _, p := range s.target.packages {
		if p.api == nil {
			total++
		}
		if p.listed.excluded() && s.concernsHost(p) && !s.isLarge() {
			s.startHost(ctx)
		}
	}
	var mutex sync.Mutex
	last := time.Now()
	tick := func(p *pkg) {
		mutex.Lock()
		defer mutex.Unlock()
		if s.concernsHost(p) && !s.isLarge() {
			s.startHost(ctx)
		}
		done++
		// Ten times a second is often enough for a progress bar.
		if now := time.Now(); now.Sub(last) > 100*time.Millisecond {
			last = now
			collectAsHeapGrows()
			report(progress{Stage: "check", Done: done, Total: total})
		}
	}
	if err := s.target.check(ctx, s.scoped(), true, tick); err != nil {
		return err
	}
	return s.judge(ctx, nil)
}

func (s *session) scoped() []*pkg {
	var scoped []*pkg
	for _, p := range s.target.sortedPackages() {
		if len(p.bodied) > 0 {
			scoped = append(scoped, p)
		}
	}
	return scoped
}

func (s *session) scopedCount() int {
	count := 0
	for _, p := range s.target.packages {
		if len(p.bodied) > 0 && p.listed.ForTest == "" {
			count++
		}
	}
	return count
}

// location makes the place of byte offsets in a file, or nil where the file is outside the root.
func (s *session) location(path string, start, end int) *location {
	relative, inside := insideFolder(s.root, path)
	if !inside {
		return nil
	}
	s.linesMutex.Lock()
	defer s.linesMutex.Unlock()
	table := s.lines[path]
	if table == nil {
		table = newLineTable(s.sources.textOf(path))
		s.lines[path] = table
	}
	l := &location{File: relative}
	l.Line, l.Column = table.position(start)
	l.EndLine, l.EndColumn = table.position(end)
	return l
}

// facts of some packages, or of all, without those that a package and its test variant share.
func (s *session) facts(of map[*pkg]bool) []*fact {
	facts := []*fact{}
	seen := map[string]bool{}
	for _, p := range s.scoped() {
		if of != nil && !of[p] {
			continue
		}
		for _, f := range p.facts {
			at := f.place()
			key := fmt.Sprint(f.Kind, *at, f.Name, f.ImportPath, f.CompilerMessage)
			if !seen[key] {
				seen[key] = true
				facts = append(facts, f)
			}
		}
	}
	sort.SliceStable(facts, func(i, k int) bool {
		a, b := facts[i].place(), facts[k].place()
		if a.File != b.File {
			return a.File < b.File
		}
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Column < b.Column
	})
	return facts
}

// checkedFiles are the files, relative to the root, of which both views are
// known in full: a place in them that is no fact is accepted by the target.
func (s *session) checkedFiles(of map[*pkg]bool) []string {
	checked := []string{}
	for _, p := range s.scoped() {
		if !p.complete || of != nil && !of[p] {
			continue
		}
		for path := range p.bodied {
			if relative, inside := insideFolder(s.root, path); inside && !p.undecided[path] {
				checked = append(checked, relative)
			}
		}
	}
	sort.Strings(checked)
	return checked
}

func (s *session) scopedFiles() []string {
	all := map[*pkg]bool{}
	for _, p := range s.scoped() {
		all[p] = true
	}
	return s.filesOf(all)
}

func (s *session) filesOf(packages map[*pkg]bool) []string {
	files := []string{}
	for p := range packages {
		for path := range p.bodied {
			if relative, inside := insideFolder(s.root, path); inside {
				files = append(files, relative)
			}
		}
	}
	sort.Strings(files)
	return files
}

func union(a, b []string) []string {
	seen := map[string]bool{}
	merged := []string{}
	for _, list := range [][]string{a, b} {
		for _, item := range list {
			if !seen[item] {
				seen[item] = true
				merged = append(merged, item)
			}
		}
	}
	sort.Strings(merged)
	return merged
}

func scopedImporter(p *pkg) *pkg {
	var first *pkg
	for _, importer := range p.importers {
		if importer.scoped && (first == nil || importer.listed.ImportPath < first.listed.ImportPath) {
			first = importer
		}
	}
	return first
}

func (s *session) hostBuilds(id string) bool {
	host := s.host.packages[id]
	return host != nil && len(host.files) > 0
}
