package views_test

import (
	"bytes"
	"html"
	"net/url"
	"strings"
	"testing"
	"time"

	"docket/internal/docket"
	"docket/views"

	"github.com/a-h/templ"
)

const taskID docket.ID = "0190b0e4-7c3a-7000-8000-0123456789ab"

// page is a view of one list in the middle of July 2026.
func page(kind docket.ViewKind, tasks ...docket.Task) *docket.Page {
	l := docket.List{ID: "home", Name: "Home", Color: "red", Role: docket.RoleOwner}
	p := &docket.Page{View: docket.View{Kind: kind}, Today: "2026-07-16", User: docket.User{Name: "Ana", Zone: time.UTC, Theme: docket.ThemeDark},
		Sidebar: docket.Sidebar{Inbox: docket.List{ID: "inbox", Name: "Inbox", Inbox: true, Role: docket.RoleOwner}, Lists: []docket.List{l}}}
	key := docket.GroupOpen
	switch kind {
	case docket.ViewList:
		p.View.List, p.List = l.ID, l
	case docket.ViewToday:
		p.Groups, key = []docket.Group{{Key: docket.GroupOverdue}}, docket.GroupToday
	case docket.ViewUpcoming, docket.ViewCalendar, docket.ViewCompleted:
		key = docket.DayGroup(p.Today)
	case docket.ViewTrash:
		key = docket.GroupTrash
	}
	p.Groups = append(p.Groups, docket.Group{Key: key, Date: p.Today, Count: len(tasks), Tasks: tasks})
	return p
}

