package bench

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"text/tabwriter"
	"time"

	"docket/internal/testkit"
)

const (
	flooding  = 64 // connections
	floodFor  = 5 * time.Second
	passwords = 8 // honest sign-ins during a flood, of each kind
)

// BenchmarkFlood measures what others notice of 64 connections that post to /sign-in and
// /sign-up as fast as they are answered: from one address, and each time from another.
func BenchmarkFlood(b *testing.B) {
	path, data, redis := buildDocket(b), b.TempDir(), testkit.RealRedis(b)
	crowd, _ := seed(b, data)
	s := start(b, path, data, redis.URL(), "DOCKET_TRUSTED_PROXIES=127.0.0.0/8", "DOCKET_SIGN_UP=open", "DOCKET_LIMITS=sign-in=1000/1m")
	defer s.stop()
	m := &meter{tb: b, server: s, crowd: crowd[:1], redis: redis.Client()}
	crowd[0].cookie = s.signIn(crowd[0].email, testkit.Password)
	m.prepare()
	idle := m.alone(m.hit(crowd[0]))
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', tabwriter.AlignRight)
	say := func(format string, args ...any) {
		if _, err := fmt.Fprintf(w, format+"\n", args...); err != nil {
			b.Fatal(err)
		}
	}
	say("\n%d connections post to /sign-in and /sign-up\tfrom one address\tfrom another each time\tto reach\t", flooding)
	var floods [2]flood
	for i := range floods {
		floods[i] = m.flood(i == 1)
	}
	row := func(name string, value func(flood) string, reach string) {
		say("%s\t%s\t%s\t%s\t", name, value(floods[0]), value(floods[1]), reach)
	}
	row("answers a second to the flood", func(f flood) string { return fmt.Sprintf("%.0f", f.rate) }, "")
	row("p99 of a cached hit", func(f flood) string { return fmt.Sprintf("%.2f ms", ms(f.hits.at(99))) },
		fmt.Sprintf("< %.2f ms, 4 times idle", 4*ms(idle.at(99))))
	row("honest sign-in, a known device", func(f flood) string {
		return fmt.Sprintf("%.0f ms, at most %.0f", ms(middle(f.known)), ms(slices.Max(f.known)))
	}, "< 300 ms")
	row("honest sign-in, a new address", func(f flood) string {
		return fmt.Sprintf("%.0f ms, at most %.0f; %d of %d had to come again", ms(middle(f.fresh)), ms(slices.Max(f.fresh)), f.again, passwords)
	}, "< 300 ms")
	row("memory, the most at any time", func(f flood) string { return fmt.Sprintf("%.1f MB", f.memory) }, "< 120 MB")
	say("")
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(0, "ns/op") // left out: it would be the time of the whole run
}

// flood is what was noticed of one.
type flood struct {
	rate, memory float64
	hits         pace
	known, fresh []time.Duration
	again        int
}

func (m *meter) flood(spread bool) (f flood) {
	device := m.honest("198.51.100.1", "", new(int))
	ctx, stop := context.WithCancel(m.tb.Context())
	defer stop()
	var all sync.WaitGroup
	var answers atomic.Int64
	for i := range flooding {
		all.Go(func() { m.pour(ctx, i, spread, &answers) })
	}
	began := time.Now()
	hits := make(chan pace, 1)
	all.Go(func() {
		p, err := run(m.server.addr, []job{m.hit(m.crowd[0])}, floodFor)
		if err != nil {
			m.tb.Errorf("asking for a list: %v", err)
		}
		hits <- p
	})
	for i := range passwords {
		at := time.Now()
		m.honest("198.51.100.1", device, new(int))
		f.known = append(f.known, time.Since(at))
		at = time.Now()
		m.honest(fmt.Sprintf("198.51.100.%d", i+2), "", &f.again)
		f.fresh = append(f.fresh, time.Since(at))
	}
	f.hits = <-hits
	stop()
	all.Wait()
	f.rate = float64(answers.Load()) / time.Since(began).Seconds()
	f.memory = float64(m.server.peakMemory()) / mb
	return f
}

// pour posts over one connection until ctx ends.
func (m *meter) pour(ctx context.Context, i int, spread bool, answers *atomic.Int64) {
	conn, err := net.Dial("tcp", m.server.addr)
	if err != nil {
		m.tb.Error(err)
		return
	}
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	for n := 0; ctx.Err() == nil; n++ {
		address := "203.0.113.1"
		if spread {
			address = fmt.Sprintf("10.%d.%d.%d", i, n>>8&255, n&255)
		}
		path, form := "/sign-in", url.Values{"email": {"flooded@example.com"}, "password": {"wrong horse battery"}}
		if i%2 == 1 {
			path, form = "/sign-up", url.Values{"name": {"Flood"}, "email": {fmt.Sprintf("flood%d.%d@example.com", i, n)}, "password": {"wrong horse battery"}}
		}
		body := form.Encode()
		_, err := fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: %s\r\nX-Forwarded-For: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
			path, m.server.addr, address, len(body), body)
		if err == nil {
			_, err = readAnswer(in)
		}
		if err != nil {
			m.tb.Errorf("flooding: %v", err)
			return
		}
		answers.Add(1)
	}
}

// honest signs in from an address, as often as it has to, and returns the cookie by which
// the device is known. again counts the times that it had to come again.
func (m *meter) honest(address, device string, again *int) string {
	header := http.Header{"X-Forwarded-For": {address}, "Cookie": {"docket-device=" + device}}
	for {
		status, cookies := m.server.postSignIn(m.crowd[0].email, testkit.Password, header)
		switch status {
		case http.StatusSeeOther:
			return cookies["docket-device"]
		case http.StatusTooManyRequests:
			*again++
		default:
			m.tb.Fatalf("an honest sign-in is answered %d", status)
		}
	}
}
