package db_test

import (
	"database/sql"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"docket/db"
	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/rank"
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
	if task.Rank, err = tx.RankBeside(task.ListID, next, id, before, start); err != nil {
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

func listOrder(t *testing.T, d *db.DB, list docket.ID) []docket.ID {
	t.Helper()
	return read(t, d, func(tx *db.ReadTx) ([]docket.ID, error) { return inOrder(tx, list) })
}

// rows returns all that each task's row holds.
func rows(t *testing.T, d *db.DB) map[string]string {
	t.Helper()
	pool, err := sql.Open("sqlite3", "file:"+d.Path()+"?mode=ro")
	must(t, err)
	all, err := pool.QueryContext(t.Context(), `SELECT id, list_id || rank || ' ' || version FROM tasks`)
	must(t, err)
	found := map[string]string{}
	for all.Next() {
		var id, row string
		must(t, all.Scan(&id, &row))
		found[id] = row
	}
	must(t, all.Err())
	must(t, all.Close())
	must(t, pool.Close())
	return found
}

// changedRows returns how many tasks have another row than they had.
func changedRows(before, after map[string]string) (n int) {
	for id, row := range after {
		if before[id] != row {
			n++
		}
	}
	return n
}

// Each kind of move keeps the order and writes the row that is moved, however many
// came before it. Only those between the last two moved re-rank rows now and then,
// of those around.
func TestAMoveWritesOneRow(t *testing.T) {
	t.Parallel()
	const size, moves = 1200, 1000
	for name, tc := range map[string]struct {
		next     func(order, moved []docket.ID, i int) docket.ID
		where    func(i int) bool // whether before it
		reranked bool             // whether rows are re-ranked
	}{
		"to one spot":                   {func(_, m []docket.ID, _ int) docket.ID { return m[0] }, func(int) bool { return true }, false},
		"to the first place":            {func(o, _ []docket.ID, _ int) docket.ID { return o[0] }, func(int) bool { return true }, false},
		"before and after one in turn":  {func(_, m []docket.ID, _ int) docket.ID { return m[0] }, func(i int) bool { return i%2 == 0 }, false},
		"between the last two in turn":  {func(_, m []docket.ID, _ int) docket.ID { return m[len(m)-1] }, func(i int) bool { return i%2 == 0 }, true},
		"two in turn before each other": {func(_, m []docket.ID, i int) docket.ID { return m[i%2] }, func(int) bool { return true }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			ana := addUser(t, d, "ana")
			list, other := addList(t, d, ana), addList(t, d, ana)
			addTasks(t, d, other, ana, 3)
			order := ids(addTasks(t, d, list, ana, size))
			moved := []docket.ID{order[500], order[501]}
			reranked := 0
			for i := range moves {
				var id docket.ID
				next, before := tc.next(order, moved, i), tc.where(i)
				if name == "two in turn before each other" {
					id = moved[(i+1)%2]
				} else if id = order[len(order)-1-i%2]; id == next {
					id = order[i]
				}
				was := map[string]string{}
				if i%50 == 0 || i > 740 && tc.reranked {
					was = rows(t, d)
				}
				write(t, d, docket.Change{Name: "task.reorder", Lists: []docket.ID{list}}, func(tx *db.Tx) error {
					return moveTask(tx, ana, id, next, before)
				})
				order = moveInModel(order, id, next, before)
				moved = append(moved, id)
				if len(was) == 0 {
					continue
				}
				switch n := changedRows(was, rows(t, d)); {
				case n == 1:
				case n > 1 && n <= 520:
					reranked++
				default:
					t.Fatalf("move %d writes %d rows", i+1, n)
				}
			}
			if got := listOrder(t, d, list); !slices.Equal(got, order) {
				t.Error("the order is not that of the moves")
			}
			if (reranked > 0) != tc.reranked || reranked > 5 {
				t.Errorf("rows were re-ranked %d times, want that some were: %v", reranked, tc.reranked)
			}
			for id, row := range rows(t, d) {
				if r, _, _ := strings.Cut(strings.TrimPrefix(row, string(list)), " "); len(r) > rank.MaxLen && !strings.HasPrefix(row, string(other)) {
					t.Errorf("task %s has a rank of %d bytes", id, len(r))
				}
			}
		})
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
	// ranks become long.
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
				if sidebar, err := sidebarOf(&tx.ReadTx, ana); err != nil || !slices.Equal(sidebar, lists) {
					t.Fatalf("list %s moved beside %s, before %v: the sidebar is\n%v, want\n%v, %v", id, next, before, sidebar, lists, err)
				}
			}
			return nil
		})
	}
}

// sidebarOf returns a user's lists but the Inbox.
func sidebarOf(tx *db.ReadTx, user docket.ID) ([]docket.ID, error) {
	shown, err := tx.Lists(user)
	var sidebar []docket.ID
	for _, l := range shown {
		if !l.Inbox {
			sidebar = append(sidebar, l.ID)
		}
	}
	return sidebar, err
}

