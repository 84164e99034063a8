package markdown

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// off and on are the boxes of a line, and what the label with its text begins with.
func off(line int) string {
	return fmt.Sprintf(`<label><input type="checkbox" value="%d" disabled=""> `, line)
}
func on(line int) string {
	return fmt.Sprintf(`<label><input type="checkbox" value="%d" checked="" disabled=""> `, line)
}

func TestHTML(t *testing.T) {
	const link = ` rel="nofollow noopener noreferrer"`
	tests := []struct{ name, src, want string }{
		{"empty", "", ""},
		{"paragraphs", "one\n\ntwo", "<p>one</p>\n<p>two</p>\n"},
		{"line breaks", "one\ntwo", "<p>one<br>\ntwo</p>\n"},
		{"emphasis", "*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>\n"},
		{"headings stand under an h3", "# a\n## b\n### c\n###### d", "<h4>a</h4>\n<h5>b</h5>\n<h6>c</h6>\n<h6>d</h6>\n"},
		{"underlined headings", "a\n=\n\nb\n-", "<h4>a</h4>\n<h5>b</h5>\n"},
		{"no ids", "# a {#x .y hx-get=/z}", "<h4>a {#x .y hx-get=/z}</h4>\n"},
		{"lists", "- a\n- b\n\n3. c\n4. d", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<ol start=\"3\">\n<li>c</li>\n<li>d</li>\n</ol>\n"},
		{"task list", "- [ ] a\n- [x] b", "<ul>\n<li>" + off(1) + "a</label></li>\n<li>" + on(2) + "b</label></li>\n</ul>\n"},
		{"quote", "> a", "<blockquote>\n<p>a</p>\n</blockquote>\n"},
		{"rule", "a\n\n* * *", "<p>a</p>\n<hr>\n"},
		{"code without its language", "```go\na < b\n```", "<pre><code>a &lt; b\n</code></pre>\n"},
		{"table", "|a|b|\n|:-:|--:|\n|1|2|", "<table>\n<thead>\n<tr>\n<th align=\"center\">a</th>\n<th align=\"right\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td align=\"center\">1</td>\n<td align=\"right\">2</td>\n</tr>\n</tbody>\n</table>\n"},

		{"link", "[a](https://example.org/?q=1&r=2 \"title\")", `<p><a href="https://example.org/?q=1&amp;r=2"` + link + ">a</a></p>\n"},
		{"page of Docket", "[a](/tasks/1)", `<p><a href="/tasks/1"` + link + ">a</a></p>\n"},
		{"mail", "<zoe@example.org>", `<p><a href="mailto:zoe@example.org"` + link + ">zoe@example.org</a></p>\n"},
		{"bare link", "see www.example.org.", `<p>see <a href="http://www.example.org"` + link + ">www.example.org</a>.</p>\n"},
		{"reference", "[a][b]\n\n[b]: http://example.org", `<p><a href="http://example.org"` + link + ">a</a></p>\n"},
		{"link without text", "[](http://example.org/?a&amp;b)", `<p><a href="http://example.org/?a&amp;b"` + link + ">http://example.org/?a&amp;b</a></p>\n"},
		{"script in a link", "[a **b**](javascript:alert(1))", "<p>a <strong>b</strong></p>\n"},
		{"hidden script in a link", "[a](JaVa&#115;cript&colon;alert(1)) [b](\x01javascript:1)", "<p>a b</p>\n"},
		{"script as a link", "<javascript:alert(1)> <data:text/html,a>", "<p>javascript:alert(1) data:text/html,a</p>\n"},
		{"data in a link", "[a](data:text/html;base64,PHNjcmlwdD4=) [b](vbscript:a) [c](file:///etc/passwd)", "<p>a b c</p>\n"},
		{"a link to nowhere", "[a]()", "<p>a</p>\n"},
		{"a link that is none", "[a](http://[::bad)", "<p>a</p>\n"},

		{"image", "![a *b*](https://example.org/x.png)", `<p><a href="https://example.org/x.png"` + link + ">a <em>b</em></a></p>\n"},
		{"image without text", "![](https://example.org/x.png)", `<p><a href="https://example.org/x.png"` + link + ">https://example.org/x.png</a></p>\n"},
		{"image as a link", "[![a](https://example.org/x.png)](https://example.org)", `<p><a href="https://example.org"` + link + ">a</a></p>\n"},
		{"link in an image", "![a [b](http://example.org/1)](http://example.org/2)", `<p><a href="http://example.org/2"` + link + ">a b</a></p>\n"},
		{"link as a link's text", "[a <http://example.org/1>](http://example.org/2)", `<p><a href="http://example.org/2"` + link + ">a http://example.org/1</a></p>\n"},
		{"signs in such a text", "[<http://example.org/&copy;>](/a)", `<p><a href="/a"` + link + ">http://example.org/&amp;copy;</a></p>\n"},
		{"inline image data", "![a](data:image/svg+xml,<svg onload=alert(1)>)", "<p>![a](data:image/svg+xml,&lt;svg onload=alert(1)&gt;)</p>\n"},

		{"HTML is text", "a <b>b</b> List<String> <!-- c -->", "<p>a &lt;b&gt;b&lt;/b&gt; List&lt;String&gt; &lt;!-- c --&gt;</p>\n"},
		{"script", "<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"},
		{"htmx", "<div hx-get=\"/x\" data-hx-post='/y'>a</div>", "<p>&lt;div hx-get=&#34;/x&#34; data-hx-post=&#39;/y&#39;&gt;a&lt;/div&gt;</p>\n"},
		{"markdown after a tag", "<div>\n*a*", "<p>&lt;div&gt;<br>\n<em>a</em></p>\n"},
		{"entities", "&lt;script&gt; &amp; &copy;", "<p>&lt;script&gt; &amp; ©</p>\n"},
		{"broken characters", "a\x00b\xffc", "<p>a\uFFFDb\uFFFDc</p>\n"},
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
			clean(t, got)
		})
	}
}

