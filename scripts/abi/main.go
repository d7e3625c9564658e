// Command abi writes what syscall and golang.org/x/sys/unix declare for linux
// and each GOARCH, as Go's type checker sees it: one JSON object on standard
// output, which generateAbi.mjs makes compact.
//
//	go run main.go load.go describe.go -goroot DIR -sys DIR -release 23 GOARCH...
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	goroot := flag.String("goroot", "", "Go installation whose src/syscall is read")
	sys := flag.String("sys", "", "folder of golang.org/x/sys")
	release := flag.Int("release", 0, "N of the installation's go1.N, for release build tags")
	flag.Parse()
	if err := run(*goroot, *sys, *release, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "abi:", err)
		os.Exit(1)
	}
}

// run describes both packages for every GOARCH, keyed by package and GOARCH.
func run(goroot, sys string, release int, goarchs []string) error {
	result := map[string]map[string]*description{}
	parsed := newParsedFiles()
	for _, goarch := range goarchs {
		load := newLoader(parsed, filepath.Join(goroot, "src"), sys, release, goarch)
		for _, path := range []string{"syscall", "golang.org/x/sys/unix"} {
			pkg, err := load.strict(path)
			if err != nil {
				return fmt.Errorf("%s for %s: %w", path, goarch, err)
			}
			described, err := describe(pkg)
			if err != nil {
				return fmt.Errorf("%s for %s: %w", path, goarch, err)
			}
			if result[path] == nil {
				result[path] = map[string]*description{}
			}
			result[path][goarch] = described
		}
	}
	out := bufio.NewWriter(os.Stdout)
	if err := json.NewEncoder(out).Encode(result); err != nil {
		return err
	}
	return out.Flush()
}
