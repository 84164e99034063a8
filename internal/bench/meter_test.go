package bench

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// kind is a row of the table.
type kind struct {
	name      string
	job       func(*person) job
	pace      pace
	allocated float64 // by all of its requests, in bytes
}

func (k *kind) perRequest() float64 { return k.allocated / float64(max(1, len(k.pace.took))) }

// meter sends the requests.
type meter struct {
	tb     testing.TB
	server *binary
	crowd  []*person
	redis  *redis.Client
	kinds  []*kind
	again  int // turns that were taken again
}

func (m *meter) get(p *person, headers ...string) [][]byte {
	return [][]byte{m.server.request(http.MethodGet, p.list, p.cookie, headers...)}
}

// sessionOnly is answered from the session and the rows of the device and the
// user alone, which every request of someone signed in needs.
func (m *meter) sessionOnly(p *person) job {
	return job{expect: "303", requests: [][]byte{m.server.request(http.MethodGet, "/sign-in", p.cookie)}}
}

func (m *meter) hit(p *person) job {
	return job{expect: "200", cache: "hit", requests: m.get(p)}
}

func (m *meter) notModified(p *person) job {
	return job{expect: "304", cache: "hit", requests: m.get(p, "If-None-Match: "+p.etag)}
}

// miss drops the person's cached views before each request, as a write does.
func (m *meter) miss(p *person) job {
	return job{expect: "200", cache: "miss", requests: m.get(p), before: func() error {
		return m.redis.Unlink(context.Background(), p.cached()).Err()
	}}
}

// complete is what htmx sends from the list. Every second request reopens the
// task, which is the same work.
func (m *meter) complete(p *person) job {
	j := job{expect: "200", cache: "bypass"}
	for _, action := range []string{"complete", "reopen"} {
		j.requests = append(j.requests, m.server.request(http.MethodPost, "/tasks/"+string(p.task)+"/"+action, p.cookie,
			"HX-Request: true", "Docket-View: "+p.list, "HX-Current-URL: http://"+m.server.addr+p.list))
	}
	return j
}

// measure gives each kind its turn in every round.
func (m *meter) measure() {
	for range rounds {
		m.prepare()
		for _, k := range m.kinds {
			m.turn(k)
		}
	}
}

// turn measures one kind once. On a machine that is busy with other things a
// command to Redis can take the 100 ms after which Docket gives the cache up for
// a second; hits are then misses, and the turn is taken again.
func (m *meter) turn(k *kind) {
	for range turnTries {
		var jobs []job
		for _, p := range m.crowd {
			jobs = append(jobs, k.job(p))
		}
		m.run(jobs, turnFor/5) // warm
		before := m.server.allocated()
		p := m.run(jobs, turnFor)
		if p.odd*100 <= len(p.took) {
			k.allocated += m.server.allocated() - before
			k.pace.add(p)
			return
		}
		m.again++
		m.prepare()
	}
	m.tb.Fatalf("%s: in %d turns Docket or redis-server was too slow to answer as it should; is the machine busy?", k.name, turnTries)
}

// prepare leaves every list whole, cached just now, and its ETag known.
func (m *meter) prepare() {
	for _, p := range m.crowd {
		if err := m.redis.Unlink(m.tb.Context(), p.cached()).Err(); err != nil {
			m.tb.Fatal(err)
		}
		m.once(m.complete(p).requests[1])
		for began := time.Now(); ; {
			a := m.once(m.get(p)[0])
			if p.etag = a.etag; a.cache == "hit" {
				break
			}
			if time.Since(began) > patience {
				m.tb.Fatal("Docket does not use its cache")
			}
		}
	}
}

func (m *meter) once(request []byte) answer {
	conn, err := net.Dial("tcp", m.server.addr)
	if err != nil {
		m.tb.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.Write(request); err != nil {
		m.tb.Fatal(err)
	}
	a, err := readAnswer(bufio.NewReader(conn))
	if err != nil || a.status != "200" {
		m.tb.Fatalf("%q is answered with %s: %v", request[:min(80, len(request))], a.status, err)
	}
	return a
}

func (m *meter) run(jobs []job, long time.Duration) pace {
	p, err := run(m.server.addr, jobs, long)
	if err != nil {
		m.tb.Fatal(err)
	}
	return p
}

// alone measures one connection that sends one job.
func (m *meter) alone(j job) pace {
	p := m.run([]job{j}, aloneFor)
	if p.odd > 0 {
		m.tb.Logf("%d of %d answers to %q were not as they should be", p.odd, len(p.took), j.requests[0])
	}
	return p
}
