package main

import (
	"database/sql"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"docket/internal/config"
	"docket/internal/testkit"
)

var madeUp = regexp.MustCompile(`password is (\S+) until`)

// madePassword returns the password that a command made up.
func madePassword(t *testing.T, out string) string {
	t.Helper()
	found := madeUp.FindStringSubmatch(out)
	if found == nil {
		t.Fatalf("no password in %q", out)
	}
	return found[1]
}

// signIn signs in with a password and reports whether that worked.
func (s *server) signIn(email, password string) (*testkit.Client, bool) {
	c := s.Client()
	r := c.Post("/sign-in", "email", email, "password", password)
	return c, r.Status == http.StatusSeeOther && c.Get("/today").Status == http.StatusOK
}

func TestUserCommandsWorkOnARunningServer(t *testing.T) {
	m := newMachine(t)
	s := m.serve()
	r := m.typed(testkit.Password+"\r\n", "user", "add", "Ana@Example.com", "--name", "Ana Lopes", "--time-zone", "Europe/Lisbon")
	if r.code != 0 || r.out != "Added Ana@Example.com as administrator.\n" || r.err != "" {
		t.Errorf("the first user: %+v", r)
	}
	ana, ok := s.signIn("ana@example.com", testkit.Password)
	if !ok {
		t.Error("the password that was typed does not work")
	}
	out := m.ok("user", "add", "bob@example.com")
	if !strings.HasPrefix(out, "Added bob@example.com as member.\n") {
		t.Errorf("the second user: %q", out)
	}
	bob, ok := s.signIn("bob@example.com", madePassword(t, out))
	if !ok {
		t.Error("the password that was made up does not work")
	}
	if out := m.ok("user", "add", "--admin", "eve@example.com"); !strings.Contains(out, "as administrator") {
		t.Errorf("a second administrator: %q", out)
	}

	for _, tc := range []struct{ typed, args, says string }{
		{"", "user add ana@example.com", "there is an account with this address already"},
		{"", "user add nonsense", "address"},
		{"short\n", "user add new@example.com", "too short"},
		{"short\n", "user password bob@example.com", "too short"},
		{"", "user password nobody@example.com", "no account"},
		{"", "user password nonsense", "no account"},
		{"", "user disable nobody@example.com", "no account"},
	} {
		r := m.typed(tc.typed, strings.Fields(tc.args)...)
		refused(t, tc.args, r, exitFailed, tc.says)
		for _, internal := range []string{"UNIQUE", "marked below", "Sign in instead"} {
			if strings.Contains(r.err, internal) {
				t.Errorf("%s: %q is not for the command line", tc.args, r.err)
			}
		}
		if r.out != "" {
			t.Errorf("%s prints %q", tc.args, r.out)
		}
	}

	out = m.ok("user", "password", "bob@example.com")
	if r := bob.Get("/today"); r.Status != http.StatusSeeOther || !strings.HasPrefix(r.Location(), "/sign-in") {
		t.Errorf("after a new password the old session is answered with %d to %s", r.Status, r.Location())
	}
	if _, ok := s.signIn("bob@example.com", madePassword(t, out)); !ok {
		t.Error("the new password does not work")
	}

	m.ok("user", "disable", "ana@example.com")
	if r := ana.Get("/today"); r.Status != http.StatusSeeOther || !strings.HasPrefix(r.Location(), "/sign-in") {
		t.Errorf("a disabled user is answered with %d to %s", r.Status, r.Location())
	}
	if _, ok := s.signIn("ana@example.com", testkit.Password); ok {
		t.Error("a disabled user signs in")
	}

	lines := strings.Split(m.ok("user", "list"), "\n")
	for i, want := range []string{
		`^Ana@Example\.com\tAna Lopes\t\d{4}-\d\d-\d\d\tdisabled, administrator$`,
		`^bob@example\.com\tbob\t\d{4}-\d\d-\d\d\tactive$`,
		`^eve@example\.com\teve\t\d{4}-\d\d-\d\d\tactive, administrator$`,
		`^$`,
	} {
		if i >= len(lines) || !regexp.MustCompile(want).MatchString(lines[i]) {
			t.Errorf("docket user list prints %q, want %s in line %d", lines, want, i+1)
		}
	}

	m.ok("user", "admin", "Bob@example.com")
	if list := m.ok("user", "list"); !strings.Contains(list, "active, administrator\neve@") {
		t.Errorf("docket user list prints %q after bob was made an administrator", list)
	}
	refused(t, "an administrator who has no account", m.run("user", "admin", "nobody@example.com"), exitFailed, "no account with this address")
	m.ok("user", "disable", "bob@example.com")
	refused(t, "disabling the last administrator", m.typed("", "user", "disable", "eve@example.com"), exitFailed, "only administrator")
	again := m.ok("user", "password", "ana@example.com")
	if _, ok := s.signIn("ana@example.com", madePassword(t, again)); !ok {
		t.Error("a new password does not open a disabled account")
	}
}

