package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

// redisTimeout is how long jobs wait for Redis. A page has a database to fall back on
// and waits for less; of a job that Redis hands out and nobody waits for any more, the row
// is held in vain.
const redisTimeout = 3 * time.Second

// ownClient makes a client of the same Redis for jobs. asynq asks again at once
// after an error, so that a Redis that is down would take a processor: this client pauses.
func ownClient(shared *redis.Client, pause time.Duration) *redis.Client {
	o := *shared.Options()
	o.ReadTimeout, o.WriteTimeout, o.PoolTimeout = redisTimeout, redisTimeout, redisTimeout
	c := redis.NewClient(&o)
	c.AddHook(pausing(pause))
	return c
}

// pausing is the pause after a command that failed.
type pausing time.Duration

// DialHook implements redis.Hook.
func (p pausing) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessPipelineHook implements redis.Hook.
func (p pausing) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// ProcessHook implements redis.Hook.
func (p pausing) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		// Nothing found and a script to be loaded are answers.
		if err == nil || errors.Is(err, redis.Nil) || redis.HasErrorPrefix(err, "NOSCRIPT") {
			return err
		}
		timer := time.NewTimer(time.Duration(p))
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
		return err
	}
}
