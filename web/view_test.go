package web_test

import (
	"fmt"
	"html"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/testkit"
)

// bigViews makes a view of every kind with many tasks each.
func (h *house) bigViews(many int) map[string]int {
	h.t.Helper()
	inbox := h.owner.Inbox()
	due, done, gone := h.list(h.owner, "Due").ID, h.list(h.owner, "Done").ID, h.list(h.owner, "Gone").ID
	now := h.Clock.Now()
	h.fill(h.owner, inbox, many, func(int, *docket.Task) {})
	h.fill(h.owner, h.home.ID, many, func(int, *docket.Task) {})
	h.fill(h.owner, due, many, func(i int, t *docket.Task) { t.DueOn = docket.Date("2026-07-16").AddDays(-(i % 3)) })
	h.fill(h.owner, h.work.ID, many, func(i int, t *docket.Task) { t.DueOn = docket.Date("2026-07-17").AddDays(i % 30) })
	h.fill(h.owner, done, many, func(i int, t *docket.Task) { t.CompletedAt = now.Add(-time.Duration(i) * time.Hour / 2) })
	h.fill(h.owner, gone, many, func(i int, t *docket.Task) { t.DeletedAt = now.Add(-time.Duration(i) * time.Minute) })
	today := (many + 2) / 3 // of due, which are in Upcoming too
	return map[string]int{"/inbox": many, "/lists/" + string(h.home.ID): many, "/today": many, "/upcoming": many + today, "/completed": many, "/trash": many}
}

// visible are the ids of all rows on the screen that are not in the preview of
// completed tasks, in their order.
func (s *screen) visible() (ids []string) {
	for _, g := range s.groups() {
		if attr(g, "id") == "rows-done" {
			continue
		}
		for _, row := range rows(g) {
			ids = append(ids, attr(row, "id"))
		}
	}
	return ids
}

// next is where the link for more rows leads, and longer what htmx asks for
// instead; each is empty when there are no more.
func (s *screen) next() string   { return s.moreLink("href") }
func (s *screen) longer() string { return s.moreLink("hx-get") }

func (s *screen) moreLink(name string) string {
	more := s.byID("more")
	if more == nil {
		return ""
	}
	for n := range more.Descendants() {
		if n.Data == "a" {
			return attr(n, name)
		}
	}
	return ""
}

// Scrolling, which has htmx fetch the rows that come next, ends with the same rows
// in the same groups as the pages that one goes through without script.
func TestMoreRowsByScrollAndByLink(t *testing.T) {
	t.Parallel()
	const many = 450
	h := newEmptyHouse(t, testkit.Options{})
	h.owner = h.SignedIn("Owner")
	h.home, h.work = h.list(h.owner, "Home"), h.list(h.owner, "Work")
	for view, want := range h.bigViews(many) {
		stage := h.stageOf(view)
		first := stage.screen.visible()
		if len(first) != docket.PageSize {
			t.Errorf("%s begins with %d rows, want %d", view, len(first), docket.PageSize)
		}
		stage.more()
		scrolled := stage.screen
		var linked []string
		groups := map[string]int{}
		for next := view; next != ""; {
			page := newScreen(t, h.owner.Get(next))
			if back := strings.Contains(page.text(page.byID("main")), "Back to the start"); back != (next != view) {
				t.Errorf("%s has a way back: %v", next, back)
			}
			linked = append(linked, page.visible()...)
			for _, g := range page.groups() {
				groups[attr(g, "id")] += len(rows(g))
			}
			next = page.next()
		}
		all := scrolled.visible()
		if len(all) != want || !slices.Equal(all, linked) {
			t.Errorf("%s: %d rows by scrolling and %d by links, want %d, in the same order", view, len(all), len(linked), want)
		}
		for _, g := range scrolled.groups() {
			key := strings.TrimPrefix(attr(g, "id"), "rows-")
			if key == "done" {
				continue
			}
			if len(rows(g)) != groups["rows-"+key] {
				t.Errorf("%s: %s has %d rows by scrolling and %d by links", view, key, len(rows(g)), groups["rows-"+key])
			}
			if count := scrolled.byID("count-" + key); count != nil && !strings.Contains(scrolled.text(count), fmt.Sprintf(">%d<", len(rows(g)))) {
				t.Errorf("%s: %s has %d rows and counts %s", view, key, len(rows(g)), scrolled.text(count))
			}
		}
	}
}

