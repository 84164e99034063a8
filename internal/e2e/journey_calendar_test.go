package e2e_test

import (
	"testing"

	"docket/internal/testkit"
)

// onDay is a task within the day of a calendar or of Upcoming; late July 2026 is the month
// of these tests.
func onDay(day, title string) string {
	return "[data-day='" + day + "'] a.title = " + title
}

// The calendar, the task's menu and what is overdue, with scripts and without.
func TestTasksArePlannedInTheCalendar(t *testing.T) {
	both(t, func(t *testing.T, a *testkit.App, scripts bool) {
		p, c := member(t, a, scripts, "/today")
		for _, title := range []string{"One", "Two", "Three", "Four", "Five"} {
			c.AddTask(title, "due_on", "2026-07-20")
		}
		c.AddTask("Late", "due_on", "2026-07-14")
		c.AddTask("Later", "due_on", "2026-08-14")
		c.AddTask("Someday")
		p.Click("#nav .item = Calendar")
		p.See("h1 = July 2026")
		p.See("th = Mon")
		p.See(onDay("2026-07-20", "One"))
		p.See("#rows-unplanned a.title = Someday")
		if n := p.Count("[data-day='2026-07-20'] a.title"); n != 3 {
			t.Errorf("%d tasks of a day are shown, want 3", n)
		}
		p.Click("[data-day='2026-07-20'] summary")
		p.See("[data-day='2026-07-20'] details[open] a.title")
		if n := p.Count("[data-day='2026-07-20'] a.title"); n != 5 {
			t.Errorf("%d tasks of a day are shown, want 5", n)
		}
		p.Click("nav[aria-label=Month] a[aria-label='August 2026']")
		p.See("h1 = August 2026")
		p.See(onDay("2026-08-14", "Later"))
		p.See("#nav .item[aria-current=page] = Calendar")
		p.open("Later")
		p.Click("button[aria-label='Task menu']")
		p.Set("#task-menu input[name=due_on]", "2026-08-20")
		p.Click("#task-menu form:has([name=due_on]) button = Move")
		p.told("Moved “Later”")
		p.Goto("/calendar?month=2026-08")
		p.See(onDay("2026-08-20", "Later"))
		p.Click("nav[aria-label=Month] a = Today")
		p.See("h1 = July 2026")

		p.Goto("/upcoming")
		p.See("a = 1 task overdue")
		p.Click("button = Move to today")
		p.told("Moved 1 task to today")
		p.See(onDay("2026-07-16", "Late"))
		p.undo()
		p.See("a = 1 task overdue")
		p.Goto("/today")
		p.Click("button = Move to today")
		p.told("Moved 1 task to today")
		p.See("#rows-today a.title = Late")
		p.Gone("#head-overdue")
	})
}

func TestTasksAreDraggedToAnotherDay(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	p, c := member(t, a, true, "/today")
	c.AddTask("Meet", "due_on", "2026-07-14", "due_time", "09:30")
	c.AddTask("Done", "due_on", "2026-07-14")
	c.AddTask("Someday")
	p.Size(1280, 1400)
	p.Goto("/calendar")
	p.Drag(row("Meet"), "#group-d2026-07-22", 20)
	p.told("Moved “Meet”")
	p.See(onDay("2026-07-22", "Meet"))
	p.Gone("#panel .panel-bar")
	p.At("/calendar")
	p.Reload()
	p.See(onDay("2026-07-22", "Meet"))
	p.See("[data-day='2026-07-22'] time[datetime='2026-07-22T09:30']")
	p.Drag(row("Meet"), "#group-d2026-07-13", 0)
	p.See(onDay("2026-07-13", "Meet"))
	p.undo()
	p.See(onDay("2026-07-22", "Meet"))

	p.Drag("#rows-unplanned "+row("Someday"), "#group-d2026-07-16", 20)
	p.See(onDay("2026-07-16", "Someday"))
	p.See("#count-unplanned = 0 tasks")

	drop := p.Carry(row("Meet"), 1300) // below the month
	p.See(".task.lifted .title = Meet")
	drop()
	p.Gone(".lifted")
	p.See(onDay("2026-07-22", "Meet"))
	drop = p.Carry(row("Meet"), 200)
	p.See(".task.lifted")
	testkit.Eval[bool](p.Page, `(document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true })), true)`)
	p.Gone(".lifted")
	drop()
	p.See(onDay("2026-07-22", "Meet"))
	p.Gone(".drop")
	p.Click("a.title = Meet") // which a drag leaves as it was
	p.See("#panel .panel-bar")
	p.close()

	p.Goto("/upcoming")
	p.Drag("[data-day='2026-07-16'] "+grip("Someday"), "#head-d2026-07-18", 0)
	p.See(onDay("2026-07-18", "Someday"))
	p.told("Moved “Someday”")
	p.Reload()
	p.See(onDay("2026-07-18", "Someday"))
}

// On a phone the days follow the month, and a handle takes a task to one of its days.
func TestTheCalendarOfAPhone(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	p, c := member(t, a, true, "/today")
	c.AddTask("Past", "due_on", "2026-07-14")
	c.AddTask("Soon", "due_on", "2026-07-20")
	p.Size(390, 844)
	p.Goto("/calendar")
	p.See("h2 = Mon 20 Jul")
	p.See("a.title = Soon")
	p.Gone("a.title = Past")
	p.Click("#head-d2026-07-14")
	p.See("h2 = Tue 14 Jul")
	p.Click(check("Soon"))
	p.See(reopen("Soon"))
	p.Drag(grip("Past"), "#group-d2026-07-23 .cell", 0)
	p.See(onDay("2026-07-23", "Past"))
}
