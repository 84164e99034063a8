package bench

import (
	"crypto/rand"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"docket/db"
	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/markdown"
	"docket/internal/password"
	"docket/internal/testkit"
)

const (
	people    = 32 // signed in, each with a connection and a list of their own
	fewTasks  = 100
	manyTasks = 10_000
	starts    = 11 // of which the middle one is told
	rounds    = 15 // each kind of request has its turn in each, so that a busy moment of the machine hits all
	turnFor   = 200 * time.Millisecond
	turnTries = 10
	aloneFor  = time.Second // what one connection by itself is measured for

	kb = 1000 // sizes on the wire and in memory are told in decimal units
	mb = 1000 * kb
)

// BenchmarkServer measures the binary that people run, on a real redis-server,
// and prints it beside what it is to reach. Nothing fails for being slow: what
// else the machine does is not Docket's fault.
func BenchmarkServer(b *testing.B) {
	path, data, redis := buildDocket(b), b.TempDir(), testkit.RealRedis(b)
	crowd, busy := seed(b, data)
	var began []time.Duration
	for range starts {
		s := start(b, path, data, redis.URL())
		began = append(began, s.started)
		s.stop()
	}
	s := start(b, path, data, redis.URL())
	defer s.stop()
	var signingIn sync.WaitGroup
	for _, p := range append(crowd, busy) {
		signingIn.Go(func() { p.cookie = s.signIn(p.email, testkit.Password) })
	}
	signingIn.Wait()
	m := &meter{tb: b, server: s, crowd: crowd, redis: redis.Client()}
	m.kinds = []*kind{
		{name: "session only (1)", job: m.sessionOnly}, {name: "cached hit", job: m.hit}, {name: "304", job: m.notModified},
		{name: "miss (2)", job: m.miss}, {name: "POST complete (3)", job: m.complete},
	}
	m.measure()
	few, many := m.alone(m.miss(crowd[0])), m.alone(m.miss(busy))
	first, again := visits(b)
	m.print(few, many, middle(began), first, again)
	b.ReportMetric(0, "ns/op") // left out: it would be the time of the whole run
}

// person is someone who is signed in and has one list.
type person struct {
	email, cookie string
	id            docket.ID
	list, etag    string // the list's path, and its ETag as it was last
	task          docket.ID
}

// cached is the key of the person's cached views in Redis.
func (p *person) cached() string { return "tasks:{" + string(p.id) + "}" }

// seed fills a data folder through the use cases: a crowd with a list each, and
// one busy person with a long one.
func seed(b *testing.B, data string) (crowd []*person, busy *person) {
	d, err := db.Open(b.Context(), filepath.Join(data, "docket.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := d.Close(); err != nil {
			b.Fatal(err)
		}
	}()
	a := app.New(app.Parts{DB: d, Passwords: password.NewHasher(rand.Reader, runtime.NumCPU(), password.Recommended()), Notes: markdown.New(),
		SignUp: docket.SignUpClosed, Now: time.Now, NewID: testkit.NewID})
	add := func(name string, n int) *person {
		p := &person{email: name + "@example.com"}
		u, err := a.AddUser(b.Context(), app.NewAccount{Name: name, Email: p.email, Password: testkit.Password, Zone: "UTC"})
		if err != nil {
			b.Fatal(err)
		}
		l, err := a.AddList(b.Context(), u, app.NewList{Name: "Garden"})
		if err != nil {
			b.Fatal(err)
		}
		p.id, p.list = u.ID, "/lists/"+string(l.ID)
		p.task = addTasks(b, a, u, l.ID, docket.DateIn(time.Now(), u.Zone), 3, n)
		return p
	}
	for i := range people {
		crowd = append(crowd, add(fmt.Sprintf("person%d", i), fewTasks))
	}
	return crowd, add("busy", manyTasks)
}

// print writes the two tables: what was measured, and that beside the targets.
func (m *meter) print(few, many pace, started time.Duration, first, again int) {
	t := newTable(m.tb)
	t.say("\n%d people with a list of %d tasks each, a connection each; %d cores for Docket, redis-server and the client", people, fewTasks, runtime.NumCPU())
	t.say("\trequests/s\tp50 ms\tp99 ms\tbytes sent\tKB allocated\t")
	for _, k := range m.kinds {
		t.say("%s\t%.0f\t%.2f\t%.2f\t%d\t%.1f\t", k.name, k.pace.perSecond(), ms(k.pace.at(50)), ms(k.pace.at(99)), k.pace.bytesEach(), k.perRequest()/kb)
	}
	session, hit, miss := m.kinds[0], m.kinds[1], m.kinds[3]
	t.say("\n\tmeasured\tto reach\t\t")
	t.row("hit / session only, in a round", "%.2f", hit.pace.times(&session.pace), "≥", 0.6, "")
	t.row("hit / miss, in a round", "%.1f", hit.pace.times(&miss.pace), "≥", 6, "")
	t.row("a hit allocates", "%.1f", hit.perRequest()/kb, "<", 60, " KB")
	t.row("miss of 100 tasks, server time (4)", "%.2f", ms(middle(few.server)), "<", 2, " ms")
	t.row("miss of the first 200 of 10,000 (4)", "%.2f", ms(middle(many.server)), "<", 6, " ms")
	t.row("memory, the most at any time (5)", "%.1f", float64(m.server.peakMemory())/mb, "<", 80, " MB")
	t.row("start-up, from exec to /healthz", "%.0f", ms(started), "<", 150, " ms")
	t.row("first visit to Today, 50 tasks (6)", "%.1f", float64(first)/kb, "≤", 40, " KB")
	t.row("repeat visit (6)", "%.1f", float64(again)/kb, "≤", 2, " KB")
	if m.again > 0 {
		t.say("The machine was busy: %d of %d turns were taken again, as Docket had given its cache up.", m.again, m.again+rounds*len(m.kinds))
	}
	t.say("")
	t.end()
	fmt.Printf(`(1) GET /sign-in of someone signed in: loads the session, the device and the user, and answers 303 to /today.
(2) The cached views of the person are dropped in Redis before each request, as a write does; that is not timed.
(3) As htmx sends it from the list: the answer has the row, the sidebar and the toast. Every second request reopens the task.
(4) The median of what Server-Timing says, for a single connection. The round trips take %.2f and %.2f ms.
(5) VmHWM, all sign-ins and all load included. (6) All heads and bodies received, as Chromium asks: br where there is br.
`, ms(few.at(50)), ms(many.at(50)))
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
