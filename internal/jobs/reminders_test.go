package jobs_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/testkit"
)

func TestAReminderIsSentOnceAtItsMinute(t *testing.T) {
	t.Parallel()
	testkit.EachRedis(t, func(t *testing.T, url string) {
		k := newKit(t, testkit.Options{RedisURL: url})
		ana := k.user("Ana", "Europe/Lisbon") // UTC+1 in summer
		task := k.task(ana, "Water the beans", "2026-07-17 09:30")
		r := k.remind(ana, task, 10)
		k.expect("before", k.at(moment("2026-07-17 08:19")))
		mails := k.at(moment("2026-07-17 08:20"))
		k.expect("at its minute", mails, "Water the beans")
		if sent := k.reminder(r.ID).SentAt; sent.Sub(moment("2026-07-17 08:20")).Abs() > 5*time.Second {
			t.Errorf("it is noted that it was sent at %v", sent)
		}
		if jobs := k.jobs(); len(jobs) > 0 {
			t.Errorf("there are jobs left: %v", jobs)
		}
		k.expect("later", k.at(moment("2026-07-19 08:20")))
		if len(mails) == 0 {
			return
		}
		m, h := mails[0], mails[0].Header
		if len(m.To) != 1 || m.To[0] != "Ana@example.com" || m.From != "docket@example.com" {
			t.Errorf("it is from %s to %v", m.From, m.To)
		}
		unsubscribe := strings.Trim(h.Get("List-Unsubscribe"), "<>")
		secret := unsubscribe[strings.LastIndexByte(unsubscribe, '.')+1:]
		if u, err := k.Use.Subscribed(t.Context(), secret); err != nil || u.ID != ana.ID || !strings.HasPrefix(unsubscribe, public+"/") {
			t.Errorf("List-Unsubscribe is %q, for %q: %v", unsubscribe, u.Name, err)
		}
		for header, want := range map[string]string{
			"List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
			"Auto-Submitted":        "auto-generated",
			"Message-Id":            fmt.Sprintf("<reminder-%s-%d@example.com>", r.ID, r.RemindAt.UnixMilli()),
		} {
			if h.Get(header) != want {
				t.Errorf("%s is %q, want %q", header, h.Get(header), want)
			}
		}
		open := public + "/tasks/" + string(task.ID)
		for part, text := range map[string]string{"text": m.Text, "HTML": m.HTML} {
			for _, want := range []string{"Due Friday 17 July at 09:30, in Inbox.", open, open + "/reminders/" + string(r.ID), unsubscribe} {
				if !strings.Contains(strings.ReplaceAll(text, "&amp;", "&"), want) {
					t.Errorf("the %s does not have %q:\n%s", part, want, text)
				}
			}
			if strings.Contains(text, k.URL) {
				t.Errorf("the %s links to the server's own address:\n%s", part, text)
			}
		}
	})
}

