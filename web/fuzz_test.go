package web_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"docket/internal/docket"
	"docket/internal/testkit"
)

// FuzzForms posts random forms to random routes: whatever is sent, Docket does
// not break, and what it stores can be shown. A form is chosen by the seed, unless
// the fuzzer has written one.
func FuzzForms(f *testing.F) {
	for seed := range 250 {
		f.Add(uint64(seed), "")
	}
	for _, form := range []string{"title=a&title=b", "%", "a=b;c", "list_id[]=x", "title=%00", "version=1&version=x", "due_on=2026-07-16&due_time=24%3A00", "before=&after="} {
		f.Add(uint64(len(form)), form)
	}
	// One server for all: forms come after others, as in life.
	server := testkit.New(f, testkit.Options{})
	ana, bob := server.SignedIn("Ana"), server.SignedIn("Bob")
	list := ana.AddList("Home")
	server.Share(list.ID, bob.User, docket.RoleEditor)
	ids := []string{string(list.ID), string(ana.Inbox()), string(bob.Inbox()), "0190b0e4-7c3a-7000-8000-0123456789ab"}
	for i := range 6 {
		ids = append(ids, string(ana.AddTask(fmt.Sprint("task ", i), "list_id", string(list.ID)).ID))
	}
	ids = append(ids, string(bob.AddTask("bob's").ID))
	cookies := []string{"docket=" + ana.Cookie(), "docket=" + bob.Cookie()} // a Client belongs to f, not to the t of one form
	var routes []string
	for _, r := range server.Web.Routes() {
		if r.Method == http.MethodPost && r.Path != "/sign-out" && !strings.Contains(r.Path, "sign-") && !strings.Contains(r.Path, "password") {
			routes = append(routes, r.Path)
		}
	}
	f.Fuzz(func(t *testing.T, seed uint64, form string) {
		random := rand.New(rand.NewPCG(seed, 1))
		path := strings.Replace(routes[random.IntN(len(routes))], ":id", ids[random.IntN(len(ids))], 1)
		if form == "" {
			form = randomForm(random, ids)
		}
		headers := []string{"Content-Type", "application/x-www-form-urlencoded"}
		view := []string{"/inbox", "/today", "/upcoming", "/completed", "/trash", "/lists/" + ids[0], "/tasks/" + ids[5], "/settings", ""}[random.IntN(9)]
		if random.IntN(2) == 0 {
			headers = append(headers, "HX-Request", "true", "Docket-View", view, "HX-Current-URL", server.URL+view)
		}
		headers = append(headers, "Cookie", cookies[random.IntN(len(cookies))])
		if status := statusOf(t, http.MethodPost, server.URL+path, form, headers...); status >= 500 {
			t.Errorf("POST %s %q answers %d", path, form, status)
		}
		for _, page := range []string{"/today", "/completed", "/lists/" + ids[0]} {
			if status := statusOf(t, http.MethodGet, server.URL+page, "", headers...); status >= 500 {
				t.Errorf("after POST %s %q, GET %s answers %d", path, form, page, status)
			}
		}
	})
}

// randomForm draws some fields with values of which some are good.
func randomForm(random *rand.Rand, ids []string) string {
	names := []string{"title", "notes", "due_on", "due_time", "priority", "list_id", "version", "before", "after", "name", "color", "theme", "time_zone", "week_start", "next", ""}
	values := append([]string{"", "a", "Renew passport", "2026-07-16", "2026-02-30", "9999-12-31", "1900-01-01", "10:00", "24:00", "0", "1", "4", "5", "-1", "red", "dark", "Europe/Lisbon", "Local",
		"\x00", "\xff", "\u200b", strings.Repeat("ä", 501), strings.Repeat("n", 110_000), "<script>", "//evil.example", "99999999999999999999", "{{.}}", "'; DROP TABLE tasks; --"}, ids...)
	f := url.Values{}
	for range random.IntN(7) {
		value := values[random.IntN(len(values))]
		if random.IntN(8) == 0 {
			raw := make([]byte, random.IntN(40))
			for i := range raw {
				raw[i] = byte(random.UintN(256))
			}
			value = string(raw)
		}
		f.Add(names[random.IntN(len(names))], value)
	}
	return f.Encode()
}

func statusOf(t *testing.T, method, address, body string, headers ...string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode
}
