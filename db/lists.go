package db

import (
	"database/sql"
	"time"

	"docket/internal/docket"
)

const listColumns = `l.id, l.inbox_of IS NOT NULL, l.name, l.color, l.version, l.archived_at, l.deleted_at, m.role, m.layout = 'board'`

func listDest(l *docket.List) []any {
	return []any{text[docket.ID]{&l.ID}, &l.Inbox, &l.Name, text[docket.Color]{&l.Color}, number[int64]{&l.Version},
		millis{&l.ArchivedAt}, millis{&l.DeletedAt}, text[docket.Role]{&l.Role}, flag{&l.Board}}
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
		WHERE m.user_id = $1 AND l.deleted_at IS NULL ORDER BY m.rank, l.id`, user)
}

// ListNames returns the user's lists that take tasks, in the user's order: those that
// they may edit and that are neither archived nor deleted.
func (tx *ReadTx) ListNames(user docket.ID) ([]docket.List, error) {
	return query(tx, scanList, `SELECT `+listColumns+` FROM list_members m JOIN lists l ON l.id = m.list_id
		WHERE m.user_id = $1 AND m.role <> 'viewer' AND l.deleted_at IS NULL AND l.archived_at IS NULL ORDER BY m.rank, l.id`, user)
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
	return tx.exec(`INSERT INTO lists (id, name, color, version, created_at) VALUES ($1, $2, $3, 1, $4)`,
		l.ID, l.Name, l.Color, toMillis(at))
}

// AddMember lets a user into a list, which goes last in their sidebar.
func (tx *Tx) AddMember(list, user docket.ID, role docket.Role) error {
	last, err := tx.lastRank(listsOfUser(), user)
	if err != nil {
		return err
	}
	return tx.exec(`INSERT INTO list_members (list_id, user_id, role, rank) VALUES ($1, $2, $3, $4)`, list, user, role, last)
}

// UpdateList stores a list and counts its version up.
func (tx *Tx) UpdateList(l docket.List) error {
	return tx.exec(`UPDATE lists SET name = $1, color = $2, archived_at = $3, deleted_at = $4, version = version + 1 WHERE id = $5`,
		l.Name, l.Color, toMillis(l.ArchivedAt), toMillis(l.DeletedAt), l.ID)
}

// MoveList puts a list between two others of the user's sidebar: right before
// or right after next. A next that is not one of the user's lists is NotFound.
func (tx *Tx) MoveList(user, list, next docket.ID, before bool) error {
	in := listsOfUser()
	r, err := tx.rankBeside(in, user, next, list, before, time.Time{})
	if err != nil {
		return err
	}
	return tx.exec(in.set, r, user, list)
}

// SetLayout notes how a member looks at a list: as a board or as a list.
func (tx *Tx) SetLayout(user, list docket.ID, board bool) error {
	layout := "list"
	if board {
		layout = "board"
	}
	return tx.exec(`UPDATE list_members SET layout = $1 WHERE user_id = $2 AND list_id = $3`, layout, user, list)
}
