package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"strings"
)

// contextOf says what kind of place an expression stands in.
func (c *comparison) contextOf(expr ast.Expr, parent ast.Node) string {
	switch parent := parent.(type) {
	case *ast.CallExpr:
		return "argument"
	case *ast.KeyValueExpr:
		return c.literalContext(c.parent(parent))
	case *ast.CompositeLit:
		return c.literalContext(parent)
	case *ast.AssignStmt:
		if parent.Tok != token.ASSIGN && parent.Tok != token.DEFINE {
			return "operation"
		}
		return "assignment"
	case *ast.ValueSpec:
		return "declaration"
	case *ast.IndexExpr:
		if unparen(parent.Index) == expr {
			if c.host.Types[expr].IsType() {
				return "argument"
			}
			return "index"
		}
	case *ast.ReturnStmt:
		return "return"
	case *ast.SendStmt:
		return "send"
	case *ast.CaseClause:
		return "case"
	case *ast.SwitchStmt:
		return "case"
	}
	return "operation"
}

func (c *comparison) literalContext(literal ast.Node) string {
	if l, ok := literal.(*ast.CompositeLit); ok {
		if t := c.host.TypeOf(l); t != nil {
			if pointer, ok := t.Underlying().(*types.Pointer); ok {
				t = pointer.Elem()
			}
			if _, ok := t.Underlying().(*types.Struct); ok {
				return "field"
			}
		}
	}
	return "element"
}

// takerOf writes what asks for the type at the place of an expression: the
// function called, the field, the other operand; empty where it is too long for a message.
func (c *comparison) takerOf(expr ast.Expr) string {
	var taker ast.Node
	switch parent := c.parent(expr).(type) {
	case *ast.BinaryExpr:
		taker = parent.X
		if unparen(parent.X) == expr {
			taker = parent.Y
		}
	case *ast.CallExpr:
		taker = parent.Fun
	case *ast.KeyValueExpr:
		taker = parent.Key
		if literal, ok := c.parent(parent).(*ast.CompositeLit); ok && c.literalContext(literal) == "element" {
			taker = literal.Type
		}
	case *ast.CompositeLit:
		taker = parent.Type
	case *ast.AssignStmt:
		for i, right := range parent.Rhs {
			if unparen(right) == expr && len(parent.Lhs) == len(parent.Rhs) {
				taker = parent.Lhs[i]
			}
		}
	case *ast.ValueSpec:
		for i, value := range parent.Values {
			if unparen(value) == expr && len(parent.Names) == len(parent.Values) {
				taker = parent.Names[i]
			}
		}
	case *ast.IndexExpr:
		taker = parent.X
	case *ast.SendStmt:
		taker = parent.Chan
	case *ast.CaseClause:
		if tag := c.switchTag(parent); tag != nil && unparen(tag) != expr {
			taker = tag
		}
	case *ast.ReturnStmt:
		for around := c.parent(parent); around != nil; around = c.parent(around) {
			if _, literal := around.(*ast.FuncLit); literal {
				break
			}
			if function, ok := around.(*ast.FuncDecl); ok {
				taker = function.Name
				break
			}
		}
	}
	if value := reflect.ValueOf(taker); !value.IsValid() || value.IsNil() {
		return ""
	}
	text := c.text(taker)
	if len(text) > 60 || strings.Contains(text, "\n") {
		return ""
	}
	return text
}
