package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"syscall"

	"docket/internal/docket"
	"docket/internal/limit"
	"docket/internal/mail"
)

var (
	hostName       = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_.])?$`)
	databaseNumber = regexp.MustCompile(`^(/[0-9]{0,5})?$`)
	urlScheme      = regexp.MustCompile(`^[A-Za-z]+://`)
	shownPort      = regexp.MustCompile(`^[0-9]{0,5}$`)
)

// A value is what somebody wrote, and the flag or variable they wrote it in.
type value struct {
	name, text string
}

func (v value) or(text string) value {
	if v.text == "" {
		v.text = text
	}
	return v
}

func (v value) wrong(allowed string) error {
	return fmt.Errorf("%s is %q: %s", v.name, v.text, allowed)
}

// wrongURL is wrong for a text that may hold a password.
func (v value) wrongURL(allowed string) error {
	return fmt.Errorf("%s is %q: %s", v.name, hideSecrets(v.text), allowed)
}

func checkAddr(v value) (string, error) {
	const allowed = "it must be host:port with a port from 0 to 65535, such as 127.0.0.1:8080 or :8080"
	host, port, err := net.SplitHostPort(v.text)
	if err != nil || !isHost(host) && host != "" || !isPort(port) {
		return "", v.wrong(allowed)
	}
	return v.text, nil
}

func checkMetricsAddr(v value, addr string) (string, error) {
	if v.text == "" {
		return "", nil
	}
	if _, err := checkAddr(v); err != nil {
		return "", err
	}
	if v.text == addr && !strings.HasSuffix(addr, ":0") {
		return "", v.wrong("Docket itself listens there; choose another port")
	}
	return v.text, nil
}

func checkData(v value) (string, error) {
	if strings.ContainsRune(v.text, 0) {
		return "", v.wrong("it must be the path of a folder")
	}
	switch info, err := os.Stat(v.text); {
	case err == nil && !info.IsDir():
		return "", v.wrong("it is a file; name a folder, which is made if it is missing")
	case errors.Is(err, syscall.ENOTDIR):
		return "", v.wrong("it lies below a file; name a folder, which is made if it is missing")
	}
	return v.text, nil
}

func checkRedisURL(v value) (string, error) {
	const allowed = "it must be redis://host:port/number, rediss://host:port/number or unix:///path/to/socket"
	if v.text == "" {
		return "", nil
	}
	u, err := url.Parse(v.text)
	if err != nil || u.Opaque != "" || u.Fragment != "" {
		return "", v.wrongURL(allowed)
	}
	switch u.Scheme {
	case "redis", "rediss":
		if !isURLHost(u) || !databaseNumber.MatchString(u.Path) {
			return "", v.wrongURL(allowed)
		}
	case "unix":
		if u.Host != "" || len(u.Path) < 2 {
			return "", v.wrongURL(allowed)
		}
	default:
		return "", v.wrongURL(allowed)
	}
	return v.text, nil
}

