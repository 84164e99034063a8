package markdown

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const link = ` rel="nofollow noopener noreferrer"`

func TestBoxes(t *testing.T) {
	const none = ""
	tests := []struct{ name, src, want string }{
		{"none", "", none},
		{"dashes, stars, pluses and numbers", "- [ ] a\n* [x] b\n+ [X] c\n1. [ ] d\n2) [ ] e", "1- 2x 3x 4- 5-"},
		{"within each other", "- [ ] a\n  - [x] b\n    1. [ ] c\n\n- [ ] d", "1- 2x 3- 5-"},
		{"an item within its item's line", "- - [ ] a", "1-"},
		{"in a quote", "> - [ ] a", "1-"},
		{"after other text", "# a\n\nb\nc\n\n- [x] d", "6x"},
		{"a tab for a space", "-\t[\t]\ta", "1-"},
		{"without text", "- [ ]\n- [x] \n- [ ]\t", "1- 2x 3-"},
		{"with more text", "- [ ] a\n  b\n\n  [ ] c", "1-"},
		{"one a line", "- [ ] [ ] a\n- [ ] - [ ] b", "1- 2-"},
		{"characters of many bytes before it", "- é\n- [ ] ü [ ]", "2-"},
		{"after line feeds alone", "- [ ] a\r- [ ] b\n- [ ] c", "1- 2-"},

		{"no list", "[ ] a\n\n> [ ] b\n\n# [ ] c", none},
		{"a quote in an item", "- > [ ] a", none},
		{"not at its beginning", "- a [ ] b", none},
		{"escaped", `- \[ ] a` + "\n" + `- [ \] b`, none},
		{"no space after it", "- [ ]a\n- [x](/b)\n- [x]: /c\n- [x][d]", none},
		{"no box", "- [] a\n- [y] b\n- [xx] c\n- [\u00a0] d\n- [ x] e", none},
		{"fenced code", "```\n- [ ] a\n```\n\n~~~\n- [x] b\n~~~", none},
		{"a fence that nothing closes", "```\n- [ ] a", none},
		{"indented code", "    - [ ] a", none},
		{"code in an item", "- ```\n  [ ] a\n  ```\n-     [ ] b", none},
		{"a code span", "- `[ ] a`\n- ` \n  [ ] b`", none},
		{"HTML", "<ul>\n<li>[ ] a</li>\n</ul>\n\n- <b>[ ] b</b>\n- <!-- [ ] -->", none},
		{"a table's cell", "|a|\n|-|\n|- [ ] b|", none},
		{"a link's text", "- [[ ] a](/b)", none},
	}
	r := New()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, b := range r.boxes([]byte(tt.src)) {
				got = append(got, fmt.Sprintf("%d%c", b.line, map[bool]rune{false: '-', true: 'x'}[b.checked]))
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("boxes of %q are %q, want %q", tt.src, s, tt.want)
			}
			html, err := r.HTML(tt.src)
			if err != nil {
				t.Fatal(err)
			}
			clean(t, html)
			if n := strings.Count(html, "<input "); n != len(got) {
				t.Errorf("%d controls for %d boxes in %s", n, len(got), html)
			}
		})
	}
}

