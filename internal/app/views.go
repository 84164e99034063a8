package app

import (
	"context"
	"slices"
	"time"

	"docket/db"
	"docket/internal/docket"
)

// Page reads one page of a view for a user, in one snapshot with the user's row,
// whose list_version tags it.
func (a *App) Page(ctx context.Context, user docket.ID, view docket.View) (docket.Page, error) {
	return read(ctx, a, func(tx *db.ReadTx) (docket.Page, error) { return a.page(tx, user, view) })
}

// Screen reads a view and the task that is open beside it, in one snapshot. A
// task that is not there for the user is left out.
func (a *App) Screen(ctx context.Context, user docket.ID, view docket.View, open docket.ID) (docket.Page, error) {
	return read(ctx, a, func(tx *db.ReadTx) (docket.Page, error) {
		page, err := a.page(tx, user, view)
		if err != nil || open == "" {
			return page, err
		}
		t, err := tx.Task(user, open)
		if err == nil {
			err = a.openTask(tx, &page, t)
		}
		if docket.KindOf(err) == docket.KindNotFound {
			return page, nil
		}
		return page, err
	})
}

// TaskPage reads a task with its notes beside its list, in one snapshot.
func (a *App) TaskPage(ctx context.Context, user, task docket.ID) (page docket.Page, t docket.Task, err error) {
	err = a.db.Read(ctx, func(tx *db.ReadTx) error {
		if t, err = tx.Task(user, task); err != nil {
			return err
		}
		if page, err = a.page(tx, user, docket.View{Kind: docket.ViewList, List: t.ListID}); err != nil {
			return err
		}
		return a.openTask(tx, &page, t)
	})
	return page, t, err
}

// Task reads a task with its notes, without a view beside it.
func (a *App) Task(ctx context.Context, user, task docket.ID) (docket.Page, error) {
	return read(ctx, a, func(tx *db.ReadTx) (docket.Page, error) {
		page, err := a.frame(tx, user)
		if err != nil {
			return page, err
		}
		t, err := tx.Task(user, task)
		if err != nil {
			return page, err
		}
		err = a.openTask(tx, &page, t)
		return page, err
	})
}

// listOf returns a list of the page's user. One in the trash is NotFound.
func listOf(tx *db.ReadTx, page *docket.Page, id docket.ID) (docket.List, error) {
	list, ok := page.Sidebar.Find(id)
	if ok {
		return list, nil
	}
	list, err := tx.List(page.User.ID, id)
	if err != nil {
		return list, err
	}
	return list, listInTrash(list)
}

// Frame reads what stands around every page: the user and their sidebar.
func (a *App) Frame(ctx context.Context, user docket.ID) (docket.Page, error) {
	return read(ctx, a, func(tx *db.ReadTx) (docket.Page, error) { return a.frame(tx, user) })
}

func (a *App) frame(tx *db.ReadTx, user docket.ID) (page docket.Page, err error) {
	if page.User, err = tx.User(user); err != nil {
		return page, err
	}
	page.Today = page.User.Today(a.now())
	page.Sidebar, err = a.sidebar(tx, user, page.Today)
	return page, err
}

func (a *App) sidebar(tx *db.ReadTx, user docket.ID, today docket.Date) (s docket.Sidebar, err error) {
	lists, err := tx.Lists(user)
	if err != nil {
		return s, err
	}
	for _, l := range lists {
		switch {
		case l.Inbox:
			s.Inbox = l
		case l.Archived():
			s.Archived = append(s.Archived, l)
		default:
			s.Lists = append(s.Lists, l)
		}
	}
	if s.Today, err = tx.CountDue(user, today); err != nil {
		return s, err
	}
	s.Labels, err = tx.PinnedLabels(user)
	return s, err
}

func (a *App) page(tx *db.ReadTx, user docket.ID, view docket.View) (docket.Page, error) {
	page, err := a.frame(tx, user)
	if err != nil {
		return page, err
	}
	page.View = view
	switch view.Kind {
	case docket.ViewInbox:
		err = a.fillList(tx, &page, page.Sidebar.Inbox.ID)
	case docket.ViewList:
		err = a.fillList(tx, &page, view.List)
	case docket.ViewBoard:
		err = a.fillBoard(tx, &page)
	case docket.ViewLabel:
		err = a.fillLabel(tx, &page)
	case docket.ViewCalendar:
		err = a.fillCalendar(tx, &page)
	case docket.ViewToday:
		err = a.fillToday(tx, &page)
	case docket.ViewUpcoming:
		err = a.fillUpcoming(tx, &page)
	case docket.ViewCompleted:
		err = a.fillCompleted(tx, &page)
	case docket.ViewTrash:
		err = a.fillTrash(tx, &page)
	default:
		err = docket.NotFound()
	}
	if err == nil {
		err = a.fillPeople(tx, &page)
	}
	return page, err
}

// fillPeople reads who the page's tasks are assigned to, where any is.
func (a *App) fillPeople(tx *db.ReadTx, page *docket.Page) error {
	assigned := func(g docket.Group) bool {
		return slices.ContainsFunc(g.Tasks, func(t docket.Task) bool { return t.AssigneeID != "" })
	}
	if !assigned(page.Done) && !assigned(page.Unplanned) && !slices.ContainsFunc(page.Groups, assigned) {
		return nil
	}
	people, err := tx.Colleagues(page.User.ID)
	page.People = make(map[docket.ID]docket.User, len(people))
	for _, u := range people {
		page.People[u.ID] = u
	}
	return err
}

