package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"docket/internal/app"
)

func TestWrongUseIsOneLineAndExit2(t *testing.T) {
	m := newMachine(t)
	for _, tc := range []struct{ args, says string }{
		{"frobnicate", "frobnicate (docket help says more)"},
		{"--frob", "frob"},
		{"serve --frob", "frob"},
		{"serve --addr", "addr"},
		{"seed --task 3", "--task"},
		{"serve now", "'now' (docket help serve says more)"},
		{"migrate up", "'up' (docket"},
		{"user", "add, password, disable, admin, reset-link or list (docket help user says more)"},
		{"user add", "EMAIL is required (docket help user add says more)"},
		{"user add a@example.com b@example.com", "'b@example.com'"},
		{"user list a@example.com", "'a@example.com'"},
		{"user remove a@example.com", "remove"},
		{"user add a@example.com --time-zone Europ/Lisbon", `"Europ/Lisbon"`},
		{"seed lots", "lots"},
		{"seed --tasks many", "tasks"},
		{"seed --tasks -1", "-1"},
		{"seed --tasks 1000001", "1000001"},
		{"backup", "FILE is required"},
		{"backup a b", "'b'"},
		{"restore", "FILE is required"},
		{"restore a b", "'b'"},
		{"doctor me", "'me'"},
		{"health food", "'food'"},
		{"version 2", "'2'"},
	} {
		r := m.run(strings.Fields(tc.args)...)
		refused(t, tc.args, r, exitUsage, tc.says)
		if r.out != "" {
			t.Errorf("%s prints %q", tc.args, r.out)
		}
	}
	if _, err := os.Stat(m.env["DOCKET_DATA"]); !os.IsNotExist(err) {
		t.Errorf("the data folder is made by a command that was called wrong: %v", err)
	}
}

func TestAWrongSettingIsOneLineAndExit2(t *testing.T) {
	const secret = "hunter"
	for _, tc := range []struct{ env, flag, value string }{
		{"DOCKET_ADDR", "addr", "8080"},
		{"DOCKET_DATA", "data", "/dev/null"},
		{"DOCKET_DATA", "data", "/dev/null/below"},
		{"REDIS_URL", "redis-url", "http://:hunter2@localhost"},
		{"REDIS_URL", "redis-url", "redis://hunter@localhost"},
		{"REDIS_URL", "redis-url", "redis://:hunter2@localhost/0?timeout=1s"},
		{"CACHE_REDIS_URL", "cache-redis-url", "localhost:6379"},
		{"CACHE_REDIS_URL", "cache-redis-url", "redis://hunter@localhost"},
		{"DOCKET_PUBLIC_URL", "public-url", "docket.example.org"},
		{"DOCKET_SIGN_UP", "sign-up", "maybe"},
		{"DOCKET_METRICS_ADDR", "metrics-addr", "on"},
		{"DOCKET_TRUSTED_PROXIES", "trusted-proxies", "all"},
		{"DOCKET_LIMITS", "limits", "login=5/1m"},
		{"DOCKET_SMTP_URL", "smtp-url", "smtp://me:hunter2@host/path"},
		{"DOCKET_MAIL_FROM", "mail-from", "nobody"},
		{"DOCKET_WORKERS", "workers", "many"},
		{"DOCKET_LOG", "log", "loud"},
	} {
		m := newMachine(t)
		for _, args := range [][]string{{}, {"serve"}, {"user", "list"}} {
			r := m.with(tc.env, tc.value).run(args...)
			refused(t, tc.env+"="+tc.value+" "+strings.Join(args, " "), r, exitUsage, tc.env)
			if strings.Contains(r.err, secret) {
				t.Errorf("%s shows the password: %s", tc.env, r.err)
			}
		}
		r := m.run("serve", "--"+tc.flag, tc.value)
		refused(t, "--"+tc.flag+" "+tc.value, r, exitUsage)
		if !strings.Contains(r.err, tc.flag) && !strings.Contains(r.err, tc.env) {
			t.Errorf("%q names neither --%s nor %s", r.err, tc.flag, tc.env)
		}
		if strings.Contains(r.err, secret) {
			t.Errorf("--%s shows the password: %s", tc.flag, r.err)
		}
	}
}

func TestHelpNamesEveryCommandAndSetting(t *testing.T) {
	m := newMachine(t)
	for _, args := range []string{"help", "--help", "-h"} {
		out := m.ok(args)
		for _, want := range []string{
			"serve", "migrate", "user", "add", "seed", "backup", "restore", "doctor", "health", "version",
			"DOCKET_ADDR", "DOCKET_DATA", "REDIS_URL", "CACHE_REDIS_URL", "DOCKET_PUBLIC_URL", "DOCKET_SIGN_UP", "DOCKET_TRUSTED_PROXIES", "DOCKET_LIMITS", "DOCKET_SMTP_URL", "DOCKET_MAIL_FROM", "DOCKET_WORKERS", "DOCKET_METRICS_ADDR", "DOCKET_LOG",
		} {
			if !strings.Contains(out, want) {
				t.Errorf("docket %s does not name %s:\n%s", args, want, out)
			}
		}
	}
	for _, sub := range []string{"serve", "migrate", "user", "add", "seed", "backup", "restore", "doctor", "health", "version"} {
		if out := m.ok(sub, "--help"); !strings.Contains(out, "Usage: docket "+sub) || !strings.Contains(out, "-data") {
			t.Errorf("docket %s --help prints\n%s", sub, out)
		}
	}
	if out := m.ok("seed", "-h"); !strings.Contains(out, fmt.Sprintf("--tasks N              how many tasks to make [default: %d]", app.SeedTasks)) {
		t.Errorf("docket seed -h prints\n%s", out)
	}
}

func TestVersion(t *testing.T) {
	out := newMachine(t).ok("version")
	if !strings.HasPrefix(out, "docket ") || !strings.HasSuffix(out, " "+runtime.Version()+"\n") {
		t.Errorf("docket version prints %q", out)
	}
}

func TestMigrate(t *testing.T) {
	m := newMachine(t)
	for range 2 {
		if out := m.ok("migrate"); !strings.Contains(out, m.database()+" is at schema ") {
			t.Errorf("docket migrate prints %q", out)
		}
	}
	must(t, os.WriteFile(m.database(), []byte("Now these are notes."), 0o600))
	refused(t, "migrate of a text file", m.run("migrate"), exitFailed, "not a database")
}
