package bench

import (
	"fmt"
	"testing"

	"docket/internal/app"
	"docket/internal/docket"
)

// addTasks adds n open tasks to a list as a person would, and returns the id of
// the first. One in every is due on the day given, half of those at a time.
func addTasks(tb testing.TB, a *app.App, me docket.User, list docket.ID, day docket.Date, every, n int) (first docket.ID) {
	tb.Helper()
	for i := range n {
		in := app.NewTask{Title: title(i), ListID: string(list), Priority: fmt.Sprint(max(0, i%9-4))}
		if i%every == 0 {
			in.DueOn = string(day)
		}
		if i%(2*every) == 0 {
			in.DueTime = fmt.Sprintf("%02d:%02d", 8+i%10, i%4*15)
		}
		t, err := a.AddTask(tb.Context(), me, in)
		if err != nil {
			tb.Fatalf("adding a task: %v", err)
		}
		if i == 0 {
			first = t.ID
		}
	}
	return first
}

// title makes a different title for each number, about as long as people write
// them.
func title(i int) string {
	verbs := []string{"Ask Sofia about", "Book", "Pay for", "Check", "Write down", "Bring back", "Look into", "Order",
		"Call about", "Plan", "Repair", "Draft", "Sort out"}
	things := []string{"the train to Lisbon", "flu vaccinations", "the greenhouse door", "invoices of the last quarter",
		"a present for Noor", "the bike’s brakes", "new shelves", "the minutes of the meeting", "seed potatoes",
		"the deposit for the flat", "Kwame’s birthday dinner"}
	if i < len(verbs)*len(things) {
		return verbs[i%len(verbs)] + " " + things[i%len(things)]
	}
	return fmt.Sprintf("%s %s (%d)", verbs[i%len(verbs)], things[i%len(things)], i)
}
