package app_test

import (
	"testing"

	"docket/internal/app"
	"docket/internal/docket"
)

func TestSectionsOrderAListAndMoveWithTheirTasks(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana := t.Context(), h.user("Ana", "UTC")
	l, other := h.list(ana, "Home"), h.list(ana, "Work")
	add := func(l docket.ID, name string) docket.ID {
		c, err := h.AddSection(ctx, ana, l, name)
		h.check(err)
		return c.After.ID
	}
	x, y, foreign := add(l.ID, "x"), add(l.ID, "y"), add(other.ID, "z")
	by := h.lines(ana, l.ID, "a\nb /Home/y\n  c\nd /Home/x")
	h.grows(ana, l.ID, "a [x] d [y] b .c")
	_, err := h.MoveSection(ctx, ana, y, app.SectionMove{Before: string(x)})
	h.check(err)
	h.grows(ana, l.ID, "a [y] b .c [x] d")
	_, err = h.MoveTask(ctx, ana, by["b"].ID, app.TaskMove{SectionID: str(string(x))})
	h.check(err)
	h.grows(ana, l.ID, "a [y] [x] d b .c")
	_, err = h.MoveTask(ctx, ana, by["c"].ID, app.TaskMove{SectionID: str(string(y))})
	h.check(err)
	h.grows(ana, l.ID, "a [y] c [x] d b")
	_, err = h.MoveTask(ctx, ana, by["a"].ID, app.TaskMove{Before: string(by["b"].ID)})
	h.check(err)
	h.grows(ana, l.ID, "[y] c [x] d a b")
	_, err = h.MoveTask(ctx, ana, by["a"].ID, app.TaskMove{SectionID: str("")})
	h.check(err)
	h.grows(ana, l.ID, "a [y] c [x] d b")
	for _, id := range []docket.ID{foreign, ana.ID} {
		_, err = h.MoveTask(ctx, ana, by["a"].ID, app.TaskMove{SectionID: str(string(id))})
		h.refuses("a section of another list", err, docket.KindInvalid)
		_, err = h.AddTask(ctx, ana, app.NewTask{Title: "no", ListID: string(l.ID), SectionID: string(id)})
		h.refuses("a new task in a section of another list", err, docket.KindInvalid)
	}
	_, err = h.MoveSection(ctx, ana, x, app.SectionMove{Before: string(foreign)})
	h.refuses("beside a section of another list", err, docket.KindInvalid)
	before := h.state()
	kept, err := h.DeleteSection(ctx, ana, x, app.KeepTasks)
	h.check(err)
	h.grows(ana, l.ID, "a d b [y] c")
	_, err = h.Undo(ctx, ana, kept.Group)
	h.check(err)
	trashed, err := h.DeleteSection(ctx, ana, x, app.TrashTasks)
	h.check(err)
	h.grows(ana, l.ID, "a [y] c")
	_, err = h.Undo(ctx, ana, trashed.Group)
	h.check(err)
	if h.state() != before {
		t.Error("undone, it is not as it was")
	}
	_, err = h.DeleteSection(ctx, ana, x, "")
	h.refuses("deleting a section without saying what becomes of its tasks", err, docket.KindInvalid)
}

// Whoever may only look at a list is told that before what is wrong with a section's name.
func TestPermissionComesBeforeASectionsName(t *testing.T) {
	t.Parallel()
	u := newUndoHouse(t)
	s, err := u.AddSection(t.Context(), u.ana, u.l.ID, "x")
	u.check(err)
	u.sql(`UPDATE list_members SET role = 'viewer' WHERE list_id = $1 AND user_id = $2`, u.l.ID, u.bob.ID)
	_, err = u.AddSection(t.Context(), u.bob, u.l.ID, "")
	u.refuses("adding a section of no name", err, docket.KindForbidden)
	_, err = u.RenameSection(t.Context(), u.bob, s.After.ID, "")
	u.refuses("a section of no other name", err, docket.KindForbidden)
}

// A section that was deleted is kept for undo, and then no more.
func TestDeletedSectionsAreForgotten(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana := t.Context(), h.user("Ana", "UTC")
	l := h.list(ana, "Home")
	s, err := h.AddSection(ctx, ana, l.ID, "x")
	h.check(err)
	_, err = h.DeleteSection(ctx, ana, s.After.ID, app.KeepTasks)
	h.check(err)
	left := func() int { return len((&planner{house: h}).ids(`SELECT id FROM sections`)) }
	h.check(h.Tidy(ctx))
	if left() != 1 {
		t.Error("it is gone at once")
	}
	h.now = h.now.Add(docket.TrashFor + docket.UndoFor)
	h.task(ana, l.ID, "now", "") // so that the clock is believed
	h.check(h.Tidy(ctx))
	if left() != 0 {
		t.Error("it is kept for ever")
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
