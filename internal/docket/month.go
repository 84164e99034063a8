package docket

import (
	"strings"
	"time"
)

// Month is a month of the calendar, YYYY-MM. The zero value is none.
type Month string

// ParseMonth reads YYYY-MM, years 1900 to 9999.
func ParseMonth(s string) (Month, error) {
	d, err := ParseDate(s + "-01")
	if err != nil {
		return "", NotFound()
	}
	return d.Month(), nil
}

// Month returns the month that the day is in.
func (d Date) Month() Month {
	if i := strings.LastIndexByte(string(d), '-'); i > 0 {
		return Month(d[:i])
	}
	return ""
}

// First returns the first day of the month.
func (m Month) First() Date { return Date(m + "-01") }

// Add returns the month n months later, earlier when n is negative.
func (m Month) Add(n int) Month {
	return DateIn(m.First().Midnight(time.UTC).AddDate(0, n, 0), time.UTC).Month()
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.Midnight(time.UTC).Weekday() }

// Weeks returns the first and the last day of the weeks that the month is in, which
// begin on start. The last week that there is ends with the year 9999.
func (m Month) Weeks(start time.Weekday) (first, last Date) {
	end := DateIn(m.First().Midnight(time.UTC).AddDate(0, 1, -1), time.UTC)
	return m.First().WeekOf(start), max(end, end.WeekOf(start).AddDays(6))
}

// WeekOf returns the first day of the week that the day is in.
func (d Date) WeekOf(start time.Weekday) Date {
	return d.AddDays(-int((d.Weekday() - start + 7) % 7))
}
