package e2e_test

import (
	"strings"
	"testing"

	"docket/internal/testkit"
)

func (p person) signUp(name, email, password string) {
	p.t.Helper()
	p.Fill("#name", name)
	p.Fill("#email", email)
	p.Fill("#password", password)
	p.Click("button = Create account")
}

func TestSignUpLeadsToTheFirstRun(t *testing.T) {
	both(t, func(t *testing.T, a *testkit.App, scripts bool) {
		p := visit(t, a, nil, scripts)
		p.Expect("status of 422")
		p.Zone("Europe/Lisbon")
		p.Goto("/")
		p.At("/sign-in")
		p.Click("a = Create an account")
		p.At("/sign-up")
		name := named(scripts)
		email := strings.ToLower(name) + "@example.com"

		p.signUp(name, email, "short")
		p.See("#password-error")
		p.Focused("#password[aria-invalid='true']")
		if got := p.Value("#name") + " " + p.Value("#email") + " " + p.Value("#password"); got != name+" "+email+" " {
			t.Errorf("after a refused password the form holds %q", got)
		}
		p.signUp(name, "nobody", testkit.Password)
		p.See("#email-error = That isn’t an email address. Use one like name@example.com.")
		p.Focused("#email[aria-invalid='true']")
		p.signUp("", email, testkit.Password)
		p.See("#name-error = Enter a name.")
		p.Focused("#name[aria-invalid='true']")

		p.signUp(name, email, testkit.Password)
		p.At("/today")
		p.See("h2 = Getting started")
		p.See("#start .count = 1 of 3 done")
		p.add("First thing")
		p.See("#start .count = 2 of 3 done")
		p.Click("#start a[href='/lists/new']")
		p.Fill("#name", "Home")
		p.Click("button = Make list")
		p.See("h1 = Home")
		p.Click(".nav a[href='/today']")
		p.See("a.title = First thing")
		p.Gone("h2 = Getting started")
		p.Goto("/settings")
		zone := "UTC"
		if scripts {
			zone = "Europe/Lisbon"
		}
		if got := p.Value("#time_zone"); got != zone {
			t.Errorf("the time zone is %q, want %q", got, zone)
		}
	})
}

func TestSignInAndOut(t *testing.T) {
	both(t, func(t *testing.T, a *testkit.App, scripts bool) {
		c := a.SignedIn(named(scripts))
		c.AddTask("Private thing")
		p := visit(t, a, nil, scripts)
		p.Expect("status of 422")
		p.Goto("/inbox")
		p.At("/sign-in")
		p.Fill("#email", c.User.Email)
		p.Fill("#password", "not the right one at all")
		p.Click("button = Sign in")
		p.See(".error[role='alert']")
		if got := p.Value("#email") + " " + p.Value("#password"); got != c.User.Email+" " {
			t.Errorf("after a wrong password the form holds %q", got)
		}
		p.Focused("#password")
		p.Fill("#password", testkit.Password)
		p.Click("button = Sign in")
		p.At("/inbox")
		p.order("Private thing")
		p.Goto("/sign-in")
		p.At("/today")

		p.Click("button.account")
		p.Click("#account-menu .item = Sign out")
		p.At("/sign-in")
		p.See("[role='status'] = You’re signed out.")
		p.Go(-1)
		if !scripts { // the browser may show the page once more from its memory, and nothing of it works
			p.Reload()
		}
		p.See("h1 = Sign in")
		p.Gone("a.title = Private thing")
	})
}

func TestSettingsAreKept(t *testing.T) {
	both(t, func(t *testing.T, a *testkit.App, scripts bool) {
		p, _ := member(t, a, scripts, "/settings")
		p.Expect("status of 422")
		p.Fill("#name", "")
		p.Click("button = Save profile")
		p.See("#name-error = Enter a name.")
		p.Fill("#name", "Ana Maria Example")
		p.Set("#time_zone", "Pacific/Auckland")
		p.Click("button = Save profile")
		p.told("Profile saved.")
		p.See(".account .name = Ana Maria Example")
		p.Set("#week_start", "0")
		p.Set("#day_order", "month")
		p.Set("#hours", "12")
		p.Set("#first_page", "upcoming")
		p.Click("button = Save planning")
		p.told("Planning saved.")
		p.Reload()
		if got := p.Value("#name") + ", " + p.Value("#time_zone") + ", " + p.Value("#week_start"); got != "Ana Maria Example, Pacific/Auckland, 0" {
			t.Errorf("the profile is %q", got)
		}
		if got := p.Value("#day_order") + ", " + p.Value("#hours") + ", " + p.Value("#add_to") + ", " + p.Value("#first_page"); got != "month, 12, , upcoming" {
			t.Errorf("the planning is %q", got)
		}
		p.Goto("/")
		p.At("/upcoming")
		p.Goto("/settings")
		p.Click("label = Dark")
		p.Until("a preview of the dark theme", dark)
		if !scripts {
			p.Click("button = Save theme")
		}
		p.told("Profile saved.")
		p.Goto("/today")
		p.Until("the dark theme on other pages", dark)
		p.See("h1 = Friday 17 July") // noon in Greenwich is the next day there
	})
}

const dark = `getComputedStyle(document.documentElement).colorScheme === "dark" &&
	getComputedStyle(document.querySelector(".page")).color !== "rgb(0, 0, 0)" && matchMedia("(prefers-color-scheme: light)").matches`

func TestPasswordChangeAndRevokingEndOtherDevices(t *testing.T) {
	both(t, func(t *testing.T, a *testkit.App, scripts bool) {
		p, c := member(t, a, scripts, "/settings")
		p.Expect("status of 422")
		other := visit(t, a, a.SignIn(c.User.Email), scripts)
		other.Goto("/inbox")
		other.See("h1 = Inbox")
		p.Reload()
		if got := p.Count("#devices .records li"); got != 2 {
			t.Fatalf("%d devices are shown, want 2", got)
		}
		p.Click("#devices li button")
		p.told("Device signed out.")
		p.Gone("#devices li button")
		other.Reload()
		other.At("/sign-in")

		third := visit(t, a, a.SignIn(c.User.Email), scripts)
		third.Goto("/inbox")
		third.See("h1 = Inbox")
		p.Fill("#current", "not my password")
		p.Fill("#new", "another horse, another battery")
		p.Click("button = Change password")
		p.See("#current-error")
		p.Fill("#current", testkit.Password)
		p.Fill("#new", "another horse, another battery")
		p.Click("button = Change password")
		p.told("Password changed.")
		third.Expect("status of 401")
		third.Fill("#new-task", "Too late")
		third.Press("\r")
		third.At("/sign-in")
		third.Fill("#email", c.User.Email)
		third.Fill("#password", "another horse, another battery")
		third.Click("button = Sign in")
		third.At("/inbox")
		if scripts { // it was kept
			third.See("a.title = Too late")
		} else {
			third.Gone("a.title = Too late")
		}
	})
}

func TestMissingPageSaysWhereToGo(t *testing.T) {
	both(t, func(t *testing.T, a *testkit.App, scripts bool) {
		p, _ := member(t, a, scripts, "/inbox")
		p.Expect("status of 404")
		p.Goto("/lists/0198a0aa-0000-7000-8000-000000000000")
		p.See("h1 = Nothing at this address")
		p.Click("a = Go to Today")
		p.At("/today")
	})
}
