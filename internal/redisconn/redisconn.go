// Package redisconn turns one Redis URL into the two clients Docket uses, a
// go-redis client and a redigo pool, and starts a Redis inside the process when
// there is no URL.
package redisconn

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	redigo "github.com/gomodule/redigo/redis"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// The time-outs of the go-redis client, from architecture.md: a page that has
// SQLite to fall back on waits no longer for its cache than this.
const (
	clientDialTimeout = 200 * time.Millisecond
	clientTimeout     = 100 * time.Millisecond
)

// Conn holds the clients of one Redis server. Its methods are safe for
// concurrent use.
type Conn struct {
	target   target
	client   *redis.Client
	pool     *redigo.Pool
	embedded *embedded // nil when a URL named the server
}

// Open prepares the clients for the Redis at url: redis://, rediss:// or
// unix://, with user, password and database. With an empty url it starts a Redis
// of its own in the process, which forgets everything when Docket stops.
//
// A real Redis is not contacted: one that is down does not keep Docket from
// starting. An unusable url is an error that says what is wrong with it and
// quotes none of it, since it may hold a password.
func Open(url string) (*Conn, error) {
	c := &Conn{}
	if url == "" {
		e, err := startEmbedded()
		if err != nil {
			return nil, err
		}
		c.embedded, c.target = e, e.target()
	} else {
		t, err := parseURL(url)
		if err != nil {
			return nil, err
		}
		c.target = t
	}
	c.client = newClient(c.target)
	c.pool = newPool(c.target, pingAfterIdle)
	return c, nil
}

// Client returns the go-redis client. It never retries, and no command takes it
// longer than its context allows.
func (c *Conn) Client() *redis.Client { return c.client }

// Pool returns the redigo pool, for sessions. A command on a connection from it
// ends within a second, whatever state the server and the pooled connections are
// in.
func (c *Conn) Pool() *redigo.Pool { return c.pool }

// Embedded reports whether the server runs inside this process and so forgets
// everything when it stops.
func (c *Conn) Embedded() bool { return c.embedded != nil }

// CanStore stores a value for a second through the pool, as a sign-in stores its
// session. A server that answers a PING of the client may refuse this: the drivers
// sign in differently, and a server may be full or a replica.
func (c *Conn) CanStore(ctx context.Context) error {
	pooled, err := c.pool.GetContext(ctx)
	if err == nil {
		// Named as sessions are: an access list may allow no other keys.
		_, err = redigo.DoContext(pooled, ctx, "SET", "session:check", "", "PX", 1000)
		err = errors.Join(err, pooled.Close())
	}
	if err != nil {
		return fmt.Errorf("storing a value in Redis at %s: %w", c, err)
	}
	return nil
}

// Ping asks the server for a sign of life through the client.
func (c *Conn) Ping(ctx context.Context) error {
	if err := c.client.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("asking Redis at %s for a sign of life: %w", c, err)
	}
	return nil
}

// String returns the address of the server for the log, without user name and
// password.
func (c *Conn) String() string {
	if c.embedded != nil {
		return "embedded"
	}
	return c.target.String()
}

// Close closes the clients and stops the embedded server.
func (c *Conn) Close() error {
	err := errors.Join(c.client.Close(), c.pool.Close())
	if c.embedded != nil {
		c.embedded.stop()
	}
	if err != nil {
		return fmt.Errorf("closing the connections to Redis: %w", err)
	}
	return nil
}

// newClient makes the go-redis client. RESP2, no identity and no maintenance
// notifications: a new connection then costs one round trip (HELLO) before its
// first command, two with a database other than 0, and a command looks for no
// pushed messages.
func newClient(t target) *redis.Client {
	return redis.NewClient(&redis.Options{
		Network:   t.network,
		Addr:      t.addr,
		Username:  t.username,
		Password:  t.password,
		DB:        t.db,
		TLSConfig: t.tls,

		Protocol:                 2,
		DisableIdentity:          true,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
		// Pipelines are rare and small: no second pool with its 256 KiB a connection.
		PipelinePoolSize: -1,

		DialTimeout: clientDialTimeout,
		// The default makes five attempts behind the caller's back.
		DialerRetries:         1,
		ReadTimeout:           clientTimeout,
		WriteTimeout:          clientTimeout,
		PoolTimeout:           clientTimeout,
		MaxRetries:            -1,
		ContextTimeoutEnabled: true,
	})
}

// dialer dials t, TLS included, within timeout.
func (t target) dialer(timeout time.Duration) func(context.Context, string, string) (net.Conn, error) {
	return redis.NewDialer(&redis.Options{DialTimeout: timeout, TLSConfig: t.tls})
}

// String is the URL of t without user name and password.
func (t target) String() string {
	db := strconv.Itoa(t.db)
	switch {
	case t.network == "unix" && t.db == 0:
		return "unix://" + t.addr
	case t.network == "unix":
		return "unix://" + t.addr + "?db=" + db
	case t.tls != nil:
		return "rediss://" + t.addr + "/" + db
	default:
		return "redis://" + t.addr + "/" + db
	}
}
