package docket

import "time"

// Section is a part of a list: a heading in it, a column on its board.
type Section struct {
	ID        ID
	ListID    ID
	Name      string
	Rank      Rank // its place among the list's sections
	Version   int64
	DeletedAt time.Time
	Folded    bool // by the user who asked
}

// Deleted reports whether the section is gone; undo brings it back.
func (s Section) Deleted() bool { return !s.DeletedAt.IsZero() }

// MaxSections is how many sections a list has at most.
const MaxSections = 100

// Value returns a field of the section as text.
func (s *Section) Value(f Field) string {
	switch f {
	case FieldName:
		return s.Name
	case FieldRank:
		return string(s.Rank)
	case FieldDeletedAt:
		return millisText(s.DeletedAt)
	}
	return ""
}

// Set gives a field the value that Value returned for it.
func (s *Section) Set(f Field, v string) error {
	var err error
	switch f {
	case FieldName:
		s.Name = v
	case FieldRank:
		s.Rank = Rank(v)
	case FieldDeletedAt:
		s.DeletedAt, err = parseMillis(v)
	}
	return err
}

// Diff returns the fields in which after differs from s.
func (s *Section) Diff(after *Section) []FieldChange {
	var out []FieldChange
	for _, f := range []Field{FieldName, FieldRank, FieldDeletedAt} {
		if a, b := s.Value(f), after.Value(f); a != b {
			out = append(out, FieldChange{Field: f, Before: a, After: b})
		}
	}
	return out
}
