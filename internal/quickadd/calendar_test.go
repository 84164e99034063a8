package quickadd_test

import (
	"testing"
	"time"
)

// Days are those of the user, at whatever moment and through clock changes.
func TestDaysAreTheUsers(t *testing.T) {
	for _, tc := range []struct {
		moment, zone string
		rows         []row
	}{
		{"2026-11-27 00:00", "Europe/Lisbon", []row{{"x today", "x | 2026-11-27"}, {"x midnight", "x | 2026-11-27 00:00"}, {"x 23:59", "x | 2026-11-27 23:59"}, {"x fri", "x | 2026-12-04"}, {"x every fri 0:00", "x | 2026-11-27 00:00 FREQ=WEEKLY;BYDAY=FR"}}},
		{"2026-11-27 23:59", "Europe/Lisbon", []row{{"x today", "x | 2026-11-27"}, {"x tomorrow", "x | 2026-11-28"}, {"x midnight", "x | 2026-11-28 00:00"}, {"x 23:59", "x | 2026-11-27 23:59"}, {"x 23:58", "x | 2026-11-28 23:58"}, {"x tonight", "x | 2026-11-27 21:00"}, {"x sat", "x | 2026-11-28"}}},
		{"2026-12-31 23:59", "Europe/Lisbon", []row{{"x tomorrow", "x | 2027-01-01"}, {"x end of month", "x | 2026-12-31"}, {"x next month", "x | 2027-01-01"}, {"x dec 31", "x | 2026-12-31"}, {"x dec 30", "x | 2027-12-30"}, {"x in 2 months", "x | 2027-02-28"}, {"x 30th", "x | 2027-01-30"}}},
		{"2028-02-29 12:00", "Europe/Lisbon", []row{{"x 29 feb", "x | 2028-02-29"}, {"x 28 feb", "x | 2029-02-28"}, {"x +1m", "x | 2028-03-29"}, {"x every 29 feb 9am", "x | 2029-02-28 09:00 FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"}, {"x every last day 9am", "x | 2028-03-31 09:00 FREQ=MONTHLY;BYMONTHDAY=-1"}}},
		// Clocks go forward at 01:00 and back at 02:00 in Lisbon, at 02:00 in New York.
		{"2026-03-28 23:30", "Europe/Lisbon", []row{{"x tomorrow", "x | 2026-03-29"}, {"x tomorrow 1:30", "x | 2026-03-29 01:30"}, {"x in 2 days", "x | 2026-03-30"}, {"x +1w", "x | 2026-04-04"}}},
		{"2026-03-29 00:30", "Europe/Lisbon", []row{{"x today", "x | 2026-03-29"}, {"x 1:30", "x | 2026-03-29 01:30"}, {"x 0:29", "x | 2026-03-30 00:29"}, {"x in 1 day", "x | 2026-03-30"}}},
		{"2026-10-25 23:30", "Europe/Lisbon", []row{{"x tomorrow", "x | 2026-10-26"}, {"x in 1 week", "x | 2026-11-01"}, {"x 23:29", "x | 2026-10-26 23:29"}}},
		{"2026-10-25 00:30", "Europe/Lisbon", []row{{"x tomorrow", "x | 2026-10-26"}, {"x today 1:30", "x | 2026-10-25 01:30"}}},
		{"2026-03-07 23:59", "America/New_York", []row{{"x tomorrow 2:30", "x | 2026-03-08 02:30"}, {"x in 2 days", "x | 2026-03-09"}, {"x every day 2am", "x | 2026-03-08 02:00 FREQ=DAILY"}}},
		{"2026-11-01 00:00", "America/New_York", []row{{"x today", "x | 2026-11-01"}, {"x tomorrow", "x | 2026-11-02"}, {"x 1:30", "x | 2026-11-01 01:30"}, {"x mon", "x | 2026-11-02"}}},
		{"2026-11-01 23:59", "America/New_York", []row{{"x today", "x | 2026-11-01"}, {"x tomorrow", "x | 2026-11-02"}}},
	} {
		try(t, at(t, tc.moment, tc.zone), tc.rows...)
	}
	for zone, want := range map[string]string{"Pacific/Kiritimati": "x | 2026-11-28", "Pacific/Pago_Pago": "x | 2026-11-26"} {
		s := at(t, "2026-11-27 10:30", "UTC")
		s.Zone, _ = time.LoadLocation(zone)
		try(t, s, row{"x today", want}, row{"x 10:30", map[bool]string{true: "x | 2026-11-28 10:30", false: "x | 2026-11-27 10:30"}[zone == "Pacific/Kiritimati"]})
	}
}

func TestWeeks(t *testing.T) {
	for _, tc := range []struct {
		moment                                            string
		start                                             time.Weekday
		nextMonday, nextSunday, nextWeek, weekend, nextWE string
	}{
		{"2026-11-25 12:00", time.Monday, "2026-11-30", "2026-12-06", "2026-11-30", "2026-11-28", "2026-12-05"}, // a Wednesday
		{"2026-11-25 12:00", time.Sunday, "2026-11-30", "2026-11-29", "2026-11-30", "2026-11-28", "2026-12-05"},
		{"2026-11-28 12:00", time.Monday, "2026-11-30", "2026-12-06", "2026-11-30", "2026-11-28", "2026-12-05"},
		{"2026-11-28 12:00", time.Saturday, "2026-12-07", "2026-12-06", "2026-12-07", "2026-11-28", "2026-12-05"},
		{"2026-11-29 12:00", time.Monday, "2026-11-30", "2026-12-06", "2026-11-30", "2026-11-29", "2026-12-05"},
		{"2026-11-29 12:00", time.Sunday, "2026-12-07", "2026-12-06", "2026-12-07", "2026-11-29", "2026-12-05"},
		{"2026-11-30 12:00", time.Monday, "2026-12-07", "2026-12-13", "2026-12-07", "2026-12-05", "2026-12-12"},
	} {
		s := at(t, tc.moment, "UTC")
		s.WeekStart = tc.start
		try(t, s, row{"x next monday", "x | " + tc.nextMonday}, row{"x next sunday", "x | " + tc.nextSunday}, row{"x next week", "x | " + tc.nextWeek},
			row{"x this weekend", "x | " + tc.weekend}, row{"x next weekend", "x | " + tc.nextWE})
	}
}

func TestMonthFirst(t *testing.T) {
	s := friday()
	s.MonthFirst = true
	try(t, s, row{"x 12/1", "x | 2026-12-01"}, row{"x 1/12", "x | 2027-01-12"}, row{"x 12/31/2027", "x | 2027-12-31"}, row{"x 31/12", "x 31/12 |"}, row{"x 1.12.", "x | 2026-12-01"}, row{"x 24/7", "x 24/7 |"})
}
