package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// listedPackage is what go list says of a package, or of its variant for a test ("p [p.test]").
type listedPackage struct {
	Dir               string
	ImportPath        string
	Name              string
	ForTest           string
	Standard          bool
	DepOnly           bool
	GoFiles           []string
	CgoFiles          []string
	IgnoredGoFiles    []string
	IgnoredOtherFiles []string
	SFiles            []string
	TestGoFiles       []string
	XTestGoFiles      []string
	Imports           []string
	TestImports       []string
	XTestImports      []string
	ImportMap         map[string]string
	Module            *listedModule
	Error             *struct {
		ImportStack []string
		Pos         string
		Err         string
	}
}

// listedModule is the module of a package, where there is one.
type listedModule struct {
	Path, Version, GoVersion string
}

const listFields = "Dir,ImportPath,Name,ForTest,Standard,DepOnly,GoFiles,CgoFiles,IgnoredGoFiles," +
	"IgnoredOtherFiles,SFiles,TestGoFiles,XTestGoFiles,Imports,TestImports,XTestImports,ImportMap,Module,Error"

// path is the import path without the variant's suffix.
func (p *listedPackage) path() string {
	if i := strings.IndexByte(p.ImportPath, ' '); i >= 0 {
		return p.ImportPath[:i]
	}
	return p.ImportPath
}

// goFiles are the absolute paths of the Go files that the build includes, cgo's too.
func (p *listedPackage) goFiles() []string {
	return append(absolute(p.Dir, p.GoFiles), absolute(p.Dir, p.CgoFiles)...)
}

// absolute are the paths of names in a folder.
func absolute(dir string, names []string) []string {
	paths := make([]string, len(names))
	for i, name := range names {
		if !filepath.IsAbs(name) {
			name = filepath.Join(dir, name)
		}
		paths[i] = name
	}
	return paths
}

// excluded says that build constraints leave out every Go file of the package.
func (p *listedPackage) excluded() bool {
	return len(p.GoFiles)+len(p.CgoFiles) == 0 && len(p.IgnoredGoFiles) > 0 && p.ForTest == ""
}

// goList runs go list for one GOARCH. Nothing is compiled and no C compiler
// runs: the fields asked for need neither, and -export and -compiled are not given.
func goList(ctx context.Context, p *checkParams, goarch, overlayFile string) ([]*listedPackage, error) {
	// -buildvcs=false keeps git from being run for each main package.
	args := []string{"list", "-e", "-deps", "-buildvcs=false", "-json=" + listFields}
	if len(p.Tags) > 0 {
		args = append(args, "-tags="+strings.Join(p.Tags, ","))
	}
	if overlayFile != "" {
		args = append(args, "-overlay="+overlayFile)
	}
	args = append(append(args, "--"), p.Patterns...)
	cmd := exec.Command(p.Go, args...)
	cmd.Dir = p.Dir
	cmd.Env = listEnvironment(p, goarch)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		return nil, &requestError{"list-failed", fmt.Sprintf("%s does not start: %v", p.Go, err)}
	}
	stopped := make(chan struct{})
	go func() {
		select {
		case <-ctx.Done():
			_ = cmd.Process.Kill()
		case <-stopped:
		}
	}()
	runErr := cmd.Wait()
	close(stopped)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	var packages []*listedPackage
	for decoder := json.NewDecoder(&stdout); ; {
		listed := new(listedPackage)
		err := decoder.Decode(listed)
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, &requestError{"list-failed", "go list printed what is not JSON: " + err.Error()}
		}
		packages = append(packages, listed)
	}
	if runErr != nil && len(packages) == 0 {
		message := firstLines(stderr.String(), 2)
		if message == "" {
			message = runErr.Error()
		}
		return nil, &requestError{"list-failed", "go list: " + message}
	}
	return packages, nil
}

func listEnvironment(p *checkParams, goarch string) []string {
	env := os.Environ()
	set := func(name, value string) { env = append(env, name+"="+value) }
	cgo := "0"
	if p.Cgo {
		cgo = "1"
	}
	flags := ""
	if p.Mod != "" {
		flags = "-mod=" + p.Mod
	}
	set("GOOS", "linux")
	set("GOARCH", goarch)
	set("CGO_ENABLED", cgo)
	set("GOFLAGS", flags)
	set("GOTOOLCHAIN", "local")
	// go list ends before the memory it could reclaim is worth the time: an eighth less on thousands of packages.
	set("GOGC", "400")
	if p.Mod == "vendor" || p.Env["GO111MODULE"] == "off" {
		// Go's index has only the standard library then: writing it takes seconds, reading it saves a twentieth of one.
		set("GODEBUG", strings.TrimPrefix(os.Getenv("GODEBUG")+",goindex=0", ","))
	}
	set("PWD", p.Dir)
	if !p.Network {
		set("GOPROXY", "off")
	}
	for name, value := range p.Env {
		set(name, value)
	}
	return env
}

// firstLines joins the first lines of a message that are not empty into one line.
func firstLines(text string, count int) string {
	var kept []string
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			if kept = append(kept, line); len(kept) == count {
				break
			}
		}
	}
	return strings.Join(kept, " ")
}
