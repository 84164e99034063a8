package docket

import (
	"encoding/base64"
	"encoding/json"
	"slices"
)

// ViewKind is one of the ways tasks are shown.
type ViewKind string

// The views.
const (
	ViewInbox     ViewKind = "inbox"
	ViewToday     ViewKind = "today"
	ViewUpcoming  ViewKind = "upcoming"
	ViewList      ViewKind = "list"
	ViewBoard     ViewKind = "board"
	ViewLabel     ViewKind = "label"
	ViewCalendar  ViewKind = "calendar"
	ViewCompleted ViewKind = "completed"
	ViewTrash     ViewKind = "trash"
)

// PageSize is how many rows of a view are shown at first, and how many more at a
// time.
const PageSize = 200

// MaxRows is how many rows are shown at once; a longer view goes on on another
// page.
const MaxRows = 1000

// UpcomingDays is how many days, today the first, Upcoming shows one by one.
const UpcomingDays = 14

// CompletedPreview is how many completed tasks are folded below the open ones.
const CompletedPreview = 20

// View is one page of a view.
type View struct {
	Kind  ViewKind
	List  ID     // of ViewList and ViewBoard
	Label string // of ViewLabel
	Month Month  // of ViewCalendar; empty for the one that today is in
	After Cursor // the row that the page comes after; empty for the first page
	Rows  int    // how many rows are shown; 0 for PageSize
}

// Limit returns how many rows the page shows at most.
func (v View) Limit() int { return max(v.Rows, PageSize) }

// Longer returns the page with PageSize more rows. ok is false when it would
// have more than MaxRows.
func (v View) Longer() (longer View, ok bool) {
	v.Rows = v.Limit() + PageSize
	return v, v.Rows <= MaxRows
}

// Cursor is a place between two rows of a view, safe in a URL. It holds the
// values that the rows are sorted by, so it keeps its place when rows go.
type Cursor string

// NewCursor makes the cursor after a row with these sort values.
func NewCursor(values ...string) Cursor {
	b, err := json.Marshal(values)
	if err != nil {
		return "" // strings always marshal
	}
	return Cursor(base64.RawURLEncoding.EncodeToString(b))
}

// Values returns the n sort values. A cursor that was not made for n values is
// NotFound.
func (c Cursor) Values(n int) ([]string, error) {
	b, err := base64.RawURLEncoding.DecodeString(string(c))
	if err != nil {
		return nil, NotFound()
	}
	var values []string
	if err := json.Unmarshal(b, &values); err != nil || len(values) != n {
		return nil, NotFound()
	}
	for _, v := range values {
		if plain("after", v) != nil {
			return nil, NotFound()
		}
	}
	return values, nil
}

// Sidebar is what stands beside every page: the user's lists and how much is
// open in each.
type Sidebar struct {
	Inbox    List
	Today    int // open tasks due today or earlier
	Lists    []List
	Archived []List
	Labels   []LabelCount // those that the user has pinned
}

// Find returns the list with this id.
func (s *Sidebar) Find(id ID) (List, bool) {
	if s.Inbox.ID == id {
		return s.Inbox, true
	}
	for _, lists := range [2][]List{s.Lists, s.Archived} {
		if i := slices.IndexFunc(lists, func(l List) bool { return l.ID == id }); i >= 0 {
			return lists[i], true
		}
	}
	return List{}, false
}

// Group is a run of tasks under one heading.
type Group struct {
	Key     GroupKey
	Date    Date     // of a group that is one day
	Section *Section // of a group that is one
	Count   int      // tasks in the group, also those on other pages
	Done    int      // of them, on a day of a calendar
	Tasks   []Task
}

// GroupKey names a group within its view.
type GroupKey string

// The groups that are not one day. A day's key is "d" and its date.
const (
	GroupOpen      GroupKey = "open"
	GroupOverdue   GroupKey = "overdue"
	GroupToday     GroupKey = "today"
	GroupLater     GroupKey = "later"
	GroupDone      GroupKey = "done"
	GroupTrash     GroupKey = "trash"
	GroupUnplanned GroupKey = "unplanned"
)

// SectionGroup returns the key of the group of a section.
func SectionGroup(id ID) GroupKey { return GroupKey("s" + string(id)) }

// DayGroup returns the key of the group of one day.
func DayGroup(d Date) GroupKey { return GroupKey("d" + string(d)) }

// Page is one page of a view with all that is shown around it, read in one
// snapshot: its User has the list_version that belongs to it.
type Page struct {
	View      View
	User      User
	Today     Date // the user's date when the page was read
	Sidebar   Sidebar
	List      List      // of ViewInbox, ViewList and ViewBoard
	Sections  []Section // of the list
	Groups    []Group
	Done      Group       // completed tasks folded below the open ones; a preview
	Lists     []List      // deleted lists, in the trash
	Pinned    bool        // the label of ViewLabel is in the sidebar
	Movable   bool        // some of what is overdue may be moved to today
	People    map[ID]User // who the page's tasks are assigned to
	Unplanned Group       // of ViewCalendar: open tasks of no day
	More      Cursor      // where the next page begins; empty on the last

	Task *OpenTask // the task that is open beside the view; nil for none
}

// OpenTask is a task with all that is shown of it and around it.
type OpenTask struct {
	Task
	List          List
	Above, Below  ID        // the open tasks beside it in its section or under its parent
	CanIndent     bool      // it can go under the one above
	Parent        Task      // zero where it has none
	Under         []Task    // its subtasks, each after the one it is under
	Sections      []Section // of its list
	RepeatText    string    // its repeat as a sentence
	Dates         []Date    // of those that come next
	RepeatRule    string    // its rule without its end
	RepeatChoices []RepeatChoice
	RepeatFrom    string // "completion" where it counts from the day it is done
	RepeatUntil   Date
	RepeatCount   int
	KnownLabels   []string   // the user's
	Members       []User     // of its list
	CanRemind     bool       // Docket sends mail
	Reminders     []Reminder // the user's
}

// RepeatChoice is a rule that is offered for a task, and what it says.
type RepeatChoice struct {
	Rule, Text string
}

// Open returns how many open tasks the view has.
func (p *Page) Open() int {
	n := 0
	for i := range p.Groups {
		n += p.Groups[i].Count
	}
	return n
}

// Month returns the month that a calendar shows.
func (p *Page) Month() Month {
	if p.View.Month != "" {
		return p.View.Month
	}
	return p.Today.Month()
}

// Group returns the group with this key.
func (p *Page) Group(key GroupKey) *Group {
	for i := range p.Groups {
		if p.Groups[i].Key == key {
			return &p.Groups[i]
		}
	}
	return nil
}

// Shows reports whether a task has a row on the page.
func (p *Page) Shows(id ID) bool {
	is := func(t Task) bool { return t.ID == id }
	return slices.ContainsFunc(p.Done.Tasks, is) || slices.ContainsFunc(p.Unplanned.Tasks, is) ||
		slices.ContainsFunc(p.Groups, func(g Group) bool { return slices.ContainsFunc(g.Tasks, is) })
}
