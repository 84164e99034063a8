package web_test

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/testkit"
)

func TestWithoutScriptOneIsSentBackAndToldOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t, testkit.Options{})
	task := h.task(h.owner, h.home.ID, "Water <the> plants", "2026-07-16")
	at := "/tasks/" + string(task.ID)
	list := "/lists/" + string(h.home.ID)
	row := "#task-" + string(task.ID)
	first := docket.NewCursor("V", "x")
	for _, tc := range []struct{ from, to, leads, says string }{
		{"/today", "/complete", "/today", "Completed “Water <the> plants”"},
		{at, "/reopen", at, "Reopened “Water <the> plants”"},
		{list + "?after=" + string(first), "/delete", list + "?after=" + string(first), "Deleted “Water <the> plants”"},
		{at, "/restore", at, "Restored “Water <the> plants”"},
		{"/upcoming", "?title", "/upcoming" + row, "Saved “renamed”"},
		{"/settings", "?list_id", "/lists/" + string(h.work.ID) + row, "Moved “renamed” to Work"},
		{at + "/menu", "/delete", "/lists/" + string(h.work.ID), "Deleted “renamed”"},
	} {
		h.owner.Header.Set("Referer", h.URL+tc.from)
		path, form := at+tc.to, url.Values{}
		if field, found := strings.CutPrefix(tc.to, "?"); found {
			path = at
			form.Set(field, map[string]string{"title": "renamed", "list_id": string(h.work.ID)}[field])
		}
		r := h.owner.Do(http.MethodPost, path, form)
		if got := answer(r); got != "303 "+tc.leads {
			t.Errorf("%s from %s answers %s, want 303 %s", tc.to, tc.from, got, tc.leads)
		}
		page, _, _ := strings.Cut(r.Location(), "#")
		h.owner.Do(http.MethodHead, page, nil) // shows nothing, so it takes nothing away
		told := h.owner.Get(page)
		undo := undoPath.FindString(told.Body)
		if told.Status != http.StatusOK || !strings.Contains(html.UnescapeString(told.Body), tc.says) || undo == "" {
			t.Errorf("%s: the next page (%d) does not say %q with a way to undo it", tc.to, told.Status, tc.says)
		}
		if again := h.owner.Get(page); undoPath.MatchString(again.Body) {
			t.Errorf("%s is told twice", tc.to)
		}
		if tc.to == "/complete" { // undo it by the form, and do it again
			if r := h.owner.Post(undo); r.Status != http.StatusSeeOther || h.read(task.ID).Done() {
				t.Errorf("undo answers %d", r.Status)
			}
			if told := h.owner.Get(page); !strings.Contains(html.UnescapeString(told.Body), "Reopened “Water <the> plants”") {
				t.Error("undo is not told of")
			}
			h.owner.Post(at + "/complete")
		}
	}
}

// A refusal that has no form to be shown in leads back to where the form was.
func TestARefusalLeadsBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t, testkit.Options{})
	last := paths.PersonTo(h.admin.User.ID, paths.MakeMember)
	for from, back := range map[string]bool{
		h.URL + paths.AdminPeople: true, h.URL + paths.Settings: true, h.URL + paths.Today: true,
		"https://evil.example" + paths.AdminPeople: false, h.URL + last: false, "": false,
	} {
		r := h.admin.Do(http.MethodPost, last, nil, "Referer", from)
		link := `href="` + strings.TrimPrefix(from, h.URL) + `">Go back</a>`
		if r.Status != http.StatusConflict || strings.Contains(r.Body, "Go back") != back || back && !strings.Contains(r.Body, link) {
			t.Errorf("from %q: %d, with a way back: %v, want %v", from, r.Status, !back, back)
		}
	}
}

func (h *house) read(id docket.ID) docket.Task {
	h.t.Helper()
	_, t, err := h.Use.TaskPage(h.t.Context(), h.owner.User.ID, id)
	h.check(err)
	return t
}

func TestSentBackMeansWithinDocket(t *testing.T) {
	t.Parallel()
	h := newHouse(t, testkit.Options{PublicURL: "http://tasks.example"})
	task := h.task(h.owner, h.home.ID, "task", "")
	list := "/lists/" + string(h.home.ID)
	for _, from := range []string{"", "https://evil.example/today", h.URL + "//evil.example/today", h.URL + "//evil.example/tasks/" + string(task.ID), h.URL + "/%2f/evil.example/today", h.URL + "/settings",
		h.URL + "/%2Fevil.example/tasks/" + string(task.ID), "garbage", "//evil.example/today", "javascript:alert(1)//today", h.URL + "@evil.example/today", "%zz"} {
		h.owner.Header.Set("Referer", from)
		if r := h.owner.Post("/tasks/" + string(task.ID) + "/complete"); answer(r) != "303 "+list {
			t.Errorf("from %q one is sent to %s", from, answer(r))
		}
		anonymous := h.Client()
		anonymous.Header.Set("Referer", from)
		if r := anonymous.Post("/tasks"); answer(r) != "303 /sign-in" {
			t.Errorf("from %q an anonymous post is sent to %s", from, answer(r))
		}
	}
	for _, from := range []string{h.URL + "/today", "http://tasks.example/today"} {
		h.owner.Header.Set("Referer", from)
		if r := h.owner.Post("/tasks/" + string(task.ID) + "/complete"); answer(r) != "303 /today" {
			t.Errorf("from %q one is sent to %s", from, answer(r))
		}
	}
}
