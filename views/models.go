package views

import (
	"net/url"
	"slices"

	"docket/internal/docket"
)

// Frame is what every page of a signed-in user is rendered in.
type Frame struct {
	Title   string
	Page    *docket.Page // the user, their sidebar and, on a view, its tasks
	Current string       // the path that the sidebar marks as the current page
	Toast   *Toast       // what has just happened
}

// Screen is a view and the task that is open beside it.
type Screen struct {
	Frame
	Add     Form     // the quick add, where it was refused
	Section Form     // the form of a new section, where it was refused
	Edit    TaskForm // the open task's form, where it was refused
}

// Toast says what just happened.
type Toast struct {
	Text   string    `json:"text"`
	Undo   docket.ID `json:"undo,omitempty"`   // the change that its button undoes
	Open   string    `json:"open,omitempty"`   // the path that its link leads to
	Unseen docket.ID `json:"unseen,omitempty"` // it is said only on pages without this task
	Failed bool      `json:"failed,omitempty"`
}

// Form is what was sent with a form and what is wrong with it, both by the
// fields' names.
type Form struct {
	Values  url.Values
	Errors  map[string]string
	Message string // what is wrong with the whole
}

// TaskForm is an edit of the open task that is shown again.
type TaskForm struct {
	Form
	Conflict map[docket.Field]string // what the form wanted where others were faster
	Kept     map[docket.Field]string // what else it wanted
	Preview  *string                 // the notes of the form rendered, where this was all it asked for
}

// Public is a page before the app: signing in, errors.
type Public struct {
	Title string
	Host  string // the address that people know this Docket by
	Theme docket.Theme
}

// ListForm is the page to make or edit a list.
type ListForm struct {
	List docket.List // zero for a new one
	Form Form
	Back string // where it was opened from
	// Moved is "before" or "after" where the list has just been moved so: the focus
	// stays there.
	Moved string
}

// Typed is a text of quick add and what was understood of it.
type Typed struct {
	Text                  string
	Parts                 []TypedPart // of one line
	Dates                 []docket.Date
	Tasks, Subtasks, Done int    // that it makes, and how many of them are subtasks or done
	Problem               string // why it can't be added
}

// TypedPart is a part of a line that was understood.
type TypedPart struct {
	Kind, Text string
	Color      docket.Color // of the list that it names
	Start, End int          // in the text, in bytes
	Plain      string       // the page of the text with this part made plain
}

// Says reports whether a part of this kind was understood.
func (t Typed) Says(kinds ...string) bool {
	return slices.ContainsFunc(t.Parts, func(p TypedPart) bool { return slices.Contains(kinds, p.Kind) })
}

// SectionForm is the page to change a section.
type SectionForm struct {
	Section docket.Section
	Form    Form
}

// LabelForm is the page to change a label.
type LabelForm struct {
	Label string
	Form  Form
}

// SettingsPage is the user's settings.
type SettingsPage struct {
	Frame
	Device   docket.ID // the one in use
	Devices  []Device
	Zones    []string
	Profile  Form
	Password Form
	Email    Form
	Mails    bool // Docket sends mail
	Embedded bool // Redis runs within Docket: sessions end with it
}

// Device is a device as the settings show it.
type Device struct {
	docket.Device
	Name  string
	Phone bool
}
