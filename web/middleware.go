package web

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"docket/internal/app"
	"docket/internal/docket"

	"github.com/labstack/echo/v4"
)

// The keys under which a request's own things are kept in its context.
const (
	keyTrace   = "docket.trace"
	keyMe      = "docket.me"      // who is signed in
	keySession = "docket.session" // set once the session is loaded
	keyBrowser = "docket.browser" // the cookie by which a browser that signs in is known again
	keySlow    = "docket.slow"    // set where every answer that signs nobody in takes its time
	keyEnters  = "docket.enters"  // set when the answer stands on the session being stored
)

// observe gives the request its id and its trace, and logs and counts it.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		tr := &trace{began: time.Now(), id: newRequestID()}
		c.Set(keyTrace, tr)
		c.Response().Header().Set("X-Request-Id", tr.id)
		c.Response().Before(func() {
			if s.draining.Load() {
				c.Response().Header().Set("Connection", "close")
			}
			s.takeTime(c)
			if c.Get(keyMe) != nil { // strangers get no clock to tell accounts apart with
				tr.write(c.Response().Header())
			}
		})
		if c.Request().Method == http.MethodPost { // what the security log tells of
			c.SetRequest(c.Request().WithContext(app.WithAddress(c.Request().Context(), c.RealIP())))
		}
		if err := next(c); err != nil {
			c.Error(err)
		}
		took := time.Since(tr.began)
		status := c.Response().Status
		s.metrics.count(c.Request().Method, c.Path(), status, took)
		s.log.DebugContext(c.Request().Context(), "request", "id", tr.id, "method", c.Request().Method,
			"path", loggedPath(c), "status", status, "ms", float64(took.Microseconds())/1000, "cache", tr.cache)
		return nil
	}
}

// loggedPath is a request's path for the log, without the secret that a link holds.
func loggedPath(c echo.Context) string {
	if c.Param("token") != "" {
		return c.Path()
	}
	return c.Request().URL.Path
}

func newRequestID() string {
	var b [4]byte
	_, _ = rand.Read(b[:]) // never returns an error since Go 1.24
	h := hex.EncodeToString(b[:])
	return h[:4] + "-" + h[4:]
}

// recover turns a panic into an error: one request fails, the others do not.
func (s *Server) recover(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			r := recover()
			if r == nil {
				return
			}
			if r == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so too
				panic(r)
			}
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}()
		return next(c)
	}
}

// contentPolicy lets a page load and do nothing but what Docket itself serves.
// It has no nonce, so that pages can be cached.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// secure sets the headers that every response carries. Under https a browser may
// not come back without it for a year; names below Docket's are not Docket's to bind.
func (s *Server) secure(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		if s.public.Scheme == "https" {
			h.Set(echo.HeaderStrictTransportSecurity, "max-age=31536000")
		}
		return next(c)
	}
}

// protect refuses what another site's page sends.
func protect(p *http.CrossOriginProtection) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := p.Check(c.Request()); err != nil {
				return &docket.Error{Kind: docket.KindForbidden, Message: "This request came from another site, so nothing was done. Use Docket’s own page.", Err: err}
			}
			return next(c)
		}
	}
}
