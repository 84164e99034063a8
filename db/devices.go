package db

import (
	"database/sql"
	"time"

	"docket/internal/docket"
)

const deviceColumns = `d.id, d.user_id, d.agent, d.address, d.created_at, d.seen_at`

func deviceDest(d *docket.Device) []any {
	return []any{text[docket.ID]{&d.ID}, text[docket.ID]{&d.UserID}, &d.Agent, &d.Address, millis{&d.CreatedAt}, millis{&d.SeenAt}}
}

func scanDevice(s *sql.Rows) (d docket.Device, err error) { return d, s.Scan(deviceDest(&d)...) }

func (c *conn) scanSignedIn(s *sql.Rows) (in docket.SignedIn, err error) {
	return in, s.Scan(append(deviceDest(&in.Device), c.userDest(&in.User)...)...)
}

// SignedIn returns the device and its user in one look-up by primary keys. A
// device that was signed out and a user who was disabled are NotFound, so a
// session that Redis brings back from the past is dead.
func (tx *ReadTx) SignedIn(device docket.ID) (docket.SignedIn, error) {
	return queryOne(tx, tx.conn.scanSignedIn, `SELECT `+deviceColumns+`, `+userColumns+`
		FROM devices d JOIN users u ON u.id = d.user_id
		WHERE d.id = $1 AND d.revoked_at IS NULL AND u.disabled_at IS NULL`, device)
}

// Devices returns the devices that are signed in as the user, the one seen last
// first.
func (tx *ReadTx) Devices(user docket.ID) ([]docket.Device, error) {
	return query(tx, scanDevice, `SELECT `+deviceColumns+` FROM devices d
		WHERE d.user_id = $1 AND d.revoked_at IS NULL ORDER BY d.seen_at DESC, d.id`, user)
}

// AddDevice stores a sign-in.
func (tx *Tx) AddDevice(d docket.Device) error {
	return tx.exec(`INSERT INTO devices (id, user_id, agent, address, cookie, created_at, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		d.ID, d.UserID, d.Agent, d.Address, d.Cookie, toMillis(d.CreatedAt), toMillis(d.SeenAt))
}

// TouchDevice notes when and from where a device was used. It is noted every so
// often at most: of two requests at once, the second changes nothing.
func (tx *Tx) TouchDevice(id docket.ID, address string, at time.Time, every time.Duration) error {
	return tx.exec(`UPDATE devices SET address = $1, seen_at = $2 WHERE id = $3 AND seen_at <= $4`,
		address, toMillis(at), id, toMillis(at.Add(-every)))
}

// RevokeDevice signs a device of the user out. A device that is not theirs, or
// not signed in, is NotFound.
func (tx *Tx) RevokeDevice(user, device docket.ID, at time.Time) error {
	n, err := tx.execCount(`UPDATE devices SET revoked_at = $1 WHERE id = $2 AND user_id = $3 AND revoked_at IS NULL`,
		toMillis(at), device, user)
	if err == nil && n == 0 {
		return docket.NotFound()
	}
	return err
}

// RevokeDevices signs all devices of the user out but keep, which may be empty.
func (tx *Tx) RevokeDevices(user, keep docket.ID, at time.Time) error {
	return tx.exec(`UPDATE devices SET revoked_at = $1 WHERE user_id = $2 AND id <> $3 AND revoked_at IS NULL`,
		toMillis(at), user, keep)
}

// RevokeEveryDevice signs all devices of everyone out.
func (tx *Tx) RevokeEveryDevice(at time.Time) error {
	return tx.exec(`UPDATE devices SET revoked_at = $1 WHERE revoked_at IS NULL`, toMillis(at))
}

// ForgetDevices removes the devices that were signed out before at, or not seen
// since then.
func (tx *Tx) ForgetDevices(at time.Time) error {
	return tx.exec(`DELETE FROM devices WHERE revoked_at < $1 OR seen_at < $1`, toMillis(at))
}
