package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"docket/internal/docket"
	"docket/internal/password"
	"docket/internal/paths"
	"docket/internal/testkit"
)

func TestTheFirstAccountIsSaidToBeTheAdministrators(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	const said = "its administrator’s"
	if page := a.Client().Get(paths.SignUp); !strings.Contains(page.Body, said) {
		t.Error("the page for the first account does not say so")
	}
	a.SignedIn("Ana")
	if page := a.Client().Get(paths.SignUp); page.Status != http.StatusOK || strings.Contains(page.Body, said) {
		t.Errorf("the page for the second: %d, or it says that it is the first", page.Status)
	}
}

func TestThePasswordsThatSignUpTakes(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	for i, tc := range []struct {
		password string
		refused  password.Refusal // empty: taken
	}{
		{"", password.TooShort},
		{"short horse", password.TooShort}, // 11
		{strings.Repeat("é", 11), password.TooShort},
		{"a tiny horse", ""}, // 12
		{"twelve ☃ ☂ ☀", ""},
		{" spaces around stay ", ""},
		{strings.Repeat("correct horse ", 19)[:256], ""},
		{strings.Repeat("correct horse ", 19)[:257], password.TooLong},
		{strings.Repeat("x", 5000), password.TooLong},
		{"passwordpassword", password.Common},
		{"aaaaaaaaaaaaaa", password.Repeating},
		{"abcdefghijklmnop", password.Sequence},
		{"MarthaQuill1984", password.Own},
		{"quill.martha@ex", ""},
		{"martha.quill.%d@example.com", password.Own},
		{"a horse \x00 and a nul", password.Unreadable},
		{"a horse \xff and no text", password.Unreadable},
	} {
		email := fmt.Sprintf("martha.quill.%d@example.com", i)
		pass := strings.ReplaceAll(tc.password, "%d", fmt.Sprint(i))
		c := a.Client()
		r := c.Post(paths.SignUp, "name", "Martha Quill", "email", email, "password", pass)
		if tc.refused == "" {
			if r.Status != http.StatusSeeOther {
				t.Errorf("%q: %d, want it taken", pass, r.Status)
			} else if r := a.Client().Post(paths.SignIn, "email", email, "password", pass); r.Status != http.StatusSeeOther {
				t.Errorf("%q: signing in with it afterwards: %d", pass, r.Status)
			}
			continue
		}
		if r.Status != http.StatusUnprocessableEntity || !strings.Contains(r.Body, string(tc.refused)) {
			t.Errorf("%.40q: %d, want it refused with %q", pass, r.Status, tc.refused)
		}
		if !strings.Contains(r.Body, `value="Martha Quill"`) || !strings.Contains(r.Body, `value="`+email+`"`) || c.Cookie() != "" {
			t.Errorf("%.40q: the form lost what was typed, or one is signed in", pass)
		}
		if len(pass) > 12 && strings.Contains(strings.ReplaceAll(r.Body, email, ""), pass) {
			t.Errorf("%.40q: the answer repeats the password", pass)
		}
	}
}

func TestTheFirstAccountIsTheAdministrators(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana, ben := a.SignedIn("Ana"), a.SignedIn("Ben")
	if !ana.User.Admin || ben.User.Admin {
		t.Errorf("administrators: Ana %v, Ben %v; want the first alone", ana.User.Admin, ben.User.Admin)
	}
	r := a.Client().Post(paths.SignUp, "name", "Ana", "email", "ANA@example.com", "password", testkit.Password)
	if r.Status != http.StatusUnprocessableEntity {
		t.Errorf("a second account with the same address: %d", r.Status)
	}
}

