package db

import (
	"time"

	"docket/internal/docket"
)

// The trash a user may empty: the deleted tasks of lists they may edit, and the
// deleted lists they own.
const (
	trashedTasks = `FROM tasks WHERE deleted_at IS NOT NULL AND list_id IN (SELECT m.list_id FROM list_members m
		JOIN lists l ON l.id = m.list_id WHERE m.user_id = $1 AND m.role <> 'viewer' AND l.deleted_at IS NULL)`
	trashedLists = `FROM lists WHERE deleted_at IS NOT NULL AND id IN (SELECT list_id FROM list_members WHERE user_id = $1 AND role = 'owner')`
)

// ListsWithTrash returns the lists that emptying the user's trash touches.
func (tx *ReadTx) ListsWithTrash(user docket.ID) ([]docket.ID, error) {
	return query(tx, scanID, `SELECT DISTINCT list_id `+trashedTasks+` UNION SELECT id `+trashedLists, user)
}

// EmptyTrash removes for good what is in the user's trash. It returns how many
// tasks and lists that were.
func (tx *Tx) EmptyTrash(user docket.ID) (int64, error) {
	tasks, err := tx.execCount(`DELETE `+trashedTasks, user)
	if err != nil {
		return 0, err
	}
	lists, err := tx.execCount(`DELETE `+trashedLists, user)
	return tasks + lists, err
}

// ListsWithOldTrash returns the lists that PurgeTrash touches.
func (tx *ReadTx) ListsWithOldTrash(before time.Time) ([]docket.ID, error) {
	return query(tx, scanID, `SELECT id FROM lists WHERE deleted_at < $1 UNION SELECT list_id FROM tasks WHERE deleted_at < $1`, toMillis(before))
}

// PurgeTrash removes for good what was deleted before a time.
func (tx *Tx) PurgeTrash(before time.Time) error {
	if err := tx.exec(`DELETE FROM tasks WHERE deleted_at < $1`, toMillis(before)); err != nil {
		return err
	}
	return tx.exec(`DELETE FROM lists WHERE deleted_at < $1`, toMillis(before))
}
