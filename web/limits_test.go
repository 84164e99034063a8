package web_test

import (
	"fmt"
	"net/http"
	"net/netip"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"docket/internal/paths"
	"docket/internal/testkit"
)

// tries signs in, or tries to.
type tries struct {
	*testing.T
	*testkit.App
}

func behindProxy(t *testing.T, o testkit.Options) tries {
	o.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	return tries{t, testkit.New(t, o)}
}

// from is a browser at an address that has no cookie yet.
func (a tries) from(address string) *testkit.Client {
	c := a.Client()
	c.Header.Set("X-Forwarded-For", address)
	return c
}

func signInWith(c *testkit.Client, email, password string) testkit.Response {
	return c.Post(paths.SignIn, "email", email, "password", password)
}

// wrong tries wrong passwords and expects the last answer to have this status.
func (a tries) wrong(c *testkit.Client, email string, times, want int) testkit.Response {
	a.Helper()
	var r testkit.Response
	for i := range times {
		if r = signInWith(c, email, fmt.Sprintf("wrong horse %d", i)); i < times-1 && r.Status != http.StatusUnprocessableEntity {
			a.Fatalf("wrong password %d for %s: %d, want 422", i+1, email, r.Status)
		}
	}
	if r.Status != want {
		a.Errorf("wrong password %d for %s: %d, want %d", times, email, r.Status, want)
	}
	return r
}

func TestTheEleventhWrongPasswordOfAnAccountHasToWait(t *testing.T) {
	t.Parallel()
	a := behindProxy(t, testkit.Options{})
	known := a.SignedIn("Ana")
	known.Post(paths.SignOut)
	for _, email := range []string{"ana@example.com", "nobody@example.com"} { // the same of one that is not there
		guesser := a.from("203.0.113." + strconv.Itoa(len(email)))
		r := a.wrong(guesser, email, 11, http.StatusTooManyRequests)
		if after, err := strconv.Atoi(r.Header.Get("Retry-After")); err != nil || after < 14*60 || after > 15*60 {
			t.Errorf("%s: Retry-After is %q, want about 15 minutes", email, r.Header.Get("Retry-After"))
		}
		if !strings.Contains(r.Body, "Too many wrong passwords. Try again in 15 minutes.") || !strings.Contains(r.Body, `value="`+email+`"`) {
			t.Errorf("%s: the form does not say so: %s", email, r.Body)
		}
		if r := signInWith(guesser, email, testkit.Password); r.Status != http.StatusTooManyRequests {
			t.Errorf("%s: the right password of the one who guesses: %d, want 429", email, r.Status)
		}
	}

	// Its people are not locked out by that.
	if r := signInWith(a.from("198.51.100.1"), "ana@example.com", testkit.Password); r.Status != http.StatusSeeOther {
		t.Errorf("the right password from another address: %d", r.Status)
	}
	if r := signInWith(known, "ana@example.com", testkit.Password); r.Status != http.StatusSeeOther {
		t.Errorf("the right password from a device that is known: %d", r.Status)
	}
	if r := signInWith(a.from("198.51.100.2"), "ana@example.com", "wrong horse"); r.Status != http.StatusTooManyRequests {
		t.Errorf("a wrong password from another address: %d, want 429", r.Status)
	}
	if r := signInWith(a.from("198.51.100.3"), "bob@example.com", "wrong horse"); r.Status != http.StatusUnprocessableEntity {
		t.Errorf("another account: %d, want 422", r.Status)
	}

	a.Clock.Add(15 * time.Minute)
	if r := signInWith(a.from("203.0.113.15"), "ana@example.com", testkit.Password); r.Status != http.StatusSeeOther {
		t.Errorf("a quarter of an hour later: %d", r.Status)
	}
}

// Each of many addresses has one guess that no other has used up; but not for ever.
func TestGuessesFromManyAddressesEndAtTenTimesTheLimit(t *testing.T) {
	t.Parallel()
	a := behindProxy(t, testkit.Options{Limits: "wrong-account=2/1h,sign-in=off"})
	known := a.SignedIn("Ana")
	known.Post(paths.SignOut)
	// Strangers take turns as long as their passwords take, so some of these have to come again.
	signIn := func(c *testkit.Client, password string) (r testkit.Response) {
		testkit.Eventually(t, "a turn", func() bool {
			r = signInWith(c, "ana@example.com", password)
			return !strings.Contains(r.Body, "Too many people are signing in")
		})
		return r
	}
	for i := range 20 {
		if r := signIn(a.from(fmt.Sprintf("203.0.113.%d", i)), "wrong horse"); (r.Status == http.StatusTooManyRequests) != (i >= 2) {
			t.Fatalf("guess %d: %d", i+1, r.Status)
		}
		if r := signIn(a.from(fmt.Sprintf("198.51.100.%d", i)), testkit.Password); i < 19 && r.Status != http.StatusSeeOther ||
			i == 19 && r.Status != http.StatusTooManyRequests {
			t.Errorf("the right password from a new address after %d guesses: %d", i+1, r.Status)
		}
	}
	if r := signInWith(known, "ana@example.com", testkit.Password); r.Status != http.StatusSeeOther {
		t.Errorf("from a device that is known: %d", r.Status)
	}
}

