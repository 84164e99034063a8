package db

import (
	"database/sql"

	"docket/internal/docket"
)

const taskColumns = `t.id, t.list_id, t.title, t.notes, t.notes_html, t.due_on, t.due_time, t.priority, t.rank, t.version, t.created_at, t.completed_at, t.deleted_at`

func scanTask(s *sql.Rows) (t docket.Task, err error) {
	return t, s.Scan(text[docket.ID]{&t.ID}, text[docket.ID]{&t.ListID}, &t.Title, &t.Notes, &t.NotesHTML,
		text[docket.Date]{&t.DueOn}, text[docket.Clock]{&t.DueTime}, priority{&t.Priority}, text[docket.Rank]{&t.Rank}, number[int64]{&t.Version}, millis{&t.CreatedAt}, millis{&t.CompletedAt}, millis{&t.DeletedAt})
}

// Task returns a task of one of the user's lists, also from the trash. For
// everyone else it is NotFound.
func (tx *ReadTx) Task(user, task docket.ID) (docket.Task, error) {
	return queryOne(tx, scanTask, `SELECT `+taskColumns+` FROM tasks t JOIN list_members m ON m.list_id = t.list_id
		WHERE t.id = $1 AND m.user_id = $2`, task, user)
}

// Neighbours returns the open tasks right above and right below a task in its
// list, empty where there is none.
func (tx *ReadTx) Neighbours(t docket.Task) (above, below docket.ID, err error) {
	first := func(q string) (docket.ID, error) {
		ids, err := query(tx, scanID, q, t.ListID, t.Rank, t.ID)
		if err != nil || len(ids) == 0 {
			return "", err
		}
		return ids[0], nil
	}
	above, err = first(`SELECT t.id FROM tasks t WHERE t.list_id = $1` + isOpen + `
		AND (t.rank, t.id) < ($2, $3) ORDER BY t.rank DESC, t.id DESC LIMIT 1`)
	if err != nil {
		return "", "", err
	}
	below, err = first(`SELECT t.id FROM tasks t WHERE t.list_id = $1` + isOpen + `
		AND (t.rank, t.id) > ($2, $3) ORDER BY t.rank, t.id LIMIT 1`)
	return above, below, err
}

// AddTask stores a new task. An id that another task has is a conflict.
func (tx *Tx) AddTask(t docket.Task, by docket.ID) error {
	n, err := tx.execCount(`INSERT INTO tasks (id, list_id, title, notes, notes_html, due_on, due_time, priority, rank, version, created_by, created_at, completed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11, $12) ON CONFLICT (id) DO NOTHING`,
		t.ID, t.ListID, t.Title, t.Notes, t.NotesHTML, orNull(t.DueOn), orNull(t.DueTime), int(t.Priority), t.Rank,
		by, toMillis(t.CreatedAt), toMillis(t.CompletedAt))
	if err != nil {
		return err
	}
	if n == 0 {
		return &docket.Error{Kind: docket.KindConflict, Message: "This task couldn’t be added. Reload the page and add it again."}
	}
	return nil
}

// UpdateTask stores a task and counts its version up.
func (tx *Tx) UpdateTask(t docket.Task) error {
	return tx.exec(`UPDATE tasks SET list_id = $1, title = $2, notes = $3, notes_html = $4, due_on = $5, due_time = $6,
		priority = $7, rank = $8, completed_at = $9, deleted_at = $10, version = version + 1 WHERE id = $11`,
		t.ListID, t.Title, t.Notes, t.NotesHTML, orNull(t.DueOn), orNull(t.DueTime), int(t.Priority), t.Rank,
		toMillis(t.CompletedAt), toMillis(t.DeletedAt), t.ID)
}
