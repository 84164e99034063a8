package db

import (
	"context"
	"database/sql"
	"fmt"

	"docket/internal/docket"
)

// addEmailKeys is migration 3: it gives every account docket.EmailKey of its
// address, which is unique from then on. Addresses were stored in lower case before
// and could differ in nothing that is seen. Of several with one key, the account
// whose address is the key has it, or else the oldest. The others get their address
// as it is stored for a key, which no other address has for its key: each is still
// found by its address as it was written.
func addEmailKeys(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, `ALTER TABLE users ADD COLUMN email_key TEXT NOT NULL DEFAULT ''`); err != nil {
		return fmt.Errorf("adding the column: %w", err)
	}
	rows, err := tx.QueryContext(ctx, `SELECT id, email FROM users ORDER BY created_at, id`)
	if err != nil {
		return fmt.Errorf("reading the addresses: %w", err)
	}
	users, err := collect(rows, scanAddress)
	if err != nil {
		return fmt.Errorf("reading the addresses: %w", err)
	}
	taken := make(map[string]bool)
	for _, u := range users {
		taken[u.email] = taken[u.email] || u.email == docket.EmailKey(u.email)
	}
	for _, u := range users {
		key := docket.EmailKey(u.email)
		if key != u.email && taken[key] {
			key = u.email
		}
		taken[key] = true
		if _, err := tx.ExecContext(ctx, `UPDATE users SET email_key = $1 WHERE id = $2`, key, u.id); err != nil {
			return fmt.Errorf("keeping a key: %w", err)
		}
	}
	if _, err := tx.ExecContext(ctx, `CREATE UNIQUE INDEX users_by_email_key ON users (email_key)`); err != nil {
		return fmt.Errorf("making the keys unique: %w", err)
	}
	return nil
}

type address struct{ id, email string }

func scanAddress(s *sql.Rows) (a address, err error) { return a, s.Scan(&a.id, &a.email) }
