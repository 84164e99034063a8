package mail

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// A Server is an SMTP server, and how to sign in to it.
type Server struct {
	host  string
	port  int
	smtps bool   // TLS from the start, instead of STARTTLS
	login *login // nil: none
}

// A login is kept behind a pointer, so that printing what holds a Server does not print it.
type login struct{ user, password string }

// String returns the host and the port, without user name and password.
func (s Server) String() string { return net.JoinHostPort(s.host, strconv.Itoa(s.port)) }

// GoString is String: %#v shows no password either.
func (s Server) GoString() string { return s.String() }

// ParseURL reads smtp://user:password@host:587 or smtps://host:465, where user and password, and the
// port, may be left out. With smtp:// the connection turns to TLS by STARTTLS: it has to when there is
// a password and the host is not this machine, and otherwise does where the server offers it. With
// smtps:// it is TLS from the start. The errors quote no part of raw: a password with an unescaped
// '/', '?', '#' or ':' can end up in any of them.
func ParseURL(raw string) (Server, error) {
	scheme, _, found := strings.Cut(raw, "://")
	smtps := strings.EqualFold(scheme, "smtps")
	if !found || !smtps && !strings.EqualFold(scheme, "smtp") {
		return Server{}, errors.New("the SMTP URL must start with smtp:// or smtps://")
	}
	u, err := url.Parse(raw)
	if err != nil || u.Path != "" || strings.ContainsAny(raw, "?#") {
		return Server{}, errors.New("the SMTP URL must end after the host or its port, as in smtp://mail.example.com:587; write characters of the password other than letters and digits as %XX (for example %2F for /)")
	}
	s := Server{host: u.Hostname(), port: 587, smtps: smtps}
	if s.smtps {
		s.port = 465
	}
	if !isHost(s.host) {
		return Server{}, errors.New("the SMTP URL must name the server after two slashes, as in smtp://mail.example.com:587; a name with other letters than a to z is written in its xn-- form")
	}
	if digits := u.Port(); digits != "" || strings.HasSuffix(u.Host, ":") {
		n, err := strconv.ParseUint(digits, 10, 16)
		if err != nil || n == 0 {
			return Server{}, errors.New("the SMTP URL has a port that is not between 1 and 65535")
		}
		s.port = int(n)
	}
	if u.User != nil {
		password, _ := u.User.Password()
		s.login = &login{user: u.User.Username(), password: password}
		if s.login.user == "" || password == "" {
			return Server{}, errors.New("the SMTP URL has a user name without a password, or a password without a user name")
		}
		if strings.ContainsFunc(s.login.user+password, unicode.IsControl) {
			return Server{}, errors.New("the SMTP URL has a control character in its user name or password")
		}
	}
	return s, nil
}

// isHost reports whether s can be dialled, and is what a certificate can name.
func isHost(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return !strings.Contains(s, "%") // a zone means something on one machine only
	}
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '.' && r != '-' && r != '_'
	})
}

// mustEncrypt reports whether s has to be spoken to under TLS, with a certificate that is checked.
func (s Server) mustEncrypt() bool {
	return s.smtps || s.login != nil && !s.isThisMachine()
}

func (s Server) isThisMachine() bool {
	ip, err := netip.ParseAddr(s.host)
	return err == nil && ip.IsLoopback() || strings.EqualFold(s.host, "localhost")
}
