package mail_test

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"

	"docket/internal/mail"
)

// both sends a message and checks the server, which come to the same here.
func both(ctx context.Context, sender *mail.Sender) map[string]error {
	return map[string]error{"Send": sender.Send(ctx, message()), "Check": sender.Check(ctx)}
}

func TestSigningIn(t *testing.T) {
	for name, tc := range map[string]struct {
		url    string
		set    func(*smtp.Server)
		secure bool
	}{
		"STARTTLS": {"smtp://docket:hunter2@example.com:587", func(*smtp.Server) {}, true},
		"smtps":    {"smtps://docket:hunter2@example.com", func(s *smtp.Server) { s.Addr = "smtps" }, true},
		"in the clear on this machine": {"smtp://docket:hunter2@127.0.0.1:25", func(s *smtp.Server) {
			s.TLSConfig, s.AllowInsecureAuth = nil, true
		}, false},
		"in the clear on its other address": {"smtp://docket:hunter2@127.0.0.2:25", func(s *smtp.Server) {
			s.TLSConfig, s.AllowInsecureAuth = nil, true
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			server := protect(t, tc.set)
			sender := newSender(t, tc.url)
			sender.Reach(server.addr, server.roots)
			for what, err := range both(within(t, patience), sender) {
				if err != nil {
					t.Errorf("%s: %v", what, err)
				}
			}
			server.mu.Lock()
			defer server.mu.Unlock()
			if !slices.Equal(server.secure, []bool{tc.secure}) || !slices.Equal(server.signIns, []string{"docket:hunter2", "docket:hunter2"}) {
				t.Errorf("messages under TLS: %v; signed in: %q", server.secure, server.signIns)
			}
		})
	}
}

// TestAWrongPasswordIsAMatterOfSettings: the messages wait until it is mended, and no log shows it.
func TestAWrongPasswordIsAMatterOfSettings(t *testing.T) {
	server := protect(t, func(*smtp.Server) {})
	sender := newSender(t, "smtp://docket:wrong-one@example.com:587")
	sender.Reach(server.addr, server.roots)
	for what, err := range both(within(t, patience), sender) {
		if err == nil || mail.IsPermanent(err) || strings.Contains(err.Error(), "wrong-one") || !strings.Contains(err.Error(), "535") {
			t.Errorf("%s: %v, permanent: %v", what, err, mail.IsPermanent(err))
		}
	}
}

func TestAServerThatWantsAPasswordIsAMatterOfSettings(t *testing.T) {
	server := protect(t, func(*smtp.Server) {})
	sender := newSender(t, "smtp://example.com")
	sender.Reach(server.addr, server.roots)
	if err := sender.Send(within(t, patience), message()); err == nil || mail.IsPermanent(err) {
		t.Errorf("the error is %v, permanent: %v", err, mail.IsPermanent(err))
	}
}

func TestThePasswordIsNotSentInTheClear(t *testing.T) {
	for name, answers := range map[string]map[string]string{
		"no STARTTLS":       {"EHLO": "250-hello\n250 AUTH PLAIN LOGIN"},
		"another way":       {"EHLO": "250-hello\n250 AUTH CRAM-MD5 SCRAM-SHA-256"},
		"no EHLO":           {"EHLO": "502 what?"},
		"STARTTLS refused":  {"EHLO": "250-hello\n250-STARTTLS\n250 AUTH PLAIN LOGIN", "STARTTLS": "454 not now"},
		"STARTTLS and more": {"EHLO": "250-hello\n250-STARTTLS\n250 AUTH PLAIN LOGIN", "STARTTLS": "220 go\n250-hello\n250 AUTH PLAIN LOGIN"},
	} {
		t.Run(name, func(t *testing.T) {
			server := script(t, answers)
			sender := newSender(t, "smtp://docket:hunter2@example.com")
			sender.Reach(server.addr, nil)
			if err := sender.Send(within(t, patience), message()); err == nil || mail.IsPermanent(err) {
				t.Errorf("the error is %v", err)
			}
			said := server.said()
			if strings.Contains(said, "AUTH") || strings.Contains(said, "hunter2") || strings.Contains(said, "MAIL") ||
				strings.Contains(said, base64.StdEncoding.EncodeToString([]byte("\x00docket\x00hunter2"))) {
				t.Errorf("the client said\n%s", said)
			}
		})
	}
}

