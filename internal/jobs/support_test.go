package jobs_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"docket/db"
	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/testkit"
)

// public is where people reach the Docket of a test.
const public = "https://docket.example.com"

// kit is an app whose jobs and mail a test looks at.
type kit struct {
	*testkit.App
	t    *testing.T
	box  *testkit.Mailbox
	read int // messages that a test has looked at
}

// newKit starts an app with a mailbox and, unless o says otherwise, four workers.
func newKit(t *testing.T, o testkit.Options) *kit {
	t.Helper()
	if o.Mailbox == nil {
		o.Mailbox = testkit.SMTP(t)
	}
	if o.Workers == 0 {
		o.Workers = 4
	}
	return bareKit(t, o)
}

// bareKit is newKit with what o says alone.
func bareKit(t *testing.T, o testkit.Options) *kit {
	t.Helper()
	if o.PublicURL == "" {
		o.PublicURL = public
	}
	if o.Limits == "" {
		o.Limits = "mail=off,forgot-mail=off,password=off,reset=off"
	}
	return &kit{App: testkit.New(t, o), t: t, box: o.Mailbox}
}

// user makes an account that is reached at name@example.com.
func (k *kit) user(name, zone string) docket.User {
	k.t.Helper()
	u, err := k.Use.AddUser(k.t.Context(), app.NewAccount{Name: name, Email: name + "@example.com", Password: testkit.Password, Zone: zone})
	k.must(err)
	return u
}

// task adds a task that is due at a time of the user's clock, "2026-07-17 09:30", a day,
// or never.
func (k *kit) task(u docket.User, title, due string) docket.Task {
	k.t.Helper()
	t, err := k.Use.AddTask(k.t.Context(), u, newTask(title, due))
	k.must(err)
	return t
}

func newTask(title, due string) app.NewTask {
	in := app.NewTask{Title: title}
	if due != "" {
		in.DueOn = due[:10]
	}
	if len(due) > 10 {
		in.DueTime = due[11:]
	}
	return in
}

// remind adds a reminder and returns it.
func (k *kit) remind(u docket.User, t docket.Task, minutes int) docket.Reminder {
	k.t.Helper()
	_, err := k.Use.AddReminder(k.t.Context(), u, t.ID, fmt.Sprint(minutes))
	k.must(err)
	for _, r := range k.reminders(u, t) {
		if r.MinutesBefore == minutes {
			return r
		}
	}
	k.t.Fatal("the reminder was not stored")
	return docket.Reminder{}
}

func (k *kit) reminders(u docket.User, t docket.Task) (all []docket.Reminder) {
	k.t.Helper()
	k.must(k.DB.Read(k.t.Context(), func(tx *db.ReadTx) (err error) {
		all, err = tx.Reminders(u.ID, t.ID)
		return err
	}))
	return all
}

func (k *kit) reminder(id docket.ID) (r docket.Reminder) {
	k.t.Helper()
	k.must(k.DB.Read(k.t.Context(), func(tx *db.ReadTx) (err error) {
		r, err = tx.Reminder(id)
		return err
	}))
	return r
}

// edit changes when a task is due.
func (k *kit) edit(u docket.User, t docket.Task, due string) app.TaskChange {
	k.t.Helper()
	in := newTask("", due)
	change, err := k.Use.EditTask(k.t.Context(), u, t.ID, app.TaskEdit{DueOn: &in.DueOn, DueTime: &in.DueTime})
	k.must(err)
	return change
}

func (k *kit) job(id string) (j docket.Job, ok bool) {
	k.t.Helper()
	err := k.DB.Read(k.t.Context(), func(tx *db.ReadTx) (err error) {
		j, err = tx.Job(id)
		return err
	})
	if docket.KindOf(err) == docket.KindNotFound {
		return j, false
	}
	k.must(err)
	return j, true
}

// jobs returns all jobs but those that come again every hour.
func (k *kit) jobs() (all []docket.Job) {
	k.t.Helper()
	k.must(k.DB.Read(k.t.Context(), func(tx *db.ReadTx) error {
		jobs, err := tx.Jobs(10_000)
		for _, j := range jobs {
			if j.Kind != docket.JobTidy && j.Kind != docket.JobCheckpoint {
				all = append(all, j)
			}
		}
		return err
	}))
	return all
}

