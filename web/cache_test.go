package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"docket/internal/cache"
	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/testkit"

	"github.com/redis/go-redis/v9"
)

// hashOf is the key of a user's cached views; the braces are literal.
func hashOf(u docket.User) string { return "tasks:{" + u.ID.String() + "}" }

// asPart asks as htmx does; packed takes the response as it is sent.
var (
	asPart = []string{"HX-Request", "true"}
	packed = []string{"Accept-Encoding", "gzip"}
)

// entry returns the one cached view of a user.
func entry(t *testing.T, a *testkit.App, u docket.User) cache.Entry {
	t.Helper()
	var entries []cache.Entry
	testkit.Eventually(t, "the cache to be read", func() bool {
		var err error
		entries, err = a.Cache.Entries(t.Context(), u.ID)
		return err == nil
	})
	if len(entries) != 1 || entries[0].Err != nil {
		t.Fatalf("the cache holds %d views of the user, want one that is whole: %+v", len(entries), entries)
	}
	return entries[0]
}

// forget empties a user's cache behind the back of the server.
func forget(t *testing.T, rdb *redis.Client, u docket.User) {
	t.Helper()
	testkit.Eventually(t, "the cache to be emptied", func() bool { return rdb.Unlink(t.Context(), hashOf(u)).Err() == nil })
}

