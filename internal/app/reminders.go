package app

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/limit"
)

func reminderJob(id docket.ID) string { return "reminder:" + string(id) }

// AddReminder has the user reminded of a task that they can see. One that is there
// already is left as it is.
func (a *App) AddReminder(ctx context.Context, me docket.User, task docket.ID, minutesBefore string) (docket.Task, error) {
	minutes, err := docket.ParseReminder(minutesBefore)
	if err != nil {
		return docket.Task{}, err
	}
	return a.changeReminders(ctx, me, task, "reminder.add", func(tx *db.Tx, t docket.Task) error {
		if t.DueTime == "" {
			return docket.Invalid("minutes_before", "Give the task a time first; a reminder is that long before.")
		}
		return a.remind(tx, me, t, minutes)
	})
}

// RemoveReminder has the user not reminded any more.
func (a *App) RemoveReminder(ctx context.Context, me docket.User, task, reminder docket.ID) (docket.Task, error) {
	return a.changeReminders(ctx, me, task, "reminder.remove", func(tx *db.Tx, _ docket.Task) error {
		if err := tx.RemoveReminder(me.ID, task, reminder); err != nil {
			return err
		}
		return tx.RemoveJob(reminderJob(reminder))
	})
}

// Snooze has the user reminded of a task again, in so many minutes.
func (a *App) Snooze(ctx context.Context, me docket.User, task, reminder docket.ID, minutes string) (docket.Task, error) {
	n, err := strconv.Atoi(minutes)
	if err != nil || n < 1 || n > 7*24*60 {
		return docket.Task{}, docket.Invalid("minutes", "Choose when to be reminded again.")
	}
	return a.changeReminders(ctx, me, task, "reminder.snooze", func(tx *db.Tx, t docket.Task) error {
		r, err := tx.Reminder(reminder)
		if err != nil {
			return err
		}
		if r.UserID != me.ID || r.TaskID != t.ID {
			return docket.NotFound()
		}
		if t.Done() || t.Deleted() {
			return &docket.Error{Kind: docket.KindConflict, Message: "This task is done or in the trash, so there’s nothing to remind you of."}
		}
		r.RemindAt, r.SentAt = a.now().Add(time.Duration(n)*time.Minute), time.Time{}
		return a.putReminder(tx, r)
	})
}

// ReminderPage reads a task and one of the user's reminders of it.
func (a *App) ReminderPage(ctx context.Context, me, task, reminder docket.ID) (docket.Page, docket.Reminder, error) {
	page, err := a.Task(ctx, me, task)
	if err != nil {
		return page, docket.Reminder{}, err
	}
	for _, r := range page.Task.Reminders {
		if r.ID == reminder {
			return page, r, nil
		}
	}
	return page, docket.Reminder{}, docket.NotFound()
}

func (a *App) changeReminders(ctx context.Context, me docket.User, task docket.ID, name string, change func(*db.Tx, docket.Task) error) (t docket.Task, err error) {
	err = a.db.Write(ctx, func(tx *db.Tx) error {
		if t, err = tx.Task(me.ID, task); err != nil {
			return err
		}
		list, err := tx.List(me.ID, t.ListID)
		if err != nil {
			return err
		}
		if list.Deleted() {
			return listInTrash(list)
		}
		tx.Change(docket.Change{Name: name})
		return change(tx, t)
	})
	return t, err
}

// remind adds a reminder for a task that is due at a time.
func (a *App) remind(tx *db.Tx, u docket.User, t docket.Task, minutes int) error {
	had, err := tx.Reminders(u.ID, t.ID)
	if err != nil {
		return err
	}
	for _, r := range had {
		if r.MinutesBefore == minutes {
			return nil
		}
	}
	n, err := notifications(&tx.ReadTx, u.ID)
	if err == nil && n.Unsubscribe == "" { // which the mail has a link with
		err = a.setNotifications(tx, u, n)
	}
	if err != nil {
		return err
	}
	id, err := a.newID()
	if err != nil {
		return fmt.Errorf("making an id: %w", err)
	}
	return a.scheduleReminder(tx, docket.Reminder{ID: id, TaskID: t.ID, UserID: u.ID, MinutesBefore: minutes}, t, u.Zone)
}

// scheduleReminder stores when a reminder is to be sent, and promises it. One whose time
// has changed is sent again.
func (a *App) scheduleReminder(tx *db.Tx, r docket.Reminder, t docket.Task, zone *time.Location) error {
	at := r.TimeFor(t, zone)
	if !r.RemindAt.Equal(at) {
		r.RemindAt, r.SentAt = at, time.Time{}
	}
	return a.promiseReminder(tx, r, t, zone)
}

