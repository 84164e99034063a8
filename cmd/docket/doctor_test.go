package main

import (
	"bytes"
	"compress/gzip"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"docket/db"
	"docket/internal/cache"
	"docket/internal/docket"
	"docket/internal/redisconn"
	"docket/internal/testkit"
)

var sample = regexp.MustCompile(`  (\S+@\S+)  password: (\S+)\n`)

// reading is the line of a doctor's report about one thing.
func reading(out, what string) string {
	for line := range strings.Lines(out) {
		if f := strings.Fields(line); len(f) > 1 && f[1] == what {
			return line
		}
	}
	return ""
}

func TestADoctorFindsAWrongCachedView(t *testing.T) {
	redis := testkit.RealRedis(t)
	m := newMachine(t, "REDIS_URL", redis.URL())
	out := m.ok("seed", "--tasks", "60")
	people := sample.FindAllStringSubmatch(out, -1)
	if !strings.HasPrefix(out, "Made 3 users, 12 lists and 60 tasks.") || len(people) != 3 {
		t.Fatalf("docket seed prints %q", out)
	}
	refused(t, "seed of a Docket in use", m.run("seed"), exitFailed, "has accounts already")
	email := people[0][1]
	s := m.serve()
	c, ok := s.signIn(email, people[0][2])
	if !ok {
		t.Fatal("the password of the sample workspace does not work")
	}
	// Redis has 100 ms for an answer, which a busy machine can miss: so until it
	// has not.
	healthy := func() {
		t.Helper()
		var r result
		testkit.Eventually(t, "a healthy report", func() bool {
			for _, path := range []string{"/today", "/inbox", "/upcoming", "/completed", "/trash"} {
				if r := c.Get(path); r.Status != http.StatusOK {
					t.Fatalf("%s: %d", path, r.Status)
				}
			}
			c.Get("/upcoming", "HX-Request", "true")
			r = m.run("doctor")
			return r.code == 0 && strings.Contains(reading(r.out, "views"), "6 current ones are what the database says")
		})
		for _, what := range []string{"database", "sessions", "clock"} {
			if !strings.HasPrefix(reading(r.out, what), "ok ") {
				t.Errorf("the doctor says of %s: %q", what, reading(r.out, what))
			}
		}
	}
	healthy()

	conn, err := redisconn.Open(redis.URL())
	must(t, err)
	t.Cleanup(func() { must(t, conn.Close()) })
	store := cache.New(conn.Client(), slog.New(slog.DiscardHandler))
	user := userID(t, m, email)
	var entry cache.Entry
	testkit.Eventually(t, "the cached inbox", func() bool {
		entries, err := store.Entries(t.Context(), user)
		for _, e := range entries {
			if strings.HasPrefix(e.View, "/inbox ") {
				entry = e
			}
		}
		return err == nil && entry.Err == nil && len(entry.Body) > 0
	})
	for name, body := range map[string][]byte{
		"a page that says something else": compress(t, strings.Replace(expand(t, entry.Body), "Inbox", "Outbox", 1)),
		"a page cut short":                entry.Body[:len(entry.Body)/2],
		"no page":                         []byte("Inbox"),
	} {
		var r result
		testkit.Eventually(t, "the doctor to find "+name, func() bool {
			store.Put(t.Context(), user, entry.View, entry.Version, body)
			r = m.run("doctor")
			return strings.Contains(reading(r.out, "views"), "/inbox")
		})
		refused(t, name, r, exitFailed, "needs attention")
		if line := reading(r.out, "views"); !strings.HasPrefix(line, "FAIL") || !strings.Contains(line, email) {
			t.Errorf("%s: the doctor says %q", name, line)
		}
		testkit.Eventually(t, "the cache to be empty", func() bool { return store.Invalidate(t.Context(), user) == nil })
		healthy()
	}
	must(t, redis.Client().HSet(t.Context(), "tasks:{"+string(user)+"}", entry.View, "not Docket's").Err())
	testkit.Eventually(t, "the doctor to find a value that is not Docket's", func() bool {
		r := m.run("doctor")
		return r.code == exitFailed && strings.Contains(reading(r.out, "views"), "/inbox")
	})
	healthy()
	// What is tagged with another version is never shown, whatever it says.
	store.Put(t.Context(), user, entry.View+"x", "another version", []byte("Inbox"))
	healthy()

	late := *m
	late.now = func() time.Time { return time.Now().Add(time.Hour) }
	testkit.Eventually(t, "the doctor to find the clock wrong", func() bool {
		r := late.run("doctor")
		return r.code == exitFailed && strings.HasPrefix(reading(r.out, "clock"), "FAIL")
	})

	redis.Kill()
	r := m.run("doctor")
	refused(t, "Redis is down", r, exitFailed)
	if line := reading(r.out, "sessions"); !strings.HasPrefix(line, "FAIL") || !strings.Contains(line, "no answer") {
		t.Errorf("without Redis the doctor says\n%s", r.out)
	}
}