// What is done on a long screen, also to rows that came by scrolling, leaves all
// other rows where they are.
func TestChangesOnALongScreen(t *testing.T) {
	t.Parallel()
	h := newEmptyHouse(t, testkit.Options{})
	h.owner = h.SignedIn("Owner")
	h.home, h.work = h.list(h.owner, "Home"), h.list(h.owner, "Work")
	h.fill(h.owner, h.home.ID, 450, func(int, *docket.Task) {})
	s := h.stageOf("/lists/" + string(h.home.ID))
	s.more()
	before := s.screen.visible()
	for _, i := range []int{0, 100, 199, 200, 201, 300, 440} {
		id := docket.ID(strings.TrimPrefix(before[i], "task-"))
		s.do("/tasks/"+string(id), "title", "edited")
		if got := s.screen.visible(); !slices.Equal(got, before) {
			t.Fatalf("editing row %d moved rows", i)
		}
		if !strings.Contains(s.screen.text(s.screen.byID(before[i])), "edited") {
			t.Errorf("row %d shows the old title", i)
		}
		s.do("/tasks/" + string(id) + "/delete")
		if got := s.screen.visible(); !slices.Equal(got, slices.Delete(slices.Clone(before), i, i+1)) {
			t.Fatalf("deleting row %d took away others, or left it", i)
		}
		if s.undo(); !slices.Equal(s.screen.visible(), before) {
			t.Fatalf("undo did not put row %d back", i)
		}
	}
}

// The trash comes first, as the others leave things in it.
func TestPeopleAndScreens(t *testing.T) {
	t.Parallel()
	h := newHouse(t, testkit.Options{})
	h.run("emptying the trash takes the own trash only", emptyingTheTrashTakesTheOwnTrashOnly)
	h.run("two who edit the same field choose on the page", twoWhoEditTheSameFieldChooseOnThePage)
	h.run("errors by htmx leave the screen and say so", errorsByHtmxLeaveTheScreenAndSaySo)
	h.run("a screen that missed changes is made whole", aScreenThatMissedChangesIsMadeWhole)
}

func twoWhoEditTheSameFieldChooseOnThePage(t *testing.T, h *house) {
	for _, hx := range []bool{false, true} {
		task := h.task(h.owner, h.home.ID, "as it was", "")
		at := "/tasks/" + string(task.ID)
		if r := h.editor.Post(at, "version", "1", "title", "the editor's <title>"); r.Status != http.StatusSeeOther {
			t.Fatal(r.Status)
		}
		post := func(form ...string) testkit.Response {
			if hx {
				return h.owner.HX(at, at, form...)
			}
			return h.owner.Post(at, form...)
		}
		before := h.dump()
		r := post("version", "1", "title", "the owner's & title", "notes", "kept too")
		h.unchanged("a conflict", before)
		body := html.UnescapeString(r.Body)
		if r.Status != http.StatusConflict || !strings.Contains(body, `value="the editor's <title>"`) || !strings.Contains(body, `value="the owner's & title"`) || !strings.Contains(body, "kept too") {
			t.Errorf("htmx %v: %d, and not both values in %.300s", hx, r.Status, errorText(r.Body))
		}
		if hx == strings.Contains(r.Body, "<html") {
			t.Errorf("htmx %v: a page or not", hx)
		}
		if !strings.Contains(r.Body, `name="version" value="2"`) {
			t.Error("the form does not carry the latest version")
		}
		if r := post("version", "2", "title", "the owner's & title", "notes", "kept too"); r.Status >= 400 {
			t.Errorf("choosing answers %d", r.Status)
		}
		if got := h.read(task.ID); got.Title != "the owner's & title" || got.Notes != "kept too" {
			t.Errorf("chosen: %q with %q", got.Title, got.Notes)
		}
	}
}

