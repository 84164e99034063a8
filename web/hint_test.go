package web_test

import (
	"strings"
	"testing"

	"docket/internal/paths"
	"docket/internal/testkit"
)

// Below its heading Today says how much there is, in words where there is nothing.
func TestTodaySaysHowMuchIsDue(t *testing.T) {
	t.Parallel()
	c := testkit.New(t, testkit.Options{}).SignedIn("Ana")
	says := func(want string) {
		t.Helper()
		if page := c.Get(paths.Today).Body; !strings.Contains(page, `id="hint">`+want+"</p>") {
			t.Errorf("Today does not say %q", want)
		}
	}
	says("Nothing due today.")
	task := c.AddTask("One", "due_on", "2026-07-16")
	says("1 due today")
	c.AddTask("Two", "due_on", "2026-07-15")
	says("1 due today, 1 overdue")
	c.Post(paths.TaskTo(task.ID, paths.CompleteTask))
	says("Nothing due today, 1 overdue, 1 done")
}
