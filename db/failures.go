package db

import (
	"database/sql"
	"time"

	"docket/internal/docket"
)

// maxFailures bounds how many failures one look-up reads; the limits are far below.
const maxFailures = 1000

// Failure is a sign-in that failed: for which account, named by a hash, from where
// and when.
type Failure struct {
	Account, Origin string
	At              time.Time
}

func scanFailure(s *sql.Rows) (f Failure, err error) {
	return f, s.Scan(&f.Account, &f.Origin, millis{&f.At})
}

// Failures returns the failures since a time that an account or an origin has a part
// in, the newest first.
func (tx *ReadTx) Failures(account, origin string, since time.Time) ([]Failure, error) {
	return query(tx, scanFailure, `SELECT account, origin, at FROM sign_in_failures WHERE account = $1 AND at > $2
		UNION ALL SELECT account, origin, at FROM sign_in_failures WHERE origin = $3 AND account <> $1 AND at > $2
		ORDER BY at DESC LIMIT $4`, account, since.UnixMilli(), origin, maxFailures)
}

// ForgetOldFailures removes the failures before a time.
func (tx *Tx) ForgetOldFailures(before time.Time) error {
	return tx.exec(`DELETE FROM sign_in_failures WHERE at <= $1`, before.UnixMilli())
}

// AddFailure stores a failure and forgets those before a time.
func (tx *Tx) AddFailure(f Failure, before time.Time) error {
	if err := tx.ForgetOldFailures(before); err != nil {
		return err
	}
	return tx.exec(`INSERT INTO sign_in_failures (account, origin, at) VALUES ($1, $2, $3)`, f.Account, f.Origin, f.At.UnixMilli())
}

// KnownDevice returns a device that has signed in as the user with this cookie, empty
// for none.
func (tx *ReadTx) KnownDevice(user docket.ID, cookie string) (docket.ID, error) {
	ids, err := query(tx, scanID, `SELECT id FROM devices WHERE user_id = $1 AND cookie = $2 AND cookie <> '' ORDER BY created_at LIMIT 1`, user, cookie)
	if err != nil || len(ids) == 0 {
		return "", err
	}
	return ids[0], nil
}
