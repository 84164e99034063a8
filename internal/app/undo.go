package app

import (
	"cmp"
	"context"
	"fmt"

	"docket/db"
	"docket/internal/docket"
)

// Undone is a change that was taken back.
type Undone struct {
	docket.Entry              // what was undone, or the last of what was undone together
	Before, After docket.Task // the task, where it was one's change and the task is still there
	Count         int         // how many tasks, lists and sections it was
}

// Undo takes back what the user did under this id, and what was done with it. It
// refuses all of it, and says so, when any of the same fields were changed since.
func (a *App) Undo(ctx context.Context, me docket.User, id docket.ID) (undone Undone, err error) {
	html, err := a.notesBefore(ctx, me, id)
	if err != nil {
		return undone, err
	}
	err = a.write(ctx, me, func(b *batch) error {
		entries, err := b.Entries(me.ID, id)
		if err != nil {
			return err
		}
		touched := make(map[docket.ID]bool)
		for _, entry := range entries {
			if err := a.undoable(entry); err != nil {
				return err
			}
			before, after, err := b.undo(entry, html[entry.ID])
			if err != nil {
				return err
			}
			if entry.Entity == docket.EntityLabel {
				continue // which went with its tasks
			}
			if len(touched) == 0 { // what the person did comes last, after what went with it
				undone = Undone{Entry: entry, Before: before, After: after}
			}
			touched[entry.Target] = true
		}
		undone.Count = len(touched)
		return b.MarkUndone(entries[0].Group, a.now())
	})
	return undone, err
}

func (b *batch) undo(entry docket.Entry, html string) (before, after docket.Task, err error) {
	switch {
	case entry.Entity == docket.EntityList:
		return before, after, b.undoList(entry)
	case entry.Entity == docket.EntitySection:
		return before, after, b.undoSection(entry)
	case entry.Entity == docket.EntityLabel:
		return before, after, b.undoPins(entry)
	case entry.Action == docket.ActionAdd:
		return before, after, b.unadd(entry)
	}
	return b.undoTask(entry, html)
}

// unadd removes a task that was added, where nothing has become of it since.
func (b *batch) unadd(entry docket.Entry) error {
	t, err := b.app.editable(&b.ReadTx, b.me, entry.Target)
	if err != nil {
		return deletedSince(err, entry)
	}
	b.Change(docket.Change{Name: "task.unadd", Lists: []docket.ID{t.ListID}})
	under, err := b.Subtasks(t.ID)
	if err != nil {
		return err
	}
	if t.Version > 1 || len(under) > 0 {
		return changedSince(entry)
	}
	gone := t
	gone.DeletedAt = b.app.now()
	if err := b.app.reschedule(b.Tx, b.me, t, gone); err != nil {
		return err
	}
	return b.RemoveTask(t.ID)
}

func (a *App) undoable(entry docket.Entry) error {
	switch {
	case entry.Undone:
		return &docket.Error{Kind: docket.KindConflict, Message: "That’s already been undone."}
	case entry.Action == docket.ActionUndo || a.now().Sub(entry.MadeAt) > docket.UndoFor:
		return &docket.Error{Kind: docket.KindConflict, Message: "That was too long ago to undo."}
	}
	return nil
}

// notesBefore renders the notes that undoing changes brings back, ahead of the write,
// which others wait for. They are by the changes' ids.
func (a *App) notesBefore(ctx context.Context, me docket.User, id docket.ID) (map[docket.ID]string, error) {
	entries, err := read(ctx, a, func(tx *db.ReadTx) ([]docket.Entry, error) {
		entries, err := tx.Entries(me.ID, id)
		if err != nil {
			return nil, err
		}
		return entries, a.undoable(entries[0])
	})
	if err != nil {
		return nil, err
	}
	html := make(map[docket.ID]string)
	for _, entry := range entries {
		changed, ok := entry.Field(docket.FieldNotes)
		if !ok || entry.Entity != docket.EntityTask {
			continue
		}
		html[entry.ID], err = a.renderFor(ctx, &changed.Before, func(tx *db.ReadTx) error {
			_, err := a.editable(tx, me, entry.Target)
			return deletedSince(err, entry)
		})
		if err != nil {
			return nil, err
		}
	}
	return html, nil
}

