package main

import (
	"go/ast"
	"go/types"
	"sort"
)

// reveal checks the target once more as if it had the names that only the host
// has. An expression that holds such a name has no type, and the checker says
// nothing of what is beside it: `both(missing(), st.Rdev)` is one error, and
// two once the name is there. What comes to light is added to the errors, and
// the types of this check, which knows more, take the place of the first one's.
func (c *comparison) reveal(counts func(checkError) bool) {
	missing := c.missingObjects()
	if len(missing) == 0 {
		return
	}
	c.supplied = (&supplement{c}).objects(missing)
	if len(c.supplied) == 0 {
		return
	}
	info := newInfo()
	pkg, errs := c.newRun(c.files, info).run()
	known := map[string]bool{}
	for _, e := range c.all {
		known[e.key()] = true
	}
	c.target, c.pkg = info, pkg
	for _, e := range c.session.target.ownErrors(c.p, errs, true) {
		if known[e.key()] || e.syntax || !counts(e) {
			continue
		}
		known[e.key()] = true
		c.all = append(c.all, e)
		// Only what differs by itself is told: the rest may be due to what was put in.
		if expr := c.at(e); expr != nil && !c.dependsOn(expr, missing) {
			if name, _, _ := c.missingName(expr); name != nil || c.widthOf(e, expr) != nil {
				c.errs = append(c.errs, e)
			}
		}
	}
}

// missingObjects are the host's objects that undefined names mean, of packages only.
func (c *comparison) missingObjects() map[types.Object]bool {
	missing := map[types.Object]bool{}
	for _, e := range c.errs {
		expr := c.at(e)
		if expr == nil {
			continue
		}
		if name, object, member := c.missingName(expr); name != nil && member == nil && object.Parent() == object.Pkg().Scope() {
			missing[object] = true
		}
	}
	return missing
}

// dependsOn says that the error at an expression is about what one of the
// objects takes or is compared with: its type on the target is not known.
func (c *comparison) dependsOn(expr ast.Expr, missing map[types.Object]bool) bool {
	mentions := func(node ast.Node) bool {
		found := false
		ast.Inspect(node, func(n ast.Node) bool {
			if name, ok := n.(*ast.Ident); ok && missing[c.host.Uses[name]] {
				found = true
			}
			return !found
		})
		return found
	}
	if mentions(expr) {
		return true
	}
	switch parent := c.parent(expr).(type) {
	case *ast.CallExpr:
		return mentions(parent.Fun)
	case *ast.BinaryExpr:
		return mentions(parent)
	case *ast.CompositeLit:
		return parent.Type != nil && mentions(parent.Type)
	case *ast.KeyValueExpr:
		literal, ok := c.parent(parent).(*ast.CompositeLit)
		return ok && literal.Type != nil && mentions(literal.Type)
	case *ast.IndexExpr:
		return mentions(parent.X)
	case *ast.ValueSpec:
		return parent.Type != nil && mentions(parent.Type)
	}
	return false
}

// A supplement makes objects for the target's packages out of the host's.
type supplement struct {
	comparison *comparison
}

// objects are, by import path, those that can be made: their types are basic,
// or of packages that the target has too.
func (s *supplement) objects(missing map[types.Object]bool) map[string][]types.Object {
	ordered := make([]types.Object, 0, len(missing))
	for object := range missing {
		ordered = append(ordered, object)
	}
	sort.Slice(ordered, func(i, k int) bool { return ordered[i].Id() < ordered[k].Id() })
	made := map[string][]types.Object{}
	for _, object := range ordered {
		pkg := s.pkgOf(object.Pkg())
		if pkg == nil {
			continue
		}
		t := s.translate(object.Type())
		if t == nil {
			continue
		}
		var copied types.Object
		switch object := object.(type) {
		case *types.Const:
			copied = types.NewConst(object.Pos(), pkg, object.Name(), t, object.Val())
		case *types.Var:
			copied = types.NewVar(object.Pos(), pkg, object.Name(), t)
		case *types.Func:
			if signature, ok := t.(*types.Signature); ok {
				copied = types.NewFunc(object.Pos(), pkg, object.Name(), signature)
			}
		}
		if copied != nil {
			path := object.Pkg().Path()
			made[path] = append(made[path], copied)
		}
	}
	return made
}

// pkgOf is the target's package of the path of one of the host's.
func (s *supplement) pkgOf(pkg *types.Package) *types.Package {
	c := s.comparison
	if pkg.Path() == c.p.listed.path() {
		return c.pkg
	}
	for _, id := range sortedKeys(c.p.deps) {
		if dep := c.p.deps[id]; dep.listed.path() == pkg.Path() {
			return dep.api
		}
	}
	if found := c.session.target.packages[pkg.Path()]; found != nil {
		return found.api
	}
	return nil
}

// translate finds the target's type for one of the host's; nil where it has
// none, or where it is of the package being checked, which makes its own anew.
func (s *supplement) translate(t types.Type) types.Type {
	switch t := unalias(t).(type) {
	case *types.Basic:
		return t
	case *types.Named:
		name := t.Obj()
		if name.Pkg() == nil {
			return t
		}
		if t.TypeArgs().Len() > 0 || name.Pkg().Path() == s.comparison.p.listed.path() {
			return nil
		}
		if pkg := s.pkgOf(name.Pkg()); pkg != nil {
			if found, ok := pkg.Scope().Lookup(name.Name()).(*types.TypeName); ok {
				return found.Type()
			}
		}
	case *types.Interface:
		if t.Empty() {
			return t
		}
	case *types.Pointer:
		if elem := s.translate(t.Elem()); elem != nil {
			return types.NewPointer(elem)
		}
	case *types.Slice:
		if elem := s.translate(t.Elem()); elem != nil {
			return types.NewSlice(elem)
		}
	case *types.Array:
		if elem := s.translate(t.Elem()); elem != nil {
			return types.NewArray(elem, t.Len())
		}
	case *types.Map:
		key, elem := s.translate(t.Key()), s.translate(t.Elem())
		if key != nil && elem != nil {
			return types.NewMap(key, elem)
		}
	case *types.Signature:
		params, paramsOk := s.tuple(t.Params())
		results, resultsOk := s.tuple(t.Results())
		if t.TypeParams().Len() == 0 && paramsOk && resultsOk {
			return types.NewSignatureType(nil, nil, nil, params, results, t.Variadic())
		}
	}
	return nil
}

func (s *supplement) tuple(t *types.Tuple) (*types.Tuple, bool) {
	vars := make([]*types.Var, t.Len())
	for i := range vars {
		translated := s.translate(t.At(i).Type())
		if translated == nil {
			return nil, false
		}
		vars[i] = types.NewVar(t.At(i).Pos(), nil, t.At(i).Name(), translated)
	}
	return types.NewTuple(vars...), true
}
