package db_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"docket/db"
	"docket/internal/docket"
)

// patience is how long something that should happen at once may take.
const patience = 20 * time.Second

func users(t *testing.T, d *db.DB) int {
	t.Helper()
	return read(t, d, (*db.ReadTx).CountUsers)
}

// stillWrites fails when the next write waits for ever.
func stillWrites(t *testing.T, d *db.DB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	before := users(t, d)
	err := d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Change(docket.Change{Name: "user.add"}); err != nil {
			return err
		}
		return tx.AddUser(newAccount(t, "later-"+strings.ToLower(string(newID(t)))), newID(t))
	})
	if err != nil || users(t, d) != before+1 {
		t.Fatalf("the next write: %v", err)
	}
}

func TestAWriteThatLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	named := docket.Change{Name: "user.add"}
	sorry := errors.New("no more")
	for name, tc := range map[string]struct {
		fn   func(t *testing.T, tx *db.Tx) error
		want string // in the error
	}{
		"a write that names no change": {func(t *testing.T, tx *db.Tx) error {
			return tx.AddUser(newAccount(t, "ana"), newID(t))
		}, "names no change"},
		"a write that names no change and hides the error": {func(t *testing.T, tx *db.Tx) error {
			_ = tx.AddUser(newAccount(t, "ana"), newID(t))
			return nil
		}, "names no change"},
		"a change named after the first statement": {func(t *testing.T, tx *db.Tx) error {
			_ = tx.AddUser(newAccount(t, "ana"), newID(t))
			if err := tx.Change(named); err != nil {
				return err
			}
			return tx.AddUser(newAccount(t, "bob"), newID(t))
		}, "names no change"},
		"a change without a name": {func(t *testing.T, tx *db.Tx) error {
			_ = tx.Change(docket.Change{Users: []docket.ID{"x"}})
			if err := tx.Change(named); err != nil {
				return err
			}
			return tx.AddUser(newAccount(t, "ana"), newID(t))
		}, "without a name"},
		"an error of fn": {func(t *testing.T, tx *db.Tx) error {
			if err := errors.Join(tx.Change(named), tx.AddUser(newAccount(t, "ana"), newID(t))); err != nil {
				return err
			}
			return sorry
		}, "no more"},
		"a statement that fails, hidden, and one more": {func(t *testing.T, tx *db.Tx) error {
			ana := newAccount(t, "ana")
			if err := errors.Join(tx.Change(named), tx.AddUser(ana, newID(t))); err != nil {
				return err
			}
			_ = tx.AddUser(ana, newID(t)) // this id is taken
			if err := tx.AddUser(newAccount(t, "bob"), newID(t)); err == nil {
				t.Error("a statement after a failed one is carried out")
			}
			return nil
		}, "UNIQUE"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, func(context.Context, []string, []docket.ID) { t.Error("a hook is called") })
			err := d.Write(t.Context(), func(tx *db.Tx) error { return tc.fn(t, tx) })
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("Write returns %v, want an error with %q", err, tc.want)
			}
			if n := users(t, d); n != 0 {
				t.Errorf("%d users are left", n)
			}
		})
	}
}

func TestAfterAFailedWriteTheNextOneWorks(t *testing.T) {
	t.Parallel()
	d := open(t)
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		return errors.Join(tx.Change(docket.Change{Name: "x"}), tx.Exec("this is no SQL"))
	})
	if err == nil {
		t.Error("no error of a statement that is none")
	}
	stillWrites(t, d)
}

func TestAPanicRollsBackAndFreesTheWriter(t *testing.T) {
	t.Parallel()
	d := open(t, func(context.Context, []string, []docket.ID) {})
	func() {
		defer func() {
			if r := recover(); r != "at the disco" {
				t.Errorf("recovered %v", r)
			}
		}()
		_ = d.Write(t.Context(), func(tx *db.Tx) error {
			if err := errors.Join(tx.Change(docket.Change{Name: "user.add"}), tx.AddUser(newAccount(t, "ana"), newID(t))); err != nil {
				t.Error(err)
			}
			panic("at the disco")
		})
	}()
	if n := users(t, d); n != 0 {
		t.Errorf("%d users are left of a write that panicked", n)
	}
	stillWrites(t, d)
}