func draw(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func frame(p *docket.Page) views.Frame {
	return views.Frame{Title: views.Title(p), Page: p, Current: views.Path(p)}
}

func kinds() []docket.ViewKind {
	return []docket.ViewKind{docket.ViewInbox, docket.ViewToday, docket.ViewUpcoming, docket.ViewCalendar, docket.ViewList, docket.ViewCompleted, docket.ViewTrash}
}

// What people type is text, wherever it is shown.
func TestHostileTextIsText(t *testing.T) {
	const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>'&amp;{{.}}`
	for _, kind := range kinds() {
		p := page(kind, docket.Task{ID: taskID, ListID: "home", Title: hostile, DueOn: "2026-07-16", Priority: 1})
		p.User.Name, p.Sidebar.Lists[0].Name = hostile, hostile
		if kind == docket.ViewList {
			p.List.Name = hostile
		}
		p.Lists = []docket.List{{ID: "gone", Name: hostile, Role: docket.RoleOwner}}
		f := frame(p)
		f.Title, f.Toast = hostile, &views.Toast{Text: hostile, Open: "/inbox", Undo: taskID}
		form := views.Form{Values: url.Values{"title": {hostile}, "name": {hostile}, "notes": {hostile}}, Errors: map[string]string{"title": hostile}, Message: hostile}
		open := *p
		open.Task = &docket.OpenTask{Task: p.Groups[len(p.Groups)-1].Tasks[0], List: p.Sidebar.Lists[0]}
		panel := views.Screen{Frame: frame(&open), Edit: views.TaskForm{Form: form}}
		conflict := panel
		conflict.Edit.Conflict = map[docket.Field]string{docket.FieldTitle: hostile, docket.FieldNotes: hostile}
		for name, c := range map[string]templ.Component{"view": views.View(views.Screen{Frame: f}), "panel": views.View(panel), "conflict": views.View(conflict), "add": views.View(views.Screen{Frame: f, Add: form}),
			"update": views.Update(panel, taskID),
			"editor": views.ListEditor(f, views.ListForm{List: p.Sidebar.Lists[0], Form: form})} {
			text := draw(t, c)
			for _, bad := range []string{"<script>alert", "<img", `onerror=alert(1)>`} {
				if strings.Contains(text, bad) && !strings.Contains(html.EscapeString(hostile), bad) {
					t.Errorf("%s of %s holds %s", name, kind, bad)
				}
			}
			if !strings.Contains(text, html.EscapeString(hostile)) {
				t.Errorf("%s of %s does not show the text", name, kind)
			}
		}
	}
}

// The content policy runs no inline script, so a page must not need any.
func TestPagesHoldNoInlineScriptOrStyle(t *testing.T) {
	for _, kind := range kinds() {
		p := page(kind, docket.Task{ID: taskID, ListID: "home", Title: "Title"})
		text := draw(t, views.View(views.Screen{Frame: frame(p)}))
		p.Task = &docket.OpenTask{Task: docket.Task{ID: taskID, ListID: "home", Title: "Title"}, List: p.Sidebar.Lists[0]}
		text += draw(t, views.View(views.Screen{Frame: frame(p)}))
		for _, bad := range []string{"<style", " style=", "javascript:", " onclick=", " hx-on", "js:", "<script>"} {
			if strings.Contains(text, bad) {
				t.Errorf("%s holds %q", kind, bad)
			}
		}
	}
}

func TestDaysAreNamedAsPeopleDo(t *testing.T) {
	for due, want := range map[docket.Date]string{
		"2026-07-16": "Today", "2026-07-17": "Tomorrow", "2026-07-15": "Yesterday", "2026-07-20": "Mon 20 Jul", "2026-01-02": "Fri 2 Jan",
		"2027-01-05": "5 Jan 2027", "2025-12-31": "31 Dec 2025", "2030-07-16": "16 Jul 2030", "9999-12-31": "31 Dec 9999", "1900-01-01": "1 Jan 1900",
	} {
		text := draw(t, views.View(views.Screen{Frame: frame(page(docket.ViewList, docket.Task{ID: taskID, ListID: "home", Title: "T", DueOn: due}))}))
		if !strings.Contains(text, `<time datetime="`+string(due)+`">`+want+`</time>`) {
			_, at, _ := strings.Cut(text, "<time")
			t.Errorf("due %s: %.60s, want %s", due, at, want)
		}
	}
}

func TestOverdueIsSaidOfWhatIsOpenAlone(t *testing.T) {
	for _, tc := range []struct {
		task docket.Task
		late bool
	}{
		{docket.Task{DueOn: "2026-07-15"}, true}, {docket.Task{DueOn: "2026-07-16", DueTime: "00:01"}, false}, {docket.Task{}, false},
		{docket.Task{DueOn: "2026-07-15", CompletedAt: time.UnixMilli(1)}, false},
	} {
		tc.task.ID, tc.task.ListID, tc.task.Title = taskID, "home", "T"
		text := draw(t, views.View(views.Screen{Frame: frame(page(docket.ViewList, tc.task))}))
		if got := strings.Contains(text, "Overdue,"); got != tc.late {
			t.Errorf("%+v is overdue: %v", tc.task, got)
		}
	}
}

func TestToastsSayWhatWasDone(t *testing.T) {
	for action, want := range map[docket.Action][2]string{
		docket.ActionComplete: {"Completed “x”", "Reopened “x”"}, docket.ActionReopen: {"Reopened “x”", "Completed “x” again"}, docket.ActionEdit: {"Saved “x”", "Undid the change to “x”"},
		docket.ActionMove: {"Moved “x”", "Moved “x” back"}, docket.ActionReorder: {"Moved “x”", "Moved “x” back"}, docket.ActionDelete: {"Deleted “x”", "Restored “x”"},
		docket.ActionRestore: {"Restored “x”", "Deleted “x” again"}, docket.ActionArchive: {"Archived “x”", "Restored “x”"}, docket.ActionUnarchive: {"Unarchived “x”", "Archived “x” again"},
	} {
		d := docket.Entry{Action: action, Title: "x"}
		if done, undone := views.ChangeText(d, ""), views.UndoText(d); done != want[0] || undone != want[1] {
			t.Errorf("%s: %q and %q, want %q", action, done, undone, want)
		}
	}
	if got := views.ChangeText(docket.Entry{Action: docket.ActionEdit, Title: "x"}, "Work"); got != "Moved “x” to Work" {
		t.Errorf("into a list: %q", got)
	}
	for n, want := range map[int64]string{0: "The trash was already empty.", 1: "Emptied the trash: 1 item deleted for good.", 2: "Emptied the trash: 2 items deleted for good."} {
		if got := views.EmptiedText(n); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
}

func TestViewersGetNoControls(t *testing.T) {
	p := page(docket.ViewList, docket.Task{ID: taskID, ListID: "home", Title: "T"})
	p.List.Role, p.Sidebar.Lists[0].Role = docket.RoleViewer, docket.RoleViewer
	closed := *p
	p.Task = &docket.OpenTask{Task: p.Groups[0].Tasks[0], List: p.Sidebar.Lists[0]}
	main := func(text string) string { _, text, _ = strings.Cut(text, "<main"); return text }
	for name, text := range map[string]string{"view": main(draw(t, views.View(views.Screen{Frame: frame(&closed)}))), "panel": main(draw(t, views.View(views.Screen{Frame: frame(p)})))} {
		for _, bad := range []string{"quick-add", "/complete", "/delete", "/move", "data-sortable", "list-menu", `class="grip"`} {
			if strings.Contains(text, bad) {
				t.Errorf("the %s offers %s to who may only look", name, bad)
			}
		}
	}
}
