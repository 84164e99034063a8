package docket

import (
	"github.com/google/uuid"
)

// ID names a user, list, task, device or change: a UUID in its canonical
// lower-case form. The ones Docket makes are version 7 (RFC 9562), so they sort
// by the time they were made.
type ID string

// ParseID reads an ID as it appears in a URL or a form. Anything but the
// canonical 36-character form is NotFound: an address that cannot name anything
// names nothing.
func ParseID(s string) (ID, error) {
	if len(s) != 36 {
		return "", NotFound()
	}
	u, err := uuid.Parse(s)
	if err != nil || u.String() != s {
		return "", NotFound()
	}
	return ID(s), nil
}

// String returns the canonical form.
func (id ID) String() string { return string(id) }
