package app

import (
	"context"
	"fmt"
	mathrand "math/rand/v2"
	"slices"
	"time"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/rank"
)

// SeedTasks is how many tasks Seed makes when nobody says otherwise.
const SeedTasks = 600

const (
	day         = 24 * time.Hour
	listAge     = 85 * day // how long ago the lists were made
	doneWithin  = 60 * day // how long ago the first task was completed
	trashWithin = 25 * day // well inside docket.TrashFor, so that the trash stays filled a while
	backlog     = 1000     // tasks from which a list is a backlog, few of whose tasks have a day
)

// Seeded is what Seed made.
type Seeded struct {
	Emails []string // the first is the administrator's
	Lists  int      // without the inboxes
	Tasks  int
}

// Seed fills an empty Docket with a believable workspace of three people, with
// as many tasks as asked for, all of it in one transaction; each of the three signs
// in with the same password. Every time it makes the same, around the moment it is
// called, but for the ids. A Docket that has an account is KindConflict and stays as
// it is.
func (a *App) Seed(ctx context.Context, tasks int, password string) (Seeded, error) {
	if tasks < 0 {
		return Seeded{}, docket.Invalid("tasks", "Ask for 0 or more tasks.")
	}
	plan, err := readSeedPlan()
	if err != nil {
		return Seeded{}, err
	}
	// #nosec G404 -- what is drawn is what the sample says, not a secret
	s := seeder{app: a, now: a.now(), random: mathrand.New(mathrand.NewPCG(1, 2)), html: make(map[string]string)}
	made := Seeded{Tasks: tasks, Lists: len(plan.Lists) - len(plan.People)}
	for i, p := range plan.People {
		account, err := a.newAccount(ctx, NewAccount{Name: p.Name, Email: p.Email, Password: password, Zone: p.Zone}, commandLine())
		if err != nil {
			return Seeded{}, fmt.Errorf("making the account of %s: %w", p.Email, err)
		}
		account.Admin, account.WeekStart = i == 0, p.WeekStart
		account.CreatedAt = s.now.Add(-listAge - 5*day + time.Duration(i)*day)
		s.people = append(s.people, account)
		made.Emails = append(made.Emails, account.Email)
	}
	err = a.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.CountUsers()
		if err != nil {
			return err
		}
		if n > 0 {
			return &docket.Error{Kind: docket.KindConflict,
				Message: "This Docket has accounts already, and nothing was added to it. Choose an empty data folder for the sample workspace."}
		}
		s.tx = tx
		return s.fill(ctx, plan, tasks)
	})
	if err != nil {
		return Seeded{}, err
	}
	return made, nil
}

// seeder fills a Docket within one transaction.
type seeder struct {
	app    *App
	tx     *db.Tx
	now    time.Time
	random *mathrand.Rand
	people []db.Account
	html   map[string]string // the notes rendered so far
}

// fill makes the accounts, lists and tasks.
func (s *seeder) fill(ctx context.Context, plan seedPlan, tasks int) error {
	change := docket.Change{Name: "seed"}
	for _, p := range s.people {
		change.Users = append(change.Users, p.ID)
	}
	s.tx.Change(change)
	counts := shares(plan.Lists, tasks)
	for i, list := range plan.Lists {
		l, err := s.addList(list, s.now.Add(-listAge+time.Duration(i)*time.Hour))
		if err != nil {
			return fmt.Errorf("adding the list %q: %w", list.Name, err)
		}
		if err := s.addTasks(ctx, list, l, counts[i]); err != nil {
			return fmt.Errorf("filling the list %q: %w", list.Name, err)
		}
	}
	return s.pin(plan.People)
}

func (s *seeder) addList(plan seedList, made time.Time) (docket.List, error) {
	id, err := s.app.newID()
	if err != nil {
		return docket.List{}, fmt.Errorf("making an id: %w", err)
	}
	l := docket.List{ID: id, Name: plan.Name, Color: plan.Color, Inbox: plan.Inbox}
	owner := s.people[plan.Owner]
	if plan.Inbox {
		return l, s.tx.AddUser(owner, id)
	}
	if err := s.tx.AddList(l, made); err != nil {
		return l, err
	}
	for role, people := range map[docket.Role][]int{
		docket.RoleOwner: {plan.Owner}, docket.RoleEditor: plan.Editors, docket.RoleViewer: plan.Viewers,
	} {
		for _, i := range people {
			if err := s.tx.AddMember(id, s.people[i].ID, role); err != nil {
				return l, err
			}
		}
	}
	if plan.ArchivedDaysAgo > 0 {
		l.ArchivedAt = s.now.Add(-time.Duration(plan.ArchivedDaysAgo) * day)
	}
	if plan.DeletedDaysAgo > 0 {
		l.DeletedAt = s.now.Add(-time.Duration(plan.DeletedDaysAgo) * day)
	}
	return l, s.tx.UpdateList(l)
}

