package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"docket/internal/docket"
	"docket/internal/limit"
	"docket/internal/mail"

	"github.com/alexflint/go-arg"
)

// load parses a whole command line, in the environment that vars describe.
func load(t *testing.T, vars map[string]string, args ...string) (Config, error) {
	t.Helper()
	for _, s := range everySetting {
		t.Setenv(s.env, vars[s.env])
	}
	for _, env := range []string{"DOCKET_SMTP_URL", "DOCKET_MAIL_FROM"} { // which go together
		t.Setenv(env, vars[env])
	}
	var line struct {
		Settings
		Run  *struct{} `arg:"subcommand:run"`
		Copy *struct {
			File string `arg:"positional"`
		} `arg:"subcommand:copy"`
	}
	parser, err := arg.NewParser(arg.Config{}, &line)
	if err != nil {
		t.Fatal(err)
	}
	if err := parser.Parse(args); err != nil {
		t.Fatalf("parsing %q: %v", args, err)
	}
	return line.Config()
}

func TestDefaults(t *testing.T) {
	c, err := load(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, got, want string }{
		{"Addr", c.Addr, "127.0.0.1:8080"},
		{"Data", c.Data, "./data"},
		{"DatabasePath", c.DatabasePath(), "data/docket.db"},
		{"RedisURL", c.RedisURL, ""},
		{"CacheRedisURL", c.CacheRedisURL, ""},
		{"PublicURL", c.PublicURL.String(), "http://127.0.0.1:8080"},
		{"SignUp", string(c.SignUp), string(docket.SignUpFirst)},
		{"MetricsAddr", c.MetricsAddr, ""},
	} {
		if tc.got != tc.want {
			t.Errorf("%s = %q, want %q", tc.name, tc.got, tc.want)
		}
	}
	if want := (Log{Level: slog.LevelInfo}); c.Log != want {
		t.Errorf("Log = %+v, want %+v", c.Log, want)
	}
}

// everySetting gives each setting a value that is not its default, and says how to see it.
var everySetting = []struct {
	flag, env, first, second string
	get                      func(Config) string
}{
	{"addr", "DOCKET_ADDR", "127.0.0.1:9001", ":9002", func(c Config) string { return c.Addr }},
	{"data", "DOCKET_DATA", "/srv/one", "two", func(c Config) string { return c.Data }},
	{"redis-url", "REDIS_URL", "redis://:pw@one:6379/1", "unix:///run/redis.sock", func(c Config) string { return c.RedisURL }},
	{"cache-redis-url", "CACHE_REDIS_URL", "rediss://one", "redis://[::1]:6380", func(c Config) string { return c.CacheRedisURL }},
	{"public-url", "DOCKET_PUBLIC_URL", "https://one.example", "http://two:81", func(c Config) string { return c.PublicURL.String() }},
	{"sign-up", "DOCKET_SIGN_UP", "open", "closed", func(c Config) string { return string(c.SignUp) }},
	{"limits", "DOCKET_LIMITS", "sign-up=5/90m", "sign-up=off", func(c Config) string { return "sign-up=" + c.Limits[limit.SignUp].String() }},
	{"trusted-proxies", "DOCKET_TRUSTED_PROXIES", "10.0.0.0/8", "192.0.2.1/32", func(c Config) string { return strings.Trim(fmt.Sprint(c.TrustedProxies), "[]") }},
	{"workers", "DOCKET_WORKERS", "2", "0", func(c Config) string { return strconv.Itoa(c.Workers) }},
	{"metrics-addr", "DOCKET_METRICS_ADDR", "127.0.0.1:9100", "[::1]:9100", func(c Config) string { return c.MetricsAddr }},
	{"log", "DOCKET_LOG", "debug", "warn", func(c Config) string { return strings.ToLower(c.Log.Level.String()) }},
}

