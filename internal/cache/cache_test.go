package cache_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"docket/internal/cache"
	"docket/internal/docket"
	"docket/internal/redisconn"
	"docket/internal/testkit"
)

const (
	alice   = docket.ID("01920000-0000-7000-8000-00000000000a")
	bob     = docket.ID("01920000-0000-7000-8000-00000000000b")
	view    = "today|2031-05-17|page|build1"
	version = "8f14e45fceea167a5a36dedd4bea2543"
)

func key(user docket.ID) string { return "tasks:{" + string(user) + "}" }

// newCache returns a cache on the Redis at url and the client under it.
func newCache(tb testing.TB, url string, log io.Writer) (*cache.Cache, *redis.Client) {
	tb.Helper()
	conn, err := redisconn.Open(url)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := conn.Close(); err != nil {
			tb.Errorf("closing the connection: %v", err)
		}
	})
	return cache.New(conn.Client(), slog.New(slog.NewTextHandler(log, nil))), conn.Client()
}

// settled runs f until Redis answered all its commands in time: on a busy machine
// the cache's 100 ms can pass for no fault of Redis. Where a test expects
// failures, it does not use it.
func settled(tb testing.TB, c *cache.Cache, f func()) {
	tb.Helper()
	eventually(tb, "Redis to answer in time", func() bool {
		before := c.Stats()
		f()
		after := c.Stats()
		return after.Errors == before.Errors && after.Skipped == before.Skipped
	})
}

func put(tb testing.TB, c *cache.Cache, user docket.ID, view, version string, body []byte) {
	tb.Helper()
	settled(tb, c, func() { c.Put(context.Background(), user, view, version, body) })
}

func get(tb testing.TB, c *cache.Cache, user docket.ID, view, version string) (body []byte, ok bool) {
	tb.Helper()
	settled(tb, c, func() { body, ok = c.Get(context.Background(), user, view, version) })
	return body, ok
}

// must is for commands on the plain client that prepare or look at the server.
func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func eventually(tb testing.TB, what string, ok func() bool) {
	tb.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	patience := time.After(20 * time.Second)
	for !ok() {
		select {
		case <-patience:
			tb.Fatalf("waited in vain for %s", what)
		case <-tick.C:
		}
	}
}

func TestRoundTrip(t *testing.T) {
	random := rand.NewChaCha8([32]byte{1})
	largest := make([]byte, cache.MaxBody)
	_, err := random.Read(largest)
	must(t, err)

	testkit.EachRedis(t, func(t *testing.T, url string) {
		c, _ := newCache(t, url, io.Discard)
		if _, ok := get(t, c, alice, view, version); ok {
			t.Error("an empty cache hits")
		}
		for name, body := range map[string][]byte{
			"empty":   {},
			"text":    []byte("<ul></ul>"),
			"binary":  {0, '\r', '\n', 0xff, 0x1f, 0x8b},
			"largest": largest,
		} {
			put(t, c, alice, view, version, body)
			if got, ok := get(t, c, alice, view, version); !ok || !bytes.Equal(got, body) {
				t.Errorf("%s: stored %d bytes, got %d, hit %v", name, len(body), len(got), ok)
			}
		}
		if s := c.Stats(); s.Hits != 4 || s.Misses < 1 {
			t.Errorf("Stats() = %+v, want 4 hits and a miss", s)
		}
	})
}

func TestWhatIsTooLargeIsNotStored(t *testing.T) {
	c, rdb := newCache(t, "", io.Discard)
	put(t, c, alice, view, version, make([]byte, cache.MaxBody+1))
	put(t, c, alice, strings.Repeat("v", 70_000), version, []byte("body"))
	put(t, c, alice, view, strings.Repeat("v", 70_000), []byte("body"))
	n, err := rdb.Exists(t.Context(), key(alice)).Result()
	if err != nil || n != 0 {
		t.Errorf("something was stored (%d keys, %v)", n, err)
	}
}

func TestOnlyTheExactViewAndVersionHits(t *testing.T) {
	testkit.EachRedis(t, func(t *testing.T, url string) {
		c, _ := newCache(t, url, io.Discard)
		put(t, c, alice, view, version, []byte("hers"))
		for name, q := range map[string]struct {
			user          docket.ID
			view, version string
		}{
			"other user":          {bob, view, version},
			"other view":          {alice, view + "2", version},
			"newer version":       {alice, view, "c81e728d9d4c2f636f067f89cc14862c"},
			"shorter version":     {alice, view, version[:31]},
			"longer version":      {alice, view, version + "0"},
			"no version":          {alice, view, ""},
			"version in the view": {alice, view + version, ""},
		} {
			if body, ok := get(t, c, q.user, q.view, q.version); ok {
				t.Errorf("%s: hit with %q", name, body)
			}
		}
	})
}

