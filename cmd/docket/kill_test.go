package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"docket/db"
	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/testkit"

	"github.com/redis/go-redis/v9"
)

// heldFor is longer than a job is held for by a process that may be dead.
const heldFor = 2*time.Minute + time.Second

// victims is a Docket that is killed again and again while reminders are due.
type victims struct {
	t     *testing.T
	data  *testkit.App // the same data, without workers
	box   *testkit.Mailbox
	redis *testkit.Redis
	ahead time.Duration // of the clock of the processes
}

// start starts a process, its clock later than that of the last one by as long as jobs
// are held for.
func (v *victims) start(redis string, command string) (cmd *exec.Cmd, said *output) {
	v.t.Helper()
	v.ahead += heldFor
	path, err := os.Executable()
	must(v.t, err)
	cmd = exec.Command(path, asDocketAhead, v.ahead.String(), command) // #nosec G204 -- ourselves
	cmd.Env = append(binary(v.t, v.data.DataDir).Env, "REDIS_URL="+redis, "DOCKET_SMTP_URL="+v.box.URL(), "DOCKET_MAIL_FROM=docket@example.com", "DOCKET_WORKERS=4")
	said = &output{}
	cmd.Stderr = said
	must(v.t, cmd.Start())
	return cmd, said
}

// jobs returns the reminders that are still promised.
func (v *victims) jobs() (left []docket.Job) {
	v.t.Helper()
	must(v.t, v.data.DB.Read(context.Background(), func(tx *db.ReadTx) error {
		jobs, err := tx.Jobs(1000)
		for _, j := range jobs {
			if j.Kind == docket.JobReminder {
				left = append(left, j)
			}
		}
		return err
	}))
	return left
}

// recorded returns the titles of the tasks whose reminder is noted as sent.
func (v *victims) recorded(u docket.User, tasks []docket.Task) (titles []string) {
	v.t.Helper()
	must(v.t, v.data.DB.Read(v.t.Context(), func(tx *db.ReadTx) error {
		for _, task := range tasks {
			reminders, err := tx.Reminders(u.ID, task.ID)
			if err != nil {
				return err
			}
			for _, r := range reminders {
				if !r.SentAt.IsZero() {
					titles = append(titles, task.Title)
				}
			}
		}
		return nil
	}))
	return titles
}

// until waits for a condition that is sure to come: within the time that a job is held for, as
// who was killed just then may have left one in Redis as being done.
func (v *victims) until(what string, said *output, ok func() bool) {
	v.t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	patience := time.After(heldFor + 30*time.Second)
	for !ok() {
		select {
		case <-patience:
			v.t.Fatalf("waited in vain for %s; left are %+v. It said:\n%s", what, v.jobs(), said)
		case <-tick.C:
		}
	}
}

// sent counts the mails by their subjects.
func (v *victims) sent() map[string]int {
	v.t.Helper()
	n := map[string]int{}
	for _, m := range v.box.Messages() {
		n[m.Subject()]++
	}
	return n
}

// age has what a dead process holds in Redis run out, as it would within the time
// that jobs are held for.
func (v *victims) age() {
	v.t.Helper()
	const leases = "asynq:{docket}:lease"
	held, err := v.redis.Client().ZRangeWithScores(v.t.Context(), leases, 0, -1).Result()
	must(v.t, err)
	for _, z := range held {
		must(v.t, v.redis.Client().ZAdd(v.t.Context(), leases, redis.Z{Member: z.Member, Score: z.Score - heldFor.Seconds()}).Err())
	}
}

func TestNoReminderIsLostWhenTheProcessIsKilled(t *testing.T) {
	t.Parallel()
	const (
		reminders = 20
		kills     = 6 // fewer than the attempts at a job
	)
	box := testkit.SMTP(t)
	v := &victims{t: t, box: box, redis: testkit.RealRedis(t), data: testkit.New(t, testkit.Options{Mailbox: box, Now: time.Now}), ahead: 10 * time.Minute}
	ctx := t.Context()
	u, err := v.data.Use.AddUser(ctx, app.NewAccount{Name: "Ana", Email: "ana@example.com", Password: testkit.Password, Zone: "UTC"})
	must(t, err)
	due := time.Now().UTC().Add(5 * time.Minute)
	var tasks []docket.Task
	for i := range reminders {
		task, err := v.data.Use.AddTask(ctx, u, app.NewTask{Title: fmt.Sprintf("Beans %d", i), DueOn: due.Format("2006-01-02"), DueTime: due.Format("15:04")})
		must(t, err)
		_, err = v.data.Use.AddReminder(ctx, u, task.ID, "0")
		must(t, err)
		tasks = append(tasks, task)
	}
	random := rand.New(rand.NewPCG(7, 16)) // #nosec G404 -- for a test
	for n := range kills {
		at := 1 + random.IntN(12) // of the stages of mails, three each
		reached := make(chan struct{}, 1)
		stages := 0
		box.Answer(oneByOne(func() {
			if stages++; stages == at {
				reached <- struct{}{}
			}
		}))
		// The built-in Redis dies with its process, the other keeps what that held.
		address, command := v.redis.URL(), [2]string{"serve", "worker"}[n%2]
		if n%4 == 0 {
			address = ""
		}
		cmd, said := v.start(address, command)
		v.until(command+" to send mail", said, func() bool { return len(reached) > 0 || len(v.jobs()) == 0 })
		must(t, cmd.Process.Kill())
		_ = cmd.Wait() // it was killed
		box.Close()    // what was on its way is over
		before, noted := v.sent(), v.recorded(u, tasks)
		box.Start()
		v.age()
		defer func() {
			after := v.sent()
			for _, title := range noted {
				if after[title] != before[title] {
					t.Errorf("%q was sent again after it was noted", title)
				}
			}
		}()
	}
	box.Answer(nil)
	cmd, said := v.start(v.redis.URL(), "serve")
	v.until("the last reminder", said, func() bool { return len(v.jobs()) == 0 })
	must(t, cmd.Process.Kill())
	_ = cmd.Wait() // it was killed
	twice, ids := 0, map[string]string{}
	for _, m := range box.Messages() {
		id, again := ids[m.Subject()]
		if again {
			if twice++; id != m.Header.Get("Message-Id") {
				t.Errorf("%q was sent with the Message-IDs %s and %s", m.Subject(), id, m.Header.Get("Message-Id"))
			}
		}
		ids[m.Subject()] = m.Header.Get("Message-Id")
	}
	if len(ids) != reminders || len(v.jobs()) > 0 {
		t.Errorf("%d reminders of %d were sent, %d are left", len(ids), reminders, len(v.jobs()))
	}
	if len(v.recorded(u, tasks)) != reminders {
		t.Errorf("%d reminders of %d are noted as sent", len(v.recorded(u, tasks)), reminders)
	}
	t.Logf("docket was killed %d times; of %d reminders %d were sent a second time", kills, reminders, twice)
}

// oneByOne calls f for each stage of a mail, never two at once.
func oneByOne(f func()) func(string) error {
	turn := make(chan struct{}, 1)
	return func(string) error {
		turn <- struct{}{}
		defer func() { <-turn }()
		f()
		return nil
	}
}
