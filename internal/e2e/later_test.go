package e2e_test

import (
	"fmt"
	"testing"

	"docket/internal/paths"
	"docket/internal/testkit"

	"github.com/chromedp/chromedp/kb"
)

// What is pressed before there is anything to drag it is dragged once there is.
func TestADragThatComesBeforeItsScript(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	list := ana.AddList("Home")
	for _, title := range []string{"one", "two"} {
		ana.AddTask(title, "list_id", string(list.ID))
	}
	p := visit(t, a, ana, true)
	p.Goto(paths.List(list.ID))
	testkit.Eval[bool](p.Page, `((grip) => {
		const at = grip.getBoundingClientRect();
		grip.setPointerCapture = () => {};
		grip.dispatchEvent(new PointerEvent("pointerdown", { pointerId: 7, button: 0, bubbles: true, clientX: at.x + 4, clientY: at.y + 4 }));
		return true })(seek(".grip")[0])`)
	p.See(".task.lifted")
	p.Press(kb.Escape)
	p.Gone(".task.lifted")
}

// What is pressed on a row before there is anything to move it moves it, too, and leaves the
// page neither then nor while the key is held.
func TestAKeyThatComesBeforeItsScript(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	list := ana.AddList("Home")
	for _, title := range []string{"one", "two", "three"} {
		ana.AddTask(title, "list_id", string(list.ID))
	}
	p := visit(t, a, ana, true)
	p.Goto(paths.List(list.ID))
	press := func(key string, repeat bool) bool {
		return testkit.Eval[bool](p.Page, `!seek("a.title = one")[0].dispatchEvent(new KeyboardEvent("keydown",
			{ key: `+quoted(key)+`, altKey: true, repeat: `+fmt.Sprint(repeat)+`, bubbles: true, cancelable: true }))`)
	}
	for _, repeat := range []bool{false, true, false} { // held, and pressed again
		if !press("ArrowDown", repeat) {
			t.Error("a press before the script is left to the browser")
		}
	}
	p.outline("two three one")
	for _, key := range []string{"ArrowLeft", "ArrowDown"} {
		if !press(key, true) {
			t.Errorf("%s, held, is left to the browser", key)
		}
	}
	p.altPress("one", "ArrowUp")
	p.outline("two one three") // what is held moves it no further
}

// A mouse that was let go where the page could not see it drags nothing.
func TestNothingIsDraggedWithoutAButton(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	list := ana.AddList("Home")
	ana.AddTask("one", "list_id", string(list.ID), "due", "today")
	p := visit(t, a, ana, true)
	for _, path := range []string{paths.ListTo(list.ID, paths.ListBoard), paths.Calendar} {
		p.Goto(path)
		p.Hover(".task")
		p.Until("the later scripts", `!document.body.dataset.later`)
		testkit.Eval[bool](p.Page, `((row) => {
			const { x, y } = row.getBoundingClientRect();
			const send = (type, way, buttons) => row.dispatchEvent(new PointerEvent(type, { pointerId: 7, pointerType: "mouse", button: 0, buttons, bubbles: true, clientX: x + 4 + way, clientY: y + 4 }));
			row.setPointerCapture = row.querySelector(".grip").setPointerCapture = () => {};
			send("pointerdown", 0, 1);
			send("pointermove", 20, 0);
			send("pointermove", 40, 1);
			return true })(document.querySelector(".task:has(> .grip)"))`)
		if n := p.Count(".lifted"); n != 0 {
			t.Errorf("in %s %d are dragged", path, n)
		}
	}
}
