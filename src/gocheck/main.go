// Gocheck type-checks a Go source tree for two GOARCHs with go/types and
// reports, as facts, what the target rejects and the host accepts. It compiles
// nothing. It speaks JSON lines over standard input and output (protocol.go)
// and stays alive between requests, so that an edit rechecks only what it touches.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/format"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"time"
)

const protocolVersion = 1

const idleBeforeFreeing = 2 * time.Second

func main() {
	collectAsHeapGrows()
	s := newServer(os.Stdout)
	s.serve(os.Stdin)
}

// Collecting costs what was allocated over what may be allocated until the next
// time. These bounds let a tree of a few hundred packages grow threefold, and
// keep one of thousands, half a gigabyte of types, near a gigabyte and a half.
const (
	heapWanted   = 1500 << 20
	leastPercent = 80
	mostPercent  = 300
)

// collectPercent is what was set last; a Go program starts with 100.
var collectPercent = 100

// collectAsHeapGrows trades memory for time while there is little of it in use.
func collectAsHeapGrows() {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	// What the last collection left is what the next one is due at, less the growth allowed until then.
	live := memory.NextGC * 100 / uint64(100+collectPercent)
	percent := mostPercent
	if live > 0 {
		percent = int(heapWanted*100/live) - 100
	}
	if percent > mostPercent {
		percent = mostPercent
	}
	if percent < leastPercent {
		percent = leastPercent
	}
	if percent != collectPercent {
		collectPercent = percent
		debug.SetGCPercent(percent)
	}
}

type server struct {
	writing sync.Mutex
	out     *json.Encoder
	judge   *judge

	running sync.Mutex
	cancels map[int]context.CancelFunc

	// freeing gives memory back once nothing has been asked for a while; of the queue's goroutine alone.
	freeing *time.Timer
}

func newServer(out io.Writer) *server {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return &server{out: encoder, judge: newJudge(), cancels: map[int]context.CancelFunc{}}
}

func (s *server) send(r response) {
	s.writing.Lock()
	defer s.writing.Unlock()
	// A client that went away also closed our input, which ends the program.
	_ = s.out.Encode(r)
}

// serve reads requests until the input ends or "shutdown" comes. Requests are
// carried out one after the other; "cancel" is acted on at once.
func (s *server) serve(in io.Reader) {
	queue := make(chan func(), 64)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for work := range queue {
			work()
		}
	}()
	defer func() {
		s.cancelAll()
		close(queue)
		<-done
	}()
	reader := bufio.NewReaderSize(in, 1<<16)
	for {
		line, err := reader.ReadBytes('\n')
		if err != nil {
			return
		}
		var r request
		if err := json.Unmarshal(line, &r); err != nil {
			s.send(response{Error: &requestError{"bad-request", err.Error()}})
			continue
		}
		switch r.Method {
		case "shutdown":
			return
		case "cancel":
			s.cancel(r.ID)
		default:
			ctx, cancel := context.WithCancel(context.Background())
			s.running.Lock()
			s.cancels[r.ID] = cancel
			s.running.Unlock()
			queue <- func() {
				pending := s.freeing != nil && s.freeing.Stop()
				s.handle(ctx, r)
				s.cancel(r.ID)
				if r.Method == "check" || pending {
					// Parsing took several times what stays; an editor's helper should not sit on it,
					// while the command line, which ends now, need not wait for that.
					s.freeing = time.AfterFunc(idleBeforeFreeing, debug.FreeOSMemory)
				}
			}
		}
	}
}

func (s *server) cancel(id int) {
	s.running.Lock()
	defer s.running.Unlock()
	if cancel, ok := s.cancels[id]; ok {
		cancel()
		delete(s.cancels, id)
	}
}

func (s *server) cancelAll() {
	s.running.Lock()
	defer s.running.Unlock()
	for id, cancel := range s.cancels {
		cancel()
		delete(s.cancels, id)
	}
}

func (s *server) handle(ctx context.Context, r request) {
	defer func() {
		if p := recover(); p != nil {
			message := fmt.Sprintf("the checker failed: %v\n%s", p, debug.Stack())
			s.send(response{ID: r.ID, Error: &requestError{"internal", message}})
		}
	}()
	report := func(p progress) { s.send(response{ID: r.ID, Progress: &p}) }
	result, err := s.dispatch(ctx, r, report)
	if err == nil {
		s.send(response{ID: r.ID, Result: result})
		return
	}
	var failed *requestError
	switch {
	case ctx.Err() != nil:
		failed = &requestError{"cancelled", "cancelled"}
	case !errors.As(err, &failed):
		failed = &requestError{"internal", err.Error()}
	}
	s.send(response{ID: r.ID, Error: failed})
}

func (s *server) dispatch(ctx context.Context, r request, report func(progress)) (interface{}, error) {
	switch r.Method {
	case "version":
		return versionResult{Version: runtime.Version(), Protocol: protocolVersion}, nil
	case "format":
		var params formatParams
		if err := json.Unmarshal(r.Params, &params); err != nil {
			return nil, &requestError{"bad-request", err.Error()}
		}
		text, err := format.Source([]byte(params.Text))
		if err != nil {
			return nil, &requestError{"bad-request", err.Error()}
		}
		return formatResult{Text: string(text)}, nil
	case "check":
		var params checkParams
		if err := json.Unmarshal(r.Params, &params); err != nil {
			return nil, &requestError{"bad-request", err.Error()}
		}
		return s.judge.check(ctx, params, report)
	case "update":
		var params updateParams
		if err := json.Unmarshal(r.Params, &params); err != nil {
			return nil, &requestError{"bad-request", err.Error()}
		}
		return s.judge.update(ctx, params, report)
	case "follow":
		var params followParams
		if err := json.Unmarshal(r.Params, &params); err != nil {
			return nil, &requestError{"bad-request", err.Error()}
		}
		return s.judge.follow(ctx, params)
	}
	return nil, &requestError{"bad-request", "unknown method " + r.Method}
}
