package app

import (
	"context"
	"fmt"
	mathrand "math/rand/v2"
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

// Seeded tells what Seed made.
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
		return Seeded{}, docket.Invalid("tasks", "There cannot be fewer than no tasks. Ask for 0 or more.")
	}
	// #nosec G404 -- what is drawn is what the sample says, not a secret
	s := seeder{app: a, now: a.now(), random: mathrand.New(mathrand.NewPCG(1, 2)), html: make(map[string]string)}
	made := Seeded{Tasks: tasks}
	for i, p := range seedPeople() {
		account, err := a.newAccount(ctx, NewAccount{Name: p.name, Email: p.email, Password: password, Zone: p.zone})
		if err != nil {
			return Seeded{}, fmt.Errorf("making the account of %s: %w", p.email, err)
		}
		account.Admin, account.WeekStart = i == 0, p.weekStart
		account.CreatedAt = s.now.Add(-listAge - 5*day + time.Duration(i)*day)
		s.people = append(s.people, account)
		made.Emails = append(made.Emails, account.Email)
	}
	err := a.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.CountUsers()
		if err != nil {
			return err
		}
		if n > 0 {
			return &docket.Error{Kind: docket.KindConflict,
				Message: "This Docket has accounts already, and nothing was added to it. Choose an empty data folder for the sample workspace."}
		}
		s.tx = tx
		made.Lists, err = s.fill(ctx, tasks)
		return err
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

// place is a list to be filled.
type place struct {
	id    docket.ID
	plan  seedList
	until time.Time // when it was archived or deleted, else now
}

// fill makes the accounts, lists and tasks, and returns the number of lists.
func (s *seeder) fill(ctx context.Context, tasks int) (lists int, err error) {
	change := docket.Change{Name: "seed"}
	for _, p := range s.people {
		change.Users = append(change.Users, p.ID)
	}
	if err := s.tx.Change(change); err != nil {
		return 0, err
	}
	plans := seedLists()
	var places []place
	for i, plan := range plans {
		made := s.now.Add(-listAge + time.Duration(i)*time.Hour)
		p, err := s.addList(plan, made)
		if err != nil {
			return 0, fmt.Errorf("adding the list %q: %w", plan.name, err)
		}
		places = append(places, p)
	}
	for i, count := range shares(plans, tasks) {
		if err := s.addTasks(ctx, places[i], count); err != nil {
			return 0, fmt.Errorf("filling the list %q: %w", plans[i].name, err)
		}
		if !plans[i].inbox {
			lists++
		}
	}
	return lists, nil
}

func (s *seeder) addList(plan seedList, made time.Time) (place, error) {
	p := place{plan: plan, until: s.now}
	owner := s.people[plan.owner]
	id, err := s.app.newID()
	if err != nil {
		return p, fmt.Errorf("making an id: %w", err)
	}
	p.id = id
	if plan.inbox {
		return p, s.tx.AddUser(owner, id)
	}
	l := docket.List{ID: id, Name: plan.name, Color: plan.color}
	if err := s.tx.AddList(l, made); err != nil {
		return p, err
	}
	for _, m := range plan.members() {
		if err := s.tx.AddMember(id, s.people[m.person].ID, m.role); err != nil {
			return p, err
		}
	}
	if plan.closed == "" {
		return p, nil
	}
	p.until = s.now.Add(-plan.closedFor)
	if plan.closed == docket.ActionArchive {
		l.ArchivedAt = p.until
	} else {
		l.DeletedAt = p.until
	}
	return p, s.tx.UpdateList(l)
}

// addTasks fills a list, from its oldest task to its newest.
func (s *seeder) addTasks(ctx context.Context, p place, count int) error {
	if count == 0 {
		return nil
	}
	ranks, err := rank.Spread("", "", count)
	if err != nil {
		return fmt.Errorf("ranking the tasks: %w", err)
	}
	writer := newTitleWriter(p.plan.theme, s.random)
	doers := append([]int{p.plan.owner, p.plan.owner}, p.plan.editors...)
	for i := range count {
		if err := ctx.Err(); err != nil { // a million tasks take a while, and people press Ctrl-C
			return err
		}
		by := s.people[doers[s.random.IntN(len(doers))]]
		t := s.task(p, by, i, count)
		t.Rank = ranks[i]
		t.Title, t.Notes = writer.next()
		if t.NotesHTML, err = s.render(t.Notes); err != nil {
			return err
		}
		if t.ID, err = s.app.newID(); err != nil {
			return fmt.Errorf("making an id: %w", err)
		}
		if err := s.tx.AddTask(t, by.ID); err != nil {
			return err
		}
		if !t.Deleted() {
			continue
		}
		if err := s.tx.UpdateTask(t); err != nil { // AddTask adds nothing to the trash
			return err
		}
	}
	return nil
}

// task makes the i-th of a list's tasks but for its words.
func (s *seeder) task(p place, by db.Account, i, count int) docket.Task {
	from := s.now.Add(-listAge)
	slot := p.until.Sub(from) / time.Duration(count)
	t := docket.Task{ListID: p.id, Version: 1}
	t.CreatedAt = s.moment(from.Add(slot*time.Duration(i)), from.Add(slot*time.Duration(i+1)), p.until, by.Zone)

	done := 2.0 / 3 * float64(count-i-1) / float64(count) // the older, the likelier; a third of all
	if p.plan.closed == docket.ActionArchive {
		done = 0.95
	}
	if s.chance(done) {
		t.CompletedAt = s.completed(t.CreatedAt, p.until, by.Zone)
	}
	dated := 0.6
	if count > backlog {
		dated = 0.1
	}
	if s.chance(dated) {
		t.DueOn = s.due(t, by)
		if s.chance(0.25) {
			t.DueTime = pick(s.random, seedClocks())
		}
	}
	if s.chance(0.45) {
		t.Priority = pick(s.random, []docket.Priority{1, 2, 2, 2, 3, 3, 3, 4, 4})
	}
	if p.plan.closed == "" && s.chance(0.03) {
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

func later(first time.Time, more ...time.Time) time.Time {
	for _, t := range more {
		if t.After(first) {
			first = t
		}
	}
	return first
}

func pick[T any](random *mathrand.Rand, from []T) T { return from[random.IntN(len(from))] }
