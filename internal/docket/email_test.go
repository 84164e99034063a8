package docket_test

import (
	"strings"
	"testing"

	"docket/internal/docket"
)

func TestCleanEmail(t *testing.T) {
	for typed, want := range map[string]string{" Ana@Example.COM\n": "Ana@Example.COM", "a+b.c@sub.example.org": "a+b.c@sub.example.org", "ünï@exämple.de": "ünï@exämple.de"} {
		if got, err := docket.CleanEmail(typed); err != nil || got != want {
			t.Errorf("%q: %q, %v, want %q", typed, got, err, want)
		}
	}
	for _, typed := range []string{"", "ana", "ana@", "@example.com", "Ana <ana@example.com>", "ana@example.com, bob@example.com", "a b@example.com",
		"ana@example.com\x00", "ana@exa\xffmple.com", "ana\r\nBcc: x@example.com", strings.Repeat("a", 250) + "@b.de"} {
		_, err := docket.CleanEmail(typed)
		refused(t, typed, err, "email")
	}
	for what, c := range map[string]string{"zero-width space": "\u200b", "zero-width joiner": "\u200d", "byte order mark": "\ufeff", "word joiner": "\u2060", "soft hyphen": "\u00ad",
		"override": "\u202e", "isolate": "\u2066", "mark": "\u200f", "tag": "\U000e0041", "control": "\u009b", "delete": "\x7f", "private use": "\ue000",
		"variation selector": "\ufe0f", "grapheme joiner": "\u034f", "Hangul filler": "\u3164"} {
		_, err := docket.CleanEmail("an" + c + "a@example.com")
		refused(t, "a local part with a "+what, err, "email")
		_, err = docket.CleanEmail("ana@exam" + c + "ple.com")
		refused(t, "a host with a "+what, err, "email")
	}
}

func TestOneAddressWrittenInSeveralWaysHasOneKey(t *testing.T) {
	for _, same := range [][]string{
		{"ana@example.com", "Ana@Example.COM", "ＡＮＡ@example.com", "ana@ＥＸＡＭＰＬＥ.com", "ana@example。com"},
		{"kim@example.com", "\u212aim@example.com"}, // the Kelvin sign
		{"jos\u00e9@example.com", "jose\u0301@example.com", "JOSÉ@example.com"},
		{"a@b\u00fccher.example", "a@bu\u0308cher.example", "a@xn--bcher-kva.example", "A@BÜCHER.example"},
		{"\ufb01@example.com", "fi@example.com"},
		{"ana@[192.0.2.1]"},
		{"ana@a_b.example", "ANA@A_B.example"},
	} {
		for _, s := range same {
			if got, want := docket.EmailKey(s), docket.EmailKey(same[0]); got != want {
				t.Errorf("the keys of %q and %q are %q and %q", s, same[0], got, want)
			}
		}
	}
	for _, other := range []string{"bob@example.com", "ana@example.org", "a.na@example.com", "ana+x@example.com", "anà@example.com"} {
		if docket.EmailKey(other) == docket.EmailKey("ana@example.com") {
			t.Errorf("%q has the key of ana@example.com", other)
		}
	}
}

func FuzzEmailKey(f *testing.F) {
	for _, s := range []string{"", "@", "Ana@Example.com", "\u212aim@BÜCHER.example", "a@xn--a", "a@xn--bcher-kva.example", "\xff@\xfe", "İ@İ.example", "\u1e9e@ß.de", "a@b@[::1]", "ǅ@ǅ", "\u0345@a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = s[:min(len(s), docket.MaxEmail)]
		key := docket.EmailKey(s)
		if again := docket.EmailKey(key); again != key {
			t.Errorf("the key of %q is %q, and the key of that is %q", s, key, again)
		}
		if lower := docket.EmailKey(strings.ToLower(s)); strings.ToValidUTF8(s, "") == s && lower != key {
			t.Errorf("the key of %q is %q, and %q in lower case", s, key, lower)
		}
	})
}
