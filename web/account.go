package web

import (
	"net/http"
	"slices"
	"time"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/useragent"
	"docket/views"

	"github.com/labstack/echo/v4"
)

func (s *Server) signInPage(c echo.Context) error {
	next := c.QueryParam("next")
	if _, err := s.who(c); err == nil {
		return s.redirect(c, paths.Local(next))
	} else if docket.KindOf(err) != docket.KindUnauthorized {
		return err
	}
	return s.showSignIn(c, http.StatusOK, views.Form{}, next)
}

func (s *Server) showSignIn(c echo.Context, status int, f views.Form, next string) error {
	rule, err := s.app.SignUpRule(c.Request().Context())
	if err != nil {
		return err
	}
	return s.render(c, status, views.SignIn(s.plain("Sign in"), f, next, rule, s.popFlash(c)))
}

func (s *Server) signIn(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	in, err := s.app.SignIn(c.Request().Context(), f.Get("email"), f.Get("password"), origin(c))
	if docket.KindOf(err) == docket.KindUnauthorized {
		return s.showSignIn(c, http.StatusUnprocessableEntity,
			views.Form{Values: typed(f, "email"), Message: docket.MessageOf(err)}, f.Get("next"))
	}
	if err != nil {
		return err
	}
	return s.enter(c, in, func() error { return s.redirect(c, paths.Local(f.Get("next"))) })
}

func (s *Server) signUpPage(c echo.Context) error {
	next := c.QueryParam("next")
	if _, err := s.who(c); err == nil {
		return s.redirect(c, paths.Local(next))
	} else if docket.KindOf(err) != docket.KindUnauthorized {
		return err
	}
	rule, err := s.app.SignUpRule(c.Request().Context())
	if err != nil {
		return err
	}
	if rule != docket.SignUpOpen {
		return s.render(c, http.StatusForbidden, views.SignUpClosed(s.plain("Create an account"), rule))
	}
	return s.render(c, http.StatusOK, views.SignUp(s.plain("Create an account"), views.Form{}, next))
}

func (s *Server) signUp(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	rule, err := s.app.SignUpRule(ctx)
	if err != nil {
		return err
	}
	if rule != docket.SignUpOpen {
		return s.render(c, http.StatusForbidden, views.SignUpClosed(s.plain("Create an account"), rule))
	}
	in, err := s.app.SignUp(ctx, app.NewAccount{
		Name: f.Get("name"), Email: f.Get("email"), Password: f.Get("password"), Zone: f.Get("time_zone"),
	}, origin(c))
	if errs, ok := formErrors(err, typed(f, "name", "email", "time_zone")); ok {
		return s.render(c, statusOf(docket.KindInvalid), views.SignUp(s.plain("Create an account"), errs, f.Get("next")))
	}
	if err != nil {
		return err
	}
	return s.enter(c, in, func() error { return s.redirect(c, paths.Local(f.Get("next"))) })
}

// farewellFor is how long the session lives that says 'signed out' once.
const farewellFor = time.Minute

// signOut ends the sign-in, in the database and in the session. Whoever is not
// signed in is so afterwards, too.
func (s *Server) signOut(c echo.Context) error {
	ctx := c.Request().Context()
	c.Response().Header().Set("Clear-Site-Data", `"cache"`)
	me, err := s.who(c)
	if docket.KindOf(err) == docket.KindUnauthorized && s.sessions.Token(ctx) == "" {
		return s.redirect(c, paths.SignIn)
	}
	if err == nil {
		err = s.app.SignOut(ctx, me)
	}
	if err != nil && docket.KindOf(err) != docket.KindUnauthorized {
		return err
	}
	if err := s.sessions.RenewToken(ctx); err != nil {
		return noSessions(err)
	}
	if err := s.sessions.Clear(ctx); err != nil {
		return noSessions(err)
	}
	c.Set(keyEnters, true)
	s.sessions.SetDeadline(ctx, time.Now().Add(farewellFor))
	if err := s.setFlash(c, views.Toast{Text: "You are signed out."}); err != nil {
		return err
	}
	return s.redirect(c, paths.SignIn)
}

func (s *Server) settingsPage(c echo.Context, me docket.SignedIn) error {
	return s.showSettings(c, me, http.StatusOK, views.Form{}, views.Form{})
}

func (s *Server) showSettings(c echo.Context, me docket.SignedIn, status int, profile, password views.Form) error {
	ctx := c.Request().Context()
	page, err := s.app.Frame(ctx, me.User.ID)
	if err != nil {
		return err
	}
	devices, err := s.app.Devices(ctx, me.User)
	if err != nil {
		return err
	}
	p := views.SettingsPage{
		Frame:  views.Frame{Assets: s.assets, Title: "Settings", Page: &page, Current: paths.Settings, Flash: s.popFlash(c)},
		Device: me.Device.ID, Zones: s.zonesWith(page.User.Zone.String()), Profile: profile, Password: password, Embedded: s.embedded,
	}
	for _, d := range devices {
		p.Devices = append(p.Devices, views.Device{Device: d, Name: useragent.Name(d.Agent), Phone: useragent.Phone(d.Agent)})
	}
	return s.render(c, status, views.Settings(p))
}

// zonesWith is the time zones to choose from, the user's own included.
func (s *Server) zonesWith(own string) []string {
	zones := views.Zones()
	if i, found := slices.BinarySearch(zones, own); !found {
		zones = slices.Insert(zones, i, own)
	}
	return zones
}

func (s *Server) setProfile(c echo.Context, me docket.SignedIn) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	err = s.app.SetProfile(c.Request().Context(), me.User, app.ProfileEdit{
		Name: field(f, "name"), Zone: field(f, "time_zone"), WeekStart: field(f, "week_start"), Theme: field(f, "theme"),
	})
	if errs, ok := formErrors(err, typed(f, "name", "time_zone", "week_start", "theme")); ok {
		return s.showSettings(c, me, http.StatusUnprocessableEntity, errs, views.Form{})
	}
	if err != nil {
		return err
	}
	saved := views.Toast{Text: "Saved your profile."}
	return s.respond(c, views.ToastPartial(s.assets, &saved), paths.Settings, &saved)
}

func (s *Server) changePassword(c echo.Context, me docket.SignedIn) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	err = s.app.ChangePassword(c.Request().Context(), me, f.Get("current"), f.Get("new"))
	if errs, ok := formErrors(err, nil); ok {
		return s.showSettings(c, me, http.StatusUnprocessableEntity, views.Form{}, errs)
	}
	if err != nil {
		return err
	}
	if me, err = s.app.RenewDevice(c.Request().Context(), me); err != nil {
		return err
	}
	return s.enter(c, me, func() error {
		return s.respond(c, nil, paths.Settings, &views.Toast{Text: "Changed your password. Every other device is signed out."})
	})
}

func (s *Server) revokeDevice(c echo.Context, me docket.SignedIn) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	if err := s.app.RevokeDevice(c.Request().Context(), me.User, id); err != nil {
		return err
	}
	return s.respond(c, nil, paths.Settings, &views.Toast{Text: "Signed that device out."})
}

func (s *Server) revokeOthers(c echo.Context, me docket.SignedIn) error {
	if err := s.app.RevokeOthers(c.Request().Context(), me); err != nil {
		return err
	}
	return s.respond(c, nil, paths.Settings, &views.Toast{Text: "Signed out every other device."})
}
