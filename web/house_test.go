package web_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"docket/db"
	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/testkit"

	_ "github.com/mattn/go-sqlite3"
)

// house is an app with people of every role in one shared list.
type house struct {
	*testkit.App
	t                                 *testing.T
	owner, editor, viewer, stranger   *testkit.Client
	admin                             *testkit.Client // the administrator, who is in none of the lists
	nobody                            *testkit.Client // not signed in
	home, work                        docket.List     // shared by owner, editor and viewer
	archived, deleted, strangers, own docket.List     // strangers is the stranger's, own the owner's alone
	pool                              *sql.DB         // has one connection
	dumped                            *dumped
}

// dumped is what dump last returned, and PRAGMA data_version as it was before.
type dumped struct {
	version int
	text    string
}

// newEmptyHouse makes a house that nobody lives in yet.
func newEmptyHouse(t *testing.T, o testkit.Options) *house {
	t.Helper()
	h := &house{App: testkit.New(t, o), t: t, dumped: &dumped{}}
	var err error
	h.pool, err = sql.Open("sqlite3", "file:"+filepath.Join(h.DataDir, "docket.db")+"?mode=ro&_busy_timeout=5000")
	h.check(err)
	h.pool.SetMaxOpenConns(1)
	t.Cleanup(func() { h.check(h.pool.Close()) })
	return h
}

func newHouse(t *testing.T, o testkit.Options) *house {
	t.Helper()
	h := newEmptyHouse(t, o)
	h.nobody, h.admin = h.Client(), h.SignedIn("Administrator")
	h.owner, h.editor, h.viewer, h.stranger = h.SignedIn("Owner"), h.SignedIn("Editor"), h.SignedIn("Viewer"), h.SignedIn("Stranger")
	h.home, h.work, h.archived, h.deleted = h.list(h.owner, "Home"), h.list(h.owner, "Work"), h.list(h.owner, "Archived"), h.list(h.owner, "Deleted")
	h.strangers, h.own = h.list(h.stranger, "Strangers"), h.list(h.owner, "Own")
	for _, l := range []docket.List{h.home, h.work, h.archived, h.deleted} {
		h.Share(l.ID, h.editor.User, docket.RoleEditor)
		h.Share(l.ID, h.viewer.User, docket.RoleViewer)
	}
	_, err := h.Use.ArchiveList(t.Context(), h.owner.User, h.archived.ID)
	h.check(err)
	_, err = h.Use.DeleteList(t.Context(), h.owner.User, h.deleted.ID)
	h.check(err)
	return h
}

// run runs part of a test in the same house: signing four people up takes longer
// than most parts do.
func (h *house) run(name string, f func(t *testing.T, h *house)) {
	h.t.Run(name, func(t *testing.T) {
		part := *h
		part.t = t
		f(t, &part)
	})
}

func (h *house) check(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) list(c *testkit.Client, name string) docket.List {
	h.t.Helper()
	l, err := h.Use.AddList(h.t.Context(), c.User, app.NewList{Name: name})
	h.check(err)
	return l
}

// task adds a task by its use case: due is a day, or a day and a time.
func (h *house) task(c *testkit.Client, l docket.ID, title, due string) docket.Task {
	h.t.Helper()
	day, clock, _ := strings.Cut(due, " ")
	t, err := h.Use.AddTask(h.t.Context(), c.User, app.NewTask{Title: title, DueOn: day, DueTime: clock, ListID: string(l)})
	h.check(err)
	return t
}

// trashed adds a task and deletes it.
func (h *house) trashed(c *testkit.Client, l docket.ID, title string) docket.Task {
	h.t.Helper()
	done, err := h.Use.DeleteTask(h.t.Context(), c.User, h.task(c, l, title, "").ID)
	h.check(err)
	return done.After
}

// completed adds a task and completes it. It returns the change, too.
func (h *house) completed(c *testkit.Client, l docket.ID, title string) (docket.Task, docket.ID) {
	h.t.Helper()
	done, err := h.Use.CompleteTask(h.t.Context(), c.User, h.task(c, l, title, "").ID, "")
	h.check(err)
	return done.After, done.ID
}

