package web

import (
	"context"
	"net/http"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/paths"
	"docket/views"

	"github.com/labstack/echo/v4"
)

func (s *Server) peoplePage(c echo.Context, me docket.SignedIn) error {
	return s.showPeople(c, me, http.StatusOK, views.Form{}, views.ResetLink{})
}

// showPeople shows the accounts and what was just done to one: a link is in this answer
// alone, not in an address, a redirect or a session.
func (s *Server) showPeople(c echo.Context, me docket.SignedIn, status int, form views.Form, link views.ResetLink) error {
	f, err := s.adminFrame(c, me, "People", paths.AdminPeople)
	if err != nil {
		return err
	}
	people, err := s.app.People(c.Request().Context(), me.User)
	if err != nil {
		return err
	}
	return s.render(c, status, views.PeoplePage(views.AdminPeople{Frame: f, People: people, Form: form, Link: link}))
}

func (s *Server) addPerson(c echo.Context, me docket.SignedIn) error {
	in, sent, err := bind[app.NewPerson](s, c)
	if err != nil {
		return err
	}
	u, secret, err := s.app.AddPerson(c.Request().Context(), me, in)
	if errs, ok := formErrors(err, sent); ok {
		return s.showPeople(c, me, formStatus(c, err), errs, views.ResetLink{})
	}
	if err != nil {
		return err
	}
	return s.showPeople(c, me, http.StatusOK, views.Form{}, views.ResetLink{Name: u.Name, URL: s.resetURL(secret), New: true})
}

func (s *Server) personLink(c echo.Context, me docket.SignedIn, id docket.ID) error {
	u, secret, err := s.app.PersonLink(c.Request().Context(), me.User, id)
	if err != nil {
		return err
	}
	return s.showPeople(c, me, http.StatusOK, views.Form{}, views.ResetLink{Name: u.Name, URL: s.resetURL(secret)})
}

func (s *Server) resetURL(secret string) string { return s.public.String() + paths.ResetWith(secret) }

// changePerson answers the buttons of an account. Who is no administrator any more goes
// on elsewhere.
func (s *Server) changePerson(do func(context.Context, docket.User, docket.ID) (docket.User, error), said string) signedInHandler {
	return withID(func(c echo.Context, me docket.SignedIn, id docket.ID) error {
		ctx := c.Request().Context()
		u, err := do(ctx, me.User, id)
		if err != nil {
			return err
		}
		next := paths.AdminPeople
		if s.app.Administrator(ctx, me.User) != nil {
			next = paths.Today
		}
		return s.redirectWithToast(c, next, &views.Toast{Text: u.Name + said})
	})
}
