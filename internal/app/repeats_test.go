package app_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"docket/internal/app"
	"docket/internal/docket"
)

// series are the tasks of a title: their days and rules, the completed ones marked.
func (h *house) series(title string) string {
	h.t.Helper()
	var out []string
	p := &planner{house: h}
	for _, id := range p.ids(fmt.Sprintf(`SELECT id FROM tasks WHERE title = '%s' AND deleted_at IS NULL ORDER BY due_on, id`, title)) {
		var u docket.User
		for _, user := range p.ids(`SELECT user_id FROM list_members ORDER BY user_id`) {
			u.ID = user
			break
		}
		t := h.get(u, id)
		mark := ""
		if t.Done() {
			mark = " done"
		}
		if t.Repeat != "" {
			mark += " " + t.Repeat
		}
		out = append(out, string(t.DueOn)+strings.TrimPrefix(" "+string(t.DueTime), " ")+mark)
	}
	return strings.Join(out, "; ")
}

func (h *house) repeating(u docket.User, l docket.ID, rule, due string) docket.Task {
	h.t.Helper()
	day, clock, _ := strings.Cut(due, " ")
	t, err := h.AddTask(h.t.Context(), u, app.NewTask{Title: "again", Repeat: rule, DueOn: day, DueTime: clock, ListID: string(l), Labels: []string{"home"}})
	h.check(err)
	return t
}

// It is Thursday 16 July 2026.
func TestCompletingMakesTheNextOne(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ what, rule, due, next string }{
		{"daily", "FREQ=DAILY", "2026-07-16", "2026-07-17 FREQ=DAILY"},
		{"early", "FREQ=WEEKLY", "2026-07-20", "2026-07-27 FREQ=WEEKLY;BYDAY=MO"},
		{"missed ones are not piled up", "FREQ=DAILY", "2026-06-01", "2026-07-16 FREQ=DAILY"},
		{"a missed week", "FREQ=WEEKLY;INTERVAL=2", "2026-06-01", "2026-07-27 FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"},
		{"the 31st", "FREQ=MONTHLY", "2026-08-31", "2026-09-30 FREQ=MONTHLY;BYMONTHDAY=31"},
		{"from completion", "FROM=COMPLETION;FREQ=DAILY;INTERVAL=3", "2026-07-01", "2026-07-19 FROM=COMPLETION;FREQ=DAILY;INTERVAL=3"},
		{"counted", "FREQ=DAILY;COUNT=2", "2026-07-16", "2026-07-17 FREQ=DAILY;COUNT=1"},
		{"the last of them", "FREQ=DAILY;COUNT=1", "2026-07-16", ""},
		{"ended", "FREQ=DAILY;UNTIL=20260716", "2026-07-16", ""},
		{"at its time", "FREQ=DAILY", "2026-07-16 09:30", "2026-07-1709:30 FREQ=DAILY"},
	} {
		h := newHouse(t)
		ana := h.user("Ana", "Europe/Lisbon")
		l := h.list(ana, "Home")
		task := h.repeating(ana, l.ID, tc.rule, tc.due)
		before := h.state()
		done, err := h.CompleteTask(t.Context(), ana, task.ID, app.AskSubtasks)
		h.check(err)
		want := strings.ReplaceAll(tc.due, " ", "") + " done"
		if tc.next != "" {
			want += "; " + tc.next
		}
		if got := h.series("again"); got != want {
			t.Errorf("%s: %s, want %s", tc.what, got, want)
		}
		if again, err := h.CompleteTask(t.Context(), ana, task.ID, app.AskSubtasks); err != nil || again.Changed() {
			t.Errorf("%s: completing it once more: %v, %v", tc.what, again.Changed(), err)
		}
		_, err = h.Undo(t.Context(), ana, done.Group)
		h.check(err)
		if h.state() != before {
			t.Errorf("%s: undone, %s", tc.what, h.series("again"))
		}
	}
}

