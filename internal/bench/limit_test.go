package bench

import (
	"log/slog"
	"testing"

	"docket/internal/limit"
	"docket/internal/redisconn"
	"docket/internal/testkit"
)

// BenchmarkLimit is what counting one request costs; to reach: under 60 µs.
func BenchmarkLimit(b *testing.B) {
	c, err := redisconn.Open(testkit.RealRedis(b).URL())
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := c.Close(); err != nil {
			b.Error(err)
		}
	}()
	rates, err := limit.Parse("sign-in=1000000/1s")
	if err != nil {
		b.Fatal(err)
	}
	l := limit.New(c.Client(), rates, slog.New(slog.DiscardHandler))
	b.ReportAllocs()
	for b.Loop() {
		if err := l.Allow(b.Context(), limit.SignIn, "198.51.100.1"); err != nil {
			b.Fatal(err)
		}
	}
}
