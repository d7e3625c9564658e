package main

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"
)

// parsedFiles keeps syntax trees between GOARCHs, because most files serve all of them.
type parsedFiles struct {
	fset  *token.FileSet
	files map[string]*ast.File
}

func newParsedFiles() *parsedFiles {
	return &parsedFiles{fset: token.NewFileSet(), files: map[string]*ast.File{}}
}

func (p *parsedFiles) parse(path string) (*ast.File, error) {
	if file, ok := p.files[path]; ok {
		return file, nil
	}
	file, err := parser.ParseFile(p.fset, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	p.files[path] = file
	return file, nil
}

// loader type-checks packages from source for one GOARCH; it is their importer too.
type loader struct {
	parsed   *parsedFiles
	src, sys string
	context  build.Context
	packages map[string]*types.Package
	errors   map[string][]error
}

func newLoader(parsed *parsedFiles, src, sys string, release int, goarch string) *loader {
	context := build.Default
	context.GOOS, context.GOARCH, context.Compiler, context.CgoEnabled = "linux", goarch, "gc", false
	context.BuildTags, context.ToolTags, context.ReleaseTags = nil, nil, nil
	for n := 1; n <= release; n++ {
		context.ReleaseTags = append(context.ReleaseTags, fmt.Sprintf("go1.%d", n))
	}
	return &loader{parsed, src, sys, context, map[string]*types.Package{}, map[string][]error{}}
}

// strict loads a package that must type-check without any error of its own.
func (l *loader) strict(path string) (*types.Package, error) {
	pkg, err := l.Import(path)
	if err != nil {
		return nil, err
	}
	if errs := l.errors[path]; len(errs) > 0 {
		return nil, errs[0]
	}
	return pkg, nil
}

// Import implements types.Importer. Errors inside an imported package are kept
// and not returned: what is missing because of them shows as an invalid type
// where it is used, and describe refuses those.
func (l *loader) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if pkg, ok := l.packages[path]; ok {
		return pkg, nil
	}
	files, err := l.sources(l.folder(path))
	if err != nil {
		return nil, err
	}
	config := types.Config{
		Importer:         l,
		IgnoreFuncBodies: true,
		FakeImportC:      true,
		Sizes:            types.SizesFor("gc", l.context.GOARCH),
		Error:            func(err error) { l.errors[path] = append(l.errors[path], err) },
	}
	pkg, _ := config.Check(path, l.parsed.fset, files, nil)
	l.packages[path] = pkg
	return pkg, nil
}

func (l *loader) folder(path string) string {
	const sys = "golang.org/x/sys/"
	if strings.HasPrefix(path, sys) {
		return filepath.Join(l.sys, filepath.FromSlash(strings.TrimPrefix(path, sys)))
	}
	if strings.HasPrefix(path, "golang.org/") {
		return filepath.Join(l.src, "vendor", filepath.FromSlash(path))
	}
	return filepath.Join(l.src, filepath.FromSlash(path))
}

// sources parses the files of a folder that the GOARCH's build includes, in the order of their names.
func (l *loader) sources(dir string) ([]*ast.File, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, entry := range entries {
		name := entry.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		match, err := l.context.MatchFile(dir, name)
		if err != nil {
			return nil, err
		}
		if !match {
			continue
		}
		file, err := l.parsed.parse(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no Go files for %s in %s", l.context.GOARCH, dir)
	}
	return files, nil
}
