package e2e_test

import (
	"testing"

	"docket/internal/docket"
	"docket/internal/testkit"

	"github.com/chromedp/chromedp/kb"
)

// planned is a list with all that planning has.
type planned struct {
	list          docket.List
	section, task docket.ID // the task repeats and has labels, subtasks and boxes in its notes
	label         string
}

func (w *world) plan(t *testing.T) {
	t.Helper()
	w.planned = planned{list: w.ana.AddList(w.words.list + " 3"), label: "errand"}
	at := "/lists/" + string(w.planned.list.ID)
	for _, name := range []string{w.title(), w.title()} {
		w.post(t, at+"/sections", "name", name)
	}
	page, err := w.app.Use.Page(t.Context(), w.ana.User.ID, docket.View{Kind: docket.ViewList, List: w.planned.list.ID})
	if err != nil {
		t.Fatal(err)
	}
	w.planned.section = page.Sections[0].ID
	list, section := string(w.planned.list.ID), string(w.planned.section)
	task := w.ana.AddTask(w.title(), "list_id", list, "section_id", section, "due_on", "2026-07-16", "due_time", "09:30", "priority", "2",
		"repeat", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20270301", "notes", "- [ ] one\n- [x] two", "labels", w.planned.label, "labels", "phone", "labels", "a longer label")
	w.planned.task = task.ID
	child := w.ana.AddTask(w.title(), "list_id", list, "parent_id", string(task.ID), "labels", w.planned.label)
	w.ana.AddTask(w.title(), "list_id", list, "parent_id", string(child.ID), "due_on", "2026-07-20")
	w.ana.AddTask(w.title(), "list_id", list, "assignee_id", string(w.ana.User.ID))
	w.post(t, "/labels/"+w.planned.label+"/pin", "pinned", "true")
}

// planningStops are the pages of planning.
func (w *world) planningStops() []stop {
	list, section := "/lists/"+string(w.planned.list.ID), "/sections/"+string(w.planned.section)
	typing := func(text, see string) func(*testing.T, person) {
		return func(_ *testing.T, p person) {
			p.Click("#new-task")
			p.Until("the later scripts", "!document.body.dataset.later")
			p.Press(text)
			p.See(see)
		}
	}
	return []stop{
		{name: "sections", path: list},
		{name: "section-refused", path: list, status: "422", then: func(_ *testing.T, p person) {
			p.Click("#new-section summary")
			p.Fill("#section-name", "\u3164")
			p.Press(kb.Enter)
			p.See("#section-name-error")
		}},
		{name: "section", path: section + "/edit"},
		{name: "section-wrong", path: section + "/edit", status: "422", then: func(_ *testing.T, p person) {
			p.Fill("#name", "")
			p.Click("button = Rename section")
			p.See("#name-error")
		}},
		{name: "section-delete", path: section + "/delete"},
		{name: "board", path: list + "/board"},
		{name: "label", path: "/labels/" + w.planned.label},
		{name: "label-edit", path: "/labels/" + w.planned.label + "/edit"},
		{name: "planned-task", path: "/tasks/" + string(w.planned.task)},
		{name: "repeat", path: "/tasks/" + string(w.planned.task), then: func(_ *testing.T, p person) {
			p.Click("#repeat-edit summary")
			p.See("#repeat-words")
		}},
		{name: "quick-add-page", path: "/quick-add?text=Call+mum+tomorrow+%23phone&view=/inbox"},
		{name: "quick-add", path: list, script: true, then: typing("Call mum every 2 weeks on monday 9am #phone !2 ", ".chip bdi = phone")},
		{name: "suggestions", path: list, script: true, then: typing("Call mum #", "#suggestions [role=option]")},
		{name: "quick-add-dialog", path: "/completed", script: true, then: func(_ *testing.T, p person) {
			p.Press("q")
			p.See("#add-dialog")
		}},
		{name: "subtasks-asked", path: list, status: "409", then: func(_ *testing.T, p person) {
			testkit.Eval[bool](p.Page, `(document.querySelector(".task:has(.ring) > .check").click(), true)`)
			p.See("dialog h2")
		}},
	}
}
