package app_test

import (
	"testing"
	"time"

	"docket/internal/app"
	"docket/internal/docket"
)

// undoHouse has a list of four tasks that Ana shares with Bob.
type undoHouse struct {
	*house
	ana, bob        docket.User
	l, other, empty docket.List
	a, b, c, d      docket.Task
}

func newUndoHouse(t *testing.T) *undoHouse {
	t.Helper()
	h := newHouse(t)
	u := &undoHouse{house: h, ana: h.user("Ana", "UTC"), bob: h.user("Bob", "UTC")}
	u.l, u.other = h.list(u.ana, "Home"), h.list(u.ana, "Work")
	h.share(u.l.ID, u.bob, docket.RoleEditor)
	u.a = h.task(u.ana, u.l.ID, "a", "2026-07-20 10:00", 2)
	u.b = h.task(u.ana, u.l.ID, "b", "")
	u.c = h.task(u.ana, u.l.ID, "c", "")
	u.d = h.task(u.ana, u.other.ID, "d", "")
	u.empty = h.list(u.ana, "Empty")
	return u
}

// acts are the things that can be undone, done to the task a.
func (u *undoHouse) acts() map[string]func(docket.User) (app.TaskChange, error) {
	ctx, id := u.t.Context(), u.a.ID
	return map[string]func(docket.User) (app.TaskChange, error){
		"complete": func(me docket.User) (app.TaskChange, error) { return u.CompleteTask(ctx, me, id, app.AskSubtasks) },
		"delete":   func(me docket.User) (app.TaskChange, error) { return u.DeleteTask(ctx, me, id) },
		"move": func(me docket.User) (app.TaskChange, error) {
			return u.MoveTask(ctx, me, id, app.TaskMove{ListID: string(u.other.ID)})
		},
		"reorder": func(me docket.User) (app.TaskChange, error) {
			return u.MoveTask(ctx, me, id, app.TaskMove{After: string(u.b.ID)})
		},
		"edit": func(me docket.User) (app.TaskChange, error) {
			return u.EditTask(ctx, me, id, app.TaskEdit{Title: str("A"), Notes: str("*new*"), DueOn: str(""), Priority: str("")})
		},
		"edit the list": func(me docket.User) (app.TaskChange, error) {
			return u.EditTask(ctx, me, id, app.TaskEdit{ListID: str(string(u.other.ID)), Title: str("A")})
		},
	}
}

// same reports whether a task is as it was, its version and rendered notes aside.
func same(a, b docket.Task) bool { return len(a.Diff(&b)) == 0 }

func TestUndoPutsEverythingBackExactly(t *testing.T) {
	u := newUndoHouse(t)
	before := u.get(u.ana, u.a.ID)
	for name, act := range u.acts() {
		done, err := act(u.ana)
		u.check(err)
		if !done.Changed() || same(u.get(u.ana, u.a.ID), before) {
			t.Fatalf("%s changed nothing", name)
		}
		undone, err := u.Undo(t.Context(), u.ana, done.ID)
		u.check(err)
		after := u.get(u.ana, u.a.ID)
		if !same(after, before) || after.NotesHTML != before.NotesHTML || !same(undone.After, before) {
			t.Errorf("%s undone leaves %v", name, before.Diff(&after))
		}
		u.shows(u.ana, inList(u.l.ID), "open(3): a b c")
		u.shows(u.ana, inList(u.other.ID), "open(1): d")
	}
}

func TestUndoOfReopenAndRestore(t *testing.T) {
	u := newUndoHouse(t)
	ctx := t.Context()
	_, err := u.CompleteTask(ctx, u.ana, u.a.ID, app.AskSubtasks)
	u.check(err)
	completed := u.get(u.ana, u.a.ID)
	u.now = u.now.Add(time.Hour)
	done, err := u.ReopenTask(ctx, u.ana, u.a.ID)
	u.check(err)
	_, err = u.Undo(ctx, u.ana, done.ID)
	u.check(err)
	if again := u.get(u.ana, u.a.ID); !same(again, completed) {
		t.Errorf("reopened and undone: %v", completed.Diff(&again))
	}
	_, err = u.DeleteTask(ctx, u.ana, u.a.ID)
	u.check(err)
	if done, err = u.RestoreTask(ctx, u.ana, u.a.ID); err != nil {
		t.Fatal(err)
	}
	_, err = u.Undo(ctx, u.ana, done.ID)
	u.check(err)
	u.shows(u.ana, viewOf(docket.ViewTrash), "trash(1): a")
}

