package docket

import (
	"errors"
	"maps"
	"strings"
	"time"
)

// Kind says what went wrong in terms a person, a browser and a program can each
// be answered with.
type Kind int

// The kinds. Everything that is not a *Error is Internal.
const (
	KindInternal     Kind = iota // our fault; the details are for the log only
	KindInvalid                  // the input cannot be used; Fields says which part and why
	KindUnauthorized             // nobody is signed in, or the credentials are wrong
	KindForbidden                // seen, but not allowed
	KindNotFound                 // not there, or not this user's to see
	KindConflict                 // someone else has changed the same task or list
	KindUnavailable              // a part Docket needs is down or full; try again
	KindTooLarge                 // the request is larger than Docket takes
	KindLimited                  // tried too often; RetryAfter says when it may be tried again
)

// Error is a refusal that a person can act on. Message is a plain sentence for
// them; Fields maps a form field's name to what is wrong with its value.
type Error struct {
	Kind    Kind
	Message string
	Fields  map[string]string
	Err     error // the cause, for the log

	RetryAfter time.Duration // of KindLimited
}

// Error returns the message and, for the log, its cause.
func (e *Error) Error() string {
	if e.Err != nil {
		return strings.TrimSuffix(e.Message, ".") + ": " + e.Err.Error()
	}
	return e.Message
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of the first *Error in err's chain, KindInternal when
// there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return KindInternal
}

// MessageOf returns the message of the first *Error in err's chain, for the person
// to read; empty when there is none.
func MessageOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Message
	}
	return ""
}

// NotFound is the answer to whatever does not exist, is deleted or belongs to
// others: nobody can tell the three apart.
func NotFound() *Error {
	return &Error{Kind: KindNotFound, Message: "We can’t find that. It may have been deleted or moved, or it isn’t shared with you."}
}

// Invalid refuses one field of a form.
func Invalid(field, message string) *Error {
	return &Error{Kind: KindInvalid, Message: message, Fields: map[string]string{field: message}}
}

// Fields gathers what is wrong with the fields of one form, so that a person
// hears of all of it at once.
type Fields struct {
	fields map[string]string
	other  error
}

// Add takes the error of one field. Errors that are not about a field go before
// all others.
func (f *Fields) Add(err error) {
	if err == nil {
		return
	}
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Kind != KindInvalid || len(e.Fields) == 0 {
		f.other = errors.Join(f.other, err)
		return
	}
	if f.fields == nil {
		f.fields = make(map[string]string)
	}
	maps.Copy(f.fields, e.Fields)
}

// Err returns what was added as one error, nil when nothing was.
func (f *Fields) Err() error {
	if f.other != nil {
		return f.other
	}
	if len(f.fields) == 0 {
		return nil
	}
	message := "Nothing was saved. Check what’s marked below."
	if len(f.fields) == 1 {
		for _, m := range f.fields {
			message = m
		}
	}
	return &Error{Kind: KindInvalid, Message: message, Fields: f.fields}
}
