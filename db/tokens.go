package db

import (
	"database/sql"
	"time"

	"docket/internal/docket"
)

// Token is a link that was sent: whoever has it may do one thing, until it expires.
type Token struct {
	Hash      string // SHA-256 of what the link holds
	Kind      docket.JobKind
	UserID    docket.ID
	Email     string // the address that the link was sent to
	ExpiresAt time.Time
}

func scanToken(s *sql.Rows) (t Token, err error) {
	return t, s.Scan(&t.Hash, text[docket.JobKind]{&t.Kind}, text[docket.ID]{&t.UserID}, &t.Email, millis{&t.ExpiresAt})
}

// Token returns the token with this hash that holds at a time; any other is NotFound.
func (tx *ReadTx) Token(kind docket.JobKind, hash string, now time.Time) (Token, error) {
	return queryOne(tx, scanToken, `SELECT hash, kind, user_id, email, expires_at FROM tokens WHERE hash = $1 AND kind = $2 AND expires_at > $3`,
		hash, kind, now.UnixMilli())
}

// ForgetTokens removes the tokens that have expired.
func (tx *Tx) ForgetTokens(now time.Time) error {
	return tx.exec(`DELETE FROM tokens WHERE expires_at <= $1`, now.UnixMilli())
}

// AddToken stores a token and forgets those that have expired.
func (tx *Tx) AddToken(t Token, now time.Time) error {
	if err := tx.ForgetTokens(now); err != nil {
		return err
	}
	return tx.exec(`INSERT INTO tokens (hash, kind, user_id, email, expires_at) VALUES ($1, $2, $3, $4, $5)`,
		t.Hash, t.Kind, t.UserID, t.Email, t.ExpiresAt.UnixMilli())
}

// RemoveTokens removes the user's tokens of a kind, and the jobs that would send another.
func (tx *Tx) RemoveTokens(user docket.ID, kind docket.JobKind) error {
	if err := tx.exec(`DELETE FROM tokens WHERE user_id = $1 AND kind = $2`, user, kind); err != nil {
		return err
	}
	return tx.exec(`DELETE FROM jobs WHERE user_id = $1 AND kind = $2`, user, kind)
}
