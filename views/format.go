// Package views draws Docket's pages: templ components and the small typed view
// models that they take.
package views

import (
	"strconv"
	"strings"
	"time"

	"docket/internal/docket"
	"docket/internal/paths"
)

// day names a date as people do who stand at today.
func day(d, today docket.Date) string {
	switch n := d.DaysSince(today); {
	case n == 0:
		return "Today"
	case n == 1:
		return "Tomorrow"
	case n == -1:
		return "Yesterday"
	case strings.HasPrefix(string(d), string(today[:4])):
		return d.Format("Mon 2 Jan")
	}
	return d.Format("2 Jan 2006")
}

// dueLabel is a task's due date in a row; in Today and under a day's heading the
// time alone says it.
func dueLabel(p *docket.Page, t *docket.Task) string {
	if p.View.Kind == docket.ViewCalendar {
		return ClockText(t.DueTime, p.User)
	}
	under := p.View.Kind == docket.ViewUpcoming && t.DueOn.DaysSince(p.Today) < docket.UpcomingDays ||
		p.View.Kind == docket.ViewToday && t.DueOn == p.Today
	if under && !t.Done() {
		return ClockText(t.DueTime, p.User)
	}
	return fullDue(p, t)
}

// fullDue is a task's due date where nothing around it says the day.
func fullDue(p *docket.Page, t *docket.Task) string {
	if t.DueOn == "" {
		return ""
	}
	if t.DueTime != "" {
		return day(t.DueOn, p.Today) + " " + ClockText(t.DueTime, p.User)
	}
	return day(t.DueOn, p.Today)
}

// timed reports whether a due label says both a day and a time.
func timed(t *docket.Task, label string) bool {
	return t.DueTime != "" && label != string(t.DueTime) && label != twelveHours(t.DueTime)
}

// deletedOn is the day on which something came into the trash.
func deletedOn(p *docket.Page, at time.Time) string {
	return past(docket.DateIn(at, p.User.Zone), p.Today)
}

// past names a day that is over, or is today, within a sentence.
func past(d, today docket.Date) string {
	switch d {
	case today:
		return "today"
	case today.AddDays(-1):
		return "yesterday"
	}
	return d.Format("2 January 2006")
}

// dueStamp is the machine's form of a due date.
func dueStamp(t *docket.Task) string {
	if t.DueTime != "" {
		return string(t.DueOn) + "T" + string(t.DueTime)
	}
	return string(t.DueOn)
}

// late reports whether a task should have been done before today.
func late(p *docket.Page, t *docket.Task) bool {
	return t.DueOn != "" && t.DueOn < p.Today && !t.Done()
}

// tasks counts them in words.
func tasks(n int) string { return count(n, "task", "tasks") }

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// Title is the view's name, as its heading and in the browser's tab.
func Title(p *docket.Page) string {
	switch p.View.Kind {
	case docket.ViewInbox:
		return "Inbox"
	case docket.ViewToday:
		return "Today"
	case docket.ViewUpcoming:
		return "Upcoming"
	case docket.ViewCalendar:
		if p.View.Month == "" {
			return "Calendar"
		}
		return p.View.Month.First().Format("January 2006")
	case docket.ViewCompleted:
		return "Completed"
	case docket.ViewTrash:
		return "Trash"
	case docket.ViewLabel:
		return "#" + p.View.Label
	}
	return p.List.Name
}

// hint is the line below the heading: how much there is.
func hint(p *docket.Page) string {
	open, done := p.Open(), p.Done.Count
	switch p.View.Kind {
	case docket.ViewToday:
		if open == 0 && done == 0 {
			return "Nothing due today."
		}
		s := "Nothing due today"
		if n := p.Group(docket.GroupToday).Count; n > 0 {
			s = strconv.Itoa(n) + " due today"
		}
		if n := p.Group(docket.GroupOverdue).Count; n > 0 {
			s += ", " + strconv.Itoa(n) + " overdue"
		}
		if done > 0 {
			s += ", " + strconv.Itoa(done) + " done"
		}
		return s
	case docket.ViewUpcoming:
		if open == 0 {
			return "Nothing due today or later."
		}
		return tasks(open) + " due today or later"
	case docket.ViewCalendar:
		return monthHint(p)
	case docket.ViewBoard:
		open = p.List.Open // with what is under its cards
	case docket.ViewCompleted:
		return "What you’ve completed, by day."
	case docket.ViewTrash:
		return "Kept for 30 days, then deleted for good."
	}
	if open == 0 && done == 0 {
		return "Nothing here yet. Write down the first thing on your mind."
	}
	s := strconv.Itoa(open) + " open"
	if done > 0 {
		s += ", " + strconv.Itoa(done) + " done"
	}
	return s
}

// groupTitle is the heading of a group.
func groupTitle(p *docket.Page, g *docket.Group) string {
	if g.Section != nil {
		return g.Section.Name
	}
	switch g.Key {
	case docket.GroupOpen:
		if len(p.Sections) > 0 {
			return "No section"
		}
		return "Tasks"
	case docket.GroupOverdue:
		return "Overdue"
	case docket.GroupToday:
		return "Today"
	case docket.GroupLater:
		return "Later"
	case docket.GroupDone:
		return "Completed"
	case docket.GroupTrash:
		return "Tasks"
	}
	name := day(g.Date, p.Today)
	if n := g.Date.DaysSince(p.Today); n >= -1 && n <= 1 {
		return name + ", " + g.Date.Format("Mon 2 Jan")
	}
	return name
}

// seen says when a device was seen last, in the user's time zone.
func seen(t time.Time, u docket.User, today docket.Date) string {
	d := docket.DateIn(t, u.Zone)
	if d < today.AddDays(-1) {
		return past(d, today)
	}
	return past(d, today) + " at " + timeText(t, u)
}

// DayText names a date as people do who stand at today.
func DayText(d, today docket.Date) string { return day(d, today) }

// ClockText is a time of day as a user's clock has it. No time is no text.
func ClockText(c docket.Clock, u docket.User) string {
	if u.TwelveHours {
		return twelveHours(c)
	}
	return string(c)
}

// timeText is the time of day at a moment where the user is, as their clock has it.
func timeText(t time.Time, u docket.User) string {
	return ClockText(docket.Clock(t.In(u.Zone).Format("15:04")), u)
}

func twelveHours(c docket.Clock) string {
	t, err := time.Parse("15:04", string(c))
	if err != nil {
		return string(c)
	}
	return t.Format("3:04 PM")
}

func rowID(id docket.ID) string { return "task-" + string(id) }

func rowsID(key docket.GroupKey) string { return "rows-" + string(key) }

func priority(p docket.Priority) string { return strconv.Itoa(int(p)) }

func version(v int64) string { return strconv.FormatInt(v, 10) }

// Path is where the page's view is, without the place in it.
func Path(p *docket.Page) string {
	v := p.View
	v.After, v.Rows = "", 0
	return paths.View(v)
}