// The policy holds by itself, whatever a later goldmark may write.
func TestPolicyAlone(t *testing.T) {
	const hostile = `<p id="a" class="b" style="color:red" data-hx-get="/x" hx-get="/x" onclick="x()">a</p>
<img src="https://example.org/x.png"><a href="javascript:1">b</a><a href="//example.org" target="_top" download ping="/x">c</a>
<script>d</script><style>e</style><iframe src="/f"></iframe><form action="/sign-out"><button>g</button></form><input type="text" name="user" form="act" value="x"><label for="a" id="b">m</label>
<svg><a xlink:href="javascript:1">h</a></svg><ol start="x"><li value="3">i</li></ol><td align="middle">j</td><h1>k</h1><hx-partial>l</hx-partial>`
	got := New().policy.Sanitize(hostile)
	clean(t, got)
	if !strings.Contains(got, "<p>a</p>") || !strings.Contains(got, `href="//example.org"`) {
		t.Errorf("what is allowed was lost: %s", got)
	}
}

// clean fails the test when got holds anything that Renderer.HTML promises to leave out.
func clean(t *testing.T, got string) {
	t.Helper()
	allowed := map[string]string{"p": "", "br": "", "hr": "", "blockquote": "", "pre": "", "code": "", "em": "", "strong": "",
		"del": "", "ul": "", "ol": " start ", "li": "", "h4": "", "h5": "", "h6": "", "a": " href rel ",
		"table": "", "thead": "", "tbody": "", "tr": "", "th": " align ", "td": " align ",
		"label": "", "input": " type value checked disabled "}
	tokens := html.NewTokenizer(strings.NewReader(got))
	links := 0
	for tokens.Next() != html.ErrorToken {
		token := tokens.Token()
		attributes, known := allowed[token.Data]
		switch token.Type {
		case html.TextToken:
			continue
		case html.StartTagToken:
			if token.Data == "a" {
				links++
			}
		case html.EndTagToken:
			if token.Data == "a" {
				links--
			}
		default:
			t.Errorf("%s in %s", token.Type, got)
		}
		if !known {
			t.Errorf("element %s in %s", token.Data, got)
		}
		if links > 1 {
			t.Errorf("a link in a link in %s", got)
		}
		for _, a := range token.Attr {
			if !strings.Contains(attributes, " "+a.Key+" ") {
				t.Errorf("attribute %s of %s in %s", a.Key, token.Data, got)
			}
			if token.Data == "input" && strings.ContainsFunc(a.Val, func(r rune) bool { return r < '0' || r > '9' }) && a.Val != "checkbox" {
				t.Errorf("an input's %s is %q in %s", a.Key, a.Val, got)
			}
			if scheme, _, ok := strings.Cut(strings.ToLower(a.Val), ":"); a.Key == "href" && ok && !strings.ContainsAny(scheme, "/?#") &&
				scheme != "http" && scheme != "https" && scheme != "mailto" {
				t.Errorf("scheme %q in %s", scheme, got)
			}
		}
	}
	// Only that bluemonday writes rel without noopener for an address that goldmark did not write.
	if strings.Count(got, "<a ") != strings.Count(got, "nofollow") || strings.Count(got, "<a ") != strings.Count(got, "noreferrer") {
		t.Errorf("a link without rel in %s", got)
	}
}

