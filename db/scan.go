package db

import (
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"docket/internal/docket"
)

func scanID(s *sql.Rows) (id docket.ID, err error) { return id, s.Scan(&id) }
func scanInt(s *sql.Rows) (n int, err error)       { return n, s.Scan(&n) }
func scanString(s *sql.Rows) (t string, err error) { return t, s.Scan(&t) }
func scanInt64(s *sql.Rows) (n int64, err error)   { return n, s.Scan(&n) }

func scanTime(s *sql.Rows) (t time.Time, err error) { return t, s.Scan(millis{&t}) }

// What is scanned here may have been written by hand or by another build. A value
// that is none of its column's is read as the nearest one and never an error, which
// would cost everyone the whole listing that its row is in.

// millis is a time as it is stored: unix milliseconds, NULL for the zero time. What
// is neither is the start of 1970: an account disabled at no known time is disabled.
type millis struct{ t *time.Time }

// Scan implements sql.Scanner.
func (m millis) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*m.t = time.Time{}
	case int64:
		*m.t = time.UnixMilli(v)
	default:
		*m.t = time.UnixMilli(0)
	}
	return nil
}

func toMillis(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

// text is a text of its own type, empty for NULL. Unlike database/sql, which
// takes reflection to fill one, it makes nothing for the garbage collector.
type text[T ~string] struct{ s *T }

// Scan implements sql.Scanner.
func (x text[T]) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*x.s = ""
	case string:
		*x.s = T(v)
	default:
		*x.s = T(fmt.Sprint(v))
	}
	return nil
}

// number is an integer of its own type, zero where it is none.
type number[T ~int | ~int64] struct{ n *T }

// Scan implements sql.Scanner.
func (x number[T]) Scan(v any) error {
	n, _ := v.(int64)
	*x.n = T(n)
	return nil
}

// priority is a task's priority, none where it is not one of them.
type priority struct{ p *docket.Priority }

// Scan implements sql.Scanner.
func (x priority) Scan(v any) error {
	n, _ := v.(int64)
	if n < 0 || n > 4 {
		n = 0
	}
	*x.p = docket.Priority(n)
	return nil
}

// flag is a yes or a no: no where it is neither.
type flag struct{ b *bool }

// Scan implements sql.Scanner.
func (x flag) Scan(v any) error {
	*x.b = v == true || v == int64(1)
	return nil
}

func orNull[T ~string](s T) any {
	if s == "" {
		return nil
	}
	return string(s)
}

// labels are a task's labels as group_concat has them, NULL for none.
type labels struct{ l *[]string }

// Scan implements sql.Scanner.
func (x labels) Scan(v any) error {
	s, _ := v.(string)
	*x.l = docket.SplitLabels(s)
	return nil
}

// progress is how many subtasks there are and how many of them are done, as 3/1.
type progress struct{ all, done *int }

// Scan implements sql.Scanner.
func (x progress) Scan(v any) error {
	s, _ := v.(string)
	all, done, _ := strings.Cut(s, "/")
	*x.all, _ = strconv.Atoi(all)
	*x.done, _ = strconv.Atoi(done)
	return nil
}
