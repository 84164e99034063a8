package e2e_test

import (
	"fmt"
	"strings"
	"testing"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/testkit"

	"github.com/chromedp/chromedp/kb"
)

const packing = "Pack:\n\n- [ ] passport\n- [x] tickets\n  - [ ] *for the bus*\n\n```\n- [ ] no box\n```"

// boxes are the names and states of the boxes on the page.
func (p person) boxes(want ...string) {
	p.t.Helper()
	p.Until(fmt.Sprintf("the boxes %q", want), fmt.Sprintf(`JSON.stringify([...document.querySelectorAll("#notes-text .box")].map((b) => b.labels[0].innerText.trim() + " " + b.ariaChecked)) === JSON.stringify(%s)`, jsonOf(want)))
}

func jsonOf(texts []string) string {
	quoted := make([]string, len(texts))
	for i, s := range texts {
		quoted[i] = fmt.Sprintf("%q", s)
	}
	return "[" + strings.Join(quoted, ",") + "]"
}

func TestBoxesOfNotesAreTicked(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		t.Run(fmt.Sprintf("scripts %t", scripts), func(t *testing.T) {
			t.Parallel()
			a := testkit.New(t, testkit.Options{})
			ana := a.SignedIn("Ana")
			task := ana.AddTask("Travel", "notes", packing)
			p := visit(t, a, ana, scripts)
			path := "/tasks/" + string(task.ID)
			p.Goto(path)
			p.boxes("passport false", "tickets true", "for the bus false")
			p.Click("#box-3")
			p.boxes("passport true", "tickets true", "for the bus false")
			p.told("Saved “Travel”")
			p.Click("#box-4")
			p.boxes("passport true", "tickets false", "for the bus false")
			if scripts {
				p.press("#box-5", " ")
				p.boxes("passport true", "tickets false", "for the bus true")
				p.Focused("#box-5")
				p.Press(kb.Enter)
			} else {
				p.Until("the page at the box", `location.hash === "#box-4"`)
				p.Click("#box-5")
				p.boxes("passport true", "tickets false", "for the bus true")
				p.Click("#box-5")
			}
			p.boxes("passport true", "tickets false", "for the bus false")
			p.undo()
			p.boxes("passport true", "tickets false", "for the bus true")
			p.Reload()
			p.boxes("passport true", "tickets false", "for the bus true")
			page := ana.Get(path).Body
			if want := "- [x] passport\n- [ ] tickets\n  - [x] *for the bus*\n\n```\n- [ ] no box\n```</textarea>"; !strings.Contains(page, want) {
				t.Errorf("the notes are not %q", want)
			}
		})
	}
}

// Boxes that are ticked one right after the other are all ticked, also when the
// server does not answer for a while.
func TestBoxesTickedAtOnceAreAllTicked(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	task := ana.AddTask("Travel", "notes", packing)
	p := visit(t, a, ana, true)
	p.Goto("/tasks/" + string(task.ID))
	testkit.Eval[bool](p.Page, `[3, 4, 5].every((line) => (document.getElementById("box-" + line).click(), true))`)
	p.boxes("passport true", "tickets false", "for the bus true")
	p.Until("nothing on its way", `seek(".htmx-request").length === 0`)
	p.Reload()
	p.boxes("passport true", "tickets false", "for the bus true")
	p.hold()
	p.Click("#box-5")
	p.answered(1)
	p.See("#box-5.htmx-request") // which is drawn as what it will be
	p.release(0)
	p.boxes("passport true", "tickets false", "for the bus false")
	p.Gone("#box-5.htmx-request")
	p.Click("#box-5")
	p.answered(2)
	p.release(1)
	p.boxes("passport true", "tickets false", "for the bus true")
	p.Reload()
	p.Expect("Failed to fetch")
	p.failNext()
	p.Click("#box-3")
	p.told("Docket isn’t answering")
	if !testkit.Eval[bool](p.Page, `document.getElementById("box-3").matches("[aria-checked=true]")`) {
		t.Error("a box says that it is saved before it is")
	}
	p.Click("#box-4")
	p.boxes("passport false", "tickets true", "for the bus true")
	p.Until("nothing on its way", `seek(".htmx-request").length === 0`)
	p.Reload()
	p.boxes("passport false", "tickets true", "for the bus true")
}

func TestBoxesAreOnlySeenByViewers(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana, bo := a.SignedIn("Ana"), a.SignedIn("Bo")
	list := ana.AddList("Household")
	a.Share(list.ID, bo.User, docket.RoleViewer)
	task := ana.AddTask("Travel", "list_id", string(list.ID), "notes", packing)
	p := visit(t, a, bo, true)
	p.Goto("/tasks/" + string(task.ID))
	p.See("#notes-text input:disabled:not(:checked)")
	if n := p.Count("#notes-text input:disabled"); n != 3 || p.Count("#notes-text button") > 0 {
		t.Errorf("%d boxes to look at, %d to press", n, p.Count("#notes-text button"))
	}
}

