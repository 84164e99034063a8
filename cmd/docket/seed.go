package main

import (
	"context"
	"flag"

	"docket/internal/app"
	"docket/internal/config"
)

// seedFlags are the flags of 'seed'.
type seedFlags struct{ tasks int }

func (f *seedFlags) register(fs *flag.FlagSet) {
	fs.IntVar(&f.tasks, "tasks", app.SeedTasks, "how many `tasks` to make")
}

func (c *command) seed(ctx context.Context, cfg config.Config, args []string, f seedFlags) error {
	if err := noArguments(args); err != nil {
		return err
	}
	if f.tasks < 0 || f.tasks > 1_000_000 {
		return usagef("--tasks takes a number from 0 to 1000000, not %d", f.tasks)
	}
	return c.withApp(ctx, cfg, func(a *app.App) error {
		password := newPassword()
		s, err := a.Seed(ctx, f.tasks, password)
		if err != nil {
			return err
		}
		c.print(c.out, "Made %d users, %d lists and %d tasks. Sign in as one of:\n", len(s.Emails), s.Lists, s.Tasks)
		for _, email := range s.Emails {
			c.print(c.out, "  %s  password: %s\n", email, password)
		}
		return nil
	})
}
