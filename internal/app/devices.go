package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"docket/db"
	"docket/internal/docket"
)

// seenEvery is how often a device's 'last seen' is brought up to date at most.
const seenEvery = 5 * time.Minute

// maxAgent bounds what is stored of a browser's User-Agent, in bytes.
const maxAgent = 400

// Origin is where a request came from.
type Origin struct {
	Agent, Address string
	Cookie         string    // names the browser, also before it is signed in; a secret
	Device         docket.ID // that is signed in; empty before
}

func (a *App) newDevice(user docket.ID, from Origin) (docket.Device, error) {
	id, err := a.newID()
	if err != nil {
		return docket.Device{}, fmt.Errorf("making an id: %w", err)
	}
	now := a.now()
	return docket.Device{ID: id, UserID: user, Agent: from.Agent[:min(len(from.Agent), maxAgent)], Address: from.Address, Cookie: digest(from.Cookie), CreatedAt: now, SeenAt: now}, nil
}

// DeviceStale reports whether it is time to note again that a device is in use.
func (a *App) DeviceStale(d docket.Device) bool { return a.now().Sub(d.SeenAt) >= seenEvery }

// TouchDevice notes that a device is in use, unless that was noted less than five
// minutes ago. A note that comes late brings no sign-in back.
func (a *App) TouchDevice(ctx context.Context, d docket.Device, address string) error {
	now := a.now()
	if d.Expired(now) {
		return nil
	}
	return a.db.Write(ctx, func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "device.seen"})
		return tx.TouchDevice(d.ID, address, now, seenEvery)
	})
}

// SignOut signs the device out: its session is dead even where Redis keeps or
// brings it back.
func (a *App) SignOut(ctx context.Context, me docket.SignedIn) error {
	err := a.revoke(ctx, "sign-out", me.User, me.Device.ID)
	if docket.KindOf(err) == docket.KindNotFound {
		return nil // it was signed out from elsewhere meanwhile
	}
	return err
}

// Devices returns where the user is signed in, the one seen last first.
func (a *App) Devices(ctx context.Context, me docket.User) ([]docket.Device, error) {
	devices, err := read(ctx, a, func(tx *db.ReadTx) ([]docket.Device, error) { return tx.Devices(me.ID) })
	return slices.DeleteFunc(devices, func(d docket.Device) bool { return d.Expired(a.now()) }), err
}

// RevokeDevice signs one of the user's devices out.
func (a *App) RevokeDevice(ctx context.Context, me docket.User, device docket.ID) error {
	return a.revoke(ctx, "device-revoke", me, device)
}

func (a *App) revoke(ctx context.Context, event string, me docket.User, device docket.ID) (err error) {
	defer func() { a.auditErr(ctx, event, me, err) }()
	return a.db.Write(ctx, func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "device.revoke"})
		return tx.RevokeDevice(me.ID, device, a.now())
	})
}

// RevokeEveryDevice signs everyone out everywhere, for when no session is left.
func (a *App) RevokeEveryDevice(ctx context.Context) error {
	err := a.db.Write(ctx, func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "device.end"})
		return tx.RevokeEveryDevice(a.now())
	})
	if err != nil {
		return fmt.Errorf("ending the devices of an earlier run: %w", err)
	}
	return nil
}

// RevokeOthers signs all of the user's devices out but the one in use.
func (a *App) RevokeOthers(ctx context.Context, me docket.SignedIn) (err error) {
	defer func() { a.auditErr(ctx, "device-revoke", me.User, err) }()
	return a.db.Write(ctx, func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "device.revoke"})
		return tx.RevokeDevices(me.User.ID, me.Device.ID, a.now())
	})
}
