package limit_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"docket/internal/docket"
	"docket/internal/limit"
	"docket/internal/redisconn"
	"docket/internal/testkit"
)

func rates(t *testing.T, text string) limit.Rates {
	t.Helper()
	r, err := limit.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// wait is how long an error says to wait; 0 for none.
func wait(t *testing.T, err error) time.Duration {
	t.Helper()
	if err == nil {
		return 0
	}
	e, ok := errors.AsType[*docket.Error](err)
	if !ok || e.Kind != docket.KindLimited || e.RetryAfter < time.Second {
		t.Fatalf("the refusal is %v, want one of KindLimited with a time", err)
	}
	return e.RetryAfter
}

func open(t *testing.T, url string) *redisconn.Conn {
	t.Helper()
	c, err := redisconn.Open(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// tryOut checks a limit of three a minute, whatever it is that counts.
func tryOut(t *testing.T, l *limit.Limiter) {
	t.Helper()
	for i := range 5 {
		if got := wait(t, l.Allow(t.Context(), limit.SignUp, "a")); (got > 0) != (i >= 3) || got > 21*time.Second {
			t.Errorf("try %d has to wait %v, of three a minute", i+1, got)
		}
	}
	for name, err := range map[string]error{
		"another key":   l.Allow(t.Context(), limit.SignUp, "b"),
		"another limit": l.Allow(t.Context(), limit.Forgot, "a"),
	} {
		if wait(t, err) > 0 {
			t.Errorf("%s has to wait, too: %v", name, err)
		}
	}
	for range 200 {
		if err := l.Allow(t.Context(), limit.SignIn, "a"); err != nil {
			t.Fatalf("a limit that is off: %v", err)
		}
	}
}

func TestAllow(t *testing.T) {
	testkit.EachRedis(t, func(t *testing.T, url string) {
		c := open(t, url)
		var log bytes.Buffer
		text := slog.New(slog.NewTextHandler(&log, nil))
		tryOut(t, limit.New(c.Client(), rates(t, "sign-up=3/1m,sign-in=off"), text))
		second := limit.New(c.Client(), rates(t, "sign-up=3/1m"), text)
		if wait(t, second.Allow(t.Context(), limit.SignUp, "a")) == 0 {
			t.Error("a second process counts by itself")
		}
		if log.Len() > 0 {
			t.Errorf("it logged %s", &log)
		}
	})
}

func TestAllowWithoutRedis(t *testing.T) {
	server := testkit.RealRedis(t)
	c := open(t, server.URL())
	for name, fail := range map[string]func(){"refuses writes": server.RefuseWrites, "killed": server.Kill} {
		t.Run(name, func(t *testing.T) {
			fail()
			var log bytes.Buffer
			l := limit.New(c.Client(), rates(t, "sign-up=3/1m,sign-in=off"), slog.New(slog.NewTextHandler(&log, nil)))
			tryOut(t, l)
			if !strings.Contains(log.String(), "level=WARN") {
				t.Errorf("it logged %q, want a warning", &log)
			}
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if err := l.Allow(ctx, limit.SignUp, "c"); !errors.Is(err, context.Canceled) {
				t.Errorf("for a client that hung up it says %v", err)
			}
		})
	}
}

func TestANilLimiterLimitsNothing(t *testing.T) {
	var l *limit.Limiter
	if err := l.Allow(t.Context(), limit.SignUp, "a"); err != nil || l.Rate(limit.SignUp) != (limit.Rate{}) {
		t.Errorf("it says %v and %v", err, l.Rate(limit.SignUp))
	}
}

func TestTheDefaultsAreWhatParseReads(t *testing.T) {
	for _, row := range limit.Table() {
		if got := rates(t, string(row.Name)+"="+row.Rate.String())[row.Name]; got != row.Rate {
			t.Errorf("%s: %v is read as %v", row.Name, row.Rate, got)
		}
	}
}

func TestTurns(t *testing.T) {
	turns := limit.NewTurns()
	take := func(key string, known bool) func() {
		t.Helper()
		end, err := turns.Take(t.Context(), key, known)
		if err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		return end
	}
	// One of a key at a time, and another key does not wait for it.
	end := take("a", false)
	var waiting sync.WaitGroup
	turn := make(chan int, 63)
	for i := range 63 {
		waiting.Go(func() {
			end, err := turns.Take(t.Context(), "a", false)
			if err != nil {
				t.Errorf("waiter %d: %v", i, err)
				return
			}
			turn <- i
			if len(turn) > 1 {
				t.Error("two have their turn at once")
			}
			<-turn
			end()
		})
	}
	take("b", false)()
	for full := false; !full; { // until all of them wait, and there is no room for more
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := turns.Take(ctx, "a", false)
		full = !errors.Is(err, context.Canceled) && err != nil
		if full {
			wait(t, err)
		}
	}
	if len(turn) > 0 {
		t.Error("somebody did not wait for their turn")
	}
	end()
	waiting.Wait()

	// Strangers are few at once; who is known has only themselves to wait for.
	var ends []func()
	for _, key := range []string{"a", "b", "c", "d"} {
		ends = append(ends, take(key, false))
	}
	if _, err := turns.Take(t.Context(), "e", false); wait(t, err) == 0 {
		t.Error("a fifth stranger has a turn")
	}
	take("device", true)()
	ends[0]()
	take("e", false)()
	for _, end := range ends[1:] {
		end()
	}
	for _, key := range []string{"f", "g", "h", "i"} {
		take(key, false)
	}
}
