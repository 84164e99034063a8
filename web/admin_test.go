package web_test

import (
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/testkit"
)

// says checks that an answer is a page that says all of this, in this order.
func says(t *testing.T, r testkit.Response, status int, words ...string) {
	t.Helper()
	text := html.UnescapeString(r.Body)
	if r.Status != status {
		t.Errorf("it answers %d, want %d", r.Status, status)
	}
	for _, w := range words {
		_, rest, found := strings.Cut(text, w)
		if !found {
			t.Errorf("it does not say %q (any more) in\n%s", w, text[max(0, strings.Index(text, "<main")):])
			return
		}
		text = rest
	}
}

// followed follows the redirect of a form and checks what the next page says.
func followed(t *testing.T, c *testkit.Client, r testkit.Response, to string, words ...string) {
	t.Helper()
	if r.Status != http.StatusSeeOther || r.Location() != to {
		t.Errorf("it answers %s, want the way to %s", answer(r), to)
		return
	}
	says(t, c.Get(to), http.StatusOK, words...)
}

// part is what a page has between two texts.
func part(t *testing.T, r testkit.Response, from, to string) string {
	t.Helper()
	_, rest, found := strings.Cut(r.Body, from)
	inner, _, ends := strings.Cut(rest, to)
	if !found || !ends {
		t.Fatalf("nothing is between %q and %q in\n%s", from, to, r.Body)
	}
	return inner
}

func TestTheAdministratorsPages(t *testing.T) {
	t.Parallel()
	h := newHouse(t, testkit.Options{})
	h.run("only they are led there", onlyTheyAreLedThere)
	h.run("overview", adminOverview)
	h.run("jobs", adminJobs)
	h.run("mail without a server", adminMailWithoutServer)
	h.run("built-in redis", adminBuiltInRedis)
	h.run("people", adminPeople)
	h.run("somebody is added", somebodyIsAdded)
	h.run("links", adminLinks)
}

func onlyTheyAreLedThere(t *testing.T, h *house) {
	for _, path := range []string{paths.Settings, paths.Today} {
		if body := h.admin.Get(path).Body; !strings.Contains(body, `href="/admin"`) {
			t.Errorf("%s does not lead the administrator to their pages", path)
		}
		if body := h.owner.Get(path).Body; strings.Contains(body, `href="/admin`) {
			t.Errorf("%s leads others to the administrator's pages", path)
		}
	}
}

func adminOverview(t *testing.T, h *house) {
	says(t, h.admin.Get(paths.Admin), http.StatusOK, "<h1>Administration</h1>", `href="/admin/redis">Redis`, "Sessions and cache: built into Docket",
		`href="/admin/jobs">Jobs`, "2 jobs to do", `href="/admin/limits">Limits`, "Nobody has to wait", `href="/admin/mail">Mail`, "No mail is sent",
		`href="/admin/people">People`, "5 accounts, 1 administrator")
}

