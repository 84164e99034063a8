package main

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"docket/internal/testkit"
)

// asDocket as the first argument makes the test binary the real one; asDocketAhead does,
// too, on a machine whose clock is ahead by the second one.
const (
	asDocket      = "docket"
	asDocketAhead = "docket-ahead"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == asDocketAhead {
		ahead, err := time.ParseDuration(os.Args[2])
		if err != nil {
			panic(err) // a test has written it wrong
		}
		c := command{in: os.Stdin, out: os.Stdout, err: os.Stderr, now: func() time.Time { return time.Now().Add(ahead) }}
		os.Exit(c.run(context.Background(), os.Args[3:]))
	}
	if len(os.Args) > 1 && os.Args[1] == asDocket {
		os.Args = os.Args[1:]
		main()
	}
	os.Exit(m.Run())
}

// machine is what commands run on: an environment with a data folder.
type machine struct {
	t   *testing.T
	env map[string]string
	now func() time.Time
}

func newMachine(t *testing.T, env ...string) *machine {
	t.Helper()
	m := &machine{t: t, now: time.Now, env: map[string]string{
		"DOCKET_DATA": filepath.Join(t.TempDir(), "data"),
		"DOCKET_ADDR": "127.0.0.1:0",
	}}
	for i := 0; i+1 < len(env); i += 2 {
		m.env[env[i]] = env[i+1]
	}
	return m
}

// with returns the same machine with another value of a variable.
func (m *machine) with(name, value string) *machine {
	other := *m
	other.env = maps.Clone(m.env)
	other.env[name] = value
	return &other
}

func (m *machine) database() string { return filepath.Join(m.env["DOCKET_DATA"], "docket.db") }

func (m *machine) command(stdin string, out, err *output) command {
	for _, name := range []string{"DOCKET_ADDR", "DOCKET_DATA", "REDIS_URL", "CACHE_REDIS_URL", "DOCKET_PUBLIC_URL", "DOCKET_SIGN_UP", "DOCKET_TRUSTED_PROXIES", "DOCKET_LIMITS", "DOCKET_SMTP_URL", "DOCKET_MAIL_FROM", "DOCKET_WORKERS", "DOCKET_METRICS_ADDR", "DOCKET_LOG"} {
		m.t.Setenv(name, m.env[name])
	}
	return command{in: strings.NewReader(stdin), out: out, err: err, now: m.now}
}

// result is how a command ended.
type result struct {
	code     int
	out, err string
}

// typed runs a command with something on its standard input.
func (m *machine) typed(stdin string, args ...string) result {
	m.t.Helper()
	var out, err output
	c := m.command(stdin, &out, &err)
	code := c.run(m.t.Context(), args)
	return result{code, out.String(), err.String()}
}

func (m *machine) run(args ...string) result { m.t.Helper(); return m.typed("", args...) }

// ok runs a command that has to succeed and returns what it printed.
func (m *machine) ok(args ...string) string {
	m.t.Helper()
	r := m.run(args...)
	if r.code != 0 {
		m.t.Fatalf("docket %s: exit %d, %s", strings.Join(args, " "), r.code, r.err)
	}
	return r.out
}

// refused fails unless a command has ended with this code and one line on
// standard error that says this.
func refused(t *testing.T, what string, r result, code int, says ...string) {
	t.Helper()
	if r.code != code || strings.Count(r.err, "\n") != 1 || !strings.HasPrefix(r.err, "docket: ") {
		t.Errorf("%s: exit %d and\n%swant exit %d and one line", what, r.code, r.err, code)
	}
	for _, s := range says {
		if !strings.Contains(r.err, s) {
			t.Errorf("%s: %q does not say %q", what, r.err, s)
		}
	}
}

// output is a standard stream that may be read while it is written.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// server is a running 'docket serve'.
type server struct {
	*testkit.App  // to make clients with; nothing else of it is there
	addr, metrics string
	log           *output
	stop          context.CancelFunc
	ended         chan int
}

// serve starts a server and returns when it listens.
func (m *machine) serve(args ...string) *server {
	m.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	s := &server{log: &output{}, stop: stop, ended: make(chan int, 1)}
	listens := make(chan struct{})
	c := m.command("", s.log, s.log)
	c.started = func(addr, metrics string) {
		s.addr, s.metrics = addr, metrics
		close(listens)
	}
	go func() { s.ended <- c.run(ctx, args) }()
	select {
	case <-listens:
	case code := <-s.ended:
		stop()
		m.t.Fatalf("docket serve ended with %d: %s", code, s.log)
	}
	m.t.Cleanup(func() { s.end(m.t) })
	s.App = &testkit.App{TB: m.t, URL: "http://" + s.addr}
	return s
}

// end stops the server and waits for it.
func (s *server) end(t *testing.T) {
	t.Helper()
	s.stop()
	if s.ended == nil {
		return
	}
	if code := <-s.ended; code != 0 {
		t.Errorf("docket serve ends with %d: %s", code, s.log)
	}
	s.ended = nil
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