// The text around the box is another by now: what to keep is asked, and nothing lost.
func TestABoxOfOtherNotesAsks(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	task := ana.AddTask("Travel", "notes", packing)
	p := visit(t, a, ana, true)
	path := "/tasks/" + string(task.ID)
	p.Goto(path)
	ana.Post(path, "notes", "- [ ] nothing")
	p.Expect("status of 409")
	p.Click("#box-3")
	p.See("legend = Notes")
	p.Click(".conflict label:nth-child(2) .value")
	p.Click("button = Keep selected")
	p.boxes("passport true", "tickets true", "for the bus false")
}

func TestNotesArePreviewed(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	t.Run("while they are written", func(t *testing.T) {
		t.Parallel()
		ana := a.SignedIn("Ana")
		path := "/tasks/" + string(ana.AddTask("Travel", "notes", packing).ID)
		p := visit(t, a, ana, true)
		p.Goto(path)
		p.Click(editor)
		p.Focused("#notes")
		p.Gone("#notes-preview .prose")
		p.Fill("#notes", "*one* <b hx-get=/x>")
		p.See("#notes-preview em = one")
		p.Fill("#notes", "- [ ] *two*")
		p.See("#notes-preview em = two")
		p.See("#notes-preview input:disabled")
		p.Focused("#notes")
		if v := p.Value("#notes"); v != "- [ ] *two*" {
			t.Errorf("the notes are %q after a preview", v)
		}
		p.See("#box-3")
		p.Reload()
		p.See("#box-3")
		if v := p.Value("#notes"); v != "- [ ] *two*" {
			t.Errorf("the notes are %q after a reload", v)
		}
		p.Expect("status of 422")
		testkit.Eval[bool](p.Page, `((f) => { f.value = "n".repeat(103000); return f.dispatchEvent(new Event("input", { bubbles: true })) })(document.getElementById("notes"))`)
		p.See("#notes-preview .error")
		p.Gone(".toast.failed")
		// Somebody else has taken the task away: what is written stays, and is not interrupted.
		p.Expect("status of 404")
		ana.Post(path + "/delete")
		ana.Post("/trash/empty")
		p.Fill("#notes", "three")
		p.Until("an answer", `performance.getEntriesByType("resource").some((e) => e.name.endsWith("/preview") && e.responseStatus === 404)`)
		if v := p.Value("#notes"); v != "three" || p.Count(".toast") > 0 {
			t.Errorf("the notes are %q, with %d messages", v, p.Count(".toast"))
		}
	})
	t.Run("without scripts", func(t *testing.T) {
		t.Parallel()
		noa := a.SignedIn("Noa") // a session of her own: what it has to say is said on the page that comes next
		path := "/tasks/" + string(noa.AddTask("Travel far", "notes", packing).ID)
		p := visit(t, a, noa, false)
		p.Goto(path)
		p.Click(editor)
		p.Fill("#notes", "*one* <b>")
		p.Click("button = Preview")
		p.See("#notes-preview em = one")
		if v := p.Value("#notes"); v != "*one* <b>" {
			t.Errorf("the notes are %q after a preview", v)
		}
		p.See("#box-3")
		// Others are not in the way of what was written before them, nor it in theirs.
		noa.Post(path, "title", "Travel home")
		p.Click("button = Save notes")
		p.At(path)
		p.See("#notes-text em = one")
		p.Click(editor)
		p.Fill("#notes", "mine")
		p.Click("button = Preview")
		p.See("#notes-preview p = mine")
		noa.Post(path, "notes", "theirs")
		p.Click("button = Preview")
		p.See("#notes-preview p = mine")
		p.Expect("status of 409")
		p.Click("button = Save notes")
		p.See("legend = Notes")
	})
}

// The editor of notes has them as they are, also after it has saved them once.
func TestTheEditorOfNotesFollowsThem(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	task := ana.AddTask("Travel", "notes", "- [ ] tickets")
	p := visit(t, a, ana, true)
	p.Goto(paths.Task(task.ID))
	has := func(want string) {
		t.Helper()
		p.Until("the editor with "+want, `document.getElementById("notes").value === `+quoted(want))
	}
	p.Click(editor)
	p.Fill("#notes", "- [ ] passport")
	p.See("#notes-preview input:disabled")
	p.Click("button = Save notes")
	p.boxes("passport false")
	p.Click("#box-1")
	p.boxes("passport true")
	has("- [x] passport")
	p.undo()
	p.boxes("passport false")
	has("- [ ] passport")
	p.Click(editor)
	p.Fill("#notes", "- [ ] passport\n- [ ] keys")
	p.Click("button = Save notes")
	p.boxes("passport false", "keys false")
}