func userID(t *testing.T, m *machine, email string) (id docket.ID) {
	t.Helper()
	d, err := db.Open(t.Context(), m.database())
	must(t, err)
	must(t, d.Read(t.Context(), func(tx *db.ReadTx) error {
		account, err := tx.AccountByEmail(email)
		id = account.ID
		return err
	}))
	must(t, d.Close())
	return id
}

func expand(t *testing.T, body []byte) string {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(body))
	must(t, err)
	text, err := io.ReadAll(r)
	must(t, err)
	return string(text)
}

func compress(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := io.WriteString(w, text)
	must(t, err)
	must(t, w.Close())
	return b.Bytes()
}

func TestADoctorWithoutRedis(t *testing.T) {
	m := newMachine(t)
	refused(t, "doctor before there is anything", m.run("doctor"), exitFailed, "database")
	if _, err := os.Stat(m.env["DOCKET_DATA"]); !os.IsNotExist(err) {
		t.Errorf("the doctor makes a data folder: %v", err)
	}
	m.ok("migrate")
	if out := m.ok("doctor"); strings.Contains(out, "FAIL") || !strings.Contains(reading(out, "sessions"), "built-in Redis") {
		t.Errorf("docket doctor prints\n%s", out)
	}
}

func TestADoctorFindsADamagedDatabase(t *testing.T) {
	m := newMachine(t)
	m.ok("seed", "--tasks", "300")
	whole, err := os.ReadFile(m.database())
	must(t, err)
	damaged := bytes.Clone(whole)
	for i := len(damaged) / 2; i < len(damaged)/2+3*4096; i++ {
		damaged[i] = 0xa5
	}
	for name, content := range map[string][]byte{
		"pages overwritten": damaged,
		"cut short":         whole[:len(whole)/2],
		"a text":            []byte(strings.Repeat("Buy milk. ", 1000)),
		"empty":             {},
	} {
		must(t, os.WriteFile(m.database(), content, 0o600))
		r := m.run("doctor")
		refused(t, name, r, exitFailed, "docket restore")
		if line := reading(r.out, "database"); !strings.HasPrefix(line, "FAIL") || strings.Count(r.out, "\n") != 1 {
			t.Errorf("%s: the doctor says\n%s", name, r.out)
		}
	}
	must(t, os.WriteFile(m.database(), whole, 0o600))
	m.ok("doctor")
}

