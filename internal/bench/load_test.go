package bench

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"
)

// pace is what one kind of request did, in one turn or in several.
type pace struct {
	took   []time.Duration // from sending to having the whole answer
	server []time.Duration // what of that Docket says it took
	rates  []float64       // requests a second, of each turn
	bytes  int64           // received, heads included
	odd    int             // answers other than the one that was meant
}

// perSecond is the rate of the middle turn: what else the machine did in one of
// them does not count.
func (p *pace) perSecond() float64 { return middle(p.rates) }

// times is how many times as fast as q it was: the middle of the rounds, in each
// of which the two had their turns one soon after the other.
func (p *pace) times(q *pace) float64 {
	ratios := make([]float64, len(p.rates))
	for i := range ratios {
		ratios[i] = p.rates[i] / q.rates[i]
	}
	return middle(ratios)
}

func middle[T cmp.Ordered](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// at returns a percentile of the round trips.
func (p *pace) at(percent int) time.Duration { slices.Sort(p.took); return percentile(p.took, percent) }

func (p *pace) bytesEach() int64 { return p.bytes / int64(max(1, len(p.took))) }

func (p *pace) add(q pace) {
	p.took, p.server, p.rates = append(p.took, q.took...), append(p.server, q.server...), append(p.rates, q.rates...)
	p.bytes, p.odd = p.bytes+q.bytes, p.odd+q.odd
}

// job is what one connection sends over and over.
type job struct {
	requests [][]byte     // in turn
	expect   string       // how each answer begins: its status line
	cache    string       // what Server-Timing says of the cache
	before   func() error // what is done before each request and not timed; may be nil
}

// run sends each job over a connection of its own for that long. The client has
// to be light, as it shares the machine with what it measures: net/http's would
// take as much time as Docket does. It reads just what it needs of a head.
func run(addr string, jobs []job, long time.Duration) (total pace, err error) {
	var all sync.WaitGroup
	paces, errs := make([]pace, len(jobs)), make([]error, len(jobs))
	began := time.Now()
	for i := range jobs {
		all.Go(func() { paces[i], errs[i] = repeat(addr, jobs[i], began.Add(long)) })
	}
	all.Wait()
	for _, p := range paces {
		total.add(p)
	}
	total.rates = []float64{float64(len(total.took)) / time.Since(began).Seconds()}
	return total, errors.Join(errs...)
}

func repeat(addr string, j job, until time.Time) (p pace, err error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return p, fmt.Errorf("connecting: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	in := bufio.NewReaderSize(conn, 32<<10)
	for n := 0; ; n++ {
		if j.before != nil {
			if err := j.before(); err != nil {
				return p, fmt.Errorf("preparing a request: %w", err)
			}
		}
		began := time.Now()
		if began.After(until) {
			return p, nil
		}
		if _, err := conn.Write(j.requests[n%len(j.requests)]); err != nil {
			return p, fmt.Errorf("sending: %w", err)
		}
		a, err := readAnswer(in)
		if err != nil {
			return p, fmt.Errorf("reading an answer: %w", err)
		}
		p.took = append(p.took, time.Since(began))
		p.server = append(p.server, a.took)
		p.bytes += a.bytes
		if a.status != j.expect || a.cache != j.cache {
			p.odd++
		}
	}
}

// answer is what is kept of a response.
type answer struct {
	status, cache, etag string
	took                time.Duration // Docket's own time
	bytes               int64
}

// readAnswer reads a response whose length is said in its head, or which has no
// body.
func readAnswer(in *bufio.Reader) (a answer, err error) {
	length := int64(0)
	for first := true; ; first = false {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return a, err
		}
		a.bytes += int64(len(line))
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		if first {
			a.status = string(line[min(len(line), len("HTTP/1.1 ")):][:3])
			continue
		}
		name, value, _ := bytes.Cut(line, []byte(": "))
		switch string(name) {
		case "Content-Length":
			if length, err = strconv.ParseInt(string(value), 10, 64); err != nil {
				return a, fmt.Errorf("a length of %q: %w", value, err)
			}
		case "Server-Timing":
			use, _, _ := bytes.Cut(bytes.TrimPrefix(value, []byte("cache;desc=")), []byte(","))
			a.cache = string(use)
			_, total, _ := bytes.Cut(value, []byte("total;dur="))
			if a.took, err = time.ParseDuration(string(total) + "ms"); err != nil {
				return a, fmt.Errorf("the server's time: %w", err)
			}
		case "Etag":
			a.etag = string(value)
		case "Transfer-Encoding":
			return a, errors.New("the length of a response is not said")
		}
	}
	n, err := io.CopyN(io.Discard, in, length)
	a.bytes += n
	return a, err
}
