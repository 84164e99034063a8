package web_test

import (
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"testing"

	"docket/internal/docket"
	"docket/internal/password"
	"docket/internal/paths"
	"docket/internal/testkit"
)

func TestARefusedSignInSaysTheSameOfEveryAddress(t *testing.T) {
	a := testkit.New(t, testkit.Options{Cost: password.Recommended()})
	a.SignedIn("Ana")
	a.SignedIn("Dan")
	if err := a.Use.DisableUser(t.Context(), "dan@example.com"); err != nil {
		t.Fatal(err)
	}
	const wrong = "wrong horse battery staple"
	// hashes is how much memory one Argon2id hash of ours takes, which shows
	// whether one was made without a clock.
	const hashes = 19 << 20
	for name, tc := range map[string]struct {
		typed  string // what everyone types
		dans   string // what Dan types, whose account is disabled
		hashed bool
	}{
		"a wrong password":                   {wrong, wrong, true},
		"the right one of a closed account":  {wrong, testkit.Password, true},
		"no password":                        {"", "", true},
		"one that is longer than any can be": {strings.Repeat("x", 1025), strings.Repeat("x", 1025), false},
	} {
		var first testkit.Response
		for i, email := range []string{"ana@example.com", "eve@example.com", "dan@example.com", "not.an.address1"} {
			typed := tc.typed
			if email == "dan@example.com" {
				typed = tc.dans
			}
			var before, after runtime.MemStats
			c := a.Client()
			runtime.ReadMemStats(&before)
			r := c.Do(http.MethodPost, paths.SignIn, url.Values{"email": {email}, "password": {typed}}, "Accept-Encoding", "identity")
			runtime.ReadMemStats(&after)
			if took := after.TotalAlloc - before.TotalAlloc; (took > hashes) != tc.hashed || took > 2*hashes {
				t.Errorf("%s, %s: %d KB were allocated, want one hash: %v", name, email, took>>10, tc.hashed)
			}
			if r.Status != http.StatusUnprocessableEntity || len(r.SetCookies()) != 0 || !strings.Contains(r.Body, `value="`+email+`"`) {
				t.Errorf("%s, %s: %d, cookies %v; want the form with what was typed", name, email, r.Status, r.SetCookies())
			}
			if typed != "" && strings.Contains(r.Body, typed) {
				t.Errorf("%s, %s: the answer repeats the password", name, email)
			}
			r.Body = strings.ReplaceAll(r.Body, email, "ADDRESS")
			for _, own := range []string{"Date", "X-Request-Id", "Server-Timing"} {
				r.Header.Del(own)
			}
			if i == 0 {
				first = r
				continue
			}
			if r.Body != first.Body || len(r.Header) != len(first.Header) {
				t.Errorf("%s: the answers for an address with an account and for %s differ:\n%s\n%s", name, email, first.Body, r.Body)
			}
			for key, values := range first.Header {
				if !slices.Equal(values, r.Header[key]) {
					t.Errorf("%s: %s is %q for an address with an account and %q for %s", name, key, values, r.Header[key], email)
				}
			}
		}
	}
	if r := a.Client().Post(paths.SignIn, "email", " ANA@Example.com ", "password", testkit.Password); r.Status != http.StatusSeeOther {
		t.Errorf("the right password with the address in capitals: %d", r.Status)
	}
}

func TestSignInLeadsToPagesOfDocketAlone(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	list := paths.List(ana.AddList("Boat").ID)
	for next, want := range map[string]string{
		"":                           paths.Today,
		paths.Inbox:                  paths.Inbox,
		list + "?after=x":            list + "?after=x",
		"/today?next=//evil.example": "/today?next=//evil.example",
		"https://evil.example/":      paths.Today,
		"//evil.example":             paths.Today,
		"///evil.example":            paths.Today,
		`/\evil.example`:             paths.Today,
		`\/evil.example`:             paths.Today,
		`\\evil.example`:             paths.Today,
		"/\t/evil.example":           paths.Today,
		"/\n/evil.example":           paths.Today,
		" //evil.example":            paths.Today,
		"javascript:alert(1)":        paths.Today,
		"JaVaScRiPt:alert(1)":        paths.Today,
		"data:text/html,x":           paths.Today,
		"evil.example":               paths.Today,
		"http:evil.example":          paths.Today,
		"https:///evil.example":      paths.Today,
		"//user@evil.example/today":  paths.Today,
		"/today\r\nLocation: //evil": paths.Today,
		"/%zz":                       paths.Today,
		"/\x00":                      paths.Today,
		a.URL + paths.Inbox:          paths.Today,
		"/%2f%2fevil.example":        "/%2f%2fevil.example",
		"/.//evil.example":           "/.//evil.example",
	} {
		r := ana.Get(paths.SignIn + "?next=" + url.QueryEscape(next)) // is signed in already
		if r.Status != http.StatusSeeOther || r.Location() != want {
			t.Errorf("next %q of someone signed in leads to %q (%d), want %q", next, r.Location(), r.Status, want)
		}
		if got := resolve(t, a.URL, r.Location()); got != strings.TrimPrefix(a.URL, "http://") {
			t.Errorf("next %q leads a browser to the host %s", next, got)
		}
	}
	for path, fields := range map[string][]string{
		paths.SignIn: {"email", "ana@example.com", "password", testkit.Password},
		paths.SignUp: {"name", "Ben", "email", "ben@example.com", "password", testkit.Password},
	} {
		c := a.Client()
		r := c.Post(path, append(fields, "next", "//evil.example")...)
		if r.Status != http.StatusUnprocessableEntity || !strings.Contains(r.Body, `value="`+fields[len(fields)-3]+`"`) || strings.Contains(r.Body, "evil") || !strings.Contains(r.Body, "Try again") {
			t.Errorf("POST %s with an evil next: %d, want the form, what was typed and what to do:\n%s", path, r.Status, r.Body)
		}
		if r := c.Get(paths.Settings); r.Status != http.StatusSeeOther {
			t.Errorf("POST %s with an evil next signs in all the same", path)
		}
		if r := c.Post(path, append(fields, "next", paths.Inbox)...); r.Status != http.StatusSeeOther || r.Location() != paths.Inbox {
			t.Errorf("POST %s after that leads to %q (%d)", path, r.Location(), r.Status)
		}
	}
	if r := a.Client().Post(paths.SignIn, "email", "ana@example.com", "password", testkit.Password, "next", list); r.Location() != list {
		t.Errorf("a sign-in from a list leads to %q", r.Location())
	}
}

