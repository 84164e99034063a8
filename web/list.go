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

func (s *Server) newListPage(c echo.Context, me docket.SignedIn) error {
	return s.listEditor(c, me, http.StatusOK, "New list", views.ListForm{})
}

// listEditor draws the page that makes or changes a list.
func (s *Server) listEditor(c echo.Context, me docket.SignedIn, status int, title string, l views.ListForm) error {
	page, err := s.app.Frame(c.Request().Context(), me.User.ID)
	if err != nil {
		return err
	}
	f := views.Frame{Title: title, Page: &page, Current: paths.NewList, Flash: s.popFlash(c)}
	l.Back = s.back(c, paths.Today)
	if l.List.ID != "" {
		f.Current = paths.List(l.List.ID)
		l.Back = f.Current
	}
	return s.render(c, status, views.ListEditor(f, l))
}

func (s *Server) addList(c echo.Context, me docket.SignedIn) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	l, err := s.app.AddList(c.Request().Context(), me.User, f.Get("name"), f.Get("color"))
	if errs, ok := formErrors(err, typed(f, "name", "color")); ok {
		return s.listEditor(c, me, http.StatusUnprocessableEntity, "New list", views.ListForm{Form: errs})
	}
	if err != nil {
		return err
	}
	return s.respond(c, nil, paths.List(l.ID), nil)
}

func (s *Server) editListPage(c echo.Context, me docket.SignedIn) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	l, err := s.app.ListToManage(c.Request().Context(), me.User, id)
	if err != nil {
		return err
	}
	q := c.QueryParams()
	return s.listEditor(c, me, http.StatusOK, "Edit list",
		views.ListForm{List: l, Form: views.Form{Values: typed(q, "name", "color")}, Moved: q.Get("moved")})
}

func (s *Server) editList(c echo.Context, me docket.SignedIn) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	f, err := form(c)
	if err != nil {
		return err
	}
	done, err := s.app.EditList(c.Request().Context(), me.User, id,
		app.ListEdit{Version: f.Get("version"), Name: field(f, "name"), Color: field(f, "color")})
	if err == nil {
		return s.respond(c, nil, paths.List(id), toastOf(done))
	}
	errs, ok := formErrors(err, typed(f, "name", "color"))
	if conflict := docket.KindOf(err) == docket.KindConflict; conflict {
		errs, ok = views.Form{Values: typed(f, "name", "color"), Message: docket.MessageOf(err)}, true
	}
	if !ok {
		return err
	}
	l, pageErr := s.app.ListToManage(c.Request().Context(), me.User, id)
	if pageErr != nil {
		return pageErr
	}
	return s.listEditor(c, me, statusOf(docket.KindOf(err)), "Edit list", views.ListForm{List: l, Form: errs})
}

// toastOf tells of a change to a list, nil when nothing was changed.
func toastOf(done app.ListDone) *views.Toast {
	if !done.Changed() {
		return nil
	}
	return &views.Toast{Text: views.DoneText(done.Done, ""), Undo: done.ID}
}

func (s *Server) deleteListPage(c echo.Context, me docket.SignedIn) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if _, err := s.app.ListToManage(ctx, me.User, id); err != nil {
		return err
	}
	page, err := s.app.Page(ctx, me.User.ID, docket.View{Kind: docket.ViewList, List: id})
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, views.ViewWithDelete(s.frame(&page, nil)))
}

// changeList answers the forms that have no fields.
func (s *Server) changeList(do func(context.Context, docket.User, docket.ID) (app.ListDone, error)) userHandler {
	return func(c echo.Context, me docket.SignedIn) error {
		id, err := pathID(c)
		if err != nil {
			return err
		}
		done, err := do(c.Request().Context(), me.User, id)
		if err != nil {
			return err
		}
		next := paths.List(id)
		if done.After.Deleted() {
			next = paths.Today
		}
		return s.respond(c, nil, next, toastOf(done))
	}
}

func (s *Server) moveList(c echo.Context, me docket.SignedIn) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if err := s.app.MoveList(ctx, me.User, id, f.Get("before"), f.Get("after")); err != nil {
		return err
	}
	l, err := s.app.List(ctx, me.User, id)
	if err != nil {
		return err
	}
	next := paths.EditMovedList(id, typed(f, "name", "color"), f.Get("before") != "")
	if !l.Role.CanManage() {
		next = paths.List(id) // its place in the sidebar is theirs, its settings are not
	}
	return s.respond(c, nil, next, nil)
}
