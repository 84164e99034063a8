package quickadd_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"docket/internal/quickadd"
)

func TestNotes(t *testing.T) {
	try(t, friday(),
		row{"Buy milk // the blue one", "Buy milk | // the blue one"},
		row{"Buy milk tomorrow // not today #x  ", "Buy milk | 2026-11-28 // not today #x"},
		row{"Buy milk // a // b", "Buy milk | // a // b"},
		row{"Buy milk //", "Buy milk |"},
		row{"Buy milk //  ", "Buy milk |"},
		row{"Buy milk //the blue one", "Buy milk //the blue one |"},
		row{"// Buy milk", "// Buy milk |"},
		row{"// Buy milk // blue", "// Buy milk | // blue"},
		row{"//", "// |"},
		row{"today // blue", "today | // blue"},
		row{"See http://x.y // blue", "See http://x.y | // blue"},
		row{`Buy milk tomorrow \// today #x \p1 // b`, `Buy milk // today #x \p1 // b | 2026-11-28`},
		row{`"Buy milk today" // blue`, "Buy milk today | // blue"},
	)
	if parts := check(t, "Buy milk // blue  ", friday()).Parts; len(parts) != 1 || parts[0] != (quickadd.Part{Kind: quickadd.KindNotes, Start: 9, End: 16, Text: "blue"}) {
		t.Errorf("parts %+v", parts)
	}
}

func TestPlainText(t *testing.T) {
	try(t, friday(),
		row{`"Buy milk today #x // y"`, "Buy milk today #x // y |"},
		row{` " Buy milk today " `, "Buy milk today |"},
		row{"“Buy milk today”", "Buy milk today |"}, row{"“Buy” milk “today”", "“Buy” milk “today” |"},
		row{`""`, `"" |`}, row{`"`, `" |`}, row{`" "`, `" " |`}, row{`\`, `\ |`}, row{"  ", "|"}, row{"", "|"},
		row{`"Buy" and "milk"`, `"Buy" and "milk" |`},
		row{`Read "what today brings" tomorrow`, `Read "what today brings" | 2026-11-28`},
		row{`Read "Thursday"`, `Read "Thursday" |`},
		row{`Buy a 12" ruler today`, `Buy a 12" ruler | 2026-11-27`},
		row{`\#x \/home \@ana \!1 \p1`, "#x /home @ana !1 p1 |"},
		row{`\#1 \@ \# \/ \! \!important`, `#1 \@ \# \/ \! !important |`},
		row{`Buy \today monday`, "Buy today | 2026-11-30"},
		row{`Buy monday \9am`, "Buy 9am | 2026-11-30"},
		row{`Buy \next monday`, "Buy next monday |"},
		row{`Buy next \monday`, "Buy next monday |"},
		row{`\every day buy`, "every day buy |"},
		row{`Buy \monday stuff`, "Buy monday stuff |"},
		row{`\"Buy milk today`, `"Buy milk | 2026-11-27`},
		row{`Fix \n in C:\today \o/`, `Fix \n in C:\today \o/ |`},
		row{`Write \\today`, `Write \today |`},
		row{`\/"summer house today"/x y`, `/"summer house today"/x y |`},
		row{"Buy  two   milks today", "Buy  two   milks | 2026-11-27"},
		row{"Buy today  milk", "Buy milk | 2026-11-27"},
	)
	for _, line := range []string{"today", "#x", "monday 9am #x", "every day", "/home !1 @ana", "tomorrow,", "p1", "  12/1 "} {
		try(t, friday(), row{line, strings.TrimSpace(line) + " |"})
	}
}

func TestPartsAreLabelled(t *testing.T) {
	line := `Löschen #"long label" /"summer house"/Garden @ana p2 every mon, thu at 9 am tomorrow // why`
	var got []string
	for _, part := range check(t, line, friday()).Parts {
		got = append(got, fmt.Sprintf("%s %s=%s", part.Kind, line[part.Start:part.End], part.Text))
	}
	want := []string{`label #"long label"=long label`, `list /"summer house"/Garden=summer house / Garden`, "person @ana=ana", "priority p2=2",
		"repeat every mon, thu=FREQ=WEEKLY;BYDAY=MO,TH", "time at 9 am=09:00", "day tomorrow=2026-11-28", "notes // why=why"}
	if !slices.Equal(got, want) {
		t.Errorf("parts\n%s, want\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
