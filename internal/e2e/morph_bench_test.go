package e2e_test

import (
	"fmt"
	"slices"
	"testing"

	"docket/internal/testkit"
)

// BenchmarkComplete ticks a task off in lists of 50 and 200 rows and prints, in
// milliseconds at the median: how long the row takes to answer the click on the
// screen, and how long it takes until the answer is on the screen, with the server
// and the layout in it.
func BenchmarkComplete(b *testing.B) {
	for _, rows := range []int{50, 200} {
		b.Run(fmt.Sprintf("%d rows", rows), func(b *testing.B) {
			a := testkit.New(b, testkit.Options{})
			c := a.SignedIn("Ana")
			for i := range rows + 1 {
				c.Post("/tasks", "title", fmt.Sprintf("Task number %d of the list", i), "priority", fmt.Sprint(i%5))
			}
			p := chromium.Open(b, a, c)
			p.SetJavaScript(true)
			p.Size(1280, 800)
			p.Goto("/inbox")
			var seen, settled []float64
			for b.Loop() {
				c.Post("/tasks", "title", "One more for the one that goes")
				took := testkit.Eval[[]float64](p, completeAndMeasure)
				seen, settled = append(seen, took[0]), append(settled, took[1])
			}
			slices.Sort(seen)
			slices.Sort(settled)
			b.ReportMetric(seen[len(seen)/2], "ms-to-seen")
			b.ReportMetric(settled[len(settled)/2], "ms-to-settled")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// completeAndMeasure ticks the third row off. What is asked of a row after a frame
// makes the browser lay it out, so layout is part of what is measured.
const completeAndMeasure = `(async () => {
	const painted = () => new Promise((done) => requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel(); port1.onmessage = done; port2.postMessage(0); }));
	do await new Promise((done) => setTimeout(done, 200)); while (document.querySelector(".ghost")); // the one before is still leaving
	const check = document.querySelectorAll("#rows-open .task:not(.ghost) .check")[2], began = performance.now();
	const swapped = new Promise((done) => document.addEventListener("htmx:after:swap", done, { once: true }));
	check.click();
	await painted();
	const seen = performance.now() - began;
	if (!check.closest(".htmx-request") && check.isConnected) return [NaN, NaN];
	await swapped;
	await painted();
	return [seen, performance.now() - began];
})()`
