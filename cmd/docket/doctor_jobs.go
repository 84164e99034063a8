package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"docket/internal/config"
	"docket/internal/docket"
	"docket/internal/limit"
)

// mailPatience is how long the doctor waits for the mail server.
const mailPatience = 10 * time.Second

// background checks what the administrator's pages show: jobs, mail and limits.
func (f *findings) background(ctx context.Context, cfg config.Config, p *parts, log *slog.Logger) error {
	use := f.c.newApp(p.db, cfg, limit.New(p.sessions.Client(), cfg.Limits, log), nil)
	jobs, err := use.JobsNow(ctx)
	if err != nil {
		return fmt.Errorf("reading the jobs: %w", err)
	}
	f.jobs(jobs)
	f.mail(ctx, cfg)
	held, err := use.LimitsNow(ctx)
	if err != nil {
		return fmt.Errorf("reading the limits: %w", err)
	}
	f.limits(held, p.sessions.Embedded())
	return nil
}

func (f *findings) jobs(all docket.Jobs) {
	var wrong []error
	if n := all.Counts[docket.JobDead]; n > 0 {
		first := all.Rows[0]
		wrong = append(wrong, fmt.Errorf("%d failed for good, the first one %s %s: %s", n, first.Kind, first.Email, first.Error))
	}
	if all.Overdue > 0 {
		wrong = append(wrong, fmt.Errorf("%d should have run by now, the first one at %s; docket serve or docket worker does them, while Redis answers",
			all.Overdue, all.Oldest.UTC().Format(time.RFC3339)))
	}
	f.say("jobs", fmt.Sprintf("waiting: %d, running: %d, scheduled: %d, being retried: %d", all.Counts[docket.JobWaiting], all.Counts[docket.JobRunning],
		all.Counts[docket.JobScheduled], all.Counts[docket.JobRetried]), errors.Join(wrong...))
}

func (f *findings) mail(ctx context.Context, cfg config.Config) {
	s := sender(cfg)
	if s == nil {
		f.skip("mail", "no mail is sent; DOCKET_SMTP_URL and DOCKET_MAIL_FROM set a server")
		return
	}
	ctx, cancel := context.WithTimeout(ctx, mailPatience)
	defer cancel()
	f.say("mail", cfg.SMTP.String()+" answers", s.Check(ctx))
}

// limits says which limits are in force, and how many have reached one. What the built-in
// Redis counts, which is in another process, is not seen from here.
func (f *findings) limits(now docket.Limits, embedded bool) {
	var all []string
	for _, r := range now.Rules {
		all = append(all, r.Name+" "+r.Rate)
	}
	reached := "reached"
	if embedded || now.Err != nil {
		reached = "reached by wrong passwords"
	}
	f.say("limits", fmt.Sprintf("%s: %d; %s", reached, len(now.Limited), strings.Join(all, ", ")), nil)
}