// hostile returns texts of a size that have kept, or might keep, a parser busy.
func hostile(size int) map[string]string {
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	around := func(a, b string) string { return strings.Repeat(a, size/2/len(a)) + strings.Repeat(b, size/2/len(b)) }
	var ticks, steps strings.Builder
	for i := 1; ticks.Len() < size; i++ {
		ticks.WriteString("e" + strings.Repeat("`", i))
		steps.WriteString(strings.Repeat("\t", i) + "- a\n")
	}
	texts := map[string]string{
		"quotes":                     fill(">"),
		"quotes and lists":           fill("> - 1. "),
		"lists":                      fill("- "),
		"numbered lists":             fill("1. "),
		"deeper lists":               steps.String(),
		"open brackets":              fill("["),
		"open images":                fill("!["),
		"brackets within each other": around("[", "](b)"),
		"images within each other":   around("![", "](b)"),
		"links never closed":         fill("[a](b"),
		"empty links never closed":   fill("[]("),
		"images never closed":        fill("![]("),
		"titles never closed":        fill("[a](b \"x\n"),
		"links in pointed brackets":  fill("[a](<b"),
		"references never closed":    "[a]: /b\n\n" + fill("[a]["),
		"many references":            fill("[a]: b\n"),
		"a long reference used much": "[a]: http://" + strings.Repeat("x", size/2) + "\n\n" + strings.Repeat("[a]", size/6),
		"emphasis":                   fill("*a _b "),
		"emphasis never closed":      fill("_ *"),
		"emphasis of short parts":    fill("*a_ "),
		"emphasis in paragraphs":     fill(strings.Repeat("_ *", 200) + "\n\n"),
		"a long strike":              "1. " + fill("~"),
		"brackets in paragraphs":     fill(strings.Repeat("[", 450) + strings.Repeat("]", 450) + "\n\n"),
		"code closed by no line":     around("_\\```", "\"|\n"),
		"blank lines in lists":       around("1. ", "\n"),
		"blank lines in code":        strings.Repeat("- ", 40) + "```" + fill("\n"),
		"emphasis within itself":     around("**a ", " a**"),
		"emphasis of all kinds":      fill("*a**b~~c_d__"),
		"stars":                      fill("*"),
		"code never closed":          ticks.String(),
		"tags never closed":          fill("<a b='"),
		"comments":                   fill("<!--"),
		"mail addresses":             fill("a.b@c."),
		"bare links":                 fill("http://a("),
		"one long bare link":         "http://" + fill("a."),
		"a wide table":               strings.Repeat("|a", 1000) + "|\n" + strings.Repeat("|-", 1000) + "|\n" + strings.Repeat("|\n", 48_000),
		"many wide tables":           fill(strings.Repeat("|a", 300) + "\n" + strings.Repeat("|-", 300) + "\n" + strings.Repeat("|\n", 300) + "\n"),
		"rules as rows":              "a|b\n" + fill("-|-\n"),
		"entities":                   fill("&#x"),
		"line breaks":                fill("\n"),
		"NUL":                        fill("\x00"),
	}
	// And what nobody has thought of yet: short pieces again and again.
	pieces := []string{"*", "**", "_", "~", "~~", "`", "``", "[", "]", "](", "][", ")", "!", "![", "<", ">", "(", "a", "é", " ", "    ", "\n", "\n", "\n\n",
		"\\", "&", "&amp;", "#", "-", "- ", "+ ", "1. ", ":", "http://", "www.", "@", ".", "\"", "'", "\t", "=", "|", "|-|", "[a]:", "[^", "```", "~~~", "> "}
	random := rand.New(rand.NewPCG(1, 1))
	some := func() (s string) {
		for range 1 + random.IntN(5) {
			s += pieces[random.IntN(len(pieces))]
		}
		return s
	}
	for i := range 40 {
		a, b, c := some(), some(), some()
		texts[fmt.Sprint("random ", i)] = []string{fill(a), c + around(a, b), around(a, c+b), fill(a + strings.Repeat(b, 10*i) + c + "\n\n")}[i%4]
	}
	return texts
}

// usual returns notes as people write them.
func usual(size int) string {
	const s = "- [ ] *Bread* from [the baker](https://example.org), `2 kg`\n\nOr not.\n\n"
	return strings.Repeat(s, size/len(s))
}

// No text takes very much longer than usual notes of its length. BenchmarkHTML prints how long each takes.
func TestHostileInputsEnd(t *testing.T) {
	const size = 60_000 // what takes the square of its length takes hundreds of times as long already
	r := New()
	render := func(src string) time.Duration {
		began := time.Now()
		if out, err := r.HTML(src); err != nil || len(out) > 4<<20 {
			t.Errorf("%.100q, %d bytes, are %d bytes of HTML, %v", src, len(src), len(out), err)
		}
		return time.Since(began)
	}
	limit := 25 * (render(usual(size)) + render(usual(size))) / 2
	for name, src := range hostile(size) {
		took := render(src)
		for range 2 { // as other tests run meanwhile
			if took > limit {
				took = min(took, render(src))
			}
		}
		if took > limit {
			t.Errorf("%s: %.100q, %d bytes, takes %v, want less than %v", name, src, len(src), took, limit)
		}
	}
}

