package docket

import "time"

// JobKind is what a job does.
type JobKind string

// The kinds of jobs. Those of the first two come again for ever, a digest every day.
const (
	JobTidy         JobKind = "tidy"          // removes what is kept for a time only
	JobCheckpoint   JobKind = "checkpoint"    // keeps the database's write-ahead log short
	JobReset        JobKind = "reset"         // mails a link to choose a new password
	JobConfirmEmail JobKind = "confirm-email" // mails a link to confirm an address
	JobEmailChanged JobKind = "email-changed" // tells the old address
	JobTestMail     JobKind = "test-mail"
	JobReminder     JobKind = "reminder"
	JobDigest       JobKind = "digest"
)

// Job is something to be done at a time, of which the database is the truth. It is gone
// when it is done.
type Job struct {
	ID        string // of a kind that there is one of, its name; of a reminder and a digest, what it is for
	Kind      JobKind
	UserID    ID     // whom it is for; empty for nobody
	Subject   string // the reminder's id, the digest's day, or the address to write to where it is not the user's
	RunAt     time.Time
	Attempts  int       // that have begun
	HeldUntil time.Time // whoever has it is to be done by then
	FailedAt  time.Time // it is not tried again
	Error     string    // of the last attempt
}

// MaxAttempts is how often a job is tried. With the pauses of Job.Pause that takes about
// a day and a half.
const MaxAttempts = 12

// Pause returns how long to wait after the job's last attempt has failed.
func (j Job) Pause() time.Duration {
	pauses := [...]time.Duration{time.Minute, 2 * time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour}
	return pauses[min(max(j.Attempts, 1), len(pauses))-1]
}
