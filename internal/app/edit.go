package app

import (
	"cmp"
	"context"
	"fmt"
	"strconv"

	"docket/db"
	"docket/internal/docket"
)

// TaskChange is a change made to a task: the task as it was and as it is.
type TaskChange struct {
	docket.Entry
	Before, After docket.Task
	MovedTo       string      // the name of the list that the task has come to; empty where it has stayed
	ComesOn       docket.Date // when a task that repeats comes again; empty where it was not done or skipped, or ends
}

// Changed reports whether anything was changed. Completing what is completed, for
// one, changes nothing and needs no undo.
func (d TaskChange) Changed() bool { return d.ID != "" }

// changeTask lets edit change a task that the user may edit, and keeps what was
// changed for undo.
func (a *App) changeTask(ctx context.Context, me docket.User, id docket.ID, action docket.Action,
	edit func(b *batch, t *docket.Task) error) (TaskChange, error) {
	var change TaskChange
	err := a.write(ctx, me, func(b *batch) (err error) {
		t, err := a.editable(&b.ReadTx, me, id)
		if err != nil {
			return err
		}
		if t.Deleted() && action != docket.ActionRestore {
			return &docket.Error{Kind: docket.KindConflict, Message: fmt.Sprintf("“%s” is in the trash. Restore it first.", t.Title)}
		}
		b.Change(docket.Change{Name: "task." + string(action), Lists: []docket.ID{t.ListID}})
		after := t
		if err := edit(b, &after); err != nil {
			return err
		}
		if err := b.carry(t, after); err != nil {
			return err
		}
		change, err = b.save(action, t, after)
		return err
	})
	change.Group = cmp.Or(change.Group, change.ID)
	return change, err
}

// editable returns a task of a list that the user may edit, also from the trash.
func (a *App) editable(tx *db.ReadTx, me docket.User, id docket.ID) (docket.Task, error) {
	t, err := tx.Task(me.ID, id)
	if err != nil {
		return t, err
	}
	_, err = a.editableList(tx, me, t.ListID)
	return t, err
}

// editableList returns a list whose tasks the user may change.
func (a *App) editableList(tx *db.ReadTx, me docket.User, id docket.ID) (docket.List, error) {
	l, err := tx.List(me.ID, id)
	if err != nil {
		return l, err
	}
	if l.Deleted() {
		return l, docket.NotFound()
	}
	if !l.Role.CanEdit() {
		return l, docket.Forbidden()
	}
	return l, nil
}

// moveToList puts a task last in a list that the user chose, in none of its sections and
// under no task. One that is not there for them is Invalid, as it came from a form.
func (b *batch) moveToList(t *docket.Task, list docket.ID) error {
	if _, err := b.app.editableList(&b.ReadTx, b.me, list); err != nil {
		return orInvalid(err, "list_id", noSuchList)
	}
	b.Change(docket.Change{Name: "task.list", Lists: []docket.ID{list}})
	t.ListID, t.SectionID, t.ParentID = list, "", ""
	var err error
	if t.AssigneeID, err = b.memberOr(list, t.AssigneeID); err != nil {
		return err
	}
	t.Rank, err = b.LastRank(list)
	return err
}

// memberOr returns the user's id where they are in the list, and none where they are not.
func (b *batch) memberOr(list, user docket.ID) (docket.ID, error) {
	if user == "" {
		return "", nil
	}
	_, err := b.List(user, list)
	if docket.KindOf(err) == docket.KindNotFound {
		return "", nil
	}
	return user, err
}

// TaskEdit is a form's new values for some fields of a task, as they were typed;
// nil leaves a field alone.
type TaskEdit struct {
	Version  string  `form:"version"` // the version that the form showed; empty for the latest
	Title    *string `form:"title"`
	Notes    *string `form:"notes"`
	DueOn    *string `form:"due_on"`
	DueTime  *string `form:"due_time"`
	Priority *string `form:"priority"`
	ListID   *string `form:"list_id"`

	Repeat     *string  `form:"repeat"` // an RRULE, as package repeat reads it
	Labels     []string `form:"labels"` // all of them; one empty text for none
	AddLabel   string   `form:"add_label"`
	DropLabel  string   `form:"remove_label"`
	SectionID  *string  `form:"section_id"`
	ParentID   *string  `form:"parent_id"`
	AssigneeID *string  `form:"assignee_id"`

	// What the form of a repeat says beside the rule, each nil where it has no such field.
	RepeatText  *string `form:"repeat_text"`  // the rule in words, in place of the other
	RepeatFrom  *string `form:"repeat_from"`  // "due" or "completion"
	RepeatUntil *string `form:"repeat_until"` // its last day, if any
	RepeatCount *string `form:"repeat_count"` // how often it is still to be done, if that is known
}

// EditConflict is the answer to an edit of a field that was changed to another
// value since the form was made. Nothing was saved.
type EditConflict struct {
	Task  docket.Task             // as it is now
	Yours map[docket.Field]string // the fields in conflict, as the form has them
	Mine  map[docket.Field]string // the form's other changes, which no one is in the way of
}

