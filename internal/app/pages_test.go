package app_test

import (
	"fmt"
	"testing"
	"time"

	"docket/internal/docket"
)

// many is more than six pages of tasks.
const many = 1234

// bulk is a view filled with many tasks.
type bulk struct {
	*house
	ana  docket.User
	view docket.View
	list docket.ID
}

func newBulk(t *testing.T, kind docket.ViewKind) *bulk {
	h := newHouse(t)
	b := &bulk{house: h, ana: h.user("Ana", "Europe/Lisbon"), view: viewOf(kind)}
	b.list = h.list(b.ana, "Home").ID
	switch kind {
	case docket.ViewInbox:
		b.list = h.page(b.ana, viewOf(docket.ViewInbox)).Sidebar.Inbox.ID
	case docket.ViewList:
		b.view.List = b.list
	}
	now := h.now
	each := func(i int, task *docket.Task) {
		today := docket.Date("2026-07-16")
		switch kind {
		case docket.ViewToday:
			task.DueOn = today.AddDays(-(i % 5))
		case docket.ViewUpcoming:
			task.DueOn = today.AddDays(i % 40)
		case docket.ViewCompleted:
			task.CompletedAt = now.Add(-time.Duration(i/3) * 17 * time.Minute) // several at the same moment
		case docket.ViewTrash:
			task.DeletedAt = now.Add(-time.Duration(i/3) * 17 * time.Minute)
		}
		if i%7 == 0 && task.DueOn != "" {
			task.DueTime = docket.Clock(fmt.Sprintf("%02d:00", i%24))
		}
		task.Priority = docket.Priority(i % 5)
	}
	if kind == docket.ViewInbox || kind == docket.ViewList {
		h.fill(b.ana, b.list, many, each)
		return b
	}
	// From two lists, so that there are neighbours with the same times in both.
	h.fill(b.ana, b.list, many/2, each)
	h.fill(b.ana, h.list(b.ana, "Work").ID, many-many/2, each)
	return b
}

// walk goes through all pages and calls between after each but the last. It
// returns how often each task was shown.
func (b *bulk) walk(between func(page int, p docket.Page)) map[docket.ID]int {
	b.t.Helper()
	seen := map[docket.ID]int{}
	v := b.view
	for n := 1; ; n++ {
		p := b.page(b.ana, v)
		rows := 0
		for _, g := range p.Groups {
			rows += len(g.Tasks)
			for _, task := range g.Tasks {
				seen[task.ID]++
			}
		}
		if p.More == "" {
			return seen
		}
		if rows != docket.PageSize || n > 20 {
			b.t.Fatalf("page %d has %d rows", n, rows)
		}
		if between != nil {
			between(n, p)
		}
		v.After = p.More
	}
}

func eachView(t *testing.T, f func(t *testing.T, b *bulk)) {
	for _, kind := range []docket.ViewKind{docket.ViewInbox, docket.ViewList, docket.ViewToday, docket.ViewUpcoming, docket.ViewCompleted, docket.ViewTrash} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			f(t, newBulk(t, kind))
		})
	}
}

func TestMoreCoversEveryTaskOnce(t *testing.T) {
	eachView(t, func(t *testing.T, b *bulk) {
		seen := b.walk(nil)
		if len(seen) != many {
			t.Errorf("%d tasks are shown, want %d", len(seen), many)
		}
		for id, n := range seen {
			if n != 1 {
				t.Fatalf("%s is shown %d times", id, n)
			}
		}
	})
}

// What nobody touches is shown once, also when tasks come and go between the
// pages that one scrolls through, right where a page ends above all.
func TestMoreSkipsAndDoublesNothingWhileTasksComeAndGo(t *testing.T) {
	eachView(t, func(t *testing.T, b *bulk) {
		touched := map[docket.ID]bool{}
		var all []docket.ID
		for id := range b.walk(nil) {
			all = append(all, id)
		}
		seen := b.walk(func(n int, p docket.Page) {
			var rows []docket.Task
			for _, g := range p.Groups {
				rows = append(rows, g.Tasks...)
			}
			for _, i := range []int{0, 100, len(rows) - 1} { // the last is what the next page comes after
				touched[rows[i].ID] = true
				b.remove(rows[i].ID)
			}
			for _, due := range []string{"", "2026-07-16", "2026-07-14", "2026-08-20"} {
				b.task(b.ana, b.list, fmt.Sprint("new ", n), due, 1)
			}
		})
		for _, id := range all {
			if !touched[id] && seen[id] != 1 {
				t.Fatalf("%s, which nobody touched, is shown %d times", id, seen[id])
			}
			if touched[id] && seen[id] > 1 {
				t.Fatalf("%s is shown %d times", id, seen[id])
			}
		}
	})
}

