package e2e_test

import (
	"fmt"
	"testing"

	"docket/internal/docket"
	"docket/internal/testkit"

	"github.com/chromedp/chromedp/kb"
)

const editor = "#notes-edit summary"

// TestNotesAreKeptUntilTheyAreSaved types into a task's notes and does all that
// could lose them.
func TestNotesAreKeptUntilTheyAreSaved(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two")
	p.open("One")
	p.Click(editor)
	p.Focused("#notes")
	p.Fill("#notes", "Half a thought")
	kept := func(after string) {
		t.Helper()
		if p.See("#notes"); p.Value("#notes") != "Half a thought" {
			t.Errorf("the notes are %q after %s", p.Value("#notes"), after)
		}
	}

	testkit.Eval[bool](p.Page, `(window.folded = 0, document.getElementById("notes-edit").addEventListener("toggle", () => folded++), true)`)
	p.Set("#priority", "1")
	p.See("#rows-open .p1")
	p.Until("the request to end", `seek(".htmx-request, .htmx-added").length === 0`)
	kept("another change in the panel")
	if n := testkit.Eval[int](p.Page, "folded"); n > 0 {
		t.Errorf("the editor folded or unfolded %d times while another field was saved", n)
	}
	p.open("Two")
	p.Until("the other task without the notes", `document.getElementById("notes").value === ""`)
	p.open("One")
	p.Until("the first task again", `document.getElementById("title").value === "One"`)
	kept("a look at another task")
	p.Press(kb.Escape)
	p.Gone("#panel .panel-bar")
	p.open("One")
	kept("Escape")
	p.Reload()
	kept("a reload")

	p.press("button = Save notes", kb.Enter)
	p.See(".prose = Half a thought")
	p.Focused(editor)
	p.Reload()
	p.Click(editor)
	p.Fill("#notes", "Not this")
	p.Fill("#notes", "Half a thought")
	p.Reload()
	p.See(".prose = Half a thought")
	p.Gone("#notes")
}

// The list stays where it is while notes beside it grow beyond the window.
func TestLongNotesScrollByThemselves(t *testing.T) {
	t.Parallel()
	titles := make([]string, 60)
	for i := range titles {
		titles[i] = fmt.Sprintf("Row %02d", i)
	}
	p, _, _ := mover(t, titles...)
	p.Size(1280, 600)
	p.open("Row 01")
	p.Click(editor)
	p.Focused("#notes")
	before := testkit.Eval[float64](p.Page, "scrollY")
	for range 40 {
		p.Press("x" + kb.Enter)
	}
	p.Until("the panel to scroll", `document.getElementById("panel").scrollTop > 200`)
	if at := testkit.Eval[float64](p.Page, "scrollY"); at != before {
		t.Errorf("the list is scrolled from %v to %v", before, at)
	}
}

func TestNotesOfTwoPeopleAreNotLost(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana, bo := a.SignedIn("Ana"), a.SignedIn("Bo")
	list := ana.AddList("Household")
	a.Share(list.ID, bo.User, docket.RoleEditor)
	task := ana.AddTask("Fix the tap", "list_id", string(list.ID))
	p := visit(t, a, ana, true)
	p.Goto("/tasks/" + string(task.ID))
	p.Click(editor)
	p.Fill("#notes", "Ana's")
	bo.Post("/tasks/"+string(task.ID), "version", "1", "notes", "Bo's")
	p.Set("#priority", "1") // brings Bo's notes along
	p.See(".prose = Bo's")
	p.Reload()
	p.See(".prose = Bo's")
	p.Expect("status of 409")
	p.Click("button = Save notes")
	p.See("legend = Notes")
	p.Click(".conflict label:nth-child(2) .value")
	p.press("button = Keep selected", kb.Enter)
	p.Focused("#task-title")
	p.See(".prose = Ana's")
	p.Reload()
	p.See(".prose = Ana's")
	p.Gone("#notes")
}

func TestNotesAreForgottenAtSignOut(t *testing.T) {
	t.Parallel()
	p, c, _ := mover(t, "One")
	p.open("One")
	p.Click(editor)
	p.Fill("#notes", "Nobody's business")
	p.Click(".account")
	p.Click("button = Sign out")
	p.See("h1 = Sign in")
	p.Fill("#email", c.User.Email)
	p.Fill("#password", testkit.Password)
	p.Click("button = Sign in")
	p.See("h1 = Thursday 16 July")
	p.Goto("/inbox")
	p.open("One")
	p.Gone("#notes")
}
