package web_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/testkit"
	"docket/static"
)

// who are the columns of the route table.
type who int

const (
	anonymous who = iota
	stranger
	viewer
	editor
	owner
	administrator // in none of the lists
	everybody     // how many there are
)

func (w who) String() string {
	return [...]string{"anonymous", "stranger", "viewer", "editor", "owner", "administrator"}[w]
}

// routeCase is one row: what a route answers to each of them. An answer is a
// status and, for a redirect, where it leads; {id} stands for the id in the path,
// {home} for the shared list and * for an id that is new.
type routeCase struct {
	method, path string
	id           func(h *house) docket.ID // the owner's thing in the path, new for each request
	form         []string
	want         [everybody]string
}

// all is the same answer for everybody who is signed in.
func all(anonymous, user string) [everybody]string {
	return [everybody]string{anonymous, user, user, user, user, user}
}

const signIn = "303 /sign-in"

// admins is an answer for the administrator alone; for all others there is nothing.
func admins(anonymous, administrator string) [everybody]string {
	return [everybody]string{anonymous, "404", "404", "404", "404", administrator}
}

// members is the answers to people who are signed in. The administrator is a stranger, too.
func members(stranger, viewer, editor, owner string) [everybody]string {
	return [everybody]string{signIn, stranger, viewer, editor, owner, stranger}
}

// seen is the answers to a GET for a thing of a list.
func seen(stranger, viewer, editor, owner string) [everybody]string {
	return [everybody]string{signIn + "?next={path}", stranger, viewer, editor, owner, stranger}
}

func home(h *house) docket.ID     { return h.home.ID }
func anyTask(h *house) docket.ID  { return h.task(h.owner, h.home.ID, "task", "").ID }
func doneTask(h *house) docket.ID { t, _ := h.completed(h.owner, h.home.ID, "done"); return t.ID }
func goneTask(h *house) docket.ID { return h.trashed(h.owner, h.home.ID, "gone").ID }
func aChange(h *house) docket.ID  { _, id := h.completed(h.owner, h.home.ID, "done"); return id }

func listedTask(h *house) docket.ID {
	t, err := h.Use.AddTask(h.t.Context(), h.owner.User, app.NewTask{Title: "listed", Notes: "- [ ] a", ListID: string(h.home.ID)})
	h.check(err)
	return t.ID
}

func timedTask(h *house) docket.ID {
	t, err := h.Use.AddTask(h.t.Context(), h.owner.User, app.NewTask{Title: "timed", DueOn: "2026-07-20", DueTime: "15:00", ListID: string(h.home.ID)})
	h.check(err)
	return t.ID
}

// reminder is one of the owner's for a task that is due at a time.
func (h *house) reminder(task docket.ID) docket.ID {
	_, err := h.Use.AddReminder(h.t.Context(), h.owner.User, task, "30")
	h.check(err)
	page, err := h.Use.Task(h.t.Context(), h.owner.User.ID, task)
	h.check(err)
	return page.Task.Reminders[0].ID
}

// spare is a list like Home to try things on.
func spare(h *house) docket.ID {
	l := h.list(h.owner, "Spare")
	h.Share(l.ID, h.editor.User, docket.RoleEditor)
	h.Share(l.ID, h.viewer.User, docket.RoleViewer)
	return l.ID
}

func goneList(h *house) docket.ID {
	id := spare(h)
	_, err := h.Use.DeleteList(h.t.Context(), h.owner.User, id)
	h.check(err)
	return id
}

// failedJob is a job that was tried in vain.
func failedJob(h *house) docket.ID {
	id, err := testkit.NewID()
	h.check(err)
	h.job(docket.Job{ID: string(id), Kind: docket.JobTestMail, UserID: h.owner.User.ID, RunAt: h.Clock.Now(), Attempts: docket.MaxAttempts, FailedAt: h.Clock.Now(), Error: "no"})
	return id
}

// somebody is an account that nothing else is done with.
func somebody(h *house) docket.ID {
	id, err := testkit.NewID()
	h.check(err)
	u, err := h.Use.AddUser(h.t.Context(), app.NewAccount{Name: "Somebody", Email: string(id) + "@example.com", Password: testkit.Password, Zone: "UTC"})
	h.check(err)
	return u.ID
}

func otherDevice(h *house) docket.ID {
	in, err := h.Use.SignIn(h.t.Context(), h.owner.User.Email, testkit.Password, app.Origin{Agent: "other"})
	h.check(err)
	return in.Device.ID
}

