package web_test

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"docket/internal/docket"
	"docket/internal/testkit"
)

// bad is a form that cannot be used.
type bad struct {
	name   string
	to     string   // the path it is posted to
	form   []string // names and values in turn
	status int
	says   string // part of what it tells the person
	keeps  string // what was typed, which the page shows again in its form
}

const zeroWidth = "\u200b\u200c\ufeff\u2060"

// badForms are the bad forms for one task, list and device of the owner.
func (h *house) badForms(task, gone docket.Task) []bad {
	long, deep := strings.Repeat("ä", 501), strings.Repeat("n", docket.MaxNotes+1)
	tasks, edit, move := "/tasks", "/tasks/"+string(task.ID), "/tasks/"+string(task.ID)+"/move"
	list, moveList := "/lists/"+string(h.home.ID), "/lists/"+string(h.home.ID)+"/move"
	none := "0190b0e4-7c3a-7000-8000-0123456789ab"
	elsewhere := h.task(h.owner, h.own.ID, "elsewhere", "")
	foreign := h.task(h.stranger, h.strangers.ID, "foreign", "")
	var out []bad
	add := func(name, to string, status int, says, keeps string, form ...string) {
		out = append(out, bad{name, to, form, status, says, keeps})
	}
	for name, to := range map[string]string{"add": tasks, "edit": edit} {
		ok := []string{"title", "kept title"}
		add(name+" a title of 501", to, 422, "501 characters", long, "title", long)
		add(name+" a blank title", to, 422, "Enter a title", "", "title", " \t ")
		add(name+" a zero-width title", to, 422, "Enter a title", zeroWidth, "title", zeroWidth)
		add(name+" a title that is no UTF-8", to, 422, "can’t store", "", "title", "caf\xe9")
		add(name+" NUL in a title", to, 422, "can’t store", "", "title", "a\x00b")
		add(name+" notes too long", to, 422, "101 KB", "kept title", append(ok, "notes", deep)...)
		add(name+" notes that are no UTF-8", to, 422, "can’t store", "kept title", append(ok, "notes", "\xff")...)
		add(name+" NUL in notes", to, 422, "can’t store", "kept title", append(ok, "notes", "a\x00")...)
		for _, day := range []string{"2026-02-30", "tomorrow", "0000-01-01", "99999-01-01", "16.7.2026", "\xff", "2026-07-16\x00"} {
			add(name+" due "+day, to, 422, "isn’t a date", "kept title", append(ok, "due_on", day)...)
		}
		for _, clock := range []string{"25:00", "noon", "\x00"} {
			add(name+" due at "+clock, to, 422, "isn’t a time", "kept title", append(ok, "due_on", "2026-07-16", "due_time", clock)...)
		}
		add(name+" a time without a day", to, 422, "Choose a day", "kept title", append(ok, "due_on", "", "due_time", "10:00")...)
		for _, p := range []string{"5", "-1", "x", "\x00"} {
			add(name+" priority "+p, to, 422, "priority from 1 to 4", "kept title", append(ok, "priority", p)...)
		}
		for _, l := range []string{none, string(h.strangers.ID), string(h.deleted.ID), "1", strings.ToUpper(string(h.home.ID)), "\xff"} {
			add(name+" into the list "+l, to, 422, "may be in the trash", "kept title", append(ok, "list_id", l)...)
		}
	}
	add("add no title", tasks, 422, "Enter a title", "")
	for _, v := range []string{"0", "-1", "99", "x", "99999999999999999999"} {
		add("edit version "+v, edit, 422, "Reload the page", "kept title", "version", v, "title", "kept title")
	}
	for _, other := range []string{"before", "after"} {
		for _, beside := range []string{none, "1", "\xff", string(elsewhere.ID), string(foreign.ID), strings.ToUpper(string(task.ID))} {
			add("move "+other+" "+beside, move, 422, "Reload the page", "", other, beside)
		}
		for _, beside := range []string{none, "x", string(h.strangers.ID)} {
			add("move a list "+other+" "+beside, moveList, 422, "Reload the page", "", other, beside)
		}
	}
	check, preview := edit+"/notes/check", edit+"/notes/preview"
	for _, line := range []string{"", "0", "-1", "1", "99999999999999999999", "x", "\xff"} { // the task has no notes
		add("check line "+line, check, 422, "Reload the page", "", "line", line, "checked", "true")
	}
	add("check a box neither on nor off", check, 422, "Reload the page", "", "line", "1", "checked", "\x00")
	add("check a box of no version", check, 422, "Reload the page", "", "version", "x", "line", "1", "checked", "true")
	add("preview notes too long", preview, 422, "101 KB", deep, "notes", deep)
	add("preview notes with NUL", preview, 422, "can’t store", "", "notes", "a\x00")
	add("preview notes that are no UTF-8", preview, 422, "can’t store", "", "notes", "a\xff")
	add("move before and after", move, 422, "not both", "", "before", string(gone.ID), "after", string(gone.ID))
	add("move a list before and after", moveList, 422, "not both", "", "before", string(h.work.ID), "after", string(h.work.ID))
	add("move a list nowhere", moveList, 422, "before or after", "")
	for _, l := range []string{none, string(h.strangers.ID), string(h.deleted.ID), "1"} {
		add("move into the list "+l, move, 422, "Choose another", "", "list_id", l)
	}
	for name, to := range map[string]string{"add": "/lists", "edit": list} {
		add(name+" a list without a name", to, 422, "Enter a name", "", "name", " ", "color", "red")
		add(name+" a list with a long name", to, 422, "101 characters", strings.Repeat("x", 101), "name", strings.Repeat("x", 101))
		add(name+" a list with NUL", to, 422, "can’t store", "", "name", "a\x00")
		add(name+" a list in mauve", to, 422, "eight colours", "kept name", "name", "kept name", "color", "mauve")
	}
	add("edit a list of no version", list, 422, "Reload the page", "kept name", "version", "x", "name", "kept name")
	add("a profile without a name", "/settings/profile", 422, "Enter a name", "", "name", zeroWidth)
	add("a profile nowhere", "/settings/profile", 422, "Choose a time zone", "kept name", "name", "kept name", "time_zone", "../../etc/passwd")
	add("a profile with an eighth day", "/settings/profile", 422, "the day your week", "kept name", "name", "kept name", "week_start", "7")
	for field, says := range map[string]string{"day_order": "the day or the month first", "hours": "24 or of 12 hours", "first_page": "the page that opens first", "keys": "single keys"} {
		for _, v := range []string{"", "x", "\xff", "\x00", "99"} {
			add("planning with "+field+" "+v, "/settings/profile", 422, says, "", field, v)
		}
	}
	add("a first page of another kind", "/settings/profile", 422, "the page that opens first", "", "first_page", "trash")
	for _, l := range []string{none, string(h.strangers.ID), string(h.deleted.ID), "1", strings.ToUpper(string(h.home.ID)), "\xff"} {
		add("planning to add to "+l, "/settings/profile", 422, "may be in the trash", "", "first_page", "inbox", "add_to", l)
	}
	add("a profile in pink", "/settings/profile", 422, "system, light or dark", "kept name", "name", "kept name", "theme", "pink")
	add("a password without the old one", "/settings/password", 422, "isn’t your current password", "", "current", "\xff\x00", "new", "a new and longer passphrase")
	for what, id := range map[string]string{"none": none, "no UUID": "1", "upper case": strings.ToUpper(string(task.ID)), "a stranger's": string(foreign.ID)} {
		for _, action := range []string{"", "/complete", "/reopen", "/delete", "/restore", "/move", "/notes/check", "/notes/preview"} {
			add("task "+what+action, "/tasks/"+id+action, 404, "deleted or moved, or it isn’t shared with you", "", "title", "x", "line", "1")
		}
		add("undo "+what, "/undo/"+id, 404, "deleted or moved, or it isn’t shared with you", "")
		add("revoke "+what, "/settings/devices/"+id+"/revoke", 404, "deleted or moved, or it isn’t shared with you", "")
		for _, action := range []string{"", "/archive", "/unarchive", "/delete", "/restore", "/move"} {
			add("list "+what+action, "/lists/"+id+action, 404, "deleted or moved, or it isn’t shared with you", "", "name", "x", "before", string(h.work.ID))
		}
	}
	for _, action := range []string{"", "/complete", "/reopen", "/delete", "/move", "/notes/check"} {
		add("deleted task"+action, "/tasks/"+string(gone.ID)+action, 409, "Restore it first", "", "title", "x", "line", "1")
	}
	for _, action := range []string{"", "/archive", "/delete", "/move"} {
		add("deleted list"+action, "/lists/"+string(h.deleted.ID)+action, 404, "deleted or moved, or it isn’t shared with you", "", "name", "x", "before", string(h.work.ID))
	}
	return out
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	h := newHouse(t, testkit.Options{})
	h.run("bad input is refused and changes nothing", badInputIsRefusedAndChangesNothing)
	h.run("a refused task keeps all that was typed", aRefusedTaskKeepsAllThatWasTyped)
	h.run("what is just within the limits is taken", whatIsJustWithinTheLimitsIsTaken)
	h.run("bodies that are no forms", bodiesThatAreNoForms)
	h.run("parts are a form too", partsAreAFormToo)
	h.run("headers and addresses that are too much", headersAndAddressesThatAreTooMuch)
}

