package db_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"docket/db"
	"docket/internal/docket"
)

// Making room moves along what undo may need, and leaves all that is kept longer
// alone: it may be very much, and everyone else waits.
func TestMakingRoomLooksThroughTheChangesThatCanBeUndoneOnly(t *testing.T) {
	t.Parallel()
	d := open(t)
	ana := addUser(t, d, "ana")
	list := addList(t, d, ana)
	tasks := addTasks(t, d, list, ana, 3)
	const old, recent = 50, 5
	kept := func(made time.Time) docket.Done {
		return docket.Done{ID: newID(t), UserID: ana, Action: docket.ActionReorder, Thing: docket.ThingTask, Target: tasks[2].ID, Title: "Task",
			MadeAt: made, Fields: []docket.FieldChange{{Field: "position", Before: fmt.Sprint(tasks[2].Position), After: fmt.Sprint(tasks[2].Position + 1)}}}
	}
	all := map[docket.ID]bool{} // whether it is recent
	write(t, d, docket.Change{Name: "task.reorder", Lists: []docket.ID{list}}, func(tx *db.Tx) error {
		for i := range int64(old + recent) {
			made := start.Add(-time.Millisecond)
			if i >= old {
				made = start
			}
			done := kept(made)
			all[done.ID] = i >= old
			if err := tx.AddDone(done, i+2); err != nil {
				return err
			}
		}
		for range 40 { // until there is no room
			if err := moveTask(tx, ana, tasks[0].ID, tasks[1].ID, false); err != nil {
				return err
			}
			if err := moveTask(tx, ana, tasks[2].ID, tasks[1].ID, false); err != nil {
				return err
			}
		}
		return nil
	})
	for id, recent := range all {
		done := read(t, d, func(tx *db.ReadTx) (docket.Done, error) { return tx.Done(ana, id) })
		f := done.Fields[0]
		if moved := f.Before != fmt.Sprint(tasks[2].Position); moved != recent || (f.After != fmt.Sprint(tasks[2].Position+1)) != recent {
			t.Errorf("a change, recent %v, went from %s to %s", recent, f.Before, f.After)
		}
	}

	pool, err := sql.Open("sqlite3", "file:"+d.Path())
	must(t, err)
	seen := 0
	for _, q := range d.WriteStatements() {
		if !strings.HasPrefix(q, "UPDATE change_fields") {
			continue
		}
		seen++
		plan := strings.Join(queryPlan(t, pool, q), "\n")
		if !strings.Contains(plan, "changes_by_user (user_id=? AND made_at>?)") || strings.Contains(plan, "SCAN change") || strings.Contains(plan, "SCAN c") {
			t.Errorf("%s\nis carried out as\n%s", q, plan)
		}
	}
	if seen != 2 {
		t.Errorf("%d statements move on what changes have kept, want 2", seen)
	}
	must(t, pool.Close())
}
