package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/paths"
	"docket/views"

	"github.com/labstack/echo/v4"
)

func (s *Server) addTask(c echo.Context, me docket.SignedIn) error {
	in, sent, err := bind[app.NewTask](s, c)
	if err != nil {
		return err
	}
	added, err := s.app.Add(c.Request().Context(), me.User, in)
	if errs, ok := formErrors(err, sent); ok {
		return s.addTaskAgain(c, me, errs)
	}
	if err != nil {
		return err
	}
	t := added.Tasks[0]
	return s.answer(c, me, reply{task: t, next: s.back(c, paths.List(t.ListID)), toast: addedToast(me, me.User.Today(s.now()), added)})
}

// addTaskAgain shows the form with what was typed and what is wrong with it, on
// the page that it was sent from, or on its list's where more than a title is
// wrong.
func (s *Server) addTaskAgain(c echo.Context, me docket.SignedIn, errs views.Form) error {
	view, open := onScreen(c)
	if !byScript(c) {
		view, _ = paths.ParseView(s.back(c, paths.Inbox))
	}
	if list, err := docket.ParseID(errs.Values.Get("list_id")); err == nil && errs.Errors["list_id"] == "" && view.List != list {
		view = docket.View{Kind: docket.ViewList, List: list}
	}
	if view.Kind == "" {
		view.Kind = docket.ViewInbox
	}
	page, err := s.screen(c, me, view, open)
	if docket.KindOf(err) == docket.KindNotFound {
		page, err = s.screen(c, me, docket.View{Kind: docket.ViewInbox}, "")
	}
	if err != nil {
		return err
	}
	return s.respond(c, http.StatusUnprocessableEntity, views.Screen{Frame: s.frame(&page, nil), Add: errs}, open)
}

func (s *Server) taskPage(c echo.Context, me docket.SignedIn, id docket.ID) error {
	if byScript(c) {
		page, err := s.app.Task(c.Request().Context(), me.User.ID, id)
		if err != nil {
			return err
		}
		c.Response().Header().Set(headerPushURL, paths.Task(id))
		return s.render(c, http.StatusOK, views.Panel(views.Screen{Frame: s.frame(&page, nil)}, true))
	}
	page, t, err := s.app.TaskPage(c.Request().Context(), me.User.ID, id)
	if err != nil {
		return err
	}
	f := s.frame(&page, s.popFlash(c))
	f.Title = t.Title
	return s.render(c, http.StatusOK, views.View(views.Screen{Frame: f}))
}

func (s *Server) taskMenu(c echo.Context, me docket.SignedIn, id docket.ID) error {
	page, err := s.app.Task(c.Request().Context(), me.User.ID, id)
	if err != nil {
		return err
	}
	if byScript(c) {
		page.View, _ = onScreen(c)
		return s.render(c, http.StatusOK, views.RowMenu(&page))
	}
	return s.render(c, http.StatusOK, views.TaskMenuPage(views.Frame{Title: page.Task.Title, Page: &page, Current: paths.List(page.Task.ListID)}))
}

func (s *Server) editTask(c echo.Context, me docket.SignedIn, id docket.ID) error {
	in, sent, err := bind[app.TaskEdit](s, c)
	if err != nil {
		return err
	}
	change, err := s.app.EditTask(c.Request().Context(), me.User, id, in)
	if err != nil {
		return s.editTaskAgain(c, me, id, err, sent)
	}
	return s.answerTask(c, me, change)
}

// editTaskAgain shows a task whose edit was refused, with what was typed.
func (s *Server) editTaskAgain(c echo.Context, me docket.SignedIn, id docket.ID, refused error, sent url.Values) error {
	var edit views.TaskForm
	status := http.StatusUnprocessableEntity
	if conflict, ok := errors.AsType[*app.EditConflict](refused); ok {
		status, edit = http.StatusConflict, views.TaskForm{Conflict: conflict.Yours, Kept: conflict.Mine}
	} else if edit.Form, ok = formErrors(refused, sent); !ok {
		return refused
	}
	view, open := onScreen(c)
	if byScript(c) && open != id {
		return refused // it was closed meanwhile: there is no form to show
	}
	page, _, err := s.app.TaskPage(c.Request().Context(), me.User.ID, id)
	if byScript(c) && err == nil {
		page, err = s.screen(c, me, view, open)
	}
	if err != nil {
		return err
	}
	return s.respond(c, status, views.Screen{Frame: s.frame(&page, nil), Edit: edit}, open)
}

// completion is what the form that completes a task says.
type completion struct {
	Subtasks string `form:"subtasks"` // what becomes of those that are open
}

