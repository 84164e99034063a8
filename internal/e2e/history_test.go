package e2e_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"docket/internal/testkit"
)

// TestThePageIsWhatALoadWouldShowAfterAnyHistory makes random changes, on the page
// and behind its back, and compares what the answers have made of the page with
// the page that a browser would load.
func TestThePageIsWhatALoadWouldShowAfterAnyHistory(t *testing.T) {
	t.Parallel()
	for seed, name := range []string{"list", "today"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := testkit.New(t, testkit.Options{})
			c := a.SignedIn("Ana")
			list := c.AddList("Household")
			for i, due := range []string{"", "2026-07-14", "2026-07-16", "2026-07-17", "", "2026-07-16", "2026-07-18", "2026-07-15", "2026-07-16", ""} {
				c.Post("/tasks", "title", fmt.Sprintf("Task %d", i), "list_id", string(list.ID), "due_on", due, "priority", fmt.Sprint(i%5))
			}
			p := visit(t, a, c, true)
			p.Preload(changes)
			p.Expect("status of 4") // what was changed elsewhere may be refused
			at := "/today"
			if name == "list" {
				at = "/lists/" + string(list.ID)
			}
			p.Goto(at)
			h := history{person: p, c: c, a: a, list: "/lists/" + string(list.ID), random: rand.New(rand.NewPCG(1, uint64(seed))), did: map[string]int{}} // #nosec G404 -- to repeat, not to keep secret
			for step := range 60 {
				did := h.step(step)
				if diff := testkit.Eval[string](p.Page, "difference()"); diff != "" {
					t.Fatalf("after step %d, %s: %s", step, did, diff)
				}
			}
			for _, what := range slices.Concat(acts, elsewhere) {
				if h.did[what] == 0 && (what != "move" || name == "list") {
					t.Errorf("%q is not in this history", what)
				}
			}
		})
	}
}

// history makes changes by chance.
type history struct {
	person
	c      *testkit.Client
	a      *testkit.App
	list   string
	random *rand.Rand
	did    map[string]int
}

// step makes one change on the page, and before it now and then one that the page
// knows nothing of. It tells what was done.
func (h *history) step(step int) string {
	before := ""
	if h.random.IntN(2) == 0 {
		before = elsewhere[h.random.IntN(len(elsewhere))]
		h.elsewhere(before, step)
		h.did[before]++
		before += " elsewhere, then "
	}
	n := h.random.IntN(1000)
	for _, act := range h.random.Perm(len(acts)) {
		if testkit.Eval[bool](h.Page, fmt.Sprintf("act(%q, %d)", acts[act], n)) {
			h.did[acts[act]]++
			return before + acts[act]
		}
	}
	h.t.Fatal("there is nothing left to change")
	return ""
}

var (
	acts      = []string{"add", "complete", "reopen", "edit", "menu", "move", "remove", "undo"}
	elsewhere = []string{"an addition", "a completion", "an edit", "a deletion", "a renamed list", "a new list", "midnight"}
)

// elsewhere makes a change that the page knows nothing of.
func (h *history) elsewhere(what string, step int) {
	task := func() string {
		return testkit.Eval[string](h.Page, fmt.Sprintf(`(pick("#main .task", %d)?.id ?? "").replace("task-", "/tasks/")`, h.random.IntN(1000)))
	}
	switch what {
	case "an addition":
		h.c.Post("/tasks", "title", fmt.Sprintf("Elsewhere %d", step), "due", "today")
	case "a completion":
		h.c.Post(task() + "/complete")
	case "an edit":
		at := task()
		if open := testkit.Eval[string](h.Page, `document.querySelector("aside.panel #title-form")?.getAttribute("action") ?? ""`); open != "" {
			at = open
		}
		h.c.Post(at, "title", fmt.Sprintf("Renamed %d", step), "notes", "*so*", "priority", strconv.Itoa(step%5), "due_on", "2026-07-2"+strconv.Itoa(step%10))
	case "a deletion":
		h.c.Post(task() + "/delete")
	case "a renamed list":
		h.c.Post(h.list, "name", fmt.Sprintf("House %d", step), "color", []string{"red", "teal", "plum"}[step%3])
	case "a new list":
		h.c.Post("/lists", "name", fmt.Sprintf("List %d", step))
	case "midnight":
		h.a.Clock.Add(24 * time.Hour)
	}
}

