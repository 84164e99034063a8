package views_test

import (
	"strings"
	"testing"
	"time"

	"docket/internal/docket"
	"docket/views"
)

func TestClockText(t *testing.T) {
	tests := []struct {
		clock        docket.Clock
		of24, twelve string
	}{
		{"", "", ""},
		{"00:00", "00:00", "12:00 AM"},
		{"00:05", "00:05", "12:05 AM"},
		{"09:30", "09:30", "9:30 AM"},
		{"11:59", "11:59", "11:59 AM"},
		{"12:00", "12:00", "12:00 PM"},
		{"17:30", "17:30", "5:30 PM"},
		{"23:59", "23:59", "11:59 PM"},
	}
	for _, tt := range tests {
		if got := views.ClockText(tt.clock, docket.User{}); got != tt.of24 {
			t.Errorf("%q is %q", tt.clock, got)
		}
		if got := views.ClockText(tt.clock, docket.User{TwelveHours: true}); got != tt.twelve {
			t.Errorf("%q is %q to a clock of twelve hours, want %q", tt.clock, got, tt.twelve)
		}
	}
}

// All pages show times as the user's clock does, and tell machines those of 24 hours.
func TestPagesShowTheUsersClock(t *testing.T) {
	for _, twelve := range []bool{false, true} {
		shown, other := "17:30", "5:30 PM"
		if twelve {
			shown, other = other, shown
		}
		for _, kind := range kinds() {
			p := page(kind, docket.Task{ID: taskID, ListID: "home", Title: "Call", DueOn: "2026-07-16", DueTime: "17:30"})
			p.User.TwelveHours = twelve
			body := draw(t, views.View(views.Screen{Frame: frame(p)}))
			if strings.Contains(body, `<time datetime="2026-07-16T17:30">`) != (kind != docket.ViewTrash) && kind != docket.ViewCompleted {
				t.Errorf("%s: a machine can't read the time", kind)
			}
			if seen := strings.ReplaceAll(body, "T17:30", ""); kind != docket.ViewTrash && kind != docket.ViewCompleted && (!strings.Contains(seen, shown) || strings.Contains(seen, other)) {
				t.Errorf("%s, a clock of twelve hours %t: no %s, or %s", kind, twelve, shown, other)
			}
			if want := map[bool]string{false: `data-hours="24"`, true: `data-hours="12"`}[twelve]; !strings.Contains(body, want) {
				t.Errorf("%s: the stylesheet isn't told %s", kind, want)
			}
			if kind == docket.ViewList && !strings.Contains(body, "timed") {
				t.Error("a day and a time are no label of two lines")
			}
			if kind == docket.ViewToday && strings.Contains(body, "due timed") {
				t.Error("a time alone is a label of two lines")
			}
		}
		for role, at := range map[docket.Role]string{docket.RoleViewer: shown, docket.RoleOwner: `value="17:30"`} {
			p := page(docket.ViewList)
			p.User.TwelveHours = twelve
			l := p.List
			l.Role = role
			p.Task = &docket.OpenTask{Task: docket.Task{ID: taskID, ListID: "home", Title: "Call", DueOn: "2026-07-16", DueTime: "17:30", Version: 1}, List: l, CanRemind: true,
				Reminders: []docket.Reminder{{ID: taskID, RemindAt: time.Date(2026, 7, 16, 17, 30, 0, 0, time.UTC), Promised: true}}}
			body := draw(t, views.Panel(views.Screen{Frame: frame(p)}, true))
			if !strings.Contains(body, at) || !strings.Contains(body, "at "+shown) {
				t.Errorf("the panel of a %s says nothing of %s", role, at)
			}
		}
	}
}

// A row whose time is written otherwise is another row, which a morph does not skip.
func TestARowsVersionNamesTheClock(t *testing.T) {
	row := func(twelve bool) string {
		p := page(docket.ViewList, docket.Task{ID: taskID, ListID: "home", Title: "Call", DueOn: "2026-07-16", DueTime: "17:30"})
		p.User.TwelveHours = twelve
		_, version, _ := strings.Cut(draw(t, views.View(views.Screen{Frame: frame(p)})), `data-version="`)
		version, _, _ = strings.Cut(version, `"`)
		return version
	}
	if a, b := row(false), row(true); a == b || a == "" {
		t.Errorf("both clocks have rows of version %q", a)
	}
}