func adminJobs(t *testing.T, h *house) {
	now := h.Clock.Now()
	hostile, odd := `<script>alert("job")</script>`, "reminder:a/b?c%2Fd"
	for _, j := range []docket.Job{
		{ID: odd, Kind: docket.JobReminder, UserID: h.owner.User.ID, RunAt: now, Attempts: docket.MaxAttempts, FailedAt: now, Error: hostile},
		{ID: "again", Kind: docket.JobReset, UserID: h.viewer.User.ID, RunAt: now.Add(time.Hour), Attempts: 2, Error: "no answer"},
		{ID: "held", Kind: docket.JobDigest, UserID: h.viewer.User.ID, RunAt: now, HeldUntil: now.Add(time.Hour)},
		{ID: "later", Kind: docket.JobDigest, UserID: h.viewer.User.ID, RunAt: now.Add(time.Hour)},
		{ID: "late", Kind: docket.JobTestMail, UserID: h.viewer.User.ID, RunAt: now.Add(-11 * time.Minute)},
		{ID: "tidy", Kind: docket.JobTidy, RunAt: now.Add(time.Hour), Attempts: 4, Error: "a full disk"},
	} {
		h.job(j)
	}
	page := h.admin.Get(paths.AdminJobs)
	says(t, page, http.StatusOK, "Overdue", "Waiting</dt><dd>2<", "Running</dt><dd>1<", "Scheduled</dt><dd>1<", "Being retried</dt><dd>2<", "Failed for good</dt><dd>1<",
		"1 job should have run by now", "DOCKET_WORKERS is 0", "Queued</dt><dd>0<", "Reminder", odd, hostile, "owner@example.com", "Failed for good", "Today 12:00")
	if strings.Contains(page.Body, hostile) || strings.Contains(page.Body, paths.DeleteJob("tidy")) || !strings.Contains(page.Body, paths.RetryJob("tidy")) ||
		strings.Contains(page.Body, paths.RetryJob("late")) || !strings.Contains(page.Body, paths.DeleteJob(odd)) {
		t.Errorf("the jobs are\n%s", page.Body)
	}
	says(t, h.admin.Get(paths.Admin), http.StatusOK, "6 jobs to do, 1 failed for good, 1 overdue", "Look at this", "No mail is sent, 2 not sent")
	says(t, h.admin.Get(paths.AdminMail), http.StatusOK, "Mail that was not sent", "Reminder", "owner@example.com", hostile, "Password link", "viewer@example.com", "no answer")

	followed(t, h.admin, h.admin.Post(paths.RetryJob(odd)), paths.AdminJobs, "Waiting</dt><dd>3<", "Failed for good</dt><dd>0<", "The job runs again now.")
	h.check(h.DB.Read(t.Context(), func(tx *db.ReadTx) error {
		j, err := tx.Job(odd)
		if !j.FailedAt.IsZero() || j.Attempts != 0 || j.RunAt.After(h.Clock.Now()) {
			t.Errorf("the job that runs again is %+v", j)
		}
		return err
	}))
	for _, id := range []string{"a%41", "a/%41", "a+b c", "…"} {
		h.job(docket.Job{ID: id, Kind: docket.JobReset, UserID: h.viewer.User.ID, RunAt: now, FailedAt: now})
		followed(t, h.admin, h.admin.Post(paths.DeleteJob(id)), paths.AdminJobs, "Job deleted")
	}
	followed(t, h.admin, h.admin.Post(paths.RetryJob("tidy")), paths.AdminJobs, "runs again now")
	followed(t, h.admin, h.admin.Post(paths.DeleteJob("again")), paths.AdminJobs, "Being retried</dt><dd>0<", "Job deleted")
	h.job(docket.Job{ID: "tidy", Kind: docket.JobTidy, RunAt: now, Attempts: 4})
	says(t, h.admin.Post(paths.DeleteJob("tidy")), http.StatusConflict, "Docket needs this job")
	for _, id := range []string{"held", "later", "late"} { // which have not failed
		before := h.dump()
		says(t, h.admin.Post(paths.DeleteJob(id)), http.StatusConflict, "hasn’t failed")
		says(t, h.admin.Post(paths.RetryJob(id)), http.StatusConflict, "hasn’t failed")
		h.unchanged(id, before)
	}
	for _, id := range []string{"again", "%zz", "%00"} {
		if r := h.admin.Post(paths.AdminJobs + "/" + url.PathEscape(id) + "/retry"); r.Status != http.StatusNotFound {
			t.Errorf("the job %s: %d", id, r.Status)
		}
	}
}

func adminMailWithoutServer(t *testing.T, h *house) {
	page := h.admin.Get(paths.AdminMail)
	says(t, page, http.StatusOK, "No mail is sent. Set DOCKET_SMTP_URL and DOCKET_MAIL_FROM")
	if strings.Contains(page.Body, paths.AdminTestMail) {
		t.Error("a test mail is offered where none is sent")
	}
	says(t, h.admin.Post(paths.AdminTestMail), http.StatusForbidden, "Set DOCKET_SMTP_URL")
}