func TestTwoWhoCompleteAtOnceMakeOneNext(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ana, bob := h.user("Ana", "UTC"), h.user("Bob", "UTC")
	l := h.list(ana, "Home")
	h.share(l.ID, bob, docket.RoleEditor)
	task := h.repeating(ana, l.ID, "FREQ=DAILY", "2026-07-16")
	var both sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		both.Go(func() {
			_, errs[i] = h.CompleteTask(t.Context(), []docket.User{ana, bob}[i%2], task.ID, app.AskSubtasks)
		})
	}
	both.Wait()
	for _, err := range errs {
		h.check(err)
	}
	if got := h.series("again"); got != "2026-07-16 done; 2026-07-17 FREQ=DAILY" {
		t.Error(got)
	}
}

func TestUndoOfARepeatThatWentOnRefuses(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ana := h.user("Ana", "UTC")
	l := h.list(ana, "Home")
	task := h.repeating(ana, l.ID, "FREQ=DAILY", "2026-07-16")
	done, err := h.CompleteTask(t.Context(), ana, task.ID, app.AskSubtasks)
	h.check(err)
	next := h.page(ana, inList(l.ID)).Groups[0].Tasks[0]
	_, err = h.EditTask(t.Context(), ana, next.ID, app.TaskEdit{Notes: str("mine")})
	h.check(err)
	before := h.state()
	_, err = h.Undo(t.Context(), ana, done.Group)
	h.refuses("undoing a completion whose next one was changed", err, docket.KindConflict)
	if h.state() != before {
		t.Error("a refused undo has changed something")
	}
}

func TestPostponingChangesNeitherRuleNorSeries(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ana := h.user("Ana", "UTC")
	l := h.list(ana, "Home")
	task := h.repeating(ana, l.ID, "FREQ=WEEKLY", "2026-07-13")
	_, err := h.EditTask(t.Context(), ana, task.ID, app.TaskEdit{DueOn: str("2026-07-18")})
	h.check(err)
	if got := h.series("again"); got != "2026-07-18 FREQ=WEEKLY;BYDAY=MO" {
		t.Errorf("postponed: %s", got)
	}
	_, err = h.CompleteTask(t.Context(), ana, task.ID, app.AskSubtasks)
	h.check(err)
	if got := h.series("again"); got != "2026-07-18 done; 2026-07-20 FREQ=WEEKLY;BYDAY=MO" {
		t.Errorf("and completed: %s", got)
	}
}

func TestSkippingAndEndingARepeat(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ana := h.user("Ana", "UTC")
	l := h.list(ana, "Home")
	for _, tc := range []struct{ rule, due, skipped string }{
		{"FREQ=DAILY", "2026-07-20", "2026-07-21 FREQ=DAILY"},
		{"FREQ=DAILY", "2026-07-01", "2026-07-16 FREQ=DAILY"},
		{"FREQ=DAILY;COUNT=2", "2026-07-16", "2026-07-17 FREQ=DAILY;COUNT=1"},
		{"FROM=COMPLETION;FREQ=DAILY;INTERVAL=3", "2026-07-20", "2026-07-23 FROM=COMPLETION;FREQ=DAILY;INTERVAL=3"},
	} {
		task := h.repeating(ana, l.ID, tc.rule, tc.due)
		skipped, err := h.SkipTask(t.Context(), ana, task.ID)
		h.check(err)
		if got := h.series("again"); got != tc.skipped {
			t.Errorf("%s skipped: %s, want %s", tc.rule, got, tc.skipped)
		}
		_, err = h.Undo(t.Context(), ana, skipped.Group)
		h.check(err)
		_, err = h.EditTask(t.Context(), ana, task.ID, app.TaskEdit{Repeat: str("")})
		h.check(err)
		if got := h.series("again"); got != tc.due {
			t.Errorf("%s ended: %s", tc.rule, got)
		}
		_, err = h.SkipTask(t.Context(), ana, task.ID)
		h.refuses("skipping what does not repeat", err, docket.KindInvalid)
		_, err = h.DeleteTask(t.Context(), ana, task.ID)
		h.check(err)
	}
	last := h.repeating(ana, l.ID, "FREQ=DAILY;COUNT=1", "2026-07-16")
	_, err := h.SkipTask(t.Context(), ana, last.ID)
	h.refuses("skipping the last one", err, docket.KindInvalid)
}

