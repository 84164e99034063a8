package mail_test

import (
	"strings"
	"testing"

	"docket/internal/mail"
)

func TestParseFromTakes(t *testing.T) {
	for raw, want := range map[string]mail.Address{
		"docket@example.com":                           {Email: "docket@example.com"},
		"Docket <docket@example.com>":                  {Name: "Docket", Email: "docket@example.com"},
		`"Docket, at \"home\"" <d@example.com>`:        {Name: `Docket, at "home"`, Email: "d@example.com"},
		"J\u00f6rg <j@b\u00fccher.example>":            {Name: "J\u00f6rg", Email: "j@xn--bcher-kva.example"},
		"=?utf-8?q?J=C3=B6rg?= <j@example.com>":        {Name: "J\u00f6rg", Email: "j@example.com"},
		"docket@localhost":                             {Email: "docket@localhost"},
		"j\u00f6rg@example.com":                        {Email: "j\u00f6rg@example.com"},
		strings.Repeat("a", 240) + "@example.com":      {Email: strings.Repeat("a", 240) + "@example.com"},
		"  Docket   <docket+tasks@mail.example.com>  ": {Name: "Docket", Email: "docket+tasks@mail.example.com"},
	} {
		got, err := mail.ParseFrom(raw)
		if err != nil || got != want {
			t.Errorf("%q: %+v, %v, want %+v", raw, got, err, want)
		}
	}
}

func TestParseFromRefuses(t *testing.T) {
	for _, raw := range []string{
		"", "docket", "@example.com", "docket@", "Docket docket@example.com", "<docket@example.com", "a@example.com, b@example.com",
		"Docket <docket@example.com>\r\nBcc: x@example.com", "Docket\r\n <docket@example.com>", "Docket\x00 <docket@example.com>",
		"=?utf-8?q?Docket=0D=0ABcc:_x@example.com?= <docket@example.com>",
		"\"Doc\tket\" <docket@example.com>", `"a b"@example.com`, `"a@b"@example.com`, "docket@exa mple.com", "docket@-b\u00fccher-.example",
		strings.Repeat("a", 250) + "@example.com",
	} {
		if got, err := mail.ParseFrom(raw); err == nil {
			t.Errorf("%q is taken as %+v", raw, got)
		}
	}
}