func (a *App) fillToday(tx *db.ReadTx, page *docket.Page) error {
	today := page.Today
	counts, err := tx.DueCounts(page.User.ID, "", today)
	if err != nil {
		return err
	}
	page.Groups = []docket.Group{{Key: docket.GroupOverdue}, {Key: docket.GroupToday, Date: today}}
	for _, c := range counts {
		if c.Day < today {
			page.Groups[0].Count += c.Count
		} else {
			page.Groups[1].Count += c.Count
		}
	}
	rows, err := tx.DueTasks(page.User.ID, "", today, page.View)
	if err != nil {
		return err
	}
	page.More = rows.More
	if err := a.fillMovable(tx, page, page.Groups[0].Count); err != nil {
		return err
	}
	for _, t := range rows.Tasks {
		g := &page.Groups[1]
		if t.DueOn < today {
			g = &page.Groups[0]
		}
		g.Tasks = append(g.Tasks, t)
	}
	from, to := today.Midnight(page.User.Zone), today.AddDays(1).Midnight(page.User.Zone)
	page.Done.Key = docket.GroupDone
	if page.Done.Count, err = tx.CountCompleted(page.User.ID, from, to); err != nil || page.Done.Count == 0 {
		return err
	}
	done, err := tx.CompletedTasks(page.User.ID, from, to, docket.View{})
	page.Done.Tasks = done.Tasks[:min(len(done.Tasks), docket.CompletedPreview)]
	return err
}

// lastDay is after every day that a task can be due on.
const lastDay docket.Date = "9999-12-31"

func (a *App) fillUpcoming(tx *db.ReadTx, page *docket.Page) error {
	today := page.Today
	later := today.AddDays(docket.UpcomingDays)
	counts, err := tx.DueCounts(page.User.ID, today, lastDay)
	if err != nil {
		return err
	}
	for day := today; day < later; day = day.AddDays(1) {
		page.Groups = append(page.Groups, docket.Group{Key: docket.DayGroup(day), Date: day})
	}
	page.Groups = append(page.Groups, docket.Group{Key: docket.GroupLater})
	at := func(day docket.Date) *docket.Group {
		if n := day.DaysSince(today); n >= 0 { // what is stored and no day is long ago
			return &page.Groups[min(n, docket.UpcomingDays)]
		}
		return &page.Groups[docket.UpcomingDays]
	}
	for _, c := range counts {
		at(c.Day).Count += c.Count
	}
	rows, err := tx.DueTasks(page.User.ID, today, lastDay, page.View)
	if err != nil {
		return err
	}
	page.More = rows.More
	if err := a.fillMovable(tx, page, page.Sidebar.Today-page.Groups[0].Count); err != nil {
		return err
	}
	for _, t := range rows.Tasks {
		g := at(t.DueOn)
		g.Tasks = append(g.Tasks, t)
	}
	return nil
}

// fillMovable finds out whether any of the overdue tasks may be moved to today.
func (a *App) fillMovable(tx *db.ReadTx, page *docket.Page, overdue int) (err error) {
	if overdue > 0 {
		page.Movable, err = tx.MayEditOverdue(page.User.ID, page.Today)
	}
	return err
}

func (a *App) fillCompleted(tx *db.ReadTx, page *docket.Page) error {
	always := time.UnixMilli(1 << 52)
	rows, err := tx.CompletedTasks(page.User.ID, time.UnixMilli(0), always, page.View)
	if err != nil {
		return err
	}
	page.More = rows.More
	for _, t := range rows.Tasks {
		day := docket.DateIn(t.CompletedAt, page.User.Zone)
		if n := len(page.Groups); n == 0 || page.Groups[n-1].Date != day {
			page.Groups = append(page.Groups, docket.Group{Key: docket.DayGroup(day), Date: day})
		}
		g := &page.Groups[len(page.Groups)-1]
		g.Tasks = append(g.Tasks, t)
		g.Count++
	}
	// Only the first and the last day of a page can go on on another one.
	for i, g := range page.Groups {
		if i != 0 && i != len(page.Groups)-1 {
			continue
		}
		from, to := g.Date.Midnight(page.User.Zone), g.Date.AddDays(1).Midnight(page.User.Zone)
		if page.Groups[i].Count, err = tx.CountCompleted(page.User.ID, from, to); err != nil {
			return err
		}
	}
	return nil
}

func (a *App) fillTrash(tx *db.ReadTx, page *docket.Page) error {
	rows, err := tx.DeletedTasks(page.User.ID, page.View)
	if err != nil {
		return err
	}
	n, err := tx.CountDeleted(page.User.ID)
	if err != nil {
		return err
	}
	page.Groups = []docket.Group{{Key: docket.GroupTrash, Count: n, Tasks: rows.Tasks}}
	page.More = rows.More
	page.Lists, err = tx.DeletedLists(page.User.ID)
	return err
}