func TestBackupAndRestoreCommands(t *testing.T) {
	m := newMachine(t)
	s := m.serve()
	m.ok("user", "add", "ana@example.com")
	file := filepath.Join(t.TempDir(), "backup.db")
	if out := m.ok("backup", file); out != "Wrote "+file+", checked and whole.\n" {
		t.Errorf("docket backup prints %q", out)
	}
	refused(t, "backup over a file", m.run("backup", file), exitFailed, file+" exists already")
	m.ok("user", "add", "bob@example.com")
	refused(t, "restore while the server runs", m.run("restore", file), exitFailed, "in use", "stop the server")
	if r := s.Client().Get("/readyz"); r.Status != http.StatusOK {
		t.Errorf("the server after a refused restore: %d", r.Status)
	}
	s.end(t)

	text := filepath.Join(t.TempDir(), "notes.txt")
	must(t, os.WriteFile(text, []byte("Buy milk."), 0o600))
	refused(t, "restore of a text file", m.run("restore", text), exitFailed, text)
	refused(t, "restore of nothing", m.run("restore", text+".bak"), exitFailed, text+".bak")
	if out := m.ok("user", "list"); strings.Count(out, "\n") != 2 {
		t.Errorf("there are %q after refused restores", out)
	}
	out := m.ok("restore", file)
	_, kept, ok := strings.Cut(out, "is kept as ")
	if kept = strings.TrimSuffix(kept, ".\n"); !ok || !strings.Contains(out, "sign in again") {
		t.Fatalf("docket restore prints %q", out)
	}
	if out := m.ok("user", "list"); !strings.Contains(out, "ana@") || strings.Contains(out, "bob@") {
		t.Errorf("restored are %q", out)
	}
	m.ok("restore", kept)
	if out := m.ok("user", "list"); !strings.Contains(out, "bob@") {
		t.Errorf("put back are %q", out)
	}
	fresh := filepath.Join(t.TempDir(), "elsewhere")
	if out := m.ok("restore", file, "--data", fresh); strings.Contains(out, "kept") {
		t.Errorf("a restore into an empty folder prints %q", out)
	}
	missing := filepath.Join(t.TempDir(), "missing")
	refused(t, "backup of nothing", m.run("backup", file+".2", "--data", missing), exitFailed, "backing up")
	if _, err := os.Stat(missing); !os.IsNotExist(err) {
		t.Errorf("a backup of nothing makes a data folder: %v", err)
	}
}

