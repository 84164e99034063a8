package bench

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"testing"
	"text/tabwriter"
	"time"

	"docket/db"
	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/jobs"
	"docket/internal/mail"
	"docket/internal/testkit"
)

const (
	mailed  = 2000 // test mails, all due at once
	mailers = 4    // workers, as by default
)

// BenchmarkJobs measures jobs from end to end, on a real redis-server and with a mailbox on
// loopback: a row is taken, queued, begun, its mail sent and the row removed.
func BenchmarkJobs(b *testing.B) {
	redis, box := testkit.RealRedis(b), testkit.SMTP(b)
	idle := testkit.New(b, testkit.Options{RedisURL: redis.URL(), Mailbox: box, Now: time.Now})
	crowd := make([]docket.User, people)
	for i := range crowd {
		var err error
		crowd[i], err = idle.Use.AddUser(b.Context(), app.NewAccount{Name: "Crowd", Email: fmt.Sprintf("crowd%d@example.com", i), Password: testkit.Password, Zone: "UTC"})
		if err != nil {
			b.Fatal(err)
		}
	}
	err := idle.DB.Write(b.Context(), func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "mail.test"})
		now := time.Now()
		for i := range mailed {
			if err := tx.PutJob(docket.Job{ID: fmt.Sprintf("mail-%d", i), Kind: docket.JobTestMail, UserID: crowd[i%people].ID, RunAt: now}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	var at [3]time.Duration // until the first, the middle and the last mail was taken
	began := time.Now()
	taken := make(chan struct{}, mailed)
	box.Answer(func(stage string) error {
		if stage == "data" {
			taken <- struct{}{}
		}
		return nil
	})
	server, err := mail.ParseURL(box.URL())
	if err != nil {
		b.Fatal(err)
	}
	runner := jobs.New(jobs.Parts{App: idle.Use, Redis: idle.Sessions.Client(), Mail: mail.New(server, mail.Address{Email: "docket@example.com"}),
		Public: &url.URL{Scheme: "https", Host: "docket.example.com"}, Log: slog.New(slog.DiscardHandler), Now: time.Now, Workers: mailers})
	ctx, stop := context.WithCancel(b.Context())
	ended := make(chan error)
	go func() { ended <- runner.Run(ctx) }()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			b.Error(err)
		}
	}()
	for n := 1; n <= mailed; n++ {
		select {
		case <-taken:
		case <-time.After(patience):
			b.Fatalf("%d mails of %d were sent", n-1, mailed)
		}
		switch n {
		case 1:
			at[0] = time.Since(began)
		case mailed / 2:
			at[1] = time.Since(began)
		}
	}
	testkit.Eventually(b, "the last row to be removed", func() bool { return jobsLeft(b, idle) == 0 })
	at[2] = time.Since(began)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', tabwriter.AlignRight)
	for _, row := range [][2]string{
		{fmt.Sprintf("\n%d test mails that are due at once, %d workers", mailed, mailers), ""},
		{"jobs a second, from row to row", fmt.Sprintf("%.0f", mailed/at[2].Seconds())},
		{"the first mail is taken after", fmt.Sprintf("%.0f ms", ms(at[0]))},
		{"half of them", fmt.Sprintf("%.0f ms", ms(at[1]))},
		{"all, and the last row is gone", fmt.Sprintf("%.0f ms", ms(at[2]))},
	} {
		if _, err := fmt.Fprintf(w, "%s\t%s\t\n", row[0], row[1]); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if n := len(box.Messages()); n != mailed {
		b.Errorf("%d mails of %d were sent", n, mailed)
	}
	b.ReportMetric(mailed/at[2].Seconds(), "jobs/s")
	b.ReportMetric(0, "ns/op") // left out: it would be the time of the whole run
}

// jobsLeft counts the jobs that do not come again.
func jobsLeft(b *testing.B, a *testkit.App) (n int) {
	b.Helper()
	err := a.DB.Read(b.Context(), func(tx *db.ReadTx) error {
		jobs, err := tx.Jobs(mailed + 10)
		for _, j := range jobs {
			if j.Kind == docket.JobTestMail {
				n++
			}
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return n
}
