package mail_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"docket/internal/mail"
	"docket/internal/testkit"
)

func TestAnswersAreTemporaryOrPermanent(t *testing.T) {
	box := testkit.SMTP(t)
	sender := newSender(t, box.URL())
	for _, tc := range []struct {
		stage     string
		code      int
		permanent bool
	}{
		{"mail", 421, false}, {"mail", 451, false}, {"mail", 530, false}, {"mail", 535, false}, {"mail", 552, true},
		{"rcpt", 421, false}, {"rcpt", 450, false}, {"rcpt", 451, false}, {"rcpt", 550, true},
		{"data", 421, false}, {"data", 451, false}, {"data", 554, true},
	} {
		t.Run(fmt.Sprint(tc.stage, tc.code), func(t *testing.T) {
			box.Answer(func(stage string) error {
				if stage != tc.stage {
					return nil
				}
				return &smtp.SMTPError{Code: tc.code, EnhancedCode: smtp.NoEnhancedCode, Message: "not so"}
			})
			err := sender.Send(within(t, patience), message())
			if err == nil || mail.IsPermanent(err) != tc.permanent || !strings.Contains(err.Error(), fmt.Sprint(tc.code)) {
				t.Errorf("the error is %v, permanent: %v", err, mail.IsPermanent(err))
			}
			if wrapped := fmt.Errorf("sending: %w", err); mail.IsPermanent(wrapped) != tc.permanent {
				t.Error("wrapped, it is not the same")
			}
		})
	}
	if got := box.Messages(); len(got) != 0 {
		t.Errorf("%d messages have arrived", len(got))
	}
	box.Answer(nil)
	if err := sender.Send(within(t, patience), message()); err != nil {
		t.Fatal(err)
	}
	box.Wait(1)
	if mail.IsPermanent(nil) || mail.IsPermanent(errors.New("550 no")) {
		t.Error("what Send did not return is permanent")
	}
}

// TestAServerThatBreaksOff is about servers that refuse Docket before it speaks of a message, or that
// hang up: another try may go well.
func TestAServerThatBreaksOff(t *testing.T) {
	for name, answers := range map[string]map[string]string{
		"554 on connecting":       {"connect": "554 no mail here"},
		"closes on connecting":    {"connect": closes},
		"nonsense on connecting":  {"connect": "HTTP/1.1 400 Bad Request"},
		"550 to EHLO and HELO":    {"EHLO": "550 who?", "HELO": "550 who?"},
		"closes at EHLO":          {"EHLO": closes},
		"closes at MAIL":          {"MAIL": closes},
		"421 at MAIL, closes":     {"MAIL": "421 shutting down", "RSET": closes},
		"closes at RCPT":          {"RCPT": closes},
		"closes at DATA":          {"DATA": closes},
		"closes inside":           {"line": closes},
		"closes at the end":       {".": closes},
		"an answer of other kind": {".": "354 more"},
	} {
		t.Run(name, func(t *testing.T) {
			err := newSender(t, script(t, answers).url()).Send(within(t, patience), message())
			if err == nil || mail.IsPermanent(err) || errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the error is %v, permanent: %v", err, mail.IsPermanent(err))
			}
		})
	}
}

func TestARefusalStaysOneWhenTheServerHangsUp(t *testing.T) {
	for stage, answers := range map[string]map[string]string{
		"RCPT": {"RCPT": "550 no such person", "RSET": closes},
		"end":  {".": "554 spam", "QUIT": closes},
	} {
		err := newSender(t, script(t, answers).url()).Send(within(t, patience), message())
		if !mail.IsPermanent(err) {
			t.Errorf("%s: the error is %v", stage, err)
		}
	}
}

