package web_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/testkit"
)

const newPassword = "a staple of another horse"

// device returns the device that a user has signed in with this User-Agent.
func device(t *testing.T, a *testkit.App, u docket.User, agent string) docket.Device {
	t.Helper()
	devices, err := a.Use.Devices(t.Context(), u)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range devices {
		if d.Agent == agent {
			return d
		}
	}
	t.Fatalf("no device of %s is signed in with %q", u.Name, agent)
	return docket.Device{}
}

// signInAs signs an account in with a User-Agent.
func signInAs(t *testing.T, a *testkit.App, email, agent string) *testkit.Client {
	t.Helper()
	c := a.Client()
	c.Header.Set("User-Agent", agent)
	if r := c.Post(paths.SignIn, "email", email, "password", testkit.Password); r.Status != http.StatusSeeOther {
		t.Fatalf("signing %s in: %d %s", email, r.Status, r.Body)
	}
	return c
}

func TestWhatEndsSessionsEndsThemAtTheNextRequest(t *testing.T) {
	t.Parallel()
	redis := testkit.RealRedis(t)
	a := testkit.New(t, testkit.Options{RedisURL: redis.URL()})
	a.SignedIn("Admin") // the only one cannot be disabled
	for name, tc := range map[string]struct {
		end       func(t *testing.T, a *testkit.App, here *testkit.Client)
		here      bool // the device that did it stays signed in
		others    bool // another one does
		sameToken bool // with the token that it had
	}{
		"a new password": {here: true, end: func(_ *testing.T, _ *testkit.App, here *testkit.Client) {
			here.Post(paths.Password, "current", testkit.Password, "new", newPassword)
		}},
		"a wrong current password": {here: true, others: true, sameToken: true, end: func(t *testing.T, _ *testkit.App, here *testkit.Client) {
			if r := here.Post(paths.Password, "current", "not the password", "new", newPassword); r.Status != http.StatusUnprocessableEntity {
				t.Errorf("a wrong current password: %d", r.Status)
			}
		}},
		"sign out for one device": {here: true, sameToken: true, end: func(t *testing.T, a *testkit.App, here *testkit.Client) {
			here.Post(paths.RevokeDevice(device(t, a, here.User, "Laptop").ID))
		}},
		"sign out everywhere else": {here: true, sameToken: true, end: func(_ *testing.T, _ *testkit.App, here *testkit.Client) {
			here.Post(paths.RevokeOthers)
		}},
		"sign out": {others: true, end: func(_ *testing.T, _ *testkit.App, here *testkit.Client) { here.Post(paths.SignOut) }},
		"disabling the account": {end: func(t *testing.T, a *testkit.App, here *testkit.Client) {
			if err := a.Use.DisableUser(t.Context(), here.User.Email); err != nil {
				t.Fatal(err)
			}
		}},
		"a password set on the command line": {end: func(t *testing.T, a *testkit.App, here *testkit.Client) {
			if err := a.Use.SetPassword(t.Context(), here.User.Email, newPassword); err != nil {
				t.Fatal(err)
			}
		}},
		"a stranger's try to sign a device out": {here: true, others: true, sameToken: true, end: func(t *testing.T, a *testkit.App, here *testkit.Client) {
			eve := a.SignedIn("Eve")
			if r := eve.Post(paths.RevokeDevice(device(t, a, here.User, "Laptop").ID)); r.Status != http.StatusNotFound {
				t.Errorf("a stranger's sign-out of a device: %d", r.Status)
			}
			eve.Post(paths.RevokeOthers)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			users, err := a.Use.Users(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			here := a.SignedIn(fmt.Sprint("Ana", len(users)))
			other := signInAs(t, a, here.User.Email, "Laptop")
			other.Cached(paths.Today) // which signing out must not leave open
			redis.SaveSnapshot()
			before := here.Cookie()
			tc.end(t, a, here)
			check := func(when string) {
				t.Helper()
				if got := hasAccess(t, here); got != tc.here {
					t.Errorf("%s the device itself is signed in: %v, want %v", when, got, tc.here)
				}
				if got := signedIn(t, a, before); got != (tc.here && tc.sameToken) {
					t.Errorf("%s its token from before is good: %v, want %v", when, got, tc.sameToken)
				}
				if got := hasAccess(t, other); got != tc.others {
					t.Errorf("%s another device is signed in: %v, want %v", when, got, tc.others)
				}
				r, err := answered(func() (testkit.Response, error) {
					return other.TryHX(paths.Today, paths.Tasks, "title", "From another device")
				})
				if err != nil || (r.Status == http.StatusOK) != tc.others {
					t.Errorf("%s another device can write: %d, %v", when, r.Status, err)
				}
			}
			check("at once")
			if same := before == here.Cookie(); tc.here && same != tc.sameToken {
				t.Errorf("the token is the same: %v, want %v", same, tc.sameToken)
			}
			// What Redis brings back is as dead. A token made since is lost with
			// what the snapshot has not.
			redis.RestoreSnapshot()
			here.SetCookie(before)
			tc.here = tc.here && tc.sameToken
			testkit.Eventually(t, "the sessions to be back", func() bool { return here.Get(paths.SignIn).Status != http.StatusServiceUnavailable })
			check("after Redis brought the sessions back")
		})
	}
}

func TestSettingsListTheDevices(t *testing.T) {
	t.Parallel()
	const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
	const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
	a := testkit.New(t, testkit.Options{})
	a.SignedIn("Ana").Post(paths.SignOut)
	laptop := signInAs(t, a, "ana@example.com", firefox)
	laptop.Header.Set("X-Forwarded-For", "203.0.113.7") // which anyone can send
	a.Clock.Add(24 * time.Hour)
	phone := signInAs(t, a, "ana@example.com", iphone)
	users, err := a.Use.Users(t.Context())
	if err != nil {
		t.Fatal(err)
	}

	_, page, _ := strings.Cut(phone.Get(paths.Settings).Body, `id="devices"`)
	items := regexp.MustCompile(`(?s)<li>.*?</li>`).FindAllString(page, -1)
	if len(items) != 2 {
		t.Fatalf("%d devices are listed, want 2: %s", len(items), page)
	}
	for i, want := range [][]string{
		{"Safari", "127.0.0.1", "last seen today at 12:00", "This device"},
		{"Firefox", "127.0.0.1", "last seen yesterday at 12:00", paths.RevokeDevice(device(t, a, users[0], firefox).ID)},
	} {
		for _, text := range want {
			if !strings.Contains(items[i], text) {
				t.Errorf("device %d does not show %q: %s", i+1, text, items[i])
			}
		}
	}

	laptop.Get(paths.Settings)
	testkit.Eventually(t, "the laptop to be seen", func() bool {
		_, page, _ := strings.Cut(phone.Get(paths.Settings).Body, `id="devices"`)
		return !strings.Contains(page, "yesterday")
	})
	if got := device(t, a, users[0], firefox).Address; got != "127.0.0.1" {
		t.Errorf("the laptop's address is %q, which it said itself", got)
	}
}

func TestLastSeenIsWrittenAtMostEveryFiveMinutes(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	ana.Header.Set("User-Agent", "Go-http-client/1.1")
	made := device(t, a, ana.User, "Go-http-client/1.1").SeenAt
	for _, step := range []struct {
		after time.Duration
		seen  time.Duration // since the sign-in
	}{
		{time.Second, 0},
		{4*time.Minute + 58*time.Second, 0},
		{5*time.Minute + time.Second, 5*time.Minute + time.Second},
		{10 * time.Minute, 5*time.Minute + time.Second},
		{11 * time.Minute, 11 * time.Minute},
		{72 * time.Hour, 72 * time.Hour},
	} {
		a.Clock.Set(made.Add(step.after))
		for range 3 {
			ana.Get(paths.Today)
			a.Web.Wait() // no request is running
		}
		got := device(t, a, ana.User, "Go-http-client/1.1").SeenAt.Sub(made).Truncate(time.Second)
		if got != step.seen {
			t.Errorf("%v after the sign-in it was last seen %v after it, want %v", step.after, got, step.seen)
		}
	}
}

func TestOfTwoThatSeeADeviceAtOnceOneNotesIt(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	read := device(t, a, ana.User, "Go-http-client/1.1") // by both, before either writes
	a.Clock.Add(6 * time.Minute)
	for _, address := range []string{"192.0.2.1", "192.0.2.2"} {
		if !a.Use.DeviceStale(read) {
			t.Error("it was not seen long ago")
		}
		if err := a.Use.TouchDevice(t.Context(), read, address); err != nil {
			t.Fatal(err)
		}
	}
	noted := device(t, a, ana.User, "Go-http-client/1.1")
	if noted.Address != "192.0.2.1" {
		t.Errorf("it was last seen at %s, noted by the second", noted.Address)
	}
	a.Clock.Add(6 * time.Minute)
	if err := a.Use.TouchDevice(t.Context(), noted, "192.0.2.3"); err != nil {
		t.Fatal(err)
	}
	if got := device(t, a, ana.User, "Go-http-client/1.1"); got.Address != "192.0.2.3" || !got.SeenAt.After(noted.SeenAt) {
		t.Errorf("six minutes later it was last seen at %s, %v", got.Address, got.SeenAt)
	}
}
