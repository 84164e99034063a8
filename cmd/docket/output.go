package main

import (
	"bytes"
	"io"
	"unicode"
)

// textOnly writes text without the characters that a terminal obeys or that change
// the order of what is read: names, addresses and requests come from strangers, and
// reach the terminal by a command or by the log.
type textOnly struct{ w io.Writer }

// Write implements io.Writer. A character is not split between two calls.
func (t textOnly) Write(p []byte) (int, error) {
	safe := bytes.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control) {
			return unicode.ReplacementChar
		}
		return r
	}, p)
	if _, err := t.w.Write(safe); err != nil {
		return 0, err
	}
	return len(p), nil
}
