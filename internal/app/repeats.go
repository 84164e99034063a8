package app

import (
	"time"

	"docket/internal/docket"
	"docket/internal/repeat"
)

// datesShown is how many of the days that a task comes again on are shown.
const datesShown = 3

// comesOn returns the day on which a task comes again when it is done now, and the rule
// that goes on from there; ok is false where it does not.
func (a *App) comesOn(me docket.User, t docket.Task) (day docket.Date, rest repeat.Rule, ok bool) {
	rule, err := repeat.Parse(t.Repeat)
	if err != nil { // what is stored and no rule comes no more
		return "", repeat.Rule{}, false
	}
	return rule.Next(seriesDay(t), a.soonest(me, t, rule))
}

// soonest returns the first day on which a task can come again: today or, where its time has
// gone, tomorrow.
func (a *App) soonest(me docket.User, t docket.Task, rule repeat.Rule) docket.Date {
	now := a.now().In(me.Zone)
	today := docket.DateIn(now, me.Zone)
	if !rule.Completion && t.DueTime != "" && string(t.DueTime) <= now.Format("15:04") {
		return today.AddDays(1)
	}
	return today
}

// datesAfter returns the next n days of a repeating task, if it is done in time from now
// on: on its day, where that is still to come.
func (a *App) datesAfter(me docket.User, t docket.Task, rule repeat.Rule, n int) []docket.Date {
	if rule.Completion && seriesDay(t) >= me.Today(a.now()) {
		return rule.Upcoming(seriesDay(t), n)
	}
	from := a.soonest(me, t, rule)
	if !rule.Completion && t.DueOn >= from {
		from = t.DueOn.AddDays(1)
	}
	next, rest, ok := rule.Next(seriesDay(t), from)
	if !ok {
		return nil
	}
	return append([]docket.Date{next}, rest.Upcoming(next, n-1)...)
}

// describeRepeat fills in what is shown of a task's repeat and of those it could have.
func (a *App) describeRepeat(me docket.User, open *docket.OpenTask, today docket.Date) {
	on := open.DueOn
	if on == "" {
		on = today
	}
	rule, err := repeat.Parse(open.Repeat)
	if err != nil {
		rule = repeat.Rule{} // what is stored and no rule
	}
	bare := rule
	bare.Until, bare.Count = "", 0
	open.RepeatRule, open.RepeatUntil, open.RepeatCount = bare.String(), rule.Until, rule.Count
	if !rule.IsZero() {
		open.RepeatText, open.Dates = rule.Sentence(), a.datesAfter(me, open.Task, rule, datesShown)
	}
	if rule.Completion {
		open.RepeatFrom = "completion"
	}
	open.RepeatChoices = []docket.RepeatChoice{{Text: "Never"}}
	seen := false
	for _, r := range commonRules(on) {
		open.RepeatChoices = append(open.RepeatChoices, docket.RepeatChoice{Rule: r.String(), Text: r.Sentence()})
		seen = seen || r == bare
	}
	if !seen && !bare.IsZero() {
		open.RepeatChoices = append(open.RepeatChoices, docket.RepeatChoice{Rule: bare.String(), Text: bare.Sentence()})
	}
}

// commonRules are the rules that are offered for a task of a day.
func commonRules(on docket.Date) []repeat.Rule {
	day := on.Midnight(time.UTC)
	nth := (day.Day() + 6) / 7
	if nth > 4 {
		nth = repeat.Last
	}
	rules := []repeat.Rule{
		{Freq: repeat.Daily, Interval: 1},
		{Freq: repeat.Weekly, Interval: 1, Days: repeat.Workdays},
		repeat.Rule{Freq: repeat.Weekly, Interval: 1}.Anchored(on),
		repeat.Rule{Freq: repeat.Weekly, Interval: 2}.Anchored(on),
		repeat.Rule{Freq: repeat.Monthly, Interval: 1}.Anchored(on),
		{Freq: repeat.Monthly, Interval: 1, Days: repeat.On(day.Weekday()), Nth: nth},
		{Freq: repeat.Monthly, Interval: 1, MonthDay: repeat.Last},
		repeat.Rule{Freq: repeat.Yearly, Interval: 1}.Anchored(on),
	}
	return rules
}
