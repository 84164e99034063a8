package web

import (
	"net/http"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/paths"
	"docket/views"

	"github.com/labstack/echo/v4"
)

func (s *Server) checkNotes(c echo.Context, me docket.SignedIn, id docket.ID) error {
	in, _, err := bind[app.NotesCheck](s, c)
	if err != nil {
		return err
	}
	change, err := s.app.CheckNotes(c.Request().Context(), me.User, id, in)
	if err != nil {
		return s.editTaskAgain(c, me, id, err, nil)
	}
	r := s.taskReply(c, me, change)
	if _, ok := paths.ParseTask(r.next); ok {
		r.next += "#" + views.BoxID(in.Line)
	}
	return s.answer(c, me, r)
}

// preview is what the notes' editor asks to be shown.
type preview struct {
	Notes string `form:"notes"`
}

// previewNotes shows notes that are being written. htmx gets them alone; everyone else
// the task's page, with what was typed.
func (s *Server) previewNotes(c echo.Context, me docket.SignedIn, id docket.ID) error {
	in, sent, err := bind[preview](s, c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	html, err := s.app.PreviewNotes(ctx, me.User, id, in.Notes)
	if errs, ok := formErrors(err, sent); ok && byScript(c) {
		return s.render(c, http.StatusUnprocessableEntity, views.NotesPreviewError(errs))
	}
	if err != nil {
		return s.editTaskAgain(c, me, id, err, sent)
	}
	if byScript(c) {
		return s.render(c, http.StatusOK, views.NotesPreview(html))
	}
	page, _, err := s.app.TaskPage(ctx, me.User.ID, id)
	if err != nil {
		return err
	}
	edit := views.TaskForm{Form: views.Form{Values: sent}, Preview: &html}
	return s.render(c, http.StatusOK, views.View(views.Screen{Frame: s.frame(&page, nil), Edit: edit}))
}
