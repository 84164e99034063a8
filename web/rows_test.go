package web_test

import (
	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/testkit"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// lines adds tasks by quick add, a line each, and returns them.
func lines(t *testing.T, a *testkit.App, c *testkit.Client, list docket.ID, text string) []docket.Task {
	t.Helper()
	added, err := a.Use.QuickAdd(t.Context(), c.User, app.NewTask{Text: &text, ListID: string(list)})
	if err != nil {
		t.Fatal(err)
	}
	return added.Tasks
}

// A row that does not stand below what it is under names it, as it is called by now.
func TestARowNamesWhatItIsUnder(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	list := ana.AddList("Home")
	added := lines(t, a, ana, list.ID, "Move <house>\n  Kitchen\n    Cups")
	kitchen := added[1].ID
	names := func(path, want string) {
		t.Helper()
		under := regexp.MustCompile(`Under </span><bdi class="clip">([^<]*)`).FindAllStringSubmatch(ana.Get(path).Body, -1)
		got := ""
		for _, m := range under {
			got += m[1] + ";"
		}
		if got != want {
			t.Errorf("%s names %q, want %q", path, got, want)
		}
	}
	at := paths.List(list.ID)
	names(at, "")
	names(paths.Calendar, "Kitchen;Move &lt;house&gt;;") // among those of no date
	if r := ana.Post(paths.TaskTo(kitchen, paths.CompleteTask), "subtasks", "leave"); r.Status != http.StatusSeeOther {
		t.Fatalf("completing: %d", r.Status)
	}
	names(at, "Kitchen;Move &lt;house&gt;;") // of Cups, and of the kitchen that is done
	names(paths.ListTo(list.ID, paths.ListBoard), "Kitchen;Move &lt;house&gt;;")
	row := func() string {
		return regexp.MustCompile(`id="task-` + string(added[2].ID) + `"[^>]*data-version="([^"]*)"`).FindString(ana.Get(at).Body)
	}
	before := row()
	ana.Post(paths.Task(kitchen), "title", "Scullery")
	names(at, "Scullery;Move &lt;house&gt;;")
	if before == "" || row() == before {
		t.Errorf("the row is not told from before: %s", before)
	}
}

// A row and the panel count the same subtasks: a task's own.
func TestARowAndThePanelCountAlike(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	list := ana.AddList("Home")
	added := lines(t, a, ana, list.ID, "one\n  two\n    three\n  - [x] four")
	count := regexp.MustCompile(`class="(?:num|count)">(1/[0-9])<`)
	for _, path := range []string{paths.List(list.ID), paths.Task(added[0].ID)} {
		found := count.FindAllStringSubmatch(ana.Get(path).Body, -1)
		if len(found) == 0 {
			t.Errorf("%s counts no subtasks", path)
		}
		for _, m := range found {
			if m[1] != "1/2" {
				t.Errorf("%s counts %s", path, m[1])
			}
		}
	}
}

// A list and its board say of the same tasks that there are as many.
func TestAListAndItsBoardCountAlike(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	list := ana.AddList("Home")
	if r := ana.Post(paths.Tasks, "text", "one\n  under it\ntwo", "list_id", string(list.ID)); r.Status != 303 {
		t.Fatalf("adding: %d", r.Status)
	}
	for _, view := range []string{paths.List(list.ID), paths.ListTo(list.ID, paths.ListBoard)} {
		if body := ana.Get(view).Body; !strings.Contains(body, "3 open") {
			t.Errorf("%s does not say 3 open", view)
		}
	}
}
