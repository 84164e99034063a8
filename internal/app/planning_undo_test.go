package app_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"docket/internal/app"
	"docket/internal/docket"
)

// state is all that undo brings back, as text: versions and times aside.
func (h *house) state() string {
	h.t.Helper()
	pool, err := sql.Open("sqlite3", "file:"+h.path+"?mode=ro")
	h.check(err)
	defer func() { h.check(pool.Close()) }()
	var b strings.Builder
	for _, q := range []string{
		`SELECT id || '|' || list_id || '|' || coalesce(section_id, '') || '|' || coalesce(parent_id, '') || '|' || coalesce(assignee_id, '') || '|' || title || '|' || notes || '|' ||
			notes_html || '|' || coalesce(due_on, '') || coalesce(due_time, '') || '|' || coalesce(repeat, '') || '|' || coalesce(occurs_on, '') || '|' || priority || '|' || rank || '|' ||
			(completed_at IS NULL) || (deleted_at IS NULL) FROM tasks ORDER BY id`,
		`SELECT task_id || '|' || label FROM task_labels ORDER BY task_id, label`,
		`SELECT id || '|' || list_id || '|' || name || '|' || rank || '|' || (deleted_at IS NULL) FROM sections ORDER BY id`,
		`SELECT task_id || '|' || user_id || '|' || minutes_before FROM reminders ORDER BY 1`,
		`SELECT user_id || '|' || label FROM pinned_labels ORDER BY 1`,
	} {
		rows, err := pool.QueryContext(h.t.Context(), q)
		h.check(err)
		for rows.Next() {
			var line string
			h.check(rows.Scan(&line))
			fmt.Fprintln(&b, line)
		}
		h.check(rows.Err())
		h.check(rows.Close())
	}
	return b.String()
}

// planner does what a person does, at random.
type planner struct {
	*house
	me    docket.User
	r     *rand.Rand
	lists []docket.ID
}