func TestADoctorDoesNotMigrate(t *testing.T) {
	redis := testkit.RealRedis(t)
	m := newMachine(t, "REDIS_URL", redis.URL())
	m.ok("seed", "--tasks", "5")
	pool, err := sql.Open("sqlite3", "file:"+m.database()+"?_journal_mode=DELETE")
	must(t, err)
	_, err = pool.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)`)
	must(t, errors.Join(err, pool.Close()))
	before, err := os.ReadFile(m.database())
	must(t, err)
	var r result
	testkit.Eventually(t, "an answer of Redis in time", func() bool {
		r = m.run("doctor")
		return strings.HasPrefix(reading(r.out, "sessions"), "ok ")
	})
	refused(t, "doctor of a newer schema", r, exitFailed, "needs attention")
	for what, begins := range map[string]string{"database": "ok ", "schema": "FAIL", "clock": "ok ", "views": "- "} {
		if line := reading(r.out, what); !strings.HasPrefix(line, begins) {
			t.Errorf("the doctor says of %s: %q", what, line)
		}
	}
	after, err := os.ReadFile(m.database())
	must(t, err)
	if !bytes.Equal(before, after) {
		t.Error("the doctor has changed the database")
	}
	for name, tc := range map[string]struct {
		report db.Report
		says   string
	}{
		"older": {db.Report{Schema: 1, Newest: 2}, "run docket migrate"},
		"newer": {db.Report{Schema: 3, Newest: 2}, "upgrade"},
	} {
		var out output
		f := findings{c: &command{out: &out}}
		if known := f.schema(tc.report); known || !f.failed || !strings.Contains(out.String(), name) || !strings.Contains(out.String(), tc.says) {
			t.Errorf("of a schema that is %s the doctor says %q", name, out.String())
		}
	}
}

func TestADoctorSaysWhenThereIsNoViewToCompare(t *testing.T) {
	redis := testkit.RealRedis(t)
	m := newMachine(t, "REDIS_URL", redis.URL())
	m.ok("user", "add", "ana@example.com")
	says := func(want string) {
		t.Helper()
		testkit.Eventually(t, "the doctor to say "+want, func() bool {
			line := reading(m.run("doctor").out, "views")
			return strings.HasPrefix(line, "- ") && strings.Contains(line, want)
		})
	}
	says("nothing cached by this build to compare, and 0 old ones")
	conn, err := redisconn.Open(redis.URL())
	must(t, err)
	t.Cleanup(func() { must(t, conn.Close()) })
	store, user := cache.New(conn.Client(), slog.New(slog.DiscardHandler)), userID(t, m, "ana@example.com")
	testkit.Eventually(t, "another build's view in the cache", func() bool {
		store.Put(t.Context(), user, "/inbox page 2026-07-16 another-build", "another version", compress(t, "Inbox"))
		entries, err := store.Entries(t.Context(), user)
		return err == nil && len(entries) == 1
	})
	says("nothing cached by this build to compare, and 1 old ones")
}

func TestADoctorFindsAClockThatIsBehind(t *testing.T) {
	m := newMachine(t)
	people := sample.FindStringSubmatch(m.ok("seed", "--tasks", "10"))
	if out := m.ok("doctor"); !strings.HasPrefix(reading(out, "clock"), "ok ") || !strings.Contains(out, "users: 3, lists: 12, tasks: 10") {
		t.Errorf("the doctor says %q", out)
	}
	s := m.serve()
	if _, ok := s.signIn(people[1], people[2]); !ok {
		t.Fatal("the password of the sample workspace does not work")
	}
	if r := m.run("doctor"); r.code != 0 {
		t.Errorf("after a sign-in the doctor says %q", r.out)
	}
	m.now = func() time.Time { return time.Now().Add(-time.Hour) }
	refused(t, "a clock that is an hour behind", m.run("doctor"), exitFailed, "needs attention")
	if r := m.run("doctor"); !strings.Contains(reading(r.out, "clock"), "behind the last change") {
		t.Errorf("the doctor says %q", r.out)
	}
}

// Of the two drivers, the one for sessions does not go on when Redis wants no password.
func TestARedisThatKeepsNoSessionsIsNotWell(t *testing.T) {
	redis := testkit.RealRedis(t)
	const secret = "unwanted"
	at := strings.Replace(redis.URL(), "unix://", "unix://:"+secret+"@", 1)
	check := func(m *machine, ready int, says string) {
		t.Helper()
		s := m.serve()
		if r := s.Client().Get("/readyz"); r.Status != ready {
			t.Errorf("/readyz: %d, want %d", r.Status, ready)
		}
		s.end(t)
		r := m.run("doctor")
		if line := reading(r.out, "sessions"); (r.code == 0) != (says == "") || strings.HasPrefix(line, "FAIL") != (says != "") || !strings.Contains(line, says) {
			t.Errorf("the doctor ends with %d and says of the sessions: %q", r.code, line)
		}
		if strings.Contains(s.log.String(), "nobody can sign in") != (says != "") || !strings.Contains(s.log.String(), says) {
			t.Errorf("the log says\n%s", s.log)
		}
		if strings.Contains(s.log.String()+r.out+r.err, secret) {
			t.Errorf("the password is shown in\n%s%s%s", s.log, r.out, r.err)
		}
	}
	m := newMachine(t, "REDIS_URL", redis.URL())
	check(m, http.StatusOK, "")
	check(m.with("CACHE_REDIS_URL", at), http.StatusOK, "") // whose driver goes on
	check(m.with("REDIS_URL", at), http.StatusServiceUnavailable, "password")
	redis.RefuseWrites()
	check(m, http.StatusServiceUnavailable, "MISCONF")
	redis.AllowWrites()
	must(t, redis.Client().ConfigSet(t.Context(), "maxmemory", "1").Err())
	check(m, http.StatusServiceUnavailable, "OOM")
}
