package web

import (
	"net/http"
	"net/url"
	"strings"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/paths"
	"docket/views"

	"github.com/labstack/echo/v4"
)

// withLabel reads the label in a route's path.
func withLabel(next func(c echo.Context, me docket.SignedIn, label string) error) signedInHandler {
	return func(c echo.Context, me docket.SignedIn) error {
		escaped, _, _ := strings.Cut(strings.TrimPrefix(c.Request().URL.EscapedPath(), paths.Labels+"/"), "/")
		label, err := url.PathUnescape(escaped) // once: echo has done it or not
		if err != nil || label == "" {
			return docket.NotFound()
		}
		return next(c, me, label)
	}
}

func (s *Server) labelPage(c echo.Context, me docket.SignedIn, label string) error {
	return s.labelEditor(c, me, http.StatusOK, label, views.Form{})
}

func (s *Server) labelEditor(c echo.Context, me docket.SignedIn, status int, label string, form views.Form) error {
	page, err := s.app.Page(c.Request().Context(), me.User.ID, docket.View{Kind: docket.ViewLabel, Label: label})
	if err != nil {
		return err
	}
	f := s.frame(&page, s.popFlash(c))
	return s.render(c, status, views.LabelPage(f, views.LabelForm{Label: label, Form: form}))
}

func (s *Server) renameLabel(c echo.Context, me docket.SignedIn, label string) error {
	in, sent, err := bind[named](s, c)
	if err != nil {
		return err
	}
	change, err := s.app.RenameLabel(c.Request().Context(), me.User, label, in.Name)
	if errs, ok := formErrors(err, sent); ok {
		return s.labelEditor(c, me, http.StatusUnprocessableEntity, label, errs)
	}
	if err != nil {
		return err
	}
	return s.answerLabel(c, me, change, paths.Label(change.Label))
}

func (s *Server) deleteLabel(c echo.Context, me docket.SignedIn, label string) error {
	change, err := s.app.DeleteLabel(c.Request().Context(), me.User, label)
	if err != nil {
		return err
	}
	return s.answerLabel(c, me, change, paths.Today)
}

func (s *Server) answerLabel(c echo.Context, me docket.SignedIn, change app.LabelChange, next string) error {
	r := reply{next: next}
	if change.Tasks > 0 {
		r.toast = &views.Toast{Text: views.LabelText(change.Label, change.Tasks), Undo: change.Group}
	}
	return s.answer(c, me, r)
}

// pinning is what the button that pins a label says.
type pinning struct {
	Pinned string `form:"pinned"`
}

func (s *Server) pinLabel(c echo.Context, me docket.SignedIn, label string) error {
	in, _, err := bind[pinning](s, c)
	if err != nil {
		return err
	}
	if err := s.app.PinLabel(c.Request().Context(), me.User, label, in.Pinned != "false"); err != nil {
		return err
	}
	return s.answer(c, me, reply{next: paths.Label(label)})
}