func (p *planner) ids(query string) (ids []docket.ID) {
	p.t.Helper()
	pool, err := sql.Open("sqlite3", "file:"+p.path+"?mode=ro")
	p.check(err)
	defer func() { p.check(pool.Close()) }()
	rows, err := pool.QueryContext(p.t.Context(), query)
	p.check(err)
	for rows.Next() {
		var id docket.ID
		p.check(rows.Scan(&id))
		ids = append(ids, id)
	}
	p.check(rows.Err())
	p.check(rows.Close())
	return ids
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// act does something, and returns what undo takes it back by; empty where it was refused or
// changed nothing.
func (p *planner) act() (what string, undo docket.ID, err error) {
	ctx := p.t.Context()
	tasks, sections := p.ids(`SELECT id FROM tasks WHERE deleted_at IS NULL ORDER BY id`), p.ids(`SELECT id FROM sections WHERE deleted_at IS NULL ORDER BY id`)
	id, other, section, list := pick(p.r, tasks), pick(p.r, tasks), pick(p.r, sections), pick(p.r, p.lists)
	one := func(what string, c app.TaskChange, err error) (string, docket.ID, error) { return what, c.Group, err }
	switch p.r.IntN(21) {
	case 0:
		c, err := p.CompleteTask(ctx, p.me, id, pick(p.r, []app.Subtasks{app.CompleteSubtasks, app.LeaveSubtasks}))
		return one("complete", c, err)
	case 1:
		c, err := p.ReopenTask(ctx, p.me, id)
		return one("reopen", c, err)
	case 2:
		c, err := p.DeleteTask(ctx, p.me, id)
		return one("delete", c, err)
	case 3:
		if gone := p.ids(`SELECT id FROM tasks WHERE deleted_at IS NOT NULL ORDER BY id`); len(gone) > 0 {
			c, err := p.RestoreTask(ctx, p.me, pick(p.r, gone))
			return one("restore", c, err)
		}
	case 4:
		c, err := p.MoveTask(ctx, p.me, id, app.TaskMove{After: string(other)})
		return one("move after", c, err)
	case 5:
		c, err := p.MoveTask(ctx, p.me, id, app.TaskMove{ListID: string(list)})
		return one("move to a list", c, err)
	case 6:
		c, err := p.MoveTask(ctx, p.me, id, app.TaskMove{SectionID: str(string(section))})
		return one("move to a section", c, err)
	case 7:
		c, err := p.MoveTask(ctx, p.me, id, app.TaskMove{ParentID: str(string(other))})
		return one("move under a task", c, err)
	case 8:
		c, err := p.IndentTask(ctx, p.me, id)
		return one("indent", c, err)
	case 9:
		c, err := p.OutdentTask(ctx, p.me, id)
		return one("outdent", c, err)
	case 10:
		c, err := p.SkipTask(ctx, p.me, id)
		return one("skip", c, err)
	case 11:
		c, err := p.EditTask(ctx, p.me, id, app.TaskEdit{Repeat: str(pick(p.r, []string{"FREQ=DAILY", "FREQ=MONTHLY;COUNT=3", "FROM=COMPLETION;FREQ=WEEKLY", ""})), DueTime: str("")})
		return one("repeat", c, err)
	case 12:
		c, err := p.EditTask(ctx, p.me, id, app.TaskEdit{Labels: []string{pick(p.r, []string{"a", "b", "C", ""}), "d"}, Notes: str(pick(p.r, []string{"", "*x*"}))})
		return one("label", c, err)
	case 13:
		if len(sections) > 2 {
			c, err := p.DeleteSection(ctx, p.me, section, pick(p.r, []string{app.KeepTasks, app.TrashTasks}))
			return "delete a section", c.Group, err
		}
		c, err := p.AddSection(ctx, p.me, list, "new")
		return "add a section", c.Group, err
	case 14:
		added, err := p.QuickAdd(ctx, p.me, app.NewTask{Text: str("one #a\n  two tomorrow\n    three every day\nfour"), ListID: string(list)})
		return "add lines", added.Undo, err
	case 16:
		c, err := p.MoveSection(ctx, p.me, section, app.SectionMove{After: string(pick(p.r, sections))})
		return "move a section", c.Group, err
	case 17:
		c, err := p.RenameSection(ctx, p.me, section, pick(p.r, []string{"one", "two"}))
		return "rename a section", c.Group, err
	case 18:
		c, err := p.MoveOverdueToday(ctx, p.me)
		return "move all overdue to today", c.Change, err
	case 19:
		c, err := p.MoveTask(ctx, p.me, id, app.TaskMove{DueOn: str(pick(p.r, []string{"2026-07-10", "2026-07-20", "2026-08-01"}))})
		return one("move to a day", c, err)
	case 20:
		c, err := p.DeleteLabel(ctx, p.me, pick(p.r, []string{"a", "b", "d"}))
		if docket.KindOf(err) == docket.KindNotFound {
			err = nil
		}
		return "delete a label", c.Group, err
	case 15:
		c, err := p.RenameLabel(ctx, p.me, "a", pick(p.r, []string{"b", "e"}))
		if docket.KindOf(err) == docket.KindNotFound {
			err = nil
		}
		return "rename a label", c.Group, err
	}
	return "", "", nil
}

// Whatever is done, undoing it at once leaves the database as it was.
func TestUndoLeavesEverythingAsItWas(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		p := &planner{house: newHouse(t), r: rand.New(rand.NewPCG(seed, 7))}
		p.me = p.user("Ana", "Europe/Lisbon")
		for _, name := range []string{"Home", "Work"} {
			l := p.list(p.me, name)
			p.lists = append(p.lists, l.ID)
			for i := range 3 {
				_, err := p.AddSection(t.Context(), p.me, l.ID, fmt.Sprint("section ", i))
				p.check(err)
			}
			p.task(p.me, l.ID, "first", "2026-07-20 10:00", 2)
			p.task(p.me, l.ID, "second", "")
		}
		for step := range 150 {
			if step%20 == 0 {
				for _, label := range []string{"a", "b", "d"} {
					if err := p.PinLabel(t.Context(), p.me, label, true); docket.KindOf(err) != docket.KindNotFound {
						p.check(err)
					}
				}
			}
			before := p.state()
			what, undo, err := p.act()
			if kind := docket.KindOf(err); err != nil && kind != docket.KindInvalid && kind != docket.KindConflict {
				t.Fatalf("seed %d, step %d, %s: %v", seed, step, what, err)
			}
			p.orderly(seed, step, what)
			if err != nil || undo == "" {
				if after := p.state(); err != nil && after != before {
					t.Fatalf("seed %d, step %d: %s was refused and changed something: %v", seed, step, what, err)
				}
				continue
			}
			if step%3 == 0 {
				continue // stays done
			}
			if _, err := p.Undo(t.Context(), p.me, undo); err != nil {
				t.Fatalf("seed %d, step %d: undoing %s: %v", seed, step, what, err)
			}
			if after := p.state(); after != before {
				t.Fatalf("seed %d, step %d: %s, undone, leaves\n%s\nwant\n%s", seed, step, what, after, before)
			}
		}
	}
}

