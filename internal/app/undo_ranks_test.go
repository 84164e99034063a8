package app_test

import (
	"testing"

	"docket/db"
	"docket/internal/app"
	"docket/internal/docket"
)

// fillUp moves tasks between the last two that were moved, beginning right before or
// right after another one, until the rows there have been re-ranked.
func (u *undoHouse) fillUp(l, at docket.ID, before bool) {
	u.t.Helper()
	u.check(u.db.Write(u.t.Context(), func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "fill", Lists: []docket.ID{l}})
		neighbour, err := tx.Task(u.ana.ID, at)
		if err != nil {
			return err
		}
		var four [4]docket.Task
		longest, reranked := 0, false
		for i := range 1600 {
			x, last := &four[i%4], &four[(i+3)%4]
			if i == 0 {
				last = &neighbour
			}
			if i < 4 {
				if x.ID, err = houseID(); err != nil {
					return err
				}
				x.ListID, x.Title, x.CreatedAt = l, "x", u.tick()
			}
			if x.Rank, err = tx.RankBeside(l, last.ID, x.ID, before == (i%2 == 0), u.now); err != nil {
				return err
			}
			reranked, longest = reranked || len(x.Rank) < longest/2, max(longest, len(x.Rank))
			save := tx.UpdateTask
			if i < 4 {
				save = func(t docket.Task) error { return tx.AddTask(t, u.bob.ID) }
			}
			if err := save(*x); err != nil {
				return err
			}
		}
		if !reranked {
			u.t.Error("no rows were re-ranked")
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

func TestUndoOfOlderMovesAfterRanksWereMadeAnew(t *testing.T) {
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
			for i, done := range []app.TaskChange{third, second, first} {
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

// The neighbours that a task had lead it back even from where they were moved to, and
// one of them is enough.
func TestUndoAfterRanksWereMadeAnewGoesBesideTheNeighbours(t *testing.T) {
	for name, tc := range map[string]struct {
		meanwhile func(u *undoHouse) error
		want      string
	}{
		"both are there": {func(*undoHouse) error { return nil }, "abc"},
		"the one above has left": {func(u *undoHouse) error {
			_, err := u.MoveTask(u.t.Context(), u.ana, u.a.ID, app.TaskMove{ListID: string(u.empty.ID)})
			return err
		}, "bc"},
		"the one below is completed": {func(u *undoHouse) error {
			_, err := u.CompleteTask(u.t.Context(), u.ana, u.c.ID, app.AskSubtasks)
			return err
		}, "ab"},
		"others came between": {func(u *undoHouse) error {
			_, err := u.MoveTask(u.t.Context(), u.ana, u.task(u.ana, u.l.ID, "e", "").ID, app.TaskMove{After: string(u.a.ID)})
			return err
		}, "abec"},
		"neither is there": {func(u *undoHouse) error {
			for _, id := range []docket.ID{u.a.ID, u.c.ID} {
				if _, err := u.MoveTask(u.t.Context(), u.ana, id, app.TaskMove{ListID: string(u.empty.ID)}); err != nil {
					return err
				}
			}
			return nil
		}, "b"},
	} {
		u := newUndoHouse(t)
		done, err := u.MoveTask(t.Context(), u.ana, u.b.ID, app.TaskMove{ListID: string(u.other.ID)})
		u.check(err)
		u.check(tc.meanwhile(u))
		y := u.task(u.ana, u.l.ID, "x", "")
		u.fillUp(u.l.ID, y.ID, true)
		_, err = u.Undo(t.Context(), u.ana, done.ID)
		u.check(err)
		if got := u.without(u.l.ID); got != tc.want {
			t.Errorf("%s: after undo the list is %s, want %s", name, got, tc.want)
		}
	}
}

// A move is not undone once the task was moved again, rows re-ranked or not.
func TestUndoOfAMoveRefusesAfterAnother(t *testing.T) {
	for _, reranked := range []bool{false, true} {
		u := newUndoHouse(t)
		ctx := t.Context()
		first, err := u.MoveTask(ctx, u.ana, u.b.ID, app.TaskMove{After: string(u.c.ID)})
		u.check(err)
		second, err := u.MoveTask(ctx, u.bob, u.b.ID, app.TaskMove{Before: string(u.a.ID)})
		u.check(err)
		if reranked {
			u.fillUp(u.l.ID, u.c.ID, true)
		}
		_, err = u.Undo(ctx, u.ana, first.ID)
		u.refuses("undoing the first of two moves", err, docket.KindConflict)
		_, err = u.Undo(ctx, u.bob, second.ID)
		u.check(err)
		_, err = u.Undo(ctx, u.ana, first.ID)
		u.check(err)
		if got := u.without(u.l.ID); got != "abc" {
			t.Errorf("rows re-ranked %v: after both undos the list is %s, want abc", reranked, got)
		}
	}
}

func TestUndoOfAMoveFromARankThatWasTakenSince(t *testing.T) {
	u := newUndoHouse(t)
	ctx := t.Context()
	done, err := u.MoveTask(ctx, u.ana, u.b.ID, app.TaskMove{ListID: string(u.empty.ID)})
	u.check(err)
	y, z := u.task(u.ana, u.l.ID, "y", ""), u.task(u.ana, u.l.ID, "z", "")
	for _, id := range []docket.ID{y.ID, z.ID} { // y where b was, z before it
		_, err := u.MoveTask(ctx, u.ana, id, app.TaskMove{After: string(u.a.ID)})
		u.check(err)
	}
	if taken := u.get(u.ana, y.ID).Rank; taken != done.Before.Rank {
		t.Fatalf("y has the rank %q, b had %q", taken, done.Before.Rank)
	}
	_, err = u.Undo(ctx, u.ana, done.ID)
	u.check(err)
	if got := u.without(u.l.ID); got != "azbyc" {
		t.Errorf("after undo the list is %s, want azbyc", got)
	}
}
