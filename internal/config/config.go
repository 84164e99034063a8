// Package config turns flags and the environment into a checked Config; nothing else in Docket
// reads the environment.
package config

import (
	"io"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strconv"

	"docket/internal/docket"
	"docket/internal/limit"
	"docket/internal/mail"
)

// Config is what Docket runs with. Every value has been checked by Settings.Config.
type Config struct {
	Addr          string   // host:port that serves people; port 0 asks the system for a free one
	Data          string   // folder that holds the database
	RedisURL      string   // sessions, jobs and pub/sub; empty for the embedded server; may hold a password
	CacheRedisURL string   // the cached lists; RedisURL unless set; may hold a password
	PublicURL     *url.URL // scheme and host only, as a browser writes it in Origin: lower case, no default port
	SignUp        docket.SignUp
	// TrustedProxies are the networks of proxies whose X-Forwarded-For is believed.
	TrustedProxies []netip.Prefix
	Limits         limit.Rates
	SMTP           mail.Server  // zero for none
	MailFrom       mail.Address // set where SMTP is
	Workers        int          // how many jobs run at once; 0 for none
	MetricsAddr    string       // host:port for Prometheus; empty for none
	Log            Log

	PublicURLSet bool // PublicURL was set, so it does not follow Addr
}

// DatabasePath is the file in Data that holds the database.
func (c Config) DatabasePath() string {
	return filepath.Join(c.Data, "docket.db")
}

// Listening returns c for a server that listens on port: where Addr asked for port 0, Addr, and
// PublicURL if it follows Addr, name the port that the system chose.
func (c Config) Listening(port int) Config {
	host, asked, err := net.SplitHostPort(c.Addr)
	if err != nil || asked != "0" {
		return c
	}
	c.Addr = net.JoinHostPort(host, strconv.Itoa(port))
	if !c.PublicURLSet {
		c.PublicURL = defaultPublicURL(c.Addr)
	}
	return c
}

// Log says how much is logged and in which form.
type Log struct {
	JSON  bool // one JSON object a line; else key=value text
	Level slog.Level
}

// NewLogger returns a logger that writes to w as l says.
func (l Log) NewLogger(w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: l.Level}
	if l.JSON {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
