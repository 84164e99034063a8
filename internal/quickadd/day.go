package quickadd

import (
	"slices"
	"strings"
	"time"

	"docket/internal/docket"
	"docket/internal/repeat"
)

// evening is when tonight is.
const evening docket.Clock = "21:00"

// readDay reads a day, with the word that leads to it, from word i on and before word end.
func (p *parser) readDay(i, end int) (ph phrase, ok bool) {
	r := p.reader(i, end)
	ph = phrase{kind: KindDay, from: i}
	switch {
	case r.take("due"):
		ph.led = true
		r.take("on", "by")
	case r.take("on", "by"):
		ph.led = true
	case r.take("until"):
		ph.led, ph.until = true, true
	case r.take("at"): // only of the end of a month
		if ph.led = true; r.peek() != "the" && r.peek() != "end" {
			return ph, false
		}
		ok = p.readDistant(&r, &ph)
		ph.to = r.i
		return ph, ok
	}
	ok = p.readBareDay(&r, &ph, p.day)
	ph.to = r.i
	return ph, ok
}

// readBareDay reads a day without a word before it. Days of no year or month are the first from base on.
func (p *parser) readBareDay(r *reader, ph *phrase, base time.Time) bool {
	w := r.next()
	if w == nil || w.text == "" {
		return false
	}
	if p.takeDayAfter(r) {
		ph.anywhere = true
		return found(r, ph, p.day.AddDate(0, 0, 2))
	}
	switch w.text {
	case "today", "tonight":
		ph.anywhere, ph.tonight = true, w.text == "tonight"
		return found(r, ph, p.day)
	case "tomorrow":
		ph.anywhere = true
		return found(r, ph, p.day.AddDate(0, 0, 1))
	case "tmr", "tom":
		ph.short = true
		return !strings.HasPrefix(w.raw, "Tom") && found(r, ph, p.day.AddDate(0, 0, 1)) // Tom is somebody
	case "this", "next", "in", "end":
		return p.readDistant(r, ph)
	}
	if n, u := shorthand(w.text); n > 0 {
		return found(r, ph, later(p.day, n, u))
	}
	if day, short, ok := weekday(w.text); ok {
		ph.short = short
		return p.readWeekday(r, ph, base, day)
	}
	return p.readDate(r, ph, base) || p.readDistant(r, ph)
}

// takeDayAfter takes "the day after" before tomorrow, unless the day is that of every day or every other day.
func (p *parser) takeDayAfter(r *reader) bool {
	if r.i > 0 && slices.Contains([]string{"every", "every!", "other"}, p.words[r.i-1].text) {
		return false
	}
	beyond := *r
	beyond.take("the")
	if !beyond.take("day") || !beyond.take("after") || beyond.peek() != "tomorrow" {
		return false
	}
	*r = beyond
	return true
}

func found(r *reader, ph *phrase, t time.Time) bool {
	r.i++
	return ph.set(t, true)
}

// readWeekday reads the name of a day. It is the next such day and never today, as whoever means today says so;
// with a date behind it on which it falls, it is that.
func (p *parser) readWeekday(r *reader, ph *phrase, base time.Time, day time.Weekday) bool {
	ok := found(r, ph, comingWeekday(base.AddDate(0, 0, 1), day))
	dated, to := *r, *ph
	if r.words[r.i-1].comma && r.beyondComma() != "" {
		dated.first = r.i
	}
	if p.readDate(&dated, &to, base) && !to.bare && to.day.Weekday() == day {
		dated.first = r.first
		*r, *ph = dated, to
		ph.short = false
	}
	return ok
}

// readDistant reads days that are told from today: this weekend, next monday, in 3 days, end of month.
func (p *parser) readDistant(r *reader, ph *phrase) bool {
	switch {
	case r.take("this"):
		if day, _, ok := weekday(r.peek()); ok {
			return found(r, ph, comingWeekday(p.day, day))
		}
		return r.peek() == "weekend" && found(r, ph, weekend(p.day))
	case r.take("next"):
		if day, _, ok := weekday(r.peek()); ok {
			return found(r, ph, nextWeekday(p.day, day, p.WeekStart))
		}
		switch r.peek() {
		case "week":
			return found(r, ph, nextWeekday(p.day, time.Monday, p.WeekStart))
		case "weekend":
			return found(r, ph, comingWeekday(weekend(p.day).AddDate(0, 0, 1), time.Saturday))
		case "month":
			return found(r, ph, monthStart(p.day).AddDate(0, 1, 0))
		}
	case r.take("in"):
		n := number(r.peek(), repeat.Max)
		if next := r.peek(); next == "a" || next == "one" {
			n = 1
		}
		if n > 0 {
			r.i++
			u := unitOf(r.peek())
			return u != 0 && u != years && found(r, ph, later(p.day, n, u))
		}
	default:
		r.take("the")
		if r.take("end") && r.take("of") {
			r.take("the")
			return r.peek() == "month" && found(r, ph, monthEnd(p.day))
		}
	}
	return false
}

