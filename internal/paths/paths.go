// Package paths makes and reads Docket's URLs, so that no other place spells one
// out.
package paths

import (
	"net/url"
	"slices"
	"strings"

	"docket/internal/docket"
)

// The paths without parameters.
const (
	Root          = "/"
	SignIn        = "/sign-in"
	SignUp        = "/sign-up"
	SignOut       = "/sign-out"
	Inbox         = "/inbox"
	Today         = "/today"
	Upcoming      = "/upcoming"
	Completed     = "/completed"
	Trash         = "/trash"
	EmptyTrash    = "/trash/empty"
	Lists         = "/lists"
	NewList       = "/lists/new"
	Tasks         = "/tasks"
	Calendar      = "/calendar"
	Labels        = "/labels"
	Sections      = "/sections"
	OverdueToday  = "/overdue/today"
	QuickAdd      = "/quick-add"
	Suggest       = "/quick-add/suggest"
	Settings      = "/settings"
	Profile       = "/settings/profile"
	Password      = "/settings/password" // #nosec G101 -- a path
	Email         = "/settings/email"
	Notifications = "/settings/notifications"
	TestMail      = "/settings/notifications/test"
	Forgot        = "/forgot"
	ResetLink     = "/reset/"
	ConfirmEmail  = "/confirm-email/"
	Unsubscribe   = "/unsubscribe/"
	RevokeOthers  = "/settings/devices/revoke-others"
	Health        = "/healthz"
	Ready         = "/readyz"
	Static        = "/static/"
	Admin         = "/admin"
	AdminRedis    = "/admin/redis"
	AdminDrop     = "/admin/redis/drop"
	AdminJobs     = "/admin/jobs"
	AdminLimits   = "/admin/limits"
	AdminLift     = "/admin/limits/lift"
	AdminMail     = "/admin/mail"
	AdminTestMail = "/admin/mail/test"
	AdminPeople   = "/admin/people"
	Favicon       = "/favicon.ico"
)

// TaskAction is what a form does to a task.
type TaskAction string

// The actions of /tasks/{id}/{action}.
const (
	CompleteTask TaskAction = "complete"
	ReopenTask   TaskAction = "reopen"
	MoveTask     TaskAction = "move"
	DeleteTask   TaskAction = "delete"
	RestoreTask  TaskAction = "restore"
	SkipTask     TaskAction = "skip"
	IndentTask   TaskAction = "indent"
	OutdentTask  TaskAction = "outdent"
	CheckNotes   TaskAction = "notes/check"
	PreviewNotes TaskAction = "notes/preview"
)

// ListAction is what a form does to a list.
type ListAction string

// The actions of /lists/{id}/{action}. EditList, and DeleteList by GET, are
// pages.
const (
	EditList      ListAction = "edit"
	ArchiveList   ListAction = "archive"
	UnarchiveList ListAction = "unarchive"
	DeleteList    ListAction = "delete"
	RestoreList   ListAction = "restore"
	MoveList      ListAction = "move"
	ListBoard     ListAction = "board"
	ListLayout    ListAction = "layout"
	ListSections  ListAction = "sections"
)

// SectionAction is what a form does to a section.
type SectionAction string

// The actions of /sections/{id}/{action}. EditSection is a page, and so is DeleteSection
// by GET.
const (
	EditSection     SectionAction = "edit"
	MoveSection     SectionAction = "move"
	DeleteSection   SectionAction = "delete"
	CollapseSection SectionAction = "collapse"
)

// Section is where a section's form goes.
func Section(id docket.ID) string { return Sections + "/" + string(id) }

// SectionTo is where an action on a section is posted, or its page.
func SectionTo(id docket.ID, a SectionAction) string { return Section(id) + "/" + string(a) }

// LabelAction is what a form does to a label.
type LabelAction string

// The actions of /labels/{name}/{action}. EditLabel is a page.
const (
	EditLabel   LabelAction = "edit"
	DeleteLabel LabelAction = "delete"
	PinLabel    LabelAction = "pin"
)

// Label is the view of a label, and where its form goes.
func Label(name string) string { return Labels + "/" + url.PathEscape(name) }

// LabelTo is where an action on a label is posted, or its page.
func LabelTo(name string, a LabelAction) string { return Label(name) + "/" + string(a) }

// Task is a task's page, and where its form goes.
func Task(id docket.ID) string { return "/tasks/" + string(id) }

// TaskTo is where an action on a task is posted.
func TaskTo(id docket.ID, a TaskAction) string { return "/tasks/" + string(id) + "/" + string(a) }

// Reminders is where a reminder of a task is added.
func Reminders(task docket.ID) string { return Task(task) + "/reminders" }

// Remind is the page that a reminder's mail leads to.
func Remind(task, reminder docket.ID) string { return Reminders(task) + "/" + string(reminder) }

// RemoveReminder is where a reminder is removed.
func RemoveReminder(task, reminder docket.ID) string { return Remind(task, reminder) + "/delete" }

// Snooze is where a reminder is put off.
func Snooze(task, reminder docket.ID) string { return Remind(task, reminder) + "/snooze" }

// PersonAction is what an administrator does to an account.
type PersonAction string

