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

// A task whose parent is done stands among those that have none, and is moved about as
// one of them.
func TestWhatIsUnderADoneTaskMovesAsItIsShown(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana := t.Context(), h.user("Ana", "UTC")
	l := h.list(ana, "Home")
	by := h.lines(ana, l.ID, "p\n  x\n  y\na\nb")
	id := func(title string) docket.ID { return by[title].ID }
	_, err := h.CompleteTask(ctx, ana, id("p"), app.LeaveSubtasks)
	h.check(err)
	h.grows(ana, l.ID, "x y a b")
	_, err = h.MoveTask(ctx, ana, id("b"), app.TaskMove{After: string(id("x"))})
	h.check(err)
	h.grows(ana, l.ID, "x b y a")
	if parent := h.get(ana, id("b")).ParentID; parent != "" {
		t.Errorf("b has come under %s", parent)
	}
	_, err = h.MoveTask(ctx, ana, id("y"), app.TaskMove{Before: string(id("x"))})
	h.check(err)
	h.grows(ana, l.ID, "y x b a")
	if parent := h.get(ana, id("y")).ParentID; parent != id("p") {
		t.Errorf("y is under %s", parent)
	}
	_, err = h.OutdentTask(ctx, ana, id("x"))
	h.refuses("taking out of a task that is done", err, docket.KindInvalid)
	_, err = h.IndentTask(ctx, ana, id("a"))
	h.check(err)
	h.grows(ana, l.ID, "y x b .a")
	_, err = h.IndentTask(ctx, ana, id("x"))
	h.check(err)
	h.grows(ana, l.ID, "y .x b .a")
}

// What was left open goes over to the next one with all that is under it.
func TestDoneTasksUnderOnesLeftOpenComeOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana := t.Context(), h.user("Ana", "UTC")
	l := h.list(ana, "Home")
	by := h.lines(ana, l.ID, "a every week on thursday\n  b\n    c\n    d")
	_, err := h.CompleteTask(ctx, ana, by["c"].ID, app.AskSubtasks)
	h.check(err)
	_, err = h.CompleteTask(ctx, ana, by["a"].ID, app.LeaveSubtasks)
	h.check(err)
	h.grows(ana, l.ID, "a .b ..d")
	if b := h.page(ana, inList(l.ID)).Groups[0].Tasks[1]; b.ID != by["b"].ID || b.Subtasks != 2 || b.SubtasksDone != 1 {
		t.Errorf("%+v", b)
	}
}

// What has ended for good, or was done along with a parent that does not come again, comes
// with what repeats above it; an ended series does not.
func TestSubtasksOfEndedSeries(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana := t.Context(), h.user("Ana", "UTC")
	complete := func(with app.Subtasks, tasks ...docket.Task) {
		t.Helper()
		for _, task := range tasks {
			_, err := h.CompleteTask(ctx, ana, task.ID, with)
			h.check(err)
		}
	}
	l := h.list(ana, "one")
	by := h.lines(ana, l.ID, "p every week\n  m\n    r every day")
	complete(app.CompleteSubtasks, by["m"], by["p"])
	h.grows(ana, l.ID, "p .m ..r")
	l = h.list(ana, "two")
	by = h.lines(ana, l.ID, "p every week\n  r every day for 1 times\n    n")
	complete(app.LeaveSubtasks, by["r"])
	complete(app.CompleteSubtasks, by["p"])
	h.grows(ana, l.ID, "p .r ..n")
	l = h.list(ana, "three")
	by = h.lines(ana, l.ID, "p every week\n  r every day for 1 times\n    n")
	complete(app.CompleteSubtasks, by["p"])
	h.grows(ana, l.ID, "p .n")
}

// A subtask that repeats ends with its parent, or comes again with that by its own rule;
// what of its series is done comes no more.
func TestSubtasksThatRepeat(t *testing.T) {
	t.Parallel()
	h := newHouse(t) // on Thursday 16 July 2026
	ctx, ana := t.Context(), h.user("Ana", "UTC")
	l := h.list(ana, "Home")
	by := h.lines(ana, l.ID, "project\n  stand-up every day")
	_, err := h.CompleteTask(ctx, ana, by["project"].ID, app.CompleteSubtasks)
	h.check(err)
	if s := h.get(ana, by["stand-up"].ID); !s.Done() || s.Repeat != "" {
		t.Errorf("with its parent it is done: %t, and repeats %q", s.Done(), s.Repeat)
	}

	_, err = h.ReopenTask(ctx, ana, by["stand-up"].ID)
	h.check(err)
	if s := h.get(ana, by["stand-up"].ID); s.OccursOn != "" {
		t.Error("reopened, it still counts as one of its series")
	}
	_, err = h.CompleteTask(ctx, ana, by["stand-up"].ID, app.AskSubtasks)
	h.check(err)

	by = h.lines(ana, l.ID, "sprint every week\n  plan every monday\n  meet every day\n  cake")
	_, err = h.CompleteTask(ctx, ana, by["meet"].ID, app.AskSubtasks)
	h.check(err)
	_, err = h.CompleteTask(ctx, ana, by["sprint"].ID, app.CompleteSubtasks)
	h.check(err)
	h.grows(ana, l.ID, "sprint .plan .meet .cake")
	for _, next := range h.page(ana, inList(l.ID)).Groups[0].Tasks {
		want := map[string]string{"sprint": "2026-07-23 FREQ=WEEKLY;BYDAY=TH", "plan": "2026-07-27 FREQ=WEEKLY;BYDAY=MO", "meet": "2026-07-18 FREQ=DAILY", "cake": " "}[next.Title]
		if got := string(next.DueOn) + " " + next.Repeat; got != want {
			t.Errorf("%s comes on %s, want %s", next.Title, got, want)
		}
	}
}
