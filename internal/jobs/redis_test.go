package jobs_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/jobs"
	"docket/internal/testkit"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
)

const pending = "asynq:{docket}:pending"

// queued waits until n jobs are queued that no worker has come to.
func (k *kit) queued(c *redis.Client, n int64) {
	k.t.Helper()
	testkit.Eventually(k.t, "queued jobs", func() bool { return c.LLen(k.t.Context(), pending).Val() >= n })
}

// sentOnce fails unless one mail was sent of a reminder whose time has come, and none
// comes later.
func (k *kit) sentOnce(r docket.Reminder) {
	k.t.Helper()
	k.idle()
	k.Clock.Add(2*time.Minute + time.Second) // a job is held for
	mails := k.mails()
	k.Clock.Add(time.Hour)
	if mails = append(mails, k.mails()...); len(mails) != 1 || mails[0].Subject() != "Beans" {
		k.t.Errorf("it was sent %d times", len(mails))
	}
	if k.reminder(r.ID).SentAt.IsZero() {
		k.t.Error("it is not noted that it was sent")
	}
	if jobs := k.jobs(); len(jobs) > 0 {
		k.t.Errorf("there are jobs left: %+v", jobs)
	}
}

// blockWriting holds all writes until the function is called that it returns.
func (k *kit) blockWriting() func() {
	k.t.Helper()
	holds, release, released := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		released <- k.DB.Write(context.Background(), func(*db.Tx) error {
			close(holds)
			<-release
			return nil
		})
	}()
	<-holds
	return func() {
		close(release)
		k.must(<-released)
	}
}

