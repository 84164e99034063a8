package jobs_test

import (
	"errors"
	"testing"
	"time"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/testkit"

	"github.com/emersion/go-smtp"
)

// In each case something happens to a reminder while a worker sends it, and the mail
// server takes it then.
func TestAReminderThatChangesWhileItIsSent(t *testing.T) {
	t.Parallel()
	due := moment("2026-08-01 10:00")
	for name, tc := range map[string]struct {
		do    func(k *kit, ana docket.User, task docket.Task, r docket.Reminder)
		again string // when it is sent another time; empty for never
	}{
		"completed": {func(k *kit, ana docket.User, task docket.Task, _ docket.Reminder) {
			_, err := k.Use.CompleteTask(k.t.Context(), ana, task.ID, "")
			k.must(err)
		}, ""},
		"completed and undone": {func(k *kit, ana docket.User, task docket.Task, _ docket.Reminder) {
			done, err := k.Use.CompleteTask(k.t.Context(), ana, task.ID, "")
			k.must(err)
			_, err = k.Use.Undo(k.t.Context(), ana, done.ID)
			k.must(err)
		}, ""},
		"due later": {func(k *kit, ana docket.User, task docket.Task, _ docket.Reminder) {
			k.edit(ana, task, "2026-08-02 10:00")
		}, "2026-08-02 09:50"},
		"due later, and undone": {func(k *kit, ana docket.User, task docket.Task, _ docket.Reminder) {
			_, err := k.Use.Undo(k.t.Context(), ana, k.edit(ana, task, "2026-08-02 10:00").ID)
			k.must(err)
		}, ""},
		"due at no time": {func(k *kit, ana docket.User, task docket.Task, _ docket.Reminder) { k.edit(ana, task, "") }, ""},
		"snoozed": {func(k *kit, ana docket.User, task docket.Task, r docket.Reminder) {
			_, err := k.Use.Snooze(k.t.Context(), ana, task.ID, r.ID, "30")
			k.must(err)
		}, "2026-08-01 10:21"},
		"removed": {func(k *kit, ana docket.User, task docket.Task, r docket.Reminder) {
			_, err := k.Use.RemoveReminder(k.t.Context(), ana, task.ID, r.ID)
			k.must(err)
		}, ""},
		"deleted for good": {func(k *kit, ana docket.User, task docket.Task, _ docket.Reminder) {
			_, err := k.Use.DeleteTask(k.t.Context(), ana, task.ID)
			k.must(err)
			_, err = k.Use.EmptyTrash(k.t.Context(), ana)
			k.must(err)
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			k := newKit(t, testkit.Options{})
			ana := k.user("Ana", "UTC")
			task := k.task(ana, "Beans", "2026-08-01 10:00")
			r := k.remind(ana, task, 10)
			g := k.gate("data")
			k.Clock.Set(due.Add(-10 * time.Minute))
			g.wait(t)
			tc.do(k, ana, task, r)
			g.open()
			k.box.Wait(1)
			k.expect("while it was changed", k.mails(), "Beans")
			if tc.again != "" {
				k.expect("before the other time", k.at(moment(tc.again).Add(-2*time.Minute)))
				k.expect("at the other time", k.at(moment(tc.again)), "Beans")
			}
			k.expect("in the end", k.at(moment("2026-08-05 00:00")))
			if jobs := k.jobs(); len(jobs) > 0 {
				t.Errorf("a job is left: %+v", jobs)
			}
		})
	}
}

func TestWhatReplacesAFailingJobIsNotItsToEnd(t *testing.T) {
	t.Parallel()
	k := newKit(t, testkit.Options{})
	ana := k.user("Ana", "UTC")
	task := k.task(ana, "Beans", "2026-08-01 10:00")
	r := k.remind(ana, task, 0)
	arrived, answer := make(chan struct{}, 10), make(chan error, 10)
	k.box.Answer(func(stage string) error {
		if stage != "data" {
			return nil
		}
		arrived <- struct{}{}
		return <-answer
	})
	k.Clock.Set(moment("2026-08-01 10:00"))
	<-arrived
	k.edit(ana, task, "2026-08-02 10:00")
	want, _ := k.job("reminder:" + string(r.ID))
	answer <- &smtp.SMTPError{Code: 550, Message: "no"}
	k.put(docket.Job{ID: "another", Kind: docket.JobTestMail, UserID: ana.ID})
	<-arrived
	answer <- nil
	k.box.Wait(1)
	testkit.Eventually(t, "the other job", func() bool { _, ok := k.job("another"); return !ok })
	if got, _ := k.job("reminder:" + string(r.ID)); !same(got, want) {
		t.Errorf("the new job is %+v, want %+v", got, want)
	}
	answer <- nil
	k.read = 1
	k.expect("at the other time", k.at(moment("2026-08-02 10:00")), "Beans")
}

