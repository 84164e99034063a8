package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/views"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
)

// respondError is the one place where errors become responses: a page, or for
// htmx a toast that leaves the page as it was.
func (s *Server) respondError(err error, c echo.Context) {
	e := s.classify(err)
	tr := traceOf(c)
	ctx := c.Request().Context()
	if hungUp(ctx, err) {
		if !c.Response().Committed {
			c.Response().WriteHeader(statusHungUp)
		}
		return
	}
	switch e.Kind {
	case docket.KindInternal:
		s.log.ErrorContext(ctx, "request failed", "id", tr.id, "method", c.Request().Method, "path", loggedPath(c), "error", err)
	case docket.KindUnavailable:
		s.log.WarnContext(ctx, "request could not be served", "id", tr.id, "path", loggedPath(c), "error", err)
	}
	if c.Response().Committed {
		return // the header is gone, and with it the chance to say anything
	}
	if e.Kind == docket.KindUnauthorized {
		s.sendToSignIn(c)
		return
	}
	status := statusOf(e.Kind)
	if e, ok := errors.AsType[*echo.HTTPError](err); ok && e.Code >= 400 && e.Code < 500 {
		status = e.Code
	}
	c.Response().Header().Del(headerETag) // of the page that this is not
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	if e.Kind == docket.KindUnavailable {
		c.Response().Header().Set(echo.HeaderRetryAfter, "10")
	}
	retryAfter(c, err)
	shown := e.page(c, status, tr.id)
	if from := s.sentFrom(c); c.Request().Method == http.MethodPost && paths.IsPage(from) {
		shown.Back = from
	}
	var page templ.Component = views.Error(s.publicPage(e.heading), shown)
	if byScript(c) {
		page = s.refusal(c, e)
	}
	body, err := s.renderBytes(c, page)
	if err == nil {
		err = s.sendBody(c, status, body)
	}
	if err != nil {
		s.log.ErrorContext(ctx, "sending an error page", "id", tr.id, "error", err)
	}
}

// takeTime waits until the request has taken as long as a refusal takes, where it is one:
// so that its time says nothing of the reason, and who floods waits.
func (s *Server) takeTime(c echo.Context) {
	if c.Get(keyEnters) != nil || c.Get(keySlow) == nil && c.Response().Status != http.StatusTooManyRequests {
		return
	}
	timer := time.NewTimer(s.refusalTime - time.Since(traceOf(c).began))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-c.Request().Context().Done():
	}
}

// formStatus is the status of a form that is shown again because of an error. Where that
// is how often it was sent, the answer says when to come back.
func formStatus(c echo.Context, err error) int {
	if docket.KindOf(err) != docket.KindLimited {
		return http.StatusUnprocessableEntity
	}
	retryAfter(c, err)
	return http.StatusTooManyRequests
}

// retryAfter says in the header when what was tried too often may be tried again.
func retryAfter(c echo.Context, err error) {
	if e, ok := errors.AsType[*docket.Error](err); ok && e.Kind == docket.KindLimited {
		seconds := (e.RetryAfter + time.Second - 1) / time.Second
		c.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(int(seconds)))
	}
}

// statusHungUp is nginx's status for a client that did not wait. Nobody reads it
// but in the log and the metrics.
const statusHungUp = 499

// hungUp reports whether a request ended with this error because its client had
// closed the connection, which is nobody's fault.
func hungUp(ctx context.Context, err error) bool {
	return ctx.Err() != nil && errors.Is(err, context.Canceled)
}

// refusal is what htmx gets for an error: a toast, and where someone who is signed
// in was refused, what is true on the screen, which has shown something else.
func (s *Server) refusal(c echo.Context, p problem) templ.Component {
	toast := &views.Toast{Text: p.Message, Failed: true}
	me, ok := c.Get(keyMe).(docket.SignedIn)
	if !ok || p.Kind == docket.KindInternal || p.Kind == docket.KindUnavailable || p.Kind == docket.KindTooLarge {
		return views.ToastPartial(nil, toast)
	}
	view, open := onScreen(c)
	page, err := s.screen(c, me, view, open)
	if err != nil { // the toast says more than this would
		s.log.DebugContext(c.Request().Context(), "reading the screen after a refusal", "error", err)
		return views.ToastPartial(nil, toast)
	}
	return views.Update(views.Screen{Frame: s.frame(&page, toast)}, open)
}

// problem is an error in the words a person reads.
type problem struct {
	*docket.Error
	heading string
	typed   []string // to be shown again, where there is no form to show it in
}

func (a problem) page(c echo.Context, status int, id string) views.Problem {
	p := views.Problem{Status: status, Heading: a.heading, Text: a.Message}
	if a.Kind == docket.KindInternal {
		p.Reference = id
	}
	p.Typed = a.typed
	if (a.Kind == docket.KindInternal || a.Kind == docket.KindUnavailable) && c.Request().Method == http.MethodGet {
		p.Retry = c.Request().URL.RequestURI()
	}
	return p
}

