package jobs_test

import (
	"context"
	"testing"

	"docket/internal/docket"
	"docket/internal/testkit"
)

// A mail server that hangs when Docket is to stop is cut off while that can be noted: a mail
// that it takes later would be sent again.
func TestWhatHangsAtAStopIsNoted(t *testing.T) {
	t.Parallel()
	o := testkit.Options{Mailbox: testkit.SMTP(t), DataDir: t.TempDir()}
	k := bareKit(t, o)
	ana := k.user("Ana", "UTC")
	g := k.gate("data")
	k.put(docket.Job{ID: "hangs", Kind: docket.JobTestMail, UserID: ana.ID})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- k.Jobs.Run(ctx) }()
	g.wait(t)
	stop()
	k.must(<-ended)
	k.Close()
	if j := bareKit(t, o).jobs()[0]; j.Attempts != 1 || !j.HeldUntil.IsZero() || j.Error == "" {
		t.Errorf("afterwards the job is %+v", j)
	}
}
