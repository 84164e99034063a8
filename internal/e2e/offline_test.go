package e2e_test

import (
	"strings"
	"testing"

	"docket/internal/testkit"

	"github.com/chromedp/chromedp/kb"
)

// What was typed into a task without a connection is not passed off as saved.
func TestEditsMadeOfflineAreSavedOnceThereIsAConnection(t *testing.T) {
	t.Parallel()
	p, c, _ := mover(t, "One")
	p.Expect("ERR_INTERNET_DISCONNECTED")
	p.Expect("Failed to fetch")
	p.open("One")
	p.Offline(true)
	p.See(".toast.failed[role='alert']")
	p.Fill("#title", "First")
	p.Press(kb.Enter)
	p.Gone(".htmx-request")
	p.Set("#priority", "1")
	p.Gone(".htmx-request")
	p.Offline(false)
	p.See("a.title = First")
	p.See("#rows-open .p1")
	p.Gone(".toast.failed")
	if body := c.Get("/inbox").Body; !strings.Contains(body, "First") || !strings.Contains(body, `class="p1"`) {
		t.Error("the server does not know of the changes")
	}
}

// failNext has the next request fail.
func (p person) failNext() {
	p.t.Helper()
	testkit.Eval[bool](p.Page, `(() => {
		const send = window.fetch;
		window.fetch = () => { window.fetch = send; return Promise.reject(new TypeError("Failed to fetch")); };
		return true;
	})()`)
}

// failToRename opens a task and gives it a title that does not arrive.
func (p person) failToRename(title, other string) {
	p.t.Helper()
	p.Expect("Failed to fetch")
	p.open(title)
	p.failNext()
	p.Fill("#title", other)
	p.Press(kb.Enter)
	p.told("Docket isn’t answering")
}

// An answer to the next edit shows that there is a connection.
func TestAnEditThatFailedGoesWithTheNextOneThatArrives(t *testing.T) {
	t.Parallel()
	p, c, _ := mover(t, "One")
	p.failToRename("One", "First")
	p.Set("#priority", "1")
	p.See("a.title = First")
	p.See("#rows-open .p1")
	p.Gone(".toast.failed")
	if got := p.Value("#title"); got != "First" {
		t.Errorf("the title in the panel is %q", got)
	}
	if body := c.Get("/inbox").Body; !strings.Contains(body, "First") || !strings.Contains(body, `class="p1"`) {
		t.Error("the server does not know of the changes")
	}
}

func TestAnEditIsSentAgainAsAnotherTaskIsOpened(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two")
	p.failToRename("One", "First")
	p.Click("a.title = Two")
	p.Until("the other task", `document.getElementById("title")?.value === "Two"`)
	p.Fill("#title", "Half typ")
	p.See("a.title = First")
	p.Gone("a.title = One")
	if got := p.Value("#title"); got != "Half typ" {
		t.Errorf("the title in the panel is %q", got)
	}
}

func TestAnEditOfATaskThatIsClosedIsSentAgain(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two")
	p.Expect("Failed to fetch")
	p.open("One")
	p.failNext()
	p.Set("#priority", "1")
	p.told("Docket isn’t answering")
	p.Press(kb.Escape)
	p.Gone("aside.panel")
	p.failNext()
	p.Click(".toast button = Try again")
	p.told("Docket isn’t answering")
	p.Click(".toast button = Try again")
	p.See("#rows-open .p1")
}

func TestAnAnswerThatIsCutOffIsTold(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One")
	testkit.Eval[bool](p.Page, `(() => {
		const send = window.fetch;
		window.fetch = (...to) => send(...to).then((answer) => { answer.text = () => Promise.reject(new TypeError("network error")); return answer; });
		return true;
	})()`)
	p.Expect("network error")
	p.Click(check("One"))
	p.told("Docket isn’t answering")
}

func TestAnEditThatWasNotAnsweredIsSentAgain(t *testing.T) {
	t.Parallel()
	for name, again := range map[string]func(p person){
		"by the button of the message": func(p person) { p.Click(".toast button = Try again") },
		"by Enter":                     func(p person) { p.Click("#title"); p.Press(kb.Enter) },
	} {
		p, _, _ := mover(t, "One")
		p.failToRename("One", "First")
		p.See("a.title = One")
		again(p)
		p.See("a.title = First")
		if got := p.Value("#title"); got != "First" {
			t.Errorf("%s: the title is %q", name, got)
		}
	}
}

func TestAProxysPageIsNoAnswer(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two")
	p.failWith(`new Response("<h1>Bad gateway</h1>", { status: 502 })`)
	p.Click(check("One"))
	p.told("Docket isn’t answering")
	p.Gone("h1 = Bad gateway")
	p.Click(".toast button = Try again")
	p.order("Two")
}

func TestAChangeThatWasNotAnsweredIsSentAgainByItself(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two")
	p.Expect("Failed to fetch")
	p.failNext()
	p.Click(check("One"))
	p.told("Docket isn’t answering")
	p.See("a.title = One")
	p.Gone("#groups a.title = One")
	p.Gone(".toast.waiting")
}

