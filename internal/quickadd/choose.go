package quickadd

import "docket/internal/docket"

// choose takes of the phrases one day, one time and one repeat, and works out when the task is due.
func (p *parser) choose() {
	p.task.Labels = dropTwins(p.task.Labels)
	var day, clock, repeat, until *phrase
	for i := range p.phrases {
		ph := &p.phrases[i]
		switch {
		case ph.off:
		case ph.kind == KindRepeat && repeat == nil && p.lasts(ph.rule, ph.rule.until):
			repeat = ph
		case ph.kind == KindTime && clock == nil:
			clock = ph
		case ph.kind == KindDay && ph.until && until == nil:
			until = ph
		case ph.kind == KindDay && !ph.until && day == nil:
			day = ph
		}
	}
	if until != nil {
		switch {
		case repeat != nil && repeat.rule.until == "" && repeat.rule.count == 0 && p.lasts(repeat.rule, dateOf(until.day)):
			repeat.rule.until = dateOf(until.day)
			p.add(KindRepeat, until.from, until.to, untilText(repeat.rule.until))
		case repeat == nil && day == nil:
			day = until
		}
	}
	if day != nil {
		p.task.DueOn = dateOf(day.day)
		p.add(KindDay, day.from, day.to, string(p.task.DueOn))
		if day.tonight {
			p.task.DueTime = evening
		}
	}
	if clock != nil {
		p.task.DueTime = clock.clock
		p.add(KindTime, clock.from, clock.to, string(clock.clock))
	}
	if repeat != nil {
		p.task.Repeat = repeat.rule.String()
		p.add(KindRepeat, repeat.from, repeat.to, p.task.Repeat)
	}
	if p.task.DueOn == "" {
		p.task.DueOn = p.firstDay(repeat)
	}
}

// lasts reports whether a rule has a day before it ends.
func (p *parser) lasts(r rule, until docket.Date) bool {
	first := dateOf(r.first(p.day))
	return first != "" && (until == "" || first <= until)
}

// firstDay returns the day on which a task is due that no day was said for: the first of its repeat, or the one on
// which its time comes next. The present minute hasn't gone yet.
func (p *parser) firstDay(repeat *phrase) docket.Date {
	gone := p.task.DueTime != "" && p.task.DueTime < p.now
	switch {
	case repeat != nil:
		first := dateOf(repeat.rule.first(p.day))
		if second := dateOf(repeat.rule.second(p.day)); gone && second != "" &&
			(repeat.rule.until == "" || second <= repeat.rule.until) {
			return second
		}
		return first
	case p.task.DueTime == "":
		return ""
	case gone:
		return dateOf(p.day.AddDate(0, 0, 1))
	}
	return p.today
}
