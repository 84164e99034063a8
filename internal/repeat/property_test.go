package repeat_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"docket/internal/docket"
	"docket/internal/repeat"
)

// occurs reports whether d is an occurrence of a rule in step with the one on s, from
// what the words of the rule mean.
func occurs(r repeat.Rule, s, d time.Time) bool {
	inStep := false
	switch r.Freq {
	case repeat.Daily:
		inStep = (number(d)-number(s))%r.Interval == 0
	case repeat.Weekly:
		inStep = (number(d)/7-number(s)/7)%r.Interval == 0
	case repeat.Monthly:
		inStep = (12*d.Year()+int(d.Month())-12*s.Year()-int(s.Month()))%r.Interval == 0
	case repeat.Yearly:
		inStep = (d.Year()-s.Year())%r.Interval == 0
	}
	ends := d.AddDate(0, 0, 1).Day() == 1
	// on reports whether the day stands for the nth of its month.
	on := func(n int) bool { return n == -1 && ends || d.Day() == n || ends && n > d.Day() }
	switch {
	case !inStep:
		return false
	case r.Freq == repeat.Daily:
		return true
	case r.Freq == repeat.Weekly && r.Days == 0:
		return d.Weekday() == s.Weekday()
	case r.Freq == repeat.Weekly:
		return r.Days.Has(d.Weekday())
	case r.Freq == repeat.Yearly && r.Month == 0 && d.Month() != s.Month(), r.Month != 0 && d.Month() != r.Month:
		return false
	case r.Nth == -1:
		return r.Days.Has(d.Weekday()) && d.AddDate(0, 0, 7).Month() != d.Month()
	case r.Nth != 0:
		return r.Days.Has(d.Weekday()) && (d.Day()+6)/7 == r.Nth
	case r.MonthDay != 0:
		return on(r.MonthDay)
	}
	return on(s.Day())
}

// number counts the days since a Monday.
func number(d time.Time) int {
	return int(d.Unix()-time.Date(1600, 1, 3, 0, 0, 0, 0, time.UTC).Unix()) / 86400
}

func midnight(d docket.Date) time.Time { return d.Midnight(time.UTC) }

// walk returns the first day from the one on that is an occurrence.
func walk(r repeat.Rule, start, from docket.Date) docket.Date {
	s, d := midnight(start), midnight(from)
	for !occurs(r, s, d) {
		d = d.AddDate(0, 0, 1)
	}
	return docket.DateIn(d, time.UTC)
}

// randomRule returns one of all kinds of rules with fixed days.
func randomRule(random *rand.Rand) repeat.Rule {
	r := repeat.Rule{Interval: 1 + random.IntN(4)}
	if random.IntN(10) == 0 {
		r.Interval = 1 + random.IntN(40)
	}
	r.Freq = []repeat.Freq{repeat.Daily, repeat.Weekly, repeat.Monthly, repeat.Yearly}[random.IntN(4)]
	bare := random.IntN(4) == 0
	if r.Freq == repeat.Yearly && !bare {
		r.Month = time.Month(1 + random.IntN(12))
		bare = random.IntN(8) == 0
	}
	switch {
	case r.Freq == repeat.Daily || bare:
	case r.Freq == repeat.Weekly:
		r.Days = repeat.Weekdays(1 + random.IntN(127))
	case random.IntN(2) == 0:
		r.Days = repeat.On(time.Weekday(random.IntN(7)))
		r.Nth = []int{-1, 1, 2, 3, 4, 5}[random.IntN(6)]
	default:
		for r.MonthDay = 0; r.MonthDay == 0 || r.Check() != nil; {
			r.MonthDay = []int{-1, 1, 15, 28, 29, 30, 31}[random.IntN(7)]
		}
	}
	return r
}

