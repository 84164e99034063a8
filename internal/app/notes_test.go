package app_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"docket/internal/app"
	"docket/internal/docket"
)

const shopping = "Buy:\n\n- [ ] milk\n- [x] bread\n\n```\n- [ ] code\n```"

// noted gives Ana's task a its notes, and returns the task.
func (u *undoHouse) noted(notes string) docket.Task {
	u.t.Helper()
	change, err := u.EditTask(u.t.Context(), u.ana, u.a.ID, app.TaskEdit{Notes: &notes})
	u.check(err)
	return change.After
}

func (u *undoHouse) ticks(me docket.User, t docket.Task, line, checked string) (app.TaskChange, error) {
	return u.CheckNotes(u.t.Context(), me, t.ID, app.NotesCheck{Version: version(t), Line: line, Checked: checked})
}

func TestABoxIsTicked(t *testing.T) {
	tests := []struct {
		name, line, checked string
		want                string
		changed             bool
	}{
		{"ticked", "3", "true", strings.Replace(shopping, "[ ] milk", "[x] milk", 1), true},
		{"unticked", "4", "false", strings.Replace(shopping, "[x] bread", "[ ] bread", 1), true},
		{"unticked as by a checkbox", "4", "", strings.Replace(shopping, "[x] bread", "[ ] bread", 1), true},
		{"ticked already", "4", "true", shopping, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u := newUndoHouse(t)
			before := u.noted(shopping)
			change, err := u.ticks(u.bob, before, tt.line, tt.checked)
			u.check(err)
			after := u.get(u.ana, before.ID)
			if after.Notes != tt.want || change.Changed() != tt.changed || change.After.Version != after.Version {
				t.Errorf("the notes are %q, changed %t, at version %d of %d", after.Notes, change.Changed(), change.After.Version, after.Version)
			}
			if (after.NotesHTML != before.NotesHTML) != tt.changed {
				t.Errorf("the notes are rendered as %s", after.NotesHTML)
			}
			if !tt.changed {
				return
			}
			if fields := before.Diff(&after); len(fields) != 1 || fields[0].Field != docket.FieldNotes {
				t.Errorf("changed was %v", fields)
			}
			if _, err = u.Undo(t.Context(), u.bob, change.ID); err != nil {
				t.Fatal(err)
			}
			if undone := u.get(u.ana, before.ID); !same(undone, before) || undone.NotesHTML != before.NotesHTML {
				t.Errorf("undone, the notes are %q, rendered as %s", undone.Notes, undone.NotesHTML)
			}
		})
	}
}

func TestABoxThatIsNoneIsRefused(t *testing.T) {
	u := newUndoHouse(t)
	before := u.noted(shopping)
	for name, in := range map[string]app.NotesCheck{
		"text":               {Line: "1", Checked: "true"},
		"code":               {Line: "7", Checked: "true"},
		"after the end":      {Line: "9", Checked: "true"},
		"line 0":             {Line: "0", Checked: "true"},
		"before the start":   {Line: "-3", Checked: "true"},
		"no line":            {Checked: "true"},
		"no number":          {Line: "three", Checked: "true"},
		"a very long number": {Line: strings.Repeat("9", 1000), Checked: "true"},
		"neither on nor off": {Line: "3", Checked: "maybe"},
		"no version":         {Version: "x", Line: "3", Checked: "true"},
		"a later version":    {Version: "99", Line: "3", Checked: "true"},
	} {
		_, err := u.CheckNotes(t.Context(), u.ana, before.ID, in)
		u.refuses(name, err, docket.KindInvalid)
		if err != nil && !strings.Contains(err.Error(), "Reload the page") {
			t.Errorf("%s: %v says nothing of what to do", name, err)
		}
	}
	if after := u.get(u.ana, before.ID); after.Version != before.Version {
		t.Errorf("a refusal wrote version %d", after.Version)
	}
	_, err := u.DeleteTask(t.Context(), u.ana, before.ID)
	u.check(err)
	_, err = u.CheckNotes(t.Context(), u.ana, before.ID, app.NotesCheck{Line: "3", Checked: "true"})
	u.refuses("a task in the trash", err, docket.KindConflict)
}

