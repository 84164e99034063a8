package bench

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"docket/db"
	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/markdown"
	"docket/internal/password"
	"docket/internal/testkit"
)

const (
	refusals   = 200 // of each kind of account
	ofAccount  = 8   // fewer than what an account is limited to
	refusing   = 4   // connections at once: more strangers than that have to come again
	timingKind = 4
)

// BenchmarkRefusalTiming prints how well the time of a refused sign-in tells accounts apart
// that are known, unknown, disabled and limited: the probability that one of the first kind
// takes longer than one of the second, 0.5 for not at all. To reach: 0.45 to 0.55.
func BenchmarkRefusalTiming(b *testing.B) {
	path, data, redis := buildDocket(b), b.TempDir(), testkit.RealRedis(b)
	kinds := [timingKind]string{"known", "unknown", "disabled", "limited"}
	seedRefused(b, data)
	s := start(b, path, data, redis.URL(), "DOCKET_TRUSTED_PROXIES=127.0.0.0/8")
	defer s.stop()
	email := func(kind, i int) string { return fmt.Sprintf("%s%d@example.com", kinds[kind], i/ofAccount) }
	address := func(kind, i int) string { return fmt.Sprintf("10.%d.%d.1", kind, i) }
	refuse := func(kind, i int, from string) time.Duration {
		began := time.Now()
		status, _ := s.postSignIn(email(kind, i), "wrong horse battery", http.Header{"X-Forwarded-For": {from}})
		took := time.Since(began)
		if status != http.StatusUnprocessableEntity && status != http.StatusTooManyRequests {
			b.Errorf("%s is answered %d", email(kind, i), status)
		}
		return took
	}
	var limiting sync.WaitGroup
	turns := make(chan struct{}, refusing)
	for i := 0; i < refusals; i += ofAccount { // the fourth kind has had its ten wrong passwords
		limiting.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			for range 11 {
				refuse(3, i, address(9, i))
			}
		})
	}
	limiting.Wait()
	var took [timingKind][refusals]time.Duration
	var all sync.WaitGroup
	for w := range refusing {
		all.Go(func() {
			for i := w; i < refusals; i += refusing {
				for k := range kinds {
					kind := (k + i/refusing) % timingKind // what comes before has an effect of its own
					from := address(kind, i)
					if kind == 3 {
						from = address(9, i/ofAccount*ofAccount)
					}
					took[kind][i] = refuse(kind, i, from)
				}
			}
		})
	}
	all.Wait()
	fmt.Printf("\nThe time of a refused sign-in, %d of each kind, tells apart (0.5 is not at all, to reach: 0.45 to 0.55)\n", refusals)
	for x := range kinds {
		for y := x + 1; y < timingKind; y++ {
			p := longer(took[x][:], took[y][:])
			verdict := "met"
			if p < 0.45 || p > 0.55 {
				verdict = "NOT MET"
			}
			fmt.Printf("%10s from %-10s %.3f   %s\n", kinds[x], kinds[y], p, verdict)
		}
	}
	b.ReportMetric(0, "ns/op") // left out: it would be the time of the whole run
}

// longer is the probability that a time of a is longer than one of b: the area under the
// curve of a test that tells them apart by a threshold (Mann and Whitney's U).
func longer(a, b []time.Duration) float64 {
	wins := 0.0
	for _, x := range a {
		for _, y := range b {
			switch {
			case x > y:
				wins++
			case x == y:
				wins += 0.5
			}
		}
	}
	return wins / float64(len(a)*len(b))
}

// seedRefused makes the accounts that are known, limited and disabled.
func seedRefused(b *testing.B, data string) {
	d, err := db.Open(b.Context(), filepath.Join(data, "docket.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := d.Close(); err != nil {
			b.Fatal(err)
		}
	}()
	a := app.New(app.Parts{DB: d, Passwords: password.NewHasher(rand.Reader, 2, password.Recommended()), Notes: markdown.New(),
		SignUp: docket.SignUpClosed, Now: time.Now, NewID: testkit.NewID})
	for _, kind := range []string{"known", "limited", "disabled"} {
		for i := range refusals / ofAccount {
			email := fmt.Sprintf("%s%d@example.com", kind, i)
			_, err := a.AddUser(b.Context(), app.NewAccount{Name: kind, Email: email, Password: testkit.Password, Zone: "UTC"})
			if err == nil && kind == "disabled" {
				err = a.DisableUser(b.Context(), email)
			}
			if err != nil {
				b.Fatalf("adding %s: %v", email, err)
			}
		}
	}
}
