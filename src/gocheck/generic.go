package main

import (
	"go/ast"
	"go/types"
	"strings"
)

// unsatisfied is the call of a generic function whose argument's type its
// constraint does not take, else nil.
func (c *comparison) unsatisfied(e checkError, expr ast.Expr) *ast.CallExpr {
	if !strings.Contains(e.message, " does not satisfy ") && !strings.Contains(e.message, " does not implement ") {
		return nil
	}
	for node := ast.Node(expr); node != nil; node = c.parent(node) {
		switch at := node.(type) {
		case *ast.CallExpr:
			if c.isGeneric(at) {
				return at
			}
			return nil
		case *ast.Ident, *ast.SelectorExpr:
		default:
			return nil
		}
	}
	return nil
}

func (c *comparison) isGeneric(call *ast.CallExpr) bool { return c.genericSignature(call) != nil }

// genericSignature is the signature of a call that infers type arguments, else nil.
func (c *comparison) genericSignature(call *ast.CallExpr) *types.Signature {
	var name *ast.Ident
	switch fun := unparen(call.Fun).(type) {
	case *ast.Ident:
		name = fun
	case *ast.SelectorExpr:
		name = fun.Sel
	default:
		return nil
	}
	function, ok := c.host.Uses[name].(*types.Func)
	if !ok {
		return nil
	}
	signature, ok := function.Type().(*types.Signature)
	if !ok || signature.TypeParams().Len() == 0 {
		return nil
	}
	return signature
}

// alike are the other arguments of a generic call that differ and that one type
// parameter has to fit too: the checker stops at the first that does not.
func (c *comparison) alike(call *ast.CallExpr, expr ast.Expr) []ast.Expr {
	signature := c.genericSignature(call)
	if signature == nil {
		return nil
	}
	parameter := func(i int) types.Type {
		if last := signature.Params().Len() - 1; signature.Variadic() && i >= last {
			return signature.Params().At(last).Type().(*types.Slice).Elem()
		}
		return signature.Params().At(i).Type()
	}
	mine := -1
	for i, argument := range call.Args {
		if unparen(argument) == expr && i < signature.Params().Len() {
			mine = i
		}
	}
	var found []ast.Expr
	for i, argument := range call.Args {
		if mine >= 0 && i != mine && (signature.Variadic() || i < signature.Params().Len()) && types.Identical(parameter(i), parameter(mine)) {
			found = append(found, c.differing(argument)...)
		}
	}
	return found
}
