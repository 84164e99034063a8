package app

import (
	_ "embed" // seed.json
	"encoding/json"
	"fmt"
	mathrand "math/rand/v2"
	"strings"
	"time"

	"docket/internal/docket"
)

//go:embed seed.json
var seedFile []byte

// seedPlan is what seed.json says: who and what is in the sample workspace.
type seedPlan struct {
	People  []seedPerson // the administrator first
	Inboxes seedTheme    // of all inboxes
	Lists   []seedList   // the inboxes first, as each comes with its account
}

type seedPerson struct {
	Name, Email, Zone string
	WeekStart         time.Weekday
	Pinned            []string // labels in the sidebar
}

// seedList is a list and what its tasks say. People are their places in seedPlan.People.
type seedList struct {
	Name             string
	Color            docket.Color
	Inbox            bool
	Owner            int
	Editors, Viewers []int
	Share            int // how many of a hundred tasks it gets
	ArchivedDaysAgo  int // 0 when it is not archived
	DeletedDaysAgo   int // 0 when it is not deleted
	Sections         []string
	Scattered        bool       // whether any task may be in any section; else its words say where it is
	Full             []seedTask // told in full
	Titles           []seedTitle
	seedTheme
}

// seedTitle is a title that is used once, with what goes with it.
type seedTitle struct {
	Title, Notes string
	Section      string // its name, empty for none
	Labels       []string
}

// seedPair is beginnings of titles and ends, each of which goes with each, and what goes
// with these titles.
type seedPair struct {
	Begin, End []string
	Section    string
	Labels     []string
}

// seedTheme is what titles and notes of a list are put together from.
type seedTheme struct {
	Pairs []seedPair
	Tails []string // what a title can go on with
	Notes []string // Markdown that goes with any title
}

func readSeedPlan() (seedPlan, error) {
	var plan seedPlan
	if err := json.Unmarshal(seedFile, &plan); err != nil {
		return seedPlan{}, fmt.Errorf("reading seed.json: %w", err)
	}
	for i := range plan.Lists {
		if plan.Lists[i].Inbox {
			plan.Lists[i].seedTheme = plan.Inboxes
		}
	}
	return plan, nil
}

// shares returns how many of the tasks each list gets. What goes beyond
// SeedTasks is for trying out a large list: nine tenths of it go into the first.
func shares(lists []seedList, tasks int) []int {
	spread := min(tasks, SeedTasks) + max(tasks-SeedTasks, 0)/10
	counts, rest, first := make([]int, len(lists)), tasks, -1
	for i, list := range lists {
		counts[i] = spread * list.Share / 100
		rest -= counts[i]
		if first < 0 && !list.Inbox {
			first = i
		}
	}
	counts[first] += rest
	return counts
}

// titleWriter writes the titles and notes of one list: no title twice until all
// are used up, then again with another tail.
type titleWriter struct {
	random  *mathrand.Rand
	theme   seedTheme
	whole   []seedTitle // those still to be used
	paired  []seedTitle
	written int // how many of the paired
}

func newTitleWriter(list seedList, random *mathrand.Rand) *titleWriter {
	w := &titleWriter{random: random, theme: list.seedTheme, whole: list.Titles}
	for _, pair := range list.Pairs {
		for _, begin := range pair.Begin {
			for _, end := range pair.End {
				w.paired = append(w.paired, seedTitle{Title: strings.TrimSpace(begin + " " + end), Section: pair.Section, Labels: pair.Labels})
			}
		}
	}
	random.Shuffle(len(w.paired), func(i, j int) { w.paired[i], w.paired[j] = w.paired[j], w.paired[i] })
	random.Shuffle(len(w.whole), func(i, j int) { w.whole[i], w.whole[j] = w.whole[j], w.whole[i] })
	return w
}

func (w *titleWriter) next() seedTitle {
	if len(w.whole) > 0 && w.random.IntN(5) == 0 {
		next := w.whole[0]
		w.whole = w.whole[1:]
		return next
	}
	next := w.paired[w.written%len(w.paired)]
	round := w.written / len(w.paired)
	w.written++
	if round > 0 {
		next.Title += " " + w.theme.Tails[(round-1)%len(w.theme.Tails)]
	} else if w.random.IntN(6) == 0 {
		next.Title += " " + pick(w.random, w.theme.Tails)
	}
	if w.random.IntN(6) == 0 {
		next.Notes = pick(w.random, w.theme.Notes)
	}
	return next
}

func pick[T any](random *mathrand.Rand, from []T) T { return from[random.IntN(len(from))] }
