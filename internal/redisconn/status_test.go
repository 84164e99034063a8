package redisconn_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"docket/internal/redisconn"
	"docket/internal/testkit"

	"github.com/redis/go-redis/v9"
)

func openAt(t *testing.T, url string) *redisconn.Conn {
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

func TestStatus(t *testing.T) {
	server := testkit.RealRedis(t)
	c := openAt(t, server.URL())
	for _, set := range [][2]string{{"maxmemory", "64mb"}, {"maxmemory-policy", "allkeys-lru"}, {"save", "3600 1"}} {
		if err := server.Client().ConfigSet(t.Context(), set[0], set[1]).Err(); err != nil {
			t.Fatal(err)
		}
	}
	s, err := c.Status(t.Context())
	if err != nil || s.Version == "" || s.Used == 0 || s.Max != 64<<20 || s.Policy != "allkeys-lru" || s.AppendOnly || s.Snapshots != "3600 1" || s.SnapshotsUnsure || s.Clients == 0 {
		t.Errorf("the server says %+v, %v", s, err)
	}
	server.Kill()
	if _, err := c.Status(t.Context()); err == nil {
		t.Error("a server that is gone says something of itself")
	}
	if s, err := openAt(t, "").Status(t.Context()); err != nil || s != (redisconn.Status{}) {
		t.Errorf("the built-in one says %+v, %v", s, err)
	}
}

func TestKinds(t *testing.T) {
	testkit.EachRedis(t, func(t *testing.T, url string) {
		c := openAt(t, url)
		o := *c.Client().Options()
		o.ReadTimeout, o.WriteTimeout = 20*time.Second, 20*time.Second // so much at once takes long where the machine is busy
		slow := redis.NewClient(&o)
		defer func() {
			if err := slow.Close(); err != nil {
				t.Error(err)
			}
		}()
		_, err := slow.Pipelined(t.Context(), func(p redis.Pipeliner) error {
			for i := range 1500 {
				p.Set(t.Context(), fmt.Sprint("a:", i), "x", time.Minute+time.Duration(i)*time.Second)
			}
			p.Set(t.Context(), "b:1", "x", 0)
			p.Set(t.Context(), "c", "x", 0)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var kinds []redisconn.Kind
		var cut bool
		eventually(t, "Redis to answer in time", func() bool {
			kinds, cut, err = c.Kinds(t.Context(), "a:", "b:", "none:")
			return err == nil
		})
		if cut || len(kinds) != 4 {
			t.Fatalf("the keys are %+v, cut %v, %v", kinds, cut, err)
		}
		for i, want := range []redisconn.Kind{{Prefix: "a:", Count: 1500}, {Prefix: "b:", Count: 1, Forever: 1}, {Prefix: "none:"}, {Count: 1, Forever: 1}} {
			if k := kinds[i]; k.Prefix != want.Prefix || k.Count != want.Count || k.Forever != want.Forever {
				t.Errorf("the keys are %+v, want %+v", k, want)
			}
		}
		a := kinds[0]
		if a.Shortest > time.Minute || a.Shortest < 40*time.Second || a.Longest > time.Minute+1500*time.Second || a.Longest < 1500*time.Second {
			t.Errorf("they expire in %v to %v", a.Shortest, a.Longest)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, cut, err := c.Kinds(ctx, "a:"); err == nil || !cut {
			t.Errorf("after its time it says cut %v, %v", cut, err)
		}
	})
}