// A queued job is an id: what it was queued for may have been put off since.
func TestAReminderThatIsPutOffWhileItIsQueuedIsNotSentEarly(t *testing.T) {
	t.Parallel()
	r := testkit.RealRedis(t)
	k := newKit(t, testkit.Options{RedisURL: r.URL(), Workers: 1})
	ana := k.user("Ana", "UTC")
	task := k.task(ana, "Beans", "2026-08-01 10:00")
	k.remind(ana, task, 0)
	g := k.gate("data")
	k.put(docket.Job{ID: "another", Kind: docket.JobTestMail, UserID: ana.ID})
	g.wait(t)
	k.Clock.Set(moment("2026-08-01 10:00"))
	k.queued(r.Client(), 1)
	k.edit(ana, task, "2026-08-02 10:00")
	g.open()
	k.box.Wait(1)
	k.read = 1
	k.put(docket.Job{ID: "third", Kind: docket.JobTestMail, UserID: ana.ID}) // which the worker comes to after it
	k.expect("on the day that it was due", k.mails(), "Docket’s email works")
	k.expect("a minute before", k.at(moment("2026-08-02 09:59")))
	k.expect("at the new time", k.at(moment("2026-08-02 10:00")), "Beans")
}

// Attempts of which none ends, as when each takes the process with it, end as well.
func TestAJobThatNeverEndsIsGivenUp(t *testing.T) {
	t.Parallel()
	k := bareKit(t, testkit.Options{Mailbox: testkit.SMTP(t)})
	ana := k.user("Ana", "UTC")
	k.put(docket.Job{ID: "poison", Kind: docket.JobTestMail, UserID: ana.ID})
	const most = 100 // far more than the attempts of a job that fails
	begun := 0
	for range most + 20 {
		taken, err := k.Use.TakeJobs(t.Context())
		k.must(err)
		for _, j := range taken {
			if j.ID != "poison" {
				continue
			}
			if _, _, err := k.Use.BeginJob(t.Context(), j); err == nil {
				begun++
			} else if docket.KindOf(err) != docket.KindNotFound {
				t.Fatal(err)
			}
		}
		k.Clock.Add(2*time.Minute + time.Second)
	}
	j, ok := k.job("poison")
	if begun != most || !ok || j.FailedAt.IsZero() || j.Error == "" || !j.HeldUntil.IsZero() {
		t.Errorf("it was begun %d times, and is %+v", begun, j)
	}
}

// same compares jobs as they are stored, in milliseconds.
func same(a, b docket.Job) bool {
	for _, j := range []*docket.Job{&a, &b} {
		for _, at := range []*time.Time{&j.RunAt, &j.HeldUntil, &j.FailedAt} {
			*at = at.Truncate(time.Millisecond).UTC()
		}
	}
	return a == b
}

// What TakeJobs, BeginJob, EndJob and ReleaseJobs do with a job that is not what it was.
func TestAnAttemptIsOfAJobAsItWasTaken(t *testing.T) {
	t.Parallel()
	k := bareKit(t, testkit.Options{Mailbox: testkit.SMTP(t)})
	ana := k.user("Ana", "UTC")
	take := func() docket.Job {
		t.Helper()
		taken, err := k.Use.TakeJobs(t.Context())
		k.must(err)
		for _, j := range taken {
			if j.ID == "job" {
				return j
			}
		}
		t.Fatal("it was not taken")
		return docket.Job{}
	}
	notFound := func(what string, j docket.Job) {
		t.Helper()
		if got, _, err := k.Use.BeginJob(t.Context(), j); docket.KindOf(err) != docket.KindNotFound || got.ID != "" {
			t.Errorf("%s is begun: %+v, %v", what, got, err)
		}
	}
	put := func(j docket.Job) {
		j.ID, j.Kind, j.UserID = "job", docket.JobTestMail, ana.ID
		k.put(j)
	}
	put(docket.Job{})
	first := take()
	put(docket.Job{RunAt: k.Clock.Now().Add(time.Hour)})
	notFound("what was put off", first)
	put(docket.Job{FailedAt: k.Clock.Now(), RunAt: first.RunAt})
	notFound("what has failed", first)
	put(docket.Job{RunAt: first.RunAt})
	begun, m, err := k.Use.BeginJob(t.Context(), take())
	if err != nil || m == nil || begun.Attempts != 1 {
		t.Fatalf("it begins as %+v: %v", begun, err)
	}
	notFound("what another has begun", first)
	k.must(k.Use.ReleaseJobs(t.Context(), []docket.Job{first, {ID: "nothing"}}))
	if j, _ := k.job("job"); !same(j, begun) {
		t.Errorf("another's attempt was given back: %+v", j)
	}
	k.must(k.Use.EndJob(t.Context(), first, app.Outcome{}))
	if j, _ := k.job("job"); !same(j, begun) {
		t.Errorf("another's attempt was ended: %+v", j)
	}
	k.must(k.Use.EndJob(t.Context(), begun, app.Outcome{Err: errors.New("no")}))
	if j, _ := k.job("job"); j.Attempts != 1 || j.Error != "no" || !j.HeldUntil.IsZero() || j.RunAt.Sub(k.Clock.Now()) > time.Minute || j.RunAt.Sub(k.Clock.Now()) < 50*time.Second {
		t.Errorf("what has failed once is %+v", j)
	}
	k.must(k.Use.EndJob(t.Context(), begun, app.Outcome{}))
	if _, ok := k.job("job"); !ok {
		t.Error("the attempt was ended twice")
	}
	k.Clock.Add(2 * time.Minute)
	again := take()
	k.must(k.Use.ReleaseJobs(t.Context(), []docket.Job{again}))
	if got := take(); got.Attempts != 1 {
		t.Errorf("what was given back is taken as %+v", got)
	}
}
