package password

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// The lengths that Check allows. The least and the most count Unicode code points in form NFC; the
// cap in bytes bounds the work before anything is counted.
const (
	MinLength = 12
	MaxLength = 256
	MaxBytes  = 1024
)

// Refusal says in a plain sentence for people why a password is refused and what to do.
type Refusal string

// Error returns the sentence.
func (r Refusal) Error() string { return string(r) }

// What Check answers.
const (
	TooShort   Refusal = "That password is too short. Use at least 12 characters; a short sentence works well."
	TooLong    Refusal = "That password is too long. Use at most 256 characters."
	Unreadable Refusal = "That password contains characters Docket can’t read. Type it again."
	Repeating  Refusal = "That password repeats the same few characters. Use a less regular one; a few unrelated words work well."
	Sequence   Refusal = "That password follows the alphabet, the numbers or the keyboard. Use a less regular one; a few unrelated words work well."
	Own        Refusal = "That password is made from your name or email address. Choose one that nobody can guess from them."
	Common     Refusal = "That password is one of the first that others would try. Choose a less common one; a few unrelated words work well."
)

// Limits of the pattern rules.
const (
	// longestUnit is the longest piece that may not make up a whole password by repeating it.
	longestUnit = 4
	// leastRun is how long the steady runs of a password ("abc", "654", "aaaa") may not be on average.
	leastRun = 3
	// leastTail is how many characters after repetitions are more than the end of them.
	leastTail = 3
	// leastOwn is the length from which a part of the name or address counts as the person's own.
	leastOwn = 2
)

// Check returns nil when password may be used by the person of that name and email address, or the
// Refusal that says why not. Upper and lower case, accents and width make no difference to the
// comparisons, but all of them stay in the password: Check changes nothing.
func Check(password, name, email string) error {
	if len(password) > MaxBytes {
		return TooLong
	}
	if !utf8.ValidString(password) || strings.ContainsRune(password, 0) {
		return Unreadable
	}
	switch n := utf8.RuneCountInString(norm.NFC.String(password)); {
	case n < MinLength:
		return TooShort
	case n > MaxLength:
		return TooLong
	}
	whole := []rune(fold(password))
	plain := []rune(alphanumeric(string(whole)))
	unit := period(whole)
	switch {
	case unit <= longestUnit && unit < len(whole):
		return Repeating
	case isOwn(string(plain), name, email):
		return Own
	// Signs between the characters ("1-2-3-4-…") hide no sequence, so long as they are not the password.
	case steady(whole), 2*len(plain) >= len(whole) && steady(plain):
		return Sequence
	case isCommon(string(whole), plain):
		return Common
	case repeats(plain):
		return Repeating
	}
	return nil
}

// fold returns s as the comparisons see it: compatible characters made equal, marks dropped, case folded.
func fold(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(s))
	return cases.Fold().String(s)
}

func alphanumeric(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, s)
}

// core returns s without the digits around it, the usual padding of a word to a length.
func core(s string) string { return strings.TrimFunc(s, unicode.IsNumber) }

// period returns the length of the shortest piece that s is repetitions of, the last one perhaps cut
// short; len(s) when there is none.
func period(s []rune) int {
	// border[i] is the length of the longest proper prefix of s[:i+1] that is also its suffix.
	border := make([]int, len(s))
	for i := 1; i < len(s); i++ {
		n := border[i-1]
		for n > 0 && s[i] != s[n] {
			n = border[n-1]
		}
		if s[i] == s[n] {
			n++
		}
		border[i] = n
	}
	if len(s) == 0 {
		return 0
	}
	return len(s) - border[len(s)-1]
}

// repeats reports whether s is a piece too short for a password, twice or more: it is as good as the
// piece alone.
func repeats(s []rune) bool {
	for tail := range min(leastTail, len(s)) {
		n := len(s) - tail
		if unit := period(s[:n]); unit < MinLength && 2*unit <= n {
			return true
		}
	}
	return false
}

// isOwn reports whether the letters of plain, or all of it, are nothing but parts of the person's
// name and address, in any order and number.
func isOwn(plain, name, email string) bool {
	local, _, _ := strings.Cut(email, "@")
	parts := []string{name, email, local}
	for _, s := range []string{name, local} {
		parts = append(parts, strings.FieldsFunc(s, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r)
		})...)
	}
	var own []string
	for _, part := range parts {
		part = alphanumeric(fold(part))
		for _, form := range []string{part, core(part)} {
			if utf8.RuneCountInString(form) >= leastOwn {
				own = append(own, form)
			}
		}
	}
	letters := strings.Map(func(r rune) rune {
		if unicode.IsNumber(r) {
			return -1
		}
		return r
	}, plain)
	return madeOf(plain, own) || madeOf(core(plain), own) || madeOf(letters, own)
}

// madeOf reports whether s is one or more of the pieces in a row.
func madeOf(s string, pieces []string) bool {
	if s == "" {
		return false
	}
	reached := make([]bool, len(s)+1)
	reached[0] = true
	for i := range s {
		if !reached[i] {
			continue
		}
		for _, piece := range pieces {
			if strings.HasPrefix(s[i:], piece) {
				reached[i+len(piece)] = true
			}
		}
	}
	return reached[len(s)]
}