// Error implements error.
func (c *EditConflict) Error() string { return c.Unwrap().Error() }

// Unwrap returns the error's kind and words.
func (c *EditConflict) Unwrap() error {
	return &docket.Error{Kind: docket.KindConflict, Message: "This task changed while you were editing. Choose what to keep."}
}

// EditTask gives a task new values. A field that others changed since the form's
// version keeps their value where the form did not touch it; where it did, the
// answer is an EditConflict.
func (a *App) EditTask(ctx context.Context, me docket.User, id docket.ID, in TaskEdit) (TaskChange, error) {
	if err := a.inWords(me, &in); err != nil {
		return TaskChange{}, err
	}
	wanted, err := in.values()
	if err != nil {
		return TaskChange{}, err
	}
	notes := wanted[docket.FieldNotes]
	html, err := a.renderFor(ctx, &notes, func(tx *db.ReadTx) error {
		_, err := a.editable(tx, me, id)
		return err
	})
	if err != nil {
		return TaskChange{}, err
	}
	return a.changeTask(ctx, me, id, docket.ActionEdit, func(b *batch, t *docket.Task) error {
		was := *t
		if err := b.spell(wanted); err != nil {
			return err
		}
		mine, yours, err := a.merge(b.Tx, id, in.Version, t.Version, wanted, t.Value)
		if err != nil {
			return err
		}
		if len(yours) > 0 {
			return &EditConflict{Task: was, Yours: yours, Mine: mine}
		}
		if list, ok := mine[docket.FieldListID]; ok {
			if err := b.moveToList(t, docket.ID(list)); err != nil {
				return err
			}
			delete(mine, docket.FieldListID)
		}
		if err := b.relabelOne(t, in.AddLabel, in.DropLabel); err != nil {
			return err
		}
		for f, v := range mine {
			if err := t.Set(f, v); err != nil {
				return fmt.Errorf("setting %s: %w", f, err)
			}
			if f == docket.FieldNotes {
				t.NotesHTML = html
			}
		}
		if err := b.place(was, t); err != nil {
			return err
		}
		if t.ListID == was.ListID && (t.SectionID != was.SectionID || t.ParentID != was.ParentID) {
			if t.Rank, err = b.LastRank(t.ListID); err != nil {
				return err
			}
		}
		return a.settle(b.me, was, t)
	})
}

// renderFor renders notes once check, which may set them, finds that the user may
// change them. It comes before the write, which others wait for and which checks
// again.
func (a *App) renderFor(ctx context.Context, notes *string, check func(*db.ReadTx) error) (string, error) {
	if err := a.db.Read(ctx, check); err != nil || *notes == "" {
		return "", err
	}
	html, err := a.notes.HTML(*notes)
	if err != nil {
		return "", fmt.Errorf("rendering notes: %w", err)
	}
	return html, nil
}

// merge sorts the wanted values of a task or list into those to set and those that
// others have changed to something else since the form's version.
func (a *App) merge(tx *db.Tx, target docket.ID, formVersion string, latest int64,
	wanted map[docket.Field]string, current func(docket.Field) string) (set, conflicts map[docket.Field]string, err error) {
	shown, forgotten, err := shownSince(&tx.ReadTx, target, formVersion, latest)
	if err != nil {
		return nil, nil, err
	}
	set, conflicts = make(map[docket.Field]string), make(map[docket.Field]string)
	for f, v := range wanted {
		old, changed := shown[f]
		switch now := current(f); {
		case v == now || changed && v == old && !forgotten:
			// nothing to do, or the form did not touch it
		case forgotten || changed && now != old:
			conflicts[f] = v
		default:
			set[f] = v
		}
	}
	return set, conflicts, nil
}

// unreadableForm is what is said of a form that no page of Docket has sent.
const unreadableForm = "Docket can’t read this form. Reload the page and try again."

// shownSince returns what a form of this version shows of the fields of a task or list that have changed
// since, and whether too much is forgotten to tell.
func shownSince(tx *db.ReadTx, target docket.ID, formVersion string, latest int64) (shown map[docket.Field]string, forgotten bool, err error) {
	version := latest
	if formVersion != "" {
		if version, err = strconv.ParseInt(formVersion, 10, 64); err != nil || version < 1 || version > latest {
			return nil, false, &docket.Error{Kind: docket.KindInvalid, Message: unreadableForm}
		}
	}
	since, err := tx.ChangesSince(target, version)
	if err != nil {
		return nil, false, err
	}
	known, err := tx.CountChangesSince(target, version)
	if err != nil {
		return nil, false, err
	}
	shown = make(map[docket.Field]string)
	for _, c := range since {
		if _, ok := shown[c.Field]; !ok {
			shown[c.Field] = c.Before
		}
	}
	return shown, known < latest-version, nil
}
