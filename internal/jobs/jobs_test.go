package jobs_test

import (
	"testing"
	"time"

	"docket/internal/docket"
	"docket/internal/jobs"
	"docket/internal/testkit"
)

func TestTheJobsThatComeAgain(t *testing.T) {
	t.Parallel()
	testkit.EachRedis(t, func(t *testing.T, url string) {
		k := newKit(t, testkit.Options{RedisURL: url, Workers: 2})
		for _, id := range []string{"tidy", "checkpoint"} {
			for hour := range 3 {
				before := k.Clock.Now()
				testkit.Eventually(t, id, func() bool {
					j, ok := k.job(id)
					return ok && j.RunAt.After(before) && j.Attempts == 0 && j.HeldUntil.IsZero()
				})
				if j, _ := k.job(id); j.RunAt.Sub(before) > time.Hour+time.Minute {
					t.Errorf("%s comes again in %v, the %d. time", id, j.RunAt.Sub(before), hour+1)
				}
				k.Clock.Add(time.Hour)
			}
		}
	})
}

func TestAClockFarAheadRemovesNothingAndSaysSoOnce(t *testing.T) {
	t.Parallel()
	log := &logged{}
	k := newKit(t, testkit.Options{Log: log})
	ana := k.user("Ana", "UTC")
	old, kept := k.task(ana, "Old", ""), k.task(ana, "Kept", "")
	_, err := k.Use.DeleteTask(t.Context(), ana, old.ID)
	k.must(err)
	inTrash := func() int {
		t.Helper()
		page, err := k.Use.Page(t.Context(), ana.ID, docket.View{Kind: docket.ViewTrash})
		k.must(err)
		return len(page.Groups[0].Tasks)
	}
	tidied := func() {
		t.Helper()
		now := k.Clock.Now()
		testkit.Eventually(t, "it to be tidied", func() bool {
			j, ok := k.job("tidy")
			return ok && j.RunAt.After(now) && j.HeldUntil.IsZero() && j.Attempts == 0
		})
		if j, _ := k.job("tidy"); j.RunAt.Sub(now) > time.Hour+time.Minute || j.Error != "" {
			t.Errorf("it comes again in %v: %+v", j.RunAt.Sub(now), j)
		}
	}
	const warning = "clock is far ahead of the newest change"
	tidied()
	if n := log.count(warning); n > 0 {
		t.Errorf("the log says %d times that the clock is ahead, which it is not", n)
	}
	k.Clock.Add(200 * 24 * time.Hour)
	for range 4 {
		tidied()
		k.Clock.Add(time.Hour)
	}
	if n := log.count(warning); n != 1 || log.count("level=WARN") != 1 {
		t.Errorf("the log says %d times that the clock is ahead, and has %d warnings", n, log.count("level=WARN"))
	}
	if n := inTrash(); n != 1 {
		t.Errorf("the trash holds %d tasks, want 1", n)
	}
	_, err = k.Use.CompleteTask(t.Context(), ana, kept.ID, "")
	k.must(err)
	k.Clock.Add(time.Hour)
	tidied()
	if n := inTrash(); n != 0 {
		t.Errorf("after a change the trash holds %d tasks", n)
	}
	k.Clock.Add(200 * 24 * time.Hour)
	tidied()
	if n := log.count(warning); n != 2 {
		t.Errorf("the second time, the log says %d times that the clock is ahead", n)
	}
}

func TestTheQueueSaysWhatIsQueued(t *testing.T) {
	testkit.EachRedis(t, func(t *testing.T, url string) {
		idle := testkit.New(t, testkit.Options{RedisURL: url})
		queue := jobs.NewQueue(idle.Sessions.Client())
		if q, err := queue.Queued(); err != nil || q.Workers+q.Waiting+q.Running+q.Attempts > 0 {
			t.Errorf("before anything is queued it says %+v, %v", q, err)
		}
		k := testkit.New(t, testkit.Options{RedisURL: url, Workers: 2})
		busy := jobs.NewQueue(k.Sessions.Client())
		testkit.Eventually(t, "two jobs to be done", func() bool {
			q, err := busy.Queued()
			return err == nil && q.Attempts >= 2 && q.Workers == 2 && len(q.Hosts) == 1 && q.Waiting == 0
		})
	})
}
