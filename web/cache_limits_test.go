package web_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"docket/db"
	"docket/internal/app"
	"docket/internal/cache"
	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/testkit"
)

func TestTheCacheLivesAMinuteFromItsFirstView(t *testing.T) {
	t.Parallel()
	testkit.EachRedis(t, func(t *testing.T, url string) {
		a := testkit.New(t, testkit.Options{RedisURL: url})
		ana := a.SignedIn("Ana")
		rdb, hash := a.CacheAt.Client(), hashOf(ana.User)
		ttl := func() time.Duration {
			return askRedis(t, func() (time.Duration, error) { return rdb.PTTL(t.Context(), hash).Result() })
		}

		ana.Get(paths.Today)
		ana.Cached(paths.Today)
		if d := ttl(); d <= 0 || d > 60*time.Second {
			t.Errorf("the TTL is %v after the first view, want up to a minute", d)
		}
		askRedis(t, func() (bool, error) { return rdb.PExpire(t.Context(), hash, 30*time.Second).Result() })
		for range 3 { // reads of what is there, and further fills
			ana.Cached(paths.Today)
			ana.Cached(paths.Inbox)
			ana.Cached(paths.Today, asPart...)
		}
		askRedis(t, func() (int64, error) {
			return rdb.HDel(t.Context(), hash, entryOf(t, a, ana.User, paths.Today+" page")).Result()
		})
		ana.Cached(paths.Today)
		if d := ttl(); d <= 0 || d > 30*time.Second {
			t.Errorf("the TTL is %v after further reads and fills, want at most the 30 s that were left", d)
		}
		askRedis(t, func() (bool, error) { return rdb.Persist(t.Context(), hash).Result() })
		ana.Cached(paths.Upcoming)
		if d := ttl(); d <= 0 || d > 60*time.Second {
			t.Errorf("the TTL is %v after a fill of a hash that had none", d)
		}
	})
}

// entryOf returns the field whose name begins so.
func entryOf(t *testing.T, a *testkit.App, u docket.User, begins string) string {
	t.Helper()
	for _, field := range askRedis(t, func() ([]string, error) { return a.CacheAt.Client().HKeys(t.Context(), hashOf(u)).Result() }) {
		if strings.HasPrefix(field, begins) {
			return field
		}
	}
	t.Fatalf("no cached view begins with %q", begins)
	return ""
}

func TestAUserHasAtMost32CachedViews(t *testing.T) {
	t.Parallel()
	testkit.EachRedis(t, func(t *testing.T, url string) {
		a := testkit.New(t, testkit.Options{RedisURL: url})
		ana := a.SignedIn("Ana")
		var lists []docket.List
		for i := range 20 {
			l, err := a.Use.AddList(t.Context(), ana.User, app.NewList{Name: fmt.Sprint("List ", i)})
			if err != nil {
				t.Fatal(err)
			}
			lists = append(lists, l)
		}
		most, missed := int64(0), a.Missed()
		for i := range 40 { // 20 pages and their 20 parts
			how := asPart[:2*(i%2)]
			ana.Get(paths.List(lists[i/2].ID), how...)
			n := askRedis(t, func() (int64, error) { return a.CacheAt.Client().HLen(t.Context(), hashOf(ana.User)).Result() })
			if n > 32 {
				t.Fatalf("%d views are cached after %d were looked at", n, i+1)
			}
			most = max(most, n)
		}
		if most != 32 && a.Missed() == missed {
			t.Errorf("at most %d views were cached, want 32", most)
		}
	})
}

