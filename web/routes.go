package web

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/static"

	"github.com/labstack/echo/v4"
)

// handler answers a request of anybody.
type handler func(c echo.Context) error

// signedInHandler answers a request of a signed-in user.
type signedInHandler func(c echo.Context, me docket.SignedIn) error

// Route is one row of the route table: one of Public, Session and SignedIn is set.
type Route struct {
	Method, Path string
	Public       handler         // without a session
	Session      handler         // with a session, signed in or not
	SignedIn     signedInHandler // for signed-in users; everyone else is sent to sign in
	Slow         bool            // an answer that signs nobody in takes RefusalTime
}

// Routes is every address that Docket answers.
func (s *Server) Routes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	return []Route{
		{Method: get, Path: paths.Root, Session: s.root},
		{Method: get, Path: paths.SignIn, Session: s.signInPage},
		{Method: post, Path: paths.SignIn, Session: s.signIn, Slow: true},
		{Method: get, Path: paths.SignUp, Session: s.signUpPage},
		{Method: post, Path: paths.SignUp, Session: s.signUp, Slow: true},
		{Method: get, Path: paths.Forgot, Public: s.forgotPage},
		{Method: post, Path: paths.Forgot, Session: s.forgot, Slow: true},
		{Method: get, Path: paths.ResetLink + ":token", Session: s.resetPage},
		{Method: post, Path: paths.ResetLink + ":token", Session: s.reset, Slow: true},
		{Method: get, Path: paths.ConfirmEmail + ":token", Public: s.confirmEmailPage},
		{Method: post, Path: paths.ConfirmEmail + ":token", Session: s.confirmEmail},
		{Method: get, Path: paths.Unsubscribe + ":token", Public: s.unsubscribePage},
		{Method: post, Path: paths.Unsubscribe + ":token", Public: s.unsubscribe},
		{Method: post, Path: paths.SignOut, Session: s.signOut},

		{Method: get, Path: paths.Inbox, SignedIn: s.view},
		{Method: get, Path: paths.Today, SignedIn: s.view},
		{Method: get, Path: paths.Upcoming, SignedIn: s.view},
		{Method: get, Path: paths.Calendar, SignedIn: s.view},
		{Method: get, Path: paths.Completed, SignedIn: s.view},
		{Method: get, Path: paths.Trash, SignedIn: s.view},
		{Method: post, Path: paths.EmptyTrash, SignedIn: s.emptyTrash},
		{Method: post, Path: paths.OverdueToday, SignedIn: s.moveOverdueToday},

		{Method: get, Path: paths.NewList, SignedIn: s.newListPage},
		{Method: post, Path: paths.Lists, SignedIn: s.addList},
		{Method: get, Path: "/lists/:id", SignedIn: s.view},
		{Method: post, Path: "/lists/:id", SignedIn: withID(s.editList)},
		{Method: get, Path: "/lists/:id/edit", SignedIn: withID(s.editListPage)},
		{Method: get, Path: "/lists/:id/delete", SignedIn: withID(s.deleteListPage)},
		{Method: post, Path: "/lists/:id/archive", SignedIn: s.changeList(s.app.ArchiveList)},
		{Method: post, Path: "/lists/:id/unarchive", SignedIn: s.changeList(s.app.UnarchiveList)},
		{Method: post, Path: "/lists/:id/delete", SignedIn: s.changeList(s.app.DeleteList)},
		{Method: post, Path: "/lists/:id/restore", SignedIn: s.changeList(s.app.RestoreList)},
		{Method: post, Path: "/lists/:id/move", SignedIn: withID(s.moveList)},

		{Method: get, Path: "/lists/:id/board", SignedIn: s.view},
		{Method: post, Path: "/lists/:id/layout", SignedIn: withID(s.setLayout)},
		{Method: post, Path: "/lists/:id/sections", SignedIn: withID(s.addSection)},
		{Method: post, Path: "/sections/:id", SignedIn: withID(s.editSection)},
		{Method: get, Path: "/sections/:id/edit", SignedIn: withID(s.editSectionPage)},
		{Method: post, Path: "/sections/:id/move", SignedIn: withID(s.moveSection)},
		{Method: get, Path: "/sections/:id/delete", SignedIn: withID(s.deleteSectionPage)},
		{Method: post, Path: "/sections/:id/delete", SignedIn: withID(s.deleteSection)},
		{Method: post, Path: "/sections/:id/collapse", SignedIn: withID(s.collapseSection)},

		{Method: get, Path: "/labels/:name", SignedIn: s.view},
		{Method: post, Path: "/labels/:name", SignedIn: withLabel(s.renameLabel)},
		{Method: get, Path: "/labels/:name/edit", SignedIn: withLabel(s.labelPage)},
		{Method: post, Path: "/labels/:name/delete", SignedIn: withLabel(s.deleteLabel)},
		{Method: post, Path: "/labels/:name/pin", SignedIn: withLabel(s.pinLabel)},

		{Method: get, Path: paths.QuickAdd, SignedIn: s.quickAdd},
		{Method: get, Path: paths.Suggest, SignedIn: s.suggest},
		{Method: post, Path: paths.Tasks, SignedIn: s.addTask},
		{Method: get, Path: "/tasks/:id", SignedIn: withID(s.taskPage)},
		{Method: post, Path: "/tasks/:id", SignedIn: withID(s.editTask)},
		{Method: get, Path: "/tasks/:id/menu", SignedIn: withID(s.taskMenu)},
		{Method: post, Path: "/tasks/:id/complete", SignedIn: withID(s.completeTask)},
		{Method: post, Path: "/tasks/:id/skip", SignedIn: s.changeTask(s.app.SkipTask)},
		{Method: post, Path: "/tasks/:id/indent", SignedIn: s.changeTask(s.app.IndentTask)},
		{Method: post, Path: "/tasks/:id/outdent", SignedIn: s.changeTask(s.app.OutdentTask)},
		{Method: post, Path: "/tasks/:id/reopen", SignedIn: s.changeTask(s.app.ReopenTask)},
		{Method: post, Path: "/tasks/:id/delete", SignedIn: s.changeTask(s.app.DeleteTask)},
		{Method: post, Path: "/tasks/:id/restore", SignedIn: s.changeTask(s.app.RestoreTask)},
		{Method: post, Path: "/tasks/:id/move", SignedIn: withID(s.moveTask)},
		{Method: post, Path: "/tasks/:id/notes/check", SignedIn: withID(s.checkNotes)},
		{Method: post, Path: "/tasks/:id/notes/preview", SignedIn: withID(s.previewNotes)},
		{Method: post, Path: "/tasks/:id/reminders", SignedIn: withID(s.addReminder)},
		{Method: get, Path: "/tasks/:id/reminders/:rid", SignedIn: withReminder(s.remindPage)},
		{Method: post, Path: "/tasks/:id/reminders/:rid/delete", SignedIn: withReminder(s.removeReminder)},
		{Method: post, Path: "/tasks/:id/reminders/:rid/snooze", SignedIn: withReminder(s.snooze)},
		{Method: post, Path: "/undo/:id", SignedIn: withID(s.undo)},

		{Method: get, Path: paths.Settings, SignedIn: s.settingsPage},
		{Method: post, Path: paths.Profile, SignedIn: s.setProfile},
		{Method: post, Path: paths.Password, SignedIn: s.changePassword},
		{Method: post, Path: paths.Email, SignedIn: s.changeEmail},
		{Method: get, Path: paths.Notifications, SignedIn: s.notificationsPage},
		{Method: post, Path: paths.Notifications, SignedIn: s.setNotifications},
		{Method: post, Path: paths.TestMail, SignedIn: s.testMail},
		{Method: post, Path: "/settings/devices/:id/revoke", SignedIn: withID(s.revokeDevice)},
		{Method: post, Path: paths.RevokeOthers, SignedIn: s.revokeOthers},

		{Method: get, Path: paths.Admin, SignedIn: s.adminPage},
		{Method: get, Path: paths.AdminRedis, SignedIn: s.redisPage},
		{Method: post, Path: paths.AdminDrop, SignedIn: s.dropViews},
		{Method: get, Path: paths.AdminJobs, SignedIn: s.jobsPage},
		{Method: post, Path: paths.AdminJobs + "/:id/retry", SignedIn: s.changeJob(s.app.RetryJob, "The job runs again now.")},
		{Method: post, Path: paths.AdminJobs + "/:id/delete", SignedIn: s.changeJob(s.app.DeleteJob, "Job deleted.")},
		{Method: get, Path: paths.AdminLimits, SignedIn: s.limitsPage},
		{Method: post, Path: paths.AdminLift, SignedIn: s.liftLimit},
		{Method: get, Path: paths.AdminMail, SignedIn: s.mailPage},
		{Method: post, Path: paths.AdminTestMail, SignedIn: s.adminTestMail},
		{Method: get, Path: paths.AdminPeople, SignedIn: s.peoplePage},
		{Method: post, Path: paths.AdminPeople, SignedIn: s.addPerson},
		{Method: post, Path: paths.AdminPeople + "/:id/admin", SignedIn: s.changePerson(s.app.MakeAdmin, " is an administrator now.")},
		{Method: post, Path: paths.AdminPeople + "/:id/member", SignedIn: s.changePerson(s.app.MakeMember, " is a member now.")},
		{Method: post, Path: paths.AdminPeople + "/:id/disable", SignedIn: s.changePerson(s.app.DisablePerson, " can’t sign in any more. Their data stays.")},
		{Method: post, Path: paths.AdminPeople + "/:id/enable", SignedIn: s.changePerson(s.app.EnablePerson, " can sign in again.")},
		{Method: post, Path: paths.AdminPeople + "/:id/sign-out", SignedIn: s.changePerson(s.app.SignOutPerson, " is signed out everywhere.")},
		{Method: post, Path: paths.AdminPeople + "/:id/reset-link", SignedIn: withID(s.personLink)},

		{Method: get, Path: paths.Health, Public: s.health},
		{Method: get, Path: paths.Ready, Public: s.ready},
		{Method: get, Path: paths.Favicon, Public: s.favicon},
		{Method: get, Path: paths.Static + "*", Public: s.static},
	}
}