func TestAHangingServerIsGivenUp(t *testing.T) {
	for _, tc := range []struct {
		url, stage string
		usual      map[string]string
	}{
		{"smtp://127.0.0.1", "connect", nil},
		{"smtp://127.0.0.1", "EHLO", nil},
		{"smtp://127.0.0.1", "MAIL", nil},
		{"smtp://127.0.0.1", "RCPT", nil},
		{"smtp://127.0.0.1", "DATA", nil},
		{"smtp://127.0.0.1", "line", nil},
		{"smtp://127.0.0.1", ".", nil},
		{"smtp://127.0.0.1", "STARTTLS", map[string]string{"EHLO": "250-hello\n250 STARTTLS"}},
		{"smtp://127.0.0.1", "STARTTLS", map[string]string{"EHLO": "250-hello\n250 STARTTLS", "STARTTLS": "220 go\n"}},
		{"smtp://docket:hunter2@127.0.0.1", "AUTH", map[string]string{"EHLO": "250-hello\n250 AUTH PLAIN"}},
		{"smtps://127.0.0.1", "connect", nil},
	} {
		for name, given := range map[string]func(*testing.T, *mail.Sender) context.Context{
			"deadline": func(t *testing.T, _ *mail.Sender) context.Context { return within(t, 50*time.Millisecond) },
			"cancelled": func(t *testing.T, _ *mail.Sender) context.Context {
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(50*time.Millisecond, cancel)
				return ctx
			},
			"bound": func(t *testing.T, s *mail.Sender) context.Context {
				s.Bound(patience, 50*time.Millisecond)
				return t.Context()
			},
		} {
			t.Run(tc.url+" "+tc.stage+" "+name, func(t *testing.T) {
				answers := maps.Clone(tc.usual)
				if answers == nil {
					answers = make(map[string]string)
				}
				answers[tc.stage] += hangs
				sender := newSender(t, tc.url)
				sender.Reach(script(t, answers).addr, nil)
				ctx := given(t, sender)
				sent := make(chan error, 1)
				go func() { sent <- sender.Send(ctx, message()) }()
				select {
				case err := <-sent:
					if err == nil || mail.IsPermanent(err) || !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
						t.Errorf("the error is %v", err)
					}
					if errors.Is(err, context.DeadlineExceeded) && !strings.HasSuffix(err.Error(), ": there was no answer in time") {
						t.Errorf("the error says %q", err)
					}
				case <-time.After(patience / 2):
					t.Fatal("Send has not returned")
				}
			})
		}
	}
}

func TestDiallingHasABoundOfItsOwn(t *testing.T) {
	sender := newSender(t, "smtp://127.0.0.1")
	sender.Bound(20*time.Millisecond, patience)
	sender.Dial(func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	})
	ctx := within(t, patience/2)
	if err := sender.Send(ctx, message()); err == nil || mail.IsPermanent(err) || ctx.Err() != nil {
		t.Errorf("the error is %v, that of the context %v", err, ctx.Err())
	}
}

// A watched connection tells whether it was closed.
type watched struct {
	net.Conn
	closed *atomic.Bool
}

func (w watched) Close() error {
	w.closed.Store(true)
	return w.Conn.Close()
}

func TestNoConnectionIsLeft(t *testing.T) {
	for name, answers := range map[string]map[string]string{
		"sent":                     nil,
		"good-bye refused":         {"QUIT": "554 stay"},
		"refused on connecting":    {"connect": "554 no mail here"},
		"refused at EHLO":          {"EHLO": "550 who?", "HELO": "550 who?"},
		"refused at AUTH":          {"EHLO": "250-hello\n250 AUTH PLAIN", "AUTH": "535 no"},
		"refused at STARTTLS":      {"EHLO": "250-hello\n250 STARTTLS", "STARTTLS": "454 no"},
		"no TLS after STARTTLS":    {"EHLO": "250-hello\n250 STARTTLS", "STARTTLS": "220 go\n220 on"},
		"refused at MAIL":          {"MAIL": "451 later"},
		"refused at the end":       {".": "451 later"},
		"no AUTH where it must be": {"EHLO": "250 hello"},
	} {
		t.Run(name, func(t *testing.T) {
			server := script(t, answers)
			url := "smtp://127.0.0.1"
			if strings.Contains(name, "AUTH") {
				url = "smtp://docket:hunter2@127.0.0.1"
			}
			sender := newSender(t, url)
			closed := new(atomic.Bool)
			sender.Dial(func(ctx context.Context, network, _ string) (net.Conn, error) {
				conn, err := new(net.Dialer).DialContext(ctx, network, server.addr)
				return watched{conn, closed}, err
			})
			_ = sender.Send(within(t, patience), message())
			if !closed.Load() {
				t.Error("the connection is open")
			}
		})
	}
}

