package paths_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"docket/internal/docket"
	"docket/internal/paths"
)

const id docket.ID = "0190b0e4-7c3a-7000-8000-0123456789ab"

func TestViewsAreReadFromTheirOwnPaths(t *testing.T) {
	cursor := docket.NewCursor("2026-07-16", "~", "a+b/c=&?#%")
	for _, v := range []docket.View{
		{Kind: docket.ViewInbox}, {Kind: docket.ViewToday}, {Kind: docket.ViewUpcoming}, {Kind: docket.ViewCalendar}, {Kind: docket.ViewCalendar, Month: "2026-12"}, {Kind: docket.ViewCompleted}, {Kind: docket.ViewTrash},
		{Kind: docket.ViewList, List: id}, {Kind: docket.ViewList, List: id, After: cursor}, {Kind: docket.ViewToday, After: cursor}, {Kind: docket.ViewTrash, After: "a b&c"},
	} {
		for _, before := range []string{"", "https://tasks.example", "http://127.0.0.1:8080"} {
			if got, ok := paths.ParseView(before + paths.View(v)); !ok || got != v {
				t.Errorf("%s is read as %+v, %v, want %+v", before+paths.View(v), got, ok, v)
			}
		}
	}
}

func TestTasksAreReadFromTheirOwnPaths(t *testing.T) {
	for _, s := range []string{paths.Task(id), "https://tasks.example" + paths.Task(id), paths.Task(id) + "?x=1"} {
		if got, ok := paths.ParseTask(s); !ok || got != id {
			t.Errorf("%s is read as %q, %v", s, got, ok)
		}
	}
}

func TestOtherPagesAreNoViewsAndNoTasks(t *testing.T) {
	for _, s := range []string{"", "/", "/settings", "/lists/", "/lists/new", "/lists/1", "/lists/" + strings.ToUpper(string(id)), paths.ListTo(id, paths.EditList),
		"/inbox/", "/Inbox", "inbox", "/tasks", "/tasks/", "/tasks/1", paths.TaskMenu(id), paths.TaskTo(id, paths.CompleteTask), "http://[::1", "%zz", "/\x00"} {
		if v, ok := paths.ParseView(s); ok {
			t.Errorf("%q is the view %+v", s, v)
		}
		if got, ok := paths.ParseTask(s); ok {
			t.Errorf("%q is the task %q", s, got)
		}
	}
}

func TestPathsAreAsTheContractSays(t *testing.T) {
	for got, want := range map[string]string{
		paths.Task(id):                               "/tasks/" + string(id),
		paths.TaskTo(id, paths.MoveTask):             "/tasks/" + string(id) + "/move",
		paths.List(id):                               "/lists/" + string(id),
		paths.ListTo(id, paths.RestoreList):          "/lists/" + string(id) + "/restore",
		paths.Undo(id):                               "/undo/" + string(id),
		paths.RevokeDevice(id):                       "/settings/devices/" + string(id) + "/revoke",
		paths.AtTask("/today", id):                   "/today#task-" + string(id),
		paths.Then(paths.SignIn, "/today?after=a&b"): "/sign-in?next=%2Ftoday%3Fafter%3Da%26b",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestLocalKeepsPagesOfDocket(t *testing.T) {
	for _, s := range []string{"/", "/inbox", "/lists/" + string(id), "/today?after=abc&x=%2F", "/today#task-" + string(id), "/t%C3%A4glich", "/a//b", "/@evil.example", "/%5Cevil.example"} {
		if got, ok := paths.Local(s); got != s || !ok {
			t.Errorf("%q leads to %q", s, got)
		}
	}
}

// hostile are addresses that lead, or have led some browser, to another site.
func hostile() []string {
	return []string{"//evil.example", "///evil.example", "////evil.example", "https://evil.example", "https:evil.example", "http:/evil.example", "evil.example",
		`/\evil.example`, `\/evil.example`, `\\evil.example`, "/\t/evil.example", "\t//evil.example", " //evil.example", "/\n/evil.example", "/\r\nSet-Cookie: a=b",
		"javascript:alert(1)", "data:text/html,x", "/\x00/evil.example", "//evil.example@host/", "//user@evil.example", "?next=//evil.example", "#x", "/%zz", "/\x7f", "./today", "../today",
		"/%2fevil.example/ ", "/%2Fevil.example/\"", "/%2f%2fevil.example/<"}
}

func TestLocalLeadsNowhereElse(t *testing.T) {
	for _, s := range hostile() {
		if got, ok := paths.Local(s); got != paths.Today || ok {
			t.Errorf("%q leads to %q", s, got)
		}
	}
	if got, ok := paths.Local(""); got != paths.Today || !ok {
		t.Errorf("nothing leads to %q", got)
	}
}

// Whatever next says, a browser that follows the answer stays on this host.
func FuzzLocal(f *testing.F) {
	for _, s := range hostile() {
		f.Add(s)
	}
	for _, s := range []string{"/today", "/..//evil.example", "/.//evil.example", "/a/..//evil.example", "/%2f/evil.example", "/;//evil.example", "/today?x=//evil.example#//evil.example"} {
		f.Add(s)
	}
	base, err := url.Parse("https://tasks.example/sign-in")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, next string) {
		got, _ := paths.Local(next)
		to, err := base.Parse(got)
		if err != nil {
			t.Fatalf("%q leads to %q: %v", next, got, err)
		}
		if to.Host != base.Host || to.Scheme != base.Scheme || to.User != nil {
			t.Errorf("%q leads to %s", next, to)
		}
		if got[0] != '/' || strings.HasPrefix(got, "//") || strings.ContainsAny(got, "\\\r\n\t\x00") {
			t.Errorf("%q leads to %q", next, got)
		}
		if again, ok := paths.Local(got); again != got || !ok {
			t.Errorf("%q leads to %q, that to %q", next, got, again)
		}
		h := http.Header{}
		h.Set("Location", got)
		if h.Get("Location") != got {
			t.Errorf("%q does not fit into a header", got)
		}
	})
}
