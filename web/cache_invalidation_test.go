package web_test

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/testkit"
)

// visibleNowhere are the forms that change nothing that a list shows.
var visibleNowhere = []string{
	paths.SignIn, paths.SignUp, paths.SignOut, paths.Password, "/settings/devices/:id/revoke", paths.RevokeOthers,
	paths.Forgot, "/reset/:token", "/confirm-email/:token", "/unsubscribe/:token", paths.Email, paths.Notifications, paths.TestMail,
	"/tasks/:id/notes/preview", "/tasks/:id/reminders", "/tasks/:id/reminders/:rid/delete", "/tasks/:id/reminders/:rid/snooze",
	paths.AdminDrop, "/admin/jobs/:id/retry", "/admin/jobs/:id/delete", paths.AdminLift, paths.AdminTestMail, paths.AdminPeople,
	"/admin/people/:id/disable", "/admin/people/:id/enable", "/admin/people/:id/sign-out", "/admin/people/:id/reset-link",
}

var undoPattern = regexp.MustCompile(`/undo/[0-9a-f-]+`)

// mutation is a form that changes what lists show.
type mutation struct {
	route string
	post  func() testkit.Response
	path  string // of a view that shows it
	shows func(page string) bool
	alone *testkit.Client // who alone sees it; nil for all members
}

