package web

import (
	"net/http"
	"strconv"
	"strings"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/paths"
	"docket/views"

	"github.com/labstack/echo/v4"
)

// shown is a change to a task as it is to be shown.
type shown struct {
	after         docket.Task
	saw           app.Seen // what the change did to the version of all that the person sees
	toast         *views.Toast
	open          string // where the task is, for the toast of one that is not on the screen
	added, undone bool
}

// showDone shows what was done to a task, with the way to undo it.
func (s *Server) showDone(c echo.Context, me docket.SignedIn, done app.TaskDone) error {
	sh := shown{after: done.After, saw: done.Seen}
	if done.Changed() {
		sh.toast = &views.Toast{Text: views.DoneText(done.Done, ""), Undo: done.ID}
	}
	if done.Changed() && done.Before.ListID != done.After.ListID {
		l, err := s.app.List(c.Request().Context(), me.User, done.After.ListID)
		if err != nil {
			return err
		}
		sh.toast = &views.Toast{Text: views.DoneText(done.Done, l.Name), Undo: done.ID, Open: paths.List(l.ID)}
	}
	return s.showTask(c, me, sh)
}

// showTask answers a change to a task: htmx gets what it changed of the view on
// the screen, everyone else the page they came from.
func (s *Server) showTask(c echo.Context, me docket.SignedIn, sh shown) error {
	if !byScript(c) {
		return s.showNext(c, me, sh)
	}
	c.Response().Header().Set(headerVersion, strconv.FormatInt(sh.after.Version, 10))
	v, ok := shownView(c)
	if !ok {
		v = docket.View{Kind: docket.ViewList, List: sh.after.ListID}
	}
	ctx := c.Request().Context()
	page, err := s.app.PageFor(ctx, me.User.ID, v, sh.after)
	if docket.KindOf(err) == docket.KindNotFound {
		page, err = s.app.Frame(ctx, me.User.ID) // the list on the screen is gone
	}
	if err != nil {
		return err
	}
	if missed(c, &page, sh.saw) {
		return s.showAll(c, me, &page, sh)
	}
	m := views.Moved{Frame: s.frame(&page, sh.toast), Task: sh.after, Added: sh.added, Fresh: sh.added || sh.undone, Focus: sh.undone}
	group, behind, row, onPage := page.Place(sh.after.ID)
	m.RowGone = strings.HasSuffix(c.Request().Header.Get(headerTarget), "#task-"+string(sh.after.ID))
	beyond := !onPage && page.Beyond(sh.after)
	switch {
	case onPage:
		m.Show, m.Place, m.Task = true, views.Place{Group: group, Behind: behind}, row
	case beyond && page.Above != "": // its neighbour may have been loaded
		m.Show, m.Place = true, views.Place{Group: docket.GroupOpen, Behind: page.Above}
	case beyond:
		m.Stays = !m.RowGone
	}
	if sh.added && !onPage {
		m.Flash = &views.Toast{Text: views.AddedText(sh.after, beyond), Open: sh.open}
	}
	if err := s.movePanel(c, me, &m); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, views.Change(m))
}

// missed tells whether the screen shows something else than what was there right
// before the change: someone else's change, another device's, or yesterday. The
// fragments of this change alone would leave it as it is.
func missed(c echo.Context, page *docket.Page, saw app.Seen) bool {
	screen := c.Request().Header.Get(headerScreen)
	return screen != "" && (screen != views.Screen(saw.Was, page.Today) || page.User.ListVersion != saw.Now)
}

// showAll answers a change with the whole view.
func (s *Server) showAll(c echo.Context, me docket.SignedIn, page *docket.Page, sh shown) error {
	m := views.Moved{Frame: s.frame(page, sh.toast), Task: sh.after}
	if _, _, _, onPage := page.Place(sh.after.ID); sh.added && !onPage {
		m.Flash = &views.Toast{Text: views.AddedText(sh.after, page.Beyond(sh.after)), Open: sh.open}
	}
	if err := s.movePanel(c, me, &m); err != nil {
		return err
	}
	c.Response().Header().Set(headerReswap, "none")
	return s.render(c, http.StatusOK, views.Renewed(m))
}

// movePanel draws the task's panel anew where it is open, and closes it when the
// task is deleted.
func (s *Server) movePanel(c echo.Context, me docket.SignedIn, m *views.Moved) error {
	open, ok := paths.ParseTask(c.Request().Header.Get(headerCurrent))
	if !ok || open != m.Task.ID {
		return nil
	}
	if m.Task.Deleted() {
		m.Close = true
		return nil
	}
	page, t, err := s.app.TaskPage(c.Request().Context(), me.User.ID, open)
	if err != nil {
		return err
	}
	m.Panel = &views.TaskPanel{Page: &page, Task: t, Saved: true}
	m.Focus = false
	return nil
}

// showNext sends a browser without script to the page that it goes on with. A
// task that was added and is not on that page is told of there.
func (s *Server) showNext(c echo.Context, me docket.SignedIn, sh shown) error {
	next := s.nextPage(c, sh)
	if v, ok := paths.ParseView(next); sh.added && ok {
		page, err := s.app.Page(c.Request().Context(), me.User.ID, v)
		if err != nil && docket.KindOf(err) != docket.KindNotFound {
			return err
		}
		if _, _, _, onPage := page.Place(sh.after.ID); !onPage {
			sh.toast = &views.Toast{Text: views.AddedText(sh.after, page.Beyond(sh.after)), Open: sh.open}
		}
	}
	return s.respond(c, nil, next, sh.toast)
}

// nextPage is where a browser without script goes after a change: back to where
// it was, unless that was a task which is now in the trash.
func (s *Server) nextPage(c echo.Context, sh shown) string {
	list := paths.List(sh.after.ListID)
	next := s.back(c, list)
	if id, ok := paths.ParseTask(next); ok && (sh.after.Deleted() || id != sh.after.ID) {
		next = list
	}
	if _, ok := paths.ParseView(next); ok && !sh.after.Deleted() && !sh.after.Done() && !sh.added {
		next = paths.AtTask(next, sh.after.ID)
	}
	return next
}
