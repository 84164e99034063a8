package app_test

import (
	"fmt"
	"testing"
	"time"

	"docket/internal/app"
	"docket/internal/docket"
)

func month(m docket.Month) docket.View { return docket.View{Kind: docket.ViewCalendar, Month: m} }

func TestACalendarShowsTheTasksOfItsDays(t *testing.T) {
	h := newHouse(t)
	ana, bob := h.user("Ana", "UTC"), h.user("Bob", "UTC")
	l := h.list(ana, "Home")
	h.share(l.ID, bob, docket.RoleViewer)
	for title, due := range map[string]string{"before": "2026-06-28", "first": "2026-06-29", "plain": "2026-07-16", "early": "2026-07-16 09:00", "last": "2026-08-02", "after": "2026-08-03"} {
		h.task(ana, l.ID, title, due)
	}
	done := h.task(ana, l.ID, "done", "2026-07-16 08:00")
	_, err := h.CompleteTask(t.Context(), ana, done.ID, app.AskSubtasks)
	h.check(err)
	gone := h.task(ana, l.ID, "gone", "2026-07-16")
	_, err = h.DeleteTask(t.Context(), ana, gone.ID)
	h.check(err)
	his := h.task(ana, l.ID, "his", "2026-07-17")
	h.sql(`UPDATE tasks SET assignee_id = ? WHERE id = ?`, bob.ID, his.ID)
	const all = "d2026-06-29(1): first; d2026-07-16(3): early plain done; "
	for _, v := range []docket.View{viewOf(docket.ViewCalendar), month("2026-07")} {
		h.shows(ana, v, all+"d2026-08-02(1): last")
		h.shows(bob, v, all+"d2026-07-17(1): his; d2026-08-02(1): last")
	}
	h.shows(ana, month("2026-09"), "")
	h.shows(h.user("Eve", "UTC"), viewOf(docket.ViewCalendar), "")
}

func TestACalendarHasWholeWeeks(t *testing.T) {
	h := newHouse(t)
	for _, tc := range []struct {
		start       time.Weekday
		month       docket.Month
		first, last docket.Date
		weeks       int
	}{
		{time.Monday, "2026-07", "2026-06-29", "2026-08-02", 5},
		{time.Sunday, "2026-07", "2026-06-28", "2026-08-01", 5},
		{time.Saturday, "2026-07", "2026-06-27", "2026-07-31", 5},
		{time.Sunday, "2026-02", "2026-02-01", "2026-02-28", 4},
		{time.Monday, "2027-02", "2027-02-01", "2027-02-28", 4},
		{time.Monday, "2026-02", "2026-01-26", "2026-03-01", 5},
		{time.Monday, "2026-08", "2026-07-27", "2026-09-06", 6},
		{time.Monday, "1900-01", "1900-01-01", "1900-02-04", 5},
	} {
		u := h.user(fmt.Sprint(tc.start, tc.month), "UTC")
		h.sql(`UPDATE users SET week_start = ? WHERE id = ?`, int(tc.start), u.ID)
		p := h.page(u, month(tc.month))
		if n := len(p.Groups); n != 7*tc.weeks || p.Groups[0].Date != tc.first || p.Groups[n-1].Date != tc.last {
			t.Errorf("%s with weeks from %s: %d days from %s, want %d from %s to %s", tc.month, tc.start, n, p.Groups[0].Date, 7*tc.weeks, tc.first, tc.last)
		}
		for i, g := range p.Groups {
			if i > 0 && g.Date.DaysSince(p.Groups[i-1].Date) != 1 {
				t.Errorf("%s is followed by %s", p.Groups[i-1].Date, g.Date)
			}
		}
	}
	u := h.user("Late", "UTC")
	h.task(u, "", "last", "9999-12-31")
	h.shows(u, month("9999-12"), "d9999-12-31(1): last")
}

func TestACalendarFollowsTheUsersMonth(t *testing.T) {
	h := newHouse(t)
	ana, bob := h.user("Ana", "Pacific/Kiritimati"), h.user("Bob", "Pacific/Pago_Pago")
	h.now = time.Date(2026, 7, 31, 23, 0, 0, 0, time.UTC)
	hers, his := h.page(ana, viewOf(docket.ViewCalendar)), h.page(bob, viewOf(docket.ViewCalendar))
	if hers.Month() != "2026-08" || his.Month() != "2026-07" {
		t.Errorf("the months are %s and %s, want 2026-08 and 2026-07", hers.Month(), his.Month())
	}
}

