package app

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"docket/db"
	"docket/internal/docket"
)

// heldFor is how long a job belongs to whoever has taken it: longer than a mail server is
// waited for.
const heldFor = 2 * time.Minute

// jobsAtOnce bounds how many jobs are taken at once.
const jobsAtOnce = 100

// maxJobError bounds what is kept of a job's error, in bytes.
const maxJobError = 500

// farthest is more than any job that comes again is put off.
const farthest = 50 * time.Hour

// again is how often the jobs come that come for ever.
const again = time.Hour

// TakeJobs returns the jobs whose time has come and holds them, so that of several
// servers one has each. One that is not ended within two minutes is taken again.
func (a *App) TakeJobs(ctx context.Context) (jobs []docket.Job, err error) {
	now := a.now()
	due, err := read(ctx, a, func(tx *db.ReadTx) (bool, error) { return tx.JobsDue(now) })
	if err != nil || !due {
		return nil, err
	}
	err = a.db.Write(ctx, func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "job.take"})
		jobs, err = tx.HoldJobs(now, now.Add(heldFor), jobsAtOnce)
		return err
	})
	return jobs, err
}

// RecallJobs has the jobs that come again come now, and those that are held free, where
// that would be too long: the clock was far ahead when they were put off.
func (a *App) RecallJobs(ctx context.Context) error {
	now := a.now()
	return a.db.Write(ctx, func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "job.recall"})
		return tx.RecallJobs(now, now.Add(farthest), now.Add(heldFor))
	})
}

// ReleaseJobs gives jobs back that were taken and not begun.
func (a *App) ReleaseJobs(ctx context.Context, taken []docket.Job) error {
	return a.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "job.release"})
		for _, j := range taken {
			stored, err := sameAttempt(&tx.ReadTx, j)
			if err == nil {
				stored.HeldUntil = time.Time{}
				err = tx.PutJob(stored)
			}
			if err != nil && docket.KindOf(err) != docket.KindNotFound {
				return err
			}
		}
		return nil
	})
}

// maxBegun is how often a job begins that never ends, as when each attempt takes the
// process with it. It is far more than docket.MaxAttempts, as it is seldom the job's fault
// that Docket was killed, and those that run then are the first to begin again.
const maxBegun = 100

// errNeverEnded is kept of a job that has begun so often.
var errNeverEnded = errors.New("it was begun again and again, and Docket stopped each time before it had ended")

// BeginJob begins the next attempt at a job that was taken; of it the id, the attempts and
// the time count. It returns the mail that it is to send, nil for none, and NotFound where
// the job is gone, was put off or another attempt has begun, with no job. Else EndJob has
// to follow, also after an error.
func (a *App) BeginJob(ctx context.Context, taken docket.Job) (j docket.Job, mail *Mail, err error) {
	now, over := a.now(), false
	err = a.db.Write(ctx, func(tx *db.Tx) error {
		if j, err = sameAttempt(&tx.ReadTx, taken); err != nil {
			return err
		}
		tx.Change(docket.Change{Name: "job.begin"})
		if over = j.Attempts >= maxBegun && !j.Kind.ForEver(); over {
			j.HeldUntil, j.FailedAt, j.Error = time.Time{}, now, errNeverEnded.Error()
			return tx.PutJob(j)
		}
		j.Attempts++
		j.HeldUntil = now.Add(heldFor)
		return tx.PutJob(j)
	})
	if err == nil && over {
		err = docket.NotFound()
	}
	if err != nil {
		return docket.Job{}, nil, err
	}
	mail, err = a.work(ctx, j)
	return j, mail, err
}

// sameAttempt returns a job as it is stored; NotFound where it is gone, was replaced, has
// failed or another attempt has begun.
func sameAttempt(tx *db.ReadTx, j docket.Job) (docket.Job, error) {
	stored, err := tx.Job(j.ID)
	if err == nil && (stored.Attempts != j.Attempts || !stored.RunAt.Equal(j.RunAt) || !stored.FailedAt.IsZero()) {
		err = docket.NotFound()
	}
	return stored, err
}

