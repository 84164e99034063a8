package quickadd_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"docket/internal/quickadd"
)

func FuzzParse(f *testing.F) {
	for _, line := range []string{
		"Buy milk tomorrow #errand /home !1 @ana // the blue one", `/"summer house"/Garden rake every! 2 weeks on mon, thu until 1 march 2027 at 9am`, `"as it is"`, `\next monday \#x \// y`,
		"every 3rd friday for 5 times", "monday until friday and today or tomorrow", "due on the 5th of december, 2027 14h30", "every month on the last day of the month", "x 12/1 1.12. +3d in a week end of month",
		"on 5th avenue by sun cream", "9am - 5pm tonight, noon", "\\", `""`, "//", "\xff today\u00a0p1", "every dec 1 every 1 dec daily at 9 pm tom", "tue, dec 1 at the end of the month this weekend next sun",
	} {
		f.Add(line, int64(1795787310), false)
	}
	f.Fuzz(func(t *testing.T, line string, now int64, monthFirst bool) {
		s := friday()
		s.Now, s.MonthFirst = time.Unix(now%(1<<33), 0), monthFirst
		s.Person = func(_, name string) bool { return name == "ana" }
		if len(line) > 1000 { // each part is looked at by itself
			quickadd.Parse(line, s)
			return
		}
		check(t, line, s)
		for _, l := range quickadd.Lines(line) {
			if l.Text != strings.TrimSpace(l.Text) || l.Text == "" || l.Depth < 0 || l.Depth > 2 {
				t.Errorf("of %q there is %+v", line, l)
			}
		}
	})
}

// Lines of the grammar's own words, in no order, hold what any line does.
func TestAnyWords(t *testing.T) {
	words := strings.Fields(`on by at due until every every! other today tonight tomorrow tom mon tue wed, sat sun, monday friday, thursday weekday weekend
		next this last first second the of end month months week weeks day days year in 3 2 1 5th 15th 31st 1st. dec march, may 2027 29 feb 12/1 9/11 1.12. 1.12.2027 2026-12-01
		+3d +2w 9am 17:30 14h noon, midnight 9 pm am for times daily weekly yearly and or - to until #x #"a b" #12 /home /home/Garden /nowhere @ana @bo !1 p2 !2 \\today \\every \\#x \\on \\3 " "today" milk
		room avenue my Tom a one`)
	words = append(words, "//", `\//`, "  ", "\t")
	random := rand.New(rand.NewPCG(1, 2))
	s := friday()
	s.Person = func(_, name string) bool { return name == "ana" }
	for range 4_000 {
		picked := make([]string, 1+random.IntN(12))
		for i := range picked {
			picked[i] = words[random.IntN(len(words)-random.IntN(4))]
		}
		check(t, strings.Join(picked, " "), s)
		if t.Failed() {
			return
		}
	}
}
