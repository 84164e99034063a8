package app

import (
	"slices"

	"docket/db"
	"docket/internal/docket"
)

// fillList reads a list: the tasks of no section and then each section's.
func (a *App) fillList(tx *db.ReadTx, page *docket.Page, id docket.ID) error {
	if err := fillSections(tx, page, id, tx.CountSections); err != nil {
		return err
	}
	if page.List.Inbox {
		page.View.Kind, page.View.List = docket.ViewInbox, ""
	}
	rows, err := tx.OpenTasks(page.List, page.Sections, page.View)
	if err != nil {
		return err
	}
	share(page, rows.Tasks)
	page.More = rows.More
	return a.fillDone(tx, page)
}

// fillBoard reads a list as columns, whose cards are its tasks without their subtasks.
func (a *App) fillBoard(tx *db.ReadTx, page *docket.Page) error {
	if err := fillSections(tx, page, page.View.List, tx.CountCards); err != nil {
		return err
	}
	cards, err := tx.Cards(page.View.List, docket.MaxRows)
	if err != nil {
		return err
	}
	share(page, cards)
	return a.fillDone(tx, page)
}

// fillSections reads a list and its sections, and makes a group for each with its count.
func fillSections(tx *db.ReadTx, page *docket.Page, id docket.ID, count func(docket.ID) ([]db.SectionCount, error)) (err error) {
	if page.List, err = listOf(tx, page, id); err != nil {
		return err
	}
	if page.Sections, err = tx.Sections(page.User.ID, id); err != nil {
		return err
	}
	page.Groups = []docket.Group{{Key: docket.GroupOpen}}
	for i := range page.Sections {
		page.Groups = append(page.Groups, docket.Group{Key: docket.SectionGroup(page.Sections[i].ID), Section: &page.Sections[i]})
	}
	counts, err := count(id)
	for _, c := range counts {
		groupOf(page, c.Section).Count += c.Open
	}
	return err
}

// groupOf returns the group of a section, and the first one for a section that is not
// there.
func groupOf(page *docket.Page, section docket.ID) *docket.Group {
	if g := page.Group(docket.SectionGroup(section)); g != nil && section != "" {
		return g
	}
	return &page.Groups[0]
}

func share(page *docket.Page, tasks []docket.Task) {
	if len(page.Groups) == 1 {
		page.Groups[0].Tasks = tasks
		return
	}
	for _, t := range tasks {
		g := groupOf(page, t.SectionID)
		g.Tasks = append(g.Tasks, t)
	}
}

func (a *App) fillDone(tx *db.ReadTx, page *docket.Page) (err error) {
	page.Done.Key = docket.GroupDone
	if page.Done.Count, err = tx.CountDone(page.List.ID); err != nil || page.Done.Count == 0 {
		return err
	}
	page.Done.Tasks, err = tx.DoneTasks(page.List.ID, docket.CompletedPreview)
	return err
}

// fillLabel reads the open tasks that bear a label. One that no task bears which the user
// can see, and that they have not pinned, is NotFound.
func (a *App) fillLabel(tx *db.ReadTx, page *docket.Page) error {
	label := page.View.Label
	page.Pinned = slices.ContainsFunc(page.Sidebar.Labels, func(c docket.LabelCount) bool { return c.Label == label })
	n, err := tx.CountLabel(page.User.ID, label)
	if err != nil {
		return err
	}
	if n == 0 && !page.Pinned {
		known, err := tx.Labels(page.User.ID)
		if err != nil {
			return err
		}
		if !slices.Contains(known, label) {
			return docket.NotFound()
		}
	}
	rows, err := tx.LabelTasks(page.User.ID, label, page.View)
	if err != nil {
		return err
	}
	page.Groups = []docket.Group{{Key: docket.GroupOpen, Count: n, Tasks: rows.Tasks}}
	page.More = rows.More
	return nil
}
