package quickadd

import (
	"docket/internal/docket"
	"docket/internal/repeat"
)

// choose takes of the phrases one day, one time and one repeat, and works out when the task is due.
func (p *parser) choose() {
	p.task.Labels = dropTwins(p.task.Labels)
	var day, clock, again, until *phrase
	for i := range p.phrases {
		ph := &p.phrases[i]
		switch {
		case ph.off:
		case ph.kind == KindRepeat && again == nil && p.lasts(ph.rule):
			again = ph
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
		case again != nil && again.rule.Until == "" && again.rule.Count == 0 && p.lasts(ending(again.rule, until)):
			again.rule = ending(again.rule, until)
			p.add(KindRepeat, until.from, until.to, string(again.rule.Until))
		case again == nil && day == nil:
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
	if again != nil {
		p.task.Repeat = again.rule.String()
		p.add(KindRepeat, again.from, again.to, p.task.Repeat)
	}
	if p.task.DueOn == "" {
		p.task.DueOn = p.firstDay(again)
	}
}

// ending is a rule that ends on a day.
func ending(r repeat.Rule, until *phrase) repeat.Rule {
	r.Until = dateOf(until.day)
	return r
}

// lasts reports whether a rule has a day before it ends.
func (p *parser) lasts(r repeat.Rule) bool {
	_, ok := r.First(p.today)
	return ok
}

// firstDay returns the day on which a task is due that no day was said for: the first of its repeat, or the one on
// which its time comes next. The present minute hasn't gone yet.
func (p *parser) firstDay(again *phrase) docket.Date {
	gone := p.task.DueTime != "" && p.task.DueTime < p.now
	switch {
	case again != nil:
		if second, ok := p.second(again.rule); gone && ok {
			return second
		}
		first, _ := again.rule.First(p.today)
		return first
	case p.task.DueTime == "":
		return ""
	case gone:
		return dateOf(p.day.AddDate(0, 0, 1))
	}
	return p.today
}

// second returns the day of a rule after the one that today's time is too late for: the next that it names, or one
// interval later.
func (p *parser) second(r repeat.Rule) (docket.Date, bool) {
	if r.Days != 0 || r.MonthDay != 0 {
		return r.First(dateOf(p.day.AddDate(0, 0, 1)))
	}
	r.Count = 0 // today's, which has gone, is none of them
	next, _, ok := r.Next(p.today, p.today)
	return next, ok
}