// changes are the acts of a person, whether one has changed anything once its answer
// is on the page, and the difference to a loaded page.
const changes = `
const pick = (selector, n) => { const all = [...document.querySelectorAll(selector)]; return all[n % all.length]; };
let asked = 0, ended = 0, changed = 0;
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => { asked++; if (ctx.request.method === "POST") changed++; });
document.addEventListener("htmx:finally:request", () => ended++);
const settled = async () => {
	do await new Promise((done) => setTimeout(done, 4));
	while (asked !== ended || document.querySelector(".htmx-request, .ghost") || Object.keys(sessionStorage).some((key) => key.endsWith("outbox")));
	return true;
};
const press = (button) => { button?.click(); return !!button && settled(); };
// A task that has come under another one may ask about its own.
const answer = async () => { await press(document.querySelector("#dialogs .primary")); return true; };
const acts = {
	add: (n) => { document.getElementById("new-task").value = "New " + n; document.getElementById("quick-add").requestSubmit(); return settled(); },
	complete: async (n) => await press(pick("#groups .task:not(.done) button.check", n)) && answer(),
	reopen: (n) => press(pick("#group-done button.check, aside.panel .done button.check", n)),
	edit: async (n) => {
		if ((n % 3 || !document.querySelector("aside.panel #title-form")) && !await press(pick("#groups .title", n))) return false;
		const [name, value] = [["title", "Edited " + n], ["priority", String(n % 5)], ["due_on", "2026-07-" + (14 + n % 9)], ["due_on", ""]][n % 4];
		const field = document.querySelector("aside.panel :is(#title-form, #props-form) [name=" + name + "]");
		if (!field) return false;
		field.value = value;
		field.dispatchEvent(new Event("change", { bubbles: true }));
		field.dispatchEvent(new Event("blur"));
		await settled();
		await press(document.querySelector("aside.panel .conflicts button")); // it was edited elsewhere, too
		return true;
	},
	menu: async (n) => await press(pick("#main .task .more", n)) && await press(pick("#row-menu-for ul button, #row-menu-for .move-to button", n)) && answer(),
	move: (n) => {
		const row = pick("#rows-open[data-sortable] > .task", n), other = pick("#rows-open > .task", n * 7 + 1);
		if (!row || row === other) return false;
		const at = { bubbles: true, pointerId: 1, clientX: other.getBoundingClientRect().left + 20 }, send = (type, y) => row.querySelector(".grip").dispatchEvent(new PointerEvent(type, { ...at, clientY: y }));
		row.querySelector(".grip").setPointerCapture = () => {};
		send("pointerdown", row.getBoundingClientRect().top + 5);
		send("pointerup", other.getBoundingClientRect().top + (n % 2 ? 3 : other.offsetHeight - 3));
		return settled();
	},
	remove: async (n) => await press(pick("#main .task .more", n)) && press(document.querySelector("#row-menu-for .danger")),
	undo: () => press(document.querySelector(".toast [formaction^='/undo/']")),
};
const act = async (name, n) => {
	const before = changed;
	await acts[name](n);
	return changed > before;
};
// plain is a part of a page without what scripts add to it, and with what its
// fields hold.
const plain = (part) => {
	if (!part) return "none";
	const write = (node) => {
		if (node.nodeType === Node.TEXT_NODE) return node.nodeValue.replace(/\s+/g, " ");
		if (node.nodeType !== Node.ELEMENT_NODE || node.matches(".ghost")) return "";
		const attributes = [...node.attributes].filter(({ name }) => !["data-htmx-powered", "hx-morph-skip", "style", "autofocus"].includes(name) &&
			!(["role", "aria-expanded", "aria-autocomplete"].includes(name) && node.matches(".bare")) && !(name === "aria-current" && node.matches(".title")) && !(name === "open" && node.matches("details")) && !(name === "tabindex" && node.matches("h2")) && !(name === "href" && node.matches(".panel-close")));
		const values = attributes.map(({ name, value }) => {
			if (name === "class") value = value.split(" ").filter((c) => c && c !== "new" && !c.startsWith("htmx-")).join(" ");
			if (name === "data-version") value = value.replace(/-open$/, "");
			return name + "=" + JSON.stringify(value);
		}).filter((text) => text !== 'class=""').sort().join(" ");
		const holds = node.matches("input, select, textarea") ? " HOLDS " + node.value : "";
		return "<" + node.localName + " " + values + holds + ">" + [...node.childNodes].map(write).join("") + "</>\n";
	};
	return write(part).replace(/> </g, "><");
};
const load = async (path) => new DOMParser().parseFromString(await (await fetch(path, { cache: "no-store" })).text(), "text/html");
const difference = async () => {
	const view = await load(document.getElementById("main").dataset.view), open = document.getElementById("panel").dataset.task;
	const beside = open ? await load("/tasks/" + open) : view;
	for (const [id, fresh] of [["nav", view], ["main", view], ["panel", beside]]) {
		const is = plain(document.getElementById(id)).split("\n"), should = plain(fresh.getElementById(id)).split("\n");
		const line = should.findIndex((text, i) => text !== is[i]);
		if (line >= 0 || is.length !== should.length) return "#" + id + " shows\n" + is.slice(Math.max(0, line - 1), line + 3).join("\n") + "\nwhere a page shows\n" + should.slice(Math.max(0, line - 1), line + 3).join("\n");
	}
	const current = [...document.querySelectorAll(".title[aria-current]")].map((title) => title.id).join();
	return current === "" || current === "open-" + open ? "" : "the open task is " + open + " and marked is " + current;
};
`
