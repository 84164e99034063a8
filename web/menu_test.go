package web_test

import (
	"slices"
	"strings"
	"testing"

	"docket/internal/app"
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

// To go under the one above is offered where that does not go too deep, counting what is
// done and not shown.
func TestIndentIsOfferedWhereItCanBe(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	list := ana.AddList("Home")
	added := lines(t, a, ana, list.ID, "done\n  x\n    y\n    z\na\nb\n  c\n  d\n    e\n  f")
	if _, err := a.Use.CompleteTask(t.Context(), ana.User, added[0].ID, app.LeaveSubtasks); err != nil {
		t.Fatal(err)
	}
	offered := ""
	for _, task := range added[1:] {
		menu := ana.Get(paths.TaskMenu(task.ID), append(slices.Clone(asPart), "Docket-View", paths.List(list.ID))...).Body
		is := strings.Contains(menu, "Indent")
		if is {
			offered += task.Title
		}
		r := ana.Post(paths.TaskTo(task.ID, paths.IndentTask))
		if can := r.Status == 303; can != is {
			t.Errorf("%s is offered to be put under the one above: %t; it is answered with %d", task.Title, is, r.Status)
		} else if can {
			if r := ana.Post(paths.TaskTo(task.ID, paths.OutdentTask)); r.Status != 303 {
				t.Errorf("taking %s out again: %d", task.Title, r.Status)
			}
		}
	}
	if offered != "af" {
		t.Errorf("offered for %q", offered)
	}
}
