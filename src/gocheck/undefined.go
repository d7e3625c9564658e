package main

import (
	"go/ast"
	"go/types"
)

// missingName is the name at an expression that the host's view resolves and
// the target's does not, with what it is there. Nil where there is none.
func (c *comparison) missingName(expr ast.Expr) (*ast.Ident, types.Object, *types.Selection) {
	name, ok := expr.(*ast.Ident)
	if selector, is := expr.(*ast.SelectorExpr); is {
		name, ok = selector.Sel, true
	}
	if pair, is := expr.(*ast.KeyValueExpr); is {
		// Go 1.19 complains of the whole element where a struct lacks the field.
		name, ok = pair.Key.(*ast.Ident)
	}
	if !ok || name.Name == "_" {
		return nil, nil, nil
	}
	object := c.host.Uses[name]
	var member *types.Selection
	if selector := c.selectorOf(name); selector != nil {
		if member = c.host.Selections[selector]; member != nil {
			object = member.Obj()
		}
	}
	if used := c.target.Uses[name]; object == nil || object.Pkg() == nil || used != nil && !c.isSupplied(used) || c.target.Defs[name] != nil {
		return nil, nil, nil
	}
	return name, object, member
}

func (c *comparison) isSupplied(object types.Object) bool {
	if object.Pkg() == nil {
		return false
	}
	for _, supplied := range c.supplied[object.Pkg().Path()] {
		if supplied == object {
			return true
		}
	}
	return false
}

// selectorOf is the selector that a name ends, else nil.
func (c *comparison) selectorOf(name *ast.Ident) *ast.SelectorExpr {
	if selector, ok := c.parent(name).(*ast.SelectorExpr); ok && selector.Sel == name {
		return selector
	}
	return nil
}

// undefined recognises a name that the host's view resolves and the target's does not.
func (c *comparison) undefined(e checkError, expr ast.Expr) *fact {
	name, object, member := c.missingName(expr)
	if name == nil {
		return nil
	}
	selector := c.selectorOf(name)
	f := &fact{Kind: "undefined", Certainty: "proven", Name: name.Name, CompilerMessage: e.message}
	f.At = c.location(name)
	field, isField := object.(*types.Var)
	switch {
	case member != nil:
		f.Member = ownerName(member.Recv())
	case isField && field.IsField():
		if literal, ok := c.parent(c.parent(name)).(*ast.CompositeLit); ok {
			f.Member = ownerName(c.host.Types[literal].Type)
		}
	case selector != nil:
		f.At = c.location(selector)
		// What the compiler itself says; go/types of old releases words it differently.
		f.CompilerMessage = "undefined: " + c.text(selector)
	default:
		f.CompilerMessage = "undefined: " + name.Name
	}
	path := cleanImportPath(object.Pkg().Path())
	if object.Pkg().Path() != c.p.listed.path() {
		f.ImportPath = path
	}
	declared := []string{}
	if !isAbiPackage(path) {
		declared = c.hostOnly(object)
	}
	f.DeclaredIn = &declared
	return f
}

// hostOnly is the file that declares the object, where it is in the tree and only the host builds it.
func (c *comparison) hostOnly(object types.Object) []string {
	path := c.session.sources.fset.PositionFor(object.Pos(), false).Filename
	relative, inside := insideFolder(c.session.root, path)
	if !inside || path == "" {
		return []string{}
	}
	for _, p := range c.session.target.packages {
		for _, file := range p.files {
			if file == path {
				return []string{}
			}
		}
	}
	return []string{relative}
}

func ownerName(t types.Type) string {
	if t == nil {
		return ""
	}
	if pointer, ok := t.Underlying().(*types.Pointer); ok {
		t = pointer.Elem()
	}
	if named, ok := unalias(t).(*types.Named); ok {
		return named.Obj().Name()
	}
	return ""
}
