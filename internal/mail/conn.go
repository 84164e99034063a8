package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// maxSaid is how many bytes a server may send in a conversation.
const maxSaid = 1 << 20

// A conn is a connection that is ready for a message.
type conn struct {
	raw     net.Conn // below TLS; nil when there was no connection
	client  *gomail.Client
	session *smtp.Client
}

// connect dials, and goes on to where a message can be sent, one with addresses in UTF-8 when utf8 says
// so. When ctx ends, the connection does: go-mail keeps to ctx until it has a connection, and then to
// deadlines that it moves.
func (s *Sender) connect(ctx context.Context, utf8 bool) (*conn, error) {
	c := &conn{}
	// go-mail's address is left out: it lacks the brackets of IPv6.
	dial := func(dialing context.Context, network, _ string) (net.Conn, error) {
		dialing, cancel := context.WithTimeout(dialing, s.dialTimeout)
		defer cancel()
		raw, err := s.dial(dialing, network, s.server.String())
		if err != nil {
			return nil, err
		}
		raw = &bounded{Conn: raw, left: maxSaid}
		c.raw = raw
		context.AfterFunc(ctx, func() { _ = raw.Close() })
		if !s.server.smtps {
			return raw, nil
		}
		secure := tls.Client(raw, s.tlsConfig())
		if err := secure.HandshakeContext(dialing); err != nil {
			return nil, fmt.Errorf("turning to TLS: %w", err)
		}
		return secure, nil
	}
	var err error
	options := append(s.options(), gomail.WithDialContextFunc(dial))
	if !utf8 {
		// A server that was asked for SMTPUTF8 may return the message when the next one does not know it.
		options = append(options, gomail.WithoutSMTPUTF8())
	}
	if c.client, err = gomail.NewClient(s.server.host, options...); err != nil {
		return nil, fmt.Errorf("preparing a client: %w", err)
	}
	if c.session, err = c.client.DialToSMTPClientWithContext(ctx); err != nil {
		c.close()       // go-mail leaves it open
		return nil, err // Send and Check say what failed
	}
	return c, nil
}

func (s *Sender) options() []gomail.Option {
	options := []gomail.Option{
		gomail.WithPort(s.server.port),
		gomail.WithTimeout(2 * s.sendTimeout), // the context ends before, and its error says so
		gomail.WithHELO(s.hello()),
		gomail.WithTLSConfig(s.tlsConfig()),
		gomail.WithoutNoop(),
		gomail.WithoutRset(),
	}
	switch {
	case s.server.smtps:
		options = append(options, gomail.WithSSL())
	case s.server.mustEncrypt():
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	}
	if l := s.server.login; l != nil {
		ways := []gomail.SMTPAuthType{gomail.SMTPAuthPlain, gomail.SMTPAuthLogin}
		if !s.server.mustEncrypt() {
			ways = []gomail.SMTPAuthType{gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc}
		}
		options = append(options, gomail.WithUsername(l.user), gomail.WithPassword(l.password), gomail.WithOpportunisticSMTPAuth(ways...))
	}
	return options
}

// hello is what Docket calls itself. The machine's name is nobody's business, and that of a container
// is no name to others.
func (s *Sender) hello() string {
	if domain := s.from.domain(); domain != "" && isASCII(domain) {
		return domain
	}
	return "localhost"
}

func (s *Sender) tlsConfig() *tls.Config {
	return &tls.Config{
		ServerName: s.server.host,
		RootCAs:    s.roots,
		MinVersion: tls.VersionTLS12,
		// Where a server without TLS would do, so does one whose certificate is its own.
		InsecureSkipVerify: !s.server.mustEncrypt(), // #nosec G402 -- see above; with a password to send it is checked
	}
}

// quit says good-bye, which may fail: what there was to do is done.
func (c *conn) quit() {
	if err := c.raw.SetDeadline(time.Now().Add(quitTimeout)); err == nil {
		_ = c.client.CloseWithSMTPClient(c.session)
	}
}

// A bounded connection fails when the other side has sent more than left bytes: a line is read into
// memory whole, and a server may send one without end.
type bounded struct {
	net.Conn
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errors.New("the server has sent more than a mail server has to say")
	}
	n, err := b.Conn.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

func (c *conn) close() {
	if c.raw != nil {
		_ = c.raw.Close()
	}
}
