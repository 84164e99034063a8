package jobs_test

import (
	"fmt"
	"html"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/testkit"
)

// notify is the form of notifications with reminders.
func notify(reminder, digestAt string) app.NotificationsEdit {
	in := app.NotificationsEdit{Reminders: "on", DefaultReminder: reminder, DigestAt: digestAt}
	if digestAt != "" {
		in.Digest = "on"
	}
	return in
}

func outcome(err error) app.Outcome { return app.Outcome{Err: err} }

func TestTheDigestComesOnceADayAtItsTime(t *testing.T) {
	t.Parallel()
	testkit.EachRedis(t, func(t *testing.T, url string) {
		k := newKit(t, testkit.Options{RedisURL: url})
		ana, ben := k.user("Ana", "America/New_York"), k.user("Ben", "UTC") // UTC-4 in summer
		k.task(ana, "Beans", "2026-07-18")
		k.task(ben, "Peas", "2026-07-18")
		k.must(k.Use.SetNotifications(t.Context(), ana, notify("", "07:30")))
		k.expect("with nothing to do yet", k.at(moment("2026-07-17 12:00")))
		k.expect("before", k.at(moment("2026-07-18 11:29")))
		k.expect("at its time", k.at(moment("2026-07-18 11:30")), "Saturday 18 July: 1 task")
		k.must(k.Use.SetNotifications(t.Context(), ana, notify("5", "07:30")))
		k.expect("after its time, also when it is saved again", k.at(moment("2026-07-19 11:29")))
		mails := k.at(moment("2026-07-19 11:30"))
		k.expect("the next day", mails, "Sunday 19 July: 1 task")
		if want := fmt.Sprintf("<digest-%s-2026-07-19@example.com>", ana.ID); len(mails) == 1 && mails[0].Header.Get("Message-Id") != want {
			t.Errorf("its Message-ID is %s, want %s", mails[0].Header.Get("Message-Id"), want)
		}
		n, err := k.Use.Notifications(t.Context(), ana)
		k.must(err)
		k.must(k.Use.Unsubscribe(t.Context(), n.Unsubscribe, app.SubscribedDigest))
		k.must(k.Use.Unsubscribe(t.Context(), n.Unsubscribe, app.SubscribedDigest)) // no error
		k.expect("once it is stopped", k.at(moment("2026-07-21 00:00")))
		if after, err := k.Use.Notifications(t.Context(), ana); err != nil || !after.Reminders || after.DefaultReminder != 5 || after.Unsubscribe != n.Unsubscribe {
			t.Errorf("what else was chosen is %+v now: %v", after, err)
		}
		if jobs := k.jobs(); len(jobs) > 0 {
			t.Errorf("a job is left: %+v", jobs)
		}
	})
}

func TestTheDigestIsForItsDay(t *testing.T) {
	t.Parallel()
	k := newKit(t, testkit.Options{})
	ana := k.user("Ana", "UTC")
	k.task(ana, "Beans", "2026-07-18")
	k.must(k.Use.SetNotifications(t.Context(), ana, notify("", "23:30")))
	id := "digest:" + string(ana.ID)
	k.box.Close()
	k.Clock.Set(moment("2026-07-18 23:30"))
	for n := 1; n <= 4; n++ { // at 23:30, 23:31, 23:33, 23:38
		j := k.attempt(id, n)
		k.Clock.Set(j.RunAt)
	}
	k.attempt(id, 5) // at 23:53
	k.box.Start()
	k.expect("on the day after", k.at(moment("2026-07-19 01:00")))
	if j, _ := k.job(id); !j.RunAt.Equal(moment("2026-07-19 23:30")) || j.Attempts != 0 {
		t.Errorf("the next one is %+v", j)
	}
	k.expect("the next digest", k.at(moment("2026-07-19 23:30")), "Sunday 19 July: 1 task")
	k.expect("a server that was switched off for days", k.at(moment("2026-07-25 12:00")))
	k.expect("and goes on", k.at(moment("2026-07-25 23:30")), "Saturday 25 July: 1 task")
	k.expect("one that was off when it was time", k.at(moment("2026-07-28 23:45")), "Tuesday 28 July: 1 task")
	k.expect("later on that day", k.at(moment("2026-07-28 23:59")))
	k.box.Close()
	k.Clock.Set(moment("2026-07-29 23:30"))
	k.attempt(id, 1)
	k.box.Start()
	k.expect("late on the same day", k.at(moment("2026-07-29 23:40")), "Wednesday 29 July: 1 task")
}

