// Package limit says how often something may be done.
package limit

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"docket/internal/docket"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"
	"golang.org/x/time/rate"
)

// maxLocal bounds how many counts are kept in the process while Redis is down. Who
// comes with more addresses than this starts them all anew.
const maxLocal = 10_000

// Limiter counts in Redis, by the generic cell rate algorithm, and in the process
// while Redis does not answer. It is safe for concurrent use. A nil one limits nothing.
type Limiter struct {
	rates  Rates
	client *redis.Client
	redis  *redis_rate.Limiter
	log    *slog.Logger
	down   atomic.Bool // Redis did not count when it was last asked to

	mu    sync.Mutex
	local map[string]*rate.Limiter
}

// New makes a Limiter that counts in the Redis of client, which must evict nothing.
func New(client *redis.Client, rates Rates, log *slog.Logger) *Limiter {
	return &Limiter{rates: rates, client: client, redis: redis_rate.NewLimiter(client), log: log, local: map[string]*rate.Limiter{}}
}

// Rate is the rate that holds for what is named.
func (l *Limiter) Rate(name Name) Rate {
	if l == nil {
		return Rate{}
	}
	return l.rates[name]
}

// Allow counts one by key and returns nil, or an error of docket.KindLimited that says
// when it may be tried again. Where Redis does not answer it counts in the process.
func (l *Limiter) Allow(ctx context.Context, name Name, key string) error {
	r := l.Rate(name)
	if r.Count == 0 {
		return nil
	}
	key = string(name) + ":" + key
	res, err := l.redis.Allow(ctx, key, redis_rate.Limit{Rate: r.Count, Burst: r.Count, Period: r.Per})
	if err != nil {
		if ctx.Err() != nil {
			return fmt.Errorf("counting %s: %w", name, err)
		}
		if !l.down.Swap(true) { // once, as strangers decide how often
			l.log.WarnContext(ctx, "counting in the process, as Redis does not count", "limit", name, "error", err)
		}
		return l.allowLocally(name, key, r)
	}
	if l.down.Swap(false) {
		l.log.InfoContext(ctx, "Redis counts again")
	}
	if res.Allowed == 0 {
		return Exceeded(name, "Too many tries.", res.RetryAfter)
	}
	return nil
}

func (l *Limiter) allowLocally(name Name, key string, r Rate) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	counter := l.local[key]
	if counter == nil {
		if len(l.local) >= maxLocal {
			clear(l.local)
		}
		counter = rate.NewLimiter(rate.Every(r.Per/time.Duration(r.Count)), r.Count)
		l.local[key] = counter
	}
	now := time.Now()
	if counter.AllowN(now, 1) {
		return nil
	}
	ahead := counter.ReserveN(now, 1)
	wait := ahead.DelayFrom(now)
	ahead.CancelAt(now)
	return Exceeded(name, "Too many tries.", wait)
}

// Exceeded is the refusal of what was done too often, with the words for what that was.
func Exceeded(name Name, words string, wait time.Duration) error {
	wait = max(wait, time.Second)
	minutes := int(wait.Round(time.Minute) / time.Minute)
	when := fmt.Sprintf("%d minutes", minutes)
	switch {
	case wait < time.Minute:
		when = "a moment"
	case minutes < 2:
		when = "a minute"
	}
	return &docket.Error{Kind: docket.KindLimited, Message: words + " Try again in " + when + ".", RetryAfter: wait,
		Err: fmt.Errorf("over the limit %s", name)}
}