func badInputIsRefusedAndChangesNothing(t *testing.T, h *house) {
	task, gone := h.task(h.owner, h.home.ID, "stays as it is", "2026-07-20"), h.trashed(h.owner, h.home.ID, "gone")
	// Ana has changed it once, so that there is a version to be wrong about.
	forms := append(h.badForms(task, gone), h.badPlans(task)...)
	before := h.dump()
	for _, b := range forms {
		r := h.owner.Post(b.to, b.form...)
		if r.Status != b.status || !strings.Contains(html.UnescapeString(r.Body), b.says) || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: %d, want %d and %q in\n%.600s", b.name, r.Status, b.status, b.says, errorText(r.Body))
		}
		if b.keeps != "" && !keeps(r.Body, b.keeps) {
			t.Errorf("%s: the page's form has lost what was typed", b.name)
		}
		sound(t, b.name, r)
		hx := h.owner.HX("/lists/"+string(h.home.ID), b.to, b.form...)
		if hx.Status != b.status || !strings.Contains(html.UnescapeString(hx.Body), b.says) {
			t.Errorf("%s by htmx: %d, want %d and %q in\n%.600s", b.name, hx.Status, b.status, b.says, errorText(hx.Body))
		}
		if strings.HasPrefix(b.to, "/tasks") && strings.Contains(hx.Body, "<html") {
			t.Errorf("%s by htmx: a whole page", b.name)
		}
		sound(t, b.name, hx)
		h.unchanged(b.name, before)
		if t.Failed() {
			before = h.dump()
		}
	}
	if r := h.owner.Get("/today"); strings.Contains(r.Body, `class="toast `) {
		t.Error("a refused form left a message for the next page")
	}
}

