package main

import (
	"context"
	crand "crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"runtime"
	"strings"

	"docket/db"
	"docket/internal/app"
	"docket/internal/config"
	"docket/internal/docket"
	"docket/internal/markdown"
	"docket/internal/password"

	"github.com/google/uuid"
)

// The exit codes: a command that failed, and one that was called wrong.
const (
	exitFailed = 1
	exitUsage  = 2
)

// usageError is a call that cannot be carried out as it was written.
type usageError struct{ message string }

func (e usageError) Error() string { return e.message }

func usagef(format string, args ...any) error { return usageError{fmt.Sprintf(format, args...)} }

// subcommand is one of the things the binary does.
type subcommand struct {
	name, args, help string
	flags            func(*flag.FlagSet) // its own flags, besides those of the configuration
	run              func(ctx context.Context, cfg config.Config, args []string) error
}

func (c *command) subcommands() []subcommand {
	var add addFlags
	var seed seedFlags
	return []subcommand{
		{name: "serve", help: "run the server (what docket does when no command is given)", run: c.serve},
		{name: "migrate", help: "bring the database's schema up to date", run: c.migrate},
		{name: "user", args: "add|password|disable EMAIL, list", help: "make and manage accounts; add takes --name, --time-zone and --admin; passwords are asked for on a terminal or read from standard input, or made up when it is empty", flags: add.register,
			run: func(ctx context.Context, cfg config.Config, args []string) error { return c.user(ctx, cfg, args, add) }},
		{name: "seed", help: "fill an empty Docket with a believable workspace", flags: seed.register,
			run: func(ctx context.Context, cfg config.Config, args []string) error { return c.seed(ctx, cfg, args, seed) }},
		{name: "backup", args: "FILE", help: "write a checked copy of the data to FILE, also while the server runs", run: c.backup},
		{name: "restore", args: "FILE", help: "put a backup in the place of the data; the server must be stopped", run: c.restore},
		{name: "doctor", help: "check the data, Redis, the clock and the cached views", run: c.doctor},
		{name: "health", help: "ask the running server whether it is well", run: c.health},
		{name: "version", help: "print the version", run: c.version},
	}
}

// run carries out one call and returns the exit code.
func (c *command) run(ctx context.Context, args []string) int {
	c.out, c.err = textOnly{c.out}, textOnly{c.err}
	err := c.dispatch(ctx, args)
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
		return 0
	case errors.As(err, new(usageError)):
		c.print(c.err, "docket: %v\n", err)
		return exitUsage
	}
	c.print(c.err, "docket: %v\n", err)
	return exitFailed
}

// print writes to a standard stream. Where that fails there is nobody to tell.
func (c *command) print(w io.Writer, format string, args ...any) {
	_, _ = fmt.Fprintf(w, format, args...)
}

func (c *command) dispatch(ctx context.Context, args []string) error {
	global := c.flagSet("docket")
	if err := global.Parse(args); err != nil {
		return asUsage(err, func() { c.usage(c.out) })
	}
	name, rest := "serve", global.Args()
	if len(rest) > 0 {
		name, rest = rest[0], rest[1:]
	}
	if name == "help" {
		c.usage(c.out)
		return nil
	}
	for _, sub := range c.subcommands() {
		if sub.name != name {
			continue
		}
		fs := c.flagSet("docket " + name)
		help := func() {
			c.print(c.out, "Usage: docket %s [flags] %s\n\n%s.\n\nFlags:\n", sub.name, sub.args, strings.ToUpper(sub.help[:1])+sub.help[1:])
			fs.SetOutput(c.out)
			fs.PrintDefaults()
		}
		if sub.flags != nil {
			sub.flags(fs)
		}
		rest, err := config.ParseArgs(fs, rest)
		if err != nil {
			return asUsage(err, help)
		}
		cfg, err := c.config.Config()
		if err != nil {
			return usageError{err.Error()}
		}
		return sub.run(ctx, cfg, rest)
	}
	return usagef("there is no command %q; docket help lists them", name)
}

func (c *command) flagSet(name string) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(io.Discard) // run prints the error, once and on one line
	fs.Usage = func() {}     // which the package would print after every error, too
	c.config.Flags(fs)
	return fs
}

// asUsage tells the two reasons for which flags are not parsed apart: that help
// was asked for, which it gives, and that they are wrong.
func asUsage(err error, help func()) error {
	if errors.Is(err, flag.ErrHelp) {
		help()
		return err
	}
	return usageError{err.Error()}
}

func (c *command) usage(w io.Writer) {
	c.print(w, "Docket is a self-hosted task manager.\n\nUsage: docket [flags] [command] [arguments]\n\nCommands:\n")
	for _, sub := range c.subcommands() {
		c.print(w, "  %-34s %s\n", strings.TrimSpace(sub.name+" "+sub.args), sub.help)
	}
	c.print(w, "\nFlags, each also an environment variable:\n")
	fs := c.flagSet("docket")
	fs.SetOutput(w)
	fs.PrintDefaults()
}

func noArguments(args []string) error {
	if len(args) > 0 {
		return usagef("unexpected argument %q", args[0])
	}
	return nil
}

// newID makes a version 7 UUID: ids sort by the time they were made.
func newID() (docket.ID, error) {
	id, err := uuid.NewV7()
	return docket.ID(id.String()), err
}

// newApp makes the use cases on an open database.
func (c *command) newApp(d *db.DB, cfg config.Config) *app.App {
	// Half of the processors, so that people signing in leave the other half to
	// everyone else, and their 19 MiB each stay few.
	return app.New(app.Parts{
		DB: d, Passwords: password.NewHasher(crand.Reader, runtime.NumCPU()/2, password.Recommended()), Notes: markdown.New(),
		SignUp: cfg.SignUp, Now: c.now, NewID: newID,
	})
}