func TestAPanicFreesTheReader(t *testing.T) {
	t.Parallel()
	d := open(t)
	for range 2 * readers() {
		func() {
			defer func() { _ = recover() }()
			_ = d.Read(t.Context(), func(*db.ReadTx) error { panic("at the disco") })
		}()
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	must(t, d.Read(ctx, func(tx *db.ReadTx) error { _, err := tx.CountUsers(); return err }))
}

// readers is how many connections a database reads with.
func readers() int { return max(4, runtime.NumCPU()) }

func TestAContextEndsTheWaitForATurn(t *testing.T) {
	t.Parallel()
	d := open(t)
	release := make(chan struct{})
	var held, done sync.WaitGroup
	hold := func(do func(func()) error) {
		held.Add(1)
		done.Go(func() {
			if err := do(func() { held.Done(); <-release }); err != nil {
				t.Error(err)
			}
		})
	}
	hold(func(wait func()) error {
		return d.Write(t.Context(), func(*db.Tx) error { wait(); return nil })
	})
	for range readers() {
		hold(func(wait func()) error {
			return d.Read(t.Context(), func(*db.ReadTx) error { wait(); return nil })
		})
	}
	held.Wait()
	ctx, cancel := context.WithCancel(t.Context())
	waiting := make(chan error, 2)
	go func() {
		waiting <- d.Write(ctx, func(*db.Tx) error { t.Error("a cancelled write is begun"); return nil })
	}()
	go func() {
		waiting <- d.Read(ctx, func(*db.ReadTx) error { t.Error("a cancelled read is begun"); return nil })
	}()
	cancel()
	for range 2 {
		if err := <-waiting; !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want that the context was cancelled", err)
		}
	}
	close(release)
	done.Wait()
	stillWrites(t, d)
}

