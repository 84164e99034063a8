package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"docket/internal/app"
	"docket/internal/docket"
)

func TestTodayIsOverdueFirstThenByTimeThenPriority(t *testing.T) {
	h := newHouse(t)
	ana, bob := h.user("Ana", "UTC"), h.user("Bob", "UTC")
	l := h.list(ana, "Home")
	h.share(l.ID, bob, docket.RoleEditor)
	h.task(ana, l.ID, "none", "2026-07-16")
	h.task(ana, l.ID, "low", "2026-07-16", 4)
	h.task(ana, l.ID, "urgent", "2026-07-16", 1)
	h.task(ana, l.ID, "late", "2026-07-16 17:30")
	h.task(ana, l.ID, "early-low", "2026-07-16 09:00", 4)
	h.task(ana, l.ID, "early-high", "2026-07-16 09:00", 2)
	h.task(ana, "", "yesterday", "2026-07-15", 4)
	h.task(ana, "", "long-ago", "2020-01-01")
	h.task(ana, "", "tomorrow", "2026-07-17", 1)
	h.task(ana, "", "someday", "")
	hers := h.task(ana, l.ID, "hers", "2026-07-16 23:59")
	his := h.task(ana, l.ID, "his", "2026-07-16 00:01")
	h.sql(`UPDATE tasks SET assignee_id = ? WHERE id = ?`, ana.ID, hers.ID)
	h.sql(`UPDATE tasks SET assignee_id = ? WHERE id = ?`, bob.ID, his.ID)
	done := h.task(ana, l.ID, "done", "2026-07-16")
	_, err := h.CompleteTask(t.Context(), ana, done.ID, app.AskSubtasks)
	h.check(err)
	gone := h.task(ana, l.ID, "gone", "2026-07-16")
	_, err = h.DeleteTask(t.Context(), ana, gone.ID)
	h.check(err)
	const rest = "early-high early-low late"
	h.shows(ana, viewOf(docket.ViewToday), "overdue(2): long-ago yesterday; today(7): "+rest+" hers urgent low none; done(1): done")
	h.shows(bob, viewOf(docket.ViewToday), "today(7): his "+rest+" urgent low none; done(1): done")
	if got := h.page(ana, viewOf(docket.ViewToday)).Sidebar.Today; got != 9 {
		t.Errorf("the sidebar counts %d for Ana's today, want 9", got)
	}
}

func TestTodayFollowsTheUsersMidnight(t *testing.T) {
	h := newHouse(t)
	ana, bob := h.user("Ana", "Pacific/Kiritimati"), h.user("Bob", "Pacific/Pago_Pago") // UTC+14 and UTC-11
	l := h.list(ana, "Home")
	h.share(l.ID, bob, docket.RoleEditor)
	h.task(ana, l.ID, "16th", "2026-07-16")
	h.task(ana, l.ID, "17th", "2026-07-17")
	h.now = time.Date(2026, 7, 16, 9, 59, 0, 0, time.UTC) // 23:59 on the 16th, 22:59 on the 15th
	h.shows(ana, viewOf(docket.ViewToday), "today(1): 16th")
	h.shows(bob, viewOf(docket.ViewToday), "")
	h.now = h.now.Add(time.Minute)
	h.shows(ana, viewOf(docket.ViewToday), "overdue(1): 16th; today(1): 17th")
	h.now = h.now.Add(time.Hour)
	h.shows(bob, viewOf(docket.ViewToday), "today(1): 16th")
}

func TestUpcomingIsFourteenDaysAndLater(t *testing.T) {
	h := newHouse(t)
	ana := h.user("Ana", "UTC")
	for due, title := range map[string]string{"2026-07-15": "past", "2026-07-16": "now", "2026-07-29": "day14", "2026-07-30": "day15", "9999-12-31": "last"} {
		h.task(ana, "", title, due)
	}
	h.task(ana, "", "at-nine", "2026-07-29 09:00")
	p := h.page(ana, viewOf(docket.ViewUpcoming))
	if len(p.Groups) != 15 || p.Groups[0].Date != "2026-07-16" || p.Groups[13].Date != "2026-07-29" || p.Groups[14].Key != docket.GroupLater {
		t.Errorf("the groups are %+v", p.Groups)
	}
	h.shows(ana, viewOf(docket.ViewUpcoming), "d2026-07-16(1): now; d2026-07-29(2): at-nine day14; later(2): day15 last")
}

