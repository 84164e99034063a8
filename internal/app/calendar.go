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
	for _, t := range tasks {
		n := t.DueOn.DaysSince(first)
		if n < 0 || n >= len(page.Groups) {
			continue // what is stored and no day
		}
		g := &page.Groups[n]
		g.Tasks = append(g.Tasks, t)
		g.Count++
	}
	page.Unplanned.Key = docket.GroupUnplanned
	if page.Unplanned.Tasks, err = tx.UnplannedTasks(page.User.ID, unplannedShown); err != nil {
		return err
	}
	page.Unplanned.Count, err = tx.CountUnplanned(page.User.ID)
	return err
}
