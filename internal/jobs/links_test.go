package jobs_test

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/testkit"
)

const newPassword = "violet tractor umbrella sonnet"

var from = app.Origin{Address: "198.51.100.7"}

// secret returns that of the link of a mail, after checking where it leads to.
func (k *kit) secret(m *testkit.Mail, path string) string {
	k.t.Helper()
	_, rest, ok := strings.Cut(m.Text, public+path)
	secret, _, _ := strings.Cut(rest, "\n")
	if !ok || !strings.Contains(m.HTML, public+path+secret) {
		k.t.Fatalf("there is no link to %s in\n%s\n%s", path, m.Text, m.HTML)
	}
	return secret
}

// forgot asks for a new password and returns the secret of the link that comes.
func (k *kit) forgot(u docket.User) string {
	k.t.Helper()
	k.must(k.Use.ForgotPassword(k.t.Context(), u.Email, from))
	mails := k.mails()
	k.expect("for "+u.Name, mails, "Choose a new password")
	if len(mails) != 1 || mails[0].To[0] != u.Email {
		k.t.Fatalf("there are %d mails", len(mails))
	}
	return k.secret(mails[0], "/reset/")
}

// change asks for another address.
func (k *kit) change(u docket.User, email string) {
	k.t.Helper()
	k.must(k.Use.ChangeEmail(k.t.Context(), docket.SignedIn{User: u, Device: docket.Device{ID: "d"}}, app.EmailChange{Email: email, Current: testkit.Password}))
}

// confirm changes an address.
func (k *kit) confirm(u docket.User, email string) {
	k.t.Helper()
	k.change(u, email)
	mails := k.mails()
	if len(mails) != 1 || mails[0].To[0] != email {
		k.t.Fatalf("there are %d mails to confirm %s", len(mails), email)
	}
	_, err := k.Use.ConfirmEmail(k.t.Context(), k.secret(mails[0], "/confirm-email/"), from)
	k.must(err)
}

// wantKind fails unless err is of a kind.
func (k *kit) wantKind(what string, err error, kind docket.Kind) {
	k.t.Helper()
	if docket.KindOf(err) != kind {
		k.t.Errorf("%s: %v", what, err)
	}
}

func TestALinkForANewPassword(t *testing.T) {
	t.Parallel()
	k := newKit(t, testkit.Options{})
	k.user("Admin", "UTC")
	ana := k.SignedIn("Ana")
	other := k.SignIn("ana@example.com")
	u := ana.User
	k.must(k.Use.ForgotPassword(t.Context(), "stranger@example.com", from))
	k.expect("of a stranger", k.mails())

	first, second := k.forgot(u), k.forgot(u)
	if raw, err := base64.RawURLEncoding.DecodeString(first); err != nil || len(raw) != 32 || first == second {
		t.Errorf("the secret has %d bytes: %v", len(raw), err)
	}
	files, err := filepath.Glob(filepath.Join(k.DataDir, "*"))
	k.must(err)
	for _, file := range files {
		content, err := os.ReadFile(file)
		k.must(err)
		for _, secret := range []string{first, second} {
			raw, err := base64.RawURLEncoding.DecodeString(secret)
			k.must(err)
			if strings.Contains(string(content), secret) || strings.Contains(string(content), string(raw)) {
				t.Errorf("%s holds the secret of a link", file)
			}
		}
	}
	if got, err := k.Use.ResetFor(t.Context(), first, from); err != nil || got.ID != u.ID {
		t.Errorf("the link is for %q: %v", got.Name, err)
	}
	k.wantKind("a secret that was never sent", k.Use.ResetPassword(t.Context(), strings.Repeat("A", 43), newPassword, from), docket.KindNotFound)
	_, err = k.Use.ConfirmEmail(t.Context(), first, from)
	k.wantKind("a link for another thing", err, docket.KindNotFound)
	k.wantKind("a bad password", k.Use.ResetPassword(t.Context(), first, "short", from), docket.KindInvalid)
	k.Clock.Add(59 * time.Minute)
	k.must(k.Use.ResetPassword(t.Context(), second, newPassword, from))
	k.wantKind("the link a second time", k.Use.ResetPassword(t.Context(), second, newPassword+"2", from), docket.KindNotFound)
	k.wantKind("another link of the account", k.Use.ResetPassword(t.Context(), first, newPassword+"2", from), docket.KindNotFound)
	for _, c := range []*testkit.Client{ana, other} {
		if r := c.Get("/today"); r.Status != http.StatusSeeOther {
			t.Errorf("a device that was signed in gets %d", r.Status)
		}
	}
	if r := k.Client().Post("/sign-in", "email", u.Email, "password", newPassword); r.Status != http.StatusSeeOther {
		t.Errorf("signing in with the new password: %d", r.Status)
	}
	if r := k.Client().Post("/sign-in", "email", u.Email, "password", testkit.Password); r.Status == http.StatusSeeOther {
		t.Error("the old password still works")
	}
	expired := k.forgot(u)
	k.Clock.Add(time.Hour)
	_, err = k.Use.ResetFor(t.Context(), expired, from)
	k.wantKind("a link of an hour ago", err, docket.KindNotFound)
	k.wantKind("a link of an hour ago", k.Use.ResetPassword(t.Context(), expired, newPassword, from), docket.KindNotFound)
}