func TestAReminderSaysWhenTheTaskIsDue(t *testing.T) {
	t.Parallel()
	k := newKit(t, testkit.Options{})
	ana := k.user("Ana", "UTC")
	now := k.remind(ana, k.task(ana, "Now", "2026-07-17 10:00"), 0)
	k.remind(ana, k.task(ana, "In an hour", "2026-07-17 11:00"), 60)
	soon := moment("2026-07-17 09:58")
	k.Clock.Set(soon)
	k.remind(ana, k.task(ana, "Soon", "2026-07-17 09:59"), 60)
	for _, m := range k.at(soon.Add(30 * time.Second)) {
		if want := "Due Friday 17 July at 09:59, in Inbox."; m.Subject() != "Soon" || !strings.Contains(m.Text, want) {
			t.Errorf("%s: the mail half a minute before does not say %q:\n%s", m.Subject(), want, m.Text)
		}
	}
	for _, m := range k.at(moment("2026-07-17 10:00")) {
		want := map[string]string{"Now": "Due now, Friday 17 July at 10:00, in Inbox.", "In an hour": "Due Friday 17 July at 11:00, in Inbox."}[m.Subject()]
		if !strings.Contains(m.Text, want) {
			t.Errorf("%s: the mail does not say %q:\n%s", m.Subject(), want, m.Text)
		}
	}
	_, err := k.Use.Snooze(t.Context(), ana, now.TaskID, now.ID, "1440")
	k.must(err)
	for _, m := range k.at(moment("2026-07-18 10:01")) {
		if want := "Was due Friday 17 July at 10:00, in Inbox."; !strings.Contains(m.Text, want) {
			t.Errorf("the mail a day after does not say %q:\n%s", want, m.Text)
		}
	}
	twelve := "12"
	k.must(k.Use.SetProfile(t.Context(), ana, app.ProfileEdit{Hours: &twelve}))
	_, err = k.Use.Snooze(t.Context(), ana, now.TaskID, now.ID, "5")
	k.must(err)
	for _, m := range k.at(moment("2026-07-18 10:08")) {
		if want := "Was due Friday 17 July at 10:00 AM, in Inbox."; !strings.Contains(m.Text, want) {
			t.Errorf("the mail to a clock of twelve hours does not say %q:\n%s", want, m.Text)
		}
	}
	task, err := k.Use.Snooze(t.Context(), ana, now.TaskID, now.ID, "5")
	k.must(err)
	k.edit(ana, task, "")
	_, err = k.Use.Snooze(t.Context(), ana, now.TaskID, now.ID, "5")
	k.must(err)
	mails := k.at(moment("2026-07-18 10:20"))
	k.expect("of a task without a time", mails, "Now")
	for _, m := range mails {
		if !strings.Contains(m.Text, "In Inbox.") || strings.Contains(m.Text, "ue ") {
			t.Errorf("the mail of a task that is due never says\n%s", m.Text)
		}
	}
}