func TestTheTTLIsAlwaysSetAndNeverExtended(t *testing.T) {
	testkit.EachRedis(t, func(t *testing.T, url string) {
		c, rdb := newCache(t, url, io.Discard)
		ctx := t.Context()
		ttl := func() time.Duration {
			t.Helper()
			d, err := rdb.PTTL(ctx, key(alice)).Result()
			must(t, err)
			return d
		}

		put(t, c, alice, view, version, []byte("1"))
		if got := ttl(); got > cache.TTL || got < cache.TTL-20*time.Second {
			t.Errorf("TTL %v after the first Put, want %v", got, cache.TTL)
		}
		must(t, rdb.PExpire(ctx, key(alice), 30*time.Second).Err())
		put(t, c, alice, view, version, []byte("2"))
		put(t, c, alice, "other", version, []byte("3"))
		get(t, c, alice, view, version)
		if got := ttl(); got > 30*time.Second || got <= 0 {
			t.Errorf("TTL %v after Puts and a Get, want at most the 30 s it had", got)
		}
		must(t, rdb.Persist(ctx, key(alice)).Err())
		put(t, c, alice, view, version, []byte("4"))
		if got := ttl(); got > cache.TTL || got <= 0 {
			t.Errorf("TTL %v after a Put into a hash without one", got)
		}
	})
}

func TestAUserHasAtMost32Views(t *testing.T) {
	testkit.EachRedis(t, func(t *testing.T, url string) {
		c, rdb := newCache(t, url, io.Discard)
		size := func() int64 {
			t.Helper()
			n, err := rdb.HLen(t.Context(), key(alice)).Result()
			must(t, err)
			return n
		}
		for i := range cache.MaxViews {
			put(t, c, alice, fmt.Sprint(i), version, []byte("body"))
		}
		put(t, c, alice, "0", version, []byte("known view"))
		if got := size(); got != 32 {
			t.Errorf("%d views after 32 and one of them again, want 32", got)
		}
		put(t, c, alice, "new", version, []byte("body"))
		if got := size(); got != 1 {
			t.Errorf("%d views after the 33rd, want only that one", got)
		}
		if ttl := rdb.PTTL(t.Context(), key(alice)).Val(); ttl <= 0 {
			t.Errorf("TTL %v of the hash that was started afresh", ttl)
		}

		var all sync.WaitGroup
		for w := range 8 {
			all.Go(func() {
				for i := range 50 {
					c.Put(t.Context(), alice, fmt.Sprint(w, i), version, []byte("body"))
					if n := rdb.HLen(t.Context(), key(alice)).Val(); n > 32 {
						t.Errorf("%d views during concurrent Puts", n)
						return
					}
				}
			})
		}
		all.Wait()
	})
}

func TestInvalidate(t *testing.T) {
	testkit.EachRedis(t, func(t *testing.T, url string) {
		c, _ := newCache(t, url, io.Discard)
		carol := docket.ID("01920000-0000-7000-8000-00000000000c")
		for _, user := range []docket.ID{alice, bob, carol} {
			put(t, c, user, view, version, []byte("body"))
			put(t, c, user, "inbox", version, []byte("body"))
		}
		settled(t, c, func() {
			if err := c.Invalidate(t.Context(), alice, bob, alice, "nobody"); err != nil {
				t.Log(err)
			}
		})
		for user, want := range map[docket.ID]bool{alice: false, bob: false, carol: true} {
			for _, v := range []string{view, "inbox"} {
				if _, ok := get(t, c, user, v, version); ok != want {
					t.Errorf("user %s, view %q: hit %v, want %v", user, v, ok, want)
				}
			}
		}
		before := c.Stats()
		if err := c.Invalidate(t.Context()); err != nil || c.Stats() != before {
			t.Errorf("Invalidate of nobody: %v", err)
		}
	})
}

func TestARequestThatEndsDoesNotCutTheCacheShort(t *testing.T) {
	c, _ := newCache(t, "", io.Discard)
	ended, end := context.WithCancel(t.Context())
	end()
	settled(t, c, func() { c.Put(ended, alice, view, version, []byte("body")) })
	settled(t, c, func() {
		before := c.Stats().Errors
		if _, ok := c.Get(ended, alice, view, version); !ok && c.Stats().Errors == before {
			t.Error("a Get of an ended request misses")
		}
	})
	settled(t, c, func() {
		if err := c.Invalidate(ended, alice); err != nil {
			t.Log(err)
		}
	})
	if _, ok := get(t, c, alice, view, version); ok {
		t.Error("an Invalidate of an ended request did nothing")
	}
}

func TestEntries(t *testing.T) {
	testkit.EachRedis(t, func(t *testing.T, url string) {
		c, _ := newCache(t, url, io.Discard)
		put(t, c, alice, view, version, []byte("body"))
		var entries []cache.Entry
		settled(t, c, func() {
			var err error
			if entries, err = c.Entries(t.Context(), alice); err != nil {
				t.Log(err)
			}
		})
		if len(entries) != 1 || entries[0].View != view || entries[0].Version != version ||
			string(entries[0].Body) != "body" || entries[0].Err != nil {
			t.Errorf("Entries() = %+v", entries)
		}
	})
}
