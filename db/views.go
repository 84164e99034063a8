package db

import (
	"database/sql"
	"strconv"
	"time"

	"docket/internal/docket"
)

// rowColumns is what a view shows of a task: all but its notes.
const rowColumns = `t.id, t.list_id, t.section_id, t.parent_id, t.assignee_id, t.title, t.due_on, t.due_time, t.repeat, t.priority, t.rank, t.version, t.completed_at, t.deleted_at, ` +
	taskLabels + `, ` + subtasksDone + `, (SELECT p.title FROM tasks p WHERE p.id = t.parent_id)`

func scanRow(s *sql.Rows) (t docket.Task, err error) {
	return t, s.Scan(text[docket.ID]{&t.ID}, text[docket.ID]{&t.ListID}, text[docket.ID]{&t.SectionID}, text[docket.ID]{&t.ParentID}, text[docket.ID]{&t.AssigneeID},
		&t.Title, text[docket.Date]{&t.DueOn}, text[docket.Clock]{&t.DueTime}, text[string]{&t.Repeat}, priority{&t.Priority}, text[docket.Rank]{&t.Rank},
		number[int64]{&t.Version}, millis{&t.CompletedAt}, millis{&t.DeletedAt}, labels{&t.Labels}, progress{&t.Subtasks, &t.SubtasksDone}, text[string]{&t.ParentTitle})
}

// The tables of the views over all of a user's lists. What is in the trash is
// left out with its list; what is archived stays in Completed alone.
const (
	allLists  = ` FROM list_members m JOIN lists l ON l.id = m.list_id JOIN tasks t ON t.list_id = m.list_id WHERE m.user_id = $1 AND l.deleted_at IS NULL`
	liveLists = allLists + ` AND l.archived_at IS NULL`
	isOpen    = ` AND t.completed_at IS NULL AND t.deleted_at IS NULL`
	isDone    = ` AND t.completed_at IS NOT NULL AND t.deleted_at IS NULL`
	isMine    = ` AND (t.assignee_id IS NULL OR t.assignee_id = $1)`
)

// dueOrder sorts tasks by their day with those of none last, then by time likewise, then by priority with none last. dueKey is the same as values.
const dueOrder = `coalesce(t.due_on, '~'), coalesce(t.due_time, '~'), CASE t.priority WHEN 0 THEN 5 ELSE t.priority END, t.id`

func dueKey(t docket.Task) docket.Cursor {
	day, clock, priority := string(t.DueOn), string(t.DueTime), int(t.Priority)
	if day == "" {
		day = "~"
	}
	if clock == "" {
		clock = "~"
	}
	if priority == 0 {
		priority = 5
	}
	return docket.NewCursor(day, clock, strconv.Itoa(priority), string(t.ID))
}

// A limit is written +$n. For a bare $n SQLite compiles the statement whenever it
// is run, as the number might change its plan.

// Rows are some of a view's tasks and the place to go on from, empty at the end.
type Rows struct {
	Tasks []docket.Task
	More  docket.Cursor
}

// page cuts what was asked for with one row too many.
func page(tasks []docket.Task, err error, limit int, key func(docket.Task) docket.Cursor) (Rows, error) {
	if err != nil {
		return Rows{}, err
	}
	if len(tasks) <= limit {
		return Rows{Tasks: tasks}, nil
	}
	tasks = tasks[:limit]
	return Rows{Tasks: tasks, More: key(tasks[len(tasks)-1])}, nil
}

// DoneTasks returns the list's tasks completed last, at most limit.
func (tx *ReadTx) DoneTasks(list docket.ID, limit int) ([]docket.Task, error) {
	return query(tx, scanRow, `SELECT `+rowColumns+` FROM tasks t WHERE t.list_id = $1`+isDone+`
		ORDER BY t.completed_at DESC, t.id DESC LIMIT +$2`, list, limit)
}

// CountDone returns how many of the list's tasks are completed.
func (tx *ReadTx) CountDone(list docket.ID) (int, error) {
	return queryOne(tx, scanInt, `SELECT count(*) FROM tasks t WHERE t.list_id = $1`+isDone, list)
}

// DueTasks returns the user's open tasks that are due from one day to another,
// both included, without those assigned to others.
func (tx *ReadTx) DueTasks(user docket.ID, from, to docket.Date, view docket.View) (Rows, error) {
	day, clock, priority, id, err := dueAfter(view.After)
	if err != nil {
		return Rows{}, err
	}
	tasks, err := query(tx, scanRow, `SELECT `+rowColumns+liveLists+isOpen+isMine+`
		AND t.due_on >= $2 AND t.due_on <= $3 AND (`+dueOrder+`) > ($4, $5, $6, $7)
		ORDER BY `+dueOrder+` LIMIT +$8`, user, from, to, day, clock, priority, id, view.Limit()+1)
	return page(tasks, err, view.Limit(), dueKey)
}