func TestNothingIsLostOrSentTwiceWhenRedisIsEmptied(t *testing.T) {
	t.Parallel()
	empty := func(t *testing.T, r *testkit.Redis) {
		t.Helper()
		if err := r.Client().FlushAll(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
	}
	restart := func(t *testing.T, r *testkit.Redis) { t.Helper(); r.Kill(); r.Start() }
	for how, lose := range map[string]func(*testing.T, *testkit.Redis){"emptied": empty, "killed": restart} {
		for step, do := range map[string]func(k *kit, lose func(), due time.Time, c *redis.Client){
			"promised": func(k *kit, lose func(), due time.Time, _ *redis.Client) {
				lose()
				k.Clock.Set(due)
				k.settle()
			},
			"queued": func(k *kit, lose func(), due time.Time, c *redis.Client) {
				g := k.gate("data")
				k.put(docket.Job{ID: "other", Kind: docket.JobTestMail, UserID: k.ana().ID})
				g.wait(k.t) // the only worker
				k.Clock.Set(due)
				k.queued(c, 1)
				lose()
				g.open()
				k.box.Wait(k.read + 1)
				k.read++
			},
			"in SMTP": func(k *kit, lose func(), due time.Time, _ *redis.Client) {
				g := k.gate("data")
				k.Clock.Set(due)
				g.wait(k.t)
				lose()
				g.open()
			},
			"confirmed": func(k *kit, lose func(), due time.Time, _ *redis.Client) {
				g := k.gate("data")
				k.Clock.Set(due)
				g.wait(k.t)
				write := k.blockWriting()
				g.open()
				k.box.Wait(k.read + 1)
				lose()
				write()
			},
			"recorded": func(k *kit, lose func(), due time.Time, _ *redis.Client) {
				k.Clock.Set(due)
				k.settle()
				lose()
			},
		} {
			t.Run(how+" when "+step, func(t *testing.T) {
				r := testkit.RealRedis(t)
				k := newKit(t, testkit.Options{RedisURL: r.URL(), Workers: 1})
				ana := k.user("Ana", "UTC")
				reminder := k.remind(ana, k.task(ana, "Beans", "2026-08-01 10:00"), 0)
				do(k, func() { lose(t, r) }, moment("2026-08-01 10:00"), r.Client())
				k.box.Answer(nil)
				k.sentOnce(reminder)
			})
		}
	}
}

// ana returns the oldest account.
func (k *kit) ana() docket.User {
	k.t.Helper()
	users, err := k.Use.Users(k.t.Context())
	k.must(err)
	return users[0]
}

func TestJobsAreDoneThoughRedisForgetsAllTheTime(t *testing.T) {
	t.Parallel()
	r := testkit.RealRedis(t)
	k := newKit(t, testkit.Options{RedisURL: r.URL()})
	ana := k.user("Ana", "UTC")
	var subjects []string
	for i := range 30 {
		subjects = append(subjects, fmt.Sprintf("Beans %d", i))
		k.remind(ana, k.task(ana, subjects[i], "2026-08-01 10:00"), 0)
	}
	k.Clock.Set(moment("2026-08-01 10:00"))
	testkit.Eventually(t, "all of them", func() bool {
		k.must(r.Client().FlushAll(t.Context()).Err())
		if !slices.ContainsFunc(k.jobs(), func(j docket.Job) bool { return j.Attempts > 0 }) {
			// Nobody is in SMTP, or has come to it in the last moment and has six steps left.
			k.Clock.Add(20 * time.Second)
		}
		return len(k.jobs()) == 0
	})
	k.expect("in the end", k.mails(), subjects...)
}

func TestRedisIsDownWhenJobsBegin(t *testing.T) {
	t.Parallel()
	r := testkit.RealRedis(t)
	r.Kill()
	log := &logged{}
	k := newKit(t, testkit.Options{RedisURL: r.URL(), Log: log})
	ana := k.user("Ana", "UTC")
	reminder := k.remind(ana, k.task(ana, "Beans", "2026-08-01 10:00"), 0)
	k.Clock.Set(moment("2026-08-01 10:00"))
	testkit.Eventually(t, "a warning", func() bool { return log.count("jobs wait until Redis takes them") > 0 })
	if j, _ := k.job("reminder:" + string(reminder.ID)); !j.HeldUntil.IsZero() || j.Attempts > 0 {
		t.Errorf("the job is taken for a Redis that is down: %+v", j)
	}
	r.Start()
	k.expect("once Redis answers", k.mails(), "Beans")
}

func TestJobsWaitWhileRedisRefusesWrites(t *testing.T) {
	t.Parallel()
	r, log := testkit.RealRedis(t), &logged{}
	k := newKit(t, testkit.Options{RedisURL: r.URL(), Log: log})
	ana := k.user("Ana", "UTC")
	reminder := k.remind(ana, k.task(ana, "Beans", "2026-08-01 10:00"), 0)
	for _, id := range []string{"tidy", "checkpoint"} {
		testkit.Eventually(t, id, func() bool { j, _ := k.job(id); return j.RunAt.After(k.Clock.Now()) })
	}
	r.RefuseWrites()
	// A sweep that asked Redis before must not come to the job: it would say that it cannot queue it.
	testkit.Eventually(t, "a warning", func() bool { return log.count("jobs wait until Redis takes them") == 1 })
	k.Clock.Set(moment("2026-08-01 10:00"))
	tries, asked := refusals(k, r, "set"), refusals(k, r, "evalsha")
	testkit.Eventually(t, "some tries", func() bool { return refusals(k, r, "set") > tries+50 })
	tries, asked = refusals(k, r, "set")-tries, refusals(k, r, "evalsha")-asked
	t.Logf("asked %d times, tried %d times", asked, tries)
	if asked > 30*tries { // a worker pauses for a fifth of the time between two tries
		t.Errorf("Redis was asked for jobs %d times while it was tried %d times", asked, tries)
	}
	if n := log.count("jobs wait until Redis takes them"); n != 1 || log.count("level=ERROR") > 0 {
		t.Errorf("the log says %d times that jobs wait, and has %d errors", n, log.count("level=ERROR"))
	}
	if j, _ := k.job("reminder:" + string(reminder.ID)); !j.HeldUntil.IsZero() || j.Attempts > 0 {
		t.Errorf("the job is taken for a Redis that takes nothing: %+v", j)
	}
	r.AllowWrites()
	k.expect("once Redis takes jobs", k.mails(), "Beans")
	r.RefuseWrites()
	testkit.Eventually(t, "another warning", func() bool { return log.count("jobs wait until Redis takes them") == 2 })
	r.AllowWrites()
}

// refusals returns how often the server has refused a command, or it has failed.
func refusals(k *kit, r *testkit.Redis, command string) (n int) {
	k.t.Helper()
	info, err := r.Client().Info(k.t.Context(), "commandstats").Result()
	k.must(err)
	for line := range strings.Lines(info) {
		stats, ok := strings.CutPrefix(line, "cmdstat_"+command+":")
		for stat := range strings.SplitSeq(strings.TrimSpace(stats), ",") {
			if name, value, _ := strings.Cut(stat, "="); ok && (name == "rejected_calls" || name == "failed_calls") {
				count, err := strconv.Atoi(value)
				k.must(err)
				n += count
			}
		}
	}
	return n
}

// Redis takes what is written to see whether it does, but no job.
func TestJobsThatCannotBeQueuedAreGivenBack(t *testing.T) {
	t.Parallel()
	r, log := testkit.RealRedis(t), &logged{}
	k := newKit(t, testkit.Options{RedisURL: r.URL(), Log: log})
	ana := k.user("Ana", "UTC")
	k.must(r.Client().Do(t.Context(), "ACL", "SETUSER", "default", "-eval", "-evalsha").Err())
	for i := range 5 {
		k.put(docket.Job{ID: fmt.Sprint(i), Kind: docket.JobTestMail, UserID: ana.ID})
	}
	refused := log.count("queueing jobs")
	testkit.Eventually(t, "refusals", func() bool { return log.count("queueing jobs") > refused+2 })
	k.must(r.Client().Do(t.Context(), "ACL", "SETUSER", "default", "+eval", "+evalsha").Err())
	// The clock stands still: what is held stays so.
	if n := len(k.mails()); n != 5 {
		t.Errorf("%d mails of 5 were sent", n)
	}
}

// So many are taken at once, but not only so many in each round.
func TestAllThatIsDueIsQueuedAtOnce(t *testing.T) {
	t.Parallel()
	const due = 250
	k := bareKit(t, testkit.Options{RedisURL: testkit.RealRedis(t).URL(), Mailbox: testkit.SMTP(t)})
	ana := k.user("Ana", "UTC")
	k.write(func(tx *db.Tx) error {
		for i := range due {
			if err := tx.PutJob(docket.Job{ID: fmt.Sprint(i), Kind: docket.JobTestMail, UserID: ana.ID, RunAt: k.Clock.Now()}); err != nil {
				return err
			}
		}
		return nil
	})
	slow := jobs.New(jobs.Parts{App: k.Use, Redis: k.Sessions.Client(), Log: slog.New(slog.DiscardHandler), Now: k.Clock.Now, Workers: 1, Every: time.Hour})
	ctx, stop := context.WithCancel(t.Context())
	go func() { _ = slow.Run(ctx) }() // asynq takes as long to stop as it waits in between
	testkit.Eventually(t, "all to be taken", func() bool {
		return !slices.ContainsFunc(k.jobs(), func(j docket.Job) bool { return j.HeldUntil.IsZero() && j.Attempts == 0 })
	})
	stop()
}

// An archived task is kept for 90 days, and none can be queued under its id meanwhile.
func TestATaskThatWasArchivedIsNotInTheWay(t *testing.T) {
	t.Parallel()
	r := testkit.RealRedis(t)
	k := newKit(t, testkit.Options{RedisURL: r.URL(), Workers: 1})
	ana := k.user("Ana", "UTC")
	g := k.gate("data")
	k.put(docket.Job{ID: "first", Kind: docket.JobTestMail, UserID: ana.ID})
	g.wait(t)
	k.put(docket.Job{ID: "second", Kind: docket.JobTestMail, UserID: ana.ID})
	k.queued(r.Client(), 1)
	inspector := asynq.NewInspectorFromRedisClient(r.Client())
	tasks, err := inspector.ListPendingTasks("docket")
	k.must(err)
	for _, task := range tasks {
		k.must(inspector.ArchiveTask("docket", task.ID))
	}
	// What Redis may have lost of it all.
	k.must(r.Client().Del(t.Context(), "asynq:queues").Err())
	g.open()
	k.idle()
	k.Clock.Add(2*time.Minute + time.Second)
	if n := len(k.mails()); n != 2 {
		t.Errorf("%d mails of 2 were sent", n)
	}
}

func TestAJobThatIsQueuedStillIsNotQueuedTwice(t *testing.T) {
	t.Parallel()
	r := testkit.RealRedis(t)
	k := newKit(t, testkit.Options{RedisURL: r.URL(), Workers: 1})
	ana := k.user("Ana", "UTC")
	g := k.gate("data")
	k.put(docket.Job{ID: "first", Kind: docket.JobTestMail, UserID: ana.ID})
	g.wait(t)
	k.put(docket.Job{ID: "second", Kind: docket.JobTestMail, UserID: ana.ID})
	k.queued(r.Client(), 1)
	for range 3 {
		held, _ := k.job("second")
		k.Clock.Add(2*time.Minute + time.Second)
		testkit.Eventually(t, "it to be taken again", func() bool {
			j, _ := k.job("second")
			return j.HeldUntil.After(held.HeldUntil)
		})
	}
	n := map[string]int{} // the first is queued again as well, as the clock says that two minutes are over
	k.put(docket.Job{ID: "third", Kind: docket.JobTestMail, UserID: ana.ID})
	testkit.Eventually(t, "a third job, and so the end of the sweep before", func() bool {
		tasks, err := asynq.NewInspectorFromRedisClient(r.Client()).ListPendingTasks("docket")
		k.must(err)
		clear(n)
		for _, task := range tasks {
			id, _, _ := strings.Cut(task.ID, ":")
			n[id]++
		}
		return n["third"] > 0
	})
	if n["second"] != 1 {
		t.Errorf("it is queued %d times", n["second"])
	}
	g.open()
	k.settle()
}

func TestWhatWasQueuedByOthersIsSurvived(t *testing.T) {
	t.Parallel()
	testkit.EachRedis(t, func(t *testing.T, url string) {
		k := newKit(t, testkit.Options{RedisURL: url, Workers: 1})
		ana := k.user("Ana", "UTC")
		client := asynq.NewClientFromRedisClient(k.Sessions.Client())
		for i, payload := range []string{"", "{", "null", "[1]", `"x"`, `{"id":7}`, `{"id":""}`, `{"id":"nobody","attempts":-1}`, `{"id":"tidy","attempts":99}`, "\xff\x00"} {
			for _, kind := range []string{"job", "mail:send"} {
				_, err := client.Enqueue(asynq.NewTask(kind, []byte(payload)), asynq.Queue("docket"), asynq.MaxRetry(i%2))
				k.must(err)
			}
		}
		k.put(docket.Job{ID: "after", Kind: docket.JobTestMail, UserID: ana.ID})
		if n := len(k.mails()); n != 1 {
			t.Errorf("%d mails of 1 were sent", n)
		}
	})
}
