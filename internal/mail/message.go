package mail

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"
)

// A line of a header holds 998 bytes (RFC 5322, section 2.1.1) and is broken at spaces only, so texts
// in it are cut well before.
const (
	maxName        = 100 // characters
	maxSubject     = 250
	maxID          = 128 // bytes
	maxUnsubscribe = 900
)

// A Message is one message to one person.
type Message struct {
	// ID is the local part of the Message-ID. A message that is sent twice keeps it, so that the
	// recipient's server can tell.
	ID         string
	To         Address
	Subject    string
	Text, HTML string // the same, for programs that show the one or the other
	Date       time.Time
	// Unsubscribe is an address of http or https that takes a POST of RFC 8058; "" for none.
	Unsubscribe string
}

// compose writes m as a message from from, or says why it cannot be one.
func (m Message) compose(from Address) (*gomail.Msg, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	if err := from.check(); err != nil {
		return nil, fmt.Errorf("its sender: %w", err)
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	// Not FromFormat and AddToFormat, which put the name between quotes as it is.
	msg.FromMailAddress(from.header())
	msg.ToMailAddress(m.To.header())
	msg.Subject(oneLine(m.Subject, maxSubject))
	msg.SetDateWithValue(m.Date)
	msg.SetMessageIDWithValue(m.ID + "@" + from.domain())
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // no out-of-office notice comes back (RFC 3834)
	if m.Unsubscribe != "" {
		msg.SetGenHeader(gomail.HeaderListUnsubscribe, "<"+m.Unsubscribe+">")
		msg.SetGenHeader(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
	msg.SetBodyString(gomail.TypeTextPlain, strings.ToValidUTF8(m.Text, "\uFFFD"))
	msg.AddAlternativeString(gomail.TypeTextHTML, strings.ToValidUTF8(m.HTML, "\uFFFD"))
	return msg, nil
}

// check refuses what would make another header than the one it is for.
func (m Message) check() error {
	if err := m.To.check(); err != nil {
		return fmt.Errorf("its recipient: %w", err)
	}
	if m.ID == "" || len(m.ID) > maxID || strings.ContainsFunc(m.ID, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	}) {
		return errors.New("its ID is not one of letters, digits, - and _")
	}
	if m.Unsubscribe == "" {
		return nil
	}
	u, err := url.Parse(m.Unsubscribe)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || len(m.Unsubscribe) > maxUnsubscribe ||
		strings.ContainsFunc(m.Unsubscribe, func(r rune) bool { return r <= ' ' || r >= unicode.MaxASCII || r == '<' || r == '>' }) {
		return errors.New("its address for unsubscribing is not a plain one of http or https")
	}
	return nil
}

// oneLine makes s fit for a header: one line of valid UTF-8 that is not taken for an encoded word and
// has at most limit characters.
func oneLine(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.Join(strings.Fields(s), " ") // a header that is broken inside of many spaces has a line of spaces alone
	s = strings.ReplaceAll(s, "=?", "= ?")
	if runes := []rune(s); len(runes) > limit {
		s = string(runes[:limit-1]) + "…"
	}
	return s
}
