package cache

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/sony/gobreaker/v2"
)

// openFor is how long Redis is left alone after it failed to answer. It bounds
// both the time until the cache is used again and the share of requests that wait
// for a frozen Redis: one time-out a second.
const openFor = time.Second

// newBreaker makes the breaker that all commands go through. It opens on the
// first command that is not answered and then lets one try through at a time.
func newBreaker(log *slog.Logger) *gobreaker.CircuitBreaker[[]byte] {
	// gobreaker calls both functions with its lock held, which also guards cause.
	var cause error
	return gobreaker.NewCircuitBreaker[[]byte](gobreaker.Settings{
		Name:        "cache",
		MaxRequests: 1,
		Timeout:     openFor,
		ReadyToTrip: func(gobreaker.Counts) bool { return true },
		IsSuccessful: func(err error) bool {
			if unanswered(err) {
				cause = err
				return false
			}
			return true
		},
		OnStateChange: func(_ string, from, to gobreaker.State) {
			switch {
			case from == gobreaker.StateClosed:
				log.Warn("the cache does not answer; lists come from the database until it does", "error", cause)
			case to == gobreaker.StateClosed:
				log.Info("the cache answers again")
			}
		},
	})
}

// unanswered reports whether err says that a connection or server cannot be used. An
// error reply to a command is a reply; one that refuses the connection itself,
// or every command for now, is not.
func unanswered(err error) bool {
	if err == nil {
		return false
	}
	if _, ok := errors.AsType[redis.Error](err); ok {
		return redis.IsAuthError(err) || redis.IsMaxClientsError(err) || redis.IsLoadingError(err)
	}
	return true
}

// do runs one operation through the breaker, within Timeout and whether or not
// the caller's request has ended.
func (c *Cache) do(ctx context.Context, op func(context.Context) ([]byte, error)) ([]byte, error) {
	value, err := c.breaker.Execute(func() ([]byte, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), Timeout)
		defer cancel()
		return op(ctx)
	})
	switch {
	case err == nil || errors.Is(err, redis.Nil):
		return value, err
	case errors.Is(err, gobreaker.ErrOpenState), errors.Is(err, gobreaker.ErrTooManyRequests):
		c.skipped.Add(1)
		return nil, ErrUnavailable
	default:
		c.failed.Add(1)
		return nil, err
	}
}
