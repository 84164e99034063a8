package bench

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"docket/internal/docket"
	"docket/internal/testkit"
)

// The benchmarks of this file call the handler itself: no network but the socket
// to redis-server, one request at a time. What they allocate is what Docket
// allocates, without net/http's part of reading and writing a connection.

func BenchmarkSessionOnly(b *testing.B) {
	k := newKit(b, 100)
	k.measure(b, k.request("GET", "/sign-in", nil), http.StatusSeeOther, "", nil)
}

func BenchmarkHit(b *testing.B) {
	k := newKit(b, 100)
	r := k.request("GET", k.list, nil)
	k.do(b, r)
	k.measure(b, r, http.StatusOK, "hit", nil)
}

func BenchmarkNotModified(b *testing.B) {
	k := newKit(b, 100)
	r := k.request("GET", k.list, nil)
	w := k.do(b, r)
	r.Header.Set("If-None-Match", w.header.Get("ETag"))
	k.measure(b, r, http.StatusNotModified, "hit", nil)
}

func BenchmarkMiss100(b *testing.B) { benchmarkMiss(b, 100) }

func BenchmarkMiss10000First200(b *testing.B) { benchmarkMiss(b, 10_000) }

// benchmarkMiss drops the cached view before each request, which is what a write
// does. p50 and p99 leave that out; ns/op has it.
func benchmarkMiss(b *testing.B, tasks int) {
	k := newKit(b, tasks)
	k.measure(b, k.request("GET", k.list, nil), http.StatusOK, "miss", func() {
		if err := k.app.Cache.Invalidate(b.Context(), k.user); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkCalendar is a miss of the calendar of a full month: five tasks a day, and as
// many without one as are shown.
func BenchmarkCalendar(b *testing.B) {
	k := newKit(b, 100)
	me, list := docket.User{ID: k.user, Zone: time.UTC}, docket.ID(strings.TrimPrefix(k.list, "/lists/"))
	first := me.Today(k.app.Clock.Now()).Month().First()
	for i := range 30 {
		addTasks(b, k.app.Use, me, list, first.AddDays(i), 1, 5)
	}
	k.measure(b, k.request("GET", "/calendar", nil), http.StatusOK, "miss", func() {
		if err := k.app.Cache.Invalidate(b.Context(), k.user); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkComplete completes a task and reopens it in turn, as htmx does from
// the list: the answer has the row's new place, the sidebar and a toast.
func BenchmarkComplete(b *testing.B) {
	k := newKit(b, 100)
	var both [2]*http.Request
	for i, action := range []string{"complete", "reopen"} {
		both[i] = k.request("POST", "/tasks/"+string(k.task)+"/"+action, url.Values{})
		both[i].Header.Set("HX-Request", "true")
		both[i].Header.Set("Docket-View", k.list)
		both[i].Header.Set("HX-Current-URL", k.app.URL+k.list)
	}
	turn, took := 0, []time.Duration(nil)
	b.ReportAllocs()
	for b.Loop() {
		began := time.Now()
		w := k.do(b, both[turn%2])
		took = append(took, time.Since(began))
		if w.status != http.StatusOK {
			b.Fatalf("status %d", w.status)
		}
		turn++
	}
	report(b, took)
}

// kit is an app with one person who has one list.
type kit struct {
	app    *testkit.App
	cookie string
	user   docket.ID
	me     docket.User
	list   string // the list's path
	task   docket.ID
}

func newKit(b *testing.B, tasks int) *kit {
	b.Helper()
	a := testkit.New(b, testkit.Options{RedisURL: testkit.RealRedis(b).URL()})
	ana := a.SignedIn("Ana")
	list := ana.AddList("Garden")
	k := &kit{app: a, cookie: ana.Cookie(), user: ana.User.ID, me: ana.User, list: "/lists/" + string(list.ID)}
	k.task = addTasks(b, a.Use, ana.User, list.ID, ana.User.Today(a.Clock.Now()), 3, tasks)
	return k
}

// request makes a request as the person's browser sends it.
func (k *kit) request(method, path string, form url.Values) *http.Request {
	u, err := url.Parse(path)
	if err != nil {
		k.app.TB.Fatal(err)
	}
	h := http.Header{"Accept-Encoding": {"gzip, deflate, br"}, "Cookie": {"docket=" + k.cookie}, "Sec-Fetch-Site": {"same-origin"}}
	r := &http.Request{Method: method, URL: u, Host: strings.TrimPrefix(k.app.URL, "http://"), RequestURI: path, Header: h,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, RemoteAddr: "127.0.0.1:1", Body: http.NoBody}
	if form != nil {
		h.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Body = io.NopCloser(strings.NewReader(form.Encode()))
	}
	return r
}

// do sends a copy of the request, as middleware changes what it is given.
func (k *kit) do(b *testing.B, r *http.Request) *discard {
	w := &discard{header: http.Header{}}
	sent := *r
	k.app.Web.ServeHTTP(w, sent.WithContext(b.Context()))
	return w
}

func (k *kit) measure(b *testing.B, r *http.Request, status int, cache string, before func()) {
	var took []time.Duration
	w := &discard{}
	b.ReportAllocs()
	for b.Loop() {
		if before != nil {
			before()
		}
		began := time.Now()
		w = k.do(b, r)
		took = append(took, time.Since(began))
		if use := w.header.Get("Server-Timing"); w.status != status || !strings.HasPrefix(strings.TrimPrefix(use, "cache;desc="), cache) {
			b.Fatalf("status %d, %s", w.status, use)
		}
	}
	report(b, took)
	b.ReportMetric(float64(w.size), "body-B")
}

func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(float64(percentile(took, 50).Microseconds()), "p50-µs")
	b.ReportMetric(float64(percentile(took, 99).Microseconds()), "p99-µs")
}

// percentile returns the p-th percentile of times that are sorted.
func percentile(sorted []time.Duration, p int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, len(sorted)*p/100)]
}

// discard is a response of which only the head and the size are kept.
type discard struct {
	header       http.Header
	status, size int
}

func (d *discard) Header() http.Header    { return d.header }
func (d *discard) WriteHeader(status int) { d.status = status }
func (d *discard) Write(p []byte) (int, error) {
	d.size += len(p)
	return len(p), nil
}
