package docket

import "time"

// Person is an account as the administrator sees it.
type Person struct {
	User
	Devices int       // that are signed in
	SeenAt  time.Time // when one of them was seen last; zero for never
}

// Active reports whether the account works.
func (u User) Active() bool { return u.DisabledAt.IsZero() }

// JobState is where a job stands.
type JobState string

// The states of jobs; each job is in one.
const (
	JobWaiting   JobState = "waiting"   // its time has come
	JobRunning   JobState = "running"   // somebody has taken it
	JobScheduled JobState = "scheduled" // its time is to come
	JobRetried   JobState = "retried"   // it has failed, and comes again
	JobDead      JobState = "dead"      // it has failed for good
)

// State returns where the job stands at a time.
func (j Job) State(now time.Time) JobState {
	switch {
	case !j.FailedAt.IsZero():
		return JobDead
	case j.HeldUntil.After(now):
		return JobRunning
	case j.Attempts > 0:
		return JobRetried
	case j.RunAt.After(now):
		return JobScheduled
	}
	return JobWaiting
}

// ForEver reports whether jobs of this kind come again for ever.
func (k JobKind) ForEver() bool { return k == JobTidy || k == JobCheckpoint }

// Mails reports whether jobs of this kind send mail.
func (k JobKind) Mails() bool { return !k.ForEver() }

// JobFor is a job and the address of the account that it is for, empty for nobody's.
type JobFor struct {
	Job
	Email string
}

// Jobs is what the administrator sees of the jobs at a time.
type Jobs struct {
	Now     time.Time
	Counts  map[JobState]int
	Overdue int       // whose time came long ago, and nobody has taken them
	Oldest  time.Time // when the first of these was to run
	Rows    []JobFor  // those that failed first and then by their time; not all where there are many
}

// FailedMail are the jobs whose mail was not sent when it was last tried.
func (j Jobs) FailedMail() (failed []JobFor) {
	for _, row := range j.Rows {
		if row.Kind.Mails() && row.Error != "" {
			failed = append(failed, row)
		}
	}
	return failed
}

// Limited is somebody who has done something too often.
type Limited struct {
	Name  string // of the limit
	Key   string // whom it counts, as it is stored
	Who   string // the same in words
	Until time.Time
}

// LimitRule is a limit that is in force.
type LimitRule struct {
	Name, Rate, What string
}

// Limits is what the administrator sees of the limits.
type Limits struct {
	Rules   []LimitRule
	Limited []Limited
	Cut     bool  // there are more
	Err     error // why what is counted in Redis is missing
}
