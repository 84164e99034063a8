// Package repeat holds the rules by which tasks come again: a part of the RRULE of
// RFC 5545 that a person can say in a sentence, and what calendars have no word for,
// a repeat that counts from the day on which the task is done.
//
// It knows days and no times of day, so a change of clocks cannot matter. Where a month
// has no such day as the rule says, the month's last day stands for it: the 31st is 28
// February and then 31 March, and 29 February is the 28th in common years. A fifth
// Sunday is only in the months that have one.
package repeat

import (
	"fmt"
	"math/bits"
	"time"

	"docket/internal/docket"
)

// A Freq is the unit in which a rule counts. The zero value is none.
type Freq string

const (
	Daily   Freq = "DAILY"
	Weekly  Freq = "WEEKLY"
	Monthly Freq = "MONTHLY"
	Yearly  Freq = "YEARLY"
)

// Max is the greatest Interval and Count.
const Max = 999

// Last is the MonthDay that is the last of its month, and the Nth that is the last
// such weekday of it.
const Last = -1

// Weekdays is a set of days of the week. The zero value is none.
type Weekdays uint8

// Workdays are Monday to Friday.
const Workdays = Weekdays(1<<time.Monday | 1<<time.Tuesday | 1<<time.Wednesday | 1<<time.Thursday | 1<<time.Friday)

// On returns the set of these days.
func On(days ...time.Weekday) Weekdays {
	var set Weekdays
	for _, d := range days {
		set |= 1 << d
	}
	return set
}

// Has reports whether d is in the set.
func (w Weekdays) Has(d time.Weekday) bool { return w&On(d) != 0 }

// Len returns how many days are in the set.
func (w Weekdays) Len() int { return bits.OnesCount8(uint8(w)) }

// List returns the days in the set, Monday first.
func (w Weekdays) List() []time.Weekday {
	var days []time.Weekday
	for i := range 7 {
		if d := time.Weekday((i + 1) % 7); w.Has(d) {
			days = append(days, d)
		}
	}
	return days
}

// A Rule says when a task comes again. The zero value is no repeat. Rules that Check
// accepts can be compared with ==: none can be written in two ways.
type Rule struct {
	Freq     Freq
	Interval int // every so many days, weeks, months or years, 1 to Max; weeks begin on Monday

	// The day of the week, month or year. A rule that has none of these, a bare one,
	// keeps the day of the occurrence it goes on from.
	Days     Weekdays   // of a weekly rule; of the others, with Nth, a single one
	Nth      int        // which Days of the month: 1 to 5 or Last; there is not a fifth in every month
	MonthDay int        // 1 to 31 or Last
	Month    time.Month // of a yearly rule

	// The end, at most one of them.
	Until docket.Date // the last day that may be one
	Count int         // how many occurrences are left, the one at hand included

	// Completion counts from the day on which the task is done, not from the one on
	// which it was due. Such a rule is a bare one: a weekday at some distance from any
	// day is nothing that a person could foresee.
	Completion bool
}

// IsZero reports whether the rule is no repeat.
func (r Rule) IsZero() bool { return r == Rule{} }

// FromCompletion reports whether the rule counts from the day on which the task is done.
func (r Rule) FromCompletion() bool { return r.Completion }

// Anchored returns the rule with all that a bare one takes from the day it begins on, so
// that moving an occurrence to another day does not move those after it. A rule that
// counts from completion has nothing to keep.
func (r Rule) Anchored(on docket.Date) Rule {
	day, ok := timeOf(on)
	if !ok || r.Completion || r.Days != 0 || r.MonthDay != 0 {
		return r
	}
	switch r.Freq {
	case Weekly:
		r.Days = On(day.Weekday())
	case Monthly:
		r.MonthDay = day.Day()
	case Yearly:
		if r.Month == 0 {
			r.Month = day.Month()
		}
		r.MonthDay = min(day.Day(), longest(r.Month))
	}
	return r
}

