package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/jobs"
	"docket/internal/mail"
	"docket/internal/testkit"

	"github.com/emersion/go-smtp"
)

// refuse has the mailbox refuse whom f says, and stop for nobody.
func (k *kit) refuse(stage string, code int, text string) {
	k.box.Answer(func(at string) error {
		if at == stage {
			return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 0, 0}, Message: text}
		}
		return nil
	})
}

// pauses are those after each attempt that has failed.
var pauses = []time.Duration{time.Minute, 2 * time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour,
	6 * time.Hour, 6 * time.Hour, 6 * time.Hour, 6 * time.Hour, 6 * time.Hour}

// attempt has a job tried the nth time, from 1 on, and returns it.
func (k *kit) attempt(id string, n int) docket.Job {
	k.t.Helper()
	var j docket.Job
	testkit.Eventually(k.t, fmt.Sprintf("attempt %d", n), func() (ok bool) {
		j, ok = k.job(id)
		return !ok || j.Attempts == n && j.HeldUntil.IsZero()
	})
	return j
}

func TestMailThatIsRefusedForNowIsSentLater(t *testing.T) {
	t.Parallel()
	k := newKit(t, testkit.Options{})
	ana := k.user("Ana", "UTC")
	r := k.remind(ana, k.task(ana, "Beans", "2026-08-01 10:00"), 0)
	id := "reminder:" + string(r.ID)
	failures := []func(){
		func() { k.refuse("mail", 421, "busy") },
		func() { k.refuse("rcpt", 450, "come back later") },
		func() { k.refuse("data", 452, "full") }, // it has the message all the same
		func() { // it hangs up before it has said that it has the message
			k.box.Answer(nil)
			k.box.Close()
		},
	}
	next := moment("2026-08-01 10:00")
	for i, fail := range failures {
		fail()
		k.Clock.Set(next)
		j := k.attempt(id, i+1)
		if wait := j.RunAt.Sub(k.Clock.Now()); wait > pauses[i] || wait < pauses[i]-10*time.Second || !j.FailedAt.IsZero() || j.Error == "" {
			t.Errorf("after attempt %d it is tried again in %v, want %v: %+v", i+1, wait, pauses[i], j)
		}
		next = j.RunAt
	}
	k.box.Start()
	k.Clock.Set(next)
	mails := k.mails()
	k.expect("in the end", mails, "Beans")
	for _, m := range mails {
		if want := fmt.Sprintf("<reminder-%s-%d@example.com>", r.ID, r.RemindAt.UnixMilli()); m.Header.Get("Message-Id") != want {
			t.Errorf("the last attempt's Message-ID is %s, want the first one's, %s", m.Header.Get("Message-Id"), want)
		}
		if !strings.Contains(m.Text, "Was due Saturday 1 August at 10:00") {
			t.Errorf("the mail that is late says\n%s", m.Text)
		}
	}
}

func TestAServerThatClosesHalfWayIsTriedAgain(t *testing.T) {
	t.Parallel()
	for _, stage := range []string{"mail", "rcpt", "data"} {
		k := newKit(t, testkit.Options{})
		ana := k.user("Ana", "UTC")
		g := k.gate(stage)
		k.put(docket.Job{ID: "job", Kind: docket.JobTestMail, UserID: ana.ID})
		g.wait(t)
		closed := make(chan struct{})
		go func() { defer close(closed); k.box.Close() }()
		j := k.attempt("job", 1)
		g.open()
		<-closed
		if j.Error == "" || !j.FailedAt.IsZero() {
			t.Errorf("%s: after the first attempt it is %+v", stage, j)
		}
		k.box.Answer(nil)
		k.box.Start()
		k.Clock.Set(j.RunAt)
		mails := k.mails()
		if n := len(mails); stage != "data" && n != 1 || n < 1 || n > 2 {
			t.Errorf("%s: %d mails were taken", stage, n)
		}
		for _, m := range mails {
			if m.Header.Get("Message-Id") != "<job@example.com>" {
				t.Errorf("%s: the Message-ID is %s", stage, m.Header.Get("Message-Id"))
			}
		}
		k.Close()
	}
}

func TestMailThatIsRefusedForGoodIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	for _, stage := range []string{"mail", "rcpt", "data"} {
		k := newKit(t, testkit.Options{})
		ana := k.user("Ana", "UTC")
		k.refuse(stage, 550, "no such person")
		k.put(docket.Job{ID: "job", Kind: docket.JobTestMail, UserID: ana.ID})
		k.settle()
		j, ok := k.job("job")
		if !ok || j.FailedAt.IsZero() || j.Attempts != 1 || !strings.Contains(j.Error, "no such person") {
			t.Errorf("%s: it is %+v", stage, j)
		}
		k.box.Answer(nil)
		k.expect(stage+": a week later", k.at(k.Clock.Now().Add(7*24*time.Hour)))
		if again, _ := k.job("job"); !same(again, j) {
			t.Errorf("%s: a week later it is %+v, want %+v", stage, again, j)
		}
		k.Close()
	}
}

func TestAJobThatAlwaysFailsStopsNoOther(t *testing.T) {
	t.Parallel()
	k := newKit(t, testkit.Options{Workers: 1})
	ana := k.user("Ana", "UTC")
	const failing = 15
	began := k.Clock.Now().Add(time.Hour)
	for i := range failing {
		k.put(docket.Job{ID: fmt.Sprint("fails", i), Kind: "frobnicate", UserID: ana.ID, RunAt: began})
	}
	next := began
	for n := 1; n <= docket.MaxAttempts; n++ {
		k.put(docket.Job{ID: fmt.Sprint("works", n), Kind: docket.JobTestMail, UserID: ana.ID, RunAt: next.Add(time.Millisecond)})
		k.Clock.Set(next.Add(time.Millisecond))
		if mails := k.mails(); len(mails) != 1 {
			t.Errorf("beside attempt %d there are %d mails", n, len(mails))
		}
		for _, j := range k.jobs() {
			if dead := n == docket.MaxAttempts; j.Attempts != n || j.FailedAt.IsZero() == dead || !strings.Contains(j.Error, "frobnicate") {
				t.Fatalf("after attempt %d one is %+v", n, j)
			}
			if wait := j.RunAt.Sub(next); n < docket.MaxAttempts && (wait < pauses[n-1] || wait > pauses[n-1]+time.Minute) {
				t.Fatalf("after attempt %d one is tried again after %v, want %v", n, wait, pauses[n-1])
			}
		}
		for _, j := range k.jobs() {
			if j.RunAt.After(next) {
				next = j.RunAt
			}
		}
	}
	if n := len(k.jobs()); n != failing {
		t.Errorf("%d jobs are kept, want %d", n, failing)
	}
	if took := next.Sub(began); took < 24*time.Hour || took > 72*time.Hour {
		t.Errorf("12 attempts took %v", took)
	}
	k.expect("a week later", k.at(k.Clock.Now().Add(7*24*time.Hour)))
}

func TestAServerThatHangsStopsNoOtherJob(t *testing.T) {
	t.Parallel()
	k := newKit(t, testkit.Options{Workers: 2})
	ana := k.user("Ana", "UTC")
	var first atomic.Bool
	arrived, release := make(chan struct{}), make(chan struct{})
	k.box.Answer(func(stage string) error {
		if stage == "data" && first.CompareAndSwap(false, true) {
			close(arrived)
			<-release
		}
		return nil
	})
	k.put(docket.Job{ID: "hangs", Kind: docket.JobTestMail, UserID: ana.ID})
	<-arrived
	for i := range 10 {
		k.put(docket.Job{ID: fmt.Sprint(i), Kind: docket.JobTestMail, UserID: ana.ID})
	}
	k.box.Wait(10)
	close(release)
	if n := len(k.mails()); n != 11 {
		t.Errorf("%d mails of 11 were sent", n)
	}
}