// A screen that has missed what others did, or the night, is rendered whole with the
// next answer, and is right then.
func aScreenThatMissedChangesIsMadeWhole(t *testing.T, h *house) {
	task := h.task(h.owner, h.home.ID, "task", "2026-07-16")
	for _, view := range []string{"/today", "/upcoming", "/completed", "/lists/" + string(h.home.ID)} {
		s := h.stageOf(view)
		s.open(task.ID)
		_, err := h.Use.AddTask(t.Context(), h.editor.User, app.NewTask{Title: "the editor's", ListID: string(h.home.ID), DueOn: "2026-07-16"})
		h.check(err)
		s.do("/tasks/"+string(task.ID), "title", "mine in "+view)
		s.right("an edit after another one's")
		s.do("/tasks/" + string(task.ID) + "/complete")
		s.right("and the next")
		h.Clock.Add(24 * time.Hour)
		s.do("/tasks/" + string(task.ID) + "/reopen")
		s.right("the day after")
		h.Clock.Add(-24 * time.Hour)
	}
}

func errorsByHtmxLeaveTheScreenAndSaySo(t *testing.T, h *house) {
	task := h.trashed(h.owner, h.home.ID, "gone")
	s := h.stageOf("/lists/" + string(h.home.ID))
	before := s.screen.state()
	r := h.owner.HX(s.view, "/tasks/"+string(task.ID)+"/complete")
	if r.Status != http.StatusConflict {
		t.Errorf("%d", r.Status)
	}
	s.screen.apply(r.Body)
	if d := differ(s.screen.state(), before); d != "" {
		t.Errorf("an error changed the screen: %s", d)
	}
	if toast := s.screen.text(s.screen.byID("toasts")); !strings.Contains(toast, "Restore it first") || !strings.Contains(toast, `role="alert"`) {
		t.Errorf("the toast says %s", toast)
	}
	nobody := h.nobody.HX(s.view, "/tasks/"+string(task.ID)+"/complete")
	if nobody.Status != http.StatusUnauthorized || !strings.HasPrefix(nobody.Header.Get("HX-Redirect"), "/sign-in") {
		t.Errorf("signed out: %d %v", nobody.Status, nobody.Header)
	}
}

func emptyingTheTrashTakesTheOwnTrashOnly(t *testing.T, h *house) {
	h.trashed(h.owner, h.home.ID, "shared trash")
	h.trashed(h.owner, h.own.ID, "own trash")
	h.trashed(h.stranger, h.strangers.ID, "stranger's trash")
	for _, tc := range []struct {
		who   *testkit.Client
		says  string
		after string // what is in the owner's trash
	}{{h.viewer, "already empty", "shared trash"}, {h.editor, "1 item deleted for good", "own trash"}, {h.owner, "2 items deleted for good", ""}} {
		if r := tc.who.Post("/trash/empty"); answer(r) != "303 /trash" {
			t.Errorf("%s", answer(r))
		}
		if r := tc.who.Get("/trash"); !strings.Contains(r.Body, tc.says) {
			t.Errorf("%s is not told %q", tc.who.User.Name, tc.says)
		}
		if r := h.owner.Get("/trash"); !strings.Contains(r.Body, tc.after) {
			t.Errorf("after %s, %q is not in the owner's trash", tc.who.User.Name, tc.after)
		}
	}
	if r := h.owner.Get("/trash"); strings.Contains(r.Body, "trash</a>") {
		t.Error("the owner's trash is not empty")
	}
	if r := h.stranger.Get("/trash"); !strings.Contains(html.UnescapeString(r.Body), "stranger's trash") {
		t.Error("the stranger's trash was emptied")
	}
}

func TestFailuresAreSoundPagesToo(t *testing.T) {
	t.Parallel()
	redis := testkit.RealRedis(t)
	h := newEmptyHouse(t, testkit.Options{RedisURL: redis.URL()})
	h.owner = h.SignedIn("Owner")
	rawly(t, h.App)("ALTER TABLE list_members RENAME TO elsewhere")
	for _, hx := range []string{"", "true"} {
		r := h.owner.Get("/today", "HX-Request", hx)
		if r.Status != http.StatusInternalServerError || !strings.Contains(r.Body, "Something broke") || strings.Contains(r.Body, "list_members") {
			t.Errorf("a broken database: %d %.300s", r.Status, r.Body)
		}
		sound(t, "a failure", r)
	}
	redis.Kill()
	for _, path := range []string{"/today", "/settings", "/sign-in", "/readyz"} {
		r := h.owner.Get(path)
		if r.Status != http.StatusServiceUnavailable {
			t.Errorf("%s without Redis: %d", path, r.Status)
		}
		sound(t, path, r)
	}
}