// dueAfter reads the cursor of a view in dueOrder.
func dueAfter(after docket.Cursor) (day, clock string, priority int, id string, err error) {
	if after == "" {
		return "", "", 0, "", nil
	}
	v, err := after.Values(4)
	if err != nil {
		return "", "", 0, "", err
	}
	if priority, err = strconv.Atoi(v[2]); err != nil {
		return "", "", 0, "", docket.NotFound()
	}
	return v[0], v[1], priority, v[3], nil
}

// DayCount is how many tasks are due on a day.
type DayCount struct {
	Day   docket.Date
	Count int
	Done  int // of them; CountDays says it
}

func scanDayCount(s *sql.Rows) (c DayCount, err error) { return c, s.Scan(&c.Day, &c.Count) }

// DueCounts returns how many of DueTasks there are on each day that has any.
func (tx *ReadTx) DueCounts(user docket.ID, from, to docket.Date) ([]DayCount, error) {
	return query(tx, scanDayCount, `SELECT t.due_on, count(*)`+liveLists+isOpen+isMine+`
		AND t.due_on >= $2 AND t.due_on <= $3 GROUP BY t.due_on ORDER BY t.due_on`, user, from, to)
}

// CountDue returns how many of DueTasks there are up to a day.
func (tx *ReadTx) CountDue(user docket.ID, to docket.Date) (int, error) {
	return queryOne(tx, scanInt, `SELECT count(*)`+liveLists+isOpen+isMine+` AND t.due_on <= $2`, user, to)
}

// OverdueTasks returns the DueTasks before a day that the user may edit, all of them.
func (tx *ReadTx) OverdueTasks(user docket.ID, day docket.Date) ([]docket.Task, error) {
	return query(tx, scanTask, `SELECT `+taskColumns+liveLists+isOpen+isMine+` AND m.role <> 'viewer' AND t.due_on < $2 ORDER BY `+dueOrder, user, day)
}

// MayEditOverdue reports whether there are any OverdueTasks.
func (tx *ReadTx) MayEditOverdue(user docket.ID, day docket.Date) (bool, error) {
	n, err := queryOne(tx, scanInt, `SELECT EXISTS (SELECT 1`+liveLists+isOpen+isMine+` AND m.role <> 'viewer' AND t.due_on < $2)`, user, day)
	return n > 0, err
}

// ofDays are the user's tasks that are due from one day to another, without those
// assigned to others. What is open and what is done have an index each.
const (
	ofDays = ` FROM (SELECT ` + dayColumns + liveLists + isOpen + isMine + isDue + ` UNION ALL SELECT ` + dayColumns + liveLists + isDone + isMine + isDue + `) t`

	dayColumns = `t.id, t.due_on, t.due_time, t.priority, t.completed_at`
	isDue      = ` AND t.due_on >= $2 AND t.due_on <= $3`
)

// TasksOfDays returns the user's tasks that are due from one day to another, both
// included, open ones first, without those assigned to others: at most limit, the first
// ones of every day.
func (tx *ReadTx) TasksOfDays(user docket.ID, from, to docket.Date, limit int) ([]docket.Task, error) {
	return query(tx, scanRow, `SELECT `+rowColumns+` FROM (SELECT t.id, row_number() OVER (PARTITION BY t.due_on ORDER BY t.completed_at IS NOT NULL, `+dueOrder+`) AS n`+
		ofDays+` ORDER BY n LIMIT +$4) r JOIN tasks t ON t.id = r.id ORDER BY r.n`, user, from, to, limit)
}

// CountDays returns how many of TasksOfDays there are in all on each day that has any.
func (tx *ReadTx) CountDays(user docket.ID, from, to docket.Date) ([]DayCount, error) {
	scan := func(s *sql.Rows) (c DayCount, err error) { return c, s.Scan(&c.Day, &c.Count, &c.Done) }
	return query(tx, scan, `SELECT t.due_on, count(*), count(t.completed_at)`+ofDays+` GROUP BY t.due_on`, user, from, to)
}

// UnplannedTasks returns the user's open tasks of no day, the newest first, without those
// assigned to others; at most limit.
func (tx *ReadTx) UnplannedTasks(user docket.ID, limit int) ([]docket.Task, error) {
	return query(tx, scanRow, `SELECT `+rowColumns+unplanned+` ORDER BY t.id DESC LIMIT +$2`, user, limit)
}

