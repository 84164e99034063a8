package limit

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	// keyPrefix begins the keys of redis_rate.
	keyPrefix = "rate:"
	// epoch is where redis_rate's times count from, in unix seconds.
	epoch = 1483228800
	// scanStep and maxScans bound what a look at Redis costs: 100,000 keys.
	scanStep, maxScans = 1000, 100
)

// Held is a key that may not be counted again for a while.
type Held struct {
	Name Name
	Key  string
	Wait time.Duration
}

// Held returns who has to wait. It looks at 100,000 of Redis's keys at most; cut says
// that there are more.
func (l *Limiter) Held(ctx context.Context) (held []Held, cut bool, err error) {
	if l == nil {
		return nil, false, nil
	}
	now, err := l.client.Time(ctx).Result()
	if err != nil {
		return nil, false, fmt.Errorf("asking Redis for its time: %w", err)
	}
	seen := map[string]bool{} // a scan may return a key twice
	cursor := uint64(0)
	for range maxScans {
		var keys []string
		if keys, cursor, err = l.client.Scan(ctx, cursor, keyPrefix+"*", scanStep).Result(); err != nil {
			return held, true, fmt.Errorf("looking for limits in Redis: %w", err)
		}
		found, err := l.heldOf(ctx, keys, seen, now)
		held = append(held, found...)
		if err != nil {
			return held, true, err
		}
		if cursor == 0 {
			return held, false, nil
		}
	}
	return held, true, nil
}

// heldOf returns those of some keys that have to wait at a time.
func (l *Limiter) heldOf(ctx context.Context, keys []string, seen map[string]bool, now time.Time) (held []Held, err error) {
	if len(keys) == 0 {
		return nil, nil
	}
	values, err := l.client.MGet(ctx, keys...).Result() // nil for what is no text
	if err != nil {
		return nil, fmt.Errorf("reading limits in Redis: %w", err)
	}
	for i, key := range keys {
		name, of, _ := strings.Cut(strings.TrimPrefix(key, keyPrefix), ":")
		text, _ := values[i].(string)
		spent, err := strconv.ParseFloat(text, 64)
		rate := l.rates[Name(name)]
		if err != nil || rate.Count == 0 || seen[key] {
			continue
		}
		seen[key] = true
		// What is stored is when all of the allowance is back. One more is allowed when
		// one of it is.
		full := time.Unix(epoch, 0).Add(time.Duration(spent * float64(time.Second)))
		if wait := full.Sub(now) - rate.Per + rate.Per/time.Duration(rate.Count); wait > 0 {
			held = append(held, Held{Name(name), of, wait})
		}
	}
	return held, nil
}

// Lift lets a key be counted as if it had never been.
func (l *Limiter) Lift(ctx context.Context, name Name, key string) error {
	if l == nil {
		return nil
	}
	key = string(name) + ":" + key
	l.mu.Lock()
	delete(l.local, key)
	l.mu.Unlock()
	if err := l.redis.Reset(ctx, key); err != nil {
		return fmt.Errorf("lifting the limit %s: %w", name, err)
	}
	return nil
}

// InDatabase reports whether a limit is counted in the database, not in Redis.
func (n Name) InDatabase() bool { return n == WrongAccount || n == WrongAddress || n == WrongDevice }

// Known reports whether there is a limit of this name.
func (n Name) Known() bool {
	return slices.ContainsFunc(Table(), func(row Row) bool { return row.Name == n })
}
