package db

import (
	"database/sql"

	"docket/internal/docket"
)

const taskColumns = `t.id, t.list_id, t.section_id, t.parent_id, t.assignee_id, t.title, t.notes, t.notes_html, t.due_on, t.due_time, t.repeat, t.occurs_on,
	t.priority, t.rank, t.version, t.created_at, t.completed_at, t.deleted_at, ` + taskLabels

// What belongs to a task and is stored beside it. A row's labels are read from the
// index of their table.
const (
	taskLabels   = `(SELECT group_concat(label, char(10)) FROM task_labels WHERE task_id = t.id)`
	subtasksDone = `(SELECT count(*) || '/' || count(c.completed_at) FROM tasks c WHERE c.parent_id = t.id AND c.deleted_at IS NULL)`
)

func scanTask(s *sql.Rows) (t docket.Task, err error) {
	return t, s.Scan(text[docket.ID]{&t.ID}, text[docket.ID]{&t.ListID}, text[docket.ID]{&t.SectionID}, text[docket.ID]{&t.ParentID}, text[docket.ID]{&t.AssigneeID},
		&t.Title, &t.Notes, &t.NotesHTML, text[docket.Date]{&t.DueOn}, text[docket.Clock]{&t.DueTime}, text[string]{&t.Repeat}, text[docket.Date]{&t.OccursOn},
		priority{&t.Priority}, text[docket.Rank]{&t.Rank}, number[int64]{&t.Version}, millis{&t.CreatedAt}, millis{&t.CompletedAt}, millis{&t.DeletedAt}, labels{&t.Labels})
}

// Task returns a task of one of the user's lists, also from the trash. For
// everyone else it is NotFound.
func (tx *ReadTx) Task(user, task docket.ID) (docket.Task, error) {
	return queryOne(tx, scanTask, `SELECT `+taskColumns+` FROM tasks t JOIN list_members m ON m.list_id = t.list_id
		WHERE t.id = $1 AND m.user_id = $2`, task, user)
}

// shownParent is the task that one is shown under: its parent, as long as that is open.
const shownParent = `coalesce((SELECT p.id FROM tasks p WHERE p.id = t.parent_id AND p.completed_at IS NULL AND p.deleted_at IS NULL), '')`

// ShownParent returns the task that one is shown under, empty where there is none.
func (tx *ReadTx) ShownParent(task docket.ID) (docket.ID, error) {
	return queryOne(tx, scanID, `SELECT `+shownParent+` FROM tasks t WHERE t.id = $1`, task)
}

// Neighbours returns the open tasks right above and right below a task among those
// of its section and of the task that it is shown under, empty where there is none.
func (tx *ReadTx) Neighbours(t docket.Task) (above, below docket.ID, err error) {
	parent, err := tx.ShownParent(t.ID)
	if err != nil {
		return "", "", err
	}
	const (
		ofParent  = `SELECT t.id FROM tasks t WHERE t.parent_id = $1` + isOpen
		ofSection = `SELECT t.id FROM tasks t WHERE t.section_id = $1` + isOpen + isRoot
		ofList    = `SELECT t.id FROM tasks t WHERE t.list_id = $1 AND t.section_id IS NULL` + isOpen + isRoot
		isAbove   = ` AND (t.rank, t.id) < ($2, $3) ORDER BY t.rank DESC, t.id DESC LIMIT 1`
		isBelow   = ` AND (t.rank, t.id) > ($2, $3) ORDER BY t.rank, t.id LIMIT 1`
	)
	beside := func(toAbove, toBelow string, in docket.ID) (above, below docket.ID, err error) {
		if above, err = tx.first(toAbove, in, t.Rank, t.ID); err != nil {
			return "", "", err
		}
		below, err = tx.first(toBelow, in, t.Rank, t.ID)
		return above, below, err
	}
	switch {
	case parent != "":
		return beside(ofParent+isAbove, ofParent+isBelow, parent)
	case t.SectionID != "":
		return beside(ofSection+isAbove, ofSection+isBelow, t.SectionID)
	}
	return beside(ofList+isAbove, ofList+isBelow, t.ListID)
}

// first returns the id that a statement finds, empty where it finds none.
func (tx *ReadTx) first(q string, args ...any) (docket.ID, error) {
	ids, err := query(tx, scanID, q, args...)
	if err != nil || len(ids) == 0 {
		return "", err
	}
	return ids[0], nil
}

