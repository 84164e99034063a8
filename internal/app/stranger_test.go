package app_test

import (
	"context"
	"crypto/rand"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"docket/db"
	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/password"
)

// What a stranger sends is checked for its size before anything that costs: each
// of these took seconds where a name of any length was looked for in the password.
func TestWhatIsTooLongCostsNothing(t *testing.T) {
	h := newHouse(t)
	long := "aa ab ba bb" + strings.Repeat(" ax", 330_000)
	pass := strings.Repeat("ab", 120) + "quiet lamp!!"
	for what, in := range map[string]app.NewAccount{
		"name":          {Name: long, Email: "ana@example.com", Password: pass},
		"address":       {Name: "Ana", Email: strings.ReplaceAll(long, " ", ".") + "@example.com", Password: pass},
		"local parts":   {Name: "Ana", Email: strings.Repeat("a@", 400_000) + "example.com", Password: pass},
		"password":      {Name: "Ana", Email: "ana@example.com", Password: long},
		"zone":          {Name: "Ana", Email: "ana@example.com", Password: "short", Zone: long},
		"every of them": {Name: long, Email: long, Password: long, Zone: long},
	} {
		begun := time.Now()
		if _, err := h.SignUp(t.Context(), in, app.Origin{}); docket.KindOf(err) != docket.KindInvalid {
			t.Errorf("signing up with a long %s answers %v", what, err)
		}
		if _, err := h.SignIn(t.Context(), in.Email, in.Password, app.Origin{}); docket.KindOf(err) != docket.KindUnauthorized {
			t.Errorf("signing in with a long %s answers %v", what, err)
		}
		if took := time.Since(begun); took > time.Second { // they are a few milliseconds
			t.Errorf("a long %s takes %s", what, took)
		}
	}
}

// How long the answer takes shows nobody whether there is such an account: what no
// account can have is refused before one is looked for.
func TestAPasswordThatNobodyCanHaveIsRefusedBeforeTheLookUp(t *testing.T) {
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "docket.db"))
	if err = errors.Join(err, d.Close()); err != nil {
		t.Fatal(err)
	}
	a := app.New(app.Parts{DB: d, Passwords: password.NewHasher(rand.Reader, 1, password.Least())})
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := a.SignIn(ended, "ana@example.com", strings.Repeat("x", password.MaxBytes+1), app.Origin{}); docket.KindOf(err) != docket.KindUnauthorized {
		t.Errorf("without a database to look into, it answers %v", err)
	}
}
