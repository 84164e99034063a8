package e2e_test

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/testkit"

	"github.com/chromedp/chromedp/kb"
)

// words is what the people of a world have written.
type words struct {
	person, list string
	titles       []string // used in turn
	notes        string
}

var plainWords = words{
	person: "Ana Example", list: "Household",
	titles: []string{"Renew passport", "Call Billie about the boiler", "Buy oat milk", "Book the dentist",
		"Send the invoice for June, with the hours of the second week and the train to Porto", "Water the plants"},
	notes: "Ask for **Thursday**.\n\n- gas\n- [water](https://example.com/)\n\n> Not before nine\n\n    meter 12345\n\nand `code`",
}

// world is an app with somebody who uses all of it, and somebody new.
type world struct {
	app           *testkit.App
	ana, new      *testkit.Client
	list, old     docket.List
	task          docket.Task // with all that a task can have
	done, deleted docket.Task
	reminder      docket.ID // of task
	reset         string    // the secret of a link to choose a new password
	planned       planned
	used          int
	words         words
	meeting       sync.Mutex // held by a tour that changes what the others see
}

func (w *world) title() string {
	w.used++
	return w.words.titles[w.used%len(w.words.titles)] + " " + fmt.Sprint(w.used)
}

func newWorld(t *testing.T, text words) *world {
	t.Helper()
	w := &world{app: testkit.New(t, testkit.Options{Mailbox: testkit.SMTP(t), Limits: "wrong-account=off,wrong-address=off,forgot-mail=off"}), words: text}
	w.ana, w.new = w.app.SignedIn("Ana"), w.app.SignedIn("New")
	w.post(t, "/settings/profile", "name", text.person)
	w.list, w.old = w.ana.AddList(text.list+" 1"), w.ana.AddList(text.list+" 2")
	w.post(t, "/lists", "name", text.list+" gone")
	page, err := w.app.Use.Frame(t.Context(), w.ana.User.ID)
	if err != nil {
		t.Fatal(err)
	}
	w.post(t, "/lists/"+string(page.Sidebar.Lists[2].ID)+"/delete")
	w.post(t, "/lists/"+string(w.list.ID), "name", w.list.Name, "color", "plum", "version", fmt.Sprint(w.list.Version))
	for i, due := range []string{"", "2026-07-13", "2026-07-16", "2026-07-16", "2026-07-17", "2026-07-20", "2026-09-01", "2027-01-02"} {
		time := ""
		if i%3 == 2 {
			time = "09:30"
		}
		w.ana.AddTask(w.title(), "list_id", string(w.list.ID), "due_on", due, "due_time", time, "priority", fmt.Sprint(i%5))
		w.ana.AddTask(w.title(), "due_on", due, "priority", fmt.Sprint((i+2)%5))
	}
	w.ana.AddTask(w.title(), "list_id", string(w.old.ID))
	w.task = w.ana.AddTask(w.title(), "list_id", string(w.list.ID), "due_on", "2026-07-16", "due_time", "18:00", "priority", "1", "notes", text.notes)
	w.post(t, "/tasks/"+string(w.task.ID)+"/reminders", "minutes_before", "60")
	w.post(t, "/tasks/"+string(w.task.ID)+"/reminders", "minutes_before", "0")
	page, err = w.app.Use.Task(t.Context(), w.ana.User.ID, w.task.ID)
	if err != nil {
		t.Fatal(err)
	}
	w.reminder = page.Task.Reminders[0].ID
	if w.reset, err = w.app.Use.ResetLink(t.Context(), "ana@example.com"); err != nil {
		t.Fatal(err)
	}
	w.done, w.deleted = w.ana.AddTask(w.title(), "due_on", "2026-07-16"), w.ana.AddTask(w.title())
	second := w.ana.AddTask(w.title(), "list_id", string(w.list.ID))
	w.post(t, "/tasks/"+string(second.ID)+"/complete")
	w.post(t, "/tasks/"+string(w.done.ID)+"/complete")
	w.post(t, "/tasks/"+string(w.deleted.ID)+"/delete")
	w.post(t, "/lists/"+string(w.old.ID)+"/archive")
	w.plan(t)
	w.trouble(t)
	return w
}

// trouble is what an administrator looks at.
func (w *world) trouble(t *testing.T) {
	t.Helper()
	now := w.app.Clock.Now()
	err := w.app.DB.Write(t.Context(), func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "trouble"})
		for range 20 {
			if err := tx.AddFailure(db.Failure{Account: "nobody", Origin: "192.0.2.7", At: now}, now.Add(-time.Hour)); err != nil {
				return err
			}
		}
		err := tx.PutJob(docket.Job{ID: "retried", Kind: docket.JobReset, UserID: w.new.User.ID, RunAt: now.Add(time.Hour), Attempts: 3, Error: "connecting: connection refused"})
		return errors.Join(err, tx.PutJob(docket.Job{ID: "dead", Kind: docket.JobTestMail, UserID: w.ana.User.ID, RunAt: now, Attempts: docket.MaxAttempts, FailedAt: now,
			Error: "sending a message through smtp.example.com:587: no such user <" + w.words.person + ">"}))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) post(t *testing.T, path string, fields ...string) {
	t.Helper()
	if r := w.ana.Post(path, fields...); r.Status != http.StatusSeeOther {
		t.Fatalf("POST %s: %d %s", path, r.Status, r.Body)
	}
}