func (s *Server) routes(listen string, proxies []netip.Prefix) (*echo.Echo, error) {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = s.respondError
	e.IPExtractor = s.clientAddress(proxies)
	crossOrigin := http.NewCrossOriginProtection()
	if err := crossOrigin.AddTrustedOrigin(s.public.Scheme + "://" + s.public.Host); err != nil {
		return nil, fmt.Errorf("trusting the public URL: %w", err)
	}
	e.Use(s.observe, s.recover, s.secure, onlyAt(s.public, listen), protect(crossOrigin), readBody)
	for _, r := range s.Routes() {
		methods := []string{r.Method}
		if r.Method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
		e.Match(methods, r.Path, s.handle(r))
	}
	return e, nil
}

// clientAddress returns what finds the address that a request comes from: the
// right-most one of X-Forwarded-For that is no proxy's, where a proxy sends it, and
// otherwise the connection's. That a proxy is not trusted is said once: behind it all
// people would share their limits.
func (s *Server) clientAddress(proxies []netip.Prefix) echo.IPExtractor {
	direct, find := echo.ExtractIPDirect(), believed(proxies)
	return func(r *http.Request) string {
		address := find(r)
		if r.Header.Get(echo.HeaderXForwardedFor) != "" && address == direct(r) {
			s.unbelieved.Do(func() {
				s.log.Warn("X-Forwarded-For is not believed; where this address is your proxy's, add it to DOCKET_TRUSTED_PROXIES", "address", address)
			})
		}
		return address
	}
}

