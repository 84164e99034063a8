package docket

import (
	"fmt"
	"net/mail"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// MaxEmail is how many bytes an email address may have: RFC 5321, 4.5.3.1.3.
const MaxEmail = 254

// CleanEmail returns an address as it is stored, shown and sent mail to: as it was
// written, without the spaces around it. Characters that cannot be seen are refused,
// as they would make two accounts of what looks like one address.
func CleanEmail(s string) (string, error) {
	s = strings.TrimSpace(s)
	if len(s) > MaxEmail {
		return "", Invalid("email", fmt.Sprintf("That email address is too long. Use at most %d characters.", MaxEmail))
	}
	if err := plain("email", s); err != nil {
		return "", err
	}
	if strings.ContainsFunc(s, invisible) {
		return "", Invalid("email", "That email address contains an invisible character. Type it again.")
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Name != "" || a.Address != s || strings.ContainsFunc(s, unicode.IsSpace) {
		return "", Invalid("email", "That isn’t an email address. Use one like name@example.com.")
	}
	return s, nil
}

// invisible reports whether r is a control or format character, or one of the others
// that Unicode shows as nothing.
func invisible(r rune) bool {
	return unicode.In(r, unicode.C, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// EmailKey returns what two ways to write one address have in common: Unicode form
// NFKC, lower case, and the host as the DNS asks for it, in A-labels (RFC 5890). No
// two accounts have the same key. It takes any text, and the key of a key is itself.
func EmailKey(s string) string {
	for range 2 { // NFKC makes capitals of some signs, such as ™
		s = norm.NFKC.String(strings.ToLower(s))
	}
	at := strings.LastIndexByte(s, '@') + 1
	host, err := idna.Lookup.ToASCII(s[at:])
	if err != nil {
		return s // no name of the DNS, such as [192.0.2.1]
	}
	return s[:at] + host
}