func TestTheAdministratorSeesLimits(t *testing.T) {
	t.Parallel()
	testkit.EachRedis(t, func(t *testing.T, redisURL string) {
		a := behindProxy(t, testkit.Options{RedisURL: redisURL, Limits: "password=1/1h,wrong-account=2/15m,wrong-address=3/15m,wrong-device=1/15m"})
		admin, bo := a.from("198.51.100.1"), a.from("198.51.100.2")
		for i, c := range []*testkit.Client{admin, bo} {
			name := []string{"Ana", "Bo"}[i]
			if r := c.Post(paths.SignUp, "name", name, "email", strings.ToLower(name)+"@example.com", "password", testkit.Password); r.Status != http.StatusSeeOther {
				t.Fatalf("signing %s up: %d", name, r.Status)
			}
		}
		says(t, admin.Get(paths.AdminLimits), http.StatusOK, "Nobody has to wait.", "Limits in force", "sign-in", "100/15m", "wrong-device", "1/15m")
		for range 2 {
			bo.Post(paths.Password, "current", "wrong horse", "new", "another horse paper lantern")
		}
		for range 2 {
			signInWith(a.from("203.0.113.66"), "ana@example.com", "wrong horse")
		}
		signInWith(a.from("203.0.113.66"), "cy@example.com", "wrong horse")
		for range 2 {
			signInWith(a.from("203.0.113.68"), "bo@example.com", "wrong horse")
			signInWith(a.from("203.0.113.67"), "no<b>body@example.com", "wrong horse")
		}
		page := admin.Get(paths.AdminLimits)
		for _, want := range [][2]string{{"bo@example.com", "password"}, {"a device of bo@example.com", "wrong-device"}, {"ana@example.com", "wrong-account"},
			{"203.0.113.66", "wrong-address"}, {"an address without an account", "wrong-account"}} {
			if !strings.Contains(page.Body, fmt.Sprintf(`aria-label="Lift %s of %s"`, want[1], want[0])) {
				t.Errorf("%s is not limited by %s in\n%s", want[0], want[1], page.Body)
			}
		}
		says(t, page, http.StatusOK, "Today 1")
		says(t, admin.Get(paths.Admin), http.StatusOK, "6 limits are reached")
		lift := func(name, who string) {
			t.Helper()
			form := part(t, page, "", fmt.Sprintf(`aria-label="Lift %s of %s"`, name, who))
			_, key, _ := strings.Cut(form[strings.LastIndex(form, `name="key"`):], `value="`)
			key, _, _ = strings.Cut(key, `"`)
			followed(t, admin, admin.Post(paths.AdminLift, "name", name, "key", html.UnescapeString(key)), paths.AdminLimits, "Limit lifted.")
			if strings.Contains(admin.Get(paths.AdminLimits).Body, fmt.Sprintf(`aria-label="Lift %s of %s"`, name, who)) {
				t.Errorf("%s of %s is lifted and holds", name, who)
			}
		}
		if r := signInWith(a.from("203.0.113.66"), "bo@example.com", testkit.Password); r.Status != http.StatusTooManyRequests {
			t.Errorf("an address that guessed is answered %d", r.Status)
		}
		lift("wrong-account", "bo@example.com") // and leaves the others
		says(t, admin.Get(paths.AdminLimits), http.StatusOK, "wrong-device of a device of bo@example.com")
		lift("wrong-device", "a device of bo@example.com")
		lift("password", "bo@example.com")
		lift("wrong-account", "ana@example.com")
		says(t, admin.Get(paths.AdminLimits), http.StatusOK, "an address without an account")
		says(t, admin.Get(paths.Admin), http.StatusOK, "1 limit is reached")
		if r := bo.Post(paths.Password, "current", testkit.Password, "new", "another horse paper lantern"); r.Status != http.StatusSeeOther {
			t.Errorf("after the limits are lifted: %s", answer(r))
		}
		for _, name := range []string{"", "nothing", "wrong-account:"} {
			if r := admin.Post(paths.AdminLift, "name", name, "key", "x"); r.Status != http.StatusNotFound {
				t.Errorf("lifting %q: %d", name, r.Status)
			}
		}
	})
}

func TestTheAdministratorTriesMail(t *testing.T) {
	t.Parallel()
	box := testkit.SMTP(t)
	a := testkit.New(t, testkit.Options{Mailbox: box, Workers: 1})
	admin := a.SignedIn("Ana")
	says(t, admin.Get(paths.AdminMail), http.StatusOK, "127.0.0.1:", "Docket <docket@example.com>", "The test goes to ana@example.com.", "None failed.")
	followed(t, admin, admin.Post(paths.AdminTestMail), paths.AdminMail, "A test email to ana@example.com is on its way.")
	box.Wait(1)
	box.Answer(func(string) error { return errors.New("not <today>") })
	admin.Post(paths.AdminTestMail)
	testkit.Eventually(t, "the error", func() bool { return strings.Contains(admin.Get(paths.AdminMail).Body, "not &lt;today&gt;") })
	for range 5 {
		admin.Post(paths.AdminTestMail)
	}
	says(t, admin.Post(paths.AdminTestMail), http.StatusTooManyRequests, "Too many tries")
}
