package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/testkit"
)

// who are the columns of the route table.
type who int

const (
	anonymous who = iota
	stranger
	viewer
	editor
	owner
	everybody // how many there are
)

func (w who) String() string {
	return [...]string{"anonymous", "stranger", "viewer", "editor", "owner"}[w]
}

// routeCase is one row: what a route answers to each of them. An answer is a
// status and, for a redirect, where it leads; {id} stands for the id in the path,
// {home} for the shared list and * for an id that is new.
type routeCase struct {
	method, path string
	id           func(h *house) docket.ID // the owner's thing in the path, new for each request
	form         []string
	want         [everybody]string
}

// all is the same answer for everybody who is signed in.
func all(anonymous, user string) [everybody]string {
	return [everybody]string{anonymous, user, user, user, user}
}

const signIn = "303 /sign-in"

// members is the answers to people who are signed in.
func members(stranger, viewer, editor, owner string) [everybody]string {
	return [everybody]string{signIn, stranger, viewer, editor, owner}
}

// seen is the answers to a GET for a thing of a list.
func seen(stranger, viewer, editor, owner string) [everybody]string {
	return [everybody]string{signIn + "?next={path}", stranger, viewer, editor, owner}
}

func home(h *house) docket.ID     { return h.home.ID }
func anyTask(h *house) docket.ID  { return h.task(h.owner, h.home.ID, "task", "").ID }
func doneTask(h *house) docket.ID { t, _ := h.completed(h.owner, h.home.ID, "done"); return t.ID }
func goneTask(h *house) docket.ID { return h.trashed(h.owner, h.home.ID, "gone").ID }
func aChange(h *house) docket.ID  { _, id := h.completed(h.owner, h.home.ID, "done"); return id }

// spare is a list like Home to try things on.
func spare(h *house) docket.ID {
	l := h.list(h.owner, "Spare")
	h.Share(l.ID, h.editor.User, docket.RoleEditor)
	h.Share(l.ID, h.viewer.User, docket.RoleViewer)
	return l.ID
}

func goneList(h *house) docket.ID {
	id := spare(h)
	_, err := h.Use.DeleteList(h.t.Context(), h.owner.User, id)
	h.check(err)
	return id
}

func otherDevice(h *house) docket.ID {
	in, err := h.Use.SignIn(h.t.Context(), h.owner.User.Email, testkit.Password, app.Origin{Agent: "other"})
	h.check(err)
	return in.Device.ID
}