func TestCompletedIsByDayInTheUsersZone(t *testing.T) {
	h := newHouse(t)
	ana := h.user("Ana", "Europe/Lisbon") // UTC+1 in July
	for _, at := range []string{"2026-07-14T22:59:59Z", "2026-07-14T23:00:00Z", "2026-07-15T12:00:00Z", "2026-07-15T22:59:59Z", "2026-07-15T23:00:00Z"} {
		task := h.task(ana, "", at[8:16], "")
		when, err := time.Parse(time.RFC3339, at)
		h.check(err)
		h.now = when.Add(-time.Millisecond)
		_, err = h.CompleteTask(t.Context(), ana, task.ID, app.AskSubtasks)
		h.check(err)
	}
	h.now = time.Date(2026, 7, 16, 12, 0, 0, 0, time.UTC)
	h.shows(ana, viewOf(docket.ViewCompleted), "d2026-07-16(1): 15T23:00; d2026-07-15(3): 15T22:59 15T12:00 14T23:00; d2026-07-14(1): 14T22:59")
}

func TestListsKeepTheirOrder(t *testing.T) {
	h := newHouse(t)
	ana := h.user("Ana", "UTC")
	l := h.list(ana, "Home")
	var ids []docket.ID
	for _, title := range []string{"a", "b", "c", "d"} {
		ids = append(ids, h.task(ana, l.ID, title, "").ID)
	}
	move := func(id docket.ID, to app.TaskMove, want string) {
		t.Helper()
		_, err := h.MoveTask(t.Context(), ana, id, to)
		h.check(err)
		h.shows(ana, inList(l.ID), want)
	}
	h.shows(ana, inList(l.ID), "open(4): a b c d")
	move(ids[3], app.TaskMove{Before: string(ids[0])}, "open(4): d a b c")
	move(ids[0], app.TaskMove{After: string(ids[2])}, "open(4): d b c a")
	move(ids[1], app.TaskMove{After: string(ids[1])}, "open(4): d b c a")
	for i := range 80 { // more often than a place can be halved
		move(ids[i%2+1], app.TaskMove{After: string(ids[3])}, []string{"open(4): d b c a", "open(4): d c b a"}[i%2])
	}
	_, err := h.CompleteTask(t.Context(), ana, ids[1], app.AskSubtasks)
	h.check(err)
	_, err = h.CompleteTask(t.Context(), ana, ids[2], app.AskSubtasks)
	h.check(err)
	h.shows(ana, inList(l.ID), "open(2): d a; done(2): c b")
	h.task(ana, l.ID, "e", "")
	h.shows(ana, inList(l.ID), "open(3): d a e; done(2): c b")
}

func TestArchivedListsLeaveTodayUpcomingAndCounts(t *testing.T) {
	h := newHouse(t)
	ana := h.user("Ana", "UTC")
	l := h.list(ana, "Home")
	h.task(ana, l.ID, "due", "2026-07-16")
	done := h.task(ana, l.ID, "done", "")
	_, err := h.CompleteTask(t.Context(), ana, done.ID, app.AskSubtasks)
	h.check(err)
	_, err = h.ArchiveList(t.Context(), ana, l.ID)
	h.check(err)
	h.shows(ana, viewOf(docket.ViewToday), "done(1): done")
	h.shows(ana, viewOf(docket.ViewUpcoming), "")
	h.shows(ana, viewOf(docket.ViewCompleted), "d2026-07-16(1): done")
	p := h.page(ana, inList(l.ID))
	if p.Sidebar.Today != 0 || len(p.Sidebar.Lists) != 0 || len(p.Sidebar.Archived) != 1 || outline(p) != "open(1): due; done(1): done" {
		t.Errorf("archived: today %d, lists %v, %s", p.Sidebar.Today, p.Sidebar.Lists, outline(p))
	}
	_, err = h.UnarchiveList(t.Context(), ana, l.ID)
	h.check(err)
	h.shows(ana, viewOf(docket.ViewToday), "today(1): due; done(1): done")
}

