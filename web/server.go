// Package web is Docket over HTTP: the routes, the sessions, handlers that bind,
// call one use case and render, and the one place where errors become responses.
package web

import (
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"docket/internal/app"
	"docket/internal/cache"
	"docket/internal/jobs"
	"docket/internal/redisconn"
	"docket/static"
	"docket/views"

	"github.com/alexedwards/scs/v2"
	"github.com/go-playground/form/v4"
	"github.com/labstack/echo/v4"
)

// Server answers Docket's requests.
type Server struct {
	app         *app.App
	cache       *cache.Cache
	sessions    *scs.SessionManager
	redis       *redisconn.Conn // where sessions are kept
	cacheAt     *redisconn.Conn
	queue       *jobs.Queue
	workers     int
	mail        views.MailServer
	public      *url.URL
	build       string
	embedded    bool
	log         *slog.Logger
	now         func() time.Time
	refusalTime time.Duration
	echo        *echo.Echo
	gzip        *gzipper
	forms       *form.Decoder
	metrics     *metrics
	unbelieved  sync.Once      // says that a proxy is not trusted
	background  sync.WaitGroup // work that a response does not wait for
	draining    atomic.Bool    // each answer ends its connection
}

// Parts are what a Server is made of.
type Parts struct {
	App      *app.App
	Cache    *cache.Cache
	Sessions *redisconn.Conn // where sessions are kept
	CacheAt  *redisconn.Conn // where Cache is kept, for the administrator to look at
	Queue    *jobs.Queue
	Workers  int              // that do jobs in this process
	Mail     views.MailServer // zero for none
	Public   *url.URL         // how people reach this Docket: decides cookies and trusted origins
	Proxies  []netip.Prefix   // whose X-Forwarded-For is believed
	Listen   string           // host:port that the server listens on; its host is served beside Public's
	Build    string           // names this build; cached pages of another one are misses
	// RefusalTime is how long the refusal of a sign-in takes, whatever the reason, and of
	// what was tried too often.
	RefusalTime time.Duration
	Log         *slog.Logger
	Now         func() time.Time
}

// New makes a Server.
func New(p Parts) (*Server, error) {
	s := &Server{
		app: p.App, cache: p.Cache, redis: p.Sessions, cacheAt: p.CacheAt, queue: p.Queue, workers: p.Workers, mail: p.Mail, public: p.Public,
		build: p.Build, embedded: p.Sessions.Embedded(), log: p.Log, now: p.Now, refusalTime: p.RefusalTime, gzip: newGzipper(), forms: newForms(),
	}
	static.Load() // before anyone waits for them
	s.sessions = newSessions(p.Sessions.Pool(), p.Public.Scheme == "https")
	s.metrics = newMetrics(p.Cache)
	e, err := s.routes(p.Listen, p.Proxies)
	s.echo = e
	return s, err
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }

// Metrics answers Prometheus. It belongs on an address of its own.
func (s *Server) Metrics() http.Handler { return s.metrics.handler() }

// HTTPServer returns a server for s with the time limits that keep slow and
// silent clients from holding connections.
func (s *Server) HTTPServer() *http.Server {
	return &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
}

// Drain has every answer from now on end its connection, and /readyz refuse: the
// server is about to stop.
func (s *Server) Drain() { s.draining.Store(true) }

// Wait returns when the work that responses did not wait for is done. No request
// may be running any more.
func (s *Server) Wait() { s.background.Wait() }
