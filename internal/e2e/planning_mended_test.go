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
