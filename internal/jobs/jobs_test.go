package jobs_test

import (
	"testing"
	"time"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/testkit"
)

// eventually waits for a condition that is sure to come.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	patience := time.After(20 * time.Second)
	for !ok() {
		select {
		case <-patience:
			t.Fatalf("waited in vain for %s", what)
		case <-tick.C:
		}
	}
}

// kit is an app whose jobs a test looks at.
type kit struct {
	*testkit.App
	t *testing.T
}

func (k kit) job(id string) (j docket.Job, ok bool) {
	k.t.Helper()
	err := k.DB.Read(k.t.Context(), func(tx *db.ReadTx) (err error) {
		j, err = tx.Job(id)
		return err
	})
	if docket.KindOf(err) == docket.KindNotFound {
		return j, false
	}
	if err != nil {
		k.t.Fatal(err)
	}
	return j, true
}

func TestTheJobsThatComeAgain(t *testing.T) {
	testkit.EachRedis(t, func(t *testing.T, url string) {
		k := kit{testkit.New(t, testkit.Options{RedisURL: url, Workers: 2}), t}
		for _, id := range []string{"tidy", "checkpoint"} {
			for hour := range 3 {
				before := k.Clock.Now()
				eventually(t, id, func() bool {
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
