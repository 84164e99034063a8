package db

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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
