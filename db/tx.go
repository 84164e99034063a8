package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"docket/internal/docket"
)

// hookTime bounds what happens after a commit: hooks are hints, and the answer
// to the person who wrote waits for them.
const hookTime = 500 * time.Millisecond

// ReadTx is one snapshot of the data.
type ReadTx struct {
	ctx  context.Context
	conn *conn
	once bool // it is no transaction: one statement is a snapshot, two are not
	used bool // a statement was run
}

// Tx is one write: all of it is committed, or none.
type Tx struct {
	ReadTx
	err     error    // the first error; it poisons the transaction
	names   []string // of the changes made
	lists   map[docket.ID]bool
	seeing  map[docket.ID]bool // who saw what changes before or sees it after
	written bool
}

// Write runs fn in one transaction, the only door for writes. fn names what it
// changes with Tx.Change before its first statement; then every user who saw
// what changes before or after gets a new list_version in the same
// transaction, and after the commit the hooks are called. Once begun the
// transaction is not cut short by ctx: a statement cancelled half-way can leave
// the next one outside the transaction.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	if d.write == nil {
		return ErrReadOnly
	}
	c, err := take(ctx, d.write)
	if err != nil {
		return err
	}
	tx := &Tx{ReadTx: ReadTx{ctx: context.WithoutCancel(ctx), conn: c},
		lists: map[docket.ID]bool{}, seeing: map[docket.ID]bool{}}
	err = func() error {
		defer func() { d.write <- c }() // also when fn panics
		return tx.run(fn)
	}()
	if err != nil || !tx.written {
		return err
	}
	users := tx.audience()
	hookCtx, cancel := context.WithTimeout(tx.ctx, hookTime)
	defer cancel()
	for _, hook := range d.hooks {
		hook(hookCtx, tx.names, users)
	}
	return nil
}

func (tx *Tx) run(fn func(*Tx) error) (err error) {
	if _, err := tx.conn.exec(tx.ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	committed := false
	defer func() {
		if committed {
			return
		}
		// SQLite has already rolled back after some errors, such as a full disk;
		// ROLLBACK then has nothing to end.
		if _, e := tx.conn.sql.ExecContext(tx.ctx, "ROLLBACK"); e != nil && err == nil {
			err = fmt.Errorf("rolling back: %w", e)
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}
	if tx.written && tx.err == nil {
		if err := tx.renew(); err != nil {
			return err
		}
	}
	if tx.err != nil {
		return tx.err
	}
	_, err = tx.conn.exec(tx.ctx, "COMMIT")
	committed = err == nil
	return err
}

// Change names what the transaction is about to change. It comes before the
// first statement that writes, so that who loses sight of something counts too. An
// error poisons the transaction, and Write returns it.
func (tx *Tx) Change(c docket.Change) {
	if c.Name == "" {
		tx.poison(errors.New("a change without a name"))
		return
	}
	tx.names = append(tx.names, c.Name)
	for _, id := range c.Users {
		tx.seeing[id] = true
	}
	for _, id := range c.Lists {
		if !tx.lists[id] {
			tx.lists[id] = true
			tx.addMembers(id)
		}
	}
}

// renew gives everyone in the audience a new list_version, 128 random bits: a
// number that counts up would be used again after an older database was
// restored.
func (tx *Tx) renew() error {
	for id := range tx.lists {
		tx.addMembers(id)
	}
	token := newToken()
	for _, id := range tx.audience() {
		if err := tx.exec(`UPDATE users SET list_version = $1 WHERE id = $2`, token, id); err != nil {
			return err
		}
	}
	return tx.err
}

func newToken() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never returns an error since Go 1.24
	return hex.EncodeToString(b[:])
}

func (tx *Tx) addMembers(list docket.ID) {
	ids, err := query(&tx.ReadTx, scanID, `SELECT user_id FROM list_members WHERE list_id = $1`, list)
	tx.poison(err)
	for _, id := range ids {
		tx.seeing[id] = true
	}
}

func (tx *Tx) audience() []docket.ID {
	users := make([]docket.ID, 0, len(tx.seeing))
	for id := range tx.seeing {
		users = append(users, id)
	}
	slices.Sort(users)
	return users
}

// exec runs one writing statement. It refuses to before the change is named and
// after an error.
func (tx *Tx) exec(query string, args ...any) error {
	_, err := tx.execCount(query, args...)
	return err
}

// execCount is exec that also returns how many rows it wrote.
func (tx *Tx) execCount(query string, args ...any) (n int64, err error) {
	if len(tx.names) == 0 {
		tx.poison(errors.New("a write that names no change"))
	}
	if tx.err != nil {
		return 0, tx.err
	}
	tx.written = true
	r, err := tx.conn.exec(tx.ctx, query, args...)
	if err == nil {
		n, err = r.RowsAffected()
	}
	tx.poison(err)
	return n, err
}

// poison makes err the error of the transaction, unless it has one.
func (tx *Tx) poison(err error) {
	if tx.err == nil {
		tx.err = err
	}
}

// query runs a reading statement and scans each of its rows.
func query[T any](tx *ReadTx, scan func(*sql.Rows) (T, error), q string, args ...any) ([]T, error) {
	if tx.once && tx.used {
		return nil, errors.New("two statements are no snapshot")
	}
	tx.used = true
	s, err := tx.conn.stmt(tx.ctx, q)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(tx.ctx, args...)
	if err != nil {
		return nil, clearer(q, err)
	}
	all, err := collect(rows, scan)
	return all, clearer(q, err)
}

// collect scans each row and closes the rows.
func collect[T any](rows *sql.Rows, scan func(*sql.Rows) (T, error)) (all []T, err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

// queryOne is query for the one row there can be; no row is NotFound.
func queryOne[T any](tx *ReadTx, scan func(*sql.Rows) (T, error), q string, args ...any) (T, error) {
	var none T
	all, err := query(tx, scan, q, args...)
	if err != nil {
		return none, err
	}
	if len(all) == 0 {
		return none, docket.NotFound()
	}
	return all[0], nil
}
