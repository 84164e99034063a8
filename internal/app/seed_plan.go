package app

import (
	mathrand "math/rand/v2"
	"strings"
	"time"

	"docket/internal/docket"
)

type seedPerson struct {
	name, email, zone string
	weekStart         time.Weekday
}

// seedPeople returns the people of the sample workspace, the administrator first.
func seedPeople() []seedPerson {
	return []seedPerson{
		{"Alex Sample", "alex@example.com", "Europe/Lisbon", time.Monday},
		{"Billie Example", "billie@example.com", "America/New_York", time.Sunday},
		{"Chris Specimen", "chris@example.com", "Asia/Kolkata", time.Monday},
	}
}

// People by their places in seedPeople.
const (
	alex = iota
	billie
	chris
)

// seedList is a list of the sample workspace.
type seedList struct {
	name             string
	color            docket.Color
	inbox            bool
	owner            int
	editors, viewers []int
	share            int           // how many of a hundred tasks it gets
	closed           docket.Action // archive or delete; empty while the list is in use
	closedFor        time.Duration // how long ago that was
	theme            theme
}

type seedMember struct {
	person int
	role   docket.Role
}

func (l seedList) members() []seedMember {
	members := []seedMember{{l.owner, docket.RoleOwner}}
	for _, i := range l.editors {
		members = append(members, seedMember{i, docket.RoleEditor})
	}
	for _, i := range l.viewers {
		members = append(members, seedMember{i, docket.RoleViewer})
	}
	return members
}

// seedLists returns the lists in the order they are made. An inbox comes with
// its account, so the inboxes are first.
func seedLists() []seedList {
	return []seedList{
		{name: "Inbox", inbox: true, owner: alex, share: 6, theme: oddsOfAlex()},
		{name: "Inbox", inbox: true, owner: billie, share: 4, theme: oddsOfBillie()},
		{name: "Inbox", inbox: true, owner: chris, share: 4, theme: oddsOfChris()},
		{name: "Website relaunch", color: "blue", owner: alex, editors: []int{billie, chris}, share: 17, theme: website()},
		{name: "Home", color: "pine", owner: alex, editors: []int{billie}, share: 11, theme: home()},
		{name: "Groceries", color: "olive", owner: alex, editors: []int{billie}, share: 7, theme: groceries()},
		{name: "Reading & learning", color: "plum", owner: alex, share: 5, theme: reading()},
		{name: "Moving house", color: "amber", owner: alex, viewers: []int{billie}, share: 5,
			closed: docket.ActionArchive, closedFor: 12 * day, theme: moving()},
		{name: "Autumn launch", color: "red", owner: billie, editors: []int{alex}, viewers: []int{chris}, share: 13, theme: launch()},
		{name: "Trip to Kyoto 🍁", color: "teal", owner: billie, editors: []int{alex}, share: 6, theme: trip()},
		{name: "Garden", color: "olive", owner: billie, share: 5, theme: garden()},
		{name: "Surprise party", color: "plum", owner: billie, editors: []int{alex}, share: 1,
			closed: docket.ActionDelete, closedFor: 4 * day, theme: party()},
		{name: "Customer support", color: "amber", owner: chris, editors: []int{billie}, viewers: []int{alex}, share: 9, theme: support()},
		{name: "Half marathon", color: "red", owner: chris, share: 4, theme: running()},
		{name: "Finances", color: "slate", owner: chris, share: 3, theme: finances()},
	}
}

// shares returns how many of the tasks each list gets. What goes beyond
// SeedTasks is for trying out a large list: nine tenths of it go into the first.
func shares(plans []seedList, tasks int) []int {
	spread := min(tasks, SeedTasks) + max(tasks-SeedTasks, 0)/10
	counts, rest := make([]int, len(plans)), tasks
	for i, plan := range plans {
		counts[i] = spread * plan.share / 100
		rest -= counts[i]
	}
	for i, plan := range plans {
		if !plan.inbox {
			counts[i] += rest
			break
		}
	}
	return counts
}

func seedClocks() []docket.Clock {
	return []docket.Clock{"08:00", "08:30", "09:00", "09:30", "10:00", "10:45", "11:15", "12:30",
		"13:00", "14:00", "15:30", "16:45", "17:30", "18:00", "19:15", "20:00"}
}

// theme is what the tasks of a list are about.
type theme struct {
	whole  []words   // titles of their own, used once each
	joined []joining // titles put together
	tails  []string  // what a title can go on with
	notes  []string  // Markdown that goes with any of them
}

// words are a title and the notes under it.
type words struct{ title, notes string }

// joining makes a title of each beginning with each end.
type joining struct{ begin, end []string }

// titleWriter writes the titles and notes of one list: no title twice until all
// are used up, then again with another tail.
type titleWriter struct {
	theme  theme
	random *mathrand.Rand
	order  []int // of all the joined titles
	whole  []int // of the whole titles: those still to be used
	joined int   // how many of the joined
}

func newTitleWriter(t theme, random *mathrand.Rand) *titleWriter {
	total := 0
	for _, j := range t.joined {
		total += len(j.begin) * len(j.end)
	}
	return &titleWriter{theme: t, random: random, order: random.Perm(total), whole: random.Perm(len(t.whole))}
}

func (w *titleWriter) next() (title, notes string) {
	if len(w.whole) > 0 && w.random.IntN(5) == 0 {
		own := w.theme.whole[w.whole[0]]
		w.whole = w.whole[1:]
		return own.title, own.notes
	}
	title = w.title(w.order[w.joined%len(w.order)])
	round := w.joined / len(w.order)
	w.joined++
	switch tails := w.theme.tails; {
	case round > 0:
		title += " " + tails[(round-1)%len(tails)]
	case w.random.IntN(6) == 0:
		title += " " + pick(w.random, tails)
	}
	if w.random.IntN(6) == 0 {
		notes = pick(w.random, w.theme.notes)
	}
	return title, notes
}

// title joins the n-th pair of beginning and end.
func (w *titleWriter) title(n int) string {
	for _, j := range w.theme.joined {
		if pairs := len(j.begin) * len(j.end); n >= pairs {
			n -= pairs
			continue
		}
		return strings.TrimSpace(j.begin[n/len(j.end)] + " " + j.end[n%len(j.end)])
	}
	return ""
}