func TestUndoRefusesKindly(t *testing.T) {
	u := newUndoHouse(t)
	ctx := t.Context()
	for name, act := range u.acts() {
		done, err := act(u.ana)
		u.check(err)
		_, err = u.Undo(ctx, u.bob, done.ID)
		u.refuses(name+" undone by another member", err, docket.KindNotFound)
		_, err = u.Undo(ctx, u.ana, done.ID)
		u.check(err)
		_, err = u.Undo(ctx, u.ana, done.ID)
		u.refuses(name+" undone twice", err, docket.KindConflict)

		done, err = act(u.ana)
		u.check(err)
		at := u.now
		u.now = done.MadeAt.Add(docket.UndoFor)
		_, err = u.Undo(ctx, u.ana, done.ID) // a millisecond more than a day
		u.refuses(name+" undone after a day", err, docket.KindConflict)
		u.now = done.MadeAt.Add(docket.UndoFor - 2*time.Millisecond)
		if _, err = u.Undo(ctx, u.ana, done.ID); err != nil {
			t.Errorf("%s undone within the day: %v", name, err)
		}
		u.now = at
	}
	id, err := houseID()
	u.check(err)
	_, err = u.Undo(ctx, u.ana, id)
	u.refuses("undo of nothing", err, docket.KindNotFound)
}

func TestUndoIsNotItselfUndone(t *testing.T) {
	u := newUndoHouse(t)
	done, err := u.CompleteTask(t.Context(), u.ana, u.a.ID, app.AskSubtasks)
	u.check(err)
	_, err = u.Undo(t.Context(), u.ana, done.ID)
	u.check(err)
	if done, err = u.ReopenTask(t.Context(), u.ana, u.a.ID); err != nil || done.Changed() {
		t.Errorf("the task was not reopened by undo: %v", err)
	}
}

func TestUndoRefusesWhenTheSameFieldsWereChangedSince(t *testing.T) {
	for name, since := range map[string]func(u *undoHouse) error{
		"title": func(u *undoHouse) error {
			_, err := u.EditTask(u.t.Context(), u.bob, u.a.ID, app.TaskEdit{Title: str("bob's")})
			return err
		},
		"deleted":      func(u *undoHouse) error { _, err := u.DeleteTask(u.t.Context(), u.bob, u.a.ID); return err },
		"list deleted": func(u *undoHouse) error { _, err := u.DeleteList(u.t.Context(), u.ana, u.l.ID); return err },
		"trash emptied": func(u *undoHouse) error {
			if _, err := u.DeleteTask(u.t.Context(), u.bob, u.a.ID); err != nil {
				return err
			}
			_, err := u.EmptyTrash(u.t.Context(), u.bob)
			return err
		},
	} {
		u := newUndoHouse(t)
		done, err := u.EditTask(t.Context(), u.ana, u.a.ID, app.TaskEdit{Title: str("A")})
		u.check(err)
		u.check(since(u))
		_, err = u.Undo(t.Context(), u.ana, done.ID)
		if name == "deleted" {
			u.check(err) // the title is Ana's still, wherever the task is
			continue
		}
		u.refuses(name, err, docket.KindConflict)
	}
}

func TestUndoKeepsWhatOthersChangedOfOtherFields(t *testing.T) {
	u := newUndoHouse(t)
	done, err := u.EditTask(t.Context(), u.ana, u.a.ID, app.TaskEdit{Title: str("A")})
	u.check(err)
	_, err = u.EditTask(t.Context(), u.bob, u.a.ID, app.TaskEdit{Priority: str("1"), Notes: str("bob's")})
	u.check(err)
	_, err = u.Undo(t.Context(), u.ana, done.ID)
	u.check(err)
	if got := u.get(u.ana, u.a.ID); got.Title != "a" || got.Priority != 1 || got.Notes != "bob's" {
		t.Errorf("after undo: %+v", got)
	}
}

// A time cannot stand without its day, so a day that has a time since, or a time
// whose day has gone since, is not undone alone.
func TestUndoLeavesNoTimeWithoutItsDay(t *testing.T) {
	u := newUndoHouse(t)
	ctx := t.Context()
	day, err := u.EditTask(ctx, u.ana, u.b.ID, app.TaskEdit{DueOn: str("2026-07-20")})
	u.check(err)
	_, err = u.EditTask(ctx, u.bob, u.b.ID, app.TaskEdit{DueTime: str("10:00")})
	u.check(err)
	_, err = u.Undo(ctx, u.ana, day.ID)
	u.refuses("undo of a day that has a time since", err, docket.KindConflict)

	clock, err := u.EditTask(ctx, u.ana, u.a.ID, app.TaskEdit{DueTime: str("")})
	u.check(err)
	_, err = u.EditTask(ctx, u.bob, u.a.ID, app.TaskEdit{DueOn: str("")})
	u.check(err)
	_, err = u.Undo(ctx, u.ana, clock.ID)
	u.refuses("undo of a time whose day has gone since", err, docket.KindConflict)
}

