package cache

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"docket/internal/docket"

	"github.com/redis/go-redis/v9"
)

// keptScript lists the views of a user: KEYS[1] the user's hash, ARGV[1] how much of each
// value is returned, in bytes. The rest, which is long, stays in Redis.
const keptScript = `
local found = {redis.call('PTTL', KEYS[1])}
for _, view in ipairs(redis.call('HKEYS', KEYS[1])) do
  local value = redis.call('HGET', KEYS[1], view)
  found[#found + 1] = view
  found[#found + 1] = string.len(value)
  found[#found + 1] = string.sub(value, 1, tonumber(ARGV[1]))
end
return found
`

// Kept is a view that is in the cache.
type Kept struct {
	View    string // the field it is stored under
	Version string // the list_version it was stored with; empty where it cannot be read
	Size    int    // in bytes
}

// Kept returns the views that are kept of a user, and how long they are kept still. It
// reads no bodies and is not held back while Get is.
func (c *Cache) Kept(ctx context.Context, user docket.ID) (kept []Kept, left time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	found, err := redis.NewScript(keptScript).Run(ctx, c.rdb, []string{key(user)}, headerSize+3*maxLabel).Slice()
	if err != nil {
		return nil, 0, fmt.Errorf("listing what is kept of user %s: %w", user, err)
	}
	if ms, _ := found[0].(int64); ms > 0 {
		left = time.Duration(ms) * time.Millisecond
	}
	for i := 1; i+2 < len(found); i += 3 {
		view, _ := found[i].(string)
		size, _ := found[i+1].(int64)
		start, _ := found[i+2].(string)
		kept = append(kept, Kept{View: view, Version: versionIn(start), Size: int(size)})
	}
	return kept, left, nil
}

// versionIn reads the version from the start of a stored value, empty where it is none.
func versionIn(start string) string {
	b := []byte(start)
	if len(b) < headerSize || string(b[4:8]) != format {
		return ""
	}
	begin := headerSize + int(binary.BigEndian.Uint16(b[8:])) + int(binary.BigEndian.Uint16(b[10:]))
	end := begin + int(binary.BigEndian.Uint16(b[12:]))
	if end > len(b) {
		return ""
	}
	return string(b[begin:end])
}
