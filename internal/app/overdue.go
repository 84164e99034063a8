package app

import (
	"context"
	"fmt"

	"docket/internal/docket"
)

// Moved is what was moved at once. Its change undoes all of it.
type Moved struct {
	Change docket.ID // empty where nothing was
	Count  int
}

// MoveOverdueToday makes today the day of all that Today shows as overdue and the user may
// edit. A task that repeats stays the one of its day: what comes after it doesn't move.
func (a *App) MoveOverdueToday(ctx context.Context, me docket.User) (moved Moved, err error) {
	today := me.Today(a.now())
	err = a.write(ctx, me, func(b *batch) error {
		overdue, err := b.OverdueTasks(me.ID, today)
		if err != nil || len(overdue) == 0 {
			return err
		}
		change := docket.Change{Name: "overdue.today"}
		for _, t := range overdue {
			change.Lists = append(change.Lists, t.ListID)
		}
		b.Change(change)
		for _, t := range overdue {
			if err := b.moveToDay(t, today); err != nil {
				return fmt.Errorf("moving %s to today: %w", t.ID, err)
			}
		}
		moved = Moved{Change: b.group, Count: len(overdue)}
		return nil
	})
	return moved, err
}

func (b *batch) moveToDay(before docket.Task, day docket.Date) error {
	after := before
	after.DueOn = day
	if err := b.app.settle(b.me, before, &after); err != nil {
		return err
	}
	_, err := b.save(docket.ActionEdit, before, after)
	return err
}
