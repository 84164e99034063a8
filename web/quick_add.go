package web

import (
	"net/http"
	"slices"
	"strings"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/quickadd"
	"docket/views"

	"github.com/labstack/echo/v4"
)

// preset is what a view adds to the tasks that are typed in it.
func preset(view docket.View, in app.NewTask) app.NewTask {
	switch view.Kind {
	case docket.ViewList, docket.ViewBoard:
		in.ListID = string(view.List)
	case docket.ViewLabel:
		in.Labels = append(in.Labels, view.Label)
	case docket.ViewToday, docket.ViewUpcoming, docket.ViewCalendar:
		in.Due = "today"
	}
	return in
}

// quickAdd answers with what a text of quick add would add: htmx while it is typed, and
// everyone else with a page to add it from.
func (s *Server) quickAdd(c echo.Context, me docket.SignedIn) error {
	text := c.QueryParam("text")
	view, ok := paths.ParseView(c.QueryParam("view"))
	if !ok {
		view = docket.View{Kind: docket.ViewInbox}
	}
	typed, err := s.app.Preview(c.Request().Context(), me.User, view, preset(view, app.NewTask{Text: &text}))
	if err != nil {
		return err
	}
	page := typed.Page
	t := readTyped(&page, text, typed)
	if !byScript(c) {
		f := views.Frame{Title: "Add a task", Page: &page, Current: paths.View(view)}
		return s.render(c, http.StatusOK, views.QuickAddPage(f, t))
	}
	if c.QueryParam("dialog") != "" {
		return s.render(c, http.StatusOK, views.QuickAddDialog(&page))
	}
	in := ""
	if asked := c.QueryParam("in"); asked == views.InDialog || asked == views.OnPage {
		in = asked
	}
	return s.render(c, http.StatusOK, views.QuickAddHint(&page, t, in))
}

// readTyped makes what was understood into what is shown of it.
func readTyped(page *docket.Page, text string, p app.Preview) views.Typed {
	t := views.Typed{Text: text, Tasks: len(p.Lines), Problem: docket.MessageOf(p.Err)}
	for _, l := range p.Lines {
		if l.Depth > 0 {
			t.Subtasks++
		}
		if l.Done {
			t.Done++
		}
	}
	if len(p.Lines) != 1 {
		return t
	}
	l := p.Lines[0]
	t.Dates = l.Dates
	at := strings.Index(text, l.Line) // after what begins the lines of lists
	for _, part := range l.Parts {
		plain := text[:at] + quickadd.Plain(l.Line, part) + text[at+len(l.Line):]
		t.Parts = append(t.Parts, views.TypedPart{
			Kind: string(part.Kind), Text: partText(page, part, l), Color: l.Color,
			Start: at + part.Start, End: at + part.End,
			Plain: paths.QuickAddOf(plain, page.View),
		})
	}
	return t
}

// partText is what a part of a line says, as it is shown.
func partText(page *docket.Page, part quickadd.Part, l app.Understood) string {
	switch part.Kind {
	case quickadd.KindDay:
		return views.DayText(docket.Date(part.Text), page.Today)
	case quickadd.KindTime:
		clock := views.ClockText(docket.Clock(part.Text), page.User)
		if slices.ContainsFunc(l.Parts, func(p quickadd.Part) bool { return p.Kind == quickadd.KindDay || p.Kind == quickadd.KindRepeat }) {
			return clock
		}
		return views.DayText(l.DueOn, page.Today) + " " + clock
	case quickadd.KindRepeat:
		if end, err := docket.ParseDate(part.Text); err == nil { // which stands apart from its rule
			return "until " + views.DayText(end, page.Today)
		}
		return l.Repeats
	case quickadd.KindPriority:
		return "P" + part.Text
	}
	return part.Text
}

// suggest answers with the names that complete a word of quick add.
func (s *Server) suggest(c echo.Context, me docket.SignedIn) error {
	list, _ := docket.ParseID(c.QueryParam("list")) // empty for the one that tasks go to by default
	names, err := s.app.Suggestions(c.Request().Context(), me.User, c.QueryParam("sign"), c.QueryParam("typed"), list)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, views.Suggestions(names))
}

// addedToast says what was added and what was understood of it.
func addedToast(me docket.SignedIn, today docket.Date, added app.Added) *views.Toast {
	t := added.Tasks[0]
	toast := &views.Toast{Text: views.AddedText(t), Open: paths.Task(t.ID), Undo: added.Undo, Unseen: t.ID}
	if len(added.Tasks) > 1 {
		toast.Text, toast.Open, toast.Unseen = views.AddedManyText(len(added.Tasks)), "", ""
		return toast
	}
	if len(added.Typed) == 0 {
		return toast
	}
	l := added.Typed[0]
	page := &docket.Page{User: me.User, Today: today}
	var said []string
	for _, part := range l.Parts {
		text := partText(page, part, l)
		switch part.Kind {
		case quickadd.KindRepeat:
			if !slices.Contains(said, l.Repeats) { // its end may stand apart
				said = append(said, l.Repeats)
			}
		case quickadd.KindLabel:
			said = append(said, "#"+text)
		case quickadd.KindNotes:
			said = append(said, "with notes")
		default:
			said = append(said, text)
		}
	}
	if l.Done {
		said = append(said, "done")
	}
	if len(said) == 0 {
		return toast
	}
	toast.Text, toast.Unseen = toast.Text+": "+strings.Join(said, ", "), ""
	return toast
}