// fill adds n tasks to a list in one transaction.
func (h *house) fill(c *testkit.Client, l docket.ID, n int, each func(i int, t *docket.Task)) {
	h.t.Helper()
	h.check(h.DB.Write(h.t.Context(), func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "fill", Lists: []docket.ID{l}})
		for i, r := range testkit.Ranks(n) {
			id, err := testkit.NewID()
			if err != nil {
				return err
			}
			t := docket.Task{ID: id, ListID: l, Title: fmt.Sprintf("task %04d", i), Rank: r, CreatedAt: h.Clock.Now()}
			each(i, &t)
			if err := tx.AddTask(t, c.User.ID); err != nil {
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

// job stores a job.
func (h *house) job(j docket.Job) {
	h.t.Helper()
	h.check(h.DB.Write(h.t.Context(), func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "job.put"})
		return tx.PutJob(j)
	}))
}

// dump is everything in the database, as text. Where nobody has committed since
// the last one, it is the same.
func (h *house) dump() string {
	h.t.Helper()
	ctx := h.t.Context()
	var version int
	h.check(h.pool.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&version))
	if version != h.dumped.version {
		*h.dumped = dumped{version: version, text: h.dumpAnew()}
	}
	return h.dumped.text
}

// dumpAnew has SQLite write the rows: under the race detector that takes a
// fraction of scanning them.
func (h *house) dumpAnew() string {
	h.t.Helper()
	ctx := h.t.Context()
	tables, err := h.pool.QueryContext(ctx, `
		SELECT t.name, group_concat('quote("' || c.name || '")', ' || '', '' || ')
		FROM sqlite_master t, pragma_table_info(t.name) c
		WHERE t.type = 'table' AND t.name <> 'sign_in_failures'
		GROUP BY t.name ORDER BY t.name`)
	h.check(err)
	var names, queries []string
	for tables.Next() {
		var name, row string
		h.check(tables.Scan(&name, &row))
		names = append(names, name)
		queries = append(queries, `SELECT coalesce(group_concat(row, char(10)), '') FROM (SELECT `+row+` AS row FROM "`+name+`" ORDER BY 1)`)
	}
	h.check(tables.Err())
	h.check(tables.Close())
	if len(names) < 8 {
		h.t.Fatalf("the database has the tables %v only", names)
	}
	var out strings.Builder
	for i, name := range names {
		var rows string
		h.check(h.pool.QueryRowContext(ctx, queries[i]).Scan(&rows))
		fmt.Fprintf(&out, "== %s\n%s\n", name, rows)
	}
	return out.String()
}

// unchanged checks that the database is as it was dumped before.
func (h *house) unchanged(what, before string) {
	h.t.Helper()
	after := h.dump()
	if before == after {
		return
	}
	b, a := strings.Split(before, "\n"), strings.Split(after, "\n")
	for i := range max(len(b), len(a)) {
		if i >= len(b) || i >= len(a) || b[i] != a[i] {
			h.t.Errorf("%s changed the database, first in row %d:\n%.400s\n%.400s", what, i, strings.Join(b[min(i, len(b)):min(i+1, len(b))], ""), strings.Join(a[min(i, len(a)):min(i+1, len(a))], ""))
			return
		}
	}
}

const securityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

var serverTiming = regexp.MustCompile(`^cache;desc=(hit|miss|bypass)(, [a-z]+;dur=[0-9.]+)*, total;dur=[0-9.]+$`)

// sound checks what holds for every answer, whatever it says.
func sound(t *testing.T, what string, r testkit.Response) {
	t.Helper()
	for name, want := range map[string]string{"Content-Security-Policy": securityPolicy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"} {
		if got := r.Header.Values(name); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %s is %q", what, name, got)
		}
	}
	if got := r.Header.Get("Server-Timing"); got != "" && !serverTiming.MatchString(got) {
		t.Errorf("%s: Server-Timing is %q", what, got)
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
		switch got := r.Header.Values("Cache-Control"); {
		case len(got) != 1:
			t.Errorf("%s: Cache-Control is %q", what, got)
		case got[0] != "private, no-cache" && got[0] != "private, no-store" && got[0] != "no-store":
			t.Errorf("%s: Cache-Control is %q", what, got)
		case got[0] == "private, no-cache" && r.Header.Get("ETag") == "":
			t.Errorf("%s may be kept but not be asked for again", what)
		}
		if !strings.Contains(r.Header.Get("Vary"), "HX-Request") {
			t.Errorf("%s: Vary is %q", what, r.Header.Get("Vary"))
		}
	}
}
