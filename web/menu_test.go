package web_test

import (
	"slices"
	"strings"
	"testing"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/testkit"
)

// The menu of a row speaks of the order of its list where that is what one sees.
func TestAMenuSpeaksOfTheOrderThatIsSeen(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	list := ana.AddList("Home")
	ana.AddTask("one", "list_id", string(list.ID), "due", "today")
	two := ana.AddTask("two", "list_id", string(list.ID), "due", "today")
	for view, want := range map[string]bool{paths.List(list.ID): true, paths.ListTo(list.ID, paths.ListBoard): true, paths.Today: false, paths.Calendar: false} {
		menu := ana.Get(paths.TaskMenu(two.ID), append(slices.Clone(asPart), "Docket-View", view)...).Body
		if got := strings.Contains(menu, "Move up"); got != want || !strings.Contains(menu, "Move to") {
			t.Errorf("in %s it moves up: %t, want %t", view, got, want)
		}
	}
}

// What one may only look at can't be moved to today.
func TestOnlyWhatMayBeMovedIsOfferedToBeMoved(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana, ben := a.SignedIn("Ana"), a.SignedIn("Ben")
	list := ana.AddList("Home")
	a.Share(list.ID, ben.User, docket.RoleViewer)
	ana.AddTask("late", "list_id", string(list.ID), "due_on", "2020-01-01")
	offers := func(c *testkit.Client) bool { return strings.Contains(c.Get(paths.Today).Body, paths.OverdueToday) }
	if !offers(ana) || offers(ben) {
		t.Errorf("Ana is offered it: %t; Ben: %t", offers(ana), offers(ben))
	}
	ben.AddTask("his", "due_on", "2020-01-01")
	if !offers(ben) {
		t.Error("Ben is not offered to move his own")
	}
}
