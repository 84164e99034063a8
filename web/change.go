package web

import (
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
	toast         *views.Toast
	open          string // where the task is, for the toast of one that is not on the screen
	added, undone bool
}

// showDone shows what was done to a task, with the way to undo it.
func (s *Server) showDone(c echo.Context, me docket.SignedIn, done app.TaskDone) error {
	sh := shown{after: done.After}
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
		return s.respond(c, nil, s.nextPage(c, sh), sh.toast)
	}
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
	return s.render(c, 200, views.Change(m))
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
		c.Response().Header().Set(headerReplace, m.Current)
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
