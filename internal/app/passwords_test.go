package app_test

import (
	"testing"

	"docket/internal/app"
	"docket/internal/docket"
)

// Whoever was signed out meanwhile has not changed the password.
func TestAPasswordIsChangedByADeviceThatIsSignedInOrNotAtAll(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	const first, second = "correct horse paper lantern", "staple battery horse correct"
	me, err := h.SignUp(ctx, app.NewAccount{Name: "Ana", Email: "ana@example.com", Password: first, Zone: "UTC"}, app.Origin{})
	h.check(err)
	h.check(h.RevokeDevice(ctx, me.User, me.Device.ID))
	if _, err := h.ChangePassword(ctx, me, app.PasswordChange{Current: first, New: second}); docket.KindOf(err) != docket.KindUnauthorized {
		t.Errorf("changing the password answers %v", err)
	}
	in, err := h.SignIn(ctx, "ana@example.com", first, app.Origin{})
	h.check(err)

	renewed, err := h.ChangePassword(ctx, in, app.PasswordChange{Current: first, New: second})
	h.check(err)
	if _, err := h.SignedIn(ctx, renewed.Device.ID); err != nil || renewed.Device.ID == in.Device.ID {
		t.Errorf("the device in use is signed in as %s, before as %s (%v)", renewed.Device.ID, in.Device.ID, err)
	}
	if _, err := h.SignedIn(ctx, in.Device.ID); docket.KindOf(err) != docket.KindUnauthorized {
		t.Errorf("a session that names the device as it was answers %v", err)
	}
	_, err = h.SignIn(ctx, "ana@example.com", second, app.Origin{})
	h.check(err)
}
