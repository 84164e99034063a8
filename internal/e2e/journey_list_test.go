package e2e_test

import (
	"strings"
	"testing"

	"docket/internal/docket"
	"docket/internal/testkit"

	"github.com/chromedp/chromedp/kb"
)

func TestListIsMadeChangedPutAwayAndBroughtBack(t *testing.T) {
	both(t, func(t *testing.T, a *testkit.App, scripts bool) {
		p, c := member(t, a, scripts, "/today")
		p.Expect("status of 422")
		c.AddList("Work")
		c.AddList("Club")
		p.Reload()
		p.Click("a[aria-label='New list']")
		p.Click("button = Make list")
		p.See("#name-error = Enter a name.")
		p.Fill("#name", "Hme")
		p.Click(".palette-colors label:has([value=blue])")
		p.Click("button = Make list")
		p.See("h1 = Hme")
		p.See("h1 .dot[data-color='blue']")
		p.lists("Work", "Club", "Hme")
		p.add("Paint the fence")

		p.listMenu("Rename, recolour or move")
		p.Fill("#name", "Home")
		p.Click(".palette-colors label:has([value=amber])")
		p.Click("button = Save")
		p.See("h1 = Home")
		p.See("h1 .dot[data-color='amber']")
		p.undo()
		p.See("h1 = Hme")
		p.listMenu("Rename, recolour or move")
		p.Fill("#name", "Home")
		p.Click("button = Save")
		p.See("h1 = Home")

		p.listMenu("Rename, recolour or move")
		p.Click("button = Move up")
		p.Until("the new order", inSidebar("Work|Home|Club"))
		p.Click("button = Move up")
		p.Until("the new order", inSidebar("Home|Work|Club"))
		p.Gone("button = Move up")
		p.Focused("button = Move down")
		p.Fill("#name", "House")
		p.Click(".palette-colors label:has([value=plum])")
		p.Click("button = Move down")
		p.Until("the new order", inSidebar("Work|Home|Club"))
		p.Focused("button = Move down")
		if got := p.Value("#name") + testkit.Eval[string](p.Page, `document.querySelector("[name=color]:checked").value`); got != "Houseplum" {
			t.Errorf("after a move the form holds %s", got)
		}
		p.Click("a = Cancel")
		p.See("h1 = Home")

		p.listMenu("Archive")
		p.See(".badge = Archived")
		p.told("Archived “Home”")
		p.lists("Work", "Club")
		p.listMenu("Unarchive")
		p.Gone(".badge = Archived")
		p.Until("the list in its place", `seek("#nav ul .name = Home").length === 1`)

		home := testkit.Eval[string](p.Page, "location.pathname")
		p.listMenu("Delete list…")
		p.See("dialog h2 = Delete “Home”?")
		p.Focused("dialog a = Keep it")
		if scripts {
			p.See("dialog:modal")
			p.Press(kb.Escape)
		} else {
			p.Click("dialog a = Keep it")
		}
		p.At(home)
		p.listMenu("Delete list…")
		p.Click("dialog button = Delete list")
		p.At("/today")
		p.told("Deleted “Home”")
		p.lists("Work", "Club")
		p.Goto("/trash")
		p.Click("button[aria-label='Restore list Home']")
		p.See("h1 = Home")
		p.order("Paint the fence")
	})
}

func (p person) listMenu(item string) {
	p.t.Helper()
	p.Click("button[aria-label='List menu']")
	p.Click("#list-menu .item = " + item)
}

func inSidebar(names string) string {
	return `squeeze(seek("#nav nav:nth-child(2) > ul .name").map((e) => e.textContent).join("|")) === ` + quoted(names)
}

func TestTwoPeopleWhoEditOneTitleChooseWhatToKeep(t *testing.T) {
	both(t, func(t *testing.T, a *testkit.App, scripts bool) {
		ana := a.SignedIn(named(scripts))
		bo := a.SignedIn("Bo" + strings.ToLower(named(scripts)))
		list := ana.AddList("Household")
		a.Share(list.ID, bo.User, docket.RoleEditor)
		task := ana.AddTask("Fix the tap", "list_id", string(list.ID))
		p, q := visit(t, a, ana, scripts), visit(t, a, bo, scripts)
		for _, at := range []person{p, q} {
			at.Expect("status of 409")
			at.Goto("/tasks/" + string(task.ID))
		}
		rename := func(at person, title string) {
			t.Helper()
			at.Fill("#title", title)
			at.save("Save title")
		}
		rename(p, "Fix the kitchen tap")
		p.See("a.title = Fix the kitchen tap")
		rename(q, "Call the plumber")
		q.See("legend = Title")
		q.See("p[role='alert']")
		if got := strings.Join(q.Texts(".conflict .value"), "|"); got != "Fix the kitchen tap|Call the plumber" {
			t.Errorf("the choice is between %q", got)
		}
		q.Click(".conflict label:nth-child(2) .value")
		q.Click("button = Keep selected")
		q.See("a.title = Call the plumber")
		q.stored("#title", "Call the plumber")

		rename(p, "Fix it myself") // from the version before
		p.Click("button = Keep selected")
		p.See("#title")
		p.stored("#title", "Call the plumber")
	})
}
