package db_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"docket/db"
	"docket/internal/docket"
)

func TestARestoreSignsOutAndRenewsWhatItBringsBack(t *testing.T) {
	t.Parallel()
	var users, devices []docket.ID
	path := filepath.Join(t.TempDir(), "docket.db")
	d, err := db.Open(t.Context(), path)
	must(t, err)
	for _, name := range []string{"ana", "bob", "eve"} {
		user := addUser(t, d, name)
		device := docket.Device{ID: newID(t), UserID: user, CreatedAt: start, SeenAt: start}
		write(t, d, docket.Change{Name: "device.add"}, func(tx *db.Tx) error { return tx.AddDevice(device) })
		users, devices = append(users, user), append(devices, device.ID)
	}
	list := addList(t, d, users[0])
	addTasks(t, d, list, users[0], 3)
	versions := func(d *db.DB) map[docket.ID]string {
		return read(t, d, func(tx *db.ReadTx) (map[docket.ID]string, error) {
			all, err := tx.Users()
			v := map[docket.ID]string{}
			for _, u := range all {
				v[u.ID] = u.ListVersion
			}
			return v, err
		})
	}
	jobs := map[docket.JobKind]time.Time{docket.JobReset: start, docket.JobTestMail: start.Add(time.Hour), docket.JobReminder: start.Add(-time.Hour), docket.JobDigest: start}
	token := db.Token{Hash: "x", Kind: docket.JobReset, UserID: users[0], Email: "ana@example.com", ExpiresAt: start.Add(time.Hour)}
	write(t, d, docket.Change{Name: "job.put"}, func(tx *db.Tx) error {
		for kind, at := range jobs {
			if err := tx.PutJob(docket.Job{ID: string(kind), Kind: kind, UserID: users[0], RunAt: at}); err != nil {
				return err
			}
		}
		return tx.AddToken(token, start)
	})
	old := versions(d)
	file := backup(t, path)
	addTasks(t, d, list, users[0], 2)
	must(t, d.Close())
	before := sum(t, file)

	kept, err := db.Restore(t.Context(), path, file, start)
	must(t, err)
	if sum(t, file) != before {
		t.Error("restoring has changed the backup")
	}
	if n := countTasks(t, kept, list); n != 5 {
		t.Errorf("what was replaced has %d tasks, want 5", n)
	}
	d, err = db.Open(t.Context(), path)
	must(t, err)
	now := versions(d)
	seen := map[string]bool{}
	for _, id := range users {
		if len(now[id]) != 32 || now[id] == old[id] || seen[now[id]] {
			t.Errorf("the version of a user is %q, in the backup it was %q", now[id], old[id])
		}
		seen[now[id]] = true
	}
	for i, id := range devices {
		err := d.Read(t.Context(), func(tx *db.ReadTx) error { _, err := tx.SignedIn(id); return err })
		if docket.KindOf(err) != docket.KindNotFound {
			t.Errorf("device %d is still signed in: %v", i, err)
		}
	}
	// Links that may have been used and mail that may have been sent stay away.
	if err := d.Read(t.Context(), func(tx *db.ReadTx) error { _, err := tx.Token(token.Kind, token.Hash, start); return err }); docket.KindOf(err) != docket.KindNotFound {
		t.Errorf("a link works again: %v", err)
	}
	var left []string
	for _, j := range read(t, d, func(tx *db.ReadTx) ([]docket.Job, error) { return tx.Jobs(100) }) {
		left = append(left, j.ID)
	}
	slices.Sort(left)
	if want := []string{"checkpoint", string(docket.JobDigest), string(docket.JobTestMail), "tidy"}; !slices.Equal(left, want) {
		t.Errorf("the jobs are %v, want %v", left, want)
	}
	must(t, d.Close())
	if n := countTasks(t, path, list); n != 3 {
		t.Errorf("restored are %d tasks, want 3", n)
	}
	// Nothing but the two databases and the lock is left, and a second restore
	// in the same second keeps what the first one put there, too.
	again, err := db.Restore(t.Context(), path, file, start)
	must(t, err)
	if again == kept {
		t.Errorf("both restores keep what they replace as %s", kept)
	}
	want := []string{"docket.db", "docket.db.lock", filepath.Base(kept), filepath.Base(again)}
	slices.Sort(want)
	got := slices.DeleteFunc(names(t, filepath.Dir(path)), func(n string) bool {
		return strings.HasSuffix(n, ".lock") && n != "docket.db.lock" // of opening what was kept
	})
	if !slices.Equal(got, want) {
		t.Errorf("the folder holds %v, want %v", got, want)
	}
}