func TestTheTwentyFirstWrongPasswordOfAnAddressHasToWait(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]func(i int) string{
		"IPv4":             func(int) string { return "203.0.113.7" },
		"one IPv6 network": func(i int) string { return fmt.Sprintf("2001:db8:1:2::%x", i+1) },
		"whatever it says of others": func(i int) string {
			return fmt.Sprintf("198.51.100.%d, 203.0.113.7", i)
		},
	} {
		a := behindProxy(t, testkit.Options{})
		a.SignedIn("Ana").Post(paths.SignOut)
		for i := range 21 {
			want := http.StatusUnprocessableEntity
			if i == 20 {
				want = http.StatusTooManyRequests
			}
			if r := signInWith(a.from(address(i)), fmt.Sprintf("user%d@example.com", i), "wrong horse"); r.Status != want {
				t.Errorf("%s: wrong password %d: %d, want %d", name, i+1, r.Status, want)
			}
		}
		if r := signInWith(a.from(address(21)), "ana@example.com", testkit.Password); r.Status != http.StatusTooManyRequests {
			t.Errorf("%s: the right one after that: %d, want 429", name, r.Status)
		}
		if r := signInWith(a.from("192.0.2.1"), "ana@example.com", testkit.Password); r.Status != http.StatusSeeOther {
			t.Errorf("%s: the right one from another address: %d", name, r.Status)
		}
		a.Close()
	}
}

// A device that has signed in before has its own count, and a limit, too.
func TestAKnownDeviceHasItsOwnCount(t *testing.T) {
	t.Parallel()
	a := behindProxy(t, testkit.Options{})
	known := a.SignedIn("Ana")
	known.Post(paths.SignOut)
	a.wrong(known, "ana@example.com", 11, http.StatusTooManyRequests)
	if r := signInWith(a.from("198.51.100.1"), "ana@example.com", testkit.Password); r.Status != http.StatusSeeOther {
		t.Errorf("another device: %d", r.Status)
	}
	a.SignedIn("Ben").Post(paths.SignOut)
	if r := signInWith(known, "ben@example.com", testkit.Password); r.Status != http.StatusSeeOther {
		t.Errorf("another account on that device: %d", r.Status)
	}
}

// Neither a restart nor a Redis that was emptied opens the door.
func TestWhatWasCountedOutlivesARestart(t *testing.T) {
	t.Parallel()
	redis := testkit.RealRedis(t)
	folder := filepath.Join(t.TempDir(), "data")
	clock := testkit.NewClock()
	first := behindProxy(t, testkit.Options{RedisURL: redis.URL(), DataDir: folder, Now: clock.Now})
	first.SignedIn("Ana").Post(paths.SignOut)
	first.wrong(first.from("203.0.113.7"), "ana@example.com", 11, http.StatusTooManyRequests)
	if err := redis.Client().FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	if r := signInWith(first.from("203.0.113.7"), "ana@example.com", testkit.Password); r.Status != http.StatusTooManyRequests {
		t.Errorf("after Redis was emptied: %d, want 429", r.Status)
	}
	first.Close()
	second := behindProxy(t, testkit.Options{RedisURL: redis.URL(), DataDir: folder, Now: clock.Now})
	if r := signInWith(second.from("203.0.113.7"), "ana@example.com", testkit.Password); r.Status != http.StatusTooManyRequests {
		t.Errorf("after a restart: %d, want 429", r.Status)
	}
}