func TestRepeatsAreCheckedAndGetADay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ana := h.user("Ana", "UTC")
	for _, rule := range []string{"FREQ=HOURLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=0", "daily", "FREQ=DAILY;BYSECOND=1", "FREQ=DAILY\nDTSTART:1990", strings.Repeat("X", 4000)} {
		_, err := h.AddTask(t.Context(), ana, app.NewTask{Title: "again", Repeat: rule})
		h.refuses(rule, err, docket.KindInvalid)
	}
	task, err := h.AddTask(t.Context(), ana, app.NewTask{Title: "again", Repeat: "RRULE:FREQ=WEEKLY;BYDAY=FR"})
	h.check(err)
	if task.DueOn != "2026-07-17" || task.OccursOn != task.DueOn {
		t.Errorf("it is due on %s, of %s", task.DueOn, task.OccursOn)
	}
	_, err = h.EditTask(t.Context(), ana, task.ID, app.TaskEdit{DueOn: str("")})
	h.check(err)
	if got := h.series("again"); got != "" {
		t.Errorf("without its day: %q", got)
	}
	_, err = h.EditTask(t.Context(), ana, task.ID, app.TaskEdit{RepeatText: str("every 2 weeks on monday until 1 march")})
	h.check(err)
	if got := h.series("again"); got != "2026-07-20 FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;UNTIL=20270301" {
		t.Errorf("in words: %s", got)
	}
	_, err = h.EditTask(t.Context(), ana, task.ID, app.TaskEdit{RepeatText: str("whenever")})
	h.refuses("no rule", err, docket.KindInvalid)
	_, err = h.EditTask(t.Context(), ana, task.ID, app.TaskEdit{Repeat: str("FREQ=WEEKLY;BYDAY=MO"), RepeatFrom: str("completion"), RepeatCount: str("3"), RepeatUntil: str("")})
	h.check(err)
	if got := h.series("again"); got != "2026-07-20 FROM=COMPLETION;FREQ=WEEKLY;COUNT=3" {
		t.Errorf("by the editor: %s", got)
	}
	_, err = h.EditTask(t.Context(), ana, task.ID, app.TaskEdit{Repeat: str("FREQ=DAILY"), RepeatCount: str("3"), RepeatUntil: str("2027-01-01")})
	h.refuses("two ends", err, docket.KindInvalid)
}

// The reminders of a repeating task, everybody's, come with each of its days.
func TestRemindersComeAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ana, bob := h.user("Ana", "UTC"), h.user("Bob", "Pacific/Kiritimati")
	l := h.list(ana, "Home")
	h.share(l.ID, bob, docket.RoleEditor)
	task := h.repeating(ana, l.ID, "FREQ=DAILY", "2026-07-18 09:00")
	for _, u := range []docket.User{ana, bob} {
		_, err := h.AddReminder(t.Context(), u, task.ID, "30")
		h.check(err)
	}
	before := (&planner{house: h}).ids(`SELECT r.user_id || minutes_before FROM reminders r JOIN tasks t ON t.id = r.task_id WHERE t.completed_at IS NULL ORDER BY 1`)
	_, err := h.CompleteTask(t.Context(), ana, task.ID, app.AskSubtasks)
	h.check(err)
	after := (&planner{house: h}).ids(`SELECT r.user_id || minutes_before FROM reminders r JOIN tasks t ON t.id = r.task_id WHERE t.completed_at IS NULL ORDER BY 1`)
	if len(before) != 2 || fmt.Sprint(before) != fmt.Sprint(after) {
		t.Errorf("reminders of %v have become %v", before, after)
	}
}

