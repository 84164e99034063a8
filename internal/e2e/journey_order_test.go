package e2e_test

import (
	"fmt"
	"strings"
	"testing"

	"docket/internal/testkit"
)

func TestTasksAreReorderedByTheMenus(t *testing.T) {
	both(t, func(t *testing.T, a *testkit.App, scripts bool) {
		p, c := member(t, a, scripts, "/inbox")
		work := c.AddList("Work")
		for _, title := range []string{"A1", "B2", "C3"} {
			c.AddTask(title)
		}
		p.Reload()
		p.menu("C3", "Move up")
		p.order("A1", "C3", "B2")
		p.undo()
		p.order("A1", "B2", "C3")
		p.menu("A1", "Move down")
		p.order("B2", "A1", "C3")

		p.open("C3")
		p.Click("button[aria-label='Task menu']")
		p.Click("#task-menu .item = Move up")
		p.order("B2", "C3", "A1")
		p.close()
		p.Goto("/inbox")
		p.order("B2", "C3", "A1")

		p.Click(`a[aria-label="More actions: C3"]`)
		p.Set(".move-to select", string(work.ID))
		p.Click(".move-to button = Move")
		p.told("Moved “C3” to Work")
		p.Click(".toast a = Open")
		p.See("h1 = Work")
		p.order("C3")
		p.Goto("/inbox")
		p.order("B2", "A1")
	})
}

func row(title string) string  { return ".task:has([aria-label='Complete: " + title + "'])" }
func grip(title string) string { return row(title) + " .grip" }

func TestTasksAreReorderedByDragging(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	p, c := member(t, a, true, "/inbox")
	for _, title := range []string{"A1", "B2", "C3", "D4"} {
		c.AddTask(title)
	}
	p.Reload()
	p.Drag(grip("D4"), row("B2"), -10)
	p.order("A1", "D4", "B2", "C3")
	p.told("Moved “D4”")
	p.Drag(grip("A1"), row("C3"), 15)
	p.order("D4", "B2", "C3", "A1")
	p.told("Moved “A1”")
	p.Drag(grip("C3"), row("D4"), -15)
	p.order("C3", "D4", "B2", "A1")
	p.told("Moved “C3”")
	p.Reload()
	p.order("C3", "D4", "B2", "A1")
	p.Drag(grip("A1"), "a.item[href='/today']", 0) // not within the list: nothing moves
	p.Gone(".lifted")
	p.order("C3", "D4", "B2", "A1")
	p.Drag(grip("D4"), grip("D4"), 2) // a click on the handle moves nothing
	p.Reload()
	p.order("C3", "D4", "B2", "A1")
}

// The list goes on under a row that is held at the window's edge, and the row
// stays with the pointer.
func TestARowIsDraggedBeyondTheWindow(t *testing.T) {
	t.Parallel()
	titles := make([]string, 50)
	for i := range titles {
		titles[i] = fmt.Sprintf("Row %02d", i)
	}
	p, _, _ := mover(t, titles...)
	p.Size(1280, 600)
	drop := p.Carry(grip("Row 00"), 590)
	p.Until("the list to go on", "scrollY > 500")
	p.Until("the row to be at the pointer", `(() => { const b = seek(".lifted")[0].getBoundingClientRect(); return Math.abs(b.y + b.height / 2 - 590) < 30; })()`)
	p.Until("the list to end", "document.getElementById('rows-open').getBoundingClientRect().bottom < 560")
	drop()
	p.order(append(titles[1:], titles[0])...)
	drop = p.Carry(grip("Row 00"), 10)
	p.Until("the list to begin", "document.getElementById('rows-open').getBoundingClientRect().top > 40")
	drop()
	p.order(titles...)
}

func TestASecondFingerLeavesADragAlone(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two", "Three")
	drop := p.Carry(grip("One"), 700)
	p.See(".task.lifted .title = One")
	testkit.Eval[bool](p.Page, `(() => {
		for (const type of ["pointerdown", "pointermove", "pointerup", "pointercancel"])
			document.querySelectorAll(".task .grip")[1].dispatchEvent(new PointerEvent(type, { bubbles: true, pointerId: 99, clientY: 10 }));
		return true;
	})()`)
	p.See(".task.lifted .title = One")
	drop()
	p.Gone(".lifted")
	p.order("Two", "Three", "One")
}

func TestAMenuStaysInTheWindow(t *testing.T) {
	t.Parallel()
	p, c, _ := mover(t, "One")
	c.AddList(strings.Repeat("Renovation ", 9))
	p.Size(390, 800)
	p.Reload()
	p.open("One")
	p.Click("button[aria-label='Task menu']")
	p.Until("the button in sight", `(() => { const b = seek("#task-menu button = Move")[0].getBoundingClientRect(); return b.left >= 0 && b.right < innerWidth; })()`)
}

func TestADragIsTakenBack(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two", "Three")
	for how, back := range map[string]string{
		"Escape":        `document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }))`,
		"pointercancel": `document.querySelector(".lifted .grip").dispatchEvent(new PointerEvent("pointercancel", { pointerId: 1, bubbles: true }))`,
	} {
		drop := p.Carry(grip("One"), 700)
		p.order("Two", "Three", "One")
		testkit.Eval[bool](p.Page, "("+back+", true)")
		p.Gone(".lifted")
		p.order("One", "Two", "Three")
		drop()
		p.order("One", "Two", "Three")
		if n := p.Count(".toast"); n > 0 {
			t.Errorf("%s: something was said", how)
		}
	}
}

// A row that cannot go where it was let go is shown where it is.
func TestAMoveThatIsRefusedShowsTheOrder(t *testing.T) {
	t.Parallel()
	p, c, _ := mover(t, "One", "Two")
	other := c.AddTask("Three")
	work := c.AddList("Work")
	p.Reload()
	c.Post("/tasks/"+string(other.ID)+"/move", "list_id", string(work.ID))
	p.Expect("status of 422")
	p.Drag(grip("One"), row("Three"), 15)
	p.See(".toast.failed")
	p.order("One", "Two")
}