func TestAnAccountThatIsDisabledGetsNoLink(t *testing.T) {
	t.Parallel()
	k := newKit(t, testkit.Options{})
	k.user("Admin", "UTC")
	ana := k.user("Ana", "UTC")
	before := k.forgot(ana)
	k.change(ana, "ana@example.org")
	confirm := k.secret(k.mails()[0], "/confirm-email/")
	k.box.Close() // mail waits
	k.must(k.Use.ForgotPassword(t.Context(), ana.Email, from))
	k.must(k.Use.TestMail(t.Context(), ana))
	k.settle()
	k.must(k.Use.DisableUser(t.Context(), ana.Email))
	k.box.Start()
	k.expect("what was promised before", k.at(k.Clock.Now().Add(2*time.Minute)))
	k.must(k.Use.ForgotPassword(t.Context(), ana.Email, from))
	k.expect("of a disabled account", k.mails())
	k.wantKind("a link that was sent before", k.Use.ResetPassword(t.Context(), before, newPassword, from), docket.KindNotFound)
	_, err := k.Use.NewEmail(t.Context(), confirm, from)
	k.wantKind("a link that confirms an address", err, docket.KindNotFound)
	_, err = k.Use.ConfirmEmail(t.Context(), confirm, from)
	k.wantKind("a link that confirms an address", err, docket.KindNotFound)
	if jobs := k.jobs(); len(jobs) > 0 {
		t.Errorf("there are jobs left: %+v", jobs)
	}
}

func TestAnotherAddressIsConfirmed(t *testing.T) {
	t.Parallel()
	k := newKit(t, testkit.Options{})
	ana, ben := k.user("Ana", "UTC"), k.user("Ben", "UTC")
	reset := k.forgot(ana)
	k.change(ana, "ana@example.org")
	k.change(ana, "ana@example.net")
	mails := k.mails()
	var links []string
	for _, m := range mails {
		if m.Subject() != "Confirm your new address" {
			t.Errorf("the mail is %q", m.Subject())
		}
		links = append(links, k.secret(m, "/confirm-email/"))
	}
	last := links[len(links)-1]
	for _, link := range links[:len(links)-1] {
		_, err := k.Use.ConfirmEmail(t.Context(), link, from)
		k.wantKind("a link that another has replaced", err, docket.KindNotFound)
	}
	if now, err := k.Use.NewEmail(t.Context(), last, from); err != nil || now != "ana@example.net" {
		t.Errorf("the link confirms %q: %v", now, err)
	}
	if got := k.address(ana); got != ana.Email {
		t.Errorf("before it is confirmed the address is %s", got)
	}
	_, err := k.Use.ConfirmEmail(t.Context(), last, from)
	k.must(err)
	told := k.mails()
	if len(told) != 1 || told[0].To[0] != ana.Email || told[0].Subject() != "Your address was changed" || !strings.Contains(told[0].Text, "ana@example.net") {
		t.Errorf("the old address is told: %+v", told)
	}
	if got := k.address(ana); got != "ana@example.net" {
		t.Errorf("the address is %s", got)
	}
	_, err = k.Use.ConfirmEmail(t.Context(), last, from)
	k.wantKind("the link a second time", err, docket.KindNotFound)
	k.wantKind("a link that went to the old address", k.Use.ResetPassword(t.Context(), reset, newPassword, from), docket.KindNotFound)

	// Someone else takes the address before it is confirmed.
	k.change(ben, "carla@example.com")
	link := k.secret(k.mails()[0], "/confirm-email/")
	k.user("Carla", "UTC")
	for range 2 {
		_, err = k.Use.ConfirmEmail(t.Context(), link, from)
		k.wantKind("an address that is taken", err, docket.KindConflict)
	}
	if got := k.address(ben); got != ben.Email {
		t.Errorf("the address is %s", got)
	}
	k.expect("of an address that is taken", k.mails())
	k.change(ben, "ben@example.org")
	late := k.secret(k.mails()[0], "/confirm-email/")
	k.Clock.Add(time.Hour)
	_, err = k.Use.ConfirmEmail(t.Context(), late, from)
	k.wantKind("a link of an hour ago", err, docket.KindNotFound)
}

