package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"docket/db"
	"docket/internal/docket"
)

// NewTask is a task as it was typed.
type NewTask struct {
	ID       string  `form:"id"`   // as the sender has named it, so that a repeat adds nothing; empty to name it here
	Text     *string `form:"text"` // lines of quick add, in place of a title
	Title    string  `form:"title"`
	Notes    string  `form:"notes"`
	DueOn    string  `form:"due_on"`
	DueTime  string  `form:"due_time"`
	Priority string  `form:"priority"`
	ListID   string  `form:"list_id"` // empty for the one that the user has chosen, or the Inbox
	Due      string  `form:"due"`     // "today" is the user's date where no DueOn was typed

	Repeat     string   `form:"repeat"` // an RRULE, as package repeat reads it
	Labels     []string `form:"labels"`
	SectionID  string   `form:"section_id"`
	ParentID   string   `form:"parent_id"`
	AssigneeID string   `form:"assignee_id"`
}

// AddTask adds a task at the end of one of the user's lists. One with an ID that
// the user has a task of already is that task.
func (a *App) AddTask(ctx context.Context, me docket.User, in NewTask) (docket.Task, error) {
	t, _, err := a.addTask(ctx, me, in)
	return t, err
}

// addTask is AddTask that also returns what undo takes it back by.
func (a *App) addTask(ctx context.Context, me docket.User, in NewTask) (t docket.Task, undo docket.ID, err error) {
	if t, err = a.newTask(me, in); err != nil {
		return t, "", suggestInbox(err)
	}
	t.NotesHTML, err = a.renderFor(ctx, &t.Notes, func(tx *db.ReadTx) (err error) {
		if t.ListID == "" {
			if t.ListID, err = a.listToAddTo(tx, me, t.ParentID); err != nil {
				return err
			}
		}
		_, err = a.editableList(tx, me, t.ListID)
		return orInvalid(err, "list_id", noSuchList)
	})
	if err != nil {
		return t, "", suggestInbox(err)
	}
	err = a.write(ctx, me, func(b *batch) error {
		if in.ID != "" {
			added, err := b.Task(me.ID, t.ID)
			if err == nil {
				t = added
			}
			if docket.KindOf(err) != docket.KindNotFound {
				return err
			}
		}
		t, err = b.addTo(t)
		undo = b.group
		return err
	})
	return t, undo, suggestInbox(err)
}

// addTo stores a new task, last in its list, its section or under its parent.
func (b *batch) addTo(t docket.Task) (docket.Task, error) {
	section, parent, assignee := t.SectionID, t.ParentID, t.AssigneeID
	if err := b.moveToList(&t, t.ListID); err != nil {
		return t, err
	}
	t.SectionID, t.ParentID, t.AssigneeID = section, parent, assignee
	if err := b.place(docket.Task{}, &t); err != nil {
		return t, err
	}
	var err error
	if t.Labels, err = b.spelt(t.Labels); err != nil {
		return t, err
	}
	if err := b.add(t); err != nil {
		return t, err
	}
	return t, b.app.reschedule(b.Tx, b.me, docket.Task{}, t)
}

// listToAddTo is where a task goes that names no list: to its parent's, to the one that
// the user has chosen for it or, where that has gone, to the Inbox.
func (a *App) listToAddTo(tx *db.ReadTx, me docket.User, parent docket.ID) (docket.ID, error) {
	if parent != "" {
		t, err := tx.Task(me.ID, parent)
		return t.ListID, orInvalid(err, "parent_id", noSuchParent)
	}
	if me.AddTo != "" {
		if l, err := a.editableList(tx, me, me.AddTo); err == nil && !l.Archived() {
			return l.ID, nil
		}
	}
	return tx.InboxID(me.ID)
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
	edit := TaskEdit{Title: &in.Title, Notes: &in.Notes, DueOn: &in.DueOn, DueTime: &in.DueTime, Priority: &in.Priority,
		Repeat: &in.Repeat, Labels: in.Labels, SectionID: &in.SectionID, ParentID: &in.ParentID, AssigneeID: &in.AssigneeID}
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
	if err := a.settle(me, docket.Task{}, &t); err != nil {
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

// ReopenTask makes a completed task one to do again.
func (a *App) ReopenTask(ctx context.Context, me docket.User, id docket.ID) (TaskChange, error) {
	return a.changeTask(ctx, me, id, docket.ActionReopen, func(_ *batch, t *docket.Task) error {
		t.CompletedAt = time.Time{}
		if t.Repeat == "" {
			t.OccursOn = "" // its series has gone on without it
		}
		return nil
	})
}

// DeleteTask puts a task into the trash, and its subtasks with it.
func (a *App) DeleteTask(ctx context.Context, me docket.User, id docket.ID) (TaskChange, error) {
	return a.changeTask(ctx, me, id, docket.ActionDelete, func(b *batch, t *docket.Task) error {
		return b.setDeleted(t, a.now())
	})
}

// RestoreTask takes a task out of the trash with the subtasks that went there with it.
// Where its parent stays in there, it stands by itself.
func (a *App) RestoreTask(ctx context.Context, me docket.User, id docket.ID) (TaskChange, error) {
	return a.changeTask(ctx, me, id, docket.ActionRestore, func(b *batch, t *docket.Task) error {
		if t.ParentID != "" {
			parent, err := b.Task(me.ID, t.ParentID)
			if err != nil {
				return err
			}
			if parent.Deleted() {
				t.ParentID = ""
			}
		}
		return b.setDeleted(t, time.Time{})
	})
}

// setDeleted puts a task into the trash or takes it out of there, with those below it
// that are where it was.
func (b *batch) setDeleted(t *docket.Task, at time.Time) error {
	under, err := b.Subtasks(t.ID)
	if err != nil {
		return err
	}
	action := docket.ActionDelete
	if at.IsZero() {
		action = docket.ActionRestore
	}
	for _, s := range slices.Backward(under) { // undo puts them back after what they are under
		if !s.DeletedAt.Equal(t.DeletedAt) {
			continue
		}
		after := s
		after.DeletedAt = at
		if _, err := b.save(action, s, after); err != nil {
			return err
		}
	}
	t.DeletedAt = at
	return nil
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
