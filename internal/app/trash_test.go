package app_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"docket/db"
	"docket/internal/app"
	"docket/internal/docket"
)

func TestTrashEmptiesWhatTheUserMayOnly(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	ana, bob, vic, sam := h.user("Ana", "UTC"), h.user("Bob", "UTC"), h.user("Vic", "UTC"), h.user("Sam", "UTC")
	shared, own, deleted := h.list(ana, "Shared"), h.list(ana, "Own"), h.list(ana, "Deleted")
	for _, l := range []docket.List{shared, deleted} {
		h.share(l.ID, bob, docket.RoleEditor)
		h.share(l.ID, vic, docket.RoleViewer)
	}
	h.task(ana, shared.ID, "kept", "")
	h.task(ana, deleted.ID, "in the deleted list", "")
	for _, l := range []docket.ID{shared.ID, own.ID, deleted.ID} {
		task := h.task(ana, l, "gone-from-"+string(l[:1]), "")
		_, err := h.DeleteTask(ctx, ana, task.ID)
		h.check(err)
	}
	_, err := h.DeleteList(ctx, ana, deleted.ID)
	h.check(err)
	count := func(u docket.User) (tasks, lists int) {
		p := h.page(u, viewOf(docket.ViewTrash))
		return p.Groups[0].Count, len(p.Lists)
	}
	for _, tc := range []struct {
		u            docket.User
		tasks, lists int // in the trash before
		removes      int64
		leaves       int // tasks in Ana's trash
	}{{vic, 0, 1, 0, 2}, {sam, 0, 0, 0, 2}, {bob, 1, 1, 1, 1}, {ana, 1, 1, 2, 0}, {ana, 0, 0, 0, 0}} {
		if tasks, lists := count(tc.u); tasks != tc.tasks || lists != tc.lists {
			t.Errorf("%s's trash has %d tasks and %d lists, want %d and %d", tc.u.Name, tasks, lists, tc.tasks, tc.lists)
		}
		n, err := h.EmptyTrash(ctx, tc.u)
		if err != nil || n != tc.removes {
			t.Errorf("%s empties the trash: %d, %v, want %d", tc.u.Name, n, err, tc.removes)
		}
		if tasks, _ := count(ana); tasks != tc.leaves {
			t.Errorf("after %s, Ana's trash has %d tasks, want %d", tc.u.Name, tasks, tc.leaves)
		}
	}
	h.shows(ana, inList(shared.ID), "open(1): kept")
	_, err = h.RestoreList(ctx, ana, deleted.ID)
	h.refuses("restoring what is gone for good", err, docket.KindNotFound)
}

func TestWhatIsInTheTrashIsNotChangedButRestored(t *testing.T) {
	u := newUndoHouse(t)
	ctx := t.Context()
	_, err := u.DeleteTask(ctx, u.ana, u.a.ID)
	u.check(err)
	before := u.get(u.ana, u.a.ID)
	for name, act := range u.acts() {
		_, err := act(u.ana)
		u.refuses(name+" in the trash", err, docket.KindConflict)
	}
	_, err = u.ReopenTask(ctx, u.ana, u.a.ID)
	u.refuses("reopening in the trash", err, docket.KindConflict)
	if after := u.get(u.ana, u.a.ID); !same(before, after) {
		t.Errorf("changed: %v", before.Diff(&after))
	}
	u.shows(u.ana, inList(u.l.ID), "open(2): b c")
	_, err = u.RestoreTask(ctx, u.bob, u.a.ID)
	u.check(err)
	u.shows(u.ana, inList(u.l.ID), "open(3): a b c")
	for name, again := range map[string]func() (app.TaskChange, error){
		"restore": func() (app.TaskChange, error) { return u.RestoreTask(ctx, u.ana, u.a.ID) },
		"reopen":  func() (app.TaskChange, error) { return u.ReopenTask(ctx, u.ana, u.a.ID) },
	} {
		if done, err := again(); err != nil || done.Changed() {
			t.Errorf("%s of what is so already: changed %v, %v", name, done.Changed(), err)
		}
	}
}

