package web_test

import (
	"database/sql"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/testkit"

	_ "github.com/mattn/go-sqlite3"
)

// rawly returns a function that runs statements on the database of an App, as a
// hand or another program would.
func rawly(t *testing.T, a *testkit.App) func(query string, args ...any) {
	t.Helper()
	pool, err := sql.Open("sqlite3", "file:"+filepath.Join(a.DataDir, "docket.db")+"?_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	pool.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = pool.Close() })
	return func(query string, args ...any) {
		t.Helper()
		if _, err := pool.ExecContext(t.Context(), query, args...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
}

// A value that this build does not know, such as one that was written by hand,
// costs nobody a page or the list of users.
func TestOneBadRowFailsNoPage(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana, eve := a.SignedIn("Ana"), a.SignedIn("Eve")
	list := ana.AddList("Garden").ID
	for range 2 {
		ana.Post(paths.Tasks, "title", "Prune", "list_id", string(list), "due_on", "2026-07-18", "due_time", "10:00", "priority", "2")
	}
	var open, done, trashed docket.ID
	for _, id := range []*docket.ID{&open, &done, &trashed} {
		*id = ana.AddTask("Water", "list_id", string(list), "due_on", "2026-07-17").ID
	}
	ana.Post(paths.TaskTo(done, paths.CompleteTask))
	ana.Post(paths.TaskTo(trashed, paths.DeleteTask))
	gone := ana.AddList("Gone").ID
	ana.Post(paths.ListTo(gone, paths.DeleteList))

	run := rawly(t, a)
	run("PRAGMA ignore_check_constraints = ON") // a later schema may allow more
	who := func(c *testkit.Client) string { return " = '" + string(c.User.ID) + "'" }
	of := func(ids ...docket.ID) string {
		in := " IN (''"
		for _, id := range ids {
			in += ", '" + string(id) + "'"
		}
		return in + ")"
	}
	bad := []any{"weird", "", "2026-99-99", "9", int64(1 << 60), int64(-7), 2.5, []byte{0xff, 0x00}}
	for _, tc := range []struct {
		table, where string
		columns      []string
	}{
		{"users", "id" + who(eve), []string{"name", "admin", "time_zone", "week_start", "theme", "list_version", "created_at", "disabled_at", "email"}},
		{"users", "id" + who(ana), []string{"name", "admin", "time_zone", "week_start", "theme", "created_at"}},
		{"devices", "user_id" + who(ana), []string{"agent", "address", "created_at", "seen_at"}},
		{"lists", "id" + of(list, gone), []string{"name", "color", "version", "created_at"}},
		{"lists", "id" + of(gone), []string{"archived_at", "deleted_at"}},
		{"list_members", "list_id" + of(list), []string{"role", "rank"}},
		{"tasks", "id" + of(open, done, trashed), []string{"title", "notes", "notes_html", "due_on", "due_time", "priority", "rank", "version", "created_at"}},
		{"tasks", "id" + of(done), []string{"completed_at"}},
		{"tasks", "id" + of(trashed), []string{"deleted_at"}},
	} {
		for _, column := range tc.columns {
			run("CREATE TEMP TABLE kept AS SELECT rowid AS r, " + column + " AS v FROM " + tc.table)
			for _, value := range bad {
				what := fmt.Sprintf("%s.%s = %v", tc.table, column, value)
				run("UPDATE "+tc.table+" SET "+column+" = $1 WHERE "+tc.where, value)
				run("UPDATE users SET list_version = hex(randomblob(16)) WHERE id" + who(ana)) // nothing is cached
				for _, path := range []string{paths.Today, paths.Inbox, paths.Upcoming, paths.Calendar, paths.Completed, paths.Trash, paths.List(list), paths.Task(open), paths.Settings} {
					ended := tc.table == "devices" && strings.HasSuffix(column, "_at") // a sign-in of no known time may have
					if r := ana.Get(path); r.Status != http.StatusOK && !(ended && r.Status == http.StatusSeeOther) {
						t.Errorf("%s: GET %s answers %d", what, path, r.Status)
					}
				}
				users, err := a.Use.Users(t.Context())
				if err != nil || len(users) != 2 {
					t.Errorf("%s: %d users, %v", what, len(users), err)
				} else if column == "disabled_at" && users[1].DisabledAt.IsZero() {
					t.Errorf("%s: a disabled account works", what)
				}
				run("UPDATE " + tc.table + " SET " + column + " = (SELECT v FROM kept WHERE r = " + tc.table + ".rowid)")
			}
			run("DROP TABLE kept")
		}
	}
}

func TestSettingsSayWhichTimeZoneIsNotKnown(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	c := a.Client()
	if r := c.Post(paths.SignUp, "name", "Ana", "email", "ana@example.com", "password", testkit.Password, "time_zone", "localtime"); r.Status != http.StatusSeeOther {
		t.Fatalf("signing up from a zone that only this machine knows: %d", r.Status)
	}
	zone := func() string {
		t.Helper()
		users, err := a.Use.Users(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return users[0].Zone.String()
	}
	if zone() != "UTC" {
		t.Errorf("a zone that is not offered is stored as %s", zone())
	}
	if r := c.Post(paths.Profile, "time_zone", "posix/Europe/Lisbon"); r.Status != http.StatusUnprocessableEntity || zone() != "UTC" {
		t.Errorf("a zone that is not offered is answered with %d and stored as %s", r.Status, zone())
	}
	rawly(t, a)("UPDATE users SET time_zone = 'Mars/Phobos'")
	for _, field := range [][]string{nil, {"theme", "dark"}} { // another field's form leaves it alone
		if field != nil {
			c.Post(paths.Profile, field...)
		}
		page := c.Get(paths.Settings)
		if page.Status != http.StatusOK || !strings.Contains(page.Body, "Mars/Phobos") || !strings.Contains(page.Body, "<option selected>UTC<") || zone() != "Mars/Phobos" {
			t.Errorf("after %v: %d, and the zone is %s:\n%s", field, page.Status, zone(), page.Body)
		}
	}
	if r := c.Post(paths.Profile, "name", "Ana", "time_zone", "Europe/Lisbon"); r.Status != http.StatusSeeOther || zone() != "Europe/Lisbon" || strings.Contains(c.Get(paths.Settings).Body, "Mars") {
		t.Errorf("a new zone: %d, and it is %s", r.Status, zone())
	}
}
