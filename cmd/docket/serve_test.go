package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"docket/internal/testkit"
)

func TestServeSaysWhereItIsAndStops(t *testing.T) {
	m := newMachine(t, "DOCKET_METRICS_ADDR", "127.0.0.1:0")
	s := m.serve() // the default command
	for _, want := range []string{"Docket is ready: open http://" + s.addr, m.database(), "built-in Redis"} {
		if !strings.Contains(s.log.String(), want) {
			t.Errorf("the log does not say %q:\n%s", want, s.log)
		}
	}
	if r := s.Client().Get("/healthz"); r.Status != http.StatusOK || r.Body != "ok\n" {
		t.Errorf("/healthz: %d %q", r.Status, r.Body)
	}
	if r := s.Client().Get("/readyz"); r.Status != http.StatusOK {
		t.Errorf("/readyz: %d %q", r.Status, r.Body)
	}
	_, port, err := net.SplitHostPort(s.addr)
	must(t, err)
	for _, addr := range []string{s.addr, ":" + port, "0.0.0.0:" + port} {
		if out := m.ok("health", "--addr", addr); out != "ok\n" {
			t.Errorf("docket health --addr %s prints %q", addr, out)
		}
	}
	metrics := &testkit.App{TB: t, URL: "http://" + s.metrics}
	if r := metrics.Client().Get("/metrics"); r.Status != http.StatusOK ||
		!strings.Contains(r.Body, `docket_request_seconds_count{method="GET",route="/healthz",status="200"}`) {
		t.Errorf("/metrics: %d %s", r.Status, r.Body)
	}
	if r := s.Client().Get("/metrics"); r.Status != http.StatusNotFound {
		t.Errorf("/metrics is public: %d", r.Status)
	}
	refused(t, "serve on a taken address", m.run("serve", "--addr", s.addr), exitFailed, "DOCKET_ADDR: "+s.addr+" is in use")
	for setting, flag := range map[string]string{"DOCKET_ADDR": "--addr", "DOCKET_METRICS_ADDR": "--metrics-addr"} {
		refused(t, "serve on another machine's address", m.run("serve", flag, "192.0.2.1:9330"), exitUsage, setting+": listen tcp 192.0.2.1:9330")
	}
	refused(t, "serve with metrics on a taken address", m.run("serve", "--metrics-addr", s.addr), exitFailed, "DOCKET_METRICS_ADDR: "+s.addr+" is in use")

	s.end(t)
	for _, addr := range []string{s.addr, s.metrics} {
		if c, err := net.Dial("tcp", addr); err == nil {
			t.Errorf("%s is still there after the end", addr)
			must(t, c.Close())
		}
	}
	refused(t, "health of a server that has stopped", m.run("health", "--addr", s.addr), exitFailed, "asking the server")
	if r := m.serve("serve", "--log", "json").Client().Get("/healthz"); r.Status != http.StatusOK {
		t.Errorf("/healthz after starting again: %d", r.Status)
	}
}

func TestARunningRequestIsFinishedWhenTheServerStops(t *testing.T) {
	m := newMachine(t)
	s := m.serve("serve", "--addr", "127.0.0.1:0")
	form := url.Values{"name": {"Ana"}, "email": {"ana@example.com"}, "password": {testkit.Password}}.Encode()
	conn, err := net.Dial("tcp", s.addr)
	must(t, err)
	_, err = fmt.Fprintf(conn, "POST /sign-up HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\n"+
		"Content-Length: %d\r\nExpect: 100-continue\r\n\r\n", s.addr, len(form))
	must(t, err)
	// The server asks for the body once the handler reads it, so the request runs.
	answers := bufio.NewReader(conn)
	if line, err := answers.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("the server says %q, %v", line, err)
	}
	_, err = answers.ReadString('\n')
	must(t, err)
	s.stop()
	testkit.Eventually(t, "the server to take no more requests", func() bool {
		c, err := net.Dial("tcp", s.addr)
		if err != nil {
			return true
		}
		return c.Close() != nil
	})
	select {
	case code := <-s.ended:
		t.Errorf("the server ended with %d while a request was running", code)
	default:
	}
	_, err = io.WriteString(conn, form)
	must(t, err)
	res, err := http.ReadResponse(answers, nil)
	must(t, err)
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Set-Cookie") == "" {
		t.Errorf("the request is answered with %d", res.StatusCode)
	}
	must(t, errors.Join(res.Body.Close(), conn.Close()))
	s.end(t)
	if out := m.ok("user", "list"); !strings.Contains(out, "ana@example.com") {
		t.Errorf("what the request did is not there: %q", out)
	}
}

func TestTheLogHoldsNoSecret(t *testing.T) {
	const secret, wrong = "open-sesame-1", "open-barley-2"
	redis := testkit.RealRedis(t)
	must(t, redis.Client().ConfigSet(t.Context(), "requirepass", secret).Err())
	at := func(password string) string {
		return strings.Replace(redis.URL(), "unix://", "unix://:"+password+"@", 1)
	}
	m := newMachine(t, "DOCKET_LOG", "debug", "REDIS_URL", at(secret))
	var made string
	for _, tc := range []struct {
		machine *machine
		sign    int // what signing in is answered with
	}{
		{m, http.StatusSeeOther},
		{m.with("CACHE_REDIS_URL", at(wrong)), http.StatusSeeOther},
		{m.with("REDIS_URL", at(wrong)), http.StatusServiceUnavailable},
	} {
		s := tc.machine.serve()
		if made == "" {
			made = madePassword(t, m.ok("user", "add", "ana@example.com"))
		}
		c := s.Client()
		if r := c.Post("/sign-in", "email", "ana@example.com", "password", made); r.Status != tc.sign {
			t.Errorf("signing in: %d, want %d", r.Status, tc.sign)
		}
		cookie := c.Cookie()
		c.Get("/today")
		s.end(t)
		doctor := tc.machine.run("doctor")
		for _, text := range []string{s.log.String(), doctor.out, doctor.err} {
			for _, hidden := range []string{secret, wrong, made, cookie} {
				if hidden != "" && strings.Contains(text, hidden) {
					t.Errorf("%q is shown in\n%s", hidden, text)
				}
			}
		}
		if !strings.Contains(s.log.String(), redis.URL()) {
			t.Errorf("the log does not say which Redis is used:\n%s", s.log)
		}
	}
}

