package web_test

import (
	"strings"
	"testing"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/testkit"
)

// Below its heading Today says how much there is, in words where there is nothing.
func TestTodaySaysHowMuchIsDue(t *testing.T) {
	t.Parallel()
	c := testkit.New(t, testkit.Options{}).SignedIn("Ana")
	says := func(want string) {
		t.Helper()
		if page := c.Get(paths.Today).Body; !strings.Contains(page, `id="hint">`+want+"</p>") {
			t.Errorf("Today does not say %q", want)
		}
	}
	says("Nothing due today.")
	task := c.AddTask("One", "due_on", "2026-07-16")
	says("1 due today")
	c.AddTask("Two", "due_on", "2026-07-15")
	says("1 due today, 1 overdue")
	c.Post(paths.TaskTo(task.ID, paths.CompleteTask))
	says("Nothing due today, 1 overdue, 1 done")
}

// What is overdue is moved to today by those who may edit some of it.
func TestMovingToTodayIsOfferedWhereSomethingMayBeMoved(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana, bo := a.SignedIn("Ana"), a.SignedIn("Bo")
	list := ana.AddList("Household")
	a.Share(list.ID, bo.User, docket.RoleViewer)
	ana.AddTask("One", "list_id", string(list.ID), "due_on", "2026-07-15")
	offered := func(c *testkit.Client, want bool) {
		t.Helper()
		for _, path := range []string{paths.Today, paths.Upcoming} {
			page := c.Get(path).Body
			if got := strings.Contains(page, paths.OverdueToday); got != want || !strings.Contains(page, "verdue") {
				t.Errorf("moving to today is offered at %s: %t", path, got)
			}
		}
	}
	offered(ana, true)
	offered(bo, false)
	bo.AddTask("His", "due_on", "2026-07-14")
	offered(bo, true)
}

// The button that pins a label takes it out of the sidebar, once it is there, and says so.
func TestThePinOfALabelSaysWhatItDoes(t *testing.T) {
	t.Parallel()
	c := testkit.New(t, testkit.Options{}).SignedIn("Ana")
	c.Post(paths.Tasks, "text", "One #oak")
	says := func(want string) {
		t.Helper()
		if page := c.Get(paths.Label("oak")).Body; !strings.Contains(page, ">"+want+"</button>") {
			t.Errorf("the page does not say %q", want)
		}
	}
	says("Pin to the sidebar")
	c.Post(paths.LabelTo("oak", paths.PinLabel), "pinned", "true")
	says("Unpin from the sidebar")
	c.Post(paths.LabelTo("oak", paths.PinLabel), "pinned", "false")
	says("Pin to the sidebar")
}
