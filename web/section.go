package web

import (
	"net/http"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/paths"
	"docket/views"

	"github.com/labstack/echo/v4"
)

// named is a form with a name.
type named struct {
	Name string `form:"name"`
}

func (s *Server) addSection(c echo.Context, me docket.SignedIn, list docket.ID) error {
	in, sent, err := bind[named](s, c)
	if err != nil {
		return err
	}
	change, err := s.app.AddSection(c.Request().Context(), me.User, list, in.Name)
	if errs, ok := formErrors(err, sent); ok {
		return s.addSectionAgain(c, me, list, errs)
	}
	if err != nil {
		return err
	}
	return s.answerSection(c, me, change)
}

// addSectionAgain shows the list or its board with the form that was refused.
func (s *Server) addSectionAgain(c echo.Context, me docket.SignedIn, list docket.ID, errs views.Form) error {
	view, open := onScreen(c)
	if !byScript(c) {
		view, _ = paths.ParseView(s.back(c, ""))
	}
	if view.List != list {
		view = docket.View{Kind: docket.ViewList, List: list}
	}
	page, err := s.screen(c, me, view, open)
	if err != nil {
		return err
	}
	return s.respond(c, http.StatusUnprocessableEntity, views.Screen{Frame: s.frame(&page, nil), Section: errs}, open)
}

func (s *Server) editSectionPage(c echo.Context, me docket.SignedIn, id docket.ID) error {
	return s.sectionEditor(c, me, http.StatusOK, id, views.Form{})
}

func (s *Server) sectionEditor(c echo.Context, me docket.SignedIn, status int, id docket.ID, form views.Form) error {
	page, section, err := s.app.SectionPage(c.Request().Context(), me.User, id)
	if err != nil {
		return err
	}
	f := s.frame(&page, s.popFlash(c))
	f.Title = section.Name
	return s.render(c, status, views.SectionPage(f, views.SectionForm{Section: section, Form: form}))
}

func (s *Server) editSection(c echo.Context, me docket.SignedIn, id docket.ID) error {
	in, sent, err := bind[named](s, c)
	if err != nil {
		return err
	}
	change, err := s.app.RenameSection(c.Request().Context(), me.User, id, in.Name)
	if errs, ok := formErrors(err, sent); ok {
		return s.sectionEditor(c, me, http.StatusUnprocessableEntity, id, errs)
	}
	if err != nil {
		return err
	}
	return s.answerSection(c, me, change)
}

func (s *Server) moveSection(c echo.Context, me docket.SignedIn, id docket.ID) error {
	in, _, err := bind[app.SectionMove](s, c)
	if err != nil {
		return err
	}
	change, err := s.app.MoveSection(c.Request().Context(), me.User, id, in)
	if err != nil {
		return err
	}
	return s.answerSection(c, me, change)
}

func (s *Server) deleteSectionPage(c echo.Context, me docket.SignedIn, id docket.ID) error {
	page, section, err := s.app.SectionPage(c.Request().Context(), me.User, id)
	if err != nil {
		return err
	}
	open := page.Group(docket.SectionGroup(id)).Count
	return s.render(c, http.StatusOK, views.ViewWithDeleteSection(s.frame(&page, nil), section, open))
}

// deletion is what the form that deletes a section says.
type deletion struct {
	Tasks string `form:"tasks"` // what becomes of its tasks
}

func (s *Server) deleteSection(c echo.Context, me docket.SignedIn, id docket.ID) error {
	in, _, err := bind[deletion](s, c)
	if err != nil {
		return err
	}
	change, err := s.app.DeleteSection(c.Request().Context(), me.User, id, in.Tasks)
	if err != nil {
		return err
	}
	return s.answerSection(c, me, change)
}

// folding is what the button of a section's heading says.
type folding struct {
	Collapsed string `form:"collapsed"` // "true" or "false"; the other way round where it says nothing
}

func (s *Server) collapseSection(c echo.Context, me docket.SignedIn, id docket.ID) error {
	in, _, err := bind[folding](s, c)
	if err != nil {
		return err
	}
	section, err := s.app.FoldSection(c.Request().Context(), me.User, id, in.Collapsed)
	if err != nil {
		return err
	}
	return s.answer(c, me, reply{next: s.back(c, paths.List(section.ListID)) + "#fold-" + string(id)})
}

// answerSection answers a change to a section with the way to undo it.
func (s *Server) answerSection(c echo.Context, me docket.SignedIn, change app.SectionChange) error {
	home := views.ListHome(&change.List)
	next := s.back(c, home)
	if _, isTask := paths.ParseTask(next); isTask {
		next = home
	}
	r := reply{next: next}
	if change.Changed() {
		r.toast = &views.Toast{Text: views.ChangeText(change.Entry, ""), Undo: change.Group}
	}
	return s.answer(c, me, r)
}

// chosenLayout is how somebody wants to look at a list.
type chosenLayout struct {
	Layout string `form:"layout"`
}

func (s *Server) setLayout(c echo.Context, me docket.SignedIn, id docket.ID) error {
	in, _, err := bind[chosenLayout](s, c)
	if err != nil {
		return err
	}
	if err := s.app.SetLayout(c.Request().Context(), me.User, id, in.Layout); err != nil {
		return err
	}
	view := docket.View{Kind: docket.ViewKind(in.Layout), List: id}
	return s.redirectWithToast(c, paths.View(view), nil)
}
