package db_test

import (
	"context"
	"errors"
	"runtime"
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
		tx.Change(docket.Change{Name: "user.add"})
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
			tx.Change(named)
			return tx.AddUser(newAccount(t, "bob"), newID(t))
		}, "names no change"},
		"a change without a name": {func(t *testing.T, tx *db.Tx) error {
			tx.Change(docket.Change{Users: []docket.ID{"x"}})
			tx.Change(named)
			return tx.AddUser(newAccount(t, "ana"), newID(t))
		}, "without a name"},
		"an error of fn": {func(t *testing.T, tx *db.Tx) error {
			tx.Change(named)
			if err := tx.AddUser(newAccount(t, "ana"), newID(t)); err != nil {
				return err
			}
			return sorry
		}, "no more"},
		"a statement that fails, hidden, and one more": {func(t *testing.T, tx *db.Tx) error {
			ana := newAccount(t, "ana")
			tx.Change(named)
			if err := tx.AddUser(ana, newID(t)); err != nil {
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
		tx.Change(docket.Change{Name: "x"})
		return tx.Exec("this is no SQL")
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
			tx.Change(docket.Change{Name: "user.add"})
			if err := tx.AddUser(newAccount(t, "ana"), newID(t)); err != nil {
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
		tx.Change(docket.Change{Name: "user.add"})
		if err := tx.AddUser(newAccount(t, "ana"), newID(t)); err != nil {
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

func TestAReadOfOneStatementIsNoMore(t *testing.T) {
	t.Parallel()
	d := open(t)
	n := -1
	must(t, d.ReadOnce(t.Context(), func(tx *db.ReadTx) (err error) {
		n, err = tx.CountUsers()
		return err
	}))
	if n != 0 {
		t.Errorf("a new database has %d users", n)
	}
	err := d.ReadOnce(t.Context(), func(tx *db.ReadTx) error {
		if _, err := tx.CountUsers(); err != nil {
			return err
		}
		_, err := tx.Users()
		return err
	})
	if err == nil {
		t.Error("two statements were read that may not belong together")
	}
	must(t, d.Read(t.Context(), func(tx *db.ReadTx) error { // the connections are as before
		_, err := tx.CountUsers()
		return err
	}))
}