// write changes the data as no use case does.
func (k *kit) write(f func(*db.Tx) error) {
	k.t.Helper()
	k.must(k.DB.Write(k.t.Context(), func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "test"})
		return f(tx)
	}))
}

// put stores a job that is due now.
func (k *kit) put(j docket.Job) {
	k.t.Helper()
	if j.RunAt.IsZero() {
		j.RunAt = k.Clock.Now()
	}
	k.write(func(tx *db.Tx) error { return tx.PutJob(j) })
}

// settled reports whether no job is due and none is held.
func (k *kit) settled() bool {
	now := k.Clock.Now()
	for _, j := range k.jobs() {
		if j.FailedAt.IsZero() && (!j.RunAt.After(now) || !j.HeldUntil.IsZero()) {
			return false
		}
	}
	return true
}

// settle waits until all that is due is done.
func (k *kit) settle() {
	k.t.Helper()
	testkit.Eventually(k.t, "the jobs that are due", k.settled)
}

// idle waits until no attempt that has begun runs, so that the clock may pass the end of
// the time that jobs are held for.
func (k *kit) idle() {
	k.t.Helper()
	testkit.Eventually(k.t, "the end of all attempts", func() bool {
		return !slices.ContainsFunc(k.jobs(), func(j docket.Job) bool { return j.Attempts > 0 && !j.HeldUntil.IsZero() })
	})
}

// mails settles and returns the messages that came since it was last called.
func (k *kit) mails() []*testkit.Mail {
	k.t.Helper()
	k.settle()
	all := k.box.Messages()
	fresh := all[k.read:]
	k.read = len(all)
	return fresh
}

// at puts the clock to a time and returns the mail that this brings.
func (k *kit) at(now time.Time) []*testkit.Mail {
	k.t.Helper()
	k.Clock.Set(now)
	return k.mails()
}

// expect fails unless the mail that there is by now is these subjects, in any order.
func (k *kit) expect(what string, mails []*testkit.Mail, subjects ...string) {
	k.t.Helper()
	left := map[string]int{}
	for _, s := range subjects {
		left[s]++
	}
	for _, m := range mails {
		left[m.Subject()]--
	}
	for s, n := range left {
		if n > 0 {
			k.t.Errorf("%s: %d mails too few with the subject %q", what, n, s)
		} else if n < 0 {
			k.t.Errorf("%s: %d mails too many with the subject %q", what, -n, s)
		}
	}
}

func (k *kit) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

// moment reads a time of UTC, "2026-07-17 09:30".
func moment(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err) // a test has written it wrong
	}
	return t
}

// gate stops whoever comes to a stage of SMTP.
type gate struct {
	arrived chan struct{}
	open    func()
}

// gate makes the mailbox stop at a stage until the gate is opened, which it is at the end
// of the test at the latest.
func (k *kit) gate(stage string) *gate {
	k.t.Helper()
	opened := make(chan struct{})
	g := &gate{arrived: make(chan struct{}, 100), open: sync.OnceFunc(func() { close(opened) })}
	k.box.Answer(func(at string) error {
		if at == stage {
			select {
			case <-opened:
			default:
				g.arrived <- struct{}{}
				<-opened
			}
		}
		return nil
	})
	k.t.Cleanup(g.open)
	return g
}

// wait waits until somebody stands at the gate.
func (g *gate) wait(t *testing.T) {
	t.Helper()
	select {
	case <-g.arrived:
	case <-time.After(20 * time.Second):
		t.Fatal("nobody has come to send a mail")
	}
}

// logged is a log that may be read while it is written.
type logged struct {
	mu  sync.Mutex
	buf strings.Builder
}

// Write implements io.Writer.
func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

// count returns how many lines have a text.
func (l *logged) count(text string) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.Lines(l.buf.String()) {
		if strings.Contains(line, text) {
			n++
		}
	}
	return n
}
