package docket

import (
	"encoding/base64"
	"encoding/json"
)

// ViewKind is one of the ways tasks are shown.
type ViewKind string

// The views.
const (
	ViewInbox     ViewKind = "inbox"
	ViewToday     ViewKind = "today"
	ViewUpcoming  ViewKind = "upcoming"
	ViewList      ViewKind = "list"
	ViewCompleted ViewKind = "completed"
	ViewTrash     ViewKind = "trash"
)

// PageSize is how many rows of a view are sent at once.
const PageSize = 200

// UpcomingDays is how many days, today the first, Upcoming shows one by one.
const UpcomingDays = 14

// CompletedPreview is how many completed tasks are folded below the open ones.
const CompletedPreview = 20

// View is one page of a view.
type View struct {
	Kind  ViewKind
	List  ID     // of ViewList
	After Cursor // the row that the page comes after; empty for the first page
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
}

// Find returns the list with this id.
func (s *Sidebar) Find(id ID) (List, bool) {
	if s.Inbox.ID == id {
		return s.Inbox, true
	}
	for _, lists := range [2][]List{s.Lists, s.Archived} {
		for _, l := range lists {
			if l.ID == id {
				return l, true
			}
		}
	}
	return List{}, false
}

// Group is a run of tasks under one heading.
type Group struct {
	Key   GroupKey
	Date  Date // of a group that is one day
	Count int  // tasks in the group, also those on other pages
	Tasks []Task
}

// GroupKey names a group within its view.
type GroupKey string

// The groups that are not one day. A day's key is "d" and its date.
const (
	GroupOpen    GroupKey = "open"
	GroupOverdue GroupKey = "overdue"
	GroupToday   GroupKey = "today"
	GroupLater   GroupKey = "later"
	GroupDone    GroupKey = "done"
	GroupTrash   GroupKey = "trash"
)

// DayGroup returns the key of the group of one day.
func DayGroup(d Date) GroupKey { return GroupKey("d" + string(d)) }

// Page is one page of a view with all that is shown around it, read in one
// snapshot: its User has the list_version that belongs to it.
type Page struct {
	View    View
	User    User
	Today   Date // the user's date when the page was read
	Sidebar Sidebar
	List    List // of ViewInbox and ViewList
	Groups  []Group
	Done    Group  // completed tasks folded below the open ones; a preview
	Lists   []List // deleted lists, in the trash
	More    Cursor // where the next page begins; empty on the last

	// Continues is the group that the page before ended in.
	Continues GroupKey

	// Above and Below are the open tasks beside the one that the page was read
	// for, in its list.
	Above, Below ID
}

// Open returns how many open tasks the view has.
func (p *Page) Open() int {
	n := 0
	for i := range p.Groups {
		n += p.Groups[i].Count
	}
	return n
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

// Place says where a task stands in a view: in which group and behind which
// task, none when it is the first. ok is false when the page does not show it.
func (p *Page) Place(id ID) (group GroupKey, behind ID, task Task, ok bool) {
	for i := range p.Groups {
		behind := ID("")
		for _, t := range p.Groups[i].Tasks {
			if t.ID == id {
				return p.Groups[i].Key, behind, t, true
			}
			behind = t.ID
		}
	}
	behind = ""
	for _, t := range p.Done.Tasks {
		if t.ID == id {
			return GroupDone, behind, t, true
		}
		behind = t.ID
	}
	return "", "", Task{}, false
}

// Beyond tells whether a task that the page does not show is in its view all the
// same, on a page that comes after.
func (p *Page) Beyond(t Task) bool {
	if p.More == "" || t.Deleted() != (p.View.Kind == ViewTrash) || t.Done() != (p.View.Kind == ViewCompleted) {
		return false
	}
	switch p.View.Kind {
	case ViewInbox, ViewList:
		return t.ListID == p.List.ID
	case ViewToday:
		return t.DueOn != "" && t.DueOn <= p.Today
	case ViewUpcoming:
		return t.DueOn >= p.Today
	case ViewCompleted, ViewTrash:
		return true
	}
	return false
}