// A digest that is refused for good, or too often, is tried again the next day: the server
// may have been set wrong.
func TestADigestThatWasRefusedComesTheNextDay(t *testing.T) {
	t.Parallel()
	k := newKit(t, testkit.Options{})
	ana := k.user("Ana", "UTC")
	k.task(ana, "Beans", "2026-07-18")
	k.must(k.Use.SetNotifications(t.Context(), ana, notify("", "08:00")))
	k.refuse("rcpt", 550, "no such person")
	k.Clock.Set(moment("2026-07-18 08:00"))
	refused := func(day string) {
		t.Helper()
		var j docket.Job
		testkit.Eventually(t, "the digest is put off", func() bool {
			j = k.jobs()[0]
			return j.RunAt.Equal(moment(day + " 08:00"))
		})
		if !j.FailedAt.IsZero() || j.Subject != day || j.Error == "" || j.State(k.Clock.Now()) != docket.JobRetried {
			t.Errorf("it is %+v", j)
		}
	}
	refused("2026-07-19")
	k.expect("while the address is wrong", k.at(moment("2026-07-19 08:00")))
	refused("2026-07-20")
	k.must(k.Use.DeleteJob(t.Context(), ana, "digest:"+string(ana.ID)))
	if j := k.jobs()[0]; j.Error != "" || j.Attempts != 0 || !j.RunAt.Equal(moment("2026-07-20 08:00")) {
		t.Errorf("deleted by hand it is %+v", j)
	}
	k.box.Answer(nil)
	k.confirm(ana, "ana@example.org")
	k.expect("after the change", k.mails(), "Your address was changed")
	if mails := k.at(moment("2026-07-20 08:00")); len(mails) != 1 || mails[0].To[0] != "ana@example.org" {
		t.Errorf("with another address there are %d mails", len(mails))
	}
}

// A digest that waits is sent although its user saves something else meanwhile.
func TestSavingNotificationsLeavesTodaysDigest(t *testing.T) {
	t.Parallel()
	k := newKit(t, testkit.Options{})
	ana := k.user("Ana", "UTC")
	k.task(ana, "Beans", "2026-07-18")
	k.must(k.Use.SetNotifications(t.Context(), ana, notify("", "08:00")))
	k.refuse("rcpt", 451, "later")
	k.Clock.Set(moment("2026-07-18 08:00"))
	k.attempt("digest:"+string(ana.ID), 1)
	k.must(k.Use.SetNotifications(t.Context(), ana, notify("5", "08:00")))
	k.box.Answer(nil)
	k.expect("when it is tried again", k.at(moment("2026-07-18 08:05")), "Saturday 18 July: 1 task")
	k.must(k.Use.SetNotifications(t.Context(), ana, notify("5", "09:00")))
	k.expect("at another time", k.at(moment("2026-07-18 09:00")), "Saturday 18 July: 1 task")
}

