package quickadd

import (
	"fmt"
	"math/bits"
	"strings"
	"time"

	"docket/internal/docket"
)

// A weekdaySet has a bit for each day of the week, Sunday the lowest.
type weekdaySet uint8

func (s weekdaySet) has(day time.Weekday) bool { return s&(1<<day) != 0 }
func (s weekdaySet) size() int                 { return bits.OnesCount8(uint8(s)) }

// setOfList reads weekdays with commas but no spaces between them; 0 is none.
func setOfList(text string) (set weekdaySet) {
	for name := range strings.SplitSeq(text, ",") {
		day, _, ok := weekday(name)
		if !ok {
			return 0
		}
		set |= setOf(day)
	}
	return set
}

// A rule says when a task comes again.
type rule struct {
	fromCompletion bool
	every          unit // 0 is no rule
	interval       int  // of units; 0 is 1
	month          time.Month
	monthDay       int // -1 is the last
	nth            int // which of the weekdays of a month, of which there is one then; -1 is the last
	weekdays       weekdaySet
	count          int
	until          docket.Date
}

// String writes the rule as an RRULE.
func (r rule) String() string {
	var b strings.Builder
	if r.fromCompletion {
		b.WriteString("FROM=COMPLETION;")
	}
	b.WriteString("FREQ=")
	switch r.every {
	case days:
		b.WriteString("DAILY")
	case weeks:
		b.WriteString("WEEKLY")
	case months:
		b.WriteString("MONTHLY")
	case years:
		b.WriteString("YEARLY")
	}
	if r.interval > 1 {
		fmt.Fprintf(&b, ";INTERVAL=%d", r.interval)
	}
	if r.month != 0 {
		fmt.Fprintf(&b, ";BYMONTH=%d", r.month)
	}
	if r.monthDay != 0 {
		fmt.Fprintf(&b, ";BYMONTHDAY=%d", r.monthDay)
	}
	separator := ";BYDAY="
	for i := range time.Weekday(7) {
		if day := (i + time.Monday) % 7; r.weekdays.has(day) {
			b.WriteString(separator)
			if r.nth != 0 {
				fmt.Fprint(&b, r.nth)
			}
			b.WriteString(strings.ToUpper(day.String()[:2]))
			separator = ","
		}
	}
	if r.count != 0 {
		fmt.Fprintf(&b, ";COUNT=%d", r.count)
	}
	if r.until != "" {
		b.WriteString(";" + untilText(r.until))
	}
	return b.String()
}

func untilText(d docket.Date) string { return "UNTIL=" + strings.ReplaceAll(string(d), "-", "") }

// first returns the first day of the rule from base on. A rule that names no day begins with base.
func (r rule) first(base time.Time) time.Time {
	switch {
	case r.monthDay != 0:
		return repeatingDay(base, r.month, r.monthDay)
	case r.nth != 0:
		return comingNth(base, r.nth, time.Weekday(bits.TrailingZeros8(uint8(r.weekdays))))
	case r.weekdays != 0:
		for !r.weekdays.has(base.Weekday()) {
			base = base.AddDate(0, 0, 1)
		}
	}
	return base
}

// second returns the day after first when today's time has gone: the next that the rule names, or one interval later.
func (r rule) second(base time.Time) time.Time {
	if r.month == 0 && r.monthDay == 0 && r.weekdays == 0 {
		return later(base, max(r.interval, 1), r.every)
	}
	return r.first(base.AddDate(0, 0, 1))
}
