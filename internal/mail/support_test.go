package mail_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"docket/internal/mail"
)

// patience is what a step may take on a busy machine. A test that waits this long has failed.
const patience = 20 * time.Second

func newSender(t *testing.T, url string) *mail.Sender {
	t.Helper()
	server, err := mail.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	return mail.New(server, mail.Address{Name: "Docket", Email: "docket@example.com"})
}

func message() mail.Message {
	return mail.Message{
		ID: "0198c1b2-7f3e", To: mail.Address{Name: "Ada", Email: "ada@example.org"}, Subject: "Water the plants",
		Text: "Water the plants\n", HTML: "<p>Water the plants</p>\n",
		Date: time.Date(2026, 3, 4, 5, 6, 7, 0, time.FixedZone("", 3600)),
	}
}

func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

// What a scripted server does in place of an answer, or after it.
const (
	hangs  = "hangs"
	closes = "closes"
)

// A scripted server gives the answers that no real server can be made to give. It takes one connection.
type scripted struct {
	addr    string
	done    chan struct{}
	mu      sync.Mutex
	heard   strings.Builder
	release chan struct{}
}

// script serves answers by what is answered: "connect", a command, "line" for the first line of a
// message, or "." for its end. What is not there is answered with success, and "line" with nothing.
func script(t *testing.T, answers map[string]string) *scripted {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &scripted{addr: listener.Addr().String(), done: make(chan struct{}), release: make(chan struct{})}
	go func() {
		defer close(s.done)
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		s.converse(conn, answers)
	}()
	t.Cleanup(func() {
		close(s.release)
		_ = listener.Close()
		<-s.done
	})
	return s
}

func (s *scripted) url() string { return "smtp://" + s.addr }

// said returns all that the client has said, once it has gone or been hung up on.
func (s *scripted) said() string {
	<-s.done
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.heard.String()
}

func (s *scripted) converse(conn net.Conn, answers map[string]string) {
	usual := map[string]string{"connect": "220 ready", "DATA": "354 go on", "line": "", "QUIT": "221 bye"}
	answer := func(to string) (goesOn bool) {
		text, ok := answers[to]
		if !ok {
			if text, ok = usual[to]; !ok {
				text = "250 ok"
			}
		}
		if text == closes {
			return false
		}
		text, hung := strings.CutSuffix(text, hangs)
		if text = strings.TrimSuffix(text, "\n"); text != "" {
			if _, err := io.WriteString(conn, strings.ReplaceAll(text, "\n", "\r\n")+"\r\n"); err != nil {
				return false
			}
		}
		if hung {
			<-s.release
		}
		return !hung
	}
	if !answer("connect") {
		return
	}
	lines := bufio.NewScanner(conn)
	inMessage, first := false, false
	for lines.Scan() {
		s.mu.Lock()
		s.heard.WriteString(lines.Text() + "\n")
		s.mu.Unlock()
		command := strings.ToUpper(strings.SplitN(lines.Text(), " ", 2)[0])
		switch {
		case inMessage && lines.Text() == ".":
			inMessage, command = false, "."
		case inMessage && !first:
			continue
		case inMessage:
			first, command = false, "line"
		}
		if !answer(command) {
			return
		}
		if command == "DATA" {
			inMessage, first = true, true
		}
	}
}

// A protected server takes messages of those who sign in, on a port of its own.
type protected struct {
	addr  string
	roots *x509.CertPool

	mu      sync.Mutex
	signIns []string // user and password, as they came
	secure  []bool   // whether a message came under TLS
	options []smtp.MailOptions
}

// protect starts a server with a certificate of its own, for example.com and 127.0.0.1.
func protect(t *testing.T, set func(*smtp.Server)) *protected {
	t.Helper()
	certified := httptest.NewTLSServer(nil)
	certified.Close()
	p := &protected{roots: x509.NewCertPool()}
	p.roots.AddCert(certified.Certificate())

	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{server: p, conn: c}, nil
	}))
	server.TLSConfig = &tls.Config{Certificates: certified.TLS.Certificates, MinVersion: tls.VersionTLS12}
	server.ErrorLog = log.New(io.Discard, "", 0)
	set(server)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.addr = listener.Addr().String()
	serving := listener
	if server.Addr == "smtps" {
		serving = tls.NewListener(listener, server.TLSConfig)
	}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		_ = server.Serve(serving)
	}()
	t.Cleanup(func() {
		_, _ = server.Close(), listener.Close()
		<-stopped
	})
	return p
}

type session struct {
	server *protected
	conn   *smtp.Conn
	user   string
}

func (s *session) AuthMechanisms() []string { return []string{"PLAIN", "LOGIN"} }

func (s *session) Auth(mech string) (sasl.Server, error) {
	if mech != sasl.Plain {
		return nil, fmt.Errorf("%s is not tried", mech)
	}
	return sasl.NewPlainServer(func(_, user, password string) error {
		s.server.mu.Lock()
		defer s.server.mu.Unlock()
		s.server.signIns = append(s.server.signIns, user+":"+password)
		if user != "docket" || password != "hunter2" {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "no, not with " + password}
		}
		s.user = user
		return nil
	}), nil
}

func (s *session) Mail(_ string, options *smtp.MailOptions) error {
	if s.user == "" && s.conn.Server().Domain != "open" {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "sign in first"}
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.options = append(s.server.options, *options)
	return nil
}

func (s *session) Rcpt(string, *smtp.RcptOptions) error { return nil }

func (s *session) Data(r io.Reader) error {
	if _, err := io.Copy(io.Discard, r); err != nil {
		return fmt.Errorf("reading a message: %w", err)
	}
	_, secure := s.conn.TLSConnectionState()
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.secure = append(s.server.secure, secure)
	return nil
}

func (s *session) Reset() {}

func (s *session) Logout() error { return nil }
