package app_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"docket/internal/app"
	"docket/internal/docket"
)

// plan is a list as a model keeps it: tasks in order, each with its section and its parent.
type plan struct {
	sections []docket.ID
	tasks    []planned
}

type planned struct {
	id, section, parent docket.ID
}

func (p *plan) at(id docket.ID) int {
	return slices.IndexFunc(p.tasks, func(t planned) bool { return t.id == id })
}

func (p *plan) under(id docket.ID) (all []docket.ID) {
	for _, t := range p.tasks {
		if t.parent == id {
			all = append(append(all, t.id), p.under(t.id)...)
		}
	}
	return all
}

func (p *plan) depth(id docket.ID) (n int) {
	for at := p.tasks[p.at(id)]; at.parent != ""; at = p.tasks[p.at(at.parent)] {
		n++
	}
	return n
}

// put places a task in the order, and says of it and of what is under it where they are.
func (p *plan) put(t planned, i int) {
	p.tasks = slices.Insert(p.tasks, i, t)
	for _, id := range p.under(t.id) {
		p.tasks[p.at(id)].section = t.section
	}
}

// outline is what a list shows of the plan.
func (p *plan) outline(titles map[docket.ID]string) string {
	var b strings.Builder
	var below func(section, parent docket.ID, depth int)
	below = func(section, parent docket.ID, depth int) {
		for _, t := range p.tasks {
			if t.section == section && t.parent == parent {
				b.WriteString(strings.Repeat(".", depth) + titles[t.id] + " ")
				below(section, t.id, depth+1)
			}
		}
	}
	below("", "", 0)
	for _, s := range p.sections {
		fmt.Fprintf(&b, "[%s] ", titles[s])
		below(s, "", 0)
	}
	return strings.TrimSpace(b.String())
}

// Any moves of tasks, subtasks and sections end as they were asked for.
func TestAnyMovesEndAsAsked(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 3))
		h := newHouse(t)
		ctx, ana := t.Context(), h.user("Ana", "UTC")
		l := h.list(ana, "Home")
		titles, p := map[docket.ID]string{}, &plan{}
		for i := range 4 {
			s, err := h.AddSection(ctx, ana, l.ID, fmt.Sprint("s", i))
			h.check(err)
			p.sections = append(p.sections, s.After.ID)
			titles[s.After.ID] = s.After.Name
		}
		for i := range 12 {
			task := h.task(ana, l.ID, fmt.Sprint("t", i), "")
			p.tasks = append(p.tasks, planned{id: task.ID})
			titles[task.ID] = task.Title
		}
		for step := range 150 {
			id, next, before := pick(r, p.tasks).id, pick(r, p.tasks).id, r.IntN(2) == 0
			height := 0
			for _, u := range p.under(id) {
				height = max(height, p.depth(u)-p.depth(id))
			}
			mine := p.tasks[p.at(id)]
			var err error
			what := ""
			switch r.IntN(4) {
			case 0: // beside another task
				what = titles[id] + " beside " + titles[next]
				to := app.TaskMove{After: string(next)}
				if before {
					to = app.TaskMove{Before: string(next)}
				}
				_, err = h.MoveTask(ctx, ana, id, to)
				beside := p.tasks[p.at(next)]
				if bad := id != next && (slices.Contains(p.under(id), next) || p.depth(next)+height > docket.MaxDepth && beside.parent != mine.parent); bad != (err != nil) {
					t.Fatalf("seed %d, step %d, %s: %v", seed, step, what, err)
				}
				if err == nil && id != next {
					p.tasks = slices.Delete(p.tasks, p.at(id), p.at(id)+1)
					i := p.at(next)
					if !before {
						i++
					}
					p.put(planned{id, beside.section, beside.parent}, i)
				}
			case 1: // last into a section
				section := pick(r, append(p.sections, ""))
				what = titles[id] + " into " + titles[section]
				_, err = h.MoveTask(ctx, ana, id, app.TaskMove{SectionID: str(string(section))})
				h.check(err)
				parent := mine.parent
				if section != mine.section {
					parent = ""
				}
				p.tasks = slices.Delete(p.tasks, p.at(id), p.at(id)+1)
				p.put(planned{id, section, parent}, len(p.tasks))
			case 2: // last under a task
				what = titles[id] + " under " + titles[next]
				_, err = h.MoveTask(ctx, ana, id, app.TaskMove{ParentID: str(string(next))})
				bad := mine.parent != next && (id == next || slices.Contains(p.under(id), next) || p.depth(next)+1+height > docket.MaxDepth)
				if bad != (err != nil) {
					t.Fatalf("seed %d, step %d, %s: %v", seed, step, what, err)
				}
				if err == nil {
					section := p.tasks[p.at(next)].section
					p.tasks = slices.Delete(p.tasks, p.at(id), p.at(id)+1)
					p.put(planned{id, section, next}, len(p.tasks))
				}
			case 3: // a section beside another
				s, other := pick(r, p.sections), pick(r, p.sections)
				what = titles[s] + " beside " + titles[other]
				to := app.SectionMove{After: string(other)}
				if before {
					to = app.SectionMove{Before: string(other)}
				}
				_, err = h.MoveSection(ctx, ana, s, to)
				h.check(err)
				if s != other {
					p.sections = slices.DeleteFunc(p.sections, func(id docket.ID) bool { return id == s })
					i := slices.Index(p.sections, other)
					if !before {
						i++
					}
					p.sections = slices.Insert(p.sections, i, s)
				}
			}
			if got, want := h.tree(ana, l.ID), p.outline(titles); got != want {
				t.Fatalf("seed %d, step %d, %s: the list shows\n%s\nwant\n%s", seed, step, what, got, want)
			}
		}
	}
}
