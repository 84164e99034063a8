package app

import (
	"fmt"
	"strconv"

	"docket/internal/docket"
	"docket/internal/quickadd"
	"docket/internal/repeat"
)

// orInvalid refuses a form's field where what it names is not there for the
// person: the page that they asked for is.
func orInvalid(err error, field, message string) error {
	if docket.KindOf(err) == docket.KindNotFound {
		return docket.Invalid(field, message)
	}
	return err
}

const (
	noSuchList    = "That list is gone; it may be in the trash. Choose another one."
	noSuchSection = "That section isn’t in this list any more. Choose another one."
	noSuchParent  = "The task to put it under isn’t in this list any more. Choose another one."
	noSuchMember  = "That person isn’t in this list. Choose somebody who is."
)

// dropStrayTime keeps a time from standing without its day: taking the day away
// takes the time with it.
func dropStrayTime(was docket.Task, t *docket.Task) error {
	if t.DueOn != "" || t.DueTime == "" {
		return nil
	}
	if was.DueOn == "" || t.DueTime != was.DueTime {
		return docket.Invalid("due_time", "Choose a day for that time, too.")
	}
	t.DueTime = ""
	return nil
}

// take sets v to what parse makes of what was typed, and adds what is wrong with
// that to errs. It leaves v alone where nothing was typed.
func take[T any](errs *docket.Fields, v *T, typed *string, parse func(string) (T, error)) {
	if typed == nil {
		return
	}
	parsed, err := parse(*typed)
	errs.Add(err)
	*v = parsed
}

// put is take for a field of values.
func put[T ~string](errs *docket.Fields, values map[docket.Field]string, f docket.Field, typed *string, parse func(string) (T, error)) {
	if typed == nil {
		return
	}
	var v T
	take(errs, &v, typed, parse)
	values[f] = string(v)
}

// values reads and checks what was typed.
func (in TaskEdit) values() (map[docket.Field]string, error) {
	values := make(map[docket.Field]string)
	var errs docket.Fields
	put(&errs, values, docket.FieldTitle, in.Title, docket.CleanTitle)
	put(&errs, values, docket.FieldNotes, in.Notes, docket.CleanNotes)
	put(&errs, values, docket.FieldDueOn, in.DueOn, cleanDate)
	put(&errs, values, docket.FieldDueTime, in.DueTime, cleanClock)
	put(&errs, values, docket.FieldPriority, in.Priority, cleanPriority)
	put(&errs, values, docket.FieldListID, in.ListID, cleanListID)
	put(&errs, values, docket.FieldSectionID, in.SectionID, cleanIDOf("section_id", noSuchSection))
	put(&errs, values, docket.FieldParentID, in.ParentID, cleanIDOf("parent_id", noSuchParent))
	put(&errs, values, docket.FieldAssigneeID, in.AssigneeID, cleanIDOf("assignee_id", noSuchMember))
	if in.Repeat != nil {
		rule, err := in.rule()
		errs.Add(err)
		values[docket.FieldRepeat] = rule.String()
	}
	if in.Labels != nil {
		labels, err := docket.CleanLabels(in.Labels)
		errs.Add(err)
		values[docket.FieldLabels] = docket.JoinLabels(labels)
	}
	return values, errs.Err()
}

func cleanDate(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	d, err := docket.ParseDate(s)
	if err != nil {
		return "", docket.Invalid("due_on", "That isn’t a date. Write it as year-month-day, such as 2026-07-16.")
	}
	return string(d), nil
}

func cleanClock(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	c, err := docket.ParseClock(s)
	if err != nil {
		return "", docket.Invalid("due_time", "That isn’t a time of day. Write it as hours and minutes, such as 17:30.")
	}
	return string(c), nil
}

func cleanPriority(s string) (string, error) {
	p, err := docket.ParsePriority(s)
	return strconv.Itoa(int(p)), err
}

func cleanListID(s string) (docket.ID, error) {
	id, err := docket.ParseID(s)
	return id, orInvalid(err, "list_id", noSuchList)
}

// cleanIDOf returns what reads the id of something that may be none.
func cleanIDOf(field, sorry string) func(string) (docket.ID, error) {
	return func(s string) (docket.ID, error) {
		if s == "" {
			return "", nil
		}
		id, err := docket.ParseID(s)
		return id, orInvalid(err, field, sorry)
	}
}

// inWords reads a repeat that was typed in words, in the grammar of quick add. Of the other
// fields of a repeat those hold of which the words say nothing.
func (a *App) inWords(me docket.User, in *TaskEdit) error {
	const longest = 200 // bytes of a rule in words
	typed := deref(in.RepeatText)
	if typed == "" {
		return nil
	}
	said := ""
	if len(typed) <= longest {
		said = quickadd.Parse("x "+typed, quickadd.Settings{Now: a.now(), Zone: me.Zone, WeekStart: me.WeekStart, MonthFirst: me.MonthFirst}).Repeat
	}
	r, err := repeat.Parse(said)
	if err != nil || r.IsZero() {
		return docket.Invalid("repeat_text", "Docket can’t read that. Write it like “every 2 weeks on monday”, “every 15th” or “every last friday”.")
	}
	in.Repeat = &said
	if r.Completion || r.Days != 0 || r.MonthDay != 0 {
		in.RepeatFrom = nil
	}
	if r.Until != "" || r.Count > 0 {
		in.RepeatUntil, in.RepeatCount = nil, nil
	}
	return nil
}

// rule reads the repeat that a form says.
func (in TaskEdit) rule() (r repeat.Rule, err error) {
	if r, err = repeat.Parse(deref(in.Repeat)); err != nil || r.IsZero() {
		return r, err
	}
	switch deref(in.RepeatFrom) {
	case "completion": // a rule that counts from then names no days
		r = repeat.Rule{Freq: r.Freq, Interval: r.Interval, Until: r.Until, Count: r.Count, Completion: true}
	case "due":
		r.Completion = false
	}
	if in.RepeatUntil != nil {
		until, err := cleanDate(*in.RepeatUntil)
		if err != nil {
			return r, docket.Invalid("repeat_until", docket.MessageOf(err))
		}
		r.Until = docket.Date(until)
	}
	if in.RepeatCount != nil {
		r.Count = 0
		if *in.RepeatCount != "" {
			if r.Count, err = strconv.Atoi(*in.RepeatCount); err != nil || r.Count < 1 || r.Count > repeat.Max {
				return r, docket.Invalid("repeat_count", fmt.Sprintf("Write how often as a number from 1 to %d.", repeat.Max))
			}
		}
	}
	if r.Until != "" && r.Count > 0 {
		return r, docket.Invalid("repeat_until", "A repeat ends on a day or after so many times. Choose one of the two.")
	}
	return r, r.Check()
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
