package app_test

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"docket/internal/app"
	"docket/internal/docket"
)

func version(t docket.Task) string { return fmt.Sprint(t.Version) }

func TestTwoWhoEditDifferentFieldsKeepBoth(t *testing.T) {
	u := newUndoHouse(t)
	ctx, v := t.Context(), version(u.a)
	// Forms send all of their fields, also those that were not touched.
	form := func(edit app.TaskEdit) app.TaskEdit {
		edit.Version = v
		for _, f := range []struct {
			to    **string
			value string
		}{{&edit.Title, "a"}, {&edit.Notes, ""}, {&edit.DueOn, "2026-07-20"}, {&edit.DueTime, "10:00"}, {&edit.Priority, "2"}, {&edit.ListID, string(u.l.ID)}} {
			if *f.to == nil {
				*f.to = str(f.value)
			}
		}
		return edit
	}
	_, err := u.EditTask(ctx, u.bob, u.a.ID, form(app.TaskEdit{Title: str("bob's title"), Priority: str("1")}))
	u.check(err)
	_, err = u.EditTask(ctx, u.ana, u.a.ID, form(app.TaskEdit{DueTime: str("11:30"), Notes: str("ana's")}))
	u.check(err)
	got := u.get(u.ana, u.a.ID)
	if got.Title != "bob's title" || got.Priority != 1 || got.DueTime != "11:30" || got.Notes != "ana's" || got.DueOn != "2026-07-20" || got.ListID != u.l.ID {
		t.Errorf("merged: %+v", got)
	}
	if !strings.Contains(got.NotesHTML, "ana&#39;s") {
		t.Errorf("the notes are rendered as %q", got.NotesHTML)
	}
}

// What a form showed can no longer be told once the changes since are forgotten.
func TestAFormOlderThanTheChangesThatAreKeptAsks(t *testing.T) {
	u := newUndoHouse(t)
	ctx, v := t.Context(), version(u.a)
	_, err := u.EditTask(ctx, u.bob, u.a.ID, app.TaskEdit{Title: str("bob's")})
	u.check(err)
	u.now = u.now.Add(docket.TrashFor + time.Hour)
	_, err = u.EditTask(ctx, u.bob, u.a.ID, app.TaskEdit{Notes: str("of today")})
	u.check(err)
	u.check(u.Tidy(ctx))
	_, err = u.EditTask(ctx, u.ana, u.a.ID, app.TaskEdit{Version: v, Title: str("a"), Priority: str("2")})
	conflict, ok := errors.AsType[*app.EditConflict](err)
	if !ok || conflict.Yours[docket.FieldTitle] != "a" {
		t.Errorf("in conflict are %v, and the title is %q", err, u.get(u.ana, u.a.ID).Title)
	}
	now := u.get(u.ana, u.a.ID)
	_, err = u.EditTask(ctx, u.ana, u.a.ID, app.TaskEdit{Version: version(now), Title: str("chosen")})
	u.check(err)
}

// Of what one user did to one task the newest is kept, and no more than fits.
func TestOneWhoSavesAgainAndAgainFillsNoDisk(t *testing.T) {
	u := newUndoHouse(t)
	ctx := t.Context()
	first, err := u.EditTask(ctx, u.ana, u.a.ID, app.TaskEdit{Priority: str("1")}) // of another user
	u.check(err)
	kept := func() (n, size int) {
		pool, err := sql.Open("sqlite3", "file:"+u.path+"?mode=ro")
		u.check(err)
		u.check(pool.QueryRowContext(ctx, `SELECT count(DISTINCT c.id), sum(octet_length(was) + octet_length(became)) FROM changes c
			JOIN change_fields f ON f.change_id = c.id WHERE c.user_id = $1 AND c.thing_id = $2`, u.bob.ID, u.a.ID).Scan(&n, &size))
		u.check(pool.Close())
		return n, size
	}
	edit := func(edit app.TaskEdit) (done app.TaskChange) {
		done, err := u.EditTask(ctx, u.bob, u.a.ID, edit)
		u.check(err)
		return done
	}
	var before, later app.TaskChange // forms that show these are sent at the end
	for i := range 70 {
		switch done := edit(app.TaskEdit{Title: str(fmt.Sprint("title ", i))}); i {
		case 5:
			before = done
		case 40:
			later = done
		}
	}
	if n, _ := kept(); n != 50 {
		t.Errorf("of 70 changes %d are kept", n)
	}
	_, err = u.EditTask(ctx, u.ana, u.a.ID, app.TaskEdit{Version: version(before.After), Title: str(before.After.Title), Notes: str("n")})
	if _, ok := errors.AsType[*app.EditConflict](err); !ok {
		t.Errorf("a form older than what is kept is answered with %v", err)
	}
	_, err = u.EditTask(ctx, u.ana, u.a.ID, app.TaskEdit{Version: version(later.After), Title: str(later.After.Title), Notes: str("n")})
	u.check(err)
	if got := u.get(u.ana, u.a.ID); got.Title != "title 69" || got.Notes != "n" {
		t.Errorf("a form of 29 changes ago is merged to %q, %q", got.Title, got.Notes)
	}
	var last app.TaskChange
	for i := range 30 {
		last = edit(app.TaskEdit{Notes: str(strings.Repeat("ab"[i%2:i%2+1], 100<<10))})
	}
	if n, size := kept(); n < 5 || size > 2<<20 {
		t.Errorf("of 30 changes of 200 KB %d are kept, %d bytes", n, size)
	}
	for _, done := range []app.TaskChange{last, first} {
		who := u.bob
		if done.UserID == u.ana.ID {
			who = u.ana
		}
		_, err = u.Undo(ctx, who, done.ID)
		u.check(err)
	}
	if got := u.get(u.ana, u.a.ID); got.Notes != last.Before.Notes || got.Priority != first.Before.Priority {
		t.Error("the newest changes are not undone")
	}
}

