package docket

import (
	"strconv"
	"time"
)

// Task is one thing to do.
type Task struct {
	ID          ID
	ListID      ID
	SectionID   ID // the part of its list, empty for none
	ParentID    ID // the task that it is a subtask of, empty for none
	AssigneeID  ID // who is to do it, empty for whoever
	Title       string
	Notes       string // Markdown, as typed; empty where a view leaves it out
	NotesHTML   string // Notes rendered and sanitised
	DueOn       Date
	DueTime     Clock  // only with DueOn
	Repeat      string // the rule by which it comes again, as package repeat writes it; empty for none
	OccursOn    Date   // the day that the rule gave, which DueOn may have been moved from; stays where it has come again
	Priority    Priority
	Labels      []string // sorted
	Rank        Rank     // its place among the tasks of its section, or of its parent
	Version     int64    // counts the task's changes from 1
	CreatedAt   time.Time
	CompletedAt time.Time // zero while open
	DeletedAt   time.Time // zero unless in the trash

	Subtasks, SubtasksDone int    // its own, without those in the trash
	Depth                  int    // how many tasks it stands under in a list
	ParentTitle            string // of the task that it is under; only in views
}

// MaxDepth is how deep subtasks go: a task has subtasks, and these have some.
const MaxDepth = 2

// Rank is a place in an order: a text that sorts bytewise. Package rank makes them.
type Rank string

// Done reports whether the task is completed.
func (t Task) Done() bool { return !t.CompletedAt.IsZero() }

// Deleted reports whether the task is in the trash.
func (t Task) Deleted() bool { return !t.DeletedAt.IsZero() }

// Priority is 1 urgent, 2 high, 3 medium, 4 low, 0 none.
type Priority int

// ParsePriority reads a priority; no text is none.
func ParsePriority(s string) (Priority, error) {
	if s == "" {
		return 0, nil
	}
	if len(s) != 1 || s[0] < '0' || s[0] > '4' {
		return 0, Invalid("priority", "Choose a priority from 1 to 4, or none.")
	}
	return Priority(s[0] - '0'), nil
}

// Field names a part of a task or list that a change can touch.
type Field string

// The fields that changes are kept for. Each is also the name of its form field
// where it has one.
const (
	FieldTitle       Field = "title"
	FieldNotes       Field = "notes"
	FieldDueOn       Field = "due_on"
	FieldDueTime     Field = "due_time"
	FieldPriority    Field = "priority"
	FieldListID      Field = "list_id"
	FieldSectionID   Field = "section_id"
	FieldParentID    Field = "parent_id"
	FieldAssigneeID  Field = "assignee_id"
	FieldRepeat      Field = "repeat"
	FieldOccursOn    Field = "occurs_on"
	FieldLabels      Field = "labels"
	FieldRank        Field = "rank"
	FieldCompletedAt Field = "completed_at"
	FieldDeletedAt   Field = "deleted_at"
	FieldName        Field = "name"
	FieldColor       Field = "color"
	FieldArchivedAt  Field = "archived_at"
)

// FieldChange is one field before and after a change, as text. Times are unix
// milliseconds; what is not set is the empty text.
type FieldChange struct {
	Field         Field
	Before, After string
}

// taskFields returns every field that a change to a task can touch.
func taskFields() []Field {
	return []Field{FieldTitle, FieldNotes, FieldDueOn, FieldDueTime, FieldRepeat, FieldOccursOn, FieldPriority, FieldLabels,
		FieldListID, FieldSectionID, FieldParentID, FieldAssigneeID, FieldRank, FieldCompletedAt, FieldDeletedAt}
}

// Value returns a field of the task as text.
func (t *Task) Value(f Field) string {
	switch f {
	case FieldTitle:
		return t.Title
	case FieldNotes:
		return t.Notes
	case FieldDueOn:
		return string(t.DueOn)
	case FieldDueTime:
		return string(t.DueTime)
	case FieldPriority:
		return strconv.Itoa(int(t.Priority))
	case FieldListID:
		return string(t.ListID)
	case FieldSectionID:
		return string(t.SectionID)
	case FieldParentID:
		return string(t.ParentID)
	case FieldAssigneeID:
		return string(t.AssigneeID)
	case FieldRepeat:
		return t.Repeat
	case FieldOccursOn:
		return string(t.OccursOn)
	case FieldLabels:
		return JoinLabels(t.Labels)
	case FieldRank:
		return string(t.Rank)
	case FieldCompletedAt:
		return millisText(t.CompletedAt)
	case FieldDeletedAt:
		return millisText(t.DeletedAt)
	}
	return ""
}

// Set gives a field the value that Value returned for it.
func (t *Task) Set(f Field, v string) error {
	var err error
	switch f {
	case FieldTitle:
		t.Title = v
	case FieldNotes:
		t.Notes = v
	case FieldDueOn:
		t.DueOn = Date(v)
	case FieldDueTime:
		t.DueTime = Clock(v)
	case FieldPriority:
		t.Priority, err = ParsePriority(v)
	case FieldListID:
		t.ListID = ID(v)
	case FieldSectionID:
		t.SectionID = ID(v)
	case FieldParentID:
		t.ParentID = ID(v)
	case FieldAssigneeID:
		t.AssigneeID = ID(v)
	case FieldRepeat:
		t.Repeat = v
	case FieldOccursOn:
		t.OccursOn = Date(v)
	case FieldLabels:
		t.Labels = SplitLabels(v)
	case FieldRank:
		t.Rank = Rank(v)
	case FieldCompletedAt:
		t.CompletedAt, err = parseMillis(v)
	case FieldDeletedAt:
		t.DeletedAt, err = parseMillis(v)
	}
	return err
}

// Diff returns the fields in which after differs from t. In another list the same
// rank is another place.
func (t *Task) Diff(after *Task) []FieldChange {
	var out []FieldChange
	for _, f := range taskFields() {
		if a, b := t.Value(f), after.Value(f); a != b || f == FieldRank && t.ListID != after.ListID {
			out = append(out, FieldChange{Field: f, Before: a, After: b})
		}
	}
	return out
}

// Value returns a field of the list as text.
func (l *List) Value(f Field) string {
	switch f {
	case FieldName:
		return l.Name
	case FieldColor:
		return string(l.Color)
	case FieldArchivedAt:
		return millisText(l.ArchivedAt)
	case FieldDeletedAt:
		return millisText(l.DeletedAt)
	}
	return ""
}

// Set gives a field the value that Value returned for it.
func (l *List) Set(f Field, v string) error {
	var err error
	switch f {
	case FieldName:
		l.Name = v
	case FieldColor:
		l.Color, err = ParseColor(v)
	case FieldArchivedAt:
		l.ArchivedAt, err = parseMillis(v)
	case FieldDeletedAt:
		l.DeletedAt, err = parseMillis(v)
	}
	return err
}

// Diff returns the fields in which after differs from l.
func (l *List) Diff(after *List) []FieldChange {
	var out []FieldChange
	for _, f := range []Field{FieldName, FieldColor, FieldArchivedAt, FieldDeletedAt} {
		if a, b := l.Value(f), after.Value(f); a != b {
			out = append(out, FieldChange{Field: f, Before: a, After: b})
		}
	}
	return out
}

func millisText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strconv.FormatInt(t.UnixMilli(), 10)
}

func parseMillis(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	ms, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return time.Time{}, err
	}
	return time.UnixMilli(ms), nil
}
