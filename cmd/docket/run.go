package main

import (
	"context"
	crand "crypto/rand"
	"errors"
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

	"github.com/alecthomas/kong"
	"github.com/google/uuid"
)

// The exit codes: a command that failed, and one that was called wrong.
const (
	exitFailed = 1
	exitUsage  = 2
)

// usageError is a call that cannot be carried out as it was written.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// commandLine is what can be written after 'docket'.
type commandLine struct {
	config.Settings

	Serve   serveCommand   `cmd:"" default:"1" help:"Run the server; also what docket does without a command."`
	Migrate migrateCommand `cmd:"" help:"Bring the database's schema up to date."`
	User    userCommands   `cmd:"" help:"Create and manage accounts."`
	Seed    seedCommand    `cmd:"" help:"Fill an empty Docket with a sample workspace."`
	Backup  backupCommand  `cmd:"" help:"Write a checked copy of the data to a file, even while the server runs."`
	Restore restoreCommand `cmd:"" help:"Replace the data with a backup; stop the server first."`
	Doctor  doctorCommand  `cmd:"" help:"Check the data, Redis, the clock and the cached views."`
	Health  healthCommand  `cmd:"" help:"Check that the server is up."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// run carries out one call and returns the exit code.
func (c *command) run(ctx context.Context, args []string) int {
	c.out, c.err = textOnly{c.out}, textOnly{c.err}
	err := c.call(ctx, args)
	switch {
	case err == nil:
		return 0
	case errors.As(err, new(usageError)):
		c.print(c.err, "docket: %v\n", err)
		return exitUsage
	}
	c.print(c.err, "docket: %v\n", err)
	return exitFailed
}

// call parses args and runs the command they name.
func (c *command) call(ctx context.Context, args []string) error {
	if len(args) > 0 && args[0] == "help" {
		args = append([]string{"--help"}, args[1:]...)
	}
	var line commandLine
	helped := false
	parser, err := kong.New(&line, kong.Name("docket"), kong.Description("Docket is a self-hosted task manager."),
		config.Defaults(), kong.Vars{"tasks": fmt.Sprint(app.SeedTasks)}, kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true, WrapUpperBound: 100}),
		kong.Writers(c.out, c.err), kong.Exit(func(int) { helped = true }), kong.BindTo(ctx, (*context.Context)(nil)))
	if err != nil {
		return err
	}
	call, err := parser.Parse(args)
	if helped {
		return nil // whatever else the call may lack
	}
	if err != nil {
		about := "help"
		if wrong, ok := errors.AsType[*kong.ParseError](err); ok {
			command, _, _ := strings.Cut(wrong.Context.Command(), " <") // without its arguments
			about = strings.TrimSpace(about + " " + command)
		}
		return usagef("%w (docket %s says more)", err, about)
	}
	cfg, err := line.Config(call)
	if err != nil {
		return usageError{err}
	}
	return call.Run(c, cfg)
}

// print writes to a standard stream. Where that fails there is nobody to tell.
func (c *command) print(w io.Writer, format string, args ...any) {
	_, _ = fmt.Fprintf(w, format, args...)
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
