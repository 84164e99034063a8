package db_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"docket/db"
	"docket/internal/docket"
)

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
				tx.Change(c)
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
			tx.Change(docket.Change{Name: "task.reorder", Lists: []docket.ID{list}})
			task := tasks[i%len(tasks)]
			var err error
			if task.Rank, err = tx.LastRank(list); err != nil {
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
