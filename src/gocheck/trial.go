package main

import (
	"go/ast"
	"sort"
)

// A conversion is a place that would get `wanted(…)` around it, and the errors it mends.
type conversion struct {
	origin ast.Expr
	use    ast.Expr
	value  ast.Expr // what stands where the host's type is wanted: origin, or something made of it
	wanted string
	ok     bool // it can be written
	traced bool // the value went through variables
	errs   []*widthError
}

// A unit is a set of conversions that only mend their errors together.
type unit struct {
	errs        []*widthError
	conversions []*conversion
}

// mostTrials bounds the checks of one package, each of which takes some tens of milliseconds.
const mostTrials = 60

// widthFacts finds for every error where the differing type enters, and tries
// the conversions there: the file with them in place is checked for the target.
// Where converting a variable's first value only moves the error elsewhere, its
// use is converted instead; where that does not help either, the fact says so.
func (c *comparison) widthFacts(errs []*widthError) []*fact {
	var facts []*fact
	var convertible []*widthError
	for _, w := range errs {
		if w.fixed != nil {
			facts = append(facts, c.fixedFact(w))
		} else {
			convertible = append(convertible, w)
		}
	}
	units, lost := c.units(convertible, walk{definitions: true})
	for _, w := range lost {
		facts = append(facts, c.rejected(w.err, w.at))
	}
	if !c.tryAll(units) {
		for i, u := range units {
			// A package with hundreds of errors is not worth minutes: the rest is taken untried, as most would pass.
			if i == mostTrials {
				break
			}
			if c.try(u.conversions, u.errs, u.traced()) {
				continue
			}
			units[i] = c.otherwise(u)
		}
	}
	for _, u := range units {
		for _, conversion := range u.conversions {
			facts = append(facts, c.widthFact(conversion))
		}
	}
	return facts
}

// otherwise looks for conversions elsewhere that mend a unit's errors: at the
// uses of the variables, or at the arguments of generic calls. Where none do,
// the uses are what is left to report.
func (c *comparison) otherwise(u *unit) *unit {
	atUse := u
	if u.traced() {
		atUse = c.unitOf(u.errs, walk{})
		if c.try(atUse.conversions, u.errs, false) {
			return atUse
		}
	}
	for _, by := range []walk{{arguments: true}, {definitions: true, arguments: true}} {
		other := c.unitOf(u.errs, by)
		if !sameOrigins(other, u) && !sameOrigins(other, atUse) && c.try(other.conversions, u.errs, true) {
			return other
		}
	}
	for _, conversion := range atUse.conversions {
		conversion.ok = false
	}
	return atUse
}

func sameOrigins(a, b *unit) bool {
	if len(a.conversions) != len(b.conversions) {
		return false
	}
	for i, conversion := range a.conversions {
		if conversion.origin != b.conversions[i].origin {
			return false
		}
	}
	return true
}

// unitOf puts everything that converts a unit's errors into one.
func (c *comparison) unitOf(errs []*widthError, by walk) *unit {
	one := &unit{errs: errs}
	units, _ := c.units(errs, by)
	for _, u := range units {
		one.conversions = append(one.conversions, u.conversions...)
	}
	return one
}

func (u *unit) traced() bool {
	for _, conversion := range u.conversions {
		if conversion.traced {
			return true
		}
	}
	return false
}

// units groups errors by the conversions they share, one conversion per origin.
// Errors that no conversion is known for are lost.
func (c *comparison) units(errs []*widthError, by walk) (whole []*unit, lost []*widthError) {
	byOrigin := map[ast.Expr]*conversion{}
	unitOf := map[*conversion]*unit{}
	var units []*unit
	for _, w := range errs {
		mine := &unit{}
		for _, value := range w.values {
			direct := c.origins(value, walk{arguments: by.arguments}, 0)
			for _, origin := range c.origins(value, by, 0) {
				found := byOrigin[origin]
				if found == nil {
					found = c.newConversion(origin)
					found.traced = !contains(direct, origin)
					found.use, found.value = origin, value
					if found.traced {
						found.use = value
						if c.isAssignedTo(value, c.parent(value)) {
							found.use, found.value = w.at, w.at
						}
					}
					if clause, ok := c.parent(w.at).(*ast.CaseClause); ok && value == c.switchTag(clause) {
						found.use = w.at
					}
					byOrigin[origin] = found
				}
				found.errs = append(found.errs, w)
				if other := unitOf[found]; other != nil && other != mine {
					mine = merge(other, mine, unitOf)
				} else if other == nil {
					mine.conversions = append(mine.conversions, found)
					unitOf[found] = mine
				}
			}
		}
		mine.errs = append(mine.errs, w)
		if !containsUnit(units, mine) {
			units = append(units, mine)
		}
	}
	for _, u := range units {
		if len(u.conversions) > 0 {
			whole = append(whole, u)
		} else {
			// Empty is also what was merged into another, with its errors.
			lost = append(lost, u.errs...)
		}
	}
	return whole, lost
}

