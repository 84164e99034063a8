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
	panel  docket.ID // the task that is open; none when empty
	drawn  bool      // the panel's task was the last one to be changed
	missed bool      // something was changed beside this screen
}

// furnish gives the owner tasks of every sort, so that each has neighbours.
func (h *house) furnish() {
	h.t.Helper()
	inbox := h.owner.Inbox()
	for i, due := range []docket.Date{"2026-07-15", "2026-07-16", "2026-07-16", "2026-07-17", "2026-07-30", ""} {
		for _, l := range []docket.ID{inbox, h.home.ID} {
			h.fill(h.owner, l, 1, func(_ int, t *docket.Task) {
				t.Title, t.DueOn, t.Position = fmt.Sprintf("background %d <&\"'>", i), due, int64(i)<<32
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
	s.panel, s.missed = "", false
	s.screen = newScreen(s.t, s.me.Get(s.view))
}

// open opens a task beside the view, as a click on its title does.
func (s *stage) open(id docket.ID) {
	s.t.Helper()
	r := s.me.Get("/tasks/"+string(id), s.headers("aside#panel")...)
	if r.Status != http.StatusOK {
		s.t.Fatalf("opening a task: %d", r.Status)
	}
	s.screen.apply(r.Body, s.screen.byID("panel"), "outerHTML")
	s.panel, s.drawn = id, true
}

func (s *stage) headers(target string) []string {
	current := s.view
	if s.panel != "" {
		current = "/tasks/" + string(s.panel)
	}
	h := []string{"HX-Request", "true", "Docket-View", s.view, "HX-Current-URL", s.URL + current,
		"Docket-Screen", attr(s.screen.byID("nav"), "data-screen")}
	if target != "" {
		h = append(h, "HX-Target", target)
	}
	return h
}

// do posts a form as htmx does and applies what comes back. row is the task whose
// row has the form and leaves with the answer; empty for forms elsewhere.
func (s *stage) do(row docket.ID, path string, fields ...string) {
	s.t.Helper()
	target, style := s.screen.byID("none"), "none"
	header := ""
	if row != "" {
		if target = s.screen.byID("task-" + string(row)); target == nil {
			s.t.Fatalf("the row of %s is not on the screen", row)
		}
		style, header = "delete", "li#task-"+string(row)
	}
	f := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		f.Add(fields[i], fields[i+1])
	}
	r := s.me.Do(http.MethodPost, path, f, s.headers(header)...)
	if r.Status != http.StatusOK || !strings.Contains(r.Body, "<hx-partial") || strings.Contains(r.Body, "<html") {
		s.t.Fatalf("POST %s %v answers %d %.300s", path, fields, r.Status, r.Body)
	}
	if whole := strings.Contains(r.Body, `hx-target="#main"`); whole != s.missed {
		s.t.Errorf("POST %s %v draws the whole view %v, and the screen has missed something %v", path, fields, whole, s.missed)
	}
	s.missed = false
	if r.Header.Get("HX-Reswap") == "none" {
		style = "none"
	}
	s.screen.apply(r.Body, target, style)
	if !strings.HasPrefix(path, "/undo") { // which is of the same task
		s.drawn = strings.HasPrefix(path, "/tasks/"+string(s.panel))
	}
	if closed := s.screen.byID("panel"); closed != nil && closed.Data == "div" {
		s.panel = ""
	}
}

// right compares the screen with what a reload would show.
func (s *stage) right(what string) {
	s.t.Helper()
	fresh := newScreen(s.t, s.me.Get(s.view))
	if d := differ(s.screen.state(), fresh.state()); d != "" {
		s.t.Errorf("%s in %s: %s", what, s.view, d)
	}
	if s.panel == "" {
		if p := s.screen.byID("panel"); p == nil || p.Data != "div" {
			s.t.Errorf("%s in %s: the panel is open", what, s.view)
		}
		return
	}
	if !s.drawn {
		return // someone may be writing in it, so it is left alone
	}
	r := s.me.Get("/tasks/"+string(s.panel), s.headers("aside#panel")...)
	want := &screen{t: s.t, root: newScreen(s.t, r).byID("panel")}
	if d := differ(s.screen.text(s.screen.byID("panel")), want.text(want.root)); d != "" {
		s.t.Errorf("%s in %s: the panel is %s", what, s.view, d)
	}
}

var undoPath = regexp.MustCompile(`/undo/[0-9a-f-]{36}`)

// undo presses the toast's button. It tells whether there was one.
func (s *stage) undo() bool {
	s.t.Helper()
	path := undoPath.FindString(s.screen.text(s.screen.byID("toasts")))
	if path == "" {
		return false
	}
	s.do("", path)
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
	for _, view := range []string{"/inbox", "/today", "/upcoming", "/completed", "/trash", "list"} {
		name := strings.Trim(view, "/")
		h.run(name, func(t *testing.T, h *house) {
			h.owner = h.SignedIn("Owner-of-" + name)
			h.home, h.work = h.list(h.owner, "Home"), h.list(h.owner, "Work")
			h.furnish()
			if view == "list" {
				view = "/lists/" + string(h.home.ID)
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
		done, err := h.Use.CompleteTask(h.t.Context(), h.owner.User, t.ID)
		h.check(err)
		return done.After
	case "trashed":
		done, err := h.Use.DeleteTask(h.t.Context(), h.owner.User, t.ID)
		h.check(err)
		return done.After
	}
	return t
}
