package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"docket/db"
	"docket/internal/docket"
)

// NewTask is a task as it was typed.
type NewTask struct {
	ID       string `form:"id"` // as the sender has named it, so that a repeat adds nothing; empty to name it here
	Title    string `form:"title"`
	Notes    string `form:"notes"`
	DueOn    string `form:"due_on"`
	DueTime  string `form:"due_time"`
	Priority string `form:"priority"`
	ListID   string `form:"list_id"` // empty for the Inbox
	Due      string `form:"due"`     // "today" is the user's date where no DueOn was typed
}

// AddTask adds a task at the end of one of the user's lists. One with an ID that
// the user has a task of already is that task.
func (a *App) AddTask(ctx context.Context, me docket.User, in NewTask) (docket.Task, error) {
	t, err := a.newTask(me, in)
	if err != nil {
		return t, suggestInbox(err)
	}
	t.NotesHTML, err = a.renderFor(ctx, &t.Notes, func(tx *db.ReadTx) (err error) {
		if t.ListID == "" {
			if t.ListID, err = tx.InboxID(me.ID); err != nil {
				return err
			}
		}
		_, err = a.editableList(tx, me, t.ListID)
		return orInvalid(err, "list_id", noSuchList)
	})
	if err != nil {
		return t, suggestInbox(err)
	}
	err = a.db.Write(ctx, func(tx *db.Tx) error {
		if in.ID != "" {
			added, err := tx.Task(me.ID, t.ID)
			if err == nil {
				t = added
			}
			if docket.KindOf(err) != docket.KindNotFound {
				return err
			}
		}
		if err := a.moveToList(tx, me, &t, t.ListID); err != nil {
			return err
		}
		if err := tx.AddTask(t, me.ID); err != nil {
			return err
		}
		return a.reschedule(tx, me, docket.Task{}, t)
	})
	return t, suggestInbox(err)
}

// suggestInbox says how to add a task all the same where its list has gone: the form has no field for another list.
func suggestInbox(err error) error {
	if e, ok := errors.AsType[*docket.Error](err); ok && e.Fields["list_id"] == noSuchList {
		return docket.Invalid("list_id", "That list is gone; it may be in the trash. Add the task again and it goes to your Inbox.")
	}
	return err
}

// newTask reads and checks a task as it was typed.
func (a *App) newTask(me docket.User, in NewTask) (docket.Task, error) {
	if in.Due == "today" && in.DueOn == "" {
		in.DueOn = string(me.Today(a.now()))
	}
	edit := TaskEdit{Title: &in.Title, Notes: &in.Notes, DueOn: &in.DueOn, DueTime: &in.DueTime, Priority: &in.Priority}
	if in.ListID != "" {
		edit.ListID = &in.ListID
	}
	values, err := edit.values()
	if err != nil {
		return docket.Task{}, err
	}
	t := docket.Task{Version: 1, CreatedAt: a.now()}
	for f, v := range values {
		if err := t.Set(f, v); err != nil {
			return t, fmt.Errorf("setting %s: %w", f, err)
		}
	}
	if err := dropStrayTime(docket.Task{}, &t); err != nil {
		return t, err
	}
	if in.ID != "" {
		t.ID, err = docket.ParseID(in.ID)
		return t, orInvalid(err, "id", "Docket can’t read this form. Reload the page and try again.")
	}
	if t.ID, err = a.newID(); err != nil {
		return t, fmt.Errorf("making an id: %w", err)
	}
	return t, nil
}

// CompleteTask notes that a task is done.
func (a *App) CompleteTask(ctx context.Context, me docket.User, id docket.ID) (TaskChange, error) {
	return a.changeTask(ctx, me, id, docket.ActionComplete, func(_ *db.Tx, t *docket.Task) error {
		if !t.Done() {
			t.CompletedAt = a.now()
		}
		return nil
	})
}

// ReopenTask makes a completed task one to do again.
func (a *App) ReopenTask(ctx context.Context, me docket.User, id docket.ID) (TaskChange, error) {
	return a.changeTask(ctx, me, id, docket.ActionReopen, func(_ *db.Tx, t *docket.Task) error {
		t.CompletedAt = time.Time{}
		return nil
	})
}

// TaskMove says where a task goes: beside another task, into its list, or last
// into a list.
type TaskMove struct {
	ListID string `form:"list_id"` // empty for the list that the task is in
	Before string `form:"before"`  // a task of that list, or
	After  string `form:"after"`   // one, not both
}

// MoveTask puts a task in another place of its list, or into another list.
func (a *App) MoveTask(ctx context.Context, me docket.User, id docket.ID, to TaskMove) (TaskChange, error) {
	next, before, err := beside(to.Before, to.After, "The task to move it next to is gone. Reload the page and try again.")
	if err != nil {
		return TaskChange{}, err
	}
	if to.ListID != "" {
		if _, err := cleanListID(to.ListID); err != nil {
			return TaskChange{}, err
		}
	}
	action := docket.ActionReorder
	if to.ListID != "" && next == "" {
		action = docket.ActionMove
	}
	return a.changeTask(ctx, me, id, action, func(tx *db.Tx, t *docket.Task) error {
		if to.ListID != "" {
			if docket.ID(to.ListID) != t.ListID {
				if err := a.moveToList(tx, me, t, docket.ID(to.ListID)); err != nil {
					return err
				}
			}
		}
		if next == "" || next == id {
			return nil
		}
		t.Rank, err = tx.RankBeside(t.ListID, next, id, before, a.now())
		return orInvalid(err, "before", "The task to move it next to isn’t in this list any more. Reload the page and try again.")
	})
}

// beside reads the neighbour that a task or list is moved to, if any.
func beside(before, after, sorry string) (next docket.ID, isBefore bool, err error) {
	if before != "" && after != "" {
		return "", false, docket.Invalid("before", "Choose before or after, not both.")
	}
	if before == "" && after == "" {
		return "", false, nil
	}
	field, text := "before", before
	if before == "" {
		field, text = "after", after
	}
	if next, err = docket.ParseID(text); err != nil {
		return "", false, docket.Invalid(field, sorry)
	}
	return next, before != "", nil
}

// DeleteTask puts a task into the trash.
func (a *App) DeleteTask(ctx context.Context, me docket.User, id docket.ID) (TaskChange, error) {
	return a.changeTask(ctx, me, id, docket.ActionDelete, func(_ *db.Tx, t *docket.Task) error {
		t.DeletedAt = a.now()
		return nil
	})
}

// RestoreTask takes a task out of the trash.
func (a *App) RestoreTask(ctx context.Context, me docket.User, id docket.ID) (TaskChange, error) {
	return a.changeTask(ctx, me, id, docket.ActionRestore, func(_ *db.Tx, t *docket.Task) error {
		t.DeletedAt = time.Time{}
		return nil
	})
}

// EmptyTrash removes for good what the user's trash shows. It returns how many
// tasks and lists that were.
func (a *App) EmptyTrash(ctx context.Context, me docket.User) (n int64, err error) {
	err = a.db.Write(ctx, func(tx *db.Tx) error {
		lists, err := tx.ListsWithTrash(me.ID)
		if err != nil || len(lists) == 0 {
			return err
		}
		tx.Change(docket.Change{Name: "trash.empty", Lists: lists})
		n, err = tx.EmptyTrash(me.ID)
		return err
	})
	return n, err
}
