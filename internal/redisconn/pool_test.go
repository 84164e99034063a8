package redisconn_test

import (
	"testing"
	"time"

	redigo "github.com/gomodule/redigo/redis"

	"docket/internal/redisconn"
	"docket/internal/testkit"
)

// fill leaves the pool with as many idle connections as it keeps.
func fill(t *testing.T, pool *redigo.Pool) {
	t.Helper()
	conns := make([]redigo.Conn, redisconn.MaxIdle)
	for i := range conns {
		conns[i] = pool.Get()
		if _, err := conns[i].Do("PING"); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range conns {
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if got := pool.IdleCount(); got != redisconn.MaxIdle {
		t.Fatalf("%d idle connections, want %d", got, redisconn.MaxIdle)
	}
}

func TestAFrozenRedisAnswersNoWithinASecond(t *testing.T) {
	for name, prepare := range map[string]func(*testing.T, *redisconn.Conn) *redigo.Pool{
		"no connection": func(_ *testing.T, c *redisconn.Conn) *redigo.Pool { return c.Pool() },
		"fresh connections": func(t *testing.T, c *redisconn.Conn) *redigo.Pool {
			fill(t, c.Pool())
			return c.Pool()
		},
		"stale connections": func(t *testing.T, c *redisconn.Conn) *redigo.Pool {
			p := c.StalePool()
			fill(t, p)
			return p
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := testkit.RealRedis(t)
			pool := prepare(t, open(t, server.URL()))
			defer func() {
				if err := pool.Close(); err != nil {
					t.Error(err)
				}
			}()

			server.Freeze()
			// The contract: 503 within a second. A busy machine may need another try.
			for range 2 {
				eventually(t, "the frozen server to be given up within a second", func() bool {
					start := time.Now()
					if _, err := do(t, pool, "GET", "scs:session:x"); err == nil {
						t.Fatal("a frozen server answered")
					}
					return time.Since(start) <= time.Second
				})
			}
			if got := pool.IdleCount(); got != 0 {
				t.Errorf("%d connections to the frozen server are kept", got)
			}

			server.Thaw()
			eventually(t, "the thawed server to be used", func() bool {
				_, err := do(t, pool, "GET", "scs:session:x")
				return err == nil
			})
		})
	}
}

func TestAfterARestartOnePooledConnectionFailsAtMost(t *testing.T) {
	server := testkit.RealRedis(t)
	pool := open(t, server.URL()).Pool()
	fill(t, pool)
	server.Kill()
	server.Start()
	failed := 0
	for range redisconn.MaxIdle {
		if _, err := do(t, pool, "PING"); err != nil {
			failed++
		}
	}
	if failed > 1 {
		t.Errorf("%d of %d commands failed on connections to the server before", failed, redisconn.MaxIdle)
	}
}

func TestAConnectionLongIdleIsTriedBeforeUse(t *testing.T) {
	server := testkit.RealRedis(t)
	pool := open(t, server.URL()).StalePool()
	defer func() {
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
	}()
	fill(t, pool)
	server.Kill()
	server.Start()
	for range redisconn.MaxIdle {
		if _, err := do(t, pool, "PING"); err != nil {
			t.Fatalf("a dead connection was handed out: %v", err)
		}
	}
}
