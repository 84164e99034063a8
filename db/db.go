// Package db is Docket's data in SQLite: all of the SQL, the migrations, and
// the one way in to write.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"docket/internal/docket"

	"github.com/gofrs/flock"
)

// ErrInUse is returned when another process uses the data in a way that
// forbids what was asked.
var ErrInUse = errors.New("the data folder is in use")

// ErrReadOnly is returned for a write to what OpenToRead has opened.
var ErrReadOnly = errors.New("the database is open for reading only")

// maxLog is how many bytes the write-ahead log keeps once all of it is in the
// database, twice what SQLite lets it grow to where nobody reads for long.
const maxLog = 8 << 20

// Hook is called after every commit with the names of the changes and the users
// who can see them. It is a hint that may be late or lost.
type Hook func(ctx context.Context, names []string, users []docket.ID)

// DB is an open database. Its methods may be called from many goroutines.
type DB struct {
	path    string
	lock    *flock.Flock // shared: keeps a restore out
	serving *flock.Flock // held by servers alone; nil elsewhere
	writers *sql.DB
	readers *sql.DB
	write   chan *conn // holds the one writing connection while it is free
	read    chan *conn // holds the free reading connections
	hooks   []Hook
}

// Open opens the database at path, makes its folder and file where they are
// missing, and brings its schema up to date. Until Close, the data folder is
// marked as used, which keeps a restore out.
func Open(ctx context.Context, path string, hooks ...Hook) (*DB, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("making the data folder: %w", err)
	}
	return open(path, hooks, func(d *DB) error {
		if err := d.openWriter(ctx); err != nil {
			return err
		}
		return d.openReaders(ctx)
	})
}

// OpenToRead opens the database at path as it is: its schema stays what it is,
// and nothing can be written. Until Close, the data folder is marked as used.
func OpenToRead(ctx context.Context, path string) (*DB, error) {
	return open(path, nil, func(d *DB) error { return d.openReaders(ctx) })
}

func open(path string, hooks []Hook, connect func(*DB) error) (*DB, error) {
	lock := flock.New(lockPath(path))
	if ok, err := lock.TryRLock(); err != nil {
		return nil, fmt.Errorf("marking the data folder as used: %w", err)
	} else if !ok {
		return nil, fmt.Errorf("%w: a restore is running in %s", ErrInUse, filepath.Dir(path))
	}
	d := &DB{path: path, lock: lock, hooks: hooks}
	if err := connect(d); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// Serve marks the data folder as one that a server serves, until Close. Where no
// other server has it marked so, it runs first, and servers that start meanwhile
// wait for that to end. Call it before the first request is answered. A server
// that is still ending counts as one.
func (d *DB) Serve(ctx context.Context, first func() error) error {
	d.serving = flock.New(d.path + ".serving.lock")
	alone, err := d.serving.TryLock()
	if err != nil {
		return fmt.Errorf("looking for other servers of the data folder: %w", err)
	}
	if alone {
		// A server that comes in between runs its first before this one has
		// answered anybody.
		if err := errors.Join(first(), d.serving.Unlock()); err != nil {
			return err
		}
	}
	if _, err := d.serving.TryRLockContext(ctx, 10*time.Millisecond); err != nil {
		return fmt.Errorf("marking the data folder as served: %w", err)
	}
	return nil
}

func (d *DB) openWriter(ctx context.Context) error {
	// SQLite would let everyone on the machine read a file that it makes itself.
	// It gives the log the mode of its database.
	err := claim(d.path)
	if err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("making the database's file: %w", err)
	}
	// FULL and foreign keys are not the driver's defaults. The write-ahead log
	// needs synchronous=FULL for a commit to survive the loss of power.
	d.writers, err = openPool(d.path, "_journal_mode=WAL&_busy_timeout=5000&_foreign_keys=on&_txlock=immediate&_synchronous=FULL", 1)
	if err != nil {
		return err
	}
	if err := migrate(ctx, d.writers); err != nil {
		return err
	}
	c, err := newConn(ctx, d.writers)
	if err != nil {
		return err
	}
	// Someone who reads for long makes the log grow. SQLite reuses it afterwards, but
	// leaves it that long.
	if _, err := c.sql.ExecContext(ctx, fmt.Sprintf(`PRAGMA journal_size_limit = %d`, maxLog)); err != nil {
		return errors.Join(fmt.Errorf("limiting the log: %w", err), c.close())
	}
	d.write = make(chan *conn, 1)
	d.write <- c
	return nil
}

