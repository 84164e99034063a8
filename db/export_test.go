package db

import (
	"context"
	"fmt"
)

// Exec is a writing statement that no use case needs yet.
func (tx *Tx) Exec(query string, args ...any) error { return tx.exec(query, args...) }

// Pragma runs a pragma on the one connection that writes.
func (d *DB) Pragma(ctx context.Context, pragma string) error {
	c := <-d.write
	defer func() { d.write <- c }()
	if _, err := c.sql.ExecContext(ctx, pragma); err != nil {
		return fmt.Errorf("running %s: %w", pragma, err)
	}
	return nil
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
