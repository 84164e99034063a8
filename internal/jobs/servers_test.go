package jobs_test

import (
	"fmt"
	"testing"
	"time"

	"docket/internal/docket"
	"docket/internal/testkit"
)

func TestTwoServersSendEachReminderOnce(t *testing.T) {
	t.Parallel()
	for name, redis := range map[string]func(t *testing.T) [2]string{
		"one Redis":    func(t *testing.T) [2]string { url := testkit.RealRedis(t).URL(); return [2]string{url, url} },
		"a Redis each": func(t *testing.T) [2]string { return [2]string{testkit.RealRedis(t).URL(), testkit.RealRedis(t).URL()} },
	} {
		t.Run(name, func(t *testing.T) {
			data, box, clock := t.TempDir(), testkit.SMTP(t), testkit.NewClock()
			var servers [2]*kit
			for i, url := range redis(t) {
				servers[i] = newKit(t, testkit.Options{RedisURL: url, DataDir: data, Mailbox: box, Now: clock.Now})
				servers[i].Clock = clock
			}
			k := servers[0]
			ana := k.user("Ana", "UTC")
			due := moment("2026-08-01 10:00")
			var subjects []string
			for i := range 50 {
				at := due.Add(time.Duration(i/10) * time.Minute)
				subjects = append(subjects, fmt.Sprintf("Beans %d", i))
				servers[i%2].remind(ana, servers[i%2].task(ana, subjects[i], at.Format("2006-01-02 15:04")), 0)
			}
			var mails []*testkit.Mail
			for at := due; at.Before(due.Add(10 * time.Minute)); at = at.Add(time.Minute) {
				mails = append(mails, k.at(at)...)
			}
			k.expect("of 50 reminders", append(mails, k.at(due.Add(time.Hour))...), subjects...)
		})
	}
}

// One of two servers dies while it is in SMTP, and the other one sends what it has held.
func TestAnotherServerSendsWhatADeadOneHas(t *testing.T) {
	t.Parallel()
	r := testkit.RealRedis(t)
	data, clock := t.TempDir(), testkit.NewClock()
	dead := newKit(t, testkit.Options{RedisURL: r.URL(), DataDir: data, Now: clock.Now, Workers: 2})
	dead.Clock = clock
	ana := dead.user("Ana", "UTC")
	for i := range 5 {
		dead.remind(ana, dead.task(ana, fmt.Sprintf("Beans %d", i), "2026-08-01 10:00"), 0)
	}
	g := dead.gate("data")
	clock.Set(moment("2026-08-01 10:00"))
	g.wait(t)
	g.wait(t)
	// What runs hangs for as long as the test does. The rest is queued.
	other := newKit(t, testkit.Options{RedisURL: r.URL(), DataDir: data, Now: clock.Now})
	other.Clock = clock
	testkit.Eventually(t, "the others to be done", func() bool { return len(other.jobs()) == 2 })
	clock.Add(2*time.Minute + time.Second)
	other.expect("two minutes later", other.mails(), "Beans 0", "Beans 1", "Beans 2", "Beans 3", "Beans 4")
	// It was not dead after all: now its server takes the two mails, a second time, each
	// with the Message-ID of the first.
	ids := map[string]bool{}
	for _, m := range other.box.Messages() {
		ids[m.Header.Get("Message-Id")] = true
	}
	g.open()
	for _, m := range dead.box.Wait(2) {
		if !ids[m.Header.Get("Message-Id")] {
			t.Errorf("the second mail has a Message-ID of its own, %s", m.Header.Get("Message-Id"))
		}
	}
	dead.settle()
	for _, j := range dead.jobs() {
		t.Errorf("a job is left: %+v", j)
	}
}

// A clock that was far ahead has put jobs off until then, and held others.
func TestJobsComeAgainAfterTheClockWasAhead(t *testing.T) {
	t.Parallel()
	data, clock := t.TempDir(), testkit.NewClock()
	k := newKit(t, testkit.Options{DataDir: data, Now: clock.Now})
	k.Clock = clock
	ana := k.user("Ana", "UTC")
	now := clock.Now()
	k.Close()
	ahead := bareKit(t, testkit.Options{DataDir: data, Now: clock.Now, Mailbox: testkit.SMTP(t)})
	ahead.Clock = clock
	ahead.must(ahead.Use.SetNotifications(t.Context(), ana, notify("", "08:00")))
	ahead.task(ana, "Beans", "2026-07-17")
	ahead.put(docket.Job{ID: "held", Kind: docket.JobTestMail, UserID: ana.ID})
	clock.Set(now.Add(200 * 24 * time.Hour))
	taken, err := ahead.Use.TakeJobs(t.Context())
	ahead.must(err)
	for _, j := range taken {
		if j, _, err = ahead.Use.BeginJob(t.Context(), j); j.Kind != docket.JobTestMail {
			ahead.must(ahead.Use.EndJob(t.Context(), j, outcome(err)))
		}
	}
	ahead.Close()
	clock.Set(now)
	k = newKit(t, testkit.Options{DataDir: data, Now: clock.Now})
	k.Clock = clock
	k.expect("what was held", k.mails(), "Docket’s email works")
	for _, id := range []string{"tidy", "checkpoint"} {
		testkit.Eventually(t, id, func() bool {
			j, ok := k.job(id)
			return ok && j.RunAt.After(now) && j.RunAt.Before(now.Add(2*time.Hour))
		})
	}
	k.expect("the next morning", k.at(moment("2026-07-17 08:00")), "Friday 17 July: 1 task")
}
