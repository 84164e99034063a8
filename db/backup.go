package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
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
	pool, err := openPool(path, "mode=rw&_busy_timeout=5000", 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	// The copy gets its name only when it is whole.
	part := fmt.Sprintf("%s.%d.part", file, os.Getpid())
	defer func() {
		if e := os.Remove(part); !errors.Is(e, os.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}()
	if _, err := pool.ExecContext(ctx, `VACUUM INTO $1`, part); err != nil {
		return fmt.Errorf("copying the database: %w", err)
	}
	if err := os.Chmod(part, 0o600); err != nil {
		return fmt.Errorf("keeping the copy private: %w", err)
	}
	if _, err := Check(ctx, part); err != nil {
		return fmt.Errorf("checking the copy: %w", err)
	}
	if err := syncFile(part); err != nil {
		return err
	}
	if err := os.Link(part, file); err != nil { // fails where the name is taken
		return fmt.Errorf("naming the copy: %w", err)
	}
	return syncFile(filepath.Dir(file))
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
	defer func() {
		if e := os.Remove(fresh); !errors.Is(e, os.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}()
	if err := copyFile(fresh, file); err != nil {
		return "", err
	}
	if err := prepareRestored(ctx, fresh, now); err != nil {
		return "", err
	}
	if kept, err = setAside(path, now); err != nil {
		return "", err
	}
	if err := os.Rename(fresh, path); err != nil {
		return kept, fmt.Errorf("putting the restored database in place: %w", err)
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
// under its new name.
func setAside(path string, now time.Time) (string, error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	base := fmt.Sprintf("%s.before-restore-%s", path, now.UTC().Format("20060102T150405"))
	kept := base
	for i := 2; ; i++ {
		if _, err := os.Lstat(kept); errors.Is(err, os.ErrNotExist) {
			break
		}
		kept = fmt.Sprintf("%s-%d", base, i)
	}
	// The log goes first: were the rename cut short, the old database would
	// still be in place, and its log beside the name it is kept under.
	for _, suffix := range []string{"-wal", "-shm", ""} {
		if err := os.Rename(path+suffix, kept+suffix); err != nil && !(suffix != "" && errors.Is(err, os.ErrNotExist)) {
			return "", fmt.Errorf("keeping the old database: %w", err)
		}
	}
	return kept, nil
}

func copyFile(to, from string) (err error) {
	in, err := os.Open(from) // #nosec G304 -- the administrator names the file
	if err != nil {
		return fmt.Errorf("opening the backup: %w", err)
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // #nosec G304 -- beside the database
	if err != nil {
		return fmt.Errorf("copying the backup: %w", err)
	}
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return fmt.Errorf("copying the backup: %w", err)
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
	Schema              int64
	Users, Lists, Tasks int
}

// Check opens the database at path for reading only and tells whether it is
// whole: SQLite's own integrity check, the foreign keys, and that it is one of
// Docket's.
func Check(ctx context.Context, path string) (r Report, err error) {
	if _, err := os.Stat(path); err != nil {
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
		return r, fmt.Errorf("the database is damaged: %s", verdict)
	}
	var table string
	switch err := pool.QueryRowContext(ctx, `SELECT "table" FROM pragma_foreign_key_check LIMIT 1`).Scan(&table); {
	case err == nil:
		return r, fmt.Errorf("a row of %s refers to one that is missing", table)
	case !errors.Is(err, sql.ErrNoRows):
		return r, fmt.Errorf("checking the foreign keys: %w", err)
	}
	err = pool.QueryRowContext(ctx, `SELECT (SELECT max(version_id) FROM goose_db_version),
		(SELECT count(*) FROM users), (SELECT count(*) FROM lists), (SELECT count(*) FROM tasks)`).
		Scan(&r.Schema, &r.Users, &r.Lists, &r.Tasks)
	if err != nil {
		return r, fmt.Errorf("this is not a database of Docket: %w", err)
	}
	return r, nil
}