// unplanned are the user's open tasks of no day, found in the index of what is open.
const unplanned = ` FROM list_members m JOIN lists l ON l.id = m.list_id
	JOIN tasks t ON t.id IN (SELECT o.id FROM tasks o WHERE o.list_id = m.list_id AND o.completed_at IS NULL AND o.deleted_at IS NULL)
	WHERE m.user_id = $1 AND l.deleted_at IS NULL AND l.archived_at IS NULL` + isMine + ` AND t.due_on IS NULL`

// CountUnplanned returns how many of UnplannedTasks there are in all.
func (tx *ReadTx) CountUnplanned(user docket.ID) (int, error) {
	return queryOne(tx, scanInt, `SELECT count(*)`+unplanned, user)
}

// CompletedTasks returns the tasks of all the user's lists that were completed
// at or after from and before to, the last completed first. Each list gives its
// own last ones from its index, so that years of them are not sorted for a page.
func (tx *ReadTx) CompletedTasks(user docket.ID, from, to time.Time, view docket.View) (Rows, error) {
	at, id, err := newestFirst(view.After)
	if err != nil {
		return Rows{}, err
	}
	tasks, err := query(tx, scanRow, `SELECT `+rowColumns+`
		FROM (SELECT list_id FROM list_members WHERE user_id = $1) m
		JOIN lists l ON l.id = m.list_id AND l.deleted_at IS NULL
		JOIN tasks t ON t.id IN (SELECT d.id FROM tasks d WHERE d.list_id = m.list_id
			AND d.completed_at IS NOT NULL AND d.deleted_at IS NULL
			AND d.completed_at >= $2 AND d.completed_at < $3 AND (d.completed_at, d.id) < ($4, $5)
			ORDER BY d.completed_at DESC, d.id DESC LIMIT +$6)
		ORDER BY t.completed_at DESC, t.id DESC LIMIT +$6`, user, from.UnixMilli(), to.UnixMilli(), at, id, view.Limit()+1)
	return page(tasks, err, view.Limit(), func(t docket.Task) docket.Cursor {
		return docket.NewCursor(strconv.FormatInt(t.CompletedAt.UnixMilli(), 10), string(t.ID))
	})
}

// CountCompleted returns how many of CompletedTasks there are in all.
func (tx *ReadTx) CountCompleted(user docket.ID, from, to time.Time) (int, error) {
	return queryOne(tx, scanInt, `SELECT count(*)`+allLists+isDone+` AND t.completed_at >= $2 AND t.completed_at < $3`,
		user, from.UnixMilli(), to.UnixMilli())
}

// What came into the trash with its parent comes back with it.
const isTrashed = ` AND m.role <> 'viewer' AND t.deleted_at IS NOT NULL
	AND NOT EXISTS (SELECT 1 FROM tasks p WHERE p.id = t.parent_id AND p.deleted_at = t.deleted_at)`

// DeletedTasks returns the tasks in the trash that the user may restore, the
// last deleted first. Those whose list is in the trash too come back with it.
func (tx *ReadTx) DeletedTasks(user docket.ID, view docket.View) (Rows, error) {
	at, id, err := newestFirst(view.After)
	if err != nil {
		return Rows{}, err
	}
	tasks, err := query(tx, scanRow, `SELECT `+rowColumns+allLists+isTrashed+`
		AND (t.deleted_at, t.id) < ($2, $3) ORDER BY t.deleted_at DESC, t.id DESC LIMIT +$4`, user, at, id, view.Limit()+1)
	return page(tasks, err, view.Limit(), func(t docket.Task) docket.Cursor {
		return docket.NewCursor(strconv.FormatInt(t.DeletedAt.UnixMilli(), 10), string(t.ID))
	})
}

// CountDeleted returns how many of DeletedTasks there are in all.
func (tx *ReadTx) CountDeleted(user docket.ID) (int, error) {
	return queryOne(tx, scanInt, `SELECT count(*)`+allLists+isTrashed, user)
}

// newestFirst reads the cursor of a view that is sorted by a time and an id,
// both falling.
func newestFirst(after docket.Cursor) (at int64, id string, err error) {
	if after == "" {
		return 1<<63 - 1, "", nil
	}
	v, err := after.Values(2)
	if err != nil {
		return 0, "", err
	}
	if at, err = strconv.ParseInt(v[0], 10, 64); err != nil {
		return 0, "", docket.NotFound()
	}
	return at, v[1], nil
}
