package repeat

import (
	"strconv"
	"strings"
	"time"

	"docket/internal/docket"
)

// maxLen is how long the text of a rule may be in bytes; String makes less than 100.
const maxLen = 500

// weekday returns the day whose short name this is.
func weekday(name string) (time.Weekday, bool) {
	for d := range time.Weekday(7) {
		if short(d) == name {
			return d, true
		}
	}
	return 0, false
}

// short returns the name of d in RFC 5545.
func short(d time.Weekday) string { return strings.ToUpper(d.String()[:2]) }

// Parse reads a rule as String writes it, or as other programs write what a Rule can
// say: RRULE: before it, the parts in any order, in small letters, with a time after the
// day of UNTIL, which is dropped, and with a WKST that changes nothing. "" is no repeat.
// An error tells a person what is allowed.
func Parse(s string) (Rule, error) {
	if len(s) > maxLen {
		return Rule{}, sorry("That repeat is too long. Use at most %d characters.", maxLen)
	}
	text := strings.Trim(s, " \t")
	if text == "" {
		return Rule{}, nil
	}
	for i := range len(text) {
		if text[i] <= ' ' || text[i] > '~' {
			return Rule{}, sorry("A repeat is written without spaces and on one line, such as FREQ=WEEKLY;BYDAY=MO,TH.")
		}
	}
	p := parser{rule: Rule{Interval: 1}, weekStart: time.Monday}
	seen := make(map[string]bool)
	for part := range strings.SplitSeq(strings.TrimPrefix(strings.ToUpper(text), "RRULE:"), ";") {
		key, value, ok := strings.Cut(part, "=")
		if !ok || value == "" {
			return Rule{}, sorry("A repeat is written like FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH.")
		}
		if seen[key] {
			return Rule{}, sorry("A repeat says %s once.", key)
		}
		seen[key] = true
		if err := p.part(key, value); err != nil {
			return Rule{}, err
		}
	}
	if err := p.rule.Check(); err != nil {
		return Rule{}, err
	}
	if !p.weekStartsRight() {
		return Rule{}, sorry("Weeks begin on Monday here: a repeat of every few weeks may not say WKST=%s.", short(p.weekStart))
	}
	return p.rule, nil
}

type parser struct {
	rule      Rule
	weekStart time.Weekday
}

// part takes one part of a rule. What Check looks at is left to it, but for zeros, which
// mean that there is no such part.
func (p *parser) part(key, value string) (err error) {
	r := &p.rule
	switch key {
	case "FREQ":
		r.Freq = Freq(value)
		switch r.Freq {
		case "SECONDLY", "MINUTELY", "HOURLY":
			return sorry("A repeat comes at most once a day: use DAILY, WEEKLY, MONTHLY or YEARLY.")
		}
	case "FROM":
		r.Completion = true
		if value != "COMPLETION" {
			return sorry("A repeat counts from the day that was due, or FROM=COMPLETION.")
		}
	case "INTERVAL":
		r.Interval, err = number(value)
	case "COUNT":
		if r.Count, err = number(value); r.Count == 0 {
			return sorry("A repeat ends after 1 to %d times.", Max)
		}
	case "UNTIL":
		r.Until, err = until(value)
	case "BYMONTH":
		var n int
		if n, err = number(value); n == 0 || n > int(time.December) {
			return sorry("A yearly repeat has one month, 1 to 12: BYMONTH=3.")
		}
		r.Month = time.Month(n)
	case "BYMONTHDAY":
		r.MonthDay, err = ordinal(value)
		if r.MonthDay == 0 || err != nil {
			return sorry("A repeat has one day of the month, 1 to 31, or -1 for the last: BYMONTHDAY=15.")
		}
	case "BYDAY":
		return p.days(value)
	case "WKST":
		var ok bool
		if p.weekStart, ok = weekday(value); !ok {
			return sorry("A week begins on MO, TU, WE, TH, FR, SA or SU.")
		}
	default:
		return sorry("Docket doesn’t know %q in a repeat. It knows FREQ, INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, COUNT, UNTIL and FROM=COMPLETION.", key)
	}
	return err
}

// days takes the weekdays of a weekly rule, or the one with a number of the others.
func (p *parser) days(list string) error {
	r := &p.rule
	for day := range strings.SplitSeq(list, ",") {
		nth, name := day[:max(0, len(day)-2)], day[max(0, len(day)-2):]
		d, ok := weekday(name)
		if !ok {
			return sorry("Weekdays are MO, TU, WE, TH, FR, SA and SU, with a comma between them: BYDAY=MO,TH.")
		}
		if nth != "" || r.Nth != 0 {
			n, err := ordinal(nth)
			if err != nil || n == 0 || r.Days != 0 {
				return sorry("A monthly or yearly repeat has one weekday of the month, the first to fifth or the last: BYDAY=1MO to 5MO or -1MO.")
			}
			r.Nth = n
		}
		r.Days |= On(d)
	}
	return nil
}

// weekStartsRight reports whether weeks that begin on Monday make the same days as those
// of WKST: they do unless several weeks lie between, and the days are on both sides of it.
func (p *parser) weekStartsRight() bool {
	before := Weekdays(0)
	for d := time.Monday; d != p.weekStart; d = (d + 1) % 7 {
		before |= On(d)
	}
	r := p.rule
	return r.Freq != Weekly || r.Interval == 1 || r.Days&before == 0 || r.Days&^before == 0
}

// number reads a whole number. One that is too great for an int is the greatest int.
func number(text string) (int, error) {
	if text == "" || strings.Trim(text, "0123456789") != "" {
		return 0, sorry("%q isn’t a whole number.", text)
	}
	n, _ := strconv.Atoi(text)
	return n, nil
}

// ordinal reads a whole number that may have a sign.
func ordinal(text string) (int, error) {
	if digits, ok := strings.CutPrefix(text, "-"); ok {
		n, err := number(digits)
		return -n, err
	}
	return number(strings.TrimPrefix(text, "+"))
}

// until reads a day, YYYYMMDD, and drops the time of day that may follow.
func until(text string) (docket.Date, error) {
	day, clock, timed := strings.Cut(strings.TrimSuffix(text, "Z"), "T")
	_, err := time.Parse("20060102", day)
	if timed && err == nil {
		_, err = time.Parse("150405", clock)
	}
	if err != nil || !timed && strings.HasSuffix(text, "Z") {
		return "", sorry("That isn’t a day on which a repeat can end. Write it like UNTIL=20270301.")
	}
	return docket.Date(day[:4] + "-" + day[4:6] + "-" + day[6:]), nil
}

// String returns the rule as it is stored, which Parse reads.
func (r Rule) String() string {
	if r.IsZero() {
		return ""
	}
	text := "FREQ=" + string(r.Freq)
	if r.Completion {
		text = "FROM=COMPLETION;" + text
	}
	add := func(key string, n int) {
		if n != 0 {
			text += ";" + key + "=" + strconv.Itoa(n)
		}
	}
	if r.Interval != 1 {
		add("INTERVAL", r.Interval)
	}
	add("BYMONTH", int(r.Month))
	add("BYMONTHDAY", r.MonthDay)
	for i, d := range r.Days.List() {
		if i == 0 {
			text += ";BYDAY="
			if r.Nth != 0 {
				text += strconv.Itoa(r.Nth)
			}
		} else {
			text += ","
		}
		text += short(d)
	}
	add("COUNT", r.Count)
	if r.Until != "" {
		text += ";UNTIL=" + strings.ReplaceAll(string(r.Until), "-", "")
	}
	return text
}
