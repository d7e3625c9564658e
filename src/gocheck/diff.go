package main

import (
	"context"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"sort"
	"strconv"
	"strings"
)

// judge makes the facts of every scoped package that has none yet; pending ones
// stay as they are unless they are among those asked for. The host's view is
// checked only now, and only of packages that the target rejects and of what they import.
func (s *session) judge(ctx context.Context, asked map[*pkg]bool) error {
	waits := func(p *pkg) bool { return s.pending[p] && !asked[p] }
	var concerned, unjudged []*pkg
	for _, p := range s.target.packages {
		if !waits(p) && s.concernsHost(p) {
			concerned = append(concerned, p)
		}
	}
	if err := s.needHost(ctx, concerned); err != nil {
		return err
	}
	broken, hostNeeds := map[*pkg]bool{}, map[*pkg]bool{}
	for _, p := range s.scoped() {
		if p.judged || waits(p) {
			continue
		}
		unjudged = append(unjudged, p)
		if host := s.host.packages[p.listed.ImportPath]; s.mayDiffer(p) && host != nil && len(host.files) > 0 {
			broken[p] = true
			for _, dep := range host.deps {
				hostNeeds[dep] = true
			}
		}
	}
	// What dependencies break is noted once nothing waits: those above an edit are not checked before.
	last := len(s.pending) == len(asked)
	var dependencies []*pkg
	if last {
		dependencies = s.brokenDependencies()
	}
	s.excludedChains = map[*pkg][]*pkg{}
	for _, p := range dependencies {
		if host := s.host.packages[p.listed.ImportPath]; host != nil {
			hostNeeds[host] = true
		}
	}
	if err := s.host.check(ctx, inOrder(hostNeeds), false, func(*pkg) {}); err != nil {
		return err
	}
	for _, p := range unjudged {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		p.facts, p.undecided = append(s.missingBodies(p), s.excludedImports(p)...), nil
		p.shared, p.sharedFirst, p.rejected = 0, "", nil
		if broken[p] {
			s.compare(p)
		} else if s.rejectedByBoth(p) {
			s.shareAll(p)
		}
		p.judged = true
	}
	if last {
		s.noteDependencies(dependencies)
	}
	return nil
}

// inOrder lists packages by their import path.
func inOrder(packages map[*pkg]bool) []*pkg {
	list := make([]*pkg, 0, len(packages))
	for p := range packages {
		list = append(list, p)
	}
	sort.Slice(list, func(i, k int) bool { return list[i].listed.ImportPath < list[k].listed.ImportPath })
	return list
}

// A comparison is one package, checked for host and target over the same trees.
type comparison struct {
	session      *session
	p, hostPkg   *pkg
	files        []*ast.File // the target's
	byPath       map[string]*ast.File
	pkg          *types.Package // the target's
	host, target *types.Info
	// supplied are objects by import path that the target's check was given on top.
	supplied map[string][]types.Object
	errs     []checkError // what the target rejects and the host accepts
	all      []checkError // everything the target rejects
	parents  map[string]map[ast.Node]ast.Node
}

// compare checks the package once more in both views, now with the types of
// every expression, and turns what only the target rejects into facts.
func (s *session) compare(p *pkg) {
	hostPkg := s.host.packages[p.listed.ImportPath]
	c := &comparison{
		session: s, p: p, hostPkg: hostPkg, byPath: map[string]*ast.File{},
		host: newInfo(), target: newInfo(), parents: map[string]map[ast.Node]ast.Node{},
	}
	whole := func(q *pkg) func(string) bool { return func(path string) bool { return q.bodied[path] } }
	files, syntax := s.target.parse(p, whole(p))
	for _, file := range files {
		c.byPath[s.sources.fset.PositionFor(file.Package, false).Filename] = file
	}
	c.files = files
	var errs []checkError
	c.pkg, errs = c.newRun(files, c.target).run()
	c.all = s.target.ownErrors(p, append(syntax, errs...), true)

	hostFiles, hostSyntax := s.host.parse(hostPkg, whole(hostPkg))
	_, hostErrs := s.host.newRun(hostPkg, hostFiles, true, c.host).run()
	hostErrs = s.host.ownErrors(hostPkg, append(hostSyntax, hostErrs...), true)
	onHost := map[string]bool{}
	p.undecided = map[string]bool{}
	for _, e := range hostErrs {
		onHost[e.key()] = true
		p.undecided[e.file] = true
	}
	hostHas := map[string]bool{}
	for _, path := range hostPkg.files {
		hostHas[path] = true
	}
	missing := len(s.target.missingImports(p)) > 0 || len(s.host.missingImports(hostPkg)) > 0
	// Of a file that it lacks the host says nothing; only where it has the package whole is the error the target's own.
	counts := func(e checkError) bool {
		return e.offset >= 0 && !c.isImportError(e) && !onHost[e.key()] &&
			(hostHas[e.file] || len(hostErrs) == 0 && !missing)
	}
	seen := map[string]bool{}
	for _, e := range c.all {
		if counts(e) && !seen[e.key()] {
			seen[e.key()] = true
			c.errs = append(c.errs, e)
		} else if onHost[e.key()] && !missing && !c.isImportError(e) {
			// Without its imports a package is full of errors; that they are missing is said already.
			p.share(s, e)
		}
	}
	if _, inside := insideFolder(s.root, p.listed.Dir); !inside {
		for _, e := range c.errs {
			if !c.dependsOnUnknown(e, c.at(e)) {
				p.rejected = append(p.rejected, e)
			}
		}
		return
	}
	c.reveal(counts)
	p.facts = append(p.facts, c.facts()...)
	s.sources.forget(p.bodied)
	s.sources.forget(hostPkg.bodied)
}

