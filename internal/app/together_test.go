package app_test

import (
	"strings"
	"testing"

	"docket/internal/app"
	"docket/internal/docket"
)

// What was changed together is not undone in part: where the history has forgotten one of
// the changes, undo refuses.
func TestUndoRefusesWhatIsForgottenInPart(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana := t.Context(), h.user("Ana", "UTC")
	l := h.list(ana, "Home")
	by := h.lines(ana, l.ID, "a #home\nb #home")
	renamed, err := h.RenameLabel(ctx, ana, "home", "house")
	h.check(err)
	for i := range 60 {
		_, err := h.EditTask(ctx, ana, by["b"].ID, app.TaskEdit{Title: str(strings.Repeat("b", i%2+1))})
		h.check(err)
	}
	_, err = h.Undo(ctx, ana, renamed.Group)
	h.refuses("undoing what is forgotten in part", err, docket.KindNotFound)
	if a, b := h.get(ana, by["a"].ID).Labels[0], h.get(ana, by["b"].ID).Labels[0]; a != "house" || b != "house" {
		t.Errorf("it is undone in part: %s, %s", a, b)
	}
	// What was done to the other task is still known to forms that showed it before.
	form := app.TaskEdit{Version: version(by["a"]), Title: str("a"), Notes: str("n")}
	_, err = h.EditTask(ctx, ana, by["a"].ID, form)
	h.check(err)
}

// pinned are the labels in a user's sidebar.
func (h *house) pinned(u docket.User) string {
	h.t.Helper()
	var names []string
	for _, c := range h.page(u, viewOf(docket.ViewToday)).Sidebar.Labels {
		names = append(names, c.Label)
	}
	return strings.Join(names, " ")
}

// A label that was renamed is pinned under its new name, and undo puts both back.
func TestUndoOfARenamedLabelPinsItAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana := t.Context(), h.user("Ana", "UTC")
	h.lines(ana, h.list(ana, "Home").ID, "a #home\nb #errand")
	wants := func(want string) {
		t.Helper()
		if got := h.pinned(ana); got != want {
			t.Errorf("pinned are %q, want %q", got, want)
		}
	}
	undo := func(c app.LabelChange, err error) {
		t.Helper()
		h.check(err)
		undone, err := h.Undo(ctx, ana, c.Group)
		h.check(err)
		if undone.Count != 1 || undone.Entity != docket.EntityTask {
			t.Errorf("undone are %d, the last one a %s", undone.Count, undone.Entity)
		}
	}
	h.check(h.PinLabel(ctx, ana, "home", true))
	renamed, err := h.RenameLabel(ctx, ana, "home", "house")
	wants("house")
	undo(renamed, err)
	wants("home")
	h.check(h.PinLabel(ctx, ana, "errand", true))
	merged, err := h.RenameLabel(ctx, ana, "home", "errand")
	wants("errand")
	undo(merged, err)
	wants("errand home")
	deleted, err := h.DeleteLabel(ctx, ana, "home")
	wants("errand")
	undo(deleted, err)
	wants("errand home")
	merged, err = h.RenameLabel(ctx, ana, "home", "errand")
	h.check(err)
	h.check(h.PinLabel(ctx, ana, "errand", false))
	undo(merged, err) // what was unpinned since stays so
	wants("")
}

// A label that is still there, on what one can only look at, stays in the sidebar.
func TestALabelOfAViewersListStaysPinned(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana, bob := t.Context(), h.user("Ana", "UTC"), h.user("Bob", "UTC")
	theirs := h.list(bob, "Theirs")
	h.lines(bob, theirs.ID, "theirs #home")
	h.share(theirs.ID, ana, docket.RoleViewer)
	h.lines(ana, h.list(ana, "Mine").ID, "mine #home")
	h.check(h.PinLabel(ctx, ana, "home", true))
	deleted, err := h.DeleteLabel(ctx, ana, "home")
	h.check(err)
	if got := h.pinned(ana); got != "home" {
		t.Errorf("after it was taken away where that is allowed, pinned are %q", got)
	}
	_, err = h.Undo(ctx, ana, deleted.Group)
	h.check(err)
	_, err = h.RenameLabel(ctx, ana, "home", "house")
	h.check(err)
	if got := h.pinned(ana); got != "home house" {
		t.Errorf("after it was renamed where that is allowed, pinned are %q", got)
	}
}

// Undo assigns a task to nobody who has left its list.
func TestUndoAssignsToNobodyWhoHasLeft(t *testing.T) {
	t.Parallel()
	u := newUndoHouse(t)
	ctx := t.Context()
	_, err := u.EditTask(ctx, u.ana, u.a.ID, app.TaskEdit{AssigneeID: str(string(u.bob.ID))})
	u.check(err)
	unassigned, err := u.EditTask(ctx, u.ana, u.a.ID, app.TaskEdit{AssigneeID: str("")})
	u.check(err)
	u.sql(`DELETE FROM list_members WHERE user_id = $1 AND list_id = $2`, u.bob.ID, u.l.ID)
	_, err = u.Undo(ctx, u.ana, unassigned.Group)
	u.refuses("assigning to somebody who has left", err, docket.KindConflict)
	if who := u.get(u.ana, u.a.ID).AssigneeID; who != "" {
		t.Errorf("it is %s's", who)
	}
}

