package db_test

import (
	"testing"

	"docket/internal/docket"
	"docket/internal/testkit"
)

// SQLite compiles a statement again where it takes a value that is bound for a
// hint on how to run it, which costs more than running it.
func TestAStatementIsCompiledOnce(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	list := ana.AddList("Garden")
	task := "/tasks/" + string(ana.AddTask("Water the beans", "list_id", string(list.ID)).ID)
	use := map[string]func(){
		"a sign-in looked up": func() { ana.Get("/sign-in") },
		"a task opened":       func() { ana.Get(task) },
		"changes made": func() {
			for _, change := range [][]string{{"/complete"}, {"/reopen"}, {"/move", "list_id", string(ana.Inbox())},
				{"/move", "list_id", string(list.ID)}, {"/delete"}, {"/restore"}, {"", "title", "Water the peas", "due_on", "2026-12-01"}} {
				if r := ana.Post(task+change[0], change[1:]...); r.Status != 303 {
					t.Errorf("%s: %d", change[0], r.Status)
				}
			}
		},
	}
	for _, v := range []docket.View{{Kind: docket.ViewInbox}, {Kind: docket.ViewToday}, {Kind: docket.ViewUpcoming}, {Kind: docket.ViewCalendar},
		{Kind: docket.ViewCompleted}, {Kind: docket.ViewTrash}, {Kind: docket.ViewList, List: list.ID}} {
		use["a view "+string(v.Kind)] = func() {
			_, err := a.Use.Page(t.Context(), ana.User.ID, v)
			must(t, err)
		}
	}
	compiled, first := a.DB.CountCompiled(t), int64(0)
	for what, do := range use {
		// Each connection has its own statements, and so many changes are made that some are forgotten.
		for range max(2*readers(), 10) {
			do()
		}
		first += compiled.Swap(0)
		if do(); compiled.Load() != 0 {
			t.Errorf("%s: %d parts of statements were compiled again", what, compiled.Swap(0))
		}
	}
	if first == 0 {
		t.Error("nothing was counted the first time")
	}
}
