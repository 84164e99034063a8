package redisconn

import (
	"bufio"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	// scanStep and maxScans bound what a look at the keys costs: 100,000 of them.
	scanStep, maxScans = 500, 200
	// noTTL is what Redis says of a key that does not expire.
	noTTL = -1
)

// Status is what a server says of itself. What it does not say is zero.
type Status struct {
	Version         string
	Used, Max       int64 // bytes of memory; no limit where Max is zero
	Policy          string
	AppendOnly      bool
	Snapshots       string // when they are made, as the setting save says; empty for never
	SnapshotsUnsure bool   // it would not tell
	Clients         int
	Uptime          time.Duration
}

// Status asks the server about itself. The built-in one has nothing to say.
func (c *Conn) Status(ctx context.Context) (Status, error) {
	if c.embedded != nil {
		return Status{}, nil
	}
	info, err := c.client.Info(ctx).Result()
	if err != nil {
		return Status{}, fmt.Errorf("asking Redis at %s about itself: %w", c, err)
	}
	s := status(info)
	save, err := c.client.ConfigGet(ctx, "save").Result() // a managed Redis may not tell
	s.Snapshots, s.SnapshotsUnsure = save["save"], err != nil
	return s, nil
}

// status reads the answer to INFO.
func status(info string) (s Status) {
	values := map[string]string{}
	for lines := bufio.NewScanner(strings.NewReader(info)); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), ":")
		values[name] = value
	}
	number := func(name string) int64 {
		n, _ := strconv.ParseInt(values[name], 10, 64) // zero where it does not say
		return n
	}
	s.Version, s.Policy = values["redis_version"], values["maxmemory_policy"]
	s.Used, s.Max, s.Clients = number("used_memory"), number("maxmemory"), int(number("connected_clients"))
	s.AppendOnly, s.Uptime = values["aof_enabled"] == "1", time.Duration(number("uptime_in_seconds"))*time.Second
	return s
}

// Kind is the keys that begin with a prefix.
type Kind struct {
	Prefix            string
	Count             int
	Shortest, Longest time.Duration // until those expire that do
	Forever           int           // how many do not
}

// Kinds counts the keys by how they begin; those that begin with none of the prefixes
// come last. It looks at 100,000 keys at most; cut says that there are more. After an
// error it returns what it has counted.
func (c *Conn) Kinds(ctx context.Context, prefixes ...string) (kinds []Kind, cut bool, err error) {
	for _, p := range prefixes {
		kinds = append(kinds, Kind{Prefix: p})
	}
	kinds = append(kinds, Kind{})
	seen := map[string]bool{} // a scan may return a key twice
	cursor := uint64(0)
	for range maxScans {
		var keys []string
		if keys, cursor, err = c.client.Scan(ctx, cursor, "", scanStep).Result(); err == nil {
			err = c.count(ctx, kinds, keys, seen)
		}
		if err != nil {
			return kinds, true, fmt.Errorf("counting the keys of Redis at %s: %w", c, err)
		}
		if cursor == 0 {
			return kinds, false, nil
		}
	}
	return kinds, true, nil
}

func (c *Conn) count(ctx context.Context, kinds []Kind, keys []string, seen map[string]bool) error {
	for len(keys) > 0 { // the built-in server returns them all at once
		some := keys[:min(len(keys), scanStep)]
		keys = keys[len(some):]
		ttls := make([]*redis.DurationCmd, len(some))
		_, err := c.client.Pipelined(ctx, func(p redis.Pipeliner) error {
			for i, key := range some {
				ttls[i] = p.PTTL(ctx, key)
			}
			return nil
		})
		if err != nil {
			return err
		}
		for i, key := range some {
			if !seen[key] {
				seen[key] = true
				kindOf(kinds, key).add(ttls[i].Val())
			}
		}
	}
	return nil
}

// kindOf is the kind of a key, of which the last takes all.
func kindOf(kinds []Kind, key string) *Kind {
	for i := range kinds {
		if strings.HasPrefix(key, kinds[i].Prefix) {
			return &kinds[i]
		}
	}
	return &kinds[len(kinds)-1]
}

// add counts a key with what PTTL says of it.
func (k *Kind) add(ttl time.Duration) {
	switch {
	case ttl == noTTL:
		k.Forever++
	case ttl < 0: // it is gone since
		return
	case k.Count == k.Forever:
		k.Shortest, k.Longest = ttl, ttl
	default:
		k.Shortest, k.Longest = min(k.Shortest, ttl), max(k.Longest, ttl)
	}
	k.Count++
}