func (h *house) routeTable() []routeCase {
	const get, post = http.MethodGet, http.MethodPost
	atTask, inHome := "303 /lists/{home}#task-{id}", "303 /lists/{home}"
	listOf := func(stranger string) [everybody]string { return members(stranger, "403", "403", "303 /lists/{id}") }
	return append(h.planningRoutes(), []routeCase{
		{method: get, path: "/", want: all("303 /today", "303 /today")},
		{method: get, path: "/sign-in", want: all("200", "303 /today")},
		{method: post, path: "/sign-in", form: []string{"email", "nobody@example.com", "password", "wrong"}, want: all("422", "422")},
		{method: get, path: "/sign-up", want: all("200", "303 /today")},
		{method: post, path: "/sign-up", form: []string{"name", ""}, want: all("422", "422")},

		{method: get, path: "/forgot", want: all("200", "200")},
		{method: post, path: "/forgot", form: []string{"email", "nobody@example.com"}, want: all("200", "200")},
		{method: get, path: "/reset/:token", want: all("404", "404")},
		{method: post, path: "/reset/:token", form: []string{"password", testkit.Password}, want: all("404", "404")},
		{method: get, path: "/confirm-email/:token", want: all("404", "404")},
		{method: post, path: "/confirm-email/:token", want: all("404", "404")},
		{method: get, path: "/unsubscribe/:token", want: all("404", "404")},
		{method: post, path: "/unsubscribe/:token", want: all("404", "404")},

		{method: get, path: "/inbox", want: all(signIn+"?next={path}", "200")},
		{method: get, path: "/today", want: all(signIn, "200")},
		{method: get, path: "/upcoming", want: all(signIn+"?next={path}", "200")},
		{method: get, path: "/calendar", want: all(signIn+"?next={path}", "200")},
		{method: get, path: "/completed", want: all(signIn+"?next={path}", "200")},
		{method: get, path: "/trash", want: all(signIn+"?next={path}", "200")},
		{method: post, path: "/trash/empty", want: all(signIn, "303 /trash")},
		{method: post, path: "/overdue/today", want: all(signIn, "303 /today")},

		{method: get, path: "/lists/new", want: all(signIn+"?next={path}", "200")},
		{method: post, path: "/lists", form: []string{"name", "New", "color", "red"}, want: all(signIn, "303 /lists/*")},
		{method: get, path: "/lists/:id", id: home, want: seen("404", "200", "200", "200")},
		{method: post, path: "/lists/:id", id: spare, form: []string{"name", "Renamed"}, want: listOf("404")},
		{method: get, path: "/lists/:id/edit", id: home, want: seen("404", "403", "403", "200")},
		{method: get, path: "/lists/:id/delete", id: home, want: seen("404", "403", "403", "200")},
		{method: post, path: "/lists/:id/archive", id: spare, want: listOf("404")},
		{method: post, path: "/lists/:id/unarchive", id: spare, want: listOf("404")},
		{method: post, path: "/lists/:id/delete", id: spare, want: members("404", "403", "403", "303 /today")},
		{method: post, path: "/lists/:id/restore", id: goneList, want: listOf("404")},
		{method: post, path: "/lists/:id/move", id: spare, form: []string{"before", string(h.work.ID)}, want: members("404", "303 /lists/{id}", "303 /lists/{id}", "303 /lists/{id}/edit")},

		{method: post, path: "/tasks", form: []string{"title", "new", "list_id", string(h.home.ID)}, want: members("422", "403", inHome, inHome)},
		{method: get, path: "/tasks/:id", id: anyTask, want: seen("404", "200", "200", "200")},
		{method: post, path: "/tasks/:id", id: anyTask, form: []string{"title", "edited"}, want: members("404", "403", atTask, atTask)},
		{method: get, path: "/tasks/:id/menu", id: anyTask, want: seen("404", "200", "200", "200")},
		{method: post, path: "/tasks/:id/complete", id: anyTask, want: members("404", "403", inHome, inHome)},
		{method: post, path: "/tasks/:id/reopen", id: doneTask, want: members("404", "403", atTask, atTask)},
		{method: post, path: "/tasks/:id/delete", id: anyTask, want: members("404", "403", inHome, inHome)},
		{method: post, path: "/tasks/:id/restore", id: goneTask, want: members("404", "403", atTask, atTask)},
		{method: post, path: "/tasks/:id/move", id: anyTask, form: []string{"list_id", string(h.home.ID)}, want: members("404", "403", atTask, atTask)},
		{method: post, path: "/tasks/:id/notes/check", id: listedTask, form: []string{"line", "1", "checked", "true"}, want: members("404", "403", atTask, atTask)},
		{method: post, path: "/tasks/:id/notes/preview", id: anyTask, form: []string{"notes", "*new*"}, want: members("404", "403", "200", "200")},
		{method: post, path: "/tasks/:id/reminders", id: timedTask, form: []string{"minutes_before", "10"}, want: members("404", "303 /tasks/{id}", "303 /tasks/{id}", "303 /tasks/{id}")},
		{method: get, path: "/tasks/:id/reminders/:rid", id: timedTask, want: seen("404", "404", "404", "200")}, // each has their own
		{method: post, path: "/tasks/:id/reminders/:rid/delete", id: timedTask, want: members("404", "404", "404", "303 /tasks/{id}")},
		{method: post, path: "/tasks/:id/reminders/:rid/snooze", id: timedTask, form: []string{"minutes", "10"}, want: members("404", "404", "404", "303 /tasks/{id}")},
		{method: post, path: "/undo/:id", id: aChange, want: members("404", "404", "404", "303 /lists/{home}#task-*")},

		{method: get, path: "/settings", want: all(signIn+"?next={path}", "200")},
		{method: post, path: "/settings/profile", form: []string{"theme", "dark"}, want: all(signIn, "303 /settings")},
		{method: post, path: "/settings/password", form: []string{"current", "wrong", "new", "short"}, want: all(signIn, "422")},
		{method: post, path: "/settings/email", form: []string{"email", "x"}, want: all(signIn, "422")},
		{method: get, path: "/settings/notifications", want: all(signIn+"?next={path}", "200")},
		{method: post, path: "/settings/notifications", form: []string{"reminders", "on"}, want: all(signIn, "303 /settings/notifications")},
		{method: post, path: "/settings/notifications/test", want: all(signIn, "303 /settings/notifications")},
		{method: post, path: "/settings/devices/:id/revoke", id: otherDevice, want: members("404", "404", "404", "303 /settings")},
		{method: post, path: "/settings/devices/revoke-others", want: all(signIn, "303 /settings")},

		{method: get, path: "/admin", want: admins(signIn+"?next={path}", "200")},
		{method: get, path: "/admin/redis", want: admins(signIn+"?next={path}", "200")},
		{method: post, path: "/admin/redis/drop", form: []string{"whose", string(h.owner.User.ID)}, want: admins(signIn, "303 /admin/redis")},
		{method: get, path: "/admin/jobs", want: admins(signIn+"?next={path}", "200")},
		{method: post, path: "/admin/jobs/:id/retry", id: failedJob, want: admins(signIn, "303 /admin/jobs")},
		{method: post, path: "/admin/jobs/:id/delete", id: failedJob, want: admins(signIn, "303 /admin/jobs")},
		{method: get, path: "/admin/limits", want: admins(signIn+"?next={path}", "200")},
		{method: post, path: "/admin/limits/lift", form: []string{"name", "wrong-address", "key", "192.0.2.1"}, want: admins(signIn, "303 /admin/limits")},
		{method: get, path: "/admin/mail", want: admins(signIn+"?next={path}", "200")},
		{method: post, path: "/admin/mail/test", want: admins(signIn, "303 /admin/mail")},
		{method: get, path: "/admin/people", want: admins(signIn+"?next={path}", "200")},
		{method: post, path: "/admin/people", form: []string{"name", "Eve", "email", "eve@example.com"}, want: admins(signIn, "200")},
		{method: post, path: "/admin/people/:id/admin", id: somebody, want: admins(signIn, "303 /admin/people")},
		{method: post, path: "/admin/people/:id/member", id: somebody, want: admins(signIn, "303 /admin/people")},
		{method: post, path: "/admin/people/:id/disable", id: somebody, want: admins(signIn, "303 /admin/people")},
		{method: post, path: "/admin/people/:id/enable", id: somebody, want: admins(signIn, "303 /admin/people")},
		{method: post, path: "/admin/people/:id/sign-out", id: somebody, want: admins(signIn, "303 /admin/people")},
		{method: post, path: "/admin/people/:id/reset-link", id: somebody, want: admins(signIn, "200")},

		{method: get, path: "/healthz", want: all("200", "200")},
		{method: get, path: "/readyz", want: all("200", "200")},
		{method: get, path: "/favicon.ico", want: all("200", "200")},
		{method: get, path: "/static/*", want: all("200", "200")},

		{method: post, path: "/sign-out", want: all("303 /sign-in", "303 /sign-in")}, // the last: they are signed out then
	}...)
}

