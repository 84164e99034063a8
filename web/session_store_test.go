package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"docket/internal/paths"
	"docket/internal/testkit"
)

func TestTheStoredSession(t *testing.T) {
	t.Parallel()
	testkit.EachRedis(t, func(t *testing.T, redis string) {
		a := testkit.New(t, testkit.Options{RedisURL: redis, CacheURL: testkit.RealRedis(t).URL()})
		rdb := a.Sessions.Client()
		ana := a.SignedIn("Ana")
		ana.Post(paths.TaskTo(ana.AddTask("Buy oars").ID, paths.CompleteTask)) // leaves a message
		keys := askRedis(t, func() ([]string, error) { return rdb.Keys(t.Context(), "session:*").Result() })
		if len(keys) != 1 {
			t.Fatalf("one session is stored as %q", keys)
		}
		key := keys[0]
		value := askRedis(t, func() (string, error) { return rdb.Get(t.Context(), key).Result() })
		if strings.Contains(key, ana.Cookie()) || strings.Contains(value, ana.Cookie()) {
			t.Error("the token is in the store: who reads the store is signed in as everyone")
		}
		if !signedIn(t, a, ana.Cookie()) || signedIn(t, a, strings.TrimPrefix(key, "session:")) {
			t.Error("the cookie is not signed in, or the key in the store is")
		}
		_, values, _ := strings.Cut(value, " ")
		stored, err := url.ParseQuery(values)
		if err != nil {
			t.Fatal(err)
		}
		if held := slices.Sorted(maps.Keys(stored)); !slices.Equal(held, []string{"device", "flash"}) {
			t.Errorf("the session holds %v, want the device and the message", held)
		}
		const day = 24 * time.Hour
		if ttl := askRedis(t, func() (time.Duration, error) { return rdb.PTTL(t.Context(), key).Result() }); ttl > 90*day || ttl < 89*day {
			t.Errorf("the session's TTL is %v, want 90 days", ttl)
		}

		// One that has an hour left of its 90 days is not given more by use.
		late := fmt.Sprintf("%d %s", time.Now().Add(time.Hour).Unix(), values)
		askRedis(t, func() (string, error) { return rdb.Set(t.Context(), key, late, time.Hour).Result() })
		for _, title := range []string{"Caulk", "Varnish"} {
			ana.Get(paths.Today) // takes the message
			ana.Post(paths.TaskTo(ana.AddTask(title).ID, paths.CompleteTask))
		}
		if ttl := askRedis(t, func() (time.Duration, error) { return rdb.PTTL(t.Context(), key).Result() }); ttl <= 0 || ttl > time.Hour+time.Second {
			t.Errorf("after more use the session's TTL is %v, want at most the hour that was left", ttl)
		}
	})
}

func TestAnUnchangedSessionIsNotWritten(t *testing.T) {
	t.Parallel()
	redis := testkit.RealRedis(t)
	a := testkit.New(t, testkit.Options{RedisURL: redis.URL()})
	ana := a.SignedIn("Ana")
	before := redis.Calls("set")
	for _, r := range []testkit.Response{ana.Get(paths.Today), ana.Get(paths.Settings), ana.HX(paths.Today, paths.Tasks, "title", "A"),
		ana.Get("/lists/none"), a.Client().Get(paths.SignIn), a.Client().Get(paths.Today)} {
		if cookies := r.SetCookies(); len(cookies) != 0 {
			t.Errorf("a request that changes no session sets %v", cookies)
		}
	}
	if n := redis.Calls("set") - before; n != 0 {
		t.Errorf("requests that change no session wrote %d", n)
	}
}

func TestASessionThatCannotBeReadIsNobodys(t *testing.T) {
	t.Parallel()
	testkit.EachRedis(t, func(t *testing.T, url string) {
		a := testkit.New(t, testkit.Options{RedisURL: url})
		ana := a.SignedIn("Ana")
		key := sessionKeys(t, a)[0]
		for name, value := range map[string]string{
			"empty":                   "",
			"cut off":                 "4102444800 device=%4",
			"of another format":       "\x0d\x7f\x04\x01\x02\xff\x80\x00\x01\x10\x01\x0c\x00\x00",
			"of no deadline":          "tomorrow device=x",
			"JSON":                    `{"d":4102444800,"v":{}}`,
			"without a value":         "4102444800",
			"with a device that none": "4102444800 device=" + strings.Repeat("x", 5000),
			"with a damaged message":  "4102444800 flash=%7B",
		} {
			askRedis(t, func() (string, error) { return a.Sessions.Client().Set(t.Context(), key, value, time.Hour).Result() })
			if r := ana.Get(paths.Today); r.Status != http.StatusSeeOther || r.Location() != paths.SignIn {
				t.Errorf("%s: Today is %d to %q, want the way to sign in", name, r.Status, r.Location())
			}
			if r := ana.Get(paths.Today, asPart...); r.Status != http.StatusUnauthorized || r.Header.Get("HX-Redirect") != paths.SignIn {
				t.Errorf("%s: through htmx Today is %d to %q", name, r.Status, r.Header.Get("HX-Redirect"))
			}
			if r := ana.Get(paths.SignIn); r.Status != http.StatusOK {
				t.Errorf("%s: the sign-in page is %d", name, r.Status)
			}
		}
		askRedis(t, func() (int64, error) { return a.Sessions.Client().Del(t.Context(), key).Result() })
		askRedis(t, func() (int64, error) { return a.Sessions.Client().LPush(t.Context(), key, "a list").Result() })
		if r := ana.Get(paths.Today); r.Status != http.StatusSeeOther || r.Location() != paths.SignIn {
			t.Errorf("a list: Today is %d to %q, want the way to sign in", r.Status, r.Location())
		}
		if r := ana.Post(paths.SignIn, "email", "ana@example.com", "password", testkit.Password); r.Status != http.StatusSeeOther || !signedIn(t, a, ana.Cookie()) {
			t.Errorf("signing in over such a session: %d", r.Status)
		}
	})
}

func TestAnErrorLeavesTheSessionAsItIs(t *testing.T) {
	t.Parallel()
	testkit.EachRedis(t, func(t *testing.T, url string) {
		a := testkit.New(t, testkit.Options{RedisURL: url})
		ana := a.SignedIn("Ana")
		ana.Post(paths.TaskTo(ana.AddTask("Buy oars").ID, paths.CompleteTask))
		cookie := ana.Cookie()
		id, err := testkit.NewID()
		if err != nil {
			t.Fatal(err)
		}
		// The handler has taken the message by the time it finds no list.
		r := ana.Get(paths.List(id))
		if r.Status != http.StatusNotFound || len(r.SetCookies()) != 0 || strings.Count(r.Body, "<html") != 1 {
			t.Errorf("a list that is none: %d, cookies %v, %d pages", r.Status, r.SetCookies(), strings.Count(r.Body, "<html"))
		}
		r = ana.Get(paths.Today)
		if !strings.Contains(r.Body, "Completed “Buy oars”") {
			t.Error("the error took the message that the next page should show")
		}
		if n := len(r.SetCookies()); n != 1 || ana.Cookie() != cookie {
			t.Errorf("taking the message sets %d cookies, want the one there was", n)
		}
	})
}
