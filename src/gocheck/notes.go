package main

import (
	"fmt"
	"path/filepath"
	"strings"
)

// notes say in one line each what could not be loaded, and what dependencies break on the target alone.
func (s *session) notes() []string {
	const most = 8
	notes := []string{}
	var reasons []string
	paths := map[string][]string{}
	for _, p := range s.target.sortedPackages() {
		l := p.listed
		if l.excluded() {
			// Left out by both builds: worth a line only where a checked package needs it.
			if importer := scopedImporter(p); importer != nil && !s.hostBuilds(l.ImportPath) {
				notes = append(notes, fmt.Sprintf("%s: build constraints exclude all Go files for %s and %s; %s imports it",
					l.path(), s.host.goarch, s.target.goarch, importer.listed.path()))
			}
			continue
		}
		if l.Error == nil || l.ForTest != "" {
			continue
		}
		reason := s.loadError(l)
		if paths[reason] == nil {
			reasons = append(reasons, reason)
		}
		paths[reason] = append(paths[reason], l.path())
	}
	for _, reason := range reasons {
		notes = append(notes, listSome(paths[reason], 4)+": "+reason)
	}
	notes = append(notes, s.dependencyErrors...)
	if shared := s.sharedErrors(); shared != "" {
		notes = append(notes, shared)
	}
	if len(notes) > most {
		notes = append(notes[:most:most], fmt.Sprintf("and %d more lines like these", len(notes)-most))
	}
	return notes
}

// sharedErrors says in one line that the host rejects something too, as where generated code is missing.
func (s *session) sharedErrors() string {
	count := 0
	first := ""
	for _, p := range s.scoped() {
		count += p.shared
		if first == "" {
			first = p.sharedFirst
		}
	}
	if count == 0 {
		return ""
	}
	return fmt.Sprintf("%d errors that %s has too are left out, the first: %s", count, s.host.goarch, first)
}

// loadError is why go list could not load a package, without the name and the
// place, so that the same reason is the same text.
func (s *session) loadError(l *listedPackage) string {
	message := firstLines(l.Error.Err, 2)
	for _, prefix := range []string{l.Error.Pos + ": ", "cannot find module providing package " + l.path() + ": ", l.path() + ": "} {
		message = strings.TrimPrefix(message, prefix)
	}
	switch {
	case strings.HasPrefix(message, "cannot find package "):
		return "cannot find package"
	case strings.HasPrefix(message, "code in directory ") && strings.Contains(message, " expects import "):
		return "checked under another import path than the one that the package's comment names"
	case strings.HasPrefix(message, "use of internal package "):
		return "checked although it uses an internal package"
	}
	// Broken files are named in the message by their place.
	return strings.ReplaceAll(message, s.params.Dir+string(filepath.Separator), "")
}

func listSome(items []string, most int) string {
	if len(items) <= most {
		return strings.Join(items, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(items[:most], ", "), len(items)-most)
}
