package app

import (
	"context"
	"fmt"
	"strconv"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/markdown"
)

// NotesCheck is a box of a task's notes that was ticked, as it was sent.
type NotesCheck struct {
	Version string `form:"version"` // the version that the page showed; empty for the latest
	Line    string `form:"line"`    // of the notes that it showed; the first is 1
	Checked string `form:"checked"` // "true" or "false"; empty, as of a checkbox, for "false"
}

// noSuchBox is what is said of a box that is not in the notes.
const noSuchBox = "That box isn’t in the notes any more. Reload the page to see them as they are."

// values reads what was sent.
func (in NotesCheck) values() (line int, checked bool, err error) {
	line, err = strconv.Atoi(in.Line)
	if err != nil || line < 1 {
		return 0, false, &docket.Error{Kind: docket.KindInvalid, Message: noSuchBox}
	}
	switch in.Checked {
	case "true":
		return line, true, nil
	case "false", "":
		return line, false, nil
	}
	return 0, false, &docket.Error{Kind: docket.KindInvalid, Message: unreadableForm}
}

// checkedNotes is what becomes of a task's notes when a box of them is checked.
type checkedNotes struct {
	version     int64 // of the task that they were
	notes, html string
	err         error // why nothing does
}

// CheckNotes checks one box of a task's notes, or unchecks it, and leaves the rest of them as it is.
// Where others have changed the notes since, and more of them than boxes, the answer is an
// EditConflict.
func (a *App) CheckNotes(ctx context.Context, me docket.User, id docket.ID, in NotesCheck) (TaskChange, error) {
	line, checked, err := in.values()
	if err != nil {
		return TaskChange{}, err
	}
	var t docket.Task
	var shown string
	err = a.db.Read(ctx, func(tx *db.ReadTx) (err error) {
		if t, err = a.editable(tx, me, id); err != nil {
			return err
		}
		shown, err = shownNotes(tx, in.Version, t)
		return err
	})
	if err != nil {
		return TaskChange{}, err
	}
	// Before the write, which others wait for.
	next := a.checkNotes(t, shown, line, checked)
	return a.changeTask(ctx, me, id, docket.ActionEdit, func(b *batch, t *docket.Task) error {
		if t.Version != next.version {
			shown, err := shownNotes(&b.ReadTx, in.Version, *t)
			if err != nil {
				return err
			}
			next = a.checkNotes(*t, shown, line, checked)
		}
		t.Notes, t.NotesHTML = next.notes, next.html
		return next.err
	})
}

// checkNotes checks a box of the notes of t, where a page showed those given.
func (a *App) checkNotes(t docket.Task, shown string, line int, checked bool) checkedNotes {
	next := checkedNotes{version: t.Version, notes: t.Notes, html: t.NotesHTML}
	wanted, ok := a.notes.Check(shown, line, checked)
	switch {
	case !ok:
		next.err = &docket.Error{Kind: docket.KindInvalid, Message: noSuchBox}
		return next
	case shown != t.Notes && !a.notes.SameButBoxes(shown, t.Notes):
		next.err = &EditConflict{Task: t, Yours: map[docket.Field]string{docket.FieldNotes: wanted}}
		return next
	case shown != t.Notes:
		wanted, _ = a.notes.Check(t.Notes, line, checked)
	}
	if wanted == t.Notes {
		return next
	}
	next.notes = wanted
	if next.html, next.err = a.notes.HTML(wanted); next.err != nil {
		next.err = fmt.Errorf("rendering notes: %w", next.err)
	}
	return next
}

// shownNotes returns the notes of t as a form of this version shows them.
func shownNotes(tx *db.ReadTx, formVersion string, t docket.Task) (string, error) {
	before, forgotten, err := shownSince(tx, t.ID, formVersion, t.Version)
	if err != nil {
		return "", err
	}
	if forgotten {
		return "", &docket.Error{Kind: docket.KindConflict, Message: "These notes have changed since this page was loaded. Reload it and tick the box again."}
	}
	if notes, changed := before[docket.FieldNotes]; changed {
		return notes, nil
	}
	return t.Notes, nil
}

// PreviewNotes returns a task's notes rendered as they would be shown, for somebody who may change
// them. Nothing is stored.
func (a *App) PreviewNotes(ctx context.Context, me docket.User, id docket.ID, notes string) (string, error) {
	err := a.db.Read(ctx, func(tx *db.ReadTx) error {
		_, err := a.editable(tx, me, id)
		return err
	})
	if err != nil {
		return "", err
	}
	if notes, err = docket.CleanNotes(notes); err != nil {
		return "", err
	}
	html, err := a.notes.HTML(notes)
	if err != nil {
		return "", fmt.Errorf("rendering notes: %w", err)
	}
	return html, nil
}

// currentNotes renders notes again that a Docket of before rendered whose boxes could not be used.
func (a *App) currentNotes(t *docket.Task) error {
	if !markdown.Outdated(t.NotesHTML) {
		return nil
	}
	html, err := a.notes.HTML(t.Notes)
	if err != nil {
		return fmt.Errorf("rendering notes: %w", err)
	}
	t.NotesHTML = html
	return nil
}
