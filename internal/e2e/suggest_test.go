package e2e_test

import (
	"testing"

	"docket/internal/testkit"

	"github.com/chromedp/chromedp/kb"
)

// The field says of its suggestions what is so: a listbox that is closed is not there to
// be controlled.
func TestTheFieldSaysWhetherItHasSuggestions(t *testing.T) {
	t.Parallel()
	p, c, _ := mover(t)
	c.Post("/tasks", "text", "Saw #tools")
	const state = `((f) => [f.role, f.ariaExpanded, f.getAttribute("aria-controls"), f.getAttribute("aria-activedescendant")].join())(document.activeElement)`
	closed := func(how string) {
		t.Helper()
		p.Until("no suggestions after "+how, `!document.getElementById("suggestions") && `+state+` === "combobox,false,,"`)
	}
	open := func() {
		t.Helper()
		p.Fill("#new-task", "Call mum #to")
		p.See("#suggestions [role=option] = tools")
		p.Until("the field to say so", state+` === "combobox,true,suggestions,"`)
	}
	p.Click("#new-task")
	p.Until("the later scripts", "!document.body.dataset.later")
	open()
	p.Press(" ")
	closed("a space")
	open()
	p.Press(kb.Escape)
	closed("Escape")
	open()
	p.Press(kb.Home)
	closed("a step of the caret")
	open()
	p.Click("#new-task")
	closed("a click")
	open()
	p.Press(kb.ArrowDown)
	p.Until("it to be chosen", `document.activeElement.getAttribute("aria-activedescendant") === "suggestion-0"`)
	testkit.Eval[bool](p.Page, `(document.activeElement.setSelectionRange(0, 0), true)`)
	p.Until("Enter to be taken", `!document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }))`)
	closed("Enter where there is no word")
	if got := p.Value("#new-task"); got != "Call mum #to" {
		t.Errorf("the field holds %q", got)
	}
	open()
	p.Press(kb.Enter)
	p.See("a.title = Call mum")
	closed("the task was added")
	open()
	testkit.Eval[bool](p.Page, `(document.getElementById("suggestions").remove(), htmx.ajax("GET", "/inbox", { source: "#main", target: "#main", swap: "none" }).then(() => true))`)
	closed("the page was exchanged")
	open()
	testkit.Eval[bool](p.Page, `(window.fetch = () => Promise.reject(new TypeError("Failed to fetch")), true)`)
	p.Expect("htmx")
	p.Press("o")
	closed("the connection was lost")
	p.See("#new-task")
}

// What is lit of a long line goes along when the line is scrolled in its field.
func TestWhatIsLitGoesAlongWithALongLine(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t)
	p.Size(390, 844)
	p.Click("#new-task")
	p.Until("the later scripts", "!document.body.dataset.later")
	p.Fill("#new-task", "Write to everybody who has been there about the photos tomorrow at 5pm")
	const lies = `((input, lit) => !lit.hidden && input.scrollLeft > 0 && Math.abs(lit.scrollLeft - input.scrollLeft) < 2)(document.getElementById("new-task"), document.querySelector(".lit:has(mark)"))`
	p.See(".lit mark")
	p.Until("it to lie behind what it lights", lies)
	p.Press(kb.Backspace)
	p.Press("m")
	p.Until("it to lie there again", lies)
}
