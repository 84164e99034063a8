package e2e_test

import (
	"testing"

	"docket/internal/testkit"

	"github.com/chromedp/chromedp/kb"
)

// What an answer was asked from may have left the page before it comes.

func TestChangeIsShownAfterItsPanelHasGone(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two")
	p.open("One")
	p.hold()
	p.Fill("#title", "First")
	p.Press(kb.Tab)
	p.answered(1)
	p.Click("a.title = Two")
	p.Until("the other task", `document.getElementById("title").value === "Two"`)
	p.release(0)
	p.order("First", "Two")
	p.told("Saved “First”")
	if at := testkit.Eval[string](p.Page, `document.getElementById("title").value + " " + document.title`); at != "Two Two – Docket" {
		t.Errorf("the task that is open is %q", at)
	}
}

func TestDeletionIsShownAfterItsMenuHasGone(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two", "Three")
	p.hold()
	p.menu("One", "Delete")
	p.answered(1)
	p.Click(`a[aria-label="More actions: Two"]`)
	p.See("#row-menu-for:popover-open")
	p.release(0)
	p.Gone("#groups a.title = One")
	p.told("Deleted “One”")
	p.Press(kb.Escape)
	p.undo()
	p.answered(2)
	p.release(1)
	p.order("One", "Two", "Three")
}

func TestUndoOfADismissedToast(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two")
	p.complete("One")
	p.hold()
	p.undo()
	p.answered(1)
	p.Click(".toast .dismiss")
	p.Gone(".toast")
	p.release(0)
	p.order("One", "Two")
}

func TestLateAnswerLeavesTheTaskThatIsOpen(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two")
	p.open("One")
	p.hold()
	p.Click(check("One"))
	p.answered(1)
	p.Click("a.title = Two")
	p.Until("the other task", `document.getElementById("title").value === "Two"`)
	p.release(0)
	p.order("Two")
	p.Until("the request to end", "ended === 1")
	if at := testkit.Eval[string](p.Page, `document.getElementById("title").value + " " + document.querySelector("aside.panel").dataset.task`); at[:4] != "Two " || testkit.Eval[string](p.Page, "location.pathname") != "/tasks/"+at[4:] {
		t.Errorf("the task that is open is %q", at)
	}
}

func TestDeletedTaskLeavesItsAddress(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two")
	p.open("One")
	p.Click("button[aria-label='Task menu']")
	p.press("#task-menu .item = Delete", kb.Enter)
	p.Gone("#panel .panel-bar")
	p.Focused("a.title = Two")
	p.At("/inbox")
	p.Reload()
	p.order("Two")
}

// TestBackShowsTheTruthWithoutTheBackForwardCache goes back to a page that the
// browser has to take from its HTTP cache, which it does unasked.
func TestBackShowsTheTruthWithoutTheBackForwardCache(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two")
	p.Preload(`addEventListener("unload", () => {})`) // a page with this is not kept
	p.Goto("/inbox")
	p.Goto("/completed")
	p.Goto("/inbox")
	p.complete("One")
	p.Go(-1)
	p.See("h1 = Completed")
	p.See("#groups a.title = One")
	p.Go(1)
	p.See("h1 = Inbox")
	p.order("Two")
}

func TestTheLastTitleClickedIsOpened(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two")
	testkit.Eval[bool](p.Page, `(() => {
		const send = window.fetch.bind(window);
		window.fetch = (to, options) => { window.fetch = send; return send(to, options).then((answer) => new Promise((pass) => { window.go = () => pass(answer); })); };
		return true;
	})()`)
	p.Click("a.title = One")
	p.Until("the first answer", "window.go")
	p.Click("a.title = Two")
	p.Until("the other task", `document.getElementById("title")?.value === "Two"`)
	testkit.Eval[bool](p.Page, `new Promise((done) => { go(); setTimeout(done, 100, true); })`)
	p.See("a.title[aria-current] = Two")
	if at := testkit.Eval[string](p.Page, `document.getElementById("title").value + " " + document.getElementById("panel").dataset.task`); at[:4] != "Two " || testkit.Eval[string](p.Page, "location.pathname") != "/tasks/"+at[4:] {
		t.Errorf("the task that is open is %q", at)
	}
	p.order("One", "Two")
}