// under are the tasks below one, at every depth.
const under = `WITH RECURSIVE under (id, depth) AS (SELECT id, 1 FROM tasks WHERE parent_id = $1
	UNION SELECT c.id, u.depth + 1 FROM tasks c JOIN under u ON c.parent_id = u.id WHERE u.depth < 4) `

// Subtasks returns the tasks under one, at every depth and those in the trash too, each
// after the one that it is under.
func (tx *ReadTx) Subtasks(task docket.ID) ([]docket.Task, error) {
	return query(tx, scanTask, under+`SELECT `+taskColumns+` FROM under u JOIN tasks t ON t.id = u.id ORDER BY u.depth, t.rank, t.id`, task)
}

// Height returns how many levels of subtasks a task has.
func (tx *ReadTx) Height(task docket.ID) (int, error) {
	return queryOne(tx, scanInt, under+`SELECT coalesce(max(depth), 0) FROM under`, task)
}

// Ancestors returns the tasks that one is under, the nearest first.
func (tx *ReadTx) Ancestors(task docket.ID) ([]docket.ID, error) {
	return query(tx, scanID, `WITH RECURSIVE above (id, depth) AS (SELECT parent_id, 1 FROM tasks WHERE id = $1
		UNION SELECT p.parent_id, a.depth + 1 FROM tasks p JOIN above a ON p.id = a.id WHERE a.depth < 4)
		SELECT id FROM above WHERE id IS NOT NULL ORDER BY depth`, task)
}

// AddTask stores a new task. An id that another task has is a conflict.
func (tx *Tx) AddTask(t docket.Task, by docket.ID) error {
	n, err := tx.execCount(`INSERT INTO tasks (id, list_id, section_id, parent_id, assignee_id, title, notes, notes_html, due_on, due_time, repeat, occurs_on,
		priority, rank, version, created_by, created_at, completed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1, $15, $16, $17) ON CONFLICT (id) DO NOTHING`,
		t.ID, t.ListID, orNull(t.SectionID), orNull(t.ParentID), orNull(t.AssigneeID), t.Title, t.Notes, t.NotesHTML, orNull(t.DueOn), orNull(t.DueTime),
		orNull(t.Repeat), orNull(t.OccursOn), int(t.Priority), t.Rank, by, toMillis(t.CreatedAt), toMillis(t.CompletedAt))
	if err != nil {
		return err
	}
	if n == 0 {
		return &docket.Error{Kind: docket.KindConflict, Message: "This task couldn’t be added. Reload the page and add it again."}
	}
	return tx.addLabels(t)
}

// UpdateTask stores a task and counts its version up.
func (tx *Tx) UpdateTask(t docket.Task) error {
	if err := tx.exec(`UPDATE task_labels SET list_id = $1 WHERE task_id = $2 AND list_id <> $1`, t.ListID, t.ID); err != nil {
		return err
	}
	return tx.exec(`UPDATE tasks SET list_id = $1, section_id = $2, parent_id = $3, assignee_id = $4, title = $5, notes = $6, notes_html = $7, due_on = $8, due_time = $9,
		repeat = $10, occurs_on = $11, priority = $12, rank = $13, completed_at = $14, deleted_at = $15, version = version + 1 WHERE id = $16`,
		t.ListID, orNull(t.SectionID), orNull(t.ParentID), orNull(t.AssigneeID), t.Title, t.Notes, t.NotesHTML, orNull(t.DueOn), orNull(t.DueTime),
		orNull(t.Repeat), orNull(t.OccursOn), int(t.Priority), t.Rank, toMillis(t.CompletedAt), toMillis(t.DeletedAt), t.ID)
}

// SetLabels stores the labels of a task.
func (tx *Tx) SetLabels(t docket.Task) error {
	if err := tx.exec(`DELETE FROM task_labels WHERE task_id = $1`, t.ID); err != nil {
		return err
	}
	return tx.addLabels(t)
}

func (tx *Tx) addLabels(t docket.Task) error {
	for _, l := range t.Labels {
		if err := tx.exec(`INSERT INTO task_labels (task_id, list_id, label) VALUES ($1, $2, $3)`, t.ID, t.ListID, l); err != nil {
			return err
		}
	}
	return nil
}

// RemoveTask removes a task for good.
func (tx *Tx) RemoveTask(id docket.ID) error {
	return tx.exec(`DELETE FROM tasks WHERE id = $1`, id)
}
