package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/password"
)

// NewAccount is what a person signs up with.
type NewAccount struct {
	Name, Email, Password string
	Zone                  string // an IANA name; UTC when it is none
	Admin                 bool   // heeded on the command line alone
}

// SignUpRule returns who may make an account now.
func (a *App) SignUpRule(ctx context.Context) (rule docket.SignUp, err error) {
	err = a.db.Read(ctx, func(tx *db.ReadTx) error {
		n, err := tx.CountUsers()
		rule = a.signUp.With(n > 0)
		return err
	})
	return rule, err
}

// SignUp makes an account, where that is open to everyone, and signs its device
// in. The first account is the administrator's.
func (a *App) SignUp(ctx context.Context, in NewAccount, from Origin) (docket.SignedIn, error) {
	account, err := a.newAccount(ctx, in)
	if err != nil {
		return docket.SignedIn{}, err
	}
	device, err := a.newDevice(account.ID, from)
	if err != nil {
		return docket.SignedIn{}, err
	}
	err = a.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.CountUsers()
		if err != nil {
			return err
		}
		if rule := a.signUp.With(n > 0); rule != docket.SignUpOpen {
			return &docket.Error{Kind: docket.KindForbidden, Message: "New accounts are made by the administrator of this Docket. Ask them for one."}
		}
		account.Admin = n == 0
		if err := a.addAccount(tx, account); err != nil {
			return err
		}
		return tx.AddDevice(device)
	})
	if err != nil {
		return docket.SignedIn{}, err
	}
	return docket.SignedIn{Device: device, User: account.User}, nil
}

// AddUser makes an account from the command line.
func (a *App) AddUser(ctx context.Context, in NewAccount) (docket.User, error) {
	account, err := a.newAccount(ctx, in)
	if err != nil {
		return docket.User{}, err
	}
	err = a.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.CountUsers()
		if err != nil {
			return err
		}
		account.Admin = in.Admin || n == 0
		return a.addAccount(tx, account)
	})
	return account.User, err
}

func (a *App) newAccount(ctx context.Context, in NewAccount) (account db.Account, err error) {
	var errs docket.Fields
	account.Name, err = docket.CleanPersonName(in.Name)
	errs.Add(err)
	account.Email, err = docket.CleanEmail(in.Email)
	errs.Add(err)
	errs.Add(checkPassword("password", in.Password, in.Name, in.Email))
	if err := errs.Err(); err != nil {
		return account, err
	}
	if account.Zone, err = docket.ParseZone(in.Zone); err != nil {
		account.Zone = time.UTC
	}
	if account.ID, err = a.newID(); err != nil {
		return account, fmt.Errorf("making an id: %w", err)
	}
	account.WeekStart, account.Theme, account.CreatedAt = time.Monday, docket.ThemeSystem, a.now()
	account.PasswordHash, err = a.passwords.Hash(ctx, in.Password)
	return account, err
}

func (a *App) addAccount(tx *db.Tx, account db.Account) error {
	inbox, err := a.newID()
	if err != nil {
		return fmt.Errorf("making an id: %w", err)
	}
	if err := tx.Change(docket.Change{Name: "user.add"}); err != nil {
		return err
	}
	return tx.AddUser(account, inbox)
}

// SignIn checks an address and a password and signs the device in. Whether the
// address has no account, a disabled one or another password, the answer and
// the time it takes are the same.
func (a *App) SignIn(ctx context.Context, email, pass string, from Origin) (docket.SignedIn, error) {
	refused := &docket.Error{Kind: docket.KindUnauthorized, Message: "This address and password do not belong together. Check both and try again."}
	account, err := a.accountByEmail(ctx, email)
	if docket.KindOf(err) == docket.KindNotFound {
		return docket.SignedIn{}, errors.Join(refused, a.passwords.Dummy(ctx, pass))
	}
	if err != nil {
		return docket.SignedIn{}, err
	}
	ok, err := a.passwords.Verify(ctx, account.PasswordHash, pass)
	if err != nil && !errors.Is(err, password.ErrTooLong) {
		return docket.SignedIn{}, fmt.Errorf("checking a password: %w", err)
	}
	if !ok || !account.DisabledAt.IsZero() {
		return docket.SignedIn{}, refused
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
		if err := tx.Change(docket.Change{Name: "device.add"}); err != nil {
			return err
		}
		return tx.AddDevice(device)
	})
	return docket.SignedIn{Device: device, User: account.User}, err
}

func (a *App) accountByEmail(ctx context.Context, email string) (account db.Account, err error) {
	email, err = docket.CleanEmail(email)
	if err != nil {
		return account, docket.NotFound() // what is no address has no account
	}
	err = a.db.Read(ctx, func(tx *db.ReadTx) error {
		account, err = tx.AccountByEmail(email)
		return err
	})
	return account, err
}

