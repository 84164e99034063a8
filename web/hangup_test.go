package web_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"docket/db"
	"docket/internal/password"
	"docket/internal/paths"
	"docket/internal/testkit"
	"docket/static"
)

// logged is a log that may be read while it is written.
type logged struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// hangUp sends a request, whole or only a part of its body, and closes the
// connection without waiting for the answer.
func hangUp(t *testing.T, a *testkit.App, method, path, cookie, body string, part int) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(a.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: localhost\r\nCookie: docket=%s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		method, path, cookie, len(body), body[:part])
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestAClientThatHangsUpIsNoError(t *testing.T) {
	t.Parallel()
	log := &logged{}
	a := testkit.New(t, testkit.Options{Log: log, Cost: password.Recommended()})
	ana := a.SignedIn("Ana")
	form := url.Values{"email": {"ana@example.com"}, "password": {"wrong"}, "name": {"B"}, "title": {"B"}}
	answered := func() int { return strings.Count(log.String(), "msg=request ") }
	expect := func(n int) {
		t.Helper()
		testkit.Eventually(t, "all requests to end", func() bool { return answered() >= n })
	}

	// While they wait for a processor to hash with.
	n := answered()
	for range 12 {
		hangUp(t, a, "POST", paths.SignIn, "", form.Encode(), len(form.Encode()))
	}
	expect(n + 12)

	// While they send, and while they wait for the database to read and to write.
	n = answered()
	hangUp(t, a, "POST", paths.Tasks, ana.Cookie(), form.Encode(), 5)
	expect(n + 1)
	release, held := make(chan bool), sync.WaitGroup{}
	ctx, stop := context.WithCancel(t.Context())
	for range 64 { // more than there are connections
		held.Go(func() { _ = a.DB.Read(ctx, func(*db.ReadTx) error { <-release; return nil }) })
	}
	ended, end := context.WithCancel(t.Context())
	end()
	testkit.Eventually(t, "all connections to be in use", func() bool {
		return a.DB.ReadOnce(ended, func(*db.ReadTx) error { return nil }) != nil
	})
	n = answered()
	gets := []string{paths.Today, paths.Settings, paths.SignIn, paths.SignUp, paths.Ready}
	for _, path := range gets {
		hangUp(t, a, "GET", path, ana.Cookie(), "", 0)
	}
	hangUp(t, a, "POST", paths.Tasks, ana.Cookie(), form.Encode(), len(form.Encode()))
	expect(n + len(gets) + 1)
	stop()
	close(release)
	held.Wait()

	writing, written := make(chan bool), make(chan bool)
	held.Go(func() { _ = a.DB.Write(t.Context(), func(*db.Tx) error { writing <- true; <-written; return nil }) })
	<-writing
	n = answered()
	for _, path := range []string{paths.Tasks, paths.Profile, paths.RevokeOthers, paths.SignOut} {
		hangUp(t, a, "POST", path, ana.Cookie(), form.Encode(), len(form.Encode()))
	}
	expect(n + 4)
	close(written)
	held.Wait()
	for line := range strings.Lines(log.String()) {
		if strings.Contains(line, "level=ERROR") || strings.Contains(line, "level=WARN") {
			t.Error(line)
		}
	}
	if r := ana.Get(paths.Today); r.Status != http.StatusOK {
		t.Errorf("after all of that: %d", r.Status)
	}
}

func TestADrainingServerEndsItsConnections(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	if r := ana.Get(paths.Today); r.Status != http.StatusOK || r.Close {
		t.Errorf("before: %d, closing %v", r.Status, r.Close)
	}
	a.Web.Drain()
	for path, want := range map[string]int{paths.Ready: http.StatusServiceUnavailable, paths.Health: http.StatusOK, paths.Today: http.StatusOK,
		paths.Root: http.StatusSeeOther, "/nothing": http.StatusNotFound, static.CSS(): http.StatusOK} {
		if r := ana.Get(path); r.Status != want || !r.Close {
			t.Errorf("%s: %d, closing %v", path, r.Status, r.Close)
		}
	}
	if r := ana.Post(paths.Tasks, "title", "Buy oars"); r.Status != http.StatusSeeOther || !r.Close {
		t.Errorf("adding a task: %d, closing %v", r.Status, r.Close)
	}
}