func believed(proxies []netip.Prefix) echo.IPExtractor {
	if len(proxies) == 0 {
		return echo.ExtractIPDirect()
	}
	trust := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range proxies {
		ip := net.IP(p.Addr().AsSlice())
		trust = append(trust, echo.TrustIPRange(&net.IPNet{IP: ip, Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}))
	}
	return echo.ExtractIPFromXFFHeader(trust...)
}

func (s *Server) handle(r Route) echo.HandlerFunc {
	switch {
	case r.Public != nil:
		return echo.HandlerFunc(r.Public)
	case r.Slow:
		return slow(s.withSession(echo.HandlerFunc(r.Session)))
	case r.Session != nil:
		return s.withSession(echo.HandlerFunc(r.Session))
	}
	return s.withSession(s.signedIn(r.SignedIn))
}

func slow(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Set(keySlow, true)
		return next(c)
	}
}

func (s *Server) health(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// ready says to a load balancer whether requests can be answered: the data and the
// sessions' Redis are needed, the cache is not.
func (s *Server) ready(c echo.Context) error {
	ctx := c.Request().Context()
	if s.draining.Load() {
		return c.String(http.StatusServiceUnavailable, "stopping\n")
	}
	part, err := "the database", s.app.Ready(ctx)
	if err == nil {
		part, err = "redis", s.redis.CanStore(ctx)
	}
	switch {
	case err == nil:
		return c.String(http.StatusOK, "ready\n")
	case hungUp(ctx, err):
		return err
	}
	s.log.ErrorContext(ctx, "not ready", "part", part, "error", err)
	return c.String(http.StatusServiceUnavailable, part+" does not work\n")
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
