package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/views"

	"github.com/labstack/echo/v4"
)

// adminFrame is what stands around a page of the administrator, for them alone.
func (s *Server) adminFrame(c echo.Context, me docket.SignedIn, title, current string) (views.Frame, error) {
	ctx := c.Request().Context()
	if err := s.app.Administrator(ctx, me.User); err != nil {
		return views.Frame{}, err
	}
	page, err := s.app.Frame(ctx, me.User.ID)
	if err != nil {
		return views.Frame{}, err
	}
	return views.Frame{Title: title, Page: &page, Current: current, Toast: s.popFlash(c)}, nil
}

func (s *Server) adminPage(c echo.Context, me docket.SignedIn) error {
	f, err := s.adminFrame(c, me, "Administration", paths.Admin)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	jobs, err := s.app.Jobs(ctx, me.User)
	if err != nil {
		return err
	}
	limits, err := s.app.Limits(ctx, me.User)
	if err != nil {
		return err
	}
	people, err := s.app.People(ctx, me.User)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, views.Admin(views.AdminOverview{Frame: f, Lines: []views.AdminLine{
		s.redisLine(ctx), views.JobsLine(jobs), views.LimitsLine(limits), views.MailLine(s.mail, jobs), views.PeopleLine(people),
	}}))
}

func (s *Server) jobsPage(c echo.Context, me docket.SignedIn) error {
	f, err := s.adminFrame(c, me, "Jobs", paths.AdminJobs)
	if err != nil {
		return err
	}
	jobs, err := s.app.Jobs(c.Request().Context(), me.User)
	if err != nil {
		return err
	}
	p := views.AdminJobs{Frame: f, Jobs: jobs, Workers: s.workers}
	if p.Queue, err = s.queueFacts(); err != nil {
		s.log.WarnContext(c.Request().Context(), "looking at the queue", "error", err)
		p.QueueDown = true
	}
	return s.render(c, http.StatusOK, views.JobsPage(p))
}

// queueFacts is what Redis says of the queue.
func (s *Server) queueFacts() ([]views.Fact, error) {
	q, err := s.queue.Queued()
	if err != nil {
		return nil, err
	}
	var facts []views.Fact
	for _, n := range []struct {
		name string
		n    int
	}{
		{"Queued", q.Waiting}, {"Running", q.Running}, {"Set aside", q.Kept}, {"Attempts today", q.Attempts},
		{"Workers in all processes", q.Workers}, {"Processes", len(q.Hosts)},
	} {
		facts = append(facts, views.Fact{Name: n.name, Value: strconv.Itoa(n.n)})
	}
	return facts, nil
}

// changeJob answers the buttons of a job.
func (s *Server) changeJob(do func(context.Context, docket.User, string) error, said string) signedInHandler {
	return func(c echo.Context, me docket.SignedIn) error {
		id, err := textParam(c, "id")
		if err != nil {
			return err
		}
		if err := do(c.Request().Context(), me.User, id); err != nil {
			return err
		}
		return s.redirectWithToast(c, paths.AdminJobs, &views.Toast{Text: said})
	}
}

// textParam reads a part of the path that is any text. Echo leaves it escaped where the
// path can be written in more than one way.
func textParam(c echo.Context, name string) (string, error) {
	if c.Request().URL.RawPath == "" {
		return c.Param(name), nil
	}
	text, err := url.PathUnescape(c.Param(name))
	if err != nil {
		return "", docket.NotFound()
	}
	return text, nil
}

func (s *Server) limitsPage(c echo.Context, me docket.SignedIn) error {
	f, err := s.adminFrame(c, me, "Limits", paths.AdminLimits)
	if err != nil {
		return err
	}
	limits, err := s.app.Limits(c.Request().Context(), me.User)
	if err != nil {
		return err
	}
	if limits.Err != nil {
		s.log.WarnContext(c.Request().Context(), "looking at the limits", "error", limits.Err)
	}
	return s.render(c, http.StatusOK, views.LimitsPage(views.AdminLimits{Frame: f, Limits: limits}))
}

// lifted is the form that lifts a limit.
type lifted struct {
	Name string `form:"name"`
	Key  string `form:"key"`
}

func (s *Server) liftLimit(c echo.Context, me docket.SignedIn) error {
	in, _, err := bind[lifted](s, c)
	if err != nil {
		return err
	}
	if err := s.app.LiftLimit(c.Request().Context(), me.User, in.Name, in.Key); err != nil {
		return err
	}
	return s.redirectWithToast(c, paths.AdminLimits, &views.Toast{Text: "Limit lifted."})
}

func (s *Server) mailPage(c echo.Context, me docket.SignedIn) error {
	f, err := s.adminFrame(c, me, "Mail", paths.AdminMail)
	if err != nil {
		return err
	}
	jobs, err := s.app.Jobs(c.Request().Context(), me.User)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, views.MailPage(views.AdminMail{Frame: f, Mail: s.mail, Failed: jobs.FailedMail()}))
}

func (s *Server) adminTestMail(c echo.Context, me docket.SignedIn) error {
	if err := s.app.TestMailAsAdmin(c.Request().Context(), me.User); err != nil {
		return err
	}
	return s.redirectWithToast(c, paths.AdminMail, &views.Toast{Text: fmt.Sprintf("A test email to %s is on its way. If it doesn’t come, load this page again: it says why.", me.User.Email)})
}
