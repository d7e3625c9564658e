package main

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/types"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
)

// A view is the tree as the build for one GOARCH sees it.
type view struct {
	goarch   string
	sources  *sources
	packages map[string]*pkg // by go list's ImportPath, variants included
}

// A pkg is a package of a view. What importers see of it (api) and the errors
// of its own bodies are found at most once, and again after an edit.
type pkg struct {
	listed *listedPackage
	files  []string
	// scoped packages get findings: those the patterns name, and with depBodies
	// those inside the root. Where asked for, those outside are scoped for notes.
	scoped bool
	// bodied has the files whose function bodies are checked here; those of a
	// test variant that its package has too are checked there.
	bodied    map[string]bool
	deps      map[string]*pkg // by the path as imported
	importers []*pkg

	api        *types.Package
	signatures map[string]uint64
	stamps     map[string]stamp
	heads      map[string]string
	errs       []checkError
	bodyless   []bodyless
	// complete says that nothing was missing: every import, here and below, was there.
	complete bool
	// alike says whether host and target build the same files, byBoth whether the host is known to have every error.
	alike, byBoth answer
	// rejected are the errors that the host lacks, of a package outside the root.
	rejected []checkError
	// facts are this package's findings; valid while judged.
	facts  []*fact
	judged bool
	// undecided are files in which the host has errors of its own, or in which
	// what the target rejects may be due to what is not known here.
	undecided map[string]bool
	// shared counts the errors that the host has too.
	shared      int
	sharedFirst string
}

var errMissing = errors.New("package is missing")

// newView connects listed packages. scope says which packages get findings.
func newView(goarch string, listed []*listedPackage, s *sources, scope func(*listedPackage) bool) *view {
	v := &view{goarch: goarch, sources: s, packages: make(map[string]*pkg, len(listed))}
	for _, l := range listed {
		v.packages[l.ImportPath] = &pkg{listed: l, files: l.goFiles(), scoped: scope(l)}
	}
	for _, p := range v.packages {
		p.bodied = map[string]bool{}
		var plain *pkg
		if p.listed.ForTest != "" && p.listed.path() == p.listed.ForTest {
			plain = v.packages[p.listed.ForTest]
		}
		// A variant of another package than the one under test has no files of its own.
		if p.scoped && (p.listed.ForTest == "" || plain != nil || strings.HasSuffix(p.listed.path(), "_test")) {
			own := map[string]bool{}
			if plain != nil {
				for _, file := range plain.files {
					own[file] = true
				}
			}
			for _, file := range p.files {
				if !own[file] {
					p.bodied[file] = true
				}
			}
		}
		p.deps = map[string]*pkg{}
		for _, id := range p.listed.Imports {
			// A test variant's list names some imports twice.
			if dep := v.packages[id]; dep != nil && dep != p && p.deps[id] == nil {
				p.deps[id] = dep
				dep.importers = append(dep.importers, p)
			}
		}
	}
	return v
}

// resolve finds the package that an import written in p means.
func (v *view) resolve(p *pkg, path string) *pkg {
	if mapped, ok := p.listed.ImportMap[path]; ok {
		path = mapped
	}
	if dep, ok := p.deps[path]; ok {
		return dep
	}
	return nil
}

func (v *view) importer(p *pkg) func(string) (*types.Package, error) {
	return func(path string) (*types.Package, error) {
		if path == "unsafe" {
			return types.Unsafe, nil
		}
		dep := v.resolve(p, path)
		if dep == nil || dep.api == nil || len(dep.files) == 0 {
			return nil, errMissing
		}
		return dep.api, nil
	}
}

// missingImports are the imports of p that have no package behind them.
func (v *view) missingImports(p *pkg) []string {
	var missing []string
	for _, id := range p.listed.Imports {
		if id == "unsafe" || id == "C" {
			continue
		}
		if dep := p.deps[id]; dep == nil || len(dep.files) == 0 {
			missing = append(missing, id)
		}
	}
	return missing
}

// check gives an api to each wanted package and everything below it. Bodies of
// scoped packages are checked where bodies is set. Packages run in parallel,
// each after those it imports; on import cycles, which Go rejects, some import is missing.
func (v *view) check(ctx context.Context, wanted []*pkg, bodies bool, tick func(*pkg)) error {
	needed := map[*pkg]bool{}
	var order []*pkg
	var visit func(p *pkg)
	visit = func(p *pkg) {
		if needed[p] || p.api != nil {
			return
		}
		needed[p] = true
		for _, id := range sortedKeys(p.deps) {
			visit(p.deps[id])
		}
		order = append(order, p)
	}
	for _, p := range wanted {
		visit(p)
	}
	waiting := make(map[*pkg]int, len(order))
	placed := map[*pkg]bool{}
	for _, p := range order {
		for _, dep := range p.deps {
			// What comes later in the order is on a cycle with p.
			if needed[dep] && placed[dep] {
				waiting[p]++
			}
		}
		placed[p] = true
	}
	position := make(map[*pkg]int, len(order))
	for i, p := range order {
		position[p] = i
	}

	var mutex sync.Mutex
	ready := make(chan *pkg, len(order))
	remaining := len(order)
	if remaining == 0 {
		return nil
	}
	for _, p := range order {
		if waiting[p] == 0 {
			ready <- p
		}
	}
	var workers sync.WaitGroup
	for i := 0; i < runtime.GOMAXPROCS(0); i++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for p := range ready {
				if ctx.Err() == nil {
					v.checkOne(p, bodies)
				}
				mutex.Lock()
				for _, importer := range p.importers {
					if needed[importer] && position[importer] > position[p] {
						if waiting[importer]--; waiting[importer] == 0 {
							ready <- importer
						}
					}
				}
				if remaining--; remaining == 0 {
					close(ready)
				}
				mutex.Unlock()
				tick(p)
			}
		}()
	}
	workers.Wait()
	return ctx.Err()
}

