package e2e_test

import (
	"fmt"
	"testing"

	"docket/internal/app"
	"docket/internal/testkit"

	"github.com/chromedp/chromedp/kb"
)

func TestTasksAreAddedCompletedAndReopened(t *testing.T) {
	both(t, func(t *testing.T, a *testkit.App, scripts bool) {
		p, _ := member(t, a, scripts, "/inbox")
		p.See("#start h2 = Getting started")
		p.add("Buy milk", "Call Billie", "Renew passport")
		if scripts {
			p.Focused("#new-task")
		}
		if got := p.Value("#new-task"); got != "" {
			t.Errorf("the quick add still holds %q", got)
		}
		p.order("Buy milk", "Call Billie", "Renew passport")
		p.See("#start .count = 2 of 3 done")
		p.complete("Call Billie")
		p.told("Completed “Call Billie”")
		p.undo()
		p.told("Reopened “Call Billie”")
		p.order("Buy milk", "Call Billie", "Renew passport")
		p.complete("Buy milk")
		p.complete("Renew passport")
		p.order("Call Billie")
		p.Until("the counts", `seek("#hint = 1 open, 2 done").length && seek("a[href='/inbox'] .count = 1 task").length`)

		p.Click("summary h2 = Completed")
		p.See("#rows-done a.title = Buy milk")
		p.Click(".nav a[href='/completed']")
		p.At("/completed")
		p.Click(reopen("Buy milk"))
		p.Gone("#groups a.title = Buy milk")
		p.told("Reopened “Buy milk”")
		p.Click(".nav a[href='/inbox']")
		p.At("/inbox")
		p.order("Buy milk", "Call Billie")
	})
}

func TestTaskIsEditedInThePanel(t *testing.T) {
	both(t, func(t *testing.T, a *testkit.App, scripts bool) {
		p, c := member(t, a, scripts, "/inbox")
		c.AddList("Home")
		c.AddTask("Boiler")
		p.Reload()
		p.open("Boiler")

		p.Fill("#title", "Service the boiler")
		p.save("Save title")
		p.See("a.title = Service the boiler")
		p.stored("#title", "Service the boiler")

		p.Set("#due", "2026-07-20")
		p.save("Save details")
		p.See(".meta time[datetime='2026-07-20']")
		p.Set("#due-time", "09:30")
		p.save("Save details")
		p.See(".meta time[datetime='2026-07-20T09:30']")
		p.stored("#due", "2026-07-20")
		p.stored("#due-time", "09:30")

		p.Set("#priority", "2")
		p.save("Save details")
		p.See(".meta .p2")
		p.See("#panel-check[data-priority='2']")
		p.stored("#priority", "2")

		p.Click("summary = Add notes")
		p.Fill("#notes", "Ask for **Thursday**\n\n- gas\n- water")
		p.Click("button = Save notes")
		p.See("#notes-text strong = Thursday")
		p.See("#notes-text li = water")
		p.Gone("#notes")
		p.Click("summary = Edit notes")
		if got, want := p.Value("#notes"), "Ask for **Thursday**\n\n- gas\n- water"; got != want {
			t.Errorf("the notes are %q to edit, want %q", got, want)
		}

		home := testkit.Eval[string](p.Page, `[...document.querySelector("#list").options].find((o) => o.text === "Home").value`)
		p.Set("#list", home)
		p.save("Save details")
		p.told("Moved “Service the boiler” to Home")
		p.stored("#list", home)
		p.See("h1 = Home")
		p.close()
		p.At("/lists/" + home)
		p.order("Service the boiler")
	})
}

func TestRefusedTextIsKeptAndSaysWhy(t *testing.T) {
	both(t, func(t *testing.T, a *testkit.App, scripts bool) {
		p, c := member(t, a, scripts, "/inbox")
		p.Expect("status of 422")
		c.AddTask("Water the plants")
		p.Reload()
		long := fmt.Sprintf("%0501d", 7)
		p.Fill("#new-task", long)
		p.Press(kb.Enter)
		p.See(".quick-add .error = That title has 501 characters. Use at most 500.")
		if got := p.Value("#new-task"); got != long {
			t.Errorf("the quick add lost what was typed and holds %q", got)
		}
		p.Focused("#new-task[aria-invalid='true']")
		p.add("Shorter")
		p.Gone(".quick-add .error")

		p.open("Water the plants")
		p.Fill("#title", "")
		p.save("Save title")
		p.See("#title-error = Enter a title.")
		p.See("#title[aria-invalid='true'][aria-describedby='title-error']")
		p.Fill("#title", "Water the roses")
		p.save("Save title")
		p.See("a.title = Water the roses")
		p.Gone("#title-error")
	})
}

func TestDeletedTaskGoesThroughTheTrash(t *testing.T) {
	both(t, func(t *testing.T, a *testkit.App, scripts bool) {
		p, c := member(t, a, scripts, "/inbox")
		for _, title := range []string{"One", "Two", "Three"} {
			c.AddTask(title)
		}
		p.Reload()
		p.menu("Two", "Delete")
		p.told("Deleted “Two”")
		p.order("One", "Three")
		p.undo()
		p.order("One", "Two", "Three")
		p.menu("Two", "Delete")
		p.order("One", "Three")
		p.open("Three")
		p.Click("button[aria-label='Task menu']")
		p.Click("#task-menu .item = Delete")
		p.Gone("#panel .panel-bar")
		p.See("h1 = Inbox")
		p.order("One")

		p.Goto("/trash")
		p.Click("button[aria-label='Restore: Two']")
		p.Gone("a.title = Two")
		p.told("Restored “Two”")
		p.open("Three")
		p.Click("#panel button = Restore")
		p.told("Restored “Three”")
		p.Goto("/inbox")
		p.order("One", "Two", "Three")

		p.menu("Two", "Delete")
		p.order("One", "Three")
		p.Goto("/trash")
		p.Click("button = Empty the trash…")
		p.Click("button = Delete everything")
		p.told("Emptied the trash:")
		p.See("#nothing")
		p.Gone("button = Empty the trash…")
	})
}

func TestListOf450TasksIsReachedToItsEnd(t *testing.T) {
	both(t, func(t *testing.T, a *testkit.App, scripts bool) {
		p, c := member(t, a, scripts, "/inbox")
		for i := range 450 {
			if _, err := a.Use.AddTask(t.Context(), c.User, app.NewTask{Title: fmt.Sprintf("Task %03d", i)}); err != nil {
				t.Fatal(err)
			}
		}
		p.Reload()
		if got := p.Count("#rows-open .task"); got != 200 {
			t.Fatalf("the first page has %d rows, want 200", got)
		}
		if scripts {
			for _, rows := range []string{"400", "450"} {
				testkit.Eval[bool](p.Page, `(scrollTo(0, document.body.scrollHeight), true)`)
				p.Until(rows+" rows", `document.querySelectorAll("#rows-open .task").length === `+rows)
			}
			p.Gone("#more")
		} else {
			for _, rows := range []int{200, 50} {
				p.Click("#more a")
				p.Until("the next rows", `new URLSearchParams(location.search).has("after") && seek("#rows-open .task").length === `+fmt.Sprint(rows))
				p.See("a = Back to the start")
			}
			p.Gone("#more")
		}
		p.complete("Task 449")
		p.told("Completed “Task 449”")
		if !scripts {
			p.Click("a = Back to the start")
			p.See("a.title = Task 000")
		}
	})
}