func TestARestoreIntoAnEmptyFolder(t *testing.T) {
	t.Parallel()
	from, _, list := closed(t, 4)
	path := filepath.Join(t.TempDir(), "new", "docket.db")
	kept, err := db.Restore(t.Context(), path, backup(t, from), start)
	if err != nil || kept != "" {
		t.Fatalf("Restore() = %q, %v", kept, err)
	}
	if n := countTasks(t, path, list); n != 4 {
		t.Errorf("restored are %d tasks, want 4", n)
	}
}

func TestARestoreRefusesAndLeavesTheDataAlone(t *testing.T) {
	t.Parallel()
	path, _, list := closed(t, 5)
	good := backup(t, path)
	whole, err := os.ReadFile(good)
	must(t, err)
	folder := t.TempDir()
	file := func(name string, content []byte) string {
		f := filepath.Join(folder, name)
		must(t, os.WriteFile(f, content, 0o600))
		return f
	}
	damaged := slices.Clone(whole)
	for i := len(damaged) / 3; i < len(damaged)*2/3; i++ {
		damaged[i] ^= 0x55
	}
	newer, torn, index := file("newer.db", whole), file("torn.db", whole), file("index.db", whole)
	rawly(t, index, `PRAGMA writable_schema = on`,
		`UPDATE sqlite_schema SET sql = replace(sql, 'deleted_at IS NOT NULL', 'deleted_at IS NULL') WHERE name = 'tasks_trash'`)
	rawly(t, newer, fromTheFuture)
	rawly(t, torn, `PRAGMA foreign_keys = off`, `UPDATE tasks SET list_id = 'gone'`)
	foreign := filepath.Join(folder, "foreign.db")
	rawly(t, foreign, `CREATE TABLE recipes (id INTEGER PRIMARY KEY, name TEXT)`, `INSERT INTO recipes (name) VALUES ('soup')`)
	for name, tc := range map[string]struct{ file, want string }{
		"a missing file":                  {filepath.Join(folder, "none.db"), "no such file"},
		"a folder":                        {folder, ""},
		"an empty file":                   {file("empty.db", nil), "not a database of Docket"},
		"a text file":                     {file("text.db", []byte(strings.Repeat("Buy milk.\n", 1000))), "not a database"},
		"a truncated database":            {file("short.db", whole[:len(whole)/2]), ""},
		"a database cut within a page":    {file("cut.db", whole[:len(whole)-100]), ""},
		"a damaged database":              {file("damaged.db", damaged), ""},
		"an index that misses rows":       {index, "is damaged"},
		"another program's database":      {foreign, "not a database of Docket"},
		"rows that refer to missing ones": {torn, "tasks"},
		"a newer schema":                  {newer, db.ErrNewer.Error()},
	} {
		before, there := sum(t, path), names(t, filepath.Dir(path))
		kept, err := db.Restore(t.Context(), path, tc.file, start)
		if err == nil || kept != "" || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: Restore() = %q, %v, want an error with %q", name, kept, err, tc.want)
		}
		if sum(t, path) != before || !slices.Equal(names(t, filepath.Dir(path)), there) {
			t.Errorf("%s: the data has changed; there is %v, before %v", name, names(t, filepath.Dir(path)), there)
		}
	}
	if _, err := db.Restore(t.Context(), path, newer, start); !errors.Is(err, db.ErrNewer) {
		t.Errorf("restoring a newer schema returns %v", err)
	}
	d, err := db.Open(t.Context(), path)
	must(t, err)
	if kept, err := db.Restore(t.Context(), path, good, start); !errors.Is(err, db.ErrInUse) || kept != "" {
		t.Errorf("while the data is in use, Restore() = %q, %v", kept, err)
	}
	addTasks(t, d, list, read(t, d, (*db.ReadTx).Users)[0].ID, 1)
	must(t, d.Close())
	if n := countTasks(t, path, list); n != 6 {
		t.Errorf("%d tasks after it all, want 6", n)
	}
}