// checkOne checks a package for its api, and its bodies where asked.
func (v *view) checkOne(p *pkg, bodies bool) {
	bodies = bodies && len(p.bodied) > 0
	files, syntax := v.parse(p, func(file string) bool { return bodies && p.bodied[file] })
	run := v.newRun(p, files, bodies, nil)
	api, errs := run.run()
	p.api = api
	if len(p.importers) == 0 && (p.listed.ForTest != "" || p.listed.Name == "main") {
		// Nobody asks for what tests and programs declare; it would keep the scopes of all their functions.
		p.api = types.NewPackage(api.Path(), api.Name())
		p.api.MarkComplete()
	}
	p.errs = v.ownErrors(p, append(syntax, withoutMissing(errs)...), bodies)
	p.complete = p.listed.Standard || v.isComplete(p)
	p.judged, p.byBoth = false, unknownYet
	if len(p.errs) == 0 {
		v.sources.forget(p.bodied)
	}
	v.sources.forgetDeclarations(p.files)
}

// recheck checks the bodies again and leaves the api that importers hold as it is.
func (v *view) recheck(p *pkg) {
	files, syntax := v.parse(p, func(file string) bool { return p.bodied[file] })
	_, errs := v.newRun(p, files, true, nil).run()
	p.errs = v.ownErrors(p, append(syntax, withoutMissing(errs)...), true)
	p.complete = v.isComplete(p)
	p.judged, p.byBoth = false, unknownYet
}

func (v *view) newRun(p *pkg, files []*ast.File, bodies bool, info *types.Info) *checkRun {
	return &checkRun{
		fset: v.sources.fset, path: p.listed.path(), files: files, goarch: v.goarch,
		version: languageVersion(p.listed), bodies: bodies, info: info, importer: v.importer(p),
	}
}

// parse reads the package's files, those that full asks for with bodies, and notes what they were.
func (v *view) parse(p *pkg, full func(file string) bool) ([]*ast.File, []checkError) {
	var files []*ast.File
	var syntax []checkError
	p.signatures = make(map[string]uint64, len(p.files))
	p.stamps = make(map[string]stamp, len(p.files))
	p.heads = make(map[string]string, len(p.files))
	p.bodyless = nil
	for _, path := range p.files {
		src, file := v.sources.parse(path, full(path))
		if file != nil {
			files = append(files, file)
		}
		p.signatures[path] = src.signature
		p.stamps[path] = src.stamp
		p.heads[path] = src.head
		if full(path) {
			syntax = append(syntax, src.errors...)
			p.bodyless = append(p.bodyless, src.bodyless...)
		}
	}
	return files, syntax
}

// withoutMissing leaves out that an import is missing, which is the same for
// every GOARCH unless build constraints left out its files: listing and
// completeness tell of it, and the host need not be asked.
func withoutMissing(errs []checkError) []checkError {
	var kept []checkError
	for _, e := range errs {
		if !strings.Contains(e.message, "could not import") || !strings.Contains(e.message, errMissing.Error()) {
			kept = append(kept, e)
		}
	}
	return kept
}

// ownErrors keeps the errors in files whose bodies are checked here. Where no
// bodies are, it keeps all: they say that what importers see is not whole.
func (v *view) ownErrors(p *pkg, errs []checkError, bodies bool) []checkError {
	if !bodies {
		return errs
	}
	var own []checkError
	for _, e := range errs {
		if p.bodied[e.file] || e.offset < 0 {
			own = append(own, e)
		}
	}
	return own
}

func (v *view) isComplete(p *pkg) bool {
	if len(v.missingImports(p)) > 0 {
		return false
	}
	for _, dep := range p.deps {
		if !dep.complete || dep.api == nil || !dep.scoped && !dep.listed.Standard && len(dep.errs) > 0 {
			return false
		}
	}
	for _, e := range p.errs {
		if e.syntax || e.offset < 0 {
			return false
		}
	}
	return true
}

// languageVersion is the module's go line as go/types takes it. What is newer
// than this program's own Go counts as that: go/types refuses the rest whole.
func languageVersion(l *listedPackage) string {
	if l.Standard || l.Module == nil {
		return ""
	}
	// go/types before Go 1.21 knows no patch releases.
	minor, ok := minorOf(l.Module.GoVersion)
	if own, known := minorOf(strings.TrimPrefix(runtime.Version(), "go")); !ok || known && minor > own {
		return ""
	}
	return fmt.Sprint("go1.", minor)
}

// minorOf is the N of a version "1.N…".
func minorOf(version string) (int, bool) {
	rest := strings.TrimPrefix(version, "1.")
	end := 0
	for end < len(rest) && rest[end] >= '0' && rest[end] <= '9' {
		end++
	}
	minor, err := strconv.Atoi(rest[:end])
	return minor, err == nil && rest != version
}

func (v *view) sortedPackages() []*pkg {
	list := make([]*pkg, 0, len(v.packages))
	for _, p := range v.packages {
		list = append(list, p)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].listed.ImportPath < list[j].listed.ImportPath })
	return list
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
