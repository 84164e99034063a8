package e2e_test

import (
	"fmt"
	"testing"

	"docket/internal/testkit"
)

// hold keeps back the answers to what the page sends, as a slow network does.
func (p person) hold() {
	p.t.Helper()
	testkit.Eval[bool](p.Page, `(() => {
		const send = window.fetch.bind(window);
		window.held = [];
		window.ended = 0; // answers whose work on the page is done, the rows that leave included
		document.addEventListener("htmx:finally:request", (event) => { if (event.detail.ctx.request.method === "POST") ended++; });
		window.fetch = (to, options) => send(to, options).then((answer) =>
			options?.method === "POST" ? new Promise((pass) => held.push(() => pass(answer))) : answer);
		return true;
	})()`)
}

// answered waits until the server has answered this many requests.
func (p person) answered(n int) {
	p.t.Helper()
	p.Until(fmt.Sprintf("%d answers", n), fmt.Sprintf("held.length === %d", n))
}

// release lets answers through in this order, counted from 0.
func (p person) release(answers ...int) {
	p.t.Helper()
	for _, n := range answers {
		testkit.Eval[bool](p.Page, fmt.Sprintf("(held[%d](), true)", n))
	}
}

// settled waits until nothing is under way, and checks that each task has one row.
func (p person) settled(tasks int) {
	p.t.Helper()
	p.Until("the requests to end", `document.querySelectorAll(".htmx-request, .htmx-swapping").length === 0 && (window.ended ?? 0) >= (window.held?.length ?? 0)`)
	p.Until("one row of each task", fmt.Sprintf(`document.querySelectorAll(".tasks:not(.steps) > .task").length === %d`, tasks))
}

func TestRowThatLeavesTakesNoOtherAlong(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two", "Three", "Four")
	p.hold()
	p.Click(check("One"))
	p.answered(1)
	p.Click(check("Two")) // which waits for its turn
	p.release(0)
	p.answered(2)
	p.release(1)
	p.order("Three", "Four")
	p.settled(4)
	p.order("Three", "Four")
}

func TestChangesThatWaitForEachOtherEndWithTheTruth(t *testing.T) {
	t.Parallel()
	p, c, _ := mover(t, "One", "Two")
	c.AddTask("Elsewhere")
	p.hold()
	p.Fill("#new-task", "Three")
	p.Press("\r")
	p.answered(1)
	p.Click(check("One"))
	p.See(".htmx-request[aria-label='Complete: One']") // at once
	p.release(0)                                       // in which One is not done yet
	p.answered(2)
	p.See(".htmx-request[aria-label='Complete: One']")
	p.release(1)
	p.order("Two", "Elsewhere", "Three")
	p.Until("the quick add to be empty", `document.getElementById("new-task").value === ""`)
	p.settled(4)
	p.order("Two", "Elsewhere", "Three")
	p.See("#hint = 3 open, 1 done")
	p.See("a[href='/inbox'] .count = 3 tasks")
}

func TestUndoWhileTheRowLeaves(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two", "Three")
	p.Click(check("Two"))
	p.undo() // the row has 760 ms to leave in, and the toast comes with the answer
	p.told("Reopened “Two”")
	p.Until("no row that leaves", `seek(".htmx-swapping, .htmx-request").length === 0`)
	p.order("One", "Two", "Three")
	p.settled(3)
	p.Reload()
	p.order("One", "Two", "Three")
}

func TestUndoIsPressedTwice(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two")
	p.complete("One")
	p.hold()
	testkit.Eval[bool](p.Page, `(() => { const undo = seek(".toast button = Undo")[0]; undo.click(); undo.click(); return true; })()`)
	p.answered(1)
	p.release(0)
	p.told("Reopened “One”")
	p.order("One", "Two")
	p.settled(2)
	p.told("Reopened “One”")
}

func TestRowsAreCompletedQuickly(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two", "Three", "Four", "Five", "Six")
	for _, title := range []string{"One", "Two"} {
		p.Click(check(title))
	}
	// All at once: they are sent one after another.
	testkit.Eval[bool](p.Page, `(["Three", "Four", "Five"].forEach((title) => seek("#rows-open [aria-label='Complete: " + title + "']")[0].click()), true)`)
	p.Until("the requests to end", `seek(".htmx-request, .htmx-swapping").length === 0`)
	p.order("Six")
	p.See("#hint = 1 open, 5 done")
	p.settled(6)
	p.Click("summary h2 = Completed")
	p.Until("each of them once", `new Set(seek("#rows-done .task").map((row) => row.id)).size === 5`)
	p.Reload()
	p.order("Six")
}
