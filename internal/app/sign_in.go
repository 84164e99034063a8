package app

import (
	"context"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/password"
)

// SignIn checks an address and a password and signs the device in. Whether the
// address has no account, a disabled one or another password, the answer and
// the time it takes are the same.
func (a *App) SignIn(ctx context.Context, email, pass string, from Origin) (in docket.SignedIn, err error) {
	refused := &docket.Error{Kind: docket.KindUnauthorized, Message: "That email and password don’t match. Check both and try again."}
	var account db.Account
	defer func() { a.auditErr(ctx, "sign-in", account.User, err) }()
	if len(pass) > password.MaxBytes {
		return docket.SignedIn{}, refused // nobody has such a password, so no account is looked for
	}
	account, err = a.accountByEmail(ctx, email)
	if err != nil && docket.KindOf(err) != docket.KindNotFound {
		return docket.SignedIn{}, err
	}
	if err := a.prove(ctx, account, email, pass, from, refused); err != nil {
		return docket.SignedIn{}, err
	}
	device, err := a.newDevice(account.ID, from)
	if err != nil {
		return docket.SignedIn{}, err
	}
	err = a.db.Write(ctx, func(tx *db.Tx) error {
		// A new password, or the end of the account, may have come while this one
		// was being checked, and has signed out every device but this.
		latest, err := tx.Account(account.ID)
		if err != nil {
			return err
		}
		if latest.PasswordHash != account.PasswordHash || !latest.DisabledAt.IsZero() {
			return refused
		}
		tx.Change(docket.Change{Name: "device.add"})
		return tx.AddDevice(device)
	})
	return docket.SignedIn{Device: device, User: account.User}, err
}

// SignedIn returns who a device is signed in as; KindUnauthorized when it is
// not, or no longer.
func (a *App) SignedIn(ctx context.Context, device docket.ID) (in docket.SignedIn, err error) {
	err = a.db.ReadOnce(ctx, func(tx *db.ReadTx) error {
		in, err = tx.SignedIn(device)
		return err
	})
	if err == nil && in.Device.Expired(a.now()) {
		err = docket.NotFound()
	}
	return in, orSignedOut(err)
}

// orSignedOut makes NotFound of a device Unauthorized: it was signed out.
func orSignedOut(err error) error {
	if docket.KindOf(err) == docket.KindNotFound {
		return &docket.Error{Kind: docket.KindUnauthorized, Message: "You’re signed out. Sign in to continue.", Err: err}
	}
	return err
}
