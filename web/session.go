package web

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/views"

	"github.com/alexedwards/scs/redisstore"
	"github.com/alexedwards/scs/v2"
	"github.com/gomodule/redigo/redis"
	"github.com/labstack/echo/v4"
)

// What a session holds.
const (
	sessionDevice = "device" // the id of the device that is signed in
	sessionFlash  = "flash"  // the toast of the next page
)

func newSessions(pool *redis.Pool, https bool) *scs.SessionManager {
	m := scs.New()
	m.Store = redisstore.NewWithPrefix(pool, "session:")
	m.Codec = sessionCodec{}
	m.Lifetime = docket.SignInFor
	// The device's 'last seen' bounds how long a sign-in may be idle: a session that
	// is written again when it is read could come back after a sign-out.
	m.IdleTimeout = 0
	m.HashTokenInStore = true
	m.Cookie.Name = "docket"
	m.Cookie.Path = "/"
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Persist = true
	if https {
		m.Cookie.Name = "__Host-docket"
		m.Cookie.Secure = true
	}
	return m
}

// errUndecodable is returned for a stored session that is none of this version's,
// and for one that is over and still there: its key has lost its TTL.
var errUndecodable = errors.New("the stored session cannot be used")

// sessionCodec stores a session as its deadline in unix seconds, a space, and its
// values, which are all text, as a URL's query. Each request reads it, and reading
// JSON would take as long as looking up who it is.
type sessionCodec struct{}

// Encode implements scs.Codec.
func (sessionCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	q := make(url.Values, len(values))
	for k, v := range values {
		text, ok := v.(string)
		if !ok {
			return nil, fmt.Errorf("a session holds text, not a %T", v)
		}
		q.Set(k, text)
	}
	return []byte(strconv.FormatInt(deadline.Unix(), 10) + " " + q.Encode()), nil
}

// Decode implements scs.Codec.
func (sessionCodec) Decode(b []byte) (time.Time, map[string]any, error) {
	deadline, query, _ := strings.Cut(string(b), " ")
	seconds, err := strconv.ParseInt(deadline, 10, 64)
	q, e := url.ParseQuery(query)
	if err := errors.Join(err, e); err != nil || time.Now().Unix() >= seconds {
		return time.Time{}, nil, errors.Join(errUndecodable, err)
	}
	values := make(map[string]any, len(q))
	for k := range q {
		values[k] = q.Get(k)
	}
	return time.Unix(seconds, 0), values, nil
}

// withSession loads the request's session. It is committed once, by commit,
// before the response's header is written.
func (s *Server) withSession(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		began := time.Now()
		token := ""
		if cookie, err := c.Cookie(s.sessions.Cookie.Name); err == nil {
			token = cookie.Value
		}
		ctx, err := s.sessions.Load(c.Request().Context(), token)
		if errors.Is(err, errUndecodable) || isOtherType(err) {
			ctx, err = s.sessions.Load(c.Request().Context(), "") // anonymous
		}
		since(&traceOf(c).session, began)
		if err != nil {
			return noSessions(err)
		}
		c.SetRequest(c.Request().WithContext(ctx))
		c.Set(keySession, true)
		return next(c)
	}
}

// isOtherType reports whether what is kept under a session's name is no text, so no
// session.
func isOtherType(err error) bool {
	said, ok := errors.AsType[redis.Error](err)
	return ok && strings.HasPrefix(string(said), "WRONGTYPE")
}

// noSessions is the answer while Redis does not keep sessions. The cookie is
// left alone, so everyone is signed in again once it does.
func noSessions(err error) error {
	return &docket.Error{Kind: docket.KindUnavailable, Message: "Docket can’t reach its sessions right now. Nobody is signed out by that; try again in a moment.", Err: err}
}

// commit stores the session where it was changed and sets its cookie.
func (s *Server) commit(c echo.Context) error {
	if c.Get(keySession) == nil {
		return nil
	}
	ctx := c.Request().Context()
	switch s.sessions.Status(ctx) {
	case scs.Modified:
		// A request that is cut off after its work must not lose its session.
		token, expiry, err := s.sessions.Commit(context.WithoutCancel(ctx))
		if err != nil && c.Get(keyEnters) == nil {
			// What was asked for is done; only the message about it is lost.
			s.log.WarnContext(ctx, "keeping a session's message", "error", err)
			return nil
		}
		if err != nil {
			return noSessions(err)
		}
		s.sessions.WriteSessionCookie(ctx, c.Response(), token, expiry)
		if browser, ok := c.Get(keyBrowser).(string); ok && c.Get(keyEnters) != nil {
			c.SetCookie(&http.Cookie{Name: s.browserCookie(), Value: browser, Path: "/", MaxAge: int(docket.DeviceFor / time.Second), // #nosec G124 -- secure as the session's is
				HttpOnly: true, Secure: s.sessions.Cookie.Secure, SameSite: http.SameSiteLaxMode})
		}
	case scs.Destroyed:
		s.sessions.WriteSessionCookie(ctx, c.Response(), "", time.Time{})
	case scs.Unmodified:
	}
	return nil
}

