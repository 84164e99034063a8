package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// Backup writes a whole and checked copy of the database at path to file, while
// others use it. It never writes over an existing file.
func Backup(ctx context.Context, path, file string) (err error) {
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("finding the database: %w", err)
	}
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("%s exists already; choose another name", file)
	}
	// The copy gets its name only when it is whole.
	part := fmt.Sprintf("%s.%d.part", file, os.Getpid())
	defer func() { err = errors.Join(err, remove(part)) }()
	if err := copyInto(ctx, part, path); err != nil {
		return err
	}
	if _, err := Check(ctx, part); err != nil {
		return fmt.Errorf("checking the copy: %w", err)
	}
	if err := syncFile(part); err != nil {
		return err
	}
	if err := nameFile(part, file, os.Link); err != nil {
		return fmt.Errorf("naming the copy: %w", err)
	}
	return syncFile(filepath.Dir(file))
}

// nameFile gives a whole file its name, unless that is taken. Where the file system
// has no hard links, an empty file takes the name first.
func nameFile(part, file string, link func(from, to string) error) error {
	if err := link(part, file); err == nil || errors.Is(err, os.ErrExist) {
		return err
	}
	if err := claim(file); err != nil {
		return err
	}
	if err := os.Rename(part, file); err != nil {
		return errors.Join(err, os.Remove(file))
	}
	return nil
}

// claim makes an empty and private file of a name that is free.
func claim(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // #nosec G304 -- the administrator named it
	if err != nil {
		return err
	}
	return f.Close()
}

// Restore puts the backup in file in the place of the database at path. It
// refuses a file that is not a whole database of Docket, and a data folder that
// a running Docket uses. What it replaces is kept; kept is its path, empty when
// there was nothing. Every device is signed out, and no list_version of the
// backup is used again, so a cache that is still alive is never shown.
func Restore(ctx context.Context, path, file string, now time.Time) (kept string, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("making the data folder: %w", err)
	}
	lock := flock.New(lockPath(path))
	if ok, err := lock.TryLock(); err != nil {
		return "", fmt.Errorf("claiming the data folder: %w", err)
	} else if !ok {
		return "", fmt.Errorf("%w: stop the server that uses %s first", ErrInUse, filepath.Dir(path))
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()

	if _, err := Check(ctx, file); err != nil {
		return "", fmt.Errorf("checking %s: %w", file, err)
	}
	fresh := fmt.Sprintf("%s.%d.part", path, os.Getpid())
	defer func() { err = errors.Join(err, remove(fresh)) }()
	if err := copyInto(ctx, fresh, file); err != nil {
		return "", err
	}
	if err := prepareRestored(ctx, fresh, now); err != nil {
		return "", err
	}
	if err := syncFile(fresh); err != nil {
		return "", err
	}
	return exchange(ctx, path, fresh, now)
}

// exchange puts the database at fresh in the place of the one at path, and keeps
// that one. Where it cannot, the old one is where it was: a server that found
// none would make an empty one.
func exchange(ctx context.Context, path, fresh string, now time.Time) (kept string, err error) {
	if kept, err = setAside(ctx, path, now); err != nil {
		return "", err
	}
	if err := os.Rename(fresh, path); err != nil {
		err = fmt.Errorf("putting the restored database in place: %w", err)
		if kept == "" {
			return "", err
		}
		if back := rename(kept, path); back != nil {
			return kept, errors.Join(err, fmt.Errorf("putting the old database back, which is now %s: %w", kept, back))
		}
		return "", err
	}
	return kept, syncFile(filepath.Dir(path))
}

