package app

import (
	"context"
	"fmt"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/limit"
)

// NewPerson is the form with which an administrator adds an account.
type NewPerson struct {
	Name  string `form:"name"`
	Email string `form:"email"`
}

// asAdmin returns what fn reads from one snapshot of the data, for an administrator. All
// others find nothing, as with everything that is not theirs.
func asAdmin[T any](ctx context.Context, a *App, me docket.User, fn func(*db.ReadTx) (T, error)) (T, error) {
	return read(ctx, a, func(tx *db.ReadTx) (T, error) {
		var none T
		if _, err := tx.Administrator(me.ID); err != nil {
			return none, err
		}
		return fn(tx)
	})
}

// writeAsAdmin is one transaction of an administrator.
func (a *App) writeAsAdmin(ctx context.Context, me docket.User, fn func(*db.Tx) error) error {
	return a.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Administrator(me.ID); err != nil {
			return err
		}
		return fn(tx)
	})
}

// Administrator returns an error for everybody who is no administrator.
func (a *App) Administrator(ctx context.Context, me docket.User) error {
	_, err := asAdmin(ctx, a, me, func(*db.ReadTx) (bool, error) { return true, nil })
	return err
}

// People returns every account, for an administrator.
func (a *App) People(ctx context.Context, me docket.User) ([]docket.Person, error) {
	now := a.now()
	return asAdmin(ctx, a, me, func(tx *db.ReadTx) ([]docket.Person, error) {
		return tx.People(now.Add(-docket.SignInFor), now.Add(-docket.IdleSignInFor))
	})
}

// DropViews has drop remove the cached views of an account. The next pages are made anew.
func (a *App) DropViews(ctx context.Context, me docket.User, id docket.ID, drop func(context.Context, ...docket.ID) error) (u docket.User, err error) {
	defer func() { a.auditErr(ctx, "admin-drop", u, err, by(me)) }()
	u, err = asAdmin(ctx, a, me, func(tx *db.ReadTx) (docket.User, error) { return tx.User(id) })
	if err != nil {
		return u, err
	}
	if err := drop(ctx, u.ID); err != nil {
		return u, &docket.Error{Kind: docket.KindUnavailable, Message: "The cache doesn’t answer, so nothing was dropped. Old pages are never sent all the same.", Err: err}
	}
	return u, nil
}

// AddPerson makes an account whose password nobody knows, and returns the secret of a
// link to choose one. That such a password is hashed is for the account to be as any other.
func (a *App) AddPerson(ctx context.Context, me docket.SignedIn, in NewPerson) (u docket.User, secret string, err error) {
	defer func() { a.auditErr(ctx, "admin-add", u, err, by(me.User)) }()
	if err := a.Administrator(ctx, me.User); err != nil { // before the work of hashing
		return u, "", err
	}
	account, err := a.newAccount(ctx, NewAccount{Name: in.Name, Email: in.Email, Password: newSecret(), Zone: me.User.Zone.String()},
		source{devicePrefix + string(me.Device.ID), true})
	if err != nil {
		return u, "", err
	}
	err = a.writeAsAdmin(ctx, me.User, func(tx *db.Tx) error {
		if err := a.addAccount(tx, account); err != nil {
			return addressTaken(err)
		}
		secret, err = a.addResetLink(tx, account.User)
		return err
	})
	if err != nil {
		return u, "", err
	}
	return account.User, secret, nil
}

// addressTaken has words for whoever adds somebody else.
func addressTaken(err error) error {
	if docket.KindOf(err) != docket.KindConflict {
		return err
	}
	refused := docket.Invalid("email", "There is an account with this address already.")
	refused.Err = err
	return refused
}

// changePerson changes an account as an administrator.
func (a *App) changePerson(ctx context.Context, me docket.User, id docket.ID, event string, change func(*db.Tx, docket.User) error) (u docket.User, err error) {
	defer func() { a.auditErr(ctx, event, u, err, by(me)) }()
	err = a.writeAsAdmin(ctx, me, func(tx *db.Tx) error {
		if u, err = tx.User(id); err != nil {
			return err
		}
		// Their pages have a menu that leads to these, or does not from now on.
		tx.Change(docket.Change{Name: event, Users: []docket.ID{id}})
		return change(tx, u)
	})
	return u, err
}

