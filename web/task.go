package web

import (
	"context"
	"errors"
	"net/http"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/paths"
	"docket/views"

	"github.com/labstack/echo/v4"
)

func (s *Server) addTask(c echo.Context, me docket.SignedIn) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	added, err := s.app.AddTask(c.Request().Context(), me.User, app.NewTask{
		Title: f.Get("title"), Notes: f.Get("notes"), DueOn: f.Get("due_on"), DueTime: f.Get("due_time"),
		Priority: f.Get("priority"), ListID: f.Get("list_id"), DueToday: f.Get("due") == "today",
	})
	if errs, ok := formErrors(err, typed(f, "title", "notes", "due_on", "due_time", "priority", "list_id")); ok {
		return s.addTaskAgain(c, me, errs)
	}
	if err != nil {
		return err
	}
	return s.showTask(c, me, shown{after: added.Task, saw: added.Seen, added: true, open: paths.Task(added.ID)})
}

// addTaskAgain shows the form with what was typed and what is wrong with it, on
// the page that it was sent from.
func (s *Server) addTaskAgain(c echo.Context, me docket.SignedIn, errs views.Form) error {
	v, ok := shownView(c)
	if !ok {
		if v, ok = paths.ParseView(s.back(c, paths.Inbox)); !ok {
			v = docket.View{Kind: docket.ViewInbox}
		}
	}
	if list, err := docket.ParseID(errs.Values["list_id"]); err == nil && errs.Errors["list_id"] == "" {
		v = docket.View{Kind: docket.ViewList, List: list}
	}
	page, err := s.app.Page(c.Request().Context(), me.User.ID, v)
	if docket.KindOf(err) == docket.KindNotFound {
		page, err = s.app.Page(c.Request().Context(), me.User.ID, docket.View{Kind: docket.ViewInbox})
	}
	if err != nil {
		return err
	}
	if byScript(c) {
		c.Response().Header().Set(headerReswap, "outerHTML")
		return s.render(c, http.StatusUnprocessableEntity, views.QuickAdd(&page, errs))
	}
	return s.render(c, http.StatusUnprocessableEntity, views.ViewWithAdd(s.frame(&page, nil), errs))
}

func (s *Server) taskPage(c echo.Context, me docket.SignedIn) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	page, t, err := s.app.TaskPage(c.Request().Context(), me.User.ID, id)
	if err != nil {
		return err
	}
	return s.showPanel(c, http.StatusOK, views.TaskPanel{Page: &page, Task: t})
}

// showPanel sends a task: beside its list, or to htmx alone.
func (s *Server) showPanel(c echo.Context, status int, p views.TaskPanel) error {
	if byScript(c) {
		return s.render(c, status, views.Panel(p))
	}
	f := s.frame(p.Page, s.popFlash(c))
	f.Title = p.Task.Title
	return s.render(c, status, views.ViewWithPanel(f, p))
}

func (s *Server) taskMenu(c echo.Context, me docket.SignedIn) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	page, t, err := s.app.TaskPage(c.Request().Context(), me.User.ID, id)
	if err != nil {
		return err
	}
	if byScript(c) {
		return s.render(c, http.StatusOK, views.RowMenu(&page, t))
	}
	return s.render(c, http.StatusOK, views.TaskMenuPage(s.frame(&page, nil), t))
}

func (s *Server) editTask(c echo.Context, me docket.SignedIn) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	f, err := form(c)
	if err != nil {
		return err
	}
	done, err := s.app.EditTask(c.Request().Context(), me.User, id, app.TaskEdit{
		Version: f.Get("version"), Title: field(f, "title"), Notes: field(f, "notes"), DueOn: field(f, "due_on"),
		DueTime: field(f, "due_time"), Priority: field(f, "priority"), ListID: field(f, "list_id"),
	})
	if err == nil {
		return s.showDone(c, me, done)
	}
	page, t, pageErr := s.app.TaskPage(c.Request().Context(), me.User.ID, id)
	if pageErr != nil {
		return pageErr
	}
	if conflict, ok := errors.AsType[*app.EditConflict](err); ok {
		return s.showPanel(c, http.StatusConflict, views.TaskPanel{Page: &page, Task: conflict.Task, Conflict: conflict.Yours, Kept: conflict.Mine})
	}
	if errs, ok := formErrors(err, typed(f, "title", "notes", "due_on", "due_time", "priority", "list_id")); ok {
		return s.showPanel(c, http.StatusUnprocessableEntity, views.TaskPanel{Page: &page, Task: t, Form: errs})
	}
	return err
}

// changeTask answers the forms that have no fields.
func (s *Server) changeTask(do func(context.Context, docket.User, docket.ID) (app.TaskDone, error)) userHandler {
	return func(c echo.Context, me docket.SignedIn) error {
		id, err := pathID(c)
		if err != nil {
			return err
		}
		done, err := do(c.Request().Context(), me.User, id)
		if err != nil {
			return err
		}
		return s.showDone(c, me, done)
	}
}

func (s *Server) moveTask(c echo.Context, me docket.SignedIn) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	f, err := form(c)
	if err != nil {
		return err
	}
	done, err := s.app.MoveTask(c.Request().Context(), me.User, id,
		app.TaskMove{ListID: f.Get("list_id"), Before: f.Get("before"), After: f.Get("after")})
	if err != nil {
		return err
	}
	return s.showDone(c, me, done)
}

func (s *Server) undo(c echo.Context, me docket.SignedIn) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	undone, err := s.app.Undo(c.Request().Context(), me.User, id)
	if err != nil {
		return err
	}
	if undone.Thing == docket.ThingList {
		return s.respond(c, nil, s.back(c, paths.List(undone.Target)), &views.Toast{Text: views.UndoneText(undone.Done)})
	}
	return s.showTask(c, me, shown{after: undone.After, saw: undone.Seen, undone: true,
		toast: &views.Toast{Text: views.UndoneText(undone.Done)}})
}

func (s *Server) emptyTrash(c echo.Context, me docket.SignedIn) error {
	n, err := s.app.EmptyTrash(c.Request().Context(), me.User)
	if err != nil {
		return err
	}
	return s.respond(c, nil, paths.Trash, &views.Toast{Text: views.EmptiedText(n)})
}
