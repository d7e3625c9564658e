package main

import (
	"go/ast"
	"go/types"
	"regexp"
)

var missingMethodMessage = regexp.MustCompile(`missing method (\pL[\pL\pN_]*)`)

// missingMethod recognises a type that is no more what an interface asks for
// because the file that declares one of its methods is the host's alone.
func (c *comparison) missingMethod(e checkError, expr ast.Expr) *fact {
	match := missingMethodMessage.FindStringSubmatch(e.message)
	if match == nil {
		return nil
	}
	typed := []ast.Expr{expr}
	for _, node := range []ast.Node{expr, c.parent(expr)} {
		if assertion, ok := node.(*ast.TypeAssertExpr); ok && assertion.Type != nil {
			typed = append(typed, assertion.Type)
		}
	}
	for _, candidate := range typed {
		host, target, ok := c.typesOf(candidate)
		if !ok {
			continue
		}
		method := methodOf(host, match[1], c.pkg)
		if method == nil || methodOf(target, match[1], c.pkg) != nil {
			continue
		}
		declared := c.hostOnly(method)
		if len(declared) == 0 {
			continue
		}
		f := &fact{
			Kind: "undefined", Certainty: "proven", At: c.location(expr), Name: match[1],
			Member: ownerName(method.Type().(*types.Signature).Recv().Type()), DeclaredIn: &declared, CompilerMessage: e.message,
		}
		if method.Pkg().Path() != c.p.listed.path() {
			f.ImportPath = cleanImportPath(method.Pkg().Path())
		}
		return f
	}
	return nil
}

func methodOf(t types.Type, name string, from *types.Package) *types.Func {
	object, _, _ := types.LookupFieldOrMethod(t, true, from, name)
	method, ok := object.(*types.Func)
	if !ok || method.Pkg() == nil {
		return nil
	}
	return method
}
