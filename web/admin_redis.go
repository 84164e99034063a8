package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"docket/internal/cache"
	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/redisconn"
	"docket/views"

	"github.com/labstack/echo/v4"
)

// lookFor is how long a page looks at Redis at most, all of it together.
const lookFor = 2 * time.Second

// keyKind is what keys that begin with a prefix are for.
type keyKind struct{ prefix, name string }

func keyKinds() []keyKind {
	return []keyKind{{"session:", "Sessions"}, {"tasks:{", "Cached pages, one key for each account"}, {"rate:", "Limits"}, {"asynq:", "Queued jobs"}}
}

func (s *Server) redisPage(c echo.Context, me docket.SignedIn) error {
	f, err := s.adminFrame(c, me, "Redis", paths.AdminRedis)
	if err != nil {
		return err
	}
	people, err := s.app.People(c.Request().Context(), me.User)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), lookFor)
	defer cancel()
	p := views.AdminRedis{Frame: f}
	for _, at := range s.servers() {
		p.Servers = append(p.Servers, s.lookAt(ctx, at.name, at.conn))
	}
	stats := s.cache.Stats()
	p.Use = views.CacheUse{Hits: stats.Hits, Misses: stats.Misses, Errors: stats.Errors + stats.Skipped}
	p.People, p.Cut = s.keptOf(ctx, people)
	return s.render(c, http.StatusOK, views.RedisPage(p))
}

// server is a Redis by what it is for.
type server struct {
	name string
	conn *redisconn.Conn
}

func (s *Server) servers() []server {
	if s.cacheAt == s.redis {
		return []server{{"Sessions and cache", s.redis}}
	}
	return []server{{"Sessions", s.redis}, {"Cache", s.cacheAt}}
}

// redisLine says on one line how Redis is.
func (s *Server) redisLine(ctx context.Context) views.AdminLine {
	l := views.AdminLine{Path: paths.AdminRedis, Name: "Redis"}
	var states []string
	for _, at := range s.servers() {
		status, err := at.conn.Status(ctx)
		state := memory(status)
		switch {
		case err != nil:
			s.log.WarnContext(ctx, "looking at Redis", "server", at.name, "error", err)
			state, l.Wrong = "no answer", true
		case at.conn.Embedded():
			state = "built into Docket"
		}
		states = append(states, at.name+": "+state)
	}
	l.State = strings.Join(states, "; ")
	return l
}

// lookAt is what a server says of itself and its keys. One that is slow or down is said to
// be so.
func (s *Server) lookAt(ctx context.Context, name string, conn *redisconn.Conn) views.RedisServer {
	v := views.RedisServer{Name: name, Address: conn.String(), Embedded: conn.Embedded()}
	status, err := conn.Status(ctx)
	if err == nil {
		v.Facts = statusFacts(status)
		v.Kinds, v.Cut, err = kinds(ctx, conn)
	}
	if err != nil {
		s.log.WarnContext(ctx, "looking at Redis", "server", name, "error", err)
		v.Down = true
	}
	return v
}

func kinds(ctx context.Context, conn *redisconn.Conn) (all []views.KeyKind, cut bool, err error) {
	names := keyKinds()
	var prefixes []string
	for _, k := range names {
		prefixes = append(prefixes, k.prefix)
	}
	counted, cut, err := conn.Kinds(ctx, prefixes...)
	for i, k := range counted {
		if k.Count == 0 {
			continue
		}
		v := views.KeyKind{Name: "Others", Prefix: k.Prefix, Count: k.Count, Forever: k.Forever, Shortest: k.Shortest, Longest: k.Longest}
		if i < len(names) {
			v.Name = names[i].name
		}
		all = append(all, v)
	}
	return all, cut, err
}

func statusFacts(s redisconn.Status) []views.Fact {
	if s.Version == "" {
		return nil
	}
	return []views.Fact{
		{Name: "Version", Value: s.Version}, {Name: "Memory", Value: memory(s)}, {Name: "When it is full", Value: s.Policy},
		{Name: "On disk", Value: onDisk(s)}, {Name: "Clients", Value: strconv.Itoa(s.Clients)}, {Name: "Up for", Value: views.Span(s.Uptime)},
	}
}

func memory(s redisconn.Status) string {
	if s.Max > 0 {
		return views.Size(s.Used) + " of " + views.Size(s.Max)
	}
	return views.Size(s.Used) + ", without a limit"
}

// onDisk says what of a Redis outlives its end.
func onDisk(s redisconn.Status) string {
	snapshots := "snapshots (RDB)"
	if s.SnapshotsUnsure {
		snapshots = "it doesn’t say whether there are snapshots"
	}
	switch {
	case s.AppendOnly && s.Snapshots == "" && !s.SnapshotsUnsure:
		return "append-only file (AOF)"
	case s.AppendOnly:
		return "append-only file (AOF), " + snapshots
	case s.Snapshots == "" && !s.SnapshotsUnsure:
		return "nothing"
	}
	return snapshots
}

// keptOf is what the cache keeps of people, until it does not answer or takes too long.
func (s *Server) keptOf(ctx context.Context, people []docket.Person) (all []views.CachedPerson, cut bool) {
	down := false
	for _, person := range people {
		v := views.CachedPerson{Person: person, Down: down}
		if !down {
			kept, left, err := s.cache.Kept(ctx, person.ID)
			if ctx.Err() != nil {
				return all, true
			}
			if err != nil {
				s.log.WarnContext(ctx, "looking at the cache", "error", err)
				v.Down, down = true, true
			}
			v.Age = cache.TTL - left
			for _, k := range kept {
				v.Views = append(v.Views, views.CachedView{View: k.View, Size: k.Size, Current: k.Version == person.ListVersion})
			}
		}
		all = append(all, v)
	}
	return all, false
}

// dropped is the form that drops somebody's cached pages. Its field is not named user, as
// that is whose page a form is on.
type dropped struct {
	Whose string `form:"whose"`
}

func (s *Server) dropViews(c echo.Context, me docket.SignedIn) error {
	in, _, err := bind[dropped](s, c)
	if err != nil {
		return err
	}
	u, err := s.app.DropViews(c.Request().Context(), me.User, docket.ID(in.Whose), s.cache.Invalidate)
	if err != nil {
		return err
	}
	return s.redirectWithToast(c, paths.AdminRedis, &views.Toast{Text: fmt.Sprintf("Dropped the pages of %s.", u.Name)})
}