func merge(into, from *unit, unitOf map[*conversion]*unit) *unit {
	into.errs = append(into.errs, from.errs...)
	into.conversions = append(into.conversions, from.conversions...)
	for _, conversion := range from.conversions {
		unitOf[conversion] = into
	}
	from.errs, from.conversions = nil, nil
	return into
}

func contains(list []ast.Expr, expr ast.Expr) bool {
	for _, item := range list {
		if item == expr {
			return true
		}
	}
	return false
}

func containsUnit(list []*unit, u *unit) bool {
	for _, item := range list {
		if item == u {
			return true
		}
	}
	return false
}

func (c *comparison) newConversion(origin ast.Expr) *conversion {
	host, target, _ := c.typesOf(origin)
	made := &conversion{origin: origin}
	made.wanted, made.ok = spell(host, c.byPath[c.fileOf(origin)], c.pkg)
	made.ok = made.ok && isNumber(host) && isNumber(target)
	return made
}

func (c *comparison) tryAll(units []*unit) bool {
	var all []*conversion
	var errs []*widthError
	for _, u := range units {
		all = append(all, u.conversions...)
		errs = append(errs, u.errs...)
	}
	return c.try(all, errs, true)
}

// try checks the package for the target with the conversions in place. It says
// whether the errors are gone and, where strict, whether no other one came.
func (c *comparison) try(conversions []*conversion, errs []*widthError, strict bool) bool {
	inserts := map[string][]insertion{}
	for _, conversion := range conversions {
		if !conversion.ok {
			return false
		}
		path := c.fileOf(conversion.origin)
		inserts[path] = append(inserts[path],
			insertion{c.offset(conversion.origin.Pos()), conversion.wanted + "("},
			insertion{c.offset(conversion.origin.End()), ")"})
	}
	files := make([]*ast.File, 0, len(c.files))
	for _, file := range c.files {
		path := c.fileOf(file)
		if list := inserts[path]; list != nil {
			sort.SliceStable(list, func(i, k int) bool { return list[i].offset < list[k].offset })
			changed, broken := c.session.sources.parseText(path, insert(c.session.sources.textOf(path), list))
			if changed == nil || len(broken) > len(c.syntaxErrors(path)) {
				return false
			}
			file = changed
		}
		files = append(files, file)
	}
	_, left := c.newRun(files, nil).run()
	mended := map[string]bool{}
	for _, w := range errs {
		mended[w.err.key()] = true
	}
	before := map[string]bool{}
	for _, e := range c.all {
		before[e.key()] = true
	}
	for _, e := range c.session.target.ownErrors(c.p, left, true) {
		e.offset = originalOffset(inserts[e.file], e.offset)
		if mended[e.key()] || strict && !before[e.key()] {
			return false
		}
	}
	return true
}

func (c *comparison) syntaxErrors(path string) []checkError {
	var found []checkError
	for _, e := range c.all {
		if e.syntax && e.file == path {
			found = append(found, e)
		}
	}
	return found
}

type insertion struct {
	offset int
	text   string
}

func insert(text []byte, list []insertion) []byte {
	var out []byte
	from := 0
	for _, i := range list {
		out = append(append(out, text[from:i.offset]...), i.text...)
		from = i.offset
	}
	return append(out, text[from:]...)
}

// originalOffset is where an offset of the changed text was before. What was
// inserted counts as the place it was inserted at.
func originalOffset(list []insertion, offset int) int {
	shift := 0
	for _, i := range list {
		at := i.offset + shift
		if offset < at {
			break
		}
		if offset < at+len(i.text) {
			return i.offset
		}
		shift += len(i.text)
	}
	return offset - shift
}

func (c *comparison) widthFact(made *conversion) *fact {
	first := made.errs[0]
	f := c.newWidth(first, made.origin, made.origin, made.ok)
	f.Wanted = made.wanted
	if selector, ok := made.origin.(*ast.SelectorExpr); ok {
		f.Source = fieldOwner(c.host.Selections[selector])
	}
	f.Use, f.Taker = c.location(made.use), c.takerOf(made.value)
	return f
}

func (c *comparison) fixedFact(w *widthError) *fact {
	f := c.newWidth(w, w.fixed.node, nil, false)
	f.HostType, f.TargetType = shortTypes(w.fixed.host, w.fixed.target, c.pkg)
	f.Source = w.fixed.source
	if w.fixed.wanted != nil {
		f.Wanted, _ = spell(w.fixed.wanted, c.byPath[w.err.file], c.pkg)
	}
	f.Use, f.Taker = c.location(w.fixed.node), c.takerOf(w.fixed.node)
	return f
}

func (c *comparison) newWidth(w *widthError, origin ast.Node, typed ast.Expr, convertible bool) *fact {
	f := &fact{
		Kind: "width", Certainty: "proven", Origin: c.location(origin), OriginText: c.text(origin),
		Context: w.context, Convertible: &convertible, CompilerMessage: w.err.message,
	}
	if typed != nil {
		host, target, _ := c.typesOf(typed)
		f.HostType, f.TargetType = shortTypes(host, target, c.pkg)
	}
	return f
}
