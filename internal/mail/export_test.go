package mail

import (
	"context"
	"crypto/x509"
	"net"
	"time"
)

// Reach makes s connect to addr and trust roots, whatever its server is called.
func (s *Sender) Reach(addr string, roots *x509.CertPool) {
	s.roots = roots
	s.dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, addr)
	}
}

// Dial makes s dial with dial.
func (s *Sender) Dial(dial func(ctx context.Context, network, addr string) (net.Conn, error)) {
	s.dial = dial
}

// Bound changes how long s waits for a server.
func (s *Sender) Bound(dial, send time.Duration) { s.dialTimeout, s.sendTimeout = dial, send }
