package quickadd

import "time"

// maxInterval is the most days, weeks or months that can be between two times; maxCount the most times.
const (
	maxInterval = 999
	maxCount    = 999
)

// readRepeat reads a repeat from word i on and before word end.
func (p *parser) readRepeat(i, end int) (ph phrase, ok bool) {
	r := p.reader(i, end)
	ph = phrase{kind: KindRepeat, from: i, led: true}
	switch {
	case r.take("daily"):
		ph.rule.every = days
	case r.take("weekly"):
		ph.rule.every = weeks
	case r.take("monthly"):
		ph.rule.every = months
	case r.take("yearly"):
		ph.rule.every = years
	case r.take("every!"):
		ph.rule.fromCompletion = true
		ok = p.readEvery(&r, &ph)
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
		rule.every, rule.weekdays = weeks, weekdaySet(0b0111110)
		return true
	case r.take("weekend", "weekends"):
		rule.every, rule.weekdays = weeks, weekdaySet(0b1000001)
		return true
	case r.take("other"):
		if rule.interval = 2; unitOf(r.peek()) == 0 {
			rule.every = weeks
			return p.readWeekdays(r, rule) > 0
		}
	}
	if u := unitOf(r.peek()); u != 0 {
		r.i++
		rule.every = u
		return true
	}
	start := *r
	if m, day, year := p.readMonthDay(r, ph); m != 0 && year == 0 {
		if _, ok := exactly(2000, m, day); !ok { // a leap year
			return false
		}
		rule.every, rule.month, rule.monthDay = years, m, day
		return true
	}
	*r = start
	if n := number(r.peek(), maxInterval); n != 0 {
		r.i++
		u := unitOf(r.peek())
		r.i++
		rule.every, rule.interval = u, n
		return u != 0
	}
	_, short, _ := weekday(r.peek())
	if n := p.readWeekdays(r, rule); n > 0 {
		ph.loose, rule.every = short && n == 1, weeks
		return true
	}
	return p.readNth(r, ph, rule, true)
}

// readNth reads the 15th, 2nd tuesday, last day, and, where it may be, 2nd week, which is every other one.
func (p *parser) readNth(r *reader, ph *phrase, rule *rule, intervals bool) bool {
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
		rule.every, rule.nth, rule.weekdays = months, n, setOf(day)
		return n <= 5
	case u == 0:
		rule.every, rule.monthDay = months, n
		ph.loose = intervals && !ofMonth
		return ordinal(word) != 0
	case u == days && (n < 0 || ofMonth || !intervals):
		rule.every, rule.monthDay = months, n
		return true
	}
	rule.every, rule.interval = u, n
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
func (p *parser) readOn(r *reader, ph *phrase, rule *rule) bool {
	switch {
	case rule.weekdays != 0 || rule.monthDay != 0 || rule.nth != 0:
		return false
	case rule.every == weeks:
		return p.readWeekdays(r, rule) > 0
	case rule.every == months:
		return p.readNth(r, ph, rule, false)
	case rule.every == years:
		m, day, year := p.readMonthDay(r, ph)
		_, ok := exactly(2000, m, day)
		rule.month, rule.monthDay = m, day
		return ok && m != 0 && year == 0
	}
	return false
}

// readEnd reads when a repeat ends.
func (p *parser) readEnd(r *reader, rule *rule) {
	before := *r
	switch {
	case r.take("until"):
		var end phrase
		if p.readBareDay(r, &end, rule.first(p.day)) {
			rule.until = dateOf(end.day)
			return
		}
	case r.take("for"):
		n := number(r.peek(), maxCount)
		if n != 0 {
			r.i++
			if r.take("times", "time") {
				rule.count = n
				return
			}
		}
	}
	*r = before
}

// readWeekdays reads one weekday or several, with commas or and between them, and returns how many.
func (p *parser) readWeekdays(r *reader, rule *rule) int {
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
		rule.weekdays |= set
		r.i++
		n += set.size()
	}
}

// setOf returns the set of one day.
func setOf(day time.Weekday) weekdaySet { return 1 << day }
