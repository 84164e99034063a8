package web_test

import (
	"net/http"
	"strings"
	"testing"

	"docket/internal/paths"
	"docket/internal/testkit"
)

func TestNotModifiedTakesNoCache(t *testing.T) {
	redis := testkit.RealRedis(t)
	a := testkit.New(t, testkit.Options{CacheURL: redis.URL()})
	ana, ben := a.SignedIn("Ana"), a.SignedIn("Ben")
	tags := make(map[string]string)
	note := func(what string, r testkit.Response) string {
		t.Helper()
		tag := r.Header.Get("ETag")
		if was, used := tags[tag]; used || tag == "" {
			t.Errorf("the ETag %q of %s is that of %s", tag, what, was)
		}
		tags[tag] = what
		return tag
	}
	tag := note("Ana's Today", ana.Get(paths.Today))
	note("Ben's Today", ben.Get(paths.Today))
	note("a fragment", ana.Get(paths.Today, asPart...))
	note("Inbox", ana.Get(paths.Inbox))

	asked := func() int { return redis.Calls("hget") + redis.Calls("evalsha") + redis.Calls("eval") }
	unchanged := func(when string) {
		t.Helper()
		r := ana.Get(paths.Today, "If-None-Match", tag)
		if r.Status != http.StatusNotModified || r.Body != "" || r.Header.Get("ETag") != tag ||
			r.Header.Get("Cache-Control") != "private, no-cache" {
			t.Errorf("%s: %d with %d bytes and %v", when, r.Status, len(r.Body), r.Header)
		}
	}
	before := asked()
	for range 3 {
		unchanged("with the cache there")
	}
	if n := asked() - before; n != 0 {
		t.Errorf("three answers 304 asked the cache %d times", n)
	}
	skipped := a.Missed()
	redis.Kill()
	unchanged("with the cache gone")
	if a.Missed() != skipped {
		t.Error("a 304 waited for a cache that is gone")
	}
	if r := ana.Get(paths.Inbox, "If-None-Match", tag); r.Status != http.StatusOK {
		t.Errorf("another view's ETag gets %d", r.Status)
	}
	ana.AddTask("New", "due_on", "2026-07-16")
	ana.Get(paths.Settings)
	r := ana.Get(paths.Today, "If-None-Match", tag)
	if r.Status != http.StatusOK || !strings.Contains(r.Body, "New") {
		t.Errorf("after a change the old ETag gets %d", r.Status)
	}
	note("Today after a change", r)
}

func TestAnErrorHasNoETag(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	id, err := testkit.NewID()
	if err != nil {
		t.Fatal(err)
	}
	r := ana.Get(paths.List(id))
	if r.Status != http.StatusNotFound || r.Header.Get("ETag") != "" || r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("a list that is none: %d with ETag %q, Cache-Control %q", r.Status, r.Header.Get("ETag"), r.Header.Get("Cache-Control"))
	}
}