// The lists of a sidebar are ranked as tasks are: these moves need their ranks made
// re-ranked twice.
func TestListsMovedBetweenTheLastTwoKeepTheirOrder(t *testing.T) {
	t.Parallel()
	d := open(t)
	ana := addUser(t, d, "ana")
	var lists []docket.ID
	for range 6 {
		lists = append(lists, addList(t, d, ana))
	}
	last := lists[0]
	write(t, d, docket.Change{Name: "list.reorder", Users: []docket.ID{ana}}, func(tx *db.Tx) error {
		for i := range 1600 {
			at := slices.Index(lists, last)
			id, before := lists[(at+3)%len(lists)], i%2 == 0
			if err := tx.MoveList(ana, id, last, before); err != nil {
				return err
			}
			lists = moveInModel(lists, id, last, before)
			last = id
		}
		return nil
	})
	if got := read(t, d, func(tx *db.ReadTx) ([]docket.ID, error) { return sidebarOf(tx, ana) }); !slices.Equal(got, lists) {
		t.Errorf("the sidebar is\n%v, want\n%v", got, lists)
	}
}

// Nothing makes two tasks of one rank, and were there some, a move beside them would
// set it right.
func TestAMoveBesideTasksOfOneRankKeepsTheOrder(t *testing.T) {
	t.Parallel()
	d := open(t)
	ana := addUser(t, d, "ana")
	for _, before := range []bool{true, false} {
		for beside := range 3 { // of three of one rank
			list := addList(t, d, ana)
			tasks := addTasks(t, d, list, ana, 5)
			write(t, d, docket.Change{Name: "task.undo", Lists: []docket.ID{list}}, func(tx *db.Tx) error {
				for _, i := range []int{2, 3} {
					tasks[i].Rank = tasks[1].Rank
					if err := tx.UpdateTask(tasks[i]); err != nil {
						return err
					}
				}
				return nil
			})
			model := listOrder(t, d, list)
			id, next := tasks[4].ID, tasks[1+beside].ID
			write(t, d, docket.Change{Name: "task.reorder", Lists: []docket.ID{list}}, func(tx *db.Tx) error {
				return moveTask(tx, ana, id, next, before)
			})
			model = moveInModel(model, id, next, before)
			if got := listOrder(t, d, list); !slices.Equal(got, model) {
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
		tx.Change(docket.Change{Name: "task.reorder", Lists: []docket.ID{list}})
		return moveTask(tx, ana, task.ID, stranger.ID, true)
	})
	if docket.KindOf(err) != docket.KindNotFound {
		t.Errorf("error %v, want that it is not found", err)
	}
}

// Where a rank would become too long, a move re-ranks the rows around it.
func TestAMoveThatMakesRanksAnewAndItsUndo(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	long := func(end string) docket.Rank { return docket.Rank(strings.Repeat("V", rank.MaxLen-1) + end) }
	for name, tc := range map[string]struct {
		ranks       []docket.Rank
		moved, next int
	}{
		"from far away": {[]docket.Rank{"8", long("W"), long("X"), "k", "l", "m"}, 3, 2},
		"to the rank that it had before, by chance": {[]docket.Rank{long("W"), long("X"), "d"}, 2, 1},
	} {
		list := addList(t, a.DB, ana.User.ID)
		tasks := addTasks(t, a.DB, list, ana.User.ID, len(tc.ranks))
		write(t, a.DB, docket.Change{Name: "task.reorder", Lists: []docket.ID{list}}, func(tx *db.Tx) error {
			for i, task := range tasks {
				task.Rank = tc.ranks[i]
				if err := tx.UpdateTask(task); err != nil {
					return err
				}
			}
			return nil
		})
		before, moved, next := listOrder(t, a.DB, list), tasks[tc.moved].ID, tasks[tc.next].ID
		done, err := a.Use.MoveTask(t.Context(), ana.User, moved, app.TaskMove{Before: string(next)})
		must(t, err)
		if got, want := listOrder(t, a.DB, list), moveInModel(before, moved, next, true); !slices.Equal(got, want) {
			t.Errorf("%s: the order is %v, want %v", name, got, want)
			continue
		}
		if strings.HasPrefix(name, "to the rank") && done.After.Rank != tc.ranks[tc.moved] {
			t.Errorf("%s: it has the rank %q, not %q", name, done.After.Rank, tc.ranks[tc.moved])
		}
		if _, err := a.Use.Undo(t.Context(), ana.User, done.ID); err != nil {
			t.Errorf("%s: undoing: %v", name, err)
		}
		if got := listOrder(t, a.DB, list); !slices.Equal(got, before) {
			t.Errorf("%s: the order after undo is %v, want %v", name, got, before)
		}
	}
}

func TestManyMoveToOneSpotAtOnce(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	list := addList(t, a.DB, ana.User.ID)
	tasks := addTasks(t, a.DB, list, ana.User.ID, 12)
	var all sync.WaitGroup
	for i, task := range tasks[2:] {
		all.Go(func() {
			to := app.TaskMove{Before: string(tasks[1].ID)}
			if i%2 == 0 {
				to = app.TaskMove{After: string(tasks[0].ID)}
			}
			if _, err := a.Use.MoveTask(t.Context(), ana.User, task.ID, to); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	order := listOrder(t, a.DB, list)
	if order[0] != tasks[0].ID || order[len(order)-1] != tasks[1].ID {
		t.Errorf("the order is %v, want all between %s and %s", order, tasks[0].ID, tasks[1].ID)
	}
	seen := map[docket.Rank]bool{}
	for _, task := range tasks {
		now := read(t, a.DB, func(tx *db.ReadTx) (docket.Task, error) { return tx.Task(ana.User.ID, task.ID) })
		seen[now.Rank] = true
	}
	if len(seen) != len(tasks) {
		t.Errorf("%d tasks have %d ranks", len(tasks), len(seen))
	}
}
