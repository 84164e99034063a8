package db_test

import (
	"bufio"
	"context"
	crand "crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"docket/db"
	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/markdown"
	"docket/internal/password"
	"docket/internal/testkit"
)

// writer as the first argument makes the test binary a process that writes until
// it is killed; the second is the database.
const writer = "writer"

func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == writer {
		if err := writeUntilKilled(os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// ack is a write that the writer was told is done.
type ack struct {
	Task docket.Task
	Done docket.Entry // what was changed; without an ID the task was added
}

func writeUntilKilled(path string) error {
	ctx := context.Background()
	d, err := db.Open(ctx, path)
	if err != nil {
		return err
	}
	a := app.New(app.Parts{DB: d, Passwords: password.NewHasher(crand.Reader, 1, password.Least()), Notes: markdown.New(), SignUp: docket.SignUpOpen,
		Now: time.Now, NewID: testkit.NewID})
	users, err := a.Users(ctx)
	if err != nil {
		return err
	}
	ended := make(chan error)
	for range 3 { // so that one of them is always in the middle of a write
		go func() {
			for {
				if err := writeAndTell(ctx, a, users[0]); err != nil {
					ended <- err
					return
				}
			}
		}()
	}
	return <-ended
}

// writeAndTell adds a task and changes it in several ways. It prints each write
// after it was acknowledged.
func writeAndTell(ctx context.Context, a *app.App, me docket.User) error {
	page, err := a.Frame(ctx, me.ID)
	if err != nil {
		return err
	}
	task, err := a.AddTask(ctx, me, app.NewTask{Title: "Water the beans", Notes: strings.Repeat("With *rain* water. ", 40)})
	if err = errors.Join(err, tell(ack{Task: task})); err != nil {
		return err
	}
	title, due, priority := "Water the tomatoes", "2026-07-16", "2"
	for _, change := range []func() (app.TaskChange, error){
		func() (app.TaskChange, error) {
			return a.MoveTask(ctx, me, task.ID, app.TaskMove{ListID: string(page.Sidebar.Lists[0].ID)})
		},
		func() (app.TaskChange, error) {
			return a.EditTask(ctx, me, task.ID, app.TaskEdit{Title: &title, DueOn: &due, Priority: &priority})
		},
		func() (app.TaskChange, error) { return a.CompleteTask(ctx, me, task.ID, "") },
	} {
		done, err := change()
		if err = errors.Join(err, tell(ack{Task: done.After, Done: done.Entry})); err != nil {
			return err
		}
	}
	return nil
}

// tell prints a line in one piece.
func tell(a ack) error {
	a.Task.Notes, a.Task.NotesHTML = "", ""
	line, err := json.Marshal(a)
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(append(line, '\n'))
	return err
}

func TestNoAcknowledgedWriteIsLostWhenTheProcessIsKilled(t *testing.T) {
	t.Parallel()
	const rounds = 50
	path := filepath.Join(t.TempDir(), "docket.db")
	d, err := db.Open(t.Context(), path)
	must(t, err)
	ana := addUser(t, d, "ana")
	addList(t, d, ana)
	must(t, d.Close())
	random := mrand.New(mrand.NewPCG(3, 5))
	var all []ack
	for round := range rounds {
		acks := killWriter(t, path, 1+random.IntN(25))
		all = append(all, acks...)
		// Once as a doctor would look at it, before anything has repaired it.
		if _, err := db.Check(t.Context(), path); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if round == rounds-1 {
			acks = all
		}
		d, err := db.Open(t.Context(), path)
		must(t, err)
		must(t, d.Read(t.Context(), func(tx *db.ReadTx) error {
			for _, a := range acks {
				if err := acknowledged(tx, ana, a); err != nil {
					t.Errorf("round %d: lost: %v", round, err)
				}
			}
			return nil
		}))
		must(t, d.Close())
		for what, n := range torn(t, path) {
			if n > 0 {
				t.Errorf("round %d: %d %s", round, n, what)
			}
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d acknowledged writes", len(all))
}

// killWriter starts a writer, kills it in the middle of its work after it has
// acknowledged some writes, and returns all that it acknowledged.
func killWriter(t *testing.T, path string, after int) []ack {
	t.Helper()
	binary, err := os.Executable()
	must(t, err)
	cmd := exec.CommandContext(t.Context(), binary, writer, path) // #nosec G204 -- ourselves
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	var acks []ack
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			break // it is dead; a line without an end was never told
		}
		var a ack
		must(t, json.Unmarshal(line, &a))
		acks = append(acks, a)
		if len(acks) == after {
			must(t, cmd.Process.Kill())
		}
	}
	if err := cmd.Wait(); len(acks) < after {
		t.Fatalf("the writer ended by itself: %v", err)
	}
	return acks
}

// acknowledged tells what is missing of a write.
func acknowledged(tx *db.ReadTx, user docket.ID, a ack) error {
	task, err := tx.Task(user, a.Task.ID)
	if err != nil {
		return fmt.Errorf("task %s: %w", a.Task.ID, err)
	}
	if task.Version < a.Task.Version || task.Notes == "" || task.NotesHTML == "" {
		return fmt.Errorf("task %s has version %d, acknowledged was %d", task.ID, task.Version, a.Task.Version)
	}
	if a.Done.ID == "" {
		return nil
	}
	all, err := tx.Entries(user, a.Done.ID)
	if err != nil {
		return fmt.Errorf("change %s: %w", a.Done.ID, err)
	}
	done := all[0]
	byName := func(x, y docket.FieldChange) int { return strings.Compare(string(x.Field), string(y.Field)) }
	slices.SortFunc(a.Done.Fields, byName)
	if !slices.Equal(done.Fields, a.Done.Fields) {
		return fmt.Errorf("change %s has fields %v, acknowledged were %v", done.ID, done.Fields, a.Done.Fields)
	}
	return nil
}

// torn counts what only a half-applied write leaves behind: a change is written
// with its fields and its task.
func torn(t *testing.T, path string) map[string]int {
	t.Helper()
	pool, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	must(t, err)
	found := map[string]int{}
	for what, query := range map[string]string{
		"tasks whose version is not their changes": `SELECT count(*) FROM tasks t
			WHERE version <> (SELECT count(*) FROM changes WHERE thing_id = t.id)`,
		"changes without fields": `SELECT count(*) FROM changes WHERE action <> 'add' AND id NOT IN (SELECT change_id FROM change_fields)`,
		"edits without all of their fields": `SELECT count(*) FROM changes c
			WHERE action = 'edit' AND (SELECT count(*) FROM change_fields WHERE change_id = c.id) <> 3`,
		"tasks that are not in the list of their move": `SELECT count(*) FROM tasks t JOIN changes c ON c.thing_id = t.id
			JOIN change_fields f ON f.change_id = c.id WHERE f.field = 'list_id' AND f.became <> t.list_id`,
		"tasks without the title of their edit": `SELECT count(*) FROM tasks t JOIN changes c ON c.thing_id = t.id
			JOIN change_fields f ON f.change_id = c.id WHERE f.field = 'title' AND f.became <> t.title`,
		"tasks that are done without a change": `SELECT count(*) FROM tasks t WHERE (completed_at IS NOT NULL) <>
			EXISTS (SELECT 1 FROM changes WHERE thing_id = t.id AND action = 'complete')`,
	} {
		var n int
		must(t, pool.QueryRowContext(t.Context(), query).Scan(&n))
		found[what] = n
	}
	must(t, pool.Close())
	return found
}
