package web_test

import (
	"net/http"
	"strings"
	"testing"

	"docket/internal/testkit"
)

func TestAddedTaskIsOnThePage(t *testing.T) {
	testkit.EachRedis(t, func(t *testing.T, url string) {
		a := testkit.New(t, testkit.Options{RedisURL: url})
		ana := a.SignedIn("Ana")
		for range 2 {
			if r := ana.Get("/inbox"); r.Status != http.StatusOK {
				t.Fatalf("inbox: %d", r.Status)
			}
		}
		if r := ana.Get("/inbox"); !strings.Contains(r.Header.Get("Server-Timing"), "cache;desc=hit") {
			t.Errorf("the third look is no hit: %s", r.Header.Get("Server-Timing"))
		}
		task := ana.AddTask("Renew passport")
		r := ana.Get("/inbox")
		if !strings.Contains(r.Body, `id="task-`+string(task.ID)+`"`) {
			t.Errorf("the inbox does not show the new task")
		}
	})
}
