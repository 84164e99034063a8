package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"docket/db"
	"docket/internal/paths"
	"docket/internal/testkit"
)

var addressInText = regexp.MustCompile(`https?://\S+`)

// mailed is an app that sends mail, and what it has sent.
type mailed struct {
	*testkit.App
	t   *testing.T
	box *testkit.Mailbox
	n   int // of mails looked at
}

func newMailed(t *testing.T, o testkit.Options) *mailed {
	o.Mailbox, o.Workers = testkit.SMTP(t), 2
	return &mailed{App: testkit.New(t, o), t: t, box: o.Mailbox}
}

// next returns the next mail and the paths of the links in its text.
func (m *mailed) next(to string) (*testkit.Mail, []string) {
	m.t.Helper()
	m.n++
	mail := m.box.Wait(m.n)[m.n-1]
	if len(mail.To) != 1 || mail.To[0] != to {
		m.t.Fatalf("a mail went to %q, want %s", mail.To, to)
	}
	var links []string
	for _, text := range addressInText.FindAllString(mail.Text, -1) {
		u, err := url.Parse(text)
		if err != nil || !strings.HasPrefix(text, m.URL) {
			m.t.Fatalf("the mail leads to %q", text)
		}
		if !strings.Contains(mail.HTML, strings.ReplaceAll(text, "&", "&amp;")) {
			m.t.Errorf("%s is in the text of %q and not in its HTML", text, mail.Subject())
		}
		links = append(links, u.RequestURI())
	}
	return mail, links
}

func TestAForgottenPassword(t *testing.T) {
	t.Parallel()
	log := &logged{}
	m := newMailed(t, testkit.Options{Log: log})
	ana := m.SignedIn("Ana")
	c := m.Client()
	if page := c.Get(paths.SignIn); !strings.Contains(page.Body, `href="/forgot"`) {
		t.Error("the sign-in page does not lead to the one for a forgotten password")
	}
	known, unknown := c.Post(paths.Forgot, "email", "ana@example.com"), c.Post(paths.Forgot, "email", "not@example.com")
	if known.Status != http.StatusOK || unknown.Status != http.StatusOK || strings.ReplaceAll(known.Body, "ana@", "not@") != unknown.Body {
		t.Errorf("a known address is answered %d, an unknown one %d, or not alike", known.Status, unknown.Status)
	}
	if r := c.Post(paths.Forgot, "email", "ana"); r.Status != http.StatusUnprocessableEntity || !strings.Contains(r.Body, `id="email-error"`) {
		t.Errorf("what is no address: %d", r.Status)
	}
	_, links := m.next("ana@example.com")
	link := links[0]
	if page := c.Get(link); page.Status != http.StatusOK || !strings.Contains(page.Body, "Choose a new password") {
		t.Fatalf("the link leads to %d", page.Status)
	}
	if r := c.Post(link, "password", "short"); r.Status != http.StatusUnprocessableEntity || !strings.Contains(r.Body, `id="password-error"`) {
		t.Errorf("a short password: %d", r.Status)
	}
	const next = "another horse paper lantern"
	if r := c.Post(link, "password", next); r.Status != http.StatusSeeOther || r.Location() != paths.SignIn {
		t.Fatalf("a good password: %d %s", r.Status, r.Location())
	}
	if page := c.Get(paths.SignIn); !strings.Contains(page.Body, "Your password is changed.") {
		t.Error("the sign-in page does not say that the password is changed")
	}
	if r := ana.Get(paths.Today); r.Status != http.StatusSeeOther {
		t.Errorf("the session of before: %d, want it to have ended", r.Status)
	}
	if r := signInWith(c, "ana@example.com", testkit.Password); r.Status != http.StatusUnprocessableEntity {
		t.Errorf("the old password: %d", r.Status)
	}
	if r := signInWith(c, "ana@example.com", next); r.Status != http.StatusSeeOther {
		t.Errorf("the new password: %d", r.Status)
	}
	for _, r := range []testkit.Response{c.Get(link), c.Post(link, "password", next)} {
		if r.Status != http.StatusNotFound || !strings.Contains(r.Body, "This link no longer works") {
			t.Errorf("the link a second time: %d", r.Status)
		}
	}
	if secret := strings.TrimPrefix(link, paths.ResetLink); strings.Contains(log.String(), secret) {
		t.Error("the log holds the link's secret")
	}

	// A link ends after an hour.
	c.Post(paths.Forgot, "email", "ana@example.com")
	_, links = m.next("ana@example.com")
	m.Clock.Add(time.Hour)
	if r := c.Get(links[0]); r.Status != http.StatusNotFound {
		t.Errorf("the link an hour later: %d", r.Status)
	}
	if n := len(m.box.Messages()); n != 2 {
		t.Errorf("%d mails were sent, want 2", n)
	}
}

