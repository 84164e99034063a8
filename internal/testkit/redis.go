package testkit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// redisPatience is how long a redis-server may take to start or to do what a
// test tells it to. It is generous: a test that waits this long has failed.
const redisPatience = 20 * time.Second

// Redis is a redis-server of its own for one test, listening on a socket only
// and keeping nothing on disk unless told to. Its methods are for the test's
// goroutine.
type Redis struct {
	tb     testing.TB
	dir    string
	cmd    *exec.Cmd
	exited chan struct{} // closed when the process behind cmd is gone
	client *redis.Client
}

// RealRedis starts a redis-server and stops it at the end of the test.
func RealRedis(tb testing.TB) *Redis {
	tb.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		tb.Fatal("This test needs redis-server. Run `make test`, which installs it, or install it yourself.")
	}
	// Not tb.TempDir: a socket's path is limited to about 100 bytes.
	dir, err := os.MkdirTemp("/tmp", "docket-redis-")
	if err != nil {
		tb.Fatalf("making a folder for redis-server: %v", err)
	}
	r := &Redis{tb: tb, dir: dir}
	r.client = redis.NewClient(&redis.Options{Network: "unix", Addr: r.socket()})
	tb.Cleanup(func() {
		if r.cmd != nil {
			r.Kill()
		}
		if err := errors.Join(r.client.Close(), os.RemoveAll(dir)); err != nil {
			tb.Errorf("clearing up after redis-server: %v", err)
		}
	})
	r.Start()
	return r
}

// EachRedis runs f against the embedded server (url "") and a real redis-server.
func EachRedis(t *testing.T, f func(t *testing.T, url string)) {
	t.Helper()
	t.Run("embedded", func(t *testing.T) { f(t, "") })
	t.Run("redis-server", func(t *testing.T) { f(t, RealRedis(t).URL()) })
}

// URL is what REDIS_URL would say.
func (r *Redis) URL() string { return "unix://" + r.socket() }

// Client returns a plain client, for looking at what the server holds.
func (r *Redis) Client() *redis.Client { return r.client }

// Start starts the server again after Kill, with the same URL. What it held is
// lost.
func (r *Redis) Start() {
	r.tb.Helper()
	logfile := filepath.Join(r.dir, "log")
	r.cmd = exec.Command("redis-server", // #nosec G204 -- the arguments are ours
		"--port", "0", "--unixsocket", r.socket(), "--unixsocketperm", "700",
		"--dir", r.dir, "--save", "", "--appendonly", "no", "--logfile", logfile)
	if err := r.cmd.Start(); err != nil {
		r.tb.Fatalf("starting redis-server: %v", err)
	}
	cmd, exited := r.cmd, make(chan struct{})
	r.exited = exited
	go func() {
		defer close(exited)
		_ = cmd.Wait() // how it ended is in its log
	}()
	r.until("redis-server to answer", func(ctx context.Context) error {
		select {
		case <-exited:
			said, err := os.ReadFile(logfile) // #nosec G304 -- the path is ours
			r.tb.Fatalf("redis-server ended instead of starting (%v). It said:\n%s", err, said)
		default:
		}
		return r.client.Ping(ctx).Err()
	})
}

// Kill ends the server as a power cut would.
func (r *Redis) Kill() {
	r.tb.Helper()
	r.signal(syscall.SIGKILL)
	<-r.exited
}

// Freeze stops the server's process: it takes connections and data but answers
// nothing.
func (r *Redis) Freeze() { r.tb.Helper(); r.signal(syscall.SIGSTOP) }

// Thaw lets a frozen server go on.
func (r *Redis) Thaw() { r.tb.Helper(); r.signal(syscall.SIGCONT) }

// SaveSnapshot keeps what the server holds now, for RestoreSnapshot.
func (r *Redis) SaveSnapshot() {
	r.tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), redisPatience)
	defer cancel()
	r.check("saving a snapshot", r.client.Save(ctx).Err())
	// Moved, so that a Start after a Kill does not find it.
	r.check("keeping the snapshot", os.Rename(r.dump(), r.snapshot()))
}

// RestoreSnapshot kills the server and starts it again with what it held at
// SaveSnapshot.
func (r *Redis) RestoreSnapshot() {
	r.tb.Helper()
	r.Kill()
	r.check("putting the snapshot back", os.Link(r.snapshot(), r.dump()))
	r.Start()
	r.check("removing the restored snapshot", os.Remove(r.dump()))
}

// RefuseWrites makes the server answer every write with MISCONF, as it does when
// it cannot save to disk, until AllowWrites.
func (r *Redis) RefuseWrites() {
	r.tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), redisPatience)
	defer cancel()
	// A folder in the place of the dump stops even root from writing it.
	r.check("putting a folder in the dump's place", os.Mkdir(r.dump(), 0o700))
	r.check("turning on saving", r.client.ConfigSet(ctx, "save", "3600 1000000").Err())
	r.check("saving in vain", r.client.BgSave(ctx).Err())
	r.until("redis-server to refuse writes", func(ctx context.Context) error {
		info, err := r.client.Info(ctx, "persistence").Result()
		if err == nil && !strings.Contains(info, "rdb_last_bgsave_status:err") {
			err = errors.New("the save has not failed yet")
		}
		return err
	})
}

// AllowWrites ends RefuseWrites.
func (r *Redis) AllowWrites() {
	r.tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), redisPatience)
	defer cancel()
	r.check("turning off saving", r.client.ConfigSet(ctx, "save", "").Err())
	r.check("removing the folder in the dump's place", os.Remove(r.dump()))
}

func (r *Redis) socket() string   { return filepath.Join(r.dir, "s") }
func (r *Redis) dump() string     { return filepath.Join(r.dir, "dump.rdb") }
func (r *Redis) snapshot() string { return filepath.Join(r.dir, "snapshot.rdb") }

func (r *Redis) signal(s syscall.Signal) {
	r.tb.Helper()
	if err := r.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		r.tb.Fatalf("sending redis-server %v: %v", s, err)
	}
}

func (r *Redis) check(doing string, err error) {
	r.tb.Helper()
	if err != nil {
		r.tb.Fatal(fmt.Errorf("%s: %w", doing, err))
	}
}

// until calls f until it returns nil.
func (r *Redis) until(what string, f func(context.Context) error) {
	r.tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), redisPatience)
	defer cancel()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		err := f(ctx)
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			r.tb.Fatalf("waited %v for %s: %v", redisPatience, what, err)
		case <-tick.C:
		}
	}
}
