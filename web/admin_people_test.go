package web_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/testkit"
)

func adminPeople(t *testing.T, h *house) {
	eve := h.SignedIn("Eve")
	to := func(a paths.PersonAction) string { return paths.PersonTo(eve.User.ID, a) }
	says(t, h.admin.Get(paths.AdminPeople), http.StatusOK, "Administrator", "Administrator</span>", "admin", "Eve", "eve@example.com", ">today<", ">1<", "today at 12:0")
	others := func() string { return part(t, h.admin.Get(paths.AdminPeople), ">Eve<", "</tr>") }
	if row := others(); !strings.Contains(row, to(paths.MakeAdmin)) || !strings.Contains(row, to(paths.DisablePerson)) || strings.Contains(row, to(paths.EnablePerson)) || strings.Contains(row, to(paths.MakeMember)) {
		t.Errorf("a member can be made\n%s", row)
	}
	eve.Cached(paths.Inbox)
	followed(t, h.admin, h.admin.Post(to(paths.MakeAdmin)), paths.AdminPeople, "Eve is an administrator now.")
	if r := eve.Get(paths.Inbox); r.CacheUse() != "miss" || !strings.Contains(r.Body, `href="/admin"`) || eve.Get(paths.Admin).Status != http.StatusOK {
		t.Error("a new administrator is not led to their pages")
	}
	// Each withdraws it from the other; the last one keeps it.
	followed(t, eve, eve.Post(paths.PersonTo(h.admin.User.ID, paths.MakeMember)), paths.AdminPeople, "Administrator is a member now.")
	for _, a := range []paths.PersonAction{paths.MakeMember, paths.DisablePerson} {
		before := h.dump()
		says(t, eve.Post(to(a)), http.StatusConflict, "Eve is the only administrator whose account works. Make somebody else an administrator first.")
		h.unchanged(string(a), before)
	}
	if r := h.admin.Get(paths.Admin); r.Status != http.StatusNotFound {
		t.Errorf("who was an administrator is answered %d", r.Status)
	}
	followed(t, eve, eve.Post(paths.PersonTo(h.admin.User.ID, paths.MakeAdmin)), paths.AdminPeople, "is an administrator now")
	// One that is disabled does not count.
	followed(t, eve, eve.Post(paths.PersonTo(h.admin.User.ID, paths.DisablePerson)), paths.AdminPeople, "Disabled", "Administrator can’t sign in any more.")
	says(t, eve.Post(to(paths.MakeMember)), http.StatusConflict, "the only administrator")
	followed(t, eve, eve.Post(paths.PersonTo(h.admin.User.ID, paths.EnablePerson)), paths.AdminPeople, "can sign in again")
	back := h.SignIn("administrator@example.com")
	back.User = h.admin.User
	*h.admin = *back // for the parts that follow
	// Then one can go, and is led to where they may be.
	followed(t, eve, eve.Post(to(paths.MakeMember)), paths.Today, "Eve is a member now.")
	followed(t, h.admin, h.admin.Post(to(paths.SignOutPerson)), paths.AdminPeople, ">Eve<", ">0<", "Eve is signed out everywhere.")
	if r := eve.Get(paths.Inbox); r.Status != http.StatusSeeOther {
		t.Errorf("who was signed out is answered %d", r.Status)
	}
	followed(t, h.admin, h.admin.Post(to(paths.DisablePerson)), paths.AdminPeople, "Eve can’t sign in any more. Their data stays.")
	if r := h.Client().Post(paths.SignIn, "email", "eve@example.com", "password", testkit.Password); r.Status != http.StatusUnprocessableEntity {
		t.Errorf("who is disabled is answered %s", answer(r))
	}
	says(t, h.admin.Post(to(paths.LinkPerson)), http.StatusConflict, "This account is disabled")
	followed(t, h.admin, h.admin.Post(to(paths.EnablePerson)), paths.AdminPeople, "Eve can sign in again.")
	h.SignIn("eve@example.com")
	for _, a := range []paths.PersonAction{paths.MakeAdmin, paths.MakeMember, paths.DisablePerson, paths.EnablePerson, paths.SignOutPerson, paths.LinkPerson} {
		for _, id := range []docket.ID{h.home.ID, "x"} {
			if r := h.admin.Post(paths.PersonTo(id, a)); r.Status != http.StatusNotFound {
				t.Errorf("%s of nobody: %d", a, r.Status)
			}
		}
	}
}

// secretOf is what the link on a page holds.
func secretOf(t *testing.T, h *house, r testkit.Response) string {
	t.Helper()
	return part(t, r, `value="`+h.URL+paths.ResetLink, `"`)
}