// Undo of a section's move leaves where somebody else has moved it since.
func TestUndoOfASectionsMoveRefusesAfterAnother(t *testing.T) {
	t.Parallel()
	u := newUndoHouse(t)
	ctx := t.Context()
	id := make(map[string]docket.ID)
	for _, name := range []string{"x", "y", "z"} {
		s, err := u.AddSection(ctx, u.ana, u.l.ID, name)
		u.check(err)
		id[name] = s.After.ID
	}
	moved, err := u.MoveSection(ctx, u.ana, id["x"], app.SectionMove{After: string(id["y"])})
	u.check(err)
	_, err = u.MoveSection(ctx, u.bob, id["x"], app.SectionMove{After: string(id["z"])})
	u.check(err)
	_, err = u.Undo(ctx, u.ana, moved.Group)
	u.refuses("undoing a move after another", err, docket.KindConflict)
	u.grows(u.ana, u.l.ID, "a b c [y] [z] [x]")
}

// A section that comes back goes before the one that somebody has put in its place.
func TestUndoOfASectionsMoveTakesNobodysPlace(t *testing.T) {
	t.Parallel()
	u := newUndoHouse(t)
	ctx := t.Context()
	id := make(map[string]docket.ID)
	for _, name := range []string{"w", "y", "z", "x"} {
		s, err := u.AddSection(ctx, u.ana, u.l.ID, name)
		u.check(err)
		id[name] = s.After.ID
	}
	_, err := u.MoveSection(ctx, u.ana, id["x"], app.SectionMove{Before: string(id["y"])})
	u.check(err)
	moved, err := u.MoveSection(ctx, u.ana, id["x"], app.SectionMove{After: string(id["z"])})
	u.check(err)
	_, err = u.MoveSection(ctx, u.bob, id["z"], app.SectionMove{Before: string(id["y"])})
	u.check(err)
	_, err = u.Undo(ctx, u.ana, moved.Group)
	u.check(err)
	for _, title := range []string{"1", "2"} {
		for name, section := range id {
			_, err := u.AddTask(ctx, u.ana, app.NewTask{Title: name + title, ListID: string(u.l.ID), SectionID: string(section)})
			u.check(err)
		}
	}
	u.grows(u.ana, u.l.ID, "a b c [w] w1 w2 [x] x1 x2 [z] z1 z2 [y] y1 y2")
}

// A task whose parent is done stands among those that have none, and is moved about as
// one of them.
func TestWhatIsUnderADoneTaskMovesAsItIsShown(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana := t.Context(), h.user("Ana", "UTC")
	l := h.list(ana, "Home")
	by := h.lines(ana, l.ID, "p\n  x\n  y\na\nb")
	id := func(title string) docket.ID { return by[title].ID }
	_, err := h.CompleteTask(ctx, ana, id("p"), app.LeaveSubtasks)
	h.check(err)
	h.grows(ana, l.ID, "x y a b")
	_, err = h.MoveTask(ctx, ana, id("b"), app.TaskMove{After: string(id("x"))})
	h.check(err)
	h.grows(ana, l.ID, "x b y a")
	if parent := h.get(ana, id("b")).ParentID; parent != "" {
		t.Errorf("b has come under %s", parent)
	}
	_, err = h.MoveTask(ctx, ana, id("y"), app.TaskMove{Before: string(id("x"))})
	h.check(err)
	h.grows(ana, l.ID, "y x b a")
	if parent := h.get(ana, id("y")).ParentID; parent != id("p") {
		t.Errorf("y is under %s", parent)
	}
	_, err = h.OutdentTask(ctx, ana, id("x"))
	h.refuses("taking out of a task that is done", err, docket.KindInvalid)
	_, err = h.IndentTask(ctx, ana, id("a"))
	h.check(err)
	h.grows(ana, l.ID, "y x b .a")
	_, err = h.IndentTask(ctx, ana, id("x"))
	h.check(err)
	h.grows(ana, l.ID, "y .x b .a")
}

// What was left open goes over to the next one with all that is under it.
func TestDoneTasksUnderOnesLeftOpenComeOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana := t.Context(), h.user("Ana", "UTC")
	l := h.list(ana, "Home")
	by := h.lines(ana, l.ID, "a every week on thursday\n  b\n    c\n    d")
	_, err := h.CompleteTask(ctx, ana, by["c"].ID, app.AskSubtasks)
	h.check(err)
	_, err = h.CompleteTask(ctx, ana, by["a"].ID, app.LeaveSubtasks)
	h.check(err)
	h.grows(ana, l.ID, "a .b ..d")
	if b := h.page(ana, inList(l.ID)).Groups[0].Tasks[1]; b.ID != by["b"].ID || b.Subtasks != 2 || b.SubtasksDone != 1 {
		t.Errorf("%+v", b)
	}
}

// To merge a label into one that others write in other capitals leaves each task one.
func TestAMergedLabelIsBorneOnce(t *testing.T) {
	t.Parallel()
	u := newUndoHouse(t)
	ctx := t.Context()
	for id, labels := range map[docket.ID][]string{u.a.ID: {"Home", "work"}, u.b.ID: {"home"}} {
		_, err := u.EditTask(ctx, u.ana, id, app.TaskEdit{Labels: []string{"work"}})
		u.check(err)
		u.sql(`DELETE FROM task_labels WHERE task_id = $1`, id)
		for _, label := range labels {
			u.sql(`INSERT INTO task_labels (task_id, list_id, label) VALUES ($1, $2, $3)`, id, u.l.ID, label)
		}
	}
	_, err := u.RenameLabel(ctx, u.ana, "work", "home")
	u.check(err)
	if labels := u.get(u.ana, u.a.ID).Labels; len(labels) != 1 || labels[0] != "home" {
		t.Errorf("it bears %q", labels)
	}
}
