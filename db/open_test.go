package db_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"docket/db"
	"docket/internal/docket"

	"github.com/gofrs/flock"
)

// rawly runs statements on a database file that no Docket has open.
func rawly(t *testing.T, path string, statements ...string) {
	t.Helper()
	pool, err := sql.Open("sqlite3", "file:"+path)
	must(t, err)
	for _, s := range statements {
		if _, err := pool.ExecContext(t.Context(), s); err != nil {
			t.Errorf("%s: %v", s, err)
		}
	}
	must(t, pool.Close())
}

const fromTheFuture = `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)`

func TestOpenMakesAPrivateFolderAndTheSchema(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "new", "data")
	d, err := db.Open(t.Context(), filepath.Join(folder, "docket.db"))
	must(t, err)
	info, err := os.Stat(folder)
	must(t, err)
	if mode := info.Mode().Perm(); mode != 0o700 {
		t.Errorf("the data folder has mode %o, want 700", mode)
	}
	migrations, err := filepath.Glob("migrations/*.sql")
	must(t, err)
	schema := read(t, d, (*db.ReadTx).SchemaVersion)
	if int(schema) < len(migrations) {
		t.Errorf("schema %d of %d migrations in SQL alone", schema, len(migrations))
	}
	must(t, d.Close())
	if r, err := db.Check(t.Context(), d.Path()); err != nil || r.Schema != schema || r.Newest != schema {
		t.Errorf("Check() = %+v, %v", r, err)
	}
}

// Some of these are not the driver's defaults, and nothing else would show that
// one is missing before the power fails.
func TestTheConnectionsAreSetUp(t *testing.T) {
	t.Parallel()
	d := open(t)
	for _, tc := range []struct{ conn, pragma, want string }{
		{"write", "journal_mode", "wal"},
		{"write", "synchronous", "2"}, // FULL
		{"write", "foreign_keys", "1"},
		{"write", "busy_timeout", "5000"},
		{"read", "query_only", "1"},
		{"read", "busy_timeout", "5000"},
	} {
		ask := d.Pragma
		if tc.conn == "read" {
			ask = d.ReadPragma
		}
		if got, err := ask(t.Context(), "PRAGMA "+tc.pragma); err != nil || got != tc.want {
			t.Errorf("%s of the connections that %s is %q, %v, want %q", tc.pragma, tc.conn, got, err, tc.want)
		}
	}
}

func TestADatabaseIsOpenedAgainAndTwice(t *testing.T) {
	t.Parallel()
	first := open(t)
	ana := addUser(t, first, "ana")
	second, err := db.Open(t.Context(), first.Path()) // the command line beside a server
	must(t, err)
	list := addList(t, second, ana)
	if l := read(t, first, func(tx *db.ReadTx) (docket.List, error) { return tx.List(ana, list) }); l.ID != list {
		t.Errorf("the first one reads %+v of what the second one wrote", l)
	}
	must(t, second.Close())
	stillWrites(t, first)
	third, err := db.Open(t.Context(), first.Path())
	must(t, err)
	if u := read(t, third, func(tx *db.ReadTx) (docket.User, error) { return tx.User(ana) }); u.Name != "ana" {
		t.Errorf("read %+v after opening again", u)
	}
	must(t, third.Close())
}

func TestANewerDatabaseIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "docket.db")
	d, err := db.Open(t.Context(), path)
	must(t, err)
	must(t, d.Close())
	rawly(t, path, fromTheFuture)
	for range 2 { // and lets go of what it held
		if _, err := db.Open(t.Context(), path); !errors.Is(err, db.ErrNewer) {
			t.Errorf("Open returns %v, want ErrNewer", err)
		}
	}
}

