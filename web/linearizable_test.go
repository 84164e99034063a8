package web_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/testkit"

	"github.com/anishathalye/porcupine"
)

// overHTTP looks as a browser does.
func overHTTP(_ context.Context, m *member, view docket.View, part bool) (map[docket.ID]string, error) {
	var headers []string
	if part {
		headers = []string{"HX-Request", "true"}
	}
	r, err := answered(func() (testkit.Response, error) {
		return m.client.Try(http.MethodGet, paths.View(view), nil, headers...)
	})
	if err != nil {
		return nil, err
	}
	if r.Status != http.StatusOK {
		return nil, fmt.Errorf("%d: %s", r.Status, r.Body)
	}
	return openRows(r.Body), nil
}

// newMembers makes eight clients, four each of two users who share a list with
// some tasks in it.
func newMembers(t *testing.T, a *testkit.App, read look) []*member {
	t.Helper()
	ana, ben := a.SignedIn("Ana"), a.SignedIn("Ben")
	list := ana.AddList("Shared")
	a.Share(list.ID, ben.User, docket.RoleEditor)
	h := &boardHistory{began: time.Now()}
	var all []*member
	for i := range 8 {
		c, user := ana, ana.User.ID
		if i%2 == 1 {
			c, user = ben, ben.User.ID
		}
		all = append(all, &member{number: i, client: c, user: user, list: list.ID, look: read, history: h,
			random: rand.New(rand.NewPCG(7, uint64(i)))}) // #nosec G404 -- to repeat, not to keep secret
	}
	for range 6 {
		if err := all[0].write(addIt, ""); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// work lets all members act at the same time: half of them mostly read, half of
// them mostly write.
func work(t *testing.T, all []*member, times int) {
	t.Helper()
	var wg sync.WaitGroup
	for _, m := range all {
		wg.Go(func() {
			writes := 0.05
			if m.number >= len(all)/2 {
				writes = 0.4
			}
			for range times {
				if err := m.act(t.Context(), writes); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	for _, m := range all { // what is left when all is quiet
		if err := m.read(t.Context(), docket.View{Kind: docket.ViewToday}, false); err != nil {
			t.Error(err)
		}
	}
	if t.Failed() {
		t.FailNow()
	}
}

func TestNoPageIsOlderThanAnAcknowledgedWrite(t *testing.T) {
	t.Run("every delete arrives", func(t *testing.T) { checkHistory(t, "", 0) })
	t.Run("a fifth of the deletes is lost", func(t *testing.T) {
		testkit.EachRedis(t, func(t *testing.T, url string) { checkHistory(t, url, 0.2) })
	})
}

// checkHistory lets eight clients work on a server that loses this share of the
// cache's deletes.
func checkHistory(t *testing.T, url string, lost float64) {
	t.Helper()
	var a *testkit.App
	var mu sync.Mutex
	dropped, random := 0, rand.New(rand.NewPCG(1, 2)) // #nosec G404 -- to repeat, not to keep secret
	drop := func() bool {
		mu.Lock()
		defer mu.Unlock()
		if random.Float64() < lost {
			dropped++
			return true
		}
		return false
	}
	a = testkit.New(t, testkit.Options{RedisURL: url, Hook: func(ctx context.Context, _ []string, users []docket.ID) {
		for _, user := range users {
			if !drop() {
				_ = a.Cache.Invalidate(ctx, user) // a hint: the versions must do without
			}
		}
	}})
	all := newMembers(t, a, overHTTP)
	before := a.Cache.Stats().Hits
	work(t, all, 30)
	if got := all[0].history.judge(t); got != porcupine.Ok {
		t.Errorf("the history of %d operations is %s, want it linearizable", len(all[0].history.events), got)
	}
	if hits := a.Cache.Stats().Hits - before; hits == 0 {
		t.Error("nothing came from the cache, so nothing was shown")
	}
	if (dropped > 0) != (lost > 0) {
		t.Errorf("%d deletes were lost", dropped)
	}
}

// readThrough is a cached list as the web package makes it, in short; torn, it
// reads the version in another transaction than the list.
type readThrough struct {
	app     *testkit.App
	torn    bool
	between func() error // runs after the list was read; nil for nothing
}

func (r *readThrough) look(ctx context.Context, m *member, view docket.View, _ bool) (map[docket.ID]string, error) {
	key := paths.View(view)
	now, err := r.app.Use.Frame(ctx, m.user)
	if err != nil {
		return nil, err
	}
	if body, ok := r.app.Cache.Get(ctx, m.user, key, now.User.ListVersion); ok {
		return openRows(string(body)), nil
	}
	page, err := r.app.Use.Page(ctx, m.user, view)
	if err != nil {
		return nil, err
	}
	if r.between != nil {
		if err := r.between(); err != nil {
			return nil, err
		}
	}
	version := page.User.ListVersion
	if r.torn {
		if now, err = r.app.Use.Frame(ctx, m.user); err != nil {
			return nil, err
		}
		version = now.User.ListVersion
	}
	var body strings.Builder
	for _, g := range page.Groups {
		for _, t := range g.Tasks {
			fmt.Fprintf(&body, `<li class="task" id="task-%s"><a id="open-%s">%s</a></li>`, t.ID, t.ID, t.Title)
		}
	}
	r.app.Cache.Put(ctx, m.user, key, version, []byte(body.String()))
	return openRows(body.String()), nil
}

func TestAVersionReadInAnotherTransactionIsFound(t *testing.T) {
	for name, tc := range map[string]struct {
		torn bool
		want porcupine.CheckResult
	}{
		"in the list's own transaction": {false, porcupine.Ok},
		"in another transaction":        {true, porcupine.Illegal},
	} {
		t.Run(name, func(t *testing.T) {
			a := testkit.New(t, testkit.Options{})
			cached := &readThrough{app: a, torn: tc.torn}
			all := newMembers(t, a, cached.look)
			reader, writer, task := all[0], all[1], all[0].history.tasks[0]
			work(t, all, 20)

			// A write between the two reads, then looks at what they left in the
			// cache. A Redis that is late once leaves nothing, so until it was used.
			view := docket.View{Kind: docket.ViewList, List: reader.list}
			testkit.Eventually(t, "a look at the cached list", func() bool {
				cached.between = func() error { return writer.write(editIt, task) }
				err := errors.Join(reader.write(restoreIt, task), reader.write(reopenIt, task),
					reader.write(editIt, task), reader.read(t.Context(), view, false))
				cached.between = nil
				hits := a.Cache.Stats().Hits
				for range 3 {
					err = errors.Join(err, reader.read(t.Context(), view, false))
				}
				if err != nil {
					t.Fatal(err)
				}
				return a.Cache.Stats().Hits > hits
			})
			if got := reader.history.judge(t); got != tc.want {
				t.Errorf("the history is %s, want %s", got, tc.want)
			}
		})
	}
}

// TestTheCheckerKnowsAStalePage keeps the judge honest: of two histories that
// differ in what the last look shows, it accepts one.
func TestTheCheckerKnowsAStalePage(t *testing.T) {
	const id = docket.ID("01920000-0000-7000-8000-000000000001")
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	past := []boardEvent{
		{call: ms(1), end: ms(2), action: addIt, task: id, title: "Title 1"},
		{call: ms(3), end: ms(4), action: completeIt, task: id},
	}
	for name, tc := range map[string]struct {
		call time.Duration
		rows map[docket.ID]string
		want porcupine.CheckResult
	}{
		"right":                           {ms(5), nil, porcupine.Ok},
		"stale after the acknowledgement": {ms(5), map[docket.ID]string{id: "Title 1"}, porcupine.Illegal},
		"old but asked before it":         {ms(3), map[docket.ID]string{id: "Title 1"}, porcupine.Ok},
	} {
		t.Run(name, func(t *testing.T) {
			h := &boardHistory{tasks: []docket.ID{id}}
			h.events = append(h.events, past...)
			h.events = append(h.events, boardEvent{client: 1, call: tc.call, end: ms(6), action: lookAt, rows: maps.Clone(tc.rows)})
			if got := h.judge(t); got != tc.want {
				t.Errorf("the history is %s, want %s", got, tc.want)
			}
		})
	}
}
