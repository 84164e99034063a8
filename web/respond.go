package web

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/static"
	"docket/views"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
)

// The headers of htmx, and our own, spelt as net/http keeps them: any other spelling
// is rewritten at each use.
const (
	headerRequest  = "Hx-Request"
	headerBoosted  = "Hx-Boosted"
	headerRestore  = "Hx-History-Restore-Request"
	headerType     = "Hx-Request-Type"
	headerRedirect = "Hx-Redirect"
	headerPushURL  = "Hx-Push-Url"
	headerETag     = "Etag"
	headerView     = "Docket-View"    // of a request: the address of the view on the screen
	headerTask     = "Docket-Task"    // of a request: the task that is open; of an answer: the one that was changed
	headerVersion  = "Docket-Version" // of the task that was changed
	headerUser     = "Docket-User"    // of a request: whose page it comes from; of an answer: that it was refused as another's
)

// byScript reports whether htmx asks and wants parts of a page. A boosted link and the
// back button want the whole page.
func byScript(c echo.Context) bool {
	h := c.Request().Header
	return h.Get(headerRequest) == "true" && h.Get(headerBoosted) == "" && h.Get(headerRestore) == "" && h.Get(headerType) != "full"
}

// respond sends a screen: what is on it to htmx, which shows the task open, and
// to everyone else its page.
func (s *Server) respond(c echo.Context, status int, screen views.Screen, open docket.ID) error {
	if byScript(c) {
		return s.update(c, status, screen, open)
	}
	return s.render(c, status, views.View(screen))
}

// redirectWithToast sends the browser to another page, which says the toast.
func (s *Server) redirectWithToast(c echo.Context, path string, toast *views.Toast) error {
	if toast != nil {
		if err := s.setFlash(c, *toast); err != nil {
			return err
		}
	}
	return s.redirect(c, path)
}

// redirect sends the browser to another page; htmx follows it by itself.
func (s *Server) redirect(c echo.Context, path string) error {
	if err := s.commit(c); err != nil {
		return err
	}
	vary(c)
	if byScript(c) {
		c.Response().Header().Set(headerRedirect, path)
		return c.NoContent(http.StatusOK)
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.Redirect(http.StatusSeeOther, path)
}

// render sends a page or parts of one that are not cached.
func (s *Server) render(c echo.Context, status int, page templ.Component) error {
	body, err := s.renderBytes(c, page)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "private, no-store")
	return s.send(c, status, body)
}

// renderBytes renders a component to its compressed bytes.
func (s *Server) renderBytes(c echo.Context, page templ.Component) ([]byte, error) {
	defer since(&traceOf(c).render, time.Now())
	body, err := s.gzip.compress(func(w io.Writer) error {
		return page.Render(context.WithoutCancel(c.Request().Context()), w)
	})
	if err != nil {
		return nil, fmt.Errorf("rendering: %w", err)
	}
	return body, nil
}

// send writes compressed HTML, after the session.
func (s *Server) send(c echo.Context, status int, body []byte) error {
	h := c.Response().Header()
	keep := h.Get(echo.HeaderCacheControl)
	if err := s.commit(c); err != nil {
		return err
	}
	h.Set(echo.HeaderCacheControl, keep) // scs adds one of its own
	return s.sendBody(c, status, body)
}

// sendBody writes compressed HTML and leaves the session as it is stored.
func (s *Server) sendBody(c echo.Context, status int, body []byte) error {
	h := c.Response().Header()
	vary(c)
	h.Set(echo.HeaderContentType, "text/html; charset=utf-8")
	if static.Accepts(c.Request().Header.Values(echo.HeaderAcceptEncoding), "gzip") {
		h.Set(echo.HeaderContentEncoding, "gzip")
	} else {
		plain, err := s.gzip.expand(body)
		if err != nil {
			return err
		}
		body = plain
	}
	h.Set(echo.HeaderContentLength, strconv.Itoa(len(body)))
	c.Response().WriteHeader(status)
	_, err := io.Copy(c.Response(), bytes.NewReader(body))
	if err != nil {
		s.log.Debug("sending a response", "error", err) // the client has gone away
	}
	return nil
}

func vary(c echo.Context) {
	c.Response().Header().Set(echo.HeaderVary, "Accept-Encoding, Cookie, HX-Request")
}

// back is the view or task that a form was sent from, when it is one of Docket's, and
// otherwise the page given.
func (s *Server) back(c echo.Context, otherwise string) string {
	from := strings.TrimSuffix(s.sentFrom(c), "/"+string(paths.PreviewNotes)) // where the page is the task's
	_, isView := paths.ParseView(from)
	_, isTask := paths.ParseTask(from)
	if isView || isTask {
		return from
	}
	return otherwise
}

// sentFrom is the address that a form was sent from, empty for one that is not Docket's.
func (s *Server) sentFrom(c echo.Context) string {
	u, err := url.Parse(c.Request().Referer())
	if err != nil || u.Host == "" || (u.Host != c.Request().Host && u.Host != s.public.Host) {
		return ""
	}
	from, ok := paths.Local(u.RequestURI())
	if !ok {
		return ""
	}
	return from
}
