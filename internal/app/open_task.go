package app

import (
	"docket/db"
	"docket/internal/docket"
)

// openTask reads all that is shown of a task and around it.
func (a *App) openTask(tx *db.ReadTx, page *docket.Page, t docket.Task) error {
	list, err := listOf(tx, page, t.ListID)
	if err != nil {
		return err
	}
	open := &docket.OpenTask{Task: t, List: list, CanRemind: a.mail}
	page.Task = open
	if err := a.currentNotes(&open.Task); err != nil {
		return err
	}
	if a.mail {
		if open.Reminders, err = tx.Reminders(page.User.ID, t.ID); err != nil {
			return err
		}
	}
	if open.Sections, err = tx.Sections(page.User.ID, t.ListID); err != nil {
		return err
	}
	if open.Members, err = tx.Members(t.ListID); err != nil {
		return err
	}
	if err := a.family(tx, page.User.ID, open); err != nil {
		return err
	}
	known, err := tx.Labels(page.User.ID)
	if err != nil {
		return err
	}
	for _, l := range known {
		if !docket.HasLabel(t.Labels, l) && len(open.KnownLabels) < labelsOffered {
			open.KnownLabels = append(open.KnownLabels, l)
		}
	}
	a.describeRepeat(page.User, open, page.Today)
	if t.Done() || t.Deleted() {
		return nil
	}
	if open.Above, open.Below, err = tx.Neighbours(t); err != nil || open.Above == "" {
		return err
	}
	depth, _, err := depthUnder(tx, t.ID, open.Above)
	open.CanIndent = depth <= docket.MaxDepth
	return err
}

// labelsOffered is how many labels are offered for a task at most.
const labelsOffered = 200

// family reads the task that one is under, and those under it.
func (a *App) family(tx *db.ReadTx, user docket.ID, open *docket.OpenTask) error {
	if open.ParentID != "" {
		parent, err := tx.Task(user, open.ParentID)
		if err != nil {
			return err
		}
		open.Parent = parent
	}
	under, err := tx.Subtasks(open.ID)
	if err != nil {
		return err
	}
	open.Under = descendants(open.ID, under, 0)
	for _, t := range open.Under { // its own, as a row counts them
		if t.Depth == 0 {
			open.Subtasks++
		}
		if t.Depth == 0 && t.Done() {
			open.SubtasksDone++
		}
	}
	return nil
}

// descendants puts tasks in the order of a tree, without those in the trash.
func descendants(parent docket.ID, all []docket.Task, depth int) (tree []docket.Task) {
	for _, t := range all {
		if t.ParentID == parent && !t.Deleted() {
			t.Depth = depth
			tree = append(append(tree, t), descendants(t.ID, all, depth+1)...)
		}
	}
	return tree
}
