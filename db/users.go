package db

import (
	"database/sql"
	"errors"
	"strings"
	"time"

	"docket/internal/docket"

	"github.com/mattn/go-sqlite3"
)

// Account is a user with what proves who they are.
type Account struct {
	docket.User
	PasswordHash string
}

const userColumns = `u.id, u.email, u.name, u.admin, u.time_zone, u.week_start, u.theme, u.month_first, u.twelve_hours, u.add_to, u.first_page, u.keys_off, u.list_version, u.created_at, u.disabled_at`

func (c *conn) userDest(u *docket.User) []any {
	return []any{text[docket.ID]{&u.ID}, &u.Email, &u.Name, flag{&u.Admin}, zone{c.zones, &u.Zone}, number[time.Weekday]{&u.WeekStart},
		text[docket.Theme]{&u.Theme},
		flag{&u.MonthFirst}, flag{&u.TwelveHours}, text[docket.ID]{&u.AddTo}, text[docket.ViewKind]{&u.FirstPage}, flag{&u.KeysOff}, &u.ListVersion, millis{&u.CreatedAt}, millis{&u.DisabledAt}}
}

func (c *conn) scanUser(s *sql.Rows) (u docket.User, err error) {
	return u, s.Scan(c.userDest(&u)...)
}

func (c *conn) scanAccount(s *sql.Rows) (a Account, err error) {
	return a, s.Scan(append(c.userDest(&a.User), &a.PasswordHash)...)
}

// zone is a time zone by its name. It is read with every user, and looking it up
// takes ten times as long as the row, so a connection knows the ones it has read.
type zone struct {
	known map[string]*time.Location
	loc   **time.Location
}

// Scan implements sql.Scanner.
func (z zone) Scan(v any) error {
	name, _ := v.(string)
	if z.known[name] == nil {
		z.known[name] = docket.StoredZone(name)
	}
	*z.loc = z.known[name]
	return nil
}

// CountUsers returns how many accounts there are.
func (tx *ReadTx) CountUsers() (int, error) {
	return queryOne(tx, scanInt, `SELECT count(*) FROM users`)
}

// Users returns every account, the oldest first.
func (tx *ReadTx) Users() ([]docket.User, error) {
	return query(tx, tx.conn.scanUser, `SELECT `+userColumns+` FROM users u ORDER BY u.created_at, u.id`)
}

// User returns the account with this id.
func (tx *ReadTx) User(id docket.ID) (docket.User, error) {
	return queryOne(tx, tx.conn.scanUser, `SELECT `+userColumns+` FROM users u WHERE u.id = $1`, id)
}

// Account returns the account with this id and its password hash.
func (tx *ReadTx) Account(id docket.ID) (Account, error) {
	return queryOne(tx, tx.conn.scanAccount, `SELECT `+userColumns+`, u.password_hash FROM users u WHERE u.id = $1`, id)
}

// AccountByEmail returns the account with this address, however it is written: by
// the key of the address, after the address itself, by which addEmailKeys has kept
// the accounts apart that had the same key.
func (tx *ReadTx) AccountByEmail(email string) (Account, error) {
	return queryOne(tx, tx.conn.scanAccount, `SELECT `+userColumns+`, u.password_hash FROM users u
		WHERE u.email_key IN ($1, $2) ORDER BY u.email_key = $1 DESC`, strings.ToLower(email), docket.EmailKey(email))
}

// ListVersion returns the token that changes with all that the user can see.
func (tx *ReadTx) ListVersion(user docket.ID) (string, error) {
	return queryOne(tx, scanString, `SELECT list_version FROM users WHERE id = $1`, user)
}

// AddUser stores a new account with its inbox. The address being taken is
// KindConflict.
func (tx *Tx) AddUser(a Account, inbox docket.ID) error {
	err := tx.exec(`INSERT INTO users (id, email, email_key, name, password_hash, admin, time_zone, week_start, theme, list_version, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		a.ID, a.Email, docket.EmailKey(a.Email), a.Name, a.PasswordHash, a.Admin, a.Zone.String(), int(a.WeekStart), a.Theme, newToken(), toMillis(a.CreatedAt))
	if err != nil {
		return emailTaken(err)
	}
	err = tx.exec(`INSERT INTO lists (id, inbox_of, name, color, version, created_at) VALUES ($1, $2, $3, $4, 1, $5)`,
		inbox, a.ID, "Inbox", docket.Color("slate"), toMillis(a.CreatedAt))
	if err != nil {
		return err
	}
	return tx.AddMember(inbox, a.ID, docket.RoleOwner)
}

// SetProfile stores what the user set about themselves.
func (tx *Tx) SetProfile(user docket.ID, p docket.Profile) error {
	return tx.exec(`UPDATE users SET name = $1, time_zone = $2, week_start = $3, theme = $4,
		month_first = $5, twelve_hours = $6, add_to = $7, first_page = $8, keys_off = $9 WHERE id = $10`,
		p.Name, p.Zone.String(), int(p.WeekStart), p.Theme, p.MonthFirst, p.TwelveHours, p.AddTo, p.FirstPage, p.KeysOff, user)
}

// SetPasswordHash stores what a new password is checked against.
func (tx *Tx) SetPasswordHash(user docket.ID, hash string) error {
	return tx.exec(`UPDATE users SET password_hash = $1 WHERE id = $2`, hash, user)
}

// DisableUser closes the account: it cannot sign in, and its devices are signed
// out.
func (tx *Tx) DisableUser(user docket.ID, at time.Time) error {
	return errors.Join(
		tx.exec(`UPDATE users SET disabled_at = $1 WHERE id = $2`, toMillis(at), user),
		tx.RevokeDevices(user, "", at))
}

// EnableUser opens an account that was closed.
func (tx *Tx) EnableUser(user docket.ID) error {
	return tx.exec(`UPDATE users SET disabled_at = NULL WHERE id = $1`, user)
}

// SetEmail gives the account another address. One that is taken is KindConflict.
func (tx *Tx) SetEmail(user docket.ID, email string) error {
	return emailTaken(tx.exec(`UPDATE users SET email = $1, email_key = $2 WHERE id = $3`, email, docket.EmailKey(email), user))
}

// SetAdmin makes the user an administrator, or one no more.
func (tx *Tx) SetAdmin(user docket.ID, admin bool) error {
	return tx.exec(`UPDATE users SET admin = $1 WHERE id = $2`, admin, user)
}

// emailTaken says of an address that an account has already what it is.
func emailTaken(err error) error {
	if e, ok := errors.AsType[sqlite3.Error](err); ok && e.ExtendedCode == sqlite3.ErrConstraintUnique {
		return &docket.Error{Kind: docket.KindConflict, Err: err,
			Message: "There is an account with this address already. Sign in instead.",
			Fields:  map[string]string{"email": "There is an account with this address already. Sign in instead."}}
	}
	return err
}

// Members returns who is in a list, by name.
func (tx *ReadTx) Members(list docket.ID) ([]docket.User, error) {
	return query(tx, tx.conn.scanUser, `SELECT `+userColumns+` FROM list_members m JOIN users u ON u.id = m.user_id
		WHERE m.list_id = $1 AND u.disabled_at IS NULL ORDER BY u.name, u.id`, list)
}

// Colleagues returns everyone who is in a list with the user, themselves included.
func (tx *ReadTx) Colleagues(user docket.ID) ([]docket.User, error) {
	return query(tx, tx.conn.scanUser, `SELECT `+userColumns+` FROM users u WHERE u.id IN (SELECT o.user_id FROM list_members m
		JOIN list_members o ON o.list_id = m.list_id WHERE m.user_id = $1)`, user)
}