// The time of day is kept when the clocks change: it is the same on the wall.
func TestARepeatKeepsItsWallClock(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.now = time.Date(2026, 3, 28, 12, 0, 0, 0, time.UTC)
	ana := h.user("Ana", "Europe/Lisbon")
	task := h.repeating(ana, h.list(ana, "Home").ID, "FREQ=DAILY", "2026-03-28 09:00")
	_, err := h.CompleteTask(t.Context(), ana, task.ID, app.AskSubtasks)
	h.check(err)
	if got := h.series("again"); got != "2026-03-2809:00 done; 2026-03-2909:00 FREQ=DAILY" {
		t.Error(got)
	}
}

// What is skipped today, when its time has gone, comes tomorrow, as what is completed does.
func TestWhatIsSkippedIsNotLateAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t) // at 12:00
	ana := h.user("Ana", "UTC")
	l := h.list(ana, "Home")
	for due, want := range map[string]string{
		"2026-07-15 09:00": "2026-07-17", "2026-07-15 18:00": "2026-07-16", "2026-07-15": "2026-07-16",
		"2026-07-16 09:00": "2026-07-17", "2026-07-18 09:00": "2026-07-19",
	} {
		skipped, err := h.SkipTask(t.Context(), ana, h.repeating(ana, l.ID, "FREQ=DAILY", due).ID)
		h.check(err)
		if got := string(skipped.After.DueOn); got != want {
			t.Errorf("that of %s, skipped, comes on %s, want %s", due, got, want)
		}
	}
}

// The words of a repeat go with the fields below them, but for what both say.
func TestARepeatInWordsKeepsTheOtherFields(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ana := h.user("Ana", "UTC")
	task := h.task(ana, h.list(ana, "Home").ID, "pay", "2026-07-16")
	for _, tc := range []struct{ words, from, until, count, want string }{
		{"every last friday", "due", "", "2", "FREQ=MONTHLY;BYDAY=-1FR;COUNT=2"},
		{"every last friday", "completion", "2027-01-15", "", "FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270115"},
		{"every 3 days", "completion", "", "", "FROM=COMPLETION;FREQ=DAILY;INTERVAL=3"},
		{"every! 3 days", "due", "", "", "FROM=COMPLETION;FREQ=DAILY;INTERVAL=3"},
		{"every day for 3 times", "due", "2027-01-15", "", "FREQ=DAILY;COUNT=3"},
	} {
		_, err := h.EditTask(t.Context(), ana, task.ID, app.TaskEdit{Repeat: str("FREQ=WEEKLY"), RepeatText: &tc.words, RepeatFrom: &tc.from, RepeatUntil: &tc.until, RepeatCount: &tc.count})
		h.check(err)
		if got := h.get(ana, task.ID).Repeat; got != tc.want {
			t.Errorf("%q from %s until %q, %q times, is %s, want %s", tc.words, tc.from, tc.until, tc.count, got, tc.want)
		}
	}
	_, err := h.EditTask(t.Context(), ana, task.ID, app.TaskEdit{Repeat: str("FREQ=DAILY"), RepeatUntil: str("2026-07-15")})
	h.refuses("an end before the task is due", err, docket.KindInvalid)
}

// The days that are shown of a task that was put off are those after its new day.
func TestAPostponedRepeatNamesNoDaysBeforeIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t) // on Thursday 16 July 2026
	ana := h.user("Ana", "UTC")
	task := h.repeating(ana, h.list(ana, "Home").ID, "FREQ=WEEKLY;BYDAY=MO", "2026-07-20")
	for due, want := range map[string]string{"2026-08-12": "[2026-08-17 2026-08-24 2026-08-31]", "2026-08-17": "[2026-08-24 2026-08-31 2026-09-07]", "2026-07-16": "[2026-07-27 2026-08-03 2026-08-10]"} {
		_, err := h.EditTask(t.Context(), ana, task.ID, app.TaskEdit{DueOn: &due})
		h.check(err)
		page, err := h.Task(t.Context(), ana.ID, task.ID)
		h.check(err)
		if got := fmt.Sprint(page.Task.Dates); got != want {
			t.Errorf("put off to %s it comes on %s, want %s", due, got, want)
		}
	}
}
