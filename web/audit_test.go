package web_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"docket/internal/paths"
	"docket/internal/testkit"
)

var securityLine = regexp.MustCompile(`level=INFO msg=security (event=.*)`)

// securityLog returns what the security log has said since the last call.
func securityLog(log *logged, seen *int) []string {
	var lines []string
	for _, m := range securityLine.FindAllStringSubmatch(log.String(), -1) {
		lines = append(lines, m[1])
	}
	since := lines[*seen:]
	*seen = len(lines)
	return since
}

func TestTheSecurityLog(t *testing.T) {
	t.Parallel()
	log, seen := &logged{}, 0
	a := behindProxy(t, testkit.Options{Log: log, Limits: "wrong-account=1/1h,sign-up=2/1h"})
	ana := a.from("203.0.113.7")
	const next, hostile = "another horse paper lantern", "x\" outcome=ok\nlevel=INFO msg=security event=sign-in"
	for _, step := range []struct {
		what string
		do   func()
		want string // with the address before its account
	}{
		{"sign up", func() {
			ana.Post(paths.SignUp, "name", "Ana", "email", "ana@example.com", "password", testkit.Password)
		}, "sign-up ok ana@example.com"},
		{"sign up in vain", func() { ana.Post(paths.SignUp, "name", "Ana", "email", hostile, "password", next) }, "sign-up failed unknown"},
		{"sign up too often", func() { ana.Post(paths.SignUp, "name", "Ana", "email", "ana@example.com", "password", next) }, "sign-up limited unknown"},
		{"change the password in vain", func() { ana.Post(paths.Password, "current", "wrong horse", "new", next) }, "password-change failed ana@example.com"},
		{"change the password", func() { ana.Post(paths.Password, "current", testkit.Password, "new", next) }, "password-change ok ana@example.com"},
		{"sign out everywhere else", func() { ana.Post(paths.RevokeOthers) }, "device-revoke ok ana@example.com"},
		{"sign out", func() { ana.Post(paths.SignOut) }, "sign-out ok ana@example.com"},
		{"no account", func() { signInWith(ana, hostile, testkit.Password) }, "sign-in failed unknown"},
		{"a password that nobody has", func() { signInWith(ana, "ana@example.com", strings.Repeat("x", 2000)) }, "sign-in failed unknown"},
		{"wrong password", func() { signInWith(a.from("203.0.113.7"), "ana@example.com", testkit.Password) }, "sign-in failed ana@example.com"},
		{"one too many", func() { signInWith(a.from("203.0.113.7"), "ana@example.com", next) }, "sign-in limited ana@example.com"},
		{"sign in", func() { signInWith(ana, "ana@example.com", next) }, "sign-in ok ana@example.com"},
	} {
		step.do()
		f := strings.Fields(step.want)
		want := []string{"event=" + f[0] + " outcome=" + f[1] + " address=203.0.113.7 account=" + f[2]}
		if got := securityLog(log, &seen); !slices.Equal(got, want) {
			t.Errorf("%s: the log says %q, want %q", step.what, got, want)
		}
	}
	for _, secret := range []string{testkit.Password, next, "wrong horse", ana.Cookie(), "outcome=ok\nlevel"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}