func TestMail(t *testing.T) {
	c, err := load(t, map[string]string{"DOCKET_SMTP_URL": "smtp://me:s3cret@mail.example:587", "DOCKET_MAIL_FROM": "Docket <docket@example.com>"})
	if err != nil || c.SMTP.String() != "mail.example:587" || c.MailFrom.Email != "docket@example.com" {
		t.Errorf("read as %s from %+v, %v", c.SMTP, c.MailFrom, err)
	}
	if c, err = load(t, nil); err != nil || c.SMTP != (mail.Server{}) {
		t.Errorf("without a mail server it has %s, %v", c.SMTP, err)
	}
	for name, vars := range map[string]map[string]string{
		"DOCKET_SMTP_URL:":             {"DOCKET_SMTP_URL": "http://me:s3cret@mail.example", "DOCKET_MAIL_FROM": "docket@example.com"},
		"DOCKET_MAIL_FROM is \"\": ":   {"DOCKET_SMTP_URL": "smtp://me:s3cret@mail.example"},
		"DOCKET_MAIL_FROM is \"a b\":": {"DOCKET_SMTP_URL": "smtp://me:s3cret@mail.example", "DOCKET_MAIL_FROM": "a b"},
	} {
		if _, err := load(t, vars); err == nil || !strings.HasPrefix(err.Error(), name) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%v is refused with %v, want an error that begins with %s", vars, err, name)
		}
	}
}

func TestEnvironmentAndFlags(t *testing.T) {
	for _, s := range everySetting {
		t.Run(s.flag, func(t *testing.T) {
			vars := map[string]string{s.env: s.first}
			check := func(what, want string, args ...string) {
				t.Helper()
				c, err := load(t, vars, args...)
				if err != nil {
					t.Errorf("%s: %v", what, err)
				} else if got := s.get(c); got != want {
					t.Errorf("%s gives %q, want %q", what, got, want)
				}
			}
			check("the environment", s.first)
			check("a flag over the environment", s.second, "--"+s.flag, s.second)
			check("a flag after the command", s.second, "run", "--"+s.flag, s.second)
			check("a flag after the arguments", s.second, "copy", "a", "--"+s.flag, s.second)
			check("the later of two flags", s.second, "--"+s.flag, s.first, "run", "--"+s.flag+"="+s.second)
			check("a flag after --", s.first, "copy", "--", "--"+s.flag)

			defaults, err := load(t, nil)
			if err != nil {
				t.Fatal(err)
			}
			check("an empty flag over the environment", s.get(defaults), "--"+s.flag, "")
		})
	}
}

func TestCacheRedisFollowsRedis(t *testing.T) {
	c, err := load(t, map[string]string{"REDIS_URL": "redis://one"})
	if err != nil {
		t.Fatal(err)
	}
	if c.CacheRedisURL != "redis://one" {
		t.Errorf("CacheRedisURL = %q, want REDIS_URL's", c.CacheRedisURL)
	}
}

func TestPublicURL(t *testing.T) {
	for _, tc := range []struct {
		addr, public, want string
	}{
		{addr: ":9000", want: "http://localhost:9000"},
		{addr: "0.0.0.0:9000", want: "http://localhost:9000"},
		{addr: "[::]:9000", want: "http://localhost:9000"},
		{addr: "[::1]:9000", want: "http://[::1]:9000"},
		{addr: "127.0.0.1:80", want: "http://127.0.0.1"},
		{addr: "localhost:8080", want: "http://localhost:8080"},
		{addr: ":8080", public: "https://docket.example.org", want: "https://docket.example.org"},
		{addr: ":8080", public: "https://docket.example.org/", want: "https://docket.example.org"},
		{addr: ":8080", public: "HTTPS://Docket.Example.org:443", want: "https://docket.example.org"},
		{addr: ":8080", public: "https://docket.example.org:80", want: "https://docket.example.org:80"},
		{addr: ":8080", public: "http://docket.example.org:80", want: "http://docket.example.org"},
	} {
		t.Run(tc.addr+" "+tc.public, func(t *testing.T) {
			c, err := load(t, map[string]string{"DOCKET_ADDR": tc.addr, "DOCKET_PUBLIC_URL": tc.public})
			if err != nil {
				t.Fatal(err)
			}
			if got := c.PublicURL.String(); got != tc.want {
				t.Errorf("PublicURL = %q, want %q", got, tc.want)
			}
		})
	}
}

