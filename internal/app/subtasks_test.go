package app_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"docket/internal/app"
	"docket/internal/docket"
)

// tree is what a list shows: sections in brackets, a dot for each level of subtasks.
func (h *house) tree(u docket.User, l docket.ID) string {
	h.t.Helper()
	var b strings.Builder
	for _, g := range h.page(u, inList(l)).Groups {
		if g.Section != nil {
			fmt.Fprintf(&b, "[%s] ", g.Section.Name)
		}
		for _, t := range g.Tasks {
			b.WriteString(strings.Repeat(".", t.Depth) + t.Title + " ")
		}
	}
	return strings.TrimSpace(b.String())
}

func (h *house) grows(u docket.User, l docket.ID, want string) {
	h.t.Helper()
	if got := h.tree(u, l); got != want {
		h.t.Errorf("the list shows %q, want %q", got, want)
	}
}

// lines adds by quick add, and returns the tasks by their titles.
func (h *house) lines(u docket.User, l docket.ID, text string) map[string]docket.Task {
	h.t.Helper()
	added, err := h.QuickAdd(h.t.Context(), u, app.NewTask{Text: &text, ListID: string(l)})
	h.check(err)
	by := make(map[string]docket.Task)
	for _, t := range added.Tasks {
		by[t.Title] = t
	}
	return by
}

func TestSubtasksAreMovedAboutInTwoLevels(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana := t.Context(), h.user("Ana", "UTC")
	l, work := h.list(ana, "Home"), h.list(ana, "Work")
	by := h.lines(ana, l.ID, "a\n  b\n    c\nd\ne")
	h.grows(ana, l.ID, "a .b ..c d e")
	id := func(title string) docket.ID { return by[title].ID }
	_, err := h.IndentTask(ctx, ana, id("d"))
	h.check(err)
	h.grows(ana, l.ID, "a .b ..c .d e")
	_, err = h.IndentTask(ctx, ana, id("d"))
	h.check(err)
	h.grows(ana, l.ID, "a .b ..c ..d e")
	_, err = h.IndentTask(ctx, ana, id("d"))
	h.refuses("a third level", err, docket.KindInvalid)
	_, err = h.OutdentTask(ctx, ana, id("d"))
	h.check(err)
	_, err = h.OutdentTask(ctx, ana, id("d"))
	h.check(err)
	h.grows(ana, l.ID, "a .b ..c d e")
	_, err = h.OutdentTask(ctx, ana, id("d"))
	h.refuses("out of nothing", err, docket.KindInvalid)
	_, err = h.IndentTask(ctx, ana, id("a"))
	h.refuses("under nothing", err, docket.KindInvalid)
	for what, parent := range map[string]docket.ID{"itself": id("a"), "its subtask": id("b"), "one below that": id("c"), "one of another list": h.task(ana, work.ID, "w", "").ID, "what is not there": ana.ID} {
		_, err = h.MoveTask(ctx, ana, id("a"), app.TaskMove{ParentID: str(string(parent))})
		h.refuses("a under "+what, err, docket.KindInvalid)
		_, err = h.EditTask(ctx, ana, id("a"), app.TaskEdit{ParentID: str(string(parent))})
		h.refuses("a edited to be under "+what, err, docket.KindInvalid)
	}
	_, err = h.MoveTask(ctx, ana, id("a"), app.TaskMove{ParentID: str(string(id("e")))})
	h.refuses("two levels under one", err, docket.KindInvalid)
	_, err = h.MoveTask(ctx, ana, id("e"), app.TaskMove{Before: string(id("c"))})
	h.check(err)
	h.grows(ana, l.ID, "a .b ..e ..c d")

	moved, err := h.MoveTask(ctx, ana, id("a"), app.TaskMove{ListID: string(work.ID)})
	h.check(err)
	h.grows(ana, work.ID, "w a .b ..e ..c")
	h.grows(ana, l.ID, "d")
	_, err = h.Undo(ctx, ana, moved.Group)
	h.check(err)
	h.grows(ana, l.ID, "a .b ..e ..c d")

	deleted, err := h.DeleteTask(ctx, ana, id("b"))
	h.check(err)
	h.grows(ana, l.ID, "a d")
	h.shows(ana, viewOf(docket.ViewTrash), "trash(1): b")
	_, err = h.RestoreTask(ctx, ana, id("b"))
	h.check(err)
	h.grows(ana, l.ID, "a .b ..e ..c d")
	_, err = h.Undo(ctx, ana, deleted.Group)
	h.refuses("undoing a deletion that was taken back", err, docket.KindConflict)
}