// addInVain writes a task while no request arrives any more.
func (p person) addInVain(title string) {
	p.t.Helper()
	p.Expect("Failed to fetch")
	testkit.Eval[bool](p.Page, `(() => { window.fetch = () => Promise.reject(new TypeError("Failed to fetch")); return true; })()`)
	p.Fill("#new-task", title)
	p.Press(kb.Enter)
	p.told("To be added: “" + title + "”")
}

// left is the changes that a page which is left hands on to the next one.
func (p person) left() int {
	p.t.Helper()
	return testkit.Eval[int](p.Page, `(() => {
		dispatchEvent(new PageTransitionEvent("pagehide"));
		return Object.values(localStorage).flatMap((value) => JSON.parse(value)).length;
	})()`)
}

// A page that the browser keeps, and that is left once more, hands nothing on twice.
func TestWhatWaitsIsHandedOnOnce(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One")
	p.addInVain("Once")
	for range 2 {
		if got := p.left(); got != 1 {
			t.Errorf("%d changes are handed on, want 1", got)
		}
	}
}

// What is being tried again as the page is left waits, too: it was not answered before.
func TestWhatIsTriedAgainOutlivesItsTab(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One")
	p.addInVain("First")
	testkit.Eval[bool](p.Page, `(() => { window.fetch = () => new Promise(() => { window.hangs = true; }); return true; })()`)
	p.Click(".toast button = Try again")
	p.Until("a request that hangs", `window.hangs === true`)
	p.Fill("#new-task", "Second")
	p.Press(kb.Enter)
	if got := p.left(); got != 2 {
		t.Errorf("%d changes are handed on, want 2", got)
	}
}

// What waits when a tab is closed goes with the next page, in whichever tab.
func TestWhatAClosedTabLeftIsSentByTheNextPage(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One")
	p.Preload(`sessionStorage.clear()`) // another tab has its own
	p.addInVain("Kept <b>")
	p.Reload()
	p.See("a.title = Kept <b>")
	p.Gone(".toast.waiting")
	if left := testkit.Eval[int](p.Page, `localStorage.length`); left != 0 {
		t.Errorf("%d entries are left in the local storage", left)
	}
}

// Signing out leaves nothing of what was not sent for the next person.
func TestSigningOutLeavesNothingThatWaits(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One")
	p.addInVain("Secret")
	testkit.Eval[bool](p.Page, `(() => { document.querySelector("form[action='/sign-out']").requestSubmit(); return true; })()`)
	p.See("form[action='/sign-in']")
	if left := testkit.Eval[int](p.Page, `localStorage.length + sessionStorage.length`); left != 0 {
		t.Errorf("%d entries are left in the browser", left)
	}
}

// What Docket asks about a change that waited is asked whatever else waits behind it, one
// question after the other.
func TestWhatIsAskedOfAChangeThatWaitedStaysUntilItIsAnswered(t *testing.T) {
	t.Parallel()
	p, c, _ := mover(t)
	c.Post("/tasks", "text", "Trip\n  Tickets\nParty\n  Cake")
	p.Goto("/inbox")
	p.Expect("ERR_INTERNET_DISCONNECTED")
	p.Expect("Failed to fetch")
	p.Expect("status of 409")
	p.Offline(true)
	p.See(".toast.failed[role='alert']")
	p.Click(check("Trip"))
	p.Click(check("Party"))
	p.Fill("#new-task", "Ham")
	p.Press(kb.Enter)
	p.Offline(false)
	p.See("#subtasks-dialog h2 = Complete “Trip”?")
	p.Click("#subtasks-dialog button = Complete all")
	p.See("#subtasks-dialog h2 = Complete “Party”?")
	p.Click("#subtasks-dialog a = Not yet")
	p.See("a.title = Ham")
	p.outline("Party .Cake Ham")
}

// A change that is refused behind a question does not hold up the answer.
func TestAConflictBehindAQuestionHoldsUpNoAnswer(t *testing.T) {
	t.Parallel()
	p, c, _ := mover(t)
	c.Post("/tasks", "text", "Trip\n  Tickets\nHam")
	p.Goto("/inbox")
	p.open("Ham")
	c.Post(testkit.Eval[string](p.Page, `location.pathname`), "title", "Jam")
	p.Expect("ERR_INTERNET_DISCONNECTED")
	p.Expect("Failed to fetch")
	p.Expect("status of 409")
	p.Offline(true)
	p.See(".toast.failed[role='alert']")
	p.Click(check("Trip"))
	p.Fill("#title", "Spam")
	p.Press(kb.Enter)
	p.Offline(false)
	p.See("#subtasks-dialog h2 = Complete “Trip”?")
	p.Click("#subtasks-dialog button = Complete all")
	p.Gone("#subtasks-dialog")
	p.Gone("a.title = Trip")
}
