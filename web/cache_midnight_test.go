package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/testkit"
)

// TestMidnightChangesToday goes through days on which the clocks change, too. The
// midnights are written in UTC, so that they do not come from the code they test.
func TestMidnightChangesToday(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	owner := a.SignedIn("Ana")
	for _, tc := range []struct {
		zone     string
		midnight string // when the day begins, RFC 3339
		day      docket.Date
	}{
		{"Pacific/Auckland", "2026-07-16T12:00:00Z", "2026-07-17"},
		{"Pacific/Auckland", "2026-09-26T12:00:00Z", "2026-09-27"}, // forward at 2:00 of this day
		{"Pacific/Auckland", "2026-09-27T11:00:00Z", "2026-09-28"}, // the day had 23 hours
		{"Pacific/Auckland", "2027-04-04T12:00:00Z", "2027-04-05"}, // the day had 25 hours
		{"America/Los_Angeles", "2026-07-17T07:00:00Z", "2026-07-17"},
		{"America/Los_Angeles", "2026-11-01T07:00:00Z", "2026-11-01"}, // back at 2:00 of this day
		{"America/Los_Angeles", "2026-11-02T08:00:00Z", "2026-11-02"}, // the day had 25 hours
		{"America/Los_Angeles", "2027-03-15T07:00:00Z", "2027-03-15"}, // the day had 23 hours
		{"Africa/Cairo", "2027-04-29T22:00:00Z", "2027-04-30"},        // begins at 1:00: midnight is skipped
		{"America/Havana", "2026-11-01T04:00:00Z", "2026-11-01"},      // has midnight twice; this is the first
	} {
		t.Run(tc.zone+" "+string(tc.day), func(t *testing.T) {
			midnight, err := time.Parse(time.RFC3339, tc.midnight)
			if err != nil {
				t.Fatal(err)
			}
			a.Clock.Set(midnight.Add(-time.Hour))
			ana := a.SignIn("ana@example.com") // the sign-in before was longer ago than one lasts
			ana.User = owner.User
			ana.Post(paths.Profile, "time_zone", tc.zone)
			title := "Due " + string(tc.day) + " in " + tc.zone
			task := ana.AddTask(title, "due_on", string(tc.day))
			ana.Get(paths.Settings)
			showsIt := func(r testkit.Response) bool { return strings.Contains(r.Body, `id="task-`+string(task.ID)+`"`) }
			tags := make(map[string]string)
			for _, path := range []string{paths.Today, paths.Upcoming, paths.Calendar, paths.Inbox} {
				tags[path] = ana.Cached(path).Header.Get("ETag")
			}

			a.Clock.Set(midnight.Add(-time.Second))
			if r := ana.Cached(paths.Today); showsIt(r) || !strings.Contains(r.Body, heading(tc.day.AddDays(-1))) {
				t.Errorf("a second before midnight Today shows what is due the day after, or another date than %s", tc.day.AddDays(-1))
			}
			for path, tag := range tags {
				if r := ana.Get(path, "If-None-Match", tag); r.Status != http.StatusNotModified {
					t.Errorf("a second before midnight %s is %d, want 304", path, r.Status)
				}
			}

			a.Clock.Set(midnight)
			for path, tag := range tags {
				r := ana.Get(path, "If-None-Match", tag)
				if r.Status != http.StatusOK || r.CacheUse() != "miss" || r.Header.Get("ETag") == tag {
					t.Errorf("at midnight %s is %d, a %s, want a page rendered again under another ETag", path, r.Status, r.CacheUse())
				}
			}
			if r := ana.Cached(paths.Today); !showsIt(r) || !strings.Contains(r.Body, heading(tc.day)) {
				t.Errorf("at midnight Today does not show what is due now, or another date than %s", tc.day)
			}

			a.Clock.Set(midnight.Add(25 * time.Hour)) // some days are that long
			if r := ana.Get(paths.Today); !strings.Contains(r.Body, `id="head-overdue" class="late"`) || !showsIt(r) {
				t.Error("a day later the task is not overdue")
			}
			ana.HX(paths.Today, paths.TaskTo(task.ID, paths.DeleteTask))
		})
	}
}

func heading(d docket.Date) string {
	return d.Format("Monday") + ` <span class="dim">` + d.Format("2 January") + `</span>`
}

func TestAnotherTimeZoneChangesTodayAtOnce(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{}) // at noon of 16 July, UTC
	ana := a.SignedIn("Ana")
	task := ana.AddTask("Tomorrow in UTC", "due_on", "2026-07-17")
	ana.Get(paths.Settings)
	tag := ana.Cached(paths.Today).Header.Get("ETag")
	ana.Post(paths.Profile, "time_zone", "Pacific/Kiritimati") // 14 hours ahead
	ana.Get(paths.Settings)
	r := ana.Get(paths.Today, "If-None-Match", tag)
	if r.Status != http.StatusOK || r.CacheUse() != "miss" || !strings.Contains(r.Body, `id="task-`+string(task.ID)+`"`) {
		t.Errorf("after a move to Kiritimati Today is %d, a %s, and does not show what is due there", r.Status, r.CacheUse())
	}
}
