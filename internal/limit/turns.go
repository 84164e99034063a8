package limit

import (
	"context"
	"fmt"
	"sync"
	"time"

	"docket/internal/docket"
)

// How many may wait for a turn: of one key, and how many keys of strangers at once. A
// turn is a password's hash long, some 40 ms, so that with these a person who comes
// while a flood does waits for less than 300 ms. After a stranger's turn the next of the
// same key is three turns away, so that a flood leaves three quarters of a processor.
const (
	maxBehind    = 64
	maxStrangers = 4
	pauses       = 3
)

// Turns lets one at a time of each key do what takes long, so that nobody waits behind
// all of somebody else's. It is safe for concurrent use.
type Turns struct {
	mu        sync.Mutex
	lines     map[string]*line
	strangers int // lines of keys that are not known
}

// line is who waits for a key's turn. The channel has room for the one whose turn it is.
type line struct {
	turn chan struct{}
	size int
}

// NewTurns makes Turns.
func NewTurns() *Turns { return &Turns{lines: map[string]*line{}} }

// Take waits for key's turn and returns what ends it, for strangers after a pause. Where too many wait already it is
// an error of docket.KindLimited at once; those of keys that are known have no others
// to wait behind.
func (t *Turns) Take(ctx context.Context, key string, known bool) (end func(), err error) {
	t.mu.Lock()
	l := t.lines[key]
	switch {
	case l == nil && !known && t.strangers >= maxStrangers, l != nil && l.size >= maxBehind:
		t.mu.Unlock()
		return nil, &docket.Error{Kind: docket.KindLimited, RetryAfter: time.Second, Err: fmt.Errorf("too many wait"),
			Message: "Too many people are signing in right now. Try again in a moment."}
	case l == nil:
		l = &line{turn: make(chan struct{}, 1)}
		t.lines[key] = l
		if !known {
			t.strangers++
		}
	}
	l.size++
	t.mu.Unlock()
	leave := func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if l.size--; l.size > 0 {
			return
		}
		delete(t.lines, key)
		if !known {
			t.strangers--
		}
	}
	select {
	case l.turn <- struct{}{}:
		began := time.Now()
		next := func() { <-l.turn; leave() }
		if known {
			return next, nil
		}
		return func() { time.AfterFunc(pauses*time.Since(began), next) }, nil
	case <-ctx.Done():
		leave()
		return nil, fmt.Errorf("waiting for a turn: %w", ctx.Err())
	}
}
