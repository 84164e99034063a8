package db

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"docket/internal/docket"
)

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
	fresh := path + ".part"
	if err := removeAll(fresh, "", "-journal"); err != nil { // of a restore that was cut off
		return "", fmt.Errorf("removing an unfinished restore: %w", err)
	}
	defer func() { err = errors.Join(err, removeAll(fresh, "", "-journal")) }()
	if err := copyInto(ctx, fresh, file); err != nil {
		return "", err
	}
	if err := prepareRestored(ctx, fresh, now); err != nil {
		return "", err
	}
	if err := syncFile(fresh); err != nil {
		return "", err
	}
	return exchange(ctx, path, fresh, now, os.Link)
}

// exchange puts the database at fresh in the place of the one at path, and keeps
// that one under another name. Where the file system has links there is a whole
// database at path at every moment: a server that found none would make an empty
// one. Where it cannot, the old one is where it was.
func exchange(ctx context.Context, path, fresh string, now time.Time, link func(from, to string) error) (kept string, err error) {
	if taken(path) {
		if kept, err = setAside(ctx, path, now, link); err != nil {
			return "", err
		}
	}
	if err := os.Rename(fresh, path); err != nil {
		err = fmt.Errorf("putting the restored database in place: %w", err)
		if kept == "" {
			return "", err
		}
		if back := putBack(kept, path); back != nil {
			return kept, errors.Join(err, back)
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
	// A link may have been used, and what was due have been sent, since the copy was taken.
	if _, err := pool.ExecContext(ctx, `DELETE FROM tokens`); err != nil {
		return fmt.Errorf("taking back the links that were sent: %w", err)
	}
	if _, err := pool.ExecContext(ctx, `DELETE FROM jobs WHERE user_id IS NOT NULL AND kind <> $1 AND run_at <= $2`, docket.JobDigest, now.UnixMilli()); err != nil {
		return fmt.Errorf("taking back the mail that was to be sent: %w", err)
	}
	return nil
}

// setAside gives the database with its log another name, under which it can still
// be opened. The database itself may stay at path as well, for the restored one to
// take its place in one step. No log stays: SQLite would take it for the restored
// one's.
func setAside(ctx context.Context, path string, now time.Time, link func(from, to string) error) (string, error) {
	base := fmt.Sprintf("%s.before-restore-%s", path, now.UTC().Format("20060102T150405"))
	kept := base
	for i := 2; taken(kept); i++ {
		kept = fmt.Sprintf("%s-%d", base, i)
	}
	foldLog(ctx, path)
	if err := each(link, path, kept); err != nil {
		// There are no links here, so the names change one by one.
		if err := errors.Join(removeAll(kept, logFiles()...), each(os.Rename, path, kept)); err != nil {
			return "", errors.Join(fmt.Errorf("keeping the old database: %w", err), putBack(kept, path))
		}
		return kept, nil
	}
	err := removeAll(path, logFiles()...)
	if err == nil {
		err = syncFile(filepath.Dir(path)) // a log that comes back meets no other database
	}
	if err != nil {
		return "", errors.Join(fmt.Errorf("keeping the old database: %w", err), putBack(kept, path))
	}
	return kept, nil
}

// putBack undoes setAside.
func putBack(kept, path string) error {
	err := each(os.Rename, kept, path)
	if err == nil {
		// Renaming one name of a file to another name of it leaves both.
		err = removeAll(kept, databaseFiles()...)
	}
	if err != nil {
		return fmt.Errorf("putting the old database back, which is now %s: %w", kept, err)
	}
	return nil
}

// each links or renames a database with all that belongs to it and is there.
func each(do func(from, to string) error, from, to string) error {
	for _, part := range databaseFiles() {
		if err := do(from+part, to+part); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// removeAll removes those of a database's files that are there.
func removeAll(path string, parts ...string) error {
	var errs []error
	for _, part := range parts {
		errs = append(errs, remove(path+part))
	}
	return errors.Join(errs...)
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
func databaseFiles() []string { return append(logFiles(), "") }

func logFiles() []string { return []string{"-wal", "-shm"} }

// taken reports whether anything of a database is at path.
func taken(path string) bool {
	for _, part := range databaseFiles() {
		if _, err := os.Lstat(path + part); !errors.Is(err, os.ErrNotExist) {
			return true
		}
	}
	return false
}
