package repeat_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"docket/internal/docket"
	"docket/internal/repeat"
)

// parse is a Parse that has to succeed.
func parse(t testing.TB, s string) repeat.Rule {
	t.Helper()
	r, err := repeat.Parse(s)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return r
}

// What is read, as what it is stored, and how it is said.
func TestARuleIsReadStoredAndSaid(t *testing.T) {
	for _, tc := range []struct{ text, stored, said string }{
		{"", "", ""},
		{" \t", "", ""},
		{"FREQ=DAILY", "", "every day"},
		{" rrule:interval=3;freq=daily ", "FREQ=DAILY;INTERVAL=3", "every 3 days"},
		{"FREQ=DAILY;INTERVAL=001", "FREQ=DAILY", "every day"},
		{"FREQ=DAILY;INTERVAL=999", "", "every 999 days"},
		{"FREQ=DAILY;COUNT=1", "", "every day, for the last time"},
		{"FREQ=DAILY;COUNT=999", "", "every day, 999 times"},
		{"FREQ=WEEKLY", "", "every week"},
		{"FREQ=WEEKLY;BYDAY=SU,MO", "FREQ=WEEKLY;BYDAY=MO,SU", "every week on Monday and Sunday"},
		{"FREQ=WEEKLY;BYDAY=MO,MO", "FREQ=WEEKLY;BYDAY=MO", "every week on Monday"},
		{"FREQ=WEEKLY;BYDAY=FR,TH,WE,TU,MO", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday"},
		{"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "", "every week on Monday, Tuesday, Wednesday, Thursday, Friday, Saturday and Sunday"},
		{"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR", "", "every 2 weeks on Monday, Tuesday, Wednesday, Thursday and Friday"},
		{"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20270301", "", "every 2 weeks on Monday and Thursday, until 1 March 2027"},
		{"FREQ=WEEKLY;UNTIL=20270301T235959Z", "FREQ=WEEKLY;UNTIL=20270301", "every week, until 1 March 2027"},
		{"FREQ=WEEKLY;UNTIL=20270301T235959", "FREQ=WEEKLY;UNTIL=20270301", "every week, until 1 March 2027"},
		{"FREQ=WEEKLY;WKST=SU", "FREQ=WEEKLY", "every week"},
		{"FREQ=WEEKLY;WKST=SU;BYDAY=SU,MO", "FREQ=WEEKLY;BYDAY=MO,SU", "every week on Monday and Sunday"},
		{"FREQ=WEEKLY;WKST=MO;BYDAY=SU,MO;INTERVAL=2", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU", "every 2 weeks on Monday and Sunday"},
		{"FREQ=WEEKLY;WKST=SU;BYDAY=SA,MO;INTERVAL=2", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA", "every 2 weeks on Monday and Saturday"},
		{"FREQ=MONTHLY;WKST=SU;INTERVAL=2", "FREQ=MONTHLY;INTERVAL=2", "every 2 months"},
		{"FREQ=MONTHLY;BYMONTHDAY=15", "", "every month on the 15th"},
		{"FREQ=MONTHLY;BYMONTHDAY=+31", "FREQ=MONTHLY;BYMONTHDAY=31", "every month on the 31st"},
		{"FREQ=MONTHLY;BYMONTHDAY=2;INTERVAL=3", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=2", "every 3 months on the 2nd"},
		{"FREQ=MONTHLY;BYMONTHDAY=23", "", "every month on the 23rd"},
		{"FREQ=MONTHLY;BYMONTHDAY=11", "", "every month on the 11th"},
		{"FREQ=MONTHLY;BYMONTHDAY=12", "", "every month on the 12th"},
		{"FREQ=MONTHLY;BYMONTHDAY=-1", "", "every month on the last day"},
		{"FREQ=MONTHLY;BYDAY=-1FR", "", "every month on the last Friday"},
		{"FREQ=MONTHLY;BYDAY=+1MO", "FREQ=MONTHLY;BYDAY=1MO", "every month on the first Monday"},
		{"FREQ=MONTHLY;BYDAY=4SU", "", "every month on the fourth Sunday"},
		{"FREQ=MONTHLY;BYDAY=5SU", "", "every month on the fifth Sunday"},
		{"FREQ=YEARLY", "", "every year"},
		{"FREQ=YEARLY;BYMONTH=3", "", "every year in March"},
		{"FREQ=YEARLY;BYMONTHDAY=29;BYMONTH=2", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "every year on 29 February"},
		{"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "", "every year on the last day of February"},
		{"FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=5", "", "every year on the fourth Thursday of November, 5 times"},
		{"FREQ=DAILY;INTERVAL=3;FROM=COMPLETION", "FROM=COMPLETION;FREQ=DAILY;INTERVAL=3", "every 3 days after it is done"},
		{"from=completion;freq=monthly;count=2", "FROM=COMPLETION;FREQ=MONTHLY;COUNT=2", "every month after it is done, 2 times"},
	} {
		r := parse(t, tc.text)
		stored := tc.stored
		if stored == "" {
			stored = strings.Trim(tc.text, " \t")
		}
		if got := r.String(); got != stored {
			t.Errorf("%q is stored as %q, want %q", tc.text, got, stored)
		}
		if again := parse(t, r.String()); again != r {
			t.Errorf("%q is read again as %+v, want %+v", tc.text, again, r)
		}
		if got := r.Sentence(); got != tc.said {
			t.Errorf("%q is said as %q, want %q", tc.text, got, tc.said)
		}
		if r.IsZero() != (stored == "") || r.FromCompletion() != strings.HasPrefix(stored, "FROM") {
			t.Errorf("%q: IsZero %v, FromCompletion %v", tc.text, r.IsZero(), r.FromCompletion())
		}
	}
}

// What is refused, and a part of what is said about it.
func TestWhatIsNoRuleIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"daily":                     "is written like",
		"FREQ=DAILY;":               "is written like",
		"FREQ=":                     "is written like",
		"RRULE:":                    "is written like",
		"FREQ=DAILY\nFREQ=DAILY":    "on one line",
		"FREQ=DAILY;\r\nCOUNT=2":    "on one line",
		"FREQ=DAILY\n":              "on one line",
		"FREQ=DAILY ;COUNT=2":       "without spaces",
		"FREQ=WEEKLY;BYDAY=\u017fU": "without spaces",
		"FREQ=DAILY;X=" + strings.Repeat("y", 500): "too long",
		"INTERVAL=2":                                 "days, weeks, months or years",
		"FREQ=FORTNIGHTLY":                           "days, weeks, months or years",
		"FREQ=HOURLY":                                "at most once a day",
		"FREQ=MINUTELY":                              "at most once a day",
		"FREQ=SECONDLY;INTERVAL=86400":               "at most once a day",
		"FREQ=DAILY;freq=DAILY":                      "says FREQ once",
		"FREQ=DAILY;COUNT=2;COUNT=2":                 "says COUNT once",
		"FREQ=DAILY;BYSETPOS=1":                      `doesn’t know "BYSETPOS"`,
		"FREQ=YEARLY;BYWEEKNO=1":                     `doesn’t know "BYWEEKNO"`,
		"FREQ=YEARLY;BYYEARDAY=1":                    `doesn’t know "BYYEARDAY"`,
		"FREQ=DAILY;BYHOUR=1":                        `doesn’t know "BYHOUR"`,
		"DTSTART=20260101;FREQ=DAILY":                `doesn’t know "DTSTART"`,
		"FREQ=DAILY;RRULE:COUNT=2":                   `doesn’t know "RRULE:COUNT"`,
		"FREQ=DAILY;INTERVAL=0":                      "every 1 to 999",
		"FREQ=DAILY;INTERVAL=1000":                   "every 1 to 999",
		"FREQ=DAILY;INTERVAL=99999999999999999999":   "every 1 to 999",
		"FREQ=DAILY;INTERVAL=-1":                     "whole number",
		"FREQ=DAILY;INTERVAL=1.5":                    "whole number",
		"FREQ=DAILY;COUNT=0":                         "after 1 to 999 times",
		"FREQ=DAILY;COUNT=1000":                      "after 1 to 999 times",
		"FREQ=DAILY;COUNT=x":                         "after 1 to 999 times",
		"FREQ=DAILY;COUNT=2;UNTIL=20270301":          "not both",
		"FREQ=DAILY;UNTIL=20270230":                  "UNTIL=20270301",
		"FREQ=DAILY;UNTIL=18990101":                  "UNTIL=20270301",
		"FREQ=DAILY;UNTIL=2027-03-01":                "UNTIL=20270301",
		"FREQ=DAILY;UNTIL=20270301Z":                 "UNTIL=20270301",
		"FREQ=DAILY;UNTIL=20270301T":                 "UNTIL=20270301",
		"FREQ=DAILY;UNTIL=20270301T250000Z":          "UNTIL=20270301",
		"FREQ=DAILY;BYDAY=MO":                        "Make it a weekly one",
		"FREQ=DAILY;BYMONTHDAY=1":                    "Only a monthly or yearly",
		"FREQ=DAILY;BYMONTH=1":                       "Only a yearly",
		"FREQ=WEEKLY;BYDAY=1MO":                      "without a number",
		"FREQ=WEEKLY;BYDAY=0MO":                      "the first to fifth or the last",
		"FREQ=WEEKLY;BYDAY=MO,":                      "Weekdays are MO",
		"FREQ=WEEKLY;BYDAY=M":                        "Weekdays are MO",
		"FREQ=WEEKLY;BYDAY=XX":                       "Weekdays are MO",
		"FREQ=WEEKLY;BYMONTHDAY=1":                   "Only a monthly or yearly",
		"FREQ=WEEKLY;BYMONTH=1":                      "Only a yearly",
		"FREQ=WEEKLY;WKST=XX":                        "begins on MO",
		"FREQ=WEEKLY;WKST=SU;BYDAY=SU,MO;INTERVAL=2": "may not say WKST=SU",
		"FREQ=WEEKLY;WKST=WE;BYDAY=TU,WE;INTERVAL=2": "may not say WKST=WE",
		"FREQ=MONTHLY;BYDAY=MO":                      "first to fifth or the last",
		"FREQ=MONTHLY;BYDAY=6MO":                     "first to fifth or the last",
		"FREQ=MONTHLY;BYDAY=-2MO":                    "first to fifth or the last",
		"FREQ=MONTHLY;BYDAY=0MO":                     "first to fifth or the last",
		"FREQ=MONTHLY;BYDAY=-MO":                     "first to fifth or the last",
		"FREQ=MONTHLY;BYDAY=1MO,2MO":                 "first to fifth or the last",
		"FREQ=MONTHLY;BYDAY=1MO,MO":                  "first to fifth or the last",
		"FREQ=MONTHLY;BYDAY=MO,1MO":                  "first to fifth or the last",
		"FREQ=MONTHLY;BYDAY=1MO,TU":                  "first to fifth or the last",
		"FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=1":        "not both",
		"FREQ=MONTHLY;BYMONTH=1":                     "Only a yearly",
		"FREQ=MONTHLY;BYMONTHDAY=0":                  "one day of the month",
		"FREQ=MONTHLY;BYMONTHDAY=1,15":               "one day of the month",
		"FREQ=MONTHLY;BYMONTHDAY=32":                 "1 to 31",
		"FREQ=MONTHLY;BYMONTHDAY=-2":                 "1 to 31",
		"FREQ=YEARLY;BYMONTH=0":                      "1 to 12",
		"FREQ=YEARLY;BYMONTH=13":                     "1 to 12",
		"FREQ=YEARLY;BYMONTH=1,7":                    "1 to 12",
		"FREQ=YEARLY;BYMONTHDAY=1":                   "needs its month",
		"FREQ=YEARLY;BYDAY=1MO":                      "needs its month",
		"FREQ=YEARLY;BYMONTH=1;BYDAY=MO":             "first to fifth or the last",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30":        "February has no day 30",
		"FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=31":        "April has no day 31",
		"FROM=DUE;FREQ=DAILY":                        "FROM=COMPLETION",
		"FROM=COMPLETION;FREQ=WEEKLY;BYDAY=MO":       "counts from when the task is done",
		"FROM=COMPLETION;FREQ=MONTHLY;BYMONTHDAY=1":  "counts from when the task is done",
		"FROM=COMPLETION;FREQ=YEARLY;BYMONTH=1":      "counts from when the task is done",
		"FROM=COMPLETION":                            "days, weeks, months or years",
	} {
		r, err := repeat.Parse(text)
		var refusal *docket.Error
		if !errors.As(err, &refusal) || refusal.Kind != docket.KindInvalid {
			t.Errorf("%q is %+v with %v, want a refusal", text, r, err)
			continue
		}
		if !strings.Contains(refusal.Message, want) || !r.IsZero() {
			t.Errorf("%q: %q with %+v, want %q", text, refusal.Message, r, want)
		}
	}
}

// Rules that no text can make are refused, and asked for days they have none.
func TestARuleMadeByHandIsChecked(t *testing.T) {
	for _, r := range []repeat.Rule{
		{Interval: 1},
		{Freq: repeat.Daily},
		{Freq: repeat.Daily, Interval: -1},
		{Freq: repeat.Daily, Interval: 1, Count: -1},
		{Freq: repeat.Daily, Interval: 1, Until: "soon"},
		{Freq: repeat.Daily, Interval: 1, Nth: 1},
		{Freq: repeat.Weekly, Interval: 1, Days: 1 << 7},
		{Freq: repeat.Monthly, Interval: 1, Nth: 1},
		{Freq: repeat.Monthly, Interval: 1, Nth: 1, Days: repeat.Workdays},
		{Freq: repeat.Yearly, Interval: 1, Month: -1},
		{Freq: repeat.Yearly, Interval: 1, Month: 13, MonthDay: 1},
		{Freq: repeat.Daily, Interval: 1, Completion: true, Nth: 1},
		{Completion: true},
	} {
		if err := r.Check(); err == nil {
			t.Errorf("%+v is let through", r)
		}
		_, first := r.First("2026-07-16")
		_, _, next := r.Next("2026-07-16", "2026-07-16")
		if first || next || r.Upcoming("2026-07-16", 3) != nil || r.Sentence() != "" {
			t.Errorf("%+v has days or words", r)
		}
	}
	if err := (repeat.Rule{}).Check(); err != nil {
		t.Errorf("no repeat is refused: %v", err)
	}
	want := parse(t, "FREQ=WEEKLY;BYDAY=TU,SU")
	if r := (repeat.Rule{Freq: repeat.Weekly, Interval: 1, Days: repeat.On(time.Sunday, time.Tuesday)}); r != want || r.Check() != nil {
		t.Errorf("a rule made by hand is %+v, want %+v", r, want)
	}
}

func TestWeekdays(t *testing.T) {
	w := repeat.On(time.Sunday, time.Wednesday, time.Monday)
	if got := w.List(); len(got) != 3 || w.Len() != 3 || got[0] != time.Monday || got[1] != time.Wednesday || got[2] != time.Sunday {
		t.Errorf("the days are %v", got)
	}
	if !w.Has(time.Sunday) || w.Has(time.Tuesday) || repeat.Weekdays(0).List() != nil {
		t.Error("a day is in the set that was not put into it, or the other way round")
	}
	if repeat.Workdays != repeat.On(1, 2, 3, 4, 5) {
		t.Error("the workdays are others than Monday to Friday")
	}
}

func TestABareRuleIsAnchored(t *testing.T) {
	for _, tc := range []struct{ rule, on, want string }{
		{"", "2026-07-16", ""},
		{"FREQ=DAILY", "2026-07-16", "FREQ=DAILY"},
		{"FREQ=WEEKLY;INTERVAL=2;COUNT=3", "2026-07-16", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;COUNT=3"},
		{"FREQ=WEEKLY;BYDAY=MO", "2026-07-16", "FREQ=WEEKLY;BYDAY=MO"},
		{"FREQ=MONTHLY", "2026-01-31", "FREQ=MONTHLY;BYMONTHDAY=31"},
		{"FREQ=MONTHLY", "2026-02-28", "FREQ=MONTHLY;BYMONTHDAY=28"},
		{"FREQ=MONTHLY;BYDAY=-1FR", "2026-01-31", "FREQ=MONTHLY;BYDAY=-1FR"},
		{"FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-15", "FREQ=MONTHLY;BYMONTHDAY=-1"},
		{"FREQ=YEARLY", "2028-02-29", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"},
		{"FREQ=YEARLY;BYMONTH=4", "2026-07-31", "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=30"},
		{"FREQ=YEARLY;BYMONTH=3;BYDAY=1MO", "2026-07-31", "FREQ=YEARLY;BYMONTH=3;BYDAY=1MO"},
		{"FROM=COMPLETION;FREQ=WEEKLY", "2026-07-16", "FROM=COMPLETION;FREQ=WEEKLY"},
		{"FREQ=WEEKLY", "", "FREQ=WEEKLY"},
	} {
		if got := parse(t, tc.rule).Anchored(docket.Date(tc.on)).String(); got != tc.want {
			t.Errorf("%s on %s is anchored as %s, want %s", tc.rule, tc.on, got, tc.want)
		}
	}
}
