// Package mail sends messages over SMTP.
package mail

import (
	"context"
	"crypto/x509"
	"net"
	"time"
)

// How long a server may take, whatever it does.
const (
	dialTimeout = 10 * time.Second // until it can be spoken to
	sendTimeout = 30 * time.Second // for a whole message
	quitTimeout = time.Second      // to say good-bye, when all is done
)

// Sender sends messages from one address through one server, each over a connection of its own. It is
// safe for concurrent use.
type Sender struct {
	server Server
	from   Address

	dial                     func(ctx context.Context, network, addr string) (net.Conn, error)
	roots                    *x509.CertPool // nil: those of the system
	dialTimeout, sendTimeout time.Duration
}

// New returns a Sender. It does not connect.
func New(server Server, from Address) *Sender {
	return &Sender{
		server: server, from: from,
		dial: new(net.Dialer).DialContext, dialTimeout: dialTimeout, sendTimeout: sendTimeout,
	}
}

// From returns the address that messages come from.
func (s *Sender) From() Address { return s.from }

// Send sends m. It returns nil as soon as the server has said that it has the message, and fails by
// the end of ctx, or after 30 seconds. IsPermanent tells whether to try again: then the server may get a
// message a second time that it had without saying so, with the same Message-ID.
func (s *Sender) Send(ctx context.Context, m Message) error {
	msg, err := m.compose(s.from)
	if err != nil {
		return &failure{text: "writing a message: " + err.Error(), permanent: true}
	}
	ctx, cancel := context.WithTimeout(ctx, s.sendTimeout)
	defer cancel()
	c, err := s.connect(ctx, !isASCII(s.from.Email+m.To.Email))
	if err != nil {
		return s.failure(ctx, "connecting to "+s.server.String(), err)
	}
	// After an error nothing more is said: inside of a message, QUIT would end it and send its half.
	defer c.close()
	err = c.client.SendWithSMTPClient(c.session, msg)
	if msg.IsDelivered() {
		c.quit()
		return nil
	}
	return s.failure(ctx, "sending a message through "+s.server.String(), err)
}

// Check connects and signs in as Send does, and sends nothing.
func (s *Sender) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.sendTimeout)
	defer cancel()
	c, err := s.connect(ctx, false)
	if err != nil {
		return s.failure(ctx, "connecting to "+s.server.String(), err)
	}
	defer c.close()
	c.quit()
	return nil
}
