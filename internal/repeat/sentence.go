package repeat

import (
	"fmt"
	"strings"
	"time"
)

// Sentence says the rule in words: "every 2 weeks on Monday and Thursday, until 1 March
// 2027". No repeat is no words.
func (r Rule) Sentence() string {
	if r.IsZero() || r.Check() != nil {
		return ""
	}
	text := r.period()
	switch {
	case r.Completion:
		text += " after it is done"
	case r.Freq == Weekly && r.Days == Workdays && r.Interval == 1:
		text = "every weekday"
	case r.Freq == Weekly && r.Days != 0:
		text += " on " + and(r.Days.List())
	case r.Freq == Yearly && r.MonthDay > 0:
		text += fmt.Sprintf(" on %d %s", r.MonthDay, r.Month)
	case r.MonthDay == Last:
		text += " on the last day" + r.ofMonth()
	case r.MonthDay != 0:
		text += " on the " + nth(r.MonthDay)
	case r.Nth != 0:
		which := [...]string{"last", "", "first", "second", "third", "fourth", "fifth"}[r.Nth-Last]
		text += " on the " + which + " " + r.Days.List()[0].String() + r.ofMonth()
	case r.Month != 0:
		text += " in " + r.Month.String()
	}
	switch {
	case r.Until != "":
		text += ", until " + r.Until.Format("2 January 2006")
	case r.Count == 1:
		text += ", for the last time"
	case r.Count > 1:
		text += fmt.Sprintf(", %d times", r.Count)
	}
	return text
}

// period says how often the rule comes.
func (r Rule) period() string {
	unit := map[Freq]string{Daily: "day", Weekly: "week", Monthly: "month", Yearly: "year"}[r.Freq]
	if r.Interval == 1 {
		return "every " + unit
	}
	return fmt.Sprintf("every %d %ss", r.Interval, unit)
}

func (r Rule) ofMonth() string {
	if r.Month == 0 {
		return ""
	}
	return " of " + r.Month.String()
}

func and(days []time.Weekday) string {
	names := make([]string, len(days))
	for i, d := range days {
		names[i] = d.String()
	}
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// nth writes a day of the month as people say it.
func nth(day int) string {
	ending := "th"
	switch day {
	case 1, 21, 31:
		ending = "st"
	case 2, 22:
		ending = "nd"
	case 3, 23:
		ending = "rd"
	}
	return fmt.Sprintf("%d%s", day, ending)
}
