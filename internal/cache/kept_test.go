package cache_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"docket/internal/cache"
	"docket/internal/docket"
	"docket/internal/redisconn"
	"docket/internal/testkit"
)

func TestKept(t *testing.T) {
	testkit.EachRedis(t, func(t *testing.T, url string) {
		conn, err := redisconn.Open(url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := conn.Close(); err != nil {
				t.Error(err)
			}
		})
		c := cache.New(conn.Client(), slog.New(slog.DiscardHandler))
		const user docket.ID = "0190b0e4-7c3a-7000-8000-0123456789ab"
		if kept, left, err := c.Kept(t.Context(), user); len(kept) > 0 || left != 0 || err != nil {
			t.Errorf("of nothing it says %v, %v, %v", kept, left, err)
		}
		body := []byte(strings.Repeat("page", 5000))
		testkit.Eventually(t, "two views", func() bool {
			c.Put(t.Context(), user, "/today page", "one", body)
			c.Put(t.Context(), user, "/inbox page", "two", nil)
			kept, _, err := c.Kept(t.Context(), user)
			return err == nil && len(kept) == 2
		})
		if err := conn.Client().HSet(t.Context(), "tasks:{"+string(user)+"}", "short", "x", "long", strings.Repeat("x", 5000)).Err(); err != nil {
			t.Fatal(err)
		}
		kept, left, err := c.Kept(t.Context(), user)
		if err != nil || left <= 30*time.Second || left > cache.TTL || len(kept) != 4 {
			t.Fatalf("it says %v, %v, %v", kept, left, err)
		}
		for _, k := range kept {
			want := map[string]string{"/today page": "one", "/inbox page": "two", "short": "", "long": ""}[k.View]
			if k.Version != want || k.View == "/today page" && (k.Size < len(body) || k.Size > len(body)+200) || k.View == "short" && k.Size != 1 {
				t.Errorf("%s has the version %q and %d bytes", k.View, k.Version, k.Size)
			}
		}
		if err := conn.Client().Set(t.Context(), "tasks:{x}", "no hash", 0).Err(); err != nil {
			t.Fatal(err)
		}
		if _, _, err := c.Kept(t.Context(), "x"); err == nil {
			t.Error("what is no hash is listed")
		}
	})
}