// TestTheBinary runs main itself: the real environment, streams and signals.
func TestTheBinary(t *testing.T) {
	data := t.TempDir()
	cmd, address, lines := startBinary(t, data)
	if r := (&testkit.App{TB: t, URL: "http://" + address}).Client().Get("/healthz"); r.Status != http.StatusOK {
		t.Errorf("/healthz: %d", r.Status)
	}
	must(t, cmd.Process.Signal(syscall.SIGTERM))
	for lines.Scan() { // until it closes its standard error
		continue
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("docket ends after SIGTERM with %v", err)
	}
	exit, ok := errors.AsType[*exec.ExitError](binary(t, data, "frobnicate").Run())
	if !ok || exit.ExitCode() != exitUsage {
		t.Errorf("docket frobnicate ends with %v", exit)
	}
}

// The sessions of the built-in Redis end with it, so the devices do, too.
func TestDevicesEndWithTheSessionsThatTheyHad(t *testing.T) {
	devices := func(c *testkit.Client) int {
		t.Helper()
		var r testkit.Response
		testkit.Eventually(t, "the settings", func() bool {
			r = c.Get("/settings")
			return r.Status == http.StatusOK
		})
		_, list, _ := strings.Cut(r.Body, `id="devices"`)
		return strings.Count(list, "last seen")
	}
	for name, tc := range map[string]struct {
		redis string
		left  int // devices, after a restart and a sign-in
	}{
		"built-in":     {"", 1},
		"redis-server": {testkit.RealRedis(t).URL(), 3},
	} {
		m := newMachine(t, "REDIS_URL", tc.redis)
		pass := madePassword(t, m.ok("user", "add", "ana@example.com"))
		signIn := func(s *server) *testkit.Client {
			t.Helper()
			c := s.Client()
			testkit.Eventually(t, "a sign-in", func() bool {
				return c.Post("/sign-in", "email", "ana@example.com", "password", pass).Status == http.StatusSeeOther
			})
			return c
		}
		s := m.serve()
		first := signIn(s)
		signIn(s)
		refused(t, "a second server at the same address", m.run("serve", "--addr", s.addr), exitFailed, "is in use")
		if n := devices(first); n != 2 {
			t.Errorf("%s: %d devices are listed, want 2", name, n)
		}
		s.end(t)
		if n := devices(signIn(m.serve())); n != tc.left {
			t.Errorf("%s: after a restart %d devices are listed, want %d", name, n, tc.left)
		}
	}
}

func TestASecondServerOnTheSameDataSignsNobodyOut(t *testing.T) {
	for name, redis := range map[string]string{"built-in": "", "redis-server": testkit.RealRedis(t).URL()} {
		m := newMachine(t, "REDIS_URL", redis)
		pass := madePassword(t, m.ok("user", "add", "ana@example.com"))
		file := filepath.Join(t.TempDir(), "backup.db")
		m.ok("backup", file)
		first := m.serve()
		ana, ok := first.signIn("ana@example.com", pass)
		if !ok {
			t.Fatalf("%s: she cannot sign in", name)
		}
		with := m.with("REDIS_URL", "") // the one whose sessions end with it
		refused(t, "a second server without its metrics", with.run("serve", "--metrics-addr", first.addr), exitFailed, "DOCKET_METRICS_ADDR")
		if r := ana.Get("/today"); r.Status != http.StatusOK {
			t.Errorf("%s: after a second server that could not start, she gets %d", name, r.Status)
		}
		second := with.serve()
		if r := ana.Get("/today"); r.Status != http.StatusOK {
			t.Errorf("%s: beside a second server she gets %d", name, r.Status)
		}
		first.end(t)
		refused(t, "restore while the second server runs", m.run("restore", file), exitFailed, "in use")
		second.end(t)
		m.ok("restore", file)
	}
}

func TestTheLogSaysThatTheClockIsFarAhead(t *testing.T) {
	m := newMachine(t)
	m.ok("user", "add", "ana@example.com")
	m.now = func() time.Time { return time.Now().Add(200 * 24 * time.Hour) }
	s := m.serve()
	testkit.Eventually(t, "the warning", func() bool { return strings.Contains(s.log.String(), "clock is far ahead of the newest change") })
	s.end(t)
}

// A server that cannot start signs nobody out either when nobody else serves.
func TestAServerThatCannotStartLeavesTheDevices(t *testing.T) {
	redis := testkit.RealRedis(t).URL()
	m := newMachine(t, "REDIS_URL", redis)
	pass := madePassword(t, m.ok("user", "add", "ana@example.com"))
	s := m.serve()
	ana, ok := s.signIn("ana@example.com", pass)
	if !ok {
		t.Fatal("she cannot sign in")
	}
	s.end(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	refused(t, "a server without its metrics", m.with("REDIS_URL", "").run("serve", "--metrics-addr", taken.Addr().String()), exitFailed, "DOCKET_METRICS_ADDR")
	must(t, taken.Close())
	m.serve("--addr", s.addr)
	if r := ana.Get("/today"); r.Status != http.StatusOK {
		t.Errorf("she gets %d", r.Status)
	}
}
