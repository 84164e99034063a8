package db_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"docket/db"
	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/markdown"
	"docket/internal/rank"
	"docket/internal/testkit"
)

// firstSchema copies a database that Docket wrote when it kept order as numbers, with
// two tasks at one of them. A person has moved, edited, completed and deleted tasks
// named by one letter, and moved lists about.
func firstSchema(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("testdata/schema-1.sqlite")
	must(t, err)
	path := filepath.Join(t.TempDir(), "docket.db")
	must(t, os.WriteFile(path, data, 0o600))
	return path
}

// pairs reads two columns of texts.
func pairs(t *testing.T, path, query string) (all [][2]string) {
	t.Helper()
	pool, err := sql.Open("sqlite3", "file:"+path)
	must(t, err)
	rows, err := pool.QueryContext(t.Context(), query)
	must(t, err)
	for rows.Next() {
		var p [2]string
		must(t, rows.Scan(&p[0], &p[1]))
		all = append(all, p)
	}
	must(t, rows.Err())
	must(t, rows.Close())
	must(t, pool.Close())
	return all
}

func TestRanksKeepTheOrderThatNumbersGave(t *testing.T) {
	t.Parallel()
	path := firstSchema(t)
	tasks := pairs(t, path, `SELECT list_id, id FROM tasks ORDER BY list_id, position, id`)
	lists := pairs(t, path, `SELECT user_id, list_id FROM list_members ORDER BY user_id, position, list_id`)
	if same := pairs(t, path, `SELECT list_id, position FROM tasks GROUP BY list_id, position HAVING count(*) > 1`); len(same) != 1 {
		t.Fatalf("%d positions have two tasks, want one", len(same))
	}
	d, err := db.Open(t.Context(), path)
	must(t, err)
	must(t, d.Close())
	if got := pairs(t, path, `SELECT list_id, id FROM tasks ORDER BY list_id, rank`); !reflect.DeepEqual(got, tasks) {
		t.Errorf("the tasks are in the order\n%v, want\n%v", got, tasks)
	}
	if got := pairs(t, path, `SELECT user_id, list_id FROM list_members ORDER BY user_id, rank`); !reflect.DeepEqual(got, lists) {
		t.Errorf("the lists are in the order\n%v, want\n%v", got, lists)
	}
	seen := map[[2]string]bool{}
	for _, r := range pairs(t, path, `SELECT list_id, rank FROM tasks UNION ALL SELECT user_id, rank FROM list_members`) {
		if !rank.Valid(docket.Rank(r[1])) || seen[r] {
			t.Errorf("%q is no rank, or that of two", r[1])
		}
		seen[r] = true
	}
	if left := pairs(t, path, `SELECT name, sql FROM sqlite_master WHERE sql LIKE '%position%' OR name IN ('moves', 'places')`); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestWhatWasDoneBeforeRanksIsUndone(t *testing.T) {
	t.Parallel()
	path := firstSchema(t)
	d, err := db.Open(t.Context(), path)
	must(t, err)
	t.Cleanup(func() { must(t, d.Close()) })
	report, err := db.Check(t.Context(), path)
	must(t, err)
	a := app.New(app.Parts{DB: d, Notes: markdown.New(), Now: func() time.Time { return report.Latest.Add(time.Hour) }, NewID: testkit.NewID})
	users, err := a.Users(t.Context())
	must(t, err)
	ana := users[0]
	lists := func() map[string]string {
		found := map[string]string{}
		page, err := a.Frame(t.Context(), ana.ID)
		must(t, err)
		for _, l := range page.Sidebar.Lists {
			page, err := a.Page(t.Context(), ana.ID, docket.View{Kind: docket.ViewList, List: l.ID})
			must(t, err)
			titles := ""
			for _, task := range page.Groups[0].Tasks {
				titles += task.Title[:1]
			}
			found[l.Name] = titles
		}
		return found
	}
	if got, want := lists(), map[string]string{"Garden": "gaxyzcbhq", "Kitchen, renamed": "flme", "Attic": "", "Cellar": "k"}; !reflect.DeepEqual(got, want) {
		t.Fatalf("the lists are %v, want %v", got, want)
	}
	// The last first, which is back to how it all began.
	moves := 0
	for _, c := range pairs(t, path, `SELECT id, action FROM changes WHERE undone_at IS NULL AND action <> 'undo' ORDER BY made_at DESC, version DESC`) {
		undone, err := a.Undo(t.Context(), ana, docket.ID(c[0]))
		must(t, err)
		if _, moved := undone.Field(docket.FieldRank); moved {
			moves++
		}
		if undone.Action == docket.ActionEdit && undone.Title == "a, edited" && undone.After.Title+undone.After.Notes+string(undone.After.DueOn) != "a" {
			t.Errorf("the edit is undone to %+v", undone.After)
		}
	}
	if got, want := lists(), map[string]string{"Garden": "abcdefghxyz", "Kitchen": "klm", "Attic": "pq", "Cellar": ""}; !reflect.DeepEqual(got, want) {
		t.Errorf("after all undos the lists are %v, want %v", got, want)
	}
	if moves < 45 {
		t.Errorf("only %d moves were undone", moves)
	}
}

func TestABackupOfTheFirstSchemaIsRestored(t *testing.T) {
	t.Parallel()
	backup := firstSchema(t)
	report, err := db.Check(t.Context(), backup)
	must(t, err)
	if report.Schema != 1 || report.Newest < 2 || report.Tasks != 16 {
		t.Errorf("the check says %+v", report)
	}
	want := pairs(t, backup, `SELECT list_id, id FROM tasks ORDER BY list_id, position, id`)
	path := filepath.Join(t.TempDir(), "docket.db")
	_, err = db.Restore(t.Context(), path, backup, start)
	must(t, err)
	if got := pairs(t, path, `SELECT list_id, id FROM tasks ORDER BY list_id, rank`); !reflect.DeepEqual(got, want) {
		t.Errorf("restored, the tasks are in the order\n%v, want\n%v", got, want)
	}
	if report, err = db.Check(t.Context(), path); err != nil || report.Schema != report.Newest {
		t.Errorf("restored, the check says %+v, %v", report, err)
	}
}
