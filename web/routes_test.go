package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/testkit"
	"docket/web"
)

func TestRoutes(t *testing.T) {
	t.Parallel()
	h := newHouse(t, testkit.Options{Mailbox: testkit.SMTP(t), Limits: "forgot=off,forgot-mail=off,reset=off,mail=off"})
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
			user := slices.ContainsFunc(h.Web.Routes(), func(r web.Route) bool { return r.SignedIn != nil && r.Method == rc.method && r.Path == rc.path })
			if timed := r.Header.Get("Server-Timing") != ""; timed != (user && who(w) != anonymous) {
				t.Errorf("%s: Server-Timing is there: %v", what, timed)
			}
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
	t.Parallel()
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
	return append(paths, inList+"?after="+string(docket.NewCursor("V", "x")), "/lists/"+string(h.archived.ID), "/lists/"+string(h.deleted.ID),
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
				if got.Body == "" || path == paths.AdminRedis {
					r.Header.Del("Content-Length") // net/http says 0 to GET alone, and what Redis has changes by itself
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
				} else if !strings.Contains(r.Body, "<h1>Nothing at this address</h1>") || !strings.Contains(r.Body, `href="/today"`) {
					t.Errorf("%s %s says %.200s", method, path, r.Body)
				}
				sound(t, path, r)
			}
		}
	}
}
