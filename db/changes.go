package db

import (
	"database/sql"
	"time"

	"docket/internal/docket"
)

func scanEntry(s *sql.Rows) (d docket.Entry, err error) {
	var undone time.Time
	err = s.Scan(&d.ID, &d.Group, &d.UserID, &d.Action, &d.Entity, &d.Target, &d.Title, millis{&d.MadeAt}, millis{&undone},
		text[docket.ID]{&d.Above}, text[docket.ID]{&d.Below})
	d.Undone = !undone.IsZero()
	return d, err
}

func scanFieldChange(s *sql.Rows) (f docket.FieldChange, err error) {
	return f, s.Scan(&f.Field, &f.Before, &f.After)
}

// What is kept of a user's changes to one task or list, besides the newest one: notes of
// 100 KB that are saved again and again fill no disk.
const (
	keptChanges = 50
	keptBytes   = 2 << 20 // of what their fields were and became
)

// AddEntry keeps what a user did, by which the task or list reached this version. Of what they
// did to it before it forgets the oldest that are too many or too large; what was changed together
// with them can no longer be undone: a change is undone as a whole or not at all.
func (tx *Tx) AddEntry(d docket.Entry, version int64) error {
	err := tx.exec(`INSERT INTO changes (id, group_id, user_id, action, thing, thing_id, title, version, made_at, above_id, below_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		d.ID, d.Group, d.UserID, d.Action, d.Entity, d.Target, d.Title, version, toMillis(d.MadeAt), orNull(d.Above), orNull(d.Below))
	if err != nil {
		return err
	}
	for _, f := range d.Fields {
		err := tx.exec(`INSERT INTO change_fields (change_id, field, was, became) VALUES ($1, $2, $3, $4)`,
			d.ID, f.Field, f.Before, f.After)
		if err != nil {
			return err
		}
	}
	return tx.forgetExcess(d)
}

// forgetExcess removes what is too much of what the user of a change did to its task or list.
// What was changed together with that is kept for forms, and belongs to no group any more.
func (tx *Tx) forgetExcess(d docket.Entry) error {
	excess, err := query(&tx.ReadTx, scanID, `SELECT id FROM (
		SELECT id, group_id, row_number() OVER newest AS n, sum(size) OVER newest AS total FROM (
			SELECT c.id, c.group_id, c.version, (SELECT sum(octet_length(f.was) + octet_length(f.became)) FROM change_fields f WHERE f.change_id = c.id) AS size
			FROM changes c WHERE c.thing_id = $1 AND c.user_id = $2) AS sizes
		WINDOW newest AS (ORDER BY version DESC)) AS kept
		WHERE n > 1 AND (n > $3 OR total > $4) AND coalesce(group_id, '') <> $5`, d.Target, d.UserID, keptChanges, keptBytes, d.Group)
	if err != nil {
		return err
	}
	for _, id := range excess {
		if err := tx.exec(`UPDATE changes SET group_id = NULL WHERE group_id = (SELECT group_id FROM changes WHERE id = $1)`, id); err != nil {
			return err
		}
		if err := tx.exec(`DELETE FROM changes WHERE id = $1`, id); err != nil {
			return err
		}
	}
	return nil
}

// Entries returns what the user did under this id and what was changed with it, each
// with its fields and the last one first. What others did is NotFound.
func (tx *ReadTx) Entries(user, id docket.ID) ([]docket.Entry, error) {
	all, err := query(tx, scanEntry, `SELECT id, group_id, user_id, action, thing, thing_id, title, made_at, undone_at, above_id, below_id
		FROM changes WHERE group_id = (SELECT group_id FROM changes WHERE id = $1) AND user_id = $2 ORDER BY id DESC`, id, user)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, docket.NotFound()
	}
	type changed struct {
		of docket.ID
		docket.FieldChange
	}
	scan := func(s *sql.Rows) (c changed, err error) { return c, s.Scan(&c.of, &c.Field, &c.Before, &c.After) }
	fields, err := query(tx, scan, `SELECT f.change_id, f.field, f.was, f.became FROM changes c JOIN change_fields f ON f.change_id = c.id
		WHERE c.group_id = $1 ORDER BY f.field`, all[0].Group)
	by := make(map[docket.ID][]docket.FieldChange, len(all))
	for _, c := range fields {
		by[c.of] = append(by[c.of], c.FieldChange)
	}
	for i := range all {
		all[i].Fields = by[all[i].ID]
	}
	return all, err
}

// ChangesSince returns the fields of a task or list that were changed after it had this
// version, oldest first.
func (tx *ReadTx) ChangesSince(target docket.ID, version int64) ([]docket.FieldChange, error) {
	return query(tx, scanFieldChange, `SELECT f.field, f.was, f.became FROM changes c JOIN change_fields f ON f.change_id = c.id
		WHERE c.thing_id = $1 AND c.version > $2 ORDER BY c.version`, target, version)
}

// CountChangesSince returns how many of an entity's changes after it had this version
// are still known: one each, unless some have been forgotten.
func (tx *ReadTx) CountChangesSince(target docket.ID, version int64) (int64, error) {
	return queryOne(tx, scanInt64, `SELECT count(*) FROM changes WHERE thing_id = $1 AND version > $2`, target, version)
}

// latestChange is when the last task, list, change or sign-in not after $1 was made.
// The tasks' ids are in the order in which they were made.
const latestChange = `SELECT max(at) FROM (SELECT max(made_at) AS at FROM changes WHERE made_at <= $1
	UNION ALL SELECT max(created_at) FROM devices WHERE created_at <= $1 UNION ALL SELECT max(created_at) FROM lists WHERE created_at <= $1
	UNION ALL SELECT created_at FROM tasks WHERE id = (SELECT max(id) FROM tasks) AND created_at <= $1)`

// LatestChange returns when the last task, list, change or sign-in not after now was
// made; the zero time when there is none.
func (tx *ReadTx) LatestChange(now time.Time) (time.Time, error) {
	return queryOne(tx, scanTime, latestChange, toMillis(now))
}

// MarkUndone notes that the changes of a group were undone.
func (tx *Tx) MarkUndone(group docket.ID, at time.Time) error {
	return tx.exec(`UPDATE changes SET undone_at = $1 WHERE group_id = $2`, toMillis(at), group)
}

// ForgetChanges removes what was done before at.
func (tx *Tx) ForgetChanges(at time.Time) error {
	return tx.exec(`DELETE FROM changes WHERE made_at < $1`, toMillis(at))
}
