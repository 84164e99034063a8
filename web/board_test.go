package web_test

import (
	"context"
	"errors"
	"fmt"
	"html"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/testkit"

	"github.com/anishathalye/porcupine"
)

// maxTasks bounds the tasks of a history, so that a state is a plain value.
const maxTasks = 64

// boardState is a shared list as the model keeps it.
type boardState [maxTasks]struct {
	title         int16 // the number in its title; 0 before it was added
	done, deleted bool
}

// open is what a page shows of a state: the title of each open task.
func (s *boardState) open() (shown [maxTasks]int16) {
	for i, t := range s {
		if !t.done && !t.deleted {
			shown[i] = t.title
		}
	}
	return shown
}

type boardAction string

const (
	lookAt     boardAction = "look"
	addIt      boardAction = "add"
	editIt     boardAction = "edit"
	completeIt boardAction = "complete"
	reopenIt   boardAction = "reopen"
	deleteIt   boardAction = "delete"
	restoreIt  boardAction = "restore"
)

// boardInput and boardOutput are an operation as the model sees it.
type boardInput struct {
	action boardAction
	task   int
	title  int16
}

type boardOutput struct {
	refused bool // 409: the task is in the trash
	shown   [maxTasks]int16
}

func boardStep(s boardState, in boardInput, out boardOutput) (bool, boardState) {
	if in.action == lookAt {
		return out.shown == s.open(), s
	}
	t := &s[in.task]
	if t.deleted && in.action != restoreIt {
		return out.refused, s
	}
	switch in.action {
	case addIt, editIt:
		t.title = in.title
	case completeIt:
		t.done = true
	case reopenIt:
		t.done = false
	case deleteIt:
		t.deleted = true
	case restoreIt:
		t.deleted = false
	}
	return !out.refused, s
}

func boardModel() porcupine.Model {
	return porcupine.Model{
		Init: func() any { return boardState{} },
		Step: func(state, input, output any) (bool, any) {
			return boardStep(state.(boardState), input.(boardInput), output.(boardOutput))
		},
		DescribeOperation: func(input, output any) string { return fmt.Sprintf("%+v: %+v", input, output) },
	}
}

// boardEvent is one operation as a client saw it.
type boardEvent struct {
	client    int
	call, end time.Duration
	action    boardAction
	task      docket.ID
	title     string
	refused   bool
	rows      map[docket.ID]string // open tasks and their titles
}

// boardHistory is what all clients did and saw.
type boardHistory struct {
	began  time.Time
	mu     sync.Mutex
	titles int
	events []boardEvent
	tasks  []docket.ID // in the order in which they became known
}

func (h *boardHistory) nextTitle() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.titles++
	return fmt.Sprint("Title ", h.titles)
}

func (h *boardHistory) anyTask(r *rand.Rand) (docket.ID, int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.tasks) == 0 {
		return "", 0
	}
	return h.tasks[r.IntN(len(h.tasks))], len(h.tasks)
}

// judge has porcupine look for an order of the operations that explains what
// every client saw.
func (h *boardHistory) judge(t *testing.T) porcupine.CheckResult {
	t.Helper()
	index := make(map[docket.ID]int)
	for i, id := range h.tasks {
		index[id] = i
	}
	number := func(title string) (n int16) {
		if title == "" {
			return 0
		}
		if _, err := fmt.Sscanf(title, "Title %d", &n); err != nil {
			t.Fatalf("a page shows the title %q", title)
		}
		return n
	}
	ops := make([]porcupine.Operation, 0, len(h.events))
	for _, e := range h.events {
		out := boardOutput{refused: e.refused}
		for id, title := range e.rows {
			i, known := index[id]
			if !known {
				t.Fatalf("a page shows the task %s, which nobody added", id)
			}
			out.shown[i] = number(title)
		}
		ops = append(ops, porcupine.Operation{ClientId: e.client, Call: int64(e.call), Return: int64(e.end),
			Input: boardInput{action: e.action, task: index[e.task], title: number(e.title)}, Output: out})
	}
	model := boardModel()
	result, info := porcupine.CheckOperationsVerbose(model, ops, time.Minute)
	if result == porcupine.Illegal {
		picture := filepath.Join(t.ArtifactDir(), "history.html")
		if err := porcupine.VisualizePath(model, info, picture); err != nil {
			t.Errorf("drawing the history: %v", err)
		}
	}
	return result
}

// look reads the open tasks of the shared list from one of its views.
type look func(ctx context.Context, m *member, view docket.View, part bool) (map[docket.ID]string, error)

// member is one of the clients of a history.
type member struct {
	number  int
	client  *testkit.Client
	user    docket.ID
	list    docket.ID
	look    look
	history *boardHistory
	random  *rand.Rand
}

