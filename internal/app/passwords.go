package app

import (
	"context"
	"errors"
	"fmt"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/limit"
	"docket/internal/password"
)

// PasswordChange is the form to change a password.
type PasswordChange struct {
	Current string `form:"current"`
	New     string `form:"new"`
}

// ChangePassword replaces the user's password and signs all other devices out. It
// returns the device in use, which is signed in under another id from then on: a
// session that still names the old one is dead, also where a request in flight
// stores it again or Redis brings it back.
func (a *App) ChangePassword(ctx context.Context, me docket.SignedIn, in PasswordChange) (_ docket.SignedIn, err error) {
	defer func() { a.auditErr(ctx, "password-change", me.User, err) }()
	account, err := read(ctx, a, func(tx *db.ReadTx) (db.Account, error) { return tx.Account(me.User.ID) })
	if err != nil {
		return me, err
	}
	if err := checkPassword("new", in.New, account.Name, account.Email); err != nil {
		return me, err // before the work of hashing
	}
	if err := a.limits.Allow(ctx, limit.Password, string(me.User.ID)); err != nil {
		return me, err
	}
	wrong := docket.Invalid("current", "That isn’t your current password. Try again.")
	if err := a.prove(ctx, account, account.Email, in.Current, Origin{Device: me.Device.ID}, wrong); err != nil {
		return me, err
	}
	renewed := me
	if renewed.Device.ID, err = a.newID(); err != nil {
		return me, fmt.Errorf("making an id: %w", err)
	}
	err = a.setPassword(ctx, account, in.New, renewed.Device.ID, func(tx *db.Tx) error {
		if err := tx.RevokeDevice(me.User.ID, me.Device.ID, a.now()); err != nil {
			return orSignedOut(err)
		}
		return tx.AddDevice(renewed.Device)
	})
	if err != nil {
		return me, err
	}
	return renewed, nil
}

// SetPassword replaces a password from the command line and signs all devices
// out. It opens an account that was disabled.
func (a *App) SetPassword(ctx context.Context, email, next string) error {
	account, err := a.accountByEmail(ctx, email)
	if err != nil {
		return err
	}
	if err := checkPassword("password", next, account.Name, account.Email); err != nil {
		return err
	}
	return a.setPassword(ctx, account, next, "", func(tx *db.Tx) error { return tx.EnableUser(account.ID) })
}

// setPassword replaces a password, does what goes with it, uses up the account's links,
// and signs out all devices but the one to keep.
func (a *App) setPassword(ctx context.Context, account db.Account, next string, keep docket.ID, with func(*db.Tx) error) error {
	hash, err := a.passwords.Hash(ctx, next)
	if err != nil {
		return err
	}
	return a.db.Write(ctx, func(tx *db.Tx) error {
		// Someone whose device was signed out meanwhile must not undo the new
		// password that did it.
		latest, err := tx.Account(account.ID)
		if err != nil {
			return err
		}
		if latest.PasswordHash != account.PasswordHash {
			return &docket.Error{Kind: docket.KindConflict, Message: "Your password was changed somewhere else in the meantime, so this change wasn’t made."}
		}
		tx.Change(docket.Change{Name: "user.password"})
		if err := tx.SetPasswordHash(account.ID, hash); err != nil {
			return err
		}
		if err := with(tx); err != nil {
			return err
		}
		// Whoever knew the old one may have asked for another address.
		for _, kind := range [...]docket.JobKind{docket.JobReset, docket.JobConfirmEmail} {
			if err := tx.RemoveTokens(account.ID, kind); err != nil {
				return err
			}
		}
		return tx.RevokeDevices(account.ID, keep, a.now())
	})
}

func checkPassword(field, pass, name, email string) error {
	err := password.Check(pass, name, email)
	if r, ok := errors.AsType[password.Refusal](err); ok {
		return docket.Invalid(field, string(r))
	}
	return err
}
