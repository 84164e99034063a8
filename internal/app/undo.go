package app

import (
	"context"
	"fmt"

	"docket/db"
	"docket/internal/docket"
)

// Undone is a change that was taken back.
type Undone struct {
	docket.Done               // what was undone
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
		done, err := tx.Done(me.ID, id)
		if err != nil {
			return err
		}
		if err := a.undoable(done); err != nil {
			return err
		}
		undone.Done = done
		if done.Thing == docket.ThingList {
			err = a.undoList(tx, me, done)
		} else {
			undone.Before, undone.After, err = a.undoTask(tx, me, done, html)
		}
		if err != nil {
			return err
		}
		return tx.SetUndone(id, a.now())
	})
	return undone, err
}

func (a *App) undoable(done docket.Done) error {
	switch {
	case done.Undone:
		return &docket.Error{Kind: docket.KindConflict, Message: "This was undone already."}
	case done.Action == docket.ActionUndo || a.now().Sub(done.MadeAt) > docket.UndoFor:
		return &docket.Error{Kind: docket.KindConflict, Message: "This was too long ago to undo."}
	}
	return nil
}

// notesBefore renders the notes that undoing a change brings back, ahead of the
// write, which others wait for.
func (a *App) notesBefore(ctx context.Context, me docket.User, id docket.ID) (string, error) {
	notes := ""
	return a.renderFor(ctx, &notes, func(tx *db.ReadTx) error {
		done, err := tx.Done(me.ID, id)
		if err != nil {
			return err
		}
		if err := a.undoable(done); err != nil || done.Thing != docket.ThingTask {
			return err
		}
		for _, f := range done.Fields {
			if f.Field == docket.FieldNotes {
				notes = f.Before
			}
		}
		_, err = a.editable(tx, me, done.Target)
		return goneSince(err, done)
	})
}

func (a *App) undoTask(tx *db.Tx, me docket.User, done docket.Done, html string) (before, after docket.Task, err error) {
	if before, err = a.editable(&tx.ReadTx, me, done.Target); err != nil {
		return before, after, goneSince(err, done)
	}
	if err := tx.Change(docket.Change{Name: "task.undo", Lists: []docket.ID{before.ListID}}); err != nil {
		return before, after, err
	}
	after = before
	if err := takeBack(done, before.Value, after.Set); err != nil {
		return before, after, err
	}
	if after.Notes != before.Notes {
		after.NotesHTML = html
	}
	if after.DueTime != "" && after.DueOn == "" {
		return before, after, changedSince(done) // the one was set or taken away apart from the other
	}
	if moved, err := tx.MovedSince(before, done); err != nil {
		return before, after, err
	} else if moved {
		return before, after, changedSince(done)
	}
	if after.ListID != before.ListID {
		if _, err := a.editableList(&tx.ReadTx, me, after.ListID); err != nil {
			return before, after, goneSince(err, done)
		}
		if err := tx.Change(docket.Change{Name: "task.undo", Lists: []docket.ID{after.ListID}}); err != nil {
			return before, after, err
		}
	}
	if _, moved := done.Field(docket.FieldRank); moved {
		if after.Rank, err = tx.RankBack(after.ListID, done, a.now()); err != nil {
			return before, after, err
		}
	}
	saved, err := a.saveTask(tx, me, docket.ActionUndo, before, after)
	return before, saved.After, err
}

func (a *App) undoList(tx *db.Tx, me docket.User, done docket.Done) error {
	before, err := a.manageable(&tx.ReadTx, me, done.Target)
	if err != nil {
		return goneSince(err, done)
	}
	if err := tx.Change(docket.Change{Name: "list.undo", Lists: []docket.ID{before.ID}}); err != nil {
		return err
	}
	after := before
	if err := takeBack(done, before.Value, after.Set); err != nil {
		return err
	}
	_, err = a.saveList(tx, me, docket.ActionUndo, before, after)
	return err
}

// takeBack sets each field of a change to what it was, unless one is no longer
// what the change made it. A rank can change with nothing moved, so its caller looks.
func takeBack(done docket.Done, value func(docket.Field) string, set func(docket.Field, string) error) error {
	for _, f := range done.Fields {
		if f.Field != docket.FieldRank && value(f.Field) != f.After {
			return changedSince(done)
		}
		if err := set(f.Field, f.Before); err != nil {
			return fmt.Errorf("undoing a change of %s: %w", f.Field, err)
		}
	}
	return nil
}

func changedSince(done docket.Done) error {
	return &docket.Error{Kind: docket.KindConflict,
		Message: fmt.Sprintf("“%s” was changed again since, so this was not undone.", done.Title)}
}

// goneSince tells the one who did it that the thing is no longer there to undo.
func goneSince(err error, done docket.Done) error {
	if docket.KindOf(err) != docket.KindNotFound {
		return err
	}
	return &docket.Error{Kind: docket.KindConflict, Err: err,
		Message: fmt.Sprintf("“%s” or its list has been deleted since, so this was not undone.", done.Title)}
}
