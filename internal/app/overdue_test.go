package app_test

import (
	"testing"
	"time"

	"docket/internal/app"
	"docket/internal/docket"
)

func TestWhatIsOverdueIsMovedToTodayAndBack(t *testing.T) {
	h := newHouse(t)
	ana, bob := h.user("Ana", "UTC"), h.user("Bob", "UTC")
	l, theirs := h.list(ana, "Home"), h.list(bob, "Theirs")
	h.share(theirs.ID, ana, docket.RoleViewer)
	h.share(l.ID, bob, docket.RoleEditor)
	plain := h.task(ana, l.ID, "plain", "2026-07-15")
	timed := h.task(ana, "", "timed", "2020-01-01 09:30")
	weekly, err := h.AddTask(t.Context(), ana, app.NewTask{Title: "weekly", DueOn: "2026-07-13", Repeat: "FREQ=WEEKLY", ListID: string(l.ID)})
	h.check(err)
	stays := map[docket.ID]docket.Date{}
	stay := func(task docket.Task) docket.ID { stays[task.ID] = task.DueOn; return task.ID }
	stay(h.task(ana, l.ID, "today", "2026-07-16"))
	stay(h.task(ana, l.ID, "later", "2026-07-17"))
	stay(h.task(ana, l.ID, "never", ""))
	stay(h.task(bob, theirs.ID, "only seen", "2026-07-01"))
	h.sql(`UPDATE tasks SET assignee_id = ? WHERE id = ?`, bob.ID, stay(h.task(ana, l.ID, "his", "2026-07-01")))
	_, err = h.CompleteTask(t.Context(), ana, stay(h.task(ana, l.ID, "done", "2026-07-01")), app.AskSubtasks)
	h.check(err)
	old := h.list(ana, "Old")
	stay(h.task(ana, old.ID, "archived", "2026-07-01"))
	_, err = h.ArchiveList(t.Context(), ana, old.ID)
	h.check(err)

	moved, err := h.MoveOverdueToday(t.Context(), ana)
	h.check(err)
	if moved.Count != 3 || moved.Change == "" {
		t.Errorf("moved %+v, want 3", moved)
	}
	for _, was := range []docket.Task{plain, timed, weekly} {
		want := was
		want.DueOn, want.Version = "2026-07-16", was.Version+1
		if is := h.get(ana, was.ID); is.DueOn != want.DueOn || is.DueTime != want.DueTime || is.OccursOn != was.OccursOn || is.Repeat != was.Repeat || is.Rank != was.Rank {
			t.Errorf("%s became %+v", was.Title, is)
		}
	}
	for id, due := range stays {
		if is := h.get(bobOr(ana, bob, id, h), id); is.DueOn != due {
			t.Errorf("%s moved from %s to %s", is.Title, due, is.DueOn)
		}
	}
	undone, err := h.Undo(t.Context(), ana, moved.Change)
	h.check(err)
	if undone.Count != 3 {
		t.Errorf("%d were undone", undone.Count)
	}
	for _, was := range []docket.Task{plain, timed, weekly} {
		if is := h.get(ana, was.ID); is.DueOn != was.DueOn || is.DueTime != was.DueTime || is.OccursOn != was.OccursOn || is.Repeat != was.Repeat || is.Rank != was.Rank {
			t.Errorf("undone, %s is %+v, was %+v", was.Title, is, was)
		}
	}

	// One that was changed since keeps all of them where they are.
	moved, err = h.MoveOverdueToday(t.Context(), ana)
	h.check(err)
	_, err = h.EditTask(t.Context(), bob, plain.ID, app.TaskEdit{DueOn: str("2026-07-20")})
	h.check(err)
	_, err = h.Undo(t.Context(), ana, moved.Change)
	h.refuses("undo", err, docket.KindConflict)
	if is := h.get(ana, timed.ID); is.DueOn != "2026-07-16" {
		t.Errorf("a part was undone: %s", is.DueOn)
	}
}

// bobOr is who sees a task.
func bobOr(ana, bob docket.User, id docket.ID, h *house) docket.User {
	if _, _, err := h.TaskPage(h.t.Context(), ana.ID, id); err != nil {
		return bob
	}
	return ana
}

func TestNothingOverdueWritesNothing(t *testing.T) {
	h := newHouse(t)
	ana := h.user("Ana", "Pacific/Kiritimati") // where it is the 17th
	task := h.task(ana, "", "now", "2026-07-17")
	before := h.page(ana, viewOf(docket.ViewToday)).User.ListVersion
	moved, err := h.MoveOverdueToday(t.Context(), ana)
	h.check(err)
	if moved != (app.Moved{}) || h.page(ana, viewOf(docket.ViewToday)).User.ListVersion != before {
		t.Errorf("moved %+v, or gave another version", moved)
	}
	h.now = h.now.Add(24 * time.Hour)
	if moved, err = h.MoveOverdueToday(t.Context(), ana); err != nil || moved.Count != 1 || h.get(ana, task.ID).DueOn != "2026-07-18" {
		t.Errorf("a day later %+v, %v", moved, err)
	}
}

func TestThousandsAreMovedAtOnce(t *testing.T) {
	h := newHouse(t)
	ana := h.user("Ana", "UTC")
	h.fill(ana, h.list(ana, "Home").ID, 2*docket.MaxRows, func(_ int, task *docket.Task) { task.DueOn = "2026-07-01" })
	began := time.Now()
	moved, err := h.MoveOverdueToday(t.Context(), ana)
	h.check(err)
	t.Log("moved in", time.Since(began))
	if moved.Count != 2*docket.MaxRows {
		t.Errorf("moved %d", moved.Count)
	}
	began = time.Now()
	_, err = h.Undo(t.Context(), ana, moved.Change)
	h.check(err)
	t.Log("undone in", time.Since(began))
	if p := h.page(ana, viewOf(docket.ViewToday)); p.Group(docket.GroupOverdue).Count != moved.Count {
		t.Errorf("undone, %d are overdue", p.Group(docket.GroupOverdue).Count)
	}
}
