package app

import (
	"context"
	"fmt"
	"slices"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/rank"
)

// SectionChange is a change made to a section: as it was and as it is.
type SectionChange struct {
	docket.Entry
	Before, After docket.Section
	List          docket.List // that it is a section of
}

// Changed reports whether anything was changed.
func (d SectionChange) Changed() bool { return d.ID != "" }

// AddSection adds a section at the end of a list.
func (a *App) AddSection(ctx context.Context, me docket.User, list docket.ID, name string) (SectionChange, error) {
	id, err := a.newID()
	if err != nil {
		return SectionChange{}, fmt.Errorf("making an id: %w", err)
	}
	change := SectionChange{After: docket.Section{ID: id, ListID: list, Version: 1}}
	err = a.write(ctx, me, func(b *batch) error {
		if change.List, err = a.editableList(&b.ReadTx, me, list); err != nil {
			return err
		}
		if change.After.Name, err = docket.CleanName(name); err != nil {
			return err
		}
		there, err := b.Sections(me.ID, list)
		if err != nil {
			return err
		}
		if len(there) >= docket.MaxSections {
			return docket.Invalid("name", fmt.Sprintf("This list has %d sections, which is as many as a list can have.", len(there)))
		}
		b.Change(docket.Change{Name: "section.add", Lists: []docket.ID{list}})
		if err := b.Tx.AddSection(change.After); err != nil {
			return err
		}
		change.Entry, err = b.record(docket.Entry{Action: docket.ActionAdd, Entity: docket.EntitySection, Target: id, Title: change.After.Name}, 1)
		return err
	})
	return change, err
}

// RenameSection gives a section another name.
func (a *App) RenameSection(ctx context.Context, me docket.User, id docket.ID, name string) (SectionChange, error) {
	return a.changeSection(ctx, me, id, docket.ActionEdit, func(_ *batch, s *docket.Section) (err error) {
		s.Name, err = docket.CleanName(name)
		return err
	})
}

// SectionMove says which section of the list another one goes before, or which after.
type SectionMove struct {
	Before string `form:"before"`
	After  string `form:"after"`
}

// MoveSection puts a section in another place of its list.
func (a *App) MoveSection(ctx context.Context, me docket.User, id docket.ID, to SectionMove) (SectionChange, error) {
	const noSuchNeighbour = "The section to move it next to is gone. Reload the page and try again."
	next, isBefore, err := beside(to.Before, to.After, noSuchNeighbour)
	if err != nil {
		return SectionChange{}, err
	}
	if next == "" {
		return SectionChange{}, docket.Invalid("before", "Choose which section to move it before or after.")
	}
	return a.changeSection(ctx, me, id, docket.ActionReorder, func(b *batch, s *docket.Section) error {
		if next == id {
			return nil
		}
		n, err := b.Section(me.ID, next)
		if err == nil && n.Deleted() {
			err = docket.NotFound()
		}
		if err == nil {
			s.Rank, err = b.SectionRankBeside(s.ListID, next, id, isBefore)
		}
		return orInvalid(err, "before", noSuchNeighbour)
	})
}

// What becomes of the tasks of a section that is deleted.
const (
	KeepTasks  = "keep"  // they move up, out of any section
	TrashTasks = "trash" // they go to the trash
)

// DeleteSection takes a section away; tasks says what becomes of its tasks.
func (a *App) DeleteSection(ctx context.Context, me docket.User, id docket.ID, tasks string) (SectionChange, error) {
	if tasks != KeepTasks && tasks != TrashTasks {
		return SectionChange{}, docket.Invalid("tasks", "Choose whether to keep the section’s tasks or to delete them.")
	}
	return a.changeSection(ctx, me, id, docket.ActionDelete, func(b *batch, s *docket.Section) error {
		at, moved := a.now(), make(map[docket.ID]docket.Rank)
		in, err := b.TasksOfSection(id)
		if err != nil {
			return err
		}
		last, err := b.LastRank(s.ListID)
		if err != nil {
			return err
		}
		ranks, err := rank.Spread(last, "", len(in)) // they go after those of no section
		if err != nil {
			return fmt.Errorf("ranking the section's tasks: %w", err)
		}
		byID := make(map[docket.ID]docket.Task, len(in))
		for i := range in {
			moved[in[i].ID], byID[in[i].ID] = ranks[i], in[i]
		}
		// What is done stays, unless what it is under goes: the trash would take it along.
		var goes func(t docket.Task) bool
		goes = func(t docket.Task) bool {
			parent, ok := byID[t.ParentID]
			return !t.Deleted() && (!t.Done() || ok && goes(parent))
		}
		for _, t := range deepestFirst(in) {
			after := t
			after.SectionID, after.Rank = "", moved[t.ID]
			action := docket.ActionMove
			if tasks == TrashTasks && goes(t) {
				after.DeletedAt, action = at, docket.ActionDelete
			}
			if _, err := b.save(action, t, after); err != nil {
				return err
			}
		}
		s.DeletedAt = at
		return nil
	})
}