func TestForgottenPasswordsWithoutMail(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	const says = "This Docket sends no email"
	if r := a.Client().Get(paths.Forgot); r.Status != http.StatusOK || !strings.Contains(r.Body, says) || strings.Contains(r.Body, "<form") {
		t.Errorf("GET /forgot: %d", r.Status)
	}
	if r := a.Client().Post(paths.Forgot, "email", "ana@example.com"); r.Status != http.StatusForbidden || !strings.Contains(r.Body, says) {
		t.Errorf("POST /forgot: %d", r.Status)
	}
	if r := ana.Get(paths.Notifications); !strings.Contains(r.Body, says) || strings.Contains(r.Body, `name="digest"`) {
		t.Error("the notifications offer what cannot be done")
	}
	if r := ana.Get(paths.Settings); strings.Contains(r.Body, `action="/settings/email"`) {
		t.Error("the settings offer to change the address")
	}
	for _, path := range []string{paths.Email, paths.TestMail} {
		if r := ana.Post(path, "email", "new@example.com", "current", testkit.Password); r.Status != http.StatusForbidden {
			t.Errorf("POST %s: %d", path, r.Status)
		}
	}
	task := ana.AddTask("Buy oars")
	ana.Post(paths.Task(task.ID), "due_on", "2026-07-20", "due_time", "15:00")
	if r := ana.Get(paths.Task(task.ID)); strings.Contains(r.Body, "Add reminder") {
		t.Error("the task offers reminders")
	}
	// The administrator's link works all the same.
	secret, err := a.Use.ResetLink(t.Context(), "ana@example.com")
	if err != nil {
		t.Fatal(err)
	}
	if r := a.Client().Post(paths.ResetWith(secret), "password", "another horse paper lantern"); r.Status != http.StatusSeeOther {
		t.Errorf("the administrator's link: %d", r.Status)
	}
}

func TestAChangedAddress(t *testing.T) {
	t.Parallel()
	m := newMailed(t, testkit.Options{})
	ana, ben := m.SignedIn("Ana"), m.SignedIn("Ben")
	for email, field := range map[string]string{"new": "email", "ana@example.com": "email"} {
		if r := ana.Post(paths.Email, "email", email, "current", testkit.Password); r.Status != http.StatusUnprocessableEntity || !strings.Contains(r.Body, `id="`+field+`-error"`) {
			t.Errorf("changing to %s: %d", email, r.Status)
		}
	}
	if r := ana.Post(paths.Email, "email", "new@example.com", "current", "wrong horse"); r.Status != http.StatusUnprocessableEntity || !strings.Contains(r.Body, `id="current-error"`) || !strings.Contains(r.Body, `value="new@example.com"`) {
		t.Errorf("with a wrong password: %d", r.Status)
	}
	ana.Post(paths.Email, "email", "new@example.com", "current", testkit.Password)
	_, links := m.next("new@example.com")
	if r := m.Client().Get(links[0]); r.Status != http.StatusOK || !strings.Contains(r.Body, "new@example.com") {
		t.Errorf("the link leads to %d", r.Status)
	}
	if r := signInWith(m.Client(), "new@example.com", testkit.Password); r.Status != http.StatusUnprocessableEntity {
		t.Errorf("signing in with the new address before it is confirmed: %d", r.Status)
	}
	if r := ana.Post(links[0]); r.Status != http.StatusSeeOther {
		t.Fatalf("confirming: %d", r.Status)
	}
	if page := ana.Get(paths.Settings); !strings.Contains(page.Body, "Your address is now new@example.com.") {
		t.Error("the settings do not say so")
	}
	if told, _ := m.next("ana@example.com"); !strings.Contains(told.Text, "new@example.com") {
		t.Errorf("the old address is told %q", told.Text)
	}
	if r := signInWith(m.Client(), "new@example.com", testkit.Password); r.Status != http.StatusSeeOther {
		t.Errorf("signing in with the new address: %d", r.Status)
	}
	if r := ana.Post(links[0]); r.Status != http.StatusNotFound {
		t.Errorf("the link a second time: %d", r.Status)
	}

	// An address that another account has is found out only by who can read its mail.
	if r := ben.Post(paths.Email, "email", "NEW@example.com", "current", testkit.Password); r.Status != http.StatusSeeOther {
		t.Errorf("asking for another account's address: %d", r.Status)
	}
	if told, links := m.next("NEW@example.com"); told.Subject() != "You have an account already" || len(links) != 1 || links[0] != paths.SignIn || !strings.Contains(told.Text, "Hello Ana,") {
		t.Errorf("who has the address is told %q with links to %q", told.Text, links)
	}
	ben.Post(paths.Email, "email", "cy@example.com", "current", testkit.Password)
	_, links = m.next("cy@example.com")
	m.SignedIn("Cy")
	if r := ben.Post(links[0]); r.Status != http.StatusConflict {
		t.Errorf("confirming what is another account's address by now: %d", r.Status)
	}
}

