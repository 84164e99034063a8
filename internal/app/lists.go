package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"docket/db"
	"docket/internal/docket"
)

// ListChange is a change made to a list: the list as it was and as it is.
type ListChange struct {
	docket.Entry
	Before, After docket.List
}

// Changed reports whether anything was changed.
func (d ListChange) Changed() bool { return d.ID != "" }

// NewList is a list as it was typed.
type NewList struct {
	Name  string `form:"name"`
	Color string `form:"color"` // empty for the default
}

// AddList makes a list that the user owns.
func (a *App) AddList(ctx context.Context, me docket.User, in NewList) (docket.List, error) {
	l := docket.List{Version: 1, Role: docket.RoleOwner}
	var errs docket.Fields
	take(&errs, &l.Name, &in.Name, docket.CleanName)
	take(&errs, &l.Color, &in.Color, docket.ParseColor)
	err := errs.Err()
	if err != nil {
		return l, err
	}
	if l.ID, err = a.newID(); err != nil {
		return l, fmt.Errorf("making an id: %w", err)
	}
	err = a.db.Write(ctx, func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "list.add", Lists: []docket.ID{l.ID}})
		if err := tx.AddList(l, a.now()); err != nil {
			return err
		}
		return tx.AddMember(l.ID, me.ID, docket.RoleOwner)
	})
	return l, err
}

// ListEdit is a form's new values for a list, as they were typed; nil leaves a
// field alone.
type ListEdit struct {
	Version string  `form:"version"` // the version that the form showed; empty for the latest
	Name    *string `form:"name"`
	Color   *string `form:"color"`
}

// EditList renames or recolours a list. It merges as EditTask does.
func (a *App) EditList(ctx context.Context, me docket.User, id docket.ID, in ListEdit) (ListChange, error) {
	wanted := make(map[docket.Field]string)
	var errs docket.Fields
	put(&errs, wanted, docket.FieldName, in.Name, docket.CleanName)
	put(&errs, wanted, docket.FieldColor, in.Color, docket.ParseColor)
	if err := errs.Err(); err != nil {
		return ListChange{}, err
	}
	return a.changeList(ctx, me, id, docket.ActionEdit, func(tx *db.Tx, l *docket.List) error {
		set, conflicts, err := a.merge(tx, id, in.Version, l.Version, wanted, l.Value)
		if err != nil {
			return err
		}
		if len(conflicts) > 0 {
			return &docket.Error{Kind: docket.KindConflict,
				Message: fmt.Sprintf("This list changed while you were editing; it’s now “%s”. Nothing was saved. Check the list and save again.", l.Name)}
		}
		for f, v := range set {
			if err := l.Set(f, v); err != nil {
				return fmt.Errorf("setting %s: %w", f, err)
			}
		}
		return nil
	})
}

// ArchiveList puts a list away: it and its tasks leave the sidebar, Today and
// Upcoming, and nothing is lost.
func (a *App) ArchiveList(ctx context.Context, me docket.User, id docket.ID) (ListChange, error) {
	return a.changeList(ctx, me, id, docket.ActionArchive, func(_ *db.Tx, l *docket.List) error {
		if !l.Archived() {
			l.ArchivedAt = a.now()
		}
		return nil
	})
}

// UnarchiveList brings an archived list back.
func (a *App) UnarchiveList(ctx context.Context, me docket.User, id docket.ID) (ListChange, error) {
	return a.changeList(ctx, me, id, docket.ActionUnarchive, func(_ *db.Tx, l *docket.List) error {
		l.ArchivedAt = time.Time{}
		return nil
	})
}

// DeleteList puts a list with its tasks into the trash.
func (a *App) DeleteList(ctx context.Context, me docket.User, id docket.ID) (ListChange, error) {
	return a.changeList(ctx, me, id, docket.ActionDelete, func(_ *db.Tx, l *docket.List) error {
		l.DeletedAt = a.now()
		return nil
	})
}

// RestoreList takes a list with its tasks out of the trash.
func (a *App) RestoreList(ctx context.Context, me docket.User, id docket.ID) (ListChange, error) {
	return a.changeList(ctx, me, id, docket.ActionRestore, func(_ *db.Tx, l *docket.List) error {
		l.DeletedAt = time.Time{}
		return nil
	})
}

// ListMove says which list of the sidebar a list goes before, or which after.
type ListMove struct {
	Before string `form:"before"`
	After  string `form:"after"`
}

