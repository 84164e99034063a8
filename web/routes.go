package web

import (
	"fmt"
	"net/http"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/static"

	"github.com/labstack/echo/v4"
)

// handler answers a request of anybody.
type handler func(c echo.Context) error

// userHandler answers a request of a signed-in user.
type userHandler func(c echo.Context, me docket.SignedIn) error

// Route is one row of the route table: one of Bare, Any and User is set.
type Route struct {
	Method, Path string
	Any          handler     // with a session, signed in or not
	Bare         handler     // without a session: no Redis, no database of its own
	User         userHandler // for signed-in users; everyone else is sent to sign in
}

// Routes is every address that Docket answers.
func (s *Server) Routes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	return []Route{
		{Method: get, Path: paths.Root, Bare: s.root},
		{Method: get, Path: paths.SignIn, Any: s.signInPage},
		{Method: post, Path: paths.SignIn, Any: s.signIn},
		{Method: get, Path: paths.SignUp, Any: s.signUpPage},
		{Method: post, Path: paths.SignUp, Any: s.signUp},
		{Method: post, Path: paths.SignOut, Any: s.signOut},

		{Method: get, Path: paths.Inbox, User: s.view},
		{Method: get, Path: paths.Today, User: s.view},
		{Method: get, Path: paths.Upcoming, User: s.view},
		{Method: get, Path: paths.Completed, User: s.view},
		{Method: get, Path: paths.Trash, User: s.view},
		{Method: post, Path: paths.EmptyTrash, User: s.emptyTrash},

		{Method: get, Path: paths.NewList, User: s.newListPage},
		{Method: post, Path: paths.Lists, User: s.addList},
		{Method: get, Path: "/lists/:id", User: s.view},
		{Method: post, Path: "/lists/:id", User: s.editList},
		{Method: get, Path: "/lists/:id/edit", User: s.editListPage},
		{Method: get, Path: "/lists/:id/delete", User: s.deleteListPage},
		{Method: post, Path: "/lists/:id/archive", User: s.changeList(s.app.ArchiveList)},
		{Method: post, Path: "/lists/:id/unarchive", User: s.changeList(s.app.UnarchiveList)},
		{Method: post, Path: "/lists/:id/delete", User: s.changeList(s.app.DeleteList)},
		{Method: post, Path: "/lists/:id/restore", User: s.changeList(s.app.RestoreList)},
		{Method: post, Path: "/lists/:id/move", User: s.moveList},

		{Method: post, Path: paths.Tasks, User: s.addTask},
		{Method: get, Path: "/tasks/:id", User: s.taskPage},
		{Method: post, Path: "/tasks/:id", User: s.editTask},
		{Method: get, Path: "/tasks/:id/menu", User: s.taskMenu},
		{Method: post, Path: "/tasks/:id/complete", User: s.changeTask(s.app.CompleteTask)},
		{Method: post, Path: "/tasks/:id/reopen", User: s.changeTask(s.app.ReopenTask)},
		{Method: post, Path: "/tasks/:id/delete", User: s.changeTask(s.app.DeleteTask)},
		{Method: post, Path: "/tasks/:id/restore", User: s.changeTask(s.app.RestoreTask)},
		{Method: post, Path: "/tasks/:id/move", User: s.moveTask},
		{Method: post, Path: "/undo/:id", User: s.undo},

		{Method: get, Path: paths.Settings, User: s.settingsPage},
		{Method: post, Path: paths.Profile, User: s.setProfile},
		{Method: post, Path: paths.Password, User: s.changePassword},
		{Method: post, Path: "/settings/devices/:id/revoke", User: s.revokeDevice},
		{Method: post, Path: paths.RevokeOthers, User: s.revokeOthers},

		{Method: get, Path: paths.Health, Bare: s.health},
		{Method: get, Path: paths.Ready, Bare: s.ready},
		{Method: get, Path: paths.Favicon, Bare: s.favicon},
		{Method: get, Path: paths.Static + "*", Bare: s.static},
	}
}

func (s *Server) routes() (*echo.Echo, error) {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = s.respondError
	// Echo's default believes any X-Forwarded-For; the address is shown to people
	// as where they signed in from. Docket speaks no TLS itself, so with a public
	// https address there is a proxy that sets the header.
	e.IPExtractor = echo.ExtractIPDirect()
	if s.public.Scheme == "https" {
		e.IPExtractor = echo.ExtractIPFromXFFHeader(echo.TrustLoopback(true), echo.TrustLinkLocal(false), echo.TrustPrivateNet(true))
	}
	crossOrigin := http.NewCrossOriginProtection()
	if err := crossOrigin.AddTrustedOrigin(s.public.Scheme + "://" + s.public.Host); err != nil {
		return nil, fmt.Errorf("trusting the public URL: %w", err)
	}
	e.Use(s.observe, s.recover, secure, protect(crossOrigin), readBody)
	for _, r := range s.Routes() {
		methods := []string{r.Method}
		if r.Method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
		e.Match(methods, r.Path, s.handle(r))
	}
	return e, nil
}

func (s *Server) handle(r Route) echo.HandlerFunc {
	switch {
	case r.Bare != nil:
		return echo.HandlerFunc(r.Bare)
	case r.Any != nil:
		return s.withSession(echo.HandlerFunc(r.Any))
	}
	return s.withSession(s.signedIn(r.User))
}

func (s *Server) root(c echo.Context) error { return c.Redirect(http.StatusSeeOther, paths.Today) }

func (s *Server) health(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// ready tells a load balancer whether requests can be answered: the data and the
// sessions' Redis are needed, the cache is not.
func (s *Server) ready(c echo.Context) error {
	ctx := c.Request().Context()
	if err := s.app.Ready(ctx); err != nil {
		s.log.ErrorContext(ctx, "not ready", "part", "database", "error", err)
		return c.String(http.StatusServiceUnavailable, "the database does not answer\n")
	}
	if err := s.redis.Ping(ctx); err != nil {
		s.log.ErrorContext(ctx, "not ready", "part", "redis", "error", err)
		return c.String(http.StatusServiceUnavailable, "redis does not answer\n")
	}
	return c.String(http.StatusOK, "ready\n")
}

func (s *Server) favicon(c echo.Context) error {
	static.ServeFavicon(c.Response(), c.Request())
	return nil
}

func (s *Server) static(c echo.Context) error {
	if !static.Has(c.Request().URL.Path) {
		return docket.NotFound()
	}
	static.Handler().ServeHTTP(c.Response(), c.Request())
	return nil
}
