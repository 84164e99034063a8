package db

import (
	"database/sql"

	"docket/internal/docket"
)

const reminderColumns = `r.id, r.task_id, r.user_id, r.minutes_before, r.remind_at, r.sent_at`

func reminderDest(r *docket.Reminder) []any {
	return []any{text[docket.ID]{&r.ID}, text[docket.ID]{&r.TaskID}, text[docket.ID]{&r.UserID}, number[int]{&r.MinutesBefore}, millis{&r.RemindAt}, millis{&r.SentAt}}
}

func scanReminder(s *sql.Rows) (r docket.Reminder, err error) { return r, s.Scan(reminderDest(&r)...) }

// Reminder returns the reminder with this id.
func (tx *ReadTx) Reminder(id docket.ID) (docket.Reminder, error) {
	return queryOne(tx, scanReminder, `SELECT `+reminderColumns+` FROM reminders r WHERE r.id = $1`, id)
}

// Reminders returns the user's reminders of a task, the earliest first, and what has become of them.
func (tx *ReadTx) Reminders(user, task docket.ID) ([]docket.Reminder, error) {
	return query(tx, func(s *sql.Rows) (r docket.Reminder, err error) {
		return r, s.Scan(append(reminderDest(&r), flag{&r.Promised}, text[string]{&r.Error})...)
	}, `SELECT `+reminderColumns+`, j.id IS NOT NULL AND j.failed_at IS NULL, j.error FROM reminders r LEFT JOIN jobs j ON j.id = 'reminder:' || r.id
		WHERE r.task_id = $1 AND r.user_id = $2 ORDER BY r.minutes_before DESC`, task, user)
}

// RemindersOfTask returns everyone's reminders of a task.
func (tx *ReadTx) RemindersOfTask(task docket.ID) ([]docket.Reminder, error) {
	return query(tx, scanReminder, `SELECT `+reminderColumns+` FROM reminders r WHERE r.task_id = $1 ORDER BY r.id`, task)
}

// RemindersOfUser returns the user's reminders that were not sent.
func (tx *ReadTx) RemindersOfUser(user docket.ID) ([]docket.Reminder, error) {
	return query(tx, scanReminder, `SELECT `+reminderColumns+` FROM reminders r WHERE r.user_id = $1 AND r.sent_at IS NULL ORDER BY r.id`, user)
}

// PutReminder stores a reminder in the place of the one with its id, if any.
func (tx *Tx) PutReminder(r docket.Reminder) error {
	return tx.exec(`INSERT INTO reminders (id, task_id, user_id, minutes_before, remind_at, sent_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET remind_at = excluded.remind_at, sent_at = excluded.sent_at`,
		r.ID, r.TaskID, r.UserID, r.MinutesBefore, toMillis(r.RemindAt), toMillis(r.SentAt))
}

// RemoveReminder removes a reminder of the user for a task; any other is NotFound.
func (tx *Tx) RemoveReminder(user, task, id docket.ID) error {
	n, err := tx.execCount(`DELETE FROM reminders WHERE id = $1 AND user_id = $2 AND task_id = $3`, id, user, task)
	if err == nil && n == 0 {
		return docket.NotFound()
	}
	return err
}

func scanNotifications(s *sql.Rows) (n docket.Notifications, err error) {
	var minutes sql.NullInt64
	err = s.Scan(flag{&n.Reminders}, &minutes, text[docket.Clock]{&n.DigestAt}, &n.Unsubscribe)
	n.DefaultReminder = -1
	if minutes.Valid {
		n.DefaultReminder = int(minutes.Int64)
	}
	return n, err
}

// Notifications returns what the user has chosen to be told; NotFound where they have
// chosen nothing.
func (tx *ReadTx) Notifications(user docket.ID) (docket.Notifications, error) {
	return queryOne(tx, scanNotifications, `SELECT reminders, default_reminder, digest_at, unsubscribe FROM notifications WHERE user_id = $1`, user)
}

// Unsubscriber returns the user whose links hold this secret.
func (tx *ReadTx) Unsubscriber(secret string) (docket.ID, error) {
	return queryOne(tx, scanID, `SELECT user_id FROM notifications WHERE unsubscribe = $1`, secret)
}

// SetNotifications stores what the user has chosen to be told.
func (tx *Tx) SetNotifications(user docket.ID, n docket.Notifications) error {
	minutes := any(nil)
	if n.DefaultReminder >= 0 {
		minutes = n.DefaultReminder
	}
	return tx.exec(`INSERT INTO notifications (user_id, reminders, default_reminder, digest_at, unsubscribe) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (user_id) DO UPDATE SET reminders = excluded.reminders, default_reminder = excluded.default_reminder, digest_at = excluded.digest_at`,
		user, n.Reminders, minutes, orNull(n.DigestAt), n.Unsubscribe)
}
