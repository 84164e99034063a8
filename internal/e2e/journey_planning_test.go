package e2e_test

import (
	"strings"
	"testing"

	"docket/internal/testkit"

	"github.com/chromedp/chromedp/kb"
)

// outline checks the rows of a list with sections, from the top: the sections in brackets,
// a dot for each level of subtasks.
func (p person) outline(want string) {
	p.t.Helper()
	p.Until("the outline "+want, `squeeze([...document.querySelectorAll("#groups .group-head h2, #groups .tasks > .task:not(.ghost)")].map((e) =>
		e.matches("h2") ? "[" + e.textContent.trim() + "]" : ".".repeat(e.dataset.depth ?? 0) + e.querySelector(".title")?.textContent).join(" ")) === `+quoted(want))
}

func TestWhatIsTypedIsUnderstood(t *testing.T) {
	both(t, func(t *testing.T, a *testkit.App, scripts bool) {
		p, c := member(t, a, scripts, "/inbox")
		c.AddList("Home")
		p.Reload()
		p.Fill("#new-task", "Water plants every 2 weeks on monday 9am #garden !2 /home")
		if scripts {
			p.See(".chip bdi = every 2 weeks on Monday")
			p.See(".chip bdi = garden")
			p.See(".next-dates time")
			p.Until("the parts to be lit", `document.querySelectorAll(".lit:not([hidden]) mark").length === 5 && document.querySelector(".lit").textContent === document.getElementById("new-task").value`)
			p.Click("a[aria-label='Keep as text: garden']")
			p.Until("the label to be text", `document.getElementById("new-task").value.includes("\\#garden")`)
			p.Gone(".chip bdi = garden")
			p.Fill("#new-task", "Water plants every 2 weeks on monday 9am #garden !2 /home")
			p.See(".chip bdi = garden")
		}
		p.Press(kb.Enter)
		p.told("Added “Water plants”: every 2 weeks on Monday, 09:00, #garden, P2")
		p.undo()
		p.told("isn’t added any more")
		p.Fill("#new-task", "Read May I tomorrow")
		p.Press(kb.Enter)
		p.told("Added “Read May I”: Tomorrow")
		p.See("a.title = Read May I")
	})
}

func TestSeveralLinesMakeSeveralTasks(t *testing.T) {
	both(t, func(t *testing.T, a *testkit.App, scripts bool) {
		p, _ := member(t, a, scripts, "/inbox")
		if scripts {
			p.Click("#new-task")
			p.Until("the later scripts", "!document.body.dataset.later")
			testkit.Eval[bool](p.Page, `(() => { const data = new DataTransfer(); document.getElementById("new-task").style.color = "black"; data.setData("text/plain", "- Pack\n  - Socks\n  - Soap\nLeave");
				return document.getElementById("new-task").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); })()`)
			p.See("output span = Adds 4 tasks, 2 of them below others")
			p.Press(kb.Enter)
		} else {
			p.Fill("#new-task", "Pack tomorrow")
			p.Click("button = Preview the new task")
			p.See(".chip bdi = Tomorrow")
			if got := p.Value("#page-new-task"); got != "Pack tomorrow" {
				t.Errorf("on the page of the preview the field holds %q", got)
			}
			p.Fill("#page-new-task", "- Pack\n  - Socks\n  - Soap\nLeave")
			p.Click("button = Preview the new task")
			p.See("output span = Adds 4 tasks, 2 of them below others")
			p.Click("button = Add task")
			p.told("Added 4 tasks")
			p.Goto("/inbox")
		}
		p.outline("Pack .Socks .Soap Leave")
		if scripts {
			p.See("input#new-task")
			p.told("Added 4 tasks")
			p.undo()
			p.Gone("#groups .task")
		}
	})
}

