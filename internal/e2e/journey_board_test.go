package e2e_test

import (
	"testing"

	"docket/internal/docket"
	"docket/internal/testkit"

	"github.com/chromedp/chromedp/kb"
)

// columns checks the cards of a board, column by column.
func (p person) columns(want string) {
	p.t.Helper()
	p.Until("the columns "+want, `squeeze([...document.querySelectorAll("#board .column:has(.group-head)")].map((c) => "[" + c.querySelector("h2").textContent + "] " +
		[...c.querySelectorAll(".task:not(.ghost) .title")].map((e) => e.textContent).join(" ")).join(" ")) === `+quoted(want))
}

func TestABoardIsTheListAsColumns(t *testing.T) {
	both(t, func(t *testing.T, a *testkit.App, scripts bool) {
		p, c := member(t, a, scripts, "/inbox")
		list := c.AddList("House")
		at := "/lists/" + string(list.ID)
		for _, name := range []string{"Doing", "Done"} {
			c.Post(at+"/sections", "name", name)
		}
		c.Post("/tasks", "text", "One\n  Under\nTwo\nThree /House/Doing", "list_id", string(list.ID))
		p.Goto(at)
		p.Click("button = Board")
		p.At(at + "/board")
		p.columns("[No section] One Two [Doing] Three [Done]")
		p.See(".card .num = 0/1")
		p.Fill(`.column:nth-child(3) .add-line input.bare`, "Four")
		p.Press(kb.Enter)
		p.columns("[No section] One Two [Doing] Three [Done] Four")
		p.open("Two")
		p.Until("the sections", `[...document.querySelectorAll("#section option")].some((o) => o.textContent === "Done")`)
		p.Set("#section", testkit.Eval[string](p.Page, `[...document.querySelectorAll("#section option")].find((o) => o.textContent === "Done").value`))
		if !scripts {
			p.Click("button = Save details")
			p.told("Saved “Two”")
			p.Goto(at + "/board")
		}
		p.columns("[No section] One [Doing] Three [Done] Four Two")
		p.Goto("/today")
		p.Click("#nav .name = House")
		p.At(at + "/board")
		p.Click("button = List")
		p.At(at)
		p.outline("One .Under [Doing] Three [Done] Four Two")
	})
}

func TestCardsAreDraggedBetweenColumnsByTwoPeople(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	p, c := member(t, a, true, "/inbox")
	bo := a.SignedIn("Bo")
	list := c.AddList("House")
	a.Share(list.ID, bo.User, docket.RoleEditor)
	at := "/lists/" + string(list.ID)
	for _, name := range []string{"Doing", "Done"} {
		c.Post(at+"/sections", "name", name)
	}
	c.Post("/tasks", "text", "One\nTwo\nThree /House/Doing", "list_id", string(list.ID))
	p.Goto(at + "/board")
	other := visit(t, a, bo, true)
	other.Goto(at + "/board")
	p.Drag("a.title = One", row("Three"), 60) // a card is its own handle, for a mouse
	p.columns("[No section] Two [Doing] Three One [Done]")
	if got := testkit.Eval[string](p.Page, `getSelection().toString() + location.pathname`); got != at+"/board" {
		t.Errorf("a card was dragged: %q", got)
	}
	p.undo()
	p.columns("[No section] One Two [Doing] Three [Done]")
	p.Drag(grip("One"), row("Three"), 60)
	p.columns("[No section] Two [Doing] Three One [Done]")
	other.Drag(grip("Two"), "#board .column:nth-child(3) .tasks", 5)
	other.columns("[Doing] Three One [Done] Two")
	p.Drag(grip("One"), row("Three"), -15)
	p.columns("[Doing] One Three [Done] Two")
	p.undo()
	p.columns("[Doing] Three One [Done] Two")
	p.altPress("One", "ArrowRight")
	p.columns("[Doing] Three [Done] One Two")
	p.Size(390, 844)
	p.Until("the page not to scroll sideways", `document.scrollingElement.scrollWidth <= document.documentElement.clientWidth`)
}