func TestJobsThatCannotBeDoneFail(t *testing.T) {
	t.Parallel()
	k := newKit(t, testkit.Options{})
	ana := k.user("Ana", "UTC")
	for name, tc := range map[string]struct {
		job  docket.Job
		says string
	}{
		"a kind that there is not": {docket.Job{Kind: "frobnicate", UserID: ana.ID}, `"frobnicate"`},
		"a user that there is not": {docket.Job{Kind: docket.JobTestMail}, ""},
		"no address":               {docket.Job{Kind: docket.JobEmailChanged, UserID: ana.ID, Subject: "nobody"}, "address"},
	} {
		tc.job.ID = strings.ReplaceAll(name, " ", "-")
		k.put(tc.job)
		if j := k.attempt(tc.job.ID, 1); j.Error == "" || !strings.Contains(j.Error, tc.says) {
			t.Errorf("%s: it is %+v", name, j)
		}
	}
	k.put(docket.Job{ID: "reminder:none", Kind: docket.JobReminder, UserID: ana.ID, Subject: "none"})
	k.settle()
	if _, ok := k.job("reminder:none"); ok {
		t.Error("the job of a reminder that is gone is not")
	}
	k.expect("after all of them", k.mails())
}

func TestWhatIsKeptOfAnErrorIsShortText(t *testing.T) {
	t.Parallel()
	k := bareKit(t, testkit.Options{Mailbox: testkit.SMTP(t)})
	ana := k.user("Ana", "UTC")
	for i := range 4 {
		for _, text := range []string{strings.Repeat("a", i) + strings.Repeat("🫘", 400), strings.Repeat("é", 200+i) + "\xff\xfe", strings.Repeat("\xff", 600), "short"} {
			k.put(docket.Job{ID: "job", Kind: docket.JobTestMail, UserID: ana.ID})
			taken, err := k.Use.TakeJobs(t.Context())
			k.must(err)
			for _, j := range taken {
				if j, _, err = k.Use.BeginJob(t.Context(), j); j.ID == "job" {
					k.must(errors.Join(err, k.Use.EndJob(t.Context(), j, app.Outcome{Err: errors.New(text)})))
				}
			}
			j, _ := k.job("job")
			if len(j.Error) > 500 || !utf8.ValidString(j.Error) || utf8.ValidString(text) && len(j.Error) < min(len(text), 497) {
				t.Errorf("of an error of %d bytes %d are kept: %q", len(text), len(j.Error), j.Error)
			}
		}
	}
}

func TestAPanicIsAnAttemptThatFailed(t *testing.T) {
	t.Parallel()
	var panics atomic.Bool
	k := newKit(t, testkit.Options{Hook: func(_ context.Context, names []string, _ []docket.ID) {
		if panics.Load() && names[0] == "link.send" {
			panic("in the app")
		}
	}})
	ana := k.user("Ana", "UTC")
	panics.Store(true)
	k.put(docket.Job{ID: "reset", Kind: docket.JobReset, UserID: ana.ID})
	if j := k.attempt("reset", 1); !strings.Contains(j.Error, "panic: in the app") {
		t.Errorf("it is %+v", j)
	}
	panics.Store(false)
	k.Clock.Add(2 * time.Minute)
	k.expect("the next time", k.mails(), "Choose a new password")

	// A runner that cannot make a link.
	k = bareKit(t, testkit.Options{Mailbox: testkit.SMTP(t)})
	ana = k.user("Ana", "UTC")
	server, err := mail.ParseURL(k.box.URL())
	k.must(err)
	broken := jobs.New(jobs.Parts{App: k.Use, Redis: k.Sessions.Client(), Mail: mail.New(server, mail.Address{Email: "docket@example.com"}),
		Log: slog.New(slog.DiscardHandler), Now: k.Clock.Now, Workers: 1, Every: 5 * time.Millisecond})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- broken.Run(ctx) }()
	k.put(docket.Job{ID: "test", Kind: docket.JobTestMail, UserID: ana.ID})
	if j := k.attempt("test", 1); !strings.Contains(j.Error, "panic: ") || j.RunAt.Before(k.Clock.Now()) {
		t.Errorf("it is %+v", j)
	}
	stop()
	k.must(<-ended)
}

func TestJobsOfADocketWithoutMailAreKept(t *testing.T) {
	t.Parallel()
	k := bareKit(t, testkit.Options{Workers: 1})
	ana := k.user("Ana", "UTC")
	k.put(docket.Job{ID: "job", Kind: docket.JobTestMail, UserID: ana.ID})
	if j := k.attempt("job", 1); !strings.Contains(j.Error, "DOCKET_SMTP_URL") || !j.FailedAt.IsZero() {
		t.Errorf("it is %+v", j)
	}
}
