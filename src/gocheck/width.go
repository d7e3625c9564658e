package main

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A widthError is an error because some type differs between the views.
type widthError struct {
	err     checkError
	at      ast.Expr // what the checker complains of
	context string
	// values are expressions whose differing type makes the error; converting each mends it.
	values []ast.Expr
	// fixed is, where no conversion serves both views, what has the differing type.
	fixed *fixedPlace
}

// fixedPlace is a place whose own type differs: a field assigned to, a parameter, an address.
type fixedPlace struct {
	node         ast.Expr
	host, target types.Type // of node
	wanted       types.Type // what the place takes: the host's type, or the target's where node's is the same in both views
	source       string
}

// typesOf are an expression's types in both views; ok where both are known.
func (c *comparison) typesOf(expr ast.Expr) (host, target types.Type, ok bool) {
	host, target = c.host.TypeOf(expr), c.target.TypeOf(expr)
	return host, target, known(host) && known(target)
}

func (c *comparison) differs(expr ast.Expr) bool {
	host, target, ok := c.typesOf(expr)
	return ok && !sameType(host, target)
}

func (c *comparison) differing(exprs ...ast.Expr) []ast.Expr {
	var found []ast.Expr
	for _, expr := range exprs {
		if expr != nil && c.differs(expr) {
			found = append(found, unparen(expr))
		}
	}
	return found
}

// widthOf finds whose type makes the error at expr. Nil where no type differs.
func (c *comparison) widthOf(e checkError, expr ast.Expr) *widthError {
	w := &widthError{err: e, at: expr}
	if call := c.unsatisfied(e, expr); call != nil {
		w.context = "argument"
		if w.values = c.differing(call.Args...); len(w.values) > 0 {
			return w
		}
	}
	if binary, ok := expr.(*ast.BinaryExpr); ok && !c.differs(expr) {
		w.context = "operation"
		if w.values = c.differing(binary.X, binary.Y); len(w.values) > 0 {
			w.values = append(w.values, c.besides(binary)...)
			return w
		}
	}
	parent := c.parent(expr)
	w.context = c.contextOf(expr, parent)
	if c.differs(expr) && !c.isAssignedTo(expr, parent) {
		if address, ok := expr.(*ast.UnaryExpr); ok && address.Op == token.AND {
			if c.differs(address.X) {
				w.fixed = c.fixedExpr(address.X)
				return w
			}
			return nil
		}
		w.values = []ast.Expr{expr}
		if binary, ok := parent.(*ast.BinaryExpr); ok && !isShift(binary.Op) {
			w.values = append(c.differing(binary.X, binary.Y), c.besides(binary)...)
		}
		if call, ok := parent.(*ast.CallExpr); ok {
			w.values = append(w.values, c.alike(call, expr)...)
		}
		return w
	}
	switch parent := parent.(type) {
	case *ast.BinaryExpr:
		w.values = append(c.differing(parent.X, parent.Y), c.besides(parent)...)
	case *ast.CaseClause:
		if tag := c.switchTag(parent); tag != nil {
			w.values = c.differing(tag)
		}
	case *ast.AssignStmt:
		c.assigned(w, expr, parent)
	case *ast.KeyValueExpr:
		if key, ok := parent.Key.(*ast.Ident); ok && unparen(parent.Value) == expr && c.differs(key) {
			w.fixed = c.fixedExpr(expr)
			w.fixed.wanted = c.target.TypeOf(key)
			if literal, ok := c.parent(parent).(*ast.CompositeLit); ok {
				w.fixed.source = fieldOf(c.host.TypeOf(literal), key.Name)
			}
		}
	case *ast.CallExpr:
		c.passed(w, expr, parent)
	case *ast.ValueSpec:
		if parent.Type != nil && c.differs(parent.Type) {
			w.fixed = c.fixedExpr(expr)
			w.fixed.wanted = c.target.TypeOf(parent.Type)
		}
	case *ast.SendStmt:
		c.contained(w, parent.Chan, expr)
	case *ast.IndexExpr:
		c.contained(w, parent.X, expr)
	}
	if w.fixed != nil && c.isConstant(w.fixed.node) {
		// A constant that the place is too small for, which the compiler says best.
		return nil
	}
	if len(w.values) == 0 && w.fixed == nil {
		return nil
	}
	return w
}

func (c *comparison) isConstant(expr ast.Expr) bool {
	return c.target.Types[expr].Value != nil && !c.isTypedConstant(expr)
}

