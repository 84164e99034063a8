package e2e_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"docket/internal/docket"
	"docket/internal/testkit"

	"github.com/chromedp/chromedp/kb"
)

// fresh compares the screen with the page that its address answers, without what
// scripts and htmx leave on elements. It is empty when the two are the same.
const fresh = `(async () => {
	const parse = async (path) => new DOMParser().parseFromString(await (await fetch(path)).text(), "text/html");
	const page = await parse(document.getElementById("main").dataset.view), open = document.querySelector("aside.panel")?.dataset.task;
	const lines = (node, marked) => {
		const copy = node.cloneNode(true);
		for (const e of [copy, ...copy.querySelectorAll("*")]) {
			for (const name of ["data-htmx-powered", "hx-morph-skip", "autofocus", "style", "tabindex", "aria-current"]) if (name !== "aria-current" || e.matches(".title")) e.removeAttribute(name);
			if (e.dataset.version) e.dataset.version = e.dataset.version.replace("-open", "");
			if (e.matches("details")) e.removeAttribute("open");
			e.classList.remove("new", "htmx-request", "htmx-added", "htmx-swapping");
			if (!e.classList.length || e.matches("a.panel-close")) ["class", "href"].forEach((name) => e.removeAttribute(name)); // it closes to the view beside it
			for (const { name, value } of [...e.attributes].sort((a, b) => a.name < b.name ? -1 : 1)) { e.removeAttribute(name); e.setAttribute(name, value); }
		}
		return copy.outerHTML.replace(/\s+/g, " ").replace(/ ?</g, "\n<").split("\n");
	};
	const differ = (now, then) => {
		const a = lines(now), b = lines(then);
		const i = a.findIndex((line, i) => line !== b[i]);
		return i >= 0 ? a[i] + " instead of " + b[i] : a.length < b.length ? "nothing instead of " + b[a.length] : "";
	};
	let bad = differ(document.getElementById("nav"), page.getElementById("nav")) || differ(document.getElementById("main"), page.getElementById("main"));
	if (!bad && open) bad = differ(document.getElementById("panel"), (await parse("/tasks/" + open)).getElementById("panel"));
	return bad;
})()`

// Whatever is done on a screen and behind its back, the answer leaves on it what a
// reload would show.
func TestTheMorphedScreenIsThePage(t *testing.T) {
	t.Parallel()
	for _, view := range []string{"list", "/today"} {
		t.Run(strings.Trim(view, "/"), func(t *testing.T) {
			t.Parallel()
			a := testkit.New(t, testkit.Options{})
			ana, bo := a.SignedIn("Ana"), a.SignedIn("Bo")
			list := ana.AddList("Household")
			a.Share(list.ID, bo.User, docket.RoleEditor)
			in := []string{"list_id", string(list.ID), "due_on", "2026-07-16"}
			var ids []docket.ID
			for i := range 8 {
				ids = append(ids, ana.AddTask(fmt.Sprint("Task ", i), in...).ID)
			}
			p := visit(t, a, ana, true)
			p.Expect("status of 409") // of tasks that are in the trash
			if view == "list" {
				view = "/lists/" + string(list.ID)
			}
			p.Goto(view)
			random := rand.New(rand.NewPCG(8, 17))
			send := func(path string, fields ...string) {
				values := "{"
				for i := 0; i+1 < len(fields); i += 2 {
					values += quoted(fields[i]) + ":" + quoted(fields[i+1]) + ","
				}
				testkit.Eval[bool](p.Page, `htmx.ajax("POST", `+quoted(path)+`, { source: "#toasts", target: "#main", swap: "none", values: `+values+`} }).then(() => true)`)
			}
			for step := range 45 {
				id := ids[random.IntN(len(ids))]
				at, other := "/tasks/"+string(id), ids[random.IntN(len(ids))]
				what := random.IntN(14)
				switch what {
				case 0:
					p.Fill("#new-task", fmt.Sprint("Typed ", step))
					p.Press(kb.Enter)
				case 1, 2:
					send(at + "/complete")
				case 3:
					send(at + "/reopen")
				case 4:
					send(at, "title", fmt.Sprint("Renamed ", step), "priority", fmt.Sprint(step%5))
				case 5:
					send(at+"/move", "before", string(other))
				case 6:
					send(at + "/delete")
				case 7:
					send(at + "/restore")
				case 8:
					if p.Count("#open-"+string(id)) > 0 && p.Count("aside.panel") == 0 {
						testkit.Eval[bool](p.Page, `(document.getElementById("open-`+string(id)+`").click(), true)`)
						p.See("aside.panel")
					}
				case 9:
					if p.Count(".toast [formaction^='/undo/']") > 0 {
						testkit.Eval[bool](p.Page, `(document.querySelector(".toast [formaction^='/undo/']").click(), true)`)
					}
				case 10: // behind the page's back, which the next answer brings
					bo.Post(at, "title", fmt.Sprint("Bo's ", step))
				case 11:
					ana.Post("/lists/"+string(list.ID), "name", fmt.Sprint("Household ", step), "color", []string{"rose", "pine", "ocean"}[step%3])
				case 12:
					bo.Post("/tasks", append([]string{"title", fmt.Sprint("Bo's new ", step)}, in...)...)
				case 13:
					a.Clock.Add(time.Duration(random.IntN(2)) * 24 * time.Hour)
				}
				p.Until("the requests to end", `seek(".htmx-request").length === 0 && !document.querySelector(".ghost")`)
				if r := ana.Get(at); r.Status == http.StatusOK {
					send(at, "notes", fmt.Sprint("n", step)) // an answer, whatever was done
				}
				if bad := testkit.Eval[string](p.Page, fresh); bad != "" {
					t.Fatalf("step %d, after %d: the screen has %s", step, what, bad)
				}
			}
		})
	}
}

