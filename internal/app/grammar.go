package app

import (
	"slices"
	"strings"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/quickadd"
	"docket/internal/repeat"
)

// grammar knows what the names in a user's text stand for.
type grammar struct {
	app      *App
	tx       *db.ReadTx
	me       docket.User
	lists    []docket.List
	preset   docket.ID                      // the list that a line without one goes to
	above    docket.ID                      // the one that the last line has gone to that is under no other
	sections map[docket.ID][]docket.Section // by their list, as far as they were asked for
	members  map[docket.ID][]docket.User
	err      error // the first one
}

func (a *App) grammar(tx *db.ReadTx, me docket.User, in NewTask) *grammar {
	g := &grammar{app: a, tx: tx, me: me, preset: docket.ID(in.ListID), sections: make(map[docket.ID][]docket.Section), members: make(map[docket.ID][]docket.User)}
	if g.lists, g.err = tx.ListNames(me.ID); g.err == nil && in.ListID == "" {
		g.preset, g.err = a.listToAddTo(tx, me, docket.ID(in.ParentID))
	}
	return g
}

// task makes the task that one of some lines says, with what the form says besides.
func (g *grammar) task(in NewTask, lines []quickadd.Line, i int) (Understood, docket.Task, error) {
	u := g.understand(lines[i])
	if g.err != nil {
		return u, docket.Task{}, g.err
	}
	t, err := g.app.newTask(g.me, u.onto(in, i))
	if err != nil {
		return u, t, inText(err, len(lines), i)
	}
	if u.Done { // the form may have a repeat, too
		t.CompletedAt, t.Repeat, t.OccursOn = g.app.now(), "", ""
	}
	return u, t, nil
}

// understand reads a line. One that is under another goes to that one's list, so a list
// that it names stays text. What one that is done says of a repeat is left out: it comes no more.
func (g *grammar) understand(line quickadd.Line) Understood {
	in := g.preset
	settings := quickadd.Settings{Now: g.app.now(), Zone: g.me.Zone, WeekStart: g.me.WeekStart, MonthFirst: g.me.MonthFirst}
	if line.Depth > 0 {
		in = g.above
	} else {
		settings.List = func(list, section string) bool { _, _, ok := g.find(list, section); return ok }
	}
	settings.Person = func(list, name string) bool { return g.person(in, list, name) != "" }
	u := Understood{Line: line.Text, Depth: line.Depth, Done: line.Done, ListID: in, Task: quickadd.Parse(line.Text, settings)}
	if u.List != "" {
		l, section, _ := g.find(u.List, u.Task.Section)
		u.ListID, u.Section, u.Color = l.ID, section, l.Color
	}
	if u.Task.Person != "" {
		u.Person = g.person(in, u.List, u.Task.Person)
	}
	if line.Depth == 0 {
		g.above = u.ListID
	}
	if line.Done && u.Repeat != "" {
		u.Repeat = ""
		u.Parts = slices.DeleteFunc(u.Parts, func(p quickadd.Part) bool { return p.Kind == quickadd.KindRepeat })
		if !slices.ContainsFunc(u.Parts, func(p quickadd.Part) bool { return p.Kind == quickadd.KindDay || p.Kind == quickadd.KindTime }) {
			u.DueOn = ""
		}
	}
	if rule, err := repeat.Parse(u.Repeat); err == nil && !rule.IsZero() {
		u.Repeats = rule.Sentence()
		first := docket.Task{DueOn: u.DueOn, DueTime: u.DueTime}
		u.Dates = append([]docket.Date{u.DueOn}, g.app.datesAfter(g.me, first, rule.Anchored(u.DueOn), datesShown-1)...)
	}
	return u
}

// find looks a list and its section up by their names.
func (g *grammar) find(name, section string) (l docket.List, in docket.ID, ok bool) {
	l, ok = one(g.lists, name, func(l docket.List) string { return l.Name })
	if !ok || section == "" {
		return l, "", ok
	}
	sections, known := g.sections[l.ID]
	if !known {
		var err error
		sections, err = g.tx.Sections(g.me.ID, l.ID)
		g.note(err)
		g.sections[l.ID] = sections
	}
	s, ok := one(sections, section, func(s docket.Section) string { return s.Name })
	return l, s.ID, ok
}

// person looks a member of a list up: by name, by first name or by what their address
// begins with. The list is the one that the line names, if any.
func (g *grammar) person(in docket.ID, list, name string) docket.ID {
	if list != "" {
		l, _, _ := g.find(list, "")
		in = l.ID
	}
	members, known := g.members[in]
	if !known {
		var err error
		members, err = g.tx.Members(in)
		g.note(err)
		g.members[in] = members
	}
	for _, by := range []func(docket.User) string{
		func(u docket.User) string { return u.Name },
		func(u docket.User) string { first, _, _ := strings.Cut(u.Name, " "); return first },
		func(u docket.User) string { local, _, _ := strings.Cut(u.Email, "@"); return local },
	} {
		u, ok := one(members, name, by)
		if ok {
			return u.ID
		}
		if u.ID != "" {
			break // more than one is meant
		}
	}
	return ""
}

// one returns the one of some things that has a name: the only one that is written so or,
// where none is, the only one that is in other capitals. Of two nothing is guessed.
func one[T any](of []T, name string, nameOf func(T) string) (found T, ok bool) {
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		is := func(x T) bool { return same(nameOf(x), name) }
		if i := slices.IndexFunc(of, is); i >= 0 {
			return of[i], !slices.ContainsFunc(of[i+1:], is)
		}
	}
	return found, false
}

func (g *grammar) note(err error) {
	if g.err == nil {
		g.err = err
	}
}
