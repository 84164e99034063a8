package mail

import (
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// maxEmail is the longest address that SMTP can carry (RFC 5321, section 4.5.3.1.3).
const maxEmail = 254

// An Address is where a message comes from or goes to. Name may be any text, or none.
type Address struct{ Name, Email string }

// ParseFrom reads the address of the sender, "Docket <docket@example.com>" or docket@example.com.
func ParseFrom(raw string) (Address, error) {
	a, err := mail.ParseAddress(raw)
	// An encoded name can hold control characters that raw does not show.
	if err != nil || strings.ContainsFunc(raw+a.Name, unicode.IsControl) {
		return Address{}, errors.New("the sender must be an address such as docket@example.com, or one with a name such as Docket <docket@example.com>")
	}
	local, domain := splitEmail(a.Address)
	if !isASCII(domain) {
		// The domain is also what Docket calls itself, and part of each Message-ID.
		if domain, err = idna.Lookup.ToASCII(domain); err != nil {
			return Address{}, errors.New("the sender's address has a domain that cannot be")
		}
	}
	from := Address{Name: a.Name, Email: local + "@" + domain}
	if err := from.check(); err != nil {
		return Address{}, fmt.Errorf("the sender cannot be used: %w", err)
	}
	return from, nil
}

// check refuses an address that is more or less than one plain address. A quoted local part is refused
// with them: nobody has one, and it could hold whatever a server misreads.
func (a Address) check() error {
	parsed, err := mail.ParseAddress(a.Email)
	switch {
	case err != nil || parsed.Name != "" || parsed.Address != a.Email || strings.ContainsFunc(a.Email, unicode.IsControl):
		return errors.New("its address is not a plain one, such as someone@example.com")
	case len(a.Email) > maxEmail:
		return fmt.Errorf("its address is over %d bytes", maxEmail)
	}
	return nil
}

// header is a as net/mail and go-mail write it.
func (a Address) header() *mail.Address {
	return &mail.Address{Name: oneLine(a.Name, maxName), Address: a.Email}
}

func (a Address) domain() string {
	_, domain := splitEmail(a.Email)
	return domain
}

func splitEmail(email string) (local, domain string) {
	at := strings.LastIndexByte(email, '@')
	if at < 0 {
		return email, ""
	}
	return email[:at], email[at+1:]
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}