func (h *house) routeTable() []routeCase {
	const get, post = http.MethodGet, http.MethodPost
	atTask, inHome := "303 /lists/{home}#task-{id}", "303 /lists/{home}"
	listOf := func(stranger string) [everybody]string { return members(stranger, "403", "403", "303 /lists/{id}") }
	return []routeCase{
		{method: get, path: "/", want: all("303 /today", "303 /today")},
		{method: get, path: "/sign-in", want: all("200", "303 /today")},
		{method: post, path: "/sign-in", form: []string{"email", "nobody@example.com", "password", "wrong"}, want: all("422", "422")},
		{method: get, path: "/sign-up", want: all("200", "303 /today")},
		{method: post, path: "/sign-up", form: []string{"name", ""}, want: all("422", "422")},

		{method: get, path: "/inbox", want: all(signIn+"?next={path}", "200")},
		{method: get, path: "/today", want: all(signIn, "200")},
		{method: get, path: "/upcoming", want: all(signIn+"?next={path}", "200")},
		{method: get, path: "/completed", want: all(signIn+"?next={path}", "200")},
		{method: get, path: "/trash", want: all(signIn+"?next={path}", "200")},
		{method: post, path: "/trash/empty", want: all(signIn, "303 /trash")},

		{method: get, path: "/lists/new", want: all(signIn+"?next={path}", "200")},
		{method: post, path: "/lists", form: []string{"name", "New", "color", "red"}, want: all(signIn, "303 /lists/*")},
		{method: get, path: "/lists/:id", id: home, want: seen("404", "200", "200", "200")},
		{method: post, path: "/lists/:id", id: spare, form: []string{"name", "Renamed"}, want: listOf("404")},
		{method: get, path: "/lists/:id/edit", id: home, want: seen("404", "403", "403", "200")},
		{method: get, path: "/lists/:id/delete", id: home, want: seen("404", "403", "403", "200")},
		{method: post, path: "/lists/:id/archive", id: spare, want: listOf("404")},
		{method: post, path: "/lists/:id/unarchive", id: spare, want: listOf("404")},
		{method: post, path: "/lists/:id/delete", id: spare, want: members("404", "403", "403", "303 /today")},
		{method: post, path: "/lists/:id/restore", id: goneList, want: listOf("404")},
		{method: post, path: "/lists/:id/move", id: spare, form: []string{"before", string(h.work.ID)}, want: members("404", "303 /lists/{id}/edit", "303 /lists/{id}/edit", "303 /lists/{id}/edit")},

		{method: post, path: "/tasks", form: []string{"title", "new", "list_id", string(h.home.ID)}, want: members("422", "403", inHome, inHome)},
		{method: get, path: "/tasks/:id", id: anyTask, want: seen("404", "200", "200", "200")},
		{method: post, path: "/tasks/:id", id: anyTask, form: []string{"title", "edited"}, want: members("404", "403", atTask, atTask)},
		{method: get, path: "/tasks/:id/menu", id: anyTask, want: seen("404", "200", "200", "200")},
		{method: post, path: "/tasks/:id/complete", id: anyTask, want: members("404", "403", inHome, inHome)},
		{method: post, path: "/tasks/:id/reopen", id: doneTask, want: members("404", "403", atTask, atTask)},
		{method: post, path: "/tasks/:id/delete", id: anyTask, want: members("404", "403", inHome, inHome)},
		{method: post, path: "/tasks/:id/restore", id: goneTask, want: members("404", "403", atTask, atTask)},
		{method: post, path: "/tasks/:id/move", id: anyTask, form: []string{"list_id", string(h.home.ID)}, want: members("404", "403", atTask, atTask)},
		{method: post, path: "/undo/:id", id: aChange, want: members("404", "404", "404", "303 /lists/{home}#task-*")},

		{method: get, path: "/settings", want: all(signIn+"?next={path}", "200")},
		{method: post, path: "/settings/profile", form: []string{"theme", "dark"}, want: all(signIn, "303 /settings")},
		{method: post, path: "/settings/password", form: []string{"current", "wrong", "new", "short"}, want: all(signIn, "422")},
		{method: post, path: "/settings/devices/:id/revoke", id: otherDevice, want: members("404", "404", "404", "303 /settings")},
		{method: post, path: "/settings/devices/revoke-others", want: all(signIn, "303 /settings")},

		{method: get, path: "/healthz", want: all("200", "200")},
		{method: get, path: "/readyz", want: all("200", "200")},
		{method: get, path: "/favicon.ico", want: all("200", "200")},
		{method: get, path: "/static/*", want: all("200", "200")},

		{method: post, path: "/sign-out", want: all("303 /sign-in", "303 /sign-in")}, // the last: they are signed out then
	}
}

func (h *house) people() [everybody]*testkit.Client {
	return [everybody]*testkit.Client{h.nobody, h.stranger, h.viewer, h.editor, h.owner}
}

// at is the path of a row with a thing of its own in it.
func (rc routeCase) at(h *house) (path string, id docket.ID) {
	if rc.id != nil {
		id = rc.id(h)
	}
	path = strings.Replace(rc.path, ":id", string(id), 1)
	return strings.Replace(path, "/static/*", h.Assets.CSS, 1), id
}

func (rc routeCase) fields() url.Values {
	if rc.method != http.MethodPost {
		return nil
	}
	f := url.Values{}
	for i := 0; i+1 < len(rc.form); i += 2 {
		f.Add(rc.form[i], rc.form[i+1])
	}
	return f
}

// answer is a response as the table writes it.
func answer(r testkit.Response) string {
	return strings.TrimSpace(strconv.Itoa(r.Status) + " " + r.Location())
}

// matches tells whether an answer is what the table says.
func (h *house) matches(got, want, path string, id docket.ID) bool {
	want = strings.NewReplacer("{id}", string(id), "{home}", string(h.home.ID), "{path}", url.QueryEscape(path)).Replace(want)
	if begin, found := strings.CutSuffix(want, "*"); found {
		rest, ok := strings.CutPrefix(got, begin)
		_, err := docket.ParseID(rest)
		return ok && err == nil
	}
	return got == want
}

func TestRoutes(t *testing.T) {
	h := newHouse(t, testkit.Options{})
	h.run("route table is complete", routeTableIsComplete)
	h.run("strangers cannot tell what is there", strangersCannotTellWhatIsThere)
	h.run("what other sites send is refused", whatOtherSitesSendIsRefused)
	h.run("no get writes", noGetWrites)
	h.run("head is get without body", headIsGetWithoutBody)
	h.run("other methods are told what is taken", otherMethodsAreToldWhatIsTaken)
	h.run("unknown paths are a page", unknownPathsAreAPage)
	h.run("every route answers everyone as the table says", everyRouteAnswersEveryoneAsTheTableSays)
}

