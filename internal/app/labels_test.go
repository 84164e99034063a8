package app_test

import (
	"fmt"
	"strings"
	"testing"

	"docket/internal/app"
	"docket/internal/docket"
)

func TestLabelsAreOneHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana, bob := t.Context(), h.user("Ana", "UTC"), h.user("Bob", "UTC")
	l := h.list(ana, "Home")
	h.share(l.ID, bob, docket.RoleViewer)
	by := h.lines(ana, l.ID, "a #Errand\nb #errand #home\nc #HOME tomorrow")
	of := func(title string) string { return strings.Join(h.get(ana, by[title].ID).Labels, " ") }
	if of("a")+"|"+of("b")+"|"+of("c") != "Errand|Errand home|home" {
		t.Errorf("labels: %s|%s|%s", of("a"), of("b"), of("c"))
	}
	h.shows(ana, docket.View{Kind: docket.ViewLabel, Label: "home"}, "open(2): c b")
	h.shows(bob, docket.View{Kind: docket.ViewLabel, Label: "home"}, "open(2): c b")
	_, err := h.RenameLabel(ctx, bob, "home", "x")
	h.refuses("renaming a label of a list that one can only look at", err, docket.KindForbidden)
	h.check(h.PinLabel(ctx, ana, "home", true))
	before := h.state()
	merged, err := h.RenameLabel(ctx, ana, "home", "errand")
	h.check(err)
	if of("b")+"|"+of("c") != "Errand|Errand" || merged.Tasks != 2 || merged.Label != "Errand" {
		t.Errorf("merged: %s|%s, %+v", of("b"), of("c"), merged)
	}
	if pinned := h.page(ana, viewOf(docket.ViewToday)).Sidebar.Labels; len(pinned) != 1 || pinned[0].Label != "Errand" || pinned[0].Open != 3 {
		t.Errorf("pinned: %v", pinned)
	}
	_, err = h.Undo(ctx, ana, merged.Group)
	h.check(err)
	if h.state() != before {
		t.Error("undone, it is not as it was")
	}
	for what, labels := range map[string][]string{"33 of them": make33(), "one of 61 characters": {strings.Repeat("é", 61)}} {
		_, err := h.AddTask(ctx, ana, app.NewTask{Title: "no", Labels: labels})
		h.refuses(what, err, docket.KindInvalid)
	}
	_, err = h.RenameLabel(ctx, ana, "none", "x")
	h.refuses("a label that is not there", err, docket.KindNotFound)
	_, err = h.RenameLabel(ctx, ana, "Errand", strings.Repeat("x", 61))
	h.refuses("a name of 61 characters", err, docket.KindInvalid)
}

func make33() (labels []string) {
	for i := range 33 {
		labels = append(labels, fmt.Sprint("label ", i))
	}
	return labels
}

// pinned are the labels in a user's sidebar.
func (h *house) pinned(u docket.User) string {
	h.t.Helper()
	var names []string
	for _, c := range h.page(u, viewOf(docket.ViewToday)).Sidebar.Labels {
		names = append(names, c.Label)
	}
	return strings.Join(names, " ")
}

// A label that was renamed is pinned under its new name, and undo puts both back.
func TestUndoOfARenamedLabelPinsItAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana := t.Context(), h.user("Ana", "UTC")
	h.lines(ana, h.list(ana, "Home").ID, "a #home\nb #errand")
	wants := func(want string) {
		t.Helper()
		if got := h.pinned(ana); got != want {
			t.Errorf("pinned are %q, want %q", got, want)
		}
	}
	undo := func(c app.LabelChange, err error) {
		t.Helper()
		h.check(err)
		undone, err := h.Undo(ctx, ana, c.Group)
		h.check(err)
		if undone.Count != 1 || undone.Entity != docket.EntityTask {
			t.Errorf("undone are %d, the last one a %s", undone.Count, undone.Entity)
		}
	}
	h.check(h.PinLabel(ctx, ana, "home", true))
	renamed, err := h.RenameLabel(ctx, ana, "home", "house")
	wants("house")
	undo(renamed, err)
	wants("home")
	h.check(h.PinLabel(ctx, ana, "errand", true))
	merged, err := h.RenameLabel(ctx, ana, "home", "errand")
	wants("errand")
	undo(merged, err)
	wants("errand home")
	deleted, err := h.DeleteLabel(ctx, ana, "home")
	wants("errand")
	undo(deleted, err)
	wants("errand home")
	merged, err = h.RenameLabel(ctx, ana, "home", "errand")
	h.check(err)
	h.check(h.PinLabel(ctx, ana, "errand", false))
	undo(merged, err) // what was unpinned since stays so
	wants("")
}

// A label that is still there, on what one can only look at, stays in the sidebar.
func TestALabelOfAViewersListStaysPinned(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, ana, bob := t.Context(), h.user("Ana", "UTC"), h.user("Bob", "UTC")
	theirs := h.list(bob, "Theirs")
	h.lines(bob, theirs.ID, "theirs #home")
	h.share(theirs.ID, ana, docket.RoleViewer)
	h.lines(ana, h.list(ana, "Mine").ID, "mine #home")
	h.check(h.PinLabel(ctx, ana, "home", true))
	deleted, err := h.DeleteLabel(ctx, ana, "home")
	h.check(err)
	if got := h.pinned(ana); got != "home" {
		t.Errorf("after it was taken away where that is allowed, pinned are %q", got)
	}
	_, err = h.Undo(ctx, ana, deleted.Group)
	h.check(err)
	_, err = h.RenameLabel(ctx, ana, "home", "house")
	h.check(err)
	if got := h.pinned(ana); got != "home house" {
		t.Errorf("after it was renamed where that is allowed, pinned are %q", got)
	}
}

// To merge a label into one that others write in other capitals leaves each task one.
func TestAMergedLabelIsBorneOnce(t *testing.T) {
	t.Parallel()
	u := newUndoHouse(t)
	ctx := t.Context()
	for id, labels := range map[docket.ID][]string{u.a.ID: {"Home", "work"}, u.b.ID: {"home"}} {
		_, err := u.EditTask(ctx, u.ana, id, app.TaskEdit{Labels: []string{"work"}})
		u.check(err)
		u.sql(`DELETE FROM task_labels WHERE task_id = $1`, id)
		for _, label := range labels {
			u.sql(`INSERT INTO task_labels (task_id, list_id, label) VALUES ($1, $2, $3)`, id, u.l.ID, label)
		}
	}
	_, err := u.RenameLabel(ctx, u.ana, "work", "home")
	u.check(err)
	if labels := u.get(u.ana, u.a.ID).Labels; len(labels) != 1 || labels[0] != "home" {
		t.Errorf("it bears %q", labels)
	}
}
