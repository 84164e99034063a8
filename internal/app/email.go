package app

import (
	"context"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/limit"
)

// EmailChange is the form to change one's address.
type EmailChange struct {
	Email   string `form:"email"`
	Current string `form:"current"` // the password
}

// ChangeEmail promises a link to the new address. The account has it once the link is
// used. That another account has it already is told to nobody but who reads its mail.
func (a *App) ChangeEmail(ctx context.Context, me docket.SignedIn, in EmailChange) (err error) {
	defer func() { a.auditErr(ctx, "email-ask", me.User, err) }()
	if err := a.needsMail(); err != nil {
		return err
	}
	email, err := docket.CleanEmail(in.Email)
	if err != nil {
		return err
	}
	if email == me.User.Email {
		return docket.Invalid("email", "That is your address already.")
	}
	if err := a.limits.Allow(ctx, limit.Password, string(me.User.ID)); err != nil {
		return err
	}
	if err := a.limits.Allow(ctx, limit.ForgotMail, digest(docket.EmailKey(email))); err != nil { // who has it did not ask
		return err
	}
	account, err := read(ctx, a, func(tx *db.ReadTx) (db.Account, error) { return tx.Account(me.User.ID) })
	if err != nil {
		return err
	}
	wrong := docket.Invalid("current", "That isn’t your current password. Try again.")
	if err := a.prove(ctx, account, account.Email, in.Current, Origin{Device: me.Device.ID}, wrong); err != nil {
		return err
	}
	return a.db.Write(ctx, func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "email.ask"})
		if err := tx.RemoveTokens(me.User.ID, docket.JobConfirmEmail); err != nil { // the last one asked for counts
			return err
		}
		return a.promise(tx, docket.JobConfirmEmail, me.User.ID, email)
	})
}

// confirmMail is the mail with a link to confirm a new address, without one where another
// account has it already.
func (a *App) confirmMail(ctx context.Context, j docket.Job, u docket.User) (*Mail, error) {
	m := &Mail{Kind: j.Kind, User: u, Address: j.Subject}
	other, err := a.accountByEmail(ctx, j.Subject)
	switch {
	case err == nil && other.ID != u.ID:
		m.User = other.User
		return m, nil
	case err != nil && docket.KindOf(err) != docket.KindNotFound:
		return nil, err
	}
	return a.linkMail(ctx, j, m)
}

// NewEmail returns the address that a link confirms; NotFound for one that no longer
// works.
func (a *App) NewEmail(ctx context.Context, secret string, from Origin) (string, error) {
	if err := a.limits.Allow(ctx, limit.Reset, network(from.Address)); err != nil {
		return "", err
	}
	var t db.Token
	err := a.db.Read(ctx, func(tx *db.ReadTx) (err error) {
		t, _, err = a.confirmation(tx, secret)
		return err
	})
	return t.Email, err
}

// confirmation returns what a link confirms, and for whom.
func (a *App) confirmation(tx *db.ReadTx, secret string) (t db.Token, u docket.User, err error) {
	t, err = tx.Token(docket.JobConfirmEmail, digest(secret), a.now())
	if err == nil {
		u, err = tx.User(t.UserID)
	}
	if docket.KindOf(err) == docket.KindNotFound || err == nil && !u.DisabledAt.IsZero() {
		err = oldLink()
	}
	return t, u, err
}

// ConfirmEmail gives an account the address that its link was sent to, and promises to
// tell the old one.
func (a *App) ConfirmEmail(ctx context.Context, secret string, from Origin) (email string, err error) {
	var user docket.User
	defer func() { a.auditErr(ctx, "email-change", user, err) }()
	if email, err = a.NewEmail(ctx, secret, from); err != nil {
		return "", err
	}
	err = a.db.Write(ctx, func(tx *db.Tx) error {
		var t db.Token
		if t, user, err = a.confirmation(&tx.ReadTx, secret); err != nil {
			return err
		}
		tx.Change(docket.Change{Name: "user.email"})
		if err := tx.RemoveTokens(user.ID, docket.JobConfirmEmail); err != nil {
			return err
		}
		if err := tx.RemoveTokens(user.ID, docket.JobReset); err != nil { // sent to the old address
			return err
		}
		if err := tx.SetEmail(user.ID, t.Email); err != nil {
			return err
		}
		return a.promise(tx, docket.JobEmailChanged, user.ID, user.Email)
	})
	return email, err
}

// TestMail promises a mail to the user that says that mail works.
func (a *App) TestMail(ctx context.Context, me docket.User) error {
	if err := a.needsMail(); err != nil {
		return err
	}
	if err := a.limits.Allow(ctx, limit.Mail, string(me.ID)); err != nil {
		return err
	}
	return a.db.Write(ctx, func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "mail.test"})
		return a.promise(tx, docket.JobTestMail, me.ID, "")
	})
}
