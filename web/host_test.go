package web_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"docket/internal/testkit"
	"docket/static"
)

// ask sends a request line with this target, as it is written, and a Host header.
func ask(t *testing.T, a *testkit.App, target, host string, headers ...string) testkit.Response {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(a.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_, err = fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n", target, host, strings.Join(headers, ""))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("%s at %q: %v", target, host, err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return testkit.Response{Status: res.StatusCode, Header: res.Header, Body: string(body)}
}

func TestHostsThatAreServed(t *testing.T) {
	t.Parallel()
	ours := []string{"localhost", "LocalHost:80", "docket.localhost:1", "localhost.", "127.0.0.1", "127.8.9.1:8080", "[::1]", "[::1]:8080", "[::ffff:127.0.0.1]"}
	others := []string{"", "evil.example", "evil.example:8080", "localhost.evil.example", "notlocalhost", "127.0.0.1.evil.example", "127.1", "0x7f000001",
		"localhost:1:2", "me@localhost", "::1", "[::1", ".", ":80", "tasks.example.evil.example", "xtasks.example", "tasks.example:80:80"}
	for name, tc := range map[string]struct {
		public, listen string
		yes, no        []string
	}{
		"alone":         {"", "127.0.0.1:8080", nil, []string{"192.0.2.1", "[2001:db8::1]", "tasks.example"}},
		"a public URL":  {"https://tasks.example:8443", "127.0.0.1:8080", []string{"tasks.example", "TASKS.example.:8443", "tasks.example:9"}, []string{"192.0.2.1", "www.tasks.example"}},
		"a public IP":   {"http://[2001:db8::1]:8080", "127.0.0.1:8080", []string{"[2001:DB8:0::1]:8080"}, []string{"[2001:db8::2]"}},
		"one address":   {"", "192.0.2.1:8080", []string{"192.0.2.1:8080", "192.0.2.1"}, []string{"192.0.2.2"}},
		"a name":        {"", "Box.lan:8080", []string{"box.lan:8080", "box.lan."}, []string{"192.0.2.1", "lan"}},
		"every address": {"", ":8080", []string{"192.0.2.1:8080", "[2001:db8::1]:8080", "0.0.0.0:8080"}, []string{"box.lan", "tasks.example"}},
		"every IPv4":    {"http://tasks.example", "0.0.0.0:8080", []string{"192.0.2.1", "tasks.example"}, []string{"box.lan"}},
		"every IPv6":    {"", "[::]:8080", []string{"[2001:db8::1]:8080", "192.0.2.1"}, []string{"box.lan"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := testkit.New(t, testkit.Options{PublicURL: tc.public, Listen: tc.listen})
			for _, host := range append(tc.yes, ours...) {
				if r := ask(t, a, "/sign-up", host); r.Status != http.StatusOK {
					t.Errorf("%q is answered with %d", host, r.Status)
				}
			}
			for _, host := range append(tc.no, others...) {
				if r := ask(t, a, "/sign-up", host); r.Status != http.StatusMisdirectedRequest && r.Status != http.StatusBadRequest {
					t.Errorf("%q is answered with %d", host, r.Status)
				}
			}
		})
	}
}

func TestAnotherHostIsServedNothing(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{Listen: ":8080", PublicURL: "https://tasks.example"})
	for _, path := range []string{"/", "/sign-up", "/today", "/favicon.ico", "/static/nothing", static.CSS(), "/nothing", "http://evil.example/sign-up"} {
		r := ask(t, a, path, "evil.example", "X-Forwarded-Host: tasks.example\r\n")
		if r.Status != http.StatusMisdirectedRequest || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/plain") || r.Header.Get("Cache-Control") != "no-store" ||
			strings.Count(r.Body, "\n") != 1 || !strings.Contains(r.Body, "DOCKET_PUBLIC_URL") || len(r.SetCookies()) != 0 {
			t.Errorf("%s: %d %v %q", path, r.Status, r.Header, r.Body)
		}
	}
	// The host of the request line counts, as HTTP says.
	if r := ask(t, a, "http://evil.example/sign-up", "tasks.example"); r.Status != http.StatusMisdirectedRequest {
		t.Errorf("a request line with another host: %d", r.Status)
	}
	if r := ask(t, a, "http://tasks.example/sign-up", "tasks.example"); r.Status != http.StatusOK {
		t.Errorf("a request line with the host: %d", r.Status)
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		if r := ask(t, a, path, "10.1.2.3.probe"); r.Status != http.StatusOK {
			t.Errorf("%s of a load balancer: %d", path, r.Status)
		}
	}
	// What a page of another name sends is not done.
	r := a.Client().Do(http.MethodPost, "/sign-up", map[string][]string{"name": {"Eve"}, "email": {"eve@example.com"}, "password": {testkit.Password}}, "Host", "evil.example", "Origin", "http://evil.example")
	if users, err := a.Use.Users(t.Context()); err != nil || len(users) != 0 || r.Status != http.StatusMisdirectedRequest {
		t.Errorf("signing up at another host: %d, and there are %d users (%v)", r.Status, len(users), err)
	}
}
