package web_test

import (
	"net/http"
	"strings"
	"testing"

	"docket/internal/testkit"

	"golang.org/x/net/html"
)

// hiddenUsers are whose page each form of a page says it is on.
func hiddenUsers(t *testing.T, page string) (users []string, forms int) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range find(root, func(n *html.Node) bool { return n.Data == "form" && attr(n, "method") == "post" }) {
		if attr(form, "action") == "/sign-out" {
			continue
		}
		forms++
		for _, in := range find(form, func(n *html.Node) bool { return n.Data == "input" && attr(n, "name") == "user" }) {
			users = append(users, attr(in, "value"))
		}
	}
	return users, forms
}

// Ana's page stays open while Bob signs in in another tab: the cookie is Bob's then.
func TestAFormOfAnotherUsersPageIsRefused(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana, bob := a.SignedIn("Ana"), a.SignedIn("Bob")
	task, list := ana.AddTask("Ana's"), ana.AddList("Garden")
	for _, path := range []string{"/inbox", "/today", "/trash", "/settings", "/lists/new", "/lists/" + string(list.ID), "/lists/" + string(list.ID) + "/edit",
		"/lists/" + string(list.ID) + "/delete", "/tasks/" + string(task.ID), "/tasks/" + string(task.ID) + "/menu"} {
		users, forms := hiddenUsers(t, ana.Get(path).Body)
		if len(users) != forms || forms == 0 {
			t.Errorf("%s has %d forms, of which %d say whose page it is", path, forms, len(users))
		}
		for _, u := range users {
			if u != string(ana.User.ID) {
				t.Errorf("a form on %s is on the page of %q", path, u)
			}
		}
	}

	from := string(ana.User.ID)
	r := bob.Post("/tasks", "title", "Ana's <secret>", "user", from)
	if r.Status != http.StatusConflict || !strings.Contains(r.Body, "Ana&#39;s &lt;secret&gt;") || !strings.Contains(r.Body, "signed in as Bob") || !strings.Contains(r.Body, `href="/today"`) {
		t.Errorf("a form of Ana's page: %d, without what was typed or a way on: %s", r.Status, r.Body)
	}
	hx := bob.Do(http.MethodPost, "/tasks", map[string][]string{"title": {"Ana's"}}, "HX-Request", "true", "Docket-View", "/inbox", "Docket-User", from)
	if hx.Status != http.StatusConflict || strings.Contains(hx.Body, "#main") || !strings.Contains(hx.Body, "signed in as Bob") || hx.Header.Get("Docket-User") == "" {
		t.Errorf("htmx on Ana's page: %d %s", hx.Status, hx.Body)
	}
	if r := bob.Get("/today?rows=400", "HX-Request", "true", "Docket-User", from); r.Status != http.StatusConflict {
		t.Errorf("Ana's page gets Bob's rows: %d", r.Status)
	}
	if page := bob.Get("/inbox").Body; strings.Contains(page, "Ana") {
		t.Error("Bob's Inbox holds what is Ana's")
	}
	if r := bob.Post("/tasks", "title", "Bob's", "user", string(bob.User.ID)); r.Status != http.StatusSeeOther {
		t.Errorf("Bob's own form: %d", r.Status)
	}
}
