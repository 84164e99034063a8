package app_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"docket/internal/app"
	"docket/internal/docket"
)

const seedPassword = "correct horse paper lantern"

func TestSeedMakesExactlyAsManyTasks(t *testing.T) {
	for _, n := range []int{0, 1, 7, app.SeedTasks, 5000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			a := seedApp(t, seedNow())
			made, err := a.Seed(t.Context(), n, seedPassword)
			if err != nil {
				t.Fatal(err)
			}
			c := seedRead(t, a)
			if got := c.tasks(); got != n || made.Tasks != n {
				t.Errorf("there are %d tasks and Seed tells of %d, want %d", got, made.Tasks, n)
			}
			if lists := len(c.lists) + len(c.deleted) - len(c.users); lists != 12 || made.Lists != lists {
				t.Errorf("there are %d lists besides the inboxes and Seed tells of %d, want 12", lists, made.Lists)
			}
			frame, err := a.Frame(t.Context(), c.users[0].ID)
			if err != nil {
				t.Fatal(err)
			}
			if first := frame.Sidebar.Lists[0]; n == 5000 && first.Open < 2000 {
				t.Errorf("the first list, %q, has %d open tasks, want thousands", first.Name, first.Open)
			}
		})
	}
}

func TestSeedPeople(t *testing.T) {
	a := seedApp(t, seedNow())
	made, err := a.Seed(t.Context(), 30, seedPassword)
	if err != nil {
		t.Fatal(err)
	}
	users, err := a.Users(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var emails, zones []string
	for i, u := range users {
		emails, zones = append(emails, u.Email), append(zones, u.Zone.String())
		if u.Admin != (i == 0) {
			t.Errorf("%s: administrator is %v", u.Email, u.Admin)
		}
		in, err := a.SignIn(t.Context(), u.Email, seedPassword, app.Origin{})
		if err != nil || in.User.ID != u.ID {
			t.Errorf("%s cannot sign in with the password: %v", u.Email, err)
		}
	}
	if want := []string{"alex@example.com", "billie@example.com", "chris@example.com"}; !slices.Equal(emails, want) || !slices.Equal(made.Emails, want) {
		t.Errorf("addresses %v, and Seed tells of %v; want %v", emails, made.Emails, want)
	}
	if want := []string{"Europe/Lisbon", "America/New_York", "Asia/Kolkata"}; !slices.Equal(zones, want) {
		t.Errorf("time zones %v, want %v", zones, want)
	}
}

func TestSeedLooksLived(t *testing.T) {
	a := seedApp(t, seedNow())
	if _, err := a.Seed(t.Context(), app.SeedTasks, seedPassword); err != nil {
		t.Fatal(err)
	}
	c := seedRead(t, a)
	colors, archived, done := map[docket.Color]bool{}, 0, 0
	for id, l := range c.lists {
		if !l.Inbox {
			colors[l.Color] = true
		}
		if l.Archived() {
			archived++
		}
		if len(c.open[id])+c.done[id] == 0 {
			t.Errorf("%q is empty", l.Name)
		}
		done += c.done[id]
	}
	if len(colors) != 8 {
		t.Errorf("the lists have %d colours, want all 8", len(colors))
	}
	if archived != 1 || len(c.deleted) != 1 {
		t.Errorf("%d lists are archived and %d deleted, want one of each", archived, len(c.deleted))
	}
	for _, l := range c.deleted {
		if l.Open < 2 || l.Open > 20 {
			t.Errorf("the deleted list has %d tasks, want a few", l.Open)
		}
	}
	if done < app.SeedTasks/4 || done > app.SeedTasks*5/12 {
		t.Errorf("%d of %d tasks are completed, want about a third", done, app.SeedTasks)
	}
	if len(c.trash) < 6 || len(c.trash) > app.SeedTasks/15 {
		t.Errorf("%d tasks are in the trash, want a few", len(c.trash))
	}
	for _, role := range []docket.Role{docket.RoleEditor, docket.RoleViewer} {
		if c.roles[role] < 2 {
			t.Errorf("lists are shared with %d %ss, want several", c.roles[role], role)
		}
	}
	for _, u := range c.users {
		for _, when := range []string{string(docket.GroupOverdue), string(docket.GroupToday), string(docket.GroupLater)} {
			if c.due[u.ID][when] == 0 {
				t.Errorf("%s has nothing due %s", u.Name, when)
			}
		}
		if days := c.due[u.ID]["days"]; days < docket.UpcomingDays/2 {
			t.Errorf("only %d of the next days of %s have a task", days, u.Name)
		}
	}
}

// TestSeedTasksAreSound looks at tasks one by one, around the clock: near
// midnight is where a task could be completed before it was made.
func TestSeedTasksAreSound(t *testing.T) {
	for _, now := range []time.Time{seedNow(), seedNow().Add(5 * time.Hour), seedNow().Add(16 * time.Hour)} {
		t.Run(now.Format("15:04"), func(t *testing.T) {
			a := seedApp(t, now)
			if _, err := a.Seed(t.Context(), app.SeedTasks, seedPassword); err != nil {
				t.Fatal(err)
			}
			c := seedRead(t, a)
			priorities, noted, timed := map[docket.Priority]int{}, 0, 0
			titles := map[string]bool{} // with the list
			looked := map[docket.ID]bool{}
			for _, u := range c.users {
				for id := range c.seen[u.ID] {
					if looked[id] {
						continue
					}
					looked[id] = true
					_, task, err := a.TaskPage(t.Context(), u.ID, id)
					if err != nil {
						t.Fatal(err)
					}
					for _, err := range seedFaults(task, u, now) {
						t.Errorf("%q: %v", task.Title, err)
					}
					if key := string(task.ListID) + task.Title; titles[key] {
						t.Errorf("%q is twice in its list", task.Title)
					} else {
						titles[key] = true
					}
					priorities[task.Priority]++
					if task.Notes != "" {
						noted++
					}
					if task.DueTime != "" {
						timed++
					}
				}
			}
			if len(priorities) != 5 || priorities[0] < len(looked)/3 {
				t.Errorf("priorities %v, want all of them and none most often", priorities)
			}
			if noted < len(looked)/12 || noted > len(looked)/2 || timed == 0 || timed > len(looked)/3 {
				t.Errorf("of %d tasks %d have notes and %d a time, want some", len(looked), noted, timed)
			}
		})
	}
}

// seedFaults says what is not believable about a task that u can see.
func seedFaults(task docket.Task, u docket.User, now time.Time) (errs []error) {
	clean, err := docket.CleanTitle(task.Title)
	if err != nil || clean != task.Title {
		errs = append(errs, fmt.Errorf("would be stored as %q: %v", clean, err))
	}
	if clean, err := docket.CleanNotes(task.Notes); err != nil || clean != task.Notes {
		errs = append(errs, fmt.Errorf("notes would be stored as %q (%v)", clean, err))
	}
	if (task.Notes == "") != (task.NotesHTML == "") {
		errs = append(errs, errors.New("notes and their HTML do not go together"))
	}
	if task.CreatedAt.After(now) || now.Sub(task.CreatedAt) > 86*24*time.Hour {
		errs = append(errs, fmt.Errorf("was made at %v", task.CreatedAt))
	}
	if task.Done() && (task.CompletedAt.After(now) || task.CompletedAt.Before(task.CreatedAt) || now.Sub(task.CompletedAt) > 60*24*time.Hour) {
		errs = append(errs, fmt.Errorf("was completed at %v, made at %v", task.CompletedAt, task.CreatedAt))
	}
	if task.Deleted() && (task.DeletedAt.After(now) || task.DeletedAt.Before(task.CreatedAt) || now.Sub(task.DeletedAt) > docket.TrashFor) {
		errs = append(errs, fmt.Errorf("was deleted at %v, made at %v", task.DeletedAt, task.CreatedAt))
	}
	// A day of slack: the task may have been made in another time zone.
	if task.DueOn != "" && task.DueOn < docket.DateIn(task.CreatedAt, u.Zone).AddDays(-1) {
		errs = append(errs, fmt.Errorf("was due on %s, made at %v", task.DueOn, task.CreatedAt))
	}
	return errs
}

func TestSeedIsTheSameEveryTime(t *testing.T) {
	var runs [2]string
	for i := range runs {
		a := seedApp(t, seedNow())
		if _, err := a.Seed(t.Context(), 900, seedPassword); err != nil {
			t.Fatal(err)
		}
		c := seedRead(t, a)
		var lines []string
		for id, l := range c.lists {
			for i, task := range c.open[id] {
				lines = append(lines, fmt.Sprintln(l.Name, i, task.Title, task.DueOn, task.DueTime, task.Priority,
					c.sections[task.SectionID].Name, task.Depth, task.Labels, task.Repeat, slices.IndexFunc(c.users, func(u docket.User) bool { return u.ID == task.AssigneeID })))
			}
			lines = append(lines, fmt.Sprintln(l.Name, l.Color, c.done[id]))
		}
		slices.Sort(lines)
		runs[i] = strings.Join(lines, "")
	}
	if runs[0] != runs[1] {
		t.Errorf("two workspaces differ:\n%s\nand\n%s", runs[0], runs[1])
	}
}

func TestSeedRefusesWhereThereAreAccounts(t *testing.T) {
	a := seedApp(t, seedNow())
	if _, err := a.AddUser(t.Context(), app.NewAccount{Name: "Dana", Email: "dana@example.com", Password: "a quiet lake at dawn", Zone: "UTC"}); err != nil {
		t.Fatal(err)
	}
	_, err := a.Seed(t.Context(), 10, seedPassword)
	if docket.KindOf(err) != docket.KindConflict || docket.MessageOf(err) == "" {
		t.Errorf("Seed beside an account: %v, want a conflict with a message", err)
	}
	if c := seedRead(t, a); len(c.users) != 1 || len(c.lists) != 1 || c.tasks() != 0 {
		t.Errorf("%d users, %d lists and %d tasks are there after the refusal, want Dana and her inbox", len(c.users), len(c.lists), c.tasks())
	}
}

func TestSeedRefusesASecondTime(t *testing.T) {
	a := seedApp(t, seedNow())
	for i, want := range []docket.Kind{docket.KindInternal, docket.KindConflict} {
		_, err := a.Seed(t.Context(), 10, seedPassword)
		if (err == nil) != (i == 0) || docket.KindOf(err) != want {
			t.Errorf("Seed number %d: %v", i+1, err)
		}
	}
	if c := seedRead(t, a); len(c.users) != 3 || c.tasks() != 10 {
		t.Errorf("%d users and %d tasks after the refusal, want 3 and 10", len(c.users), c.tasks())
	}
}

func TestSeedRefusesFewerThanNoTasks(t *testing.T) {
	if _, err := seedApp(t, seedNow()).Seed(t.Context(), -1, seedPassword); docket.KindOf(err) != docket.KindInvalid {
		t.Errorf("Seed of -1 tasks: %v, want it refused as invalid", err)
	}
}

func TestSeedStoppedHalfWayLeavesNothing(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	made := 0
	a := seedAppWith(t, seedNow(), func() (docket.ID, error) {
		if made++; made == 300 {
			stop()
		}
		return seedID()
	})
	if _, err := a.Seed(ctx, app.SeedTasks, seedPassword); !errors.Is(err, context.Canceled) {
		t.Errorf("Seed: %v, want it to stop", err)
	}
	if made != 300 {
		t.Errorf("%d ids were made, want none after the stop at 300", made)
	}
	if c := seedRead(t, a); len(c.users) != 0 {
		t.Errorf("%d users are there after all", len(c.users))
	}
}
