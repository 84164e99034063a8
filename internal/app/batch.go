package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/rank"
)

// batch is one write of a user's: what is changed in it is undone together.
type batch struct {
	*db.Tx
	app   *App
	me    docket.User
	group docket.ID // the first change; empty before it
	known []string  // the labels that the user's tasks bear; nil until they are asked for
}

// write runs fn in one transaction.
func (a *App) write(ctx context.Context, me docket.User, fn func(*batch) error) error {
	return a.db.Write(ctx, func(tx *db.Tx) error { return fn(&batch{Tx: tx, app: a, me: me}) })
}

// save stores a task that was changed and what was changed of it. Where nothing was, it
// writes nothing.
func (b *batch) save(action docket.Action, before, after docket.Task) (TaskChange, error) {
	// Rows may have been re-ranked since it was read, itself among them.
	now, err := b.Task(b.me.ID, before.ID)
	if err != nil {
		return TaskChange{}, err
	}
	if after.Rank == before.Rank && after.ListID == before.ListID && !placed(action) {
		after.Rank = now.Rank
	}
	before.Rank = now.Rank
	change := TaskChange{Before: before, After: after}
	fields := before.Diff(&after)
	if len(fields) == 0 {
		return change, nil
	}
	entry := docket.Entry{Action: action, Entity: docket.EntityTask, Target: after.ID, Title: after.Title, Fields: fields}
	if _, moved := entry.Field(docket.FieldRank); moved && action != docket.ActionUndo { // which is not itself undone
		if entry.Above, entry.Below, err = b.Neighbours(before); err != nil {
			return change, err
		}
	}
	if err := b.UpdateTask(after); err != nil {
		return change, err
	}
	if _, relabelled := entry.Field(docket.FieldLabels); relabelled {
		if err := b.SetLabels(after); err != nil {
			return change, err
		}
	}
	after.Version++
	change.After = after
	if err := b.app.reschedule(b.Tx, b.me, before, after); err != nil {
		return change, err
	}
	if after.ListID != before.ListID {
		to, err := b.List(b.me.ID, after.ListID)
		if err != nil {
			return change, err
		}
		change.MovedTo = to.Name
	}
	change.Entry, err = b.record(entry, after.Version)
	return change, err
}

// placed reports whether an action says where a task goes: its rank is meant then, even
// where it is the one that it had.
func placed(action docket.Action) bool {
	switch action {
	case docket.ActionMove, docket.ActionReorder, docket.ActionIndent, docket.ActionOutdent, docket.ActionUndo:
		return true
	}
	return false
}

// add stores a new task.
func (b *batch) add(t docket.Task) error {
	if err := b.AddTask(t, b.me.ID); err != nil {
		return err
	}
	_, err := b.record(docket.Entry{Action: docket.ActionAdd, Entity: docket.EntityTask, Target: t.ID, Title: t.Title}, 1)
	return err
}

// record keeps what was changed, for undo and for merging forms.
func (b *batch) record(entry docket.Entry, version int64) (docket.Entry, error) {
	id, err := b.app.newID()
	if err != nil {
		return entry, fmt.Errorf("making an id: %w", err)
	}
	b.group = cmp.Or(b.group, id)
	entry.ID, entry.Group, entry.UserID, entry.MadeAt = id, b.group, b.me.ID, b.app.now()
	return entry, b.AddEntry(entry, version)
}

// carry takes the subtasks of a task along into another list or section, the deepest
// first: undo puts them back after what they are under.
func (b *batch) carry(before, after docket.Task) error {
	if before.ListID == after.ListID && before.SectionID == after.SectionID {
		return nil
	}
	under, err := b.Subtasks(after.ID)
	if err != nil || len(under) == 0 {
		return err
	}
	ranks, err := rank.Spread(after.Rank, "", len(under))
	if err != nil {
		return fmt.Errorf("ranking subtasks: %w", err)
	}
	for i, t := range slices.Backward(under) {
		moved := t
		moved.ListID, moved.SectionID = after.ListID, after.SectionID
		if t.ListID != after.ListID {
			moved.Rank = ranks[i]
			if moved.AssigneeID, err = b.memberOr(after.ListID, t.AssigneeID); err != nil {
				return err
			}
		}
		if _, err := b.save(docket.ActionMove, t, moved); err != nil {
			return err
		}
	}
	return nil
}

// place checks the section, the parent and the assignee that a task was given. A subtask
// is in the section of its parent.
func (b *batch) place(was docket.Task, t *docket.Task) error {
	if t.AssigneeID != was.AssigneeID && t.AssigneeID != "" {
		if _, err := b.List(t.AssigneeID, t.ListID); err != nil {
			return orInvalid(err, "assignee_id", noSuchMember)
		}
	}
	if t.SectionID != was.SectionID && t.ParentID == was.ParentID {
		t.ParentID = "" // it leaves its parent's section by itself
	}
	if t.ParentID != "" && t.ParentID != was.ParentID {
		return b.under(t)
	}
	return b.inSection(was, t)
}

// inSection checks the section that a task was given.
func (b *batch) inSection(was docket.Task, t *docket.Task) error {
	if t.SectionID == "" || t.SectionID == was.SectionID && t.ListID == was.ListID {
		return nil
	}
	s, err := b.Section(b.me.ID, t.SectionID)
	if err == nil && (s.ListID != t.ListID || s.Deleted()) {
		err = docket.NotFound()
	}
	return orInvalid(err, "section_id", noSuchSection)
}

// under checks that a task can be a subtask of its parent: one of its list that is not
// in the trash, and neither the task itself nor below it.
func (b *batch) under(t *docket.Task) error {
	parent, err := b.Task(b.me.ID, t.ParentID)
	if err == nil && (parent.ListID != t.ListID || parent.Deleted()) {
		err = docket.NotFound()
	}
	if err != nil {
		return orInvalid(err, "parent_id", noSuchParent)
	}
	depth, above, err := depthUnder(&b.ReadTx, t.ID, parent.ID)
	if err != nil {
		return err
	}
	if slices.Contains(above, t.ID) {
		return docket.Invalid("parent_id", "A task can’t be put under itself. Choose another one.")
	}
	if depth > docket.MaxDepth {
		return docket.Invalid("parent_id", "Subtasks go two levels deep. Choose a task further up.")
	}
	t.SectionID = parent.SectionID
	return nil
}

// depthUnder returns how deep a task and all below it would go under a parent, and what
// would be above them, the parent first.
func depthUnder(tx *db.ReadTx, task, parent docket.ID) (depth int, above []docket.ID, err error) {
	above, err = tx.Ancestors(parent)
	if err != nil {
		return 0, nil, err
	}
	above = append([]docket.ID{parent}, above...)
	height, err := tx.Height(task)
	return len(above) + height, above, err
}