func TestLinksToAnAddressAreLimited(t *testing.T) {
	t.Parallel()
	m := newMailed(t, testkit.Options{})
	for i, c := range []*testkit.Client{m.SignedIn("Ana"), m.SignedIn("Ben"), m.SignedIn("Cy"), m.SignedIn("Dan")} {
		r := c.Post(paths.Email, "email", "victim@example.com", "current", testkit.Password)
		if want := map[bool]int{true: http.StatusSeeOther, false: http.StatusTooManyRequests}[i < 3]; r.Status != want {
			t.Errorf("link %d to an address: %d, want %d", i+1, r.Status, want)
		}
	}
}

// A stranger with a link that is none does not get to the one connection that writes.
func TestALinkThatIsNoneWritesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t, testkit.Options{})
	h.check(h.DB.Write(t.Context(), func(*db.Tx) error {
		for _, path := range []string{"digest.x", "reminders." + strings.Repeat("x", 43)} {
			if r := h.nobody.Post(paths.Unsubscribe + path); r.Status != http.StatusNotFound {
				t.Errorf("%s: %d", path, r.Status)
			}
		}
		return nil
	}))
}

func TestNotificationSettings(t *testing.T) {
	t.Parallel()
	m := newMailed(t, testkit.Options{})
	ana := m.SignedIn("Ana")
	page := ana.Get(paths.Notifications)
	for _, has := range []string{`name="reminders" value="on" checked`, `name="digest" value="on">`, `value="07:00"`} {
		if !strings.Contains(page.Body, has) {
			t.Errorf("at first the page has no %s", has)
		}
	}
	if r := ana.Post(paths.Notifications, "digest", "on", "digest_at", "25:00", "default_reminder", "7"); r.Status != http.StatusUnprocessableEntity ||
		!strings.Contains(r.Body, `id="digest_at-error"`) || !strings.Contains(r.Body, `id="default_reminder-error"`) || strings.Contains(r.Body, `name="reminders" value="on" checked`) {
		t.Errorf("what is no time: %d", r.Status)
	}
	if r := ana.Post(paths.Notifications, "reminders", "on", "digest", "on", "digest_at", "06:30", "default_reminder", "60"); r.Status != http.StatusSeeOther {
		t.Errorf("saving: %d", r.Status)
	}
	page = ana.Get(paths.Notifications)
	for _, has := range []string{`name="digest" value="on" checked`, `value="06:30"`, `<option value="60" selected>1 hour before</option>`, "Notifications saved."} {
		if !strings.Contains(page.Body, has) {
			t.Errorf("afterwards the page has no %s", has)
		}
	}
	ana.Post(paths.TestMail)
	if mail, _ := m.next("ana@example.com"); mail.Subject() != "Docket’s email works" {
		t.Errorf("the test mail says %q", mail.Subject())
	}
}

