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
	f := views.Frame{Title: title, Page: &page, Current: paths.NewList, Toast: s.popFlash(c)}
	l.Back = s.back(c, paths.Today)
	if l.List.ID != "" {
		f.Current = paths.List(l.List.ID)
		l.Back = f.Current
	}
	return s.render(c, status, views.ListEditor(f, l))
}

func (s *Server) addList(c echo.Context, me docket.SignedIn) error {
	in, sent, err := bind[app.NewList](s, c)
	if err != nil {
		return err
	}
	l, err := s.app.AddList(c.Request().Context(), me.User, in)
	if errs, ok := formErrors(err, sent); ok {
		return s.listEditor(c, me, http.StatusUnprocessableEntity, "New list", views.ListForm{Form: errs})
	}
	if err != nil {
		return err
	}
	return s.answer(c, me, reply{next: paths.List(l.ID)})
}

func (s *Server) editListPage(c echo.Context, me docket.SignedIn, id docket.ID) error {
	l, err := s.app.ListToManage(c.Request().Context(), me.User, id)
	if err != nil {
		return err
	}
	q := c.QueryParams()
	return s.listEditor(c, me, http.StatusOK, "Edit list",
		views.ListForm{List: l, Form: views.Form{Values: q}, Moved: q.Get("moved")})
}

func (s *Server) editList(c echo.Context, me docket.SignedIn, id docket.ID) error {
	in, sent, err := bind[app.ListEdit](s, c)
	if err != nil {
		return err
	}
	change, err := s.app.EditList(c.Request().Context(), me.User, id, in)
	if err == nil {
		return s.answer(c, me, reply{next: paths.List(id), toast: listToast(change)})
	}
	errs, ok := formErrors(err, sent)
	if docket.KindOf(err) == docket.KindConflict {
		errs, ok = views.Form{Values: sent, Message: docket.MessageOf(err)}, true
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

// listToast says what changed about a list, nil when nothing did.
func listToast(change app.ListChange) *views.Toast {
	if !change.Changed() {
		return nil
	}
	return &views.Toast{Text: views.ChangeText(change.Entry, ""), Undo: change.ID}
}

func (s *Server) deleteListPage(c echo.Context, me docket.SignedIn, id docket.ID) error {
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
func (s *Server) changeList(do func(context.Context, docket.User, docket.ID) (app.ListChange, error)) signedInHandler {
	return withID(func(c echo.Context, me docket.SignedIn, id docket.ID) error {
		change, err := do(c.Request().Context(), me.User, id)
		if err != nil {
			return err
		}
		next := paths.List(id)
		if change.After.Deleted() {
			next = paths.Today
		}
		return s.answer(c, me, reply{next: next, toast: listToast(change)})
	})
}

func (s *Server) moveList(c echo.Context, me docket.SignedIn, id docket.ID) error {
	in, sent, err := bind[app.ListMove](s, c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if err := s.app.MoveList(ctx, me.User, id, in); err != nil {
		return err
	}
	l, err := s.app.List(ctx, me.User, id)
	if err != nil {
		return err
	}
	next := paths.EditMovedList(id, sent, in.Before != "")
	if !l.Role.CanManage() {
		next = paths.List(id) // its place in the sidebar is theirs, its settings are not
	}
	return s.answer(c, me, reply{next: next})
}
