package main

import "encoding/json"

// A request is one line of JSON on standard input. Requests with an id are
// answered by one line with the same id, after any number of progress lines;
// "cancel" and "shutdown" need no id.
type request struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
}

// A response carries either a result, an error or, before those, progress.
type response struct {
	ID       int           `json:"id"`
	Result   interface{}   `json:"result,omitempty"`
	Error    *requestError `json:"error,omitempty"`
	Progress *progress     `json:"progress,omitempty"`
}

// requestError says why a request was not carried out. Codes: "cancelled",
// "bad-request", "list-failed" (go list could not load the tree), "no-session"
// (update or follow before check) and "internal".
type requestError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (e *requestError) Error() string { return e.Message }

type progress struct {
	Stage string `json:"stage"` // "list" or "check"
	Done  int    `json:"done"`
	Total int    `json:"total"`
}

// checkParams asks for one tree: a module, a workspace or a folder of a GOPATH.
type checkParams struct {
	// Root is the folder that facts' files are relative to; Dir, inside it, is where go list runs.
	Root string `json:"root"`
	Dir  string `json:"dir"`
	// Linked keeps symbolic links in these paths: a tree that is linked into a GOPATH has its import path from there.
	Linked   bool     `json:"linked"`
	Patterns []string `json:"patterns"`
	Host     string   `json:"host"`
	Target   string   `json:"target"`
	Tags     []string `json:"tags"`
	Cgo      bool     `json:"cgo"`
	// Mod is the value for -mod, or empty to let go decide.
	Mod string `json:"mod"`
	// DepBodies checks function bodies of dependencies inside Root too.
	DepBodies bool `json:"depBodies"`
	// Outside checks those of dependencies elsewhere too, such as the module cache; they get notes.
	Outside bool   `json:"outside"`
	Go      string `json:"go"`
	// Network leaves GOPROXY as the user set it; otherwise it is off.
	Network bool              `json:"network"`
	Env     map[string]string `json:"env"`
	// ModFiles are texts that go list takes in place of go.mod files, by absolute path.
	ModFiles map[string]string `json:"modFiles"`
	// Overlay has texts in place of what is on disk, by absolute path.
	Overlay map[string]string `json:"overlay"`
}

type checkResult struct {
	Facts        []*fact  `json:"facts"`
	CheckedFiles []string `json:"checkedFiles"`
	Packages     int      `json:"packages"`
	Notes        []string `json:"notes"`
	Milliseconds int64    `json:"milliseconds"`
}

// updateParams names files that changed on disk, or in an editor (Text), and
// the folders that count as checked; where one of these is not, nothing is updated.
type updateParams struct {
	Dirs  []string      `json:"dirs"`
	Files []changedFile `json:"files"`
}

type changedFile struct {
	Path string  `json:"path"` // absolute
	Text *string `json:"text"` // in place of what is on disk; absent: as on disk
}

// followParams names a checked Dir. What is pending in it is checked, and answered like an update;
// cancelled, it stays pending.
type followParams struct {
	Dir string `json:"dir"`
}

type updateResult struct {
	Sessions     []*sessionUpdate `json:"sessions"`
	Milliseconds int64            `json:"milliseconds"`
}

// sessionUpdate replaces, for one checked Dir, everything known of the files in Rechecked.
type sessionUpdate struct {
	Dir          string   `json:"dir"`
	Rechecked    []string `json:"rechecked"`
	Facts        []*fact  `json:"facts"`
	CheckedFiles []string `json:"checkedFiles"`
	Packages     int      `json:"packages"`
	Notes        []string `json:"notes"`
	// Pending counts the packages, and packages of tests, whose verdict is still that of before, since
	// something that they import was edited. Follow brings theirs.
	Pending int `json:"pending"`
	// Relisted says that go list ran again, because imports or the set of files changed.
	Relisted bool `json:"relisted"`
	// Reload says that this session must be checked anew: what it was listed from changed (go.mod …).
	Reload bool `json:"reload"`
}

type formatParams struct {
	Text string `json:"text"`
}

type formatResult struct {
	Text string `json:"text"`
}

type versionResult struct {
	Version  string `json:"version"`
	Protocol int    `json:"protocol"`
}

// location has lines and columns from 1, columns in UTF-16 code units; the end is exclusive.
type location struct {
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"endLine"`
	EndColumn int    `json:"endColumn"`
}

// fact has the union of the fields of the kinds "width", "undefined",
// "missing-body", "excluded-package" and "rejected".
type fact struct {
	Kind            string    `json:"kind"`
	Certainty       string    `json:"certainty"`
	At              *location `json:"at,omitempty"`
	Origin          *location `json:"origin,omitempty"`
	OriginText      string    `json:"originText,omitempty"`
	Source          string    `json:"source,omitempty"`
	HostType        string    `json:"hostType,omitempty"`
	TargetType      string    `json:"targetType,omitempty"`
	Wanted          string    `json:"wanted,omitempty"`
	Context         string    `json:"context,omitempty"`
	Taker           string    `json:"taker,omitempty"`
	Use             *location `json:"use,omitempty"`
	Convertible     *bool     `json:"convertible,omitempty"`
	Name            string    `json:"name,omitempty"`
	ImportPath      string    `json:"importPath,omitempty"`
	Member          string    `json:"member,omitempty"`
	DeclaredIn      *[]string `json:"declaredIn,omitempty"`
	Assembly        *[]string `json:"assembly,omitempty"`
	CompilerMessage string    `json:"compilerMessage,omitempty"`
}

// place is the location a fact is sorted and deduplicated by.
func (f *fact) place() *location {
	if f.Origin != nil {
		return f.Origin
	}
	return f.At
}