func TestQuickAddOpensFromAnywhere(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	p, c := member(t, a, true, "/inbox")
	list := c.AddList("Summer house")
	c.AddTask("Paint #tools")
	c.Post("/tasks", "text", "Saw #tools", "list_id", string(list.ID))
	p.Goto("/completed")
	p.Press("q")
	p.Focused("#dialog-new-task")
	p.Press("Call mum #to")
	p.See("#suggestions [role=option] = tools")
	p.Press(kb.ArrowDown)
	p.Until("it to be chosen", `document.activeElement.getAttribute("aria-activedescendant") === "suggestion-0"`)
	testkit.Eval[bool](p.Page, `!document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }))`)
	p.Until("the word to be completed", `document.getElementById("dialog-new-task").value === "Call mum #tools "`)
	p.See("#add-dialog .chip bdi = tools") // which makes the dialog higher, and moves it
	p.Press("/sum")
	p.Click("#suggestions [role=option] = Summer house")
	p.Until("the list to be quoted", `document.getElementById("dialog-new-task").value === 'Call mum #tools /"Summer house" '`)
	p.See("#add-dialog .chip bdi = Summer house")
	p.Press(kb.Enter)
	p.Gone("#add-dialog")
	p.told("Added “Call mum”")
	p.Press("c")
	p.See("#add-dialog")
	p.Press(kb.Escape)
	p.Gone("#add-dialog")
	p.Goto("/lists/" + string(list.ID))
	p.See("a.title = Call mum")
	p.Press("q")
	p.See("#add-dialog .chip bdi = Summer house")
	p.Press("Sweep" + kb.Enter)
	p.See("a.title = Sweep")
}

// Whoever dictates, or rests a hand on the keys, switches off those that act by themselves.
func TestSingleKeysAreSwitchedOff(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	p, _ := member(t, a, true, "/settings")
	keys := func(value string) {
		t.Helper()
		p.Set("#keys", value)
		p.Click("button = Save planning")
		p.told("Planning saved")
		p.Goto("/completed")
		testkit.Eval[bool](p.Page, `(document.addEventListener("htmx:config:request", () => document.body.dataset.asked = ""), true)`)
		p.Press("q")
	}
	keys("off")
	testkit.Eval[bool](p.Page, `new Promise((shown) => requestAnimationFrame(() => shown(true)))`) // what is pressed has been handled by then
	if p.Count("body[data-asked]") != 0 {
		t.Error("a key that is switched off asks for something")
	}
	p.Goto("/settings")
	keys("on")
	p.See("#add-dialog")
	p.See("body[data-asked]")
}

func TestSectionsAreMadeFilledAndTakenAway(t *testing.T) {
	both(t, func(t *testing.T, a *testkit.App, scripts bool) {
		p, c := member(t, a, scripts, "/inbox")
		list := c.AddList("House")
		c.AddTask("One", "list_id", string(list.ID))
		c.AddTask("Two", "list_id", string(list.ID))
		p.Goto("/lists/" + string(list.ID))
		for _, name := range []string{"Roof", "Cellar"} {
			if p.Count("#new-section[open]") == 0 {
				p.Click("#new-section summary")
			}
			p.Fill("#section-name", name)
			p.Press(kb.Enter)
			p.See("h2 button = " + name)
		}
		p.outline("One Two [Roof] [Cellar]")
		p.Fill(`input[id^="add-to-s"]`, "Tiles tomorrow")
		p.Press(kb.Enter)
		p.outline("One Two [Roof] Tiles [Cellar]")
		p.Click(`a[aria-label="More actions: One"]`)
		p.See("label = Move to section")
		p.Set(`select[name="section_id"]`, testkit.Eval[string](p.Page, `[...document.querySelectorAll("select[name=section_id] option")].find((o) => o.textContent === "Cellar").value`))
		p.Click("form:has([name=section_id]) button = Move")
		p.told("Moved “One”")
		p.Goto("/lists/" + string(list.ID))
		p.outline("Two [Roof] Tiles [Cellar] One")
		p.Click("h2 button = Cellar")
		p.Gone("a.title = One")
		p.Reload()
		p.outline("Two [Roof] Tiles [Cellar]")
		p.Click("h2 button = Cellar")
		p.See("a.title = One")

		p.Click("a[aria-label='Section menu: Cellar']")
		p.Fill("#name", "Basement")
		p.Click("button = Rename section")
		p.told("Saved “Basement”")
		p.Goto("/lists/" + string(list.ID))
		p.Click("a[aria-label='Section menu: Basement']")
		p.Click("button = Move up")
		p.told("Moved “Basement”")
		p.Goto("/lists/" + string(list.ID))
		p.outline("Two [Basement] One [Roof] Tiles")
		p.Click("a[aria-label='Section menu: Basement']")
		p.Click("a = Delete section…")
		p.Click("button = Delete both")
		p.told("Deleted “Basement”")
		p.Goto("/lists/" + string(list.ID))
		p.outline("Two [Roof] Tiles")
	})
}

