// Package testkit starts the real parts that tests run against: Redis servers of
// their own, databases in temporary folders, and the whole app over HTTP.
package testkit

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"docket/db"
	"docket/internal/app"
	"docket/internal/cache"
	"docket/internal/docket"
	"docket/internal/jobs"
	"docket/internal/limit"
	"docket/internal/mail"
	"docket/internal/markdown"
	"docket/internal/password"
	"docket/internal/rank"
	"docket/internal/redisconn"
	"docket/views"
	"docket/web"

	"github.com/google/uuid"
)

// Password is what every user of a test signs in with.
const Password = "correct horse paper lantern"

// Clock is a clock that a test sets. It stands still in between.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock starts a clock on Thursday 16 July 2026, 12:00 UTC.
func NewClock() *Clock {
	return &Clock{now: time.Date(2026, 7, 16, 12, 0, 0, 0, time.UTC)}
}

// Now returns the clock's time, and moves it by a millisecond so that what
// happens later is later.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

// Set puts the clock to a time.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Add moves the clock.
func (c *Clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Options say how an App differs from the usual one.
type Options struct {
	RedisURL    string           // sessions; the embedded server when empty
	CacheURL    string           // the cache; RedisURL when empty
	SignUp      docket.SignUp    // open when empty
	Limits      string           // that differ from the defaults
	RefusalTime time.Duration    // as short as it can be when zero
	PublicURL   string           // the test server's own address when empty
	Proxies     []netip.Prefix   // whose X-Forwarded-For is believed; nobody's when empty
	Listen      string           // the address it is told that it listens on; its own when empty
	Now         func() time.Time // Clock's when nil
	DataDir     string           // a temporary folder when empty
	Mailbox     *Mailbox         // takes its mail; no mail is sent when nil
	Workers     int              // that do jobs; none when zero
	Hook        db.Hook          // in the place of the cache's invalidation, to lose or count it; nil for the real one
	Log         io.Writer        // where the server logs to, at debug level; nowhere when nil
	Build       string           // "test" when empty
	Cost        password.Cost    // of password hashes; the least there is when zero
}

// App is a whole Docket that listens on a port of its own.
type App struct {
	TB       testing.TB
	URL      string
	Clock    *Clock
	DB       *db.DB
	Use      *app.App // the use cases
	Cache    *cache.Cache
	Sessions *redisconn.Conn
	CacheAt  *redisconn.Conn
	Web      *web.Server
	Jobs     *jobs.Runner
	DataDir  string

	server *httptest.Server
	once   sync.Once
	quit   context.CancelFunc
	worked sync.WaitGroup
}

// New starts an App and stops it when the test ends.
func New(tb testing.TB, o Options) *App {
	tb.Helper()
	a := &App{TB: tb, Clock: NewClock(), DataDir: o.DataDir}
	if a.DataDir == "" {
		a.DataDir = tb.TempDir()
	}
	now := o.Now
	if now == nil {
		now = a.Clock.Now
	}
	logTo := o.Log
	if logTo == nil {
		logTo = io.Discard
	}
	log := slog.New(slog.NewTextHandler(logTo, &slog.HandlerOptions{Level: slog.LevelDebug}))
	a.Sessions = must(tb)(redisconn.Open(o.RedisURL))
	a.CacheAt = a.Sessions
	if o.CacheURL != "" && o.CacheURL != o.RedisURL {
		a.CacheAt = must(tb)(redisconn.Open(o.CacheURL))
	}
	a.Cache = cache.New(a.CacheAt.Client(), log)
	hook := o.Hook
	if hook == nil {
		hook = Invalidate(a.Cache)
	}
	ctx := tb.Context()
	var err error
	if a.DB, err = db.Open(ctx, filepath.Join(a.DataDir, "docket.db"), hook); err != nil {
		tb.Fatalf("opening the database: %v", err)
	}
	if o.Cost == (password.Cost{}) {
		o.Cost = password.Least()
	}
	if o.SignUp == "" {
		o.SignUp = docket.SignUpOpen
	}
	rates, err := limit.Parse(o.Limits)
	if err != nil {
		tb.Fatalf("reading the limits: %v", err)
	}
	a.Use = app.New(app.Parts{DB: a.DB, Passwords: password.NewHasher(rand.Reader, 2, o.Cost), Notes: markdown.New(), SignUp: o.SignUp,
		Limits: limit.New(a.Sessions.Client(), rates, log), Log: log, Mail: o.Mailbox != nil, Now: now, NewID: NewID})
	a.server = httptest.NewUnstartedServer(nil)
	a.URL = "http://" + a.server.Listener.Addr().String()
	if o.PublicURL == "" {
		o.PublicURL = a.URL
	}
	public, err := url.Parse(o.PublicURL)
	if err != nil {
		tb.Fatalf("reading the public URL: %v", err)
	}
	if o.Listen == "" {
		o.Listen = a.server.Listener.Addr().String()
	}
	if o.Build == "" {
		o.Build = "test"
	}
	a.Web, err = web.New(web.Parts{App: a.Use, Cache: a.Cache, Sessions: a.Sessions,
		CacheAt: a.CacheAt, Queue: jobs.NewQueue(a.Sessions.Client()), Workers: o.Workers, Mail: mailServer(o),
		Public: public, Proxies: o.Proxies, Listen: o.Listen, Build: o.Build,
		RefusalTime: o.RefusalTime, Log: log, Now: now})
	if err != nil {
		tb.Fatalf("making the server: %v", err)
	}
	a.work(o, public, log, now)
	a.server.Config.Handler = a.Web
	a.server.Start()
	tb.Cleanup(a.Close)
	return a
}

// work does jobs until Close.
func (a *App) work(o Options, public *url.URL, log *slog.Logger, now func() time.Time) {
	var sender *mail.Sender
	if o.Mailbox != nil {
		server, err := mail.ParseURL(o.Mailbox.URL())
		if err != nil {
			a.TB.Fatalf("reading the mail server: %v", err)
		}
		sender = mail.New(server, mail.Address{Name: "Docket", Email: "docket@example.com"})
	}
	ctx, quit := context.WithCancel(context.Background())
	a.quit = quit
	a.Jobs = jobs.New(jobs.Parts{App: a.Use, Redis: a.Sessions.Client(), Mail: sender, Public: public, Log: log, Now: now,
		Workers: o.Workers, Every: 5 * time.Millisecond})
	if o.Workers > 0 {
		a.worked.Go(func() {
			if err := a.Jobs.Run(ctx); err != nil {
				a.TB.Errorf("doing jobs: %v", err)
			}
		})
	}
}

// mailServer is what the administrator sees of the mail server.
func mailServer(o Options) views.MailServer {
	if o.Mailbox == nil {
		return views.MailServer{}
	}
	return views.MailServer{Server: strings.TrimPrefix(o.Mailbox.URL(), "smtp://"), From: "Docket <docket@example.com>"}
}

// Close stops the App before its test ends. The data stays.
func (a *App) Close() {
	a.once.Do(func() {
		a.server.Close()
		a.Web.Wait()
		a.quit()
		a.worked.Wait()
		err := a.DB.Close()
		if a.CacheAt != a.Sessions {
			err = errors.Join(err, a.CacheAt.Close())
		}
		if err = errors.Join(err, a.Sessions.Close()); err != nil {
			a.TB.Errorf("closing the app: %v", err)
		}
	})
}

// must returns a value, and ends the test where there is an error instead.
func must(tb testing.TB) func(*redisconn.Conn, error) *redisconn.Conn {
	return func(c *redisconn.Conn, err error) *redisconn.Conn {
		tb.Helper()
		if err != nil {
			tb.Fatalf("opening Redis: %v", err)
		}
		return c
	}
}

// NewID makes a version 7 UUID.
func NewID() (docket.ID, error) {
	id, err := uuid.NewV7()
	return docket.ID(id.String()), err
}

// Ranks returns n ranks in their order, as a list's tasks have them.
func Ranks(n int) []docket.Rank {
	ranks, err := rank.Spread("", "", n)
	if err != nil {
		panic(err) // there is always room between no bounds
	}
	return ranks
}