// In each case something happens to a task that is due at 10:00, of which its user is to
// be reminded 10 minutes before, and then it is 9:50.
func TestWhatBecomesOfAReminder(t *testing.T) {
	t.Parallel()
	k := newKit(t, testkit.Options{})
	k.user("Admin", "UTC")
	day := moment("2026-08-01 00:00")
	for name, tc := range map[string]struct {
		do   func(k *kit, ana docket.User, task docket.Task, r docket.Reminder)
		sent map[string]int // how many mails there are by a time of the day
	}{
		"nothing": {func(*kit, docket.User, docket.Task, docket.Reminder) {}, map[string]int{"09:49": 0, "09:50": 1, "23:00": 1}},
		"completed": {func(k *kit, ana docket.User, task docket.Task, _ docket.Reminder) {
			_, err := k.Use.CompleteTask(k.t.Context(), ana, task.ID, "")
			k.must(err)
		}, map[string]int{"23:00": 0}},
		"completed and undone": {func(k *kit, ana docket.User, task docket.Task, _ docket.Reminder) {
			done, err := k.Use.CompleteTask(k.t.Context(), ana, task.ID, "")
			k.must(err)
			_, err = k.Use.Undo(k.t.Context(), ana, done.ID)
			k.must(err)
		}, map[string]int{"09:49": 0, "09:50": 1, "23:00": 1}},
		"completed and opened again": {func(k *kit, ana docket.User, task docket.Task, _ docket.Reminder) {
			_, err := k.Use.CompleteTask(k.t.Context(), ana, task.ID, "")
			k.must(err)
			_, err = k.Use.ReopenTask(k.t.Context(), ana, task.ID)
			k.must(err)
		}, map[string]int{"09:49": 0, "09:50": 1, "23:00": 1}},
		"deleted": {func(k *kit, ana docket.User, task docket.Task, _ docket.Reminder) {
			_, err := k.Use.DeleteTask(k.t.Context(), ana, task.ID)
			k.must(err)
		}, map[string]int{"23:00": 0}},
		"deleted and restored": {func(k *kit, ana docket.User, task docket.Task, _ docket.Reminder) {
			_, err := k.Use.DeleteTask(k.t.Context(), ana, task.ID)
			k.must(err)
			_, err = k.Use.RestoreTask(k.t.Context(), ana, task.ID)
			k.must(err)
		}, map[string]int{"09:49": 0, "09:50": 1, "23:00": 1}},
		"deleted for good": {func(k *kit, ana docket.User, task docket.Task, _ docket.Reminder) {
			_, err := k.Use.DeleteTask(k.t.Context(), ana, task.ID)
			k.must(err)
			_, err = k.Use.EmptyTrash(k.t.Context(), ana)
			k.must(err)
		}, map[string]int{"23:00": 0}},
		"its list deleted": {func(k *kit, ana docket.User, task docket.Task, _ docket.Reminder) {
			_, err := k.Use.DeleteList(k.t.Context(), ana, k.away(ana, task).ID)
			k.must(err)
		}, map[string]int{"23:00": 0}},
		"its list deleted for good": {func(k *kit, ana docket.User, task docket.Task, _ docket.Reminder) {
			_, err := k.Use.DeleteList(k.t.Context(), ana, k.away(ana, task).ID)
			k.must(err)
			_, err = k.Use.EmptyTrash(k.t.Context(), ana)
			k.must(err)
		}, map[string]int{"23:00": 0}},
		"reminders turned off": {func(k *kit, ana docket.User, _ docket.Task, _ docket.Reminder) {
			k.must(k.Use.SetNotifications(k.t.Context(), ana, app.NotificationsEdit{}))
		}, map[string]int{"23:00": 0}},
		"unsubscribed": {func(k *kit, ana docket.User, _ docket.Task, _ docket.Reminder) {
			n, err := k.Use.Notifications(k.t.Context(), ana)
			k.must(err)
			k.must(k.Use.Unsubscribe(k.t.Context(), n.Unsubscribe, app.SubscribedReminders))
		}, map[string]int{"23:00": 0}},
		"the account disabled": {func(k *kit, ana docket.User, _ docket.Task, _ docket.Reminder) {
			k.must(k.Use.DisableUser(k.t.Context(), ana.Email))
		}, map[string]int{"23:00": 0}},
		"removed": {func(k *kit, ana docket.User, task docket.Task, r docket.Reminder) {
			_, err := k.Use.RemoveReminder(k.t.Context(), ana, task.ID, r.ID)
			k.must(err)
		}, map[string]int{"23:00": 0}},
		"due later": {func(k *kit, ana docket.User, task docket.Task, _ docket.Reminder) {
			k.edit(ana, task, "2026-08-01 11:30")
		}, map[string]int{"09:51": 0, "11:19": 0, "11:20": 1, "23:00": 1}},
		"due earlier": {func(k *kit, ana docket.User, task docket.Task, _ docket.Reminder) {
			k.edit(ana, task, "2026-08-01 08:00")
		}, map[string]int{"07:49": 0, "07:50": 1, "23:00": 1}},
		"due later, and undone": {func(k *kit, ana docket.User, task docket.Task, _ docket.Reminder) {
			_, err := k.Use.Undo(k.t.Context(), ana, k.edit(ana, task, "2026-08-01 11:30").ID)
			k.must(err)
		}, map[string]int{"09:49": 0, "09:50": 1, "23:00": 1}},
		"due at no time": {func(k *kit, ana docket.User, task docket.Task, _ docket.Reminder) {
			k.edit(ana, task, "2026-08-01")
		}, map[string]int{"23:00": 0}},
		"due never": {func(k *kit, ana docket.User, task docket.Task, _ docket.Reminder) { k.edit(ana, task, "") }, map[string]int{"23:00": 0}},
		"due never, and undone": {func(k *kit, ana docket.User, task docket.Task, _ docket.Reminder) {
			_, err := k.Use.Undo(k.t.Context(), ana, k.edit(ana, task, "").ID)
			k.must(err)
		}, map[string]int{"09:49": 0, "09:50": 1, "23:00": 1}},
		"snoozed before": {func(k *kit, ana docket.User, task docket.Task, r docket.Reminder) {
			_, err := k.Use.Snooze(k.t.Context(), ana, task.ID, r.ID, "660")
			k.must(err)
		}, map[string]int{"10:59": 0, "11:01": 1, "23:00": 1}},
		"two more": {func(k *kit, ana docket.User, task docket.Task, _ docket.Reminder) {
			k.remind(ana, task, 0)
			k.remind(ana, task, 60)
			k.remind(ana, task, 60) // a second time changes nothing
		}, map[string]int{"08:59": 0, "09:00": 1, "09:49": 1, "09:50": 2, "09:59": 2, "10:00": 3, "23:00": 3}},
		"in another time zone": {func(k *kit, ana docket.User, _ docket.Task, _ docket.Reminder) {
			zone := "America/New_York" // UTC-4 in summer
			k.must(k.Use.SetProfile(k.t.Context(), ana, app.ProfileEdit{Zone: &zone}))
		}, map[string]int{"09:51": 0, "13:49": 0, "13:50": 1, "23:00": 1}},
		"snoozed, completed and undone": {func(k *kit, ana docket.User, task docket.Task, r docket.Reminder) {
			_, err := k.Use.Snooze(k.t.Context(), ana, task.ID, r.ID, "660")
			k.must(err)
			done, err := k.Use.CompleteTask(k.t.Context(), ana, task.ID, "")
			k.must(err)
			_, err = k.Use.Undo(k.t.Context(), ana, done.ID)
			k.must(err)
		}, map[string]int{"09:51": 0, "10:59": 0, "11:01": 1, "23:00": 1}},
		"snoozed, deleted and restored": {func(k *kit, ana docket.User, task docket.Task, r docket.Reminder) {
			_, err := k.Use.Snooze(k.t.Context(), ana, task.ID, r.ID, "660")
			k.must(err)
			_, err = k.Use.DeleteTask(k.t.Context(), ana, task.ID)
			k.must(err)
			_, err = k.Use.RestoreTask(k.t.Context(), ana, task.ID)
			k.must(err)
		}, map[string]int{"09:51": 0, "10:59": 0, "11:01": 1, "23:00": 1}},
		"snoozed, and in another time zone": {func(k *kit, ana docket.User, task docket.Task, r docket.Reminder) {
			_, err := k.Use.Snooze(k.t.Context(), ana, task.ID, r.ID, "660")
			k.must(err)
			zone := "America/New_York"
			k.must(k.Use.SetProfile(k.t.Context(), ana, app.ProfileEdit{Zone: &zone}))
		}, map[string]int{"10:59": 0, "11:01": 1, "23:00": 1}},
	} {
		t.Run(name, func(t *testing.T) {
			k := &kit{App: k.App, t: t, box: k.box, read: len(k.box.Messages())}
			k.Clock.Set(day) // back, as each case has its own user and there is nothing else to do
			ana := k.user(strings.ReplaceAll(strings.ReplaceAll(name, " ", "-"), ",", ""), "UTC")
			task := k.task(ana, name, "2026-08-01 10:00")
			r := k.remind(ana, task, 10)
			tc.do(k, ana, task, r)
			n := 0
			for at := day; at.Before(day.Add(24 * time.Hour)); at = at.Add(time.Minute) {
				want, ok := tc.sent[at.Format("15:04")]
				if !ok {
					continue
				}
				if n += len(k.at(at)); n != want {
					t.Errorf("at %s there are %d mails, want %d", at.Format("15:04"), n, want)
				}
			}
			if jobs := k.jobs(); len(jobs) > 0 {
				t.Errorf("a job is left: %+v", jobs)
			}
		})
	}
}