func TestRowsAreMovedByKeysAndBetweenSections(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	p, c := member(t, a, true, "/inbox")
	list := c.AddList("House")
	at := "/lists/" + string(list.ID)
	c.Post(at+"/sections", "name", "Roof")
	c.Post("/tasks", "text", "One\nTwo\nThree\nTiles /House/Roof", "list_id", string(list.ID))
	p.Goto(at)
	p.outline("One Two Three [Roof] Tiles")
	p.altPress("Two", "ArrowRight")
	p.outline("One .Two Three [Roof] Tiles")
	p.altPress("Three", "ArrowUp")
	p.outline("Three One .Two [Roof] Tiles")
	p.altPress("Two", "ArrowLeft")
	p.outline("Three One Two [Roof] Tiles")
	p.altPress("Two", "ArrowDown")
	p.outline("Three One [Roof] Two Tiles")
	p.Focused("a.title = Two")
	p.Drag(grip("Three"), row("Tiles"), 15)
	p.outline("One [Roof] Two Tiles Three")
	p.Drag(grip("Two"), row("One"), -12)
	p.outline("Two One [Roof] Tiles Three")
	p.Reload()
	p.outline("Two One [Roof] Tiles Three")
}

func TestSubtasksAndRepeatsInThePanel(t *testing.T) {
	both(t, func(t *testing.T, a *testkit.App, scripts bool) {
		p, c := member(t, a, scripts, "/inbox")
		list := c.AddList("Home")
		c.AddTask("Wash up", "list_id", string(list.ID), "due_on", "2026-07-16")
		at := "/lists/" + string(list.ID)
		p.Goto(at)
		p.open("Wash up")
		for _, title := range []string{"Plates", "Pans"} {
			p.Fill("#subtask", title)
			p.Press(kb.Enter)
			p.See("#rows-subtasks a.title = " + title)
		}
		p.Click("#repeat-edit summary")
		p.Fill("#repeat-words", "every 3 days until 1 september")
		p.Click("button = Save repeat")
		p.See("#repeat-text = every 3 days, until 1 September 2026")
		p.Fill("#label", "kitchen")
		p.Press(kb.Enter)
		p.See(".chip a = kitchen")
		p.Goto(at)
		p.outline("Wash up .Plates .Pans")
		p.Click(check("Plates"))
		p.outline("Wash up .Pans")
		p.See(".task .num = 1/2")
		p.Expect("status of 409") // it asks
		p.Click(check("Wash up"))
		p.Click("dialog a = Not yet")
		p.Gone("dialog")
		p.At(at)
		p.Click(check("Wash up"))
		p.Click("dialog button = Complete all")
		p.told("Completed “Wash up”")
		p.outline("Wash up .Plates .Pans")
		p.See(".task time = Sun 19 Jul")
		p.undo()
		p.See(".task time = Today")
		p.Goto(at)
		p.open("Wash up")
		p.Click("button = Skip this one")
		p.told("Skipped to the next")
		p.Until("its next day", `document.getElementById("due").value === "2026-07-19"`)
		p.Click("button = End the repeat")
		p.Gone("#repeat-text")
		p.Click("button[aria-label='Remove label kitchen']")
		p.Gone(".chip a = kitchen")
	})
}

func TestLabelsAreRenamedPinnedAndLookedThrough(t *testing.T) {
	both(t, func(t *testing.T, a *testkit.App, scripts bool) {
		p, c := member(t, a, scripts, "/inbox")
		name := "shop" + strings.ToLower(named(scripts))
		c.Post("/tasks", "text", "Milk #"+name+"\nBread #"+name+" tomorrow")
		p.Goto("/labels/" + name)
		p.order("Bread", "Milk")
		p.Click("button = Pin to the sidebar")
		p.See("#nav .name = " + name)
		p.See("button = Unpin from the sidebar")
		p.Fill("#new-task", "Eggs")
		p.Press(kb.Enter)
		p.See("a.title = Eggs")
		p.Click("a[aria-label='Label menu: " + name + "']")
		p.Fill("#name", "market")
		p.Click("button = Rename label")
		p.See("h1 = market")
		p.order("Bread", "Milk", "Eggs")
		p.See("#nav .name = market")
		p.undo()
		p.told("Undid the change to 3 tasks")
		p.Goto("/labels/" + name)
		p.order("Bread", "Milk", "Eggs")
	})
}