// work does what a job is for, up to the mail that it sends.
func (a *App) work(ctx context.Context, j docket.Job) (m *Mail, err error) {
	defer func() {
		if p := recover(); p != nil {
			m, err = nil, fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	switch j.Kind {
	case docket.JobTidy:
		return nil, a.Tidy(ctx)
	case docket.JobCheckpoint:
		return nil, a.db.Checkpoint(ctx)
	}
	u, err := read(ctx, a, func(tx *db.ReadTx) (docket.User, error) { return tx.User(j.UserID) })
	if err != nil || !u.DisabledAt.IsZero() && j.Kind != docket.JobEmailChanged {
		return nil, err
	}
	switch j.Kind {
	case docket.JobReset:
		return a.resetMail(ctx, j, u)
	case docket.JobConfirmEmail:
		return a.confirmMail(ctx, j, u)
	case docket.JobEmailChanged:
		return &Mail{Kind: j.Kind, User: u, Address: j.Subject}, nil
	case docket.JobTestMail:
		return &Mail{Kind: j.Kind, User: u, Address: u.Email}, nil
	case docket.JobReminder:
		return a.reminderMail(ctx, j, u)
	case docket.JobDigest:
		return a.digestMail(ctx, j, u)
	}
	return nil, fmt.Errorf("there are no jobs of kind %q", j.Kind)
}

// Outcome is how an attempt at a job has ended.
type Outcome struct {
	Sent    *Mail // what the mail server has taken; nil for nothing
	Err     error // nil where there is nothing more to do
	ForGood bool  // Err will not go away
}

// EndJob ends an attempt. A job that failed comes again later, unless that is for good or
// it was tried often enough; then it is kept for the administrator to look at.
func (a *App) EndJob(ctx context.Context, j docket.Job, o Outcome) error {
	return a.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "job.end"})
		if o.Sent != nil && o.Sent.Kind == docket.JobReminder {
			if err := a.reminderSent(tx, j, o.Sent.Reminder); err != nil {
				return err
			}
		}
		stored, err := sameAttempt(&tx.ReadTx, j)
		if docket.KindOf(err) == docket.KindNotFound {
			return nil // what has taken its place is not this attempt's to end
		}
		if err != nil {
			return err
		}
		return a.endAttempt(tx, stored, o)
	})
}

func (a *App) endAttempt(tx *db.Tx, j docket.Job, o Outcome) error {
	now := a.now()
	j.HeldUntil = time.Time{}
	switch {
	case o.Err == nil && j.Kind.ForEver(), errors.Is(o.Err, ErrClockAhead):
		j.Attempts, j.Error, j.RunAt = 0, "", now.Add(again)
		return tx.PutJob(j)
	case o.Err == nil:
		return a.jobDone(tx, j)
	}
	j.Error = jobError(o.Err)
	j.RunAt = now.Add(j.Pause())
	switch final := o.ForGood || j.Attempts >= docket.MaxAttempts; {
	case final && j.Kind == docket.JobDigest:
		return a.digestTomorrow(tx, j)
	case final && !j.Kind.ForEver():
		j.FailedAt = now
	}
	return tx.PutJob(j)
}

// digestTomorrow puts a digest that could not be sent off to its next day, with the error
// for the administrator to see: a mail server that refuses one day's may take the next.
func (a *App) digestTomorrow(tx *db.Tx, j docket.Job) error {
	u, err := tx.User(j.UserID)
	if err != nil {
		return err
	}
	n, err := notifications(&tx.ReadTx, u.ID)
	if err != nil {
		return err
	}
	if n.DigestAt == "" {
		return tx.RemoveJob(j.ID)
	}
	j.RunAt = nextAt(n.DigestAt, u.Zone, a.now())
	j.Subject, j.Attempts = string(u.Today(j.RunAt)), 1
	return tx.PutJob(j)
}

// jobError returns what is kept of an error.
func jobError(err error) string {
	text := strings.ToValidUTF8(err.Error(), "\uFFFD")
	end := min(len(text), maxJobError)
	for end < len(text) && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// reminderSent notes that a reminder was sent, also where its job was replaced meanwhile:
// it is promised again only when it is for another time.
func (a *App) reminderSent(tx *db.Tx, j docket.Job, sent docket.Reminder) error {
	r, err := tx.Reminder(sent.ID)
	if docket.KindOf(err) == docket.KindNotFound || err == nil && !r.RemindAt.Equal(sent.RemindAt) {
		return nil
	}
	if err != nil {
		return err
	}
	tx.Change(docket.Change{Name: "reminder.sent"})
	r.SentAt = a.now()
	if err := tx.PutReminder(r); err != nil {
		return err
	}
	return tx.RemoveJob(j.ID)
}

// jobDone removes a job, or gives it its next time.
func (a *App) jobDone(tx *db.Tx, j docket.Job) error {
	if j.Kind != docket.JobDigest {
		return tx.RemoveJob(j.ID)
	}
	u, err := tx.User(j.UserID)
	if err != nil {
		return err
	}
	n, err := notifications(&tx.ReadTx, u.ID)
	if err != nil {
		return err
	}
	now := a.now()
	if today := u.Today(now); docket.Date(j.Subject) < today {
		// Of an earlier day: Docket was off, or mail was. Today's may be late as well, and
		// is sent all the same.
		now = today.Midnight(u.Zone).Add(-time.Millisecond)
	}
	return a.promiseDigestAfter(tx, u, n, now)
}
