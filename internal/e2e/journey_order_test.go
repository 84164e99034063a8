package e2e_test

import (
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

func TestTasksAreReorderedByDragging(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	p, c := member(t, a, true, "/inbox")
	for _, title := range []string{"A1", "B2", "C3", "D4"} {
		c.AddTask(title)
	}
	p.Reload()
	row := func(title string) string { return ".task:has([aria-label='Complete: " + title + "'])" }
	p.Drag(row("D4")+" .grip", row("B2"), -10)
	p.order("A1", "D4", "B2", "C3")
	p.told("Moved “D4”")
	p.Drag(row("A1")+" .grip", row("C3"), 15)
	p.order("D4", "B2", "C3", "A1")
	p.told("Moved “A1”")
	p.Drag(row("C3")+" .grip", row("D4"), -15)
	p.order("C3", "D4", "B2", "A1")
	p.told("Moved “C3”")
	p.Reload()
	p.order("C3", "D4", "B2", "A1")
	p.Drag(row("A1")+" .grip", "a.item[href='/today']", 0) // not within the list: nothing moves
	p.Gone(".drop, .lifted")
	p.order("C3", "D4", "B2", "A1")
	p.Drag(row("D4")+" .grip", row("D4")+" .grip", 2) // a click on the handle moves nothing
	p.Reload()
	p.order("C3", "D4", "B2", "A1")
}
