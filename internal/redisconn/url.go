package redisconn

import (
	"crypto/tls"
	"errors"
	"net/url"
	"strconv"

	"github.com/redis/go-redis/v9"
)

// target is what a URL says about a server.
type target struct {
	network, addr      string // as net.Dial takes them
	username, password string
	db                 int
	tls                *tls.Config // nil: no TLS
}

// parseURL reads url. Its errors quote no part of it: a password with an
// unescaped '/', '?', '#' or ':' can end up in any of them.
func parseURL(raw string) (target, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Fragment != "" {
		return target{}, errors.New("the Redis URL cannot be read; write characters of the password other than letters and digits as %XX (for example %2F for /)")
	}
	switch u.Scheme {
	case "redis", "rediss":
		if port := u.Port(); port != "" {
			if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
				return target{}, errors.New("the Redis URL has a port that is not between 1 and 65535")
			}
		}
	case "unix":
		if u.Host != "" || u.Path == "" {
			return target{}, errors.New("the Redis URL must name the socket with its full path and three slashes: unix:///path/to/redis.sock")
		}
	default:
		return target{}, errors.New("the Redis URL must start with redis://, rediss:// or unix://")
	}
	if u.Opaque != "" {
		return target{}, errors.New("the Redis URL must have two slashes after its scheme, as in redis://localhost:6379/0")
	}
	if u.User != nil {
		if p, _ := u.User.Password(); p == "" {
			return target{}, errors.New("the Redis URL has a user name but no password; a password alone is written redis://:PASSWORD@host")
		}
	}
	// Docket sets every other option itself, and one that is ignored would mislead.
	for name := range u.Query() {
		if name != "db" && name != "skip_verify" {
			return target{}, errors.New("the Redis URL has an option other than db and skip_verify after its question mark")
		}
	}

	o, err := redis.ParseURL(raw)
	if err != nil || o.DB < 0 {
		return target{}, errors.New("the Redis URL must end in the number of a database, as in redis://localhost:6379/0, or in nothing (unix:///path/to/redis.sock?db=0); skip_verify is true or false")
	}
	return target{
		network: o.Network, addr: o.Addr,
		username: o.Username, password: o.Password,
		db: o.DB, tls: o.TLSConfig,
	}, nil
}
