package e2e_test

import (
	"strings"
	"testing"

	"docket/internal/testkit"
)

// drafts are what the browser keeps of a person's typing.
const drafts = `Object.entries(sessionStorage).filter(([key]) => key.startsWith("draft ")).map(([, value]) => value).join()`

// Whoever types faster than the network answers loses nothing.
func TestTasksAreTypedFasterThanTheyAreAnswered(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t)
	p.hold()
	for _, title := range []string{"Ham", "Jam", "Yam"} {
		p.Fill("#new-task", title)
		p.Press("\r")
		p.Until("the field to be empty", `document.getElementById("new-task").value === ""`)
	}
	p.Fill("#new-task", "Dam")
	for i := range 3 {
		p.answered(i + 1)
		p.release(i)
	}
	p.order("Ham", "Jam", "Yam")
	p.settled(3)
	if got := p.Value("#new-task"); got != "Dam" {
		t.Errorf("what is being typed has become %q", got)
	}
	p.Focused("#new-task")
}

func TestTasksThatCouldNotBeSentAreSentAgainInTheirOrder(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t)
	p.Expect("Failed to fetch")
	testkit.Eval[bool](p.Page, `(() => {
		window.send = window.fetch;
		window.held = [];
		window.fetch = (to, options) => new Promise((pass, fail) => held.push(() => fail(new TypeError("Failed to fetch"))));
		return true;
	})()`)
	for _, title := range []string{"Ham", "Jam"} {
		p.Fill("#new-task", title)
		p.Press("\r")
	}
	p.Fill("#new-task", "Yam")
	p.answered(1)
	p.release(0)
	p.told("Docket isn’t answering")
	p.Until("both to be kept", `/Ham.*Jam/.test(`+drafts+`)`)
	testkit.Eval[bool](p.Page, `(window.fetch = window.send, true)`)
	p.Click(".toast button = Try again")
	p.order("Ham", "Jam")
	if got := p.Value("#new-task"); got != "Yam" {
		t.Errorf("what is being typed has become %q", got)
	}
	p.Until("nothing to be kept", drafts+` === ""`)
}