func TestAnIncompleteDatabaseIsNotCalledWhole(t *testing.T) {
	t.Parallel()
	path, _, _ := closed(t, 1)
	whole, err := os.ReadFile(backup(t, path))
	must(t, err)
	for statement, want := range map[string]string{
		`DROP TABLE comments`:                                                      "table comments is missing",
		`DROP INDEX tasks_due`:                                                     "index tasks_due is missing",
		`ALTER TABLE sections DROP COLUMN name`:                                    "table sections is changed",
		`ALTER TABLE tasks ADD COLUMN spy TEXT`:                                    "table tasks is changed",
		`CREATE TABLE sqliteless (id)`:                                             "table sqliteless is not Docket's",
		`CREATE INDEX mine ON tasks (title)`:                                       "index mine is not Docket's",
		`CREATE VIEW v AS SELECT title FROM tasks`:                                 "view v is not Docket's",
		`CREATE TRIGGER spy AFTER UPDATE ON tasks BEGIN DELETE FROM comments; END`: "trigger spy is not Docket's",
	} {
		file := filepath.Join(t.TempDir(), "changed.db")
		must(t, os.WriteFile(file, whole, 0o600))
		rawly(t, file, statement)
		before := sum(t, path)
		_, err := db.Restore(t.Context(), path, file, start)
		_, found := db.Check(t.Context(), file)
		for _, err := range []error{err, found} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want an error with %q", statement, err, want)
			}
		}
		if sum(t, path) != before {
			t.Errorf("%s: the data has changed", statement)
		}
	}
}

func TestDatabasesOfEveryVersionAreWhole(t *testing.T) {
	t.Parallel()
	path, _, _ := closed(t, 0)
	newest, err := db.Check(t.Context(), path)
	must(t, err)
	for v := int64(1); v <= newest.Newest; v++ {
		older := filepath.Join(t.TempDir(), "older.db")
		must(t, db.MigrateTo(t.Context(), older, v))
		// As a person who looks at it leaves it.
		rawly(t, older, `ANALYZE`, `VACUUM`)
		if r, err := db.Check(t.Context(), older); err != nil || r.Schema != v {
			t.Errorf("Check of schema %d: %+v, %v", v, r, err)
		}
		_, err := db.Restore(t.Context(), path, older, start)
		must(t, err)
		if r, err := db.Check(t.Context(), path); err != nil || r.Schema != newest.Schema {
			t.Errorf("Check after restoring schema %d: %+v, %v", v, r, err)
		}
	}
}

func TestWhatARestoreReplacesKeepsItsLog(t *testing.T) {
	t.Parallel()
	path, list := crashed(t)
	other, _, otherList := closed(t, 1)
	kept, err := db.Restore(t.Context(), path, backup(t, other), start)
	must(t, err)
	if n := countTasks(t, path, otherList); n != 1 {
		t.Errorf("restored are %d tasks, want 1", n)
	}
	// And it can be put back, log and all.
	back := filepath.Join(t.TempDir(), "docket.db")
	_, err = db.Restore(t.Context(), back, kept, start)
	must(t, err)
	if n := countTasks(t, back, list); n != 3 {
		t.Errorf("of what was kept, %d tasks are restored, want 3", n)
	}
	if n := countTasks(t, kept, list); n != 3 {
		t.Errorf("what was kept has %d tasks, want 3", n)
	}
}

// Somebody who moves a broken database away by hand leaves its log behind.
func TestALogWithoutItsDatabaseIsNotMixedIntoARestoredOne(t *testing.T) {
	t.Parallel()
	path, _ := crashed(t)
	must(t, os.Remove(path))
	other, _, list := closed(t, 2)
	kept, err := db.Restore(t.Context(), path, backup(t, other), start)
	must(t, err)
	if n := countTasks(t, path, list); n != 2 {
		t.Errorf("restored are %d tasks, want 2", n)
	}
	if _, err := db.Check(t.Context(), path); err != nil {
		t.Error(err)
	}
	if kept == "" {
		t.Error("the log that was there is not kept")
	} else if _, err := os.Stat(kept + "-wal"); err != nil {
		t.Error(err)
	}
}
