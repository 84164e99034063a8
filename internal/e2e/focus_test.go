package e2e_test

import (
	"strings"
	"testing"

	"docket/internal/testkit"

	"github.com/chromedp/chromedp/kb"
)

// mover is somebody with these tasks in the inbox and scripts on, who did not
// ask for stillness: rows take their time to leave.
func mover(t *testing.T, titles ...string) (person, *testkit.Client, *testkit.App) {
	t.Helper()
	a := testkit.New(t, testkit.Options{})
	c := a.SignedIn("Ana")
	for _, title := range titles {
		c.AddTask(title)
	}
	p := visit(t, a, c, true)
	p.Scheme("light", false)
	p.Goto("/inbox")
	return p, c, a
}

// press focuses a button and presses it with a key.
func (p person) press(selector, key string) {
	p.t.Helper()
	p.See(selector)
	testkit.Eval[bool](p.Page, "(seek("+quoted(strings.ReplaceAll(selector, `"`, `'`))+")[0].focus(), true)")
	p.Press(key)
}

func TestFocusStaysWhereARowLeaves(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two", "Three")
	p.press(check("Two"), " ")
	p.Focused("a.title = Three")
	p.order("One", "Three")
	p.press(check("Three"), kb.Enter)
	p.Focused("a.title = One")
	p.order("One")
	p.press(check("One"), " ")
	p.Focused("h1, #head-open")
	p.undo()
	p.Focused("a.title = One")
	p.order("One")

	p.press(`a[aria-label="More actions: One"]`, kb.Enter)
	p.Focused("#row-menu-for select")
	p.Press(kb.Escape)
	p.Focused(`a[aria-label="More actions: One"]`)
	p.press(`a[aria-label="More actions: One"]`, kb.Enter)
	p.press("#row-menu-for:popover-open .item = Delete", kb.Enter)
	p.Gone("#rows-open .task")
	p.Focused("h1, #head-open")
	p.undo()
	p.Focused("a.title = One")
}

func TestFocusAfterRestoringFromTheTrash(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two")
	for _, title := range []string{"One", "Two"} {
		p.menu(title, "Delete")
		p.Gone("a.title = " + title)
	}
	p.Goto("/trash")
	p.press("button[aria-label='Restore: Two']", kb.Enter)
	p.Focused("a.title = One")
	p.press("button[aria-label='Restore: One']", kb.Enter)
	p.Focused("h1, #head-trash, #main")
}

func TestOpenTaskTakesTheFocusAndGivesItBack(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two")
	isOpen := func(title string) {
		t.Helper()
		p.Focused("#task-title = " + title)
		p.See("a.title[aria-current='true'] = " + title)
	}
	closed := func(title string) {
		t.Helper()
		p.Gone("#panel .panel-bar")
		p.At("/inbox")
		p.Focused("a.title = " + title)
		p.Gone("a.title[aria-current]")
	}
	p.press("a.title = Two", kb.Enter)
	isOpen("Two")
	p.Press(kb.Escape)
	closed("Two")
	p.Click("a.title = One")
	isOpen("One")
	p.Go(-1)
	closed("One")
	p.Go(1)
	isOpen("One")
	p.Click(".panel-close")
	closed("One")
	p.Click("a.title = One")
	isOpen("One")
	p.Click("a.title = Two")
	isOpen("Two")
	p.Press(kb.Escape)
	p.Gone("#panel #task-title = Two")
}

func TestOpenTaskKeepsTheFocusWhileItSaves(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two")
	p.Click("a.title = One")
	p.Fill("#title", "One more")
	p.Click("summary = Add notes") // which saves the title
	p.Fill("#notes", "Half a ")
	p.See("a.title = One more")
	p.Press("thought")
	if got := p.Value("#notes"); got != "Half a thought" {
		t.Errorf("the notes that were being written are %q", got)
	}
	p.Set("#priority", "1")
	p.See("#panel-check[data-priority='1']")
	p.Focused("#priority")
	// A date that is typed key by key is not saved half-way.
	p.press("#due", "07202026")
	p.See(".task .meta time[datetime='2026-07-20']")
	p.Focused("#due")
	p.Press(kb.ArrowLeft + kb.ArrowLeft + "12") // from the year to the month
	p.See(".task .meta time[datetime='2026-12-20']")
	p.press("#due-time", "0930p")
	p.Press(kb.Tab)
	p.See(".task .meta time[datetime='2026-12-20T21:30']")
	p.Until("the request to end", `seek(".htmx-request").length === 0`)
	p.stored("#due", "2026-12-20")
	// Completing it in the panel keeps it open.
	p.Click("#panel-check")
	p.See("#panel-check[aria-label='Reopen: One more']")
	p.order("Two")
}

func TestATitleKeepsTheFocusOnceItIsSaved(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One")
	p.open("One")
	p.Fill("#title", "First")
	p.Press(kb.Enter)
	p.See("a.title = First")
	p.Until("the request to end", `seek(".htmx-request").length === 0`)
	p.Focused("#title")
}

