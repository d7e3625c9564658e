package main

import (
	"go/ast"
	"go/types"
	"strconv"
	"strings"
)

// sameType says that a type of the host's view and one of the target's view
// are written alike and hold the same values. Types of two views are never
// identical to go/types, which has checked every package once for each.
func sameType(host, target types.Type) bool {
	host, target = unalias(host), unalias(target)
	switch h := host.(type) {
	case *types.Basic:
		t, ok := target.(*types.Basic)
		return ok && h.Kind() == t.Kind()
	case *types.Named:
		t, ok := target.(*types.Named)
		if !ok || typeName(h) != typeName(t) {
			return false
		}
		hb, hok := h.Underlying().(*types.Basic)
		tb, tok := t.Underlying().(*types.Basic)
		return hok == tok && (!hok || hb.Kind() == tb.Kind())
	case *types.Pointer:
		t, ok := target.(*types.Pointer)
		return ok && sameType(h.Elem(), t.Elem())
	case *types.Slice:
		t, ok := target.(*types.Slice)
		return ok && sameType(h.Elem(), t.Elem())
	case *types.Array:
		t, ok := target.(*types.Array)
		return ok && h.Len() == t.Len() && sameType(h.Elem(), t.Elem())
	case *types.Chan:
		t, ok := target.(*types.Chan)
		return ok && h.Dir() == t.Dir() && sameType(h.Elem(), t.Elem())
	case *types.Map:
		t, ok := target.(*types.Map)
		return ok && sameType(h.Key(), t.Key()) && sameType(h.Elem(), t.Elem())
	case *types.Signature:
		t, ok := target.(*types.Signature)
		return ok && h.Variadic() == t.Variadic() && sameTuple(h.Params(), t.Params()) && sameTuple(h.Results(), t.Results())
	case *types.Tuple:
		t, ok := target.(*types.Tuple)
		return ok && sameTuple(h, t)
	}
	return types.TypeString(host, nil) == types.TypeString(target, nil)
}

func sameTuple(host, target *types.Tuple) bool {
	if host.Len() != target.Len() {
		return false
	}
	for i := 0; i < host.Len(); i++ {
		if !sameType(host.At(i).Type(), target.At(i).Type()) {
			return false
		}
	}
	return true
}

func typeName(t *types.Named) string { return types.TypeString(t, nil) }

// known says that the checker worked the type out, and that it is not an untyped constant's.
func known(t types.Type) bool {
	if t == nil {
		return false
	}
	basic, ok := unalias(t).(*types.Basic)
	return !ok || basic.Kind() != types.Invalid && basic.Info()&types.IsUntyped == 0
}

// isNumber says that values convert to any other such type by writing its name.
func isNumber(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&(types.IsInteger|types.IsFloat) != 0 && basic.Info()&types.IsUntyped == 0
}

// spell writes a type as a file of the package would; false where the file
// imports no package that it needs.
func spell(t types.Type, file *ast.File, in *types.Package) (string, bool) {
	ok := true
	text := types.TypeString(t, func(of *types.Package) string {
		if in != nil && of.Path() == in.Path() {
			return ""
		}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil || imported != cleanImportPath(of.Path()) {
				continue
			}
			if spec.Name == nil {
				return of.Name()
			}
			if spec.Name.Name == "." {
				return ""
			}
			if spec.Name.Name != "_" {
				return spec.Name.Name
			}
		}
		ok = false
		return of.Name()
	})
	return text, ok
}

// cleanImportPath is the path as it is written in imports, without the vendor folder it was found in.
func cleanImportPath(p string) string {
	if i := strings.LastIndex(p, "/vendor/"); i >= 0 {
		return p[i+len("/vendor/"):]
	}
	return strings.TrimPrefix(p, "vendor/")
}

// isAbiPackage says that a package describes the kernel's interface per GOARCH.
func isAbiPackage(p string) bool { return p == "syscall" || p == "golang.org/x/sys/unix" }

// fieldOwner names a struct field of syscall or x/sys/unix as "syscall.Stat_t.Rdev", else "".
func fieldOwner(selection *types.Selection) string {
	if selection == nil || selection.Kind() != types.FieldVal {
		return ""
	}
	field := selection.Obj()
	if field.Pkg() == nil || !isAbiPackage(cleanImportPath(field.Pkg().Path())) {
		return ""
	}
	// The field may be promoted: the last type on the way declares it.
	current := selection.Recv()
	for _, index := range selection.Index() {
		if pointer, ok := current.Underlying().(*types.Pointer); ok {
			current = pointer.Elem()
		}
		structure, ok := current.Underlying().(*types.Struct)
		if !ok {
			return ""
		}
		if structure.Field(index) == field {
			break
		}
		current = structure.Field(index).Type()
	}
	named, ok := unalias(current).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || !isAbiPackage(cleanImportPath(named.Obj().Pkg().Path())) {
		return ""
	}
	return cleanImportPath(named.Obj().Pkg().Path()) + "." + named.Obj().Name() + "." + field.Name()
}

// shortType writes a type for a message: package names instead of import paths.
func shortType(t types.Type, in *types.Package) string {
	return types.TypeString(t, func(of *types.Package) string {
		if in != nil && of.Path() == in.Path() {
			return ""
		}
		return of.Name()
	})
}

// unparen takes the parentheses off; ast.Unparen came with Go 1.22.
func unparen(expr ast.Expr) ast.Expr {
	for {
		paren, ok := expr.(*ast.ParenExpr)
		if !ok {
			return expr
		}
		expr = paren.X
	}
}
