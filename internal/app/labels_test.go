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