// Check says what is wrong with a rule that was put together by hand. Those from Parse
// have been checked.
func (r Rule) Check() error {
	if r.IsZero() {
		return nil
	}
	switch r.Freq {
	case Daily, Weekly, Monthly, Yearly:
	default:
		return sorry("A repeat counts in days, weeks, months or years: give it FREQ=DAILY, WEEKLY, MONTHLY or YEARLY.")
	}
	switch {
	case r.Interval < 1 || r.Interval > Max:
		return sorry("A repeat comes every 1 to %d days, weeks, months or years.", Max)
	case r.Count < 0 || r.Count > Max:
		return sorry("A repeat ends after 1 to %d times.", Max)
	case r.Count > 0 && r.Until != "":
		return sorry("A repeat ends on a day or after a number of times, not both.")
	}
	if _, ok := timeOf(r.Until); !ok && r.Until != "" {
		return sorry("That isn’t a day on which a repeat can end. Write it like UNTIL=20270301.")
	}
	return r.checkDay()
}

// checkDay is the part of Check that is about the day of the week, month or year.
func (r Rule) checkDay() error {
	monthly := r.Freq == Monthly || r.Freq == Yearly
	switch {
	case r.Completion && (r.Days != 0 || r.Nth != 0 || r.MonthDay != 0 || r.Month != 0):
		return sorry("A repeat that counts from when the task is done has no weekdays, days of the month or months.")
	case r.Days >= 1<<7:
		return sorry("A week has seven days: MO, TU, WE, TH, FR, SA and SU.")
	case r.Freq == Daily && r.Days != 0:
		return sorry("A daily repeat has no weekdays. Make it a weekly one: FREQ=WEEKLY;BYDAY=MO,TU.")
	case !monthly && r.Nth != 0:
		return sorry("A weekly repeat has weekdays without a number, such as BYDAY=MO,TH.")
	case monthly && (r.Days.Len() > 1 || (r.Days == 0) != (r.Nth == 0) || r.Nth > 5 || r.Nth < Last):
		return sorry("A monthly or yearly repeat has one weekday of the month, the first to fifth or the last: BYDAY=1MO to 5MO or -1MO.")
	case !monthly && r.MonthDay != 0:
		return sorry("Only a monthly or yearly repeat has a day of the month.")
	case r.MonthDay > 31 || r.MonthDay < Last:
		return sorry("A day of the month is 1 to 31, or -1 for the last: BYMONTHDAY=15.")
	case r.MonthDay != 0 && r.Days != 0:
		return sorry("A repeat has a day of the month or a weekday, not both.")
	case r.Freq != Yearly && r.Month != 0:
		return sorry("Only a yearly repeat has a month.")
	case r.Month < 0 || r.Month > time.December:
		return sorry("A month is 1 to 12: BYMONTH=3.")
	case r.Freq == Yearly && r.Month == 0 && (r.MonthDay != 0 || r.Days != 0):
		return sorry("A yearly repeat on a day needs its month, too: BYMONTH=3;BYMONTHDAY=1.")
	case r.Month != 0 && r.MonthDay > longest(r.Month):
		return sorry("%s has no day %d.", r.Month, r.MonthDay)
	}
	return nil
}

// sorry is the refusal of a rule.
func sorry(format string, args ...any) error {
	return docket.Invalid("repeat", fmt.Sprintf(format, args...))
}

// longest returns how many days m has in a leap year.
func longest(m time.Month) int { return daysIn(2000, m) }

func daysIn(year int, m time.Month) int { return time.Date(year, m+1, 0, 0, 0, 0, 0, time.UTC).Day() }

// timeOf returns the midnight of d in UTC, and false where d is no day from 1900 to 9999.
func timeOf(d docket.Date) (time.Time, bool) {
	if _, err := docket.ParseDate(string(d)); err != nil {
		return time.Time{}, false
	}
	return d.Midnight(time.UTC), true
}