// MoveList puts a list in another place of the user's sidebar.
func (a *App) MoveList(ctx context.Context, me docket.User, id docket.ID, to ListMove) error {
	const noSuchNeighbour = "The list to move it next to is gone. Reload the page and try again."
	next, isBefore, err := beside(to.Before, to.After, noSuchNeighbour)
	if err != nil {
		return err
	}
	if next == "" {
		return docket.Invalid("before", "Choose which list to move it before or after.")
	}
	return a.db.Write(ctx, func(tx *db.Tx) error {
		l, err := tx.List(me.ID, id)
		if err != nil {
			return err
		}
		if l.Deleted() {
			return docket.NotFound()
		}
		if l.Inbox {
			return inboxStays()
		}
		if next == id {
			return nil
		}
		tx.Change(docket.Change{Name: "list.reorder", Users: []docket.ID{me.ID}})
		return orInvalid(tx.MoveList(me.ID, id, next, isBefore), "before", noSuchNeighbour)
	})
}

// SetLayout notes how the user looks at a list: as "board" or as "list".
func (a *App) SetLayout(ctx context.Context, me docket.User, id docket.ID, layout string) error {
	if layout != "board" && layout != "list" {
		return docket.Invalid("layout", "Choose the list or the board.")
	}
	return a.db.Write(ctx, func(tx *db.Tx) error {
		l, err := tx.List(me.ID, id)
		if err != nil {
			return err
		}
		if l.Deleted() {
			return listInTrash(l)
		}
		tx.Change(docket.Change{Name: "list.layout", Users: []docket.ID{me.ID}})
		return tx.SetLayout(me.ID, id, layout == "board")
	})
}

func inboxStays() error {
	return &docket.Error{Kind: docket.KindForbidden, Message: "Your Inbox can’t be changed, archived or deleted."}
}

// List returns a list as the user sees it.
func (a *App) List(ctx context.Context, me docket.User, id docket.ID) (docket.List, error) {
	return read(ctx, a, func(tx *db.ReadTx) (docket.List, error) { return tx.List(me.ID, id) })
}

// ListToManage returns a list that the user may manage, for the pages that do so.
func (a *App) ListToManage(ctx context.Context, me docket.User, id docket.ID) (docket.List, error) {
	l, err := read(ctx, a, func(tx *db.ReadTx) (docket.List, error) { return a.manageable(tx, me, id) })
	if err == nil && l.Deleted() {
		err = listInTrash(l)
	}
	return l, err
}

// listInTrash is NotFound for those who can see the list in their trash.
func listInTrash(l docket.List) error {
	return &docket.Error{Kind: docket.KindNotFound, Message: fmt.Sprintf("“%s” is in the trash. Restore it there to see it again.", l.Name)}
}

func (a *App) manageable(tx *db.ReadTx, me docket.User, id docket.ID) (docket.List, error) {
	l, err := tx.List(me.ID, id)
	if err != nil {
		return l, err
	}
	if l.Inbox {
		return l, inboxStays()
	}
	if !l.Role.CanManage() {
		return l, &docket.Error{Kind: docket.KindForbidden, Message: "Only the list’s owner can do that. Ask them to."}
	}
	return l, nil
}

// changeList lets edit change a list that the user may manage, and keeps what
// was changed for undo.
func (a *App) changeList(ctx context.Context, me docket.User, id docket.ID, action docket.Action,
	edit func(tx *db.Tx, l *docket.List) error) (change ListChange, err error) {
	err = a.write(ctx, me, func(b *batch) error {
		l, err := a.manageable(&b.ReadTx, me, id)
		if err != nil {
			return err
		}
		if l.Deleted() && action != docket.ActionRestore {
			return docket.NotFound()
		}
		b.Change(docket.Change{Name: "list." + string(action), Lists: []docket.ID{id}})
		after := l
		if err := edit(b.Tx, &after); err != nil {
			return err
		}
		change, err = b.saveList(action, l, after)
		return err
	})
	return change, err
}

func (b *batch) saveList(action docket.Action, before, after docket.List) (ListChange, error) {
	change := ListChange{Before: before, After: after}
	fields := before.Diff(&after)
	if len(fields) == 0 {
		return change, nil
	}
	if err := b.UpdateList(after); err != nil {
		return change, err
	}
	after.Version++
	change.After = after
	var err error
	change.Entry, err = b.record(docket.Entry{Action: action, Entity: docket.EntityList, Target: after.ID, Title: after.Name, Fields: fields}, after.Version)
	return change, err
}

// ListsNamed returns the lists of this name that the user can add tasks to; capitals do
// not matter. Two lists may have the same name.
func (a *App) ListsNamed(ctx context.Context, me docket.User, name string) ([]docket.List, error) {
	return read(ctx, a, func(tx *db.ReadTx) ([]docket.List, error) {
		lists, err := tx.ListNames(me.ID)
		return slices.DeleteFunc(lists, func(l docket.List) bool { return !strings.EqualFold(l.Name, name) }), err
	})
}
