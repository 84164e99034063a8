package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"syscall"
	"time"

	"docket/db"
	"docket/internal/app"
	"docket/internal/cache"
	"docket/internal/config"
	"docket/internal/docket"
	"docket/internal/jobs"
	"docket/internal/limit"
	"docket/internal/redisconn"
	"docket/web"
)

// drainFor is how long requests that run may take after the server was asked to
// stop.
const drainFor = 10 * time.Second

// refusalTime is how long the refusal of a sign-in takes, and of what was tried too often:
// longer than a password's hash, so that the time says nothing of why, and long enough for
// a flood to be slow.
const refusalTime = 250 * time.Millisecond

// parts are what a server is wired from, each to be closed after it.
type parts struct {
	sessions, cacheAt *redisconn.Conn
	cache             *cache.Cache
	db                *db.DB
	app               *app.App
	web               *web.Server
}

// connect opens Redis. What it returns is to be closed, also after an error.
func connect(cfg config.Config, log *slog.Logger) (p *parts, err error) {
	p = &parts{}
	redisconn.LogTo(log)
	if p.sessions, err = openRedis("REDIS_URL", cfg.RedisURL); err != nil {
		return p, err
	}
	p.cacheAt = p.sessions
	if cfg.CacheRedisURL != cfg.RedisURL {
		if p.cacheAt, err = openRedis("CACHE_REDIS_URL", cfg.CacheRedisURL); err != nil {
			return p, err
		}
	}
	p.cache = cache.New(p.cacheAt.Client(), log)
	return p, nil
}

// assemble makes the app and its server on Redis and the database, which are
// open.
func (c *command) assemble(p *parts, cfg config.Config, log *slog.Logger) error {
	p.app = c.newApp(p.db, cfg, limit.New(p.sessions.Client(), cfg.Limits, log), log)
	build, err := buildID()
	if err != nil {
		return err
	}
	p.web, err = web.New(web.Parts{App: p.app, Cache: p.cache, Sessions: p.sessions,
		CacheAt: p.cacheAt, Queue: jobs.NewQueue(p.sessions.Client()), Workers: cfg.Workers, Mail: mailServer(cfg),
		Public: cfg.PublicURL, Proxies: cfg.TrustedProxies, Listen: cfg.Addr, Build: build,
		RefusalTime: refusalTime, Log: log, Now: c.now})
	return err
}

// openRedis opens the Redis that a setting names. An address that cannot be used
// is a wrong setting; a Redis that is down is none.
func openRedis(setting, url string) (*redisconn.Conn, error) {
	conn, err := redisconn.Open(url)
	if err != nil && url != "" {
		return nil, usagef("%s: %v", setting, err)
	}
	return conn, err
}

// invalidate drops the cached views of everyone who can see a change. It is a
// hint: a delete that is lost costs memory and a miss, and never shows an old
// page, because the views are tagged with a version that has changed.
func invalidate(c *cache.Cache, log *slog.Logger) db.Hook {
	return func(ctx context.Context, names []string, users []docket.ID) {
		if err := c.Invalidate(ctx, users...); err != nil {
			log.DebugContext(ctx, "dropping cached views", "changes", names, "error", err)
		}
	}
}

func (p *parts) close() error {
	var errs []error
	if p.web != nil {
		p.web.Wait()
	}
	if p.db != nil {
		errs = append(errs, p.db.Close())
	}
	if p.cacheAt != nil && p.cacheAt != p.sessions {
		errs = append(errs, p.cacheAt.Close())
	}
	if p.sessions != nil {
		errs = append(errs, p.sessions.Close())
	}
	return errors.Join(errs...)
}

type serveCommand struct{}