// SignedIn returns who a device is signed in as; KindUnauthorized when it is
// not, or no longer.
func (a *App) SignedIn(ctx context.Context, device docket.ID) (in docket.SignedIn, err error) {
	err = a.db.Read(ctx, func(tx *db.ReadTx) error {
		in, err = tx.SignedIn(device)
		return err
	})
	if docket.KindOf(err) == docket.KindNotFound {
		return in, &docket.Error{Kind: docket.KindUnauthorized, Message: "You are signed out. Sign in to go on.", Err: err}
	}
	return in, err
}

// ChangePassword replaces the user's password and signs all other devices out.
func (a *App) ChangePassword(ctx context.Context, me docket.SignedIn, current, next string) error {
	var account db.Account
	err := a.db.Read(ctx, func(tx *db.ReadTx) (err error) {
		account, err = tx.Account(me.User.ID)
		return err
	})
	if err != nil {
		return err
	}
	ok, err := a.passwords.Verify(ctx, account.PasswordHash, current)
	if err != nil && !errors.Is(err, password.ErrTooLong) {
		return fmt.Errorf("checking a password: %w", err)
	}
	var errs docket.Fields
	if !ok {
		errs.Add(docket.Invalid("current", "This is not your current password. Type it again."))
	}
	errs.Add(checkPassword("new", next, account.Name, account.Email))
	if err := errs.Err(); err != nil {
		return err
	}
	return a.setPassword(ctx, account, next, me.Device.ID)
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
	if err := a.setPassword(ctx, account, next, ""); err != nil || account.DisabledAt.IsZero() {
		return err
	}
	return a.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Change(docket.Change{Name: "user.enable"}); err != nil {
			return err
		}
		return tx.EnableUser(account.ID)
	})
}

func (a *App) setPassword(ctx context.Context, account db.Account, next string, keep docket.ID) error {
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
			return &docket.Error{Kind: docket.KindConflict, Message: "The password was changed elsewhere meanwhile, so this change was not made."}
		}
		if err := tx.Change(docket.Change{Name: "user.password"}); err != nil {
			return err
		}
		if err := tx.SetPasswordHash(account.ID, hash); err != nil {
			return err
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

// ProfileEdit is a form's new values for a profile, as they were typed; nil leaves
// a field alone.
type ProfileEdit struct{ Name, Zone, WeekStart, Theme *string }

// SetProfile stores what the user set about themselves.
func (a *App) SetProfile(ctx context.Context, me docket.User, in ProfileEdit) error {
	p := docket.Profile{Name: me.Name, Zone: me.Zone, WeekStart: me.WeekStart, Theme: me.Theme}
	var errs docket.Fields
	var err error
	if in.Name != nil {
		p.Name, err = docket.CleanPersonName(*in.Name)
		errs.Add(err)
	}
	if in.Zone != nil {
		p.Zone, err = docket.ParseZone(*in.Zone)
		errs.Add(err)
	}
	if in.WeekStart != nil {
		p.WeekStart, err = docket.ParseWeekStart(*in.WeekStart)
		errs.Add(err)
	}
	if in.Theme != nil {
		p.Theme, err = docket.ParseTheme(*in.Theme)
		errs.Add(err)
	}
	if err := errs.Err(); err != nil {
		return err
	}
	return a.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Change(docket.Change{Name: "user.profile", Users: []docket.ID{me.ID}}); err != nil {
			return err
		}
		return tx.SetProfile(me.ID, p)
	})
}

// DisableUser closes an account from the command line. SetPassword opens it
// again. The only administrator stays.
func (a *App) DisableUser(ctx context.Context, email string) error {
	account, err := a.accountByEmail(ctx, email)
	if err != nil {
		return err
	}
	return a.db.Write(ctx, func(tx *db.Tx) error {
		users, err := tx.Users()
		if err != nil {
			return err
		}
		others := slices.ContainsFunc(users, func(u docket.User) bool {
			return u.Admin && u.ID != account.ID && u.DisabledAt.IsZero()
		})
		if account.Admin && !others {
			return &docket.Error{Kind: docket.KindConflict, Message: "this is the only administrator; make another one first"}
		}
		if err := tx.Change(docket.Change{Name: "user.disable"}); err != nil {
			return err
		}
		return tx.DisableUser(account.ID, a.now())
	})
}

// Users returns every account, for the command line.
func (a *App) Users(ctx context.Context) (users []docket.User, err error) {
	err = a.db.Read(ctx, func(tx *db.ReadTx) error {
		users, err = tx.Users()
		return err
	})
	return users, err
}
