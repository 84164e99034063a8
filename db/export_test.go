package db

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"
)

// NameFile is the last step of a backup, with another way to link.
func NameFile(part, file string, link func(from, to string) error) error {
	return nameFile(part, file, link)
}

// Exchange is the last step of a restore, with another way to link.
func Exchange(ctx context.Context, path, fresh string, now time.Time, link func(from, to string) error) (string, error) {
	return exchange(ctx, path, fresh, now, link)
}

// Exec is a writing statement that no use case needs yet.
func (tx *Tx) Exec(query string, args ...any) error { return tx.exec(query, args...) }

// MigrateTo makes a new database with the schema of an older version.
func MigrateTo(ctx context.Context, path string, version int64) error {
	pool, err := openPool(path, "", 1)
	if err != nil {
		return err
	}
	p, err := provider(pool)
	if err == nil {
		_, err = p.UpTo(ctx, version)
	}
	return errors.Join(err, pool.Close())
}

// Pragma runs a pragma on the one connection that writes and returns its answer.
func (d *DB) Pragma(ctx context.Context, pragma string) (string, error) {
	return pragmaOf(ctx, d.write, pragma)
}

// ReadPragma runs a pragma on one of the connections that read.
func (d *DB) ReadPragma(ctx context.Context, pragma string) (string, error) {
	return pragmaOf(ctx, d.read, pragma)
}

func pragmaOf(ctx context.Context, free chan *conn, pragma string) (answer string, err error) {
	c := <-free
	defer func() { free <- c }()
	if err := c.sql.QueryRowContext(ctx, pragma).Scan(&answer); err != nil {
		return "", fmt.Errorf("running %s: %w", pragma, err)
	}
	return answer, nil
}

// ReadStatements returns what has been prepared for reading so far.
func (d *DB) ReadStatements() []string {
	var conns []*conn
	for range cap(d.read) {
		conns = append(conns, <-d.read)
	}
	seen := map[string]bool{}
	var queries []string
	for _, c := range conns {
		for q := range c.stmts {
			if !seen[q] {
				seen[q] = true
				queries = append(queries, q)
			}
		}
		d.read <- c
	}
	return queries
}

// WriteStatements returns what has been prepared for writing so far.
func (d *DB) WriteStatements() []string {
	c := <-d.write
	defer func() { d.write <- c }()
	return slices.Collect(maps.Keys(c.stmts))
}

// CountCompiled makes SQLite count what it compiles from now on, in parts of
// statements: it asks an authorizer about each. What was prepared before is
// compiled once more for the sake of the authorizer.
func (d *DB) CountCompiled(tb testing.TB) *atomic.Int64 {
	tb.Helper()
	var n atomic.Int64
	for _, free := range []chan *conn{d.write, d.read} {
		for range cap(free) {
			c := <-free
			err := c.sql.Raw(func(driver any) error {
				driver.(*sqlite3.SQLiteConn).RegisterAuthorizer(func(int, string, string, string) int {
					n.Add(1)
					return sqlite3.SQLITE_OK
				})
				return nil
			})
			free <- c
			if err != nil {
				tb.Fatal(err)
			}
		}
	}
	return &n
}
