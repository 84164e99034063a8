package quickadd_test

import (
	"fmt"
	"strings"
	"testing"

	"docket/internal/quickadd"
)

func BenchmarkParse(b *testing.B) {
	for name, line := range map[string]string{
		"usual":          `Call the plumber about the tap #errand /home @ana !2 tomorrow at 9am // he has the key`,
		"500 characters": strings.Repeat("water the roses in the garden, ", 15) + "every 2 weeks on mon, thu at 9am",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				quickadd.Parse(line, friday())
			}
		})
	}
}

// hostile are words that a line of any length may be made of.
func hostile() []string {
	return []string{"x", "today", "every", "every mon,", "mon,", "in 3", "the", "1", "due on", "on monday", "to monday", "#a", "#\"", "/\"", "\"", "\\today", "\\", "!1", "//", "every 2 weeks on mon, tue, wed, thu, fri, sat and", "at 9 pm", "at", ",", "@ana", "/home/\"a"}
}

// BenchmarkLength shows that what a byte costs doesn't grow with the line.
func BenchmarkLength(b *testing.B) {
	for _, size := range []int{1 << 10, 10 << 10, 100 << 10} {
		b.Run(fmt.Sprintf("%dKB", size>>10), func(b *testing.B) {
			bytes := 0
			for b.Loop() {
				bytes = 0
				for _, word := range hostile() {
					line := strings.Repeat(word+" ", size/(len(word)+1))
					quickadd.Parse(line, friday())
					bytes += len(line)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*bytes), "ns/byte")
		})
	}
}