// Changing the password is no way around the limit of signing in.
func TestAWrongCurrentPasswordCounts(t *testing.T) {
	t.Parallel()
	a := behindProxy(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	change := func(current string) testkit.Response {
		return ana.Post(paths.Password, "current", current, "new", "another horse paper lantern")
	}
	for i := range 10 {
		if r := change(fmt.Sprintf("wrong horse %d", i)); r.Status != http.StatusUnprocessableEntity {
			t.Fatalf("wrong password %d: %d, want 422", i+1, r.Status)
		}
	}
	if r := change(testkit.Password); r.Status != http.StatusTooManyRequests || r.Header.Get("Retry-After") == "" {
		t.Errorf("after ten wrong ones: %d with Retry-After %q, want 429", r.Status, r.Header.Get("Retry-After"))
	}
	a.Clock.Add(15 * time.Minute)
	if r := change(testkit.Password); r.Status != http.StatusSeeOther {
		t.Errorf("a quarter of an hour later: %d", r.Status)
	}
}

// All attempts of an address count, also those with the right password.
func TestAttemptsOfAnAddressAreCounted(t *testing.T) {
	t.Parallel()
	testkit.EachRedis(t, func(t *testing.T, url string) {
		a := behindProxy(t, testkit.Options{RedisURL: url, Limits: "sign-in=3/1h,sign-up=1/1h,password=1/1h"})
		ana := a.SignedIn("Ana")
		if r := a.from("203.0.113.9").Post(paths.SignUp, "name", "Bo", "email", "x"); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("signing up from another address: %d", r.Status)
		}
		again := a.from("203.0.113.9").Post(paths.SignUp, "name", "Bo <3", "email", "bo@example.com", "password", testkit.Password)
		if again.Status != http.StatusTooManyRequests || !strings.Contains(again.Body, "Too many tries. Try again in 60 minutes.") ||
			!strings.Contains(again.Body, `value="Bo &lt;3"`) || again.Header.Get("Retry-After") == "" {
			t.Errorf("signing up once more: %d, %s", again.Status, again.Body)
		}
		for i := range 4 {
			want := http.StatusSeeOther
			if i == 3 {
				want = http.StatusTooManyRequests
			}
			if r := signInWith(a.from("203.0.113.7"), "ana@example.com", testkit.Password); r.Status != want {
				t.Errorf("right password %d from an address: %d, want %d", i+1, r.Status, want)
			}
		}
		if r := signInWith(ana, "ana@example.com", testkit.Password); r.Status != http.StatusSeeOther {
			t.Errorf("from a device that is known: %d", r.Status)
		}
		ana.Post(paths.Password, "current", "wrong horse", "new", "another horse paper lantern")
		if r := ana.Post(paths.Password, "current", testkit.Password, "new", "another horse paper lantern"); r.Status != http.StatusTooManyRequests ||
			!strings.Contains(r.Body, `autofocus>Too many tries.`) {
			t.Errorf("changing the password a second time: %d, want 429 with the focus on what is wrong", r.Status)
		}
	})
}

// Without the table of limits, the ones of wrong passwords hold; set, others do.
func TestTheLimitsOfWrongPasswordsCanBeSet(t *testing.T) {
	t.Parallel()
	a := behindProxy(t, testkit.Options{Limits: "wrong-account=2/1h,wrong-address=off"})
	a.SignedIn("Ana").Post(paths.SignOut)
	a.wrong(a.from("203.0.113.7"), "ana@example.com", 3, http.StatusTooManyRequests)
	for i := range 30 {
		if r := signInWith(a.from("203.0.113.8"), fmt.Sprintf("user%d@example.com", i), "wrong horse"); r.Status != http.StatusUnprocessableEntity {
			t.Fatalf("wrong password %d of an address: %d, want 422", i+1, r.Status)
		}
	}
	a.Clock.Add(time.Hour)
	if r := signInWith(a.from("203.0.113.7"), "ana@example.com", testkit.Password); r.Status != http.StatusSeeOther {
		t.Errorf("an hour later: %d", r.Status)
	}
}

// Who guesses with many connections at once has no more guesses than with one.
func TestGuessesAtOnceAreCountedOneByOne(t *testing.T) {
	t.Parallel()
	a := behindProxy(t, testkit.Options{})
	a.SignedIn("Ana").Post(paths.SignOut)
	var mu sync.Mutex
	statuses := map[int]int{}
	var all sync.WaitGroup
	for range 40 {
		all.Go(func() {
			r := signInWith(a.from("203.0.113.7"), "ana@example.com", "wrong horse")
			mu.Lock()
			defer mu.Unlock()
			statuses[r.Status]++
		})
	}
	all.Wait()
	if statuses[http.StatusUnprocessableEntity] != 10 || statuses[http.StatusTooManyRequests] != 30 {
		t.Errorf("forty guesses at once: %v, want ten 422 and thirty 429", statuses)
	}
}

// A refusal says nothing by the time that it takes.
func TestARefusalTakesItsTime(t *testing.T) {
	t.Parallel()
	const least = 50 * time.Millisecond
	a := behindProxy(t, testkit.Options{RefusalTime: least, Limits: "wrong-account=1/1h"})
	a.SignedIn("Ana").Post(paths.SignOut)
	began := time.Now()
	late := func(what string, r testkit.Response) {
		t.Helper()
		if took := time.Since(began); took < least || r.Status < 400 {
			t.Errorf("%s: %d after %v, want a refusal after %v at least", what, r.Status, took, least)
		}
		began = time.Now()
	}
	guesser := a.from("203.0.113.7")
	late("a wrong password", signInWith(guesser, "ana@example.com", "wrong horse"))
	late("no such account", signInWith(guesser, "nobody@example.com", "wrong horse"))
	late("one too many", signInWith(guesser, "ana@example.com", "wrong horse"))
	late("no account without a name", guesser.Post(paths.SignUp))
	guesser.Header.Set("Content-Type", "text/plain")
	late("no form", signInWith(guesser, "ana@example.com", "wrong horse"))
}
