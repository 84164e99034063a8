package web_test

import (
	"net/http"
	"strings"
	"testing"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/testkit"

	"golang.org/x/net/html"
)

func TestMonthsThatAreNoneAreNotFound(t *testing.T) {
	t.Parallel()
	ana := testkit.New(t, testkit.Options{}).SignedIn("Ana")
	for query, want := range map[string]int{
		"": 200, "?month=": 200, "?month=2026-12": 200, "?month=1900-01": 200, "?month=9999-12": 200,
		"?month=2026-13": 404, "?month=2026-1": 404, "?month=1899-12": 404, "?month=x": 404, "?month=2026-12-01": 404, "?month=10000-01": 404,
	} {
		if r := ana.Get(paths.Calendar + query); r.Status != want {
			t.Errorf("%q answers %d, want %d", query, r.Status, want)
		}
	}
	first, last := ana.Get(paths.Calendar+"?month=1900-01").Body, ana.Get(paths.Calendar+"?month=9999-12").Body
	if strings.Contains(first, "1899-12\"") || !strings.Contains(first, "month=1900-02") || strings.Contains(last, "month=10000") || !strings.Contains(last, "month=9999-11") {
		t.Error("the first and the last month lead to others than those that there are")
	}
}

func TestACalendarLooksAsItsUserCountsWeeks(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{}) // at noon of Thursday 16 July
	ana := a.SignedIn("Ana")
	for i := range 5 {
		ana.AddTask([]string{"one", "two", "three", "four", "five"}[i], "due_on", "2026-07-20", "priority", "1")
	}
	ana.AddTask("late", "due_on", "2026-07-13")
	ana.AddTask("someday")
	heads := func() (days []string) {
		s := newScreen(t, ana.Get(paths.Calendar))
		for _, n := range find(s.byID("main"), func(n *html.Node) bool { return n.Data == "abbr" }) {
			days = append(days, attr(n, "title"))
		}
		return days
	}
	if got := heads(); len(got) != 7 || got[0] != "Monday" {
		t.Errorf("weeks are %q", got)
	}
	ana.Post(paths.Profile, "week_start", "0")
	ana.Get(paths.Settings)
	if got := heads(); len(got) != 7 || got[0] != "Sunday" || got[6] != "Saturday" {
		t.Errorf("weeks from Sunday are %q", got)
	}
	s := newScreen(t, ana.Get(paths.Calendar))
	for id, want := range map[string]int{"rows-d2026-07-20": 3, "rest-d2026-07-20": 2, "rows-d2026-07-13": 1, "rows-unplanned": 1, "rows-d2026-07-16": 0} {
		if got := len(rows(s.byID(id))); got != want {
			t.Errorf("%s has %d rows, want %d", id, got, want)
		}
	}
	text := s.text(s.byID("main"))
	for _, want := range []string{`July <span class="dim">2026</span>`, `<td class="today" id="group-d2026-07-16"`, "+2</span>", `aria-current="date"`, "month=2026-06", "month=2026-08", `class="task late"`, "6 tasks due"} {
		if !strings.Contains(text, want) {
			t.Errorf("the calendar lacks %s", want)
		}
	}
	if other := ana.Get(paths.Calendar + "?month=2026-08").Body; strings.Contains(other, `aria-current="date"`) || !strings.Contains(other, `href="/calendar" aria-current="page"`) {
		t.Error("another month marks today, or the sidebar does not mark the calendar")
	}
}

func TestAllThatIsOverdueIsMovedAndComesBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t, testkit.Options{})
	for _, view := range []string{paths.Today, paths.Upcoming, paths.Calendar} {
		h.run(strings.Trim(view, "/"), func(t *testing.T, h *house) {
			ana := h.SignedIn("Ana-of-" + strings.Trim(view, "/"))
			shared := h.list(ana, "Shared")
			h.Share(shared.ID, h.editor.User, docket.RoleEditor)
			tasks := []docket.Task{ana.AddTask("one", "due_on", "2026-07-14"), ana.AddTask("two", "due_on", "2026-07-15", "list_id", string(shared.ID))}
			if view != paths.Calendar && !strings.Contains(ana.Get(view).Body, `formaction="`+paths.OverdueToday) {
				t.Errorf("%s has no button", view)
			}
			seen := h.editor.Cached(paths.Today)
			r := ana.HX(view, paths.OverdueToday)
			undo := undoPath.FindString(r.Body)
			if r.Status != http.StatusOK || !strings.Contains(r.Body, "Moved 2 tasks to today") || undo == "" {
				t.Fatalf("%d %.200s", r.Status, r.Body)
			}
			if r := h.editor.Get(paths.Today); r.Body == seen.Body {
				t.Error("another member of the list does not see it")
			}
			if strings.Contains(ana.Get(view).Body, `formaction="`+paths.OverdueToday) {
				t.Errorf("%s has a button for nothing", view)
			}
			if r := ana.HX(view, paths.OverdueToday); !strings.Contains(r.Body, "Nothing is overdue") || undoPath.MatchString(r.Body) {
				t.Errorf("a second time: %.200s", r.Body)
			}
			if r := ana.HX(view, undo); !strings.Contains(r.Body, "Undid the change to 2 tasks") {
				t.Errorf("undone: %.200s", r.Body)
			}
			for _, task := range tasks {
				if _, now, err := h.Use.TaskPage(t.Context(), ana.User.ID, task.ID); err != nil || now.DueOn != task.DueOn {
					t.Errorf("%s is due %s, %v", task.Title, now.DueOn, err)
				}
			}
			if r := ana.Post(paths.OverdueToday); r.Location() != paths.Today || !strings.Contains(ana.Get(paths.Today).Body, "Moved 2 tasks to today") {
				t.Errorf("without script it leads to %q", r.Location())
			}
		})
	}
}
