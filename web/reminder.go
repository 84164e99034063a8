package web

import (
	"net/http"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/views"

	"github.com/labstack/echo/v4"
)

// reminderForm is the form to add a reminder, and to put one off.
type reminderForm struct {
	MinutesBefore string `form:"minutes_before"`
	Minutes       string `form:"minutes"`
}

func (s *Server) addReminder(c echo.Context, me docket.SignedIn, id docket.ID) error {
	in, sent, err := bind[reminderForm](s, c)
	if err != nil {
		return err
	}
	t, err := s.app.AddReminder(c.Request().Context(), me.User, id, in.MinutesBefore)
	if docket.KindOf(err) == docket.KindInvalid {
		return s.editTaskAgain(c, me, id, err, sent)
	}
	if err != nil {
		return err
	}
	return s.answer(c, me, reply{task: t, next: paths.Task(id), toast: &views.Toast{Text: "Reminder added."}})
}

// withReminder reads the ids of a task and of a reminder of it in a route's path.
func withReminder(next func(c echo.Context, me docket.SignedIn, task, reminder docket.ID) error) signedInHandler {
	return withID(func(c echo.Context, me docket.SignedIn, task docket.ID) error {
		reminder, err := docket.ParseID(c.Param("rid"))
		if err != nil {
			return err
		}
		return next(c, me, task, reminder)
	})
}

func (s *Server) removeReminder(c echo.Context, me docket.SignedIn, task, reminder docket.ID) error {
	t, err := s.app.RemoveReminder(c.Request().Context(), me.User, task, reminder)
	if err != nil {
		return err
	}
	return s.answer(c, me, reply{task: t, next: paths.Task(task), toast: &views.Toast{Text: "Reminder removed."}})
}

func (s *Server) remindPage(c echo.Context, me docket.SignedIn, task, reminder docket.ID) error {
	page, r, err := s.app.ReminderPage(c.Request().Context(), me.User.ID, task, reminder)
	if err != nil {
		return err
	}
	f := views.Frame{Title: page.Task.Title, Page: &page, Current: paths.List(page.Task.ListID), Toast: s.popFlash(c)}
	return s.render(c, http.StatusOK, views.Remind(f, r))
}

func (s *Server) snooze(c echo.Context, me docket.SignedIn, task, reminder docket.ID) error {
	in, _, err := bind[reminderForm](s, c)
	if err != nil {
		return err
	}
	if _, err := s.app.Snooze(c.Request().Context(), me.User, task, reminder, in.Minutes); err != nil {
		return err
	}
	return s.redirectWithToast(c, paths.Task(task), &views.Toast{Text: "Reminder snoozed."})
}
