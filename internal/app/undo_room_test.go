package app_test

import (
	"strings"
	"testing"

	"docket/db"
	"docket/internal/app"
	"docket/internal/docket"
)

// fillUp puts tasks right before or right after another one until the list has
// had to make room there many times over.
func (u *undoHouse) fillUp(l, at docket.ID, before bool) {
	u.t.Helper()
	u.check(u.db.Write(u.t.Context(), func(tx *db.Tx) error {
		if err := tx.Change(docket.Change{Name: "fill", Lists: []docket.ID{l}}); err != nil {
			return err
		}
		for range 100 {
			id, err := houseID()
			if err != nil {
				return err
			}
			x := docket.Task{ID: id, ListID: l, Title: "x", CreatedAt: u.tick()}
			if x.Position, err = tx.PositionBeside(l, at, id, before, u.now.Add(-docket.UndoFor)); err != nil {
				return err
			}
			if err := tx.AddTask(x, u.bob.ID); err != nil {
				return err
			}
		}
		return nil
	}))
}

// without shows a list without the tasks that were put in to fill it up.
func (u *undoHouse) without(l docket.ID) string {
	u.t.Helper()
	titles := ""
	for after := docket.Cursor(""); ; {
		p := u.page(u.ana, docket.View{Kind: docket.ViewList, List: l, After: after})
		for _, t := range p.Groups[0].Tasks {
			if t.Title != "x" {
				titles += t.Title
			}
		}
		if after = p.More; after == "" {
			return titles
		}
	}
}

func TestUndoOfOlderMovesAfterTheirListHasMadeRoom(t *testing.T) {
	for name, move := range map[string]func(u *undoHouse) app.TaskMove{
		"reorder": func(u *undoHouse) app.TaskMove { return app.TaskMove{After: string(u.c.ID)} },
		"move":    func(u *undoHouse) app.TaskMove { return app.TaskMove{ListID: string(u.other.ID)} },
		"move and place": func(u *undoHouse) app.TaskMove {
			return app.TaskMove{ListID: string(u.other.ID), Before: string(u.d.ID)}
		},
		"to an empty one": func(u *undoHouse) app.TaskMove { return app.TaskMove{ListID: string(u.empty.ID)} },
	} {
		for _, before := range []bool{true, false} {
			u := newUndoHouse(t)
			ctx := t.Context()
			// b is moved twice, and a once, from between the places that fill up.
			first, err := u.MoveTask(ctx, u.ana, u.b.ID, app.TaskMove{After: string(u.c.ID)})
			u.check(err)
			second, err := u.MoveTask(ctx, u.ana, u.b.ID, move(u))
			u.check(err)
			third, err := u.MoveTask(ctx, u.ana, u.a.ID, move(u))
			u.check(err)
			u.fillUp(u.l.ID, u.c.ID, before)
			u.fillUp(u.other.ID, u.d.ID, !before)
			u.fillUp(u.l.ID, u.c.ID, !before)
			for i, done := range []app.TaskDone{third, second, first} {
				if !done.Changed() {
					continue // b was there already
				}
				if _, err := u.Undo(ctx, u.ana, done.ID); err != nil {
					t.Fatalf("%s, filled up before %v: undo %d: %v", name, before, i+1, err)
				}
				if want := []string{"", "acb", "abc"}[i]; want != "" && u.without(u.l.ID) != want {
					t.Errorf("%s, filled up before %v: after undo %d the list is %s, want %s", name, before, i+1, u.without(u.l.ID), want)
				}
			}
			if got := u.without(u.l.ID) + u.without(u.other.ID) + u.without(u.empty.ID); got != "abcd" {
				t.Errorf("%s, filled up before %v: in the end the lists are %s, want abc and d", name, before, got)
			}
		}
	}
}

func TestUndoOfAMoveToTheSamePositionOfAnotherList(t *testing.T) {
	u := newUndoHouse(t)
	ctx := t.Context()
	_, err := u.MoveTask(ctx, u.ana, u.b.ID, app.TaskMove{Before: string(u.a.ID)})
	u.check(err)
	done, err := u.MoveTask(ctx, u.ana, u.a.ID, app.TaskMove{ListID: string(u.empty.ID)})
	u.check(err)
	if done.Before.Position != done.After.Position {
		t.Fatalf("it goes from position %d to %d", done.Before.Position, done.After.Position)
	}
	for _, title := range []string{"y", "z"} { // y behind where a was, z before it
		_, err := u.MoveTask(ctx, u.ana, u.task(u.ana, u.l.ID, title, "").ID, app.TaskMove{After: string(u.b.ID)})
		u.check(err)
	}
	u.fillUp(u.l.ID, u.b.ID, false)
	_, err = u.Undo(ctx, u.ana, done.ID)
	u.check(err)
	if got := u.without(u.l.ID); got != "bzayc" {
		t.Errorf("after undo the list is %s, want bzayc", got)
	}
}

// Whoever moves tasks about until there is no room can still undo what came before.
func TestUndoAfterMovesHaveMadeRoom(t *testing.T) {
	u := newUndoHouse(t)
	ctx := t.Context()
	done, err := u.MoveTask(ctx, u.ana, u.a.ID, app.TaskMove{After: string(u.c.ID)}) // bca
	u.check(err)
	x, y := u.task(u.ana, u.l.ID, "x", ""), u.task(u.ana, u.l.ID, "y", "")
	for range 40 {
		_, err = u.MoveTask(ctx, u.ana, x.ID, app.TaskMove{Before: string(u.c.ID)})
		u.check(err)
		_, err = u.MoveTask(ctx, u.ana, y.ID, app.TaskMove{Before: string(u.c.ID)})
		u.check(err)
	}
	_, err = u.Undo(ctx, u.ana, done.ID)
	u.check(err)
	if got := u.without(u.l.ID); !strings.HasPrefix(got, "ab") {
		t.Errorf("after undo the list is %s", got)
	}
}