func TestTheDigestWhenTheClocksChange(t *testing.T) {
	t.Parallel()
	k := newKit(t, testkit.Options{})
	people := map[string]docket.User{"Europe/Lisbon": k.user("Ana", "Europe/Lisbon"), "America/New_York": k.user("Ben", "America/New_York")}
	k.Clock.Set(moment("2026-10-20 12:00"))
	for zone, u := range people {
		k.task(u, "Beans", "2026-10-20")
		k.must(k.Use.SetNotifications(t.Context(), u, notify("", map[string]string{"Europe/Lisbon": "01:30", "America/New_York": "02:30"}[zone])))
	}
	want := map[string]string{ // when it comes, of the days around a change
		"2026-10-24 00:30": "Europe/Lisbon",
		"2026-10-25 00:30": "Europe/Lisbon", // and not an hour later, when it is 1:30 again
		"2026-10-26 01:30": "Europe/Lisbon",
		"2026-10-31 06:30": "America/New_York",
		"2026-11-01 07:30": "America/New_York",
		"2026-11-02 07:30": "America/New_York",
		"2027-03-13 07:30": "America/New_York",
		"2027-03-14 07:00": "America/New_York", // where there is no 2:30
		"2027-03-15 06:30": "America/New_York",
		"2027-03-27 01:30": "Europe/Lisbon",
		"2027-03-28 01:00": "Europe/Lisbon", // where there is no 1:30
		"2027-03-29 00:30": "Europe/Lisbon",
	}
	for _, change := range []struct{ zone, day string }{{"Europe/Lisbon", "2026-10-25"}, {"America/New_York", "2026-11-01"}, {"America/New_York", "2027-03-14"}, {"Europe/Lisbon", "2027-03-28"}} {
		first := moment(change.day + " 00:00").Add(-24 * time.Hour)
		k.at(first.Add(-time.Minute))
		for at := first; at.Before(first.Add(3 * 24 * time.Hour)); at = at.Add(30 * time.Minute) {
			if at.Hour() > 8 {
				continue
			}
			n := 0
			for _, m := range k.at(at) {
				if m.To[0] == people[change.zone].Email {
					n++
				}
			}
			if due := want[at.Format("2006-01-02 15:04")] == change.zone; due && n != 1 || !due && n != 0 {
				t.Errorf("%s: at %s there are %d digests", change.zone, at.Format("2006-01-02 15:04"), n)
			}
		}
	}
}

func TestTheDigestFollowsTheTimeZone(t *testing.T) {
	t.Parallel()
	k := newKit(t, testkit.Options{})
	ana := k.user("Ana", "UTC")
	k.task(ana, "Beans", "2026-07-18")
	k.must(k.Use.SetNotifications(t.Context(), ana, notify("", "08:00")))
	k.Clock.Set(moment("2026-07-17 22:00"))
	zone := "America/New_York"
	k.must(k.Use.SetProfile(t.Context(), ana, app.ProfileEdit{Zone: &zone}))
	k.expect("at 8:00 of the old zone", k.at(moment("2026-07-18 08:01")))
	k.expect("at 8:00 of the new zone", k.at(moment("2026-07-18 12:00")), "Saturday 18 July: 1 task")
}