func TestAnAddressOfIPv6HasItsBrackets(t *testing.T) {
	sender := newSender(t, "smtp://[::1]:2525")
	dialled := ""
	sender.Dial(func(_ context.Context, network, addr string) (net.Conn, error) {
		dialled = network + " " + addr
		return nil, errors.New("not here")
	})
	if err := sender.Check(within(t, patience)); err == nil || dialled != "tcp [::1]:2525" {
		t.Errorf("dialled %q: %v", dialled, err)
	}
}

// TestAnEndlessAnswerIsCutOff: what a server says is kept in memory until its line ends.
func TestAnEndlessAnswerIsCutOff(t *testing.T) {
	for name, endless := range map[string]string{
		"line":  "250 " + strings.Repeat("x", 2<<20),
		"lines": strings.Repeat("250-x\n", 1<<19) + "250 x",
	} {
		err := newSender(t, script(t, map[string]string{"EHLO": endless, "HELO": endless}).url()).Send(within(t, patience), message())
		if err == nil || !strings.Contains(err.Error(), "more than a mail server has to say") {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}

func TestAContextThatHasEndedSendsNothing(t *testing.T) {
	box := testkit.SMTP(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := newSender(t, box.URL()).Send(ctx, message()); !errors.Is(err, context.Canceled) || mail.IsPermanent(err) {
		t.Errorf("the error is %v", err)
	}
	if got := box.Messages(); len(got) != 0 {
		t.Errorf("%d messages have arrived", len(got))
	}
}

func TestARefusedConnectionIsTriedAgain(t *testing.T) {
	box := testkit.SMTP(t)
	sender := newSender(t, box.URL())
	box.Close()
	if err := sender.Send(within(t, patience), message()); err == nil || mail.IsPermanent(err) {
		t.Errorf("the error is %v", err)
	}
	box.Start()
	if err := sender.Send(within(t, patience), message()); err != nil {
		t.Fatal(err)
	}
	box.Wait(1)
}

func TestWhatTheServerHasIsSent(t *testing.T) {
	for name, quit := range map[string]string{"closes": closes, "refuses": "554 never", "hangs": hangs, "nonsense": "?"} {
		t.Run(name, func(t *testing.T) {
			server := script(t, map[string]string{"QUIT": quit})
			ctx := within(t, patience/2)
			if err := newSender(t, server.url()).Send(ctx, message()); err != nil || ctx.Err() != nil {
				t.Errorf("the error is %v, that of the context %v", err, ctx.Err())
			}
		})
	}
}

func TestDocketIntroducesItselfByTheSendersDomain(t *testing.T) {
	for email, want := range map[string]string{
		"docket@tasks.example.com":   "EHLO tasks.example.com\n",
		"docket@b\u00fccher.example": "EHLO localhost\n", // ParseFrom would have made it ASCII
	} {
		scripted := script(t, nil)
		server, err := mail.ParseURL(scripted.url())
		if err != nil {
			t.Fatal(err)
		}
		if err := mail.New(server, mail.Address{Email: email}).Check(within(t, patience)); err != nil {
			t.Error(err)
		}
		if said := scripted.said(); said != want+"QUIT\n" {
			t.Errorf("%s: it said\n%s", email, said)
		}
	}
}

func TestManySendAtOnce(t *testing.T) {
	box := testkit.SMTP(t)
	sender := newSender(t, box.URL())
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := sender.Send(within(t, patience), message()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := box.Messages(); len(got) != 8 {
		t.Errorf("%d messages have arrived", len(got))
	}
	if sender.From() != (mail.Address{Name: "Docket", Email: "docket@example.com"}) {
		t.Errorf("they are from %v", sender.From())
	}
}