// orderly checks what holds of subtasks and sections at all times.
func (p *planner) orderly(seed uint64, step int, what string) {
	p.t.Helper()
	for wrong, q := range map[string]string{
		"a subtask in another list than its parent":    `SELECT t.id FROM tasks t JOIN tasks p ON p.id = t.parent_id WHERE p.list_id <> t.list_id`,
		"a subtask in another section than its parent": `SELECT t.id FROM tasks t JOIN tasks p ON p.id = t.parent_id WHERE coalesce(p.section_id, '') <> coalesce(t.section_id, '')`,
		"a third level of subtasks":                    `SELECT t.id FROM tasks t JOIN tasks a ON a.id = t.parent_id JOIN tasks b ON b.id = a.parent_id JOIN tasks c ON c.id = b.parent_id`,
		"a task under itself":                          `SELECT t.id FROM tasks t JOIN tasks a ON a.id = t.parent_id WHERE a.parent_id = t.id OR a.id = t.id`,
		"a section of another list":                    `SELECT t.id FROM tasks t JOIN sections s ON s.id = t.section_id WHERE s.list_id <> t.list_id OR s.deleted_at IS NOT NULL`,
		"a living task under one in the trash":         `SELECT t.id FROM tasks t JOIN tasks p ON p.id = t.parent_id WHERE p.deleted_at IS NOT NULL AND t.deleted_at IS NULL`,
		"a repeat without a day":                       `SELECT id FROM tasks WHERE repeat IS NOT NULL AND (due_on IS NULL OR occurs_on IS NULL)`,
		"a label that another list finds":              `SELECT t.id FROM tasks t JOIN task_labels b ON b.task_id = t.id WHERE b.list_id <> t.list_id`,
		"a completed task that repeats":                `SELECT id FROM tasks WHERE repeat IS NOT NULL AND completed_at IS NOT NULL`,
	} {
		if ids := p.ids(q); len(ids) > 0 {
			p.t.Fatalf("seed %d, step %d, after %s: %s: %v", seed, step, what, wrong, ids)
		}
	}
}

// What was changed together is not undone in part: where the history has forgotten one of
// the changes, undo refuses.
func TestUndoRefusesWhatIsForgottenInPart(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana := t.Context(), h.user("Ana", "UTC")
	l := h.list(ana, "Home")
	by := h.lines(ana, l.ID, "a #home\nb #home")
	renamed, err := h.RenameLabel(ctx, ana, "home", "house")
	h.check(err)
	for i := range 60 {
		_, err := h.EditTask(ctx, ana, by["b"].ID, app.TaskEdit{Title: str(strings.Repeat("b", i%2+1))})
		h.check(err)
	}
	_, err = h.Undo(ctx, ana, renamed.Group)
	h.refuses("undoing what is forgotten in part", err, docket.KindNotFound)
	if a, b := h.get(ana, by["a"].ID).Labels[0], h.get(ana, by["b"].ID).Labels[0]; a != "house" || b != "house" {
		t.Errorf("it is undone in part: %s, %s", a, b)
	}
	// What was done to the other task is still known to forms that showed it before.
	form := app.TaskEdit{Version: version(by["a"]), Title: str("a"), Notes: str("n")}
	_, err = h.EditTask(ctx, ana, by["a"].ID, form)
	h.check(err)
}

// Undo assigns a task to nobody who has left its list.
func TestUndoAssignsToNobodyWhoHasLeft(t *testing.T) {
	t.Parallel()
	u := newUndoHouse(t)
	ctx := t.Context()
	_, err := u.EditTask(ctx, u.ana, u.a.ID, app.TaskEdit{AssigneeID: str(string(u.bob.ID))})
	u.check(err)
	unassigned, err := u.EditTask(ctx, u.ana, u.a.ID, app.TaskEdit{AssigneeID: str("")})
	u.check(err)
	u.sql(`DELETE FROM list_members WHERE user_id = $1 AND list_id = $2`, u.bob.ID, u.l.ID)
	_, err = u.Undo(ctx, u.ana, unassigned.Group)
	u.refuses("assigning to somebody who has left", err, docket.KindConflict)
	if who := u.get(u.ana, u.a.ID).AssigneeID; who != "" {
		t.Errorf("it is %s's", who)
	}
	u.sql(`UPDATE tasks SET assignee_id = $1 WHERE id = $2`, u.bob.ID, u.a.ID) // as if it were his still
	done, err := u.CompleteTask(ctx, u.ana, u.a.ID, app.AskSubtasks)
	u.check(err)
	_, err = u.Undo(ctx, u.ana, done.Group)
	u.check(err) // which assigns nothing
}
