package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"time"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/views"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
)

// maxCursor bounds a cursor's length in bytes; the ones that Docket makes are
// shorter.
const maxCursor = 200

// view answers every list of tasks: from the browser's cache, from Redis, or
// from the database.
func (s *Server) view(c echo.Context, me docket.SignedIn) error {
	v, ok := paths.ViewAt(c.Request().URL)
	if !ok || len(v.After) > maxCursor {
		return docket.NotFound()
	}
	tr := traceOf(c)
	flash := (*views.Toast)(nil)
	if !byScript(c) {
		flash = s.popFlash(c)
	}
	if flash != nil {
		tr.cache = cacheBypass
		page, err := s.readPage(c, me.User.ID, v)
		if err != nil {
			return err
		}
		return s.render(c, http.StatusOK, views.View(views.Screen{Frame: s.frame(&page, flash)}))
	}
	ctx := c.Request().Context()
	key := s.key(v, me.User.Today(s.now()), byScript(c))
	if s.unchanged(c, me.User.ListVersion, key) {
		tr.cache = cacheHit
		return s.sendUnchanged(c)
	}
	began := time.Now()
	body, hit := s.cache.Get(ctx, me.User.ID, key, me.User.ListVersion)
	since(&tr.lookup, began)
	if hit {
		tr.cache = cacheHit
		return s.send(c, http.StatusOK, body)
	}
	tr.cache = cacheMiss
	page, err := s.readPage(c, me.User.ID, v)
	if err != nil {
		return err
	}
	body, err = s.renderBytes(c, s.viewOrUpdate(&page, byScript(c)))
	if err != nil {
		return err
	}
	// The version and the day are those of the snapshot that the page was read
	// in, which may be later ones than the request began with.
	key = s.key(v, page.Today, byScript(c))
	s.cache.Put(ctx, page.User.ID, key, page.User.ListVersion, body)
	s.tag(c, page.User.ListVersion, key)
	return s.send(c, http.StatusOK, body)
}

func (s *Server) readPage(c echo.Context, user docket.ID, v docket.View) (docket.Page, error) {
	defer since(&traceOf(c).db, time.Now())
	return s.app.Page(c.Request().Context(), user, v)
}

// viewOrUpdate is what a view answers: the page, or what htmx makes of the screen.
func (s *Server) viewOrUpdate(page *docket.Page, part bool) templ.Component {
	screen := views.Screen{Frame: s.frame(page, nil)}
	if part {
		return views.Update(screen, "")
	}
	return views.View(screen)
}

func (s *Server) frame(page *docket.Page, toast *views.Toast) views.Frame {
	return views.Frame{Title: views.Title(page), Page: page, Current: views.Path(page), Toast: toast}
}

// key names what is cached of a view: the same user sees another page on another
// day, from another build and through htmx.
func (s *Server) key(v docket.View, today docket.Date, part bool) string {
	kind := " page "
	if part {
		kind = " part "
	}
	return paths.View(v) + kind + string(today) + " " + s.build
}

func etag(version, key string) string {
	sum := sha256.Sum256([]byte(version + "\n" + key))
	return `W/"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`
}

// unchanged tags the response and reports whether the browser has it already,
// which takes no more than the user's row.
func (s *Server) unchanged(c echo.Context, version, key string) bool {
	s.tag(c, version, key)
	return c.Request().Header.Get("If-None-Match") == c.Response().Header().Get(headerETag)
}

func (s *Server) tag(c echo.Context, version, key string) {
	c.Response().Header().Set(headerETag, etag(version, key))
	c.Response().Header().Set(echo.HeaderCacheControl, "private, no-cache")
}

func (s *Server) sendUnchanged(c echo.Context) error {
	if err := s.commit(c); err != nil {
		return err
	}
	vary(c)
	return c.NoContent(http.StatusNotModified)
}

// ComparedView is a cached view beside what the database says.
type ComparedView struct {
	View    string
	Version string // that it is tagged with
	Current bool   // it would be sent if it were asked for now
	Same    bool   // it is what would be rendered now
	Err     error  // it cannot be read, or not rendered again
}

// CompareCache renders every cached view of a user again and compares it with what
// the cache holds. The data must not be written to meanwhile for differences to
// mean anything; what is not current is never sent and may differ.
func (s *Server) CompareCache(ctx context.Context, user docket.ID) ([]ComparedView, error) {
	entries, err := s.cache.Entries(ctx, user)
	if err != nil {
		return nil, err
	}
	var out []ComparedView
	for _, e := range entries {
		v := ComparedView{View: e.View, Version: e.Version, Err: e.Err}
		if e.Err == nil {
			v.Current, v.Same, v.Err = s.compare(ctx, user, e.View, e.Version, e.Body)
		}
		out = append(out, v)
	}
	return out, nil
}

func (s *Server) compare(ctx context.Context, user docket.ID, key, version string, body []byte) (current, same bool, err error) {
	page, err := s.app.Frame(ctx, user)
	if err != nil || page.User.ListVersion != version {
		return false, false, err
	}
	name, _, _ := strings.Cut(key, " ")
	view, ok := paths.ParseView(name)
	if !ok {
		return false, false, nil
	}
	part := key == s.key(view, page.Today, true)
	if !part && key != s.key(view, page.Today, false) {
		return false, false, nil // of another day or build
	}
	page, err = s.app.Page(ctx, user, view)
	if err != nil {
		return true, false, err
	}
	if page.User.ListVersion != version {
		return false, false, nil // written to meanwhile
	}
	had, err := s.gzip.expand(body)
	if err != nil {
		return true, false, err
	}
	var now bytes.Buffer
	if err := s.viewOrUpdate(&page, part).Render(ctx, &now); err != nil {
		return true, false, fmt.Errorf("rendering: %w", err)
	}
	return true, bytes.Equal(had, now.Bytes()), nil
}
