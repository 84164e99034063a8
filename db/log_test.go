package db_test

import (
	"os"
	"strings"
	"testing"

	"docket/db"
	"docket/internal/docket"
)

func TestTheLogShrinksAfterALongReader(t *testing.T) {
	t.Parallel()
	d := open(t)
	ana := addUser(t, d, "ana")
	list := addList(t, d, ana)
	task := addTasks(t, d, list, ana, 1)[0]
	log := func() int64 {
		info, err := os.Stat(d.Path() + "-wal")
		must(t, err)
		return info.Size()
	}
	save := func(notes string) {
		write(t, d, docket.Change{Name: "task.edit", Lists: []docket.ID{list}}, func(tx *db.Tx) error {
			task.Notes = notes
			return tx.UpdateTask(task)
		})
	}
	must(t, d.Read(t.Context(), func(tx *db.ReadTx) error {
		if _, err := tx.Task(ana, task.ID); err != nil { // the snapshot begins
			return err
		}
		for i := range 300 { // SQLite writes no page that stays the same
			save(strings.Repeat(string("ab"[i%2]), 100<<10))
		}
		if log() < 20<<20 {
			t.Errorf("beside a long reader the log has %d bytes, too few to show anything", log())
		}
		return nil
	}))
	save("b")
	save("c")
	if log() > 8<<20 {
		t.Errorf("after a long reader and two changes the log has %d bytes", log())
	}
}
