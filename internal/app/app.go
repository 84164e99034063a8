// Package app is what people can do with Docket: each use case decides who may
// do it, does it in one transaction and says what was done. Forms, jobs and the
// command line all come through here.
package app

import (
	"context"
	"fmt"
	"time"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/markdown"
	"docket/internal/password"
)

// App holds what the use cases need. It keeps no state between calls.
type App struct {
	db        *db.DB
	passwords *password.Hasher
	notes     *markdown.Renderer
	signUp    docket.SignUp
	now       func() time.Time
	newID     func() (docket.ID, error)
}

// Parts are what an App is made of.
type Parts struct {
	DB        *db.DB
	Passwords *password.Hasher
	Notes     *markdown.Renderer
	SignUp    docket.SignUp
	Now       func() time.Time
	NewID     func() (docket.ID, error) // ids that were never used before
}

// New makes an App.
func New(p Parts) *App {
	return &App{db: p.DB, passwords: p.Passwords, notes: p.Notes, signUp: p.SignUp, now: p.Now, newID: p.NewID}
}

// Ready returns an error when the data cannot be read.
func (a *App) Ready(ctx context.Context) error {
	return a.db.Read(ctx, func(tx *db.ReadTx) error {
		_, err := tx.SchemaVersion()
		return err
	})
}

// Tidy removes what is kept for a time only: the trash after 30 days, changes
// that can no longer be undone or merged, and devices long signed out.
func (a *App) Tidy(ctx context.Context) error {
	before := a.now().Add(-docket.TrashFor)
	err := a.db.Write(ctx, func(tx *db.Tx) error {
		lists, err := tx.ListsWithOldTrash(before)
		if err != nil {
			return err
		}
		if err := tx.Change(docket.Change{Name: "tidy", Lists: lists}); err != nil {
			return err
		}
		if err := tx.PurgeTrash(before); err != nil {
			return err
		}
		if err := tx.ForgetChanges(before); err != nil {
			return err
		}
		return tx.ForgetDevices(a.now().Add(-deviceFor))
	})
	if err != nil {
		return fmt.Errorf("tidying up: %w", err)
	}
	return nil
}