func randomDate(random *rand.Rand, year, years int) docket.Date {
	first := docket.Date(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
	return first.AddDays(random.IntN(years * 365))
}

// Any rule goes through exactly the days of an oracle that walks the calendar, from the
// day it began on and however late or early each occurrence is done.
func TestAnySeriesIsThatOfTheCalendar(t *testing.T) {
	for seed := range uint64(500) {
		random := rand.New(rand.NewPCG(seed, 3))
		rule := randomRule(random)
		if err := rule.Check(); err != nil {
			t.Fatalf("%+v: %v", rule, err)
		}
		if again := parse(t, rule.String()); again != rule {
			t.Fatalf("%+v is read again as %+v", rule, again)
		}
		start, ok := rule.First(randomDate(random, 1900, 200))
		if !ok {
			t.Fatalf("%s has no beginning", rule)
		}
		r, last, late := rule, start, random.IntN(2) == 0
		for range 12 {
			today := last
			if late {
				today = last.AddDays(random.IntN([]int{200, 20_000}[random.IntN(2)]) - 100)
			}
			want := walk(rule, start, max(last.AddDays(1), today))
			next, rest, ok := r.Next(last, today)
			if !ok || next != want {
				t.Fatalf("%s from %s: after %s, today %s, comes %s (%v), want %s", rule, start, last, today, next, ok, want)
			}
			last, r = next, rest
		}
	}
}

// First is the first day that fits, whatever the interval.
func TestAnySeriesBeginsOnTheFirstDayThatFits(t *testing.T) {
	for seed := range uint64(400) {
		random := rand.New(rand.NewPCG(seed, 4))
		rule := randomRule(random)
		from := randomDate(random, 1900, 8000)
		often := rule
		often.Interval = 1
		want := walk(often, from, from)
		if got, ok := rule.First(from); !ok || got != want {
			t.Errorf("%s from %s begins on %s (%v), want %s", rule, from, got, ok, want)
		}
	}
}

// A series that ends has the days of the same one without an end, up to it.
func TestAnySeriesEndsWhereItIsTo(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 5))
		rule := randomRule(random)
		last, _ := rule.First(randomDate(random, 1900, 200))
		endless := rule.Upcoming(last, 9)
		if len(endless) != 9 {
			t.Fatalf("%s has %d days to come, want 9", rule, len(endless))
		}
		counted, until := rule, rule
		counted.Count = 1 + random.IntN(9)
		if got := counted.Upcoming(last, 20); len(got) != counted.Count-1 || len(got) > 0 && got[len(got)-1] != endless[len(got)-1] {
			t.Errorf("%s has %v to come after %s", counted, got, last)
		}
		n := random.IntN(9)
		until.Until = endless[n]
		if got := until.Upcoming(last, 20); len(got) != n+1 || got[n] != endless[n] {
			t.Errorf("%s has %v to come after %s", until, got, last)
		}
		until.Until = until.Until.AddDays(-1)
		if got := until.Upcoming(last, 20); len(got) != n {
			t.Errorf("%s has %v to come after %s", until, got, last)
		}
	}
}

// Monthly and yearly rules neither drift nor skip in ten years of days that are not in
// every month, whether the day is in the rule or taken from where it begins.
func TestNoDriftInTenYears(t *testing.T) {
	for _, tc := range []struct {
		rule  string
		start docket.Date
		per   int
	}{
		{"FREQ=MONTHLY", "2024-01-29", 12},
		{"FREQ=MONTHLY", "2024-01-30", 12},
		{"FREQ=MONTHLY", "2024-01-31", 12},
		{"FREQ=MONTHLY;BYMONTHDAY=31", "2024-02-29", 12},
		{"FREQ=MONTHLY;BYMONTHDAY=-1", "2024-02-29", 12},
		{"FREQ=MONTHLY;BYDAY=-1FR", "2024-01-26", 12},
		{"FREQ=YEARLY", "2024-02-29", 1},
		{"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2023-02-28", 1},
	} {
		rule := parse(t, tc.rule)
		days := rule.Upcoming(tc.start, 10*tc.per)
		first := midnight(tc.start)
		for i, day := range days {
			month := time.Date(first.Year(), first.Month()+time.Month((i+1)*12/tc.per), 1, 0, 0, 0, 0, time.UTC)
			if got := midnight(day); got.Month() != month.Month() || got.Year() != month.Year() || !occurs(rule, first, got) {
				t.Errorf("%s from %s: number %d is %s", tc.rule, tc.start, i+1, day)
			}
		}
		if len(days) != 10*tc.per {
			t.Errorf("%s comes %d times, want %d", tc.rule, len(days), 10*tc.per)
		}
	}
}