// away moves a task to a list that someone else shares with its user.
func (k *kit) away(ana docket.User, task docket.Task) docket.List {
	k.t.Helper()
	l, err := k.Use.AddList(k.t.Context(), ana, app.NewList{Name: "Garden"})
	k.must(err)
	_, err = k.Use.MoveTask(k.t.Context(), ana, task.ID, app.TaskMove{ListID: string(l.ID)})
	k.must(err)
	return l
}

func (k *kit) moveToInbox(ana docket.User, task docket.Task) {
	k.t.Helper()
	page, err := k.Use.Frame(k.t.Context(), ana.ID)
	k.must(err)
	_, err = k.Use.MoveTask(k.t.Context(), ana, task.ID, app.TaskMove{ListID: string(page.Sidebar.Inbox.ID)})
	k.must(err)
}

func TestAReminderIsSentAgainWhenItsTimeChanges(t *testing.T) {
	t.Parallel()
	k := newKit(t, testkit.Options{})
	ana := k.user("Ana", "UTC")
	task := k.task(ana, "Beans", "2026-08-01 10:00")
	r := k.remind(ana, task, 10)
	k.expect("the first time", k.at(moment("2026-08-01 09:50")), "Beans")
	title := "Runner beans"
	_, err := k.Use.EditTask(t.Context(), ana, task.ID, app.TaskEdit{Title: &title})
	k.must(err)
	_, err = k.Use.CompleteTask(t.Context(), ana, task.ID, "")
	k.must(err)
	_, err = k.Use.ReopenTask(t.Context(), ana, task.ID)
	k.must(err)
	k.expect("with the same time", k.at(moment("2026-08-01 09:55")))
	k.edit(ana, task, "2026-08-02 10:00")
	k.expect("before the other time", k.at(moment("2026-08-02 09:49")))
	k.expect("at the other time", k.at(moment("2026-08-02 09:50")), title)
	_, err = k.Use.Snooze(t.Context(), ana, task.ID, r.ID, "30")
	k.must(err)
	k.expect("before it was snoozed to", k.at(moment("2026-08-02 10:19")))
	k.expect("when it was snoozed to", k.at(moment("2026-08-02 10:21")), title)
	k.edit(ana, task, "2026-08-01 10:00")
	k.expect("due before now", k.at(moment("2026-08-02 10:22")))
	k.edit(ana, task, "2026-08-02 10:30")
	k.expect("due in less than it is before", k.at(moment("2026-08-02 10:23")), title)
	_, err = k.Use.CompleteTask(t.Context(), ana, task.ID, "")
	k.must(err)
	if _, err := k.Use.Snooze(t.Context(), ana, task.ID, r.ID, "30"); docket.KindOf(err) != docket.KindConflict {
		t.Errorf("snoozing what is done: %v", err)
	}
	k.expect("in the end", k.at(moment("2026-08-20 00:00")))
}

