package testkit

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Eventually waits until ok holds and ends the test when it never does.
func Eventually(tb testing.TB, what string, ok func() bool) {
	tb.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	patience := time.After(redisPatience)
	for !ok() {
		select {
		case <-patience:
			tb.Fatalf("waited %v for %s", redisPatience, what)
		case <-tick.C:
		}
	}
}

// Calls returns how often the server ran a command (such as "unlink") since it
// started.
func (r *Redis) Calls(command string) int {
	r.tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), redisPatience)
	defer cancel()
	info, err := r.client.Info(ctx, "commandstats").Result()
	r.check("counting commands", err)
	for line := range strings.Lines(info) {
		rest, found := strings.CutPrefix(line, "cmdstat_"+command+":calls=")
		if !found {
			continue
		}
		var n int
		if _, err := fmt.Sscan(strings.SplitN(rest, ",", 2)[0], &n); err != nil {
			r.tb.Fatalf("reading %q: %v", line, err)
		}
		return n
	}
	return 0
}

// CacheUse returns what the cache did for a response: hit, miss or bypass.
func (r Response) CacheUse() string {
	use, _, _ := strings.Cut(strings.TrimPrefix(r.Header.Get("Server-Timing"), "cache;desc="), ",")
	return use
}

// SetCookies returns the cookies that the response sets.
func (r Response) SetCookies() []*http.Cookie {
	return (&http.Response{Header: r.Header}).Cookies()
}

// Cached asks for a page until it comes from the cache: on a busy machine the
// 100 ms that the cache waits for Redis can pass for no fault of Redis.
func (c *Client) Cached(path string, headers ...string) Response {
	c.tb.Helper()
	var r Response
	Eventually(c.tb, path+" to come from the cache", func() bool {
		r = c.Get(path, headers...)
		return r.CacheUse() == "hit"
	})
	return r
}

// Missed counts what Redis did not answer or refused so far; where it grows
// during a step, the step's commands may have done nothing.
func (a *App) Missed() uint64 {
	s := a.Cache.Stats()
	return s.Errors + s.Skipped
}

// TryHX is HX for requests that may fail, and for goroutines.
func (c *Client) TryHX(at, path string, fields ...string) (Response, error) {
	c.tb.Helper()
	return c.Try(http.MethodPost, path, form(fields), onScreen(at)...)
}