// lived fills an account with every sort of thing that a page can show, and
// returns the paths of its views.
func lived(t *testing.T, a *testkit.App, c *testkit.Client) []string {
	t.Helper()
	home, old, gone := c.AddList("Home"), c.AddList("Old"), c.AddList("Gone")
	in := func(title string, fields ...string) docket.Task {
		return c.AddTask(title, append([]string{"list_id", string(home.ID)}, fields...)...)
	}
	in("Overdue", "due_on", "2026-07-14", "priority", "1")
	in("Timed", "due_on", "2026-07-16", "due_time", "13:30", "notes", "Some *notes*")
	in("Soon", "due_on", "2026-07-18")
	in("Far", "due_on", "2027-02-01")
	done, deleted := in("Done"), in("Deleted")
	c.AddTask("Plain")
	parts := c.AddList("Parts")
	for _, r := range []testkit.Response{
		c.Post(paths.ListTo(parts.ID, paths.ListSections), "name", "Roof"),
		c.Post(paths.Tasks, "text", "Mend the roof every week /Parts/Roof #house\n  Buy tiles #house\n    Ask for a price\nPaint", "list_id", string(parts.ID)),
		c.Post(paths.LabelTo("house", paths.PinLabel)),
	} {
		if r.Status != http.StatusSeeOther {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
	}
	for _, path := range []string{
		paths.TaskTo(done.ID, paths.CompleteTask), paths.TaskTo(deleted.ID, paths.DeleteTask),
		paths.ListTo(old.ID, paths.ArchiveList), paths.ListTo(gone.ID, paths.DeleteList),
	} {
		if r := c.HX(paths.Today, path); r.Status != http.StatusOK {
			t.Fatalf("%s: %d %s", path, r.Status, r.Body)
		}
	}
	c.Get(paths.Settings) // the message of the last form
	return []string{paths.Inbox, paths.Today, paths.Upcoming, paths.Calendar, paths.Calendar + "?month=2027-02", paths.Completed, paths.Trash, paths.List(home.ID),
		paths.List(parts.ID), paths.ListTo(parts.ID, paths.ListBoard), paths.Label("house"),
		paths.List(old.ID), paths.Inbox + "?after=" + url.QueryEscape(string(docket.NewCursor("V", string(done.ID))))}
}

func TestAHitIsTheBytesThatWereCached(t *testing.T) {
	t.Parallel()
	testkit.EachRedis(t, func(t *testing.T, url string) {
		a := testkit.New(t, testkit.Options{RedisURL: url})
		ana := a.SignedIn("Ana")
		for _, path := range lived(t, a, ana) {
			for _, how := range [][]string{packed, append(packed, asPart...)} {
				forget(t, a.CacheAt.Client(), ana.User)
				var first testkit.Response
				testkit.Eventually(t, "a page to be cached", func() bool {
					first = ana.Get(path, how...)
					return a.CacheAt.Client().HLen(t.Context(), hashOf(ana.User)).Val() == 1
				})
				stored := entry(t, a, ana.User)
				hit := ana.Cached(path, how...)
				if hit.Status != http.StatusOK || hit.Body != string(stored.Body) || hit.Header.Get("Content-Encoding") != "gzip" {
					t.Errorf("%s %v: %d with %d bytes, not the %d that are cached", path, how, hit.Status, len(hit.Body), len(stored.Body))
				}
				if first.Body != hit.Body || first.Header.Get("ETag") != hit.Header.Get("ETag") || hit.Header.Get("ETag") == "" {
					t.Errorf("%s %v: a hit differs from the miss before it (ETags %q and %q)", path, how, hit.Header.Get("ETag"), first.Header.Get("ETag"))
				}
				if took := hit.Header.Get("Server-Timing"); strings.Contains(took, " db;") || strings.Contains(took, " render;") {
					t.Errorf("%s %v: a hit was read or rendered: %s", path, how, took)
				}
				if got := hit.Header.Get("Cache-Control"); got != "private, no-cache" {
					t.Errorf("%s: Cache-Control %q", path, got)
				}
			}
		}
		for _, key := range askRedis(t, func() ([]string, error) { return a.CacheAt.Client().Keys(t.Context(), "*").Result() }) {
			if key != hashOf(ana.User) && !strings.HasPrefix(key, "session:") && !strings.HasPrefix(key, "rate:") {
				t.Errorf("the key %q is neither the user's views, a session nor a count", key)
			}
		}
	})
}

func TestAPageHoldsNothingOfOneRequest(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	views := lived(t, a, ana)
	other := a.SignIn("ana@example.com")
	other.Header.Set("User-Agent", "Another browser")
	for _, path := range views {
		first := ana.Get(path)
		for name, later := range map[string]time.Duration{"at once": 0, "hours later on the same day": 5 * time.Hour} {
			began := a.Clock.Now()
			a.Clock.Add(later)
			forget(t, a.CacheAt.Client(), ana.User)
			if r := other.Get(path); r.CacheUse() != "miss" || r.Body != first.Body || r.Header.Get("ETag") != first.Header.Get("ETag") {
				t.Errorf("%s, %s from another device: a %s with another page or ETag", path, name, r.CacheUse())
			}
			a.Clock.Set(began)
		}
	}
}

func TestHtmxAndPagesAreEntriesOfTheirOwn(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	for name, tc := range map[string]struct {
		headers []string
		part    bool
	}{
		"page":            {nil, false},
		"htmx":            {asPart, true},
		"boosted":         {append(asPart, "HX-Boosted", "true"), false},
		"history restore": {append(asPart, "HX-History-Restore-Request", "true"), false},
		"whole page":      {append(asPart, "HX-Request-Type", "full"), false},
	} {
		for _, path := range []string{paths.Today, paths.Inbox} {
			for range 2 {
				r := ana.Get(path, tc.headers...)
				if part := !strings.Contains(r.Body, "<html"); part != tc.part {
					t.Errorf("%s of %s (%s): a fragment is %v, want %v", name, path, r.CacheUse(), part, tc.part)
				}
				if !strings.Contains(r.Header.Get("Vary"), "HX-Request") {
					t.Errorf("%s of %s: Vary is %q", name, path, r.Header.Get("Vary"))
				}
				r = ana.Cached(path, tc.headers...)
				r = ana.Get(path, append(tc.headers, "If-None-Match", r.Header.Get("ETag"))...)
				if r.Status != http.StatusNotModified || !strings.Contains(r.Header.Get("Vary"), "HX-Request") {
					t.Errorf("%s of %s: %d with Vary %q", name, path, r.Status, r.Header.Get("Vary"))
				}
			}
		}
	}
	if n := askRedis(t, func() (int64, error) { return a.CacheAt.Client().HLen(t.Context(), hashOf(ana.User)).Result() }); n != 4 {
		t.Errorf("%d entries, want a page and a fragment of two views", n)
	}
}

func TestAPageWithAMessageIsNotCached(t *testing.T) {
	t.Parallel()
	testkit.EachRedis(t, func(t *testing.T, url string) {
		a := testkit.New(t, testkit.Options{RedisURL: url})
		ana := a.SignedIn("Ana")
		task := ana.AddTask("Buy oars")
		ana.Post(paths.TaskTo(task.ID, paths.CompleteTask)) // leaves a message with an undo
		// A browser that has the page asks whether it changed; the message is news.
		fragment := ana.Get(paths.Inbox, asPart...)
		if fragment.CacheUse() == "bypass" || strings.Contains(fragment.Body, "Completed “") {
			t.Errorf("a fragment took the message of the next page (%s)", fragment.CacheUse())
		}
		forget(t, a.CacheAt.Client(), ana.User)
		r := ana.Get(paths.Inbox, "If-None-Match", fragment.Header.Get("ETag"))
		if r.Status != http.StatusOK || r.CacheUse() != "bypass" || r.Header.Get("ETag") != "" || r.Header.Get("Cache-Control") != "private, no-store" {
			t.Errorf("with a message: %d, %s, ETag %q, Cache-Control %q", r.Status, r.CacheUse(), r.Header.Get("ETag"), r.Header.Get("Cache-Control"))
		}
		if !strings.Contains(r.Body, "Completed “Buy oars”") {
			t.Error("the page does not show the message")
		}
		if n := askRedis(t, func() (int64, error) { return a.CacheAt.Client().Exists(t.Context(), hashOf(ana.User)).Result() }); n != 0 {
			t.Error("the page with the message was cached")
		}
		if r := ana.Get(paths.Inbox); r.CacheUse() != "miss" || strings.Contains(r.Body, "Completed “Buy oars”") {
			t.Errorf("the next page is a %s, or has the message again", r.CacheUse())
		}
	})
}

func TestAClientWithoutGzipGetsPlainText(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	whole := ana.Get(paths.Today).Body // by a transport that unpacks
	for _, accept := range []string{"identity", "br", "gzip;q=0", ""} {
		ana.Get(paths.Today)
		r := ana.Cached(paths.Today, "Accept-Encoding", accept)
		if r.Header.Get("Content-Encoding") != "" || r.Body != whole {
			t.Errorf("Accept-Encoding %q: Content-Encoding %q and %d bytes, want the %d plain ones",
				accept, r.Header.Get("Content-Encoding"), len(r.Body), len(whole))
		}
	}
	if r := ana.Get(paths.Today, packed...); r.Header.Get("Content-Encoding") != "gzip" || len(r.Body) >= len(whole) {
		t.Errorf("with gzip: Content-Encoding %q and %d bytes", r.Header.Get("Content-Encoding"), len(r.Body))
	}
	if !slices.Contains(strings.Split(ana.Get(paths.Today).Header.Get("Vary"), ", "), "Accept-Encoding") {
		t.Error("Vary does not have Accept-Encoding")
	}
}

func TestAnotherBuildMisses(t *testing.T) {
	t.Parallel()
	redis := testkit.RealRedis(t)
	dir := t.TempDir()
	old := testkit.New(t, testkit.Options{RedisURL: redis.URL(), DataDir: dir, Build: "one"})
	ana := old.SignedIn("Ana")
	ana.Get(paths.Today)
	tag := ana.Cached(paths.Today).Header.Get("ETag")

	next := testkit.New(t, testkit.Options{RedisURL: redis.URL(), DataDir: dir, Build: "two"})
	same := next.Client()
	same.SetCookie(ana.Cookie())
	if r := same.Get(paths.Today, "If-None-Match", tag); r.Status != http.StatusOK || r.CacheUse() != "miss" {
		t.Errorf("the page of another build: %d, %s", r.Status, r.CacheUse())
	}
	ana.Cached(paths.Today) // both builds share the server while one replaces the other
	same.Cached(paths.Today)
}

// askRedis asks until there is an answer: the server's own client, which is the
// only one that knows the embedded Redis, waits no more than 100 ms.
func askRedis[T any](t *testing.T, ask func() (T, error)) (v T) {
	t.Helper()
	testkit.Eventually(t, "an answer of Redis", func() bool {
		var err error
		v, err = ask()
		return err == nil
	})
	return v
}
