package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"docket/internal/testkit"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// screen is a page in a browser, to which fragments are applied as htmx does.
type screen struct {
	t    *testing.T
	root *html.Node
	ids  map[string]*html.Node // the first element with each id; nil when they are to be found anew
}

func newScreen(t *testing.T, r testkit.Response) *screen {
	t.Helper()
	if r.Status != http.StatusOK {
		t.Fatalf("the page answers %d", r.Status)
	}
	root, err := html.Parse(strings.NewReader(r.Body))
	if err != nil {
		t.Fatal(err)
	}
	return &screen{t: t, root: root}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasClass(n *html.Node, class string) bool {
	return slices.Contains(strings.Fields(attr(n, "class")), class)
}

// find returns the elements for which ok holds, in the order of the page.
func find(n *html.Node, ok func(*html.Node) bool) (found []*html.Node) {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && ok(d) {
			found = append(found, d)
		}
	}
	return found
}

// byID returns the first element with this id, nil for none.
func (s *screen) byID(id string) *html.Node {
	if s.ids == nil {
		s.ids = map[string]*html.Node{}
		for n := range s.root.Descendants() {
			if id := attr(n, "id"); id != "" && s.ids[id] == nil {
				s.ids[id] = n
			}
		}
	}
	return s.ids[id]
}

// swap is what htmx is to do with one piece of an answer.
type swap struct {
	target *html.Node
	style  string
	nodes  []*html.Node
}

// apply does what htmx does with an answer: it finds all of the targets, then
// swaps the answer's own content, then each partial. What has no target is left.
func (s *screen) apply(body string, target *html.Node, style string) {
	s.t.Helper()
	nodes, err := html.ParseFragment(strings.NewReader(body), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		s.t.Fatal(err)
	}
	swaps := []swap{{target: target, style: style}}
	for _, n := range nodes {
		if n.Type == html.TextNode && strings.TrimSpace(n.Data) == "" {
			continue // nothing but partials is no content of its own
		}
		if n.Type != html.ElementNode || n.Data != "hx-partial" {
			swaps[0].nodes = append(swaps[0].nodes, n)
			continue
		}
		id, ok := strings.CutPrefix(attr(n, "hx-target"), "#")
		if !ok {
			s.t.Fatalf("a partial is for %q", attr(n, "hx-target"))
		}
		id, task, only := strings.Cut(strings.TrimSuffix(id, "']"), "[data-task='")
		to := s.byID(id)
		if only && to != nil && attr(to, "data-task") != task {
			to = nil
		}
		swaps = append(swaps, swap{target: to, style: strings.Fields(attr(n, "hx-swap"))[0], nodes: slices.Collect(n.ChildNodes())})
	}
	if len(strings.TrimSpace(body)) > 0 && len(swaps) == 1 && style == "none" {
		s.t.Errorf("nothing is done with the answer %.200s", body)
	}
	s.ids = nil
	for _, sw := range swaps {
		if sw.target != nil && sw.style != "none" && (sw.style == "delete" || len(sw.nodes) > 0) {
			s.swap(sw)
		}
	}
}

func (s *screen) swap(sw swap) {
	s.t.Helper()
	for _, n := range sw.nodes {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
	}
	parent := sw.target.Parent
	if parent == nil {
		s.t.Errorf("a partial is for an element that another one has taken away: %s", attr(sw.target, "id"))
		return
	}
	put := func(into, before *html.Node) {
		for _, n := range sw.nodes {
			into.InsertBefore(n, before)
		}
	}
	switch sw.style {
	case "delete":
		parent.RemoveChild(sw.target)
	case "outerHTML", "outerMorph":
		put(parent, sw.target)
		parent.RemoveChild(sw.target)
	case "innerHTML":
		for sw.target.FirstChild != nil {
			sw.target.RemoveChild(sw.target.FirstChild)
		}
		put(sw.target, nil)
	case "afterend":
		put(parent, sw.target.NextSibling)
	case "afterbegin":
		put(sw.target, sw.target.FirstChild)
	case "beforeend":
		put(sw.target, nil)
	default:
		s.t.Fatalf("a swap of the style %q", sw.style)
	}
}

// text is an element as HTML, without what a row or panel that has just come has
// over one that was there: fading in, focus, and being the current one.
func (s *screen) text(n *html.Node) string {
	s.t.Helper()
	if n == nil {
		return ""
	}
	var b strings.Builder
	if err := html.Render(&b, n); err != nil {
		s.t.Fatal(err)
	}
	return strings.NewReplacer(` autofocus=""`, "", ` aria-current="true"`, "", `class="task new"`, `class="task"`, `class="task done new"`, `class="task done"`).Replace(b.String())
}

// rows are the rows of a group.
func rows(group *html.Node) (found []*html.Node) {
	for n := range group.ChildNodes() {
		if n.Data == "li" && hasClass(n, "task") {
			found = append(found, n)
		}
	}
	return found
}

// groups are the lists of rows on the screen that are not empty. CSS hides the
// empty ones, or says that there is nothing in them.
func (s *screen) groups() []*html.Node {
	return find(s.root, func(n *html.Node) bool { return n.Data == "ul" && hasClass(n, "tasks") && len(rows(n)) > 0 })
}

// state is all that a change can change of a view: the groups, their heads and
// counts, every row as it is drawn, the line below the heading and the sidebar.
func (s *screen) state() string {
	s.t.Helper()
	var b strings.Builder
	seen := map[string]bool{}
	for _, g := range s.groups() {
		key := strings.TrimPrefix(attr(g, "id"), "rows-")
		fmt.Fprintf(&b, "== %s %s %s\n", key, s.text(s.byID("head-"+key)), s.text(s.byID("count-"+key)))
		for _, row := range rows(g) {
			if seen[attr(row, "id")] {
				s.t.Errorf("%s is there twice", attr(row, "id"))
			}
			seen[attr(row, "id")] = true
			b.WriteString(s.text(row) + "\n")
		}
	}
	return b.String() + s.text(s.byID("hint")) + "\n" + s.text(s.byID("nav")) + "\n"
}

// differ tells where two states differ first, empty when they do not.
func differ(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		if i >= len(g) || i >= len(w) || g[i] != w[i] {
			return fmt.Sprintf("on the screen\n  %s\nafter a reload\n  %s", short(g[min(i, len(g)-1)]), short(w[min(i, len(w)-1)]))
		}
	}
	return ""
}

// short leaves of a row what tells it from others.
func short(line string) string {
	if len(line) < 500 {
		return line
	}
	return line[:250] + " … " + line[len(line)-250:]
}
