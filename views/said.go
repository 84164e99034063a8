package views

import (
	"fmt"

	"docket/internal/docket"
)

// ChangeText says what was done, for a toast.
func ChangeText(d docket.Entry, list string) string {
	verb := ""
	switch d.Action {
	case docket.ActionComplete:
		verb = "Completed"
	case docket.ActionReopen:
		verb = "Reopened"
	case docket.ActionDelete:
		verb = "Deleted"
	case docket.ActionRestore:
		verb = "Restored"
	case docket.ActionArchive:
		verb = "Archived"
	case docket.ActionUnarchive:
		verb = "Unarchived"
	case docket.ActionMove, docket.ActionReorder, docket.ActionIndent, docket.ActionOutdent:
		verb = "Moved"
	case docket.ActionAdd:
		verb = "Added"
	case docket.ActionSkip:
		verb = "Skipped to the next"
	default:
		verb = "Saved"
	}
	if list != "" {
		return fmt.Sprintf("Moved “%s” to %s", d.Title, list)
	}
	return fmt.Sprintf("%s “%s”", verb, d.Title)
}

// AddedManyText says how many tasks were added at once.
func AddedManyText(n int) string { return "Added " + tasks(n) }

// AddedText says that a task was added which is not on the screen.
func AddedText(t docket.Task) string { return fmt.Sprintf("Added “%s”", t.Title) }

// LabelText says on how many tasks a label was changed.
func LabelText(label string, n int) string {
	if label == "" {
		return "Took the label off " + tasks(n)
	}
	return fmt.Sprintf("Labelled %s “%s”", tasks(n), label)
}

// EmptiedText says how much was removed from the trash.
func EmptiedText(n int64) string {
	if n == 0 {
		return "The trash was already empty."
	}
	return "Emptied the trash: " + count(int(n), "item", "items") + " deleted for good."
}

// MovedTodayText says how much that was overdue is due today now.
func MovedTodayText(n int) string {
	if n == 0 {
		return "Nothing is overdue that you can move."
	}
	return "Moved " + tasks(n) + " to today"
}

// UndoneText says what was taken back, of one task or of n at once.
func UndoneText(d docket.Entry, n int) string {
	switch {
	case n > 1 && d.Action == docket.ActionEdit:
		return "Undid the change to " + tasks(n)
	case n > 1 && d.Action == docket.ActionAdd:
		return tasks(n) + " aren’t added any more"
	}
	return UndoText(d)
}

// UndoText says what was taken back, for a toast.
func UndoText(d docket.Entry) string {
	switch d.Action {
	case docket.ActionComplete:
		return fmt.Sprintf("Reopened “%s”", d.Title)
	case docket.ActionReopen:
		return fmt.Sprintf("Completed “%s” again", d.Title)
	case docket.ActionDelete, docket.ActionArchive:
		return fmt.Sprintf("Restored “%s”", d.Title)
	case docket.ActionRestore:
		return fmt.Sprintf("Deleted “%s” again", d.Title)
	case docket.ActionUnarchive:
		return fmt.Sprintf("Archived “%s” again", d.Title)
	case docket.ActionMove, docket.ActionReorder, docket.ActionIndent, docket.ActionOutdent:
		return fmt.Sprintf("Moved “%s” back", d.Title)
	case docket.ActionAdd:
		return fmt.Sprintf("“%s” isn’t added any more", d.Title)
	case docket.ActionSkip:
		return fmt.Sprintf("“%s” isn’t skipped any more", d.Title)
	}
	return fmt.Sprintf("Undid the change to “%s”", d.Title)
}
