package main

import (
	"context"

	"docket/internal/app"
	"docket/internal/config"
)

type seedCommand struct {
	Tasks int `default:"600" placeholder:"N" help:"how many tasks to make"`
}

func (s seedCommand) Run(ctx context.Context, c *command, cfg config.Config) error {
	if s.Tasks < 0 || s.Tasks > 1_000_000 {
		return usagef("--tasks takes a number from 0 to 1000000, not %d", s.Tasks)
	}
	return c.withApp(ctx, cfg, true, func(a *app.App) error {
		password := newPassword()
		made, err := a.Seed(ctx, s.Tasks, password)
		if err != nil {
			return err
		}
		c.print(c.out, "Made %d users, %d lists and %d tasks. Sign in as one of:\n", len(made.Emails), made.Lists, made.Tasks)
		for _, email := range made.Emails {
			c.print(c.out, "  %s  password: %s\n", email, password)
		}
		return nil
	})
}