func TestAWriteThatHasBegunIsNotCutShort(t *testing.T) {
	t.Parallel()
	hooked := false
	d := open(t, func(ctx context.Context, _ []string, _ []docket.ID) {
		hooked = true
		if err := ctx.Err(); err != nil {
			t.Errorf("the hook's context has ended: %v", err)
		}
		if _, ok := ctx.Deadline(); !ok {
			t.Error("the hook's context has no deadline")
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	err := d.Write(ctx, func(tx *db.Tx) error {
		if err := errors.Join(tx.Change(docket.Change{Name: "user.add"}), tx.AddUser(newAccount(t, "ana"), newID(t))); err != nil {
			return err
		}
		cancel()
		if _, err := tx.CountUsers(); err != nil {
			return err
		}
		return tx.AddUser(newAccount(t, "bob"), newID(t))
	})
	if err != nil || users(t, d) != 2 || !hooked {
		t.Errorf("Write returns %v, %d users, hook called: %v", err, users(t, d), hooked)
	}
	err = d.Read(ctx, func(tx *db.ReadTx) error { _, err := tx.CountUsers(); return err })
	if err != nil {
		t.Errorf("a read that need not wait: %v", err)
	}
}

// heard is what the hooks were told since it was last asked.
type heard struct {
	mu    sync.Mutex
	calls int
	names []string
	users []docket.ID
}

func (h *heard) hook(_ context.Context, names []string, users []docket.ID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.calls++
	h.names, h.users = slices.Clone(names), slices.Clone(users)
}

func TestWhoSeesAChangeIsToldAndGetsANewVersion(t *testing.T) {
	t.Parallel()
	var h heard
	d := open(t, h.hook)
	// The owner and an editor share two lists; the guest sees the first, the
	// neighbour the second, the stranger none.
	people := map[string]docket.ID{}
	for _, name := range []string{"owner", "editor", "guest", "neighbour", "stranger"} {
		people[name] = addUser(t, d, name)
	}
	first := addList(t, d, people["owner"], people["editor"], people["guest"])
	second := addList(t, d, people["owner"], people["neighbour"])
	task := addTasks(t, d, first, people["owner"], 1)[0]
	in := func(name string, lists ...docket.ID) docket.Change { return docket.Change{Name: name, Lists: lists} }
	versions := func() map[string]string {
		return read(t, d, func(tx *db.ReadTx) (map[string]string, error) {
			v := map[string]string{}
			for name, id := range people {
				var err error
				if v[name], err = tx.ListVersion(id); err != nil {
					return nil, err
				}
			}
			return v, nil
		})
	}

	for _, tc := range []struct {
		name    string
		changes []docket.Change
		do      func(tx *db.Tx) error
		told    []string
	}{
		{"a task changes", []docket.Change{in("task.edit", first)},
			func(tx *db.Tx) error { return tx.UpdateTask(task) }, []string{"owner", "editor", "guest"}},
		{"a task moves to another list", []docket.Change{in("task.edit", first), in("task.move", second)}, func(tx *db.Tx) error {
			task.ListID = second
			return tx.UpdateTask(task)
		}, []string{"owner", "editor", "guest", "neighbour"}},
		{"a member comes", []docket.Change{in("list.share", second)},
			func(tx *db.Tx) error { return tx.AddMember(second, people["guest"], docket.RoleViewer) }, []string{"owner", "neighbour", "guest"}},
		{"a member goes", []docket.Change{in("list.unshare", second)}, func(tx *db.Tx) error {
			return tx.Exec(`DELETE FROM list_members WHERE list_id = $1 AND user_id = $2`, second, people["neighbour"])
		}, []string{"owner", "neighbour", "guest"}},
		{"a profile changes", []docket.Change{{Name: "user.profile", Users: []docket.ID{people["editor"]}}}, func(tx *db.Tx) error {
			return tx.SetProfile(people["editor"], docket.Profile{Name: "Eddy", Zone: time.UTC, Theme: docket.ThemeDark})
		}, []string{"editor"}},
		{"a list of one's own sidebar moves", []docket.Change{{Name: "list.reorder", Users: []docket.ID{people["owner"]}}},
			func(tx *db.Tx) error { return tx.MoveList(people["owner"], second, first, true) }, []string{"owner"}},
		{"something that no list shows", []docket.Change{{Name: "device.add"}}, func(tx *db.Tx) error {
			return tx.AddDevice(docket.Device{ID: newID(t), UserID: people["owner"], CreatedAt: start, SeenAt: start})
		}, nil},
		{"a list goes for good", []docket.Change{in("trash.empty", first)},
			func(tx *db.Tx) error { return tx.Exec(`DELETE FROM lists WHERE id = $1`, first) }, []string{"owner", "editor", "guest"}},
	} {
		before := versions()
		h.calls = 0
		var during map[string]string
		must(t, d.Write(t.Context(), func(tx *db.Tx) error {
			for _, c := range tc.changes {
				if err := tx.Change(c); err != nil {
					return err
				}
			}
			if err := tc.do(tx); err != nil {
				return err
			}
			during = versions() // as others see it before the commit
			return nil
		}))
		after := versions()
		var names []string
		for _, c := range tc.changes {
			names = append(names, c.Name)
		}
		var told []docket.ID
		for _, name := range tc.told {
			told = append(told, people[name])
		}
		slices.Sort(told)
		if h.calls != 1 || !slices.Equal(h.names, names) || !slices.Equal(h.users, told) {
			t.Errorf("%s: hook called %d times with %v and %v, want once with %v and %v", tc.name, h.calls, h.names, h.users, names, told)
		}
		for name := range people {
			if during[name] != before[name] {
				t.Errorf("%s: the version of %s is another before the commit", tc.name, name)
			}
			if want := slices.Contains(tc.told, name); (after[name] != before[name]) != want {
				t.Errorf("%s: the version of %s is new: %v, want %v", tc.name, name, !want, want)
			}
			if len(after[name]) != 32 {
				t.Errorf("%s: the version of %s is %q, want 128 bits", tc.name, name, after[name])
			}
		}
	}
}

func TestAWriteThatChangesNothingTellsNobody(t *testing.T) {
	t.Parallel()
	var h heard
	d := open(t, h.hook)
	ana := addUser(t, d, "ana")
	version := func(tx *db.ReadTx) (string, error) { return tx.ListVersion(ana) }
	before := read(t, d, version)
	h.calls = 0
	write(t, d, docket.Change{Name: "task.complete", Users: []docket.ID{ana}}, func(*db.Tx) error { return nil })
	must(t, d.Write(t.Context(), func(*db.Tx) error { return nil }))
	if h.calls != 0 || read(t, d, version) != before {
		t.Errorf("hook called %d times, version %s after %s", h.calls, read(t, d, version), before)
	}
}

func TestAVersionAndTheTasksReadWithItBelongTogether(t *testing.T) {
	t.Parallel()
	d := open(t)
	ana := addUser(t, d, "ana")
	list := addList(t, d, ana)
	tasks := addTasks(t, d, list, ana, 5)
	move := func(i int) error {
		return d.Write(t.Context(), func(tx *db.Tx) error {
			if err := tx.Change(docket.Change{Name: "task.reorder", Lists: []docket.ID{list}}); err != nil {
				return err
			}
			task := tasks[i%len(tasks)]
			var err error
			if task.Position, err = tx.LastPosition(list); err != nil {
				return err
			}
			return tx.UpdateTask(task)
		})
	}
	// One write between the two reads of one snapshot.
	must(t, d.Read(t.Context(), func(tx *db.ReadTx) error {
		before, err := inOrder(tx, list)
		if err != nil {
			return err
		}
		if err := move(0); err != nil {
			return err
		}
		version, err := tx.ListVersion(ana)
		if err != nil {
			return err
		}
		after, err := inOrder(tx, list)
		if now := read(t, d, func(tx *db.ReadTx) (string, error) { return tx.ListVersion(ana) }); now == version {
			t.Error("a snapshot shows a version that was written after it began")
		}
		if !slices.Equal(before, after) {
			t.Error("a snapshot shows an order that was written after it began")
		}
		return err
	}))

	// Many at the same time: a version stands for one state of the list.
	var mu sync.Mutex
	states := map[string][]docket.ID{}
	stop := make(chan struct{})
	var reading, writing sync.WaitGroup
	for range 3 {
		reading.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				err := d.Read(t.Context(), func(tx *db.ReadTx) error {
					version, err := tx.ListVersion(ana)
					if err != nil {
						return err
					}
					ids, err := inOrder(tx, list)
					mu.Lock()
					defer mu.Unlock()
					if known, ok := states[version]; ok && !slices.Equal(known, ids) {
						t.Errorf("version %s has the tasks %v and %v", version, known, ids)
					}
					states[version] = ids
					return err
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for w := range 2 {
		writing.Go(func() {
			for i := range 100 {
				if err := move(w + i); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writing.Wait()
	close(stop)
	reading.Wait()
	if len(states) < 2 {
		t.Errorf("the readers saw %d states", len(states))
	}
}
