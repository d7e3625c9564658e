package main

import (
	"go/ast"
	"go/token"
	"go/types"
)

// definition is the expression a variable of the package or of a function got its type from, where it
// stands alone: `x := E` or `var x = E`. Nil for anything else.
func (c *comparison) definition(expr ast.Expr) ast.Expr {
	name, ok := expr.(*ast.Ident)
	if !ok {
		return nil
	}
	variable, ok := c.target.ObjectOf(name).(*types.Var)
	if !ok || variable.IsField() || variable.Parent() == nil || c.pkg == nil {
		return nil
	}
	path := c.session.sources.fset.PositionFor(variable.Pos(), false).Filename
	file := c.byPath[path]
	if variable.Parent() == c.pkg.Scope() && variable.Exported() || file == nil || !c.p.bodied[path] {
		// What other packages see keeps its type.
		return nil
	}
	var declared *ast.Ident
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil || declared != nil || n.Pos() > variable.Pos() || n.End() < variable.Pos() {
			return false
		}
		if id, ok := n.(*ast.Ident); ok && id.Pos() == variable.Pos() {
			declared = id
		}
		return true
	})
	if declared == nil {
		return nil
	}
	switch statement := c.parent(declared).(type) {
	case *ast.AssignStmt:
		if statement.Tok == token.DEFINE && len(statement.Lhs) == len(statement.Rhs) {
			for i, left := range statement.Lhs {
				if left == ast.Expr(declared) {
					return unparen(statement.Rhs[i])
				}
			}
		}
	case *ast.ValueSpec:
		if statement.Type == nil && len(statement.Names) == len(statement.Values) {
			for i, left := range statement.Names {
				if left == declared {
					return unparen(statement.Values[i])
				}
			}
		}
	}
	return nil
}

// A walk says how far back the origin of a type is looked for.
type walk struct {
	definitions bool // to what variables were defined with
	arguments   bool // to the arguments that a generic call infers its result from, numbers too
}

// origins are the expressions through which the differing type enters a value:
// operands of arithmetic, and what variables were defined with. Conversions
// belong there; only then is arithmetic as wide on the target as on the host.
func (c *comparison) origins(expr ast.Expr, by walk, depth int) []ast.Expr {
	expr = unparen(expr)
	if depth > 20 || !c.differs(expr) {
		return nil
	}
	if c.isConstant(expr) {
		// A constant takes the type of what it stands beside.
		return nil
	}
	var below []ast.Expr
	switch x := expr.(type) {
	case *ast.BinaryExpr:
		if isComparison(x.Op) {
			return []ast.Expr{expr}
		}
		below = c.origins(x.X, by, depth+1)
		if !isShift(x.Op) {
			below = append(below, c.origins(x.Y, by, depth+1)...)
		}
	case *ast.UnaryExpr:
		if x.Op == token.SUB || x.Op == token.ADD || x.Op == token.XOR {
			below = c.origins(x.X, by, depth+1)
		}
	case *ast.CallExpr:
		if host, _, _ := c.typesOf(x); (by.arguments || !isNumber(host)) && c.isGeneric(x) {
			for _, argument := range c.differing(x.Args...) {
				below = append(below, c.origins(argument, by, depth+1)...)
			}
		}
	case *ast.Ident:
		if value := c.definition(x); value != nil && by.definitions {
			below = c.origins(value, by, depth+1)
		}
	}
	if len(below) > 0 {
		return below
	}
	return []ast.Expr{expr}
}

// isTypedConstant says that a constant was declared or converted to a type.
func (c *comparison) isTypedConstant(expr ast.Expr) bool {
	var object types.Object
	switch x := expr.(type) {
	case *ast.Ident:
		object = c.target.ObjectOf(x)
	case *ast.SelectorExpr:
		object = c.target.ObjectOf(x.Sel)
	case *ast.CallExpr:
		return true
	}
	return object != nil && known(object.Type())
}
