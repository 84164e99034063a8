package main

import (
	"context"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// How long nothing has to happen until the server ends: on connections that are
// open, longer than a request takes from the other end of the world, and where none
// is, long enough to accept the last one.
const (
	quietFor  = 300 * time.Millisecond
	acceptFor = 20 * time.Millisecond
)

// connections counts the open connections of a server.
type connections struct {
	open atomic.Int64
	used atomic.Pointer[time.Time] // when a request last began or ended on one
}

// note is an http.Server's ConnState.
func (c *connections) note(_ net.Conn, state http.ConnState) {
	now := time.Now()
	c.used.Store(&now)
	switch state {
	case http.StateNew:
		c.open.Add(1)
	case http.StateClosed, http.StateHijacked:
		c.open.Add(-1)
	}
}

// drain waits until the connections are quiet. To close one that only seems idle is
// to reset the request that is on its way, and Server.Shutdown closes them at once.
func (c *connections) drain(ctx context.Context) {
	c.note(nil, http.StateIdle)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !c.quiet() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

func (c *connections) quiet() bool {
	least := acceptFor
	if c.open.Load() > 0 {
		least = quietFor
	}
	return time.Since(*c.used.Load()) >= least
}