// A box is within the label that names it, and the label holds the item's text alone.
func TestBoxHTML(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"marks", "- [ ] *a* `b` [c](/d)", "<ul>\n<li>" + off(1) + "<em>a</em> <code>b</code> <a href=\"/d\"" + link + ">c</a></label></li>\n</ul>\n"},
		{"two lines", "- [x] a\n  b", "<ul>\n<li>" + on(1) + "a<br>\nb</label></li>\n</ul>\n"},
		{"an item of its own", "- [ ] a\n  - [ ] b", "<ul>\n<li>" + off(1) + "a</label>\n<ul>\n<li>" + off(2) + "b</label></li>\n</ul>\n</li>\n</ul>\n"},
		{"paragraphs", "- [ ] a\n\n  b", "<ul>\n<li>\n<p>" + off(1) + "a</label></p>\n<p>b</p>\n</li>\n</ul>\n"},
		{"without text", "- [ ]", "<ul>\n<li>" + off(1) + "</label></li>\n</ul>\n"},
		{"a control that was typed", "- [ ] <input type=\"checkbox\" value=\"1\">", "<ul>\n<li>" + off(1) + "&lt;input type=&#34;checkbox&#34; value=&#34;1&#34;&gt;</label></li>\n</ul>\n"},
		{"a link that isn't one", "- [x](/b)", "<ul>\n<li><a href=\"/b\"" + link + ">x</a></li>\n</ul>\n"},
	}
	r := New()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := r.HTML(tt.src)
			if err != nil {
				t.Fatal(err)
			}
			if got != tt.want {
				t.Errorf("HTML(%q)\n got %q\nwant %q", tt.src, got, tt.want)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	const src = "- [ ] a\n- [X] b\n\n```\n- [ ] code\n```\n  * [x] ü\n-\t[\t] d\n"
	tests := []struct {
		name    string
		line    int
		checked bool
		want    string
		ok      bool
	}{
		{"check", 1, true, strings.Replace(src, "[ ] a", "[x] a", 1), true},
		{"uncheck", 7, false, strings.Replace(src, "[x] ü", "[ ] ü", 1), true},
		{"uncheck a large one", 2, false, strings.Replace(src, "[X]", "[ ]", 1), true},
		{"check what is checked", 2, true, src, true},
		{"uncheck what is not", 1, false, src, true},
		{"uncheck a tab", 8, false, src, true},
		{"check a tab", 8, true, strings.Replace(src, "[\t]", "[x]", 1), true},
		{"code", 5, true, src, false},
		{"no box", 3, true, src, false},
		{"before the first line", 0, true, src, false},
		{"after the last", 9, true, src, false},
		{"far from it", 1 << 40, true, src, false},
	}
	r := New()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := r.Check(src, tt.line, tt.checked)
			if got != tt.want || ok != tt.ok {
				t.Errorf("Check(line %d, %t) = %q, %t, want %q, %t", tt.line, tt.checked, got, ok, tt.want, tt.ok)
			}
		})
	}
	many := strings.Repeat("- [ ]\n", 10_000)
	if got, ok := r.Check(many, maxBoxes, true); !ok || got != strings.Repeat("- [ ]\n", maxBoxes-1)+"- [x]\n"+strings.Repeat("- [ ]\n", 10_000-maxBoxes) {
		t.Errorf("the last box of %d is not checked", maxBoxes)
	}
	if _, ok := r.Check(many, maxBoxes+1, true); ok {
		t.Error("a box that is none on the page is checked")
	}
}

func TestSameButBoxes(t *testing.T) {
	tests := []struct {
		name, a, b string
		want       bool
	}{
		{"the same", "- [ ] a", "- [ ] a", true},
		{"a box", "- [ ] a\n- [x] b", "- [x] a\n- [ ] b", true},
		{"a large one", "- [X] a", "- [ ] a", true},
		{"text", "- [ ] a", "- [ ] b", false},
		{"a box and text", "- [ ] a", "- [x] b", false},
		{"another line", "- [ ] a", "- [ ] a\n", false},
		{"a line's end", "- [ ] a b", "- [ ] a\nb", false},
		{"code", "```\n- [ ] a", "```\n- [x] a", false},
		{"no list any more", "- [ ] a", "= [ ] a", false},
	}
	r := New()
	for _, tt := range tests {
		if got := r.SameButBoxes(tt.a, tt.b); got != tt.want {
			t.Errorf("%s: SameButBoxes(%q, %q) = %t", tt.name, tt.a, tt.b, got)
		}
	}
}

func TestOutdated(t *testing.T) {
	html, err := New().HTML("- [ ] a\n- [x] b\n- ☐\n\na ☑ b")
	if err != nil {
		t.Fatal(err)
	}
	if Outdated(html) {
		t.Errorf("%s is outdated", html)
	}
	for _, html := range []string{"<ul>\n<li>☐ a</li>\n</ul>", "<li>\n<p>☑ b</p>"} {
		if !Outdated(html) {
			t.Errorf("%s isn't outdated", html)
		}
	}
}

// Whatever a text is, a box is one whatever its state, and checking it changes a byte.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{"- [ ] a\n- [x] b", "> 1. [ ] a\n>    - [X]\n", "- [ ]\n  -\n\n|a|\n|-|\n", "- [a]: /b\n  [ ] c", "-\t[\t]\td\r\n- [x]:", "- [ ] a|b\n  -|-\n"} {
		f.Add(s)
	}
	r := New()
	f.Fuzz(func(t *testing.T, src string) {
		src = strings.ToValidUTF8(src, "\uFFFD")
		type state struct {
			line    int
			checked bool
		}
		states := func(src string) (all []state) {
			for _, b := range r.boxes([]byte(src)) {
				all = append(all, state{b.line, b.checked})
			}
			return all
		}
		lines := strings.Split(src, "\n")
		for i, b := range states(src) {
			if i == 20 {
				break
			}
			got, ok := r.Check(src, b.line, !b.checked)
			want := states(src)
			want[i].checked = !b.checked
			if !ok || !slices.Equal(states(got), want) {
				t.Fatalf("Check(%q, %d) = %q, %t", src, b.line, got, ok)
			}
			changed := strings.Split(got, "\n")
			for j := range lines {
				if (lines[j] != changed[j]) != (j == b.line-1) {
					t.Fatalf("Check(%q, %d) changes line %d: %q", src, b.line, j+1, got)
				}
			}
			if !r.SameButBoxes(src, got) {
				t.Fatalf("%q and %q differ in more than a box", src, got)
			}
		}
	})
}