// signedIn lets signed-in users through and sends all others to sign in.
func (s *Server) signedIn(next signedInHandler) echo.HandlerFunc {
	return func(c echo.Context) error {
		me, err := s.signedInUser(c)
		if err != nil {
			return err
		}
		if err := ownPage(c, me.User); err != nil {
			return err
		}
		c.Set(keyMe, me)
		s.touchDevice(c, me)
		return next(c, me)
	}
}

// ownPage refuses what comes from a page of another user than the one who is
// signed in by now, in another tab. What other programs send names no page.
func ownPage(c echo.Context, me docket.User) error {
	from := c.Request().Header.Get(headerUser)
	if c.Request().Method == http.MethodPost {
		if _, err := c.FormParams(); err != nil {
			return unreadable(err)
		}
		from = cmp.Or(from, c.Request().PostForm.Get("user"))
	}
	if from == "" || from == string(me.ID) {
		return nil
	}
	c.Response().Header().Set(headerUser, string(me.ID))
	sent := c.Request().PostForm
	return &otherUser{typed: []string{sent.Get("title"), sent.Get("name"), sent.Get("notes")}, refused: &docket.Error{Kind: docket.KindConflict,
		Message: fmt.Sprintf("This browser is now signed in as %s, but that page belongs to someone else. Nothing was changed.", me.Name)}}
}

// otherUser is the refusal of a form from another user's page, with what was typed
// into it.
type otherUser struct {
	refused *docket.Error
	typed   []string
}

// Error implements error.
func (e *otherUser) Error() string { return e.refused.Error() }

// Unwrap returns the error's kind and words.
func (e *otherUser) Unwrap() error { return e.refused }

// signedInUser returns who the session's device is signed in as.
func (s *Server) signedInUser(c echo.Context) (docket.SignedIn, error) {
	ctx := c.Request().Context()
	defer since(&traceOf(c).user, time.Now())
	device := s.sessions.GetString(ctx, sessionDevice)
	if device == "" {
		return docket.SignedIn{}, &docket.Error{Kind: docket.KindUnauthorized, Message: "Sign in to continue."}
	}
	return s.app.SignedIn(ctx, docket.ID(device))
}

// touchDevice keeps a device's 'last seen' up to date without making anyone wait.
func (s *Server) touchDevice(c echo.Context, me docket.SignedIn) {
	if !s.app.DeviceStale(me.Device) {
		return
	}
	ctx, address := context.WithoutCancel(c.Request().Context()), c.RealIP()
	s.background.Go(func() {
		if err := s.app.TouchDevice(ctx, me.Device, address); err != nil {
			s.log.WarnContext(ctx, "noting that a device was seen", "error", err)
		}
	})
}

// enter signs the session in as a device and answers. A device whose session
// cannot be stored is of no use to anyone, so it is signed out again.
func (s *Server) enter(c echo.Context, in docket.SignedIn, answer func() error) error {
	err := s.signInAs(c, in)
	if err == nil {
		err = answer()
	}
	if err == nil {
		return nil
	}
	return errors.Join(err, s.app.SignOut(context.WithoutCancel(c.Request().Context()), in))
}

// signInAs makes the session one of a device. The session gets a new token, so
// that one planted before the sign-in is worth nothing after it.
func (s *Server) signInAs(c echo.Context, in docket.SignedIn) error {
	ctx := c.Request().Context()
	if err := s.sessions.RenewToken(ctx); err != nil {
		return noSessions(err)
	}
	before, err := s.signedInUser(c)
	if err == nil {
		err = s.app.SignOut(ctx, before)
	}
	if err != nil && docket.KindOf(err) != docket.KindUnauthorized {
		return err
	}
	c.Set(keyEnters, true)
	s.sessions.Put(ctx, sessionDevice, string(in.Device.ID))
	return nil
}

// setFlash keeps a toast for the next page.
func (s *Server) setFlash(c echo.Context, t views.Toast) error {
	b, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("keeping a message for the next page: %w", err)
	}
	s.sessions.Put(c.Request().Context(), sessionFlash, string(b))
	return nil
}

// popFlash returns the toast that the page before left, nil for none. HEAD shows
// no page, so it leaves it for the next one.
func (s *Server) popFlash(c echo.Context) *views.Toast {
	text := s.sessions.GetString(c.Request().Context(), sessionFlash)
	if text == "" || c.Request().Method == http.MethodHead {
		return nil
	}
	s.sessions.Remove(c.Request().Context(), sessionFlash)
	var t views.Toast
	if err := json.Unmarshal([]byte(text), &t); err != nil {
		s.log.Warn("reading the message for a page", "error", err)
		return nil
	}
	return &t
}

// origin is where a request to sign in comes from. The browser is known again by a
// cookie of its own, so that wrong passwords of others cannot lock it out.
func (s *Server) origin(c echo.Context) app.Origin {
	token := rand.Text()
	if cookie, err := c.Cookie(s.browserCookie()); err == nil && len(cookie.Value) == len(token) {
		token = cookie.Value
	}
	c.Set(keyBrowser, token)
	return app.Origin{Agent: c.Request().UserAgent(), Address: c.RealIP(), Cookie: token}
}

func (s *Server) browserCookie() string { return s.sessions.Cookie.Name + "-device" }
