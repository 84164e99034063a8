package db_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"docket/db"
	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/testkit"
)

// moveInModel moves id right before or right after next.
func moveInModel(order []docket.ID, id, next docket.ID, before bool) []docket.ID {
	order = slices.DeleteFunc(slices.Clone(order), func(o docket.ID) bool { return o == id })
	i := slices.Index(order, next)
	if !before {
		i++
	}
	return slices.Insert(order, i, id)
}

// moveTask does what moveInModel does, in the database.
func moveTask(tx *db.Tx, user, id, next docket.ID, before bool) error {
	task, err := tx.Task(user, id)
	if err != nil {
		return err
	}
	if task.Position, err = tx.PositionBeside(task.ListID, next, id, before, start); err != nil {
		return err
	}
	return tx.UpdateTask(task)
}

func ids(tasks []docket.Task) []docket.ID {
	var out []docket.ID
	for _, t := range tasks {
		out = append(out, t.ID)
	}
	return out
}

func TestThousandsOfTasksMovedToOnePlaceKeepTheirOrder(t *testing.T) {
	t.Parallel()
	d := open(t)
	ana := addUser(t, d, "ana")
	list, other := addList(t, d, ana), addList(t, d, ana)
	model := ids(addTasks(t, d, list, ana, 30))
	elsewhere := addTasks(t, d, other, ana, 3)
	write(t, d, docket.Change{Name: "task.reorder", Lists: []docket.ID{other}}, func(tx *db.Tx) error {
		var errs []error
		for i := range elsewhere {
			elsewhere[i].Position += 7 // not where numbering anew would put them
			errs = append(errs, tx.UpdateTask(elsewhere[i]))
		}
		return errors.Join(errs...)
	})
	anchor := model[10]
	const rounds, steps = 10, 300
	for r := range rounds {
		write(t, d, docket.Change{Name: "task.reorder", Lists: []docket.ID{list}}, func(tx *db.Tx) error {
			for i := range steps {
				id := model[len(model)-1] // always the last one, to where the anchor is
				before := (r+i)%2 == 0
				if id == anchor {
					id = model[0]
				}
				if err := moveTask(tx, ana, id, anchor, before); err != nil {
					return err
				}
				model = moveInModel(model, id, anchor, before)
			}
			return nil
		})
		got := read(t, d, func(tx *db.ReadTx) ([]docket.ID, error) { return inOrder(tx, list) })
		if !slices.Equal(got, model) {
			t.Fatalf("after %d moves the order is\n%v, want\n%v", (r+1)*steps, got, model)
		}
	}
	for _, task := range elsewhere {
		now := read(t, d, func(tx *db.ReadTx) (docket.Task, error) { return tx.Task(ana, task.ID) })
		if now.Position != task.Position {
			t.Error("moves in one list have moved the tasks of another")
		}
	}
}

func TestRandomMovesKeepTheOrder(t *testing.T) {
	t.Parallel()
	d := open(t)
	ana := addUser(t, d, "ana")
	list := addList(t, d, ana)
	model := ids(addTasks(t, d, list, ana, 25))
	var lists []docket.ID // of the sidebar, behind the inbox
	for range 12 {
		lists = append(lists, addList(t, d, ana))
	}
	lists = append([]docket.ID{list}, lists...)
	random := rand.New(rand.NewPCG(7, 11))
	// Two that differ, more often than not close to the front: that is where the
	// room runs out.
	two := func(n int) (a, b int) {
		b = random.IntN(1 + random.IntN(n))
		for a = b; a == b; {
			a = random.IntN(n)
		}
		return a, b
	}
	for range 25 {
		write(t, d, docket.Change{Name: "reorder", Lists: []docket.ID{list}}, func(tx *db.Tx) error {
			for range 40 {
				a, b := two(len(model))
				before := random.IntN(2) == 0
				id, next := model[a], model[b]
				if err := moveTask(tx, ana, id, next, before); err != nil {
					return err
				}
				model = moveInModel(model, id, next, before)
				got, err := inOrder(&tx.ReadTx, list)
				if err != nil {
					return err
				}
				if !slices.Equal(got, model) {
					t.Fatalf("%s moved beside %s, before %v: the order is\n%v, want\n%v", id, next, before, got, model)
				}
				a, b = two(len(lists))
				id, next = lists[a], lists[b]
				if err := tx.MoveList(ana, id, next, before); err != nil {
					return err
				}
				lists = moveInModel(lists, id, next, before)
				shown, err := tx.Lists(ana)
				if err != nil {
					return err
				}
				var sidebar []docket.ID
				for _, l := range shown {
					if !l.Inbox {
						sidebar = append(sidebar, l.ID)
					}
				}
				if !slices.Equal(sidebar, lists) {
					t.Fatalf("list %s moved beside %s, before %v: the sidebar is\n%v, want\n%v", id, next, before, sidebar, lists)
				}
			}
			return nil
		})
	}
}