func (k *kit) address(u docket.User) string {
	k.t.Helper()
	users, err := k.Use.Users(k.t.Context())
	k.must(err)
	for _, now := range users {
		if now.ID == u.ID {
			return now.Email
		}
	}
	k.t.Fatal("the account is gone")
	return ""
}

// Mail that waits for the mail server has links, too.
func TestLinksThatWaitAreUsedUpAsWell(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		ask, end func(k *kit, ana docket.User)
		comes    []string
	}{
		"another address was asked for since": {
			func(k *kit, ana docket.User) { k.change(ana, "ana@example.org") },
			func(k *kit, ana docket.User) { k.change(ana, "ana@example.net") },
			[]string{"Confirm your new address"},
		},
		"the password was changed since": {
			func(k *kit, ana docket.User) {
				k.change(ana, "thief@example.org")
				k.must(k.Use.ForgotPassword(k.t.Context(), ana.Email, from))
			},
			func(k *kit, ana docket.User) { k.must(k.Use.SetPassword(k.t.Context(), ana.Email, newPassword)) },
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			k := newKit(t, testkit.Options{})
			ana := k.user("Ana", "UTC")
			k.box.Close()
			tc.ask(k, ana)
			k.settle()
			tc.end(k, ana)
			k.settle()
			k.box.Start()
			mails := k.at(k.Clock.Now().Add(5 * time.Minute))
			k.expect("in the end", mails, tc.comes...)
			for _, m := range mails {
				if m.To[0] != "ana@example.net" {
					t.Errorf("a mail comes to %s", m.To[0])
				}
			}
		})
	}
}

// The same in the moment between the beginning of an attempt and its link.
func TestALinkIsNotMadeForWhatWasTakenBack(t *testing.T) {
	t.Parallel()
	var act func() error
	k := bareKit(t, testkit.Options{Mailbox: testkit.SMTP(t), Hook: func(_ context.Context, names []string, _ []docket.ID) {
		if act != nil && names[0] == "job.begin" {
			f := act
			act = nil
			if err := f(); err != nil {
				panic(err)
			}
		}
	}})
	ana := k.user("Ana", "UTC")
	k.change(ana, "thief@example.org")
	act = func() error { return k.Use.SetPassword(context.Background(), ana.Email, newPassword) }
	taken, err := k.Use.TakeJobs(t.Context())
	k.must(err)
	for _, j := range taken {
		if j.Kind != docket.JobConfirmEmail {
			continue
		}
		_, m, err := k.Use.BeginJob(t.Context(), j)
		k.must(errors.Join(err))
		if m != nil {
			t.Errorf("a mail is to be sent to %s", m.Address)
		}
	}
	if act != nil {
		t.Error("the job was not begun")
	}
}
