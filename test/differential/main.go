// Command differential prints what go/build and go/parser say of a source
// tree, as JSON lines, for the test that compares our own reading with theirs.
//
//	differential packages ROOT [SKIP...]
//
// prints, for every folder below ROOT that holds regular files, what go/build
// includes for the GOARCH and CGO_ENABLED of the environment. SKIP names
// folders, relative to ROOT, to leave out.
//
//	differential declarations ROOT [SKIP...]
//
// prints, for every Go file, its package, imports and package-level
// declarations, or that go/parser rejects it.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

type packageLine struct {
	Dir           string   `json:"dir"`
	Name          string   `json:"name"`
	Mixed         bool     `json:"mixed,omitempty"` // some files are broken, or of another package
	Files         []string `json:"files,omitempty"` // Go and cgo files and the package's own tests
	ExternalTests []string `json:"externalTests,omitempty"`
	Cgo           []string `json:"cgo,omitempty"`
	Other         []string `json:"other,omitempty"` // assembly, C and so on
	Ignored       []string `json:"ignored,omitempty"`
	IgnoredOther  []string `json:"ignoredOther,omitempty"`
}

type fileLine struct {
	File         string   `json:"file"`
	Rejected     bool     `json:"rejected,omitempty"`
	Package      string   `json:"package,omitempty"`
	Imports      []string `json:"imports,omitempty"`      // "alias path"
	Declarations []string `json:"declarations,omitempty"` // "kind receiver.name line"
}

func main() {
	if len(os.Args) < 3 {
		fail(errors.New("usage: differential packages|declarations ROOT [SKIP...]"))
	}
	root, err := filepath.EvalSymlinks(os.Args[2])
	fail(err)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	encoder := json.NewEncoder(out)
	skip := map[string]bool{}
	for _, dir := range os.Args[3:] {
		skip[dir] = true
	}
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		relative = filepath.ToSlash(relative)
		if relative == "." {
			relative = ""
		}
		switch {
		case entry.IsDir() && (skip[relative] || entry.Name() == ".git"):
			return fs.SkipDir
		case entry.IsDir() && os.Args[1] == "packages":
			return encoder.Encode(packageOf(path, relative))
		case entry.Type().IsRegular() && os.Args[1] == "declarations" && strings.HasSuffix(relative, ".go"):
			return encoder.Encode(declarationsOf(path, relative))
		}
		return nil
	})
	fail(err)
	fail(out.Flush())
}

func packageOf(path, relative string) packageLine {
	context := build.Default
	context.ReadDir = func(dir string) ([]fs.FileInfo, error) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return nil, err
		}
		var regular []fs.FileInfo
		for _, entry := range entries {
			// Symbolic links are left alone, as in the tree we compare with.
			if info, err := entry.Info(); err == nil && info.Mode().IsRegular() {
				regular = append(regular, info)
			}
		}
		return regular, nil
	}
	// Errors about a file are in InvalidGoFiles; the lists are filled all the same.
	p, _ := context.ImportDir(path, 0)
	line := packageLine{
		Dir: relative, Name: p.Name, Mixed: len(p.InvalidGoFiles) > 0,
		Files:         join(p.GoFiles, p.CgoFiles, p.TestGoFiles),
		ExternalTests: p.XTestGoFiles, Cgo: p.CgoFiles,
		Other: join(p.SFiles, p.CFiles, p.CXXFiles, p.MFiles, p.HFiles, p.FFiles,
			p.SwigFiles, p.SwigCXXFiles, p.SysoFiles),
		Ignored: p.IgnoredGoFiles, IgnoredOther: p.IgnoredOtherFiles,
	}
	return line
}

func join(lists ...[]string) (all []string) {
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}

func declarationsOf(path, relative string) fileLine {
	line := fileLine{File: relative}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
	if err != nil {
		line.Rejected = true
		return line
	}
	line.Package = file.Name.Name
	for _, spec := range file.Imports {
		alias := ""
		if spec.Name != nil {
			alias = spec.Name.Name
		}
		path := strings.Trim(spec.Path.Value, "\"`") // escapes as written
		line.Imports = append(line.Imports, alias+" "+path)
	}
	add := func(kind string, receiver string, name *ast.Ident) {
		// The line in the file, whatever //line comments say.
		at := fset.PositionFor(name.Pos(), false).Line
		line.Declarations = append(line.Declarations, fmt.Sprintf("%s %s.%s %d", kind, receiver, name.Name, at))
	}
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Recv == nil {
				add("func", "", decl.Name)
			} else {
				add("method", receiverOf(decl), decl.Name)
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					add("type", "", spec.Name)
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						add(decl.Tok.String(), "", name)
					}
				}
			}
		}
	}
	return line
}

// receiverOf returns the name of a method's receiver type, without pointers,
// parentheses and type arguments.
func receiverOf(decl *ast.FuncDecl) string {
	if len(decl.Recv.List) == 0 {
		return ""
	}
	expression := decl.Recv.List[0].Type
	for {
		switch inner := expression.(type) {
		case *ast.StarExpr:
			expression = inner.X
		case *ast.ParenExpr:
			expression = inner.X
		case *ast.IndexExpr:
			expression = inner.X
		case *ast.IndexListExpr:
			expression = inner.X
		case *ast.Ident:
			return inner.Name
		default:
			return ""
		}
	}
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "differential:", err)
		os.Exit(1)
	}
}
