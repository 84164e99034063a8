package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/limit"
)

// source is where an attempt to sign in comes from, as attempts are counted: a device
// that has signed in to the account before or, where there is none, a network address.
type source struct {
	key   string
	known bool // it is a device
}

func (a *App) sourceOf(ctx context.Context, user docket.ID, from Origin) (source, error) {
	device := from.Device
	if device == "" && user != "" {
		var err error
		device, err = read(ctx, a, func(tx *db.ReadTx) (docket.ID, error) { return tx.KnownDevice(user, digest(from.Cookie)) })
		if err != nil {
			return source{}, err
		}
	}
	if device != "" {
		return source{devicePrefix + string(device), true}, nil
	}
	return source{network(from.Address), false}, nil
}

// prove checks a password that somebody gives for an account, as often as the limits
// allow. A wrong one, and one of an account that is disabled or not there, is the error
// refused, after the same work.
func (a *App) prove(ctx context.Context, account db.Account, email, pass string, from Origin, refused error) error {
	src, err := a.sourceOf(ctx, account.ID, from)
	if err != nil {
		return err
	}
	if err := a.limits.Allow(ctx, limit.SignIn, src.key); err != nil {
		return err
	}
	end, err := a.turns.Take(ctx, src.key, src.known)
	if err != nil {
		return err
	}
	defer end() // no sooner: who comes next from here is counted with this one
	try, err := a.newAttempt(ctx, email, src)
	if err != nil {
		return err
	}
	ok := false
	if account.ID != "" {
		ok, err = a.passwords.Verify(ctx, account.PasswordHash, pass)
	} else {
		err = a.passwords.Dummy(ctx, pass)
	}
	if err != nil {
		return fmt.Errorf("checking a password: %w", err)
	}
	if ok && account.DisabledAt.IsZero() {
		return nil
	}
	if err := a.fail(ctx, try); err != nil {
		return err
	}
	if try.last != nil {
		return try.last
	}
	return refused
}

// attempt is a sign-in that may be tried.
type attempt struct {
	account, origin string
	last            error // the account has had its failures: one more wrong password has to wait
}

// newAttempt counts the failures before an attempt; one too many is docket.KindLimited.
// Who guesses an account's password must not lock its people out, so two get past the
// limit of an account: a device that has signed in to it before, and, once, an address
// that has not failed there.
func (a *App) newAttempt(ctx context.Context, email string, src source) (attempt, error) {
	t := attempt{account: digest(docket.EmailKey(email)), origin: src.key}
	now := a.now()
	failures, err := read(ctx, a, func(tx *db.ReadTx) ([]db.Failure, error) {
		return tx.Failures(t.account, t.origin, now.Add(-a.failuresFor()))
	})
	if err != nil {
		return t, err
	}
	var ofAccount, ofOrigin, ofBoth []time.Time // the newest first
	for _, f := range failures {
		if f.Account == t.account && !strings.HasPrefix(f.Origin, devicePrefix) {
			ofAccount = append(ofAccount, f.At)
		}
		if f.Origin == t.origin {
			ofOrigin = append(ofOrigin, f.At)
			if f.Account == t.account {
				ofBoth = append(ofBoth, f.At)
			}
		}
	}
	if src.known {
		return t, a.exceeded(limit.WrongDevice, ofOrigin, now)
	}
	if err := a.exceeded(limit.WrongAddress, ofOrigin, now); err != nil {
		return t, err
	}
	t.last = a.exceeded(limit.WrongAccount, ofAccount, now)
	if len(ofBoth) > 0 || len(ofAccount) >= passes*a.limits.Rate(limit.WrongAccount).Count {
		return t, t.last
	}
	return t, nil
}

// passes is how many times the limit of an account can be failed by addresses that each
// fail for the first time. Beyond it only its devices get in: somebody has many addresses.
const passes = 10

// exceeded is the refusal where there have been too many failures, which are given with
// the newest first.
func (a *App) exceeded(name limit.Name, failures []time.Time, now time.Time) error {
	wait := a.failuresWait(name, failures, now)
	if wait <= 0 {
		return nil
	}
	return limit.Exceeded(name, "Too many wrong passwords.", wait)
}

// failuresWait is how long to wait after failures, which are given with the newest first.
func (a *App) failuresWait(name limit.Name, failures []time.Time, now time.Time) time.Duration {
	r := a.limits.Rate(name)
	if r.Count == 0 || len(failures) < r.Count {
		return 0
	}
	return failures[r.Count-1].Add(r.Per).Sub(now)
}

// failuresFor is how long failures count.
func (a *App) failuresFor() time.Duration {
	return max(a.limits.Rate(limit.WrongAccount).Per, a.limits.Rate(limit.WrongAddress).Per, a.limits.Rate(limit.WrongDevice).Per)
}

// fail counts an attempt that had a wrong password.
func (a *App) fail(ctx context.Context, t attempt) error {
	now := a.now()
	return a.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error { // also for who hangs up
		tx.Change(docket.Change{Name: "sign-in.fail"})
		return tx.AddFailure(db.Failure{Account: t.account, Origin: t.origin, At: now}, now.Add(-a.failuresFor()))
	})
}

// devicePrefix begins the origin that is a device; no network address begins so.
const devicePrefix = "device "

// network is what addresses of one subscriber have in common: IPv6 gives each a /64.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if ip = ip.Unmap().WithZone(""); ip.Is4() {
		return ip.String()
	}
	return netip.PrefixFrom(ip, 64).Masked().String()
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