// shareAll takes every error of a package for one that the host has too.
func (s *session) shareAll(p *pkg) {
	p.undecided = map[string]bool{}
	for _, e := range p.errs {
		p.undecided[e.file] = true
		p.share(s, e)
	}
}

func (p *pkg) share(s *session, e checkError) {
	p.shared++
	if at := s.location(e.file, e.offset, e.offset); at != nil && p.sharedFirst == "" {
		p.sharedFirst = fmt.Sprintf("%s:%d:%d: %s", at.File, at.Line, at.Column, e.message)
	}
}

// key is the place of an error. What one view rejects at a place that the other
// rejects too is not a difference, in whatever words.
func (e *checkError) key() string { return fmt.Sprint(e.file, ":", e.offset) }

// isImportError says that the error is about a package that is not there, which
// the listing knows more of.
func (c *comparison) isImportError(e checkError) bool {
	file := c.byPath[e.file]
	if file == nil {
		return false
	}
	for _, spec := range file.Imports {
		if c.offset(spec.Pos()) <= e.offset && e.offset < c.offset(spec.End()) {
			return strings.Contains(e.message, "could not import")
		}
	}
	return false
}

func (c *comparison) offset(pos token.Pos) int {
	return c.session.sources.fset.PositionFor(pos, false).Offset
}

func (c *comparison) fileOf(node ast.Node) string {
	return c.session.sources.fset.PositionFor(node.Pos(), false).Filename
}

func (c *comparison) location(node ast.Node) *location {
	return c.session.location(c.fileOf(node), c.offset(node.Pos()), c.offset(node.End()))
}

func (c *comparison) text(node ast.Node) string {
	text := c.session.sources.textOf(c.fileOf(node))
	start, end := c.offset(node.Pos()), c.offset(node.End())
	if end > len(text) || start > end {
		return ""
	}
	return string(text[start:end])
}

// parent is the node around another one, parentheses aside.
func (c *comparison) parent(node ast.Node) ast.Node {
	path := c.fileOf(node)
	parents := c.parents[path]
	if parents == nil {
		parents = map[ast.Node]ast.Node{}
		var stack []ast.Node
		if file := c.byPath[path]; file != nil {
			ast.Inspect(file, func(n ast.Node) bool {
				if n == nil {
					stack = stack[:len(stack)-1]
					return true
				}
				if len(stack) > 0 {
					parents[n] = stack[len(stack)-1]
				}
				stack = append(stack, n)
				return true
			})
		}
		c.parents[path] = parents
	}
	around := parents[node]
	for {
		paren, ok := around.(*ast.ParenExpr)
		if !ok {
			return around
		}
		around = parents[paren]
	}
}

// at finds the expression of an error: the innermost with its extent, or where
// that is unknown the widest that begins there and is no operation.
func (c *comparison) at(e checkError) ast.Expr {
	file := c.byPath[e.file]
	if file == nil || e.syntax {
		return nil
	}
	var found ast.Expr
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil {
			return false
		}
		start, end := c.offset(n.Pos()), c.offset(n.End())
		if e.offset < start || e.offset >= end && n != ast.Node(file) {
			return false
		}
		expr, ok := n.(ast.Expr)
		if !ok || start != e.offset {
			return true
		}
		if e.end >= 0 {
			if end == e.end {
				found = expr
			}
		} else if _, operation := expr.(*ast.BinaryExpr); !operation && found == nil {
			found = expr
		}
		return true
	})
	return found
}

func (c *comparison) facts() []*fact {
	var facts []*fact
	var widths []*widthError
	for _, e := range c.errs {
		expr := c.at(e)
		if namesUnknown(e.message) {
			c.p.undecided[e.file] = true
		} else if expr == nil {
			facts = append(facts, c.rejected(e, nil))
		} else if f := c.undefined(e, expr); f != nil {
			facts = append(facts, f)
		} else if f := c.missingMethod(e, expr); f != nil {
			facts = append(facts, f)
		} else if w := c.widthOf(e, expr); w != nil {
			widths = append(widths, w)
		} else if c.dependsOnUnknown(e, expr) {
			c.p.undecided[e.file] = true
		} else {
			facts = append(facts, c.rejected(e, expr))
		}
	}
	facts = append(facts, c.widthFacts(widths)...)
	var inside []*fact
	for _, f := range facts {
		if f != nil && f.place() != nil {
			inside = append(inside, f)
		}
	}
	return inside
}

func (c *comparison) rejected(e checkError, expr ast.Expr) *fact {
	end := e.end
	if expr != nil {
		end = c.offset(expr.End())
	} else if end < 0 {
		// To the end of the word, so that there is something to underline.
		text := c.session.sources.textOf(e.file)
		for end = e.offset; end < len(text) && isWordByte(text[end]); end++ {
		}
	}
	at := c.session.location(e.file, e.offset, end)
	if at == nil {
		return nil
	}
	return &fact{Kind: "rejected", Certainty: "proven", At: at, CompilerMessage: e.message}
}

// newRun checks the target's package with other files, or for more information.
func (c *comparison) newRun(files []*ast.File, info *types.Info) *checkRun {
	run := c.session.target.newRun(c.p, files, true, info)
	run.supplied = c.supplied
	return run
}

func importPathOf(spec *ast.ImportSpec) string {
	path, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return ""
	}
	return path
}
