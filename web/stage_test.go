package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"docket/internal/docket"
	"docket/internal/testkit"
)

// stage is a browser with htmx that looks at one view.
type stage struct {
	*house
	me     *testkit.Client
	view   string
	screen *screen
}

// furnish gives the owner tasks of every sort, so that each has neighbours.
func (h *house) furnish() {
	h.t.Helper()
	inbox := h.owner.Inbox()
	ranks := testkit.Ranks(6)
	for i, due := range []docket.Date{"2026-07-15", "2026-07-16", "2026-07-16", "2026-07-17", "2026-07-30", ""} {
		for _, l := range []docket.ID{inbox, h.home.ID} {
			h.fill(h.owner, l, 1, func(_ int, t *docket.Task) {
				t.Title, t.DueOn, t.Rank = fmt.Sprintf("background %d <&\"'>", i), due, ranks[i]
			})
		}
	}
	for _, l := range []docket.ID{inbox, h.home.ID} {
		// None is completed today, so that today's group comes with the first.
		h.fill(h.owner, l, 3, func(i int, t *docket.Task) { t.CompletedAt = time.Date(2026, 7, 15-i, 9, 0, 0, 0, time.UTC) })
		h.trashed(h.owner, l, "background in the trash")
	}
}

func (h *house) stageOf(view string) *stage {
	h.t.Helper()
	s := &stage{house: h, me: h.owner, view: view}
	s.look()
	return s
}

// look loads the page.
func (s *stage) look() {
	s.t.Helper()
	s.screen = newScreen(s.t, s.me.Get(s.view))
}

// open opens a task beside the view, as a click on its title does.
func (s *stage) open(id docket.ID) {
	s.t.Helper()
	r := s.me.Get("/tasks/"+string(id), s.headers()...)
	if r.Status != http.StatusOK || r.Header.Get("HX-Push-Url") != "/tasks/"+string(id) {
		s.t.Fatalf("opening a task: %d, to %q", r.Status, r.Header.Get("HX-Push-Url"))
	}
	s.screen.apply(`<hx-partial hx-target="#panel" hx-swap="outerHTML">` + r.Body + `</hx-partial>`)
}

// headers say what is on the screen.
func (s *stage) headers() []string {
	return []string{"HX-Request", "true", "Docket-View", attr(s.screen.byID("main"), "data-view"), "Docket-Task", attr(s.screen.byID("panel"), "data-task")}
}

// more scrolls to the end of the rows until there are no more.
func (s *stage) more() {
	s.t.Helper()
	for next := s.screen.longer(); next != ""; next = s.screen.longer() {
		r := s.me.Get(next, s.headers()...)
		if r.Status != http.StatusOK || strings.Contains(r.Body, "<html") {
			s.t.Fatalf("%s: %d", next, r.Status)
		}
		s.screen.apply(r.Body)
	}
}

// do posts a form as htmx does and applies what comes back.
func (s *stage) do(path string, fields ...string) {
	s.t.Helper()
	f := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		f.Add(fields[i], fields[i+1])
	}
	r := s.me.Do(http.MethodPost, path, f, s.headers()...)
	if r.Status != http.StatusOK || strings.Contains(r.Body, "<html") {
		s.t.Fatalf("POST %s %v answers %d %.300s", path, fields, r.Status, r.Body)
	}
	s.screen.apply(r.Body)
}

// right compares the screen with what a reload would show, and the open task with
// what opening it would.
func (s *stage) right(what string) {
	s.t.Helper()
	fresh := s.house.stageOf(attr(s.screen.byID("main"), "data-view"))
	if open := attr(s.screen.byID("panel"), "data-task"); open != "" {
		fresh.open(docket.ID(open)) // as the next answer shows it
		fresh.mark(open)
	}
	if d := differ(s.screen.state(), fresh.screen.state()); d != "" {
		s.t.Errorf("%s in %s: %s", what, s.view, d)
	}
}

