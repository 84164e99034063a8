package docket_test

import (
	"testing"
	"time"

	"docket/internal/docket"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := docket.ParseZone(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestParseDateTakesDaysOfTheCalendarOnly(t *testing.T) {
	for _, s := range []string{"1900-01-01", "2026-07-16", "2024-02-29", "9999-12-31"} {
		if d, err := docket.ParseDate(s); err != nil || string(d) != s {
			t.Errorf("%q: %q, %v", s, d, err)
		}
	}
	for _, s := range []string{"", "2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "2026-1-2", "0000-01-01", "1899-12-31",
		"99999-01-01", "tomorrow", "2026-07-16T10:00", " 2026-07-16", "2026-07-16 ", "-2026-07-16", "16.7.2026", "２０２６-07-16", "2026-07-16\x00"} {
		if d, err := docket.ParseDate(s); err == nil {
			t.Errorf("%q is taken as %q", s, d)
		}
	}
}

func TestParseClockTakesTimesOfDayOnly(t *testing.T) {
	for s, want := range map[string]docket.Clock{"00:00": "00:00", "17:30": "17:30", "23:59": "23:59", "17:30:59": "17:30", "9:05": "09:05"} {
		if c, err := docket.ParseClock(s); err != nil || c != want {
			t.Errorf("%q: %q, %v, want %q", s, c, err, want)
		}
	}
	for _, s := range []string{"", "24:00", "12:60", "noon", "1730", "17:30 ", "-1:00", "17:30:60", "5pm"} {
		if c, err := docket.ParseClock(s); err == nil {
			t.Errorf("%q is taken as %q", s, c)
		}
	}
}

func TestMidnightIsTheFirstMomentOfTheDay(t *testing.T) {
	for _, tc := range []struct {
		what, zone string
		day        docket.Date
		want       string // in UTC
	}{
		{"plain", "Europe/Lisbon", "2026-07-16", "2026-07-15T23:00:00Z"},
		{"skipped by an hour", "America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"},
		{"skipped east of Greenwich", "Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z"},
		{"within a longer gap", "America/Scoresbysund", "1981-03-29", "1981-03-29T02:00:00Z"},
		{"repeated east of Greenwich", "Asia/Amman", "2021-10-29", "2021-10-28T21:00:00Z"},
		{"repeated west of Greenwich", "America/Havana", "2026-11-01", "2026-11-01T04:00:00Z"},
		{"the hour before is repeated", "America/Santiago", "2026-04-05", "2026-04-05T04:00:00Z"},
		{"the whole day is skipped", "Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"},
		{"far east", "Pacific/Kiritimati", "2026-01-01", "2025-12-31T10:00:00Z"},
		{"far west", "Pacific/Pago_Pago", "2026-01-01", "2026-01-01T11:00:00Z"},
	} {
		if got := tc.day.Midnight(zone(t, tc.zone)).UTC().Format(time.RFC3339); got != tc.want {
			t.Errorf("%s: %s begins in %s at %s, want %s", tc.what, tc.day, tc.zone, got, tc.want)
		}
	}
}

// A moment is counted under the day that it is shown under, whatever the clocks
// do that night.
func TestMidnightsPartTheDays(t *testing.T) {
	for _, name := range []string{"UTC", "Europe/Lisbon", "America/Sao_Paulo", "America/Havana", "America/Santiago", "Asia/Amman", "Asia/Gaza",
		"Africa/Cairo", "Asia/Beirut", "Atlantic/Azores", "America/Scoresbysund", "Australia/Lord_Howe", "Pacific/Chatham", "Asia/Kathmandu"} {
		loc := zone(t, name)
		for day := docket.Date("2012-01-01"); day < "2031-01-01"; day = day.AddDays(1) {
			begins, ends := day.Midnight(loc), day.AddDays(1).Midnight(loc)
			if got := docket.DateIn(begins, loc); got != day {
				t.Fatalf("%s: %s begins at %s, which is %s", name, day, begins, got)
			}
			if got := docket.DateIn(begins.Add(-time.Millisecond), loc); got != day.AddDays(-1) {
				t.Fatalf("%s: right before %s it is %s", name, day, got)
			}
			if long := ends.Sub(begins); long < 22*time.Hour || long > 26*time.Hour {
				t.Fatalf("%s: %s takes %s", name, day, long)
			}
		}
	}
}

func TestTodayIsTheUsersDay(t *testing.T) {
	now := time.Date(2026, 7, 16, 12, 0, 0, 0, time.UTC)
	for name, want := range map[string]docket.Date{"Pacific/Kiritimati": "2026-07-17", "Pacific/Pago_Pago": "2026-07-16", "UTC": "2026-07-16"} {
		u := docket.User{Zone: zone(t, name)}
		if got := u.Today(now); got != want {
			t.Errorf("in %s it is %s, want %s", name, got, want)
		}
	}
}

func TestDaysAreCountedAcrossMonthsYearsAndCenturies(t *testing.T) {
	for _, tc := range []struct {
		from docket.Date
		days int
		to   docket.Date
	}{
		{"2026-07-16", 0, "2026-07-16"}, {"2026-07-31", 1, "2026-08-01"}, {"2026-01-01", -1, "2025-12-31"},
		{"2024-02-28", 2, "2024-03-01"}, {"2026-03-28", 2, "2026-03-30"}, {"1900-01-01", 2958463, "9999-12-31"},
	} {
		if got := tc.from.AddDays(tc.days); got != tc.to {
			t.Errorf("%d days after %s is %s, want %s", tc.days, tc.from, got, tc.to)
		}
		if got := tc.to.DaysSince(tc.from); got != tc.days {
			t.Errorf("%s is %d days after %s, want %d", tc.to, got, tc.from, tc.days)
		}
		if got := tc.from.DaysSince(tc.to); got != -tc.days {
			t.Errorf("%s is %d days after %s, want %d", tc.from, got, tc.to, -tc.days)
		}
	}
	if got := docket.Date("2026-07-16").Format("Mon 2 Jan 2006"); got != "Thu 16 Jul 2026" {
		t.Errorf("formatted: %s", got)
	}
	if !docket.Date("no day").Midnight(time.UTC).IsZero() {
		t.Error("what is no day begins some time")
	}
}