func TestUndoOfAMoveToAListThatIsGone(t *testing.T) {
	u := newUndoHouse(t)
	ctx := t.Context()
	done, err := u.MoveTask(ctx, u.ana, u.a.ID, app.TaskMove{ListID: string(u.other.ID)})
	u.check(err)
	_, err = u.DeleteList(ctx, u.ana, u.l.ID)
	u.check(err)
	_, err = u.Undo(ctx, u.ana, done.ID)
	u.refuses("undo of a move out of a list that is gone", err, docket.KindConflict)
	u.shows(u.ana, inList(u.other.ID), "open(2): d a")
}

func TestUndoNeedsTheRoleStill(t *testing.T) {
	u := newUndoHouse(t)
	done, err := u.CompleteTask(t.Context(), u.bob, u.a.ID, app.AskSubtasks)
	u.check(err)
	u.sql(`UPDATE list_members SET role = 'viewer' WHERE list_id = ? AND user_id = ?`, u.l.ID, u.bob.ID)
	_, err = u.Undo(t.Context(), u.bob, done.ID)
	u.refuses("undo by who may only look now", err, docket.KindForbidden)
	u.sql(`DELETE FROM list_members WHERE list_id = ? AND user_id = ?`, u.l.ID, u.bob.ID)
	_, err = u.Undo(t.Context(), u.bob, done.ID)
	u.refuses("undo by who was put out", err, docket.KindConflict)
}

func TestUndoOfReorderAfterTheListWasNumberedAnew(t *testing.T) {
	u := newUndoHouse(t)
	ctx := t.Context()
	u.task(u.ana, u.l.ID, "e", "")
	var ids []docket.ID
	for _, task := range u.page(u.ana, inList(u.l.ID)).Groups[0].Tasks {
		ids = append(ids, task.ID)
	}
	// c and e take turns right behind a, until there is no room left and beyond.
	for i := range 70 {
		before := outline(u.page(u.ana, inList(u.l.ID)))
		done, err := u.MoveTask(ctx, u.ana, ids[2+i%2], app.TaskMove{After: string(ids[0])})
		u.check(err)
		if !done.Changed() {
			continue
		}
		if i%3 == 0 {
			_, err = u.Undo(ctx, u.ana, done.ID)
			u.check(err)
			u.shows(u.ana, inList(u.l.ID), before)
			_, err = u.MoveTask(ctx, u.ana, ids[2+i%2], app.TaskMove{After: string(ids[0])})
			u.check(err)
		}
	}
}

func TestUndoOfWhatWasDoneToAList(t *testing.T) {
	u := newUndoHouse(t)
	ctx := t.Context()
	for name, act := range map[string]func() (app.ListChange, error){
		"edit": func() (app.ListChange, error) {
			return u.EditList(ctx, u.ana, u.l.ID, app.ListEdit{Name: str("H"), Color: str("red")})
		},
		"archive": func() (app.ListChange, error) { return u.ArchiveList(ctx, u.ana, u.l.ID) },
		"delete":  func() (app.ListChange, error) { return u.DeleteList(ctx, u.ana, u.l.ID) },
	} {
		before, err := u.List(ctx, u.ana, u.l.ID)
		u.check(err)
		done, err := act()
		u.check(err)
		_, err = u.Undo(ctx, u.bob, done.ID)
		u.refuses(name+" undone by another member", err, docket.KindNotFound)
		_, err = u.Undo(ctx, u.ana, done.ID)
		u.check(err)
		after, err := u.List(ctx, u.ana, u.l.ID)
		u.check(err)
		if d := before.Diff(&after); len(d) > 0 {
			t.Errorf("%s undone leaves %v", name, d)
		}
		_, err = u.Undo(ctx, u.ana, done.ID)
		u.refuses(name+" undone twice", err, docket.KindConflict)
	}
	renamed, err := u.EditList(ctx, u.ana, u.l.ID, app.ListEdit{Name: str("H")})
	u.check(err)
	_, err = u.EditList(ctx, u.ana, u.l.ID, app.ListEdit{Name: str("I")})
	u.check(err)
	_, err = u.Undo(ctx, u.ana, renamed.ID)
	u.refuses("undo of a name changed since", err, docket.KindConflict)
}
