package docket

import "time"

// Change names what one write does and who can see it. Every write of the
// database names one, so that no cached page outlives what it shows.
type Change struct {
	Name  string // such as "task.complete"
	Lists []ID   // every member of these lists sees the change
	Users []ID   // these users see it, whatever lists they have
}

// Action is what a person did, as toasts name it and undo reverts it.
type Action string

// The actions that can be undone.
const (
	ActionAdd       Action = "add"
	ActionComplete  Action = "complete"
	ActionReopen    Action = "reopen"
	ActionEdit      Action = "edit"
	ActionMove      Action = "move"    // to another list, or with what was moved
	ActionReorder   Action = "reorder" // within its list, or to another day
	ActionDelete    Action = "delete"
	ActionRestore   Action = "restore"
	ActionArchive   Action = "archive"
	ActionUnarchive Action = "unarchive"
	ActionSkip      Action = "skip"   // to the next day that it repeats on
	ActionIndent    Action = "indent" // becomes a subtask of the one above
	ActionOutdent   Action = "outdent"
	ActionUndo      Action = "undo"
)

// Entity is the kind of what a change was made to.
type Entity string

// The entities whose changes are kept.
const (
	EntityTask    Entity = "task"
	EntityList    Entity = "list"
	EntitySection Entity = "section"
	EntityLabel   Entity = "label" // whether the user has it in their sidebar
)

// Entry is a change that was made, as the history keeps it to undo it.
type Entry struct {
	ID     ID // names the change for undo; empty when nothing changed
	Group  ID // the first of the changes that were made with it and are undone with it
	UserID ID // who made it
	Action Action
	Entity Entity
	Target ID     // the task, list or section; of a label, the user
	Title  string // its title or name after the change
	Fields []FieldChange
	MadeAt time.Time
	Undone bool

	// Above and Below are the open tasks that a task was between before it was moved.
	Above, Below ID
}

// Field returns what the change did to a field; ok is false where it left it alone.
func (d *Entry) Field(f Field) (c FieldChange, ok bool) {
	for _, c := range d.Fields {
		if c.Field == f {
			return c, true
		}
	}
	return c, false
}

// UndoFor is how long a change can be undone.
const UndoFor = 24 * time.Hour

// TrashFor is how long the trash keeps what was deleted.
const TrashFor = 30 * 24 * time.Hour
