package web_test

import (
	"net/http"

	"docket/internal/app"
	"docket/internal/docket"
)

// section adds a section to a list.
func (h *house) section(l docket.ID, name string) docket.ID {
	h.t.Helper()
	change, err := h.Use.AddSection(h.t.Context(), h.owner.User, l, name)
	h.check(err)
	return change.After.ID
}

func aSection(h *house) docket.ID { return h.section(h.home.ID, "Section") }

func repeating(h *house) docket.ID {
	t, err := h.Use.AddTask(h.t.Context(), h.owner.User, app.NewTask{Title: "again", DueOn: "2026-07-20", Repeat: "FREQ=DAILY", ListID: string(h.home.ID)})
	h.check(err)
	return t.ID
}

// twoTasks are two tasks one after the other, of which it returns the second.
func twoTasks(h *house) docket.ID {
	h.task(h.owner, h.home.ID, "above", "")
	return h.task(h.owner, h.home.ID, "below", "").ID
}

func aSubtask(h *house) docket.ID {
	parent := h.task(h.owner, h.home.ID, "parent", "")
	t, err := h.Use.AddTask(h.t.Context(), h.owner.User, app.NewTask{Title: "under it", ParentID: string(parent.ID)})
	h.check(err)
	return t.ID
}

// labelled is a label that a task of the shared list bears.
func labelled(h *house) docket.ID {
	_, err := h.Use.AddTask(h.t.Context(), h.owner.User, app.NewTask{Title: "labelled", Labels: []string{"errand"}, ListID: string(h.home.ID)})
	h.check(err)
	return ""
}

// planningRoutes are the rows of sections, boards, labels, repeats and subtasks.
func (h *house) planningRoutes() []routeCase {
	const get, post = http.MethodGet, http.MethodPost
	atTask, inHome := "303 /lists/{home}#task-{id}", "303 /lists/{home}"
	mayEdit := members("404", "403", inHome, inHome)
	label := "303 /labels/errand"
	return []routeCase{
		{method: get, path: "/lists/:id/board", id: home, want: seen("404", "200", "200", "200")},
		{method: post, path: "/lists/:id/layout", id: spare, form: []string{"layout", "board"},
			want: members("404", "303 /lists/{id}/board", "303 /lists/{id}/board", "303 /lists/{id}/board")},
		{method: post, path: "/lists/:id/sections", id: home, form: []string{"name", "Garden"}, want: mayEdit},
		{method: post, path: "/sections/:id", id: aSection, form: []string{"name", "Renamed"}, want: mayEdit},
		{method: get, path: "/sections/:id/edit", id: aSection, want: seen("404", "403", "200", "200")},
		{method: post, path: "/sections/:id/move", id: aSection, form: []string{"before", string(h.section(h.home.ID, "First"))}, want: mayEdit},
		{method: get, path: "/sections/:id/delete", id: aSection, want: seen("404", "403", "200", "200")},
		{method: post, path: "/sections/:id/delete", id: aSection, form: []string{"tasks", "keep"}, want: mayEdit},
		{method: post, path: "/sections/:id/collapse", id: aSection, form: []string{"collapsed", "true"},
			want: members("404", "303 /lists/{home}#fold-{id}", "303 /lists/{home}#fold-{id}", "303 /lists/{home}#fold-{id}")},

		{method: get, path: "/labels/:name", id: labelled, want: seen("404", "200", "200", "200")},
		{method: get, path: "/labels/:name/edit", id: labelled, want: seen("404", "200", "200", "200")},
		{method: post, path: "/labels/:name", id: labelled, form: []string{"name", "errand"}, want: members("404", "403", label, label)},
		{method: post, path: "/labels/:name/pin", id: labelled, form: []string{"pinned", "true"}, want: members("404", label, label, label)},
		{method: post, path: "/labels/:name/delete", id: labelled, want: members("404", "403", "303 /today", "303 /today")},

		{method: get, path: "/quick-add", want: all(signIn+"?next={path}", "200")},
		{method: get, path: "/quick-add/suggest", want: all(signIn+"?next={path}", "200")},
		{method: post, path: "/tasks/:id/skip", id: repeating, want: members("404", "403", atTask, atTask)},
		{method: post, path: "/tasks/:id/indent", id: twoTasks, want: members("404", "403", atTask, atTask)},
		{method: post, path: "/tasks/:id/outdent", id: aSubtask, want: members("404", "403", atTask, atTask)},
	}
}
