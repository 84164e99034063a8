package db_test

import (
	"fmt"
	"html"
	"net/http"
	"strings"
	"testing"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/testkit"
)

func TestAFullDiskIsToldAndChangesNothing(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	inbox := ana.Inbox()
	ana.AddTask("Buy a disk")
	long := strings.Repeat("Notes that need many pages. ", 3000)
	stored := func() (titles map[string]string, version string) {
		must(t, a.DB.Read(t.Context(), func(tx *db.ReadTx) error {
			ids, err := inOrder(tx, inbox)
			if err != nil {
				return err
			}
			titles = map[string]string{}
			for _, id := range ids {
				task, err := tx.Task(ana.User.ID, id)
				if err != nil {
					return err
				}
				titles[task.Title] = task.Notes
			}
			version, err = tx.ListVersion(ana.User.ID)
			return err
		}))
		return titles, version
	}

	limit := func(pages int) {
		t.Helper()
		_, err := a.DB.Pragma(t.Context(), fmt.Sprint("PRAGMA max_page_count = ", pages))
		must(t, err)
	}
	limit(1) // SQLite takes the present size for it
	before, version := stored()
	for _, tc := range []struct{ path, field, value string }{
		{"/tasks", "notes", long},
		{"/tasks/" + string(firstTask(t, a, inbox)), "notes", long},
	} {
		r := ana.Post(tc.path, "title", "No room", tc.field, tc.value)
		if r.Status != http.StatusServiceUnavailable || r.Header.Get("Retry-After") == "" {
			t.Errorf("POST %s: %d, Retry-After %q", tc.path, r.Status, r.Header.Get("Retry-After"))
		}
		if said := html.UnescapeString(r.Body); !strings.Contains(said, "disk that holds Docket's data is full") || !strings.Contains(said, "<title>") {
			t.Errorf("POST %s: the page does not say that the disk is full:\n%s", tc.path, said)
		}
		r = ana.HX("/inbox", tc.path, "title", "No room", tc.field, tc.value)
		if r.Status != http.StatusServiceUnavailable {
			t.Errorf("htmx %s: %d", tc.path, r.Status)
		}
		said := html.UnescapeString(r.Body)
		if !strings.Contains(said, "disk that holds Docket's data is full") || strings.Contains(said, "<title>") {
			t.Errorf("htmx %s: no toast that says that the disk is full:\n%s", tc.path, said)
		}
	}
	if now, v := stored(); fmt.Sprint(now) != fmt.Sprint(before) || v != version {
		t.Errorf("there is %.200v of version %s, before %.200v of version %s", now, v, before, version)
	}
	for _, path := range []string{"/inbox", "/today", "/settings", "/readyz"} {
		if r := ana.Get(path); r.Status != http.StatusOK {
			t.Errorf("GET %s on a full disk: %d", path, r.Status)
		}
	}

	// Small writes fit until the last page is full. Each is whole or not there.
	kept := before
	full := false
	for i := 0; !full && i < 1000; i++ {
		title := fmt.Sprint("Small ", i)
		r := ana.Post("/tasks", "title", title)
		now, _ := stored()
		_, there := now[title]
		switch {
		case r.Status == http.StatusSeeOther && there:
			kept = now
		case r.Status == http.StatusServiceUnavailable && !there && len(now) == len(kept):
			full = true
		default:
			t.Fatalf("POST %s: %d, and the task is there: %v", title, r.Status, there)
		}
	}
	if !full {
		t.Error("the disk never got full")
	}

	limit(1 << 30)
	if r := ana.Post("/tasks", "title", "Room again", "notes", long); r.Status != http.StatusSeeOther {
		t.Errorf("with room again: %d %s", r.Status, r.Body)
	}
	if now, _ := stored(); now["Room again"] != strings.TrimSpace(long) && now["Room again"] != long {
		t.Error("the task that was added with room again is not there")
	}
	if _, err := db.Check(t.Context(), a.DB.Path()); err != nil {
		t.Error(err)
	}
}

func firstTask(t *testing.T, a *testkit.App, list docket.ID) docket.ID {
	t.Helper()
	return read(t, a.DB, func(tx *db.ReadTx) ([]docket.ID, error) { return inOrder(tx, list) })[0]
}
