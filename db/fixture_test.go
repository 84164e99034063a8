package db_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/testkit"
)

// start is when everything in these tests happens.
var start = time.Date(2026, 7, 16, 12, 0, 0, 0, time.UTC)

// open opens a new database and closes it at the end of the test.
func open(t *testing.T, hooks ...db.Hook) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "docket.db"), hooks...)
	must(t, err)
	t.Cleanup(func() { must(t, d.Close()) })
	return d
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newID(t *testing.T) docket.ID {
	t.Helper()
	id, err := testkit.NewID()
	must(t, err)
	return id
}

// write is a Write that has to succeed.
func write(t *testing.T, d *db.DB, c docket.Change, fn func(*db.Tx) error) {
	t.Helper()
	must(t, d.Write(t.Context(), func(tx *db.Tx) error {
		tx.Change(c)
		return fn(tx)
	}))
}

// read is a Read that has to succeed.
func read[T any](t *testing.T, d *db.DB, fn func(*db.ReadTx) (T, error)) T {
	t.Helper()
	var v T
	must(t, d.Read(t.Context(), func(tx *db.ReadTx) (err error) {
		v, err = fn(tx)
		return err
	}))
	return v
}

func newAccount(t *testing.T, name string) db.Account {
	t.Helper()
	return db.Account{PasswordHash: "none", User: docket.User{ID: newID(t), Email: name + "@example.com", Name: name,
		Zone: time.UTC, WeekStart: time.Monday, Theme: docket.ThemeSystem, CreatedAt: start}}
}

func addUser(t *testing.T, d *db.DB, name string) docket.ID {
	t.Helper()
	a := newAccount(t, name)
	write(t, d, docket.Change{Name: "user.add"}, func(tx *db.Tx) error { return tx.AddUser(a, newID(t)) })
	return a.ID
}

// addList makes a list whose first member is its owner and whose others are
// editors.
func addList(t *testing.T, d *db.DB, members ...docket.ID) docket.ID {
	t.Helper()
	l := docket.List{ID: newID(t), Name: "Garden", Color: docket.DefaultColor}
	write(t, d, docket.Change{Name: "list.add", Lists: []docket.ID{l.ID}}, func(tx *db.Tx) error {
		if err := tx.AddList(l, start); err != nil {
			return err
		}
		role := docket.RoleOwner
		for _, m := range members {
			if err := tx.AddMember(l.ID, m, role); err != nil {
				return err
			}
			role = docket.RoleEditor
		}
		return nil
	})
	return l.ID
}

func newTask(t *testing.T, list docket.ID, title string) docket.Task {
	t.Helper()
	return docket.Task{ID: newID(t), ListID: list, Title: title, CreatedAt: start, Version: 1}
}

// addTasks adds n tasks to the end of a list.
func addTasks(t *testing.T, d *db.DB, list, by docket.ID, n int) []docket.Task {
	t.Helper()
	var tasks []docket.Task
	write(t, d, docket.Change{Name: "task.add", Lists: []docket.ID{list}}, func(tx *db.Tx) (err error) {
		for i := range n {
			task := newTask(t, list, fmt.Sprint("Task ", i))
			if task.Rank, err = tx.LastRank(list); err != nil {
				return err
			}
			if err := tx.AddTask(task, by); err != nil {
				return err
			}
			tasks = append(tasks, task)
		}
		return nil
	})
	return tasks
}

// inOrder returns the ids of a list's open tasks as its pages show them.
func inOrder(tx *db.ReadTx, list docket.ID) ([]docket.ID, error) {
	var ids []docket.ID
	for after := docket.Cursor(""); ; {
		rows, err := tx.OpenTasks(docket.List{ID: list}, nil, docket.View{After: after})
		if err != nil {
			return nil, err
		}
		for _, r := range rows.Tasks {
			ids = append(ids, r.ID)
		}
		if after = rows.More; after == "" {
			return ids, nil
		}
	}
}
