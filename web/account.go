package web

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/useragent"
	"docket/views"

	"github.com/labstack/echo/v4"
)

// elsewhere is said where the page to go to next is not one of Docket's.
const elsewhere = "The page to go to next isn’t on this Docket, so nothing was done. Try again to go to Today."

func (s *Server) signInPage(c echo.Context) error {
	next, _ := paths.Local(c.QueryParam("next"))
	if me, err := s.signedInUser(c); err == nil {
		return s.redirect(c, entrance(next, me.User))
	} else if docket.KindOf(err) != docket.KindUnauthorized {
		return err
	}
	return s.showSignIn(c, http.StatusOK, views.Form{}, next)
}

func (s *Server) showSignIn(c echo.Context, status int, f views.Form, next string) error {
	rule, _, err := s.app.SignUpRule(c.Request().Context())
	if err != nil {
		return err
	}
	flash := s.popFlash(c)
	switch c.QueryParam("unsaved") {
	case paths.UnsavedLost:
		flash = &views.Toast{Text: "You’re signed out, and your last change wasn’t saved. Sign in to continue."}
	case paths.UnsavedKept:
		flash = &views.Toast{Text: "You’re signed out. Sign in, and your last change will be saved."}
	}
	return s.render(c, status, views.SignIn(s.publicPage("Sign in"), f, next, rule, flash))
}

// credentials is the form to sign in.
type credentials struct {
	Email    string `form:"email"`
	Password string `form:"password"`
	Next     string `form:"next"`
}

func (s *Server) signIn(c echo.Context) error {
	in, sent, err := bind[credentials](s, c)
	if err != nil {
		return err
	}
	again := views.Form{Values: sent}
	next, ok := paths.Local(in.Next)
	if !ok {
		again.Message = elsewhere
		return s.showSignIn(c, http.StatusUnprocessableEntity, again, next)
	}
	me, err := s.app.SignIn(c.Request().Context(), in.Email, in.Password, s.origin(c))
	if kind := docket.KindOf(err); kind == docket.KindUnauthorized || kind == docket.KindLimited {
		again.Message = docket.MessageOf(err)
		return s.showSignIn(c, formStatus(c, err), again, next)
	}
	if err != nil {
		return err
	}
	return s.enter(c, me, func() error { return s.redirect(c, entrance(next, me.User)) })
}

// root leads to what opens first: for those who are not signed in, by way of signing in.
func (s *Server) root(c echo.Context) error {
	me, err := s.signedInUser(c)
	if docket.KindOf(err) == docket.KindUnauthorized {
		return s.redirect(c, paths.Today)
	}
	if err != nil {
		return err
	}
	return s.redirect(c, entrance("", me.User))
}

// entrance is where a user goes on to when they come in: to the page that they asked
// for, or to their first one. As in paths.Then, Today says nothing of what they want.
func entrance(next string, me docket.User) string {
	if next != "" && next != paths.Today {
		return next
	}
	first, err := docket.ParseFirstPage(string(me.FirstPage))
	if err != nil {
		return paths.Today
	}
	return paths.View(docket.View{Kind: first})
}

func (s *Server) signUpPage(c echo.Context) error {
	next, _ := paths.Local(c.QueryParam("next"))
	if me, err := s.signedInUser(c); err == nil {
		return s.redirect(c, entrance(next, me.User))
	} else if docket.KindOf(err) != docket.KindUnauthorized {
		return err
	}
	return s.showSignUp(c, http.StatusOK, views.Form{}, next)
}

func (s *Server) showSignUp(c echo.Context, status int, f views.Form, next string) error {
	rule, first, err := s.app.SignUpRule(c.Request().Context())
	if err != nil {
		return err
	}
	p := s.publicPage("Create an account")
	if rule != docket.SignUpOpen {
		return s.render(c, http.StatusForbidden, views.SignUpClosed(p, rule))
	}
	return s.render(c, status, views.SignUp(p, f, next, first))
}

func (s *Server) signUp(c echo.Context) error {
	in, sent, err := bind[app.NewAccount](s, c)
	if err != nil {
		return err
	}
	next, ok := paths.Local(sent.Get("next"))
	if !ok {
		return s.showSignUp(c, http.StatusUnprocessableEntity, views.Form{Values: sent, Message: elsewhere}, next)
	}
	me, err := s.app.SignUp(c.Request().Context(), in, s.origin(c))
	if docket.KindOf(err) == docket.KindForbidden {
		return s.signUpPage(c)
	}
	if errs, ok := formErrors(err, sent); ok {
		return s.showSignUp(c, formStatus(c, err), errs, next)
	}
	if err != nil {
		return err
	}
	return s.enter(c, me, func() error { return s.redirect(c, next) })
}

// farewellFor is how long the session lives that says 'signed out' once.
const farewellFor = time.Minute

