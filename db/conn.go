package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"docket/internal/docket"

	"github.com/mattn/go-sqlite3"
)

// conn is one connection to the database with the statements prepared on it. It
// is used by one goroutine at a time, which is what lets it keep them without a
// lock: database/sql prepares a statement again for every transaction.
type conn struct {
	sql   *sql.Conn
	stmts map[string]*sql.Stmt
	zones map[string]*time.Location // the users' time zones, by name
}

func newConn(ctx context.Context, pool *sql.DB) (*conn, error) {
	c, err := pool.Conn(ctx)
	if err != nil {
		return nil, clearer("connecting to the database", err)
	}
	return &conn{sql: c, stmts: make(map[string]*sql.Stmt), zones: make(map[string]*time.Location)}, nil
}

func (c *conn) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := c.stmts[query]; ok {
		return s, nil
	}
	s, err := c.sql.PrepareContext(ctx, query)
	if err != nil {
		return nil, clearer(query, err)
	}
	c.stmts[query] = s
	return s, nil
}

func (c *conn) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s, err := c.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	r, err := s.ExecContext(ctx, args...)
	return r, clearer(query, err)
}

func (c *conn) close() error {
	var errs []error
	for _, s := range c.stmts {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, c.sql.Close())...)
}

// clearer says of an error what was done, such as the statement that was run, and
// gives those that an administrator can mend their own kind and words; the cause
// stays in the chain.
func clearer(done string, err error) error {
	if err == nil {
		return nil
	}
	err = fmt.Errorf("%s: %w", strings.Join(strings.Fields(done), " "), err)
	e, ok := errors.AsType[sqlite3.Error](err)
	if !ok {
		return err
	}
	message := ""
	switch e.Code {
	case sqlite3.ErrFull:
		message = "The disk that holds Docket's data is full. Nothing was changed; make room and try again."
	case sqlite3.ErrIoErr, sqlite3.ErrCantOpen:
		message = "Docket's data could not be read or written. Nothing was changed; try again."
	case sqlite3.ErrReadonly:
		message = "Docket's data folder cannot be written to. Nothing was changed."
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		message = "Docket is busy with a large change. Nothing was changed; try again in a moment."
	default:
		return err
	}
	return &docket.Error{Kind: docket.KindUnavailable, Message: message, Err: err}
}
