package app_test

import (
	"errors"
	"testing"
	"time"

	"docket/internal/app"
	"docket/internal/docket"
)

func TestTwoFormsOfAProfileInFlightTogetherAreBothKept(t *testing.T) {
	h := newHouse(t)
	ana := h.user("Ana", "UTC") // as both requests have read her
	for _, in := range []app.ProfileEdit{
		{Name: str("Ana Lopes")}, {Zone: str("Europe/Lisbon")}, {WeekStart: str("0")}, {Theme: str("dark")}, {},
	} {
		h.check(h.SetProfile(t.Context(), ana, in))
	}
	users, err := h.Users(t.Context())
	h.check(err)
	u := users[0]
	if u.Name != "Ana Lopes" || u.Zone.String() != "Europe/Lisbon" || u.WeekStart != time.Sunday || u.Theme != docket.ThemeDark {
		t.Errorf("she is %+v", u)
	}
}

func TestATimeZoneThatIsNoneIsRefusedUnlessABrowserGuessedIt(t *testing.T) {
	h := newHouse(t)
	in := app.NewAccount{Name: "Ana", Email: "ana@example.com", Password: "a quiet lake at dawn", Zone: "Europ/Lisbon"}
	_, err := h.AddUser(t.Context(), in)
	if e, ok := errors.AsType[*docket.Error](err); !ok || e.Kind != docket.KindInvalid || e.Fields["time_zone"] == "" {
		t.Errorf("AddUser returns %v", err)
	}
	done, err := h.SignUp(t.Context(), in, app.Origin{})
	h.check(err)
	if done.User.Zone != time.UTC {
		t.Errorf("who signed up lives in %s", done.User.Zone)
	}
}
