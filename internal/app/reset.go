package app

import (
	"context"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/limit"
)

// ForgotPassword promises a link to choose a new password to the person with this
// address. Whether there is one, nobody can tell from the answer.
func (a *App) ForgotPassword(ctx context.Context, email string, from Origin) (err error) {
	var account db.Account
	defer func() { a.auditErr(ctx, "reset-ask", account.User, err) }()
	if err := a.needsMail(); err != nil {
		return err
	}
	if err := a.limits.Allow(ctx, limit.Forgot, network(from.Address)); err != nil {
		return err
	}
	if email, err = docket.CleanEmail(email); err != nil {
		return err
	}
	if err := a.limits.Allow(ctx, limit.ForgotMail, digest(docket.EmailKey(email))); err != nil {
		return err
	}
	account, err = a.accountByEmail(ctx, email)
	if docket.KindOf(err) == docket.KindNotFound || err == nil && !account.DisabledAt.IsZero() {
		return nil
	}
	if err != nil {
		return err
	}
	return a.db.Write(ctx, func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "reset.ask"})
		return a.promise(tx, docket.JobReset, account.ID, "")
	})
}

// ResetLink makes a link to choose a new password, for the administrator to hand on, and
// returns its secret.
func (a *App) ResetLink(ctx context.Context, email string) (secret string, err error) {
	account, err := a.accountByEmail(ctx, email)
	if err != nil {
		return "", err
	}
	err = a.db.Write(ctx, func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "reset.link"})
		secret, err = a.addResetLink(tx, account.User)
		return err
	})
	return secret, err
}

// addResetLink stores a link to choose a new password. It refuses to for an account that
// is disabled, as the link would not work.
func (a *App) addResetLink(tx *db.Tx, u docket.User) (secret string, err error) {
	if !u.Active() {
		return "", &docket.Error{Kind: docket.KindConflict, Message: "This account is disabled, so the link would not work. Enable it first."}
	}
	return a.addLink(tx, docket.JobReset, u.ID, u.Email)
}

// resetMail is the mail with a link to choose a new password.
func (a *App) resetMail(ctx context.Context, j docket.Job, u docket.User) (*Mail, error) {
	return a.linkMail(ctx, j, &Mail{Kind: j.Kind, User: u, Address: u.Email})
}

// ResetFor returns whose password a link changes; NotFound for one that no longer works.
func (a *App) ResetFor(ctx context.Context, secret string, from Origin) (docket.User, error) {
	account, err := a.resetAccount(ctx, secret, from)
	return account.User, err
}

func (a *App) resetAccount(ctx context.Context, secret string, from Origin) (account db.Account, err error) {
	if err := a.limits.Allow(ctx, limit.Reset, network(from.Address)); err != nil {
		return account, err
	}
	account, err = read(ctx, a, func(tx *db.ReadTx) (db.Account, error) {
		t, err := tx.Token(docket.JobReset, digest(secret), a.now())
		if err != nil {
			return db.Account{}, err
		}
		return tx.Account(t.UserID)
	})
	if docket.KindOf(err) == docket.KindNotFound || err == nil && !account.DisabledAt.IsZero() {
		return account, oldLink()
	}
	return account, err
}

// ResetPassword replaces a forgotten password. It uses up all of the account's links and
// signs all devices out.
func (a *App) ResetPassword(ctx context.Context, secret, next string, from Origin) (err error) {
	var account db.Account
	defer func() { a.auditErr(ctx, "reset-use", account.User, err) }()
	if account, err = a.resetAccount(ctx, secret, from); err != nil {
		return err
	}
	if err := checkPassword("password", next, account.Name, account.Email); err != nil {
		return err // before the work of hashing
	}
	end, err := a.turns.Take(ctx, network(from.Address), false)
	if err != nil {
		return err
	}
	defer end()
	return a.setPassword(ctx, account, next, "", func(tx *db.Tx) error {
		if _, err := tx.Token(docket.JobReset, digest(secret), a.now()); err != nil {
			return oldLink() // used meanwhile
		}
		return nil
	})
}
