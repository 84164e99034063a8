package app

import (
	"context"
	"fmt"
	"time"

	"docket/internal/docket"
	"docket/internal/repeat"
)

// Subtasks says what becomes of the open subtasks of a task that is completed.
type Subtasks string

// What becomes of them. AskSubtasks is the answer of who has not been asked.
const (
	AskSubtasks      Subtasks = ""
	CompleteSubtasks Subtasks = "complete"
	LeaveSubtasks    Subtasks = "leave"
)

// OpenSubtasks is the answer to completing a task that has open subtasks, until the
// user has said what becomes of them. Nothing was changed.
type OpenSubtasks struct {
	Task docket.Task
	Open int
}

// Error implements error.
func (o *OpenSubtasks) Error() string { return o.Unwrap().Error() }

// Unwrap returns the error's kind and words.
func (o *OpenSubtasks) Unwrap() error {
	return &docket.Error{Kind: docket.KindConflict, Message: fmt.Sprintf("“%s” has open subtasks. Choose whether to complete them, too.", o.Task.Title)}
}

// CompleteTask notes that a task is done. One that repeats comes again: the next one is
// a task of its own, with the subtasks that are done made anew and those that are left
// open moved to it.
func (a *App) CompleteTask(ctx context.Context, me docket.User, id docket.ID, with Subtasks) (TaskChange, error) {
	switch with {
	case AskSubtasks, CompleteSubtasks, LeaveSubtasks:
	default:
		return TaskChange{}, docket.Invalid("subtasks", "Choose whether to complete the subtasks or to leave them.")
	}
	var comesOn docket.Date
	change, err := a.changeTask(ctx, me, id, docket.ActionComplete, func(b *batch, t *docket.Task) error {
		if t.Done() {
			return nil
		}
		under, err := b.living(t.ID)
		if err != nil {
			return err
		}
		open := 0
		for _, s := range under {
			if !s.Done() {
				open++
			}
		}
		if open > 0 && with == AskSubtasks {
			return &OpenSubtasks{Task: *t, Open: open}
		}
		t.CompletedAt = a.now()
		repeats := *t
		t.Repeat = ""
		for i, s := range under {
			if s.Done() || with == LeaveSubtasks {
				continue
			}
			under[i].CompletedAt = a.now()
			after := under[i]
			after.Repeat, after.OccursOn = "", ""
			if _, err := b.save(docket.ActionComplete, s, after); err != nil {
				return err
			}
		}
		if comesOn, err = b.comeAgain(repeats, under); comesOn == "" {
			t.OccursOn = ""
		}
		return err
	})
	change.ComesOn = comesOn
	return change, err
}

// living returns the tasks under one without those in the trash.
func (b *batch) living(task docket.ID) (living []docket.Task, err error) {
	all, err := b.Subtasks(task)
	for _, t := range all {
		if !t.Deleted() {
			living = append(living, t)
		}
	}
	return living, err
}

// comeAgain adds the next one of a task that was completed, if there is one, with its
// subtasks, and returns its day.
func (b *batch) comeAgain(t docket.Task, under []docket.Task) (docket.Date, error) {
	day, rest, ok := b.app.comesOn(b.me, t)
	if !ok {
		return "", nil
	}
	next, err := b.again(t)
	if err != nil {
		return "", err
	}
	next.DueOn, next.OccursOn, next.Repeat = day, day, rest.String()
	if next.Rank, err = b.RankBeside(t.ListID, t.ID, next.ID, false, b.app.now()); err != nil {
		return "", err
	}
	if err := b.addAgain(t, next); err != nil {
		return "", err
	}
	return day, b.subtasksAgain(under, t, next)
}

// seriesDay is the day of a repeating task that its rule gave.
func seriesDay(t docket.Task) docket.Date {
	if t.OccursOn != "" {
		return t.OccursOn
	}
	return t.DueOn
}

// again returns a task as it is when it comes again.
func (b *batch) again(t docket.Task) (docket.Task, error) {
	id, err := b.app.newID()
	if err != nil {
		return t, fmt.Errorf("making an id: %w", err)
	}
	t.ID, t.Version, t.CreatedAt, t.CompletedAt = id, 1, b.app.now(), time.Time{}
	return t, nil
}