func aRefusedTaskKeepsAllThatWasTyped(t *testing.T, h *house) {
	typed := map[string]string{"title": " ", "notes": "kept notes <b>", "due_on": "2026-12-24", "due_time": "10:30", "priority": "2", "list_id": string(h.home.ID)}
	var fields []string
	for name, value := range typed {
		fields = append(fields, name, value)
	}
	for how, body := range map[string]string{"page": h.owner.Post("/tasks", fields...).Body, "fragment": h.owner.HX("/inbox", "/tasks", fields...).Body} {
		for name, value := range typed {
			if name != "priority" && !keeps(body, value) || !strings.Contains(body, ` name="`+name+`"`) {
				t.Errorf("the %s has lost the %s", how, name)
			}
		}
		if !strings.Contains(body, `<option value="2" selected>`) {
			t.Errorf("the %s has lost the priority", how)
		}
	}
	if body := h.owner.Post("/tasks", "title", " ").Body; strings.Contains(body, `id="new-notes"`) {
		t.Error("a title alone brings more fields")
	}
}

// errorText is what of a page is likely to say what is wrong.
func errorText(page string) string {
	if _, rest, ok := strings.Cut(page, `class="error"`); ok {
		return rest
	}
	if _, rest, ok := strings.Cut(page, "<h1>"); ok {
		return rest
	}
	return page
}

