package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"hash/fnv"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// stamp tells whether a file is still the one that was read.
type stamp struct {
	size int64
	time time.Time
	hash uint64 // of an overlay's text
}

// source is one file, read and parsed at most once per form for both views.
type source struct {
	path string

	reading sync.Mutex
	read    bool
	text    []byte
	err     error
	stamp   stamp

	declarations *ast.File // bodies blanked
	full         *ast.File
	errors       []checkError // of the full form
	bodyless     []bodyless   // functions without a body, of the full form
	signature    uint64       // hash of what the file declares
	head         string       // what go list reads of it: constraints, package name, imports
}

// sources are the files of all sessions. Texts and trees are dropped after each
// request; types, which are small, stay.
type sources struct {
	fset *token.FileSet

	mutex   sync.Mutex
	kept    int           // bytes of source whose declarations are kept
	parsed  []*token.File // since the last release
	files   map[string]*source
	overlay map[string]string
}

func newSources() *sources {
	return &sources{fset: token.NewFileSet(), files: map[string]*source{}, overlay: map[string]string{}}
}

func (s *sources) get(path string) *source {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	found := s.files[path]
	if found == nil {
		found = &source{path: path}
		s.files[path] = found
	}
	return found
}

// release drops every text and tree, so that the next request reads anew. Of
// the places of what was declared then, only the file is asked for later; where
// its lines begin would be most of what an edit leaves behind.
func (s *sources) release() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.files = map[string]*source{}
	s.kept = 0
	for _, file := range s.parsed {
		file.SetLines([]int{0})
	}
	s.parsed = nil
}

// setOverlay puts a text in place of a file's content; nil takes it away again.
func (s *sources) setOverlay(path string, text *string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	delete(s.files, path)
	if text == nil {
		delete(s.overlay, path)
	} else {
		s.overlay[path] = *text
	}
}

// forget drops the large parts of files that are done with for now.
func (s *sources) forget(paths map[string]bool) {
	for path := range paths {
		src := s.get(path)
		src.reading.Lock()
		src.full, src.text, src.read = nil, nil, false
		src.reading.Unlock()
	}
}

// keptMost bounds the sources whose trees of declarations wait for the host's
// view or a test variant. Parsing again is cheap; a large tree's trees are not.
const keptMost = 8 << 20

// forgetDeclarations drops more, where too much is kept already.
func (s *sources) forgetDeclarations(paths []string) {
	s.mutex.Lock()
	enough := s.kept < keptMost
	s.mutex.Unlock()
	if enough {
		return
	}
	for _, path := range paths {
		src := s.get(path)
		src.reading.Lock()
		src.declarations = nil
		src.reading.Unlock()
	}
}

func (s *sources) overlayText(path string) (string, bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	text, ok := s.overlay[path]
	return text, ok
}

// currentStamp looks at the file without reading it.
func (s *sources) currentStamp(path string) (stamp, bool) {
	if text, ok := s.overlayText(path); ok {
		return textStamp(text), true
	}
	info, err := os.Stat(path)
	if err != nil {
		return stamp{}, false
	}
	return stamp{size: info.Size(), time: info.ModTime()}, true
}

func textStamp(text string) stamp {
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(text))
	return stamp{size: int64(len(text)), hash: hash.Sum64()}
}

// load reads the file; the caller holds src.reading.
func (s *sources) load(src *source) {
	if src.read {
		return
	}
	src.read = true
	if text, ok := s.overlayText(src.path); ok {
		src.text, src.stamp = []byte(text), textStamp(text)
		return
	}
	src.stamp, _ = s.currentStamp(src.path)
	src.text, src.err = os.ReadFile(src.path)
}

// parse returns the file's tree: full, or with the bodies of functions blanked.
// A file that cannot be read gives nil; a broken one what could be parsed of it.
func (s *sources) parse(path string, full bool) (*source, *ast.File) {
	src := s.get(path)
	src.reading.Lock()
	defer src.reading.Unlock()
	s.load(src)
	if src.err != nil {
		return src, nil
	}
	if full {
		if src.full == nil {
			_, src.signature = blankBodies(src.text)
			src.full, src.errors = s.parseText(path, src.text)
			src.bodyless = findBodyless(s.fset, src.full)
			src.head = fileHead(src.text, src.full)
		}
		return src, src.full
	}
	if src.declarations == nil {
		var blanked []byte
		blanked, src.signature = blankBodies(src.text)
		src.declarations, _ = s.parseText(path, blanked)
		src.head = fileHead(src.text, src.declarations)
		s.mutex.Lock()
		s.kept += len(src.text)
		s.mutex.Unlock()
		if src.full == nil {
			src.text, src.read = nil, false
		}
	}
	return src, src.declarations
}

// fileHead is what a file tells go list: it has to run again when this changes.
func fileHead(text []byte, file *ast.File) string {
	if file == nil {
		return ""
	}
	var head strings.Builder
	head.WriteString(file.Name.Name)
	for _, spec := range file.Imports {
		head.WriteString("\n" + spec.Path.Value)
	}
	for len(text) > 0 {
		first, rest, _ := bytes.Cut(text, []byte("\n"))
		text = rest
		line := string(bytes.TrimSpace(first))
		if strings.HasPrefix(line, "//go:build") || strings.HasPrefix(line, "// +build") || strings.HasPrefix(line, "//+build") {
			head.WriteString("\n" + line)
		} else if strings.HasPrefix(line, "package ") {
			break
		}
	}
	return head.String()
}

// headOf is the head of a file as it is now.
func (s *sources) headOf(path string) (string, bool) {
	src, file := s.parse(path, false)
	return src.head, file != nil
}

func (s *sources) parseText(path string, text []byte) (*ast.File, []checkError) {
	file, err := parser.ParseFile(s.fset, path, text, parser.SkipObjectResolution|parser.AllErrors)
	var errs []checkError
	if list, ok := err.(scanner.ErrorList); ok {
		for _, e := range list {
			errs = append(errs, checkError{file: path, offset: e.Pos.Offset, end: -1, message: e.Msg, syntax: true})
		}
	}
	if file != nil && file.Name == nil {
		file = nil
	}
	if file != nil {
		// A file without a package clause has no place to find it by.
		if placed := s.fset.File(file.Package); placed != nil {
			s.mutex.Lock()
			s.parsed = append(s.parsed, placed)
			s.mutex.Unlock()
		}
	}
	return file, errs
}

// textOf is the content of a file as the checker saw it.
func (s *sources) textOf(path string) []byte {
	src := s.get(path)
	src.reading.Lock()
	defer src.reading.Unlock()
	s.load(src)
	return src.text
}

func insideFolder(folder, path string) (string, bool) {
	rel, err := filepath.Rel(folder, path)
	if err != nil || rel == ".." || len(rel) > 2 && rel[:3] == ".."+string(filepath.Separator) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}
