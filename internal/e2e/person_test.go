package e2e_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"docket/internal/testkit"

	"github.com/chromedp/chromedp/kb"
)

// person is somebody at a page. The same steps work with the page's scripts and
// without them.
type person struct {
	*testkit.Page
	t       *testing.T
	scripts bool
}

// visit opens a page of the app for whoever the client is; nil is a stranger.
func visit(t *testing.T, a *testkit.App, c *testkit.Client, scripts bool) person {
	t.Helper()
	p := person{Page: chromium.Open(t, a, c), t: t, scripts: scripts}
	p.SetJavaScript(scripts)
	return p
}

// both goes through a journey with the page's scripts and without them, at the
// same time: the two share an app.
func both(t *testing.T, journey func(t *testing.T, a *testkit.App, scripts bool)) {
	t.Helper()
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	t.Run("journeys", func(t *testing.T) {
		t.Run("with scripts", func(t *testing.T) { t.Parallel(); journey(t, a, true) })
		t.Run("without scripts", func(t *testing.T) { t.Parallel(); journey(t, a, false) })
	})
}

// named is a first name of its own for each of the two.
func named(scripts bool) string {
	if scripts {
		return "Ana"
	}
	return "Noa"
}

// member is somebody who is signed in and looks at a path.
func member(t *testing.T, a *testkit.App, scripts bool, path string) (person, *testkit.Client) {
	t.Helper()
	c := a.SignedIn(named(scripts))
	p := visit(t, a, c, scripts)
	p.Goto(path)
	return p, c
}

// add writes tasks into the quick add, one after another.
func (p person) add(titles ...string) {
	p.t.Helper()
	for _, title := range titles {
		p.Fill("#new-task", title)
		p.Press(kb.Enter)
		p.See("a.title = " + title)
	}
}

func check(title string) string  { return `.task button[aria-label="Complete: ` + title + `"]` }
func reopen(title string) string { return `.task button[aria-label="Reopen: ` + title + `"]` }

// complete ticks a task off and waits until its row has gone.
func (p person) complete(title string) {
	p.t.Helper()
	p.Click(check(title))
	p.Gone("#groups a.title = " + title)
}

// undo takes back what the toast tells of.
func (p person) undo() {
	p.t.Helper()
	p.Click(".toast button = Undo")
}

// told waits for a toast or a flash with this text.
func (p person) told(text string) {
	p.t.Helper()
	p.Until("the message "+text, `seek(".toast p").some((e) => e.textContent.includes(`+quoted(text)+`))`)
}

func quoted(s string) string { return strconv.Quote(s) }

// open opens a task beside its list.
func (p person) open(title string) {
	p.t.Helper()
	p.Click("a.title = " + title)
	p.See("#panel .panel-bar")
}

// close goes from an open task back to its list.
func (p person) close() {
	p.t.Helper()
	p.Click("#panel .panel-close")
	p.Gone("#panel .panel-bar")
}

// menu chooses from the menu of a task's row.
func (p person) menu(title, item string) {
	p.t.Helper()
	p.Click(`a[aria-label="More actions: ` + title + `"]`)
	p.Click(".item = " + item)
}

// save leaves a field, and presses the form's button where no script saves it.
func (p person) save(button string) {
	p.t.Helper()
	if p.scripts {
		p.Press(kb.Tab)
		return
	}
	p.Click("button = " + button)
}

// stored waits until a field of the task that is open shows a value after the
// page was loaded again: it was saved, not only typed.
func (p person) stored(field, value string) {
	p.t.Helper()
	p.Until("the request to end", `seek(".htmx-request").length === 0 && document.readyState === "complete"`)
	p.Reload()
	if got := p.Value(field); got != value {
		p.t.Errorf("%s holds %q after a reload, want %q", field, got, value)
	}
}

// order checks the titles of the open tasks on the screen, from the top.
func (p person) order(want ...string) {
	p.t.Helper()
	js := `squeeze(seek("#rows-open a.title").map((e) => e.textContent).join("|"))`
	p.Until("the order "+strings.Join(want, ", "), js+" === "+quoted(strings.Join(want, "|")))
}

// lists checks the names of the lists in the sidebar, from the top.
func (p person) lists(want ...string) {
	p.t.Helper()
	if got := p.Texts("#nav nav:nth-child(2) > ul .name"); !slices.Equal(got, want) {
		p.t.Errorf("the sidebar has the lists %q, want %q", got, want)
	}
}
