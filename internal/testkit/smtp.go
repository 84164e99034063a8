package testkit

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// Mailbox is an SMTP server on loopback that keeps what it takes. It speaks neither TLS nor AUTH. URL and
// Answer are for any goroutine, the other methods for the test's.
type Mailbox struct {
	tb       testing.TB
	addr     string
	listener net.Listener
	server   *smtp.Server  // nil after Close
	stopped  chan struct{} // closed when the server takes no more connections

	mu     sync.Mutex
	taken  []taken
	answer func(stage string) error
}

// Mail is a message that a Mailbox has taken. Text and HTML are decoded.
type Mail struct {
	From       string
	To         []string
	Header     mail.Header
	Text, HTML string
}

// taken is a message as it came.
type taken struct {
	from string
	to   []string
	data []byte
}

// SMTP starts a Mailbox and stops it at the end of the test.
func SMTP(tb testing.TB) *Mailbox {
	tb.Helper()
	m := &Mailbox{tb: tb, addr: "127.0.0.1:0"}
	m.Start()
	tb.Cleanup(func() {
		if m.server != nil {
			m.Close()
		}
	})
	return m
}

// URL is what a setting would say, smtp://127.0.0.1:port.
func (m *Mailbox) URL() string { return "smtp://" + m.addr }

// Start starts the server again after Close, with the same URL and what it had taken.
func (m *Mailbox) Start() {
	m.tb.Helper()
	listener, err := net.Listen("tcp", m.addr)
	if err != nil {
		m.tb.Fatalf("listening for mail: %v", err)
	}
	m.addr = listener.Addr().String()
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &mailSession{box: m}, nil
	}))
	server.Domain = "mailbox.test"
	server.EnableSMTPUTF8 = true
	server.ErrorLog = log.New(io.Discard, "", 0) // a client that hangs up is what some tests are about
	stopped := make(chan struct{})
	m.listener, m.server, m.stopped = listener, server, stopped
	go func() {
		defer close(stopped)
		_ = server.Serve(listener) // it ends with Close
	}()
}

// Close hangs up on everyone, and refuses connections until Start.
func (m *Mailbox) Close() {
	m.tb.Helper()
	// A server that has not begun to serve does not know its listener yet.
	if err := errors.Join(m.server.Close(), m.listener.Close()); err != nil && !errors.Is(err, net.ErrClosed) {
		m.tb.Errorf("closing the mailbox: %v", err)
	}
	m.server = nil
	<-m.stopped
}

// Answer makes the server ask f before it takes a sender ("mail"), a recipient ("rcpt") and, when it is
// all there, a message ("data"). What f returns is the answer, an *smtp.SMTPError with its code. With nil
// for f it takes everything, as at first.
func (m *Mailbox) Answer(f func(stage string) error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.answer = f
}

// Messages returns what the server has taken, the oldest first.
func (m *Mailbox) Messages() []*Mail {
	m.tb.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	all := make([]*Mail, len(m.taken))
	for i, t := range m.taken {
		read, err := t.read()
		if err != nil {
			m.tb.Fatalf("reading message %d: %v\n%s", i+1, err, t.data)
		}
		all[i] = read
	}
	return all
}

// Wait waits until the server has taken n messages, and returns all that it has.
func (m *Mailbox) Wait(n int) []*Mail {
	m.tb.Helper()
	Eventually(m.tb, fmt.Sprintf("%d messages", n), func() bool {
		m.mu.Lock()
		defer m.mu.Unlock()
		return len(m.taken) >= n
	})
	return m.Messages()
}

// Subject returns the subject, decoded.
func (m *Mail) Subject() string {
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return m.Header.Get("Subject")
	}
	return subject
}

func (m *Mailbox) ask(stage string) error {
	m.mu.Lock()
	f := m.answer
	m.mu.Unlock()
	if f == nil {
		return nil
	}
	return f(stage)
}

// read parses a message of multipart/alternative, as Docket sends them.
func (t taken) read() (*Mail, error) {
	msg, err := mail.ReadMessage(bytes.NewReader(t.data))
	if err != nil {
		return nil, fmt.Errorf("reading the header: %w", err)
	}
	kind, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		return nil, fmt.Errorf("the content is %q, not multipart/alternative", msg.Header.Get("Content-Type"))
	}
	m := &Mail{From: t.from, To: t.to, Header: msg.Header}
	parts := multipart.NewReader(msg.Body, params["boundary"])
	for _, want := range []struct {
		kind string
		to   *string
	}{{"text/plain", &m.Text}, {"text/html", &m.HTML}} {
		part, err := parts.NextRawPart()
		if err != nil {
			return nil, fmt.Errorf("looking for %s: %w", want.kind, err)
		}
		kind, params, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		if err != nil || kind != want.kind || params["charset"] != "UTF-8" || part.Header.Get("Content-Transfer-Encoding") != "quoted-printable" {
			return nil, fmt.Errorf("a part has the header %v, not that of %s in UTF-8, quoted-printable", part.Header, want.kind)
		}
		content, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", want.kind, err)
		}
		*want.to = string(bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n")))
	}
	if _, err := parts.NextRawPart(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("after the two parts there is no end, but another part or %v", err)
	}
	return m, nil
}

// mailSession is one connection's conversation.
type mailSession struct {
	box *Mailbox
	now taken
}

func (s *mailSession) Mail(from string, _ *smtp.MailOptions) error {
	s.now = taken{from: from}
	return s.box.ask("mail")
}

func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := s.box.ask("rcpt"); err != nil {
		return err
	}
	s.now.to = append(s.now.to, to)
	return nil
}

func (s *mailSession) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("reading a message: %w", err)
	}
	if err := s.box.ask("data"); err != nil {
		return err
	}
	s.now.data = data
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	s.box.taken = append(s.box.taken, s.now)
	return nil
}

func (s *mailSession) Reset() { s.now = taken{} }

func (s *mailSession) Logout() error { return nil }