func (d *DB) openReaders(ctx context.Context) error {
	n := max(4, runtime.NumCPU())
	var err error
	d.readers, err = openPool(d.path, "mode=ro&_query_only=1&_busy_timeout=5000&_foreign_keys=on", n)
	if err != nil {
		return err
	}
	read := make(chan *conn, n)
	for range n {
		c, err := newConn(ctx, d.readers)
		if err != nil {
			return err
		}
		read <- c
	}
	d.read = read
	return nil
}

// openPool opens connections that SQLite does not lock for each call: database/sql
// uses none from two goroutines at once, and a row of ten columns takes thirty locks.
func openPool(path, options string, size int) (*sql.DB, error) {
	dsn := (&url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: "_mutex=no&" + options}).String()
	pool, err := sql.Open("sqlite3", dsn)
	if err != nil {
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	return pool, nil
}

func lockPath(path string) string { return path + ".lock" }

// Close waits for the transactions that run, then closes the database.
func (d *DB) Close() error {
	var errs []error
	for _, free := range []chan *conn{d.write, d.read} {
		for range cap(free) {
			if c := <-free; c != nil {
				errs = append(errs, c.close())
			}
		}
	}
	for _, pool := range []*sql.DB{d.readers, d.writers} {
		if pool != nil {
			errs = append(errs, pool.Close())
		}
	}
	if d.serving != nil {
		errs = append(errs, d.serving.Unlock())
	}
	return errors.Join(append(errs, d.lock.Unlock())...)
}

// Path returns the path of the database file.
func (d *DB) Path() string { return d.path }

// Read runs fn on one snapshot of the data: what it reads belongs together,
// whatever is written meanwhile. ctx ends the wait for a connection; reads that
// have begun are short and run to their end.
func (d *DB) Read(ctx context.Context, fn func(*ReadTx) error) (err error) {
	c, err := take(ctx, d.read)
	if err != nil {
		return err
	}
	defer func() { d.read <- c }()
	ctx = context.WithoutCancel(ctx)
	if _, err := c.exec(ctx, "BEGIN"); err != nil {
		return err
	}
	defer func() {
		_, e := c.exec(ctx, "ROLLBACK")
		err = errors.Join(err, e)
	}()
	return fn(&ReadTx{ctx: ctx, conn: c})
}

// ReadOnce is Read for an fn that reads with one statement, which is a snapshot by
// itself: to begin and to end a transaction takes longer than to look up a row. A
// second statement is an error.
func (d *DB) ReadOnce(ctx context.Context, fn func(*ReadTx) error) error {
	c, err := take(ctx, d.read)
	if err != nil {
		return err
	}
	defer func() { d.read <- c }()
	return fn(&ReadTx{ctx: context.WithoutCancel(ctx), conn: c, once: true})
}

func take(ctx context.Context, free chan *conn) (*conn, error) {
	select {
	case c := <-free:
		return c, nil
	default:
	}
	select {
	case c := <-free:
		return c, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting for the database: %w", ctx.Err())
	}
}

// Checkpoint moves what the write-ahead log holds into the database, as far as nobody reads
// it just now. SQLite then writes the log from its beginning.
func (d *DB) Checkpoint(ctx context.Context) error {
	c, err := take(ctx, d.write)
	if err != nil {
		return err
	}
	defer func() { d.write <- c }()
	_, err = c.sql.ExecContext(context.WithoutCancel(ctx), `PRAGMA wal_checkpoint(PASSIVE)`)
	return clearer("moving the write-ahead log into the database", err)
}
