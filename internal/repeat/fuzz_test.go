package repeat_test

import (
	"testing"
	"time"

	"docket/internal/docket"
	"docket/internal/repeat"
)

// Whatever is read is written and read again as the same, has words, and goes on in time.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"", "FREQ=DAILY", "rrule:freq=weekly;byday=mo,th;interval=2;wkst=su", "FREQ=MONTHLY;BYDAY=-1FR;COUNT=3",
		"FREQ=MONTHLY;BYMONTHDAY=31;UNTIL=20270301T000000Z", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;INTERVAL=999",
		"FROM=COMPLETION;FREQ=YEARLY;INTERVAL=3", "FREQ=YEARLY;BYMONTH=11;BYDAY=+4TH", "FREQ=SECONDLY", "FREQ=DAILY;COUNT=0",
	} {
		f.Add(text, uint32(46000), int32(0))
		f.Add(text, uint32(0), int32(20000))
	}
	f.Fuzz(func(t *testing.T, text string, day uint32, late int32) {
		r, err := repeat.Parse(text)
		if err != nil {
			if docket.MessageOf(err) == "" || !r.IsZero() {
				t.Fatalf("%q is refused with %v and is %+v", text, err, r)
			}
			return
		}
		if again, err := repeat.Parse(r.String()); err != nil || again != r {
			t.Fatalf("%q is written as %q and read again as %+v: %v", text, r, again, err)
		}
		if r.IsZero() != (r.Sentence() == "") {
			t.Fatalf("%q is said as %q", text, r.Sentence())
		}
		last := docket.Date("1900-01-01").AddDays(int(day % 2_958_000))
		today := last.AddDays(int(late % 2_000_000))
		if _, err := docket.ParseDate(string(today)); err != nil {
			today = last
		}
		began := time.Now()
		next, rest, ok := r.Next(last, today)
		if took := time.Since(began); took > time.Second {
			t.Fatalf("%q after %s, today %s, took %v", text, last, today, took)
		}
		if !ok {
			return
		}
		if _, err := docket.ParseDate(string(next)); err != nil || rest.Check() != nil || next < today || !r.Completion && next <= last {
			t.Fatalf("%q after %s, today %s, is %s and goes on as %+v", text, last, today, next, rest)
		}
	})
}

func BenchmarkNext(b *testing.B) {
	for _, bench := range []struct {
		name        string
		last, today docket.Date
	}{
		{"on its day", "2026-07-16", "2026-07-16"},
		{"36 years late", "1990-01-01", "2026-07-16"},
	} {
		for _, text := range []string{"FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"} {
			r := parse(b, text)
			b.Run(bench.name+"/"+string(r.Freq), func(b *testing.B) {
				for b.Loop() {
					r.Next(bench.last, bench.today)
				}
			})
		}
	}
}
