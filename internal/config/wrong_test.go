package config

import (
	"strings"
	"testing"
)

func TestWrongValues(t *testing.T) {
	const hostPort = "it must be host:port"
	const redis = "it must be redis://host:port/number, rediss://host:port/number or unix:///path/to/socket"
	const public = "it must be http:// or https:// and a host"
	const logs = "it must be text or json, a level (debug, info, warn or error)"
	for _, group := range []struct {
		flag, env, allowed string
		values             []string
	}{
		{"addr", "DOCKET_ADDR", hostPort, []string{
			"8080", "localhost", ":", "localhost:", ":65536", ":-1", ":+1", ":http", "::1:8080", "a b:80", "a/b:80", "http://a:80", "[::1]", "-a:80", "a\n:80",
		}},
		{"metrics-addr", "DOCKET_METRICS_ADDR", hostPort, []string{"off", "9100", ":99999"}},
		{"metrics-addr", "DOCKET_METRICS_ADDR", "Docket itself listens there", []string{"127.0.0.1:8080"}},
		{"data", "DOCKET_DATA", "it must be the path of a folder", []string{"a\x00b"}},
		{"redis-url", "REDIS_URL", redis, redisWrong},
		{"cache-redis-url", "CACHE_REDIS_URL", redis, redisWrong},
		{"public-url", "DOCKET_PUBLIC_URL", public, []string{
			"docket.example.org", "ftp://a", "//a", "http://", "https:///x", "https://a/docket", "https://a?", "https://a?x=1", "https://a#", "https://a#x",
			"https://a:0", "https://a:", "https://a:99999", "https://:8080", "https://a b", "https:a", "https://a\n",
		}},
		{"trusted-proxies", "DOCKET_TRUSTED_PROXIES", "it must be networks or addresses", []string{"all", "10.0.0.0/33", "10.0.0.0/8,", ",", "10.0.0", "fe80::1%eth0", "localhost"}},
		{"limits", "DOCKET_LIMITS", "is not one of forgot, forgot-mail, mail, ", []string{"on", ",", "sign-in=5/1m,", "login=5/1m"}},
		{"limits", "DOCKET_LIMITS", "sign-in must be off or a count and a time of up to 24 hours, such as 20/15m", []string{
			"sign-in=", "sign-in=5", "sign-in=0/1m", "sign-in=-1/1m", "sign-in=5/1", "sign-in=5/25h", "sign-in=5/10ms", "sign-in=9999999/1m", "sign-up=off,sign-in=none",
		}},
		{"limits", "DOCKET_LIMITS", "can count to 90; more is off", []string{"wrong-account=91/15m", "wrong-device=1000/1h"}},
		{"limits", "DOCKET_LIMITS", "sign-in is there twice", []string{"sign-in=5/1m, sign-in=6/1m", "sign-in=off,sign-up=off,sign-in = off"}},
		{"workers", "DOCKET_WORKERS", "it must be a number from 0 to 64", []string{"-1", "65", "many", "1.5"}},
		{"sign-up", "DOCKET_SIGN_UP", "it must be open, invite or closed", []string{"first", "OPEN", "yes", "open,closed"}},
		{"log", "DOCKET_LOG", logs, []string{"xml", "verbose", "json,text", "text,text", "warn,error", "json,", ",", "json,warn,x", "INFO"}},
	} {
		for _, text := range group.values {
			t.Run(group.flag+" "+text, func(t *testing.T) {
				if !strings.Contains(text, "\x00") { // which no environment can hold
					_, err := load(t, map[string]string{group.env: text})
					checkError(t, err, group.env, group.allowed)
				}
				_, err := load(t, nil, "--"+group.flag+"="+text)
				checkError(t, err, "--"+group.flag, group.allowed)
			})
		}
	}
}

var redisWrong = []string{
	"localhost:6379", "http://localhost", "redis", "redis:", "redis://", "redis:///0", "redis:localhost", "redis://:6379", "redis://a:port", "redis://a:0",
	"redis://a:99999", "redis://a/x", "redis://a/1/2", "redis://a/-1", "redis://a#x", "redis://a b", "redis://a:", "unix://", "unix:///", "unix://run/redis.sock", "redis://a\n",
}

func checkError(t *testing.T, err error, name, allowed string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error that names %s", name)
	}
	text := err.Error()
	if !strings.HasPrefix(text, name+` is "`) || !strings.Contains(text, allowed) || strings.ContainsAny(text, "\n\r\x00") {
		t.Errorf("error %q is not one line that names %s and says %q", text, name, allowed)
	}
}

func TestWrongValuesAreShown(t *testing.T) {
	for _, tc := range []struct{ env, value, want string }{
		{"DOCKET_ADDR", "80\n80", `DOCKET_ADDR is "80\n80": it must`},
		{"DOCKET_SIGN_UP", "maybe", `DOCKET_SIGN_UP is "maybe": it must`},
		{"REDIS_URL", "localhost:6379", `REDIS_URL is "localhost:6379": it must`},
		{"REDIS_URL", "redis://a:99999/0", `REDIS_URL is "redis://a:99999/0": it must`},
		{"REDIS_URL", "redis://u:p@a:1/x", `REDIS_URL is "redis://***@a:1/x": it must`},
		{"REDIS_URL", "http://[::1]:6379", `REDIS_URL is "http://[::1]:6379": it must`},
		{"DOCKET_PUBLIC_URL", "https://a/docket", `DOCKET_PUBLIC_URL is "https://a/docket": it must`},
	} {
		_, err := load(t, map[string]string{tc.env: tc.value})
		if err == nil || !strings.HasPrefix(err.Error(), tc.want) {
			t.Errorf("%s: error %v, want %s…", tc.env, err, tc.want)
		}
	}
}

func TestNoPasswordInAnError(t *testing.T) {
	const secret = "hunter"
	for _, text := range []string{
		"http://:hunter@host", "redis://:hunter", "redis://user:hunter", "redis://:x:hunter", "redis://:hun@hunter@host/x", "redis://:a/hunter@host/x",
		"redis://:a#hunter@host", "redis://:a?hunter@host", "redis://:%hunter@host", "redis://:a://hunter@host:x", "user:hunter", ":hunter@host",
		"redis:hunter@host", "unix://:hunter@host/path", "redis://host/x?password=hunter", "redis://host:1:hunter/0", "redis://:hun\nhunter@host",
		"rediss://user:hunter@[::1/0", "redis://host#hunter", "user:hunter://x@host",
	} {
		for _, env := range []string{"REDIS_URL", "CACHE_REDIS_URL", "DOCKET_PUBLIC_URL"} {
			_, err := load(t, map[string]string{env: text})
			if err == nil {
				t.Errorf("%s=%q is accepted", env, text)
			} else if strings.Contains(err.Error(), secret) {
				t.Errorf("%s=%q: the error shows the password: %v", env, text, err)
			}
		}
	}
}
