package web

import (
	"errors"
	"mime"
	"net/url"
	"strings"

	"docket/internal/docket"

	"github.com/go-playground/form/v4"
	"github.com/labstack/echo/v4"
)

// bind reads the fields that were posted into a struct whose tags name them, and
// returns them as they were sent, to show them again. The address's query is no
// part of them.
func bind[T any](s *Server, c echo.Context) (in T, sent url.Values, err error) {
	r := c.Request()
	kind, _, err := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType))
	if r.ContentLength != 0 && (err != nil || kind != echo.MIMEApplicationForm && kind != echo.MIMEMultipartForm) {
		return in, nil, unreadable(err) // net/http would take it for a form without fields
	}
	if _, err := c.FormParams(); err != nil {
		return in, nil, unreadable(err)
	}
	for name := range r.PostForm {
		if strings.ContainsAny(name, "[]") {
			return in, nil, unreadable(errors.New("a field’s name has brackets")) // which the decoder would panic on
		}
	}
	if err := s.forms.Decode(&in, r.PostForm); err != nil {
		return in, nil, unreadable(err)
	}
	return in, r.PostForm, nil
}

// newForms returns the decoder of forms: a field without a form tag is not read.
func newForms() *form.Decoder {
	d := form.NewDecoder()
	d.SetMode(form.ModeExplicit)
	return d
}

// withID reads the id in a route's path.
func withID(next func(c echo.Context, me docket.SignedIn, id docket.ID) error) signedInHandler {
	return func(c echo.Context, me docket.SignedIn) error {
		id, err := docket.ParseID(c.Param("id"))
		if err != nil {
			return err
		}
		return next(c, me, id)
	}
}