// stop is a page in one of its states.
type stop struct {
	name   string
	path   string
	who    int                          // one of the three below
	then   func(t *testing.T, p person) // what brings it into its state
	status string                       // what it answers with, when that is an error
	script bool                         // there is no such state without scripts
	mouse  bool                         // nor on a phone
}

const (
	asAna = iota
	asNew
	asNobody
)

// stops is every page in every state that looks different.
func (w *world) stops() []stop {
	list, task := "/lists/"+string(w.list.ID), "/tasks/"+string(w.task.ID)
	click := func(selector, see string) func(*testing.T, person) {
		return func(_ *testing.T, p person) { p.Click(selector); p.See(see) }
	}
	all := []stop{
		{name: "sign-in", path: "/sign-in", who: asNobody},
		{name: "sign-in-wrong", path: "/sign-in", who: asNobody, status: "422", then: func(_ *testing.T, p person) {
			p.Fill("#email", "ana@example.com")
			p.Fill("#password", "not the right one at all")
			p.Click("button = Sign in")
			p.See("[role=alert]")
		}},
		{name: "sign-up", path: "/sign-up", who: asNobody},
		{name: "sign-up-wrong", path: "/sign-up", who: asNobody, status: "422", then: func(_ *testing.T, p person) {
			p.signUp("", "nobody", "short")
			p.See("#name-error")
		}},
		{name: "forgot", path: "/forgot", who: asNobody},
		{name: "forgot-wrong", path: "/forgot", who: asNobody, status: "422", then: func(_ *testing.T, p person) {
			p.Fill("#email", "ana")
			p.Click("button = Send me a link")
			p.See("#email-error")
		}},
		{name: "forgot-sent", path: "/forgot", who: asNobody, then: func(_ *testing.T, p person) {
			p.Fill("#email", "ana@example.com")
			p.Click("button = Send me a link")
			p.See("h1 = Check your email")
		}},
		{name: "reset", path: "/reset/" + w.reset, who: asNobody},
		{name: "reset-wrong", path: "/reset/" + w.reset, who: asNobody, status: "422", then: func(_ *testing.T, p person) {
			p.Fill("#password", "short")
			p.Click("button = Save password")
			p.See("#password-error")
		}},
		{name: "old-link", path: "/reset/none", who: asNobody, status: "404"},
		{name: "list", path: list},
		{name: "list-menu", path: list, then: click("button[aria-label='List menu']", "#list-menu:popover-open .item")},
		{name: "list-done", path: list, then: click("#group-done summary", "#rows-done .task")},
		{name: "row-menu", path: list, script: true, mouse: true, then: func(_ *testing.T, p person) {
			p.Click(".task:nth-child(2) .more")
			p.See("#row-menu-for:popover-open .item")
		}},
		{name: "row-menu-page", path: task + "/menu"},
		{name: "trash-emptying", path: "/trash", then: click("button = Empty the trash…", "#empty-trash:popover-open .btn")},
		{name: "archived-list", path: "/lists/" + string(w.old.ID)},
		{name: "account-menu", path: "/inbox", mouse: true, then: click("button.account", "#account-menu:popover-open .item")},
		{name: "task", path: task},
		{name: "task-menu", path: task, then: click("button[aria-label='Task menu']", "#task-menu:popover-open .item")},
		{name: "task-notes", path: task, then: click("summary = Edit notes", "#notes")},
		{name: "task-wrong", path: task, status: "422", then: func(_ *testing.T, p person) {
			p.Fill("#title", "")
			p.save("Save title")
			p.See("#title-error")
		}},
		{name: "task-done", path: "/tasks/" + string(w.done.ID)},
		{name: "task-deleted", path: "/tasks/" + string(w.deleted.ID)},
		{name: "conflict", path: task, status: "409", then: func(t *testing.T, p person) {
			w.meeting.Lock()
			defer w.meeting.Unlock()
			p.Goto(task)
			_, now, err := w.app.Use.TaskPage(t.Context(), w.ana.User.ID, w.task.ID)
			if err != nil {
				t.Fatal(err)
			}
			w.post(t, task, "title", "Somebody else’s words", "version", fmt.Sprint(now.Version))
			p.Fill("#title", w.words.titles[0])
			p.save("Save title")
			p.See(".conflict")
			w.post(t, task, "title", w.task.Title, "version", fmt.Sprint(now.Version+1))
		}},
		{name: "list-new", path: "/lists/new"},
		{name: "list-edit", path: list + "/edit"},
		{name: "list-wrong", path: list + "/edit", status: "422", then: func(_ *testing.T, p person) {
			p.Fill("#name", "")
			p.Click("button = Save")
			p.See("#name-error")
		}},
		{name: "list-delete", path: list + "/delete"},
		{name: "settings", path: "/settings"},
		{name: "notifications", path: "/settings/notifications"},
		{name: "notifications-wrong", path: "/settings/notifications", status: "422", then: func(_ *testing.T, p person) {
			p.Click("input[name=digest]")
			p.Fill("#digest_at", "")
			p.Click("button = Save notifications")
			p.See("#digest_at-error")
		}},
		{name: "remind", path: task + "/reminders/" + string(w.reminder)},
		{name: "settings-wrong", path: "/settings", status: "422", then: func(_ *testing.T, p person) {
			p.Fill("#current", "not my password")
			p.Fill("#new", "short")
			p.Click("button = Change password")
			p.See("#new-error, #current-error")
		}},
		{name: "admin", path: "/admin"},
		{name: "admin-redis", path: "/admin/redis"},
		{name: "admin-jobs", path: "/admin/jobs"},
		{name: "admin-limits", path: "/admin/limits"},
		{name: "admin-mail", path: "/admin/mail"},
		{name: "admin-people", path: "/admin/people"},
		{name: "admin-person", path: "/admin/people", then: click("button[aria-label='Actions: New']", ".menu:popover-open .item")},
		{name: "admin-link", path: "/admin/people", then: func(_ *testing.T, p person) {
			p.Click("button[aria-label='Actions: New']")
			const link = ".menu:popover-open button[formaction$=reset-link]"
			p.See(link)
			testkit.Eval[bool](p.Page, `(document.querySelector("`+link+`").click(), true)`) // wherever the menu comes to stand
			p.See("#link")
		}},
		{name: "admin-wrong", path: "/admin/people", status: "422", then: func(_ *testing.T, p person) {
			p.Fill("#name", "Somebody")
			p.Fill("#email", "new@example.com")
			p.Click("button = Add account")
			p.See("#email-error")
		}},
		{name: "add-wrong", path: "/inbox", status: "422", then: func(_ *testing.T, p person) {
			p.Fill("#new-task", fmt.Sprintf("%0501d", 7))
			p.Press(kb.Enter)
			p.See(".quick-add .error")
		}},
		{name: "toast", path: "/today", then: func(_ *testing.T, p person) {
			w.meeting.Lock() // who completes what another tour has completed is told nothing
			defer w.meeting.Unlock()
			p.Goto("/today")
			p.Click("#rows-today .check")
			p.See(".toast")
			p.undo()
			p.told("Reopened")
		}},
		{name: "not-found", path: "/nowhere", status: "404"},
		{name: "forbidden", path: "/healthz", status: "403", script: true, then: func(_ *testing.T, p person) {
			p.Goto("about:blank")
			testkit.Eval[bool](p.Page, `(() => { const f = document.createElement("form"); f.method = "post"; f.action = "`+w.app.URL+`/sign-out"; document.body.append(f); f.submit(); return true; })()`)
			p.See("h1 = Not allowed")
		}},
		{name: "sidebar", path: list, script: true, then: func(_ *testing.T, p person) {
			if testkit.Eval[bool](p.Page, "innerWidth < 768") {
				p.Click("button = Lists")
				p.See("#sidebar:popover-open")
			}
			p.Click("#nav-archived summary")
			p.See("#nav-archived li")
		}},
	}
	all = append(all, w.planningStops()...)
	for _, view := range []string{"inbox", "today", "upcoming", "calendar", "completed", "trash"} {
		all = append(all, stop{name: view, path: "/" + view}, stop{name: view + "-empty", path: "/" + view, who: asNew})
	}
	return all
}

// tour brings pages into their states, one after another. The pages of each of
// the three people are its own.
func (w *world) tour(t *testing.T, stops []stop, scripts bool, width int64, preload string, look func(t *testing.T, p person, s stop)) {
	t.Helper()
	people := map[int]person{}
	for _, s := range stops {
		if s.script && !scripts || s.mouse && width < 768 {
			continue
		}
		p, ok := people[s.who]
		if !ok {
			p = visit(t, w.app, []*testkit.Client{w.ana, w.new, nil}[s.who], scripts)
			p.Size(width, 844)
			if preload != "" {
				p.Preload(preload)
			}
			people[s.who] = p
		}
		if s.status != "" {
			p.Expect("status of " + s.status)
		}
		p.Goto(s.path)
		if s.then != nil {
			s.then(t, p)
		}
		look(t, p, s)
	}
}
