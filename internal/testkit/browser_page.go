package testkit

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// seek finds what a selector names among what can be seen. A selector is CSS,
// or CSS, ' = ' and the whole text of the element.
const seek = `const squeeze = (s) => s.replace(/\s+/g, " ").trim();
const seek = (selector) => {
  const [css, ...text] = selector.split(" = ");
  return [...document.querySelectorAll(css)].filter((e) => e.getClientRects().length > 0 && e.checkVisibility({ visibilityProperty: true }) &&
    (text.length === 0 || squeeze(e.textContent) === text.join(" = ")));
};`

// Eval returns the value of a JavaScript expression that only reads the page. In
// it, seek(selector) is the elements that can be seen. It works while the page's
// own scripts are off, and looks again when the page changes under it.
func Eval[T any](p *Page, expression string) T {
	p.tb.Helper()
	var value T
	p.poll("the page to hold still", func() (bool, string) {
		var ok bool
		value, ok = evaluate[T](p, expression)
		return ok, ""
	})
	return value
}

// evaluate is Eval once: ok is false while the page is being exchanged.
func evaluate[T any](p *Page, expression string) (value T, ok bool) {
	p.tb.Helper()
	yes := true
	r, err := try(p, runtime.Evaluate, runtime.EvaluateParams{
		Expression:    "(() => {" + seek + "\nreturn (" + expression + "\n)})()",
		ReturnByValue: &yes, AwaitPromise: &yes, UserGesture: &yes,
	})
	if err != nil {
		text := err.Error()
		for _, between := range []string{"context was destroyed", "find context", "navigated", "Cannot find default execution context"} {
			if strings.Contains(text, between) {
				return value, false
			}
		}
		p.tb.Fatalf("evaluating %s: %v", expression, err)
	}
	if r.ExceptionDetails != nil {
		p.tb.Fatalf("evaluating %s: %s %+v", expression, r.ExceptionDetails.Text, r.ExceptionDetails.Exception)
	}
	if len(r.Result.Value) == 0 {
		return value, true // undefined
	}
	if err := json.Unmarshal(r.Result.Value, &value); err != nil {
		p.tb.Fatalf("reading %s as the value of %s: %v", r.Result.Value, expression, err)
	}
	return value, true
}

// poll asks until the answer is yes, and ends the test when it takes too long.
func (p *Page) poll(what string, ask func() (bool, string)) {
	p.tb.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, pagePatience)
	defer cancel()
	tick := time.NewTicker(15 * time.Millisecond)
	defer tick.Stop()
	for {
		ok, instead := ask()
		if ok {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			p.tb.Fatalf("waited in vain for %s. %s\n%s", what, instead, p.where())
		}
	}
}

// where describes the page for the message of a failure.
func (p *Page) where() string {
	s, _ := evaluate[string](p, `location.href + "\n" + document.body.innerText.slice(0, 1500) + "\nfocus: " + document.activeElement?.outerHTML.slice(0, 200)`)
	return s
}

// quote is a JavaScript string.
func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""` // a string always has a JSON form
	}
	return string(b)
}

// Goto opens a path of the app, or a whole address.
func (p *Page) Goto(path string) {
	p.tb.Helper()
	if strings.HasPrefix(path, "/") {
		path = p.app.URL + path
	}
	if err := p.within(chromedp.Navigate(path)); err != nil {
		p.tb.Fatalf("opening %s: %v", path, err)
	}
}

func (p *Page) within(step chromedp.Action[chromedp.Void]) error {
	ctx, cancel := context.WithTimeout(p.ctx, pagePatience)
	defer cancel()
	return chromedp.Do(ctx, step)
}

// Reload loads the page again.
func (p *Page) Reload() {
	p.tb.Helper()
	if err := p.within(chromedp.Reload()); err != nil {
		p.tb.Fatalf("loading the page again: %v", err)
	}
}

// Go steps through the history, and is there when it returns: -1 is back.
func (p *Page) Go(step int) {
	p.tb.Helper()
	history := do(p, page.GetNavigationHistory, struct{}{})
	at := int(history.CurrentIndex) + step
	if at < 0 || at >= len(history.Entries) {
		p.tb.Fatalf("the history has no step %d", step)
	}
	do(p, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: history.Entries[at].ID})
	p.poll("the step to be done", func() (bool, string) {
		now, err := try(p, page.GetNavigationHistory, struct{}{})
		if err != nil { // one page has left and the other has not come
			return false, err.Error()
		}
		loaded, ok := evaluate[bool](p, `document.readyState === "complete"`)
		return int(now.CurrentIndex) == at && loaded && ok, now.Entries[now.CurrentIndex].URL
	})
}

// Until waits until a JavaScript expression is true.
func (p *Page) Until(what, expression string) {
	p.tb.Helper()
	p.poll(what, func() (bool, string) {
		is, ok := evaluate[bool](p, "!!("+expression+")")
		return is && ok, ""
	})
}

// See waits until something that the selector names can be seen.
func (p *Page) See(selector string) {
	p.tb.Helper()
	p.Until(selector, "seek("+quote(selector)+").length > 0")
}

// Gone waits until nothing that the selector names can be seen.
func (p *Page) Gone(selector string) {
	p.tb.Helper()
	p.Until(selector+" to go", "seek("+quote(selector)+").length === 0")
}

// At waits until the address has this path.
func (p *Page) At(path string) {
	p.tb.Helper()
	p.Until("the address "+path, "location.pathname === "+quote(path)+` && document.readyState === "complete"`)
}

// Focused waits until the focus is on what the selector names.
func (p *Page) Focused(selector string) {
	p.tb.Helper()
	p.Until("the focus on "+selector, "seek("+quote(selector)+").includes(document.activeElement)")
}

// Count returns how many elements that the selector names can be seen.
func (p *Page) Count(selector string) int {
	p.tb.Helper()
	return Eval[int](p, "seek("+quote(selector)+").length")
}

// Text returns the text of the first element that the selector names.
func (p *Page) Text(selector string) string {
	p.tb.Helper()
	p.See(selector)
	return Eval[string](p, `squeeze(seek(`+quote(selector)+`)[0]?.innerText ?? "")`)
}

// Texts returns the text of each element that the selector names.
func (p *Page) Texts(selector string) []string {
	p.tb.Helper()
	return Eval[[]string](p, `seek(`+quote(selector)+`).map((e) => squeeze(e.innerText))`)
}

// Value returns what the field holds.
func (p *Page) Value(selector string) string {
	p.tb.Helper()
	p.See(selector)
	return Eval[string](p, `seek(`+quote(selector)+`)[0]?.value ?? ""`)
}

// Screenshot returns the whole page as a PNG.
func (p *Page) Screenshot() []byte {
	p.tb.Helper()
	return do(p, page.CaptureScreenshot, page.CaptureScreenshotParams{}).Data
}
