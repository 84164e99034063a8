package web

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
)

// cacheUse is what the cache did for a response.
type cacheUse string

// What the cache can do for a response. A bypass is a page that is not cached.
const (
	cacheHit    cacheUse = "hit"
	cacheMiss   cacheUse = "miss"
	cacheBypass cacheUse = "bypass"
)

// trace is where a request's time went. To signed-in users it becomes the
// Server-Timing header, which browsers show in their network panel.
type trace struct {
	began                             time.Time
	id                                string
	cache                             cacheUse
	session, user, lookup, db, render time.Duration
}

func traceOf(c echo.Context) *trace {
	if t, ok := c.Get(keyTrace).(*trace); ok {
		return t
	}
	return &trace{began: time.Now()}
}

// since adds the time since a moment to one of the trace's durations.
func since(d *time.Duration, began time.Time) { *d += time.Since(began) }

// write reports all that is known when the head of the response is sent; the total
// lacks only the sending.
func (t *trace) write(h http.Header) {
	use := t.cache
	if use == "" {
		use = cacheBypass
	}
	b := make([]byte, 0, 160)
	b = append(b, "cache;desc="+string(use)...)
	for _, part := range [...]struct {
		name string
		took time.Duration
	}{{"session", t.session}, {"user", t.user}, {"redis", t.lookup}, {"db", t.db}, {"render", t.render}, {"total", time.Since(t.began)}} {
		if part.took > 0 {
			b = append(b, ", "...)
			b = append(b, part.name...)
			b = append(b, ";dur="...)
			b = strconv.AppendFloat(b, float64(part.took.Microseconds())/1000, 'f', 2, 64)
		}
	}
	h.Set("Server-Timing", string(b))
}
