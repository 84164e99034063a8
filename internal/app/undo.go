package app

import (
	"context"
	"fmt"

	"docket/db"
	"docket/internal/docket"
)

// Undone is a change that was taken back.
type Undone struct {
	docket.Entry              // what was undone
	Before, After docket.Task // the task, where it was one's change
}

// Undo takes back what the user did under this id. It refuses, and says so, when
// the same fields were changed since.
func (a *App) Undo(ctx context.Context, me docket.User, id docket.ID) (undone Undone, err error) {
	html, err := a.notesBefore(ctx, me, id)
	if err != nil {
		return undone, err
	}
	err = a.db.Write(ctx, func(tx *db.Tx) error {
		entry, err := tx.Entry(me.ID, id)
		if err != nil {
			return err
		}
		if err := a.undoable(entry); err != nil {
			return err
		}
		undone.Entry = entry
		if entry.Entity == docket.EntityList {
			err = a.undoList(tx, me, entry)
		} else {
			undone.Before, undone.After, err = a.undoTask(tx, me, entry, html)
		}
		if err != nil {
			return err
		}
		return tx.MarkUndone(id, a.now())
	})
	return undone, err
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

// notesBefore renders the notes that undoing a change brings back, ahead of the
// write, which others wait for.
func (a *App) notesBefore(ctx context.Context, me docket.User, id docket.ID) (string, error) {
	notes := ""
	return a.renderFor(ctx, &notes, func(tx *db.ReadTx) error {
		entry, err := tx.Entry(me.ID, id)
		if err != nil {
			return err
		}
		if err := a.undoable(entry); err != nil || entry.Entity != docket.EntityTask {
			return err
		}
		changed, _ := entry.Field(docket.FieldNotes)
		notes = changed.Before
		_, err = a.editable(tx, me, entry.Target)
		return deletedSince(err, entry)
	})
}

func (a *App) undoTask(tx *db.Tx, me docket.User, entry docket.Entry, html string) (before, after docket.Task, err error) {
	if before, err = a.editable(&tx.ReadTx, me, entry.Target); err != nil {
		return before, after, deletedSince(err, entry)
	}
	tx.Change(docket.Change{Name: "task.undo", Lists: []docket.ID{before.ListID}})
	after = before
	if err := revert(entry, before.Value, after.Set); err != nil {
		return before, after, err
	}
	if after.Notes != before.Notes {
		after.NotesHTML = html
	}
	if after.DueTime != "" && after.DueOn == "" {
		return before, after, changedSince(entry) // the one was set or taken away apart from the other
	}
	if moved, err := tx.MovedSince(before, entry); err != nil {
		return before, after, err
	} else if moved {
		return before, after, changedSince(entry)
	}
	if after.ListID != before.ListID {
		if _, err := a.editableList(&tx.ReadTx, me, after.ListID); err != nil {
			return before, after, deletedSince(err, entry)
		}
		tx.Change(docket.Change{Name: "task.undo", Lists: []docket.ID{after.ListID}})
	}
	if _, moved := entry.Field(docket.FieldRank); moved {
		if after.Rank, err = tx.FormerRank(after.ListID, entry, a.now()); err != nil {
			return before, after, err
		}
	}
	saved, err := a.saveTask(tx, me, docket.ActionUndo, before, after)
	return before, saved.After, err
}

func (a *App) undoList(tx *db.Tx, me docket.User, entry docket.Entry) error {
	before, err := a.manageable(&tx.ReadTx, me, entry.Target)
	if err != nil {
		return deletedSince(err, entry)
	}
	tx.Change(docket.Change{Name: "list.undo", Lists: []docket.ID{before.ID}})
	after := before
	if err := revert(entry, before.Value, after.Set); err != nil {
		return err
	}
	_, err = a.saveList(tx, me, docket.ActionUndo, before, after)
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
