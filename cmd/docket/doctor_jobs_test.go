package main

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"docket/db"
	"docket/internal/app"
	"docket/internal/config"
	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/testkit"
)

// write changes the machine's data past the commands.
func (m *machine) write(do func(*db.Tx) error) {
	m.t.Helper()
	d, err := db.Open(m.t.Context(), m.database())
	must(m.t, err)
	err = d.Write(m.t.Context(), func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "test"})
		return do(tx)
	})
	must(m.t, errors.Join(err, d.Close()))
}

func TestADoctorLooksAtJobs(t *testing.T) {
	m := newMachine(t)
	m.ok("user", "add", "ana@example.com")
	ana, now := userID(t, m, "ana@example.com"), time.Now()
	put := func(j docket.Job) { t.Helper(); m.write(func(tx *db.Tx) error { return tx.PutJob(j) }) }
	well := func(want string) {
		t.Helper()
		if line := reading(m.ok("doctor"), "jobs"); !strings.HasPrefix(line, "ok ") || !strings.Contains(line, want) {
			t.Errorf("the doctor says %q, want %s", line, want)
		}
	}
	well("waiting: 2, running: 0, scheduled: 0, being retried: 0")
	put(docket.Job{ID: "late", Kind: docket.JobReset, UserID: ana, RunAt: now.Add(-2 * time.Minute)})
	put(docket.Job{ID: "held", Kind: docket.JobDigest, UserID: ana, RunAt: now.Add(-time.Hour), HeldUntil: now.Add(time.Hour)})
	put(docket.Job{ID: "again", Kind: docket.JobDigest, UserID: ana, RunAt: now.Add(time.Hour), Attempts: 3, Error: "no answer"})
	put(docket.Job{ID: "later", Kind: docket.JobDigest, UserID: ana, RunAt: now.Add(time.Hour)})
	well("waiting: 3, running: 1, scheduled: 1, being retried: 1")
	put(docket.Job{ID: "late", Kind: docket.JobReset, UserID: ana, RunAt: now.Add(-4 * time.Minute)})
	r := m.run("doctor")
	refused(t, "a job that is overdue", r, exitFailed, "needs attention")
	if line := reading(r.out, "jobs"); !strings.HasPrefix(line, "FAIL") || !strings.Contains(line, "1 should have run by now") {
		t.Errorf("the doctor says %q", line)
	}
	put(docket.Job{ID: "late", Kind: docket.JobReset, UserID: ana, RunAt: now, Attempts: docket.MaxAttempts, FailedAt: now, Error: "no such user"})
	r = m.run("doctor")
	refused(t, "a job that failed for good", r, exitFailed, "needs attention")
	if line := reading(r.out, "jobs"); !strings.HasPrefix(line, "FAIL") || !strings.Contains(line, "1 failed for good, the first one reset ana@example.com: no such user") {
		t.Errorf("the doctor says %q", line)
	}
}

func TestADoctorLooksAtMail(t *testing.T) {
	m := newMachine(t)
	m.ok("user", "add", "ana@example.com")
	if line := reading(m.ok("doctor"), "mail"); !strings.HasPrefix(line, "- ") || !strings.Contains(line, "DOCKET_SMTP_URL") {
		t.Errorf("without a mail server the doctor says %q", line)
	}
	box := testkit.SMTP(t)
	m = m.with("DOCKET_SMTP_URL", box.URL()).with("DOCKET_MAIL_FROM", "docket@example.com")
	if line := reading(m.ok("doctor"), "mail"); !strings.HasPrefix(line, "ok ") || !strings.Contains(line, "127.0.0.1") {
		t.Errorf("with a mail server the doctor says %q", line)
	}
	if n := len(box.Messages()); n > 0 {
		t.Errorf("the doctor sends %d messages", n)
	}
	box.Close()
	const secret = "hunter2"
	m = m.with("DOCKET_SMTP_URL", strings.Replace(box.URL(), "smtp://", "smtp://user:"+secret+"@", 1))
	r := m.run("doctor")
	refused(t, "a mail server that is gone", r, exitFailed, "needs attention")
	if line := reading(r.out, "mail"); !strings.HasPrefix(line, "FAIL") || strings.Contains(r.out+r.err, secret) {
		t.Errorf("of a mail server that is gone the doctor says %q in\n%s", line, r.out)
	}
}

func TestADoctorLooksAtLimits(t *testing.T) {
	redis := testkit.RealRedis(t)
	m := newMachine(t, "REDIS_URL", redis.URL(), "DOCKET_LIMITS", "sign-in=50/15m,sign-up=off")
	m.ok("user", "add", "ana@example.com")
	m.write(func(tx *db.Tx) error {
		for range 20 {
			if err := tx.AddFailure(db.Failure{Account: "x", Origin: "192.0.2.1", At: time.Now()}, time.Now().Add(-time.Hour)); err != nil {
				return err
			}
		}
		return nil
	})
	must(t, redis.Client().Set(t.Context(), "rate:sign-in:192.0.2.2", "9e9", time.Minute).Err())
	var line string
	testkit.Eventually(t, "an answer of Redis in time", func() bool {
		line = reading(m.ok("doctor"), "limits")
		return strings.Contains(line, "reached: ")
	})
	if !strings.HasPrefix(line, "ok ") || !strings.Contains(line, "reached: 3; sign-in 50/15m, sign-up off, ") {
		t.Errorf("the doctor says %q", line)
	}
}

func TestALinkFromTheCommandLine(t *testing.T) {
	m := newMachine(t, "DOCKET_PUBLIC_URL", "https://tasks.example.com")
	m.ok("user", "add", "ana@example.com")
	m.ok("user", "add", "bob@example.com")
	r := m.run("user", "reset-link", "ana@example.com")
	secret, found := strings.CutPrefix(strings.TrimSuffix(r.out, "\n"), "https://tasks.example.com"+paths.ResetLink)
	if !found || len(secret) < 40 || strings.Contains(secret, "\n") || !strings.Contains(r.err, "once, within an hour") || strings.Contains(r.err, "is not set") {
		t.Fatalf("docket user reset-link prints %q and says %q", r.out, r.err)
	}
	secret, err := url.PathUnescape(secret)
	must(t, err)
	d, err := db.Open(t.Context(), m.database())
	must(t, err)
	c := command{now: time.Now}
	u, err := c.newApp(d, config.Config{}, nil, nil).ResetFor(t.Context(), secret, app.Origin{})
	if must(t, d.Close()); err != nil || u.Email != "ana@example.com" {
		t.Errorf("the link is for %q, %v", u.Email, err)
	}
	if r := m.with("DOCKET_PUBLIC_URL", "").run("user", "reset-link", "bob@example.com"); !strings.Contains(r.err, "DOCKET_PUBLIC_URL is not set here") {
		t.Errorf("where it does not know Docket's address it says %q", r.err)
	}
	refused(t, "a link for nobody", m.run("user", "reset-link", "nobody@example.com"), exitFailed, "no account with this address")
	m.ok("user", "disable", "bob@example.com")
	refused(t, "a link for an account that is disabled", m.run("user", "reset-link", "bob@example.com"), exitFailed, "disabled")
}
