package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

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