// typeSignedOut types a task once the sign-in has ended, so that its preview is refused.
func (p person) typeSignedOut(a *testkit.App, title string) {
	p.t.Helper()
	p.Expect("status of 401")
	if err := a.Use.RevokeEveryDevice(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
	p.Fill("#new-task", title)
	p.Until("the preview to be refused", `performance.getEntriesByType("resource").some((e) => e.name.includes("/quick-add?") && e.responseStatus === 401)`)
	testkit.Eval[int](p.Page, `fetch(document.styleSheets[0].href).then((r) => r.status)`) // a page that is being left by then is gone
}

// A sign-in that has ended costs nobody what they were typing.
func TestATaskTypedAfterTheSignInHasEndedIsThereAfterTheNext(t *testing.T) {
	t.Parallel()
	p, c, a := mover(t, "One")
	p.typeSignedOut(a, "Ham")
	p.Press("\r")
	p.See("form[action='/sign-in']")
	p.See("p = You’re signed out. Sign in, and your last change will be saved.")
	p.Fill("#email", c.User.Email)
	p.Fill("#password", testkit.Password)
	p.Press("\r")
	p.At("/inbox")
	p.order("One", "Ham")
	p.add("Jam")
	p.order("One", "Ham", "Jam")
}

// Neither a preview nor anything else that is asked for in between leads away from what is
// typed, or loses what is on its way.
func TestWhatIsTypedOrSentOutlivesWhatElseIsAnswered(t *testing.T) {
	t.Parallel()
	p, c, a := mover(t, "One")
	p.typeSignedOut(a, "Ham")
	if got := p.Value("#new-task"); got != "Ham" {
		t.Errorf("the field holds %q", got)
	}
	p.hold()
	p.Press("\r")
	p.answered(1)
	testkit.Eval[bool](p.Page, `(htmx.ajax("GET", "/inbox", { source: "#main", target: "#main", swap: "none" }), true)`)
	p.See("form[action='/sign-in']")
	p.Fill("#email", c.User.Email)
	p.Fill("#password", testkit.Password)
	p.Press("\r")
	p.At("/inbox")
	p.order("One", "Ham")
}

func TestATaskOfWhoeverWasSignedInBeforeIsNotShown(t *testing.T) {
	t.Parallel()
	p, _, a := mover(t, "One")
	bo := a.SignedIn("Bo")
	p.Expect("status of 401")
	p.Expect("status of 404")
	p.open("One")
	p.Click(editor)
	p.Fill("#notes", "A secret")
	if err := a.Use.RevokeEveryDevice(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.Fill("#new-task", "Buy a ring for Bo")
	p.Press("\r")
	p.See("form[action='/sign-in']")
	p.Fill("#email", bo.User.Email)
	p.Fill("#password", testkit.Password)
	p.Press("\r")
	p.See("h1 = Nothing at this address") // of Ana's task
	p.Goto("/inbox")
	p.See(".name = Bo")
	if got := p.Value("#new-task") + testkit.Eval[string](p.Page, drafts); got != "" {
		t.Errorf("Bo's page holds %q", got)
	}
}

// What still waits for an answer is sent when the page is left, once.
func TestLeavingThePageSendsTheTasksThatWait(t *testing.T) {
	t.Parallel()
	for how, leave := range map[string]func(p person){
		"a link":      func(p person) { p.Click(".nav a[href='/completed']") },
		"the address": func(p person) { p.Goto("/completed") },
		"back": func(p person) {
			p.Go(-1)
			p.Until("it to be loaded again", `performance.getEntriesByType("navigation")[0].type === "reload"`)
		},
	} {
		p, c, _ := mover(t, "One")
		p.Goto("/completed")
		p.Goto("/inbox")
		p.hold()
		for _, title := range []string{"Ham", "Jam", "Yam"} {
			p.Fill("#new-task", title)
			p.Press("\r")
		}
		p.answered(1)
		leave(p)
		p.At("/completed")
		testkit.Eventually(t, "all of them to be added", func() bool {
			page := c.Get("/inbox").Body
			return strings.Contains(page, ">Ham<") && strings.Contains(page, ">Jam<") && strings.Contains(page, ">Yam<")
		})
		p.Goto("/inbox")
		p.Until("each of them once", `seek("#rows-open .task").length === 4`)
		if got := p.Value("#new-task") + testkit.Eval[string](p.Page, drafts); got != "" {
			t.Errorf("%s: the page holds %q still", how, got)
		}
	}
}

func TestRefusedTasksStayWhateverElseIsAnswered(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two")
	p.Expect("status of 422")
	first, second := strings.Repeat("a", 501), strings.Repeat("b", 501)
	p.hold()
	p.Fill("#new-task", first)
	p.Press("\r")
	p.answered(1)
	p.Click(check("One"))
	p.release(0)
	p.answered(2)
	p.release(1)
	p.order("Two")
	p.Until("the requests to end", "ended === 2")
	p.See(".quick-add .error")
	if got := p.Value("#new-task"); got != first {
		t.Errorf("the field holds %.20q", got)
	}
	for _, title := range []string{first, second} {
		p.Fill("#new-task", title)
		p.Press("\r")
	}
	p.answered(3)
	p.release(2)
	p.answered(4)
	p.release(3)
	p.Until("the requests to end", "ended === 4")
	p.See(".quick-add .error")
	if got := p.Value("#new-task"); got != second {
		t.Errorf("the field holds %.20q", got)
	}
	p.Fill("#new-task", "Short")
	p.Press("\r")
	p.answered(5)
	p.release(4)
	p.order("Two", "Short")
	p.Gone(".quick-add .error")
	if got := p.Value("#new-task"); got != first {
		t.Errorf("the field holds %.20q", got)
	}
}

// failWith has the next request end with what a JavaScript expression makes of its
// answer.
func (p person) failWith(expression string) {
	p.t.Helper()
	testkit.Eval[bool](p.Page, `(() => {
		const send = window.fetch;
		window.fetch = async (...to) => { window.fetch = send; const answer = await send(...to); return `+expression+`; };
		return true;
	})()`)
}

func TestATaskWhoseAnswerWasLostIsAddedOnce(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One")
	p.Expect("Failed to fetch")
	p.failWith(`Promise.reject(new TypeError("Failed to fetch"))`)
	p.Fill("#new-task", "Ham")
	p.Press("\r")
	p.told("Docket isn’t answering")
	p.Click(".toast button = Try again")
	p.order("One", "Ham")
	p.Until("nothing to be kept", drafts+` === ""`)
	p.order("One", "Ham")
}

func TestATitleThatAFaultKeptOutComesBack(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One")
	p.failWith(`new Response("", { status: 500 })`)
	p.Fill("#new-task", "Ham")
	p.Press("\r")
	p.Until("the title", `document.getElementById("new-task").value === "Ham"`)
}
