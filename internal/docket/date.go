package docket

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Date is a day of the calendar, YYYY-MM-DD, of no time zone: a task due on a
// date is due on that date wherever its reader is. The zero value is no date.
type Date string

// Clock is a time of day, HH:MM in 24 hours. The zero value is no time.
type Clock string

const (
	dateLayout  = "2006-01-02"
	clockLayout = "15:04"
)

// ParseDate reads YYYY-MM-DD, years 1900 to 9999. It refuses days that are none,
// such as 2026-02-30.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(dateLayout, s)
	if err != nil || t.Year() < 1900 {
		return "", fmt.Errorf("%q is not a date like 2026-07-16", s)
	}
	return Date(s), nil
}

// ParseClock reads HH:MM, and HH:MM:SS as some browsers send it, of which it
// drops the seconds.
func ParseClock(s string) (Clock, error) {
	t, err := time.Parse(clockLayout, s)
	if err != nil {
		t, err = time.Parse(time.TimeOnly, s)
	}
	if err != nil {
		return "", fmt.Errorf("%q is not a time like 17:30", s)
	}
	return Clock(t.Format(clockLayout)), nil
}

// DateIn returns the day that t falls on in loc.
func DateIn(t time.Time, loc *time.Location) Date {
	return Date(t.In(loc).Format(dateLayout))
}

// AddDays returns the day n days later, earlier when n is negative.
func (d Date) AddDays(n int) Date {
	return Date(d.Midnight(time.UTC).AddDate(0, 0, n).Format(dateLayout))
}

// Midnight returns the moment the day begins in loc. Where a clock change skips
// midnight it is the first moment after the gap, where one repeats it the first
// of the two.
func (d Date) Midnight(loc *time.Location) time.Time { return d.At("00:00", loc) }

// At returns the moment at which clocks in loc show c on this day. Where a clock change
// skips that, it is the first moment after the gap, where one repeats it the first of the
// two. What is no time is midnight.
func (d Date) At(c Clock, loc *time.Location) time.Time {
	day, err := time.Parse(dateLayout, string(d))
	if err != nil {
		return time.Time{}
	}
	hour, minute, _ := strings.Cut(string(c), ":")
	h, _ := strconv.Atoi(hour)
	m, _ := strconv.Atoi(minute)
	wanted := day.Add(time.Duration(h)*time.Hour + time.Duration(m)*time.Minute)
	// time.Date promises nothing about moments that a clock change skips or repeats, so
	// go through the offsets that hold around the day.
	at := day.AddDate(0, 0, -1).In(loc)
	for {
		_, offset := at.Zone()
		_, end := at.ZoneBounds()
		found := wanted.Add(-time.Duration(offset) * time.Second).In(loc)
		switch {
		case found.Before(at):
			return at
		case end.IsZero() || found.Before(end):
			return found
		}
		at = end
	}
}

// Format formats the day with a layout of package time. What is stored and no day
// is shown as it is.
func (d Date) Format(layout string) string {
	t, err := time.Parse(dateLayout, string(d))
	if err != nil {
		return string(d)
	}
	return t.Format(layout)
}

// DaysSince returns how many days d is after e, negative when before.
func (d Date) DaysSince(e Date) int {
	const day = 24 * 60 * 60 // seconds; a time.Duration ends after 292 years
	return int((d.Midnight(time.UTC).Unix() - e.Midnight(time.UTC).Unix()) / day)
}
