// Package cache keeps the finished list pages of a user in Redis, so that a page
// seen before is sent as the bytes that were stored. It is a cache only: whatever
// is wrong with Redis or with a stored value is a miss.
package cache

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/sony/gobreaker/v2"

	"docket/internal/docket"
)

// The limits of the cache, from architecture.md, 'The cached task list'.
const (
	// MaxViews is how many views of one user are kept; one more starts afresh.
	MaxViews = 32
	// MaxBody is the size in bytes of the largest body that is kept.
	MaxBody = 256 << 10
	// TTL is how long the views of a user are kept, counted from the first one.
	TTL = 60 * time.Second
	// Timeout is how long one cache operation can hold up a request.
	Timeout = 100 * time.Millisecond
)

// ErrUnavailable is the cause of an operation that was not tried because Redis
// failed to answer a moment ago.
var ErrUnavailable = errors.New("the cache does not answer")

// putScript stores a view: KEYS[1] the user's hash; ARGV view, value, MaxViews,
// TTL in seconds. Being one script it can leave neither a hash without a TTL nor
// one with too many views. HEXISTS gives an error table when the key holds
// something other than a hash, which is then replaced.
const putScript = `
local known = redis.pcall('HEXISTS', KEYS[1], ARGV[1])
if known ~= 1 and (known ~= 0 or redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[3])) then
  redis.call('UNLINK', KEYS[1])
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
if redis.call('TTL', KEYS[1]) < 0 then
  redis.call('EXPIRE', KEYS[1], ARGV[4])
end
return 1
`

// Cache stores list pages. Its methods are safe for concurrent use. None of them
// is cut short when the request that calls it ends, none takes longer than
// Timeout a command, and after a command that Redis did not answer they return
// at once for about a second.
type Cache struct {
	rdb     *redis.Client
	log     *slog.Logger
	put     *redis.Script
	breaker *gobreaker.CircuitBreaker[[]byte]

	hits, misses, failed, skipped atomic.Uint64
}

// New makes a cache that keeps its values in rdb. It sends nothing.
func New(rdb *redis.Client, log *slog.Logger) *Cache {
	return &Cache{
		rdb:     rdb,
		log:     log,
		put:     redis.NewScript(putScript),
		breaker: newBreaker(log),
	}
}

// Get returns the body stored for the user's view, if it was stored with exactly
// this version. Everything else is a miss. The body is not to be modified.
func (c *Cache) Get(ctx context.Context, user docket.ID, view, version string) ([]byte, bool) {
	value, err := c.do(ctx, func(ctx context.Context) ([]byte, error) {
		return c.rdb.HGet(ctx, key(user), view).Bytes()
	})
	if err == nil {
		var h header
		if h, err = decode(value); err == nil && h.matches(user, view) && string(h.version) == version {
			c.hits.Add(1)
			return h.body, true
		}
	}
	c.misses.Add(1)
	if err != nil && !errors.Is(err, redis.Nil) && !errors.Is(err, ErrUnavailable) {
		c.log.DebugContext(ctx, "cached view not read", "user", user, "view", view, "error", err)
	}
	return nil, false
}

// Put stores the body of the user's view as it was at version. A failure costs
// a miss later and is only logged, at debug.
func (c *Cache) Put(ctx context.Context, user docket.ID, view, version string, body []byte) {
	value, err := encode(user, view, version, body)
	if err == nil {
		_, err = c.do(ctx, func(ctx context.Context) ([]byte, error) {
			return nil, c.put.Run(ctx, c.rdb, []string{key(user)}, view, value, MaxViews, int(TTL.Seconds())).Err()
		})
	}
	if err != nil && !errors.Is(err, ErrUnavailable) {
		c.log.DebugContext(ctx, "view not cached", "user", user, "view", view, "error", err)
	}
}

// Invalidate removes all views of the users. When it fails, the views are left
// to their TTL and to the versions that no longer match.
func (c *Cache) Invalidate(ctx context.Context, users ...docket.ID) error {
	if len(users) == 0 {
		return nil
	}
	_, err := c.do(ctx, func(ctx context.Context) ([]byte, error) {
		// One command a key: together they would cross the slots of a cluster.
		_, err := c.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
			for _, user := range users {
				p.Unlink(ctx, key(user))
			}
			return nil
		})
		return nil, err
	})
	if err != nil {
		return fmt.Errorf("removing the cached views of %d users: %w", len(users), err)
	}
	return nil
}

// Entry is one stored view, as Entries found it.
type Entry struct {
	View    string // the field it is stored under
	Version string // the list_version it was stored with
	Body    []byte
	Err     error // why Get would not use it; then Version and Body are empty
}

// entriesTimeout is how long Entries waits for each answer.
const entriesTimeout = 2 * time.Second

// Entries returns all stored views of the user, the unusable ones included. It
// is for checking the cache, not for serving from it.
func (c *Cache) Entries(ctx context.Context, user docket.ID) ([]Entry, error) {
	// Nobody waits for a page here, so a busy Redis gets more time than usual.
	rdb := c.rdb.WithTimeout(entriesTimeout)
	views, err := rdb.HKeys(ctx, key(user)).Result()
	if err != nil {
		return nil, fmt.Errorf("listing the cached views of user %s: %w", user, err)
	}
	entries := make([]Entry, 0, len(views))
	for _, view := range views {
		value, err := rdb.HGet(ctx, key(user), view).Bytes()
		if errors.Is(err, redis.Nil) {
			continue // gone since it was listed
		}
		if err != nil {
			return nil, fmt.Errorf("reading the cached view %q of user %s: %w", view, user, err)
		}
		entry := Entry{View: view}
		if h, err := decode(value); err != nil {
			entry.Err = err
		} else if !h.matches(user, view) {
			entry.Err = errForeign
		} else {
			entry.Version, entry.Body = string(h.version), h.body
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

// Stats counts what a cache has done since it was made.
type Stats struct {
	Hits    uint64 // Gets that returned a body
	Misses  uint64 // Gets that did not, for whatever reason
	Errors  uint64 // operations that Redis refused or did not answer
	Skipped uint64 // operations not tried because Redis had just failed to answer
}

// Stats returns the counts so far.
func (c *Cache) Stats() Stats {
	return Stats{
		Hits:    c.hits.Load(),
		Misses:  c.misses.Load(),
		Errors:  c.failed.Load(),
		Skipped: c.skipped.Load(),
	}
}

// key is the name of the user's hash. The braces are a Redis Cluster hash tag.
func key(user docket.ID) string { return "tasks:{" + user.String() + "}" }
