package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/repeat"
)

// seedTasks reads every task that somebody sees, open in their panel.
func seedTasks(t *testing.T, a *app.App, c seedContents) map[docket.ID]docket.OpenTask {
	t.Helper()
	all := map[docket.ID]docket.OpenTask{}
	for _, u := range c.users {
		for id := range c.seen[u.ID] {
			if _, known := all[id]; known {
				continue
			}
			page, err := a.Task(t.Context(), u.ID, id)
			if err != nil {
				t.Fatal(err)
			}
			all[id] = *page.Task
		}
	}
	return all
}

// TestSeedMakesUseOfEverything counts what a first look is to find.
func TestSeedMakesUseOfEverything(t *testing.T) {
	a := seedApp(t, seedNow())
	if _, err := a.Seed(t.Context(), app.SeedTasks, seedPassword); err != nil {
		t.Fatal(err)
	}
	c := seedRead(t, a)
	sections, labels, found := map[docket.ID]int{}, map[string]int{}, map[string]int{}
	for _, task := range seedTasks(t, a, c) {
		sections[task.SectionID]++
		for _, l := range task.Labels {
			labels[l]++
		}
		for what, is := range map[string]bool{
			"repeat":                  task.Repeat != "",
			"repeat from completion":  strings.HasPrefix(task.Repeat, "FROM=COMPLETION;"),
			"repeat on the 31st":      strings.HasSuffix(task.Repeat, "BYMONTHDAY=31"),
			"were put off":            task.OccursOn != "" && task.OccursOn != task.DueOn,
			"are under an open one":   task.ParentID != "" && task.Parent.ParentID == "" && !task.Done(),
			"are two levels down":     task.ParentID != "" && task.Parent.ParentID != "" && !task.Done(),
			"are done and under one":  task.ParentID != "" && task.Done(),
			"have a box in the notes": strings.Contains(task.Notes, "- [ ]"),
			"have a box that is done": strings.Contains(task.Notes, "- [x]"),
			"have somebody to do it":  task.AssigneeID != "",
		} {
			if is {
				found[what]++
			}
		}
	}
	for what, least := range map[string]int{"repeat": 12, "repeat from completion": 3, "repeat on the 31st": 1, "were put off": 1, "are under an open one": 12,
		"are two levels down": 6, "are done and under one": 10, "have a box in the notes": 5, "have a box that is done": 3, "have somebody to do it": 60} {
		if found[what] < least {
			t.Errorf("%d tasks %s, want %d or more", found[what], what, least)
		}
	}
	lists := map[docket.ID]bool{}
	for id, s := range c.sections {
		lists[s.ListID] = true
		if sections[id] < 2 {
			t.Errorf("the section %q has %d tasks, want some", s.Name, sections[id])
		}
	}
	if len(lists) < 4 || len(lists) == len(c.lists) {
		t.Errorf("%d of %d lists have sections, want some", len(lists), len(c.lists))
	}
	if len(labels) < 6 || len(labels) > 12 {
		t.Errorf("there are the labels %v, want a handful", labels)
	}
	for l, n := range labels {
		if n < 2 || n > app.SeedTasks/8 {
			t.Errorf("%d tasks bear the label %q", n, l)
		}
	}
	frame, err := a.Frame(t.Context(), c.users[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(frame.Sidebar.Labels) == 0 || frame.Sidebar.Labels[0].Open == 0 {
		t.Errorf("%s has the labels %v in the sidebar, want some that tasks bear", c.users[0].Name, frame.Sidebar.Labels)
	}
	for _, u := range c.users {
		if today := c.due[u.ID][string(docket.GroupToday)]; today > 30 {
			t.Errorf("%s has %d tasks today, more than anybody does in a day", u.Name, today)
		}
	}
}

// TestSeedTasksFitTogether looks at what a task says of others: no page makes these,
// so nothing else checks them.
func TestSeedTasksFitTogether(t *testing.T) {
	for _, now := range []time.Time{seedNow(), time.Date(2027, 2, 28, 13, 0, 0, 0, time.UTC)} {
		a := seedApp(t, now)
		if _, err := a.Seed(t.Context(), app.SeedTasks, seedPassword); err != nil {
			t.Fatal(err)
		}
		c := seedRead(t, a)
		all := seedTasks(t, a, c)
		for _, task := range all {
			is := func(right bool, wrong string) {
				if !right {
					t.Errorf("on %s: %q %s", now.Format(time.DateOnly), task.Title, wrong)
				}
			}
			if task.ParentID != "" {
				parent, ok := all[task.ParentID]
				is(ok && parent.ListID == task.ListID && parent.SectionID == task.SectionID, "is under a task that is elsewhere")
				is(!task.CreatedAt.Before(parent.CreatedAt), "is older than the task that it is under")
				is(!parent.Done() && !parent.Deleted(), "is under a task that is not open")
			}
			is(task.SectionID == "" || slices.ContainsFunc(task.Sections, func(s docket.Section) bool { return s.ID == task.SectionID }), "is in a section of another list")
			is(task.AssigneeID == "" || slices.ContainsFunc(task.Members, func(u docket.User) bool { return u.ID == task.AssigneeID }), "is for somebody who does not see it")
			clean, err := docket.CleanLabels(task.Labels)
			is(err == nil && slices.Equal(clean, task.Labels), "has labels that would be stored in another way")
			is((task.Repeat == "") == (task.OccursOn == ""), "has a repeat without its day, or the day without it")
			is(task.DueTime == "" || task.DueOn != "", "has a time without a day")
			rule, err := repeat.Parse(task.Repeat)
			is(err == nil && rule.String() == task.Repeat, "has a repeat that would be stored in another way")
			if task.Repeat != "" && !rule.Completion {
				first, ok := rule.First(task.OccursOn)
				is(ok && first == task.OccursOn, "repeats on other days than its own")
			}
			is(task.Repeat == "" || !task.Done() && task.DueOn >= docket.DateIn(now, time.UTC).AddDays(-1), "repeats and is over")
		}
	}
}
