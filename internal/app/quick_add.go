package app

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/quickadd"
)

// MaxLines is how many lines, a task each, are added at once.
const MaxLines = 500

// maxLine is how long a line is read without its notes, in bytes: a title and labels of
// the greatest length.
const maxLine = 4 * (docket.MaxTitle + docket.MaxLabels*(docket.MaxLabel+2))

// Added is what quick add has added.
type Added struct {
	Tasks []docket.Task // in the order of their lines
	Undo  docket.ID     // takes all of them back; empty where they were there already
	Typed []Understood  // what each line said
}

// Understood is what a line of quick add says.
type Understood struct {
	quickadd.Task
	Line    string
	Depth   int           // how many of the lines above it is under
	Done    bool          // its box is ticked
	ListID  docket.ID     // the list that it goes to
	Section docket.ID     // and the section
	Person  docket.ID     // who is to do it
	Color   docket.Color  // of the list that it names
	Dates   []docket.Date // the next days of its repeat
	Repeats string        // its repeat as a sentence
}

// Add adds what was typed: lines of quick add, or a task field by field.
func (a *App) Add(ctx context.Context, me docket.User, in NewTask) (Added, error) {
	if in.Text != nil {
		return a.QuickAdd(ctx, me, in)
	}
	t, undo, err := a.addTask(ctx, me, in)
	return Added{Tasks: []docket.Task{t}, Undo: undo}, err
}

// QuickAdd adds the tasks that a text says, a line each and indented ones as subtasks of
// the one above; what the form says besides holds for lines that do not say otherwise.
func (a *App) QuickAdd(ctx context.Context, me docket.User, in NewTask) (Added, error) {
	lines, err := linesOf(deref(in.Text))
	if err != nil {
		return Added{}, err
	}
	added := Added{Typed: make([]Understood, len(lines))}
	tasks := make([]docket.Task, len(lines))
	err = a.db.Read(ctx, func(tx *db.ReadTx) error {
		if in.ListID != "" {
			if _, err := cleanListID(in.ListID); err != nil {
				return err
			}
		}
		g := a.grammar(tx, me, in)
		if g.err != nil {
			return g.err
		}
		if _, err := a.editableList(tx, me, g.preset); err != nil {
			return orInvalid(err, "list_id", noSuchList)
		}
		for i := range lines {
			if added.Typed[i], tasks[i], err = g.task(in, lines, i); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return added, suggestInbox(err)
	}
	for i := range tasks {
		if tasks[i].NotesHTML, err = a.renderFor(ctx, &tasks[i].Notes, func(*db.ReadTx) error { return nil }); err != nil {
			return added, err
		}
	}
	err = a.write(ctx, me, func(b *batch) error {
		if in.ID != "" {
			t, err := b.Task(me.ID, tasks[0].ID)
			if err == nil {
				added.Tasks = []docket.Task{t}
			}
			if docket.KindOf(err) != docket.KindNotFound {
				return err
			}
		}
		added.Tasks, err = b.addLines(tasks, added.Typed)
		added.Undo = b.group
		return err
	})
	return added, suggestInbox(err)
}

// addLines adds a task for each line, below the one that its line is under.
func (b *batch) addLines(tasks []docket.Task, lines []Understood) (added []docket.Task, err error) {
	var above []docket.Task // the ones that the next line may be under
	for i, t := range tasks {
		above = above[:min(lines[i].Depth, len(above))]
		if n := len(above); n > 0 {
			t.ParentID, t.ListID, t.SectionID = above[n-1].ID, above[n-1].ListID, ""
		}
		if t, err = b.addTo(t); err != nil {
			return nil, inText(err, len(tasks), i)
		}
		above, added = append(above, t), append(added, t)
	}
	return added, nil
}

// linesOf cuts a text into the lines of tasks.
func linesOf(text string) ([]quickadd.Line, error) {
	lines := quickadd.Lines(text)
	if len(lines) > MaxLines {
		return nil, docket.Invalid("text", fmt.Sprintf("That makes %d tasks. Add at most %d lines at once.", len(lines), MaxLines))
	}
	if len(lines) == 0 {
		return nil, docket.Invalid("text", "Enter a title.")
	}
	for i, l := range lines {
		if head, _, _ := strings.Cut(l.Text, " // "); len(head) > maxLine {
			return nil, inText(docket.Invalid("text", fmt.Sprintf("A title has at most %d characters. Put the rest into notes, after //.", docket.MaxTitle)), len(lines), i)
		}
	}
	return lines, nil
}

// inText says what is wrong with a line of several.
func inText(err error, lines, i int) error {
	if docket.KindOf(err) != docket.KindInvalid {
		return err
	}
	message := docket.MessageOf(err)
	if lines > 1 {
		message = fmt.Sprintf("Line %d: %s", i+1, message)
	}
	if message == noSuchList {
		return docket.Invalid("list_id", message)
	}
	return docket.Invalid("text", message)
}

// onto returns what a form says with what its line says, which goes first.
func (u Understood) onto(in NewTask, line int) NewTask {
	in.Title, in.Labels = u.Title, append(u.Labels, in.Labels...)
	if line > 0 {
		in.ID = "" // names the first one
	}
	in.ListID = string(u.ListID)
	if u.List != "" {
		in.SectionID, in.ParentID = string(u.Section), ""
	}
	if u.Notes != "" {
		in.Notes = u.Notes
	}
	if u.DueOn != "" {
		in.DueOn, in.DueTime = string(u.DueOn), string(u.DueTime)
	}
	if u.Priority > 0 {
		in.Priority = fmt.Sprint(int(u.Priority))
	}
	if u.Repeat != "" {
		in.Repeat = u.Repeat
	}
	if u.Person != "" {
		in.AssigneeID = string(u.Person)
	}
	return in
}

// Preview is what a text of quick add would add.
type Preview struct {
	docket.Page              // what stands around it, and its view
	Lines       []Understood // of a text that is too long to be added, none
	Err         error        // why it can't be added
}

// Preview reads what a text of quick add says, for the view that it is typed in.
func (a *App) Preview(ctx context.Context, me docket.User, view docket.View, in NewTask) (p Preview, err error) {
	err = a.db.Read(ctx, func(tx *db.ReadTx) error {
		if p.Page, err = a.frame(tx, me.ID); err != nil {
			return err
		}
		p.Page.View = view
		if view.List != "" {
			if p.Page.List, err = listOf(tx, &p.Page, view.List); err != nil {
				return err
			}
		}
		if view.Kind == docket.ViewInbox || view.List != "" && !p.Page.List.TakesTasks() {
			p.Page.View, p.Page.List = docket.View{Kind: docket.ViewInbox}, p.Page.Sidebar.Inbox
		}
		if p.Page.List.ID != "" {
			in.ListID = string(p.Page.List.ID)
		}
		g := a.grammar(tx, me, in)
		var lines []quickadd.Line
		if strings.TrimSpace(deref(in.Text)) != "" {
			lines, p.Err = linesOf(deref(in.Text))
		}
		for i := range lines {
			u, _, err := g.task(in, lines, i)
			if err != nil && docket.KindOf(err) != docket.KindInvalid {
				return err
			}
			p.Lines = append(p.Lines, u)
			p.Err = cmp.Or(p.Err, err)
		}
		return g.err
	})
	return p, err
}
