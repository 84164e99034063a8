package web_test

import (
	"fmt"
	"strings"

	"docket/internal/app"
	"docket/internal/docket"
)

// under adds a task, below another one where parent is not empty.
func (h *house) under(l docket.ID, title string, parent docket.ID) docket.Task {
	h.t.Helper()
	t, err := h.Use.AddTask(h.t.Context(), h.owner.User, app.NewTask{Title: title, ListID: string(l), ParentID: string(parent)})
	h.check(err)
	return t
}

// badPlans are the bad forms of quick add, labels, repeats, sections and subtasks.
func (h *house) badPlans(task docket.Task) (out []bad) {
	add := func(name, to string, status int, says, keeps string, form ...string) {
		out = append(out, bad{name, to, form, status, says, keeps})
	}
	edit, move := "/tasks/"+string(task.ID), "/tasks/"+string(task.ID)+"/move"
	long := strings.Repeat("ä", 501)
	add("text of nothing", "/tasks", 422, "Enter a title", "", "text", " \n\t\n")
	add("text with a title of 501", "/tasks", 422, "501 characters", long+" tomorrow", "text", long+" tomorrow")
	add("2,000 lines", "/tasks", 422, "2000 tasks", "", "text", strings.Repeat("a line\n", 2000))
	add("a title of 501 in the third line", "/tasks", 422, "Line 3", "", "text", "one\ntwo\n"+long)
	add("text that is no UTF-8", "/tasks", 422, "can’t store", "", "text", "caf\xe9")
	add("text with NUL", "/tasks", 422, "can’t store", "", "text", "a\x00b")
	add("a line of 100 KB", "/tasks", 422, "at most 500 characters", "", "text", strings.Repeat("x ", 50<<10))
	add("text into a stranger's list", "/tasks", 422, "may be in the trash", "kept", "text", "kept", "list_id", string(h.strangers.ID))

	labels := []string{"title", "kept title"}
	for i := range 33 {
		labels = append(labels, "labels", fmt.Sprint("label ", i))
	}
	other := h.section(h.own.ID, "elsewhere")
	apart := h.task(h.owner, h.own.ID, "apart", "")
	parent := h.under(h.home.ID, "parent", "")
	child := h.under(h.home.ID, "child", parent.ID)
	grandchild := h.under(h.home.ID, "grandchild", child.ID)
	none := "0190b0e4-7c3a-7000-8000-0123456789ab"
	for name, to := range map[string]string{"add": "/tasks", "edit": edit} {
		ok := []string{"title", "kept title", "list_id", string(h.home.ID)}
		add(name+" 33 labels", to, 422, "32 labels", "kept title", labels...)
		add(name+" a label of 61", to, 422, "61 characters", "kept title", append(ok, "labels", strings.Repeat("é", 61))...)
		add(name+" a label with NUL", to, 422, "can’t store", "kept title", append(ok, "labels", "a\x00")...)
		add(name+" a label of full stops", to, 422, "full stops", "kept title", append(ok, "labels", "..")...)
		add(name+" a strange field", to, 422, "can’t read", "", "title", "kept", "labels[x", "y")
		for _, rule := range []string{"FREQ=HOURLY", "FREQ=SECONDLY", "daily", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;BYHOUR=1", "FREQ=DAILY;DTSTART=19900101", "\x00", strings.Repeat("FREQ=DAILY;", 1000)} {
			add(fmt.Sprintf("%s a repeat %.20q", name, rule), to, 422, "", "kept title", append(ok, "repeat", rule)...)
		}
		for _, section := range []string{string(other), none, "1", "\xff"} {
			add(name+" into the section "+section, to, 422, "section", "kept title", append(ok, "section_id", section)...)
		}
		for what, id := range map[string]string{"a task of another list": string(apart.ID), "nothing": none, "no id": "x", "the second level": string(grandchild.ID)} {
			add(name+" under "+what, to, 422, "", "kept title", append(ok, "parent_id", id)...)
		}
		add(name+" assigned to a stranger", to, 422, "isn’t in this list", "kept title", append(ok, "assignee_id", string(h.stranger.User.ID))...)
	}
	for what, id := range map[string]string{"itself": string(parent.ID), "its child": string(child.ID), "its grandchild": string(grandchild.ID), "another list's": string(apart.ID)} {
		add("move under "+what, "/tasks/"+string(parent.ID)+"/move", 422, "", "", "parent_id", id)
		add("edit under "+what, "/tasks/"+string(parent.ID), 422, "", "", "parent_id", id)
	}
	add("move into another list's section", move, 422, "section", "", "section_id", string(other))
	add("a third level by indenting", "/tasks/"+string(grandchild.ID)+"/indent", 422, "no task above", "")
	add("out of nothing", edit+"/outdent", 422, "isn’t under", "")
	add("skip what does not repeat", edit+"/skip", 422, "doesn’t repeat", "")
	add("complete with a strange answer", edit+"/complete", 422, "Choose whether", "", "subtasks", "perhaps")
	add("a repeat in words that are none", edit, 422, "every last friday", "", "repeat_text", "now and then")
	add("a repeat with two ends", edit, 422, "Choose one of the two", "", "repeat", "FREQ=DAILY", "repeat_until", "2027-01-01", "repeat_count", "3")
	add("a repeat of many times", edit, 422, "from 1 to", "", "repeat", "FREQ=DAILY", "repeat_count", "1000")

	section := string(aSection(h))
	sections := "/lists/" + string(h.home.ID) + "/sections"
	for what, to := range map[string]string{"add": sections, "rename": "/sections/" + section} {
		add(what+" a section without a name", to, 422, "Enter a name", "", "name", zeroWidth)
		add(what+" a section with a long name", to, 422, "101 characters", strings.Repeat("x", 101), "name", strings.Repeat("x", 101))
	}
	add("move a section nowhere", "/sections/"+section+"/move", 422, "before or after", "")
	add("move a section beside another list's", "/sections/"+section+"/move", 422, "Reload the page", "", "before", string(other))
	add("delete a section and not say how", "/sections/"+section+"/delete", 422, "Choose whether", "")
	add("fold a section perhaps", "/sections/"+section+"/collapse", 422, "Choose whether", "", "collapsed", "perhaps")
	add("a section that is none", "/sections/"+none, 404, "", "", "name", "x")
	add("look at a list in a mirror", "/lists/"+string(h.home.ID)+"/layout", 422, "Choose the list", "", "layout", "mirror")
	labelled(h)
	add("a label renamed to nothing", "/labels/errand", 422, "Enter a label", "", "name", " # ")
	add("a label renamed to full stops", "/labels/errand", 422, "full stops", "..", "name", "..")
	add("a label renamed to 61", "/labels/errand", 422, "61 characters", strings.Repeat("é", 61), "name", strings.Repeat("é", 61))
	add("a label that is none", "/labels/none", 404, "", "", "name", "x")
	add("a label of strange bytes", "/labels/%ff%00", 404, "", "", "name", "x")
	for _, p := range [][2]string{{"day_order", "year"}, {"hours", "13"}, {"first_page", "trash"}, {"keys", "some"}, {"add_to", string(h.strangers.ID)}, {"add_to", "x"}} {
		add("a profile with "+p[0]+" "+p[1], "/settings/profile", 422, "", "", p[0], p[1])
	}
	return out
}
