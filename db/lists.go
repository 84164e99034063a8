package db

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"docket/internal/docket"
)

// positionStep is how far apart the positions of neighbours are made: a place
// can be halved 32 times before room has to be made in it.
const positionStep = 1 << 32

const listColumns = `l.id, l.inbox_of IS NOT NULL, l.name, l.color, l.version, l.archived_at, l.deleted_at, m.role`

func listDest(l *docket.List) []any {
	return []any{text[docket.ID]{&l.ID}, &l.Inbox, &l.Name, text[docket.Color]{&l.Color}, &l.Version,
		millis{&l.ArchivedAt}, millis{&l.DeletedAt}, text[docket.Role]{&l.Role}}
}

func scanList(s *sql.Rows) (l docket.List, err error) { return l, s.Scan(listDest(&l)...) }

func scanListOpen(s *sql.Rows) (l docket.List, err error) {
	return l, s.Scan(append(listDest(&l), number[int]{&l.Open})...)
}

// List returns a list as its member sees it, also from the trash. For everyone
// else it is NotFound.
func (tx *ReadTx) List(user, list docket.ID) (docket.List, error) {
	return queryOne(tx, scanList, `SELECT `+listColumns+` FROM list_members m JOIN lists l ON l.id = m.list_id
		WHERE m.list_id = $1 AND m.user_id = $2`, list, user)
}

// InboxID returns the id of the user's inbox.
func (tx *ReadTx) InboxID(user docket.ID) (docket.ID, error) {
	return queryOne(tx, scanID, `SELECT id FROM lists WHERE inbox_of = $1`, user)
}

// Lists returns the user's lists that are not deleted, in the user's order, each
// with the number of its open tasks.
func (tx *ReadTx) Lists(user docket.ID) ([]docket.List, error) {
	return query(tx, scanListOpen, `SELECT `+listColumns+`,
		(SELECT count(*) FROM tasks t WHERE t.list_id = l.id AND t.completed_at IS NULL AND t.deleted_at IS NULL)
		FROM list_members m JOIN lists l ON l.id = m.list_id
		WHERE m.user_id = $1 AND l.deleted_at IS NULL ORDER BY m.position, l.id`, user)
}

// DeletedLists returns the user's lists in the trash, the last deleted first.
func (tx *ReadTx) DeletedLists(user docket.ID) ([]docket.List, error) {
	return query(tx, scanListOpen, `SELECT `+listColumns+`,
		(SELECT count(*) FROM tasks t WHERE t.list_id = l.id AND t.deleted_at IS NULL)
		FROM list_members m JOIN lists l ON l.id = m.list_id
		WHERE m.user_id = $1 AND l.deleted_at IS NOT NULL ORDER BY l.deleted_at DESC, l.id`, user)
}

// AddList stores a new list, without members.
func (tx *Tx) AddList(l docket.List, at time.Time) error {
	err := tx.exec(`INSERT INTO lists (id, name, color, version, created_at) VALUES ($1, $2, $3, 1, $4)`,
		l.ID, l.Name, l.Color, toMillis(at))
	if err != nil {
		return fmt.Errorf("adding a list: %w", err)
	}
	return nil
}

// AddMember lets a user into a list, which goes last in their sidebar.
func (tx *Tx) AddMember(list, user docket.ID, role docket.Role) error {
	err := tx.exec(`INSERT INTO list_members (list_id, user_id, role, position)
		VALUES ($1, $2, $3, (SELECT coalesce(max(position), 0) FROM list_members WHERE user_id = $2) + $4)`,
		list, user, role, int64(positionStep))
	if err != nil {
		return fmt.Errorf("adding a member: %w", err)
	}
	return nil
}

// UpdateList stores a list and counts its version up.
func (tx *Tx) UpdateList(l docket.List) error {
	err := tx.exec(`UPDATE lists SET name = $1, color = $2, archived_at = $3, deleted_at = $4, version = version + 1 WHERE id = $5`,
		l.Name, l.Color, toMillis(l.ArchivedAt), toMillis(l.DeletedAt), l.ID)
	if err != nil {
		return fmt.Errorf("saving a list: %w", err)
	}
	return nil
}

// MoveList puts a list between two others of the user's sidebar: right before
// or right after next. A next that is not one of the user's lists is NotFound.
func (tx *Tx) MoveList(user, list, next docket.ID, before bool) error {
	place := func() (int64, bool, error) {
		return tx.between(before,
			`SELECT position FROM list_members WHERE user_id = $1 AND list_id = $2`,
			`SELECT max(position) FROM list_members WHERE user_id = $1 AND list_id <> $2 AND (position, list_id) < ($3, $4)`,
			`SELECT min(position) FROM list_members WHERE user_id = $1 AND list_id <> $2 AND (position, list_id) > ($3, $4)`,
			user, next, list)
	}
	renumber := func() error {
		return tx.exec(`UPDATE list_members SET position = o.n * $1 FROM
			(SELECT list_id, row_number() OVER (ORDER BY position, list_id) AS n FROM list_members WHERE user_id = $2) o
			WHERE list_members.list_id = o.list_id AND list_members.user_id = $2`, int64(positionStep), user)
	}
	position, err := tx.place(place, renumber)
	if err != nil {
		return fmt.Errorf("finding a list's place: %w", err)
	}
	return tx.exec(`UPDATE list_members SET position = $1 WHERE user_id = $2 AND list_id = $3`, position, user, list)
}

// place asks for a free position, and once more after room was made when there
// was none between the neighbours.
func (tx *Tx) place(find func() (int64, bool, error), makeRoom func() error) (int64, error) {
	for range 2 {
		position, ok, err := find()
		if err != nil {
			return 0, err
		}
		if ok {
			return position, nil
		}
		if err := makeRoom(); err != nil {
			return 0, fmt.Errorf("making room: %w", err)
		}
	}
	return 0, errors.New("no room between two neighbours after it was made")
}

// between returns the position half-way between the anchor and its neighbour on
// the wanted side; false when there is none left. at selects the anchor's
// position by owner and anchor; below and above select the neighbours' by owner,
// the one that moves, the anchor's position and the anchor. A neighbour at the
// anchor's own position, which undo can bring about, leaves none either.
func (tx *Tx) between(before bool, at, below, above string, owner, anchor, moving docket.ID) (int64, bool, error) {
	mid, err := queryOne(&tx.ReadTx, scanInt64, at, owner, anchor)
	if err != nil {
		return 0, false, err
	}
	q, sign := above, int64(1)
	if before {
		q, sign = below, -1
	}
	other := mid + sign*2*positionStep // where there is no neighbour on that side
	found, err := query(&tx.ReadTx, scanMaybeInt64, q, owner, moving, mid, anchor)
	if err != nil {
		return 0, false, err
	}
	if len(found) == 1 && found[0].Valid {
		other = found[0].Int64
	}
	half := mid + (other-mid)/2
	return half, half != mid && half != other, nil
}
