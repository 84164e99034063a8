package web_test

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/testkit"
)

// signedIn reports whether a session cookie is worth anything.
func signedIn(t *testing.T, a *testkit.App, cookie string) bool {
	t.Helper()
	c := a.Client()
	c.SetCookie(cookie)
	return hasAccess(t, c)
}

// hasAccess reports whether a client gets pages, or is sent to sign in.
func hasAccess(t *testing.T, c *testkit.Client) bool {
	t.Helper()
	r, err := answered(func() (testkit.Response, error) { return c.Try(http.MethodGet, paths.Settings, nil) })
	switch {
	case err == nil && r.Status == http.StatusOK:
		return true
	case err == nil && r.Status == http.StatusSeeOther && strings.HasPrefix(r.Location(), paths.SignIn):
		return false
	}
	t.Fatalf("settings: %d to %q (%v)", r.Status, r.Location(), err)
	return false
}

// sessionKeys returns the keys of all sessions that are stored.
func sessionKeys(t *testing.T, a *testkit.App) []string {
	t.Helper()
	return askRedis(t, func() ([]string, error) { return a.Sessions.Client().Keys(t.Context(), "session:*").Result() })
}

// slowPost begins to post a form and returns when the server waits for the fields.
// finish sends them and returns the answer.
func slowPost(t *testing.T, a *testkit.App, cookie, path string) (finish func(fields string) *http.Response) {
	t.Helper()
	body, fields := io.Pipe()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Cookie", "docket="+cookie)
	// The server says 100 when it begins to read the form, and only then is the pipe
	// read.
	req.Header.Set("Expect", "100-continue")
	transport := &http.Transport{ExpectContinueTimeout: time.Minute}
	t.Cleanup(transport.CloseIdleConnections)
	answer := make(chan *http.Response, 1)
	go func() {
		r, err := transport.RoundTrip(req)
		if err != nil {
			t.Errorf("posting slowly: %v", err)
			_ = fields.CloseWithError(err)
		} else if err := r.Body.Close(); err != nil {
			t.Errorf("posting slowly: %v", err)
		}
		answer <- r
	}()
	send := func(s string) {
		if _, err := io.WriteString(fields, s); err != nil {
			t.Fatalf("sending a form slowly: %v", err)
		}
	}
	send("title=")
	return func(rest string) *http.Response {
		send(rest)
		if err := fields.Close(); err != nil {
			t.Fatal(err)
		}
		r := <-answer
		if r == nil {
			t.FailNow()
		}
		return r
	}
}

// ends are the ways in which someone ends a session from its own browser.
func ends() map[string]func(t *testing.T, c *testkit.Client) {
	return map[string]func(t *testing.T, c *testkit.Client){
		"sign-out": func(t *testing.T, c *testkit.Client) { c.Post(paths.SignOut) },
		"a new password": func(t *testing.T, c *testkit.Client) {
			if r := c.Post(paths.Password, "current", testkit.Password, "new", "a staple of another horse"); r.Status != http.StatusSeeOther {
				t.Fatalf("changing the password: %d", r.Status)
			}
		},
	}
}

func TestARequestInFlightDoesNotBringASessionBack(t *testing.T) {
	t.Parallel()
	for name, end := range ends() {
		t.Run(name, func(t *testing.T) {
			testkit.EachRedis(t, func(t *testing.T, url string) {
				written, ended := make(chan bool), make(chan bool)
				a := testkit.New(t, testkit.Options{RedisURL: url, Hook: func(_ context.Context, names []string, _ []docket.ID) {
					if slices.Contains(names, "task.edit") { // it is stored, and its answer is still to come
						written <- true
						<-ended
					}
				}})
				ana := a.SignedIn("Ana")
				old, task := ana.Cookie(), ana.AddTask("Buy oars")
				other := a.Client()
				other.SetCookie(old)
				slow := make(chan testkit.Response)
				go func() { slow <- other.Post(paths.Task(task.ID), "title", "Slow") }()
				<-written
				end(t, ana)
				if signedIn(t, a, old) {
					t.Errorf("the cookie from before %s is signed in", name)
				}
				close(ended)
				// The answer leaves a message, so it stores its session.
				if r := <-slow; r.Status != http.StatusSeeOther || r.Location() == paths.SignIn {
					t.Fatalf("the slow request: %d to %q", r.Status, r.Location())
				}
				if signedIn(t, a, old) {
					t.Errorf("a request that was in flight during %s made the old cookie good again", name)
				}
			})
		})
	}
}

