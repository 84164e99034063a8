package quickadd_test

import (
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
		check(t, line, s)
		for _, l := range quickadd.Lines(line) {
			if l.Text != strings.TrimSpace(l.Text) || l.Text == "" || l.Depth < 0 || l.Depth > 2 {
				t.Errorf("of %q there is %+v", line, l)
			}
		}
	})
}
