package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"docket/internal/docket"
	"docket/internal/testkit"
)

// TestPagesAreAccessibleInBothThemesAndWidths looks at every page in every state.
// What the page reports by itself (the content policy, the console, other hosts)
// fails the test, too.
func TestPagesAreAccessibleInBothThemesAndWidths(t *testing.T) {
	t.Parallel()
	axe, err := os.ReadFile(filepath.Join("node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatalf("This test needs axe-core; `make tools` installs it: %v", err)
	}
	w := newWorld(t, plainWords)
	look := func(t *testing.T, p person, s stop) {
		t.Helper()
		width := testkit.Eval[int](p.Page, "document.documentElement.clientWidth")
		for _, scheme := range []string{"light", "dark"} {
			p.Scheme(scheme, true)
			testkit.Eval[bool](p.Page, `new Promise((ready) => requestAnimationFrame(() => requestAnimationFrame(() => ready(true))))`)
			p.Until("the colours to settle", `document.getAnimations().every((a) => a.playState !== "running")`)
			at := fmt.Sprintf("%s at %d in %s", s.name, width, scheme)
			only := ""
			if scheme == "dark" { // the same page in other colours
				only = `, runOnly: ["color-contrast", "link-in-text-block"]`
			}
			for _, v := range testkit.Eval[[]string](p.Page, `axe.run(document, { resultTypes: ["violations"], elementRef: false, preload: false`+only+` }).then((r) =>
				r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.failureSummary + "\n" + n.html)))`) {
				t.Errorf("%s: %s", at, v)
			}
			shoot(t, p, fmt.Sprintf("%s-%d-%s", s.name, width, scheme))
		}
		p.Scheme("light", true)
		for _, fault := range layout(p) {
			t.Errorf("%s at %d: %s", s.name, width, fault)
		}
	}
	t.Run("pages", func(t *testing.T) {
		for _, width := range []int64{1280, 390} {
			stops := w.stops()
			for half := range 2 {
				t.Run(fmt.Sprintf("%d px, part %d", width, half+1), func(t *testing.T) {
					t.Parallel()
					w.tour(t, stops[half*len(stops)/2:(half+1)*len(stops)/2], true, width, string(axe), look)
				})
			}
		}
		t.Run("broken", func(t *testing.T) {
			t.Parallel()
			for _, b := range brokenPages(t) {
				for _, width := range []int64{1280, 390} {
					p := visit(t, b.app, b.client, true)
					p.Size(width, 844)
					p.Preload(string(axe))
					p.Expect("status of " + b.stop.status)
					p.Goto(b.stop.path)
					p.See("h1 = " + b.heading)
					look(t, p, b.stop)
				}
			}
		})
	})
}

// broken is a page of an app that cannot do its work.
type broken struct {
	stop    stop
	heading string
	app     *testkit.App
	client  *testkit.Client
}

func brokenPages(t *testing.T) []broken {
	t.Helper()
	var stopped atomic.Bool
	failing := testkit.New(t, testkit.Options{Now: func() time.Time {
		if stopped.Load() {
			panic("the clock stands still")
		}
		return testkit.NewClock().Now()
	}})
	ana := failing.SignedIn("Ana")
	stopped.Store(true)
	redis := testkit.RealRedis(t)
	waiting := testkit.New(t, testkit.Options{RedisURL: redis.URL()})
	bo := waiting.SignedIn("Bo")
	redis.Kill()
	noSignUp := testkit.New(t, testkit.Options{SignUp: docket.SignUpClosed})
	return []broken{
		{stop{name: "internal", path: "/today", status: "500"}, "That didn’t work", failing, ana},
		{stop{name: "unavailable", path: "/today", status: "503"}, "Back in a moment", waiting, bo},
		{stop{name: "closed", path: "/sign-up", status: "403"}, "Sign-up is closed", noSignUp, nil},
	}
}

// layout says what does not fit: a page that scrolls sideways, and on a phone
// what is too small for a finger. A link within text may be as small as the text.
func layout(p person) []string {
	p.t.Helper()
	return testkit.Eval[[]string](p.Page, `(() => {
		const faults = [], page = document.scrollingElement, room = document.documentElement.clientWidth; // innerWidth grows with what does not fit
		if (page.scrollWidth > room) faults.push("it is " + page.scrollWidth + " px wide: " +
			[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > room + 1 && e.checkVisibility()).slice(0, 3).map((e) => e.outerHTML.slice(0, 150)).join("\n"));
		if (!matchMedia("(pointer: coarse)").matches) return faults;
		const size = (e) => {
			const box = e.getBoundingClientRect(), after = getComputedStyle(e, "::after");
			const sizes = [[box.width, box.height]];
			if (after.position === "absolute" && after.content !== "none") sizes.push([parseFloat(after.width), parseFloat(after.height)]);
			for (const label of e.labels ?? []) { const b = label.getBoundingClientRect(); sizes.push([b.width, b.height]); }
			return sizes;
		};
		const within = (e) => getComputedStyle(e).display === "inline" && (e.closest(".prose") || e.closest("p, li") && e.parentElement.textContent.trim() !== e.textContent.trim());
		for (const e of seek("a[href], button, input, select, textarea, summary, label:has(input)")) {
			if (e.closest(".skip, .toast.leaving") || e.matches(".vh") && !e.labels?.length || within(e)) continue;
			if (!size(e).some(([w, h]) => w >= 43.5 && h >= 43.5)) faults.push("too small for a finger (" + size(e).map((s) => s.map(Math.round).join(" by ")).join(", ") + "): " + e.outerHTML.slice(0, 200));
		}
		return faults;
	})()`)
}

// shoot keeps a picture of the page in /tmp/e2e-shots when DOCKET_SHOTS is set,
// for somebody to look at.
func shoot(t *testing.T, p person, name string) {
	t.Helper()
	if os.Getenv("DOCKET_SHOTS") == "" {
		return
	}
	dir := filepath.Join(os.TempDir(), "e2e-shots")
	if err := os.MkdirAll(dir, 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, strings.ReplaceAll(name, "/", "-")+".png"), p.Screenshot(), 0o600); err != nil {
		t.Fatal(err)
	}
}
