package app

import (
	"strconv"

	"docket/internal/docket"
)

// orInvalid refuses a form's field where what it names is not there for the
// person: the page that they asked for is.
func orInvalid(err error, field, message string) error {
	if docket.KindOf(err) == docket.KindNotFound {
		return docket.Invalid(field, message)
	}
	return err
}

const noSuchList = "This list is not there any more; it may be in the trash. Choose another one."

// dropStrayTime keeps a time from standing without its day: taking the day away
// takes the time with it.
func dropStrayTime(was docket.Task, t *docket.Task) error {
	if t.DueOn != "" || t.DueTime == "" {
		return nil
	}
	if was.DueOn == "" || t.DueTime != was.DueTime {
		return docket.Invalid("due_time", "A time needs a day. Choose the day too.")
	}
	t.DueTime = ""
	return nil
}

// values reads and checks what was typed.
func (in TaskEdit) values() (map[docket.Field]string, error) {
	values := make(map[docket.Field]string)
	var errs docket.Fields
	put := func(f docket.Field, typed *string, clean func(string) (string, error)) {
		if typed == nil {
			return
		}
		v, err := clean(*typed)
		errs.Add(err)
		values[f] = v
	}
	put(docket.FieldTitle, in.Title, docket.CleanTitle)
	put(docket.FieldNotes, in.Notes, docket.CleanNotes)
	put(docket.FieldDueOn, in.DueOn, cleanDate)
	put(docket.FieldDueTime, in.DueTime, cleanClock)
	put(docket.FieldPriority, in.Priority, cleanPriority)
	put(docket.FieldListID, in.ListID, cleanListID)
	return values, errs.Err()
}

func cleanDate(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	d, err := docket.ParseDate(s)
	if err != nil {
		return "", docket.Invalid("due_on", "This is not a day of the calendar. Write it as year-month-day, such as 2026-07-16.")
	}
	return string(d), nil
}

func cleanClock(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	c, err := docket.ParseClock(s)
	if err != nil {
		return "", docket.Invalid("due_time", "This is not a time of day. Write it as hours and minutes, such as 17:30.")
	}
	return string(c), nil
}

func cleanPriority(s string) (string, error) {
	p, err := docket.ParsePriority(s)
	return strconv.Itoa(int(p)), err
}

func cleanListID(s string) (string, error) {
	id, err := docket.ParseID(s)
	if err != nil {
		return "", docket.Invalid("list_id", noSuchList)
	}
	return string(id), nil
}