func TestTidyRemovesWhatIsThirtyDaysOldAndNotBefore(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	ana := h.user("Ana", "UTC")
	l, gone := h.list(ana, "Home"), h.list(ana, "Gone")
	task, kept := h.task(ana, l.ID, "old", ""), h.task(ana, l.ID, "kept", "")
	h.task(ana, gone.ID, "with its list", "")
	deleted, err := h.DeleteTask(ctx, ana, task.ID)
	h.check(err)
	_, err = h.DeleteList(ctx, ana, gone.ID)
	h.check(err)
	listDeleted := h.now
	edited, err := h.EditTask(ctx, ana, kept.ID, app.TaskEdit{Title: str("edited")})
	h.check(err)

	h.now = deleted.After.DeletedAt.Add(docket.TrashFor - time.Minute)
	h.list(ana, "New")
	h.check(h.Tidy(ctx))
	if p := h.page(ana, viewOf(docket.ViewTrash)); p.Groups[0].Count != 1 || len(p.Lists) != 1 {
		t.Fatalf("a minute before 30 days the trash has %d tasks and %d lists", p.Groups[0].Count, len(p.Lists))
	}
	before := h.page(ana, viewOf(docket.ViewTrash)).User.ListVersion
	h.now = listDeleted.Add(docket.TrashFor + time.Minute)
	h.check(h.Tidy(ctx))
	p := h.page(ana, viewOf(docket.ViewTrash))
	if p.Groups[0].Count != 0 || len(p.Lists) != 0 {
		t.Errorf("after 30 days the trash has %d tasks and %d lists", p.Groups[0].Count, len(p.Lists))
	}
	if p.User.ListVersion == before {
		t.Error("the cached trash was not made invalid")
	}
	h.shows(ana, inList(l.ID), "open(1): edited")
	_, err = h.Undo(ctx, ana, edited.ID)
	h.refuses("undo of what was forgotten", err, docket.KindNotFound)
	_, _, err = h.TaskPage(ctx, ana.ID, task.ID)
	h.refuses("opening what was removed", err, docket.KindNotFound)
}

func TestTidyForgetsDevicesLongAfterTheyWereSeen(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	in, err := h.SignUp(ctx, app.NewAccount{Name: "Ana", Email: "ana@example.com", Password: "correct horse paper lantern"}, app.Origin{})
	h.check(err)
	began := h.now
	for _, days := range []int{179, 181} {
		h.now = began.Add(time.Duration(days) * 24 * time.Hour)
		h.list(in.User, fmt.Sprint("List of day ", days)) // a change of now, so that the clock is believed
		h.check(h.Tidy(ctx))
		h.now = began // when a device that is kept is signed in
		if devices, err := h.Devices(ctx, in.User); err != nil || (len(devices) == 1) != (days < 180) {
			t.Errorf("after %d days: %d devices, %v", days, len(devices), err)
		}
	}
	_, err = h.SignedIn(ctx, in.Device.ID)
	h.refuses("a forgotten device", err, docket.KindUnauthorized)
}

func TestAClockFarAheadRemovesNothing(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	h.check(h.Tidy(ctx)) // where there is nothing yet
	in, err := h.SignUp(ctx, app.NewAccount{Name: "Ana", Email: "ana@example.com", Password: "correct horse paper lantern"}, app.Origin{})
	h.check(err)
	task := h.task(in.User, h.list(in.User, "Home").ID, "deleted", "")
	done, err := h.DeleteTask(ctx, in.User, task.ID)
	h.check(err)
	right := h.now
	there := func() (n int) {
		at := h.now
		defer func() { h.now = at }()
		h.now = right // when a device that is kept is signed in
		devices, err := h.Devices(ctx, in.User)
		h.check(err)
		n = len(devices) + h.page(in.User, viewOf(docket.ViewTrash)).Groups[0].Count
		h.check(h.db.Read(ctx, func(tx *db.ReadTx) error {
			if _, err := tx.Entries(in.User.ID, done.ID); docket.KindOf(err) != docket.KindNotFound {
				n++
				return err
			}
			return nil
		}))
		return n
	}
	for _, ahead := range []time.Duration{25 * time.Hour, 31 * 24 * time.Hour, 200 * 24 * time.Hour} {
		h.now = right.Add(ahead)
		if err := h.Tidy(ctx); !errors.Is(err, app.ErrClockAhead) || there() != 3 {
			t.Errorf("a clock %v ahead leaves %d of 3 things, %v", ahead, there(), err)
		}
	}
	// Whatever was done by the wrong clock is in the future of the right one, and says nothing about it.
	h.task(in.User, "", "of the future", "")
	h.now = right.Add(31 * 24 * time.Hour)
	if err := h.Tidy(ctx); !errors.Is(err, app.ErrClockAhead) || there() != 3 {
		t.Errorf("after changes by a wrong clock %d of 3 things are left, %v", there(), err)
	}
	// Where Docket was only switched off for long, the first change by that clock ends it.
	h.now = right.Add(201 * 24 * time.Hour)
	h.check(h.Tidy(ctx))
	if there() != 0 {
		t.Errorf("after a change by that clock %d things are left", there())
	}
}
