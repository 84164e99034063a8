package e2e_test

import (
	"strings"
	"testing"

	"docket/internal/docket"
	"docket/internal/testkit"

	"github.com/chromedp/chromedp/kb"
)

// let lets the answers to the next n requests through, one after another.
func (p person) let(n int) {
	p.t.Helper()
	for range n {
		next := testkit.Eval[int](p.Page, "ended")
		p.answered(next + 1)
		p.release(next)
		p.Until("the request to end", "ended > "+string(rune('0'+next)))
	}
}

// One's own last choice wins, however slow the answers to the ones before are.
func TestATaskIsChangedFasterThanItIsAnswered(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change   func(p person)
		requests int
		title    string
		due      docket.Date
		priority docket.Priority
	}{
		"one field three times": {func(p person) {
			for _, priority := range []string{"1", "3", "2"} {
				p.Set("#priority", priority)
			}
		}, 2, "One", "", 2}, // what changes while the first is on its way goes together
		"and back": {func(p person) {
			p.Set("#priority", "1")
			p.Set("#priority", "0")
		}, 2, "One", "", 0},
		"the title twice": {func(p person) {
			for _, title := range []string{"Call Bob", "Call Bob Smith"} {
				p.Fill("#title", title)
				p.Press(kb.Enter)
			}
		}, 2, "Call Bob Smith", "", 0},
		"all of them": {func(p person) {
			p.Fill("#title", "First")
			p.Press(kb.Tab)
			p.Set("#priority", "1")
			p.Set("#due", "2026-07-20")
			p.Set("#priority", "3")
		}, 2, "First", "2026-07-20", 3},
	} {
		p, c, a := mover(t, "One")
		p.open("One")
		id := docket.ID(testkit.Eval[string](p.Page, `document.getElementById("panel").dataset.task`))
		p.hold()
		tc.change(p)
		p.let(tc.requests)
		p.Gone(".conflict")
		p.told("Saved")
		_, task, err := a.Use.TaskPage(t.Context(), c.User.ID, id)
		if err != nil || task.Title != tc.title || task.DueOn != tc.due || task.Priority != tc.priority {
			t.Errorf("%s: the task is %q, due %q, priority %d (%v)", name, task.Title, task.DueOn, task.Priority, err)
		}
		if got, want := p.Value("#title")+p.Value("#due")+p.Value("#priority"), tc.title+string(tc.due)+string(rune('0'+tc.priority)); got != want {
			t.Errorf("%s: the panel shows %q, want %q", name, got, want)
		}
	}
}

// What is on its way stays in its field while the answer to another change comes.
func TestAChangeThatWaitsStaysOnTheScreen(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One")
	p.open("One")
	p.hold()
	p.Set("#priority", "1")
	p.Set("#priority", "3")
	p.Click("#title")
	p.let(1)
	if got := p.Value("#priority"); got != "3" {
		t.Errorf("the priority shown is %s", got)
	}
	p.Set("#due", "2026-07-20")
	p.let(2)
	p.stored("#priority", "3")
	p.stored("#due", "2026-07-20")
}

func TestLeavingThePageSendsTheChangesThatWait(t *testing.T) {
	t.Parallel()
	p, c, _ := mover(t, "One")
	p.open("One")
	p.hold()
	p.Set("#priority", "1")
	p.answered(1)
	for _, priority := range []string{"3", "2", "4", "3", "2", "4"} {
		p.Set("#priority", priority)
	}
	p.Set("#due", "2026-07-20")
	p.Goto("/completed")
	testkit.Eventually(t, "all of them to be saved", func() bool {
		page := c.Get("/inbox").Body
		return strings.Contains(page, `class="p4"`) && strings.Contains(page, `datetime="2026-07-20"`)
	})
}

// What nobody else has changed is saved with what is chosen.
func TestAConflictKeepsTheOtherFieldsOfItsForm(t *testing.T) {
	t.Parallel()
	p, c, _ := mover(t, "One")
	p.Expect("status of 409")
	p.Expect("Failed to fetch")
	p.open("One")
	p.failNext()
	p.Set("#due", "2026-07-20")
	p.told("Docket isn’t answering")
	c.Post(testkit.Eval[string](p.Page, "location.pathname"), "priority", "2")
	p.Set("#priority", "1")
	p.See(".conflict")
	p.Click(".conflict label:nth-child(2) .value")
	p.Click("button = Keep selected")
	p.See("#rows-open .p1")
	p.See("#rows-open time[datetime='2026-07-20']")
	p.stored("#due", "2026-07-20")
}

// Someone else's change to the same field still asks.
func TestAChangeThatWaitsDoesNotOverwriteSomeoneElses(t *testing.T) {
	t.Parallel()
	p, c, _ := mover(t, "One")
	p.Expect("status of 409")
	p.open("One")
	at := testkit.Eval[string](p.Page, "location.pathname")
	c.Post(at, "title", "Theirs")
	p.hold()
	for _, title := range []string{"Mine", "Mine again"} {
		p.Fill("#title", title)
		p.Press(kb.Enter)
	}
	p.let(2)
	p.See(".conflict")
	if body := c.Get(at).Body; !strings.Contains(body, "Theirs") {
		t.Error("their title is gone")
	}
}

func TestAChangeThatWaitsIsSentWithoutItsPanel(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(p person){
		"closed": func(p person) {
			p.Press(kb.Escape)
			p.Gone("aside.panel")
		},
		"another task": func(p person) {
			p.Click("a.title = Two")
			p.Until("the other task", `document.getElementById("title").value === "Two"`)
		},
	} {
		p, c, _ := mover(t, "One", "Two")
		p.open("One")
		p.hold()
		p.Set("#priority", "1")
		p.answered(1)
		p.Set("#priority", "3")
		leave(p)
		p.let(2)
		p.See("#rows-open .p3")
		if !strings.Contains(c.Get("/inbox").Body, `class="p3"`) {
			t.Errorf("%s: the last choice was not saved", name)
		}
	}
}

func TestLeavingThePageSavesWhatIsBeingTyped(t *testing.T) {
	t.Parallel()
	p, c, _ := mover(t, "One")
	p.open("One")
	p.Fill("#title", "First")
	p.Goto("/completed")
	testkit.Eventually(t, "the title to be saved", func() bool { return strings.Contains(c.Get("/inbox").Body, "First") })
}