func routeTableIsComplete(t *testing.T, h *house) {
	var served, tabled []string
	for _, r := range h.Web.Routes() {
		served = append(served, r.Method+" "+r.Path)
	}
	for _, rc := range h.routeTable() {
		tabled = append(tabled, rc.method+" "+rc.path)
	}
	for _, r := range served {
		if !slices.Contains(tabled, r) {
			t.Errorf("%s is not in the table: say there what it answers to whom", r)
		}
	}
	for _, r := range tabled {
		if !slices.Contains(served, r) {
			t.Errorf("%s is in the table and not served", r)
		}
	}
	if slices.Sort(tabled); len(slices.Compact(tabled)) != len(served) {
		t.Error("a route is in the table twice")
	}
}

func everyRouteAnswersEveryoneAsTheTableSays(t *testing.T, h *house) {
	for _, rc := range h.routeTable() {
		for w, c := range h.people() {
			what := who(w).String() + " " + rc.method + " " + rc.path
			path, id := rc.at(h)
			before := ""
			refused := rc.want[w][0] == '4' || who(w) == anonymous
			if refused {
				before = h.dump()
			}
			r := c.Do(rc.method, path, rc.fields(), "Sec-Fetch-Site", "same-origin")
			if got := answer(r); !h.matches(got, rc.want[w], path, id) {
				t.Errorf("%s answers %s, want %s", what, got, rc.want[w])
			}
			sound(t, what, r)
			if refused {
				h.unchanged(what, before)
			}
		}
	}
}

// What is not for a stranger's eyes is answered exactly as what is not there.
func strangersCannotTellWhatIsThere(t *testing.T, h *house) {
	for _, rc := range h.routeTable() {
		if rc.id == nil {
			continue
		}
		path, id := rc.at(h)
		none, err := testkit.NewID()
		h.check(err)
		for _, hx := range []string{"", "true"} {
			there := h.stranger.Do(rc.method, path, rc.fields(), "HX-Request", hx)
			for _, other := range []string{string(none), "1", strings.ToUpper(string(id))} {
				notThere := h.stranger.Do(rc.method, strings.Replace(rc.path, ":id", other, 1), rc.fields(), "HX-Request", hx)
				for _, r := range []testkit.Response{there, notThere} {
					for _, own := range []string{"Date", "X-Request-Id", "Server-Timing"} {
						r.Header.Del(own)
					}
				}
				if there.Status != http.StatusNotFound || there.Status != notThere.Status || there.Body != notThere.Body || !sameHeader(there.Header, notThere.Header) {
					t.Errorf("%s %s (htmx %q): %d %v for what is there and %d %v for %s", rc.method, rc.path, hx, there.Status, there.Header, notThere.Status, notThere.Header, other)
				}
			}
		}
	}
}

func sameHeader(a, b http.Header) bool {
	if len(a) != len(b) {
		return false
	}
	for name, values := range a {
		if !slices.Equal(values, b[name]) {
			return false
		}
	}
	return true
}

