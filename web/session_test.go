package web_test

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"docket/internal/paths"
	"docket/internal/testkit"
)

// signedIn tells whether a session cookie is worth anything.
func signedIn(t *testing.T, a *testkit.App, cookie string) bool {
	t.Helper()
	c := a.Client()
	c.SetCookie(cookie)
	switch r := c.Get(paths.Settings); {
	case r.Status == http.StatusOK:
		return true
	case r.Status == http.StatusSeeOther && strings.HasPrefix(r.Location(), paths.SignIn):
		return false
	default:
		t.Fatalf("settings: %d to %q", r.Status, r.Location())
		return false
	}
}

// sessionKeys returns the keys of all sessions that are stored.
func sessionKeys(t *testing.T, a *testkit.App) []string {
	t.Helper()
	return mustRedis[[]string](t)(a.Sessions.Client().Keys(t.Context(), "session:*").Result())
}

// slowPost begins to post a form and returns when the server has read the session
// and the user and waits for the fields. finish sends them and returns the answer.
func slowPost(t *testing.T, a *testkit.App, cookie, path string) (finish func(fields string) *http.Response) {
	t.Helper()
	body, fields := io.Pipe()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Cookie", "docket="+cookie)
	// The server says 100 when the handler begins to read the form, and only then
	// is the pipe read.
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

func TestARequestInFlightDoesNotBringASessionBack(t *testing.T) {
	for name, end := range map[string]func(t *testing.T, c *testkit.Client){
		"sign-out": func(t *testing.T, c *testkit.Client) { c.Post(paths.SignOut) },
		"a new password": func(t *testing.T, c *testkit.Client) {
			if r := c.Post(paths.Password, "current", testkit.Password, "new", "a staple of another horse"); r.Status != http.StatusSeeOther {
				t.Fatalf("changing the password: %d", r.Status)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			testkit.EachRedis(t, func(t *testing.T, url string) {
				a := testkit.New(t, testkit.Options{RedisURL: url})
				ana := a.SignedIn("Ana")
				old, task := ana.Cookie(), ana.AddTask("Buy oars")
				finish := slowPost(t, a, old, paths.Task(task.ID))
				end(t, ana)
				if signedIn(t, a, old) {
					t.Errorf("the cookie from before %s is signed in", name)
				}
				// The answer leaves a message, so it stores its session.
				if r := finish("Slow"); r.StatusCode != http.StatusSeeOther {
					t.Fatalf("the slow request: %d", r.StatusCode)
				}
				if signedIn(t, a, old) {
					t.Errorf("a request that was in flight during %s made the old cookie good again", name)
				}
			})
		})
	}
}

func TestAPlantedCookieIsReplacedAtSignIn(t *testing.T) {
	testkit.EachRedis(t, func(t *testing.T, url string) {
		a := testkit.New(t, testkit.Options{RedisURL: url})
		a.SignedIn("Ana")
		mallory := a.SignedIn("Mallory")
		mallorys := mallory.Cookie()
		nobodys := a.Client()
		nobodys.Post(paths.SignOut) // leaves a message, so there is a session
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
		if r := ana.Get(paths.SignIn); !strings.Contains(r.Body, "You are signed out.") {
			t.Error("the sign-in page does not say that one is signed out")
		}
		if r := a.Client().Post(paths.SignOut); r.Status != http.StatusSeeOther {
			t.Errorf("without any cookie: %d", r.Status)
		}
		ben := a.SignedIn("Ben")
		if r := ben.HX(paths.Today, paths.SignOut); r.Header.Get("HX-Redirect") != paths.SignIn || r.Header.Get("Clear-Site-Data") == "" {
			t.Errorf("through htmx: %d %v", r.Status, r.Header)
		}
	})
}

func TestTheSessionCookie(t *testing.T) {
	for name, tc := range map[string]struct {
		public, cookie string
		secure         bool
	}{
		"http":  {"", "docket", false},
		"https": {"https://docket.example", "__Host-docket", true},
	} {
		t.Run(name, func(t *testing.T) {
			a := testkit.New(t, testkit.Options{PublicURL: tc.public})
			r := a.Client().Post(paths.SignUp, "name", "Ana", "email", "ana@example.com", "password", testkit.Password)
			cookies := r.SetCookies()
			if r.Status != http.StatusSeeOther || len(cookies) != 1 {
				t.Fatalf("signing up: %d with %d cookies, want one", r.Status, len(cookies))
			}
			c := cookies[0]
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

func TestTheStoredSession(t *testing.T) {
	testkit.EachRedis(t, func(t *testing.T, url string) {
		a := testkit.New(t, testkit.Options{RedisURL: url, CacheURL: testkit.RealRedis(t).URL()})
		rdb := a.Sessions.Client()
		ana := a.SignedIn("Ana")
		ana.Post(paths.TaskTo(ana.AddTask("Buy oars").ID, paths.CompleteTask)) // leaves a message
		keys := mustRedis[[]string](t)(rdb.Keys(t.Context(), "*").Result())
		if len(keys) != 1 {
			t.Fatalf("one session is stored as %q", keys)
		}
		key := keys[0]
		value := mustRedis[string](t)(rdb.Get(t.Context(), key).Result())
		if strings.Contains(key, ana.Cookie()) || strings.Contains(value, ana.Cookie()) {
			t.Error("the token is in the store: who reads the store is signed in as everyone")
		}
		if !signedIn(t, a, ana.Cookie()) || signedIn(t, a, strings.TrimPrefix(key, "session:")) {
			t.Error("the cookie is not signed in, or the key in the store is")
		}
		var stored struct {
			Deadline int64             `json:"d"`
			Values   map[string]string `json:"v"`
		}
		if err := json.Unmarshal([]byte(value), &stored); err != nil {
			t.Fatal(err)
		}
		if held := slices.Sorted(maps.Keys(stored.Values)); !slices.Equal(held, []string{"device", "flash"}) {
			t.Errorf("the session holds %v, want the device and the message", held)
		}
		const day = 24 * time.Hour
		if ttl := mustRedis[time.Duration](t)(rdb.PTTL(t.Context(), key).Result()); ttl > 90*day || ttl < 89*day {
			t.Errorf("the session's TTL is %v, want 90 days", ttl)
		}

		// One that has an hour left of its 90 days is not given more by use.
		stored.Deadline = time.Now().Add(time.Hour).Unix()
		late, err := json.Marshal(stored)
		if err != nil {
			t.Fatal(err)
		}
		mustRedis[string](t)(rdb.Set(t.Context(), key, late, time.Hour).Result())
		for _, title := range []string{"Caulk", "Varnish"} {
			ana.Get(paths.Today) // takes the message
			ana.Post(paths.TaskTo(ana.AddTask(title).ID, paths.CompleteTask))
		}
		if ttl := mustRedis[time.Duration](t)(rdb.PTTL(t.Context(), key).Result()); ttl <= 0 || ttl > time.Hour+time.Second {
			t.Errorf("after more use the session's TTL is %v, want at most the hour that was left", ttl)
		}
	})
}

func TestAnUnchangedSessionIsNotWritten(t *testing.T) {
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
	testkit.EachRedis(t, func(t *testing.T, url string) {
		a := testkit.New(t, testkit.Options{RedisURL: url})
		ana := a.SignedIn("Ana")
		key := sessionKeys(t, a)[0]
		for name, value := range map[string]string{
			"empty":                   "",
			"cut off":                 `{"d":1790000000,"v":{"dev`,
			"of another format":       "\x0d\x7f\x04\x01\x02\xff\x80\x00\x01\x10\x01\x0c\x00\x00",
			"of other types":          `{"d":"tomorrow","v":["device"]}`,
			"null":                    `null`,
			"with a device that none": `{"d":4102444800,"v":{"device":"` + strings.Repeat("x", 5000) + `"}}`,
			"with a damaged message":  `{"d":4102444800,"v":{"flash":"{"}}`,
		} {
			mustRedis[string](t)(a.Sessions.Client().Set(t.Context(), key, value, time.Hour).Result())
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
		if r := ana.Post(paths.SignIn, "email", "ana@example.com", "password", testkit.Password); r.Status != http.StatusSeeOther || !signedIn(t, a, ana.Cookie()) {
			t.Errorf("signing in over such a session: %d", r.Status)
		}
	})
}
