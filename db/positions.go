package db

import (
	"fmt"
	"time"

	"docket/internal/docket"
)

// The lists that the positions of a change to a task c belong to: the one that
// the task came to, which is the one that it next left or is in still, and the
// one that it came from.
const (
	listAfter = `coalesce(
		(SELECT f.became FROM change_fields f WHERE f.change_id = c.id AND f.field = 'list_id'),
		(SELECT f.was FROM changes n JOIN change_fields f ON f.change_id = n.id AND f.field = 'list_id'
			WHERE n.thing_id = c.thing_id AND n.version > c.version ORDER BY n.version LIMIT 1),
		t.list_id)`
	listBefore = `coalesce(
		(SELECT f.was FROM change_fields f WHERE f.change_id = c.id AND f.field = 'list_id'),
		` + listAfter + `)`
	itsChange = `SELECT 1 FROM changes c JOIN tasks t ON t.id = c.thing_id WHERE c.id = change_fields.change_id AND `
	// Naming every user lets SQLite find the newest changes by the index on
	// (user_id, made_at) instead of reading all that are kept.
	newest = `field = 'position' AND change_id IN (SELECT id FROM changes
		WHERE user_id IN (SELECT id FROM users) AND made_at >= $5)`
)

// shiftTasks makes room right before or right after a task: it moves everything
// behind that place on by a step. The positions that changes have kept since
// undoable move with it, so that undo still knows them and puts a task back where
// it was. Older changes are kept for merging the fields of forms, of which no
// position is one.
func (tx *Tx) shiftTasks(list docket.ID, at int64, next docket.ID, before bool, undoable time.Time) error {
	const step = int64(positionStep)
	from := next
	if !before {
		from += "~" // sorts after the id and before all others
	}
	err := tx.exec(`UPDATE tasks SET position = position + $1 WHERE list_id = $2 AND (position, id) >= ($3, $4)`, step, list, at, from)
	if err != nil {
		return fmt.Errorf("moving tasks on: %w", err)
	}
	err = tx.exec(`UPDATE change_fields SET became = CAST(CAST(became AS BIGINT) + $1 AS TEXT)
		WHERE EXISTS (`+itsChange+listAfter+` = $2
			AND (CAST(change_fields.became AS BIGINT), c.thing_id) >= ($3, $4)) AND `+newest, step, list, at, from, undoable.UnixMilli())
	if err != nil {
		return fmt.Errorf("moving on where changes have put tasks: %w", err)
	}
	err = tx.exec(`UPDATE change_fields SET was = CAST(CAST(was AS BIGINT) + $1 AS TEXT)
		WHERE EXISTS (`+itsChange+listBefore+` = $2
			AND (CAST(change_fields.was AS BIGINT), c.thing_id) >= ($3, $4)) AND `+newest, step, list, at, from, undoable.UnixMilli())
	if err != nil {
		return fmt.Errorf("moving on where changes have taken tasks from: %w", err)
	}
	return nil
}
