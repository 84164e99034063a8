package quickadd

import (
	"strings"
	"time"

	"docket/internal/repeat"
)

// readRepeat reads a repeat from word i on and before word end.
func (p *parser) readRepeat(i, end int) (ph phrase, ok bool) {
	r := p.reader(i, end)
	ph = phrase{kind: KindRepeat, from: i, led: true, rule: repeat.Rule{Interval: 1}}
	switch {
	case r.take("daily"):
		ph.rule.Freq = repeat.Daily
	case r.take("weekly"):
		ph.rule.Freq = repeat.Weekly
	case r.take("monthly"):
		ph.rule.Freq = repeat.Monthly
	case r.take("yearly"):
		ph.rule.Freq = repeat.Yearly
	case r.take("every!"):
		ok = p.readEvery(&r, &ph)
		// What has days of its own comes on the next of them, whenever it is done.
		ph.rule.Completion = ph.rule.Days == 0 && ph.rule.MonthDay == 0
		ph.to = r.i
		return ph, ok
	case r.take("every"):
		ok = p.readEvery(&r, &ph)
		ph.to = r.i
		return ph, ok
	default:
		return ph, false
	}
	ph.led, ph.endOnly = false, true
	p.readEnd(&r, &ph.rule)
	ph.to = r.i
	return ph, true
}

// readEvery reads what follows the word every.
func (p *parser) readEvery(r *reader, ph *phrase) bool {
	if !p.readWhat(r, ph) {
		return false
	}
	before := *r
	if rule := ph.rule; r.take("on") {
		if p.readOn(r, ph, &rule) {
			ph.rule = rule
		} else {
			*r = before
		}
	}
	p.readEnd(r, &ph.rule)
	return true
}

// readWhat reads what there is one of in a repeat: a unit, weekdays, a day of the month or the year.
func (p *parser) readWhat(r *reader, ph *phrase) bool {
	rule := &ph.rule
	switch {
	case r.take("weekday", "weekdays", "workday", "workdays"):
		rule.Freq, rule.Days = repeat.Weekly, repeat.Workdays
		return true
	case r.take("weekend", "weekends"):
		rule.Freq, rule.Days = repeat.Weekly, repeat.On(time.Saturday, time.Sunday)
		return true
	case r.take("other"):
		if rule.Interval = 2; unitOf(r.peek()) == 0 {
			rule.Freq = repeat.Weekly
			return p.readWeekdays(r, rule) > 0
		}
	}
	if u := unitOf(r.peek()); u != 0 {
		r.i++
		rule.Freq = u.freq()
		return true
	}
	start := *r
	if m, day, year := p.readMonthDay(r, ph); m != 0 && year == 0 {
		if _, ok := exactly(2000, m, day); !ok { // a leap year
			return false
		}
		rule.Freq, rule.Month, rule.MonthDay = repeat.Yearly, m, day
		return true
	}
	*r = start
	if n := number(r.peek(), repeat.Max); n != 0 {
		r.i++
		u := unitOf(r.peek())
		r.i++
		rule.Freq, rule.Interval = u.freq(), n
		return u != 0
	}
	_, short, _ := weekday(r.peek())
	if n := p.readWeekdays(r, rule); n > 0 {
		ph.loose, rule.Freq = short && n == 1, repeat.Weekly
		return true
	}
	return p.readNth(r, ph, rule, true)
}

// readNth reads the 15th, 2nd tuesday, last day, and, where it may be, 2nd week, which is every other one.
func (p *parser) readNth(r *reader, ph *phrase, rule *repeat.Rule, intervals bool) bool {
	r.take("the")
	word := r.peek()
	n := which(word)
	if n == 0 {
		return false
	}
	r.i++
	day, _, isDay := weekday(r.peek())
	u := unitOf(r.peek())
	if isDay || u != 0 {
		r.i++
	}
	ofMonth := (isDay || u == 0 || u == days) && readOfMonth(r)
	switch {
	case isDay:
		rule.Freq, rule.Nth, rule.Days = repeat.Monthly, n, repeat.On(day)
		return n <= 5
	case u == 0:
		rule.Freq, rule.MonthDay = repeat.Monthly, n
		ph.loose = intervals && !ofMonth
		return ordinal(word) != 0
	case u == days && (n < 0 || ofMonth || !intervals):
		rule.Freq, rule.MonthDay = repeat.Monthly, n
		return true
	}
	rule.Freq, rule.Interval = u.freq(), n
	return n > 1 && intervals
}

// readOfMonth reads of the month.
func readOfMonth(r *reader) bool {
	before := *r
	if r.take("of") {
		r.take("the", "every", "each")
		if r.take("month") {
			return true
		}
	}
	*r = before
	return false
}

// readOn reads on which days of a week, a month or a year it is.
func (p *parser) readOn(r *reader, ph *phrase, rule *repeat.Rule) bool {
	switch {
	case rule.Days != 0 || rule.MonthDay != 0:
		return false
	case rule.Freq == repeat.Weekly:
		return p.readWeekdays(r, rule) > 0
	case rule.Freq == repeat.Monthly:
		return p.readNth(r, ph, rule, false)
	case rule.Freq == repeat.Yearly:
		m, day, year := p.readMonthDay(r, ph)
		_, ok := exactly(2000, m, day)
		rule.Month, rule.MonthDay = m, day
		return ok && m != 0 && year == 0
	}
	return false
}

// readEnd reads when a repeat ends.
func (p *parser) readEnd(r *reader, rule *repeat.Rule) {
	before := *r
	switch {
	case r.take("until"):
		var end phrase
		if first, ok := rule.First(p.today); ok && p.readBareDay(r, &end, first.Midnight(time.UTC)) {
			rule.Until = dateOf(end.day)
			return
		}
	case r.take("for"):
		n := number(r.peek(), repeat.Max)
		if n != 0 {
			r.i++
			if r.take("times", "time") {
				rule.Count = n
				return
			}
		}
	}
	*r = before
}

// readWeekdays reads one weekday or several, with commas or and between them, and returns how many.
func (p *parser) readWeekdays(r *reader, rule *repeat.Rule) int {
	n := 0
	for {
		set := setOfList(r.beyondComma())
		if set == 0 && n > 0 {
			before := *r
			if r.beyondComma() == "and" || r.beyondComma() == "&" {
				r.i++
				set = setOfList(r.peek())
			}
			if set == 0 {
				*r = before
			}
		} else if set != 0 && n > 0 && !r.words[r.i-1].comma {
			return n // mon thu: who knows
		}
		if set == 0 {
			return n
		}
		rule.Days |= set
		r.i++
		n += set.Len()
	}
}

// setOfList reads weekdays with commas but no spaces between them; 0 is none.
func setOfList(text string) (set repeat.Weekdays) {
	for name := range strings.SplitSeq(text, ",") {
		day, _, ok := weekday(name)
		if !ok {
			return 0
		}
		set |= repeat.On(day)
	}
	return set
}
