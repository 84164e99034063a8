package main

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"docket/internal/testkit"
)

// newMachineIn returns a machine with one account, whose clock says Thursday 16 July 2026.
func newMachineIn(t *testing.T, zone string) *machine {
	t.Helper()
	m := newMachine(t)
	m.now = func() time.Time { return time.Date(2026, 7, 16, 23, 30, 0, 0, time.UTC) }
	m.ok("user", "add", "ana@example.com", "--name", "Ana Lopes", "--time-zone", zone)
	return m
}

func TestAddSaysWhatItUnderstood(t *testing.T) {
	m := newMachineIn(t, "Asia/Tokyo") // where it is Friday already
	for _, tc := range []struct{ text, out string }{
		{"Water the plants", "Water the plants\tInbox\n"},
		{"Call Bo tomorrow 9am #errand #home @ana !1 // her new number", "Call Bo\tInbox, 2026-07-18 09:00, priority 1, #errand, #home, for ana, with notes\n"},
		{"Bins every monday", "Bins\tInbox, 2026-07-20, every week on Monday\n"},
		{"Read /nowhere", "Read /nowhere\tInbox\n"},
		{"Party\n  - Cake !2\n\n    - Candles\n", "Party\tInbox\n  Cake\tInbox, priority 2\n    Candles\tInbox\n"},
	} {
		if out := m.ok("add", tc.text); out != tc.out {
			t.Errorf("docket add %q prints %q, want %q", tc.text, out, tc.out)
		}
	}
	r := m.typed("Buy /inbox\nSell today\n", "add", "-", "--list", "INBOX", "--user", "Ana@Example.com")
	if want := "Buy\tInbox\nSell\tInbox, 2026-07-17\n"; r.code != 0 || r.out != want || r.err != "" {
		t.Errorf("docket add - : %+v, want %q", r, want)
	}
}

// A page that is in the browser and in the cache shows what the command line has added.
func TestAddReachesARunningServer(t *testing.T) {
	m := newMachine(t)
	s := m.serve()
	m.typed(testkit.Password+"\n", "user", "add", "ana@example.com")
	ana, ok := s.signIn("ana@example.com", testkit.Password)
	if !ok {
		t.Fatal("signing in failed")
	}
	before := ana.Get("/inbox")
	location := ana.Post("/lists", "name", "Summer house", "color", "olive").Location()
	m.ok("add", "--list", "summer HOUSE", "Mend the roof")
	m.ok("add", "Sweep the porch")
	inbox, list := ana.Get("/inbox", "If-None-Match", before.Header.Get("ETag")), ana.Get(location)
	if !strings.Contains(inbox.Body, "Sweep the porch") || strings.Contains(inbox.Body, "Mend the roof") {
		t.Errorf("the inbox is answered with %d and lacks what was added to it", inbox.Status)
	}
	if !strings.Contains(list.Body, "Mend the roof") {
		t.Errorf("the list is answered with %d and lacks what was added to it", list.Status)
	}
}

func TestAddRefusesAndChangesNothing(t *testing.T) {
	m := newMachineIn(t, "UTC")
	before, err := os.ReadFile(m.database())
	must(t, err)
	for _, tc := range []struct {
		code int
		says string
		args []string
	}{
		{exitUsage, "TEXT is required", []string{"add"}},
		{exitUsage, "'milk'", []string{"add", "Buy", "milk"}},
		{exitFailed, "Enter a title.", []string{"add", " \n"}},
		{exitFailed, "Enter a title.", []string{"add", "-"}},
		{exitFailed, "Line 2: That title has 999 characters.", []string{"add", "Short\n" + strings.Repeat("long ", 200)}},
		{exitFailed, "Add at most 500 lines", []string{"add", strings.Repeat("Again\n", 501)}},
		{exitFailed, "no account with this address", []string{"add", "--user", "bob@example.com", "Buy milk"}},
		{exitFailed, "or leave --list out", []string{"add", "--list", "Hideaway", "Buy milk"}},
	} {
		refused(t, strings.Join(tc.args, " "), m.run(tc.args...), tc.code, tc.says)
	}
	after, err := os.ReadFile(m.database())
	must(t, err)
	if string(before) != string(after) {
		t.Error("the database was changed")
	}
	missing := newMachine(t)
	refused(t, "a folder named by mistake", missing.run("add", "Buy milk"), exitFailed, "there are no accounts yet")
	if _, err := os.Stat(missing.env["DOCKET_DATA"]); !os.IsNotExist(err) {
		t.Errorf("the data folder is made: %v", err)
	}
	missing.ok("migrate")
	refused(t, "no account", missing.run("add", "Buy milk"), exitFailed, "docket user add makes one")
}

// Whose task it is has to be said where there are two accounts, and neither learns which
// lists the other has.
func TestAddForOneOfTwo(t *testing.T) {
	m := newMachine(t)
	s := m.serve()
	for _, email := range []string{"ana@example.com", "bob@example.com"} {
		m.typed(testkit.Password+"\n", "user", "add", email)
	}
	ana, _ := s.signIn("ana@example.com", testkit.Password)
	ana.Post("/lists", "name", "Hideaway", "color", "olive")
	refused(t, "nobody named", m.run("add", "Buy milk"), exitUsage, "more than one account", "--user EMAIL")
	never, stranger := m.run("add", "--user", "bob@example.com", "--list", "Nowhere", "Buy milk"), m.run("add", "--user", "bob@example.com", "--list", "Hideaway", "Buy milk")
	if strings.ReplaceAll(never.err, "Nowhere", "Hideaway") != stranger.err || stranger.code != exitFailed {
		t.Errorf("a list of somebody else is told from none: %q and %q", never.err, stranger.err)
	}
	if out := m.ok("add", "--user", "bob@example.com", "Buy milk /hideaway"); out != "Buy milk /hideaway\tInbox\n" {
		t.Errorf("a list of somebody else in the line: %q", out)
	}
	if out := m.ok("add", "--user", "ana@example.com", "Buy milk /hideaway"); out != "Buy milk\tHideaway\n" {
		t.Errorf("a list of one's own in the line: %q", out)
	}
	ana.Post("/lists", "name", "hideaway", "color", "red")
	refused(t, "two lists of the name", m.run("add", "--user", "ana@example.com", "--list", "Hideaway", "Buy milk"), exitFailed, "2 lists", "rename one")
	m.ok("user", "disable", "bob@example.com")
	refused(t, "a disabled account", m.run("add", "--user", "bob@example.com", "Buy milk"), exitFailed, "bob@example.com is disabled", "docket user password bob@example.com")
}

// Ctrl-C ends a command that waits for what is typed.
func TestAddStopsWaitingForStandardInput(t *testing.T) {
	m := newMachineIn(t, "UTC")
	in, pipe, err := os.Pipe()
	must(t, err)
	var out, said output
	c := m.command("", &out, &said)
	c.in = in
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if code := c.run(ctx, []string{"add", "-"}); code != exitFailed || out.String() != "" {
		t.Errorf("docket add - ends with %d and prints %q", code, out.String())
	}
	must(t, pipe.Close())
	must(t, in.Close())
}
