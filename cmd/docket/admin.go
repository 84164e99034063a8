package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"docket/db"
	"docket/internal/app"
	"docket/internal/cache"
	"docket/internal/config"
	"docket/internal/docket"
	"docket/internal/redisconn"
)

// withApp runs use on the data, with the cache of a server that may be running
// told of every change.
func (c *command) withApp(ctx context.Context, cfg config.Config, use func(*app.App) error) (err error) {
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
	d, err := db.Open(ctx, cfg.DatabasePath(), hooks...)
	if err != nil {
		return err
	}
	return errors.Join(use(c.newApp(d, cfg)), d.Close())
}

func (c *command) migrate(ctx context.Context, cfg config.Config, args []string) error {
	if err := noArguments(args); err != nil {
		return err
	}
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

// addFlags are the flags of 'user add'.
type addFlags struct {
	name, zone string
	admin      bool
}

func (f *addFlags) register(fs *flag.FlagSet) {
	fs.StringVar(&f.name, "name", "", "the person's `name` (user add); the first part of the address when not given")
	fs.StringVar(&f.zone, "time-zone", "UTC", "the person's IANA time `zone` (user add)")
	fs.BoolVar(&f.admin, "admin", false, "make the person an administrator (user add)")
}

func (c *command) user(ctx context.Context, cfg config.Config, args []string, add addFlags) error {
	verb, email := "", ""
	if len(args) > 0 {
		verb = args[0]
	}
	switch {
	case verb == "list" && len(args) == 1:
	case (verb == "add" || verb == "password" || verb == "disable") && len(args) == 2:
		email = args[1]
	default:
		return usagef("write docket user add|password|disable EMAIL, or docket user list")
	}
	if _, err := docket.ParseZone(add.zone); err != nil {
		return usagef("--time-zone takes a name like Europe/Lisbon, not %q", add.zone)
	}
	return c.withApp(ctx, cfg, func(a *app.App) error {
		switch verb {
		case "add":
			return c.addUser(ctx, a, email, add)
		case "password":
			pass, made, err := c.readPassword(ctx)
			if err != nil {
				return err
			}
			if err := a.SetPassword(ctx, email, pass); err != nil {
				return fmt.Errorf("setting the password of %s: %w", email, plainly(err))
			}
			c.print(c.out, "Changed the password of %s; all of their devices are signed out.\n", email)
			c.printMade(pass, made)
			return nil
		case "disable":
			if err := a.DisableUser(ctx, email); err != nil {
				return fmt.Errorf("disabling %s: %w", email, plainly(err))
			}
			c.print(c.out, "Disabled %s; all of their devices are signed out.\n", email)
			return nil
		}
		return c.listUsers(ctx, a)
	})
}

func (c *command) addUser(ctx context.Context, a *app.App, email string, add addFlags) error {
	pass, made, err := c.readPassword(ctx)
	if err != nil {
		return err
	}
	name := add.name
	if name == "" {
		name, _, _ = strings.Cut(email, "@")
	}
	u, err := a.AddUser(ctx, app.NewAccount{Name: name, Email: email, Password: pass, Zone: add.zone, Admin: add.admin})
	if err != nil {
		return fmt.Errorf("adding %s: %w", email, plainly(err))
	}
	role := "member"
	if u.Admin {
		role = "administrator"
	}
	c.print(c.out, "Added %s as %s.\n", u.Email, role)
	c.printMade(pass, made)
	return nil
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

func (c *command) listUsers(ctx context.Context, a *app.App) error {
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
}

func oneFile(args []string) (string, error) {
	if len(args) != 1 {
		return "", usagef("name one file")
	}
	return filepath.Clean(args[0]), nil
}

func (c *command) backup(ctx context.Context, cfg config.Config, args []string) error {
	file, err := oneFile(args)
	if err != nil {
		return err
	}
	if err := db.Backup(ctx, cfg.DatabasePath(), file); err != nil {
		return fmt.Errorf("backing up: %w", err)
	}
	c.print(c.out, "Wrote %s, checked and whole.\n", file)
	return nil
}

func (c *command) restore(ctx context.Context, cfg config.Config, args []string) error {
	file, err := oneFile(args)
	if err != nil {
		return err
	}
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

// health asks the server at the configured address, for container health checks.
func (c *command) health(ctx context.Context, cfg config.Config, args []string) (err error) {
	if err := noArguments(args); err != nil {
		return err
	}
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
