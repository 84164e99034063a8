package testkit

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"docket/db"
	"docket/internal/cache"
	"docket/internal/docket"
)

// Invalidate is the commit hook that drops cached views.
func Invalidate(c *cache.Cache) db.Hook {
	return func(ctx context.Context, _ []string, users []docket.ID) {
		_ = c.Invalidate(ctx, users...) // a hint: correctness must not rest on it
	}
}

// Client is a browser without script: it keeps cookies, and follows no redirect
// by itself.
type Client struct {
	tb     testing.TB
	app    *App
	http   *http.Client
	Header http.Header // sent with every request
	User   docket.User // who is signed in, where SignedIn made the client
}

// Response is an answer that was read whole.
type Response struct {
	Status int
	Header http.Header
	Body   string
	Close  bool // the connection ends with it
}

// Location returns where a redirect leads.
func (r Response) Location() string { return r.Header.Get("Location") }

// Client returns a client that is not signed in.
func (a *App) Client() *Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		a.TB.Fatalf("making a cookie jar: %v", err)
	}
	return &Client{tb: a.TB, app: a, Header: http.Header{}, http: &http.Client{Jar: jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// SignedIn makes an account with this first name, in UTC, and returns a client
// that is signed in. The address is name@example.com.
func (a *App) SignedIn(name string) *Client {
	a.TB.Helper()
	c := a.Client()
	r := c.Post("/sign-up", "name", name, "email", strings.ToLower(name)+"@example.com", "password", Password)
	if r.Status != http.StatusSeeOther {
		a.TB.Fatalf("signing %s up: %d %s", name, r.Status, r.Body)
	}
	users, err := a.Use.Users(a.TB.Context())
	if err != nil {
		a.TB.Fatalf("reading users: %v", err)
	}
	for _, u := range users {
		if u.Email == strings.ToLower(name)+"@example.com" {
			c.User = u
		}
	}
	return c
}

// SignIn signs an existing account in on another client.
func (a *App) SignIn(email string) *Client {
	a.TB.Helper()
	c := a.Client()
	if r := c.Post("/sign-in", "email", email, "password", Password); r.Status != http.StatusSeeOther {
		a.TB.Fatalf("signing %s in: %d %s", email, r.Status, r.Body)
	}
	return c
}

// Get asks for a page.
func (c *Client) Get(path string, headers ...string) Response {
	c.tb.Helper()
	return c.Do(http.MethodGet, path, nil, headers...)
}

// Post sends a form of names and values in turn.
func (c *Client) Post(path string, fields ...string) Response {
	c.tb.Helper()
	return c.Do(http.MethodPost, path, form(fields))
}

// HX sends a form of names and values in turn as htmx does, with the view at on
// the screen.
func (c *Client) HX(at, path string, fields ...string) Response {
	c.tb.Helper()
	return c.Do(http.MethodPost, path, form(fields), onScreen(at)...)
}

// onScreen is what htmx says of a view, or of a task that is open beside Today.
func onScreen(at string) []string {
	if task, ok := strings.CutPrefix(at, "/tasks/"); ok {
		return []string{"HX-Request", "true", "Docket-View", "/today", "Docket-Task", task}
	}
	return []string{"HX-Request", "true", "Docket-View", at}
}

func form(fields []string) url.Values {
	f := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		f.Add(fields[i], fields[i+1])
	}
	return f
}

// Do sends one request. Headers are names and values in turn.
func (c *Client) Do(method, path string, fields url.Values, headers ...string) Response {
	c.tb.Helper()
	r, err := c.Try(method, path, fields, headers...)
	if err != nil {
		c.tb.Fatalf("%s %s: %v", method, path, err)
	}
	return r
}

// Try is Do for requests that may fail, and for goroutines, which must not end
// the test.
func (c *Client) Try(method, path string, fields url.Values, headers ...string) (Response, error) {
	var body io.Reader
	if fields != nil {
		body = strings.NewReader(fields.Encode())
	}
	req, err := http.NewRequestWithContext(context.WithoutCancel(c.tb.Context()), method, c.app.URL+path, body)
	if err != nil {
		return Response{}, fmt.Errorf("making a request: %w", err)
	}
	req.Header = c.Header.Clone()
	if fields != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	req.Host = req.Header.Get("Host") // empty for the address's own
	res, err := c.http.Do(req)
	if err != nil {
		return Response{}, err
	}
	text, err := io.ReadAll(res.Body)
	if err := res.Body.Close(); err != nil {
		return Response{}, err
	}
	return Response{Status: res.StatusCode, Header: res.Header, Body: string(text), Close: res.Close}, err
}

// Cookie returns the value of the client's session cookie, empty for none.
func (c *Client) Cookie() string {
	u, err := url.Parse(c.app.URL)
	if err != nil {
		c.tb.Fatalf("reading the address: %v", err)
	}
	for _, cookie := range c.http.Jar.Cookies(u) {
		if strings.HasSuffix(cookie.Name, "docket") {
			return cookie.Value
		}
	}
	return ""
}

// SetCookie gives the client a session cookie.
func (c *Client) SetCookie(value string) {
	u, err := url.Parse(c.app.URL)
	if err != nil {
		c.tb.Fatalf("reading the address: %v", err)
	}
	c.http.Jar.SetCookies(u, []*http.Cookie{{Name: "docket", Value: value, Path: "/"}}) // #nosec G124 -- a jar sends it, no server sets it
}

// Inbox returns the id of the user's inbox.
func (c *Client) Inbox() docket.ID {
	c.tb.Helper()
	page, err := c.app.Use.Frame(c.tb.Context(), c.User.ID)
	if err != nil {
		c.tb.Fatalf("reading the sidebar: %v", err)
	}
	return page.Sidebar.Inbox.ID
}

// AddTask posts a task with these further fields and returns it.
func (c *Client) AddTask(title string, fields ...string) docket.Task {
	c.tb.Helper()
	if r := c.Post("/tasks", append([]string{"title", title}, fields...)...); r.Status != http.StatusSeeOther {
		c.tb.Fatalf("adding %q: %d %s", title, r.Status, r.Body)
	}
	page, err := c.app.Use.Frame(c.tb.Context(), c.User.ID)
	if err != nil {
		c.tb.Fatalf("reading the sidebar: %v", err)
	}
	lists := append([]docket.List{page.Sidebar.Inbox}, page.Sidebar.Lists...)
	for _, l := range lists {
		for after := docket.Cursor(""); ; {
			p, err := c.app.Use.Page(c.tb.Context(), c.User.ID, docket.View{Kind: docket.ViewList, List: l.ID, After: after})
			if err != nil {
				c.tb.Fatalf("reading a list: %v", err)
			}
			for _, g := range p.Groups { // its sections, too
				for _, t := range g.Tasks {
					if t.Title == title {
						return t
					}
				}
			}
			if after = p.More; after == "" {
				break
			}
		}
	}
	c.tb.Fatalf("the task %q is in no list", title)
	return docket.Task{}
}

// AddList posts a list and returns it.
func (c *Client) AddList(name string) docket.List {
	c.tb.Helper()
	r := c.Post("/lists", "name", name)
	if r.Status != http.StatusSeeOther {
		c.tb.Fatalf("adding the list %q: %d %s", name, r.Status, r.Body)
	}
	id, err := docket.ParseID(strings.TrimPrefix(r.Location(), "/lists/"))
	if err != nil {
		c.tb.Fatalf("the new list is at %q", r.Location())
	}
	l, err := c.app.Use.List(c.tb.Context(), c.User, id)
	if err != nil {
		c.tb.Fatalf("reading a list: %v", err)
	}
	return l
}

// Share makes another user a member of a list, as sharing will do.
func (a *App) Share(list docket.ID, with docket.User, role docket.Role) {
	a.TB.Helper()
	err := a.DB.Write(a.TB.Context(), func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "list.share", Lists: []docket.ID{list}})
		return tx.AddMember(list, with.ID, role)
	})
	if err != nil {
		a.TB.Fatalf("sharing a list: %v", err)
	}
}
