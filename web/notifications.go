package web

import (
	"net/http"
	"strings"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/paths"
	"docket/views"

	"github.com/labstack/echo/v4"
)

func (s *Server) notificationsPage(c echo.Context, me docket.SignedIn) error {
	return s.showNotifications(c, me, http.StatusOK, views.Form{})
}

func (s *Server) showNotifications(c echo.Context, me docket.SignedIn, status int, f views.Form) error {
	ctx := c.Request().Context()
	page, err := s.app.Frame(ctx, me.User.ID)
	if err != nil {
		return err
	}
	now, err := s.app.Notifications(ctx, me.User)
	if err != nil {
		return err
	}
	return s.render(c, status, views.Notifications(views.NotificationsPage{
		Frame: views.Frame{Title: "Notifications", Page: &page, Current: paths.Settings, Toast: s.popFlash(c)},
		Now:   now, Form: f, Mails: s.app.SendsMail(),
	}))
}

func (s *Server) setNotifications(c echo.Context, me docket.SignedIn) error {
	in, sent, err := bind[app.NotificationsEdit](s, c)
	if err != nil {
		return err
	}
	err = s.app.SetNotifications(c.Request().Context(), me.User, in)
	if errs, ok := formErrors(err, sent); ok {
		return s.showNotifications(c, me, formStatus(c, err), errs)
	}
	if err != nil {
		return err
	}
	return s.redirectWithToast(c, paths.Notifications, &views.Toast{Text: "Notifications saved."})
}

func (s *Server) testMail(c echo.Context, me docket.SignedIn) error {
	if err := s.app.TestMail(c.Request().Context(), me.User); err != nil {
		return err
	}
	return s.redirectWithToast(c, paths.Notifications, &views.Toast{Text: "A test email is on its way to " + me.User.Email + "."})
}

// subscription reads what a link stops, and its secret.
func subscription(c echo.Context) (what app.Subscription, secret, words string, err error) {
	kind, secret, _ := strings.Cut(c.Param("token"), ".")
	switch what = app.Subscription(kind); what {
	case app.SubscribedDigest:
		return what, secret, "morning digest", nil
	case app.SubscribedReminders:
		return what, secret, "reminders", nil
	}
	return "", "", "", docket.NotFound()
}

func (s *Server) unsubscribePage(c echo.Context) error { return s.showUnsubscribe(c, false) }

func (s *Server) showUnsubscribe(c echo.Context, done bool) error {
	_, secret, words, err := subscription(c)
	if err != nil {
		return err
	}
	user, err := s.app.Subscribed(c.Request().Context(), secret)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, views.Unsubscribe(s.publicPage("Stop these emails"), user.Email, words, c.Request().URL.EscapedPath(), done))
}

// unsubscribe is also what a mail program posts by itself (RFC 8058).
func (s *Server) unsubscribe(c echo.Context) error {
	what, secret, _, err := subscription(c)
	if err != nil {
		return err
	}
	if err := s.app.Unsubscribe(c.Request().Context(), secret, what); err != nil {
		return err
	}
	return s.showUnsubscribe(c, true)
}