func TestAPageThatIsTooLargeIsSentAndNotCached(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	inbox := ana.Inbox()
	random := rand.New(rand.NewPCG(3, 4)) // #nosec G404 -- text that cannot be compressed
	err := a.DB.Write(t.Context(), func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "task.add", Lists: []docket.ID{inbox}})
		for _, r := range testkit.Ranks(docket.PageSize) {
			id, err := testkit.NewID()
			if err != nil {
				return err
			}
			title := make([]rune, docket.MaxTitle)
			for n := range title {
				title[n] = 0x20000 + random.Int32N(0x30000-0x20000-2)
			}
			if err := tx.AddTask(docket.Task{ID: id, ListID: inbox, Title: string(title), Version: 1,
				Rank: r, CreatedAt: a.Clock.Now()}, ana.User.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		r := ana.Get(paths.Inbox, packed...)
		if len(r.Body) <= cache.MaxBody {
			t.Fatalf("the page takes %d bytes, not more than the limit of %d", len(r.Body), cache.MaxBody)
		}
		if r.Status != http.StatusOK || r.CacheUse() != "miss" {
			t.Errorf("%d and a %s, want the page itself", r.Status, r.CacheUse())
		}
	}
	if n := len(openRows(ana.Get(paths.Inbox).Body)); n != docket.PageSize {
		t.Errorf("the page has %d rows, want %d", n, docket.PageSize)
	}
	if n := askRedis(t, func() (int64, error) { return a.CacheAt.Client().Exists(t.Context(), hashOf(ana.User)).Result() }); n != 0 {
		t.Error("something was cached")
	}
	ana.Cached(paths.Upcoming) // other views are
}

func TestAValueThatIsNotTheViewsOwnIsAMiss(t *testing.T) {
	t.Parallel()
	testkit.EachRedis(t, func(t *testing.T, url string) {
		a := testkit.New(t, testkit.Options{RedisURL: url})
		ana, ben := a.SignedIn("Ana"), a.SignedIn("Ben")
		rdb, hash := a.CacheAt.Client(), hashOf(ana.User)
		ana.AddTask("Stale", "due_on", "2026-07-16")
		ben.AddTask("Foreign", "due_on", "2026-07-16")
		ana.Get(paths.Settings)
		ben.Get(paths.Settings)
		ben.Cached(paths.Today)
		ana.Cached(paths.Today)
		field := entryOf(t, a, ana.User, paths.Today+" page")
		value := func(user docket.User, begins string) []byte {
			return askRedis(t, func() ([]byte, error) {
				return rdb.HGet(t.Context(), hashOf(user), entryOf(t, a, user, begins)).Bytes()
			})
		}
		stale := value(ana.User, paths.Today+" page")
		ana.AddTask("Fresh", "due_on", "2026-07-16")
		ana.Get(paths.Settings)
		ana.Cached(paths.Today)
		ana.Cached(paths.Upcoming)
		ana.Cached(paths.Today, asPart...)
		good := value(ana.User, paths.Today+" page")

		oldFormat := bytes.Clone(good)
		oldFormat[7]--
		binary.BigEndian.PutUint32(oldFormat, crc32.Checksum(oldFormat[4:], crc32.MakeTable(crc32.Castagnoli)))
		flipped := bytes.Clone(good)
		flipped[len(flipped)-9] ^= 4
		for name, bad := range map[string][]byte{
			"an older version's": stale,
			"another user's":     value(ben.User, paths.Today+" page"),
			"another view's":     value(ana.User, paths.Upcoming+" page"),
			"the fragment's":     value(ana.User, paths.Today+" part"),
			"cut":                good[:len(good)/2],
			"with a bit flipped": flipped,
			"of an older format": oldFormat,
			"plain HTML":         []byte("<p>Foreign</p>"),
			"empty":              {},
		} {
			askRedis(t, func() (int64, error) { return rdb.HSet(t.Context(), hash, field, bad).Result() })
			r := ana.Get(paths.Today)
			if r.Status != http.StatusOK || r.CacheUse() != "miss" {
				t.Errorf("%s: %d and a %s, want a page that missed", name, r.Status, r.CacheUse())
			}
			if !strings.Contains(r.Body, "<html") || !strings.Contains(r.Body, "Fresh") || strings.Contains(r.Body, "Foreign") {
				t.Errorf("%s: the page is not Ana's Today", name)
			}
			ana.Cached(paths.Today)
		}
		askRedis(t, func() (int64, error) { return rdb.Unlink(t.Context(), hash).Result() })
		askRedis(t, func() (string, error) { return rdb.Set(t.Context(), hash, "no hash", time.Minute).Result() })
		if r := ana.Get(paths.Today); r.Status != http.StatusOK || !strings.Contains(r.Body, "Fresh") {
			t.Errorf("where the key holds no hash: %d", r.Status)
		}
		ana.Cached(paths.Today)
	})
}