func (s *Server) completeTask(c echo.Context, me docket.SignedIn, id docket.ID) error {
	in, _, err := bind[completion](s, c)
	if err != nil {
		return err
	}
	change, err := s.app.CompleteTask(c.Request().Context(), me.User, id, app.Subtasks(in.Subtasks))
	if open, ok := errors.AsType[*app.OpenSubtasks](err); ok {
		return s.askSubtasks(c, me, open)
	}
	if err != nil {
		return err
	}
	return s.answerTask(c, me, change)
}

// askSubtasks asks what becomes of the open subtasks of a task that is to be completed.
func (s *Server) askSubtasks(c echo.Context, me docket.SignedIn, open *app.OpenSubtasks) error {
	if byScript(c) {
		return s.render(c, http.StatusConflict, views.AskSubtasks(open.Task, open.Open))
	}
	page, _, err := s.app.TaskPage(c.Request().Context(), me.User.ID, open.Task.ID)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusConflict, views.ViewWithSubtasks(s.frame(&page, nil), open.Task, open.Open))
}

// changeTask answers the forms that have no fields.
func (s *Server) changeTask(do func(context.Context, docket.User, docket.ID) (app.TaskChange, error)) signedInHandler {
	return withID(func(c echo.Context, me docket.SignedIn, id docket.ID) error {
		change, err := do(c.Request().Context(), me.User, id)
		if err != nil {
			return err
		}
		return s.answerTask(c, me, change)
	})
}

func (s *Server) moveTask(c echo.Context, me docket.SignedIn, id docket.ID) error {
	in, _, err := bind[app.TaskMove](s, c)
	if err != nil {
		return err
	}
	change, err := s.app.MoveTask(c.Request().Context(), me.User, id, in)
	if err != nil {
		return err
	}
	return s.answerTask(c, me, change)
}

// answerTask answers a change to a task with the way to undo it.
func (s *Server) answerTask(c echo.Context, me docket.SignedIn, change app.TaskChange) error {
	return s.answer(c, me, s.taskReply(c, me, change))
}

func (s *Server) taskReply(c echo.Context, me docket.SignedIn, change app.TaskChange) reply {
	r := reply{task: change.After, next: s.backTo(c, change.After)}
	if change.Changed() {
		r.toast = &views.Toast{Text: views.ChangeText(change.Entry, change.MovedTo), Undo: change.ID}
	}
	if due, ok := change.Field(docket.FieldDueOn); ok && change.Action == docket.ActionReorder && due.After != "" {
		r.toast.Text += " to " + views.DayText(change.After.DueOn, me.User.Today(s.now()))
	}
	if change.ComesOn != "" {
		r.toast.Text += ". Next: " + views.DayText(change.ComesOn, me.User.Today(s.now()))
	}
	if change.MovedTo != "" {
		r.toast.Open = paths.List(change.After.ListID)
	}
	return r
}

func (s *Server) undo(c echo.Context, me docket.SignedIn, id docket.ID) error {
	undone, err := s.app.Undo(c.Request().Context(), me.User, id)
	if err != nil {
		return err
	}
	r := reply{task: undone.After, toast: &views.Toast{Text: views.UndoneText(undone.Entry, undone.Count)}, next: s.back(c, paths.List(undone.Target))}
	switch _, isTask := paths.ParseTask(r.next); {
	case undone.After.ID != "":
		r.next = s.backTo(c, undone.After)
	case isTask || undone.Entity != docket.EntityList: // its page went with it
		r.next = s.backToView(c)
	}
	if view, ok := paths.ParseView(r.next); ok && !byScript(c) { // which went with it, as a label's does
		if _, err := s.screen(c, me, view, ""); docket.KindOf(err) == docket.KindNotFound {
			r.next = paths.Today
		}
	}
	return s.answer(c, me, r)
}

func (s *Server) moveOverdueToday(c echo.Context, me docket.SignedIn) error {
	moved, err := s.app.MoveOverdueToday(c.Request().Context(), me.User)
	if err != nil {
		return err
	}
	return s.answer(c, me, reply{next: s.back(c, paths.Today), toast: &views.Toast{Text: views.MovedTodayText(moved.Count), Undo: moved.Change}})
}

// backToView is the view that a form was sent from, and Today where it was another page.
func (s *Server) backToView(c echo.Context) string {
	next := s.back(c, paths.Today)
	if _, isView := paths.ParseView(next); !isView {
		return paths.Today
	}
	return next
}

func (s *Server) emptyTrash(c echo.Context, me docket.SignedIn) error {
	n, err := s.app.EmptyTrash(c.Request().Context(), me.User)
	if err != nil {
		return err
	}
	return s.answer(c, me, reply{next: paths.Trash, toast: &views.Toast{Text: views.EmptiedText(n)}})
}
