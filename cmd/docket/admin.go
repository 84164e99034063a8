package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"docket/db"
	"docket/internal/app"
	"docket/internal/cache"
	"docket/internal/config"
	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/redisconn"
)

// withApp runs use on the data, with the cache of a server that may be running
// invalidated by every change. Unless create is set, data that is not there is an
// error: a folder named by mistake is not made.
func (c *command) withApp(ctx context.Context, cfg config.Config, create bool, use func(*app.App) error) (err error) {
	var hooks []db.Hook
	if cfg.CacheRedisURL != "" {
		log := cfg.Log.NewLogger(c.err)
		redisconn.LogTo(log)
		setting := "CACHE_REDIS_URL"
		if cfg.CacheRedisURL == cfg.RedisURL {
			setting = "REDIS_URL"
		}
		conn, err := openRedis(setting, cfg.CacheRedisURL)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, conn.Close()) }()
		hooks = append(hooks, invalidate(cache.New(conn.Client(), log), log))
	}
	if _, err := os.Stat(cfg.DatabasePath()); err != nil && !create {
		return fmt.Errorf("there are no accounts yet: %w", err)
	}
	d, err := db.Open(ctx, cfg.DatabasePath(), hooks...)
	if err != nil {
		return err
	}
	return errors.Join(use(c.newApp(d, cfg, nil, nil)), d.Close())
}

type migrateCommand struct{}

func (migrateCommand) Run(ctx context.Context, c *command, cfg config.Config) error {
	d, err := db.Open(ctx, cfg.DatabasePath())
	if err != nil {
		return err
	}
	var version int64
	err = d.Read(ctx, func(tx *db.ReadTx) error {
		version, err = tx.SchemaVersion()
		return err
	})
	if err = errors.Join(err, d.Close()); err != nil {
		return err
	}
	c.print(c.out, "%s is at schema %d\n", cfg.DatabasePath(), version)
	return nil
}

// userCommands are what 'docket user' can do.
type userCommands struct {
	Add      *addUserCommand     `arg:"subcommand:add" help:"create an account; asks for the password on a terminal or reads it from standard input, and makes one up when it is empty"`
	Password *setPasswordCommand `arg:"subcommand:password" help:"change a password, read as for add, and enable a disabled account again"`
	Disable  *disableUserCommand `arg:"subcommand:disable" help:"disable an account; its data stays"`
	Admin    *grantAdminCommand  `arg:"subcommand:admin" help:"make a person an administrator"`
	Link     *resetLinkCommand   `arg:"subcommand:reset-link" help:"print a link with which a person chooses a new password; it works once, within an hour"`
	List     *listUsersCommand   `arg:"subcommand:list" help:"list the accounts"`
}

// Run is called where no command follows.
func (userCommands) Run(context.Context, *command, config.Config) error {
	return usagef("write docket user add, password, disable, admin, reset-link or list (docket help user says more)")
}

type addUserCommand struct {
	Email    string `arg:"positional,required" placeholder:"EMAIL" help:"the person's email address"`
	Name     string `placeholder:"NAME" help:"the person's name (default: the first part of the address)"`
	TimeZone string `arg:"--time-zone" default:"UTC" placeholder:"ZONE" help:"the person's IANA time zone"`
	Admin    bool   `help:"make this person an administrator"`
}

func (u addUserCommand) Run(ctx context.Context, c *command, cfg config.Config) error {
	if _, err := docket.ParseZone(u.TimeZone); err != nil {
		return usagef("--time-zone takes a name like Europe/Lisbon, not %q", u.TimeZone)
	}
	return c.withApp(ctx, cfg, true, func(a *app.App) error {
		pass, made, err := c.readPassword(ctx)
		if err != nil {
			return err
		}
		if u.Name == "" {
			u.Name, _, _ = strings.Cut(u.Email, "@")
		}
		user, err := a.AddUser(ctx, app.NewAccount{Name: u.Name, Email: u.Email, Password: pass, Zone: u.TimeZone, Admin: u.Admin})
		if err != nil {
			return fmt.Errorf("adding %s: %w", u.Email, plainly(err))
		}
		role := "member"
		if user.Admin {
			role = "administrator"
		}
		c.print(c.out, "Added %s as %s.\n", user.Email, role)
		c.printMade(pass, made)
		return nil
	})
}

type setPasswordCommand struct {
	Email string `arg:"positional,required" placeholder:"EMAIL" help:"the person's email address"`
}

func (u setPasswordCommand) Run(ctx context.Context, c *command, cfg config.Config) error {
	return c.withApp(ctx, cfg, false, func(a *app.App) error {
		pass, made, err := c.readPassword(ctx)
		if err != nil {
			return err
		}
		if err := a.SetPassword(ctx, u.Email, pass); err != nil {
			return fmt.Errorf("setting the password of %s: %w", u.Email, plainly(err))
		}
		c.print(c.out, "Changed the password of %s; all their devices are signed out.\n", u.Email)
		c.printMade(pass, made)
		return nil
	})
}

type disableUserCommand struct {
	Email string `arg:"positional,required" placeholder:"EMAIL" help:"the person's email address"`
}

