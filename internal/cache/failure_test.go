package cache_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"docket/internal/cache"
	"docket/internal/testkit"
)

func TestWhenRedisDoesNotAnswer(t *testing.T) {
	for name, tc := range map[string]struct {
		warm       bool // a connection is open already
		stop, cont func(*testkit.Redis)
	}{
		"frozen":                {true, (*testkit.Redis).Freeze, (*testkit.Redis).Thaw},
		"frozen, no connection": {false, (*testkit.Redis).Freeze, (*testkit.Redis).Thaw},
		"killed":                {true, (*testkit.Redis).Kill, (*testkit.Redis).Start},
		"killed, no connection": {false, (*testkit.Redis).Kill, (*testkit.Redis).Start},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := testkit.RealRedis(t)
			var log bytes.Buffer
			c, _ := newCache(t, server.URL(), &log)
			if tc.warm {
				put(t, c, alice, view, version, []byte("body"))
				log.Reset()
			}
			before := c.Stats()

			tc.stop(server)
			start := time.Now()
			for range 101 {
				if _, ok := c.Get(t.Context(), alice, view, version); ok {
					t.Fatal("a hit from a Redis that does not answer")
				}
			}
			// The first one asks Redis; the rest do not, but for one try a second.
			after := c.Stats()
			asked, skipped := after.Errors-before.Errors, after.Skipped-before.Skipped
			if allowed := 1 + uint64(time.Since(start)/time.Second); asked < 1 || asked > allowed {
				t.Errorf("%d of 101 Gets waited for Redis, want at most %d", asked, allowed)
			}
			if asked+skipped != 101 {
				t.Errorf("%d asked and %d skipped of 101", asked, skipped)
			}
			c.Put(t.Context(), alice, view, version, []byte("body"))
			if err := c.Invalidate(t.Context(), alice); err == nil {
				t.Error("Invalidate is content with a Redis that does not answer")
			}

			tc.cont(server)
			eventually(t, "the cache to be used again", func() bool {
				c.Put(t.Context(), alice, view, version, []byte("new body"))
				body, ok := c.Get(t.Context(), alice, view, version)
				return ok && string(body) == "new body"
			})
			said := log.String()
			if strings.Count(said, "level=WARN") != 1 || strings.Count(said, "level=INFO") != 1 || strings.Count(said, "\n") != 2 {
				t.Errorf("want one warning and one all-clear in the log, got:\n%s", said)
			}
		})
	}
}

func TestAnOpenBreakerIsErrUnavailable(t *testing.T) {
	server := testkit.RealRedis(t)
	c, _ := newCache(t, server.URL(), io.Discard)
	server.Kill()
	eventually(t, "the breaker to be open", func() bool {
		return errors.Is(c.Invalidate(t.Context(), alice), cache.ErrUnavailable)
	})
	if _, err := c.Entries(t.Context(), alice); err == nil {
		t.Error("Entries is content with a Redis that is gone")
	}
}

func TestWritesRefused(t *testing.T) {
	server := testkit.RealRedis(t)
	var log bytes.Buffer
	c, rdb := newCache(t, server.URL(), &log)
	put(t, c, alice, view, version, []byte("kept"))
	server.RefuseWrites()
	if err := rdb.Set(t.Context(), "x", "y", 0).Err(); err == nil || !strings.HasPrefix(err.Error(), "MISCONF") {
		t.Fatalf("the server says %v to a write, want MISCONF", err)
	}

	before := c.Stats()
	for range 3 {
		c.Put(t.Context(), alice, "new", version, []byte("body"))
	}
	if err := c.Invalidate(t.Context(), alice); err == nil || !strings.Contains(err.Error(), "MISCONF") {
		t.Errorf("Invalidate says %v, want MISCONF", err)
	}
	if after := c.Stats(); after.Errors-before.Errors != 4 || after.Skipped != before.Skipped {
		t.Errorf("from %+v to %+v, want 4 errors and nothing skipped", before, after)
	}
	if _, ok := get(t, c, alice, view, version); !ok {
		t.Error("a Redis that refuses writes is not read")
	}
	if log.Len() != 0 {
		t.Errorf("the log is told of refused writes: %s", &log)
	}

	server.AllowWrites()
	put(t, c, alice, "new", version, []byte("body"))
	if _, ok := get(t, c, alice, "new", version); !ok {
		t.Error("writes are allowed again, but nothing is stored")
	}
}

func TestAnOldSnapshotBringsBackNoOldView(t *testing.T) {
	const newer = "c81e728d9d4c2f636f067f89cc14862c"
	server := testkit.RealRedis(t)
	c, _ := newCache(t, server.URL(), io.Discard)
	put(t, c, alice, view, version, []byte("old"))
	server.SaveSnapshot()
	put(t, c, alice, view, newer, []byte("new"))
	server.RestoreSnapshot()
	eventually(t, "the snapshot to be back", func() bool {
		body, ok := c.Get(t.Context(), alice, view, version)
		return ok && string(body) == "old"
	})
	if body, ok := get(t, c, alice, view, newer); ok {
		t.Errorf("the newer version hits with %q", body)
	}
}

func TestAnUnusableConnectionOpensTheBreaker(t *testing.T) {
	server := testkit.RealRedis(t)
	if err := server.Client().ConfigSet(t.Context(), "requirepass", "secret").Err(); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	c, _ := newCache(t, server.URL(), &log)
	for range 20 {
		c.Get(t.Context(), alice, view, version)
	}
	if s := c.Stats(); s.Skipped == 0 {
		t.Errorf("every Get tries a Redis that lets nobody in: %+v", s)
	}
	if !strings.Contains(log.String(), "NOAUTH") {
		t.Errorf("the log does not say why: %s", &log)
	}
}

func BenchmarkGet(b *testing.B) {
	c, _ := newCache(b, testkit.RealRedis(b).URL(), io.Discard)
	body := bytes.Repeat([]byte("0123456789abcdef"), 16<<10/16) // about a gzipped list of 100 tasks
	put(b, c, alice, view, version, body)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := c.Get(b.Context(), alice, view, version); !ok {
			b.Fatal("a miss")
		}
	}
}