// deepestFirst puts tasks before those that they are under: undo puts them back after.
func deepestFirst(tasks []docket.Task) []docket.Task {
	parent := make(map[docket.ID]docket.ID, len(tasks))
	for _, t := range tasks {
		parent[t.ID] = t.ParentID
	}
	depth := func(t docket.Task) (n int) {
		for id := t.ParentID; id != "" && n <= docket.MaxDepth; id = parent[id] {
			n++
		}
		return n
	}
	slices.SortStableFunc(tasks, func(a, b docket.Task) int { return depth(b) - depth(a) })
	return tasks
}

// FoldSection folds a section away for the user where collapsed is "true", and unfolds it
// where it is "false"; where it is empty, whichever it is not now.
func (a *App) FoldSection(ctx context.Context, me docket.User, id docket.ID, collapsed string) (docket.Section, error) {
	var s docket.Section
	if collapsed != "" && collapsed != "true" && collapsed != "false" {
		return s, docket.Invalid("collapsed", "Choose whether to fold the section.")
	}
	err := a.write(ctx, me, func(b *batch) (err error) {
		if s, err = b.Section(me.ID, id); err != nil {
			return err
		}
		if list, err := b.List(me.ID, s.ListID); err != nil || list.Deleted() || s.Deleted() {
			return docket.NotFound()
		}
		b.Change(docket.Change{Name: "section.fold", Users: []docket.ID{me.ID}})
		return b.Tx.FoldSection(me.ID, id, collapsed == "true" || collapsed == "" && !s.Folded)
	})
	return s, err
}

// SectionPage reads a section that the user may change, and its list.
func (a *App) SectionPage(ctx context.Context, me docket.User, id docket.ID) (page docket.Page, s docket.Section, err error) {
	err = a.db.Read(ctx, func(tx *db.ReadTx) error {
		if s, err = a.editableSection(tx, me, id); err != nil {
			return err
		}
		if s.Deleted() {
			return docket.NotFound()
		}
		page, err = a.page(tx, me.ID, docket.View{Kind: docket.ViewList, List: s.ListID})
		return err
	})
	return page, s, err
}

// editableSection returns a section of a list whose tasks the user may change, also one
// that was deleted.
func (a *App) editableSection(tx *db.ReadTx, me docket.User, id docket.ID) (docket.Section, error) {
	s, err := tx.Section(me.ID, id)
	if err != nil {
		return s, err
	}
	_, err = a.editableList(tx, me, s.ListID)
	return s, err
}

// changeSection lets edit change a section of a list that the user may edit, and keeps
// what was changed for undo.
func (a *App) changeSection(ctx context.Context, me docket.User, id docket.ID, action docket.Action,
	edit func(*batch, *docket.Section) error) (change SectionChange, err error) {
	err = a.write(ctx, me, func(b *batch) error {
		s, err := a.editableSection(&b.ReadTx, me, id)
		if err != nil {
			return err
		}
		if s.Deleted() {
			return docket.NotFound()
		}
		b.Change(docket.Change{Name: "section." + string(action), Lists: []docket.ID{s.ListID}})
		after := s
		if err := edit(b, &after); err != nil {
			return err
		}
		if change, err = b.saveSection(action, s, after); err != nil {
			return err
		}
		change.List, err = b.List(me.ID, s.ListID)
		return err
	})
	return change, err
}

func (b *batch) saveSection(action docket.Action, before, after docket.Section) (SectionChange, error) {
	change := SectionChange{Before: before, After: after}
	fields := before.Diff(&after)
	if len(fields) == 0 {
		return change, nil
	}
	if err := b.UpdateSection(after); err != nil {
		return change, err
	}
	after.Version++
	change.After = after
	var err error
	change.Entry, err = b.record(docket.Entry{Action: action, Entity: docket.EntitySection, Target: after.ID, Title: after.Name, Fields: fields}, after.Version)
	return change, err
}

func (b *batch) undoSection(entry docket.Entry) error {
	before, err := b.app.editableSection(&b.ReadTx, b.me, entry.Target)
	if err != nil {
		return deletedSince(err, entry)
	}
	b.Change(docket.Change{Name: "section.undo", Lists: []docket.ID{before.ListID}})
	if entry.Action == docket.ActionAdd {
		in, err := b.TasksOfSection(before.ID)
		if err != nil {
			return err
		}
		if before.Version > 1 || len(in) > 0 {
			return changedSince(entry)
		}
		return b.RemoveSection(before.ID)
	}
	if moved, ok := entry.Field(docket.FieldRank); ok && string(before.Rank) != moved.After {
		return changedSince(entry)
	}
	after := before
	if err := revert(entry, before.Value, after.Set); err != nil {
		return err
	}
	if after.Rank, err = b.SectionRankAt(after.ListID, after.Rank, after.ID); err != nil {
		return err
	}
	_, err = b.saveSection(docket.ActionUndo, before, after)
	return err
}