func TestTwoWhoEditTheSameFieldSeeBothAndChoose(t *testing.T) {
	u := newUndoHouse(t)
	ctx, v := t.Context(), version(u.a)
	_, err := u.EditTask(ctx, u.bob, u.a.ID, app.TaskEdit{Version: v, Title: str("bob's"), DueOn: str("2026-07-21")})
	u.check(err)
	before := u.get(u.ana, u.a.ID)
	_, err = u.EditTask(ctx, u.ana, u.a.ID, app.TaskEdit{Version: v, Title: str("ana's"), DueOn: str("2026-07-20"), Notes: str("n")})
	conflict, ok := errors.AsType[*app.EditConflict](err)
	if !ok || docket.KindOf(err) != docket.KindConflict {
		t.Fatalf("no conflict: %v", err)
	}
	if want := map[docket.Field]string{docket.FieldTitle: "ana's"}; !maps.Equal(conflict.Yours, want) || conflict.Task.Title != "bob's" {
		t.Errorf("in conflict are %v with %q, want %v", conflict.Yours, conflict.Task.Title, want)
	}
	if after := u.get(u.ana, u.a.ID); !same(before, after) || after.Version != before.Version {
		t.Errorf("a conflict changed %v", before.Diff(&after))
	}
	for _, choice := range []string{"bob's", "ana's"} {
		_, err = u.EditTask(ctx, u.ana, u.a.ID, app.TaskEdit{Version: version(conflict.Task), Title: str(choice)})
		u.check(err)
		if got := u.get(u.bob, u.a.ID); got.Title != choice || got.DueOn != "2026-07-21" {
			t.Errorf("%q was chosen, it is %q", choice, got.Title)
		}
	}
}

func TestTheSameChangeTwiceIsNoConflict(t *testing.T) {
	u := newUndoHouse(t)
	v := version(u.a)
	_, err := u.EditTask(t.Context(), u.bob, u.a.ID, app.TaskEdit{Version: v, Title: str("same")})
	u.check(err)
	done, err := u.EditTask(t.Context(), u.ana, u.a.ID, app.TaskEdit{Version: v, Title: str("same")})
	if err != nil || done.Changed() {
		t.Errorf("changed %v, %v", done.Changed(), err)
	}
}

func TestAFieldThatIsBackAsItWasIsNoConflict(t *testing.T) {
	u := newUndoHouse(t)
	v := version(u.a)
	done, err := u.EditTask(t.Context(), u.bob, u.a.ID, app.TaskEdit{Version: v, Title: str("bob's")})
	u.check(err)
	_, err = u.Undo(t.Context(), u.bob, done.ID)
	u.check(err)
	if _, err = u.EditTask(t.Context(), u.ana, u.a.ID, app.TaskEdit{Version: v, Title: str("ana's")}); err != nil {
		t.Error(err)
	}
}

