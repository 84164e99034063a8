package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"docket/internal/testkit"
)

// TestPagesHaveNoDeadControlWithoutScripts tries every link and looks at every
// button of every page: each does something without a script.
func TestPagesHaveNoDeadControlWithoutScripts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, plainWords)
	tried := map[string]bool{}
	look := func(t *testing.T, p person, s stop) {
		t.Helper()
		for _, dead := range testkit.Eval[[]string](p.Page, `[...document.querySelectorAll("button, input[type=submit], [role=button], a:not([href]), [onclick]"), ...seek(".grip")].filter((b) =>
			!(b.matches("button") && b.form && b.type === "submit" && (b.form.getAttribute("action") || b.getAttribute("formaction")) && b.form.method === "post") &&
			!(b.popoverTargetElement?.matches("[popover]")) && !(b.commandForElement?.matches("dialog"))).map((b) => b.outerHTML.slice(0, 200))`) {
			t.Errorf("%s: dead without scripts: %s", s.name, dead)
		}
		for _, dead := range testkit.Eval[[]string](p.Page, `[...document.querySelectorAll("[aria-labelledby], [aria-describedby], label[for], a[href^='#']")].flatMap((e) =>
			[e.getAttribute("aria-labelledby"), e.getAttribute("aria-describedby"), e.getAttribute("for"), e.getAttribute("href")?.slice(1)].filter((id) => id)
				.flatMap((ids) => ids.split(" ")).filter((id) => !document.getElementById(id)).map((id) => "#" + id + " of " + e.outerHTML.slice(0, 200)))`) {
			t.Errorf("%s: leads nowhere: %s", s.name, dead)
		}
		client := []*testkit.Client{w.ana, w.new, w.app.Client()}[s.who]
		for _, path := range testkit.Eval[[]string](p.Page, `[...document.querySelectorAll("a[href]")].filter((a) => a.origin === location.origin && !a.getAttribute("href").startsWith("#")).map((a) => a.pathname + a.search)`) {
			key := path + " " + client.User.Email
			known := tried[key]
			tried[key] = true
			if known || s.status == "404" && path == s.path {
				continue
			}
			if r := client.Get(path); r.Status >= http.StatusBadRequest {
				t.Errorf("%s: a link leads to %s, which answers %d", s.name, path, r.Status)
			}
		}
		if text := testkit.Eval[string](p.Page, `document.body.innerText`); strings.Contains(text, "JavaScript") {
			t.Errorf("%s: the page asks for scripts", s.name)
		}
	}
	w.tour(t, w.stops(), false, 1280, "", look)
}
