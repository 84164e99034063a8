package quickadd

import (
	"time"

	"docket/internal/docket"
)

// Days are counted as midnights of UTC, which has no clock changes.

// A docket.Date is of these years.
const firstYear, lastYear = 1900, 9999

// dateOf returns the day of t, none outside the years that a date may have.
func dateOf(t time.Time) docket.Date {
	if t.Year() < firstYear || t.Year() > lastYear {
		return ""
	}
	return docket.Date(t.Format(time.DateOnly))
}

// exactly returns a day of the calendar; ok is false where there is none of these numbers.
func exactly(year int, month time.Month, day int) (t time.Time, ok bool) {
	t = time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == day && t.Month() == month
}

// comingDate returns the first day of this month and number from base on. It is up to eight years ahead for 29 February.
func comingDate(base time.Time, month time.Month, day int) (t time.Time, ok bool) {
	for year := base.Year(); year <= base.Year()+8; year++ {
		if t, ok = exactly(year, month, day); ok && !t.Before(base) {
			return t, true
		}
	}
	return t, false
}

// comingMonthDay returns the first day of this number in whatever month from base on.
func comingMonthDay(base time.Time, day int) time.Time {
	for month := monthStart(base); ; month = month.AddDate(0, 1, 0) {
		if t := month.AddDate(0, 0, day-1); t.Month() == month.Month() && !t.Before(base) {
			return t
		}
	}
}

// comingWeekday returns the first such day from base on.
func comingWeekday(base time.Time, day time.Weekday) time.Time {
	return base.AddDate(0, 0, daysAfter(base.Weekday(), day))
}

// nextWeekday returns such a day of the week after base's.
func nextWeekday(base time.Time, day, weekStart time.Weekday) time.Time {
	return base.AddDate(0, 0, 7-daysAfter(weekStart, base.Weekday())+daysAfter(weekStart, day))
}

// weekend returns the Saturday of base's weekend or the coming one, on a weekend base itself.
func weekend(base time.Time) time.Time {
	if base.Weekday() == time.Sunday {
		return base
	}
	return comingWeekday(base, time.Saturday)
}

// daysAfter returns how many days after a weekday the next other one is: 0 to 6.
func daysAfter(a, b time.Weekday) int { return int(b-a+7) % 7 }

func monthStart(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}

func monthEnd(t time.Time) time.Time { return monthStart(t).AddDate(0, 1, -1) }

// later returns the day n units after t. Where a month is too short for it, that is the month's last.
func later(t time.Time, n int, u unit) time.Time {
	switch u {
	case days:
		return t.AddDate(0, 0, n)
	case weeks:
		return t.AddDate(0, 0, 7*n)
	case years:
		n *= 12
	}
	month := monthStart(t).AddDate(0, n, 0)
	return month.AddDate(0, 0, min(t.Day(), monthEnd(month).Day())-1)
}