// A day that is none has no value, so the browser tells nobody of it.
func TestADayThatIsNoneIsSaidAndKeepsNothingElseBack(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One")
	p.open("One")
	p.press("#due", "02312026")
	p.Press(kb.Tab + kb.Tab + kb.Tab + kb.Tab)
	p.See(".props .error[role='alert'] = That day or time doesn’t exist, so it isn’t saved.")
	p.Set("#priority", "2")
	p.See("#rows-open .p2")
	p.press("#due", "02202026")
	p.Press(kb.Tab + kb.Tab + kb.Tab + kb.Tab)
	p.See(".task .meta time[datetime='2026-02-20']")
	p.Gone(".props .error")
	p.press("#due", "02312026") // and one that was saved stays
	p.Press(kb.Tab + kb.Tab + kb.Tab + kb.Tab)
	p.See(".props .error[role='alert']")
	p.Set("#priority", "1")
	p.See("#rows-open .p1")
	p.See(".task .meta time[datetime='2026-02-20']")
}

func TestToastsAreSaidAndHeld(t *testing.T) {
	t.Parallel()
	p, _, a := mover(t, "One", "Two")
	if got := testkit.Eval[string](p.Page, `document.getElementById("toasts").getAttribute("aria-live")`); got != "polite" {
		t.Errorf("toasts are aria-live=%q", got)
	}
	p.complete("One")
	p.See("#toasts[aria-live='polite'] .toast.timed:not([role])")
	const drain = `document.querySelector(".toast").getAnimations({ subtree: true }).find(({ animationName }) => animationName === "drain")`
	p.Hover(".toast p")
	p.Until("the toast to be held", drain+`.playState === "paused"`)
	p.Hover("h1")
	for _, still := range []bool{false, true} {
		p.Scheme("light", still)
		p.Until("eight seconds", drain+`.playState === "running" && `+drain+`.effect.getTiming().duration === 8000`)
	}
	testkit.Eval[bool](p.Page, "("+drain+".finish(), true)")
	p.Gone(".toast")
	p.Scheme("light", false)
	p.Click("summary h2 = Completed")
	p.Click(reopen("One"))
	p.told("Reopened")
	p.Click(".toast .dismiss")
	p.Gone(".toast")

	p.Expect("ERR_")
	p.Expect("Failed to fetch")
	a.Close()
	p.Click(check("Two"))
	p.See("#toasts .toast.failed[role='alert']")
	p.told("Docket isn’t answering. Your change is kept here and will be sent again.")
	p.See("a.title = Two")
	p.Gone(".htmx-request, .htmx-swapping, .toast.timed")
}

func TestRowComesBackWhenTheSessionsAreDown(t *testing.T) {
	t.Parallel()
	redis := testkit.RealRedis(t)
	a := testkit.New(t, testkit.Options{RedisURL: redis.URL()})
	p, c := member(t, a, true, "/inbox")
	p.Scheme("light", false)
	c.AddTask("One")
	p.Reload()
	p.Expect("status of 503")
	redis.Kill()
	p.Click(check("One"))
	p.See("#toasts .toast.failed[role='alert']")
	p.told("Docket can’t save right now. Your change is kept here and will be sent again.")
	p.See("a.title = One")
	p.Gone(".htmx-request, .htmx-swapping")
	p.Goto("/inbox")
	p.See("h1 = Back in a moment")
	p.See("a[href='/inbox'] = Try again")
}

func TestOfflineSaysSoUntilItIsOver(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One")
	p.Expect("ERR_INTERNET_DISCONNECTED")
	p.Expect("Failed to fetch")
	p.Offline(true)
	p.See(".toast.failed[role='alert']")
	p.told("You’re offline. Your changes are kept here and will be sent when you’re back.")
	p.Click(check("One"))
	p.Gone(".htmx-request")
	p.order("One")
	p.See(".toast.failed")
	p.Offline(false)
	p.told("Completed “One”")
	p.Gone(".toast.failed, #rows-open .task")
}

func TestBackButtonNeverShowsAnOldList(t *testing.T) {
	t.Parallel()
	p, c, _ := mover(t, "One")
	p.Click(".nav a[href='/completed']")
	p.At("/completed")
	c.AddTask("Two")
	p.Go(-1)
	p.At("/inbox")
	p.order("One", "Two")
	p.Click("a.title = One")
	p.See("#panel #title")
	c.AddTask("Three")
	p.Go(-1)
	p.At("/inbox")
	p.Click(".nav a[href='/today']")
	p.At("/today")
	c.AddTask("Four")
	p.Go(-1)
	p.At("/inbox")
	p.order("One", "Two", "Three", "Four")
}

func TestARowsHandlesAreThereInForcedColors(t *testing.T) {
	t.Parallel()
	p, _ := member(t, testkit.New(t, testkit.Options{}), true, "/inbox")
	p.add("One")
	p.ForcedColors()
	for _, control := range []string{".grip", ".more"} {
		if got := testkit.Eval[string](p.Page, `getComputedStyle(document.querySelector(".task > `+control+`, .task > .end > `+control+`"), "::before").backgroundImage`); got == "none" {
			t.Errorf("%s has lost its dots", control)
		}
	}
}
