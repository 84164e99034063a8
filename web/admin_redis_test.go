package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/testkit"
)

func adminBuiltInRedis(t *testing.T, h *house) {
	testkit.Eventually(t, "a page that is ready", func() bool { return h.owner.Get(paths.Inbox).CacheUse() == "hit" })
	says(t, h.admin.Get(paths.AdminRedis), http.StatusOK, "Sessions and cache", "Built into Docket", "<code>session:</code>", "<code>tasks:{</code>", "<code>rate:</code>",
		"Sent from the cache", "owner@example.com", "/inbox (page)", "Drop")
	followed(t, h.admin, h.admin.Post(paths.AdminDrop, "whose", string(h.owner.User.ID)), paths.AdminRedis, "Dropped the pages of Owner.")
	if r := h.owner.Get(paths.Inbox); r.CacheUse() != "miss" {
		t.Errorf("a page that was dropped is a %s", r.CacheUse())
	}
	for _, id := range []string{"", "x", string(h.home.ID)} {
		if r := h.admin.Post(paths.AdminDrop, "whose", id); r.Status != http.StatusNotFound {
			t.Errorf("dropping the pages of %q: %d", id, r.Status)
		}
	}
}

func TestTheAdministratorSeesRealRedis(t *testing.T) {
	t.Parallel()
	sessions, cached := testkit.RealRedis(t), testkit.RealRedis(t)
	a := testkit.New(t, testkit.Options{RedisURL: sessions.URL(), CacheURL: cached.URL()})
	admin, bo := a.SignedIn("Ana"), a.SignedIn("Bo")
	for _, set := range [][2]string{{"maxmemory", "64mb"}, {"maxmemory-policy", "allkeys-lru"}} {
		if err := cached.Client().ConfigSet(t.Context(), set[0], set[1]).Err(); err != nil {
			t.Fatal(err)
		}
	}
	if err := sessions.Client().Set(t.Context(), "<script>", "x", 0).Err(); err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, "all of the page", func() bool {
		bo.Cached(paths.Inbox)
		// What is tagged with another version is old.
		a.Cache.Put(t.Context(), bo.User.ID, "/today page 2026-07-16 <script>", "old", []byte("x"))
		r := admin.Get(paths.AdminRedis)
		return strings.Contains(r.Body, "/today (page)") && strings.Contains(r.Body, "/inbox (page)") && !strings.Contains(r.Body, "No answer")
	})
	page := admin.Get(paths.AdminRedis)
	says(t, page, http.StatusOK, ">Sessions", "noeviction", "nothing", "<code>session:</code>", ">2<", "in 89 days", "Others", "never",
		">Cache", "of 64.0 MB", "allkeys-lru", "<code>tasks:{</code>", "Hits", "bo@example.com")
	row := part(t, page, "bo@example.com", "</tr>")
	for _, li := range strings.Split(row, "<li>")[1:] {
		if old := strings.Contains(li, ">Old<"); old != strings.Contains(li, "/today (page)") {
			t.Errorf("a view is old: %v, in %s", old, li)
		}
	}
	if strings.Contains(page.Body, "<script>") {
		t.Error("what is in Redis is HTML")
	}
	says(t, admin.Get(paths.Admin), http.StatusOK, "Sessions: ", "Cache: ", "of 64.0 MB")

	for _, trouble := range []struct {
		name  string
		begin func()
	}{{"frozen", cached.Freeze}, {"killed", cached.Kill}} {
		trouble.begin()
		began := time.Now()
		says(t, admin.Get(paths.AdminRedis), http.StatusOK, ">Sessions", "noeviction", ">Cache", "No answer", "doesn’t answer right now", "Use of the cache", "bo@example.com", "unknown, as the cache")
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("while the cache is %s the page takes %v", trouble.name, took)
		}
		says(t, admin.Get(paths.Admin), http.StatusOK, "Cache: no answer", "Look at this")
		says(t, admin.Post(paths.AdminDrop, "whose", string(bo.User.ID)), http.StatusServiceUnavailable, "nothing was dropped")
	}
}

// Redis with the sessions goes away after the session was read.
func TestRedisGoesAwayWhileAPageIsAskedFor(t *testing.T) {
	t.Parallel()
	redis := testkit.RealRedis(t)
	a := testkit.New(t, testkit.Options{RedisURL: redis.URL(), Limits: "wrong-account=1/15m"})
	admin := a.SignedIn("Ana")
	signInWith(a.Client(), "nobody@example.com", "wrong horse")
	redis.Kill()
	for _, path := range []string{paths.Admin, paths.AdminRedis, paths.AdminJobs, paths.AdminLimits, paths.AdminMail, paths.AdminPeople} {
		if r := admin.Get(path); r.Status != http.StatusServiceUnavailable {
			t.Errorf("without sessions %s answers %d", path, r.Status)
		}
	}
	began := time.Now()
	limits, err := a.Use.Limits(t.Context(), admin.User)
	if err != nil || limits.Err == nil || len(limits.Limited) != 1 || limits.Limited[0].Name != "wrong-account" {
		t.Errorf("without Redis the limits are %+v, %v", limits, err)
	}
	if err := a.Use.LiftLimit(t.Context(), admin.User, "sign-in", "x"); docket.KindOf(err) != docket.KindUnavailable {
		t.Errorf("without Redis lifting says %v", err)
	}
	if err := a.Use.LiftLimit(t.Context(), admin.User, "wrong-account", limits.Limited[0].Key); err != nil {
		t.Errorf("what is counted in the database is not lifted: %v", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("that takes %v", took)
	}
}