func (u disableUserCommand) Run(ctx context.Context, c *command, cfg config.Config) error {
	return c.withApp(ctx, cfg, false, func(a *app.App) error {
		if err := a.DisableUser(ctx, u.Email); err != nil {
			return fmt.Errorf("disabling %s: %w", u.Email, plainly(err))
		}
		c.print(c.out, "Disabled %s; all their devices are signed out.\n", u.Email)
		return nil
	})
}

type grantAdminCommand struct {
	Email string `arg:"positional,required" placeholder:"EMAIL" help:"the person's email address"`
}

func (u grantAdminCommand) Run(ctx context.Context, c *command, cfg config.Config) error {
	return c.withApp(ctx, cfg, false, func(a *app.App) error {
		if err := a.GrantAdmin(ctx, u.Email); err != nil {
			return fmt.Errorf("making %s an administrator: %w", u.Email, plainly(err))
		}
		c.print(c.out, "%s is an administrator.\n", u.Email)
		return nil
	})
}

type resetLinkCommand struct {
	Email string `arg:"positional,required" placeholder:"EMAIL" help:"the person's email address"`
}

func (u resetLinkCommand) Run(ctx context.Context, c *command, cfg config.Config) error {
	return c.withApp(ctx, cfg, false, func(a *app.App) error {
		secret, err := a.ResetLink(ctx, u.Email)
		if err != nil {
			return fmt.Errorf("making a link for %s: %w", u.Email, plainly(err))
		}
		c.print(c.out, "%s\n", cfg.PublicURL.String()+paths.ResetWith(secret))
		c.print(c.err, "This link lets whoever has it choose a new password for %s. It works once, within an hour.\n", u.Email)
		if !cfg.PublicURLSet {
			c.print(c.err, "DOCKET_PUBLIC_URL is not set here; if people reach Docket at another address, the link begins with that.\n")
		}
		return nil
	})
}

// plainly gives a refusal of the use cases, which is worded for a page, the words
// for the command line.
func plainly(err error) error {
	e, ok := errors.AsType[*docket.Error](err)
	switch {
	case !ok:
		return err
	case e.Kind == docket.KindNotFound:
		return errors.New("there is no account with this address; docket user list shows them all")
	case e.Kind == docket.KindConflict && len(e.Fields) > 0:
		return errors.New("there is an account with this address already")
	case e.Kind == docket.KindInvalid && len(e.Fields) > 0:
		words := slices.Sorted(maps.Values(e.Fields))
		return errors.New(strings.Join(words, " "))
	}
	return err
}

type listUsersCommand struct{}

func (listUsersCommand) Run(ctx context.Context, c *command, cfg config.Config) error {
	return c.withApp(ctx, cfg, false, func(a *app.App) error {
		users, err := a.Users(ctx)
		if err != nil {
			return err
		}
		for _, u := range users {
			state := "active"
			if !u.DisabledAt.IsZero() {
				state = "disabled"
			}
			if u.Admin {
				state += ", administrator"
			}
			if u.CheckZone() != nil {
				state += fmt.Sprintf(", unknown time zone %q (read as UTC)", u.Zone)
			}
			c.print(c.out, "%s\t%s\t%s\t%s\n", u.Email, u.Name, u.CreatedAt.UTC().Format(time.DateOnly), state)
		}
		return nil
	})
}

type backupCommand struct {
	File string `arg:"positional,required" placeholder:"FILE" help:"where to write the copy"`
}

func (b backupCommand) Run(ctx context.Context, c *command, cfg config.Config) error {
	file := filepath.Clean(b.File)
	if err := db.Backup(ctx, cfg.DatabasePath(), file); err != nil {
		return fmt.Errorf("backing up: %w", err)
	}
	c.print(c.out, "Wrote %s, checked and whole.\n", file)
	return nil
}

type restoreCommand struct {
	File string `arg:"positional,required" placeholder:"FILE" help:"the backup"`
}

func (r restoreCommand) Run(ctx context.Context, c *command, cfg config.Config) error {
	file := filepath.Clean(r.File)
	kept, err := db.Restore(ctx, cfg.DatabasePath(), file, c.now())
	if err != nil {
		return fmt.Errorf("restoring: %w", err)
	}
	c.print(c.out, "Restored %s. Everyone has to sign in again.\n", file)
	if kept != "" {
		c.print(c.out, "What was there before is kept as %s.\n", kept)
	}
	return nil
}

type healthCommand struct{}

// Run asks the server at the configured address, for container health checks.
func (healthCommand) Run(ctx context.Context, c *command, cfg config.Config) (err error) {
	host, port, err := net.SplitHostPort(cfg.Addr)
	if err != nil {
		return fmt.Errorf("reading the address: %w", err)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/healthz", nil)
	if err != nil {
		return fmt.Errorf("asking the server: %w", err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("asking the server: %w", err)
	}
	defer func() { err = errors.Join(err, res.Body.Close()) }()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the server answers %s", res.Status)
	}
	c.print(c.out, "ok\n")
	return nil
}
