package redisconn

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// clockStep is how often the embedded server looks for keys to expire: they can
// outlive their time by this much.
const clockStep = time.Second

// embedded is a Redis inside the process. It listens on the loopback address,
// where other users of the machine can reach it, so it asks for a password that
// only this process knows.
type embedded struct {
	server   *miniredis.Miniredis
	password string
	quit     context.CancelFunc
	stopped  chan struct{}
}

func startEmbedded() (*embedded, error) {
	ctx, quit := context.WithCancel(context.Background())
	e := &embedded{
		server:   miniredis.NewMiniRedis(),
		password: rand.Text(),
		quit:     quit,
		stopped:  make(chan struct{}),
	}
	e.server.RequireAuth(e.password)
	if err := e.server.Start(); err != nil {
		quit()
		return nil, fmt.Errorf("starting the embedded Redis: %w", err)
	}
	go e.runClock(ctx)
	return e, nil
}

func (e *embedded) target() target {
	return target{network: "tcp", addr: e.server.Addr(), password: e.password}
}

// runClock makes time pass for the server, which is made for tests and leaves
// its clock to its user.
func (e *embedded) runClock(ctx context.Context) {
	defer close(e.stopped)
	ticker := time.NewTicker(clockStep)
	defer ticker.Stop()
	for last := time.Now(); ; {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			now := time.Now()
			e.server.FastForward(now.Sub(last))
			last = now
		}
	}
}

// stop ends the clock and the server.
func (e *embedded) stop() {
	e.quit()
	<-e.stopped
	e.server.Close()
}