// Who ticks a box is in nobody's way but where the text around it is another by now.
func TestABoxIsTickedWhileOthersEdit(t *testing.T) {
	milk := strings.Replace(shopping, "[ ] milk", "[x] milk", 1)
	eggs := strings.Replace(shopping, "- [ ] milk", "- [ ] eggs\n- [ ] milk", 1)
	tests := []struct {
		name     string
		edit     func(u *undoHouse, shown docket.Task) error
		want     string
		conflict bool
	}{
		{"another field", func(u *undoHouse, t docket.Task) error {
			_, err := u.EditTask(u.t.Context(), u.bob, t.ID, app.TaskEdit{Title: str("Bob's")})
			return err
		}, milk, false},
		{"another box", func(u *undoHouse, t docket.Task) error {
			_, err := u.ticks(u.bob, t, "4", "false")
			return err
		}, strings.Replace(milk, "[x] bread", "[ ] bread", 1), false},
		{"the same box", func(u *undoHouse, t docket.Task) error {
			_, err := u.ticks(u.bob, t, "3", "true")
			return err
		}, milk, false},
		{"the same box and back", func(u *undoHouse, t docket.Task) error {
			change, err := u.ticks(u.bob, t, "3", "true")
			u.check(err)
			_, err = u.ticks(u.bob, change.After, "3", "false")
			return err
		}, milk, false},
		{"the text", func(u *undoHouse, t docket.Task) error {
			_, err := u.EditTask(u.t.Context(), u.bob, t.ID, app.TaskEdit{Notes: &eggs})
			return err
		}, eggs, true},
		{"the text and back", func(u *undoHouse, t docket.Task) error {
			change, err := u.EditTask(u.t.Context(), u.bob, t.ID, app.TaskEdit{Notes: &eggs})
			u.check(err)
			_, err = u.Undo(u.t.Context(), u.bob, change.ID)
			return err
		}, milk, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u := newUndoHouse(t)
			shown := u.noted(shopping)
			u.check(tt.edit(u, shown))
			_, err := u.ticks(u.ana, shown, "3", "true")
			conflict, ok := errors.AsType[*app.EditConflict](err)
			switch {
			case ok != tt.conflict || !ok && err != nil:
				t.Errorf("the answer is %v", err)
			case ok && (conflict.Yours[docket.FieldNotes] != milk || conflict.Task.Notes != eggs || len(conflict.Mine) != 0):
				t.Errorf("in conflict are %q and %q", conflict.Yours, conflict.Task.Notes)
			}
			after := u.get(u.ana, shown.ID)
			if after.Notes != tt.want {
				t.Errorf("the notes are %q, want %q", after.Notes, tt.want)
			}
			again, err := u.EditTask(t.Context(), u.ana, u.b.ID, app.TaskEdit{Notes: &after.Notes})
			u.check(err)
			if again.After.NotesHTML != after.NotesHTML {
				t.Errorf("the notes are rendered as %s", after.NotesHTML)
			}
		})
	}
}

// What the page showed can no longer be told.
func TestABoxOfForgottenNotesAsks(t *testing.T) {
	u := newUndoHouse(t)
	shown := u.noted(shopping)
	u.noted("- [ ] a\n- [ ] b\n- [ ] c")
	u.now = u.now.Add(docket.TrashFor + time.Hour)
	_, err := u.EditTask(t.Context(), u.ana, u.a.ID, app.TaskEdit{Title: str("of today")})
	u.check(err)
	u.check(u.Tidy(t.Context()))
	_, err = u.ticks(u.ana, shown, "3", "true")
	u.refuses("a box of forgotten notes", err, docket.KindConflict)
	if got := u.get(u.ana, u.a.ID).Notes; strings.Contains(got, "x") {
		t.Errorf("the notes are %q", got)
	}
}

func TestPreviewStoresNothing(t *testing.T) {
	u := newUndoHouse(t)
	before := u.noted("stored")
	html, err := u.PreviewNotes(t.Context(), u.bob, before.ID, "*new*\r\n<b>")
	u.check(err)
	if html != "<p><em>new</em><br>\n&lt;b&gt;</p>\n" {
		t.Errorf("the preview is %q", html)
	}
	if after := u.get(u.ana, before.ID); after.Version != before.Version || after.Notes != "stored" {
		t.Errorf("the notes are %q, at version %d", after.Notes, after.Version)
	}
	for name, notes := range map[string]string{"too much": strings.Repeat("n", docket.MaxNotes+1), "no text": "a\x00", "no UTF-8": "\xff"} {
		_, err = u.PreviewNotes(t.Context(), u.bob, before.ID, notes)
		u.refuses(name, err, docket.KindInvalid)
	}
}

// Boxes that an older Docket has rendered can be ticked, too.
func TestOldNotesShowTheirBoxes(t *testing.T) {
	u := newUndoHouse(t)
	want := u.noted("- [ ] a").NotesHTML
	u.sql(`UPDATE tasks SET notes_html = '<ul>' || char(10) || '<li>☐ a</li>' || char(10) || '</ul>' WHERE id = $1`, u.a.ID)
	page, err := u.Task(t.Context(), u.bob.ID, u.a.ID)
	u.check(err)
	if page.Task.NotesHTML != want {
		t.Errorf("the notes are shown as %s", page.Task.NotesHTML)
	}
}