func TestEveryMutationDropsTheViewsOfEveryoneWhoSeesIt(t *testing.T) {
	t.Parallel()
	redis := testkit.RealRedis(t)
	a := testkit.New(t, testkit.Options{CacheURL: redis.URL()})
	ana, ben, eve := a.SignedIn("Ana"), a.SignedIn("Ben"), a.SignedIn("Eve")
	list, other := ana.AddList("Boat"), ana.AddList("House")
	a.Share(list.ID, ben.User, docket.RoleEditor)
	a.Share(other.ID, ben.User, docket.RoleEditor)
	first := ana.AddTask("Caulk", "list_id", string(list.ID))
	task := ana.AddTask("Buy oars", "list_id", string(list.ID))
	at, id := paths.List(list.ID), paths.Task(task.ID)
	hx := func(c *testkit.Client, path string, fields ...string) func() testkit.Response {
		return func() testkit.Response { return c.HX(at, path, fields...) }
	}
	act := func(c *testkit.Client, action paths.TaskAction) func() testkit.Response {
		return hx(c, paths.TaskTo(task.ID, action))
	}
	onList := func(action paths.ListAction) func() testkit.Response { return hx(ana, paths.ListTo(list.ID, action)) }
	has := func(text string) func(string) bool {
		return func(page string) bool { return strings.Contains(page, text) }
	}
	not := func(f func(string) bool) func(string) bool { return func(page string) bool { return !f(page) } }
	row := has(`id="task-` + string(task.ID) + `"`)
	undo, bens := "", docket.ID("")
	sectionNamed := func(name string) docket.ID {
		page, err := a.Use.Page(t.Context(), ana.User.ID, docket.View{Kind: docket.ViewList, List: list.ID})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range page.Sections {
			if s.Name == name {
				return s.ID
			}
		}
		return page.Sections[len(page.Sections)-1].ID
	}
	section := func() docket.ID { return sectionNamed("Mast") }
	undoable := func(r testkit.Response) testkit.Response {
		undo = undoPattern.FindString(r.Body)
		return r
	}
	revert := func() testkit.Response { return ben.HX(at, undo) }
	moveBens := func(to docket.ID) func() testkit.Response {
		return func() testkit.Response {
			return undoable(ben.HX(at, paths.TaskTo(bens, paths.MoveTask), "list_id", string(to)))
		}
	}
	steps := []mutation{
		{route: paths.Tasks, post: hx(ben, paths.Tasks, "title", "Varnish", "list_id", string(list.ID)), path: at, shows: has("Varnish")},
		{route: "/tasks/:id", post: hx(ben, id, "title", "Buy two oars", "notes", "- [ ] Long ones"), path: at, shows: has("Buy two oars")},
		{route: "/tasks/:id/notes/check", post: hx(ben, paths.TaskTo(task.ID, paths.CheckNotes), "line", "1", "checked", "true"), path: at, shows: row},
		{route: "/tasks/:id", post: hx(ana, id, "due_on", "2026-07-16"), path: paths.Today, shows: row},
		{route: "/tasks/:id", post: hx(ben, id, "due_on", "2026-07-10"), path: paths.Calendar, shows: row},
		{route: paths.OverdueToday, post: hx(ben, paths.OverdueToday), path: paths.Upcoming, shows: row},
		{route: "/tasks/:id", post: hx(ana, id, "list_id", string(other.ID)), path: at, shows: not(row)},
		{route: "/tasks/:id/move", post: hx(ben, paths.TaskTo(task.ID, paths.MoveTask), "list_id", string(list.ID)), path: paths.List(other.ID), shows: not(row)},
		{route: "/lists/:id/sections", post: hx(ben, paths.ListTo(list.ID, paths.ListSections), "name", "Hull"), path: at, shows: has("Hull")},
		{route: "/sections/:id", post: func() testkit.Response { return ben.HX(at, paths.Section(section()), "name", "Keel") }, path: at, shows: has("Keel")},
		{route: "/lists/:id/sections", post: hx(ana, paths.ListTo(list.ID, paths.ListSections), "name", "Mast"), path: paths.ListTo(list.ID, paths.ListBoard), shows: has("Mast")},
		{route: "/sections/:id/move", post: func() testkit.Response {
			return ana.HX(at, paths.SectionTo(section(), paths.MoveSection), "before", string(sectionNamed("Keel")))
		}, path: at, shows: func(page string) bool { return strings.Index(page, "Mast") < strings.Index(page, "Keel") }},
		{route: "/sections/:id/collapse", post: func() testkit.Response { return ben.HX(at, paths.SectionTo(section(), paths.CollapseSection)) }, path: at,
			shows: has(`aria-expanded="false"`), alone: ben},
		{route: "/sections/:id/delete", post: func() testkit.Response {
			return ben.HX(at, paths.SectionTo(section(), paths.DeleteSection), "tasks", "keep")
		}, path: at, shows: not(has("Mast"))},
		{route: "/lists/:id/layout", post: func() testkit.Response { return ana.HX(at, paths.ListTo(list.ID, paths.ListLayout), "layout", "board") }, path: paths.Inbox,
			shows: has(paths.ListTo(list.ID, paths.ListBoard)), alone: ana},

		{route: "/tasks/:id", post: hx(ben, id, "add_label", "oak"), path: at, shows: has("#oak")},
		{route: "/labels/:name/pin", post: hx(ana, paths.LabelTo("oak", paths.PinLabel), "pinned", "true"), path: paths.Inbox, shows: has(`href="/labels/oak"`), alone: ana},
		{route: "/labels/:name", post: hx(ben, paths.Label("oak"), "name", "ash"), path: at, shows: has("#ash")},
		{route: "/labels/:name/delete", post: hx(ana, paths.LabelTo("ash", paths.DeleteLabel)), path: at, shows: not(has("#ash"))},
		{route: "/tasks/:id/indent", post: hx(ben, paths.TaskTo(task.ID, paths.IndentTask)), path: at, shows: has(`data-depth="1"`)},
		{route: "/tasks/:id/outdent", post: hx(ana, paths.TaskTo(task.ID, paths.OutdentTask)), path: at, shows: not(has(`data-depth="1"`))},
		{route: "/tasks/:id", post: hx(ana, id, "due_on", "2026-07-16", "repeat", "FREQ=DAILY"), path: paths.Today, shows: row},
		{route: "/tasks/:id/skip", post: hx(ben, paths.TaskTo(task.ID, paths.SkipTask)), path: paths.Today, shows: not(row)},
		{route: "/tasks/:id", post: hx(ana, id, "due_on", "2026-07-16", "repeat", ""), path: paths.Today, shows: row},
		{route: "/tasks/:id/move", post: hx(ben, paths.TaskTo(task.ID, paths.MoveTask), "before", string(first.ID)), path: at,
			shows: func(page string) bool {
				return strings.Index(page, `id="task-`+string(task.ID)) < strings.Index(page, `id="task-`+string(first.ID))
			}},
		{route: "/tasks/:id/complete", post: act(ben, paths.CompleteTask), path: paths.Completed, shows: row},
		{route: "/tasks/:id/reopen", post: act(ana, paths.ReopenTask), path: paths.Completed, shows: not(row)},
		{route: "/tasks/:id/complete", post: func() testkit.Response { return undoable(act(ben, paths.CompleteTask)()) }, path: paths.Today, shows: has(`class="task done" id="task-` + string(task.ID))},
		{route: "/undo/:id", post: revert, path: paths.Completed, shows: not(row)},
		{route: "/tasks/:id/delete", post: act(ana, paths.DeleteTask), path: paths.Trash, shows: row},
		{route: "/tasks/:id/restore", post: act(ben, paths.RestoreTask), path: at, shows: row},
		{route: "/tasks/:id/delete", post: act(ana, paths.DeleteTask), path: at, shows: not(row)},
		{route: paths.EmptyTrash, post: hx(ben, paths.EmptyTrash), path: paths.Trash, shows: not(row)},

		// From a list that Ana does not see into one that she does, and back.
		{route: paths.Tasks, post: func() testkit.Response {
			r := ben.HX(paths.Inbox, paths.Tasks, "title", "Ben's own")
			for id := range openRows(r.Body) {
				bens = id
			}
			return r
		}, path: paths.Inbox, shows: has("Ben&#39;s own"), alone: ben},
		{route: "/tasks/:id/move", post: moveBens(list.ID), path: at, shows: has("Ben&#39;s own")},
		{route: "/undo/:id", post: revert, path: at, shows: not(has("Ben&#39;s own"))},
		{route: "/tasks/:id/move", post: moveBens(list.ID), path: at, shows: has("Ben&#39;s own")},
		{route: "/tasks/:id/move", post: moveBens(ben.Inbox()), path: at, shows: not(has("Ben&#39;s own"))},
		{route: "/undo/:id", post: revert, path: at, shows: has("Ben&#39;s own")},

		{route: "/lists/:id", post: hx(ana, at, "name", "Ship", "color", "blue"), path: paths.Inbox, shows: has("Ship")},
		{route: "/lists/:id/archive", post: onList(paths.ArchiveList), path: paths.Inbox, shows: has("Archived")},
		{route: "/lists/:id/unarchive", post: onList(paths.UnarchiveList), path: paths.Inbox, shows: not(has("Archived"))},
		{route: "/lists/:id/delete", post: onList(paths.DeleteList), path: paths.Trash, shows: has("Ship")},
		{route: "/lists/:id/restore", post: onList(paths.RestoreList), path: paths.Today, shows: has("Ship")},
		{route: "/lists/:id/move", post: hx(ana, paths.ListTo(other.ID, paths.MoveList), "before", string(list.ID)), path: paths.Inbox, alone: ana,
			shows: func(page string) bool { return strings.Index(page, "House") < strings.Index(page, "Ship") }},
		{route: paths.Lists, post: hx(ana, paths.Lists, "name", "Garden"), path: paths.Inbox, shows: has("Garden"), alone: ana},

		// An administrator's menu leads to more. Ana is the first one.
		{route: "/admin/people/:id/admin", post: hx(ana, paths.PersonTo(ben.User.ID, paths.MakeAdmin)), path: paths.Inbox, shows: has(`href="/admin"`), alone: ben},
		{route: "/admin/people/:id/member", post: hx(ana, paths.PersonTo(ben.User.ID, paths.MakeMember)), path: paths.Inbox, shows: not(has(`href="/admin"`)), alone: ben},

		{route: paths.Profile, post: hx(ana, paths.Profile, "theme", "dark"), path: paths.Inbox, shows: has(`data-theme="dark"`), alone: ana},
		{route: "/tasks/:id", post: hx(ben, paths.Task(first.ID), "assignee_id", string(ana.User.ID)), path: at, shows: has("Assigned to Ana")},
		{route: paths.Profile, post: hx(ana, paths.Profile, "name", "Anabel"), path: at, shows: has("Assigned to Anabel")},
		{route: "/tasks/:id", post: hx(ana, paths.Task(first.ID), "due_on", "2026-07-20", "due_time", "17:30"), path: at, shows: has("17:30")},
		{route: paths.Profile, post: hx(ana, paths.Profile, "hours", "12"), path: at, shows: has("5:30 PM"), alone: ana},
		{route: paths.Profile, post: hx(ana, paths.Profile, "time_zone", "Pacific/Kiritimati"), path: paths.Today, shows: has("17 July"), alone: ana},
	}

	// warm fills the cache of both with the view and with another one. Forms
	// that have no fragment for htmx leave a message, which the page before takes.
	warm := func(path string) {
		for _, c := range []*testkit.Client{ana, ben} {
			c.Get(paths.Settings)
			c.Cached(path)
			c.Cached(paths.Upcoming, asPart...)
		}
	}
	warm(paths.Inbox)
	eve.Cached(paths.Inbox)
	for i, m := range steps {
		warm(m.path)
		unlinks, missed := redis.Calls("unlink"), a.Missed()
		if r := m.post(); r.Status >= 400 {
			t.Fatalf("step %d, POST %s: %d %s", i, m.route, r.Status, r.Body)
		}
		members := []*testkit.Client{ana, ben}
		if m.alone != nil {
			members = []*testkit.Client{m.alone}
		}
		// Where the machine was too busy for Redis to answer in time the delete is
		// lost, and only the pages can be judged.
		arrived := a.Missed() == missed
		if n := redis.Calls("unlink") - unlinks; arrived && n != len(members) {
			t.Errorf("step %d, POST %s: %d UNLINKs, want one for each of the %d who see it", i, m.route, n, len(members))
		}
		for _, c := range members {
			if n := askRedis(t, func() (int64, error) { return redis.Client().Exists(t.Context(), hashOf(c.User)).Result() }); arrived && n != 0 {
				t.Errorf("step %d, POST %s: the views of %s are still cached", i, m.route, c.User.Name)
			}
			c.Get(paths.Settings)
			if r := c.Get(m.path); r.CacheUse() != "miss" || !m.shows(r.Body) {
				t.Errorf("step %d, POST %s: %s then gets a %s of %s, or one that does not show it", i, m.route, c.User.Name, r.CacheUse(), m.path)
			}
			compareCache(t, a, c.User)
		}
	}
	if askRedis(t, func() (int64, error) { return redis.Client().Exists(t.Context(), hashOf(eve.User)).Result() }) != 1 {
		t.Error("the views of someone who saw none of it are gone")
	}
	if n := redis.Calls("del"); n != 0 {
		t.Errorf("%d DELs, which hold Redis up; want UNLINK", n)
	}
	for _, r := range a.Web.Routes() {
		tried := slices.ContainsFunc(steps, func(m mutation) bool { return m.route == r.Path })
		if r.Method == http.MethodPost && tried == slices.Contains(visibleNowhere, r.Path) {
			t.Errorf("POST %s: say here either what it changes or that it changes nothing that a list shows", r.Path)
		}
	}
}

