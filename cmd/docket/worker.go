package main

import (
	"context"
	"errors"
	"log/slog"

	"docket/db"
	"docket/internal/config"
	"docket/internal/jobs"
	"docket/internal/mail"
	"docket/views"
)

// work does the jobs that can wait until ctx ends, where this process has workers.
func (c *command) work(ctx context.Context, p *parts, cfg config.Config, log *slog.Logger) error {
	if cfg.Workers == 0 {
		return nil
	}
	return jobs.New(jobs.Parts{App: p.app, Redis: p.sessions.Client(), Mail: sender(cfg), Public: cfg.PublicURL,
		Log: log, Now: c.now, Workers: cfg.Workers}).Run(ctx)
}

// sender sends mail; it is nil where no mail server is set.
func sender(cfg config.Config) *mail.Sender {
	if cfg.SMTP == (mail.Server{}) {
		return nil
	}
	return mail.New(cfg.SMTP, cfg.MailFrom)
}

// mailServer is what the administrator sees of the mail server.
func mailServer(cfg config.Config) views.MailServer {
	if cfg.SMTP == (mail.Server{}) {
		return views.MailServer{}
	}
	from := cfg.MailFrom.Email
	if cfg.MailFrom.Name != "" {
		from = cfg.MailFrom.Name + " <" + from + ">"
	}
	return views.MailServer{Server: cfg.SMTP.String(), From: from}
}

type workerCommand struct{}

// Run does the jobs of a Docket whose server runs elsewhere, until ctx ends.
func (workerCommand) Run(ctx context.Context, c *command, cfg config.Config) (err error) {
	if cfg.Workers == 0 {
		return usagef("DOCKET_WORKERS is 0: a worker needs one at least")
	}
	if cfg.RedisURL == "" {
		return usagef("REDIS_URL is not set: a worker shares the Redis of the server")
	}
	log := cfg.Log.NewLogger(c.err)
	p, err := connect(cfg, log)
	defer func() { err = errors.Join(err, p.close()) }()
	if err != nil {
		return err
	}
	if p.db, err = db.Open(ctx, cfg.DatabasePath(), invalidate(p.cache, log)); err != nil {
		return err
	}
	p.app = c.newApp(p.db, cfg, nil, log)
	if cfg.SMTP == (mail.Server{}) {
		log.Warn("mail that this worker comes to is not sent: DOCKET_SMTP_URL is not set here; a worker needs the server's settings")
	} else if !cfg.PublicURLSet {
		log.Warn("links in mail lead to " + cfg.PublicURL.String() + ": DOCKET_PUBLIC_URL is not set here; a worker needs the server's settings")
	}
	log.Info("doing jobs", "workers", cfg.Workers, "redis", p.sessions.String(), "data", cfg.DatabasePath())
	return c.work(ctx, p, cfg, log)
}