// What one is in the middle of survives the answer to something else.
func TestWhatIsUnderWayOutlivesAnAnswer(t *testing.T) {
	t.Parallel()
	p, c, _ := mover(t, "One", "Two", "Three", "Four")
	done := c.AddTask("Done before")
	c.Post("/tasks/" + string(done.ID) + "/complete")
	p.Reload()
	p.Click("#group-done summary")
	p.open("Two")
	p.Click("button[aria-label='Task menu']")
	p.See("#task-menu:popover-open")
	p.hold()
	testkit.Eval[bool](p.Page, `(seek(`+quoted(strings.ReplaceAll(check("One"), `"`, `'`))+`)[0].click(), true)`)
	p.answered(1)
	p.Press(kb.Escape)
	p.Fill("#new-task", "Half a thought")
	testkit.Eval[bool](p.Page, `(document.getElementById("new-task").setSelectionRange(2, 6, "backward"), true)`)
	p.release(0)
	p.order("Two", "Three", "Four")
	if got := testkit.Eval[string](p.Page, `[document.activeElement.id, document.activeElement.value, document.activeElement.selectionStart, document.activeElement.selectionEnd,
		document.getElementById("group-done").open, document.querySelector("aside.panel").dataset.task !== ""].join()`); got != "new-task,Half a thought,2,6,true,true" {
		t.Errorf("what was being typed is %s", got)
	}
	p.Click("button[aria-label='Task menu']")
	testkit.Eval[bool](p.Page, `(seek(`+quoted(strings.ReplaceAll(check("Three"), `"`, `'`))+`)[0].click(), true)`)
	p.answered(2)
	p.release(1)
	p.order("Two", "Four")
	p.See("#task-menu:popover-open .item")
}

func TestALongListKeepsItsRowsAndItsPlace(t *testing.T) {
	t.Parallel()
	titles := make([]string, 650)
	for i := range titles {
		titles[i] = fmt.Sprintf("Row %03d", i)
	}
	p, _, _ := mover(t, titles...)
	p.Until("600 rows", `(scrollTo(0, document.body.scrollHeight), document.querySelectorAll("#rows-open .task").length >= 600)`)
	testkit.Eval[bool](p.Page, `(document.getElementById("rows-open").children[420].scrollIntoView({ block: "center" }), true)`)
	before := testkit.Eval[float64](p.Page, `document.getElementById("rows-open").children[420].getBoundingClientRect().top`)
	rows := testkit.Eval[int](p.Page, `document.querySelectorAll("#rows-open .task").length`)
	testkit.Eval[bool](p.Page, `(document.querySelectorAll("#rows-open .check")[421].click(), true)`)
	p.Gone("#rows-open a.title = Row 421")
	p.Until("the requests to end", `seek(".htmx-request").length === 0 && !document.querySelector(".ghost")`)
	if now := testkit.Eval[int](p.Page, `document.querySelectorAll("#rows-open .task").length`); now < rows-1 {
		t.Errorf("%d rows have become %d", rows, now)
	}
	if now := testkit.Eval[float64](p.Page, `document.getElementById("rows-open").children[420].getBoundingClientRect().top`); now < before-2 || now > before+2 {
		t.Errorf("the row that was at %v is at %v", before, now)
	}
}

// A click shows in the next frame, before any answer.
func TestARowAnswersTheClickAtOnce(t *testing.T) {
	t.Parallel()
	p, _, _ := mover(t, "One", "Two")
	p.hold()
	if got := testkit.Eval[string](p.Page, `new Promise((done) => {
		const check = seek(`+quoted(strings.ReplaceAll(check("One"), `"`, `'`))+`)[0];
		check.click();
		requestAnimationFrame(() => done(getComputedStyle(check.parentElement.querySelector(".title")).textDecorationLine));
	})`); got != "line-through" {
		t.Errorf("the title's decoration is %q after a frame", got)
	}
	p.answered(1)
	p.release(0)
	p.order("Two")
	p.Scheme("light", true)
	p.Click(check("Two"))
	p.answered(2)
	p.release(1)
	p.Until("the request to end", "ended === 2")
	if p.Count(".ghost") > 0 {
		t.Error("a row moves for whoever asked for stillness")
	}
}

// In another tab Bo signs in while Ana's page is open: what she types is not put
// among Bo's tasks, and not lost.
func TestWhatIsTypedOnAPageOfSomeoneElseWaits(t *testing.T) {
	t.Parallel()
	p, ana, a := mover(t, "One")
	bo := a.SignedIn("Bo")
	p.Expect("status of 409")
	p.SignInAs(bo)
	p.Fill("#new-task", "Ham")
	p.Press(kb.Enter)
	p.told("This browser is now signed in as Bo")
	if page := bo.Get("/inbox").Body; strings.Contains(page, "Ham") {
		t.Error("Bo has Ana's task")
	}
	p.SignInAs(ana)
	p.Reload()
	p.order("One", "Ham")
}
