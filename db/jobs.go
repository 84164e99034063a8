package db

import (
	"database/sql"
	"time"

	"docket/internal/docket"
)

const jobColumns = `id, kind, user_id, subject, run_at, attempts, held_until, failed_at, error`

func scanJob(s *sql.Rows) (j docket.Job, err error) {
	return j, s.Scan(&j.ID, text[docket.JobKind]{&j.Kind}, text[docket.ID]{&j.UserID}, &j.Subject, millis{&j.RunAt}, number[int]{&j.Attempts},
		millis{&j.HeldUntil}, millis{&j.FailedAt}, &j.Error)
}

// due are the jobs that nobody holds and whose time has come at $1.
const due = `failed_at IS NULL AND run_at <= $1 AND (held_until IS NULL OR held_until <= $1)`

// JobsDue reports whether a job's time has come.
func (tx *ReadTx) JobsDue(now time.Time) (bool, error) {
	n, err := queryOne(tx, scanInt, `SELECT EXISTS (SELECT 1 FROM jobs WHERE `+due+`)`, now.UnixMilli())
	return n > 0, err
}

// HoldJobs holds the jobs whose time has come, the oldest first and limit at most, until a
// time, so that nobody else takes them.
func (tx *Tx) HoldJobs(now, until time.Time, limit int) ([]docket.Job, error) {
	jobs, err := query(&tx.ReadTx, scanJob, `SELECT `+jobColumns+` FROM jobs WHERE `+due+` ORDER BY run_at, id LIMIT +$2`, now.UnixMilli(), limit)
	if err != nil {
		return nil, err
	}
	for _, j := range jobs {
		if err := tx.exec(`UPDATE jobs SET held_until = $1 WHERE id = $2`, until.UnixMilli(), j.ID); err != nil {
			return nil, err
		}
	}
	return jobs, nil
}

// RecallJobs gives the jobs that come again and are put off for longer than until latest
// the time now, and frees those that are held for longer than until held.
func (tx *Tx) RecallJobs(now, latest, held time.Time) error {
	if err := tx.exec(`UPDATE jobs SET run_at = $1, held_until = NULL WHERE failed_at IS NULL AND run_at > $2 AND kind IN ($3, $4, $5)`,
		now.UnixMilli(), latest.UnixMilli(), docket.JobTidy, docket.JobCheckpoint, docket.JobDigest); err != nil {
		return err
	}
	return tx.exec(`UPDATE jobs SET held_until = NULL WHERE held_until > $1`, held.UnixMilli())
}

// Job returns the job with this id.
func (tx *ReadTx) Job(id string) (docket.Job, error) {
	return queryOne(tx, scanJob, `SELECT `+jobColumns+` FROM jobs WHERE id = $1`, id)
}

// Jobs returns the jobs, those that failed first and then by their time, limit at most.
func (tx *ReadTx) Jobs(limit int) ([]docket.Job, error) {
	return query(tx, scanJob, `SELECT `+jobColumns+` FROM jobs ORDER BY failed_at IS NULL, run_at, id LIMIT +$1`, limit)
}

// PutJob stores a job in the place of the one with its id, if any.
func (tx *Tx) PutJob(j docket.Job) error {
	return tx.exec(`INSERT INTO jobs (id, kind, user_id, subject, run_at, attempts, held_until, failed_at, error) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, user_id = excluded.user_id, subject = excluded.subject, run_at = excluded.run_at,
			attempts = excluded.attempts, held_until = excluded.held_until, failed_at = excluded.failed_at, error = excluded.error`,
		j.ID, j.Kind, orNull(j.UserID), j.Subject, j.RunAt.UnixMilli(), j.Attempts, toMillis(j.HeldUntil), toMillis(j.FailedAt), j.Error)
}

// RemoveJob removes a job, if it is there.
func (tx *Tx) RemoveJob(id string) error {
	return tx.exec(`DELETE FROM jobs WHERE id = $1`, id)
}

// ForgetJobs removes the jobs that failed before a time.
func (tx *Tx) ForgetJobs(before time.Time) error {
	return tx.exec(`DELETE FROM jobs WHERE failed_at < $1`, before.UnixMilli())
}
