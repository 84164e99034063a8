package web

import (
	"mime"
	"net/url"

	"docket/internal/docket"

	"github.com/labstack/echo/v4"
)

// form reads the fields that were posted. The address's query is no part of
// them.
func form(c echo.Context) (url.Values, error) {
	r := c.Request()
	kind, _, err := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType))
	if r.ContentLength != 0 && (err != nil || kind != echo.MIMEApplicationForm && kind != echo.MIMEMultipartForm) {
		return nil, unreadable(err) // net/http would take it for a form without fields
	}
	if _, err := c.FormParams(); err != nil {
		return nil, unreadable(err)
	}
	return r.PostForm, nil
}

// field returns a posted field, nil when the form does not have it.
func field(f url.Values, name string) *string {
	if v, ok := f[name]; ok && len(v) > 0 {
		return &v[0]
	}
	return nil
}

// typed returns what was typed into the fields, to show it again.
func typed(f url.Values, names ...string) map[string]string {
	values := make(map[string]string, len(names))
	for _, name := range names {
		if v := field(f, name); v != nil {
			values[name] = *v
		}
	}
	return values
}

// pathID reads the id in a route's path.
func pathID(c echo.Context) (docket.ID, error) { return docket.ParseID(c.Param("id")) }
