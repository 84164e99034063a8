// Package app is what people can do with Docket: each use case decides who may
// do it, does it in one transaction and says what was done. Forms, jobs and the
// command line all come through here.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/limit"
	"docket/internal/markdown"
	"docket/internal/password"
)

// clockTrust is how far the clock may be ahead of the newest change for it to be
// believed.
const clockTrust = 24 * time.Hour

// App holds what the use cases need. Of its calls it knows only whose turn it is.
type App struct {
	db        *db.DB
	passwords *password.Hasher
	notes     *markdown.Renderer
	signUp    docket.SignUp
	limits    *limit.Limiter
	turns     *limit.Turns
	log       *slog.Logger // of security
	mail      bool
	now       func() time.Time
	newID     func() (docket.ID, error)
}

// Parts are what an App is made of.
type Parts struct {
	DB        *db.DB
	Passwords *password.Hasher
	Notes     *markdown.Renderer
	SignUp    docket.SignUp
	Limits    *limit.Limiter // nil for none
	Log       *slog.Logger   // of security: a line at Info for each event; nil for none
	Mail      bool           // a mail server is set
	Now       func() time.Time
	NewID     func() (docket.ID, error) // ids that were never used before
}

// New makes an App.
func New(p Parts) *App {
	if p.Log == nil {
		p.Log = slog.New(slog.DiscardHandler)
	}
	return &App{db: p.DB, passwords: p.Passwords, notes: p.Notes, signUp: p.SignUp, limits: p.Limits, turns: limit.NewTurns(), log: p.Log, mail: p.Mail, now: p.Now, newID: p.NewID}
}

// Ready returns an error when the data cannot be read.
func (a *App) Ready(ctx context.Context) error {
	_, err := read(ctx, a, (*db.ReadTx).SchemaVersion)
	return err
}

// read returns what fn reads from one snapshot of the data.
func read[T any](ctx context.Context, a *App, fn func(*db.ReadTx) (T, error)) (v T, err error) {
	err = a.db.Read(ctx, func(tx *db.ReadTx) error {
		v, err = fn(tx)
		return err
	})
	return v, err
}

// ErrClockAhead is returned when nothing was removed for its age, as the clock may
// be wrong.
var ErrClockAhead = errors.New("nothing is removed for its age, as this machine's clock is far ahead of the newest change; where it is right, this ends with the next change")

// Tidy removes what is kept for a time only: the trash and sections after 30 days, changes
// that can no longer be undone or merged, devices long signed out, jobs that failed 30
// days ago, links that are over and wrong passwords that count no more. While the
// clock is more than a day ahead of the newest change it removes nothing and
// returns ErrClockAhead: a clock that is set wrong must not cost anybody their
// data, and where Docket was idle or switched off, the next change ends that.
func (a *App) Tidy(ctx context.Context) error {
	now := a.now()
	before := now.Add(-docket.TrashFor)
	latest, err := read(ctx, a, func(tx *db.ReadTx) (time.Time, error) { return tx.LatestChange(now) })
	if err != nil {
		return err
	}
	if !latest.IsZero() && now.Sub(latest) > clockTrust {
		return fmt.Errorf("%w (%s, %s)", ErrClockAhead, now.UTC().Format(time.RFC3339), latest.UTC().Format(time.RFC3339))
	}
	err = a.db.Write(ctx, func(tx *db.Tx) error {
		lists, err := tx.ListsWithOldTrash(before)
		if err != nil {
			return err
		}
		tx.Change(docket.Change{Name: "tidy", Lists: lists})
		if err := tx.PurgeTrash(before); err != nil {
			return err
		}
		if err := tx.PurgeSections(before); err != nil {
			return err
		}
		if err := tx.ForgetChanges(before); err != nil {
			return err
		}
		if err := tx.ForgetDevices(now.Add(-docket.DeviceFor)); err != nil {
			return err
		}
		if err := tx.ForgetJobs(before); err != nil {
			return err
		}
		if err := tx.ForgetTokens(now); err != nil {
			return err
		}
		return tx.ForgetOldFailures(now.Add(-a.failuresFor()))
	})
	if err != nil {
		return fmt.Errorf("tidying up: %w", err)
	}
	return nil
}