func TestTheDigestListsWhatIsOverdueAndDueToday(t *testing.T) {
	t.Parallel()
	k := newKit(t, testkit.Options{})
	ana := k.user("Ana", "UTC")
	for i := range 25 {
		k.task(ana, fmt.Sprintf("Overdue %d", i), fmt.Sprintf("2026-07-%02d", 1+i/5))
	}
	k.task(ana, "Today", "2026-07-18")
	k.task(ana, "Today at noon", "2026-07-18 12:00")
	k.task(ana, "Tomorrow", "2026-07-19")
	k.task(ana, "Some day", "")
	for title, do := range map[string]func(docket.Task) error{
		"Done":     func(task docket.Task) error { _, err := k.Use.CompleteTask(t.Context(), ana, task.ID, ""); return err },
		"In trash": func(task docket.Task) error { _, err := k.Use.DeleteTask(t.Context(), ana, task.ID); return err },
	} {
		k.must(do(k.task(ana, title, "2026-07-18")))
	}
	k.task(ana, "Today at dawn", "2026-07-18 05:30")
	twelve := "12"
	k.must(k.Use.SetProfile(t.Context(), ana, app.ProfileEdit{Hours: &twelve}))
	k.must(k.Use.SetNotifications(t.Context(), ana, notify("", "08:00")))
	mails := k.at(moment("2026-07-18 08:00"))
	k.expect("with 28 tasks", mails, "Saturday 18 July: 28 tasks")
	if len(mails) != 1 {
		return
	}
	for part, text := range map[string]string{"text": mails[0].Text, "HTML": mails[0].HTML} {
		if n := strings.Count(text, "Overdue "); n != 20 || !strings.Contains(text, "and 5 more") {
			t.Errorf("the %s lists %d overdue tasks:\n%s", part, n, text)
		}
		for _, want := range []string{"Overdue", "(1 July)", "Today at noon", "(12:00 PM)", "(5:30 AM)", public + "/today"} {
			if !strings.Contains(text, want) {
				t.Errorf("the %s does not have %q:\n%s", part, want, text)
			}
		}
		for _, hidden := range []string{"Tomorrow", "Some day", "Done", "In trash"} {
			if strings.Contains(text, hidden) {
				t.Errorf("the %s has %q:\n%s", part, hidden, text)
			}
		}
	}
}

func TestHostileTitlesInMails(t *testing.T) {
	t.Parallel()
	k := newKit(t, testkit.Options{})
	ana := k.user("Ana", "UTC")
	k.must(k.Use.SetNotifications(t.Context(), ana, notify("0", "08:00")))
	titles := []string{
		`<script>alert(1)</script><img src=x onerror=alert(2)>`,
		"one\r\nBcc: everyone@example.com\r\n\r\nbody",
		"\u202eright to left\u202c \u2067שלום\u2069 مرحبا",
		"👩‍👩‍👧‍👦 🫘 beans é",
		strings.Repeat("ş", 500),
		strings.Repeat("a", 500),
		"=?utf-8?q?Bcc:_everyone@example.com?=",
		". ", "-- ", "a\x00b"[:1] + "\u2028\u2029b",
		`"quoted" & <angles> 'single' \back`,
	}
	for _, title := range titles {
		k.task(ana, title, "2026-07-18 09:00")
	}
	check := func(m *testkit.Mail) {
		t.Helper()
		if len(m.To) != 1 || m.To[0] != ana.Email || m.Header.Get("Bcc") != "" || len(m.Header["Subject"]) != 1 {
			t.Errorf("the mail is to %v, with the header %v", m.To, m.Header)
		}
		if s := m.Subject(); !utf8.ValidString(s) || strings.ContainsAny(s, "\r\n\u202e") || utf8.RuneCountInString(s) > 250 {
			t.Errorf("the subject is %q", s)
		}
		if strings.Contains(m.HTML, "<script") || strings.Contains(m.HTML, "<img") || !utf8.ValidString(m.HTML+m.Text) || strings.Contains(m.Text+m.HTML, "\u202e") {
			t.Errorf("the mail is\n%s\n%s", m.Text, m.HTML)
		}
	}
	digest := k.at(moment("2026-07-18 08:00"))
	k.expect("of the digest", digest, fmt.Sprintf("Saturday 18 July: %d tasks", len(titles)))
	for _, m := range digest {
		check(m)
		for _, title := range titles {
			stored, err := docket.CleanTitle(title)
			k.must(err)
			if !strings.Contains(m.Text, "- "+stored+" (09:00)\n") || !strings.Contains(html.UnescapeString(m.HTML), ">"+stored+"</a>") {
				t.Errorf("the digest does not list %q:\n%s\n%s", stored, m.Text, m.HTML)
			}
		}
	}
	reminders := k.at(moment("2026-07-18 09:00"))
	if len(reminders) != len(titles) {
		t.Errorf("%d reminders of %d were sent: %+v", len(reminders), len(titles), k.jobs())
	}
	for _, m := range reminders {
		check(m)
	}
}