func whatOtherSitesSendIsRefused(t *testing.T, h *house) {
	for _, rc := range h.routeTable() {
		if rc.method != http.MethodPost {
			continue
		}
		path, _ := rc.at(h)
		before := h.dump()
		cookie := h.owner.Cookie()
		for _, headers := range [][]string{
			{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Sec-Fetch-Site", "cross-site", "HX-Request", "true"},
			{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, {"Origin", "https://evil.example"}, {"Origin", "null"}, {"Origin", "garbage"},
			{"Origin", h.URL + ".evil.example"},
		} {
			r := h.owner.Do(rc.method, path, rc.fields(), headers...)
			if r.Status != http.StatusForbidden || !strings.Contains(r.Body, "another site") {
				t.Errorf("%s with %v answers %d", rc.path, headers, r.Status)
			}
			sound(t, rc.path, r)
		}
		h.unchanged("another site's "+rc.path, before)
		if h.owner.Cookie() != cookie {
			t.Errorf("another site's %s changed the cookie", rc.path)
		}
	}
	if r := h.owner.Get("/today"); r.Status != http.StatusOK {
		t.Errorf("the owner is signed out: %d", r.Status)
	}
}

func TestDocketsOwnPagesMayPost(t *testing.T) {
	h := newHouse(t, testkit.Options{PublicURL: "http://tasks.example"})
	for _, headers := range [][]string{{}, {"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Site", "none"}, {"Origin", h.URL},
		{"Origin", "http://tasks.example"}, {"Sec-Fetch-Site", "cross-site", "Origin", "http://tasks.example"}} {
		if r := h.owner.Do(http.MethodPost, "/tasks", url.Values{"title": {"mine"}}, headers...); r.Status != http.StatusSeeOther {
			t.Errorf("%v answers %d", headers, r.Status)
		}
	}
}

// visits are all of the pages that there are, for somebody who sees everything.
func (h *house) visits() []string {
	var paths []string
	for _, rc := range h.routeTable() {
		if rc.method == http.MethodGet {
			path, _ := rc.at(h)
			paths = append(paths, path)
		}
	}
	inList := "/lists/" + string(h.home.ID)
	return append(paths, inList+"?after="+string(docket.NewCursor("1", "x")), "/lists/"+string(h.archived.ID), "/lists/"+string(h.deleted.ID),
		"/tasks/"+string(goneTask(h)), "/tasks/"+string(doneTask(h)), "/sign-in?next=/inbox", "/nothing", "/static/nothing", "/lists", "/sign-out", "/trash/empty", "/undo/"+string(aChange(h)))
}

// Looking around changes nothing, and every answer has the headers that it must.
func noGetWrites(t *testing.T, h *house) {
	visits := h.visits()
	before := h.dump()
	for w, c := range h.people() {
		for _, path := range visits {
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				for _, hx := range []string{"", "true"} {
					sound(t, who(w).String()+" "+method+" "+path, c.Do(method, path, nil, "HX-Request", hx))
				}
			}
		}
		h.unchanged("looking around as "+who(w).String(), before)
	}
}

func headIsGetWithoutBody(t *testing.T, h *house) {
	visits := h.visits()
	for w, c := range h.people() {
		for _, path := range visits {
			got, head := c.Get(path, "Accept-Encoding", "identity"), c.Do(http.MethodHead, path, nil, "Accept-Encoding", "identity")
			for _, r := range []testkit.Response{got, head} {
				for _, own := range []string{"Date", "X-Request-Id", "Server-Timing", "Set-Cookie"} {
					r.Header.Del(own)
				}
				if got.Body == "" {
					r.Header.Del("Content-Length") // net/http says 0 to GET alone
				}
			}
			if head.Body != "" || head.Status != got.Status || !sameHeader(head.Header, got.Header) {
				t.Errorf("%s: HEAD %s answers %d %v, GET %d %v", who(w), path, head.Status, head.Header, got.Status, got.Header)
			}
		}
	}
}

func otherMethodsAreToldWhatIsTaken(t *testing.T, h *house) {
	methods := map[string][]string{}
	for _, rc := range h.routeTable() {
		methods[rc.path] = append(methods[rc.path], rc.method)
		if rc.method == http.MethodGet {
			methods[rc.path] = append(methods[rc.path], http.MethodHead)
		}
	}
	before := h.dump()
	for path, taken := range methods {
		at := strings.Replace(strings.Replace(path, ":id", string(h.home.ID), 1), "*", "x", 1)
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch, "PROPFIND"} {
			if slices.Contains(taken, method) || path == "/lists/new" && method == http.MethodPost { // that is /lists/:id
				continue
			}
			for _, c := range []*testkit.Client{h.nobody, h.owner} {
				r := c.Do(method, at, nil)
				what := method + " " + path
				if r.Status != http.StatusMethodNotAllowed || !strings.Contains(r.Body, "<h1>") || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
					t.Errorf("%s answers %d", what, r.Status)
				}
				for _, m := range taken {
					if !strings.Contains(r.Header.Get("Allow"), m) {
						t.Errorf("%s allows %q, want %s in it", what, r.Header.Get("Allow"), m)
					}
				}
				if strings.Contains(r.Header.Get("Allow"), method) {
					t.Errorf("%s allows %q", what, r.Header.Get("Allow"))
				}
				sound(t, what, r)
			}
		}
	}
	h.unchanged("other methods", before)
}

func unknownPathsAreAPage(t *testing.T, h *house) {
	for _, path := range []string{"/nothing", "/inbox/", "/INBOX", "/lists/" + string(h.home.ID) + "/nothing", "/tasks/", "/.env", "/wp-login.php", "/%2e%2e/%2e%2e/etc/passwd",
		"//evil.example/today", "/today/..", "/inbox%00", "/%ff", "/inbox;x", "/static/../docket.db"} {
		for _, c := range []*testkit.Client{h.nobody, h.owner} {
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				if method == http.MethodPost && strings.HasPrefix(path, "/static") {
					continue // it takes no POST at all
				}
				r := c.Do(method, path, nil)
				if r.Status != http.StatusNotFound {
					t.Errorf("%s %s answers %s", method, path, answer(r))
				} else if !strings.HasPrefix(path, "/static") && (!strings.Contains(r.Body, "<h1>Nothing at this address</h1>") || !strings.Contains(r.Body, `href="/today"`)) {
					t.Errorf("%s %s says %.200s", method, path, r.Body)
				}
				sound(t, path, r)
			}
		}
	}
}
