package db_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"docket/db"
	"docket/internal/docket"
)

// closed makes a database with a user, a list and as many tasks, and closes it.
func closed(t *testing.T, tasks int) (path string, ana, list docket.ID) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "docket.db")
	d, err := db.Open(t.Context(), path)
	must(t, err)
	ana = addUser(t, d, "ana")
	list = addList(t, d, ana)
	addTasks(t, d, list, ana, tasks)
	must(t, d.Close())
	return path, ana, list
}

func backup(t *testing.T, path string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "backup.db")
	must(t, db.Backup(t.Context(), path, file))
	return file
}

func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	must(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func sum(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	must(t, err)
	return fmt.Sprintf("%x", sha256.Sum256(b))
}

// countTasks opens a database and counts a list's open tasks.
func countTasks(t *testing.T, path string, list docket.ID) int {
	t.Helper()
	d, err := db.Open(t.Context(), path)
	must(t, err)
	ids := read(t, d, func(tx *db.ReadTx) ([]docket.ID, error) { return inOrder(tx, list) })
	must(t, d.Close())
	return len(ids)
}

func TestABackupIsOneWholePrivateFile(t *testing.T) {
	t.Parallel()
	path, _, _ := closed(t, 7)
	file := backup(t, path)
	if got := names(t, filepath.Dir(file)); !slices.Equal(got, []string{"backup.db"}) {
		t.Errorf("the backup has left %v", got)
	}
	info, err := os.Stat(file)
	must(t, err)
	if mode := info.Mode().Perm(); mode != 0o600 {
		t.Errorf("the backup has mode %o, want 600", mode)
	}
	if r, err := db.Check(t.Context(), file); err != nil || r.Users != 1 || r.Lists != 1 || r.Tasks != 7 {
		t.Errorf("Check() = %+v, %v", r, err)
	}
}

func TestABackupThatFailsLeavesNoFile(t *testing.T) {
	t.Parallel()
	good, _, _ := closed(t, 1)
	broken, _, _ := closed(t, 1)
	rawly(t, broken, `PRAGMA foreign_keys = off`, `UPDATE tasks SET list_id = 'gone'`)
	text := filepath.Join(t.TempDir(), "docket.db")
	must(t, os.WriteFile(text, []byte("no database"), 0o600))
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, tc := range map[string]struct {
		ctx    context.Context
		path   string
		folder string // below the test's; must not be there
	}{
		"no database":                     {t.Context(), filepath.Join(t.TempDir(), "none.db"), ""},
		"a text file":                     {t.Context(), text, ""},
		"rows that refer to missing ones": {t.Context(), broken, ""},
		"a folder that is not there":      {t.Context(), good, "missing"},
		"a backup that is cut short":      {cancelled, good, ""},
	} {
		folder := t.TempDir()
		if err := db.Backup(tc.ctx, tc.path, filepath.Join(folder, tc.folder, "backup.db")); err == nil {
			t.Errorf("%s: no error", name)
		}
		if left := names(t, folder); len(left) > 0 {
			t.Errorf("%s: it has left %v", name, left)
		}
		if strings.HasSuffix(tc.path, "none.db") && len(names(t, filepath.Dir(tc.path))) > 0 {
			t.Errorf("%s: it has made one", name)
		}
	}
}

func TestABackupIsNeverWrittenOverAFile(t *testing.T) {
	t.Parallel()
	path, _, _ := closed(t, 1)
	folder := t.TempDir()
	file, link := filepath.Join(folder, "file"), filepath.Join(folder, "link")
	must(t, os.WriteFile(file, []byte("precious"), 0o600))
	must(t, os.Symlink(filepath.Join(folder, "nowhere"), link))
	for _, to := range []string{file, link, folder, path} {
		before := names(t, folder)
		if err := db.Backup(t.Context(), path, to); err == nil || !strings.Contains(err.Error(), "exists already") {
			t.Errorf("a backup to %s returns %v", to, err)
		}
		if after := names(t, folder); !slices.Equal(before, after) {
			t.Errorf("a backup to %s makes %v of %v", to, after, before)
		}
	}
	if b, err := os.ReadFile(file); err != nil || string(b) != "precious" {
		t.Errorf("the file holds %q, %v", b, err)
	}
	must(t, os.Remove(link))
}

// crashed makes a data folder as a power cut leaves it: what was written last is
// in the log only.
func crashed(t *testing.T) (path string, list docket.ID) {
	t.Helper()
	d := open(t)
	ana := addUser(t, d, "ana")
	list = addList(t, d, ana)
	addTasks(t, d, list, ana, 3)
	path = filepath.Join(t.TempDir(), "docket.db")
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(d.Path() + suffix)
		must(t, err)
		must(t, os.WriteFile(path+suffix, b, 0o600))
	}
	return path, list
}

func TestACrashedDatabaseIsCheckedAndBackedUpWithItsLog(t *testing.T) {
	t.Parallel()
	path, list := crashed(t)
	if r, err := db.Check(t.Context(), path); err != nil || r.Tasks != 3 {
		t.Errorf("Check() = %+v, %v, want 3 tasks", r, err)
	}
	if n := countTasks(t, backup(t, path), list); n != 3 {
		t.Errorf("the backup has %d tasks, want 3", n)
	}
}

// Opening a database that has no log makes one, which says nothing about it.
func TestAMissingEndIsFoundInADatabaseThatHadALog(t *testing.T) {
	t.Parallel()
	path, _, _ := closed(t, 7)
	// The last page is a free one: SQLite misses nothing of it.
	rawly(t, path, `CREATE TABLE scratch AS SELECT zeroblob(50000)`, `DROP TABLE scratch`)
	info, err := os.Stat(path)
	must(t, err)
	must(t, os.Truncate(path, info.Size()-100))
	for range 2 {
		if _, err := db.Check(t.Context(), path); err == nil || !strings.Contains(err.Error(), "its end is missing") {
			t.Errorf("Check() returns %v", err)
		}
	}
}