// compareCache renders a user's cached views again and compares.
func compareCache(t *testing.T, a *testkit.App, u docket.User) {
	t.Helper()
	views, err := a.Web.CompareCache(t.Context(), u.ID)
	if err != nil {
		t.Logf("the cache of %s was not read: %v", u.Name, err) // it was late
		return
	}
	for _, v := range views {
		if v.Err != nil || v.Current && !v.Same {
			t.Errorf("the cached %q of %s is not what would be rendered now (%v)", v.View, u.Name, v.Err)
		}
	}
}

func TestAMutationIsSeenThoughItsDeleteIsLost(t *testing.T) {
	t.Parallel()
	testkit.EachRedis(t, func(t *testing.T, url string) {
		a := testkit.New(t, testkit.Options{RedisURL: url, Hook: loseAll})
		ana, ben := a.SignedIn("Ana"), a.SignedIn("Ben")
		list := ana.AddList("Boat")
		a.Share(list.ID, ben.User, docket.RoleEditor)
		ana.Get(paths.Settings)
		for _, title := range []string{"Buy oars", "Caulk", "Varnish"} {
			tag := ana.Cached(paths.List(list.ID)).Header.Get("ETag")
			if r := ben.HX(paths.List(list.ID), paths.Tasks, "title", title, "list_id", string(list.ID)); r.Status != http.StatusOK {
				t.Fatalf("adding: %d", r.Status)
			}
			r := ana.Get(paths.List(list.ID), "If-None-Match", tag)
			if r.Status != http.StatusOK || r.CacheUse() != "miss" || !strings.Contains(r.Body, title) {
				t.Errorf("after Ben added %q Ana gets %d, a %s", title, r.Status, r.CacheUse())
			}
		}
	})
}

// loseAll is the commit hook of a server whose deletes never arrive.
func loseAll(context.Context, []string, []docket.ID) {}
