package web_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/testkit"
)

// The preview says what was understood, of the view that the text is typed in.
func TestThePreviewSaysWhatWasUnderstood(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	l := ana.AddList("Home")
	ask := func(text, view string) string {
		t.Helper()
		r := ana.Get(paths.QuickAdd+"?"+url.Values{"text": {text}, "view": {view}}.Encode(), asPart...)
		if r.Status != http.StatusOK || strings.Contains(r.Body, "<html") {
			t.Fatalf("%q: %d %.200s", text, r.Status, r.Body)
		}
		return html.UnescapeString(r.Body)
	}
	for _, tc := range []struct{ text, view, shows string }{
		{"Call mum tomorrow", paths.Inbox, ">Tomorrow<"},
		{"Call mum tomorrow", paths.Inbox, "<mark>tomorrow</mark>"},
		{"Call mum tomorrow", paths.List(l.ID), ">Home<"},
		{"Call <mum> tomorrow", paths.Inbox, "Call <mum> <mark>"},
		{"Rent every 31st", paths.Today, "every month on the 31st"},
		{"Stand-up every weekday 9:30 until 2099-03-02", paths.Inbox, ">until 2 Mar 2099<"},
		{"one\n  two\nthree", paths.Today, "Adds 3 tasks, 1 of them below others"},
		{"- [x] one\n- [ ] two\n  - [x] three", paths.Today, "Adds 3 tasks, 1 of them below others, 2 of them done"},
		{"- [x] one #home", paths.Today, ">home<"},
		{"- [x] one #home", paths.Today, ">Done<"},
		{"call 23:59", paths.Inbox, ">Today 23:59<"},
		{"call 00:00", paths.Inbox, ">Tomorrow 00:00<"},
		{"call tomorrow 23:59", paths.Inbox, ">23:59<"},
		{"", paths.Today, ">Today"},
		{strings.Repeat("line\n", 501), paths.Today, "501 tasks"},
		{"anything", "https://evil.example/", ">Inbox"},
	} {
		if got := ask(tc.text, tc.view); !strings.Contains(got, tc.shows) {
			t.Errorf("%.40q in %s does not show %q:\n%.900s", tc.text, tc.view, tc.shows, got)
		}
	}
	if got := ask("Call <mum> tomorrow", paths.Inbox); strings.Contains(got, "<mum>tomorrow") {
		t.Error("what is typed is HTML")
	}
	if page := ana.Get(paths.QuickAddOf("Call mum tomorrow", docket.View{Kind: docket.ViewToday})); !strings.Contains(page.Body, "<h1>Add a task</h1>") || !strings.Contains(page.Body, ">Tomorrow<") {
		t.Error("without script the preview is no page")
	}
}

// A ticked line is done: what it says of a repeat comes no more, and is not promised.
func TestATickedLineIsSaidToBeDone(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	const text = "- [x] Bins #home every week on monday"
	hint := ana.Get(paths.QuickAddOf(text, docket.View{Kind: docket.ViewInbox})).Body
	page := ana.Get(ana.Post(paths.Tasks, "text", text).Location()).Body
	for where, body := range map[string]string{"the hint": hint, "the answer": page} {
		if strings.Contains(body, "every week") && where == "the answer" || strings.Contains(body, "Next:") || strings.Contains(body, "Keep as text: every week") {
			t.Errorf("%s promises another one", where)
		}
	}
	if said := html.UnescapeString(page); !strings.Contains(said, "#home, done") {
		t.Error("the answer does not say that it is done")
	}
}

// What is taken back leads to the page that it was taken back from, or to Today where that
// went with it.
func TestUndoOfWhatWasAddedLeadsToAPageThatIsThere(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	l := ana.AddList("Home")
	for _, tc := range []struct{ from, leads string }{
		{paths.Inbox, paths.Inbox}, {paths.List(l.ID), paths.List(l.ID)}, {"task", paths.Today}, {paths.Settings, paths.Today},
	} {
		ana.Header.Set("Referer", a.URL+paths.Inbox)
		added := ana.Post(paths.Tasks, "text", "Here for a while tomorrow")
		page := ana.Get(added.Location())
		undo := undoPath.FindString(page.Body)
		from := tc.from
		if from == "task" {
			for id := range openRows(page.Body) {
				from = paths.Task(id)
			}
		}
		ana.Header.Set("Referer", a.URL+from)
		r := ana.Post(undo)
		if got := answer(r); got != "303 "+tc.leads {
			t.Errorf("from %s: %s, want 303 %s", tc.from, got, tc.leads)
		}
		if next := ana.Get(tc.leads); next.Status != http.StatusOK || !strings.Contains(next.Body, "isn’t added any more") {
			t.Errorf("from %s: the next page (%d) does not say it", tc.from, next.Status)
		}
	}
}

// What is taken back of several lines is said to be all of them.
func TestUndoOfSeveralLinesCountsThem(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	page := ana.Get(ana.Post(paths.Tasks, "text", "one\n  two\nthree").Location())
	r := ana.Post(undoPath.FindString(page.Body))
	if next := html.UnescapeString(ana.Get(r.Location()).Body); !strings.Contains(next, "3 tasks aren’t added any more") {
		t.Errorf("it does not say so: %s", answer(r))
	}
}

// Completing a task with open subtasks asks what becomes of them, and changes nothing.
func TestCompletingAParentAsksFirst(t *testing.T) {
	t.Parallel()
	h := newHouse(t, testkit.Options{})
	parent := h.under(h.home.ID, "parent", "")
	h.under(h.home.ID, "child", parent.ID)
	to, before := paths.TaskTo(parent.ID, paths.CompleteTask), h.dump()
	page := h.owner.Post(to)
	if page.Status != http.StatusConflict || !strings.Contains(page.Body, `value="leave"`) || !strings.Contains(page.Body, "<h1>") {
		t.Errorf("a browser without script is answered %d", page.Status)
	}
	part := h.owner.HX(paths.List(h.home.ID), to)
	if part.Status != http.StatusConflict || !strings.Contains(part.Body, `value="complete"`) || strings.Contains(part.Body, "<html") {
		t.Errorf("htmx is answered %d", part.Status)
	}
	h.unchanged("asking", before)
	if r := h.owner.Post(to, "subtasks", "complete"); r.Status != http.StatusSeeOther || !h.read(parent.ID).Done() {
		t.Errorf("completing all: %d", r.Status)
	}
}

// What is suggested completes the word, in whatever capitals, and is not the word itself.
func TestSuggestionsCompleteTheWord(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	ana.Post(paths.Tasks, "text", "one #pack #Packing #other")
	for typed, want := range map[string]string{"": "Packing other pack", "PA": "Packing pack", "pack": "Packing", "packing": "", "x": ""} {
		body := ana.Get("/quick-add/suggest?sign=%23&typed="+typed, asPart...).Body
		got := ""
		for _, m := range regexp.MustCompile(`data-name="([^"]*)"`).FindAllStringSubmatch(body, -1) {
			got += " " + m[1]
		}
		if strings.TrimSpace(got) != want {
			t.Errorf("for %q: %q, want %q", typed, got, want)
		}
	}
}
