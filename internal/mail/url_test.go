package mail_test

import (
	"fmt"
	"strings"
	"testing"

	"docket/internal/mail"
)

func TestParseURLTakes(t *testing.T) {
	for raw, want := range map[string]string{
		"smtp://mail.example.com":                              "mail.example.com:587",
		"smtps://mail.example.com":                             "mail.example.com:465",
		"SMTP://mail.example.com:25":                           "mail.example.com:25",
		"smtp://docket:hunter2@mail.example.com:2525":          "mail.example.com:2525",
		"smtps://docket%40example.com:h%2F%3F%23%40@127.0.0.1": "127.0.0.1:465",
		"smtp://docket:hunter2@x@mail.example.com":             "mail.example.com:587",
		"smtp://[::1]:1025":                                    "[::1]:1025",
		"smtp://mail_pit:65535":                                "mail_pit:65535",
		"smtp://localhost:1":                                   "localhost:1",
	} {
		server, err := mail.ParseURL(raw)
		if err != nil || server.String() != want {
			t.Errorf("%q: %v, %v, want %s", raw, server, err, want)
		}
	}
}

func TestParseURLRefuses(t *testing.T) {
	for _, raw := range []string{
		"", "hunter2", "mail.example.com:587", "http://hunter2@mail.example.com", "smtp:mail.example.com", "smtp:///hunter2",
		"smtp://", "smtp://:587", "smtp://docket:hunter2@", "smtp://docket:hunter2@:587",
		"smtp://mail.example.com/", "smtp://mail.example.com/hunter2", "smtp://mail.example.com?hunter2", "smtp://mail.example.com?",
		"smtp://mail.example.com#hunter2", "smtp://mail.example.com#",
		"smtp://mail.example.com:", "smtp://mail.example.com:0", "smtp://mail.example.com:65536", "smtp://mail.example.com:-1", "smtp://mail.example.com:hunter2",
		"smtp://docket@mail.example.com", "smtp://docket:@mail.example.com", "smtp://:hunter2@mail.example.com", "smtp://@mail.example.com",
		"smtp://docket:hunter2/x@mail.example.com", "smtp://docket:hunter2?x@mail.example.com", "smtp://docket:hunter2#x@mail.example.com",
		"smtp://docket:hunter2%@mail.example.com", "smtp://docket:1/hunter2@mail.example.com",
		"smtp://docket:hunter2%00@mail.example.com", "smtp://docket%0D%0A:hunter2@mail.example.com",
		"smtp://mail.example.com\r\n", "smtp://mail example.com", "smtp://mail%20example.com", "smtp://b\u00fccher.example", "smtp://[fe80::1%25hunter2]:25",
	} {
		server, err := mail.ParseURL(raw)
		if err == nil {
			t.Errorf("%q is taken as %v", raw, server)
			continue
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: the error quotes it: %v", raw, err)
		}
		if !strings.HasPrefix(raw, "smtp://") && !strings.Contains(err.Error(), "must start with smtp://") {
			t.Errorf("%q: the error does not say how it must start: %v", raw, err)
		}
	}
}

func TestPrintingAServerShowsNoPassword(t *testing.T) {
	server, err := mail.ParseURL("smtp://docket:hunter2@mail.example.com")
	if err != nil {
		t.Fatal(err)
	}
	sender := mail.New(server, mail.Address{Email: "docket@example.com"})
	for _, format := range []string{"%v", "%+v", "%#v"} {
		text := fmt.Sprintf(format+format+format, server, &server, sender)
		if strings.Contains(text, "hunter2") || !strings.Contains(text, "mail.example.com") {
			t.Errorf("%s shows %s", format, text)
		}
	}
}