// addAgain stores the next one of a task, with everyone's reminders.
func (b *batch) addAgain(t, next docket.Task) error {
	if err := b.add(next); err != nil {
		return err
	}
	return b.app.copyReminders(b.Tx, t, next)
}

// subtasksAgain gives the next one of a task the subtasks that this one has: those that
// are done as new ones, their days as far from its own as they were or, where they repeat
// themselves, by their own rule. What has come again by itself, or comes no more, is left out.
func (b *batch) subtasksAgain(under []docket.Task, t, next docket.Task) error {
	became := map[docket.ID]docket.ID{t.ID: next.ID}
	later := next.DueOn.DaysSince(t.DueOn)
	for _, s := range under {
		day, rest, again := b.app.comesOn(b.me, s)
		before := s.Done() && s.CompletedAt.Before(t.CompletedAt)
		parent, ok := became[s.ParentID]
		if before && (!ok || s.OccursOn != "") || s.Done() && s.Repeat != "" && !again {
			continue
		}
		if !ok {
			parent = next.ID
		}
		if parent == s.ParentID {
			became[s.ID] = s.ID // it goes along with what it is under
			continue
		}
		if !s.Done() {
			became[s.ID] = s.ID
			after := s
			after.ParentID = parent
			if _, err := b.save(docket.ActionEdit, s, after); err != nil {
				return err
			}
			continue
		}
		fresh, err := b.again(s)
		if err != nil {
			return err
		}
		became[s.ID], fresh.ParentID = fresh.ID, parent
		if again {
			fresh.DueOn, fresh.OccursOn, fresh.Repeat = day, day, rest.String()
		} else if fresh.Repeat, fresh.OccursOn = "", ""; fresh.DueOn != "" {
			fresh.DueOn = fresh.DueOn.AddDays(later)
		}
		if err := b.addAgain(s, fresh); err != nil {
			return err
		}
	}
	return nil
}

// SkipTask moves a repeating task on to the next day of its rule, with nothing done.
func (a *App) SkipTask(ctx context.Context, me docket.User, id docket.ID) (TaskChange, error) {
	change, err := a.changeTask(ctx, me, id, docket.ActionSkip, func(b *batch, t *docket.Task) error {
		rule, err := repeat.Parse(t.Repeat)
		if err != nil || rule.IsZero() || t.Done() {
			return docket.Invalid("repeat", "This task doesn’t repeat, so there’s nothing to skip to.")
		}
		day, rest, ok := rule.Next(seriesDay(*t), max(seriesDay(*t), a.soonest(me, *t, rule)))
		if !ok {
			return docket.Invalid("repeat", "This is the last one of its repeat. Complete or delete it instead.")
		}
		t.DueOn, t.OccursOn, t.Repeat = day, day, rest.String()
		return nil
	})
	change.ComesOn = change.After.DueOn
	return change, err
}

// settle brings a task's repeat, day and time together after an edit. A rule begins on
// the task's day, or gives it its first; to postpone a task changes neither its rule nor
// the days that come; with the day go the repeat and the time that need one.
func (a *App) settle(me docket.User, was docket.Task, t *docket.Task) error {
	if t.Repeat != "" && t.Repeat != was.Repeat {
		if t.Done() {
			return docket.Invalid("repeat", "This task is done. Reopen it to have it come again.")
		}
		rule, err := repeat.Parse(t.Repeat)
		if err != nil {
			return err
		}
		if t.DueOn == "" {
			first, ok := rule.First(me.Today(a.now()))
			if !ok {
				return docket.Invalid("repeat", "That repeat has ended already. Choose a later end.")
			}
			t.DueOn = first
		}
		if rule.Until != "" && rule.Until < t.DueOn {
			return docket.Invalid("repeat_until", "That is before the task is due. Choose a later end.")
		}
		t.Repeat, t.OccursOn = rule.Anchored(t.DueOn).String(), t.DueOn
	}
	if t.Repeat == "" && !t.Done() || t.DueOn == "" {
		t.Repeat, t.OccursOn = "", ""
	}
	return dropStrayTime(was, t)
}
