package db_test

import (
	"path/filepath"
	"testing"

	"docket/db"
	"docket/internal/docket"
)

// Before there were keys, addresses that look the same made accounts of their own.
// Each of those is still found by its address as it was written.
func TestAccountsOfOneKeyFromBeforeAreKeptApart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "docket.db")
	d, err := db.Open(t.Context(), path)
	must(t, err)
	before := []string{ // the oldest first
		"jose\u0301@example.com", "jos\u00e9@example.com", "ana@b\u00fccher.example", "ana@bu\u0308cher.example", "ana@xn--bcher-kva.example",
		"eve\u200b@example.com", "eve@example.com", "\ufb01@example.com", "ﬁ\ufe0f@example.com", "bob@example.com",
	}
	var ids []docket.ID
	for i := range before {
		ids = append(ids, addUser(t, d, string(rune('a'+i))))
	}
	must(t, d.Close())
	rawly(t, path, `DROP INDEX users_by_email_key`, `ALTER TABLE users DROP COLUMN email_key`, `DROP TABLE sign_in_failures`, `DROP TABLE jobs`, `DROP TABLE tokens`, `DROP TABLE reminders`, `DROP TABLE notifications`, `ALTER TABLE devices DROP COLUMN cookie`,
		`ALTER TABLE users DROP COLUMN month_first`, `ALTER TABLE users DROP COLUMN twelve_hours`, `ALTER TABLE users DROP COLUMN add_to`, `ALTER TABLE users DROP COLUMN first_page`, `ALTER TABLE users DROP COLUMN keys_off`,
		`ALTER TABLE list_members DROP COLUMN layout`, `ALTER TABLE tasks DROP COLUMN occurs_on`, `DROP INDEX tasks_section`, `DROP INDEX tasks_done_due`, `DROP INDEX sections_deleted`, `DROP TABLE folded_sections`, `DROP TABLE pinned_labels`,
		`ALTER TABLE sections DROP COLUMN version`, `ALTER TABLE sections DROP COLUMN deleted_at`, `DELETE FROM goose_db_version WHERE version_id >= 3`)
	for i, email := range before {
		rawly(t, path, `UPDATE users SET email = '`+email+`' WHERE id = '`+string(ids[i])+`'`)
	}

	d, err = db.Open(t.Context(), path)
	must(t, err)
	t.Cleanup(func() { must(t, d.Close()) })
	find := func(email string) docket.ID {
		t.Helper()
		return read(t, d, func(tx *db.ReadTx) (db.Account, error) { return tx.AccountByEmail(email) }).ID
	}
	for i, email := range before {
		if got := find(email); got != ids[i] {
			t.Errorf("%q finds account %s, want its own", email, got)
		}
	}
	for written, want := range map[string]int{"BOB@Example.com": 9, "JOS\u00c9@example.com": 1, "JOSE\u0301@example.com": 0, "Ana@B\u00dcCHER.example": 2, "fi@example.com": 7, "EVE@example.com": 6} {
		if got := find(written); got != ids[want] {
			t.Errorf("%q finds account %s, want that of %q", written, got, before[want])
		}
	}
	for _, email := range append(before, "Bob@example.com", "FI@example.com", "ANA@bücher.example") {
		a := newAccount(t, "new")
		a.Email = email
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			tx.Change(docket.Change{Name: "user.add"})
			return tx.AddUser(a, newID(t))
		})
		if docket.KindOf(err) != docket.KindConflict {
			t.Errorf("another account with %q: %v", email, err)
		}
	}
}

func TestAnAddressIsKeptAsItWasWritten(t *testing.T) {
	t.Parallel()
	d := open(t)
	a := newAccount(t, "x")
	a.Email = "Jose\u0301@B\u00fccher.example"
	write(t, d, docket.Change{Name: "user.add"}, func(tx *db.Tx) error { return tx.AddUser(a, newID(t)) })
	for _, written := range []string{a.Email, "jos\u00e9@xn--bcher-kva.example", "JOS\u00c9@BU\u0308CHER.example"} {
		if got := read(t, d, func(tx *db.ReadTx) (db.Account, error) { return tx.AccountByEmail(written) }); got.ID != a.ID || got.Email != a.Email {
			t.Errorf("%q finds %q", written, got.Email)
		}
	}
}
