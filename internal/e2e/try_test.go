package e2e_test

import (
	"testing"
	"os"
	"time"

	"docket/internal/testkit"
	"github.com/chromedp/chromedp/kb"
)

func TestTry(t *testing.T) {
	began := time.Now()
	a := testkit.New(t, testkit.Options{})
	t.Log("new", time.Since(began))
	began = time.Now()
	ana := a.SignedIn("Ana")
	t.Log("sign", time.Since(began))
	began = time.Now()
	p := chromium.Open(t, a, ana)
	t.Log("open", time.Since(began))
	p.Goto("/inbox")
	t.Log("goto", time.Since(began))
	p.Fill("#new-task", "Buy milk")
	p.Press(kb.Enter)
	p.See("a.title = Buy milk")
	t.Log("added", time.Since(began))
	os.WriteFile("/tmp/x.png", p.Screenshot(), 0o644)
	p.Click("button[aria-label='Complete: Buy milk']")
	p.Gone("a.title = Buy milk")
	t.Log("done", time.Since(began))
	p.Size(390, 844)
	t.Log(testkit.Eval[[]bool](p, `[matchMedia("(pointer: coarse)").matches, matchMedia("(hover: none)").matches, matchMedia("(scripting: enabled)").matches]`))
	p.SetJavaScript(false)
	p.Reload()
	t.Log(testkit.Eval[[]bool](p, `[matchMedia("(pointer: coarse)").matches, matchMedia("(hover: none)").matches, matchMedia("(scripting: enabled)").matches]`))
	t.Log("end", time.Since(began))
}
