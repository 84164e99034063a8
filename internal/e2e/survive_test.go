package e2e_test

import (
	"fmt"
	"testing"

	"docket/internal/testkit"

	"github.com/chromedp/chromedp/kb"
)

// An answer changes what it is about and leaves alone what somebody is doing.

// caret is what the focus is on, where its caret is, and what it holds.
const caret = `(({ id, selectionStart, selectionEnd, value }) => [id, selectionStart, selectionEnd, value].join(" "))(document.activeElement)`

// meanwhile has the answer to the completion of a task arrive after something was
// done.
func (p person) meanwhile(title string, do func()) {
	p.t.Helper()
	n := testkit.Eval[int](p.Page, "window.held?.length ?? -1")
	if n < 0 {
		p.hold()
		n = 0
	}
	testkit.Eval[bool](p.Page, `(document.querySelector("[aria-label='Complete: `+title+`']").click(), true)`)
	p.answered(n + 1)
	do()
	p.release(n)
	p.Until("the request to end", fmt.Sprintf("ended === %d", n+1))
}

func TestWhatIsTypedSurvivesAnAnswer(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ field, want string }{
		"the quick add": {"#new-task", "new-task 2 5 Half a tas"},
		"the notes":     {"#notes", "notes 2 5 Half a tas"},
		"the title":     {"#title", "title 2 5 Half a tas"},
	} {
		p, _, _ := mover(t, "One", "Two")
		p.open("Two")
		p.Click(editor)
		p.meanwhile("One", func() {
			p.Fill(tc.field, "Half a tas")
			testkit.Eval[bool](p.Page, `(document.activeElement.setSelectionRange(2, 5), true)`)
		})
		p.order("Two")
		if got := testkit.Eval[string](p.Page, caret); got != tc.want {
			t.Errorf("%s: it is %q, want %q", name, got, tc.want)
		}
	}
}

func TestWhatIsOpenSurvivesAnAnswer(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two", "Three", "Four", "Five")
	p.complete("One")
	p.meanwhile("Two", func() { p.Click("summary h2 = Completed") })
	p.order("Three", "Four", "Five")
	p.See("#rows-done a.title = One")
	p.See("#rows-done a.title = Two")

	p.meanwhile("Three", func() {
		p.Click(`a[aria-label="More actions: Five"]`)
		p.Focused("#row-menu-for:popover-open select, #row-menu-for:popover-open button")
	})
	p.order("Four", "Five")
	p.Focused("#row-menu-for:popover-open select, #row-menu-for:popover-open button")
	p.Press(kb.Escape)
	p.Gone("#row-menu-for")

	p.open("Five")
	p.meanwhile("Four", func() {
		p.Click("button[aria-label='Task menu']")
		testkit.Eval[bool](p.Page, `(document.querySelector("#task-menu .danger").focus(), true)`)
	})
	p.order("Five")
	p.Focused("#task-menu:popover-open .danger")
}

// A field that was used shows what somebody else has made of it since.
func TestAUsedFieldFollowsAnAnswer(t *testing.T) {
	t.Parallel()
	p, c, _ := mover(t, "One", "Two", "Three", "Four")
	p.open("Four")
	at := testkit.Eval[string](p.Page, "location.pathname")
	p.Fill("#title", "Mine")
	p.Press(kb.Enter)
	p.See("a.title = Mine")
	for i, done := range []string{"One", "Two", "Three"} {
		title, priority := fmt.Sprintf("Theirs %d", i), fmt.Sprint(i%2+1)
		c.Post(at, "title", title, "priority", priority)
		testkit.Eval[bool](p.Page, `(document.querySelector("[aria-label='Complete: `+done+`']").click(), true)`)
		p.See("a.title = " + title)
		p.Until("what they chose", `document.getElementById("title").value === `+quoted(title)+` && document.getElementById("priority").value === `+quoted(priority))
		p.Set("#priority", "4")
		p.See("#rows-open .p4")
		p.Click("#title")
	}
}

func TestManyRowsAndTheirPlaceSurviveAnAnswer(t *testing.T) {
	t.Parallel()
	p, c, _ := mover(t)
	for i := range 610 {
		c.Post("/tasks", "title", fmt.Sprintf("Row %03d", i))
	}
	p.Reload()
	rows := func(n int) string {
		return fmt.Sprintf(`document.querySelectorAll("#rows-open > .task:not(.ghost)").length === %d`, n)
	}
	for n := 200; n <= 600; n += 200 {
		p.Until(fmt.Sprintf("%d rows", n), rows(n)+` && (scrollTo(0, document.body.scrollHeight), true)`)
	}
	p.Until("the rest", rows(610))
	p.Click(check("Row 555"))
	before := testkit.Eval[float64](p.Page, "scrollY")
	p.told("Completed")
	p.Until("the others to stay", rows(609))
	if at := testkit.Eval[float64](p.Page, "scrollY"); before < 5000 || at != before {
		t.Errorf("the list is scrolled from %v to %v", before, at)
	}
}

// A row is not taken out of the hand that drags it.
func TestADragSurvivesAnAnswer(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two", "Three", "Four")
	p.hold()
	p.Click(check("Two"))
	p.answered(1)
	drop := p.Carry(grip("One"), testkit.Eval[float64](p.Page, `(({ top, height }) => top + height / 2 + 5)(document.querySelector(".task:has([aria-label='Complete: Three'])").getBoundingClientRect())`))
	p.release(0)
	testkit.Eval[bool](p.Page, `new Promise((done) => setTimeout(done, 100, true))`) // in which it would be shown
	p.See(".task.lifted .title = One")
	p.See(".task:not(.ghost) .title = Two")
	p.order("Two", "Three", "One", "Four")
	drop()
	p.answered(2)
	p.release(1)
	p.order("Three", "One", "Four")
	p.Until("the move to be saved", `ended === 2`)
	p.Reload()
	p.order("Three", "One", "Four")
}

// The row shows what was clicked before the server has answered.
func TestAClickIsSeenInTheNextFrame(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two")
	p.hold()
	look := testkit.Eval[[]string](p.Page, `(async () => {
		const check = document.querySelector("[aria-label='Complete: One']"), row = check.closest(".task");
		const look = () => [getComputedStyle(row.querySelector(".title")).textDecorationLine, getComputedStyle(check, "::after").borderBottomColor];
		const before = look();
		check.click();
		await new Promise(requestAnimationFrame);
		return [...before, ...look()];
	})()`)
	if look[0] != "none" || look[2] != "line-through" || look[1] == look[3] {
		t.Errorf("the row goes from %q to %q", look[:2], look[2:])
	}
	p.answered(1)
	p.release(0)
	p.order("Two")
}

func TestStillnessLeavesNoRowThatGoes(t *testing.T) {
	t.Parallel()
	for _, still := range []bool{true, false} {
		p, _, _ := mover(t, "One", "Two")
		p.Scheme("light", still)
		testkit.Eval[bool](p.Page, `(document.addEventListener("htmx:after:swap", () => { window.ghosts = document.querySelectorAll(".ghost").length; }), true)`)
		p.Click(check("One"))
		p.told("Completed")
		if got := testkit.Eval[int](p.Page, "window.ghosts"); (got == 0) != still {
			t.Errorf("with stillness %t there are %d rows that go", still, got)
		}
	}
}