// remove takes a task out of the view.
func (b *bulk) remove(id docket.ID) {
	b.t.Helper()
	var err error
	switch b.view.Kind {
	case docket.ViewCompleted:
		_, err = b.ReopenTask(b.t.Context(), b.ana, id)
	case docket.ViewTrash:
		_, err = b.RestoreTask(b.t.Context(), b.ana, id)
	default:
		_, err = b.DeleteTask(b.t.Context(), b.ana, id)
	}
	b.check(err)
}

// The heads of the groups count all of their tasks, on whatever page they are.
func TestGroupsCountBeyondTheirPage(t *testing.T) {
	eachView(t, func(t *testing.T, b *bulk) {
		counts, rows := map[docket.GroupKey]int{}, map[docket.GroupKey]int{}
		v := b.view
		for {
			p := b.page(b.ana, v)
			for _, g := range p.Groups {
				if n, ok := counts[g.Key]; ok && n != g.Count {
					t.Errorf("%s counts %d on one page and %d on the next", g.Key, n, g.Count)
				}
				counts[g.Key] = g.Count
				rows[g.Key] += len(g.Tasks)
			}
			if v.After = p.More; p.More == "" {
				break
			}
		}
		for key, n := range counts {
			if rows[key] != n {
				t.Errorf("%s counts %d and has %d rows", key, n, rows[key])
			}
		}
	})
}

func TestCompletedCountsAgreeOnNightsWhenTheClockGoesBack(t *testing.T) {
	h := newHouse(t)
	ana := h.user("Ana", "Asia/Amman") // 01:00 was 00:00 again on 29 October 2021
	for _, at := range []string{"2021-10-28T20:30:00Z", "2021-10-28T21:30:00Z", "2021-10-28T22:30:00Z"} {
		task := h.task(ana, "", at[11:16], "")
		when, err := time.Parse(time.RFC3339, at)
		h.check(err)
		h.now = when
		_, err = h.CompleteTask(t.Context(), ana, task.ID, "")
		h.check(err)
	}
	h.shows(ana, viewOf(docket.ViewCompleted), "d2021-10-29(2): 22:30 21:30; d2021-10-28(1): 20:30")
}

func TestCursorsThatAreNoneLeadNowhere(t *testing.T) {
	h := newHouse(t)
	ana := h.user("Ana", "UTC")
	l := h.list(ana, "Home")
	for _, kind := range []docket.ViewKind{docket.ViewInbox, docket.ViewList, docket.ViewToday, docket.ViewUpcoming, docket.ViewCompleted, docket.ViewTrash} {
		v := viewOf(kind)
		if kind == docket.ViewList {
			v.List = l.ID
		}
		for _, after := range []docket.Cursor{"x", "!", docket.NewCursor(), docket.NewCursor("x", "y"), docket.NewCursor("", "y"), docket.NewCursor("99999999999999999990", "y"),
			docket.NewCursor("a", "b", "c", "d"), docket.NewCursor("1", "2", "3", "4", "5")} {
			v.After = after
			_, err := h.Page(t.Context(), ana.ID, v)
			h.refuses(fmt.Sprintf("%s after %q", kind, after), err, docket.KindNotFound)
		}
	}
	_, err := h.Page(t.Context(), ana.ID, viewOf("board"))
	h.refuses("an unknown view", err, docket.KindNotFound)
}

func TestCompletedPreviewIsShort(t *testing.T) {
	h := newHouse(t)
	ana := h.user("Ana", "UTC")
	l := h.list(ana, "Home")
	h.fill(ana, l.ID, 30, func(i int, task *docket.Task) { task.CompletedAt = h.now.Add(time.Duration(i) * time.Millisecond) })
	for _, v := range []docket.View{inList(l.ID), viewOf(docket.ViewToday)} {
		if p := h.page(ana, v); p.Done.Count != 30 || len(p.Done.Tasks) != docket.CompletedPreview || p.Done.Tasks[0].Title != "task 29" {
			t.Errorf("%s previews %s", v.Kind, outline(p))
		}
	}
}
