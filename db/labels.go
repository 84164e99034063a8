package db

import (
	"database/sql"

	"docket/internal/docket"
)

func scanLabelCount(s *sql.Rows) (c docket.LabelCount, err error) {
	return c, s.Scan(&c.Label, number[int]{&c.Open})
}

// Labels returns the labels that tasks of the user's lists bear, those in the trash
// aside, each with how many open tasks do. Labels that differ in capitals alone are
// one each.
func (tx *ReadTx) Labels(user docket.ID) ([]docket.LabelCount, error) {
	return query(tx, scanLabelCount, `SELECT b.label, sum(t.completed_at IS NULL) FROM list_members m JOIN lists l ON l.id = m.list_id
		JOIN tasks t ON t.list_id = m.list_id JOIN task_labels b ON b.task_id = t.id
		WHERE m.user_id = $1 AND l.deleted_at IS NULL AND t.deleted_at IS NULL GROUP BY b.label ORDER BY b.label`, user)
}

// PinnedLabels returns the labels that the user has pinned, each with how many open
// tasks bear it in lists that are not archived.
func (tx *ReadTx) PinnedLabels(user docket.ID) ([]docket.LabelCount, error) {
	return query(tx, scanLabelCount, `SELECT p.label, (SELECT count(*) FROM task_labels b JOIN tasks t ON t.id = b.task_id
			JOIN lists l ON l.id = t.list_id JOIN list_members m ON m.list_id = l.id AND m.user_id = p.user_id
			WHERE b.label = p.label AND l.deleted_at IS NULL AND l.archived_at IS NULL AND t.completed_at IS NULL AND t.deleted_at IS NULL)
		FROM pinned_labels p WHERE p.user_id = $1 ORDER BY p.label`, user)
}

// PinLabel puts a label into the user's sidebar, or takes it out.
func (tx *Tx) PinLabel(user docket.ID, label string, pinned bool) error {
	if !pinned {
		return tx.exec(`DELETE FROM pinned_labels WHERE user_id = $1 AND label = $2`, user, label)
	}
	return tx.exec(`INSERT INTO pinned_labels (user_id, label) VALUES ($1, $2) ON CONFLICT DO NOTHING`, user, label)
}

// LabelTasks returns the open tasks of the user's lists that bear a label, in the order
// of DueTasks with those of no day last.
func (tx *ReadTx) LabelTasks(user docket.ID, label string, view docket.View) (Rows, error) {
	day, clock, priority, id, err := dueAfter(view.After)
	if err != nil {
		return Rows{}, err
	}
	tasks, err := query(tx, scanRow, `SELECT `+rowColumns+liveLists+isOpen+` AND t.id IN (SELECT task_id FROM task_labels WHERE label = $2)
		AND (`+dueOrder+`) > ($3, $4, $5, $6) ORDER BY `+dueOrder+` LIMIT +$7`, user, label, day, clock, priority, id, view.Limit()+1)
	return page(tasks, err, view.Limit(), dueKey)
}

// CountLabel returns how many of LabelTasks there are in all.
func (tx *ReadTx) CountLabel(user docket.ID, label string) (int, error) {
	return queryOne(tx, scanInt, `SELECT count(*)`+liveLists+isOpen+` AND t.id IN (SELECT task_id FROM task_labels WHERE label = $2)`, user, label)
}

// LabelledTasks returns the tasks that bear a label in the lists that the user may edit,
// those that are done or in the trash too.
func (tx *ReadTx) LabelledTasks(user docket.ID, label string) ([]docket.Task, error) {
	return query(tx, scanTask, `SELECT `+taskColumns+` FROM list_members m JOIN lists l ON l.id = m.list_id JOIN tasks t ON t.list_id = m.list_id
		WHERE m.user_id = $1 AND m.role <> 'viewer' AND l.deleted_at IS NULL AND t.id IN (SELECT task_id FROM task_labels WHERE label = $2) ORDER BY t.id`, user, label)
}
