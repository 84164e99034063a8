package web_test

import (
	"net/http"
	"strings"
	"testing"

	"docket/internal/paths"
	"docket/internal/testkit"
)

// Whoever comes in without saying where to gets the page that they have chosen.
func TestTheFirstPage(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	signIn := func(next string) string {
		r := a.Client().Post(paths.SignIn, "email", ana.User.Email, "password", testkit.Password, "next", next)
		return answer(r)
	}
	for _, first := range []string{"/today", "/inbox", "/upcoming", "/calendar", "/today"} {
		if r := ana.Post(paths.Profile, "first_page", first[1:]); r.Status != http.StatusSeeOther {
			t.Fatalf("choosing %s: %d", first, r.Status)
		}
		for what, got := range map[string]string{
			"/":                        answer(ana.Get("/")),
			"/sign-in, signed in":      answer(ana.Get(paths.SignIn)),
			"/sign-up, signed in":      answer(ana.Get(paths.SignUp)),
			"signing in":               signIn(""),
			"signing in from its page": signIn("/today"), // which its form says where nothing was asked for
		} {
			if got != "303 "+first {
				t.Errorf("%s leads to %s, want %s", what, got, first)
			}
		}
		if got := signIn("/completed"); got != "303 /completed" {
			t.Errorf("signing in for another page leads to %s", got)
		}
	}
	if r := ana.Get("/"); !strings.Contains(r.Header.Get("Cache-Control"), "no-store") {
		t.Errorf("where / leads to is kept: %q", r.Header.Get("Cache-Control"))
	}
	if got := answer(a.Client().Get("/")); got != "303 /today" {
		t.Errorf("/ leads a stranger to %s", got)
	}
}

// What is wrong with the planning is said there, and the profile is not blamed for it.
func TestPlanningThatIsRefusedIsShownAgain(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	list := ana.AddList("Garden")
	r := ana.Post(paths.Profile, "week_start", "9", "day_order", "month", "hours", "13", "add_to", string(list.ID), "first_page", "inbox")
	_, planning, _ := strings.Cut(r.Body, `id="planning"`)
	planning, _, _ = strings.Cut(planning, "</section>")
	_, profile, _ := strings.Cut(r.Body, `id="profile"`)
	profile, _, _ = strings.Cut(profile, "</section>")
	for _, want := range []string{`id="hours-error"`, `id="week_start-error"`, `aria-describedby="week_start-error"`, `value="month" selected`,
		`value="` + string(list.ID) + `" selected`, `value="inbox" selected`, `role="alert"`} {
		if !strings.Contains(planning, want) {
			t.Errorf("the planning has no %s:\n%s", want, planning)
		}
	}
	if r.Status != http.StatusUnprocessableEntity || strings.Contains(profile, "error") || strings.Contains(profile, "alert") {
		t.Errorf("%d, and the profile is\n%s", r.Status, profile)
	}
}

// A task goes where its user has chosen, and the settings offer what they can choose.
func TestPlanningOffersTheListsThatOneMayAddTo(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana, bo := a.SignedIn("Ana"), a.SignedIn("Bo")
	garden, seen := ana.AddList("Garden"), bo.AddList("Only to look at")
	a.Share(seen.ID, ana.User, "viewer")
	page := ana.Get(paths.Settings).Body
	_, offered, _ := strings.Cut(page, `name="add_to"`)
	offered, _, _ = strings.Cut(offered, "</select>")
	if !strings.Contains(offered, string(garden.ID)) || strings.Contains(offered, string(seen.ID)) || !strings.Contains(offered, `<option value="" selected>Inbox`) {
		t.Errorf("the lists are %s", offered)
	}
	ana.Post(paths.Profile, "add_to", string(garden.ID))
	ana.Post(paths.Tasks, "title", "Weed")
	if !strings.Contains(ana.Get(paths.List(garden.ID)).Body, "Weed") {
		t.Error("the task is not in the list that was chosen")
	}
}
