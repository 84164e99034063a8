package docket

import (
	"slices"
	"strconv"
	"time"
)

// Reminder is a time before a task is due at which a user wants to be told.
type Reminder struct {
	ID            ID
	TaskID        ID
	UserID        ID
	MinutesBefore int
	RemindAt      time.Time // zero while the task is due at no time
	SentAt        time.Time // zero while it was not sent
	Promised      bool      // it is still to be sent
	Error         string    // why it could not be sent so far; empty for no reason
}

// TimeFor returns when the reminder of a task is to be sent where clocks show loc's time,
// unless it is snoozed; the zero time where the task is due at no time of day.
func (r Reminder) TimeFor(t Task, loc *time.Location) time.Time {
	due := t.DueAt(loc)
	if due.IsZero() {
		return due
	}
	return due.Add(-time.Duration(r.MinutesBefore) * time.Minute)
}

// ReminderChoices are the minutes before a task is due at which there can be reminders.
func ReminderChoices() []int { return []int{0, 5, 10, 30, 60, 120, 1440} }

// ParseReminder reads the minutes before a task is due.
func ParseReminder(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || !slices.Contains(ReminderChoices(), n) {
		return 0, Invalid("minutes_before", "Choose when to be reminded.")
	}
	return n, nil
}

// Notifications are what a user wants to be told by email.
type Notifications struct {
	Reminders       bool
	DefaultReminder int    // minutes before, for tasks that get a time; -1 for none
	DigestAt        Clock  // when the morning digest is sent; empty for never
	Unsubscribe     string // the secret that is part of links to stop them
}

// DueAt returns the moment a task is due where clocks show loc's time; the zero time
// where it is due at no time of day.
func (t Task) DueAt(loc *time.Location) time.Time {
	if t.DueOn == "" || t.DueTime == "" {
		return time.Time{}
	}
	return t.DueOn.At(t.DueTime, loc)
}
