package bench

import (
	"fmt"
	"os"
	"testing"
	"text/tabwriter"
)

// table is what a benchmark prints, in columns that end with a tab each.
type table struct {
	tb testing.TB
	w  *tabwriter.Writer
}

func newTable(tb testing.TB) *table {
	return &table{tb: tb, w: tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', tabwriter.AlignRight)}
}

// say prints a line.
func (t *table) say(format string, args ...any) {
	if _, err := fmt.Fprintf(t.w, format+"\n", args...); err != nil {
		t.tb.Fatal(err)
	}
}

// row prints a value beside what it is to reach.
func (t *table) row(name, format string, value float64, sign string, target float64, unit string) {
	met := value < target || sign == "≤" && value == target
	if sign == "≥" {
		met = value >= target
	}
	verdict := "met"
	if !met {
		verdict = "NOT MET"
	}
	t.say("%s\t"+format+"%s\t%s %v%s\t%s\t", name, value, unit, sign, target, unit, verdict)
}

// end prints what was said, as its columns are as wide as its longest line.
func (t *table) end() {
	if err := t.w.Flush(); err != nil {
		t.tb.Fatal(err)
	}
}
