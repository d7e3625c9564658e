package main

import (
	"os"
	"path/filepath"
)

// A tree may reach its own files through links: Kubernetes vendors the modules
// of its staging folder so. They are packages of their own to Go, with other
// import paths, and an edit of the file is one of each of them.

// linkedDirs are the folders of packages that are reached through a link, by
// their name without links.
func linkedDirs(v *view) map[string][]string {
	real := map[string]string{}
	var resolve func(dir string) string
	resolve = func(dir string) string {
		parent := filepath.Dir(dir)
		if parent == dir {
			return dir
		}
		found, known := real[dir]
		if !known {
			found = filepath.Join(resolve(parent), filepath.Base(dir))
			if info, err := os.Lstat(found); err == nil && info.Mode()&os.ModeSymlink != 0 {
				if target, err := filepath.EvalSymlinks(found); err == nil {
					found = target
				}
			}
			real[dir] = found
		}
		return found
	}
	linked := map[string][]string{}
	seen := map[string]bool{}
	for _, p := range v.packages {
		dir := p.listed.Dir
		if p.listed.Standard || seen[dir] {
			continue
		}
		seen[dir] = true
		if found := resolve(dir); found != dir {
			linked[found] = append(linked[found], dir)
		}
	}
	return linked
}

// namesOf are the names that sessions may know a file by: as given, without
// symbolic links, and through those in their trees.
func (j *judge) namesOf(path string) []string {
	names := map[string]bool{path: true, withoutLinks(path): true}
	for _, s := range j.sessions {
		for _, name := range s.linkedNames(path) {
			names[name] = true
		}
	}
	return sortedKeys(names)
}

// withoutLinks resolves links in a path; the file itself need not be there.
func withoutLinks(path string) string {
	folder, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return path
	}
	return filepath.Join(folder, filepath.Base(path))
}

// linkedNames are the names that a file has through links in the session's tree.
func (s *session) linkedNames(path string) []string {
	if len(s.linked) == 0 {
		return nil
	}
	real := withoutLinks(path)
	var names []string
	for _, dir := range s.linked[filepath.Dir(real)] {
		names = append(names, filepath.Join(dir, filepath.Base(real)))
	}
	return names
}
