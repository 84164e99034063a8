package web

import (
	"net/http"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/views"

	"github.com/labstack/echo/v4"
)

func (s *Server) forgotPage(c echo.Context) error {
	return s.showForgot(c, http.StatusOK, views.Form{})
}

func (s *Server) showForgot(c echo.Context, status int, f views.Form) error {
	return s.render(c, status, views.Forgot(s.publicPage("Forgot your password?"), f, s.app.SendsMail()))
}

// addressForm is the form to ask for a link.
type addressForm struct {
	Email string `form:"email"`
}

// forgot answers alike for every address.
func (s *Server) forgot(c echo.Context) error {
	in, sent, err := bind[addressForm](s, c)
	if err != nil {
		return err
	}
	err = s.app.ForgotPassword(c.Request().Context(), in.Email, s.origin(c))
	if docket.KindOf(err) == docket.KindForbidden {
		return s.showForgot(c, http.StatusForbidden, views.Form{})
	}
	if errs, ok := formErrors(err, sent); ok {
		return s.showForgot(c, formStatus(c, err), errs)
	}
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, views.ForgotSent(s.publicPage("Check your email"), in.Email))
}

func (s *Server) resetPage(c echo.Context) error { return s.showReset(c, http.StatusOK, views.Form{}) }

func (s *Server) showReset(c echo.Context, status int, f views.Form) error {
	user, err := s.app.ResetFor(c.Request().Context(), c.Param("token"), s.origin(c))
	if err != nil {
		return s.orOldLink(c, err, paths.Forgot)
	}
	return s.render(c, status, views.Reset(s.publicPage("Choose a new password"), f, user.Email, paths.ResetWith(c.Param("token"))))
}

// passwordForm is the form to choose a new password.
type passwordForm struct {
	Password string `form:"password"`
}

func (s *Server) reset(c echo.Context) error {
	in, _, err := bind[passwordForm](s, c)
	if err != nil {
		return err
	}
	err = s.app.ResetPassword(c.Request().Context(), c.Param("token"), in.Password, s.origin(c))
	if errs, ok := formErrors(err, nil); ok {
		return s.showReset(c, formStatus(c, err), errs)
	}
	if err != nil {
		return s.orOldLink(c, err, paths.Forgot)
	}
	return s.redirectWithToast(c, paths.SignIn, &views.Toast{Text: "Your password is changed. Sign in with the new one."})
}

func (s *Server) confirmEmailPage(c echo.Context) error {
	email, err := s.app.NewEmail(c.Request().Context(), c.Param("token"), s.origin(c))
	if err != nil {
		return s.orOldLink(c, err, paths.Settings)
	}
	return s.render(c, http.StatusOK, views.ConfirmEmail(s.publicPage("Use this address?"), email, paths.ConfirmEmailWith(c.Param("token"))))
}

func (s *Server) confirmEmail(c echo.Context) error {
	email, err := s.app.ConfirmEmail(c.Request().Context(), c.Param("token"), s.origin(c))
	if err != nil {
		return s.orOldLink(c, err, paths.Settings)
	}
	return s.redirectWithToast(c, paths.Settings, &views.Toast{Text: "Your address is now " + email + "."})
}

// orOldLink is the answer to a link that no longer works, where a new one is asked for at
// again; any other error is returned.
func (s *Server) orOldLink(c echo.Context, err error, again string) error {
	if docket.KindOf(err) != docket.KindNotFound {
		return err
	}
	return s.render(c, http.StatusNotFound, views.OldLink(s.publicPage("This link no longer works"), docket.MessageOf(err), again))
}
