package views

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"docket/internal/docket"
	"docket/internal/paths"
)

// AdminOverview is where the administrator's pages begin.
type AdminOverview struct {
	Frame
	Lines []AdminLine
}

// AdminLine is how one part of Docket is.
type AdminLine struct {
	Path, Name, State string
	Wrong             bool
}

// AdminRedis is the page about Redis.
type AdminRedis struct {
	Frame
	Servers []RedisServer
	Use     CacheUse
	People  []CachedPerson
	Cut     bool // not everybody was looked at
}

// RedisServer is one server. What it does not say is empty.
type RedisServer struct {
	Name, Address string
	Embedded      bool
	Down          bool // it did not answer
	Facts         []Fact
	Kinds         []KeyKind
	Cut           bool // not all keys were counted
}

// Fact is something that is known.
type Fact struct{ Name, Value string }

// KeyKind is the keys of one purpose.
type KeyKind struct {
	Name, Prefix      string
	Count, Forever    int
	Shortest, Longest time.Duration
}

// CacheUse is what the cache has done since Docket was started.
type CacheUse struct{ Hits, Misses, Errors uint64 }

// CachedPerson is what is kept of one account.
type CachedPerson struct {
	docket.Person
	Views []CachedView
	Age   time.Duration // of the oldest view
	Down  bool          // the cache did not answer
}

// CachedView is a page that is ready to send.
type CachedView struct {
	View    string
	Size    int
	Current bool // it would be sent
}

// AdminJobs is the page about what is done in the background.
type AdminJobs struct {
	Frame
	docket.Jobs
	Workers   int // in this process
	Queue     []Fact
	QueueDown bool
}

// AdminLimits is the page about what is limited.
type AdminLimits struct {
	Frame
	docket.Limits
}

// MailServer is what is set of mail, without the password.
type MailServer struct{ Server, From string }

// AdminMail is the page about mail.
type AdminMail struct {
	Frame
	Mail   MailServer // zero for none
	Failed []docket.JobFor
}

// AdminPeople is the page about accounts.
type AdminPeople struct {
	Frame
	People []docket.Person
	Form   Form
	Link   ResetLink
}

// ResetLink is a link to choose a new password, which is shown once.
type ResetLink struct {
	Name, URL string
	New       bool // the account was made just now
}

// JobsLine is how the jobs are.
func JobsLine(all docket.Jobs) AdminLine {
	open := total(all) - all.Counts[docket.JobDead]
	l := AdminLine{Path: paths.AdminJobs, Name: "Jobs", State: count(open, "job", "jobs") + " to do"}
	if n := all.Counts[docket.JobDead]; n > 0 {
		l.State, l.Wrong = l.State+", "+strconv.Itoa(n)+" failed for good", true
	}
	if all.Overdue > 0 {
		l.State, l.Wrong = l.State+", "+strconv.Itoa(all.Overdue)+" overdue", true
	}
	return l
}

// LimitsLine is how many are limited.
func LimitsLine(all docket.Limits) AdminLine {
	l := AdminLine{Path: paths.AdminLimits, Name: "Limits", State: "Nobody has to wait"}
	if n := len(all.Limited); n > 0 {
		l.State = count(n, "limit is", "limits are") + " reached"
	}
	if all.Err != nil {
		l.State, l.Wrong = l.State+", as far as is known: Redis doesn’t answer", true
	}
	return l
}

// MailLine is how mail is.
func MailLine(m MailServer, all docket.Jobs) AdminLine {
	l := AdminLine{Path: paths.AdminMail, Name: "Mail", State: "No mail is sent"}
	if m.Server != "" {
		l.State = "Sent through " + m.Server
	}
	if n := len(all.FailedMail()); n > 0 {
		l.State, l.Wrong = l.State+", "+strconv.Itoa(n)+" not sent", true
	}
	return l
}

// PeopleLine is how many accounts there are.
func PeopleLine(people []docket.Person) AdminLine {
	admins, disabled := 0, 0
	for _, p := range people {
		switch {
		case !p.Active():
			disabled++
		case p.Admin:
			admins++
		}
	}
	l := AdminLine{Path: paths.AdminPeople, Name: "People", State: count(len(people), "account", "accounts") + ", " + count(admins, "administrator", "administrators")}
	if disabled > 0 {
		l.State += ", " + strconv.Itoa(disabled) + " disabled"
	}
	return l
}

// Size is a number of bytes for people.
func Size(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.1f KB", float64(n)/(1<<10))
	}
	return strconv.FormatInt(n, 10) + " B"
}

// Span is a time for people, in its largest unit.
func Span(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return count(int(d/(24*time.Hour)), "day", "days")
	case d >= 2*time.Hour:
		return count(int(d/time.Hour), "hour", "hours")
	case d >= 2*time.Minute:
		return count(int(d/time.Minute), "minute", "minutes")
	}
	return count(int(d.Round(time.Second)/time.Second), "second", "seconds")
}

// expires says when the keys of a kind do.
func expires(k KeyKind) string {
	if k.Count == 0 {
		return "–"
	}
	if k.Forever == k.Count {
		return "never"
	}
	text := "in " + Span(k.Shortest)
	if longest := Span(k.Longest); longest != Span(k.Shortest) {
		text = "in " + Span(k.Shortest) + " to " + longest
	}
	if k.Forever > 0 {
		text += fmt.Sprintf("; %d never", k.Forever)
	}
	return text
}

// hitRate is the share of pages that were sent from the cache.
func hitRate(u CacheUse) string {
	if u.Hits+u.Misses == 0 {
		return "nothing asked for yet"
	}
	return fmt.Sprintf("%.0f %%", float64(u.Hits)*100/float64(u.Hits+u.Misses))
}

// viewName is a cached view's key in words: its address, and whether it is the page or
// what scripts ask for.
func viewName(key string) string {
	f := strings.Fields(key)
	if len(f) < 2 {
		return key
	}
	return f[0] + " (" + f[1] + ")"
}

// jobName is what a job does, for people.
func jobName(k docket.JobKind) string {
	switch k {
	case docket.JobTidy:
		return "Tidying up"
	case docket.JobCheckpoint:
		return "Database upkeep"
	case docket.JobReset:
		return "Password link"
	case docket.JobConfirmEmail:
		return "Address link"
	case docket.JobEmailChanged:
		return "Address changed"
	case docket.JobTestMail:
		return "Test email"
	case docket.JobReminder:
		return "Reminder"
	case docket.JobDigest:
		return "Digest"
	}
	return string(k)
}

// stateName is where a job stands, for people.
func stateName(s docket.JobState) string {
	switch s {
	case docket.JobWaiting:
		return "Waiting"
	case docket.JobRunning:
		return "Running"
	case docket.JobScheduled:
		return "Scheduled"
	case docket.JobRetried:
		return "Being retried"
	case docket.JobDead:
		return "Failed for good"
	}
	return string(s)
}

func jobStates() [5]docket.JobState {
	return [...]docket.JobState{docket.JobWaiting, docket.JobRunning, docket.JobScheduled, docket.JobRetried, docket.JobDead}
}

// moment is a day and a time, of the past or to come.
func moment(t time.Time, p *docket.Page) string {
	t = t.In(p.User.Zone)
	if t.Unix() <= 0 {
		return "at the first start"
	}
	return day(docket.DateIn(t, p.User.Zone), p.Today) + " " + timeText(t, p.User)
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