// resolve returns the host that a browser on the page at base goes to.
func resolve(t *testing.T, base, location string) string {
	t.Helper()
	at, err := url.Parse(base + paths.SignIn)
	if err != nil {
		t.Fatal(err)
	}
	to, err := at.Parse(location)
	if err != nil {
		t.Fatalf("%q is no address: %v", location, err)
	}
	return to.Host
}

func TestWhoeverIsNotSignedInIsSentToSignInAndBack(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	nobody := a.Client()
	list := paths.List(docket.ID("01920000-0000-7000-8000-000000000001"))
	for path, want := range map[string]string{
		paths.Today:       paths.SignIn,
		list + "?after=x": paths.SignIn + "?next=" + url.QueryEscape(list+"?after=x"),
	} {
		r := nobody.Get(path)
		if r.Status != http.StatusSeeOther || r.Location() != want || r.Header.Get("Cache-Control") != "no-store" ||
			!strings.Contains(r.Header.Get("Vary"), "HX-Request") || len(r.SetCookies()) != 0 {
			t.Errorf("%s: %d to %q, want 303 to %q: %v", path, r.Status, r.Location(), want, r.Header)
		}
	}
	r := nobody.HX(list, paths.Tasks, "title", "Nobody's")
	if r.Status != http.StatusUnauthorized || r.Header.Get("HX-Redirect") == "" || r.Location() != "" {
		t.Errorf("htmx: %d with HX-Redirect %q", r.Status, r.Header.Get("HX-Redirect"))
	}
	if page := nobody.Get(r.Header.Get("HX-Redirect")).Body; !strings.Contains(page, "your last change will be saved") {
		t.Error("htmx: whoever signs in again is not told that the change is kept")
	}
	if r := nobody.Do(http.MethodPost, paths.Tasks, url.Values{"title": {"Nobody's"}}, "Referer", a.URL+list); !strings.Contains(nobody.Get(r.Location()).Body, "wasn’t saved") {
		t.Errorf("a form: they are sent to %q", r.Location())
	}
	form := nobody.Get(paths.SignIn + "?next=" + url.QueryEscape(list)).Body
	if !strings.Contains(form, `name="next" value="`+list+`"`) {
		t.Error("the sign-in form does not keep where one wanted to go")
	}
	again := nobody.Post(paths.SignIn, "email", "ana@example.com", "password", "wrong", "next", list).Body
	if !strings.Contains(again, `name="next" value="`+list+`"`) {
		t.Error("a refused sign-in forgets where one wanted to go")
	}
}

// A clock would tell strangers which addresses have an account, the signed-in
// ones among them, too.
func TestSignInTellsNoTimes(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	for name, c := range map[string]*testkit.Client{"a stranger": a.Client(), "Ana": ana} {
		for _, fields := range [][]string{{}, {"email", "ana@example.com", "password", "wrong"}, {"email", "none@example.com", "password", "wrong"},
			{"email", "ana@example.com", "password", testkit.Password}, {"email", "ana@example.com", "password", testkit.Password, "name", "Ana"}} {
			for _, path := range []string{paths.SignIn, paths.SignUp} {
				for _, r := range []testkit.Response{c.Post(path, fields...), c.HX(path, path, fields...), c.Get(path), c.Get(path + "/nothing")} {
					if got := r.Header.Get("Server-Timing"); got != "" {
						t.Errorf("%s is told by %s: %s", name, path, got)
					}
				}
			}
		}
	}
	if r := ana.Get(paths.Today); r.Header.Get("Server-Timing") == "" {
		t.Error("a signed-in user is told no times")
	}
}
