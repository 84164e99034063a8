// Package views draws Docket's pages: templ components and the small typed view
// models that they take.
package views

import (
	"fmt"
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

// ChangeText says what was done, for a toast.
func ChangeText(d docket.Entry, list string) string {
	verb := ""
	switch d.Action {
	case docket.ActionComplete:
		verb = "Completed"
	case docket.ActionReopen:
		verb = "Reopened"
	case docket.ActionDelete:
		verb = "Deleted"
	case docket.ActionRestore:
		verb = "Restored"
	case docket.ActionArchive:
		verb = "Archived"
	case docket.ActionUnarchive:
		verb = "Unarchived"
	case docket.ActionMove, docket.ActionReorder, docket.ActionIndent, docket.ActionOutdent:
		verb = "Moved"
	case docket.ActionAdd:
		verb = "Added"
	case docket.ActionSkip:
		verb = "Skipped to the next"
	default:
		verb = "Saved"
	}
	if list != "" {
		return fmt.Sprintf("Moved “%s” to %s", d.Title, list)
	}
	return fmt.Sprintf("%s “%s”", verb, d.Title)
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

// AddedManyText says how many tasks were added at once.
func AddedManyText(n int) string { return "Added " + tasks(n) }

// AddedText says that a task was added which is not on the screen.
func AddedText(t docket.Task) string { return fmt.Sprintf("Added “%s”", t.Title) }

// LabelText says on how many tasks a label was changed.
func LabelText(label string, n int) string {
	if label == "" {
		return "Took the label off " + tasks(n)
	}
	return fmt.Sprintf("Labelled %s “%s”", tasks(n), label)
}

// EmptiedText says how much was removed from the trash.
func EmptiedText(n int64) string {
	if n == 0 {
		return "The trash was already empty."
	}
	return "Emptied the trash: " + count(int(n), "item", "items") + " deleted for good."
}

// MovedTodayText says how much that was overdue is due today now.
func MovedTodayText(n int) string {
	if n == 0 {
		return "Nothing is overdue that you can move."
	}
	return "Moved " + tasks(n) + " to today"
}

// UndoneText says what was taken back, of one task or of n at once.
func UndoneText(d docket.Entry, n int) string {
	if n > 1 && d.Action == docket.ActionEdit {
		return "Undid the change to " + tasks(n)
	}
	return UndoText(d)
}

// UndoText says what was taken back, for a toast.
func UndoText(d docket.Entry) string {
	switch d.Action {
	case docket.ActionComplete:
		return fmt.Sprintf("Reopened “%s”", d.Title)
	case docket.ActionReopen:
		return fmt.Sprintf("Completed “%s” again", d.Title)
	case docket.ActionDelete, docket.ActionArchive:
		return fmt.Sprintf("Restored “%s”", d.Title)
	case docket.ActionRestore:
		return fmt.Sprintf("Deleted “%s” again", d.Title)
	case docket.ActionUnarchive:
		return fmt.Sprintf("Archived “%s” again", d.Title)
	case docket.ActionMove, docket.ActionReorder, docket.ActionIndent, docket.ActionOutdent:
		return fmt.Sprintf("Moved “%s” back", d.Title)
	case docket.ActionAdd:
		return fmt.Sprintf("“%s” isn’t added any more", d.Title)
	case docket.ActionSkip:
		return fmt.Sprintf("“%s” isn’t skipped any more", d.Title)
	}
	return fmt.Sprintf("Undid the change to “%s”", d.Title)
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