func (h *house) worksFor(secret, email string) {
	h.t.Helper()
	u, err := h.Use.ResetFor(h.t.Context(), secret, app.Origin{Address: "192.0.2.1"})
	if err != nil || u.Email != email {
		h.t.Errorf("the link is for %q, %v; want %s", u.Email, err, email)
	}
}

func somebodyIsAdded(t *testing.T, h *house) {
	hostile := `Zoe <img src=x onerror=alert(1)>`
	r := h.admin.Post(paths.AdminPeople, "name", hostile, "email", "zoe@example.com")
	says(t, r, http.StatusOK, hostile, "is added", "It isn’t shown again, and works once, within an hour.", "zoe@example.com", "never")
	if strings.Contains(r.Body, "<img") {
		t.Error("a name is HTML")
	}
	if got := r.Header.Get("Cache-Control"); got != "private, no-store" {
		t.Errorf("a page with a secret may be kept: %q", got)
	}
	secret := secretOf(t, h, r)
	h.worksFor(secret, "zoe@example.com")
	if strings.Contains(h.dump(), secret) {
		t.Error("the database holds the link")
	}
	if body := h.admin.Get(paths.AdminPeople).Body; strings.Contains(body, secret) || strings.Contains(body, "is added") {
		t.Error("the link is shown again")
	}
	if _, err := h.Use.SignIn(t.Context(), "zoe@example.com", secret, app.Origin{Address: "192.0.2.9"}); err == nil {
		t.Error("the link is a password")
	}
	h.check(h.Use.ResetPassword(t.Context(), secret, testkit.Password, app.Origin{Address: "192.0.2.1"}))
	h.SignIn("zoe@example.com")
	before := h.dump()
	for _, tc := range []struct{ name, email, says string }{
		{"", "new@example.com", `id="name-error"`}, {"New", "new", `id="email-error"`}, {"New", "ZOE@example.com", "There is an account with this address already."},
	} {
		r := h.admin.Post(paths.AdminPeople, "name", tc.name, "email", tc.email)
		says(t, r, http.StatusUnprocessableEntity, tc.says)
		if !strings.Contains(r.Body, `value="`+tc.email+`"`) || strings.Contains(r.Body, paths.ResetLink) {
			t.Errorf("after %+v the form is\n%s", tc, r.Body)
		}
	}
	h.unchanged("who is not added", before)
}

func adminLinks(t *testing.T, h *house) {
	var secrets []string
	for range 2 {
		r := h.admin.Post(paths.PersonTo(h.viewer.User.ID, paths.LinkPerson))
		says(t, r, http.StatusOK, "A link for", "Viewer", "works once, within an hour")
		secrets = append(secrets, secretOf(t, h, r))
		h.worksFor(secrets[len(secrets)-1], "viewer@example.com")
	}
	if secrets[0] == secrets[1] {
		t.Error("two links are the same")
	}
	h.Clock.Add(app.LinkFor)
	if _, err := h.Use.ResetFor(t.Context(), secrets[1], app.Origin{Address: "192.0.2.1"}); docket.KindOf(err) != docket.KindNotFound {
		t.Errorf("after an hour the link works: %v", err)
	}
}