// contained handles a value whose type is the same in both views, put into or
// looked up in something whose elements or keys differ.
func (c *comparison) contained(w *widthError, container, value ast.Expr) {
	part := func(t types.Type) types.Type {
		switch t := t.Underlying().(type) {
		case *types.Chan:
			return t.Elem()
		case *types.Map:
			return t.Key()
		}
		return nil
	}
	host, target, ok := c.typesOf(container)
	if !ok {
		return
	}
	if h, t := part(host), part(target); known(h) && known(t) && !sameType(h, t) {
		w.fixed = c.fixedExpr(unparen(value))
		w.fixed.wanted = t
	}
}

// besides are the other operands of the operations around one. Once it has the
// host's type they must have it too, which the checker only says then.
func (c *comparison) besides(operation *ast.BinaryExpr) []ast.Expr {
	var found []ast.Expr
	for !isComparison(operation.Op) {
		around, ok := c.parent(operation).(*ast.BinaryExpr)
		if !ok || isShift(around.Op) {
			break
		}
		if unparen(around.X) == operation {
			found = append(found, c.differing(around.Y)...)
		} else {
			found = append(found, c.differing(around.X)...)
		}
		operation = around
	}
	return found
}

// assigned handles an assignment whose value has the same type in both views: the place differs.
func (c *comparison) assigned(w *widthError, expr ast.Expr, statement *ast.AssignStmt) {
	if statement.Tok != token.ASSIGN && statement.Tok != token.DEFINE {
		w.values = c.differing(append(append([]ast.Expr{}, statement.Lhs...), statement.Rhs...)...)
	} else if len(statement.Lhs) == len(statement.Rhs) {
		for i, value := range statement.Rhs {
			if unparen(value) == expr || unparen(statement.Lhs[i]) == expr {
				w.values = c.differing(statement.Lhs[i])
			}
		}
	}
	// A variable can be converted where it got its first value; any other place cannot.
	for _, value := range w.values {
		if c.isAssignedTo(value, statement) && c.definition(value) == nil {
			w.fixed, w.values = c.fixedExpr(value), nil
			w.fixed.wanted = c.host.TypeOf(expr)
			return
		}
	}
}

// passed handles an argument whose type is the same in both views: the
// parameter's differs, or that of another argument a type parameter is inferred from.
func (c *comparison) passed(w *widthError, expr ast.Expr, call *ast.CallExpr) {
	host, hostOk := c.host.TypeOf(call.Fun).(*types.Signature)
	target, targetOk := c.target.TypeOf(call.Fun).(*types.Signature)
	if hostOk && targetOk && target.TypeParams().Len() == 0 && host.Params().Len() == target.Params().Len() && !host.Variadic() && !target.Variadic() {
		for i, argument := range call.Args {
			if unparen(argument) != expr || i >= host.Params().Len() {
				continue
			}
			h, t := host.Params().At(i).Type(), target.Params().At(i).Type()
			if known(h) && known(t) && !sameType(h, t) {
				w.fixed = c.fixedExpr(expr)
				w.fixed.wanted = t
				return
			}
		}
	}
	w.values = c.differing(call.Args...)
}

func (c *comparison) fixedExpr(expr ast.Expr) *fixedPlace {
	host, target, _ := c.typesOf(expr)
	place := &fixedPlace{node: expr, host: host, target: target, wanted: host}
	if selector, ok := expr.(*ast.SelectorExpr); ok {
		place.source = fieldOwner(c.host.Selections[selector])
	}
	return place
}

// fieldOf names a field of a struct of syscall or x/sys/unix, else "".
func fieldOf(structure types.Type, field string) string {
	if structure == nil {
		return ""
	}
	if pointer, ok := structure.Underlying().(*types.Pointer); ok {
		structure = pointer.Elem()
	}
	named, ok := unalias(structure).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || !isAbiPackage(cleanImportPath(named.Obj().Pkg().Path())) {
		return ""
	}
	return cleanImportPath(named.Obj().Pkg().Path()) + "." + named.Obj().Name() + "." + field
}

func (c *comparison) isAssignedTo(expr ast.Expr, parent ast.Node) bool {
	switch parent := parent.(type) {
	case *ast.AssignStmt:
		for _, left := range parent.Lhs {
			if unparen(left) == expr {
				return true
			}
		}
	case *ast.RangeStmt:
		return parent.Key == expr || parent.Value == expr
	case *ast.IncDecStmt:
		return true
	}
	return false
}

func (c *comparison) switchTag(clause *ast.CaseClause) ast.Expr {
	if block, ok := c.parent(clause).(*ast.BlockStmt); ok {
		if statement, ok := c.parent(block).(*ast.SwitchStmt); ok {
			return unparen(statement.Tag)
		}
	}
	return nil
}

func isShift(op token.Token) bool { return op == token.SHL || op == token.SHR }

func isComparison(op token.Token) bool {
	switch op {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ, token.LAND, token.LOR:
		return true
	}
	return false
}
