package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"docket/internal/paths"
	"docket/internal/testkit"
)

// answerWithin is the bound for an answer while Redis is down.
const answerWithin = time.Second

func TestWithoutItsSessionsDocketSaysSoAndSignsNobodyOut(t *testing.T) {
	for _, tc := range []struct {
		name        string
		begin, end  func(*testkit.Redis)
		sharesCache bool
	}{
		{"frozen", (*testkit.Redis).Freeze, (*testkit.Redis).Thaw, true},
		{"killed and started from its last save", (*testkit.Redis).Kill, (*testkit.Redis).RestoreSnapshot, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			redis := testkit.RealRedis(t)
			o := testkit.Options{RedisURL: redis.URL()}
			if !tc.sharesCache {
				o.CacheURL = testkit.RealRedis(t).URL()
			}
			a := testkit.New(t, o)
			ana := a.SignedIn("Ana")
			task := ana.AddTask("Buy oars")
			ana.Get(paths.Today)
			cookie := ana.Cookie()
			redis.SaveSnapshot()

			tc.begin(redis)
			ask := func(method, path string, fields url.Values, headers ...string) {
				var r testkit.Response
				var err error
				took := time.Duration(0)
				// A busy machine is late by itself now and then, but not each time.
				for try := 0; try < 3 && (try == 0 || took > answerWithin); try++ {
					began := time.Now()
					r, err = ana.Try(method, path, fields, headers...)
					took = time.Since(began)
				}
				if took > answerWithin {
					t.Errorf("%s %s took %v, want at most %v", method, path, took, answerWithin)
				}
				if err != nil || r.Status != http.StatusServiceUnavailable {
					t.Errorf("%s %s: %d (%v), want 503", method, path, r.Status, err)
					return
				}
				if len(r.SetCookies()) != 0 || r.Location() != "" || r.Header.Get("HX-Redirect") != "" {
					t.Errorf("%s %s touches the cookie or leads elsewhere: %v", method, path, r.Header)
				}
				if r.Header.Get("Retry-After") == "" || r.Header.Get("Cache-Control") != "no-store" || r.Header.Get("ETag") != "" {
					t.Errorf("%s %s: Retry-After %q, Cache-Control %q", method, path, r.Header.Get("Retry-After"), r.Header.Get("Cache-Control"))
				}
				htmx := len(headers) > 0
				if whole := strings.Count(r.Body, "<html"); htmx && (whole != 0 || !strings.Contains(r.Body, `class="toast failed"`)) {
					t.Errorf("%s %s answers htmx with no toast, or not with that alone: %s", method, path, r.Body)
				} else if !htmx && whole != 1 {
					t.Errorf("%s %s answers with %d pages", method, path, whole)
				}
				if !strings.Contains(r.Body, "reach its sessions") {
					t.Errorf("%s %s does not say why", method, path)
				}
			}
			title := url.Values{"title": {"Not now"}}
			ask(http.MethodGet, paths.Today, nil)
			ask(http.MethodGet, paths.Today, nil, asPart...)
			ask(http.MethodGet, paths.SignIn, nil)
			ask(http.MethodPost, paths.Tasks, title)
			ask(http.MethodPost, paths.Tasks, title, asPart...)
			ask(http.MethodPost, paths.TaskTo(task.ID, paths.DeleteTask), url.Values{})
			ask(http.MethodPost, paths.SignOut, url.Values{})
			ask(http.MethodPost, paths.SignIn, url.Values{"email": {"ana@example.com"}, "password": {testkit.Password}})
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() { ask(http.MethodGet, paths.Inbox, nil) })
			}
			wg.Wait()
			if ana.Cookie() != cookie {
				t.Error("the cookie is another one")
			}
			nobody := a.Client()
			for path, want := range map[string]int{paths.SignIn: http.StatusOK, paths.Health: http.StatusOK, paths.Ready: http.StatusServiceUnavailable} {
				if r := nobody.Get(path); r.Status != want {
					t.Errorf("%s for someone without a session: %d, want %d", path, r.Status, want)
				}
			}
			r := nobody.Post(paths.SignIn, "email", "ana@example.com", "password", testkit.Password)
			if r.Status != http.StatusServiceUnavailable || len(r.SetCookies()) != 0 || strings.Count(r.Body, "<html") != 1 {
				t.Errorf("signing in: %d, %d cookies, %d pages; want one 503", r.Status, len(r.SetCookies()), strings.Count(r.Body, "<html"))
			}

			tc.end(redis)
			testkit.Eventually(t, "the same session", func() bool {
				return ana.Get(paths.Inbox).Status == http.StatusOK
			})
			if ana.Cookie() != cookie {
				t.Error("after it is back the session has another token")
			}
			if body := ana.Get(paths.Inbox).Body; strings.Contains(body, "Not now") || !strings.Contains(body, "Buy oars") {
				t.Error("a request that was answered 503 was carried out")
			}
		})
	}
}