// mark draws the view once more as it is with the task open.
func (s *stage) mark(open string) {
	s.t.Helper()
	s.do("/settings/profile", "theme", "system")
	if at := attr(s.screen.byID("panel"), "data-task"); at != open {
		s.t.Errorf("the open task has become %q", at)
	}
}

var undoPath = regexp.MustCompile(`/undo/[0-9a-f-]{36}`)

// undo presses the toast's button. It reports whether there was one.
func (s *stage) undo() bool {
	s.t.Helper()
	path := undoPath.FindString(s.screen.text(s.screen.byID("toasts")))
	if path == "" {
		return false
	}
	s.do(path)
	return true
}

// moves are all that can be done to a task, by its state.
func (h *house) moves(t docket.Task, first, last docket.ID) map[string][]string {
	at := "/tasks/" + string(t.ID)
	if t.Deleted() {
		return map[string][]string{"restore": {at + "/restore"}}
	}
	m := map[string][]string{
		"delete": {at + "/delete"}, "rename": {at, "title", "renamed", "version", ""}, "notes": {at, "notes", "# new"}, "nothing": {at, "title", t.Title},
		"move to work": {at + "/move", "list_id", string(h.work.ID)}, "edit to work": {at, "list_id", string(h.work.ID)}, "edit to home": {at, "list_id", string(h.home.ID)},
		"priority": {at, "priority", "1"}, "no priority": {at, "priority", ""}, "a time": {at, "due_on", "2026-07-16", "due_time", "12:30"},
		"first": {at + "/move", "before", string(first)}, "last": {at + "/move", "after", string(last)},
	}
	for _, day := range []string{"2026-07-01", "2026-07-15", "2026-07-16", "2026-07-17", "2026-07-29", "2026-07-30", ""} {
		m["due "+day] = []string{at, "due_on", day, "due_time", ""}
	}
	if t.Done() {
		m["reopen"] = []string{at + "/reopen"}
	} else {
		m["complete"] = []string{at + "/complete"}
	}
	return m
}

// eachScreen runs f for every view, with tasks of its own.
func eachScreen(t *testing.T, f func(t *testing.T, s *stage)) {
	h := newEmptyHouse(t, testkit.Options{})
	for _, view := range []string{"/inbox", "/today", "/upcoming", "/calendar", "/completed", "/trash", "list", "board"} {
		name := strings.Trim(view, "/")
		h.run(name, func(t *testing.T, h *house) {
			h.owner = h.SignedIn("Owner-of-" + name)
			h.home, h.work = h.list(h.owner, "Home"), h.list(h.owner, "Work")
			h.furnish()
			switch view {
			case "list":
				view = "/lists/" + string(h.home.ID)
			case "board":
				h.section(h.home.ID, "Section")
				view = "/lists/" + string(h.home.ID) + "/board"
			}
			f(t, h.stageOf(view))
		})
	}
}

// ends are the first and the last open task of a task's list, the task itself
// where there is none.
func (h *house) ends(t docket.Task) (first, last docket.ID) {
	h.t.Helper()
	p, err := h.Use.Page(h.t.Context(), h.owner.User.ID, docket.View{Kind: docket.ViewList, List: t.ListID})
	h.check(err)
	if tasks := p.Groups[0].Tasks; len(tasks) > 0 {
		return tasks[0].ID, tasks[len(tasks)-1].ID
	}
	return t.ID, t.ID
}

// become completes a task or puts it into the trash.
func (h *house) become(t docket.Task, state string) docket.Task {
	h.t.Helper()
	switch state {
	case "done":
		done, err := h.Use.CompleteTask(h.t.Context(), h.owner.User, t.ID, "")
		h.check(err)
		return done.After
	case "trashed":
		done, err := h.Use.DeleteTask(h.t.Context(), h.owner.User, t.ID)
		h.check(err)
		return done.After
	}
	return t
}
