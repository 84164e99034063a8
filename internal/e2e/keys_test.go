package e2e_test

import (
	"strings"
	"testing"

	"docket/internal/testkit"
)

// altPress presses alt and these arrows on a row, as fast as a hand can't.
func (p person) altPress(title string, arrows ...string) {
	p.t.Helper()
	p.See("a.title = " + title)
	p.Until("the later scripts", `(seek("a.title = `+title+`")[0].focus(), !document.body.dataset.later)`)
	testkit.Eval[bool](p.Page, `(() => { const title = seek("a.title = `+title+`")[0]; title.focus();
		for (const key of `+jsonOf(arrows)+`) title.dispatchEvent(new KeyboardEvent("keydown", { key, altKey: true, bubbles: true, cancelable: true }));
		return true; })()`)
}

// Each press of a key counts, however soon it comes after the last one.
func TestEveryPressOfAKeyMovesARow(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	p, c := member(t, a, true, "/inbox")
	list := c.AddList("House")
	at := "/lists/" + string(list.ID)
	c.Post(at+"/sections", "name", "Roof")
	c.Post("/tasks", "text", "One\nTwo\n  Under\nThree\n  Below\n    Deep\nTiles /House/Roof", "list_id", string(list.ID))
	p.Goto(at)
	p.outline("One Two .Under Three .Below ..Deep [Roof] Tiles")
	p.altPress("One", "ArrowDown", "ArrowDown")
	p.outline("Two .Under Three .Below ..Deep One [Roof] Tiles")
	p.altPress("One", "ArrowRight", "ArrowRight")
	p.outline("Two .Under Three .Below ..Deep ..One [Roof] Tiles")
	p.altPress("One", "ArrowLeft", "ArrowLeft", "ArrowUp")
	p.outline("Two .Under One Three .Below ..Deep [Roof] Tiles")
	p.altPress("Tiles", "ArrowUp") // below all of Three, and not among its subtasks
	p.outline("Two .Under One Three .Below ..Deep Tiles [Roof]")
	p.Focused("a.title = Tiles")
	p.Reload()
	p.outline("Two .Under One Three .Below ..Deep Tiles [Roof]")
	// A button that is pressed twice is meant once.
	p.hold()
	testkit.Eval[bool](p.Page, `(() => { const check = seek(`+quoted(strings.ReplaceAll(check("One"), `"`, `'`))+`)[0]; check.click(); check.click(); return true; })()`)
	p.answered(1)
	p.release(0)
	p.outline("Two .Under Three .Below ..Deep Tiles [Roof]")
	p.settled(7)
}
