package e2e_test

import (
	"testing"

	"docket/internal/testkit"

	"github.com/chromedp/chromedp/kb"
)

// What is wrong with a section's name is said beside it, and it is there to be mended.
func TestARefusedNameOfASectionIsThereToBeMended(t *testing.T) {
	both(t, func(t *testing.T, a *testkit.App, scripts bool) {
		p, c := member(t, a, scripts, "/inbox")
		at := "/lists/" + string(c.AddList("House").ID)
		c.Post(at+"/sections", "name", "Roof")
		p.Expect("status of 422")
		for name, path := range map[string]string{"Cellar": at, "Garden": at + "/board"} {
			p.Goto(path)
			p.Click("#new-section summary")
			if scripts {
				p.Focused("#section-name")
			}
			const wrong = "\u3164"
			p.Fill("#section-name", wrong)
			p.Press(kb.Enter)
			p.See("#new-section[open] .error")
			p.Focused("#section-name[aria-invalid=true][aria-describedby=section-name-error]")
			if got := p.Value("#section-name"); got != wrong {
				t.Errorf("the field holds %q", got)
			}
			p.Fill("#section-name", name)
			p.Press(kb.Enter)
			p.See("h2 = " + name)
			p.Gone("#new-section .error")
			if scripts && p.Value("#section-name") != "" {
				t.Errorf("the field holds %q", p.Value("#section-name"))
			}
		}
	})
}

func TestTheFieldOfANewSectionHasTheFocus(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	p, c := member(t, a, true, "/inbox")
	p.Goto("/lists/" + string(c.AddList("House").ID))
	p.press("#new-section summary", kb.Enter)
	p.Focused("#section-name")
}