// promiseReminder stores a reminder and promises it, unless it was sent, its task is done
// or deleted, or nobody needs it any more: the task was due, or what it was snoozed to was,
// before now.
func (a *App) promiseReminder(tx *db.Tx, r docket.Reminder, t docket.Task, zone *time.Location) error {
	last := t.DueAt(zone)
	if !r.RemindAt.Equal(r.TimeFor(t, zone)) {
		last = r.RemindAt
	}
	if last.Before(a.now()) || t.Done() || t.Deleted() {
		if err := tx.PutReminder(r); err != nil {
			return err
		}
		return tx.RemoveJob(reminderJob(r.ID))
	}
	return a.putReminder(tx, r)
}

// putReminder stores a reminder and promises it, unless it was sent.
func (a *App) putReminder(tx *db.Tx, r docket.Reminder) error {
	if err := tx.PutReminder(r); err != nil {
		return err
	}
	if !r.SentAt.IsZero() {
		return nil
	}
	return tx.PutJob(docket.Job{ID: reminderJob(r.ID), Kind: docket.JobReminder, UserID: r.UserID, Subject: string(r.ID), RunAt: r.RemindAt})
}

// reschedule brings the reminders of a task up to date with it. Who gives it a time, as by
// is, gets the reminder that they want by default.
func (a *App) reschedule(tx *db.Tx, by docket.User, before, t docket.Task) error {
	moved := before.DueOn != t.DueOn || before.DueTime != t.DueTime
	if moved || before.Done() != t.Done() || before.Deleted() != t.Deleted() {
		all, err := tx.RemindersOfTask(t.ID)
		if err != nil {
			return err
		}
		for _, r := range all {
			u, err := tx.User(r.UserID)
			if err != nil {
				return err
			}
			if moved {
				err = a.scheduleReminder(tx, r, t, u.Zone)
			} else {
				err = a.promiseReminder(tx, r, t, u.Zone)
			}
			if err != nil {
				return err
			}
		}
	}
	if before.DueTime != "" || t.DueTime == "" {
		return nil
	}
	n, err := notifications(&tx.ReadTx, by.ID)
	if err != nil || n.DefaultReminder < 0 {
		return err
	}
	return a.remind(tx, by, t, n.DefaultReminder)
}

// copyReminders gives a task the reminders that another one has.
func (a *App) copyReminders(tx *db.Tx, from, to docket.Task) error {
	all, err := tx.RemindersOfTask(from.ID)
	if err != nil {
		return err
	}
	for _, r := range all {
		u, err := tx.User(r.UserID)
		if err != nil {
			return err
		}
		id, err := a.newID()
		if err != nil {
			return fmt.Errorf("making an id: %w", err)
		}
		err = a.scheduleReminder(tx, docket.Reminder{ID: id, TaskID: to.ID, UserID: r.UserID, MinutesBefore: r.MinutesBefore}, to, u.Zone)
		if err != nil {
			return err
		}
	}
	return nil
}

// rezone brings the reminders and the digest of a user up to date with their time zone. A
// reminder that was snoozed comes when it was to come: in so many minutes is so in any zone.
func (a *App) rezone(tx *db.Tx, u docket.User, before *time.Location) error {
	all, err := tx.RemindersOfUser(u.ID)
	if err != nil {
		return err
	}
	for _, r := range all {
		t, err := tx.Task(u.ID, r.TaskID)
		if docket.KindOf(err) == docket.KindNotFound {
			continue // of a list that they have left
		}
		if err == nil && r.RemindAt.Equal(r.TimeFor(t, before)) {
			err = a.scheduleReminder(tx, r, t, u.Zone)
		}
		if err != nil {
			return err
		}
	}
	n, err := notifications(&tx.ReadTx, u.ID)
	if err != nil {
		return err
	}
	return a.promiseDigest(tx, u, n)
}

// reminderMail is the mail of a reminder; nil where there is nothing to remind of any
// more.
func (a *App) reminderMail(ctx context.Context, j docket.Job, u docket.User) (m *Mail, err error) {
	m = &Mail{Kind: j.Kind, User: u, Address: u.Email}
	err = a.db.Read(ctx, func(tx *db.ReadTx) error {
		if m.Reminder, err = tx.Reminder(docket.ID(j.Subject)); err != nil {
			return err
		}
		if m.Task, err = tx.Task(u.ID, m.Reminder.TaskID); err != nil {
			return err
		}
		list, err := tx.List(u.ID, m.Task.ListID)
		if err == nil && list.Deleted() {
			err = docket.NotFound()
		}
		if err != nil {
			return err
		}
		m.List = list.Name
		n, err := notifications(tx, u.ID)
		m.Unsubscribe = n.Unsubscribe
		if !n.Reminders {
			return docket.NotFound()
		}
		return err
	})
	if docket.KindOf(err) == docket.KindNotFound || err == nil && (m.Task.Done() || m.Task.Deleted()) {
		return nil, nil
	}
	if err == nil { // anybody can sign up with an address that is not theirs
		err = a.limits.Allow(ctx, limit.Reminders, string(u.ID))
	}
	return m, err
}