// prepareRestored brings the copy's schema up to date and makes what was valid
// when it was taken invalid now.
func prepareRestored(ctx context.Context, path string, now time.Time) (err error) {
	pool, err := openPool(path, "_journal_mode=DELETE&_foreign_keys=on&_synchronous=FULL", 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	if err := migrate(ctx, pool); err != nil {
		return err
	}
	if _, err := pool.ExecContext(ctx, `UPDATE users SET list_version = lower(hex(randomblob(16)))`); err != nil {
		return fmt.Errorf("renewing the versions of what users see: %w", err)
	}
	if _, err := pool.ExecContext(ctx, `UPDATE devices SET revoked_at = $1 WHERE revoked_at IS NULL`, now.UnixMilli()); err != nil {
		return fmt.Errorf("signing out all devices: %w", err)
	}
	return nil
}

// setAside renames the database with its log, so that it can still be opened
// under its new name. A log whose database is gone goes too: SQLite would take it
// for the restored one's.
func setAside(ctx context.Context, path string, now time.Time) (string, error) {
	if !taken(path) {
		return "", nil
	}
	base := fmt.Sprintf("%s.before-restore-%s", path, now.UTC().Format("20060102T150405"))
	kept := base
	for i := 2; taken(kept); i++ {
		kept = fmt.Sprintf("%s-%d", base, i)
	}
	foldLog(ctx, path)
	if err := rename(path, kept); err != nil {
		return "", errors.Join(fmt.Errorf("keeping the old database: %w", err), rename(kept, path))
	}
	return kept, nil
}

// rename renames a database with all that belongs to it and is there.
func rename(from, to string) error {
	for _, part := range databaseFiles() {
		if err := os.Rename(from+part, to+part); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// foldLog writes a log that a crash has left into its database, so that setting
// the database aside is one step. It does what it can: a database that is too
// damaged for it is set aside together with its log.
func foldLog(ctx context.Context, path string) {
	pool, err := openPool(path, "mode=rw&_busy_timeout=1000", 1)
	if err != nil {
		return
	}
	_, _ = pool.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	_ = pool.Close()
}

// databaseFiles are the endings of what a database consists of. The log goes
// first: were setting it aside cut short, the old database would still be in
// place, and its log beside the name it is kept under.
func databaseFiles() [3]string { return [3]string{"-wal", "-shm", ""} }

// taken tells whether anything of a database is at path.
func taken(path string) bool {
	for _, part := range databaseFiles() {
		if _, err := os.Lstat(path + part); !errors.Is(err, os.ErrNotExist) {
			return true
		}
	}
	return false
}

// copyInto makes a private copy of the database at path, with what is in its log
// only.
func copyInto(ctx context.Context, to, path string) (err error) {
	pool, err := openPool(path, "mode=ro&_busy_timeout=5000", 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	// SQLite writes into an empty file that is there, and this one is private.
	if err := claim(to); err != nil {
		return fmt.Errorf("making the copy's file: %w", err)
	}
	if _, err := pool.ExecContext(ctx, `VACUUM INTO $1`, to); err != nil {
		return fmt.Errorf("copying the database: %w", err)
	}
	return nil
}

// remove removes a file that may not be there.
func remove(path string) error {
	if err := os.Remove(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

func syncFile(path string) error {
	f, err := os.Open(path) // #nosec G304 -- a file this package has just written
	if err != nil {
		return fmt.Errorf("writing to the disk: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("writing to the disk: %w", err)
	}
	return nil
}

// Report is what Check found in a sound database.
type Report struct {
	Schema, Newest      int64 // the database's schema, and the one that this Docket works with
	Users, Lists, Tasks int
}

// Check opens the database at path for reading only and tells whether it is
// whole: SQLite's own integrity check, the foreign keys, and that it is one of
// Docket's.
func Check(ctx context.Context, path string) (r Report, err error) {
	file, err := os.Stat(path)
	if err != nil {
		return r, fmt.Errorf("finding the database: %w", err)
	}
	pool, err := openPool(path, "mode=ro&_query_only=1&_busy_timeout=5000", 1)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	var verdict string
	if err := pool.QueryRowContext(ctx, `SELECT integrity_check FROM pragma_integrity_check LIMIT 1`).Scan(&verdict); err != nil {
		return r, fmt.Errorf("checking the integrity: %w", err)
	}
	if verdict != "ok" {
		first, _, _ := strings.Cut(strings.TrimPrefix(verdict, "*** in database main ***\n"), "\n")
		return r, fmt.Errorf("the database is damaged: %s", first)
	}
	// SQLite reads the missing end of a last page as zeros. Where there is a log,
	// the page is in it.
	var pageSize int64
	if err := pool.QueryRowContext(ctx, `SELECT page_size FROM pragma_page_size`).Scan(&pageSize); err != nil {
		return r, fmt.Errorf("checking the size: %w", err)
	}
	if _, err := os.Stat(path + "-wal"); errors.Is(err, os.ErrNotExist) && file.Size()%pageSize != 0 {
		return r, errors.New("the database is damaged: its end is missing")
	}
	var table string
	switch err := pool.QueryRowContext(ctx, `SELECT "table" FROM pragma_foreign_key_check LIMIT 1`).Scan(&table); {
	case err == nil:
		return r, fmt.Errorf("a row of %s refers to one that is missing", table)
	case !errors.Is(err, sql.ErrNoRows):
		return r, fmt.Errorf("checking the foreign keys: %w", err)
	}
	if r.Newest, err = newestSchema(pool); err != nil {
		return r, err
	}
	err = pool.QueryRowContext(ctx, `SELECT (SELECT max(version_id) FROM goose_db_version),
		(SELECT count(*) FROM users), (SELECT count(*) FROM lists), (SELECT count(*) FROM tasks)`).
		Scan(&r.Schema, &r.Users, &r.Lists, &r.Tasks)
	if err != nil {
		return r, fmt.Errorf("this is not a database of Docket: %w", err)
	}
	return r, nil
}