func TestRemindersAreLimited(t *testing.T) {
	t.Parallel()
	k := newKit(t, testkit.Options{Limits: "reminders=1/1h"})
	ana := k.user("Ana", "UTC")
	for range 2 {
		k.remind(ana, k.task(ana, "Beans", "2026-08-01 10:00"), 0)
	}
	k.expect("of two", k.at(moment("2026-08-01 10:00")), "Beans")
	if jobs := k.jobs(); len(jobs) != 1 || jobs[0].Error == "" || !jobs[0].FailedAt.IsZero() {
		t.Errorf("the other one is %+v", jobs)
	}
}

func TestTheDefaultReminder(t *testing.T) {
	t.Parallel()
	k := newKit(t, testkit.Options{})
	ana := k.user("Ana", "UTC")
	k.must(k.Use.SetNotifications(t.Context(), ana, app.NotificationsEdit{Reminders: "on", DefaultReminder: "5"}))
	k.task(ana, "With a time", "2026-08-01 10:00")
	later := k.task(ana, "A time later", "2026-08-01")
	k.task(ana, "Of a day", "2026-08-01")
	k.task(ana, "Due before", "2026-07-01 10:00")
	k.edit(ana, later, "2026-08-01 11:00")
	k.edit(ana, later, "2026-08-01 12:00")
	k.expect("before", k.at(moment("2026-08-01 09:54")))
	k.expect("5 minutes before the first", k.at(moment("2026-08-01 09:55")), "With a time")
	k.expect("5 minutes before the second", k.at(moment("2026-08-01 11:55")), "A time later")
	k.must(k.Use.SetNotifications(t.Context(), ana, app.NotificationsEdit{Reminders: "on"}))
	k.task(ana, "With a time", "2026-08-02 10:00")
	k.expect("with no default", k.at(moment("2026-08-03 00:00")))
}

