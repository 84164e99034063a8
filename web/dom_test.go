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

// screen is a page in a browser, to which answers are applied as htmx does. A
// morph ends with the same elements as an exchange.
type screen struct {
	t    *testing.T
	root *html.Node
	ids  map[string]*html.Node // the first element with each id; nil when they are to be found again
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

// apply does what htmx does with an answer: each of its partials takes the place of
// its target. One that has no target is left.
func (s *screen) apply(body string) {
	s.t.Helper()
	nodes, err := html.ParseFragment(strings.NewReader(body), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, n := range nodes {
		if n.Type == html.TextNode && strings.TrimSpace(n.Data) == "" {
			continue
		}
		id, ok := strings.CutPrefix(attr(n, "hx-target"), "#")
		if n.Data != "hx-partial" || !ok {
			s.t.Fatalf("an answer holds <%s> for %q", n.Data, attr(n, "hx-target"))
		}
		id, task, only := strings.Cut(strings.TrimSuffix(id, "']"), "[data-task='")
		s.ids = nil
		target := s.byID(id)
		if target == nil || only && attr(target, "data-task") != task {
			continue
		}
		if attr(n, "hx-swap") == "innerHTML" {
			for target.FirstChild != nil {
				target.RemoveChild(target.FirstChild)
			}
			put(n, target, nil)
			continue
		}
		put(n, target.Parent, target)
		target.Parent.RemoveChild(target)
	}
	s.ids = nil
}

// put moves what a partial holds to another place of the page.
func put(partial, into, before *html.Node) {
	for partial.FirstChild != nil {
		c := partial.FirstChild
		partial.RemoveChild(c)
		into.InsertBefore(c, before)
	}
}

// text is an element as HTML.
func (s *screen) text(n *html.Node) string {
	s.t.Helper()
	if n == nil {
		return ""
	}
	var b strings.Builder
	if err := html.Render(&b, n); err != nil {
		s.t.Fatal(err)
	}
	return b.String()
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

// groups are the lists of rows on the screen that are not empty.
func (s *screen) groups() []*html.Node {
	return find(s.root, func(n *html.Node) bool { return n.Data == "ul" && hasClass(n, "tasks") && len(rows(n)) > 0 })
}

// state is all that a change can change: the sidebar, the view and the open task.
// Each row is once on the screen, and the ids in it are unlike all others.
func (s *screen) state() string {
	s.t.Helper()
	seen := map[string]bool{}
	for n := range s.root.Descendants() {
		id := attr(n, "id")
		if id != "" && seen[id] {
			s.t.Errorf("%s is there twice", id)
		}
		seen[id] = true
	}
	return strings.ReplaceAll(s.text(s.byID("nav"))+"\n"+s.text(s.byID("main"))+"\n"+s.text(s.byID("panel"))+"\n", "<li", "\n<li")
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