func TestTwoFirstSignUpsAtOnceMakeOneAccount(t *testing.T) {
	t.Parallel()
	testkit.EachRedis(t, func(t *testing.T, url string) {
		a := testkit.New(t, testkit.Options{RedisURL: url, SignUp: docket.SignUpFirst})
		if r := a.Client().Get(paths.SignUp); r.Status != http.StatusOK {
			t.Fatalf("the sign-up page of an empty Docket: %d", r.Status)
		}
		var mu sync.Mutex
		statuses := map[int]int{}
		var wg sync.WaitGroup
		for i := range 4 {
			c := a.Client()
			wg.Go(func() {
				r := c.Post(paths.SignUp, "name", "First", "email", fmt.Sprintf("first%d@example.com", i), "password", testkit.Password)
				mu.Lock()
				defer mu.Unlock()
				statuses[r.Status]++
				if r.Status != http.StatusSeeOther && c.Cookie() != "" {
					t.Error("one who was refused has a session")
				}
			})
		}
		wg.Wait()
		users, err := a.Use.Users(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if statuses[http.StatusSeeOther] != 1 || statuses[http.StatusForbidden] != 3 || len(users) != 1 || !users[0].Admin {
			t.Errorf("four first sign-ups at once: answers %v and %d accounts, want one administrator", statuses, len(users))
		}
		if r := a.Client().Get(paths.SignUp); r.Status != http.StatusForbidden {
			t.Errorf("the sign-up page after the first account: %d", r.Status)
		}
	})
}

func TestSignUpByInvitationOrNotAtAll(t *testing.T) {
	t.Parallel()
	for rule, says := range map[docket.SignUp]string{
		docket.SignUpInvite: "by invitation",
		docket.SignUpClosed: "Sign-up is closed",
	} {
		a := testkit.New(t, testkit.Options{SignUp: rule})
		c := a.Client()
		for _, r := range []testkit.Response{
			c.Get(paths.SignUp),
			c.Post(paths.SignUp, "name", "Ana", "email", "ana@example.com", "password", testkit.Password),
		} {
			invites := strings.Contains(r.Body, "by invitation")
			if r.Status != http.StatusForbidden || !strings.Contains(r.Body, says) || invites != (rule == docket.SignUpInvite) || c.Cookie() != "" {
				t.Errorf("%s: %d (by invitation: %t), want 403 that says %q", rule, r.Status, invites, says)
			}
		}
		if strings.Contains(c.Get(paths.SignIn).Body, paths.SignUp) {
			t.Errorf("%s: the sign-in page leads to the sign-up page", rule)
		}
		if users, err := a.Use.Users(t.Context()); err != nil || len(users) != 0 {
			t.Errorf("%s: %d accounts were made (%v)", rule, len(users), err)
		}
	}
}

func TestOneAddressMakesOneAccountHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	sign := func(path, email string) int {
		t.Helper()
		return a.Client().Post(path, "name", "Kim", "email", email, "password", testkit.Password).Status
	}
	const first = "Kim.Jose\u0301@B\u00fccher.example"
	if status := sign(paths.SignUp, first); status != http.StatusSeeOther {
		t.Fatalf("signing up with %q: %d", first, status)
	}
	for _, same := range []string{first, "\u212aim.jos\u00e9@xn--bcher-kva.example", "KIM.JOS\u00c9@BU\u0308CHER.example"} {
		if status := sign(paths.SignUp, same); status != http.StatusUnprocessableEntity {
			t.Errorf("another account with %q: %d", same, status)
		}
		if status := sign(paths.SignIn, " "+same+" "); status != http.StatusSeeOther {
			t.Errorf("signing in with %q: %d", same, status)
		}
	}
	for _, email := range []string{"kim\u200b@example.com", "kim@exam\u00adple.com", "kim\u009b@example.com", "ki\u202em@example.com"} {
		if status := sign(paths.SignUp, email); status != http.StatusUnprocessableEntity {
			t.Errorf("an account with %q: %d", email, status)
		}
	}
	users, err := a.Use.Users(t.Context())
	if err != nil || len(users) != 1 || users[0].Email != first {
		t.Errorf("%+v, %v; want one account with its address as it was written", users, err)
	}
}
