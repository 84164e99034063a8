package db_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"docket/db"
)

// links are the ways to link: some file systems, such as exFAT and many network
// shares, have no hard links.
func links() map[string]func(from, to string) error {
	return map[string]func(from, to string) error{"with links": os.Link, "without": refuse, "with links of a log only": func(from, to string) error {
		if strings.HasSuffix(from, "-wal") || strings.HasSuffix(from, "-shm") {
			return os.Link(from, to)
		}
		return refuse(from, to)
	}}
}

func refuse(from, to string) error {
	return &os.LinkError{Op: "link", Old: from, New: to, Err: syscall.EPERM}
}

func TestABackupGetsItsNameWithoutHardLinks(t *testing.T) {
	t.Parallel()
	for name, link := range links() {
		folder := t.TempDir()
		part, file := filepath.Join(folder, "part"), filepath.Join(folder, "file")
		must(t, os.WriteFile(part, []byte("whole"), 0o600))
		must(t, os.WriteFile(file, []byte("precious"), 0o600))
		if err := db.NameFile(part, file, link); !errors.Is(err, os.ErrExist) {
			t.Errorf("%s: naming it as another file returns %v", name, err)
		}
		if b, err := os.ReadFile(file); err != nil || string(b) != "precious" {
			t.Errorf("%s: the other file holds %q, %v", name, b, err)
		}
		must(t, os.Remove(file))
		must(t, db.NameFile(part, file, link))
		if b, err := os.ReadFile(file); err != nil || string(b) != "whole" {
			t.Errorf("%s: the file holds %q, %v", name, b, err)
		}
	}
	// Where the copy cannot be renamed either, nothing of that name is left.
	folder := t.TempDir()
	if err := db.NameFile(filepath.Join(folder, "gone"), filepath.Join(folder, "file"), refuse); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("naming a file that is not there returns %v", err)
	}
	if left := names(t, folder); len(left) > 0 {
		t.Errorf("it has left %v", left)
	}
}

func TestARestoreThatFailsAtLastPutsTheOldDatabaseBack(t *testing.T) {
	t.Parallel()
	for name, link := range links() {
		path, list := crashed(t)
		folder := filepath.Dir(path)
		gone := filepath.Join(folder, "gone")
		kept, err := db.Exchange(t.Context(), path, gone, start, link)
		if !errors.Is(err, os.ErrNotExist) || kept != "" {
			t.Errorf("%s: Exchange() = %q, %v", name, kept, err)
		}
		if there := names(t, folder); !slices.Contains(there, "docket.db") || strings.Contains(strings.Join(there, " "), "before-restore") {
			t.Errorf("%s: the folder holds %v", name, there)
		}
		if n := countTasks(t, path, list); n != 3 {
			t.Errorf("%s: the old database has %d tasks, want 3", name, n)
		}
		empty := filepath.Join(t.TempDir(), "docket.db")
		if kept, err := db.Exchange(t.Context(), empty, gone, start, link); !errors.Is(err, os.ErrNotExist) || kept != "" {
			t.Errorf("%s: where there was nothing, Exchange() = %q, %v", name, kept, err)
		}

		log, before, release := busy(t, path)
		if kept, err := db.Exchange(t.Context(), path, gone, start, link); !errors.Is(err, os.ErrNotExist) || kept != "" {
			t.Errorf("%s: with a log, Exchange() = %q, %v", name, kept, err)
		}
		if after := names(t, folder); !slices.Equal(after, before) || sum(t, path+"-wal") != log {
			t.Errorf("%s: the folder holds %v, before %v", name, after, before)
		}
		release()
		if n := countTasks(t, path, list); n != 3 {
			t.Errorf("%s: the old database with its log has %d tasks, want 3", name, n)
		}
	}
}

// busy makes a database of which the log cannot be written into it: somebody
// reads what it was before.
func busy(t *testing.T, path string) (log string, there []string, release func()) {
	t.Helper()
	pool, err := sql.Open("sqlite3", "file:"+path)
	must(t, err)
	reading, err := pool.BeginTx(t.Context(), nil)
	must(t, err)
	var n int
	must(t, reading.QueryRowContext(t.Context(), `SELECT count(*) FROM tasks`).Scan(&n))
	_, err = pool.ExecContext(t.Context(), `UPDATE tasks SET title = 'Later'`)
	must(t, err)
	return sum(t, path+"-wal"), names(t, filepath.Dir(path)), func() { must(t, errors.Join(reading.Rollback(), pool.Close())) }
}

func TestALogThatIsLeftIsKeptWithItsDatabase(t *testing.T) {
	t.Parallel()
	for name, link := range links() {
		path, list := crashed(t)
		fresh := filepath.Join(t.TempDir(), "fresh")
		must(t, os.WriteFile(fresh, []byte("the restored one"), 0o600))
		log, _, release := busy(t, path)
		kept, err := db.Exchange(t.Context(), path, fresh, start, link)
		must(t, err)
		base := filepath.Base(kept)
		if got, want := names(t, filepath.Dir(path)), []string{"docket.db", base, base + "-shm", base + "-wal"}; !slices.Equal(got, want) {
			t.Errorf("%s: the folder holds %v, want %v", name, got, want)
		}
		if b, err := os.ReadFile(path); err != nil || string(b) != "the restored one" {
			t.Errorf("%s: the database is %q, %v", name, b, err)
		}
		if sum(t, kept+"-wal") != log {
			t.Errorf("%s: the log that is kept is another", name)
		}
		release()
		if n := countTasks(t, kept, list); n != 3 {
			t.Errorf("%s: what was kept has %d tasks, want 3", name, n)
		}
	}
}

// A server that is started by itself after a kill or a power cut, and finds no
// database, would make an empty one and its first visitor the administrator.
func TestThereIsADatabaseAtEveryMomentOfARestore(t *testing.T) {
	t.Parallel()
	path, _, _ := closed(t, 1)
	whole, err := os.ReadFile(path)
	must(t, err)
	end, gone := make(chan struct{}), make(chan int)
	go func() {
		n := 0
		for {
			select {
			case <-end:
				gone <- n
				return
			default:
			}
			if _, err := os.Stat(path); err != nil {
				n++
			}
		}
	}()
	fresh := filepath.Join(filepath.Dir(path), "fresh")
	for range 200 {
		must(t, os.WriteFile(fresh, whole, 0o600))
		_, err := db.Exchange(t.Context(), path, fresh, start, os.Link)
		must(t, err)
	}
	close(end)
	if n := <-gone; n > 0 {
		t.Errorf("there was none %d times", n)
	}
}
