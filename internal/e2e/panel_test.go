package e2e_test

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// A refusal says that the screen shows what is no longer so.
func TestRefusedChangeShowsWhatIsTrue(t *testing.T) {
	t.Parallel()
	p, c, _ := mover(t, "One", "Two", "Three")
	task := c.AddTask("Four")
	p.Reload()
	p.open("Four")
	c.Post("/tasks/" + string(task.ID) + "/delete")
	p.Expect("status of 4")
	p.Set("#priority", "1")
	p.See("button = Restore")
	p.See(".toast.failed")
	p.order("One", "Two", "Three")
	p.See("a[href='/inbox'] .count = 3 tasks")
	p.Click("button = Restore")
	p.order("One", "Two", "Three", "Four")
	p.See("#title")
}

func TestRowThatIsGoneLeaves(t *testing.T) {
	t.Parallel()
	p, c, _ := mover(t, "One", "Two")
	task := c.AddTask("Three")
	p.Reload()
	c.Post("/tasks/" + string(task.ID) + "/delete")
	c.Post("/trash/empty")
	p.Expect("status of 404")
	p.Click("a.title = Three")
	p.order("One", "Two")
	p.See(".toast.failed")
}

// A refused menu is not the one that was open before.
func TestTheMenuOfARowThatIsGoneStaysClosed(t *testing.T) {
	t.Parallel()
	p, c, _ := mover(t, "One", "Two")
	task := c.AddTask("Three")
	p.Reload()
	p.Click(".more[aria-label='More actions: One']")
	p.See("#row-menu-for:popover-open .item")
	p.Press(kb.Escape)
	p.Gone("#row-menu-for")
	c.Post("/tasks/" + string(task.ID) + "/delete")
	c.Post("/trash/empty")
	p.Expect("status of 404")
	p.Click(".more[aria-label='More actions: Three']")
	p.See(".toast.failed")
	p.order("One", "Two")
	if p.Count("#row-menu-for:popover-open") > 0 {
		t.Error("the menu of another row is open")
	}
}

func TestTaskIsThePageInANarrowWindow(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two")
	for _, width := range []int64{900, 390} {
		p.Size(width, 800)
		p.Goto("/inbox")
		p.open("One")
		p.Until("the task right below the heading", `(() => {
			const heading = document.querySelector("h1").getBoundingClientRect(), panel = document.querySelector("aside.panel").getBoundingClientRect();
			return heading.top >= 0 && panel.top > heading.top && panel.top < 120;
		})()`)
		p.Click("h1 .back")
		p.Gone("#panel .panel-bar")
		p.order("One", "Two")
	}
}

func TestTitleNamesWhatIsOpen(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two")
	named := func(want string) {
		t.Helper()
		p.Until("the title "+want, "document.title === "+quoted(want))
	}
	named("Inbox – Docket")
	p.open("One")
	named("One – Docket")
	p.open("Two")
	named("Two – Docket")
	p.Fill("#title", "Second")
	p.save("Save title")
	named("Second – Docket")
	p.Go(-1)
	named("Inbox – Docket")
}
