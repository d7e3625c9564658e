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
		if !ok || typeName(h) != typeName(t) || !sameArguments(h, t) {
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

// typeName is a named type's name without its type arguments, which an alias may hide a difference in.
func typeName(t *types.Named) string {
	if t.TypeArgs().Len() > 0 {
		t = t.Origin()
	}
	return types.TypeString(t, nil)
}

func sameArguments(host, target *types.Named) bool {
	h, t := host.TypeArgs(), target.TypeArgs()
	if h.Len() != t.Len() {
		return false
	}
	for i := 0; i < h.Len(); i++ {
		if !sameType(h.At(i), t.At(i)) {
			return false
		}
	}
	return true
}

// plain is a type with the aliases in it looked through. An alias that stands
// for one type on the host and another on the target names neither.
func plain(t types.Type) types.Type {
	switch t := unalias(t).(type) {
	case *types.Pointer:
		return types.NewPointer(plain(t.Elem()))
	case *types.Slice:
		return types.NewSlice(plain(t.Elem()))
	case *types.Array:
		return types.NewArray(plain(t.Elem()), t.Len())
	case *types.Chan:
		return types.NewChan(t.Dir(), plain(t.Elem()))
	case *types.Map:
		return types.NewMap(plain(t.Key()), plain(t.Elem()))
	case *types.Tuple:
		return plainTuple(t)
	case *types.Signature:
		return types.NewSignatureType(nil, nil, nil, plainTuple(t.Params()), plainTuple(t.Results()), t.Variadic())
	case *types.Named:
		return plainNamed(t)
	default:
		return t
	}
}

func plainNamed(t *types.Named) types.Type {
	if t.TypeArgs().Len() == 0 {
		return t
	}
	arguments := make([]types.Type, t.TypeArgs().Len())
	for i := range arguments {
		arguments[i] = plain(t.TypeArgs().At(i))
	}
	made, err := types.Instantiate(nil, t.Origin(), arguments, false)
	if err != nil {
		return t
	}
	return made
}

func plainTuple(t *types.Tuple) *types.Tuple {
	vars := make([]*types.Var, t.Len())
	for i := range vars {
		v := t.At(i)
		vars[i] = types.NewVar(v.Pos(), v.Pkg(), v.Name(), plain(v.Type()))
	}
	return types.NewTuple(vars...)
}

// shortTypes writes the types of an expression in both views for a message; a
// named type that is only made of another one on the target is followed by that.
func shortTypes(host, target types.Type, in *types.Package) (string, string) {
	h, t := shortType(host, in), shortType(target, in)
	if h == t {
		h, t = shortType(plain(host), in), shortType(plain(target), in)
	}
	if h == t {
		if hb, tb := basicBelow(host), basicBelow(target); hb != tb {
			h, t = h+" ("+hb+")", t+" ("+tb+")"
		}
	}
	return h, t
}

// basicBelow is the basic type that a named type, or one that a pointer leads to, is made of.
func basicBelow(t types.Type) string {
	if pointer, ok := t.Underlying().(*types.Pointer); ok {
		t = pointer.Elem()
	}
	if basic, ok := t.Underlying().(*types.Basic); ok {
		return basic.Name()
	}
	return ""
}

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
	text := types.TypeString(plain(t), func(of *types.Package) string {
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
