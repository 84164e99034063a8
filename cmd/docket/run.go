package main

import (
	"context"
	crand "crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"slices"
	"strings"

	"docket/db"
	"docket/internal/app"
	"docket/internal/config"
	"docket/internal/docket"
	"docket/internal/limit"
	"docket/internal/markdown"
	"docket/internal/password"

	"github.com/alexflint/go-arg"
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

	Serve   *serveCommand   `arg:"subcommand:serve" help:"run the server; also what docket does without a command"`
	Worker  *workerCommand  `arg:"subcommand:worker" help:"do background jobs, such as mail, without serving people; serve does them, too"`
	Migrate *migrateCommand `arg:"subcommand:migrate" help:"bring the database's schema up to date"`
	User    *userCommands   `arg:"subcommand:user" help:"create and manage accounts"`
	Add     *addCommand     `arg:"subcommand:add" help:"add tasks, written as in quick add"`
	Seed    *seedCommand    `arg:"subcommand:seed" help:"fill an empty Docket with a sample workspace"`
	Backup  *backupCommand  `arg:"subcommand:backup" help:"write a checked copy of the data to a file, even while the server runs"`
	Restore *restoreCommand `arg:"subcommand:restore" help:"replace the data with a backup; stop the server first"`
	Doctor  *doctorCommand  `arg:"subcommand:doctor" help:"check the data, Redis, the clock, the cached views, jobs and mail"`
	Health  *healthCommand  `arg:"subcommand:health" help:"check that the server is up"`
	Version *versionCommand `arg:"subcommand:version" help:"print the version"`
}

// Description is the first line of the help.
func (commandLine) Description() string { return "Docket is a self-hosted task manager." }

// Epilogue is the last line of the help.
func (commandLine) Epilogue() string { return "docket help COMMAND says more of a command." }

// subcommand is a command with its flags and arguments.
type subcommand interface {
	Run(ctx context.Context, c *command, cfg config.Config) error
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
		args = append(slices.Clone(args[1:]), "--help")
	}
	for i := len(args) - 1; i >= 0; i-- { // the parser would take what comes next for the value
		if flag, empty := strings.CutSuffix(args[i], "="); empty && strings.HasPrefix(flag, "-") {
			args = slices.Replace(slices.Clone(args), i, i+1, flag, "")
		}
	}
	var line commandLine
	parser, err := arg.NewParser(arg.Config{Program: "docket"}, &line)
	if err != nil {
		return err
	}
	if err := parser.Parse(args); errors.Is(err, arg.ErrHelp) {
		return parser.WriteHelpForSubcommand(c.out, parser.SubcommandNames()...)
	} else if err != nil {
		return usagef("%w (docket %s says more)", err, strings.Join(append([]string{"help"}, parser.SubcommandNames()...), " "))
	}
	cfg, err := line.Config()
	if err != nil {
		return usageError{err}
	}
	if run, ok := parser.Subcommand().(subcommand); ok {
		return run.Run(ctx, c, cfg)
	}
	return serveCommand{}.Run(ctx, c, cfg)
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

// newApp makes the use cases on an open database. The command line has no limits and no security log.
func (c *command) newApp(d *db.DB, cfg config.Config, limits *limit.Limiter, log *slog.Logger) *app.App {
	// Half of the processors, so that people signing in leave the other half to
	// everyone else, and their 19 MiB each stay few.
	return app.New(app.Parts{
		DB: d, Passwords: password.NewHasher(crand.Reader, runtime.NumCPU()/2, password.Recommended()), Notes: markdown.New(),
		SignUp: cfg.SignUp, Limits: limits, Log: log, Mail: sender(cfg) != nil, Now: c.now, NewID: newID,
	})
}
