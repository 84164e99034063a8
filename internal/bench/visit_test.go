package bench

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"docket/internal/testkit"
)

// TestVisitsToTodayAreSmall holds what a visit costs over the wire. Sizes do not
// depend on the machine.
func TestVisitsToTodayAreSmall(t *testing.T) {
	first, again := visits(t)
	if t.Logf("first visit %d bytes, repeat visit %d bytes", first, again); first > 40*kb || again > 2*kb {
		t.Errorf("a first visit takes %d bytes, a repeat visit %d; at most %d and %d are wanted", first, again, 40*kb, 2*kb)
	}
}

// visitTasks is how many tasks Today has on a visit.
const visitTasks = 50

// linked finds the files that a page needs. The icon for home screens is asked
// for when the page is put there.
var linked = regexp.MustCompile(`(?:href|src)="(/static/[^"#]+)`)

// visits returns how many bytes a browser receives, heads included, when someone
// signed in opens Today with 50 tasks for the first time, and again.
func visits(tb testing.TB) (first, again int) {
	tb.Helper()
	a := testkit.New(tb, testkit.Options{})
	ana := a.SignedIn("Ana")
	today := ana.User.Today(a.Clock.Now())
	for _, name := range []string{"Home", "Work", "Garden", "Lisbon", "Band"} {
		l := ana.AddList(name)
		addTasks(tb, a.Use, ana.User, l.ID, today, 1, visitTasks/5)
	}
	b := &browser{tb: tb, app: a, cookie: "docket=" + ana.Cookie()}
	page, body, n := b.get("/today")
	first = n
	if rows := bytes.Count(body, []byte(`<li class="task`)); rows != visitTasks {
		tb.Fatalf("Today has %d tasks, not %d", rows, visitTasks)
	}
	seen := map[string]bool{}
	for _, m := range linked.FindAllSubmatch(body, -1) {
		url := string(m[1])
		if seen[url] || strings.Contains(url, "touch") {
			continue
		}
		seen[url] = true
		res, _, n := b.get(url)
		if !strings.Contains(res.Header.Get("Cache-Control"), "immutable") {
			tb.Fatalf("%s is asked for again on the next visit: %q", url, res.Header.Get("Cache-Control"))
		}
		first += n
	}
	if len(seen) < 4 {
		tb.Fatalf("the page names only these files: %v", seen)
	}
	res, _, again := b.get("/today", "If-None-Match: "+page.Header.Get("ETag"))
	if res.StatusCode != http.StatusNotModified {
		tb.Fatalf("the repeat visit is answered with %s", res.Status)
	}
	return first, again
}

// browser asks as Chromium does and counts what comes over the wire.
type browser struct {
	tb     testing.TB
	app    *testkit.App
	cookie string
}

func (b *browser) get(path string, headers ...string) (res *http.Response, body []byte, size int) {
	b.tb.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(b.app.URL, "http://"))
	if err != nil {
		b.tb.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	lines := append([]string{"GET " + path + " HTTP/1.1", "Host: " + strings.TrimPrefix(b.app.URL, "http://"), "Cookie: " + b.cookie,
		"Accept-Encoding: gzip, deflate, br, zstd"}, headers...)
	if _, err := io.WriteString(conn, strings.Join(lines, "\r\n")+"\r\n\r\n"); err != nil {
		b.tb.Fatal(err)
	}
	counted := &counter{from: conn}
	if res, err = http.ReadResponse(bufio.NewReader(counted), nil); err != nil {
		b.tb.Fatalf("GET %s: %v", path, err)
	}
	if body, err = io.ReadAll(res.Body); err != nil {
		b.tb.Fatalf("GET %s: %v", path, err)
	}
	if res.StatusCode != http.StatusOK && res.StatusCode != http.StatusNotModified {
		b.tb.Fatalf("GET %s: %s", path, res.Status)
	}
	if res.Header.Get("Content-Encoding") == "gzip" {
		body = gunzip(b.tb, body)
	}
	return res, body, counted.n
}

// counter counts what is read through it.
type counter struct {
	from io.Reader
	n    int
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += n
	return n, err
}

func gunzip(tb testing.TB, body []byte) []byte {
	tb.Helper()
	zr, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	plain, err := io.ReadAll(zr)
	if err != nil {
		tb.Fatal(err)
	}
	return plain
}