func TestListening(t *testing.T) {
	for _, tc := range []struct{ addr, public, wantAddr, wantPublic string }{
		{"127.0.0.1:0", "", "127.0.0.1:4321", "http://127.0.0.1:4321"},
		{":0", "", ":4321", "http://localhost:4321"},
		{"[::1]:0", "", "[::1]:4321", "http://[::1]:4321"},
		{"127.0.0.1:0", "https://docket.example.org", "127.0.0.1:4321", "https://docket.example.org"},
		{"127.0.0.1:8080", "", "127.0.0.1:8080", "http://127.0.0.1:8080"},
	} {
		asked, err := load(t, map[string]string{"DOCKET_ADDR": tc.addr, "DOCKET_PUBLIC_URL": tc.public})
		if err != nil {
			t.Fatal(err)
		}
		c := asked.Listening(4321)
		if c.Addr != tc.wantAddr || c.PublicURL.String() != tc.wantPublic {
			t.Errorf("%s, %q: listening on %s as %s, want %s as %s", tc.addr, tc.public, c.Addr, c.PublicURL, tc.wantAddr, tc.wantPublic)
		}
	}
}

func TestTrustedProxies(t *testing.T) {
	for _, tc := range []struct{ public, proxies, want string }{
		{"", "", "[]"},
		{"https://docket.example.org", "", "[127.0.0.0/8 ::1/128]"},
		{"https://docket.example.org", "10.1.2.3/8, ::1 ,192.0.2.1", "[10.0.0.0/8 ::1/128 192.0.2.1/32]"},
	} {
		c, err := load(t, map[string]string{"DOCKET_PUBLIC_URL": tc.public, "DOCKET_TRUSTED_PROXIES": tc.proxies})
		if got := fmt.Sprint(c.TrustedProxies); err != nil || got != tc.want {
			t.Errorf("%q at %q: %s (%v), want %s", tc.proxies, tc.public, got, err, tc.want)
		}
	}
}

func TestLog(t *testing.T) {
	for text, want := range map[string]Log{
		"text":         {},
		"json":         {JSON: true},
		"debug":        {Level: slog.LevelDebug},
		"info":         {},
		"warn":         {Level: slog.LevelWarn},
		"error":        {Level: slog.LevelError},
		"json,warn":    {JSON: true, Level: slog.LevelWarn},
		"warn, json":   {JSON: true, Level: slog.LevelWarn},
		"text,debug":   {Level: slog.LevelDebug},
		" error ,text": {Level: slog.LevelError},
	} {
		c, err := load(t, map[string]string{"DOCKET_LOG": text})
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if c.Log != want {
			t.Errorf("%q gives %+v, want %+v", text, c.Log, want)
		}
	}
}

func TestNewLogger(t *testing.T) {
	var text, object bytes.Buffer
	for _, logger := range []*slog.Logger{
		Log{Level: slog.LevelWarn}.NewLogger(&text),
		Log{JSON: true, Level: slog.LevelWarn}.NewLogger(&object),
	} {
		logger.Info("quiet")
		logger.Warn("loud", "n", 1)
	}
	if got := text.String(); !strings.Contains(got, "msg=loud n=1\n") || strings.Contains(got, "quiet") {
		t.Errorf("text log = %q", got)
	}
	var line struct {
		Msg string
		N   int
	}
	if err := json.Unmarshal(object.Bytes(), &line); err != nil {
		t.Fatalf("the json log is not one JSON object: %v in %q", err, object.String())
	}
	if line.Msg != "loud" || line.N != 1 {
		t.Errorf("json log = %q", object.String())
	}
}

func TestDataMayBeAFolder(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	below := filepath.Join(file, "below")
	for path, says := range map[string]string{
		dir: "", filepath.Join(dir, "missing", "folder"): "",
		file: `DOCKET_DATA is "` + file + `": it is a file`, below: `DOCKET_DATA is "` + below + `": it lies below a file`,
	} {
		_, err := load(t, map[string]string{"DOCKET_DATA": path})
		if (err == nil) != (says == "") || err != nil && !strings.HasPrefix(err.Error(), says) {
			t.Errorf("%s: error %v, want %q", path, err, says)
		}
	}
}