func TestRemindersOfATask(t *testing.T) {
	t.Parallel()
	m := newMailed(t, testkit.Options{}) // it is Thursday 16 July 2026, 12:00
	ana := m.SignedIn("Ana")
	task := ana.AddTask("Buy <oars>")
	at := paths.Task(task.ID)
	if r := ana.Post(paths.Reminders(task.ID), "minutes_before", "10"); r.Status != http.StatusUnprocessableEntity {
		t.Errorf("a reminder of a task without a time: %d", r.Status)
	}
	ana.Post(at, "due_on", "2026-07-16", "due_time", "15:00")
	for _, minutes := range []string{"11", "", "x"} {
		if r := ana.Post(paths.Reminders(task.ID), "minutes_before", minutes); r.Status != http.StatusUnprocessableEntity || !strings.Contains(r.Body, `id="minutes_before-error"`) {
			t.Errorf("a reminder %q minutes before: %d", minutes, r.Status)
		}
	}
	r := ana.HX(at, paths.Reminders(task.ID), "minutes_before", "60")
	if r.Status != http.StatusOK || !strings.Contains(r.Body, "Reminder added.") || !strings.Contains(r.Body, "Today at 14:00") || strings.Contains(r.Body, "Snoozed") {
		t.Errorf("adding a reminder: %d %s", r.Status, r.Body)
	}
	m.Clock.Set(time.Date(2026, 7, 16, 14, 0, 0, 0, time.UTC))
	mail, links := m.next("ana@example.com")
	if mail.Subject() != "Buy <oars>" || !strings.Contains(mail.Text, "Thursday 16 July at 15:00") || !strings.Contains(mail.HTML, "Buy &lt;oars&gt;") {
		t.Errorf("the reminder says %q: %s", mail.Subject(), mail.Text)
	}
	remind, stop := links[0], links[len(links)-1]
	for patience := time.After(10 * time.Second); !strings.Contains(ana.Get(at).Body, "Sent today at 14:00"); {
		select {
		case <-patience:
			t.Fatal("the task does not say that the reminder was sent")
		default:
		}
	}

	// The mail's link asks, and does nothing by itself.
	page := ana.Get(remind)
	if page.Status != http.StatusOK || !strings.Contains(page.Body, paths.TaskTo(task.ID, paths.CompleteTask)) || !strings.Contains(page.Body, `action="`+remind+`/snooze"`) {
		t.Errorf("the mail's link leads to %d", page.Status)
	}
	if r := ana.Post(remind+"/snooze", "minutes", "30"); r.Status != http.StatusSeeOther || r.Location() != at {
		t.Errorf("snoozing: %d %s", r.Status, r.Location())
	}
	if page := ana.Get(at); !strings.Contains(page.Body, "Snoozed. Today at 14:30") {
		t.Error("the task does not say when it reminds again")
	}
	m.Clock.Add(30 * time.Minute)
	m.next("ana@example.com")
	if r := ana.Post(remind+"/snooze", "minutes", "0"); r.Status != http.StatusUnprocessableEntity {
		t.Errorf("snoozing for no time: %d", r.Status)
	}

	// One click in the mail program stops them, without a cookie and without a page.
	one := m.Client()
	if mail.Header.Get("List-Unsubscribe") != "<"+m.URL+stop+">" || mail.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
		t.Errorf("the mail's headers are %v", mail.Header)
	}
	if page := one.Get(stop); page.Status != http.StatusOK || !strings.Contains(page.Body, "ana@example.com") {
		t.Errorf("the link to stop reminders leads to %d", page.Status)
	}
	if page := ana.Get(paths.Notifications); !strings.Contains(page.Body, `name="reminders" value="on" checked`) {
		t.Error("looking at the page has stopped the reminders")
	}
	if r := one.Post(stop, "List-Unsubscribe", "One-Click"); r.Status != http.StatusOK {
		t.Errorf("one click: %d", r.Status)
	}
	if page := ana.Get(paths.Notifications); strings.Contains(page.Body, `name="reminders" value="on" checked`) {
		t.Error("the reminders go on")
	}
	if r := ana.HX(at, remind+"/delete"); r.Status != http.StatusOK || strings.Contains(r.Body, "1 hour before</div>") {
		t.Errorf("removing the reminder: %d", r.Status)
	}
	if r := ana.Get(remind); r.Status != http.StatusNotFound {
		t.Errorf("the page of a reminder that is gone: %d", r.Status)
	}
}
