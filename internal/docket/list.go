package docket

import (
	"slices"
	"time"
)

// List is a named, coloured collection of tasks.
type List struct {
	ID         ID
	Name       string
	Color      Color
	Inbox      bool // a user's own list that is never shared, archived or deleted
	Role       Role // what the user who asked may do with it
	Version    int64
	Board      bool // the user looks at it as a board
	Open       int  // tasks still to do, where the query counts them
	ArchivedAt time.Time
	DeletedAt  time.Time
}

// Archived reports whether the list was put away.
func (l List) Archived() bool { return !l.ArchivedAt.IsZero() }

// TakesTasks reports whether the list is one that the user adds tasks to.
func (l List) TakesTasks() bool { return l.Role.CanEdit() && !l.Archived() }

// Deleted reports whether the list is in the trash.
func (l List) Deleted() bool { return !l.DeletedAt.IsZero() }

// Role is what a member may do with a list.
type Role string

// The roles: an owner may do everything, an editor everything with tasks, a
// viewer read.
const (
	RoleOwner  Role = "owner"
	RoleEditor Role = "editor"
	RoleViewer Role = "viewer"
)

// CanEdit reports whether the role may change the list's tasks.
func (r Role) CanEdit() bool { return r == RoleOwner || r == RoleEditor }

// CanManage reports whether the role may rename, archive and delete the list.
func (r Role) CanManage() bool { return r == RoleOwner }

// Forbidden is the answer to members whose role does not reach.
func Forbidden() *Error {
	return &Error{Kind: KindForbidden, Message: "You can view this list but not change it. Ask its owner for access."}
}

// Color is one of the eight hues a list or avatar can have.
type Color string

// DefaultColor is a list's hue when none was chosen.
const DefaultColor Color = "pine"

// Colors returns the hues in the order they are offered.
func Colors() [8]Color {
	return [8]Color{"slate", "red", "amber", "olive", "pine", "teal", "blue", "plum"}
}

// ParseColor reads a hue; no text is DefaultColor.
func ParseColor(s string) (Color, error) {
	if s == "" {
		return DefaultColor, nil
	}
	if colors := Colors(); slices.Contains(colors[:], Color(s)) {
		return Color(s), nil
	}
	return "", Invalid("color", "Choose one of the eight colours.")
}
