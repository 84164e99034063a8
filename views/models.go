package views

import "docket/internal/docket"

// Frame is what every page of a signed-in user is drawn in.
type Frame struct {
	Title   string
	Page    *docket.Page // the user, their sidebar and, on a view, its tasks
	Current string       // the path that the sidebar marks as the current page
	Flash   *Toast       // what was just done, where the page before could not say it
}

// Toast says what just happened.
type Toast struct {
	Text   string    `json:"text"`
	Undo   docket.ID `json:"undo,omitempty"` // the change that its button takes back
	Open   string    `json:"open,omitempty"` // the path that its link leads to
	Failed bool      `json:"failed,omitempty"`
}

// Form is what was typed into a form and what is wrong with it, both by the
// fields' names.
type Form struct {
	Values  map[string]string
	Errors  map[string]string
	Message string // what is wrong with the whole
}

// Plain is a page before the app: signing in, errors.
type Plain struct {
	Title string
	Host  string // the address that people know this Docket by
	Theme docket.Theme
}

// TaskPanel is a task beside its list.
type TaskPanel struct {
	Page     *docket.Page // its list, with the user and the sidebar
	Task     docket.Task
	Form     Form
	Conflict map[docket.Field]string // what the form wanted where others were faster
	Kept     map[docket.Field]string // what else it wanted
	Saved    bool                    // drawn anew after a change: the focus stays where it is
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

// SettingsPage is the user's settings.
type SettingsPage struct {
	Frame
	Device   docket.ID // the one in use
	Devices  []Device
	Zones    []string
	Profile  Form
	Password Form
	Embedded bool // Redis runs within Docket: sessions end with it
}

// Device is a device as the settings show it.
type Device struct {
	docket.Device
	Name  string
	Phone bool
}

// Place is where a fragment puts a task's row in a view that is already shown.
type Place struct {
	Group  docket.GroupKey
	Behind docket.ID // the row it comes behind; empty when it is the first
}
