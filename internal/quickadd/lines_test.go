package quickadd_test

import (
	"slices"
	"testing"

	"docket/internal/quickadd"
)

func TestLines(t *testing.T) {
	type line struct {
		text  string
		depth int
	}
	for text, want := range map[string][]line{
		"":                             nil,
		" \n\t\n\r\n- \n*\n- [ ]\n1. ": nil,
		"a":                            {{"a", 0}},
		"a\r\n\r\nb \n":                {{"a", 0}, {"b", 0}},
		"- a\n* b\n+ c\n1. d\n23. e":   {{"a", 0}, {"b", 0}, {"c", 0}, {"d", 0}, {"e", 0}},
		"- [ ] a\n[x] b\n[X] c\n  * [x] d\n[ ]e\n[](x)": {{"a", 0}, {"b done", 0}, {"c done", 0}, {"d done", 1}, {"[ ]e", 0}, {"[](x)", 0}},
		"-a\n*b*\n+3d\n1.12. x\n1984. x\n--- x":         {{"-a", 0}, {"*b*", 0}, {"+3d", 0}, {"1.12. x", 0}, {"1984. x", 0}, {"--- x", 0}},
		"a\n  b\n    c\n      d\n    e\n  f\ng":         {{"a", 0}, {"b", 1}, {"c", 2}, {"d", 2}, {"e", 2}, {"f", 1}, {"g", 0}},
		"a\n\tb\n\t\tc\n\t\t\td\nb":                     {{"a", 0}, {"b", 1}, {"c", 2}, {"d", 2}, {"b", 0}},
		"    a\n  b\n    c":                             {{"a", 0}, {"b", 0}, {"c", 1}},
		"a\n\n  \n  - b\n  - c\n   \t- d":               {{"a", 0}, {"b", 1}, {"c", 1}, {"d", 2}},
		"a\n\tb\n    c":                                 {{"a", 0}, {"b", 1}, {"c", 1}},
		"- a today\n  - \\b #x // y":                    {{"a today", 0}, {`\b #x // y`, 1}},
		"\u00a0a\n\u00a0\u00a0b":                        {{"a", 0}, {"b", 1}},
		"- \n  a":                                       {{"a", 0}},
	} {
		var got []line
		for _, l := range quickadd.Lines(text) {
			if l.Done {
				l.Text += " done"
			}
			got = append(got, line{l.Text, l.Depth})
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q is\n%v, want\n%v", text, got, want)
		}
	}
}
