package web_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/testkit"
)

const day = 24 * time.Hour

func TestASessionEndsWithoutRedis(t *testing.T) {
	t.Parallel()
	testkit.EachRedis(t, func(t *testing.T, url string) {
		a := testkit.New(t, testkit.Options{RedisURL: url})
		ana := a.SignedIn("Ana")
		key := sessionKeys(t, a)[0]
		agent := device(t, a, ana.User, "Go-http-client/1.1").ID
		for _, tc := range []struct {
			left   time.Duration
			access bool
		}{{time.Hour, true}, {-time.Second, false}, {-400 * day, false}} {
			value := fmt.Sprintf("%d device=%s", time.Now().Add(tc.left).Unix(), agent)
			askRedis(t, func() (string, error) { return a.Sessions.Client().Set(t.Context(), key, value, 0).Result() })
			if got := hasAccess(t, ana); got != tc.access {
				t.Errorf("with %v left and no TTL, signed in is %v", tc.left, got)
			}
		}
	})
}

// steps moves the clock in steps, with a request after each, and returns whether
// the last one was let in.
func steps(t *testing.T, a *testkit.App, c *testkit.Client, by ...time.Duration) (in bool) {
	t.Helper()
	for _, d := range by {
		a.Clock.Add(d)
		in = hasAccess(t, c)
		a.Web.Wait()
	}
	return in
}

func TestASignInEnds(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		by []time.Duration
		in bool
	}{
		"used":                        {[]time.Duration{29 * day, 29 * day, 29 * day}, true},
		"used, and 90 days old":       {[]time.Duration{29 * day, 29 * day, 29 * day, 3 * day}, false},
		"not used for 30 days":        {[]time.Duration{30 * day}, false},
		"not used for 30 days, later": {[]time.Duration{day, 30 * day}, false},
		"tried again after that":      {[]time.Duration{30 * day, time.Second, time.Minute}, false},
	} {
		a := testkit.New(t, testkit.Options{})
		ana := a.SignedIn("Ana")
		if got := steps(t, a, ana, tc.by...); got != tc.in {
			t.Errorf("%s: signed in is %v", name, got)
		}
		devices, err := a.Use.Devices(t.Context(), ana.User)
		if err != nil || (len(devices) == 1) != tc.in {
			t.Errorf("%s: %d devices are listed (%v)", name, len(devices), err)
		}
	}
}

func TestASlowRequestRevivesNothing(t *testing.T) {
	t.Parallel()
	written, ended := make(chan bool), make(chan bool)
	a := testkit.New(t, testkit.Options{Hook: func(_ context.Context, names []string, _ []docket.ID) {
		if slices.Contains(names, "task.edit") { // it is stored, and its answer is still to come
			written <- true
			<-ended
		}
	}})
	ana := a.SignedIn("Ana")
	task := ana.AddTask("Buy oars")
	slow := make(chan testkit.Response)
	go func() { slow <- ana.Post(paths.Task(task.ID), "title", "Slow") }()
	<-written
	a.Clock.Add(31 * day)
	close(ended)
	if r := <-slow; r.Status != http.StatusSeeOther {
		t.Errorf("the slow request: %d", r.Status)
	}
	if hasAccess(t, ana) {
		t.Error("a request from before the 30 days has brought the sign-in back")
	}

	// Nor does a note of 'last seen' that is written late.
	ben := a.SignedIn("Ben")
	read := device(t, a, ben.User, "Go-http-client/1.1")
	a.Clock.Add(31 * day)
	if err := a.Use.TouchDevice(t.Context(), read, "192.0.2.1"); err != nil || hasAccess(t, ben) {
		t.Errorf("a late note has brought the sign-in back (%v)", err)
	}
	who := ben.User
	ben = a.SignIn("ben@example.com")
	read = device(t, a, who, "Go-http-client/1.1")
	cookie := ben.Cookie()
	ben.Post(paths.SignOut)
	a.Clock.Add(time.Hour)
	if err := a.Use.TouchDevice(t.Context(), read, "192.0.2.1"); err != nil || signedIn(t, a, cookie) {
		t.Errorf("a late note has undone the sign-out (%v)", err)
	}
}
