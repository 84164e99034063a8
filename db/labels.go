package db

import (
	"database/sql"

	"docket/internal/docket"
)

func scanLabelCount(s *sql.Rows) (c docket.LabelCount, err error) {
	return c, s.Scan(&c.Label, number[int]{&c.Open})
}

// Labels returns the labels that tasks of the user's lists bear, those in the trash
// aside, sorted. Labels that differ in capitals alone are one each. From each label to the
// next it goes by the index of them, however many tasks bear one.
func (tx *ReadTx) Labels(user docket.ID) ([]string, error) {
	return query(tx, scanString, `WITH RECURSIVE known (label) AS (SELECT min(label) FROM task_labels
			UNION ALL SELECT (SELECT min(b.label) FROM task_labels b WHERE b.label > k.label) FROM known k WHERE k.label IS NOT NULL)
		SELECT k.label FROM known k WHERE EXISTS (SELECT 1 FROM task_labels b CROSS JOIN tasks t CROSS JOIN lists l CROSS JOIN list_members m
			WHERE b.label = k.label AND t.id = b.task_id AND t.deleted_at IS NULL AND l.id = t.list_id AND l.deleted_at IS NULL
			AND m.list_id = l.id AND m.user_id = $1) ORDER BY k.label`, user)
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

// labelled are the open tasks that bear a label, found by it.
const labelled = ` FROM task_labels b CROSS JOIN tasks t JOIN lists l ON l.id = t.list_id JOIN list_members m ON m.list_id = l.id
	WHERE b.label = $1 AND t.id = b.task_id AND m.user_id = $2 AND l.deleted_at IS NULL AND l.archived_at IS NULL` + isOpen

// LabelTasks returns the open tasks of the user's lists that bear a label, in the order
// of DueTasks with those of no day last.
func (tx *ReadTx) LabelTasks(user docket.ID, label string, view docket.View) (Rows, error) {
	day, clock, priority, id, err := dueAfter(view.After)
	if err != nil {
		return Rows{}, err
	}
	tasks, err := query(tx, scanRow, `SELECT `+rowColumns+labelled+`
		AND (`+dueOrder+`) > ($3, $4, $5, $6) ORDER BY `+dueOrder+` LIMIT +$7`, label, user, day, clock, priority, id, view.Limit()+1)
	return page(tasks, err, view.Limit(), dueKey)
}

// CountLabel returns how many of LabelTasks there are in all.
func (tx *ReadTx) CountLabel(user docket.ID, label string) (int, error) {
	return queryOne(tx, scanInt, `SELECT count(*)`+labelled, label, user)
}

// LabelledTasks returns the tasks that bear a label in the lists that the user may edit,
// those that are done or in the trash too.
func (tx *ReadTx) LabelledTasks(user docket.ID, label string) ([]docket.Task, error) {
	return query(tx, scanTask, `SELECT `+taskColumns+` FROM task_labels b CROSS JOIN tasks t JOIN lists l ON l.id = t.list_id JOIN list_members m ON m.list_id = l.id
		WHERE b.label = $1 AND t.id = b.task_id AND m.user_id = $2 AND m.role <> 'viewer' AND l.deleted_at IS NULL ORDER BY t.id`, label, user)
}
