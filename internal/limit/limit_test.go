package limit_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"docket/internal/docket"
	"docket/internal/limit"
	"docket/internal/redisconn"
	"docket/internal/testkit"

	"github.com/redis/go-redis/v9"
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
	for _, how := range []struct {
		name string
		fail func()
	}{{"refuses writes", server.RefuseWrites}, {"killed", server.Kill}} {
		t.Run(how.name, func(t *testing.T) {
			how.fail()
			var log bytes.Buffer
			l := limit.New(c.Client(), rates(t, "sign-up=3/1m,sign-in=off"), slog.New(slog.NewTextHandler(&log, nil)))
			tryOut(t, l)
			if n := strings.Count(log.String(), "level=WARN"); n != 1 {
				t.Errorf("it warned %d times of the same, want once:\n%s", n, &log)
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
		for docket.KindOf(err) == docket.KindLimited { // the pause after an earlier turn is not over
			end, err = turns.Take(t.Context(), key, known)
		}
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
			for docket.KindOf(err) == docket.KindLimited { // the one who looks took the last place for a moment
				end, err = turns.Take(t.Context(), "a", false)
			}
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

func TestWhoIsHeld(t *testing.T) {
	testkit.EachRedis(t, func(t *testing.T, url string) {
		c := open(t, url)
		l := limit.New(c.Client(), rates(t, "sign-up=3/1m,forgot=1/1h"), slog.New(slog.DiscardHandler))
		held := func() map[string]time.Duration {
			t.Helper()
			all, cut, err := l.Held(t.Context())
			if err != nil || cut {
				t.Fatalf("held: %v, cut %v", err, cut)
			}
			found := map[string]time.Duration{}
			for _, h := range all {
				found[string(h.Name)+" "+h.Key] = h.Wait
			}
			return found
		}
		if got := held(); len(got) != 0 {
			t.Errorf("before anybody did anything %v wait", got)
		}
		var refused error
		for range 4 {
			refused = l.Allow(t.Context(), limit.SignUp, "2001:db8::/64")
		}
		for range 2 { // one is left
			if err := l.Allow(t.Context(), limit.SignUp, "192.0.2.1"); err != nil {
				t.Fatal(err)
			}
		}
		if err := l.Allow(t.Context(), limit.Forgot, "192.0.2.1"); err != nil { // the last one
			t.Fatal(err)
		}
		// What others keep beside it is none.
		for key, value := range map[string]string{"rate:nothing:x": "1e18", "rate:sign-up:text": "soon", "rate:sign-up:old": "1", "rate:sign-in": "9e9"} {
			if err := c.Client().Set(t.Context(), key, value, time.Minute).Err(); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.Client().HSet(t.Context(), "rate:sign-up:hash", "a", "b").Err(); err != nil {
			t.Fatal(err)
		}
		got := held()
		for who, want := range map[string]time.Duration{"sign-up 2001:db8::/64": wait(t, refused), "forgot 192.0.2.1": time.Hour} {
			if off := want - got[who]; off < -2*time.Second || off > 10*time.Second {
				t.Errorf("%s waits %v, and is told %v", who, got[who], want)
			}
		}
		for _, who := range []string{"sign-up 192.0.2.1", "nothing x", "sign-up text", "sign-up old", "sign-up hash"} {
			if w, ok := got[who]; ok {
				t.Errorf("%s waits %v", who, w)
			}
		}
		if err := l.Lift(t.Context(), limit.SignUp, "2001:db8::/64"); err != nil {
			t.Fatal(err)
		}
		if _, ok := held()["sign-up 2001:db8::/64"]; ok {
			t.Error("a limit that was lifted holds")
		}
		if err := l.Allow(t.Context(), limit.SignUp, "2001:db8::/64"); err != nil {
			t.Errorf("after its limit was lifted: %v", err)
		}
	})
}

func TestManyAreHeld(t *testing.T) {
	testkit.EachRedis(t, func(t *testing.T, url string) {
		o := *open(t, url).Client().Options()
		o.ReadTimeout, o.WriteTimeout = 20*time.Second, 20*time.Second // so much at once takes long where the machine is busy
		client := redis.NewClient(&o)
		defer func() {
			if err := client.Close(); err != nil {
				t.Error(err)
			}
		}()
		l := limit.New(client, rates(t, ""), slog.New(slog.DiscardHandler))
		_, err := client.Pipelined(t.Context(), func(p redis.Pipeliner) error {
			for i := range 2500 {
				p.Set(t.Context(), fmt.Sprint("rate:sign-in:", i), "9e8", time.Minute)
				p.Set(t.Context(), fmt.Sprint("session:", i), "x", time.Minute)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if all, cut, err := l.Held(t.Context()); err != nil || cut || len(all) != 2500 {
			t.Errorf("%d wait, cut %v, %v", len(all), cut, err)
		}
	})
}

func TestWhoIsHeldWithoutRedis(t *testing.T) {
	server := testkit.RealRedis(t)
	c := open(t, server.URL())
	server.Kill()
	l := limit.New(c.Client(), rates(t, "sign-up=1/1h"), slog.New(slog.DiscardHandler))
	if _, _, err := l.Held(t.Context()); err == nil {
		t.Error("without Redis nobody is held")
	}
	for range 2 {
		_ = l.Allow(t.Context(), limit.SignUp, "a")
	}
	if err := l.Lift(t.Context(), limit.SignUp, "a"); err == nil {
		t.Error("without Redis a limit is lifted there")
	}
	if err := l.Allow(t.Context(), limit.SignUp, "a"); err != nil {
		t.Errorf("what was counted in the process is not lifted: %v", err)
	}
	var none *limit.Limiter
	if all, cut, err := none.Held(t.Context()); len(all) > 0 || cut || err != nil || none.Lift(t.Context(), limit.SignUp, "a") != nil {
		t.Error("a nil Limiter holds somebody")
	}
}