func TestAFormThatTricklesInIsNotCarriedOutForWhoeverHasLeft(t *testing.T) {
	t.Parallel()
	for name, end := range ends() {
		a := testkit.New(t, testkit.Options{})
		ana := a.SignedIn("Ana")
		old, task := ana.Cookie(), ana.AddTask("Buy oars")
		finish := slowPost(t, a, old, paths.Task(task.ID))
		end(t, ana)
		if r := finish("Slow"); r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != paths.SignIn {
			t.Errorf("%s: the slow form leads to %q (%d)", name, r.Header.Get("Location"), r.StatusCode)
		}
		if signedIn(t, a, old) {
			t.Errorf("the cookie from before %s is signed in", name)
		}
		if _, now, err := a.Use.TaskPage(t.Context(), ana.User.ID, task.ID); err != nil || now.Title != "Buy oars" {
			t.Errorf("%s: the task is %q (%v)", name, now.Title, err)
		}
	}
}

// leaver returns a client that was signed in and has signed out: its session is
// nobody's and holds the farewell.
func leaver(t *testing.T, a *testkit.App, email string) *testkit.Client {
	t.Helper()
	c := a.SignIn(email)
	if r := c.Post(paths.SignOut); r.Status != http.StatusSeeOther || c.Cookie() == "" {
		t.Fatalf("signing out: %d, cookie %q", r.Status, c.Cookie())
	}
	return c
}

func TestAPlantedCookieIsReplacedAtSignIn(t *testing.T) {
	t.Parallel()
	testkit.EachRedis(t, func(t *testing.T, url string) {
		a := testkit.New(t, testkit.Options{RedisURL: url})
		a.SignedIn("Ana")
		mallory := a.SignedIn("Mallory")
		mallorys := mallory.Cookie()
		nobodys := leaver(t, a, "ana@example.com")
		for name, planted := range map[string]string{
			"a stored session of nobody":   nobodys.Cookie(),
			"a session signed in as other": mallorys,
			"a token that was made up":     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		} {
			if planted == "" {
				t.Fatalf("%s: no cookie to plant", name)
			}
			victim := a.Client()
			victim.SetCookie(planted)
			keys := sessionKeys(t, a)
			if r := victim.Post(paths.SignIn, "email", "ana@example.com", "password", testkit.Password); r.Status != http.StatusSeeOther {
				t.Fatalf("%s: signing in: %d", name, r.Status)
			}
			if victim.Cookie() == planted || !signedIn(t, a, victim.Cookie()) {
				t.Errorf("%s: the cookie after the sign-in is the planted one, or not signed in", name)
			}
			if signedIn(t, a, planted) {
				t.Errorf("%s: the planted cookie is signed in", name)
			}
			if now := sessionKeys(t, a); name != "a token that was made up" && len(now) != len(keys) {
				t.Errorf("%s: from %d to %d stored sessions, want the planted one replaced", name, len(keys), len(now))
			}
		}
	})
}