// Only a person at a terminal is asked; what is piped in is not.
func TestAPasswordFromAPipeIsNotAskedFor(t *testing.T) {
	m := newMachine(t)
	in, pipe, err := os.Pipe()
	must(t, err)
	_, err = pipe.WriteString(testkit.Password + "\n") // and it stays open
	must(t, err)
	var out, said output
	c := m.command("", &out, &said)
	c.in = in
	if code := c.run(t.Context(), []string{"user", "add", "ana@example.com"}); code != 0 || said.String() != "" {
		t.Errorf("docket user add ends with %d and says %q", code, said.String())
	}
	if out.String() != "Added ana@example.com as administrator.\n" {
		t.Errorf("docket user add prints %q", out.String())
	}
	must(t, errors.Join(pipe.Close(), in.Close()))
}

func TestATimeZoneThatIsNotKnownFailsNoCommand(t *testing.T) {
	m := newMachine(t)
	for _, email := range []string{"ana@example.com", "bob@example.com", "eve@example.com"} {
		m.ok("user", "add", email, "--admin")
	}
	pool, err := sql.Open("sqlite3", "file:"+m.database())
	must(t, err)
	_, err = pool.ExecContext(t.Context(), `UPDATE users SET time_zone = 'Mars/Phobos' WHERE email = 'ana@example.com'`)
	must(t, errors.Join(err, pool.Close()))
	if out := m.ok("user", "list"); strings.Count(out, "\n") != 3 || !regexp.MustCompile(`(?m)^ana@example.com\t.*Mars/Phobos.*UTC`).MatchString(out) {
		t.Errorf("docket user list prints %q", out)
	}
	m.ok("user", "disable", "bob@example.com")
	if r := m.run("doctor"); r.code != exitFailed || !strings.HasPrefix(reading(r.out, "zones"), "FAIL") || !strings.Contains(reading(r.out, "zones"), "ana@example.com") {
		t.Errorf("the doctor says %q of the zones: %s", reading(r.out, "zones"), r.out)
	}
	for _, zone := range []string{"localtime", "posix/Europe/Lisbon"} {
		refused(t, zone, m.run("user", "add", "new@example.com", "--time-zone", zone), exitUsage, "--time-zone", zone)
	}
}

// A terminal obeys some characters, and so does who reads the log on one.
func TestWhatStrangersWriteReachesNoTerminalAsAnOrder(t *testing.T) {
	const orders = "\x1b[2J\u009b31m\u202emoc\u2066\u2028\x7f"
	m := newMachine(t)
	m.ok("user", "add", "ana@example.com")
	pool, err := sql.Open("sqlite3", "file:"+m.database())
	must(t, err)
	_, err = pool.ExecContext(t.Context(), `UPDATE users SET email = $1, name = $1, time_zone = $1`, orders)
	must(t, errors.Join(err, pool.Close()))
	doctor := m.run("doctor")
	var log output
	for _, format := range []config.Log{{}, {JSON: true}} {
		format.NewLogger(textOnly{&log}).Info("request failed", "path", "/"+orders)
	}
	for what, out := range map[string]string{
		"user list":    m.ok("user", "list"),
		"a failure":    m.run("user", "disable", orders).err,
		"a wrong call": m.run("user", orders).err + m.run(orders).err,
		"the doctor":   doctor.out + doctor.err,
		"the log":      log.String(),
	} {
		if bad := strings.IndexFunc(out, func(r rune) bool { return r != '\n' && r != '\t' && !unicode.IsGraphic(r) }); bad >= 0 || out == "" {
			t.Errorf("%s holds an order: %q", what, out)
		}
	}
}

// Where there is no data, commands about accounts make none.
func TestAccountsOfAFolderNamedByMistake(t *testing.T) {
	m := newMachine(t)
	for _, args := range [][]string{{"user", "list"}, {"user", "disable", "ana@example.com"}, {"user", "password", "ana@example.com"}} {
		refused(t, strings.Join(args, " "), m.run(args...), exitFailed, "there are no accounts yet", m.database())
	}
	if _, err := os.Stat(m.env["DOCKET_DATA"]); !os.IsNotExist(err) {
		t.Errorf("the data folder is made: %v", err)
	}
}
