package repeat

import (
	"time"

	"docket/internal/docket"

	"github.com/teambition/rrule-go"
)

// First returns the first occurrence on or after from, false where there is none. A rule
// of every two weeks begins in the first week with such a day: until then there is
// nothing that it could be counted from.
func (r Rule) First(from docket.Date) (docket.Date, bool) {
	day, ok := timeOf(from)
	if !ok || r.IsZero() || r.Check() != nil {
		return "", false
	}
	if r.Completion {
		return r.within(day)
	}
	r.Interval = 1
	return r.Anchored(from).onOrAfter(day, day)
}

// Next returns the occurrence to come when the one at last is behind, and the rule that
// goes on from it; ok is false where the series has ended.
//
// Of a rule with fixed days it is the first after last that is today or later, in step
// with last: those that were missed are left out, and being early never brings back the
// day that was done. Of one that counts from completion it is today and the interval,
// even where that is before last; to skip an occurrence that is still ahead, pass its
// day for today.
//
// The rule that goes on is anchored at last. Its Count is one less: it says how often the
// task is to be done, so days that were missed do not use it up.
func (r Rule) Next(last, today docket.Date) (next docket.Date, rest Rule, ok bool) {
	from, okLast := timeOf(last)
	now, okToday := timeOf(today)
	if r.IsZero() || r.Check() != nil || r.Count == 1 || !okToday || !okLast && !r.Completion {
		return "", Rule{}, false
	}
	rest = r.Anchored(last)
	if rest.Count > 0 {
		rest.Count--
	}
	if r.Completion {
		next, ok = r.within(r.after(now))
	} else {
		earliest := from.AddDate(0, 0, 1)
		if now.After(earliest) {
			earliest = now
		}
		next, ok = rest.onOrAfter(from, earliest)
	}
	if !ok {
		return "", Rule{}, false
	}
	return next, rest, true
}

// Upcoming returns the next n occurrences after last, fewer where the series ends. Of a
// rule that counts from completion they are the days when each is done on its day.
func (r Rule) Upcoming(last docket.Date, n int) []docket.Date {
	var days []docket.Date
	for range n {
		next, rest, ok := r.Next(last, last)
		if !ok {
			break
		}
		days = append(days, next)
		last, r = next, rest
	}
	return days
}

// after returns the day one interval after day, in a shorter month its last.
func (r Rule) after(day time.Time) time.Time {
	months := r.Interval
	switch r.Freq {
	case Daily:
		return day.AddDate(0, 0, r.Interval)
	case Weekly:
		return day.AddDate(0, 0, 7*r.Interval)
	case Yearly:
		months *= 12
	}
	first := monthOf(day).AddDate(0, months, 0)
	return first.AddDate(0, 0, min(day.Day(), daysIn(first.Year(), first.Month()))-1)
}

// within returns the day unless it is past the end of the rule or of the calendar.
func (r Rule) within(day time.Time) (docket.Date, bool) {
	date := docket.DateIn(day, time.UTC)
	if day.Year() > 9999 || r.Until != "" && date > r.Until {
		return "", false
	}
	return date, true
}

// onOrAfter returns the first occurrence on or after earliest of an anchored rule in step
// with last. The library goes through all occurrences from its start on, so let that be
// the period right before earliest: a task that was left for years costs no more.
func (r Rule) onOrAfter(last, earliest time.Time) (docket.Date, bool) {
	option := rrule.ROption{
		Interval: r.Interval,
		Wkst:     rrule.MO,
		Until:    time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC), // it makes this 292 years otherwise
	}
	switch r.Freq {
	case Daily:
		option.Freq = rrule.DAILY
		option.Dtstart = last.AddDate(0, 0, r.whole(days(last, earliest)))
	case Weekly:
		option.Freq = rrule.WEEKLY
		option.Dtstart = mondayOf(last).AddDate(0, 0, 7*r.whole(days(mondayOf(last), earliest)/7))
	case Monthly:
		option.Freq = rrule.MONTHLY
		months := 12*(earliest.Year()-last.Year()) + int(earliest.Month()-last.Month())
		option.Dtstart = monthOf(last).AddDate(0, r.whole(months), 0)
	case Yearly:
		option.Freq = rrule.YEARLY
		option.Dtstart = time.Date(last.Year()+r.whole(earliest.Year()-last.Year()), time.January, 1, 0, 0, 0, 0, time.UTC)
		option.Bymonth = []int{int(r.Month)}
	}
	for _, d := range r.Days.List() {
		option.Byweekday = append(option.Byweekday, weekdays()[d].Nth(r.Nth))
	}
	if r.MonthDay != 0 {
		option.Bymonthday = []int{r.MonthDay}
	}
	if r.MonthDay > 28 { // the library skips a month without it; the last of these days is in every month
		option.Bymonthday = nil
		for day := 28; day <= r.MonthDay; day++ {
			option.Bymonthday = append(option.Bymonthday, day)
		}
		option.Bysetpos = []int{-1}
	}
	series, err := rrule.NewRRule(option)
	if err != nil {
		return "", false
	}
	next := series.After(earliest, true)
	if next.IsZero() {
		return "", false
	}
	return r.within(next)
}

// whole returns the greatest multiple of the interval that is not above n.
func (r Rule) whole(n int) int { return n / r.Interval * r.Interval }

// days counts by seconds, as a time.Duration ends after 292 years.
func days(from, to time.Time) int { return int(to.Unix()-from.Unix()) / (24 * 60 * 60) }

func mondayOf(day time.Time) time.Time { return day.AddDate(0, 0, -((int(day.Weekday()) + 6) % 7)) }

func monthOf(day time.Time) time.Time { return day.AddDate(0, 0, 1-day.Day()) }

// weekdays returns the library's days of the week, by Go's numbers.
func weekdays() [7]*rrule.Weekday {
	return [7]*rrule.Weekday{&rrule.SU, &rrule.MO, &rrule.TU, &rrule.WE, &rrule.TH, &rrule.FR, &rrule.SA}
}
