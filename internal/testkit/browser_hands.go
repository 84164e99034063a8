package testkit

import (
	"fmt"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// point is a place in the window, in CSS pixels.
type point struct{ X, Y float64 }

// reach scrolls to what the selector names and returns its middle, once nothing
// lies over it and it holds still.
func (p *Page) reach(selector string) point {
	p.tb.Helper()
	var at point
	p.poll("a clear way to "+selector, func() (bool, string) {
		found, ok := evaluate[struct {
			point
			Way bool
			Hit string
		}](p, fmt.Sprintf(`(() => {
			const target = seek(%s)[0];
			if (!target) return { Way: false, Hit: "There is no such thing." };
			target.scrollIntoView({ block: "center", behavior: "instant" });
			const box = target.getClientRects()[0];
			const X = box.x + box.width / 2, Y = box.y + box.height / 2;
			const hit = document.elementFromPoint(X, Y);
			return { X, Y, Way: !!hit && !document.activeViewTransition && (target.contains(hit) || target.labels?.length > 0 && [...target.labels].includes(hit)), Hit: "There is " + hit?.outerHTML.slice(0, 200) };
		})()`, quote(selector)))
		still := at == found.point // and nothing above it is still finding its size
		at = found.point
		return ok && found.Way && still, found.Hit
	})
	return at
}

func (p *Page) mouse(kind input.DispatchMouseEventType, at point, pressed bool) {
	p.tb.Helper()
	e := input.DispatchMouseEventParams{Type: kind, X: at.X, Y: at.Y}
	if kind != input.DispatchMouseEventTypeMouseMoved {
		e.Button, e.ClickCount = input.MouseButtonLeft, 1
	}
	if pressed {
		e.Button, e.Buttons = input.MouseButtonLeft, 1
	}
	do(p, input.DispatchMouseEvent, e)
}

// Click presses the mouse on what the selector names.
func (p *Page) Click(selector string) {
	p.tb.Helper()
	at := p.reach(selector)
	p.mouse(input.DispatchMouseEventTypeMouseMoved, at, false)
	p.mouse(input.DispatchMouseEventTypeMousePressed, at, true)
	p.mouse(input.DispatchMouseEventTypeMouseReleased, at, false)
}

// Hover puts the mouse on what the selector names.
func (p *Page) Hover(selector string) {
	p.tb.Helper()
	p.mouse(input.DispatchMouseEventTypeMouseMoved, p.reach(selector), false)
}

// Drag takes what the first selector names and lets it go this far below the
// middle of what the second names, in CSS pixels.
func (p *Page) Drag(grip, over string, below float64) {
	p.tb.Helper()
	at := p.reach(grip)
	to := Eval[point](p, `(() => { const b = seek(`+quote(over)+`)[0].getBoundingClientRect(); return { X: b.x + b.width / 2, Y: b.y + b.height / 2 }; })()`)
	p.hover(at)
	p.mouse(input.DispatchMouseEventTypeMousePressed, at, true)
	const steps = 6
	for i := range steps {
		part := float64(i+1) / steps
		p.mouse(input.DispatchMouseEventTypeMouseMoved, point{at.X + (to.X-at.X)*part, at.Y + (to.Y+below-at.Y)*part}, true)
	}
	p.mouse(input.DispatchMouseEventTypeMouseReleased, point{to.X, to.Y + below}, false)
}

// hover moves the pointer, and waits for the scripts that the page loads when it first
// comes.
func (p *Page) hover(at point) {
	p.tb.Helper()
	p.mouse(input.DispatchMouseEventTypeMouseMoved, at, false)
	p.Until("the later scripts", `!document.body.dataset.later`)
}

// Carry takes something by its grip to a height in the window, in pixels, and
// holds it there until drop is called.
func (p *Page) Carry(grip string, y float64) (drop func()) {
	p.tb.Helper()
	at := p.reach(grip)
	p.hover(at)
	p.mouse(input.DispatchMouseEventTypeMousePressed, at, true)
	at.Y = y
	p.mouse(input.DispatchMouseEventTypeMouseMoved, at, true)
	return func() { p.mouse(input.DispatchMouseEventTypeMouseReleased, at, false) }
}

// Fill exchanges what a field holds, as a paste does.
func (p *Page) Fill(selector, text string) {
	p.tb.Helper()
	p.See(selector)
	Eval[bool](p, `(() => { const field = seek(`+quote(selector)+`)[0]; field.focus(); field.select(); return true; })()`)
	do(p, input.InsertText, input.InsertTextParams{Text: text})
	if text == "" {
		p.Press("\b")
	}
}

// Set gives a select, date or time field its value, as choosing it does.
func (p *Page) Set(selector, value string) {
	p.tb.Helper()
	p.See(selector)
	Eval[bool](p, `(() => {
		const field = seek(`+quote(selector)+`)[0];
		field.focus();
		field.value = `+quote(value)+`;
		for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
		return true;
	})()`)
}

// Press presses keys, one after another: text, or the constants of chromedp/kb.
func (p *Page) Press(keys string) {
	p.tb.Helper()
	if err := p.within(chromedp.KeyEvent(keys)); err != nil {
		p.tb.Fatalf("pressing %q: %v", keys, err)
	}
}
