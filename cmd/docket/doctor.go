package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"docket/db"
	"docket/internal/config"
	"docket/internal/redisconn"
)

// clockTolerance is how far Redis's clock may be from ours before sessions and
// cached views live visibly longer or shorter than they should.
const clockTolerance = 30 * time.Second

type doctorCommand struct{}

// Run checks what can go wrong unseen. It changes no data.
func (doctorCommand) Run(ctx context.Context, c *command, cfg config.Config) (err error) {
	f := findings{c: c}
	report, err := db.Check(ctx, cfg.DatabasePath())
	f.say("database", fmt.Sprintf("whole; schema %d, users: %d, lists: %d, tasks: %d", report.Schema, report.Users, report.Lists, report.Tasks), err)
	if err != nil {
		return errors.New("the database needs help; docket restore puts a backup in its place")
	}
	known := f.schema(report)
	log := cfg.Log.NewLogger(c.err)
	p, err := connect(cfg, log)
	defer func() { err = errors.Join(err, p.close()) }()
	if err != nil {
		return err
	}
	if p.sessions.Embedded() { // which has no clock of its own to compare with
		f.clock(c.now(), report.Latest)
	}
	if known {
		if p.db, err = db.OpenToRead(ctx, cfg.DatabasePath()); err != nil {
			return err
		}
		if err := f.zones(ctx, p.db); err != nil {
			return err
		}
		if err := f.background(ctx, cfg, p, log); err != nil {
			return err
		}
	}
	answers := c.checkRedis(ctx, "sessions", p.sessions, &f)
	if p.cacheAt != p.sessions {
		answers = c.checkRedis(ctx, "cache", p.cacheAt, &f)
	}
	switch {
	case p.cacheAt.Embedded():
		f.skip("views", "the built-in Redis lives within the server, so its cached views cannot be seen from here")
	case !known:
		f.skip("views", "not compared with the database, whose schema is not this Docket's")
	case answers:
		if err := c.assemble(p, cfg, log); err != nil {
			return err
		}
		if err := c.checkViews(ctx, p, &f); err != nil {
			return err
		}
	}
	if f.failed {
		return errors.New("something needs attention")
	}
	return nil
}

// findings prints what the doctor finds, a line each.
type findings struct {
	c      *command
	failed bool // something needs attention
}

// say prints that a part is well, and how, or what is wrong with it.
func (f *findings) say(what, detail string, err error) {
	if err != nil {
		f.failed = true
		f.c.print(f.c.out, "FAIL  %-12s %v\n", what, err)
		return
	}
	f.c.print(f.c.out, "ok    %-12s %s\n", what, detail)
}

// skip prints why a part was not checked.
func (f *findings) skip(what, why string) {
	f.c.print(f.c.out, "-     %-12s %s\n", what, why)
}

// schema reports whether this binary knows the database's schema.
func (f *findings) schema(r db.Report) bool {
	switch {
	case r.Schema < r.Newest:
		f.say("schema", "", fmt.Errorf("%d is older than the %d that this Docket works with; run docket migrate", r.Schema, r.Newest))
	case r.Schema > r.Newest:
		f.say("schema", "", fmt.Errorf("%d is newer than the %d that this Docket works with: %w", r.Schema, r.Newest, db.ErrNewer))
	}
	return r.Schema == r.Newest
}

// clock compares this machine's clock with the last change in the database.
func (f *findings) clock(now, latest time.Time) {
	if ahead := latest.Sub(now); ahead > clockTolerance {
		f.say("clock", "", fmt.Errorf("this machine's clock is %s behind the last change in the database; set it right", ahead.Round(time.Second)))
		return
	}
	f.say("clock", "not behind the last change in the database", nil)
}

// zones checks that everyone's time zone is known.
func (f *findings) zones(ctx context.Context, d *db.DB) error {
	return d.Read(ctx, func(tx *db.ReadTx) error {
		users, err := tx.Users()
		if err != nil {
			return err
		}
		var unknown []error
		for _, u := range users {
			if u.CheckZone() != nil {
				unknown = append(unknown, fmt.Errorf("%q of %s is not known and read as UTC; they can choose another in their settings", u.Zone, u.Email))
			}
		}
		f.say("zones", "everyone's time zone is known", errors.Join(unknown...))
		return nil
	})
}

// checkRedis checks one Redis and reports whether it answers.
func (c *command) checkRedis(ctx context.Context, name string, conn *redisconn.Conn, f *findings) (answers bool) {
	if conn.Embedded() {
		f.say(name, "built-in Redis; sessions end when Docket stops", nil)
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := conn.Ping(ctx); err != nil {
		f.say(name, "", fmt.Errorf("no answer from Redis at %s: %w", conn, err))
		return false
	}
	if name == "sessions" {
		if err := conn.CanStore(ctx); err != nil {
			f.say(name, "", fmt.Errorf("nobody can sign in: %w", err))
			return false
		}
	}
	before := c.now()
	there, err := conn.Client().Time(ctx).Result()
	if err != nil {
		f.say(name, "", fmt.Errorf("asking Redis for its time: %w", err))
		return false
	}
	if off := there.Sub(before).Abs(); off > clockTolerance {
		f.say("clock", "", fmt.Errorf("the clock of Redis at %s is %s away from this machine's; set both right", conn, off.Round(time.Second)))
	} else {
		f.say("clock", "agrees with Redis at "+conn.String(), nil)
	}
	policy, err := conn.Client().ConfigGet(ctx, "maxmemory-policy").Result()
	detail := conn.String()
	if err == nil { // a managed Redis may not tell
		detail += ", " + policy["maxmemory-policy"]
		if name == "sessions" && policy["maxmemory-policy"] != "noeviction" {
			detail += " (noeviction would keep sessions when memory runs out)"
		}
	}
	f.say(name, detail, nil)
	return true
}

// checkViews compares every cached view that would be sent now with the
// database.
func (c *command) checkViews(ctx context.Context, p *parts, f *findings) error {
	users, err := p.app.Users(ctx)
	if err != nil {
		return err
	}
	same, old := 0, 0
	var errs []error
	for _, u := range users {
		views, err := p.web.CompareCache(ctx, u.ID)
		if err != nil {
			f.say("views", "", fmt.Errorf("reading the cached views of %s: %w", u.Email, err))
			return nil
		}
		for _, v := range views {
			switch {
			case v.Err != nil:
				errs = append(errs, fmt.Errorf("%s of %s: %w", v.View, u.Email, v.Err))
			case v.Current && !v.Same:
				errs = append(errs, fmt.Errorf("%s of %s is not what the database says", v.View, u.Email))
			case v.Current:
				same++
			default:
				old++
			}
		}
	}
	if same == 0 && len(errs) == 0 {
		f.skip("views", fmt.Sprintf("nothing cached by this build to compare, and %d old ones or other builds', which are never shown", old))
		return nil
	}
	f.say("views", fmt.Sprintf("%d current ones are what the database says, %d old ones are never shown", same, old), errors.Join(errs...))
	return nil
}
