package app_test

import (
	"fmt"
	"strings"
	"testing"

	"docket/internal/app"
	"docket/internal/docket"
)

// typed is what a text would add, in short, and what is wrong with it.
func (h *house) typed(u docket.User, l docket.ID, text string) string {
	h.t.Helper()
	p, err := h.Preview(h.t.Context(), u, inList(l), app.NewTask{Text: &text, ListID: string(l)})
	h.check(err)
	var lines []string
	for _, l := range p.Lines {
		line := strings.TrimSpace(fmt.Sprint(l.Title, " ", l.List, " ", l.Task.Person, " ", l.DueOn, l.DueTime, " ", l.Dates))
		lines = append(lines, strings.Join(strings.Fields(strings.ReplaceAll(line, "[]", "")), " "))
	}
	return strings.Join(lines, "; ")
}

func (h *house) reads(u docket.User, l docket.ID, text, want string) {
	h.t.Helper()
	if got := h.typed(u, l, text); got != want {
		h.t.Errorf("%q is read as %q, want %q", text, got, want)
	}
}

// Of two lists or two people that a name may mean, none is guessed.
func TestNamesThatMeanTwoStayText(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ana := h.user("Ana", "UTC")
	l := h.list(ana, "Work")
	h.list(ana, "Home")
	h.list(ana, "home")
	h.list(ana, "Garden")
	h.list(ana, "Garden")
	h.reads(ana, l.ID, "x /Home", "x Home")
	h.reads(ana, l.ID, "x /HOME", "x /HOME")
	h.reads(ana, l.ID, "x /garden", "x /garden")
	for _, name := range []string{"Bob Miller", "Bob Smith", "Cy"} {
		h.share(l.ID, h.user(name, "UTC"), docket.RoleEditor)
	}
	h.reads(ana, l.ID, "x @bob", "x @bob")
	h.reads(ana, l.ID, `x @"bob smith"`, "x bob smith")
	h.reads(ana, l.ID, "x @cy", "x cy")
	h.sql(`UPDATE users SET name = 'Bob' WHERE name = 'Bob Miller'`)
	h.reads(ana, l.ID, "x @bob", "x bob")
	h.sql(`UPDATE users SET name = 'Bob Miller' WHERE name = 'Bob'`)
	h.sql(`UPDATE users SET email = 'bob@example.com', email_key = 'bob@example.com' WHERE name = 'Cy'`)
	h.reads(ana, l.ID, "x @bob", "x @bob") // two first names are meant before an address
}

// A line that is under another goes to that one's list: a list that it names stays text,
// and so does who is no member of that list.
func TestAnIndentedLineGoesWhereItsParentGoes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ana, bob := h.user("Ana", "UTC"), h.user("Bob", "UTC")
	home, work := h.list(ana, "Home"), h.list(ana, "Work")
	h.share(work.ID, bob, docket.RoleEditor)
	text := "a /Work\n  b /Home @bob\n    c @bob\nd @bob"
	h.reads(ana, home.ID, text, "a Work; b /Home bob; c bob; d @bob")
	h.lines(ana, home.ID, text)
	h.grows(ana, work.ID, "a .b /Home ..c")
	h.grows(ana, home.ID, "d @bob")
}

// A line whose box is ticked is a task that is done.
func TestTickedLinesAreDone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ana := h.user("Ana", "UTC")
	l := h.list(ana, "Home")
	by := h.lines(ana, l.ID, "- [x] a every day\n  - [ ] b\n  - [x] c\n- [ ] d")
	h.shows(ana, inList(l.ID), "open(2): b d; done(2): c a")
	if a := h.get(ana, by["a"].ID); a.Repeat != "" || a.DueOn != "" || a.CompletedAt.IsZero() {
		t.Errorf("%+v", a)
	}
}

// The days that come next are those on which a task comes when it is done now.
func TestALateRepeatNamesDaysThatCome(t *testing.T) {
	t.Parallel()
	h := newHouse(t) // on Thursday 16 July 2026 at 12:00
	ana := h.user("Ana", "UTC")
	l := h.list(ana, "Home")
	for _, tc := range []struct{ rule, due, want string }{
		{"FREQ=WEEKLY", "2026-06-01", "[2026-07-20 2026-07-27 2026-08-03]"},
		{"FREQ=DAILY", "2026-07-01", "[2026-07-16 2026-07-17 2026-07-18]"},
		{"FREQ=DAILY", "2026-07-01 09:00", "[2026-07-17 2026-07-18 2026-07-19]"},
		{"FREQ=DAILY", "2026-07-01 18:00", "[2026-07-16 2026-07-17 2026-07-18]"},
		{"FREQ=DAILY", "2026-07-16 09:00", "[2026-07-17 2026-07-18 2026-07-19]"},
		{"FREQ=DAILY", "2026-07-20 09:00", "[2026-07-21 2026-07-22 2026-07-23]"},
		{"FREQ=DAILY;COUNT=3", "2026-07-01", "[2026-07-16 2026-07-17]"},
		{"FROM=COMPLETION;FREQ=DAILY;INTERVAL=3", "2026-07-01", "[2026-07-19 2026-07-22 2026-07-25]"},
		{"FROM=COMPLETION;FREQ=DAILY;INTERVAL=3", "2026-07-20", "[2026-07-23 2026-07-26 2026-07-29]"},
	} {
		task := h.repeating(ana, l.ID, tc.rule, tc.due)
		page, err := h.Task(t.Context(), ana.ID, task.ID)
		h.check(err)
		if got := fmt.Sprint(page.Task.Dates); got != tc.want {
			t.Errorf("%s of %s comes on %s, want %s", tc.rule, tc.due, got, tc.want)
		}
		_, err = h.CompleteTask(t.Context(), ana, task.ID, app.AskSubtasks)
		h.check(err)
		if strings.HasPrefix(tc.rule, "FREQ") {
			next := (&planner{house: h}).ids(`SELECT due_on FROM tasks WHERE completed_at IS NULL ORDER BY id DESC LIMIT 1`)
			if want := tc.want[1:11]; string(next[0]) != want {
				t.Errorf("%s of %s, done, comes on %s, want %s", tc.rule, tc.due, next[0], want)
			}
		}
	}
	h.now = h.now.AddDate(0, 2, 0) // 16 September
	h.reads(ana, l.ID, "x every 31st", "x 2026-09-30 [2026-09-30 2026-10-31 2026-11-30]")
	h.now = h.now.AddDate(0, -2, 0)
	h.reads(ana, l.ID, "x on 2026-06-01 every week", "x 2026-06-01 [2026-06-01 2026-07-20 2026-07-27]")
}

