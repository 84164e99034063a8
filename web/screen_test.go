package web_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"docket/internal/docket"
)

// Whatever is done, wherever it is done from, the answer leaves on the screen what
// a reload would show, and so does undoing it. Days and lists take turns: every
// change meets several of each.
func TestAnswersShowWhatAReloadWould(t *testing.T) {
	t.Parallel()
	eachScreen(t, func(t *testing.T, s *stage) {
		lists, days, turn := []docket.ID{s.owner.Inbox(), s.home.ID}, []string{"2026-07-15", "2026-07-16 09:30", "2026-07-20", "2026-09-01", ""}, 0
		for _, state := range []string{"open", "done", "trashed"} {
			var tasks []docket.Task
			for _, due := range days {
				for _, l := range lists {
					tasks = append(tasks, s.become(s.task(s.owner, l, "the one", due), state))
				}
			}
			s.look()
			names := slices.Sorted(maps.Keys(s.moves(tasks[0], "", "")))
			for _, name := range names {
				turn++
				task := tasks[turn*3%len(tasks)] // 3 and 10 have no common factor
				if turn%3 == 0 {
					s.open(task.ID)
				}
				before := withoutVersions(s.screen.text(s.screen.byID("main")))
				first, last := s.ends(task)
				form := s.moves(task, first, last)[name]
				what := fmt.Sprintf("%s of a task that is %s, due %q, beside the task %q", name, state, task.DueOn, attr(s.screen.byID("panel"), "data-task"))
				s.do(form[0], form[1:]...)
				s.right(what)
				if s.undo() {
					if d := differ(withoutVersions(s.screen.text(s.screen.byID("main"))), before); d != "" {
						t.Errorf("%s, undone, in %s: %s (as it was before)", what, s.view, d)
					}
				} else if slices.Contains([]string{"complete", "reopen", "restore", "delete", "rename", "notes", "move to work"}, name) {
					t.Errorf("%s cannot be undone", what)
				}
				if t.Failed() {
					return
				}
			}
		}
	})
}

var versions = regexp.MustCompile(` data-version="[^"]*"| aria-current="true"`)

// withoutVersions leaves out which version of a task a row shows, and whether its
// task is open.
func withoutVersions(state string) string {
	return strings.ReplaceAll(versions.ReplaceAllString(state, ""), "<li", "\n<li")
}

func TestAddedTasksAppearWhereAReloadWouldShowThem(t *testing.T) {
	t.Parallel()
	eachScreen(t, func(t *testing.T, s *stage) {
		for _, l := range []docket.ID{"", s.home.ID, s.work.ID} {
			for _, due := range []string{"", "2026-07-01", "2026-07-16", "2026-07-17", "2026-08-20"} {
				s.do("/tasks", "title", "added "+due, "due_on", due, "list_id", string(l))
				s.right("adding due " + due)
			}
		}
	})
}

// What is open beside a view is not of that view: its subtasks say their days, as they do on the task's page.
func TestTheSubtasksOfAnOpenTaskSayTheirDays(t *testing.T) {
	t.Parallel()
	eachScreen(t, func(t *testing.T, s *stage) {
		parent := s.task(s.owner, s.home.ID, "parent", "2026-07-16")
		s.look()
		s.open(parent.ID)
		s.do("/tasks", "title", "child", "due_on", "2026-07-16", "due_time", "09:30", "list_id", string(s.home.ID), "parent_id", string(parent.ID))
		if rows := s.screen.text(s.screen.byID("rows-subtasks")); !strings.Contains(rows, ">Today 09:30<") {
			t.Errorf("beside %s: %s", s.view, rows)
		}
	})
}

// One screen stays right over many changes, one after another, with the panel
// open or not: what a change leaves behind does not mislead the next.
func TestTheScreenStaysRightOverManyChanges(t *testing.T) {
	t.Parallel()
	eachScreen(t, func(t *testing.T, s *stage) {
		random := rand.New(rand.NewPCG(7, 16))
		var ids []docket.ID
		for i := range 8 {
			state := []string{"open", "done", "trashed"}[i%3]
			ids = append(ids, s.become(s.task(s.owner, []docket.ID{s.home.ID, s.owner.Inbox()}[i%2], fmt.Sprint("walker ", i), "2026-07-16"), state).ID)
		}
		s.look()
		for step := range 20 {
			id := ids[random.IntN(len(ids))]
			_, task, err := s.Use.TaskPage(t.Context(), s.owner.User.ID, id)
			s.check(err)
			if random.IntN(4) == 0 {
				s.open(id)
			}
			first, last := s.ends(task)
			moves := s.moves(task, first, last)
			names := slices.Sorted(maps.Keys(moves))
			name := names[random.IntN(len(names))]
			what := fmt.Sprintf("step %d, %s of a task that is done %v and deleted %v", step, name, task.Done(), task.Deleted())
			s.do(moves[name][0], moves[name][1:]...)
			s.right(what)
			if random.IntN(3) == 0 && s.undo() {
				s.right(what + ", undone")
			}
			if t.Failed() {
				return
			}
		}
	})
}
