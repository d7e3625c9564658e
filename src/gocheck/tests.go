package main

import (
	"context"
	"sort"
	"strings"
)

// listAll lists packages, those that their tests are built from, and what all
// of them depend on: the packages that `go list -deps -test` prints, without
// the main programs that it generates for tests, for which it parses every test
// twice and fills Go's cache: on thousands of packages that is most of its time.
func listAll(ctx context.Context, p *checkParams, goarch, overlayFile string) ([]*listedPackage, error) {
	if p.Mod == "vendor" {
		// Go reads every package before it says that go.mod wants an update; asked for none, it says so at once.
		none := *p
		none.Patterns = []string{"unsafe"}
		if _, err := goList(ctx, &none, goarch, overlayFile); err != nil {
			return nil, err
		}
	}
	listed, err := goList(ctx, p, goarch, overlayFile)
	if err != nil {
		return nil, err
	}
	if missing := importsOfTestsAlone(listed); len(missing) > 0 {
		asked := *p
		asked.Patterns = missing
		more, err := goList(ctx, &asked, goarch, overlayFile)
		if err != nil {
			return nil, err
		}
		known := byImportPath(listed)
		for _, l := range more {
			if known[l.ImportPath] == nil {
				l.DepOnly = true
				listed = append(listed, l)
			}
		}
	}
	return append(listed, testVariants(listed)...), nil
}

func byImportPath(listed []*listedPackage) map[string]*listedPackage {
	found := make(map[string]*listedPackage, len(listed))
	for _, l := range listed {
		found[l.ImportPath] = l
	}
	return found
}

// importsOfTestsAlone are what tests of the named packages import and nothing else does.
func importsOfTestsAlone(listed []*listedPackage) []string {
	known := byImportPath(listed)
	missing := map[string]bool{}
	for _, l := range listed {
		if l.DepOnly {
			continue
		}
		for _, imports := range [][]string{l.TestImports, l.XTestImports} {
			for _, path := range imports {
				if known[path] == nil && !isPattern(path) {
					missing[path] = true
				}
			}
		}
	}
	return sortedKeys(missing)
}

// isPattern says that go list takes an import path for something else.
func isPattern(path string) bool {
	switch path {
	case "C", "all", "cmd", "main", "std", "tool", "work":
		return true
	}
	return strings.Contains(path, "...") || strings.HasPrefix(path, ".") || strings.HasPrefix(path, "/")
}

// testVariants are, as cmd/go/internal/load.TestPackagesAndErrors makes them,
// each named package with its tests ("p [p.test]"), its external tests
// ("p_test [p.test]"), and what stands between those two ("q [p.test]").
func testVariants(listed []*listedPackage) []*listedPackage {
	known := byImportPath(listed)
	var variants []*listedPackage
	for _, l := range listed {
		if l.DepOnly {
			continue
		}
		copies := map[string]*listedPackage{}
		if len(l.TestGoFiles) > 0 {
			variant := *l
			variant.ImportPath, variant.ForTest, variant.Error = variantOf(l.ImportPath, l), l.ImportPath, nil
			variant.GoFiles = concat(l.GoFiles, l.TestGoFiles)
			variant.Imports = concat(l.TestImports, l.Imports)
			variant.ImportMap = mapped(l.ImportMap, l.TestImports, nil)
			copies[l.ImportPath] = &variant
			variants = append(variants, &variant)
		}
		if len(l.XTestGoFiles) == 0 {
			continue
		}
		external := &listedPackage{
			Dir: l.Dir, ImportPath: variantOf(l.ImportPath+"_test", l), Name: l.Name + "_test", ForTest: l.ImportPath,
			Standard: l.Standard, Module: l.Module, GoFiles: l.XTestGoFiles,
		}
		between := recompiled(l, known, copies)
		external.Imports = renamed(l.XTestImports, copies)
		external.ImportMap = mapped(nil, l.XTestImports, copies)
		variants = append(append(variants, between...), external)
	}
	return variants
}

func variantOf(path string, tested *listedPackage) string {
	return path + " [" + tested.ImportPath + ".test]"
}

// recompiled adds to copies, and returns, what external tests import, directly
// or not, that imports a package which has a copy: it has to import that one.
func recompiled(tested *listedPackage, known, copies map[string]*listedPackage) []*listedPackage {
	var made []*listedPackage
	if len(copies) == 0 {
		return nil
	}
	visited := map[string]bool{tested.ImportPath: true}
	var visit func(path string)
	visit = func(path string) {
		l := known[path]
		if l == nil || visited[path] {
			return
		}
		visited[path] = true
		changed := false
		for _, id := range l.Imports {
			visit(id)
			changed = changed || copies[id] != nil
		}
		if !changed {
			return
		}
		variant := *l
		variant.ImportPath, variant.ForTest, variant.DepOnly = variantOf(path, tested), tested.ImportPath, true
		copies[path] = &variant
		made = append(made, &variant)
		variant.Imports = renamed(l.Imports, copies)
		variant.ImportMap = mapped(l.ImportMap, l.Imports, copies)
	}
	for _, path := range tested.XTestImports {
		visit(path)
	}
	return made
}

// renamed are import paths, those of packages with a copy as that is called.
func renamed(paths []string, copies map[string]*listedPackage) []string {
	ids := make([]string, len(paths))
	for i, path := range paths {
		ids[i] = path
		if made := copies[path]; made != nil {
			ids[i] = made.ImportPath
		}
	}
	sort.Strings(ids)
	return ids
}

// mapped tells, of imports whose package has another path than what is written, which that is.
func mapped(before map[string]string, paths []string, copies map[string]*listedPackage) map[string]string {
	written := map[string]string{}
	for from, to := range before {
		written[to] = from
	}
	all := make(map[string]string, len(before))
	for from, to := range before {
		all[from] = to
	}
	for _, path := range paths {
		from, known := written[path]
		if !known {
			from = withoutVendor(path)
		}
		if made := copies[path]; made != nil {
			all[from] = made.ImportPath
		} else if from != path {
			all[from] = path
		}
	}
	return all
}

// withoutVendor is a path as it is written where a vendor folder has its package.
func withoutVendor(path string) string {
	if i := strings.LastIndex(path, "/vendor/"); i >= 0 {
		return path[i+len("/vendor/"):]
	}
	return strings.TrimPrefix(path, "vendor/")
}

func concat(a, b []string) []string {
	return append(append(make([]string, 0, len(a)+len(b)), a...), b...)
}