// The actions of /admin/people/{id}/{action}.
const (
	MakeAdmin     PersonAction = "admin"
	MakeMember    PersonAction = "member"
	DisablePerson PersonAction = "disable"
	EnablePerson  PersonAction = "enable"
	SignOutPerson PersonAction = "sign-out"
	LinkPerson    PersonAction = "reset-link"
)

// PersonTo is where an action on an account is posted.
func PersonTo(id docket.ID, a PersonAction) string {
	return AdminPeople + "/" + string(id) + "/" + string(a)
}

// RetryJob runs a job again, now. A job's id is any text.
func RetryJob(id string) string { return AdminJobs + "/" + url.PathEscape(id) + "/retry" }

// DeleteJob removes a job.
func DeleteJob(id string) string { return AdminJobs + "/" + url.PathEscape(id) + "/delete" }

// ResetWith is the page of a link to choose a new password.
func ResetWith(secret string) string { return ResetLink + url.PathEscape(secret) }

// ConfirmEmailWith is the page of a link that confirms an address.
func ConfirmEmailWith(secret string) string { return ConfirmEmail + url.PathEscape(secret) }

// UnsubscribeWith is the page of a link that stops a kind of mail.
func UnsubscribeWith(what, secret string) string {
	return Unsubscribe + url.PathEscape(what+"."+secret)
}

// TaskMenu is the menu of a task's row.
func TaskMenu(id docket.ID) string { return "/tasks/" + string(id) + "/menu" }

// List is a list's page, and where its form goes.
func List(id docket.ID) string { return "/lists/" + string(id) }

// ListTo is where an action on a list is posted, or its page.
func ListTo(id docket.ID, a ListAction) string { return "/lists/" + string(id) + "/" + string(a) }

// Undo takes a change back.
func Undo(id docket.ID) string { return "/undo/" + string(id) }

// RevokeDevice signs a device out.
func RevokeDevice(id docket.ID) string { return "/settings/devices/" + string(id) + "/revoke" }

// AtTask is the place of a task's row on the page at path.
func AtTask(path string, id docket.ID) string { return path + "#task-" + string(id) }

// QuickAddOf is the page that shows what a text of quick add would add in a view.
func QuickAddOf(text string, v docket.View) string {
	return QuickAdd + "?" + url.Values{"text": {text}, "view": {View(v)}}.Encode()
}

// maxTyped bounds a typed value that an address takes along, in bytes.
const maxTyped = 400

// EditMovedList is the page that edits a list which has just been moved before or
// after another, with what was typed there, if anything, by its fields' names.
func EditMovedList(id docket.ID, typed url.Values, before bool) string {
	if !typed.Has("name") && !typed.Has("color") {
		return ListTo(id, EditList)
	}
	q := url.Values{"moved": {"after"}}
	if before {
		q.Set("moved", "before")
	}
	for _, name := range [2]string{"name", "color"} {
		if value := typed.Get(name); typed.Has(name) && len(value) <= maxTyped {
			q.Set(name, value)
		}
	}
	return ListTo(id, EditList) + "?" + q.Encode()
}

// ParseTask reads the task from the path of its page, with or without a host.
func ParseTask(s string) (docket.ID, bool) {
	u, err := url.Parse(s)
	if err != nil {
		return "", false
	}
	text, found := strings.CutPrefix(u.Path, Tasks+"/")
	if !found {
		return "", false
	}
	id, err := docket.ParseID(text)
	return id, err == nil
}

// IsPage reports whether an address is a view, a task or one of the pages of settings and
// administration, which can be gone back to.
func IsPage(s string) bool {
	_, isView := ParseView(s)
	_, isTask := ParseTask(s)
	return isView || isTask || slices.Contains([]string{Settings, Notifications, Admin, AdminRedis, AdminJobs, AdminLimits, AdminMail, AdminPeople}, s)
}

// Local returns the path, query and fragment of next where it leads to a page of
// Docket itself, and Today where it is empty. ok is false where it leads anywhere
// else, and the path is Today, too.
func Local(next string) (path string, ok bool) {
	u, err := url.Parse(next)
	if next == "" {
		return Today, true
	}
	if err != nil || next[0] != '/' || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\x00\r\n\t") ||
		u.Host != "" || u.Scheme != "" || u.User != nil {
		return Today, false
	}
	// What was '/%2f' can have become '//', which leads to another host.
	if to := u.String(); !strings.HasPrefix(to, "//") {
		return to, true
	}
	return Today, false
}

// Then is SignIn or SignUp, to go to next from.
func Then(path, next string) string {
	if next == "" || next == Today {
		return path
	}
	return path + "?next=" + url.QueryEscape(next)
}

// The values of unsaved in the address of the sign-in page: whether the form that was
// not taken is lost or kept by the browser.
const (
	UnsavedLost = "lost"
	UnsavedKept = "kept"
)

// Unsaved is the sign-in page at this path for someone whose form was not taken,
// which the page then says.
func Unsaved(path, how string) string {
	if strings.Contains(path, "?") {
		return path + "&unsaved=" + how
	}
	return path + "?unsaved=" + how
}