// addTasks fills a list, from its oldest task to its newest.
func (s *seeder) addTasks(ctx context.Context, plan seedList, l docket.List, count int) error {
	sections, err := s.addSections(ctx, l, plan.Sections)
	if err != nil || count == 0 {
		return err
	}
	ranks, err := rank.Spread("", "", count)
	if err != nil {
		return fmt.Errorf("ranking the tasks: %w", err)
	}
	writer := newTitleWriter(plan, s.random)
	doers := append([]int{plan.Owner, plan.Owner}, plan.Editors...)
	lines, told := script(plan.Full, count), make(map[int]docket.Task)
	for i := range count {
		if err := ctx.Err(); err != nil { // a million tasks take a while, and people press Ctrl-C
			return err
		}
		by := s.people[pick(s.random, doers)]
		t := s.task(l, by, i, count)
		var words seedTitle
		if line, ok := lines[i]; ok {
			by, words = s.people[plan.Owner], line.seedTitle
			if t, err = s.tell(line, t, told[line.above], by); err != nil {
				return err
			}
		} else {
			words = writer.next()
			s.arrange(plan, &t, &words, doers)
		}
		t.Title, t.Notes, t.Labels, t.Rank = words.Title, words.Notes, slices.Sorted(slices.Values(words.Labels)), ranks[i]
		if t.SectionID = sections[words.Section]; t.ParentID != "" {
			t.SectionID = told[lines[i].above].SectionID
		}
		if t.NotesHTML, err = s.render(t.Notes); err != nil {
			return err
		}
		if t.ID, err = s.app.newID(); err != nil {
			return fmt.Errorf("making an id: %w", err)
		}
		if _, ok := lines[i]; ok {
			told[i] = t
		}
		if err := s.tx.AddTask(t, by.ID); err != nil {
			return err
		}
		if t.Deleted() {
			if err := s.tx.UpdateTask(t); err != nil { // AddTask adds nothing to the trash
				return err
			}
		}
	}
	return nil
}

// task makes the i-th of a list's tasks but for its words.
func (s *seeder) task(l docket.List, by db.Account, i, count int) docket.Task {
	until := s.now // or when the list was archived or deleted
	if l.Archived() || l.Deleted() {
		until = later(l.ArchivedAt, l.DeletedAt)
	}
	from := s.now.Add(-listAge)
	slot := until.Sub(from) / time.Duration(count)
	t := docket.Task{ListID: l.ID, Version: 1}
	t.CreatedAt = s.moment(from.Add(slot*time.Duration(i)), from.Add(slot*time.Duration(i+1)), until, by.Zone)

	done := 2.0 / 3 * float64(count-i-1) / float64(count) // the older, the likelier; a third of all
	if l.Archived() {
		done = 0.95
	}
	if s.chance(done) {
		t.CompletedAt = s.completed(t.CreatedAt, until, by.Zone)
	}
	dated := 0.6
	if count > backlog {
		dated = 0.1
	}
	if s.chance(dated) {
		t.DueOn = s.due(t, by)
		if s.chance(0.25) {
			t.DueTime = pick(s.random, []docket.Clock{"08:00", "08:30", "09:00", "09:30", "10:00", "10:45", "11:15", "12:30",
				"13:00", "14:00", "15:30", "16:45", "17:30", "18:00", "19:15", "20:00"})
		}
	}
	if s.chance(0.45) {
		t.Priority = pick(s.random, []docket.Priority{1, 2, 2, 2, 3, 3, 3, 4, 4})
	}
	if until.Equal(s.now) && s.chance(0.03) {
		last := later(t.CreatedAt, t.CompletedAt, s.now.Add(-trashWithin))
		t.DeletedAt = s.moment(last, s.now, s.now, by.Zone)
	}
	return t
}

func (s *seeder) completed(created, until time.Time, zone *time.Location) time.Time {
	from := later(created, s.now.Add(-doneWithin))
	if s.chance(0.08) { // so that Today has something to be proud of
		if today := docket.DateIn(s.now, zone).Midnight(zone); today.Before(until) {
			from = later(from, today)
		}
	}
	return s.moment(from, until, until, zone)
}

// due returns a day for a task: around the day of its completion, or around
// today and not before the task was made.
func (s *seeder) due(t docket.Task, by db.Account) docket.Date {
	today, made := by.Today(s.now), docket.DateIn(t.CreatedAt, by.Zone)
	if t.Done() {
		return max(made, docket.DateIn(t.CompletedAt, by.Zone).AddDays(s.random.IntN(8)-2))
	}
	switch kind := s.random.IntN(100); {
	case kind < 12:
		return max(made, today.AddDays(-1-s.random.IntN(10)))
	case kind < 26:
		return today
	case kind < 76:
		return today.AddDays(1 + s.random.IntN(docket.UpcomingDays-1))
	default:
		return today.AddDays(docket.UpcomingDays + s.random.IntN(100))
	}
}

func (s *seeder) render(notes string) (string, error) {
	if html, ok := s.html[notes]; ok {
		return html, nil
	}
	html, err := s.app.notes.HTML(notes)
	if err != nil {
		return "", fmt.Errorf("rendering notes: %w", err)
	}
	s.html[notes] = html
	return html, nil
}

// moment returns a moment between two, brought out of the night of the zone but
// not past the last one.
func (s *seeder) moment(from, to, last time.Time, zone *time.Location) time.Time {
	t := from.Add(time.Duration(s.random.Int64N(max(int64(to.Sub(from)), 1))))
	if t.In(zone).Hour() < 7 {
		t = t.Add(7 * time.Hour)
	}
	if t.After(last) {
		return last
	}
	return t
}

func (s *seeder) chance(p float64) bool { return s.random.Float64() < p }

func later(times ...time.Time) time.Time { return slices.MaxFunc(times, time.Time.Compare) }
