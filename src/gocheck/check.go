package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"strings"
)

// checkError is one error of the type checker or the parser. Offsets are bytes
// in the file; end is -1 where the extent is not known.
type checkError struct {
	file    string
	offset  int
	end     int
	message string
	syntax  bool
}

// A checkRun type-checks one package once.
type checkRun struct {
	fset     *token.FileSet
	path     string
	files    []*ast.File
	goarch   string
	version  string // language version, "go1.N", or empty for the toolchain's own
	bodies   bool
	info     *types.Info
	importer func(path string) (*types.Package, error)
	// supplied are objects, by import path, that packages get on top of what they declare.
	supplied map[string][]types.Object
}

// run returns the package and every error, in the order they were found; one
// error does not keep others from being found. The package is never nil.
func (r *checkRun) run() (pkg *types.Package, errs []checkError) {
	config := types.Config{
		GoVersion:        r.version,
		IgnoreFuncBodies: !r.bodies,
		FakeImportC:      true,
		Importer:         importerFunc(r.importSupplied),
		Sizes:            types.SizesFor("gc", r.goarch),
		Error: func(err error) {
			var failed types.Error
			if errors.As(err, &failed) && !strings.HasPrefix(failed.Msg, "\t") {
				errs = append(errs, describe(r.fset, failed))
			}
		},
	}
	defer func() {
		// A checker that panics on a broken tree costs that package its findings, not the session.
		if p := recover(); p != nil {
			errs = nil
			pkg = types.NewPackage(r.path, "")
			pkg.MarkComplete()
			errs = append(errs, checkError{message: fmt.Sprintf("go/types panics: %v", p), offset: -1, end: -1})
		}
	}()
	pkg = types.NewPackage(r.path, "")
	for _, object := range r.supplied[r.path] {
		pkg.Scope().Insert(object)
	}
	_ = types.NewChecker(&config, r.fset, pkg, r.info).Files(r.files)
	return pkg, errs
}

// importSupplied imports a package; where objects are supplied, a copy that has them too.
func (r *checkRun) importSupplied(path string) (*types.Package, error) {
	imported, err := r.importer(path)
	if err != nil || len(r.supplied[imported.Path()]) == 0 {
		return imported, err
	}
	more := types.NewPackage(imported.Path(), imported.Name())
	for _, name := range imported.Scope().Names() {
		more.Scope().Insert(imported.Scope().Lookup(name))
	}
	for _, object := range r.supplied[imported.Path()] {
		more.Scope().Insert(object)
	}
	more.MarkComplete()
	return more, nil
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

// describe takes the error apart. The extent of the expression is in fields
// that go/types keeps unexported; where a release lacks them it stays unknown.
func describe(fset *token.FileSet, failed types.Error) checkError {
	position := fset.PositionFor(failed.Pos, false)
	described := checkError{file: position.Filename, offset: position.Offset, end: -1, message: oneLine(failed.Msg)}
	start, end := errorSpan(failed)
	if start.IsValid() && end.IsValid() && end > start {
		described.offset = fset.PositionFor(start, false).Offset
		described.end = fset.PositionFor(end, false).Offset
	}
	return described
}

// oneLine joins a message that explains itself over several lines.
func oneLine(message string) string { return strings.Join(strings.Fields(message), " ") }

func errorSpan(failed types.Error) (token.Pos, token.Pos) {
	value := reflect.ValueOf(failed)
	start, end := value.FieldByName("go116start"), value.FieldByName("go116end")
	if start.Kind() != reflect.Int || end.Kind() != reflect.Int {
		return token.NoPos, token.NoPos
	}
	return token.Pos(start.Int()), token.Pos(end.Int())
}

func newInfo() *types.Info {
	return &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
}
