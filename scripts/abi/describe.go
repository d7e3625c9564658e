package main

import (
	"fmt"
	"go/constant"
	"go/types"
	"strings"
)

// description holds the exported declarations of a package, and the unexported
// types those refer to, in the encoding that src/core/target/abiEncoding.ts documents.
type description struct {
	Constants map[string]string `json:"constants"`
	Types     map[string]string `json:"types"`
	Functions map[string]string `json:"functions"`
	Variables map[string]string `json:"variables"`

	pkg  *types.Package
	todo []*types.TypeName
	err  error
}

func describe(pkg *types.Package) (*description, error) {
	d := &description{
		Constants: map[string]string{},
		Types:     map[string]string{},
		Functions: map[string]string{},
		Variables: map[string]string{},
		pkg:       pkg,
	}
	for _, name := range pkg.Scope().Names() {
		object := pkg.Scope().Lookup(name)
		if !object.Exported() {
			continue
		}
		switch object := object.(type) {
		case *types.Const:
			d.Constants[name] = d.constant(object)
		case *types.Var:
			d.Variables[name] = d.text(object.Type())
		case *types.Func:
			d.Functions[name] = d.signature(object.Type().(*types.Signature))
		case *types.TypeName:
			d.typeName(object)
		}
	}
	for len(d.todo) > 0 {
		object := d.todo[0]
		d.todo = d.todo[1:]
		if _, done := d.Types[object.Name()]; !done {
			d.typeName(object)
		}
	}
	return d, d.err
}

// constant gives the value, after the type and a space where it is typed.
// Strings are Go literals, integers decimal, booleans `true` and `false`.
func (d *description) constant(c *types.Const) string {
	value := c.Val().ExactString()
	if kind := c.Val().Kind(); kind != constant.Int && kind != constant.String && kind != constant.Bool {
		d.err = fmt.Errorf("constant %s is neither a string, an integer nor a boolean", c.Name())
	}
	if basic, ok := c.Type().(*types.Basic); ok && basic.Info()&types.IsUntyped != 0 {
		return value
	}
	return d.text(c.Type()) + " " + value
}

// typeName describes a type and its methods. An alias is `=` and the type it
// names, followed by that type's own description.
func (d *description) typeName(object *types.TypeName) {
	named, ok := types.Unalias(object.Type()).(*types.Named)
	if !ok {
		d.err = fmt.Errorf("%s is an alias of an unnamed type", object.Name())
		return
	}
	text := ""
	if object.IsAlias() {
		text = "=" + d.text(named)
	}
	if fields, ok := named.Underlying().(*types.Struct); ok {
		d.Types[object.Name()] = text + "{" + d.fields(fields, ";") + "}"
	} else if text != "" {
		d.Types[object.Name()] = text + " " + d.text(named.Underlying())
	} else {
		d.Types[object.Name()] = d.text(named.Underlying())
	}
	receiver := types.Type(named)
	if !types.IsInterface(named) {
		receiver = types.NewPointer(named)
	}
	methods := types.NewMethodSet(receiver)
	for i := 0; i < methods.Len(); i++ {
		if method := methods.At(i).Obj(); method.Exported() {
			d.Functions[object.Name()+"."+method.Name()] = d.signature(method.Type().(*types.Signature))
		}
	}
}

// fields writes `Name type` per field, and the type alone for an embedded one.
func (d *description) fields(s *types.Struct, separator string) string {
	var parts []string
	for i := 0; i < s.NumFields(); i++ {
		if field := s.Field(i); field.Embedded() {
			parts = append(parts, d.text(field.Type()))
		} else {
			parts = append(parts, field.Name()+" "+d.text(field.Type()))
		}
	}
	return strings.Join(parts, separator)
}

// signature writes parameters and results as `int|...string>int|error`.
func (d *description) signature(s *types.Signature) string {
	return d.tuple(s.Params(), s.Variadic(), "|") + ">" + d.tuple(s.Results(), false, "|")
}

func (d *description) tuple(t *types.Tuple, variadic bool, separator string) string {
	var parts []string
	for i := 0; i < t.Len(); i++ {
		if variadic && i == t.Len()-1 {
			parts = append(parts, "..."+d.text(t.At(i).Type().(*types.Slice).Elem()))
		} else {
			parts = append(parts, d.text(t.At(i).Type()))
		}
	}
	return strings.Join(parts, separator)
}

// text writes a type as Go does, without its package's name inside that
// package and with aliases resolved, so that it is the same for every Go
// release that runs this program.
func (d *description) text(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		if t.Kind() == types.Invalid {
			d.err = fmt.Errorf("a declaration has an invalid type")
		}
		if t.Kind() == types.UnsafePointer {
			return "unsafe.Pointer"
		}
		return t.Name()
	case *types.Named:
		object := t.Obj()
		switch {
		case object.Pkg() == nil:
			return object.Name()
		case object.Pkg() == d.pkg:
			d.todo = append(d.todo, object)
			return object.Name()
		default:
			return object.Pkg().Name() + "." + object.Name()
		}
	case *types.Pointer:
		return "*" + d.text(t.Elem())
	case *types.Slice:
		return "[]" + d.text(t.Elem())
	case *types.Array:
		return fmt.Sprintf("[%d]%s", t.Len(), d.text(t.Elem()))
	case *types.Map:
		return "map[" + d.text(t.Key()) + "]" + d.text(t.Elem())
	case *types.Chan:
		return map[types.ChanDir]string{
			types.SendRecv: "chan ", types.SendOnly: "chan<- ", types.RecvOnly: "<-chan ",
		}[t.Dir()] + d.text(t.Elem())
	case *types.Struct:
		return "struct{" + d.fields(t, "; ") + "}"
	case *types.Signature:
		results := d.tuple(t.Results(), false, ", ")
		if t.Results().Len() > 1 {
			results = "(" + results + ")"
		}
		return strings.TrimSuffix("func("+d.tuple(t.Params(), t.Variadic(), ", ")+") "+results, " ")
	case *types.Interface:
		return d.interfaceText(t)
	}
	d.err = fmt.Errorf("no text for the type %s", t)
	return ""
}

func (d *description) interfaceText(t *types.Interface) string {
	var parts []string
	for i := 0; i < t.NumMethods(); i++ {
		method := t.Method(i)
		signature := d.text(method.Type())
		parts = append(parts, method.Name()+strings.TrimPrefix(signature, "func"))
	}
	return "interface{" + strings.Join(parts, "; ") + "}"
}
