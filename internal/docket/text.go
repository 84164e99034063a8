package docket

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits on what people type. Characters are Unicode code points.
const (
	MaxTitle = 500       // characters of a task's title
	MaxName  = 100       // characters of a person's or a list's name
	MaxNotes = 100 << 10 // bytes of notes, before Markdown is rendered
)

// line cleans a text of one line: it is trimmed, line breaks and tabs become
// spaces, and control characters and the two overrides of a text's direction go.
func line(field, what, s string, limit int) (string, error) {
	s = strings.TrimSpace(s)
	if n := utf8.RuneCountInString(s); n > limit {
		return "", Invalid(field, fmt.Sprintf("That %s has %d characters. Use at most %d.", what, n, limit))
	}
	if err := plain(field, s); err != nil {
		return "", err
	}
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r == '\u202d', r == '\u202e':
			return -1
		}
		return r
	}, s))
	if !visible(s) {
		return "", Invalid(field, "Enter a "+what+".")
	}
	return s, nil
}

// plain refuses bytes that no text has.
func plain(field, s string) error {
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return Invalid(field, "That text contains characters Docket can’t store. Type it again.")
	}
	return nil
}

// visible reports whether anything of s can be seen: a title of zero-width
// characters would be a row that nobody can find or click.
func visible(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.Is(unicode.Mn, r) &&
			r != '\u2800' && r != '\u3164' && r != '\u115f' && r != '\u1160' && r != '\uffa0'
	})
}

// CleanTitle returns a task's title as it is stored.
func CleanTitle(s string) (string, error) { return line("title", "title", s, MaxTitle) }

// CleanName returns the name of a list or a person as it is stored.
func CleanName(s string) (string, error) { return line("name", "name", s, MaxName) }

// CleanNotes returns notes as they are stored: line breaks as one line feed
// each, which is not how forms send them.
func CleanNotes(s string) (string, error) {
	if err := plain("notes", s); err != nil {
		return "", err
	}
	s = strings.TrimRight(strings.ReplaceAll(s, "\r\n", "\n"), " \t\r\n")
	if len(s) > MaxNotes {
		return "", Invalid("notes", fmt.Sprintf("Those notes are %d KB long. Use at most %d KB.", (len(s)+1023)>>10, MaxNotes>>10))
	}
	return s, nil
}
