package app

import (
	"docket/db"
	"docket/internal/docket"
)

// unplannedShown is how many tasks of no day stand beside the calendar.
const unplannedShown = 50

// fillCalendar reads a month with the days of the weeks that it begins and ends in, one
// group each, and the tasks that have no day yet.
func (a *App) fillCalendar(tx *db.ReadTx, page *docket.Page) error {
	first, last := page.Month().Weeks(page.User.WeekStart)
	for i := range last.DaysSince(first) + 1 {
		day := first.AddDays(i)
		page.Groups = append(page.Groups, docket.Group{Key: docket.DayGroup(day), Date: day})
	}
	tasks, err := tx.TasksOfDays(page.User.ID, first, last, docket.MaxRows)
	if err != nil {
		return err
	}
	counts, err := tx.CountDays(page.User.ID, first, last)
	if err != nil {
		return err
	}
	of := func(day docket.Date) *docket.Group {
		if n := day.DaysSince(first); n >= 0 && n < len(page.Groups) {
			return &page.Groups[n]
		}
		return &docket.Group{} // what is stored and no day
	}
	for _, c := range counts {
		g := of(c.Day)
		g.Count, g.Done = g.Count+c.Count, g.Done+c.Done
	}
	for _, t := range tasks {
		g := of(t.DueOn)
		g.Tasks = append(g.Tasks, t)
	}
	page.Unplanned.Key = docket.GroupUnplanned
	if page.Unplanned.Tasks, err = tx.UnplannedTasks(page.User.ID, unplannedShown); err != nil {
		return err
	}
	page.Unplanned.Count, err = tx.CountUnplanned(page.User.ID)
	return err
}
