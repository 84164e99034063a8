package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/limit"
)

// NewAccount is what a person signs up with.
type NewAccount struct {
	Name     string `form:"name"`
	Email    string `form:"email"`
	Password string `form:"password"`
	Zone     string `form:"time_zone"` // an IANA name
	Admin    bool   // heeded on the command line alone
}

// SignUpRule returns who may make an account now, and whether it would be the first.
func (a *App) SignUpRule(ctx context.Context) (rule docket.SignUp, first bool, err error) {
	n, err := read(ctx, a, (*db.ReadTx).CountUsers)
	return a.signUp.With(n > 0), n == 0, err
}

// SignUp makes an account, where that is open to everyone, and signs its device
// in. The first account is the administrator's. The zone is a browser's hint, UTC
// when it is none.
func (a *App) SignUp(ctx context.Context, in NewAccount, from Origin) (me docket.SignedIn, err error) {
	defer func() { a.auditErr(ctx, "sign-up", me.User, err) }()
	if _, err := docket.ParseZone(in.Zone); err != nil {
		in.Zone = time.UTC.String()
	}
	rule, _, err := a.SignUpRule(ctx) // before the work of hashing
	if err != nil {
		return docket.SignedIn{}, err
	}
	if rule != docket.SignUpOpen {
		return docket.SignedIn{}, noSignUp()
	}
	src := source{key: network(from.Address)}
	if err := a.limits.Allow(ctx, limit.SignUp, src.key); err != nil {
		return docket.SignedIn{}, err
	}
	account, err := a.newAccount(ctx, in, src)
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
			return noSignUp()
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

func noSignUp() error {
	return &docket.Error{Kind: docket.KindForbidden, Message: "Only the administrator can create accounts here. Ask them for one."}
}

// AddUser makes an account from the command line.
func (a *App) AddUser(ctx context.Context, in NewAccount) (docket.User, error) {
	account, err := a.newAccount(ctx, in, commandLine())
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

// commandLine is where the administrator comes from, who waits for nobody's turn.
func commandLine() source { return source{key: "command line", known: true} }

func (a *App) newAccount(ctx context.Context, in NewAccount, from source) (account db.Account, err error) {
	var errs docket.Fields
	take(&errs, &account.Name, &in.Name, docket.CleanName)
	take(&errs, &account.Email, &in.Email, docket.CleanEmail)
	take(&errs, &account.Zone, &in.Zone, docket.ParseZone)
	// Not as they were typed: to look for them in the password takes time with their length.
	errs.Add(checkPassword("password", in.Password, account.Name, account.Email))
	if err := errs.Err(); err != nil {
		return account, err
	}
	if account.ID, err = a.newID(); err != nil {
		return account, fmt.Errorf("making an id: %w", err)
	}
	account.WeekStart, account.Theme, account.CreatedAt = time.Monday, docket.ThemeSystem, a.now()
	end, err := a.turns.Take(ctx, from.key, from.known)
	if err != nil {
		return account, err
	}
	defer end()
	account.PasswordHash, err = a.passwords.Hash(ctx, in.Password)
	return account, err
}

func (a *App) addAccount(tx *db.Tx, account db.Account) error {
	inbox, err := a.newID()
	if err != nil {
		return fmt.Errorf("making an id: %w", err)
	}
	tx.Change(docket.Change{Name: "user.add"})
	return tx.AddUser(account, inbox)
}

// accountByEmail looks an account up. An address is not cleaned for that: those that
// were taken before are looked up, too.
func (a *App) accountByEmail(ctx context.Context, email string) (db.Account, error) {
	if email = strings.TrimSpace(email); len(email) > docket.MaxEmail {
		return db.Account{}, docket.NotFound()
	}
	return read(ctx, a, func(tx *db.ReadTx) (db.Account, error) { return tx.AccountByEmail(email) })
}

// DisableUser closes an account from the command line. SetPassword opens it
// again. The only administrator stays.
func (a *App) DisableUser(ctx context.Context, email string) error {
	account, err := a.accountByEmail(ctx, email)
	if err != nil {
		return err
	}
	return a.db.Write(ctx, func(tx *db.Tx) error {
		u, err := tx.User(account.ID) // as it is now
		if err != nil {
			return err
		}
		if err := notLast(tx, u); docket.KindOf(err) == docket.KindConflict {
			return &docket.Error{Kind: docket.KindConflict, Message: "this is the only administrator; add another one first"}
		} else if err != nil {
			return err
		}
		tx.Change(docket.Change{Name: "user.disable"})
		return tx.DisableUser(account.ID, a.now())
	})
}

// GrantAdmin makes somebody an administrator, for the command line.
func (a *App) GrantAdmin(ctx context.Context, email string) error {
	account, err := a.accountByEmail(ctx, email)
	if err != nil {
		return err
	}
	return a.db.Write(ctx, func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "user.admin", Users: []docket.ID{account.ID}})
		return tx.SetAdmin(account.ID, true)
	})
}

// UserByEmail returns the account with an address, for the command line.
func (a *App) UserByEmail(ctx context.Context, email string) (docket.User, error) {
	account, err := a.accountByEmail(ctx, email)
	return account.User, err
}

// Users returns every account, for the command line.
func (a *App) Users(ctx context.Context) ([]docket.User, error) {
	return read(ctx, a, (*db.ReadTx).Users)
}