// Run runs the server until ctx ends: first it takes no more connections, then
// it answers the requests that are on their way and those that run, then it closes
// what they stood on.
func (serveCommand) Run(ctx context.Context, c *command, cfg config.Config) (err error) {
	collectLess()
	log := cfg.Log.NewLogger(c.err)
	p, err := connect(cfg, log)
	defer func() { err = errors.Join(err, p.close()) }()
	if err != nil {
		return err
	}
	if p.db, err = db.Open(ctx, cfg.DatabasePath(), invalidate(p.cache, log)); err != nil {
		return err
	}
	if err := c.assemble(p, cfg, log); err != nil {
		return err
	}

	listener, err := listen(ctx, "DOCKET_ADDR", cfg.Addr)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }() // for when no server comes to own it
	server, conns := p.web.HTTPServer(), connections{}
	server.ConnState = conns.note
	servers, listeners := []*http.Server{server}, []net.Listener{listener}
	metricsAt := ""
	if cfg.MetricsAddr != "" {
		l, err := listen(ctx, "DOCKET_METRICS_ADDR", cfg.MetricsAddr)
		if err != nil {
			return err
		}
		defer func() { _ = l.Close() }()
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", p.web.Metrics())
		servers = append(servers, &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second})
		listeners = append(listeners, l)
		metricsAt = l.Addr().String()
	}
	// Only now: a server that cannot start signs nobody out.
	if err := p.db.Serve(ctx, func() error { return p.endSessions(ctx) }); err != nil {
		return err
	}
	failed := make(chan error, len(servers))
	for i, s := range servers {
		go func() { failed <- s.Serve(listeners[i]) }()
	}
	c.announce(ctx, cfg, p, listener.Addr().String(), metricsAt, log)

	working, stopWorking := context.WithCancel(ctx)
	defer stopWorking()
	worked := make(chan error, 1)
	go func() { worked <- c.work(working, p, cfg, log) }()
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	stopWorking()
	log.Info("stopping")
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainFor)
	defer cancel()
	p.web.Drain()
	if e := refuse(listener); e != nil {
		log.Debug("closing the listener at once", "error", errors.Join(e, listener.Close()))
	}
	conns.drain(drain)
	for _, s := range servers {
		if e := s.Shutdown(drain); e != nil {
			log.Warn("cutting off requests that take too long", "error", e)
			err = errors.Join(err, s.Close())
		}
	}
	return errors.Join(err, <-worked)
}

// listen listens on the address that a setting names. One that is not this
// machine's is a wrong setting; one that another program uses is none.
func listen(ctx context.Context, setting, addr string) (net.Listener, error) {
	var plain net.ListenConfig
	plain.SetMultipathTCP(false) // whose sockets take no filter, which refuse needs
	l, err := plain.Listen(ctx, "tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s: %s is in use by another program", setting, addr)
	case err != nil:
		return nil, usagef("%s: %v", setting, err)
	}
	return l, nil
}

// endSessions signs everyone out where the sessions that they had ended with an
// earlier run.
func (p *parts) endSessions(ctx context.Context) error {
	if !p.sessions.Embedded() {
		return nil
	}
	return p.app.RevokeEveryDevice(ctx)
}

// collectLess lets twice the live memory become garbage before it is collected,
// as Docket holds little and what a request allocates is soon forgotten: a tenth
// less work for a page from the cache, for about 12 MB. GOGC decides where it is
// set.
func collectLess() {
	const usual, docket = 100, 200
	if was := debug.SetGCPercent(docket); was != usual {
		debug.SetGCPercent(was)
	}
}

// announce says once where Docket is and what it runs on.
func (c *command) announce(ctx context.Context, cfg config.Config, p *parts, addr, metricsAt string, log *slog.Logger) {
	if _, port, err := net.SplitHostPort(addr); err == nil {
		if n, err := net.LookupPort("tcp", port); err == nil {
			cfg = cfg.Listening(n)
		}
	}
	if p.sessions.Embedded() {
		log.Info("using the built-in Redis: sessions end when Docket stops; set REDIS_URL to keep them")
	} else {
		log.Info("using Redis", "sessions", p.sessions.String(), "cache", p.cacheAt.String())
		if err := p.sessions.CanStore(ctx); err != nil {
			log.Error("nobody can sign in until Redis keeps sessions; docket doctor checks it again", "error", err)
		}
		if err := p.cacheAt.Ping(ctx); err != nil {
			log.Warn("lists come from the database until the cache answers", "error", err)
		}
	}
	log.Info("Docket is ready: open "+cfg.PublicURL.String(), "address", addr, "data", cfg.DatabasePath(), "version", versionText())
	if c.started != nil {
		c.started(addr, metricsAt)
	}
}
