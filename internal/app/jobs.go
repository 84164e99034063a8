package app

import (
	"context"
	"errors"
	"fmt"
	"time"

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

// ReleaseJob gives a job back that was taken and not begun.
func (a *App) ReleaseJob(ctx context.Context, j docket.Job) error {
	return a.changeJob(ctx, j, "job.release", func(tx *db.Tx, stored docket.Job) error {
		stored.HeldUntil = time.Time{}
		return tx.PutJob(stored)
	})
}

// BeginJob begins the next attempt at a job that was taken. It returns the mail that it
// is to send, nil for none, and NotFound where the job is gone or another attempt has
// begun, with no job. Else EndJob has to follow, also after an error.
func (a *App) BeginJob(ctx context.Context, id string, attempts int) (j docket.Job, mail *Mail, err error) {
	now := a.now()
	err = a.db.Write(ctx, func(tx *db.Tx) error {
		if j, err = tx.Job(id); err != nil {
			return err
		}
		if j.Attempts != attempts || !j.FailedAt.IsZero() {
			return docket.NotFound()
		}
		tx.Change(docket.Change{Name: "job.begin"})
		j.Attempts++
		j.HeldUntil = now.Add(heldFor)
		return tx.PutJob(j)
	})
	if err != nil {
		return docket.Job{}, nil, err
	}
	mail, err = a.work(ctx, j)
	return j, mail, err
}

// work does what a job is for, up to the mail that it sends.
func (a *App) work(ctx context.Context, j docket.Job) (*Mail, error) {
	switch j.Kind {
	case docket.JobTidy:
		return nil, a.Tidy(ctx)
	case docket.JobCheckpoint:
		return nil, a.db.Checkpoint(ctx)
	}
	u, err := read(ctx, a, func(tx *db.ReadTx) (docket.User, error) { return tx.User(j.UserID) })
	if err != nil {
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
	Sent    bool  // its mail was taken by the mail server
	Err     error // nil where there is nothing more to do
	ForGood bool  // Err will not go away
}

// EndJob ends an attempt. A job that failed comes again later, unless that is for good or
// it was tried often enough; then it is kept for the administrator to look at.
func (a *App) EndJob(ctx context.Context, j docket.Job, o Outcome) error {
	now, failed := a.now(), o.Err
	return a.changeJob(ctx, j, "job.end", func(tx *db.Tx, j docket.Job) error {
		j.HeldUntil = time.Time{}
		comesAgain := j.Kind == docket.JobTidy || j.Kind == docket.JobCheckpoint
		switch {
		case failed == nil && comesAgain, errors.Is(failed, ErrClockAhead):
			j.Attempts, j.Error, j.RunAt = 0, "", now.Add(again)
			return tx.PutJob(j)
		case failed == nil:
			return a.jobDone(tx, j, o.Sent)
		}
		j.Error = failed.Error()
		j.Error = j.Error[:min(len(j.Error), maxJobError)]
		j.RunAt = now.Add(j.Pause())
		if o.ForGood && !comesAgain || j.Attempts >= docket.MaxAttempts && !comesAgain {
			j.FailedAt = now
		}
		return tx.PutJob(j)
	})
}

// jobDone removes a job, or gives it its next time.
func (a *App) jobDone(tx *db.Tx, j docket.Job, sent bool) error {
	if err := tx.RemoveJob(j.ID); err != nil {
		return err
	}
	switch j.Kind {
	case docket.JobReminder:
		r, err := tx.Reminder(docket.ID(j.Subject))
		if err != nil || !sent {
			return err
		}
		tx.Change(docket.Change{Name: "reminder.sent"})
		r.SentAt = a.now()
		return tx.PutReminder(r)
	case docket.JobDigest:
		u, err := tx.User(j.UserID)
		if err != nil {
			return err
		}
		n, err := notifications(&tx.ReadTx, u.ID)
		if err != nil {
			return err
		}
		return a.promiseDigest(tx, u, n)
	}
	return nil
}

// changeJob changes a job unless it is gone or another attempt has begun.
func (a *App) changeJob(ctx context.Context, j docket.Job, name string, change func(*db.Tx, docket.Job) error) error {
	err := a.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		stored, err := tx.Job(j.ID)
		if err != nil {
			return err
		}
		if stored.Attempts != j.Attempts || !stored.RunAt.Equal(j.RunAt) {
			return docket.NotFound()
		}
		tx.Change(docket.Change{Name: name})
		return change(tx, stored)
	})
	if docket.KindOf(err) == docket.KindNotFound {
		return nil
	}
	return err
}