// keeps reports whether a form of the page holds the text.
func keeps(page, text string) bool {
	text = html.EscapeString(text)
	return strings.Contains(page, `value="`+text+`"`) || strings.Contains(page, ">"+text+"</textarea>")
}

func whatIsJustWithinTheLimitsIsTaken(t *testing.T, h *house) {
	for name, form := range map[string][]string{
		"500 emoji": {"title", strings.Repeat("🦉", 500)}, "500 letters": {"title", strings.Repeat("ä", 500)},
		"100 KB of notes":  {"title", "t1", "notes", strings.Repeat("n", docket.MaxNotes)},
		"100 KB of ümläut": {"title", "t2", "notes", strings.Repeat("ü", docket.MaxNotes/2)},
		"lines of notes":   {"title", "t3", "notes", strings.Repeat("\r\n", docket.MaxNotes-1) + "x"},
		"the last day":     {"title", "t4", "due_on", "9999-12-31", "due_time", "23:59", "priority", "4"},
		"seconds":          {"title", "t5", "due_on", "2026-07-16", "due_time", "10:00:59"},
		"unknown fields":   {"title", "t6", "owner", "x", "_method", "DELETE"},
		"two titles":       {"title", "the first counts", "title", "not this one"},
	} {
		if r := h.owner.Post("/tasks", form...); r.Status != http.StatusSeeOther {
			t.Errorf("%s: %d %.300s", name, r.Status, errorText(r.Body))
		}
	}
	if r := h.owner.Get("/inbox"); !strings.Contains(r.Body, "the first counts") || strings.Contains(r.Body, "not this one") {
		t.Error("of two titles the first one counts")
	}
}

func headersAndAddressesThatAreTooMuch(t *testing.T, h *house) {
	before := h.dump()
	for _, path := range []string{"/today?after=x", "/today?after=" + strings.Repeat("x", 300), "/inbox?after=%00", "/completed?after=%ff", "/trash?after=" + string(docket.NewCursor("99999999999999999999", "x")),
		"/lists/" + string(h.home.ID) + "?after=WyIxIl0", "/upcoming?after=" + string(docket.NewCursor("a", "b", "c", "d")), "/today?after=x&after=y"} {
		for _, hx := range []string{"", "true"} {
			if r := h.owner.Get(path, "HX-Request", hx); r.Status != http.StatusNotFound {
				t.Errorf("GET %.80s answers %d", path, r.Status)
			}
		}
	}
	for _, path := range []string{"/today?after=%zz", "/today?x=%", "/today?;", "/sign-in?next=%zz", "/today?" + strings.Repeat("x=y&", 4000)} {
		if r := h.owner.Get(path); r.Status >= 500 {
			t.Errorf("GET %.80s answers %d", path, r.Status)
		}
	}
	huge := strings.Repeat("x", 40<<10)
	for _, headers := range [][]string{{"Cookie", "docket=" + huge}, {"X-Huge", huge}, {"Referer", h.URL + "/today?after=" + huge}, {"Docket-View", "/today?after=" + huge, "HX-Request", "true"},
		{"HX-Current-URL", "%zz", "HX-Request", "true"}, {"Docket-View", "\xff", "HX-Request", "true"}, {"If-None-Match", huge}, {"Accept-Encoding", "gzip;q=x, *;q=2, ;;;"}, {"User-Agent", huge}, {"Content-Length", "0"}} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			r := h.owner.Do(method, "/today", nil, headers...)
			if r.Status >= 500 {
				t.Errorf("%s with a strange %s: %d", method, headers[0], r.Status)
			}
			sound(t, headers[0], r)
		}
	}
	h.unchanged("strange headers", before)
	if r := h.owner.Do(http.MethodPost, "/tasks", url.Values{"title": {"fits"}}, "HX-Request", "true", "Docket-View", "/today?after="+huge); r.Status >= 500 {
		t.Errorf("adding from a strange view: %d", r.Status)
	}
}