func TestSignOut(t *testing.T) {
	t.Parallel()
	testkit.EachRedis(t, func(t *testing.T, url string) {
		a := testkit.New(t, testkit.Options{RedisURL: url})
		ana := a.SignedIn("Ana")
		old := ana.Cookie()
		for _, when := range []string{"signed in", "signed out already"} {
			r := ana.Post(paths.SignOut)
			if r.Status != http.StatusSeeOther || r.Location() != paths.SignIn || r.Header.Get("Clear-Site-Data") != `"cache"` {
				t.Errorf("%s: %d to %q, Clear-Site-Data %q", when, r.Status, r.Location(), r.Header.Get("Clear-Site-Data"))
			}
			if ana.Cookie() == old || signedIn(t, a, old) || signedIn(t, a, ana.Cookie()) {
				t.Errorf("%s: there is still a cookie that is signed in, or it is the same", when)
			}
		}
		if r := ana.Get(paths.SignIn); !strings.Contains(r.Body, "You’re signed out.") {
			t.Error("the sign-in page does not say that one is signed out")
		}
		keys := sessionKeys(t, a)
		if len(keys) != 1 {
			t.Fatalf("%d sessions are stored, want the farewell alone", len(keys))
		}
		if ttl := askRedis(t, func() (time.Duration, error) { return a.Sessions.Client().PTTL(t.Context(), keys[0]).Result() }); ttl <= 0 || ttl > time.Minute {
			t.Errorf("the session that says farewell is kept for %v", ttl)
		}
		if r := a.Client().Post(paths.SignOut); r.Status != http.StatusSeeOther || len(r.SetCookies()) != 0 || len(sessionKeys(t, a)) != 1 {
			t.Errorf("without any cookie: %d, cookies %v, %d sessions", r.Status, r.SetCookies(), len(sessionKeys(t, a)))
		}
		ben := a.SignedIn("Ben")
		if r := ben.HX(paths.Today, paths.SignOut); r.Header.Get("HX-Redirect") != paths.SignIn || r.Header.Get("Clear-Site-Data") == "" {
			t.Errorf("through htmx: %d %v", r.Status, r.Header)
		}
	})
}

func TestTheSessionCookie(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		public, cookie string
		secure         bool
	}{
		"http":  {"", "docket", false},
		"https": {"https://docket.example", "__Host-docket", true},
	} {
		t.Run(name, func(t *testing.T) {
			a := testkit.New(t, testkit.Options{PublicURL: tc.public})
			if got := a.Client().Get(paths.SignIn).Header.Get("Strict-Transport-Security"); (got == "max-age=31536000") != tc.secure || !tc.secure && got != "" {
				t.Errorf("Strict-Transport-Security is %q", got)
			}
			r := a.Client().Post(paths.SignUp, "name", "Ana", "email", "ana@example.com", "password", testkit.Password)
			cookies := r.SetCookies()
			if r.Status != http.StatusSeeOther || len(cookies) != 2 {
				t.Fatalf("signing up: %d with %d cookies, want the session's and the browser's", r.Status, len(cookies))
			}
			c, browser := cookies[0], cookies[1]
			if browser.Name != tc.cookie+"-device" || browser.Secure != tc.secure || !browser.HttpOnly || browser.SameSite != http.SameSiteLaxMode || browser.Path != "/" ||
				browser.MaxAge != 180*24*60*60 || len(browser.Value) != 26 { // 130 bits in base32
				t.Errorf("the browser's cookie is %s", browser)
			}
			if c.Name != tc.cookie || c.Secure != tc.secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
				t.Errorf("the cookie is %s", c)
			}
			if days := c.MaxAge / (24 * 60 * 60); days < 89 || days > 90 {
				t.Errorf("the cookie lasts %d days, want 90", days)
			}
			if len(c.Value) < 43 { // 256 bits in base64
				t.Errorf("the token has only %d characters", len(c.Value))
			}
			for sent, want := range map[string]int{tc.cookie: http.StatusOK, "other-" + tc.cookie: http.StatusSeeOther} {
				if r := a.Client().Get(paths.Today, "Cookie", sent+"="+c.Value); r.Status != want {
					t.Errorf("with the cookie %s: %d, want %d", sent, r.Status, want)
				}
			}
		})
	}
}
