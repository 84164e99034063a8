package docket_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"docket/internal/docket"
)

// refused checks that an error names a field and tells a person what to do.
func refused(t *testing.T, what string, err error, field string) {
	t.Helper()
	e, ok := errors.AsType[*docket.Error](err)
	if !ok || e.Kind != docket.KindInvalid || e.Fields[field] == "" || e.Message == "" {
		t.Errorf("%s is answered with %v, want a refusal of %s", what, err, field)
	}
}

func TestCleanTitle(t *testing.T) {
	for _, tc := range []struct{ what, typed, want string }{
		{"plain", "Renew passport", "Renew passport"},
		{"spaces around", " \t\n Renew\u00a0\u3000", "Renew"},
		{"line breaks within", "one\r\ntwo\tthree", "one  two three"},
		{"controls within", "a\x07b\x1b[31mc\u0085d", "ab[31mc d"},
		{"right to left", "שלום \u202bעולם\u202c", "שלום \u202bעולם\u202c"},
		{"overrides of the direction", "a\u202eb\u202dc", "abc"},
		{"combining marks", "e\u0301\u0301\u0301", "e\u0301\u0301\u0301"},
		{"a family of emoji", "👨‍👩‍👧‍👦 ❤️", "👨‍👩‍👧‍👦 ❤️"},
		{"markup", "<b>&amp;\"'", "<b>&amp;\"'"},
		{"500 letters", strings.Repeat("ß", 500), strings.Repeat("ß", 500)},
		{"500 emoji", strings.Repeat("🦉", 500), strings.Repeat("🦉", 500)},
		{"spaces are not counted", " " + strings.Repeat("a", 500) + " ", strings.Repeat("a", 500)},
	} {
		if got, err := docket.CleanTitle(tc.typed); err != nil || got != tc.want {
			t.Errorf("%s: %q, %v, want %q", tc.what, got, err, tc.want)
		}
	}
	for what, typed := range map[string]string{
		"nothing": "", "spaces": " \t\r\n\u00a0\u2003\u3000", "zero-width": "\u200b\u200c\u200d\ufeff\u2060", "bidi controls": "\u202e\u2066\u200f",
		"combining alone": "\u0301\u034f\ufe0f", "braille blank": "\u2800", "Hangul fillers": "\u3164\u115f\u1160\uffa0", "soft hyphens": "\u00ad\u00ad",
		"tags": "\U000e0041\U000e007f", "controls": "\x01\x02\x7f", "501 letters": strings.Repeat("a", 501), "501 emoji": strings.Repeat("🦉", 501),
		"NUL": "a\x00b", "Latin-1": "caf\xe9", "half a rune": "a\xe2\x82", "a surrogate": "a\xed\xa0\x80",
	} {
		_, err := docket.CleanTitle(typed)
		refused(t, what, err, "title")
	}
}

func TestNamesAreShorterThanTitles(t *testing.T) {
	if got, err := docket.CleanName(" " + strings.Repeat("ü", 100) + " "); err != nil || got != strings.Repeat("ü", 100) {
		t.Errorf("a name of 100 letters: %q, %v", got, err)
	}
	for _, typed := range []string{"", "\u200b", strings.Repeat("ü", 101), "a\x00", "\xff"} {
		_, err := docket.CleanName(typed)
		refused(t, "a name", err, "name")
	}
}

func TestCleanNotes(t *testing.T) {
	for _, tc := range []struct{ what, typed, want string }{
		{"nothing", "", ""},
		{"as forms send lines", "a\r\nb\r\n\r\n", "a\nb"},
		{"indentation stays", "    code\n\tmore", "    code\n\tmore"},
		{"as long as it may be", strings.Repeat("a", docket.MaxNotes), strings.Repeat("a", docket.MaxNotes)},
		{"line breaks count once", strings.Repeat("a\r\n", docket.MaxNotes/2), strings.TrimRight(strings.Repeat("a\n", docket.MaxNotes/2), "\n")},
	} {
		if got, err := docket.CleanNotes(tc.typed); err != nil || got != tc.want {
			t.Errorf("%s: %.40q, %v, want %.40q", tc.what, got, err, tc.want)
		}
	}
	for what, typed := range map[string]string{"a byte too long": strings.Repeat("a", docket.MaxNotes+1), "NUL": "\x00", "no UTF-8": "\xc3\x28"} {
		_, err := docket.CleanNotes(typed)
		refused(t, what, err, "notes")
	}
}

func TestParseID(t *testing.T) {
	const good = "0190b0e4-7c3a-7000-8000-0123456789ab"
	if id, err := docket.ParseID(good); err != nil || id.String() != good {
		t.Errorf("%q, %v", id, err)
	}
	for _, s := range []string{"", "1", strings.ToUpper(good), "{" + good + "}", "urn:uuid:" + good, strings.ReplaceAll(good, "-", ""), good + " ",
		good[:35] + "g", good[:35], "0190b0e4-7c3a-7000-8000_0123456789ab", strings.Repeat("é", 18), strings.Repeat("\x00", 36)} {
		if id, err := docket.ParseID(s); docket.KindOf(err) != docket.KindNotFound {
			t.Errorf("%q is %q, %v; want nothing there", s, id, err)
		}
	}
}

// What is stored is shown: it is valid, visible, of one line, within its limit,
// and cleaning it again changes nothing.
func FuzzCleanTitle(f *testing.F) {
	for _, s := range []string{"Renew passport", "\u202e\u200b", "a\x00", "\xff", " e\u0301 ", "a\r\nb", strings.Repeat("a", 501)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		got, err := docket.CleanTitle(typed)
		if err != nil {
			return
		}
		if !utf8.ValidString(got) || got == "" || utf8.RuneCountInString(got) > docket.MaxTitle || strings.ContainsAny(got, "\x00\r\n\t") {
			t.Errorf("%q becomes %q", typed, got)
		}
		if again, err := docket.CleanTitle(got); err != nil || again != got {
			t.Errorf("%q becomes %q, then %q, %v", typed, got, again, err)
		}
	})
}
