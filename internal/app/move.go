package app

import (
	"context"
	"fmt"

	"docket/internal/docket"
)

// TaskMove says where a task goes: beside another task, into its list, or last
// into a list, a section or under a task.
type TaskMove struct {
	ListID    string  `form:"list_id"`    // empty for the list that the task is in
	SectionID *string `form:"section_id"` // of that list; empty for none
	ParentID  *string `form:"parent_id"`  // a task of that list; empty for none
	Before    string  `form:"before"`     // a task of that list, or
	After     string  `form:"after"`      // one, not both; whose section and parent it gets where none is named
	DueOn     *string `form:"due_on"`     // the day that it is moved to
}

// MoveTask puts a task in another place of its list, or into another list.
func (a *App) MoveTask(ctx context.Context, me docket.User, id docket.ID, to TaskMove) (TaskChange, error) {
	next, before, err := beside(to.Before, to.After, "The task to move it next to is gone. Reload the page and try again.")
	if err != nil {
		return TaskChange{}, err
	}
	wanted, err := TaskEdit{DueOn: to.DueOn, SectionID: to.SectionID, ParentID: to.ParentID}.values()
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
	return a.changeTask(ctx, me, id, action, func(b *batch, t *docket.Task) error {
		was := *t
		if to.ListID != "" && docket.ID(to.ListID) != t.ListID {
			if err := b.moveToList(t, docket.ID(to.ListID)); err != nil {
				return err
			}
		}
		if next != "" && next != id {
			if t.Rank, err = b.RankBeside(t.ListID, next, id, before, a.now()); err != nil {
				return orInvalid(err, "before", "The task to move it next to isn’t in this list any more. Reload the page and try again.")
			}
			if err := b.join(t, next); err != nil {
				return err
			}
		} else if len(wanted) > 0 && next == "" && to.DueOn == nil {
			if t.Rank, err = b.LastRank(t.ListID); err != nil {
				return err
			}
		}
		for f, v := range wanted {
			if err := t.Set(f, v); err != nil {
				return fmt.Errorf("setting %s: %w", f, err)
			}
		}
		if err := b.place(was, t); err != nil {
			return err
		}
		return a.settle(me, was, t)
	})
}

// IndentTask puts a task under the one above it.
func (a *App) IndentTask(ctx context.Context, me docket.User, id docket.ID) (TaskChange, error) {
	return a.changeTask(ctx, me, id, docket.ActionIndent, func(b *batch, t *docket.Task) error {
		was := *t
		above, _, err := b.Neighbours(*t)
		if err != nil {
			return err
		}
		if above == "" {
			return docket.Invalid("parent_id", "There’s no task above this one to put it under.")
		}
		t.ParentID = above
		if t.Rank, err = b.LastRank(t.ListID); err != nil {
			return err
		}
		return b.place(was, t)
	})
}

// OutdentTask takes a task from under its parent and puts it after that.
func (a *App) OutdentTask(ctx context.Context, me docket.User, id docket.ID) (TaskChange, error) {
	return a.changeTask(ctx, me, id, docket.ActionOutdent, func(b *batch, t *docket.Task) error {
		parent, err := b.ShownParent(t.ID)
		if err != nil {
			return err
		}
		if parent == "" {
			return docket.Invalid("parent_id", "This task isn’t under another one.")
		}
		was := *t
		if t.Rank, err = b.RankBeside(t.ListID, parent, t.ID, false, a.now()); err != nil {
			return err
		}
		if err := b.join(t, parent); err != nil {
			return err
		}
		return b.place(was, t)
	})
}

// join gives a task the section of another one and the parent that it is shown under.
func (b *batch) join(t *docket.Task, other docket.ID) error {
	o, err := b.Task(b.me.ID, other)
	if err != nil {
		return err
	}
	was, err := b.ShownParent(t.ID)
	if err != nil {
		return err
	}
	is, err := b.ShownParent(other)
	if is != was {
		t.ParentID = is
	}
	t.SectionID = o.SectionID
	return err
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
