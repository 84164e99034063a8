package app

import (
	"context"
	"slices"
	"strings"

	"docket/db"
	"docket/internal/docket"
)

// spell writes the wanted labels as the user's tasks have them already: a label that
// differs in capitals alone is the same one.
func (b *batch) spell(wanted map[docket.Field]string) error {
	typed, ok := wanted[docket.FieldLabels]
	if !ok {
		return nil
	}
	labels, err := b.spelt(docket.SplitLabels(typed))
	wanted[docket.FieldLabels] = docket.JoinLabels(labels)
	return err
}

func (b *batch) spelt(labels []string) ([]string, error) {
	if len(labels) == 0 {
		return nil, nil
	}
	if b.known == nil {
		known, err := b.Labels(b.me.ID)
		if err != nil {
			return nil, err
		}
		b.known = known
	}
	spelt := slices.Clone(labels)
	for i, l := range spelt {
		spelt[i] = spelling(b.known, l)
		b.known = append(b.known, spelt[i])
	}
	slices.Sort(spelt)
	return slices.Compact(spelt), nil
}

// spelling returns a label as it is known: itself where it is, one that differs in
// capitals alone where there is one, and itself where it is new.
func spelling(known []string, label string) string {
	like := label
	for _, k := range known {
		if k == label {
			return label
		}
		if strings.EqualFold(k, label) {
			like = k
		}
	}
	return like
}

// relabelOne gives a task a label, or takes one away; both may be empty.
func (b *batch) relabelOne(t *docket.Task, add, drop string) error {
	if add == "" && drop == "" {
		return nil
	}
	labels, err := docket.CleanLabels(append([]string{add}, t.Labels...))
	if err != nil {
		return err
	}
	t.Labels, err = b.spelt(slices.DeleteFunc(labels, func(l string) bool { return l == drop }))
	return err
}

// LabelChange is a label that was renamed, merged into another or taken away.
type LabelChange struct {
	docket.Entry
	Label string // as it is now; empty where it was taken away
	Tasks int    // that bore it
}

// RenameLabel gives a label another name on every task of the user's lists that bears
// it and that they may edit. The name of another label merges the two.
func (a *App) RenameLabel(ctx context.Context, me docket.User, label, name string) (LabelChange, error) {
	name, err := docket.CleanLabel(name)
	if err != nil {
		if e := docket.MessageOf(err); e != "" {
			err = docket.Invalid("name", e)
		}
		return LabelChange{}, err
	}
	return a.relabel(ctx, me, label, name)
}

// DeleteLabel takes a label away from every task of the user's lists that bears it and
// that they may edit.
func (a *App) DeleteLabel(ctx context.Context, me docket.User, label string) (LabelChange, error) {
	return a.relabel(ctx, me, label, "")
}

// relabel puts name, if any, in the place of a label. One that no task bears which the
// user can see is NotFound.
func (a *App) relabel(ctx context.Context, me docket.User, label, name string) (change LabelChange, err error) {
	err = a.write(ctx, me, func(b *batch) error {
		known, err := b.Labels(me.ID)
		if err != nil {
			return err
		}
		if !slices.Contains(known, label) {
			return docket.NotFound()
		}
		if name != "" && !strings.EqualFold(name, label) {
			name = spelling(known, name)
		}
		bearing, err := b.LabelledTasks(me.ID, label)
		if err != nil {
			return err
		}
		if len(bearing) == 0 {
			return docket.Forbidden()
		}
		change.Label = name
		named := docket.Change{Name: "label.rename", Users: []docket.ID{me.ID}}
		for _, t := range bearing {
			if !slices.Contains(named.Lists, t.ListID) {
				named.Lists = append(named.Lists, t.ListID)
			}
		}
		b.Change(named)
		for _, t := range bearing {
			after := t
			after.Labels = slices.DeleteFunc(slices.Clone(t.Labels), func(l string) bool { return l == label || strings.EqualFold(l, name) })
			if name != "" {
				after.Labels = append(after.Labels, name)
				slices.Sort(after.Labels)
			}
			done, err := b.save(docket.ActionEdit, t, after)
			if err != nil {
				return err
			}
			if done.Changed() {
				change.Entry = done.Entry
				change.Tasks++
			}
		}
		return b.repin(label, name)
	})
	return change, err
}

// repin pins name in the place of a label, where the user has that in their sidebar. A
// label that is still there, on tasks that they may not edit, stays pinned, too.
func (b *batch) repin(label, name string) error {
	if label == name {
		return nil
	}
	before, err := b.pinned(label, name)
	if err != nil || !slices.Contains(before, label) {
		return err
	}
	var after []string
	if name != "" {
		after = append(after, name)
	}
	left, err := b.Labels(b.me.ID)
	if err != nil {
		return err
	}
	if slices.Contains(left, label) {
		after = append(after, label)
	}
	if err := b.pin(before, after); err != nil {
		return err
	}
	pins := docket.FieldChange{Field: docket.FieldLabels, Before: docket.JoinLabels(before), After: docket.JoinLabels(after)}
	_, err = b.record(docket.Entry{Action: docket.ActionEdit, Entity: docket.EntityLabel, Target: b.me.ID, Title: label, Fields: []docket.FieldChange{pins}},
		b.app.now().UnixMilli())
	return err
}

// pinned returns those of some labels that the user has in their sidebar.
func (b *batch) pinned(of ...string) (labels []string, err error) {
	all, err := b.PinnedLabels(b.me.ID)
	for _, c := range all {
		if slices.Contains(of, c.Label) {
			labels = append(labels, c.Label)
		}
	}
	return labels, err
}

// pin puts labels into the user's sidebar in the place of others, and leaves alone those
// that are among both.
func (b *batch) pin(before, after []string) error {
	for _, l := range before {
		if !slices.Contains(after, l) {
			if err := b.Tx.PinLabel(b.me.ID, l, false); err != nil {
				return err
			}
		}
	}
	for _, l := range after {
		if !slices.Contains(before, l) {
			if err := b.Tx.PinLabel(b.me.ID, l, true); err != nil {
				return err
			}
		}
	}
	return nil
}

// undoPins pins what a label's change has unpinned, and the other way round. Where the user has
// unpinned any of it since, nothing is pinned anew.
func (b *batch) undoPins(entry docket.Entry) error {
	b.Change(docket.Change{Name: "label.undo", Users: []docket.ID{b.me.ID}})
	pins, _ := entry.Field(docket.FieldLabels)
	before, after := docket.SplitLabels(pins.Before), docket.SplitLabels(pins.After)
	still, err := b.pinned(after...)
	if err != nil {
		return err
	}
	if len(still) < len(after) {
		before = slices.DeleteFunc(before, func(l string) bool { return !slices.Contains(still, l) })
	}
	return b.pin(still, before)
}

// PinLabel puts a label into the user's sidebar, or takes it out of there.
func (a *App) PinLabel(ctx context.Context, me docket.User, label string, pinned bool) error {
	return a.db.Write(ctx, func(tx *db.Tx) error {
		known, err := tx.Labels(me.ID)
		if err != nil {
			return err
		}
		if pinned && !slices.Contains(known, label) {
			return docket.NotFound()
		}
		tx.Change(docket.Change{Name: "label.pin", Users: []docket.ID{me.ID}})
		return tx.PinLabel(me.ID, label, pinned)
	})
}