// MakeAdmin makes somebody an administrator.
func (a *App) MakeAdmin(ctx context.Context, me docket.User, id docket.ID) (docket.User, error) {
	return a.changePerson(ctx, me, id, "admin-grant", func(tx *db.Tx, u docket.User) error { return tx.SetAdmin(u.ID, true) })
}

// MakeMember makes an administrator one no more. The last one stays.
func (a *App) MakeMember(ctx context.Context, me docket.User, id docket.ID) (docket.User, error) {
	return a.changePerson(ctx, me, id, "admin-withdraw", func(tx *db.Tx, u docket.User) error {
		if err := notLast(tx, u); err != nil {
			return err
		}
		return tx.SetAdmin(u.ID, false)
	})
}

// DisablePerson closes an account. The last administrator's stays open.
func (a *App) DisablePerson(ctx context.Context, me docket.User, id docket.ID) (docket.User, error) {
	return a.changePerson(ctx, me, id, "admin-disable", func(tx *db.Tx, u docket.User) error {
		if err := notLast(tx, u); err != nil {
			return err
		}
		return tx.DisableUser(u.ID, a.now())
	})
}

// EnablePerson opens an account that was closed.
func (a *App) EnablePerson(ctx context.Context, me docket.User, id docket.ID) (docket.User, error) {
	return a.changePerson(ctx, me, id, "admin-enable", func(tx *db.Tx, u docket.User) error { return tx.EnableUser(u.ID) })
}

// SignOutPerson signs all devices of an account out.
func (a *App) SignOutPerson(ctx context.Context, me docket.User, id docket.ID) (docket.User, error) {
	return a.changePerson(ctx, me, id, "admin-sign-out", func(tx *db.Tx, u docket.User) error { return tx.RevokeDevices(u.ID, "", a.now()) })
}

// PersonLink makes a link to choose a new password for somebody, and returns its secret.
func (a *App) PersonLink(ctx context.Context, me docket.User, id docket.ID) (u docket.User, secret string, err error) {
	u, err = a.changePerson(ctx, me, id, "admin-link", func(tx *db.Tx, u docket.User) error {
		secret, err = a.addResetLink(tx, u)
		return err
	})
	return u, secret, err
}

// notLast refuses what leaves no administrator whose account works.
func notLast(tx *db.Tx, u docket.User) error {
	if !u.Admin || !u.Active() {
		return nil
	}
	others, err := tx.OtherAdministrators(u.ID)
	if err == nil && others == 0 {
		return &docket.Error{Kind: docket.KindConflict,
			Message: fmt.Sprintf("%s is the only administrator whose account works. Make somebody else an administrator first.", u.Name)}
	}
	return err
}

// TestMailAsAdmin promises an administrator a mail that says that mail works.
func (a *App) TestMailAsAdmin(ctx context.Context, me docket.User) error {
	if err := a.Administrator(ctx, me); err != nil {
		return err
	}
	if !a.mail {
		return &docket.Error{Kind: docket.KindForbidden, Message: "No mail is sent. Set DOCKET_SMTP_URL and DOCKET_MAIL_FROM, and start Docket again."}
	}
	return a.TestMail(ctx, me)
}

// LiftLimit forgets how often somebody has done something.
func (a *App) LiftLimit(ctx context.Context, me docket.User, name, key string) (err error) {
	var account docket.User
	defer func() { a.auditErr(ctx, "admin-lift", account, err, by(me)) }()
	n := limit.Name(name)
	whom, err := asAdmin(ctx, a, me, whose)
	if err != nil {
		return err
	}
	account = whom.account(key)
	if !n.Known() {
		return docket.NotFound()
	}
	if !n.InDatabase() {
		return unavailable(a.limits.Lift(ctx, n, key))
	}
	return a.writeAsAdmin(ctx, me, func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "admin-lift"})
		if n == limit.WrongAccount {
			return tx.ForgetFailures(key, devicePrefix)
		}
		return tx.ForgetFailuresFrom(key)
	})
}

// unavailable is the refusal of what Redis did not do.
func unavailable(err error) error {
	if err == nil {
		return nil
	}
	return &docket.Error{Kind: docket.KindUnavailable, Message: "Redis doesn’t answer, so nothing was changed. Try again in a moment.", Err: err}
}
