package db

import (
	"database/sql"

	"docket/internal/docket"
)

func scanLabelCount(s *sql.Rows) (c docket.LabelCount, err error) {
	return c, s.Scan(&c.Label, number[int]{&c.Open})
}

// Labels returns the labels that tasks of the user's lists bear, those in the trash
// aside, sorted. Labels that differ in capitals alone are one each. It goes by the index from
// each label of a list to the next, however many tasks bear one and whatever others have.
func (tx *ReadTx) Labels(user docket.ID) ([]string, error) {
	return query(tx, scanString, `WITH RECURSIVE known (list_id, label) AS (
			SELECT m.list_id, (SELECT min(b.label) FROM task_labels b WHERE b.list_id = m.list_id)
			FROM list_members m JOIN lists l ON l.id = m.list_id WHERE m.user_id = $1 AND l.deleted_at IS NULL
			UNION ALL SELECT k.list_id, (SELECT min(b.label) FROM task_labels b WHERE b.list_id = k.list_id AND b.label > k.label)
			FROM known k WHERE k.label IS NOT NULL)
		SELECT DISTINCT k.label FROM known k WHERE EXISTS (SELECT 1 FROM task_labels b CROSS JOIN tasks t
			WHERE b.list_id = k.list_id AND b.label = k.label AND t.id = b.task_id AND t.deleted_at IS NULL) ORDER BY k.label`, user)
}

// bearing are the tasks that bear a label in the lists that somebody is a member of.
const bearing = ` FROM list_members m JOIN lists l ON l.id = m.list_id CROSS JOIN task_labels b CROSS JOIN tasks t
	WHERE b.list_id = m.list_id AND t.id = b.task_id AND l.deleted_at IS NULL`

// PinnedLabels returns the labels that the user has pinned, each with how many open
// tasks bear it in lists that are not archived.
func (tx *ReadTx) PinnedLabels(user docket.ID) ([]docket.LabelCount, error) {
	return query(tx, scanLabelCount, `SELECT p.label, (SELECT count(*)`+bearing+` AND m.user_id = p.user_id AND b.label = p.label AND l.archived_at IS NULL`+isOpen+`)
		FROM pinned_labels p WHERE p.user_id = $1 ORDER BY p.label`, user)
}

// PinLabel puts a label into the user's sidebar, or takes it out.
func (tx *Tx) PinLabel(user docket.ID, label string, pinned bool) error {
	if !pinned {
		return tx.exec(`DELETE FROM pinned_labels WHERE user_id = $1 AND label = $2`, user, label)
	}
	return tx.exec(`INSERT INTO pinned_labels (user_id, label) VALUES ($1, $2) ON CONFLICT DO NOTHING`, user, label)
}

// labelled are the open tasks of a user's lists that bear a label.
const labelled = bearing + ` AND b.label = $1 AND m.user_id = $2 AND l.archived_at IS NULL` + isOpen

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
	return query(tx, scanTask, `SELECT `+taskColumns+bearing+` AND b.label = $1 AND m.user_id = $2 AND m.role <> 'viewer' ORDER BY t.id`, label, user)
}