func TestWhatAdministratorsDoIsInTheSecurityLog(t *testing.T) {
	t.Parallel()
	log, seen := &logged{}, 0
	a := newEmptyHouse(t, testkit.Options{Log: log})
	ana, bo := a.SignedIn("Ana"), a.SignedIn("Bo")
	securityLog(log, &seen)
	to := func(c *testkit.Client, action paths.PersonAction) func() testkit.Response {
		return func() testkit.Response { return ana.Post(paths.PersonTo(c.User.ID, action)) }
	}
	failed := "test-mail:" + string(bo.User.ID)
	a.job(docket.Job{ID: failed, Kind: docket.JobTestMail, UserID: bo.User.ID, RunAt: a.Clock.Now(), FailedAt: a.Clock.Now()})
	var secrets []string
	for _, step := range []struct {
		do   func() testkit.Response
		want string
	}{
		{to(bo, paths.MakeAdmin), "admin-grant ok bo@example.com"},
		{to(bo, paths.MakeMember), "admin-withdraw ok bo@example.com"},
		{to(ana, paths.MakeMember), "admin-withdraw failed ana@example.com"},
		{to(bo, paths.SignOutPerson), "admin-sign-out ok bo@example.com"},
		{to(bo, paths.LinkPerson), "admin-link ok bo@example.com"},
		{to(bo, paths.DisablePerson), "admin-disable ok bo@example.com"},
		{to(bo, paths.LinkPerson), "admin-link failed bo@example.com"},
		{to(bo, paths.EnablePerson), "admin-enable ok bo@example.com"},
		{func() testkit.Response { return ana.Post(paths.AdminPeople, "name", "Cy", "email", "cy@example.com") }, "admin-add ok cy@example.com"},
		{func() testkit.Response { return ana.Post(paths.AdminPeople, "name", "Cy", "email", "x outcome=ok") }, "admin-add failed unknown"},
		{func() testkit.Response { return ana.Post(paths.AdminLift, "name", "mail", "key", string(bo.User.ID)) }, "admin-lift ok bo@example.com"},
		{func() testkit.Response { return ana.Post(paths.AdminDrop, "whose", string(bo.User.ID)) }, "admin-drop ok bo@example.com"},
		{func() testkit.Response { return ana.Post(paths.RetryJob("tidy")) }, "admin-job-retry failed unknown"},
		{func() testkit.Response { return ana.Post(paths.DeleteJob("x outcome=ok")) }, "admin-job-delete failed unknown"},
		{func() testkit.Response { return ana.Post(paths.RetryJob(failed)) }, "admin-job-retry ok bo@example.com"},
	} {
		r := step.do()
		if _, rest, found := strings.Cut(r.Body, paths.ResetLink); found {
			secret, _, _ := strings.Cut(rest, `"`)
			secrets = append(secrets, secret)
			if strings.Contains(fmt.Sprint(r.Header), secret) {
				t.Errorf("%s: a header holds the secret: %v", step.want, r.Header)
			}
		}
		f := strings.Fields(step.want)
		want := []string{"event=" + f[0] + " outcome=" + f[1] + " address=127.0.0.1 account=" + f[2] + " by=ana@example.com"}
		if got := securityLog(log, &seen); !slices.Equal(got, want) {
			t.Errorf("the log says %q, want %q", got, want)
		}
	}
	if len(secrets) != 2 {
		t.Fatalf("%d links were shown, want two", len(secrets))
	}
	for _, secret := range secrets {
		if strings.Contains(log.String(), secret) {
			t.Error("the log holds the secret of a link")
		}
	}
	bo = a.SignIn("bo@example.com")
	securityLog(log, &seen)
	bo.Post(paths.PersonTo(ana.User.ID, paths.DisablePerson))
	if got := securityLog(log, &seen); len(got) != 1 || !strings.Contains(got[0], "event=admin-disable outcome=failed") || !strings.HasSuffix(got[0], "by=bo@example.com") {
		t.Errorf("of somebody who is no administrator the log says %q", got)
	}
}

// Who is an administrator no more since their request began changes nothing.
func TestARightThatWasWithdrawnIsGone(t *testing.T) {
	t.Parallel()
	h := newHouse(t, testkit.Options{})
	was := h.owner.User
	was.Admin = true // as a request has read it before
	me, ctx := docket.SignedIn{User: was, Device: docket.Device{ID: "x"}}, t.Context()
	key, before := string(h.viewer.User.ID), h.dump()
	person := func(do func(context.Context, docket.User, docket.ID) (docket.User, error)) error {
		_, err := do(ctx, was, h.viewer.User.ID)
		return err
	}
	_, jobs := h.Use.Jobs(ctx, was)
	_, limits := h.Use.Limits(ctx, was)
	_, people := h.Use.People(ctx, was)
	_, _, add := h.Use.AddPerson(ctx, me, app.NewPerson{Name: "Eve", Email: "eve@example.com"})
	_, _, link := h.Use.PersonLink(ctx, was, h.viewer.User.ID)
	_, drop := h.Use.DropViews(ctx, was, h.viewer.User.ID, func(context.Context, ...docket.ID) error {
		t.Error("views are dropped")
		return nil
	})
	for what, err := range map[string]error{
		"jobs": jobs, "limits": limits, "people": people, "add": add, "link": link, "drop": drop,
		"admin": person(h.Use.MakeAdmin), "member": person(h.Use.MakeMember), "disable": person(h.Use.DisablePerson), "enable": person(h.Use.EnablePerson),
		"sign out": person(h.Use.SignOutPerson), "lift": h.Use.LiftLimit(ctx, was, "wrong-address", key), "mail": h.Use.TestMailAsAdmin(ctx, was),
		"retry": h.Use.RetryJob(ctx, was, "tidy"), "delete": h.Use.DeleteJob(ctx, was, "tidy"),
	} {
		if docket.KindOf(err) != docket.KindNotFound {
			t.Errorf("%s: %v", what, err)
		}
	}
	h.unchanged("somebody who is no administrator", before)
}
