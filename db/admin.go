package db

import (
	"database/sql"
	"time"

	"docket/internal/docket"
)

// Administrator returns the account with this id where it is an administrator's that
// works; any other is NotFound.
func (tx *ReadTx) Administrator(id docket.ID) (docket.User, error) {
	return queryOne(tx, tx.conn.scanUser, `SELECT `+userColumns+` FROM users u WHERE u.id = $1 AND u.admin AND u.disabled_at IS NULL`, id)
}

// OtherAdministrators returns how many administrators there are, whose accounts work,
// without this user.
func (tx *ReadTx) OtherAdministrators(user docket.ID) (int, error) {
	return queryOne(tx, scanInt, `SELECT count(*) FROM users WHERE admin AND disabled_at IS NULL AND id <> $1`, user)
}

// People returns every account, the oldest first, with what is signed in there: devices
// that were made and seen after these times.
func (tx *ReadTx) People(made, seen time.Time) ([]docket.Person, error) {
	scan := func(s *sql.Rows) (p docket.Person, err error) {
		return p, s.Scan(append(tx.conn.userDest(&p.User), number[int]{&p.Devices}, millis{&p.SeenAt})...)
	}
	return query(tx, scan, `SELECT `+userColumns+`,
		(SELECT count(*) FROM devices d WHERE d.user_id = u.id AND d.revoked_at IS NULL AND d.created_at > $1 AND d.seen_at > $2),
		(SELECT max(d.seen_at) FROM devices d WHERE d.user_id = u.id)
		FROM users u ORDER BY u.created_at, u.id`, made.UnixMilli(), seen.UnixMilli())
}

// DeviceUsers returns the ids of all devices and of their users, also of those that were
// signed out.
func (tx *ReadTx) DeviceUsers() ([]docket.Device, error) {
	scan := func(s *sql.Rows) (d docket.Device, err error) {
		return d, s.Scan(text[docket.ID]{&d.ID}, text[docket.ID]{&d.UserID})
	}
	return query(tx, scan, `SELECT id, user_id FROM devices`)
}

// JobCounts returns how many jobs stand where at a time, as docket.Job.State says.
func (tx *ReadTx) JobCounts(now time.Time) (map[docket.JobState]int, error) {
	type count struct {
		state docket.JobState
		n     int
	}
	scan := func(s *sql.Rows) (c count, err error) {
		return c, s.Scan(text[docket.JobState]{&c.state}, number[int]{&c.n})
	}
	counts, err := query(tx, scan, `SELECT CASE WHEN failed_at IS NOT NULL THEN 'dead' WHEN held_until > $1 THEN 'running'
		WHEN attempts > 0 THEN 'retried' WHEN run_at > $1 THEN 'scheduled' ELSE 'waiting' END AS state, count(*) FROM jobs GROUP BY state`, now.UnixMilli())
	all := make(map[docket.JobState]int, len(counts))
	for _, c := range counts {
		all[c.state] = c.n
	}
	return all, err
}

// OverdueJobs returns when the jobs were to run that nobody has taken and whose time came
// before a time, the first one first. Those of a Docket that has never run do not count.
func (tx *ReadTx) OverdueJobs(before time.Time) ([]time.Time, error) {
	scan := func(s *sql.Rows) (at time.Time, err error) { return at, s.Scan(millis{&at}) }
	return query(tx, scan, `SELECT run_at FROM jobs WHERE failed_at IS NULL AND run_at > 0 AND run_at < $1
		AND (held_until IS NULL OR held_until < $1) ORDER BY run_at`, before.UnixMilli())
}

// AllFailures returns the sign-ins that failed since a time, the newest first and limit at
// most.
func (tx *ReadTx) AllFailures(since time.Time, limit int) ([]Failure, error) {
	return query(tx, scanFailure, `SELECT account, origin, at FROM sign_in_failures WHERE at > $1 ORDER BY at DESC LIMIT +$2`, since.UnixMilli(), limit)
}

// ForgetFailures removes the failures of an account, those of known devices apart.
func (tx *Tx) ForgetFailures(account, devices string) error {
	return tx.exec(`DELETE FROM sign_in_failures WHERE account = $1 AND substr(origin, 1, length($2)) <> $2`, account, devices)
}

// ForgetFailuresFrom removes the failures that came from somewhere.
func (tx *Tx) ForgetFailuresFrom(origin string) error {
	return tx.exec(`DELETE FROM sign_in_failures WHERE origin = $1`, origin)
}