func TestWhatCannotBeOpened(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	text := filepath.Join(folder, "text.db")
	must(t, os.WriteFile(text, []byte("These are notes, and no database at all.\n"), 0o600))
	for name, path := range map[string]string{
		"a text file":  text,
		"a folder":     folder,
		"below a file": filepath.Join(text, "docket.db"),
	} {
		if d, err := db.Open(t.Context(), path); err == nil {
			t.Errorf("%s is opened", name)
			must(t, d.Close())
		}
	}
	if b, err := os.ReadFile(text); err != nil || len(b) != 41 {
		t.Errorf("the text file holds %q, %v", b, err)
	}
}

func TestADatabaseIsNotOpenedDuringARestore(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "docket.db")
	restoring := flock.New(path + ".lock")
	must(t, restoring.Lock())
	if _, err := db.Open(t.Context(), path); !errors.Is(err, db.ErrInUse) {
		t.Errorf("Open returns %v, want ErrInUse", err)
	}
	must(t, restoring.Unlock())
	d, err := db.Open(t.Context(), path)
	must(t, err)
	must(t, d.Close())
}

func TestADatabaseThatIsOpenedToReadStaysAsItIs(t *testing.T) {
	t.Parallel()
	path, ana, _ := closed(t, 1)
	for name, schema := range map[string]string{
		"older": `DELETE FROM goose_db_version WHERE version_id > 0`,
		"newer": fromTheFuture,
	} {
		rawly(t, path, schema)
		before := sum(t, path)
		d, err := db.OpenToRead(t.Context(), path)
		must(t, err)
		if u := read(t, d, func(tx *db.ReadTx) (docket.User, error) { return tx.User(ana) }); u.Name != "ana" {
			t.Errorf("%s: read %+v", name, u)
		}
		err = d.Write(t.Context(), func(tx *db.Tx) error {
			tx.Change(docket.Change{Name: "user.enable"})
			return tx.EnableUser(ana)
		})
		if !errors.Is(err, db.ErrReadOnly) {
			t.Errorf("%s: a write returns %v", name, err)
		}
		must(t, d.Close())
		if sum(t, path) != before {
			t.Errorf("%s: the file has changed", name)
		}
	}
	none := filepath.Join(t.TempDir(), "docket.db")
	if d, err := db.OpenToRead(t.Context(), none); err == nil {
		t.Error("a database that is not there is opened")
		must(t, d.Close())
	}
	if _, err := os.Stat(none); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("opening it makes one: %v", err)
	}
}

// A folder that was there before may be open to everyone on the machine.
func TestADatabaseIsPrivateInAFolderThatIsNot(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	must(t, os.Chmod(folder, 0o755)) // #nosec G302 -- what is tested
	d, err := db.Open(t.Context(), filepath.Join(folder, "docket.db"))
	must(t, err)
	addUser(t, d, "ana")
	for _, part := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(d.Path() + part)
		must(t, err)
		if mode := info.Mode().Perm(); mode != 0o600 {
			t.Errorf("docket.db%s has mode %o, want 600", part, mode)
		}
	}
	must(t, d.Close())
}

func TestOnlyTheFirstOfTheServersOfAFolderRunsWhatComesFirst(t *testing.T) {
	t.Parallel()
	path, _, _ := closed(t, 0)
	ran := 0
	first := func() error { ran++; return nil }
	serve := func(want int) *db.DB {
		t.Helper()
		d, err := db.Open(t.Context(), path)
		must(t, err)
		if must(t, d.Serve(t.Context(), first)); ran != want {
			t.Errorf("it ran %d times, want %d", ran, want)
		}
		return d
	}
	other, err := db.Open(t.Context(), path) // a command, which serves nobody
	must(t, err)
	one := serve(1)
	two := serve(1)
	must(t, one.Close())
	three := serve(1) // the second one still serves
	must(t, errors.Join(two.Close(), three.Close()))
	must(t, serve(2).Close())
	sorry := errors.New("no")
	if err := other.Serve(t.Context(), func() error { return sorry }); !errors.Is(err, sorry) {
		t.Errorf("an error of what comes first is returned as %v", err)
	}
	must(t, other.Close())
	must(t, serve(3).Close())
}
