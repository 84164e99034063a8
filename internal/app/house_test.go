package app_test

import (
	"crypto/rand"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"docket/db"
	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/markdown"
	"docket/internal/password"
	"docket/internal/rank"

	"github.com/google/uuid"
	_ "github.com/mattn/go-sqlite3"
)

// house is an App on a database of its own, with a clock that the test moves.
type house struct {
	*app.App
	t    *testing.T
	db   *db.DB
	path string
	now  time.Time
}

// newHouse makes an App. It is Thursday 16 July 2026, 12:00 UTC.
func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, path: filepath.Join(t.TempDir(), "docket.db"), now: time.Date(2026, 7, 16, 12, 0, 0, 0, time.UTC)}
	var err error
	if h.db, err = db.Open(t.Context(), h.path); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.db.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	h.App = app.New(app.Parts{DB: h.db, Passwords: password.NewHasher(rand.Reader, 2, password.Least()), Notes: markdown.New(), SignUp: docket.SignUpOpen,
		Now: h.tick, NewID: houseID})
	return h
}

// tick returns the time, a millisecond later each time it is asked.
func (h *house) tick() time.Time {
	h.now = h.now.Add(time.Millisecond)
	return h.now
}

func houseID() (docket.ID, error) {
	id, err := uuid.NewV7()
	return docket.ID(id.String()), err
}

func (h *house) check(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// user makes an account without a password that works.
func (h *house) user(name, zone string) docket.User {
	h.t.Helper()
	loc, err := docket.ParseZone(zone)
	h.check(err)
	id, err := houseID()
	h.check(err)
	inbox, err := houseID()
	h.check(err)
	u := docket.User{ID: id, Name: name, Email: strings.ToLower(name) + "@example.com", Zone: loc, WeekStart: time.Monday, Theme: docket.ThemeSystem, CreatedAt: h.tick()}
	h.check(h.db.Write(h.t.Context(), func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "user.add"})
		return tx.AddUser(db.Account{User: u, PasswordHash: "none"}, inbox)
	}))
	return u
}

func (h *house) list(u docket.User, name string) docket.List {
	h.t.Helper()
	l, err := h.AddList(h.t.Context(), u, app.NewList{Name: name})
	h.check(err)
	return l
}

func (h *house) share(l docket.ID, u docket.User, role docket.Role) {
	h.t.Helper()
	h.check(h.db.Write(h.t.Context(), func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "list.share", Lists: []docket.ID{l}})
		return tx.AddMember(l, u.ID, role)
	}))
}

// task adds a task: due is a day, or a day and a time.
func (h *house) task(u docket.User, l docket.ID, title, due string, priority ...int) docket.Task {
	h.t.Helper()
	day, clock, _ := strings.Cut(due, " ")
	in := app.NewTask{Title: title, DueOn: day, DueTime: clock, ListID: string(l)}
	for _, p := range priority {
		in.Priority = fmt.Sprint(p)
	}
	t, err := h.AddTask(h.t.Context(), u, in)
	h.check(err)
	return t
}

// fill adds n tasks to a list in one transaction.
func (h *house) fill(u docket.User, l docket.ID, n int, each func(i int, t *docket.Task)) {
	h.t.Helper()
	h.check(h.db.Write(h.t.Context(), func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "fill", Lists: []docket.ID{l}})
		ranks, err := rank.Spread("", "", n)
		if err != nil {
			return err
		}
		for i, r := range ranks {
			id, err := houseID()
			if err != nil {
				return err
			}
			t := docket.Task{ID: id, ListID: l, Title: fmt.Sprint("task ", i), Rank: r, CreatedAt: h.tick()}
			each(i, &t)
			if err := tx.AddTask(t, u.ID); err != nil {
				return err
			}
			if t.Deleted() {
				if err := tx.UpdateTask(t); err != nil {
					return err
				}
			}
		}
		return nil
	}))
}

// sql writes past the use cases what none of them writes yet.
func (h *house) sql(query string, args ...any) {
	h.t.Helper()
	pool, err := sql.Open("sqlite3", "file:"+h.path+"?_busy_timeout=5000&_foreign_keys=on")
	h.check(err)
	_, err = pool.ExecContext(h.t.Context(), query, args...)
	h.check(err)
	h.check(pool.Close())
}

func (h *house) page(u docket.User, v docket.View) docket.Page {
	h.t.Helper()
	p, err := h.Page(h.t.Context(), u.ID, v)
	h.check(err)
	return p
}

func (h *house) get(u docket.User, id docket.ID) docket.Task {
	h.t.Helper()
	_, t, err := h.TaskPage(h.t.Context(), u.ID, id)
	h.check(err)
	return t
}

// outline is a page in short: each group's key, count and titles.
func outline(p docket.Page) string {
	var b strings.Builder
	groups := p.Groups
	if p.Done.Key != "" {
		groups = append(groups[:len(groups):len(groups)], p.Done)
	}
	for _, g := range groups {
		if g.Count == 0 && len(g.Tasks) == 0 {
			continue
		}
		fmt.Fprintf(&b, "%s(%d):", g.Key, g.Count)
		for _, t := range g.Tasks {
			b.WriteString(" " + t.Title)
		}
		b.WriteString("; ")
	}
	return strings.TrimSuffix(b.String(), "; ")
}

func (h *house) shows(u docket.User, v docket.View, want string) {
	h.t.Helper()
	if got := outline(h.page(u, v)); got != want {
		h.t.Errorf("%s of %s shows\n  %s\nwant\n  %s", v.Kind, u.Name, got, want)
	}
}

// refuses checks an error's kind and that it tells people something.
func (h *house) refuses(what string, err error, kind docket.Kind) {
	h.t.Helper()
	if err == nil || docket.KindOf(err) != kind || docket.MessageOf(err) == "" {
		h.t.Errorf("%s: %v, want a refusal of kind %d", what, err, kind)
	}
}

func inList(id docket.ID) docket.View         { return docket.View{Kind: docket.ViewList, List: id} }
func viewOf(kind docket.ViewKind) docket.View { return docket.View{Kind: kind} }
func str(s string) *string                    { return &s }