// Undo puts a task back where it was, and another may have taken that position
// since.
func TestAMoveBesideTasksOfOnePositionKeepsTheOrder(t *testing.T) {
	t.Parallel()
	d := open(t)
	ana := addUser(t, d, "ana")
	list := addList(t, d, ana)
	for _, before := range []bool{true, false} {
		for beside := range 3 { // of three at one position
			tasks := addTasks(t, d, list, ana, 5)
			write(t, d, docket.Change{Name: "task.undo", Lists: []docket.ID{list}}, func(tx *db.Tx) error {
				for _, i := range []int{2, 3} {
					tasks[i].Position = tasks[1].Position
					if err := tx.UpdateTask(tasks[i]); err != nil {
						return err
					}
				}
				return nil
			})
			model := read(t, d, func(tx *db.ReadTx) ([]docket.ID, error) { return inOrder(tx, list) })
			id, next := tasks[4].ID, tasks[1+beside].ID
			write(t, d, docket.Change{Name: "task.reorder", Lists: []docket.ID{list}}, func(tx *db.Tx) error {
				return moveTask(tx, ana, id, next, before)
			})
			model = moveInModel(model, id, next, before)
			if got := read(t, d, func(tx *db.ReadTx) ([]docket.ID, error) { return inOrder(tx, list) }); !slices.Equal(got, model) {
				t.Errorf("beside the %d. of three, before %v: it goes to place %d, want %d", beside+1, before, slices.Index(got, id), slices.Index(model, id))
			}
		}
	}
}

func TestAMoveBesideATaskOfAnotherListIsNotFound(t *testing.T) {
	t.Parallel()
	d := open(t)
	ana := addUser(t, d, "ana")
	list, other := addList(t, d, ana), addList(t, d, ana)
	task, stranger := addTasks(t, d, list, ana, 1)[0], addTasks(t, d, other, ana, 1)[0]
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		if err := tx.Change(docket.Change{Name: "task.reorder", Lists: []docket.ID{list}}); err != nil {
			return err
		}
		return moveTask(tx, ana, task.ID, stranger.ID, true)
	})
	if docket.KindOf(err) != docket.KindNotFound {
		t.Errorf("error %v, want that it is not found", err)
	}
}

// Where there is no room, a move numbers its list anew.
func TestAMoveThatNumbersItsListAnewAndItsUndo(t *testing.T) {
	t.Parallel()
	const step = 1 << 32
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	for name, tc := range map[string]struct {
		positions   []int64
		moved, next int
	}{
		"from far away": {[]int64{1 << 50, 1<<50 + 1, 1<<50 + 2, 1<<50 + 3, 1<<50 + 4, 1 << 51}, 3, 1},
		"to the position that it had before, by chance": {[]int64{10, 11, step * 3 / 2}, 2, 1},
	} {
		list := addList(t, a.DB, ana.User.ID)
		tasks := addTasks(t, a.DB, list, ana.User.ID, len(tc.positions))
		order := func() []docket.ID {
			return read(t, a.DB, func(tx *db.ReadTx) ([]docket.ID, error) { return inOrder(tx, list) })
		}
		write(t, a.DB, docket.Change{Name: "task.reorder", Lists: []docket.ID{list}}, func(tx *db.Tx) error {
			for i, task := range tasks {
				task.Position = tc.positions[i]
				if err := tx.UpdateTask(task); err != nil {
					return err
				}
			}
			return nil
		})
		before, moved, next := order(), tasks[tc.moved].ID, tasks[tc.next].ID
		done, err := a.Use.MoveTask(t.Context(), ana.User, moved, app.TaskMove{Before: string(next)})
		must(t, err)
		if got, want := order(), moveInModel(before, moved, next, true); !slices.Equal(got, want) {
			t.Errorf("%s: the order is %v, want %v", name, got, want)
			continue
		}
		if _, err := a.Use.Undo(t.Context(), ana.User, done.ID); err != nil {
			t.Errorf("%s: undoing: %v", name, err)
		}
		if got := order(); !slices.Equal(got, before) {
			t.Errorf("%s: the order after undo is %v, want %v", name, got, before)
		}
	}
}