// note runs one operation and writes it down. What do returns as the task is the
// one that it made.
func (m *member) note(e boardEvent, do func(*boardEvent) error) error {
	h := m.history
	e.client, e.call = m.number, time.Since(h.began)
	err := do(&e)
	e.end = time.Since(h.began)
	if err != nil {
		return fmt.Errorf("client %d, %s: %w", m.number, e.action, err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.events = append(h.events, e)
	if e.action == addIt {
		h.tasks = append(h.tasks, e.task)
	}
	return nil
}

func (m *member) read(ctx context.Context, view docket.View, part bool) error {
	return m.note(boardEvent{action: lookAt}, func(e *boardEvent) (err error) {
		e.rows, err = m.look(ctx, m, view, part)
		return err
	})
}

func (m *member) write(action boardAction, task docket.ID) error {
	e := boardEvent{action: action, task: task}
	at := paths.List(m.list)
	post := func(path string, fields ...string) (testkit.Response, error) {
		return answered(func() (testkit.Response, error) { return m.client.TryHX(at, path, fields...) })
	}
	return m.note(e, func(e *boardEvent) (err error) {
		var r testkit.Response
		switch action {
		case addIt:
			e.title = m.history.nextTitle()
			r, err = post(paths.Tasks, "title", e.title, "list_id", string(m.list), "due_on", "2026-07-16")
		case editIt:
			e.title = m.history.nextTitle()
			r, err = post(paths.Task(task), "title", e.title)
		default:
			r, err = post(paths.TaskTo(task, paths.TaskAction(action)))
		}
		if err != nil {
			return err
		}
		e.refused = r.Status == http.StatusConflict
		if r.Status != http.StatusOK && !e.refused {
			return fmt.Errorf("%d: %s", r.Status, r.Body)
		}
		if action == addIt {
			for id, title := range openRows(r.Body) {
				if title == e.title {
					e.task = id
				}
			}
			if e.task == "" {
				return errors.New("the answer does not show the new task")
			}
		}
		return nil
	})
}

// act does one thing at random.
func (m *member) act(ctx context.Context, writes float64) error {
	if m.random.Float64() >= writes {
		view := docket.View{Kind: docket.ViewList, List: m.list}
		if m.random.IntN(3) == 0 {
			view = docket.View{Kind: docket.ViewToday}
		}
		return m.read(ctx, view, m.random.IntN(3) == 0)
	}
	task, n := m.history.anyTask(m.random)
	// Up to eight clients may add at the same time.
	if n < maxTasks-8 && m.random.IntN(5) == 0 {
		return m.write(addIt, "")
	}
	actions := [...]boardAction{editIt, editIt, completeIt, reopenIt, deleteIt, restoreIt}
	return m.write(actions[m.random.IntN(len(actions))], task)
}

// answered asks again while the answer is 503. On a busy machine the sessions'
// Redis can be late; nothing was done then, as the session is read first and
// these requests do not write it.
func answered(ask func() (testkit.Response, error)) (r testkit.Response, err error) {
	for range 20 {
		if r, err = ask(); err != nil || r.Status != http.StatusServiceUnavailable {
			break
		}
	}
	return r, err
}

var rowPattern = regexp.MustCompile(`<li class="task(?: new)?" id="task-([0-9a-f-]+)"`)

// openRows reads the open tasks of a page or fragment.
func openRows(page string) map[docket.ID]string {
	rows := make(map[docket.ID]string)
	for _, m := range rowPattern.FindAllStringSubmatchIndex(page, -1) {
		id := page[m[2]:m[3]]
		_, rest, _ := strings.Cut(page[m[1]:], `id="open-`+id+`"`)
		_, rest, _ = strings.Cut(rest, ">")
		title, _, _ := strings.Cut(rest, "<")
		rows[docket.ID(id)] = html.UnescapeString(title)
	}
	return rows
}

// Who manages a section from the board comes back to it.
func TestSectionsLeadBackToTheBoard(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	list := ana.AddList("Home")
	board := paths.ListTo(list.ID, paths.ListBoard)
	var sections []docket.ID
	for _, name := range []string{"One", "Two"} {
		s, err := a.Use.AddSection(t.Context(), ana.User, list.ID, name)
		if err != nil {
			t.Fatal(err)
		}
		sections = append(sections, s.After.ID)
	}
	ana.Post(paths.ListTo(list.ID, paths.ListLayout), "layout", "board")
	ana.Header.Set("Referer", a.URL+paths.SectionTo(sections[1], paths.EditSection))
	for _, sent := range [][]string{{paths.Section(sections[1]), "name", "Three"}, {paths.SectionTo(sections[1], paths.MoveSection), "before", string(sections[0])},
		{paths.SectionTo(sections[1], paths.DeleteSection), "tasks", "keep"}} {
		if got := answer(ana.Post(sent[0], sent[1:]...)); got != "303 "+board {
			t.Errorf("%s: %s, want 303 %s", sent[0], got, board)
		}
	}
}