func TestAnEditOfWhatWasMovedCompletedOrReorderedGoesThrough(t *testing.T) {
	u := newUndoHouse(t)
	ctx, v := t.Context(), version(u.a)
	_, err := u.CompleteTask(ctx, u.bob, u.a.ID, app.AskSubtasks)
	u.check(err)
	_, err = u.MoveTask(ctx, u.bob, u.a.ID, app.TaskMove{After: string(u.b.ID)})
	u.check(err)
	_, err = u.EditTask(ctx, u.ana, u.a.ID, app.TaskEdit{Version: v, Title: str("ana's"), ListID: str(string(u.l.ID))})
	u.check(err)
	if got := u.get(u.ana, u.a.ID); got.Title != "ana's" || !got.Done() {
		t.Errorf("%+v", got)
	}
	_, err = u.MoveTask(ctx, u.ana, u.a.ID, app.TaskMove{ListID: string(u.other.ID)})
	u.check(err)
	third := u.list(u.ana, "Third")
	_, err = u.EditTask(ctx, u.ana, u.a.ID, app.TaskEdit{Version: v, ListID: str(string(third.ID))})
	if conflict, ok := errors.AsType[*app.EditConflict](err); !ok || conflict.Yours[docket.FieldListID] != string(third.ID) {
		t.Errorf("two lists at once: %v", err)
	}
}

func TestVersionsThatAreNoneAreRefused(t *testing.T) {
	u := newUndoHouse(t)
	for _, v := range []string{"0", "-1", "2", "x", "1.0", "99999999999999999999", " 1", "9223372036854775807"} {
		_, err := u.EditTask(t.Context(), u.ana, u.a.ID, app.TaskEdit{Version: v, Title: str("A")})
		u.refuses("version "+v, err, docket.KindInvalid)
		_, err = u.EditList(t.Context(), u.ana, u.l.ID, app.ListEdit{Version: v, Name: str("H")})
		u.refuses("version "+v+" of a list", err, docket.KindInvalid)
	}
	if got := u.get(u.ana, u.a.ID); got.Title != "a" || got.Version != 1 {
		t.Errorf("changed to %+v", got)
	}
}

func TestListsMergeToo(t *testing.T) {
	u := newUndoHouse(t)
	ctx := t.Context()
	_, err := u.EditList(ctx, u.ana, u.l.ID, app.ListEdit{Version: "1", Name: str("H"), Color: str("pine")})
	u.check(err)
	_, err = u.EditList(ctx, u.ana, u.l.ID, app.ListEdit{Version: "1", Name: str("Home"), Color: str("red")})
	u.check(err)
	if l, err := u.List(ctx, u.ana, u.l.ID); err != nil || l.Name != "H" || l.Color != "red" {
		t.Errorf("merged: %+v, %v", l, err)
	}
	_, err = u.EditList(ctx, u.ana, u.l.ID, app.ListEdit{Version: "1", Name: str("Other")})
	u.refuses("two names at once", err, docket.KindConflict)
}

func TestATimeNeedsItsDay(t *testing.T) {
	u := newUndoHouse(t)
	ctx := t.Context()
	_, err := u.AddTask(ctx, u.ana, app.NewTask{Title: "x", DueTime: "10:00"})
	u.refuses("adding a time without a day", err, docket.KindInvalid)
	_, err = u.EditTask(ctx, u.ana, u.b.ID, app.TaskEdit{DueTime: str("10:00")})
	u.refuses("a time without a day", err, docket.KindInvalid)
	_, err = u.EditTask(ctx, u.ana, u.a.ID, app.TaskEdit{DueOn: str(""), DueTime: str("11:00")})
	u.refuses("a new time while the day goes", err, docket.KindInvalid)
	_, err = u.EditTask(ctx, u.ana, u.a.ID, app.TaskEdit{DueOn: str(""), DueTime: str("10:00")})
	u.check(err)
	if got := u.get(u.ana, u.a.ID); got.DueOn != "" || got.DueTime != "" {
		t.Errorf("the day went, the time is %q", got.DueTime)
	}
}

// Someone takes the day away while another gives it a time: the form showed a
// day, and is told instead of a failure.
func TestATimeForADayThatIsGoneMeanwhile(t *testing.T) {
	u := newUndoHouse(t)
	ctx := t.Context()
	_, err := u.EditTask(ctx, u.ana, u.b.ID, app.TaskEdit{DueOn: str("2026-07-20")})
	u.check(err)
	v := version(u.get(u.ana, u.b.ID))
	_, err = u.EditTask(ctx, u.bob, u.b.ID, app.TaskEdit{Version: v, DueOn: str("")})
	u.check(err)
	_, err = u.EditTask(ctx, u.ana, u.b.ID, app.TaskEdit{Version: v, DueOn: str("2026-07-20"), DueTime: str("10:00")})
	if kind := docket.KindOf(err); kind != docket.KindConflict && kind != docket.KindInvalid {
		t.Errorf("answered with %v", err)
	}
}
