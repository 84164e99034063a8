package redisconn_test

import (
	"bytes"
	"crypto/tls"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	redigo "github.com/gomodule/redigo/redis"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"

	"docket/internal/redisconn"
	"docket/internal/testkit"
)

func open(t *testing.T, url string) *redisconn.Conn {
	t.Helper()
	c, err := redisconn.Open(url)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return c
}

// do runs one command on a connection of the pool.
func do(t *testing.T, pool *redigo.Pool, cmd string, args ...any) (any, error) {
	t.Helper()
	c := pool.Get()
	reply, err := c.Do(cmd, args...)
	if cerr := c.Close(); err == nil && cerr != nil {
		t.Errorf("giving the connection back: %v", cerr)
	}
	return reply, err
}

func TestBothClientsReachTheSameDatabase(t *testing.T) {
	testkit.EachRedis(t, func(t *testing.T, url string) {
		c := open(t, url)
		if got, want := c.Embedded(), url == ""; got != want {
			t.Errorf("Embedded() = %v, want %v", got, want)
		}
		if err := c.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := c.Client().Set(t.Context(), "k", "v", 0).Err(); err != nil {
			t.Fatal(err)
		}
		if got, err := redigo.String(do(t, c.Pool(), "GET", "k")); err != nil || got != "v" {
			t.Errorf("the pool reads %q, %v", got, err)
		}
	})
}

func TestPasswordAndDatabaseOfTheURL(t *testing.T) {
	server := testkit.RealRedis(t)
	if err := server.Client().ConfigSet(t.Context(), "requirepass", "p/s#?:@").Err(); err != nil {
		t.Fatal(err)
	}
	path := strings.TrimPrefix(server.URL(), "unix://")
	c := open(t, "unix://:p%2Fs%23%3F%3A%40@"+path+"?db=3")

	if err := c.Client().Set(t.Context(), "k", "v", 0).Err(); err != nil {
		t.Fatal(err)
	}
	if got, err := redigo.String(do(t, c.Pool(), "GET", "k")); err != nil || got != "v" {
		t.Errorf("the pool reads %q, %v", got, err)
	}
	keyspace := server.Client().Info(t.Context(), "keyspace").Val()
	if !strings.Contains(keyspace, "db3:keys=1,") || strings.Contains(keyspace, "db0") {
		t.Errorf("the key is not in database 3: %s", keyspace)
	}
	if got, want := c.String(), "unix://"+path+"?db=3"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}

	wrong := open(t, "unix://:wrong@"+path)
	if err := wrong.Ping(t.Context()); !redis.IsAuthError(err) {
		t.Errorf("with a wrong password Ping says %v", err)
	}
	if _, err := do(t, wrong.Pool(), "PING"); err == nil {
		t.Error("the pool accepts a wrong password")
	}
}

func TestTLS(t *testing.T) {
	web := httptest.NewTLSServer(nil) // for its certificate
	defer web.Close()
	server, err := miniredis.RunTLS(&tls.Config{Certificates: web.TLS.Certificates, MinVersion: tls.VersionTLS12})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()

	c := open(t, "rediss://"+server.Addr()+"?skip_verify=true")
	if err := c.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := do(t, c.Pool(), "PING"); err != nil {
		t.Error(err)
	}
	if got, want := c.String(), "rediss://"+server.Addr()+"/0"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}

	strict := open(t, "rediss://"+server.Addr())
	if err := strict.Ping(t.Context()); err == nil {
		t.Error("the client accepts a certificate that nobody vouches for")
	}
	if _, err := do(t, strict.Pool(), "PING"); err == nil {
		t.Error("the pool accepts a certificate that nobody vouches for")
	}
}

func TestStringOfURLs(t *testing.T) {
	for url, want := range map[string]string{
		"redis://localhost":                      "redis://localhost:6379/0",
		"redis://me:s3cret@db.example:6380/4":    "redis://db.example:6380/4",
		"redis://:s3cret@[::1]?db=2":             "redis://[::1]:6379/2",
		"rediss://me:s3cret@db.example/1":        "rediss://db.example:6379/1",
		"unix:///run/redis.sock":                 "unix:///run/redis.sock",
		"unix://me:s3cret@/run/redis.sock?db=12": "unix:///run/redis.sock?db=12",
		"":                                       "embedded",
	} {
		t.Run(url, func(t *testing.T) {
			if got := open(t, url).String(); got != want {
				t.Errorf("String() = %q, want %q", got, want)
			}
		})
	}
}