// classify finds the words for an error. What is not a refusal that was meant is
// internal, and its details stay in the log.
func (s *Server) classify(err error) problem {
	e, ok := errors.AsType[*docket.Error](err)
	if !ok {
		if h, isHTTP := errors.AsType[*echo.HTTPError](err); isHTTP {
			e = ofStatus(h.Code)
		} else {
			e = &docket.Error{Kind: docket.KindInternal}
		}
	}
	if other, ok := errors.AsType[*otherUser](err); ok {
		return problem{e, "Someone else is signed in", other.typed}
	}
	switch e.Kind {
	case docket.KindInvalid:
		return problem{Error: e, heading: "That request isn’t valid"}
	case docket.KindForbidden:
		return problem{Error: e, heading: "Not allowed"}
	case docket.KindNotFound:
		return problem{Error: e, heading: "Nothing at this address"}
	case docket.KindConflict:
		return problem{Error: e, heading: "Nothing was changed"}
	case docket.KindTooLarge:
		return problem{Error: e, heading: "That’s too big"}
	case docket.KindUnavailable:
		return problem{Error: e, heading: "Back in a moment"}
	case docket.KindLimited:
		return problem{Error: e, heading: "Please wait a little"}
	case docket.KindUnauthorized:
		return problem{Error: e, heading: "Sign in first"}
	}
	return problem{heading: "That didn’t work", Error: &docket.Error{Kind: docket.KindInternal, Err: err,
		Message: "Something broke on the server. Your tasks are safe and nothing was half-saved."}}
}

// ofStatus gives the errors of the router their kind.
func ofStatus(code int) *docket.Error {
	switch {
	case code == http.StatusNotFound:
		return docket.NotFound()
	case code == http.StatusRequestEntityTooLarge:
		return tooLarge()
	case code == http.StatusMethodNotAllowed:
		return &docket.Error{Kind: docket.KindInvalid, Message: "There’s no page here, only a place that Docket’s forms send to."}
	case code >= 400 && code < 500:
		return &docket.Error{Kind: docket.KindInvalid, Message: "Docket can’t read this request. Reload the page and try again."}
	}
	return &docket.Error{Kind: docket.KindInternal}
}

func statusOf(k docket.Kind) int {
	return [...]int{
		docket.KindInternal:     http.StatusInternalServerError,
		docket.KindInvalid:      http.StatusUnprocessableEntity,
		docket.KindUnauthorized: http.StatusUnauthorized,
		docket.KindForbidden:    http.StatusForbidden,
		docket.KindNotFound:     http.StatusNotFound,
		docket.KindConflict:     http.StatusConflict,
		docket.KindUnavailable:  http.StatusServiceUnavailable,
		docket.KindTooLarge:     http.StatusRequestEntityTooLarge,
		docket.KindLimited:      http.StatusTooManyRequests,
	}[k]
}

// sendToSignIn sends whoever is not signed in to sign in, and back to the page
// they wanted.
func (s *Server) sendToSignIn(c echo.Context) {
	next := ""
	if r := c.Request(); (r.Method == http.MethodGet || r.Method == http.MethodHead) && !byScript(c) {
		next = r.URL.RequestURI()
	} else {
		next = s.back(c, "")
	}
	to := paths.Then(paths.SignIn, next)
	vary(c)
	posted := c.Request().Method == http.MethodPost
	if posted && next != "" && !byScript(c) {
		to = paths.Unsaved(to, paths.UnsavedLost)
	}
	if byScript(c) {
		if posted {
			to = paths.Unsaved(to, paths.UnsavedKept) // by static/js/outbox.js
		}
		c.Response().Header().Set(headerRedirect, to)
		c.Response().WriteHeader(http.StatusUnauthorized)
		return
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	c.Response().Header().Set(echo.HeaderLocation, to)
	c.Response().WriteHeader(http.StatusSeeOther)
}

// formErrors is what a form shows of an error: nothing to show is ok == false,
// and the error is not the form's.
func formErrors(err error, sent url.Values) (views.Form, bool) {
	e, ok := errors.AsType[*docket.Error](err)
	if !ok || (e.Kind != docket.KindInvalid && e.Kind != docket.KindLimited && len(e.Fields) == 0) {
		return views.Form{}, false
	}
	return views.Form{Values: sent, Errors: e.Fields, Message: e.Message}, true
}

// publicPage is what the pages outside the app are rendered in.
func (s *Server) publicPage(title string) views.Public {
	return views.Public{Title: title, Host: s.public.Host, Theme: docket.ThemeSystem}
}