func TestTasksOfNoDayStandBesideACalendar(t *testing.T) {
	h := newHouse(t)
	ana, bob := h.user("Ana", "UTC"), h.user("Bob", "UTC")
	l := h.list(ana, "Home")
	h.share(l.ID, bob, docket.RoleEditor)
	h.fill(ana, l.ID, 60, func(int, *docket.Task) {})
	newest := h.task(ana, l.ID, "newest", "")
	his := h.task(ana, l.ID, "his", "")
	h.sql(`UPDATE tasks SET assignee_id = ? WHERE id = ?`, bob.ID, his.ID)
	h.task(ana, l.ID, "planned", "2026-07-20")
	done := h.task(ana, l.ID, "done", "")
	_, err := h.CompleteTask(t.Context(), ana, done.ID, app.AskSubtasks)
	h.check(err)
	p := h.page(ana, month("2030-01"))
	if u := p.Unplanned; u.Count != 61 || len(u.Tasks) != 50 || u.Tasks[0].ID != newest.ID || u.Tasks[49].Title != "task 11" {
		t.Errorf("%d are counted and %d shown, from %q", u.Count, len(u.Tasks), u.Tasks[0].Title)
	}
	if !p.Shows(newest.ID) || p.Shows(his.ID) {
		t.Error("the page shows other tasks than it says")
	}
}

func TestACalendarLeavesOutWhatIsNoDay(t *testing.T) {
	h := newHouse(t)
	ana := h.user("Ana", "UTC")
	for i, bad := range []string{"2026-07-1x", "2026-07-99", "2026-07-", "2026-07-16T10:00", "july"} {
		task := h.task(ana, "", fmt.Sprint("bad ", i), "2026-07-16")
		h.sql(`UPDATE tasks SET due_on = ? WHERE id = ?`, bad, task.ID)
	}
	h.task(ana, "", "good", "2026-07-16")
	h.shows(ana, viewOf(docket.ViewCalendar), "d2026-07-16(1): good")
}

// Where a month has more tasks than a page shows, each day shows its first ones and says
// how many it has.
func TestACalendarShowsSoManyTasks(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ana := h.user("Ana", "UTC")
	h.fill(ana, h.list(ana, "Home").ID, docket.MaxRows+100, func(i int, task *docket.Task) {
		task.DueOn = "2026-07-06"
		if i%11 == 0 {
			task.DueOn = "2026-07-31"
		}
		if i%2 == 0 {
			task.CompletedAt = h.tick()
		}
	})
	p := h.page(ana, viewOf(docket.ViewCalendar))
	first, last := p.Group(docket.DayGroup("2026-07-06")), p.Group(docket.DayGroup("2026-07-31"))
	if first.Count != 1000 || first.Done != 500 || len(first.Tasks) != 900 || last.Count != 100 || last.Done != 50 || len(last.Tasks) != 100 {
		t.Errorf("of %d, %d done, %d are shown; of %d, %d done, %d", first.Count, first.Done, len(first.Tasks), last.Count, last.Done, len(last.Tasks))
	}
	if last.Tasks[49].Done() || !last.Tasks[50].Done() {
		t.Error("what is open does not come first")
	}
}

// A board counts its cards, and shows the first ones of every column.
func TestABoardShowsSoManyCards(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana := t.Context(), h.user("Ana", "UTC")
	l := h.list(ana, "Home")
	s, err := h.AddSection(ctx, ana, l.ID, "x")
	h.check(err)
	h.fill(ana, l.ID, docket.MaxRows+100, func(i int, task *docket.Task) {
		if i > docket.MaxRows {
			task.SectionID = s.After.ID
		}
	})
	h.lines(ana, l.ID, "a /Home/x\n  b\n    c")
	p := h.page(ana, docket.View{Kind: docket.ViewBoard, List: l.ID})
	if none, x := p.Groups[0], p.Groups[1]; none.Count != 1001 || len(none.Tasks) != 900 || x.Count != 100 || len(x.Tasks) != 100 || x.Tasks[99].Title != "a" {
		t.Errorf("of %d cards %d are shown, and of %d %d", none.Count, len(none.Tasks), x.Count, len(x.Tasks))
	}
}