func (h *house) people() [everybody]*testkit.Client {
	return [everybody]*testkit.Client{h.nobody, h.stranger, h.viewer, h.editor, h.owner, h.admin}
}

// at is the path of a row with a thing of its own in it.
func (rc routeCase) at(h *house) (path string, id docket.ID) {
	if rc.id != nil {
		id = rc.id(h)
	}
	path = strings.Replace(rc.path, ":id", string(id), 1)
	reminder := docket.ID("")
	if strings.Contains(path, ":rid") {
		reminder = h.reminder(id)
	}
	return strings.NewReplacer("/static/*", static.CSS(), ":token", "digest.none", ":name", "errand", ":rid", string(reminder)).Replace(path), id
}

func (rc routeCase) fields() url.Values {
	if rc.method != http.MethodPost {
		return nil
	}
	f := url.Values{}
	for i := 0; i+1 < len(rc.form); i += 2 {
		f.Add(rc.form[i], rc.form[i+1])
	}
	return f
}

// answer is a response as the table writes it.
func answer(r testkit.Response) string {
	return strings.TrimSpace(strconv.Itoa(r.Status) + " " + r.Location())
}

// matches reports whether an answer is what the table says.
func (h *house) matches(got, want, path string, id docket.ID) bool {
	want = strings.NewReplacer("{id}", string(id), "{home}", string(h.home.ID), "{path}", url.QueryEscape(path)).Replace(want)
	if begin, found := strings.CutSuffix(want, "*"); found {
		rest, ok := strings.CutPrefix(got, begin)
		_, err := docket.ParseID(rest)
		return ok && err == nil
	}
	return got == want
}