func TestASignInThatCannotBeStoredHasOneAnswer(t *testing.T) {
	t.Parallel()
	redis := testkit.RealRedis(t)
	a := testkit.New(t, testkit.Options{RedisURL: redis.URL()})
	ana := a.SignedIn("Ana")
	planted := leaver(t, a, "ana@example.com")
	cookie := planted.Cookie()
	redis.RefuseWrites()
	for name, c := range map[string]*testkit.Client{"without a session": a.Client(), "with one": planted} {
		for path, fields := range map[string][]string{
			paths.SignIn: {"email", "ana@example.com", "password", testkit.Password},
			paths.SignUp: {"name", "Ben", "email", strings.ReplaceAll(name, " ", ".") + "@example.com", "password", testkit.Password},
		} {
			r := c.Post(path, fields...)
			if r.Status != http.StatusServiceUnavailable || len(r.SetCookies()) != 0 || r.Location() != "" || r.Header.Get("Retry-After") == "" {
				t.Errorf("POST %s %s: %d to %q with cookies %v, want 503 alone", path, name, r.Status, r.Location(), r.SetCookies())
			}
			if n := strings.Count(strings.ToLower(r.Body), "<!doctype"); n != 1 {
				t.Errorf("POST %s %s: %d pages in one answer", path, name, n)
			}
		}
	}
	if planted.Cookie() != cookie {
		t.Error("the cookie was touched")
	}
	// Whoever is signed in goes on; what is lost is the message about a change.
	task := ana.AddTask("Buy oars")
	if r := ana.Post(paths.TaskTo(task.ID, paths.CompleteTask)); r.Status != http.StatusSeeOther || len(r.SetCookies()) != 0 {
		t.Errorf("a change whose message cannot be kept: %d, cookies %v", r.Status, r.SetCookies())
	}
	if r := ana.Get(paths.Completed); r.Status != http.StatusOK || !strings.Contains(r.Body, "Buy oars") {
		t.Errorf("someone who is signed in already gets %d, or not what they did", r.Status)
	}
	redis.AllowWrites()
	testkit.Eventually(t, "a sign-in that is stored", func() bool {
		r := planted.Post(paths.SignIn, "email", "ana@example.com", "password", testkit.Password)
		return r.Status == http.StatusSeeOther
	})
	if planted.Cookie() == cookie || !signedIn(t, a, planted.Cookie()) {
		t.Error("after all is well the sign-in is not good, or has the old token")
	}
}

// A device that nobody can use is not listed as signed in.
func TestASignInThatCannotBeStoredLeavesNoDevice(t *testing.T) {
	t.Parallel()
	redis := testkit.RealRedis(t)
	a := testkit.New(t, testkit.Options{RedisURL: redis.URL()})
	ana := a.SignedIn("Ana")
	devices := func(when string, want int) {
		t.Helper()
		if got, err := a.Use.Devices(t.Context(), ana.User); err != nil || len(got) != want {
			t.Errorf("%s %d devices are signed in, want %d (%v)", when, len(got), want, err)
		}
	}
	cookie := ana.Cookie()
	redis.SaveSnapshot()
	redis.Kill()
	if r := a.Client().Post(paths.SignIn, "email", "ana@example.com", "password", testkit.Password); r.Status != http.StatusServiceUnavailable {
		t.Errorf("signing in: %d, want 503", r.Status)
	}
	devices("without Redis", 1)
	redis.RestoreSnapshot()
	testkit.Eventually(t, "the same session", func() bool { return ana.Get(paths.Settings).Status == http.StatusOK })
	if ana.Cookie() != cookie {
		t.Error("the session has another token")
	}

	redis.RefuseWrites()
	if r := a.Client().Post(paths.SignIn, "email", "ana@example.com", "password", testkit.Password); r.Status != http.StatusServiceUnavailable {
		t.Errorf("signing in: %d, want 503", r.Status)
	}
	devices("while Redis takes no writes", 1)
	testkit.Eventually(t, "a new password whose session is not stored to leave no device", func() bool {
		r := ana.Post(paths.Password, "current", testkit.Password, "new", newPassword)
		left, err := a.Use.Devices(t.Context(), ana.User)
		return err == nil && r.Status == http.StatusServiceUnavailable && strings.Contains(r.Body, "password is changed") && len(left) == 0
	})
}

// What ends a sign-in is in the database: a Redis that takes no writes does not
// keep anyone from leaving.
func TestSignOutWhileRedisTakesNoWrites(t *testing.T) {
	t.Parallel()
	redis := testkit.RealRedis(t)
	a := testkit.New(t, testkit.Options{RedisURL: redis.URL()})
	ana := a.SignedIn("Ana")
	cookie := ana.Cookie()
	redis.RefuseWrites()
	if r := ana.Post(paths.SignOut); r.Status != http.StatusSeeOther || r.Location() != paths.SignIn {
		t.Errorf("signing out: %d, to %q", r.Status, r.Location())
	}
	if signedIn(t, a, cookie) {
		t.Error("the session is signed in still")
	}
}