// signOut ends the sign-in, in the database and in the session. Whoever is not
// signed in is so afterwards, too.
func (s *Server) signOut(c echo.Context) error {
	ctx := c.Request().Context()
	c.Response().Header().Set("Clear-Site-Data", `"cache"`)
	me, err := s.signedInUser(c)
	if docket.KindOf(err) == docket.KindUnauthorized && s.sessions.Token(ctx) == "" {
		return s.redirect(c, paths.SignIn)
	}
	if err == nil {
		err = s.app.SignOut(ctx, me)
	}
	if err != nil && docket.KindOf(err) != docket.KindUnauthorized {
		return err
	}
	// The device is signed out, whether Redis takes the end of its session or not.
	if err := errors.Join(s.sessions.RenewToken(ctx), s.sessions.Clear(ctx)); err != nil {
		s.log.WarnContext(ctx, "ending a session", "error", err)
		return s.redirect(c, paths.SignIn)
	}
	s.sessions.SetDeadline(ctx, time.Now().Add(farewellFor))
	if err := s.setFlash(c, views.Toast{Text: "You’re signed out."}); err != nil {
		return err
	}
	return s.redirect(c, paths.SignIn)
}

func (s *Server) settingsPage(c echo.Context, me docket.SignedIn) error {
	return s.showSettings(c, me, http.StatusOK, views.SettingsPage{})
}

// showSettings shows the settings with the forms of p that were refused.
func (s *Server) showSettings(c echo.Context, me docket.SignedIn, status int, p views.SettingsPage) error {
	ctx := c.Request().Context()
	page, err := s.app.Frame(ctx, me.User.ID)
	if err != nil {
		return err
	}
	devices, err := s.app.Devices(ctx, me.User)
	if err != nil {
		return err
	}
	if problem, unknown := formErrors(page.User.CheckZone(), url.Values{"time_zone": {time.UTC.String()}}); unknown && len(p.Profile.Values) == 0 {
		p.Profile = problem
	}
	p.Frame = views.Frame{Title: "Settings", Page: &page, Current: paths.Settings, Toast: s.popFlash(c)}
	p.Device, p.Zones, p.Mails, p.Embedded = me.Device.ID, docket.Zones(), s.app.SendsMail(), s.embedded
	for _, d := range devices {
		p.Devices = append(p.Devices, views.Device{Device: d, Name: useragent.Name(d.Agent), Phone: useragent.Phone(d.Agent)})
	}
	return s.render(c, status, views.Settings(p))
}

func (s *Server) setProfile(c echo.Context, me docket.SignedIn) error {
	in, sent, err := bind[app.ProfileEdit](s, c)
	if err != nil {
		return err
	}
	err = s.app.SetProfile(c.Request().Context(), me.User, in)
	if errs, ok := formErrors(err, sent); ok {
		return s.showSettings(c, me, http.StatusUnprocessableEntity, views.SettingsPage{Profile: errs})
	}
	if err != nil {
		return err
	}
	toast := &views.Toast{Text: "Profile saved."}
	if in.FirstPage != nil {
		toast.Text = "Planning saved."
	}
	return s.answer(c, me, reply{next: paths.Settings, toast: toast})
}

func (s *Server) changeEmail(c echo.Context, me docket.SignedIn) error {
	in, sent, err := bind[app.EmailChange](s, c)
	if err != nil {
		return err
	}
	err = s.app.ChangeEmail(c.Request().Context(), me, in)
	if errs, ok := formErrors(err, sent); ok {
		return s.showSettings(c, me, formStatus(c, err), views.SettingsPage{Email: errs})
	}
	if err != nil {
		return err
	}
	return s.redirectWithToast(c, paths.Settings, &views.Toast{Text: "A link is on its way to the new address. It works once, within an hour."})
}

func (s *Server) changePassword(c echo.Context, me docket.SignedIn) error {
	in, _, err := bind[app.PasswordChange](s, c)
	if err != nil {
		return err
	}
	renewed, err := s.app.ChangePassword(c.Request().Context(), me, in)
	if errs, ok := formErrors(err, nil); ok {
		return s.showSettings(c, me, formStatus(c, err), views.SettingsPage{Password: errs})
	}
	if err != nil {
		return err
	}
	err = s.enter(c, renewed, func() error {
		return s.redirectWithToast(c, paths.Settings, &views.Toast{Text: "Password changed. Every other device is signed out."})
	})
	if docket.KindOf(err) == docket.KindUnavailable {
		return &docket.Error{Kind: docket.KindUnavailable, Err: err,
			Message: "Your password is changed and every device is signed out. Docket can’t sign you in right now; try the new password in a moment."}
	}
	return err
}

func (s *Server) revokeDevice(c echo.Context, me docket.SignedIn, id docket.ID) error {
	if err := s.app.RevokeDevice(c.Request().Context(), me.User, id); err != nil {
		return err
	}
	return s.redirectWithToast(c, paths.Settings, &views.Toast{Text: "Device signed out."})
}

func (s *Server) revokeOthers(c echo.Context, me docket.SignedIn) error {
	if err := s.app.RevokeOthers(c.Request().Context(), me); err != nil {
		return err
	}
	return s.redirectWithToast(c, paths.Settings, &views.Toast{Text: "Every other device is signed out."})
}