func checkPublicURL(v value, addr string) (*url.URL, error) {
	const allowed = "it must be http:// or https:// and a host, with nothing after it, such as https://docket.example.org"
	if v.text == "" {
		return defaultPublicURL(addr), nil
	}
	u, err := url.Parse(v.text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || !isURLHost(u) ||
		u.User != nil || strings.ContainsAny(v.text, "?#") || u.Path != "" && u.Path != "/" {
		return nil, v.wrongURL(allowed)
	}
	return origin(u.Scheme, u.Host), nil
}

// defaultPublicURL is where a browser on this machine reaches addr, which has been checked.
func defaultPublicURL(addr string) *url.URL {
	colon := strings.LastIndex(addr, ":")
	host, port := addr[:colon], addr[colon:]
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	if host == "" || err == nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return origin("http", host+port)
}

// origin writes an address as browsers write it in the Origin header, so that the two compare equal.
func origin(scheme, host string) *url.URL {
	host = strings.ToLower(host)
	defaultPort := ":80"
	if scheme == "https" {
		defaultPort = ":443"
	}
	return &url.URL{Scheme: scheme, Host: strings.TrimSuffix(host, defaultPort)}
}

// checkTrustedProxies reads networks and single addresses. Where none is given, a public https
// address means that a proxy ends TLS, on this machine unless told otherwise.
func checkTrustedProxies(v value, public *url.URL) ([]netip.Prefix, error) {
	const allowed = "it must be networks or addresses with commas between, such as 10.0.0.0/8,::1"
	if v.text == "" && public.Scheme == "https" {
		v.text = "127.0.0.0/8,::1"
	}
	var networks []netip.Prefix
	for part := range strings.SplitSeq(v.text, ",") {
		part = strings.TrimSpace(part)
		if v.text == "" {
			break
		}
		network, err := netip.ParsePrefix(part)
		if address, e := netip.ParseAddr(part); e == nil && address.Zone() == "" {
			network, err = netip.PrefixFrom(address, address.BitLen()), nil
		}
		if err != nil {
			return nil, v.wrong(allowed)
		}
		networks = append(networks, network.Masked())
	}
	return networks, nil
}

func checkLimits(v value) (limit.Rates, error) {
	rates, err := limit.Parse(v.text)
	if err != nil {
		return nil, v.wrong(err.Error())
	}
	return rates, nil
}

// checkMail reads a mail server and whom mail is from, which are set together or not at all.
func checkMail(server, from value) (s mail.Server, a mail.Address, err error) {
	if server.text != "" {
		if s, err = mail.ParseURL(server.text); err != nil {
			return s, a, fmt.Errorf("%s: %w", server.name, err)
		}
	}
	if from.text != "" {
		if a, err = mail.ParseFrom(from.text); err != nil {
			return s, a, from.wrong("it must be an email address, such as Docket <docket@example.com>")
		}
	}
	if server.text != "" && from.text == "" {
		return s, a, from.wrong("with a mail server it must be an email address, such as Docket <docket@example.com>")
	}
	return s, a, nil
}

// maxWorkers bounds the jobs that run at once: SQLite has one writer, and mail servers limit
// connections.
const maxWorkers = 64

func checkWorkers(v value) (int, error) {
	n, err := strconv.Atoi(v.or("4").text)
	if err != nil || n < 0 || n > maxWorkers {
		return 0, v.wrong(fmt.Sprintf("it must be a number from 0 to %d", maxWorkers))
	}
	return n, nil
}

func checkSignUp(v value) (docket.SignUp, error) {
	switch s := docket.SignUp(v.text); s {
	case "":
		return docket.SignUpFirst, nil
	case docket.SignUpOpen, docket.SignUpInvite, docket.SignUpClosed:
		return s, nil
	default:
		return "", v.wrong("it must be open, invite or closed, or empty for open until the first account exists")
	}
}

func checkLog(v value) (Log, error) {
	const allowed = "it must be text or json, a level (debug, info, warn or error), or one of each, such as json,warn"
	var l Log
	if v.text == "" {
		return l, nil
	}
	var form, level bool
	for part := range strings.SplitSeq(v.text, ",") {
		seen := &level
		switch strings.TrimSpace(part) {
		case "text":
			seen = &form
		case "json":
			seen, l.JSON = &form, true
		case "debug":
			l.Level = slog.LevelDebug
		case "info":
			l.Level = slog.LevelInfo
		case "warn":
			l.Level = slog.LevelWarn
		case "error":
			l.Level = slog.LevelError
		default:
			return Log{}, v.wrong(allowed)
		}
		if *seen {
			return Log{}, v.wrong(allowed)
		}
		*seen = true
	}
	return l, nil
}

func isPort(s string) bool {
	_, err := strconv.ParseUint(s, 10, 16)
	return err == nil
}

// isHost reports whether s is an IP address or has the letters of a host name.
func isHost(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return true
	}
	return hostName.MatchString(s)
}

// isURLHost reports whether u names a host and, if it has a colon after it, a port to connect to.
func isURLHost(u *url.URL) bool {
	port := u.Port()
	return isHost(u.Hostname()) && !strings.HasSuffix(u.Host, ":") && (port == "" || isPort(port) && port != "0")
}

// hideSecrets makes a text that is no good URL safe to show. It does not trust the parser: whatever
// can be a password (before an @, behind a colon that no port follows, in a query) is replaced.
func hideSecrets(text string) string {
	const hidden = "***"
	shown := urlScheme.FindString(text)
	rest := text[len(shown):]
	if i := strings.LastIndex(rest, "@"); i >= 0 {
		shown, rest = shown+hidden+"@", rest[i+1:]
	}
	if i := strings.IndexAny(rest, "?#"); i >= 0 {
		rest = rest[:i+1] + hidden
	}
	if strings.HasPrefix(rest, "[") {
		return shown + rest
	}
	host, path, slash := strings.Cut(rest, "/")
	if name, port, ok := strings.Cut(host, ":"); ok && !shownPort.MatchString(port) {
		host = name + ":" + hidden
	}
	if slash {
		host += "/" + path
	}
	return shown + host
}
