package e2e_test

import (
	"testing"

	"docket/internal/paths"
	"docket/internal/testkit"

	"github.com/chromedp/chromedp/kb"
)

// The editor of notes has them as they are, also after it has saved them once.
func TestTheEditorOfNotesFollowsThem(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	task := ana.AddTask("Travel", "notes", "- [ ] tickets")
	p := visit(t, a, ana, true)
	p.Goto(paths.Task(task.ID))
	has := func(want string) {
		t.Helper()
		p.Until("the editor with "+want, `document.getElementById("notes").value === `+quoted(want))
	}
	p.Click(editor)
	p.Fill("#notes", "- [ ] passport")
	p.See("#notes-preview input:disabled")
	p.Click("button = Save notes")
	p.boxes("passport false")
	p.Click("#box-1")
	p.boxes("passport true")
	has("- [x] passport")
	p.undo()
	p.boxes("passport false")
	has("- [ ] passport")
	p.Click(editor)
	p.Fill("#notes", "- [ ] passport\n- [ ] keys")
	p.Click("button = Save notes")
	p.boxes("passport false", "keys false")
}

// Each press of a key counts, however fast they come, and what is above a section's
// subtasks is the task that they are under.
func TestFastKeysAllCount(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	list := ana.AddList("Home")
	for _, text := range []string{"one\n  two", "three", "four", "five"} {
		ana.Post(paths.Tasks, "text", text, "list_id", string(list.ID))
	}
	p := visit(t, a, ana, true)
	p.Goto(paths.List(list.ID))
	p.outline("one .two three four five")
	keys := func(title, key string, times int) {
		t.Helper()
		testkit.Eval[bool](p.Page, `((row) => { row.querySelector("a.title").focus(); for (let i = 0; i < `+string(rune('0'+times))+`; i++)
			row.querySelector("a.title").dispatchEvent(new KeyboardEvent("keydown", { key: `+quoted(key)+`, altKey: true, bubbles: true, cancelable: true })); return true })(seek("a.title = `+title+`")[0].closest("li"))`)
	}
	keys("five", "ArrowUp", 3)
	p.outline("five one .two three four")
	keys("four", "ArrowRight", 1)
	p.outline("five one .two three .four")
	keys("four", "ArrowLeft", 1)
	p.outline("five one .two three four")
	keys("five", "ArrowDown", 2)
	p.outline("one .two three five four")
	p.Click("summary = Add a section")
	p.Focused("#section-name")
	p.Fill("#section-name", "Later")
	p.Press(kb.Enter)
	p.See(".section h2 = Later")
	ana.Post(paths.Tasks, "text", "six /Home/Later")
	p.Reload()
	keys("four", "ArrowRight", 1)
	p.outline("one .two three five .four [Later] six")
	keys("six", "ArrowUp", 1)
	p.outline("one .two three five .four six [Later]")
}

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

// A name that is no section's comes back with what is wrong with it.
func TestANameThatIsNoSectionsComesBack(t *testing.T) {
	for name, scripts := range map[string]bool{"with scripts": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := testkit.New(t, testkit.Options{})
			ana := a.SignedIn("Ana")
			list := ana.AddList("Home")
			p := visit(t, a, ana, scripts)
			for _, path := range []string{paths.List(list.ID), paths.ListTo(list.ID, paths.ListBoard)} {
				p.Goto(path)
				p.Click("summary = Add a section")
				p.Fill("#section-name", "\u200b")
				p.Expect("status of 422")
				p.Press(kb.Enter)
				p.See("#name-error")
				p.Focused("#section-name")
			}
		})
	}
}