func (b *batch) undoTask(entry docket.Entry, html string) (before, after docket.Task, err error) {
	if before, err = b.app.editable(&b.ReadTx, b.me, entry.Target); err != nil {
		return before, after, deletedSince(err, entry)
	}
	b.Change(docket.Change{Name: "task.undo", Lists: []docket.ID{before.ListID}})
	after = before
	if err := revert(entry, before.Value, after.Set); err != nil {
		return before, after, err
	}
	if after.Notes != before.Notes {
		after.NotesHTML = html
	}
	if after.DueOn == "" && after.DueTime+docket.Clock(after.Repeat) != "" {
		return before, after, changedSince(entry) // the one was set or taken away apart from the other
	}
	if moved, err := b.MovedSince(before, entry); err != nil {
		return before, after, err
	} else if moved {
		return before, after, changedSince(entry)
	}
	if after.ListID != before.ListID {
		if _, err := b.app.editableList(&b.ReadTx, b.me, after.ListID); err != nil {
			return before, after, deletedSince(err, entry)
		}
		b.Change(docket.Change{Name: "task.undo", Lists: []docket.ID{after.ListID}})
	}
	if err := b.placeAgain(entry, before, after); err != nil {
		return before, after, err
	}
	if _, moved := entry.Field(docket.FieldRank); moved {
		if after.Rank, err = b.FormerRank(after.ListID, entry, b.app.now()); err != nil {
			return before, after, err
		}
	}
	saved, err := b.save(docket.ActionUndo, before, after)
	return before, saved.After, err
}

// placeAgain checks that the section and the parent that a task had still take it. What
// goes back into the trash may be under what is there.
func (b *batch) placeAgain(entry docket.Entry, before, after docket.Task) error {
	if after.AssigneeID != before.AssigneeID || after.ListID != before.ListID {
		if who, err := b.memberOr(after.ListID, after.AssigneeID); err != nil || who != after.AssigneeID {
			return cmp.Or(err, changedSince(entry)) // they have left the list
		}
	}
	err := b.inSection(before, &after)
	if err == nil && after.ParentID != "" {
		err = b.underAgain(before, after)
	}
	if kind := docket.KindOf(err); err != nil && (kind == docket.KindInvalid || kind == docket.KindNotFound) {
		return changedSince(entry)
	}
	return err
}

func (b *batch) underAgain(before, after docket.Task) error {
	parent, err := b.Task(b.me.ID, after.ParentID)
	if err != nil || after.Deleted() && parent.Deleted() {
		return err
	}
	if parent.ListID != after.ListID || parent.SectionID != after.SectionID || parent.Deleted() {
		return docket.NotFound()
	}
	if after.ParentID == before.ParentID {
		return nil
	}
	return b.under(&after)
}

func (b *batch) undoList(entry docket.Entry) error {
	before, err := b.app.manageable(&b.ReadTx, b.me, entry.Target)
	if err != nil {
		return deletedSince(err, entry)
	}
	b.Change(docket.Change{Name: "list.undo", Lists: []docket.ID{before.ID}})
	after := before
	if err := revert(entry, before.Value, after.Set); err != nil {
		return err
	}
	_, err = b.saveList(docket.ActionUndo, before, after)
	return err
}

// revert sets each field of a change to what it was, unless one is no longer
// what the change made it. A rank can change with nothing moved, so its caller looks.
func revert(entry docket.Entry, value func(docket.Field) string, set func(docket.Field, string) error) error {
	for _, f := range entry.Fields {
		if f.Field != docket.FieldRank && value(f.Field) != f.After {
			return changedSince(entry)
		}
		if err := set(f.Field, f.Before); err != nil {
			return fmt.Errorf("undoing a change of %s: %w", f.Field, err)
		}
	}
	return nil
}

func changedSince(entry docket.Entry) error {
	return &docket.Error{Kind: docket.KindConflict,
		Message: fmt.Sprintf("“%s” has changed since then, so this wasn’t undone.", entry.Title)}
}

// deletedSince makes NotFound a Conflict: what was changed is no longer there to undo.
func deletedSince(err error, entry docket.Entry) error {
	if docket.KindOf(err) != docket.KindNotFound {
		return err
	}
	return &docket.Error{Kind: docket.KindConflict, Err: err,
		Message: fmt.Sprintf("“%s” or its list has been deleted since then, so this wasn’t undone.", entry.Title)}
}