// What is wrong with one line of several names the line, and the permission comes before
// any work.
func TestLinesThatCannotBeAdded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana, bob := t.Context(), h.user("Ana", "UTC"), h.user("Bob", "UTC")
	l := h.list(ana, "Home")
	h.share(l.ID, bob, docket.RoleViewer)
	parent := h.lines(ana, l.ID, "a\n  b\n    c")
	text := "x\n  y"
	_, err := h.QuickAdd(ctx, ana, app.NewTask{Text: &text, ParentID: string(parent["b"].ID)})
	if h.refuses("a third level", err, docket.KindInvalid); !strings.HasPrefix(docket.MessageOf(err), "Line 2: ") {
		t.Errorf("it says %q", docket.MessageOf(err))
	}
	bare := app.New(app.Parts{DB: h.db, Now: h.tick, NewID: houseID}) // which has nothing to render with
	_, err = bare.QuickAdd(ctx, bob, app.NewTask{Text: str("x // *notes*"), ParentID: string(parent["a"].ID)})
	h.refuses("adding under a task that one can only look at", err, docket.KindForbidden)
}

// The preview says what adding would: why it is refused, and whom a name means in the list
// that the page adds to.
func TestThePreviewPromisesWhatIsAdded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana, bob := t.Context(), h.user("Ana", "UTC"), h.user("Bob", "UTC")
	work := h.list(ana, "Work")
	h.share(work.ID, bob, docket.RoleEditor)
	h.check(h.SetProfile(ctx, ana, app.ProfileEdit{AddTo: str(string(work.ID))}))
	ana = h.page(ana, viewOf(docket.ViewInbox)).User
	p, err := h.Preview(ctx, ana, viewOf(docket.ViewInbox), app.NewTask{Text: str("call @bob")})
	h.check(err)
	if p.Lines[0].Person != "" {
		t.Error("in the Inbox a name is read as one of another list")
	}
	p, err = h.Preview(ctx, ana, viewOf(docket.ViewToday), app.NewTask{Text: str("call @bob")})
	h.check(err)
	if p.Lines[0].Person != bob.ID {
		t.Error("a name is not read as one of the list that tasks go to")
	}
	many := ""
	for i := range 33 {
		many += fmt.Sprint(" #label", i)
	}
	for what, text := range map[string]string{"a long title": strings.Repeat("x", 501), "many labels": "x" + many, "a second line": "x\n" + strings.Repeat("x", 501)} {
		_, err := h.QuickAdd(ctx, ana, app.NewTask{Text: &text})
		h.refuses(what, err, docket.KindInvalid)
		p, previewErr := h.Preview(ctx, ana, viewOf(docket.ViewToday), app.NewTask{Text: &text})
		h.check(previewErr)
		if docket.MessageOf(p.Err) != docket.MessageOf(err) {
			t.Errorf("%s: the preview says %q, and adding it %q", what, docket.MessageOf(p.Err), docket.MessageOf(err))
		}
	}
}

// In a list that one can only look at, quick add is for the Inbox.
func TestQuickAddPresetsNoListThatTakesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana, bob := t.Context(), h.user("Ana", "UTC"), h.user("Bob", "UTC")
	theirs, archived := h.list(bob, "Theirs"), h.list(ana, "Old")
	h.share(theirs.ID, ana, docket.RoleViewer)
	_, err := h.ArchiveList(ctx, ana, archived.ID)
	h.check(err)
	for _, l := range []docket.ID{theirs.ID, archived.ID} {
		p, err := h.Preview(ctx, ana, inList(l), app.NewTask{Text: str("x"), ListID: string(l)})
		h.check(err)
		if !p.Page.List.Inbox || p.Lines[0].ListID != p.Page.Sidebar.Inbox.ID {
			t.Errorf("it is for %q", p.Page.List.Name)
		}
	}
}
