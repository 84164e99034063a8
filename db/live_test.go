package db_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"docket/db"
	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/testkit"
)

func TestBackupsUnderLoadAreWhole(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	list := ana.AddList("Garden")
	var mu sync.Mutex
	var acked []docket.ID
	known := func() []docket.ID {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(acked)
	}
	stop := make(chan struct{})
	var writing sync.WaitGroup
	for w := range 4 {
		writing.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				task, err := a.Use.AddTask(t.Context(), ana.User, app.NewTask{Title: fmt.Sprint("Task ", w, ".", i), Notes: strings.Repeat("soil ", 200)})
				if err == nil {
					_, err = a.Use.MoveTask(t.Context(), ana.User, task.ID, app.TaskMove{ListID: string(list.ID)})
				}
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				acked = append(acked, task.ID)
				mu.Unlock()
			}
		})
	}
	files := map[string][]docket.ID{} // with what was acknowledged before each began
	folder := t.TempDir()
	for n := range 4 {
		more := len(known()) + 20
		testkit.Eventually(t, "the writers to go on", func() bool { return len(known()) >= more || t.Failed() })
		file := filepath.Join(folder, fmt.Sprint(n, ".db"))
		files[file] = known()
		must(t, db.Backup(t.Context(), a.DB.Path(), file))
	}
	close(stop)
	writing.Wait()
	if got := names(t, folder); len(got) != len(files) {
		t.Errorf("the folder of the backups holds %v", got)
	}

	for file, want := range files {
		path := filepath.Join(t.TempDir(), "docket.db")
		_, err := db.Restore(t.Context(), path, file, start)
		must(t, err)
		if _, err := db.Check(t.Context(), path); err != nil {
			t.Error(err)
		}
		for what, n := range torn(t, path) {
			if what != "tasks without the title of their edit" && n > 0 {
				t.Errorf("%s: %d %s", filepath.Base(file), n, what)
			}
		}
		restored := testkit.New(t, testkit.Options{DataDir: filepath.Dir(path)})
		for _, id := range want {
			must(t, restored.DB.Read(t.Context(), func(tx *db.ReadTx) error {
				task, err := tx.Task(ana.User.ID, id)
				if err == nil && task.ListID != list.ID {
					t.Errorf("%s: an acknowledged move is not there", filepath.Base(file))
				}
				return err
			}))
		}
		if r := restored.SignIn(ana.User.Email).Get("/lists/" + string(list.ID)); r.Status != http.StatusOK || !strings.Contains(r.Body, string(want[0])) {
			t.Errorf("the restored list: %d", r.Status)
		}
		restored.Close()
	}
}

func TestACacheThatIsAliveIsNotShownAfterARestore(t *testing.T) {
	t.Parallel()
	redis := testkit.RealRedis(t)
	o := testkit.Options{RedisURL: redis.URL(), DataDir: t.TempDir()}
	a := testkit.New(t, o)
	ana := a.SignedIn("Ana")
	list := ana.AddList("Garden")
	at := "/lists/" + string(list.ID)
	task := ana.AddTask("Water the beans", "list_id", string(list.ID))
	ana.Get("/today") // takes what the sign-up left to tell
	first := ana.Cached(at)
	file := filepath.Join(t.TempDir(), "backup.db")
	must(t, db.Backup(t.Context(), a.DB.Path(), file))
	redis.SaveSnapshot() // the cache as it is at the backup

	if r := ana.Post("/tasks/"+string(task.ID), "title", "Water the tomatoes"); r.Status != http.StatusSeeOther {
		t.Fatalf("editing: %d %s", r.Status, r.Body)
	}
	ana.Get("/today")
	later := ana.Cached(at)
	path := a.DB.Path()
	a.Close()
	for _, snapshot := range []bool{false, true} { // the cache of the present, then of the backup
		if snapshot {
			redis.RestoreSnapshot()
		}
		if n, err := redis.Client().HLen(t.Context(), "tasks:{"+string(ana.User.ID)+"}").Result(); err != nil || n == 0 {
			t.Fatalf("the cache holds %d views, %v", n, err)
		}
		_, err := db.Restore(t.Context(), path, file, a.Clock.Now())
		must(t, err)
		again := testkit.New(t, o)
		old := again.Client()
		old.SetCookie(ana.Cookie())
		if r := old.Get(at); r.Status != http.StatusSeeOther || !strings.HasPrefix(r.Location(), "/sign-in") {
			t.Errorf("a session of before the restore: %d to %s", r.Status, r.Location())
		}
		ana := again.SignIn(ana.User.Email)
		for _, known := range []string{first.Header.Get("ETag"), later.Header.Get("ETag")} {
			r := ana.Do(http.MethodGet, at, nil, "If-None-Match", known)
			if r.Status != http.StatusOK || !strings.Contains(r.Body, "Water the beans") || strings.Contains(r.Body, "tomatoes") {
				t.Errorf("to a browser that knows the list as it was: %d\n%s", r.Status, r.Body)
			}
			if known == first.Header.Get("ETag") && r.CacheUse() != "miss" {
				t.Errorf("the first page after a restore is a %s", r.CacheUse())
			}
		}
		again.Close()
	}
}
