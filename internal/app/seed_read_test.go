package app_test

import (
	"crypto/rand"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"docket/db"
	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/markdown"
	"docket/internal/password"

	"github.com/google/uuid"
)

// seedNow is late in the evening in New York, past midnight in Lisbon, early
// morning in Kolkata.
func seedNow() time.Time { return time.Date(2026, 7, 16, 0, 20, 0, 0, time.UTC) }

func seedID() (docket.ID, error) {
	id, err := uuid.NewV7()
	return docket.ID(id.String()), err
}

// seedApp returns an app over an empty database, whose clock stands at now.
func seedApp(t *testing.T, now time.Time) *app.App {
	t.Helper()
	return seedAppWith(t, now, seedID)
}

func seedAppWith(t *testing.T, now time.Time, newID func() (docket.ID, error)) *app.App {
	t.Helper()
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "docket.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return app.New(app.Parts{DB: d, Passwords: password.NewHasher(rand.Reader, 1, password.Least()), Notes: markdown.New(),
		SignUp: docket.SignUpOpen, Now: func() time.Time { return now }, NewID: newID})
}

// seedView reads every page of a view; the last page with all of the tasks.
func seedView(t *testing.T, a *app.App, user docket.ID, view docket.View) (page docket.Page, tasks []docket.Task) {
	t.Helper()
	for {
		page, err := a.Page(t.Context(), user, view)
		if err != nil {
			t.Fatalf("reading %s %s: %v", view.Kind, view.List, err)
		}
		for _, g := range page.Groups {
			tasks = append(tasks, g.Tasks...)
		}
		if page.More == "" {
			return page, tasks
		}
		view.After = page.More
	}
}

// seedContents is all that the people of a workspace can see between them.
type seedContents struct {
	users    []docket.User
	lists    map[docket.ID]docket.List // those not deleted, as the last of its members sees them
	roles    map[docket.Role]int       // members with that role, of all lists
	sections map[docket.ID]docket.Section
	open     map[docket.ID][]docket.Task          // of a list, in its order
	done     map[docket.ID]int                    // of a list
	trash    map[docket.ID]docket.Task            // deleted tasks
	deleted  map[docket.ID]docket.List            // deleted lists with the number of their tasks
	due      map[docket.ID]map[string]int         // of a user: open tasks by when they are due
	seen     map[docket.ID]map[docket.ID]struct{} // of a user: tasks of every view
}

func seedRead(t *testing.T, a *app.App) seedContents {
	t.Helper()
	users, err := a.Users(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := seedContents{users: users, lists: map[docket.ID]docket.List{}, roles: map[docket.Role]int{}, sections: map[docket.ID]docket.Section{},
		open: map[docket.ID][]docket.Task{}, done: map[docket.ID]int{}, trash: map[docket.ID]docket.Task{},
		deleted: map[docket.ID]docket.List{}, due: map[docket.ID]map[string]int{}, seen: map[docket.ID]map[docket.ID]struct{}{}}
	for _, u := range users {
		c.seen[u.ID], c.due[u.ID] = map[docket.ID]struct{}{}, map[string]int{}
		frame, err := a.Frame(t.Context(), u.ID)
		if err != nil {
			t.Fatal(err)
		}
		see := func(tasks []docket.Task) {
			for _, task := range tasks {
				c.seen[u.ID][task.ID] = struct{}{}
			}
		}
		for _, l := range slices.Concat([]docket.List{frame.Sidebar.Inbox}, frame.Sidebar.Lists, frame.Sidebar.Archived) {
			page, open := seedView(t, a, u.ID, docket.View{Kind: docket.ViewList, List: l.ID})
			if len(open) != l.Open {
				t.Errorf("%s sees %d open tasks in %q, the sidebar says %d", u.Name, len(open), l.Name, l.Open)
			}
			c.lists[l.ID], c.open[l.ID], c.done[l.ID] = l, open, page.Done.Count
			c.roles[l.Role]++
			for _, section := range page.Sections {
				c.sections[section.ID] = section
			}
			see(open)
		}
		for _, kind := range []docket.ViewKind{docket.ViewToday, docket.ViewUpcoming, docket.ViewCompleted} {
			page, tasks := seedView(t, a, u.ID, docket.View{Kind: kind})
			see(tasks)
			for _, g := range page.Groups {
				if kind == docket.ViewToday || kind == docket.ViewUpcoming && g.Key == docket.GroupLater {
					c.due[u.ID][string(g.Key)] += g.Count
				} else if kind == docket.ViewUpcoming && g.Count > 0 {
					c.due[u.ID]["days"]++
				}
			}
		}
		page, tasks := seedView(t, a, u.ID, docket.View{Kind: docket.ViewTrash})
		see(tasks)
		for _, task := range tasks {
			c.trash[task.ID] = task
		}
		for _, l := range page.Lists {
			c.deleted[l.ID] = l
		}
	}
	return c
}

func (c *seedContents) tasks() int {
	n := len(c.trash)
	for id, open := range c.open {
		n += len(open) + c.done[id]
	}
	for _, l := range c.deleted {
		n += l.Open
	}
	return n
}