// Any 100 KB take under 300 ms.
func BenchmarkHTML(b *testing.B) {
	const size = 100_000
	r := New()
	texts := hostile(size)
	texts["usual notes"] = usual(size)
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := r.HTML(texts[name]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// The limits hold, and leave alone what people write.
func TestLimits(t *testing.T) {
	r := New()
	tests := map[string]struct {
		src, part string
		want      int
	}{
		"800 links in a paragraph":       {strings.Repeat("[a](https://example.org/a-page) ", 800), "<a ", 800},
		"2,000 links":                    {strings.Repeat("[a](https://example.org/a-page) [b](https://example.org)\n\n", 1000), "<a ", 2000},
		"20,000 words in short emphasis": {strings.Repeat(strings.Repeat("*a* ", 100)+"\n\n", 200), "<em>", 20_000},
		"2,000 uses of a reference":      {"[a]: https://example.org/a-page\n\n" + strings.Repeat("[a] ", 2000), "<a ", 2000},
		"a table of 4,000 rows":          {"|a|b|c|\n|-|-|-|\n" + strings.Repeat("|1|2|3|\n", 4000), "<td>", 12_000},
		"20 quotes in each other":        {strings.Repeat("> ", 20) + "a", "<blockquote>", 20},
		"as many boxes as fit":           {strings.Repeat("- [ ] a\n", maxBoxes), "<input ", maxBoxes},
		"too many boxes":                 {strings.Repeat("- [ ]\n", 10_000), "<input ", maxBoxes},
		"too many quotes in each other":  {strings.Repeat("> ", 1000) + "a", "<blockquote>", maxDepth},
		"too many lists in each other":   {strings.Repeat("- ", 1000) + "a", "<ul>", maxDepth / 2},
		"too many quoted lists":          {strings.Repeat("> - ", 1000) + "a", "<li>", maxDepth/3 + 1},
		"a list of a thousand lines":     {strings.Repeat("- ", 20) + "a" + strings.Repeat("\n- a", 1000), "<ul>", 20},
		"a list of too many lines":       {strings.Repeat("- ", 20) + "a" + strings.Repeat("\n", 90_000) + "a", "<ul>", 3},
		"too many cells":                 {"|a|b|c|\n|-|-|-|\n" + strings.Repeat("|\n", 20_000), "<td>", 0},
		"too many cells in all":          {strings.Repeat("|a|b|c|\n|-|-|-|\n"+strings.Repeat("|\n", 2000)+"\n", 10), "<table>", 4},
		"too many bad links":             {strings.Repeat("[a](b c) ", 10_000) + "[a](/b)", "<a ", 0},
		"too much open emphasis":         {strings.Repeat("*a_ ", 20_000) + "**b**", "<strong>", 0},
		"a line after too much of it":    {strings.Repeat("*a_ ", 20_000) + "\n\n# b\n\nc `d`", "<h4>b</h4>", 1},
		"too long addresses":             {"[a]: /" + strings.Repeat("x", 100<<10) + "\n\n" + strings.Repeat("[a] ", 100), "<a ", 5},
		"150 brackets":                   {strings.Repeat("a[1](x y) ", 150) + "[b](/c)", "<a ", 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := r.HTML(tt.src)
			if err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(got, tt.part); n != tt.want {
				t.Errorf("%d of %s, want %d", n, tt.part, tt.want)
			}
		})
	}
}

func TestConcurrentUse(t *testing.T) {
	r := New()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				if got, err := r.HTML("# [a](/b)\n\n|a|\n|-|\n"); err != nil || !strings.Contains(got, "<h4>") {
					t.Errorf("HTML = %q, %v", got, err)
				}
			}
		})
	}
	all.Wait()
}

func FuzzHTML(f *testing.F) {
	for _, s := range []string{
		"# a\n\n- [ ] b\n\n|a|\n|-|\n|b|\n\n```go\nc\n```", "[a](javascript:alert(1) \"t\")", "![a](https://example.org/x.png)",
		"[![a](/b)](/c) <http://d> www.e.org f@g.org", "<div hx-get=/x onclick=y>", "[a]: /b 'c'\n\n[a] [a][] [d][a]",
		"&#106;avascript: [x](&#x6A;avascript&colon;y)", "<hx-partial>", "a\\<b&#60;c", "[a](<java\nscript:b>)",
	} {
		f.Add(s)
	}
	r := New()
	f.Fuzz(func(t *testing.T, src string) {
		got, err := r.HTML(src)
		if err != nil {
			t.Fatal(err)
		}
		clean(t, got)
		for _, a := range strings.Split(got, "<a ")[1:] {
			if !strings.Contains(a, `rel="`+rel+`"`) {
				t.Errorf("a link without rel in %s", got)
			}
		}
	})
}