// shorthand reads +3d, +2w and +1m.
func shorthand(text string) (n int, u unit) {
	if len(text) < 3 || text[0] != '+' {
		return 0, 0
	}
	u = unit(text[len(text)-1])
	if u != days && u != weeks && u != months {
		return 0, 0
	}
	return number(text[1:len(text)-1], repeat.Max), u
}

// readDate reads a day of the calendar. Without a year it is the first from base on.
func (p *parser) readDate(r *reader, ph *phrase, base time.Time) bool {
	w := r.next()
	if w == nil || w.text == "" {
		return false
	}
	start := r.i
	if p.readNumbers(w, ph, base) {
		ph.digits = true
		r.i++
		return true
	}
	m, day, year := p.readMonthDay(r, ph)
	switch {
	case m != 0 && year != 0:
		return ph.set(exactly(year, m, day))
	case m != 0:
		return ph.set(comingDate(base, m, day))
	}
	r.i = start
	r.take("the")
	if day := ordinal(r.peek()); day != 0 {
		ph.bare, ph.ordinal, ph.digits = true, true, true
		return found(r, ph, comingMonthDay(base, day))
	}
	r.i = start
	return false
}

// readMonthDay reads a day of a month with its name, and a year where there is one: 1 dec, dec 1st 2027, the 1st of december.
func (p *parser) readMonthDay(r *reader, ph *phrase) (m time.Month, day, year int) {
	r.take("the")
	if m = month(r.peek()); m != 0 {
		r.i++
		if day = max(number(r.peek(), 31), ordinal(r.peek())); day == 0 {
			return 0, 0, 0
		}
		r.i++
	} else {
		if day = number(r.peek(), 31); day != 0 {
			r.i++
		} else if day = ordinal(r.peek()); day != 0 {
			r.i++
			r.take("of")
		} else {
			return 0, 0, 0
		}
		if m = month(r.peek()); m == 0 {
			return 0, 0, 0
		}
		r.i++
		ph.digits = true
	}
	if next := r.beyondComma(); len(next) == 4 {
		if year = number(next, 9999); year >= 1900 {
			r.i++
		} else {
			year = 0
		}
	}
	return m, day, year
}

// readNumbers reads a date of one word: 2026-12-01, 1.12., 1.12.2026, 12/1 and 12/1/2026. 24/7 is no date to anybody.
func (p *parser) readNumbers(w *word, ph *phrase, base time.Time) bool {
	if c := w.text[0]; c < '0' || c > '9' || !strings.ContainsAny(w.dotted, "-./") {
		return false
	}
	if len(w.text) == len(time.DateOnly) && w.text[4] == '-' {
		t, err := time.Parse(time.DateOnly, w.text)
		return ph.set(t, err == nil)
	}
	dots := strings.Split(w.dotted, ".")
	slashes := strings.Split(w.text, "/")
	var a, b string
	year, monthFirst := "", false
	switch {
	case len(dots) == 3 || len(dots) == 4 && dots[3] == "" && dots[2] != "":
		a, b, year = dots[0], dots[1], dots[2]
	case (len(slashes) == 2 || len(slashes) == 3 && slashes[2] != "") && w.text != "24/7":
		a, b, monthFirst = slashes[0], slashes[1], p.MonthFirst
		if ph.bare = true; len(slashes) == 3 {
			year, ph.bare = slashes[2], false
		}
	default:
		return false
	}
	if monthFirst {
		a, b = b, a
	}
	day, m := number(a, 31), time.Month(number(b, 12))
	if day == 0 || m == 0 || len(a) > 2 || len(b) > 2 || year != "" && len(year) != 4 {
		ph.bare = false
		return false
	}
	if year != "" {
		return ph.set(exactly(number(year, 9999), m, day))
	}
	return ph.set(comingDate(base, m, day))
}