func TestRemindersAreTheirUsersOwn(t *testing.T) {
	t.Parallel()
	k := newKit(t, testkit.Options{})
	ana, ben := k.user("Ana", "UTC"), k.user("Ben", "America/New_York")
	task := k.task(ana, "Beans", "2026-08-01 10:00")
	l := k.away(ana, task)
	if _, err := k.Use.AddReminder(t.Context(), ben, task.ID, "0"); docket.KindOf(err) != docket.KindNotFound {
		t.Errorf("a stranger adds a reminder: %v", err)
	}
	k.Share(l.ID, ben, docket.RoleViewer)
	r := k.remind(ana, task, 0)
	k.remind(ben, task, 0)
	if _, err := k.Use.RemoveReminder(t.Context(), ben, task.ID, r.ID); docket.KindOf(err) != docket.KindNotFound {
		t.Errorf("a viewer removes another's reminder: %v", err)
	}
	if _, err := k.Use.Snooze(t.Context(), ben, task.ID, r.ID, "5"); docket.KindOf(err) != docket.KindNotFound {
		t.Errorf("a viewer snoozes another's reminder: %v", err)
	}
	if mails := k.at(moment("2026-08-01 10:00")); len(mails) != 1 || mails[0].To[0] != "Ana@example.com" {
		t.Errorf("when it is 10:00 for Ana there are %d mails", len(mails))
	}
	if mails := k.at(moment("2026-08-01 14:00")); len(mails) != 1 || mails[0].To[0] != "Ben@example.com" {
		t.Errorf("when it is 10:00 for Ben there are %d mails", len(mails))
	}
	k.edit(ana, task, "2026-08-02 10:00")
	k.moveToInbox(ana, task)
	if mails := k.at(moment("2026-08-03 00:00")); len(mails) != 1 || mails[0].To[0] != "Ana@example.com" {
		t.Errorf("of a task that Ben sees no more there are %d mails", len(mails))
	}
	for _, bad := range []string{"", "x", "-5", "7", "99999"} {
		if _, err := k.Use.AddReminder(t.Context(), ana, task.ID, bad); docket.KindOf(err) != docket.KindInvalid {
			t.Errorf("a reminder %q minutes before: %v", bad, err)
		}
		if _, err := k.Use.Snooze(t.Context(), ana, task.ID, r.ID, bad); bad != "7" && docket.KindOf(err) != docket.KindInvalid {
			t.Errorf("snoozing for %q minutes: %v", bad, err)
		}
	}
	if _, err := k.Use.AddReminder(t.Context(), ana, k.task(ana, "Of a day", "2026-08-01").ID, "5"); docket.KindOf(err) != docket.KindInvalid {
		t.Errorf("a reminder of a task without a time: %v", err)
	}
}

// Where a clock change skips the due time it is the first moment after, where one repeats
// it the first of the two.
func TestRemindersWhenTheClocksChange(t *testing.T) {
	t.Parallel()
	k := newKit(t, testkit.Options{})
	people := map[string]docket.User{"Europe/Lisbon": k.user("Ana", "Europe/Lisbon"), "America/New_York": k.user("Ben", "America/New_York")}
	changes := []struct{ zone, due, utc string }{
		{"Europe/Lisbon", "2026-10-25 00:30", "2026-10-24 23:30"},
		{"Europe/Lisbon", "2026-10-25 01:30", "2026-10-25 00:30"}, // twice: at 00:30 and 01:30 UTC
		{"Europe/Lisbon", "2026-10-25 02:00", "2026-10-25 02:00"},
		{"America/New_York", "2026-11-01 01:30", "2026-11-01 05:30"}, // twice: at 05:30 and 06:30 UTC
		{"America/New_York", "2026-11-01 02:30", "2026-11-01 07:30"},
		{"America/New_York", "2027-03-14 01:59", "2027-03-14 06:59"},
		{"America/New_York", "2027-03-14 02:30", "2027-03-14 07:00"}, // never
		{"America/New_York", "2027-03-14 03:01", "2027-03-14 07:01"},
		{"Europe/Lisbon", "2027-03-28 00:59", "2027-03-28 00:59"},
		{"Europe/Lisbon", "2027-03-28 01:30", "2027-03-28 01:00"}, // never
		{"Europe/Lisbon", "2027-03-28 02:01", "2027-03-28 01:01"},
	}
	for _, tc := range changes {
		k.remind(people[tc.zone], k.task(people[tc.zone], tc.due, tc.due), 0)
	}
	for i, tc := range changes {
		utc := moment(tc.utc)
		k.expect(tc.zone+" "+tc.due+", before", k.at(utc.Add(-10*time.Second)))
		k.expect(tc.zone+" "+tc.due+", at the time", k.at(utc), tc.due)
		if i+1 == len(changes) || moment(changes[i+1].utc).Sub(utc) > 2*time.Hour {
			k.expect(tc.zone+" "+tc.due+", after", k.at(utc.Add(2*time.Hour)))
		}
	}
	ana := people["Europe/Lisbon"]
	k.remind(ana, k.task(ana, "A day before", "2027-10-31 12:00"), 1440) // 25 hours after 12:00 of the day before
	k.expect("25 hours before", k.at(moment("2027-10-30 11:59")))
	k.expect("24 hours before", k.at(moment("2027-10-30 12:00")), "A day before")
}
