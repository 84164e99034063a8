package redisconn

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"time"

	redigo "github.com/gomodule/redigo/redis"
)

// The limits of the redigo pool. The longest way to an answer is one PING
// (pingTimeout), one new connection (connectTimeout) and the command
// (commandTimeout): 650 ms, within the second that the sessions promise.
const (
	connectTimeout = 300 * time.Millisecond // dial, TLS, AUTH and SELECT together
	commandTimeout = 250 * time.Millisecond
	pingTimeout    = 100 * time.Millisecond
	pingAfterIdle  = 30 * time.Second
	distrustFor    = time.Second
	maxIdle        = 64
	closeAfterIdle = 5 * time.Minute
)

var errDistrusted = errors.New("another connection to the same Redis has just failed")

// health remembers when a connection of a pool last failed. A server that froze
// or went away leaves its whole pool useless; without this each pooled
// connection would cost a PING's time-out or a failed command to find out.
type health struct {
	failedAt atomic.Pointer[time.Time]
}

// check decides whether an idle connection can be handed out. One that was used
// since the last failure is trusted until it has been idle for pingAfter. Others
// are dropped unasked for a second after a failure and sent a PING later.
func (h *health) check(c redigo.Conn, lastUsed time.Time, pingAfter time.Duration) error {
	now := time.Now()
	failed := h.failedAt.Load()
	usedSince := failed == nil || lastUsed.After(*failed)
	if usedSince && now.Sub(lastUsed) < pingAfter {
		return nil
	}
	if !usedSince && now.Sub(*failed) < distrustFor {
		return errDistrusted
	}
	_, err := redigo.DoWithTimeout(c, pingTimeout, "PING")
	return err
}

// watchedConn notes every failed read and write in a pool's health.
type watchedConn struct {
	net.Conn
	health *health
}

func (c watchedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.note(err)
	return n, err
}

func (c watchedConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.note(err)
	return n, err
}

func (c watchedConn) note(err error) {
	if err != nil {
		now := time.Now()
		c.health.failedAt.Store(&now)
	}
}

// newPool makes the redigo pool of t. Wait is false and the number of
// connections unlimited: a request never queues behind others for a connection.
func newPool(t target, pingAfter time.Duration) *redigo.Pool {
	h := &health{}
	dial := t.dialer(connectTimeout)
	options := []redigo.DialOption{
		redigo.DialContextFunc(func(ctx context.Context, network, addr string) (net.Conn, error) {
			c, err := dial(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			return watchedConn{Conn: c, health: h}, nil
		}),
		redigo.DialReadTimeout(commandTimeout),
		redigo.DialWriteTimeout(commandTimeout),
		redigo.DialUsername(t.username),
		redigo.DialPassword(t.password),
		redigo.DialDatabase(t.db),
	}
	return &redigo.Pool{
		DialContext: func(ctx context.Context) (redigo.Conn, error) {
			ctx, cancel := context.WithTimeout(ctx, connectTimeout)
			defer cancel()
			return redigo.DialContext(ctx, t.network, t.addr, options...)
		},
		TestOnBorrow: func(c redigo.Conn, lastUsed time.Time) error {
			return h.check(c, lastUsed, pingAfter)
		},
		MaxIdle:     maxIdle,
		IdleTimeout: closeAfterIdle,
		Wait:        false,
	}
}