func TestCompletingAParentAsksAboutItsSubtasks(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana := t.Context(), h.user("Ana", "UTC")
	l := h.list(ana, "Home")
	by := h.lines(ana, l.ID, "a\n  b\n    c\n  d\ne")
	_, err := h.CompleteTask(ctx, ana, by["d"].ID, app.AskSubtasks)
	h.check(err)
	before := h.state()
	_, err = h.CompleteTask(ctx, ana, by["a"].ID, app.AskSubtasks)
	asked, ok := errors.AsType[*app.OpenSubtasks](err)
	if !ok || asked.Open != 2 || h.state() != before {
		t.Fatalf("completing a parent: %v", err)
	}
	_, err = h.CompleteTask(ctx, ana, by["a"].ID, "perhaps")
	h.refuses("another answer", err, docket.KindInvalid)
	left, err := h.CompleteTask(ctx, ana, by["a"].ID, app.LeaveSubtasks)
	h.check(err)
	h.grows(ana, l.ID, "b .c e")
	_, err = h.Undo(ctx, ana, left.Group)
	h.check(err)
	all, err := h.CompleteTask(ctx, ana, by["a"].ID, app.CompleteSubtasks)
	h.check(err)
	h.grows(ana, l.ID, "e")
	_, err = h.Undo(ctx, ana, all.Group)
	h.check(err)
	h.grows(ana, l.ID, "a .b ..c e")
	if h.state() != before {
		t.Error("undone, it is not as it was")
	}
}

// The next one of a repeating task has its subtasks: fresh ones for those that are done,
// and those that were left open themselves.
func TestSubtasksComeAgainWithTheirParent(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana := t.Context(), h.user("Ana", "UTC")
	l := h.list(ana, "Home")
	by := h.lines(ana, l.ID, "a every week on thursday\n  b tomorrow\n    c\n  d")
	_, err := h.CompleteTask(ctx, ana, by["b"].ID, app.CompleteSubtasks)
	h.check(err)
	before := h.state()
	done, err := h.CompleteTask(ctx, ana, by["a"].ID, app.LeaveSubtasks)
	h.check(err)
	h.grows(ana, l.ID, "a .b ..c .d")
	page := h.page(ana, inList(l.ID))
	a, b, d := page.Groups[0].Tasks[0], page.Groups[0].Tasks[1], page.Groups[0].Tasks[3]
	if a.ID == by["a"].ID || b.ID == by["b"].ID || d.ID != by["d"].ID || b.DueOn != by["b"].DueOn.AddDays(7) || a.Subtasks != 2 || a.SubtasksDone != 0 {
		t.Errorf("%+v\n%+v\n%+v", a, b, d)
	}
	_, err = h.Undo(ctx, ana, done.Group)
	h.check(err)
	if h.state() != before {
		t.Error("undone, it is not as it was")
	}
}

func TestSectionsOrderAListAndMoveWithTheirTasks(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana := t.Context(), h.user("Ana", "UTC")
	l, other := h.list(ana, "Home"), h.list(ana, "Work")
	add := func(l docket.ID, name string) docket.ID {
		c, err := h.AddSection(ctx, ana, l, name)
		h.check(err)
		return c.After.ID
	}
	x, y, foreign := add(l.ID, "x"), add(l.ID, "y"), add(other.ID, "z")
	by := h.lines(ana, l.ID, "a\nb /Home/y\n  c\nd /Home/x")
	h.grows(ana, l.ID, "a [x] d [y] b .c")
	_, err := h.MoveSection(ctx, ana, y, app.SectionMove{Before: string(x)})
	h.check(err)
	h.grows(ana, l.ID, "a [y] b .c [x] d")
	_, err = h.MoveTask(ctx, ana, by["b"].ID, app.TaskMove{SectionID: str(string(x))})
	h.check(err)
	h.grows(ana, l.ID, "a [y] [x] d b .c")
	_, err = h.MoveTask(ctx, ana, by["c"].ID, app.TaskMove{SectionID: str(string(y))})
	h.check(err)
	h.grows(ana, l.ID, "a [y] c [x] d b")
	_, err = h.MoveTask(ctx, ana, by["a"].ID, app.TaskMove{Before: string(by["b"].ID)})
	h.check(err)
	h.grows(ana, l.ID, "[y] c [x] d a b")
	_, err = h.MoveTask(ctx, ana, by["a"].ID, app.TaskMove{SectionID: str("")})
	h.check(err)
	h.grows(ana, l.ID, "a [y] c [x] d b")
	for _, id := range []docket.ID{foreign, ana.ID} {
		_, err = h.MoveTask(ctx, ana, by["a"].ID, app.TaskMove{SectionID: str(string(id))})
		h.refuses("a section of another list", err, docket.KindInvalid)
		_, err = h.AddTask(ctx, ana, app.NewTask{Title: "no", ListID: string(l.ID), SectionID: string(id)})
		h.refuses("a new task in a section of another list", err, docket.KindInvalid)
	}
	_, err = h.MoveSection(ctx, ana, x, app.SectionMove{Before: string(foreign)})
	h.refuses("beside a section of another list", err, docket.KindInvalid)
	before := h.state()
	kept, err := h.DeleteSection(ctx, ana, x, app.KeepTasks)
	h.check(err)
	h.grows(ana, l.ID, "a d b [y] c")
	_, err = h.Undo(ctx, ana, kept.Group)
	h.check(err)
	trashed, err := h.DeleteSection(ctx, ana, x, app.TrashTasks)
	h.check(err)
	h.grows(ana, l.ID, "a [y] c")
	_, err = h.Undo(ctx, ana, trashed.Group)
	h.check(err)
	if h.state() != before {
		t.Error("undone, it is not as it was")
	}
	_, err = h.DeleteSection(ctx, ana, x, "")
	h.refuses("deleting a section without saying what becomes of its tasks", err, docket.KindInvalid)
}

func TestLabelsAreOneHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana, bob := t.Context(), h.user("Ana", "UTC"), h.user("Bob", "UTC")
	l := h.list(ana, "Home")
	h.share(l.ID, bob, docket.RoleViewer)
	by := h.lines(ana, l.ID, "a #Errand\nb #errand #home\nc #HOME tomorrow")
	of := func(title string) string { return strings.Join(h.get(ana, by[title].ID).Labels, " ") }
	if of("a")+"|"+of("b")+"|"+of("c") != "Errand|Errand home|home" {
		t.Errorf("labels: %s|%s|%s", of("a"), of("b"), of("c"))
	}
	h.shows(ana, docket.View{Kind: docket.ViewLabel, Label: "home"}, "open(2): c b")
	h.shows(bob, docket.View{Kind: docket.ViewLabel, Label: "home"}, "open(2): c b")
	_, err := h.RenameLabel(ctx, bob, "home", "x")
	h.refuses("renaming a label of a list that one can only look at", err, docket.KindForbidden)
	h.check(h.PinLabel(ctx, ana, "home", true))
	before := h.state()
	merged, err := h.RenameLabel(ctx, ana, "home", "errand")
	h.check(err)
	if of("b")+"|"+of("c") != "Errand|Errand" || merged.Tasks != 2 || merged.Label != "Errand" {
		t.Errorf("merged: %s|%s, %+v", of("b"), of("c"), merged)
	}
	if pinned := h.page(ana, viewOf(docket.ViewToday)).Sidebar.Labels; len(pinned) != 1 || pinned[0].Label != "Errand" || pinned[0].Open != 3 {
		t.Errorf("pinned: %v", pinned)
	}
	_, err = h.Undo(ctx, ana, merged.Group)
	h.check(err)
	if h.state() != before {
		t.Error("undone, it is not as it was")
	}
	for what, labels := range map[string][]string{"33 of them": make33(), "one of 61 characters": {strings.Repeat("é", 61)}} {
		_, err := h.AddTask(ctx, ana, app.NewTask{Title: "no", Labels: labels})
		h.refuses(what, err, docket.KindInvalid)
	}
	_, err = h.RenameLabel(ctx, ana, "none", "x")
	h.refuses("a label that is not there", err, docket.KindNotFound)
	_, err = h.RenameLabel(ctx, ana, "Errand", strings.Repeat("x", 61))
	h.refuses("a name of 61 characters", err, docket.KindInvalid)
}

func make33() (labels []string) {
	for i := range 33 {
		labels = append(labels, fmt.Sprint("label ", i))
	}
	return labels
}

// A task that an edit takes elsewhere goes last there.
func TestAnEditThatMovesATaskPutsItLast(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana := t.Context(), h.user("Ana", "UTC")
	l, work := h.list(ana, "Home"), h.list(ana, "Work")
	section, err := h.AddSection(ctx, ana, l.ID, "x")
	h.check(err)
	by := h.lines(ana, l.ID, "a\nb\nc /Home/x")
	h.lines(ana, work.ID, "w1\nw2\nw3\nw4\nw5")
	_, err = h.EditTask(ctx, ana, by["a"].ID, app.TaskEdit{SectionID: str(string(section.After.ID))})
	h.check(err)
	h.grows(ana, l.ID, "b [x] c a")
	_, err = h.EditTask(ctx, ana, by["b"].ID, app.TaskEdit{ListID: str(string(work.ID))})
	h.check(err)
	h.grows(ana, work.ID, "w1 w2 w3 w4 w5 b")
	_, err = h.EditTask(ctx, ana, by["a"].ID, app.TaskEdit{ParentID: str(string(by["c"].ID))})
	h.check(err)
	h.grows(ana, l.ID, "[x] c .a")
}

// A section that was deleted is kept for undo, and then no more.
func TestDeletedSectionsAreForgotten(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana := t.Context(), h.user("Ana", "UTC")
	l := h.list(ana, "Home")
	s, err := h.AddSection(ctx, ana, l.ID, "x")
	h.check(err)
	_, err = h.DeleteSection(ctx, ana, s.After.ID, app.KeepTasks)
	h.check(err)
	left := func() int { return len((&planner{house: h}).ids(`SELECT id FROM sections`)) }
	h.check(h.Tidy(ctx))
	if left() != 1 {
		t.Error("it is gone at once")
	}
	h.now = h.now.Add(docket.TrashFor + docket.UndoFor)
	h.task(ana, l.ID, "now", "") // so that the clock is believed
	h.check(h.Tidy(ctx))
	if left() != 0 {
		t.Error("it is kept for ever")
	}
}
