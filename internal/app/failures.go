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
)

// Wrong passwords are counted over failuresFor. They are kept in the database, so
// that neither a restart nor an empty Redis opens the door.
const (
	failuresFor     = 15 * time.Minute
	accountFailures = 10 // of an account, from devices that have not signed in to it before
	addressFailures = 20 // of an address, for whatever account
	deviceFailures  = 10 // of a device that has signed in to the account before
)

// attempt is a sign-in that may be one too many.
type attempt struct {
	account, origin string
	limit           int           // of the origin
	wait            time.Duration // until it may be tried again; 0 for now
	last            bool          // the account has had its failures: one more wrong password has to wait
}

// newAttempt counts the failures before an attempt. Who guesses an account's password
// must not lock its people out, so two get past the limit of an account: a device that
// has signed in to it before, and, once, an address that has not failed there.
func (a *App) newAttempt(ctx context.Context, user docket.ID, email string, from Origin) (attempt, error) {
	t := attempt{account: digest(docket.EmailKey(email)), origin: network(from.Address), limit: addressFailures}
	now := a.now()
	err := a.db.Read(ctx, func(tx *db.ReadTx) error {
		device := from.Device
		if device == "" {
			var err error
			if device, err = tx.KnownDevice(user, digest(from.Cookie)); err != nil {
				return err
			}
		}
		if device != "" {
			t.origin, t.limit = "device "+string(device), deviceFailures
		}
		failures, err := tx.Failures(t.account, t.origin, now.Add(-failuresFor))
		if err != nil {
			return err
		}
		var ofAccount, ofOrigin, ofBoth []db.Failure // the newest first
		for _, f := range failures {
			if f.Account == t.account && !isDevice(f.Origin) {
				ofAccount = append(ofAccount, f)
			}
			if f.Origin == t.origin {
				ofOrigin = append(ofOrigin, f)
				if f.Account == t.account {
					ofBoth = append(ofBoth, f)
				}
			}
		}
		if len(ofOrigin) >= t.limit {
			t.wait = ofOrigin[t.limit-1].At.Add(failuresFor).Sub(now)
		}
		if device == "" && len(ofAccount) >= accountFailures {
			t.last = true
			if len(ofBoth) > 0 {
				t.wait = max(t.wait, ofAccount[accountFailures-1].At.Add(failuresFor).Sub(now))
			}
		}
		return nil
	})
	return t, err
}

// fail counts an attempt that had a wrong password.
func (a *App) fail(ctx context.Context, t attempt) error {
	now := a.now()
	return a.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error { // also for who hangs up
		tx.Change(docket.Change{Name: "sign-in.fail"})
		return tx.AddFailure(db.Failure{Account: t.account, Origin: t.origin, At: now}, now.Add(-failuresFor))
	})
}

// tooMany refuses an attempt until a time has passed.
func tooMany(wait time.Duration) error {
	minutes := int(wait.Round(time.Minute) / time.Minute)
	when := fmt.Sprintf("%d minutes", minutes)
	if minutes < 2 {
		when = "a minute"
	}
	return &docket.Error{Kind: docket.KindLimited, Message: "Too many wrong passwords. Try again in " + when + ".", RetryAfter: max(wait, time.Second)}
}

func isDevice(origin string) bool { return strings.HasPrefix(origin, "device ") }

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