func TestAnUnknownCertificateIsRefusedWhereTLSIsWanted(t *testing.T) {
	for url, set := range map[string]func(*smtp.Server){
		"smtp://docket:hunter2@example.com":    func(*smtp.Server) {},
		"smtps://docket:hunter2@example.com":   func(s *smtp.Server) { s.Addr = "smtps" },
		"smtps://example.com":                  func(s *smtp.Server) { s.Addr, s.Domain = "smtps", "open" },
		"smtps://docket:hunter2@other.example": func(s *smtp.Server) { s.Addr = "smtps" },
	} {
		server := protect(t, set)
		sender := newSender(t, url)
		if strings.Contains(url, "other.example") {
			sender.Reach(server.addr, server.roots)
		} else {
			sender.Reach(server.addr, nil)
		}
		for what, err := range both(within(t, patience), sender) {
			if err == nil || mail.IsPermanent(err) || !strings.Contains(err.Error(), "certificate") {
				t.Errorf("%s, %s: %v", url, what, err)
			}
		}
		server.mu.Lock()
		defer server.mu.Unlock()
		if len(server.signIns) != 0 {
			t.Errorf("%s: the server was told %q", url, server.signIns)
		}
	}
}

func TestTLSIsUsedWhereItIsOffered(t *testing.T) {
	server := protect(t, func(s *smtp.Server) { s.Domain = "open" })
	sender := newSender(t, "smtp://example.com")
	sender.Reach(server.addr, nil) // its certificate is unknown, and better than none
	if err := sender.Send(within(t, patience), message()); err != nil {
		t.Fatal(err)
	}
	server.mu.Lock()
	defer server.mu.Unlock()
	if !slices.Equal(server.secure, []bool{true}) {
		t.Errorf("messages under TLS: %v", server.secure)
	}
}

// TestAServerMayRepeatThePassword: whatever it says ends in a log.
func TestAServerMayRepeatThePassword(t *testing.T) {
	plain := base64.StdEncoding.EncodeToString([]byte("\x00docket\x00hunter2\"\\é"))
	server := script(t, map[string]string{
		"EHLO": "250-hello\n250 AUTH PLAIN", "AUTH": "535-not " + plain + "\n535 nor hunter2\"\\é\x1b[31m, " + strings.Repeat("really ", 1000),
	})
	sender := newSender(t, "smtp://docket:hunter2%22%5C%C3%A9@"+server.addr)
	err := sender.Check(within(t, patience))
	if err == nil || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), plain) ||
		strings.ContainsAny(err.Error(), "\r\n\x1b") || len(err.Error()) > 1000 || !strings.Contains(err.Error(), "535") {
		t.Errorf("the error is %q", err)
	}
}

func TestSMTPUTF8IsAskedForWhenItIsNeeded(t *testing.T) {
	for email, want := range map[string]bool{"ada@example.org": false, "ad\u00e4@example.org": true} {
		server := protect(t, func(s *smtp.Server) { s.Domain, s.EnableSMTPUTF8 = "open", true })
		sender := newSender(t, "smtp://example.com")
		sender.Reach(server.addr, nil)
		m := message()
		m.To = mail.Address{Name: "Ad\u00e4", Email: email}
		if err := sender.Send(within(t, patience), m); err != nil {
			t.Fatal(err)
		}
		server.mu.Lock()
		defer server.mu.Unlock()
		if len(server.options) != 1 || server.options[0].UTF8 != want {
			t.Errorf("%s: asked with %+v", email, server.options)
		}
	}
}
