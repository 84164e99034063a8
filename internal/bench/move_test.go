package bench

import (
	"slices"
	"testing"
	"time"

	"docket/db"
	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/testkit"
)

// BenchmarkMove moves tasks of a list of 100,000 10,000 times in each of the ways that
// make ranks longer, one write each. To be reached: under 5 ms each.
func BenchmarkMove(b *testing.B) {
	const size, moves = 100_000, 10_000
	a := testkit.New(b, testkit.Options{})
	ana := a.SignedIn("Ana")
	list := ana.AddList("Backlog").ID
	tasks := make([]docket.ID, size)
	err := a.DB.Write(b.Context(), func(tx *db.Tx) (err error) {
		tx.Change(docket.Change{Name: "task.add", Lists: []docket.ID{list}})
		for i, r := range testkit.Ranks(size) {
			if tasks[i], err = testkit.NewID(); err != nil {
				return err
			}
			if err := tx.AddTask(docket.Task{ID: tasks[i], ListID: list, Title: title(i), Rank: r, CreatedAt: a.Clock.Now()}, ana.User.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	// The i-th move is of the i-th task from the end, or of one of two in turn.
	ith := func(i int) docket.ID { return tasks[size-1-i%(size/2)] }
	pair := func(i int) docket.ID { return tasks[30_000+i%2] }
	for _, kind := range []struct {
		name        string
		moved, next func(i int) docket.ID
		before      func(i int) bool
	}{
		{"toOneSpot", ith, func(int) docket.ID { return tasks[10_000] }, func(int) bool { return true }},
		{"beforeAndAfterOne", ith, func(int) docket.ID { return tasks[20_000] }, func(i int) bool { return i%2 == 0 }},
		{"twoInTurn", pair, func(i int) docket.ID { return pair(i + 1) }, func(int) bool { return true }},
		{"betweenTheLastTwo", ith, func(i int) docket.ID {
			if i == 0 {
				return tasks[40_000]
			}
			return ith(i - 1)
		}, func(i int) bool { return i%2 == 0 }},
	} {
		b.Run(kind.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				for i := range moves {
					to := app.TaskMove{After: string(kind.next(i))}
					if kind.before(i) {
						to = app.TaskMove{Before: string(kind.next(i))}
					}
					began := time.Now()
					if _, err := a.Use.MoveTask(b.Context(), ana.User, kind.moved(i), to); err != nil {
						b.Fatal(err)
					}
					took = append(took, time.Since(began))
				}
			}
			report(b, took)
			over := len(took) - len(slices.DeleteFunc(slices.Clone(took), func(d time.Duration) bool { return d > 5*time.Millisecond }))
			b.ReportMetric(float64(over), "over-5ms")
			b.ReportMetric(float64(slices.Max(took).Microseconds()), "max-µs")
		})
	}
}
