package app

import (
	"context"
	"fmt"
	"slices"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/repeat"
)

// seedTask is a task that seed.json tells in full, with its subtasks.
type seedTask struct {
	seedTitle
	Repeat    string // the rule; its first day from today on is the day of the task where Due says none
	Due       *int   // the day, counted from today
	Postponed int    // by how many days the day was moved from that of the rule
	Time      docket.Clock
	Priority  docket.Priority
	Person    *int // who is to do it
	Done      bool
	Subtasks  []seedTask
}

// size returns how many tasks it is with its subtasks.
func (t seedTask) size() int {
	n := 1
	for _, s := range t.Subtasks {
		n += s.size()
	}
	return n
}

// seedLine is one of these tasks at its place in a list, and the place of the one that
// it is under, -1 for none.
type seedLine struct {
	seedTask
	above int
}

// script says which of a list's tasks, from the oldest to the newest, are those that are
// told in full: evenly among the others, and no more than half of all. A task that no
// longer fits is left out with its subtasks.
func script(full []seedTask, count int) map[int]seedLine {
	var chosen []seedTask
	told := 0
	for _, t := range full {
		if told+t.size() <= count/2 {
			chosen = append(chosen, t)
			told += t.size()
		}
	}
	lines := make(map[int]seedLine, told)
	next := 0
	var add func(t seedTask, above int)
	add = func(t seedTask, above int) {
		at := next
		lines[at] = seedLine{t, above}
		next++
		for _, s := range t.Subtasks {
			add(s, at)
		}
	}
	for i, t := range chosen {
		next = len(lines) + (count-told)*(i+1)/(len(chosen)+1)
		add(t, -1)
	}
	return lines
}

// tell makes a task that is told in full out of a drawn one, of which it keeps when it
// was made.
func (s *seeder) tell(line seedLine, drawn, parent docket.Task, by db.Account) (docket.Task, error) {
	today := by.Today(s.now)
	t := docket.Task{ListID: drawn.ListID, ParentID: parent.ID, Version: 1, CreatedAt: drawn.CreatedAt, DueTime: line.Time, Priority: line.Priority}
	rule, err := repeat.Parse(line.Repeat)
	if err != nil {
		return t, fmt.Errorf("reading the repeat of %q: %w", line.Title, err)
	}
	if line.Due != nil {
		t.DueOn = today.AddDays(*line.Due)
	} else if day, ok := rule.First(today); ok {
		t.DueOn = day
	}
	if !rule.IsZero() {
		t.Repeat, t.OccursOn = rule.Anchored(t.DueOn).String(), t.DueOn
		t.DueOn = t.DueOn.AddDays(line.Postponed)
	}
	if line.Person != nil {
		t.AssigneeID = s.people[*line.Person].ID
	}
	if line.Done {
		t.CompletedAt = s.completed(t.CreatedAt, s.now, by.Zone)
	}
	return t, nil
}

// arrange gives a drawn task what its list and its words allow: a section, labels and
// somebody to do it.
func (s *seeder) arrange(plan seedList, t *docket.Task, words *seedTitle, doers []int) {
	if plan.Scattered && s.chance(0.8) {
		words.Section = pick(s.random, plan.Sections)
	}
	if !s.chance(0.4) {
		words.Labels = nil
	}
	if len(plan.Editors) == 0 {
		return
	}
	if s.chance(0.35) {
		t.AssigneeID = s.people[pick(s.random, doers)].ID
	}
	if s.chance(0.05) {
		words.Labels = append(slices.Clone(words.Labels), "waiting")
	}
}

// addSections returns the ids of a list's sections by their names.
func (s *seeder) addSections(ctx context.Context, l docket.List, names []string) (map[string]docket.ID, error) {
	ids := make(map[string]docket.ID)
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		id, err := s.app.newID()
		if err != nil {
			return nil, fmt.Errorf("making an id: %w", err)
		}
		if err := s.tx.AddSection(docket.Section{ID: id, ListID: l.ID, Name: name}); err != nil {
			return nil, err
		}
		ids[name] = id
	}
	return ids, nil
}

// pin puts labels into the sidebars of those who use them.
func (s *seeder) pin(people []seedPerson) error {
	for i, p := range people {
		known, err := s.tx.Labels(s.people[i].ID)
		if err != nil {
			return err
		}
		for _, l := range known {
			if !slices.Contains(p.Pinned, l) {
				continue
			}
			if err := s.tx.PinLabel(s.people[i].ID, l, true); err != nil {
				return err
			}
		}
	}
	return nil
}
