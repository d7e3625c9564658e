package main

import (
	"go/ast"
	"go/types"
	"regexp"
	"strings"
)

// What C declares has no type here, since no C compiler runs, and neither has
// what an import declares that is missing. Go's type checker is silent of such
// expressions in the package that first has them; in packages above it, and of
// types made from them (`type Status C.int`), it complains of what the compiler
// takes. Such complaints are no findings.

var quoted = regexp.MustCompile("\"(?:\\\\.|[^\"\\\\])*\"|`[^`]*`")

// namesUnknown says that a message is about something without a type.
func namesUnknown(message string) bool {
	return strings.Contains(quoted.ReplaceAllString(message, ""), "invalid type")
}

// namesUndefined says that a message is about a name that no file declares, in
// the words of go/types since Go 1.20 and before.
func namesUndefined(message string) bool {
	return strings.HasPrefix(message, "undefined: ") || strings.HasPrefix(message, "undeclared name: ")
}

// isUnknown says that a type is not known, or made of one that is not.
func isUnknown(t types.Type) bool {
	return isUnknownBelow(t, map[types.Type]bool{})
}

func isUnknownBelow(t types.Type, seen map[types.Type]bool) bool {
	if t == nil {
		return false
	}
	t = unalias(t)
	if t == types.Typ[types.Invalid] {
		return true
	}
	if seen[t] {
		return false
	}
	seen[t] = true
	below := func(t types.Type) bool { return isUnknownBelow(t, seen) }
	switch t := t.(type) {
	case *types.Named:
		// What a type's fields are made of matters where a field is named.
		_, isStruct := t.Underlying().(*types.Struct)
		return !isStruct && below(t.Underlying())
	case *types.Pointer:
		return below(t.Elem())
	case *types.Slice:
		return below(t.Elem())
	case *types.Array:
		return t.Len() < 0 || below(t.Elem())
	case *types.Chan:
		return below(t.Elem())
	case *types.Map:
		return below(t.Key()) || below(t.Elem())
	case *types.Signature:
		return below(t.Params()) || below(t.Results())
	case *types.Tuple:
		for i := 0; i < t.Len(); i++ {
			if below(t.At(i).Type()) {
				return true
			}
		}
	case *types.Struct:
		for i := 0; i < t.NumFields(); i++ {
			if below(t.Field(i).Type()) {
				return true
			}
		}
	}
	return false
}

// dependsOnUnknown says that an error of the target may be due to what is not
// known here: something in its statement, or in the results that are asked for, has no known type.
func (c *comparison) dependsOnUnknown(e checkError, expr ast.Expr) bool {
	if namesUnknown(e.message) {
		return true
	}
	if expr == nil || namesUndefined(e.message) {
		return false
	}
	statement, function := c.statementOf(expr)
	if c.holdsUnknown(statement) {
		return true
	}
	if _, returns := statement.(*ast.ReturnStmt); returns && function != nil {
		return c.holdsUnknown(function)
	}
	return false
}

// statementOf is the innermost statement or declaration around an expression,
// and the type of the function that it is in.
func (c *comparison) statementOf(expr ast.Expr) (statement ast.Node, function *ast.FuncType) {
	for node := ast.Node(expr); node != nil; node = c.parent(node) {
		switch n := node.(type) {
		case *ast.FuncDecl:
			if statement == nil {
				statement = n.Type
			}
			return statement, n.Type
		case *ast.FuncLit:
			if statement != nil {
				return statement, n.Type
			}
		case ast.Stmt, ast.Spec:
			if statement == nil {
				statement = n
			}
		}
	}
	return statement, nil
}

// holdsUnknown says that an expression of a statement has no known type. The
// blocks of the statement, and those of function literals, are statements of their own.
func (c *comparison) holdsUnknown(statement ast.Node) bool {
	if statement == nil {
		return false
	}
	found := false
	ast.Inspect(statement, func(n ast.Node) bool {
		if _, block := n.(*ast.BlockStmt); block && n != statement || found {
			return false
		}
		if expr, ok := n.(ast.Expr); ok {
			// What the statement itself declares may lack a type for being rejected.
			if name, ok := expr.(*ast.Ident); ok {
				switch object := c.target.Uses[name].(type) {
				case *types.Var, *types.Const, *types.TypeName, *types.Func:
					found = isUnknown(object.Type())
				}
			}
			if recorded, ok := c.target.Types[expr]; ok && !recorded.IsBuiltin() {
				found = found || isUnknown(recorded.Type)
			}
		}
		return !found
	})
	return found
}

// usesC says that a package has cgo files, or imports one that has.
func (p *pkg) usesC() bool {
	if len(p.listed.CgoFiles) > 0 {
		return true
	}
	for _, dep := range p.deps {
		if !dep.listed.Standard && len(dep.listed.CgoFiles) > 0 {
			return true
		}
	}
	return false
}
