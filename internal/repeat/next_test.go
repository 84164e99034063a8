package repeat_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"docket/internal/docket"
)

// The next day, and how the rule goes on where that is not the rule as it was.
func TestNext(t *testing.T) {
	for _, tc := range []struct{ name, rule, last, today, next, rest string }{
		{"no repeat", "", "2026-07-16", "2026-07-16", "", ""},
		{"no day", "FREQ=DAILY", "", "2026-07-16", "", ""},
		{"no today", "FREQ=DAILY", "2026-07-16", "", "", ""},

		{"done on its day", "FREQ=DAILY", "2026-07-16", "2026-07-16", "2026-07-17", ""},
		{"done early", "FREQ=DAILY", "2026-07-16", "2026-07-10", "2026-07-17", ""},
		{"done late, due again today", "FREQ=DAILY", "2026-07-16", "2026-07-20", "2026-07-20", ""},
		{"in step", "FREQ=DAILY;INTERVAL=3", "2026-07-16", "2026-07-20", "2026-07-22", ""},
		{"years late in step", "FREQ=DAILY;INTERVAL=3", "1990-01-01", "2026-07-16", "2026-07-18", ""},
		{"centuries late", "FREQ=DAILY;INTERVAL=2", "1900-01-01", "2900-01-01", "2900-01-02", ""},
		{"the longest interval", "FREQ=YEARLY;INTERVAL=999", "2026-07-16", "2026-07-16", "3025-07-16", "FREQ=YEARLY;INTERVAL=999;BYMONTH=7;BYMONTHDAY=16"},
		{"month and year turn", "FREQ=DAILY", "2026-12-31", "2026-12-31", "2027-01-01", ""},

		{"weekly keeps its day", "FREQ=WEEKLY", "2026-07-16", "2026-07-16", "2026-07-23", "FREQ=WEEKLY;BYDAY=TH"},
		{"weekly late", "FREQ=WEEKLY;BYDAY=TH", "2026-07-16", "2026-07-24", "2026-07-30", ""},
		{"a postponed one", "FREQ=WEEKLY;BYDAY=TH", "2026-07-18", "2026-07-18", "2026-07-23", ""},
		{"workdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-07-17", "2026-07-17", "2026-07-20", ""},
		{"workdays done on Saturday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-07-15", "2026-07-18", "2026-07-20", ""},
		{"fortnightly, within the week", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "2026-07-13", "2026-07-13", "2026-07-16", ""},
		{"fortnightly, over the week", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "2026-07-16", "2026-07-16", "2026-07-27", ""},
		{"fortnightly, late in the week between", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "2026-07-13", "2026-07-21", "2026-07-27", ""},
		{"fortnightly, years late", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "1996-07-15", "2026-07-14", "2026-07-20", ""},
		{"Sunday ends the week", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU", "2026-07-13", "2026-07-13", "2026-07-19", ""},
		{"after Sunday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU", "2026-07-19", "2026-07-19", "2026-07-27", ""},
		{"weekly over the year", "FREQ=WEEKLY;BYDAY=FR", "2026-12-30", "2026-12-30", "2027-01-01", ""},

		{"the 15th", "FREQ=MONTHLY;BYMONTHDAY=15", "2026-07-15", "2026-07-15", "2026-08-15", ""},
		{"the 15th, done early", "FREQ=MONTHLY;BYMONTHDAY=15", "2026-07-15", "2026-06-30", "2026-08-15", ""},
		{"the 15th, postponed", "FREQ=MONTHLY;BYMONTHDAY=15", "2026-07-20", "2026-07-20", "2026-08-15", ""},
		{"the 31st in February", "FREQ=MONTHLY", "2026-01-31", "2026-01-31", "2026-02-28", "FREQ=MONTHLY;BYMONTHDAY=31"},
		{"the 31st comes back", "FREQ=MONTHLY;BYMONTHDAY=31", "2026-02-28", "2026-02-28", "2026-03-31", ""},
		{"the 31st in April", "FREQ=MONTHLY;BYMONTHDAY=31", "2026-03-31", "2026-03-31", "2026-04-30", ""},
		{"the 30th in February", "FREQ=MONTHLY;BYMONTHDAY=30", "2026-01-30", "2026-01-30", "2026-02-28", ""},
		{"the 30th in March", "FREQ=MONTHLY;BYMONTHDAY=30", "2026-02-28", "2026-02-28", "2026-03-30", ""},
		{"the 29th in February", "FREQ=MONTHLY;BYMONTHDAY=29", "2026-01-29", "2026-01-29", "2026-02-28", ""},
		{"the 29th in a leap year", "FREQ=MONTHLY;BYMONTHDAY=31", "2028-01-31", "2028-01-31", "2028-02-29", ""},
		{"the 28th", "FREQ=MONTHLY;BYMONTHDAY=28", "2028-01-28", "2028-01-28", "2028-02-28", ""},
		{"the last day", "FREQ=MONTHLY;BYMONTHDAY=-1", "2026-02-28", "2026-02-28", "2026-03-31", ""},
		{"last Friday", "FREQ=MONTHLY;BYDAY=-1FR", "2026-06-26", "2026-06-26", "2026-07-31", ""},
		{"first Monday", "FREQ=MONTHLY;BYDAY=1MO", "2026-07-06", "2026-07-06", "2026-08-03", ""},
		{"fifth Sunday, in the months that have one", "FREQ=MONTHLY;BYDAY=5SU", "2026-08-30", "2026-08-30", "2026-11-29", ""},
		{"every third month, late", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=31", "2025-11-30", "2026-07-16", "2026-08-31", ""},

		{"yearly", "FREQ=YEARLY", "2026-03-01", "2026-03-01", "2027-03-01", "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1"},
		{"29 February in a common year", "FREQ=YEARLY", "2024-02-29", "2024-02-29", "2025-02-28", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"},
		{"29 February comes back", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2027-02-28", "2027-02-28", "2028-02-29", ""},
		{"29 February, years late", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "1996-02-29", "2026-03-01", "2027-02-28", ""},
		{"30 April", "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=30", "2026-04-30", "2026-04-30", "2027-04-30", ""},
		{"Thanksgiving", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "2026-11-26", "2026-11-26", "2027-11-25", ""},
		{"every second year", "FREQ=YEARLY;INTERVAL=2;BYMONTH=3;BYMONTHDAY=1", "2025-03-01", "2026-07-16", "2027-03-01", ""},

		{"the last day allowed", "FREQ=DAILY;UNTIL=20260717", "2026-07-16", "2026-07-16", "2026-07-17", ""},
		{"past the last day", "FREQ=DAILY;UNTIL=20260717", "2026-07-17", "2026-07-17", "", ""},
		{"late and past the last day", "FREQ=DAILY;UNTIL=20260717", "2026-07-10", "2026-07-18", "", ""},
		{"the next is past the last day", "FREQ=MONTHLY;BYMONTHDAY=15;UNTIL=20260814", "2026-07-15", "2026-07-15", "", ""},
		{"one after this", "FREQ=DAILY;COUNT=2", "2026-07-16", "2026-07-16", "2026-07-17", "FREQ=DAILY;COUNT=1"},
		{"none after this", "FREQ=DAILY;COUNT=1", "2026-07-16", "2026-07-16", "", ""},
		{"missed ones are not counted", "FREQ=DAILY;COUNT=5", "2026-07-16", "2026-08-16", "2026-08-16", "FREQ=DAILY;COUNT=4"},

		{"days from completion, late", "FROM=COMPLETION;FREQ=DAILY;INTERVAL=3", "2026-07-10", "2026-07-16", "2026-07-19", ""},
		{"days from completion, early", "FROM=COMPLETION;FREQ=DAILY;INTERVAL=3", "2026-07-30", "2026-07-16", "2026-07-19", ""},
		{"without a day to count from", "FROM=COMPLETION;FREQ=DAILY", "", "2026-07-16", "2026-07-17", ""},
		{"weeks from completion", "FROM=COMPLETION;FREQ=WEEKLY;INTERVAL=2", "2026-07-10", "2026-07-16", "2026-07-30", ""},
		{"months from completion", "FROM=COMPLETION;FREQ=MONTHLY", "2026-01-10", "2026-01-31", "2026-02-28", ""},
		{"months from completion, over the year", "FROM=COMPLETION;FREQ=MONTHLY;INTERVAL=3", "2026-01-10", "2026-11-30", "2027-02-28", ""},
		{"years from completion", "FROM=COMPLETION;FREQ=YEARLY", "2026-01-10", "2028-02-29", "2029-02-28", ""},
		{"four years from completion", "FROM=COMPLETION;FREQ=YEARLY;INTERVAL=4", "2026-01-10", "2028-02-29", "2032-02-29", ""},
		{"from completion until", "FROM=COMPLETION;FREQ=DAILY;UNTIL=20260716", "2026-07-10", "2026-07-16", "", ""},
		{"from completion so many times", "FROM=COMPLETION;FREQ=DAILY;COUNT=3", "2026-07-10", "2026-07-16", "2026-07-17", "FROM=COMPLETION;FREQ=DAILY;COUNT=2"},
		{"from completion for the last time", "FROM=COMPLETION;FREQ=DAILY;COUNT=1", "2026-07-10", "2026-07-16", "", ""},

		{"the end of the calendar", "FREQ=DAILY", "9999-12-30", "9999-12-30", "9999-12-31", ""},
		{"past the calendar", "FREQ=DAILY", "9999-12-31", "9999-12-31", "", ""},
		{"past the calendar, weekly", "FREQ=WEEKLY;BYDAY=FR,SA", "9999-12-31", "9999-12-31", "", ""},
		{"past the calendar, monthly", "FREQ=MONTHLY;BYMONTHDAY=31", "9999-12-31", "9999-01-01", "", ""},
		{"past the calendar, yearly", "FREQ=YEARLY;INTERVAL=999;BYMONTH=2;BYMONTHDAY=29", "9001-02-28", "9001-02-28", "", ""},
		{"past the calendar, from completion", "FROM=COMPLETION;FREQ=YEARLY", "2026-01-10", "9999-01-01", "", ""},
	} {
		next, rest, ok := parse(t, tc.rule).Next(docket.Date(tc.last), docket.Date(tc.today))
		want := tc.rest
		if want == "" && tc.next != "" {
			want = tc.rule
		}
		if string(next) != tc.next || rest.String() != want || ok != (tc.next != "") {
			t.Errorf("%s: %s after %s, today %s, is %q (%v) and goes on as %q, want %q and %q", tc.name, tc.rule, tc.last, tc.today, next, ok, rest, tc.next, want)
		}
	}
}

func TestFirst(t *testing.T) {
	for _, tc := range []struct{ rule, from, want string }{
		{"", "2026-07-16", ""},
		{"FREQ=DAILY", "", ""},
		{"FREQ=DAILY;INTERVAL=3", "2026-07-16", "2026-07-16"},
		{"FREQ=DAILY;COUNT=1", "2026-07-16", "2026-07-16"},
		{"FREQ=WEEKLY", "2026-07-16", "2026-07-16"},
		{"FREQ=WEEKLY;BYDAY=MO,TH", "2026-07-16", "2026-07-16"},
		{"FREQ=WEEKLY;INTERVAL=4;BYDAY=MO", "2026-07-16", "2026-07-20"},
		{"FREQ=MONTHLY;BYMONTHDAY=31", "2026-02-10", "2026-02-28"},
		{"FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=15", "2026-07-16", "2026-08-15"},
		{"FREQ=MONTHLY;BYDAY=-1FR", "2026-07-16", "2026-07-31"},
		{"FREQ=YEARLY;INTERVAL=5;BYMONTH=3;BYMONTHDAY=1", "2026-07-16", "2027-03-01"},
		{"FREQ=YEARLY;BYMONTH=3", "2026-07-16", "2027-03-16"},
		{"FREQ=YEARLY", "2028-02-29", "2028-02-29"},
		{"FREQ=MONTHLY;BYMONTHDAY=15;UNTIL=20260814", "2026-07-16", ""},
		{"FREQ=DAILY;UNTIL=20260716", "2026-07-16", "2026-07-16"},
		{"FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1", "9999-07-16", ""},
		{"FROM=COMPLETION;FREQ=MONTHLY;INTERVAL=2", "2026-07-16", "2026-07-16"},
		{"FROM=COMPLETION;FREQ=MONTHLY;UNTIL=20260715", "2026-07-16", ""},
	} {
		got, ok := parse(t, tc.rule).First(docket.Date(tc.from))
		if string(got) != tc.want || ok != (tc.want != "") {
			t.Errorf("%s from %s begins on %q (%v), want %q", tc.rule, tc.from, got, ok, tc.want)
		}
	}
}

func TestUpcoming(t *testing.T) {
	for _, tc := range []struct {
		rule, last string
		n          int
		want       string
	}{
		{"", "2026-07-16", 3, ""},
		{"FREQ=DAILY", "2026-07-16", 0, ""},
		{"FREQ=MONTHLY", "2026-01-31", 5, "2026-02-28 2026-03-31 2026-04-30 2026-05-31 2026-06-30"},
		{"FREQ=YEARLY", "2024-02-29", 4, "2025-02-28 2026-02-28 2027-02-28 2028-02-29"},
		{"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "2026-07-13", 4, "2026-07-16 2026-07-27 2026-07-30 2026-08-10"},
		{"FREQ=DAILY;COUNT=3", "2026-07-16", 9, "2026-07-17 2026-07-18"},
		{"FREQ=DAILY;UNTIL=20260718", "2026-07-16", 9, "2026-07-17 2026-07-18"},
		{"FREQ=DAILY", "9999-12-30", 9, "9999-12-31"},
		{"FROM=COMPLETION;FREQ=WEEKLY", "2026-07-16", 2, "2026-07-23 2026-07-30"},
	} {
		got := strings.Trim(fmt.Sprint(parse(t, tc.rule).Upcoming(docket.Date(tc.last), tc.n)), "[]")
		if got != tc.want {
			t.Errorf("%s after %s: %s, want %s", tc.rule, tc.last, got, tc.want)
		}
	}
}

// What was left for millennia is found without going through them: a hundred times in
// about a millisecond, where going through takes minutes.
func TestNextIsFoundAtOnceHoweverLate(t *testing.T) {
	for _, rule := range []string{"FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"} {
		r, began := parse(t, rule), time.Now()
		for range 100 {
			if _, _, ok := r.Next("1900-01-01", "9990-01-01"); !ok {
				t.Fatalf("%s has no next day", rule)
			}
		}
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("%s took %v", rule, took)
		}
	}
}