func TestUnusableURLsAreRefusedWithoutQuotingThem(t *testing.T) {
	for name, url := range map[string]string{
		"no scheme":               "s3cret",
		"host and port only":      "s3cret:6379",
		"other scheme":            "http://:s3cret@localhost",
		"one slash":               "redis:s3cret@localhost",
		"bad port":                "redis://:s3cret@localhost:port",
		"port out of range":       "redis://:s3cret@localhost:65536",
		"port zero":               "redis://:s3cret@localhost:0",
		"database no number":      "redis://localhost/s3cret",
		"database negative":       "redis://:s3cret@localhost/-1",
		"two path parts":          "redis://localhost/0/s3cret",
		"db option no number":     "redis://localhost?db=s3cret",
		"unknown option":          "redis://localhost?s3cret=1",
		"time-out option":         "redis://:s3cret@localhost?read_timeout=1h",
		"user without password":   "redis://s3cret@localhost",
		"slash in password":       "redis://:1/s3cret@localhost",
		"question mark in it":     "redis://:1?s3cret@localhost",
		"hash in it":              "redis://:1#s3cret@localhost",
		"percent in it":           "redis://:%s3cret@localhost",
		"slash after digits only": "redis://u:12/s3cret@localhost",
		"socket without path":     "unix://",
		"socket with two slashes": "unix://s3cret/redis.sock",
		"control character":       "redis://:s3cret@localhost\n",
		"TLS option no boolean":   "rediss://localhost?skip_verify=s3cret",
	} {
		t.Run(name, func(t *testing.T) {
			c, err := redisconn.Open(url)
			if err == nil {
				t.Fatalf("accepted as %s", c)
			}
			if strings.Contains(err.Error(), "s3cret") || strings.Contains(err.Error(), "\n") {
				t.Errorf("the error shows what it should not: %v", err)
			}
		})
	}
}

func TestARedisThatIsDownDoesNotStopTheStart(t *testing.T) {
	var log bytes.Buffer
	redisconn.LogTo(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(logging.Enable)

	c := open(t, "unix://:s3cret@/nonexistent/redis.sock")
	err := c.Ping(t.Context())
	if err == nil || !strings.Contains(err.Error(), "unix:///nonexistent/redis.sock") || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("Ping says %v", err)
	}
	if _, err := do(t, c.Pool(), "PING"); err == nil {
		t.Error("the pool answers for a server that is not there")
	}
	if got := log.String(); strings.Count(got, "failed to dial") != 1 || !strings.Contains(got, "after 1 attempts") || !strings.Contains(got, "level=DEBUG") {
		t.Errorf("go-redis logged %q, want one failed attempt to dial, at debug", got)
	}
}

func TestANewConnectionCostsOneRoundTrip(t *testing.T) {
	server := miniredis.RunT(t) // it counts the commands it does not know, too
	c := open(t, "redis://"+server.Addr())
	if err := c.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := server.CommandCount(); got != 2 {
		t.Errorf("the server saw %d commands, want HELLO and PING only", got)
	}
}

func TestTheEmbeddedServerWantsItsPassword(t *testing.T) {
	c := open(t, "")
	stranger := redis.NewClient(&redis.Options{Addr: c.Client().Options().Addr})
	defer func() {
		if err := stranger.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := stranger.Keys(t.Context(), "*").Err(); !redis.IsAuthError(err) {
		t.Errorf("another user of the machine gets %v, want a refusal", err)
	}
	if host := c.Client().Options().Addr; !strings.HasPrefix(host, "127.0.0.1:") {
		t.Errorf("it listens on %s, want the loopback address", host)
	}
	other := open(t, "")
	if c.Client().Options().Password == other.Client().Options().Password {
		t.Error("two embedded servers have the same password")
	}
}

func TestTimePassesInTheEmbeddedServer(t *testing.T) {
	c := open(t, "")
	if err := c.Client().Set(t.Context(), "short", "v", 10*time.Millisecond).Err(); err != nil {
		t.Fatal(err)
	}
	if err := c.Client().Set(t.Context(), "long", "v", time.Hour).Err(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the short key to expire", func() bool {
		return c.Client().Exists(t.Context(), "short").Val() == 0
	})
	ttl := c.Client().PTTL(t.Context(), "long").Val()
	if ttl >= time.Hour || ttl < 59*time.Minute {
		t.Errorf("the other key has %v left of an hour", ttl)
	}
}

func TestCloseStopsTheEmbeddedServer(t *testing.T) {
	c, err := redisconn.Open("")
	if err != nil {
		t.Fatal(err)
	}
	addr := c.Client().Options().Addr
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := redigo.Dial("tcp", addr); err == nil {
		t.Error("it still takes connections")
	}
}

// eventually waits for a condition that is sure to come.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	patience := time.After(20 * time.Second)
	for !ok() {
		select {
		case <-patience:
			t.Fatalf("waited in vain for %s", what)
		case <-tick.C:
		}
	}
}