func TestDeletedListsHideTheirTasks(t *testing.T) {
	h := newHouse(t)
	ana := h.user("Ana", "UTC")
	l := h.list(ana, "Home")
	due, done, gone := h.task(ana, l.ID, "due", "2026-07-16"), h.task(ana, l.ID, "done", ""), h.task(ana, l.ID, "gone", "")
	_, err := h.CompleteTask(t.Context(), ana, done.ID, app.AskSubtasks)
	h.check(err)
	_, err = h.DeleteTask(t.Context(), ana, gone.ID)
	h.check(err)
	_, err = h.DeleteList(t.Context(), ana, l.ID)
	h.check(err)
	for _, kind := range []docket.ViewKind{docket.ViewToday, docket.ViewUpcoming, docket.ViewCompleted, docket.ViewTrash} {
		h.shows(ana, viewOf(kind), "")
	}
	for _, task := range []docket.Task{due, done, gone} {
		_, _, err := h.TaskPage(t.Context(), ana.ID, task.ID)
		h.refuses("opening a task of a deleted list", err, docket.KindNotFound)
		_, err = h.RestoreTask(t.Context(), ana, task.ID)
		h.refuses("restoring a task of a deleted list", err, docket.KindNotFound)
	}
	_, err = h.Page(t.Context(), ana.ID, inList(l.ID))
	h.refuses("looking at a deleted list", err, docket.KindNotFound)
	if got := docket.MessageOf(err); !strings.Contains(got, "“Home” is in the trash") {
		t.Errorf("its owner is told %q", got)
	}
	_, err = h.ListToManage(t.Context(), ana, l.ID)
	h.refuses("editing a deleted list", err, docket.KindNotFound)
	for name, refusal := range map[string]error{
		"looks": func() error { _, err := h.Page(t.Context(), h.user("Bob", "UTC").ID, inList(l.ID)); return err }(),
		"edits": func() error { _, err := h.ListToManage(t.Context(), h.user("Cem", "UTC"), l.ID); return err }(),
	} {
		if got := docket.MessageOf(refusal); got != docket.NotFound().Message {
			t.Errorf("a stranger who %s is told %q", name, got)
		}
	}
	if p := h.page(ana, viewOf(docket.ViewTrash)); len(p.Lists) != 1 || p.Lists[0].Open != 2 || len(p.Sidebar.Lists) != 0 {
		t.Errorf("the trash has the lists %+v, the sidebar %+v", p.Lists, p.Sidebar.Lists)
	}
	_, err = h.RestoreList(t.Context(), ana, l.ID)
	h.check(err)
	h.shows(ana, inList(l.ID), "open(1): due; done(1): done")
	h.shows(ana, viewOf(docket.ViewTrash), "trash(1): gone")
}

func TestSidebarCountsOpenTasksInTheUsersOrder(t *testing.T) {
	h := newHouse(t)
	ana, bob := h.user("Ana", "UTC"), h.user("Bob", "UTC")
	a, b, c := h.list(ana, "a"), h.list(ana, "b"), h.list(ana, "c")
	h.share(a.ID, bob, docket.RoleEditor)
	h.share(c.ID, bob, docket.RoleViewer)
	for range 3 {
		h.task(ana, a.ID, "x", "2026-07-16")
	}
	h.task(bob, a.ID, "bob's", "2026-07-01")
	h.task(ana, "", "inbox", "")
	done := h.task(ana, b.ID, "done", "2026-07-16")
	_, err := h.CompleteTask(t.Context(), ana, done.ID, app.AskSubtasks)
	h.check(err)
	say := func(u docket.User) string {
		s := h.page(u, viewOf(docket.ViewToday)).Sidebar
		var out strings.Builder
		fmt.Fprintf(&out, "inbox %d, today %d", s.Inbox.Open, s.Today)
		for _, l := range s.Lists {
			fmt.Fprintf(&out, ", %s %d %s", l.Name, l.Open, l.Role)
		}
		return out.String()
	}
	for _, tc := range []struct {
		u    docket.User
		want string
	}{{ana, "inbox 1, today 4, a 4 owner, b 0 owner, c 0 owner"}, {bob, "inbox 0, today 4, a 4 editor, c 0 viewer"}} {
		if got := say(tc.u); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.u.Name, got, tc.want)
		}
	}
	h.check(h.MoveList(t.Context(), ana, c.ID, app.ListMove{Before: string(a.ID), After: ""}))
	h.check(h.MoveList(t.Context(), bob, a.ID, app.ListMove{Before: "", After: string(c.ID)}))
	if got, want := say(ana), "inbox 1, today 4, c 0 owner, a 4 owner, b 0 owner"; got != want {
		t.Errorf("moved: %s, want %s", got, want)
	}
	if got, want := say(bob), "inbox 0, today 4, c 0 viewer, a 4 editor"; got != want {
		t.Errorf("moved: %s, want %s", got, want)
	}
}

// A task due within the seven days of a week is in one group only, and every
// open task with a day is in Today or Upcoming.
func TestEveryDueTaskIsInTodayOrUpcoming(t *testing.T) {
	h := newHouse(t)
	ana := h.user("Ana", "UTC")
	var want []string
	for i := -20; i < 30; i++ {
		day := docket.Date("2026-07-16").AddDays(i)
		h.task(ana, "", string(day), string(day))
		want = append(want, string(day))
	}
	var got []string
	for i, kind := range []docket.ViewKind{docket.ViewToday, docket.ViewUpcoming} {
		for _, g := range h.page(ana, viewOf(kind)).Groups {
			for _, task := range g.Tasks {
				if i == 0 || task.DueOn != "2026-07-16" { // today is in both
					got = append(got, task.Title)
				}
			}
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("shown are\n%v\nwant\n%v", got, want)
	}
}
