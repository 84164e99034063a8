package web

import (
	"net/http"
	"strconv"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/views"

	"github.com/labstack/echo/v4"
)

// reply is what the answer to a change says.
type reply struct {
	toast *views.Toast
	task  docket.Task // the one that was changed; zero for none
	next  string      // the page that a browser without script goes on with
}

// answer answers a change: htmx gets the screen as it now is, everyone else goes
// on to the next page, which says it.
func (s *Server) answer(c echo.Context, me docket.SignedIn, r reply) error {
	if !byScript(c) {
		return s.redirectWithToast(c, r.next, r.toast)
	}
	view, open := onScreen(c)
	if r.task.ID != "" {
		h := c.Response().Header()
		h.Set(headerTask, string(r.task.ID))
		h.Set(headerVersion, strconv.FormatInt(r.task.Version, 10))
	}
	shown := open
	if r.task.ID == open && r.task.Deleted() {
		shown = ""
	}
	page, err := s.screen(c, me, view, shown)
	if docket.KindOf(err) == docket.KindNotFound { // what is on the screen went with the change
		return s.redirectWithToast(c, paths.Today, r.toast)
	}
	if err != nil {
		return err
	}
	return s.update(c, http.StatusOK, views.Screen{Frame: s.frame(&page, r.toast)}, open)
}

// onScreen reads what a request of htmx says is on the screen: the view, whose
// kind is empty on other pages, and the task that is open.
func onScreen(c echo.Context) (view docket.View, open docket.ID) {
	h := c.Request().Header
	if v, ok := paths.ParseView(h.Get(headerView)); ok && len(v.After) <= maxCursor {
		view = v
	}
	open, _ = docket.ParseID(h.Get(headerTask)) // empty where there is none
	return view, open
}

// screen reads a view and the task beside it, or for another page what stands
// around it.
func (s *Server) screen(c echo.Context, me docket.SignedIn, view docket.View, open docket.ID) (docket.Page, error) {
	ctx := c.Request().Context()
	if view.Kind == "" {
		return s.app.Frame(ctx, me.User.ID)
	}
	return s.app.Screen(ctx, me.User.ID, view, open)
}

// update sends htmx what is on the screen.
func (s *Server) update(c echo.Context, status int, screen views.Screen, open docket.ID) error {
	return s.render(c, status, views.Update(screen, open))
}

// backTo is back at the row of the task that a form changed. From the page of a
// task that is deleted, or of another one, it leads to the list.
func (s *Server) backTo(c echo.Context, t docket.Task) string {
	list := paths.List(t.ListID)
	next := s.back(c, list)
	if id, ok := paths.ParseTask(next); ok && (t.Deleted() || id != t.ID) {
		next = list
	}
	if _, ok := paths.ParseView(next); ok && !t.Deleted() && !t.Done() {
		next = paths.AtTask(next, t.ID)
	}
	return next
}
