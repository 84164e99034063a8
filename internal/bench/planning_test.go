package bench

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"docket/db"
	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/paths"
	"docket/internal/quickadd"
)

const (
	listTasks  = 200
	boardCards = 500
	perTurn    = 20 // requests of a kind in a round

	cacheRest = 200 * time.Millisecond // the cache is given up for a second

	typedLine = "Call the plumber about the tap #errand #home !2 every 2 weeks on mon, thu at 9am // he has the key"
)

// BenchmarkPlanning prints what sections, labels, subtasks, boards, repeats and quick add cost, beside
// what a page without them does in the same run: the kinds have their turns in rounds, as
// those of BenchmarkServer. It calls the handler itself, one request at a time.
func BenchmarkPlanning(b *testing.B) {
	k := newKit(b, listTasks)
	rich, board, chores := k.addRich(b), k.addBoard(b), k.addRepeating(b)
	bench := []*turns{
		{name: "session only", do: k.sends(b, k.request("GET", "/sign-in", nil), http.StatusSeeOther, "")},
		{name: "a flat list, not cached", before: k.drop(b), do: k.sends(b, k.request("GET", k.list, nil), http.StatusOK, "miss")},
		{name: "one with sections, labels, subtasks (1)", before: k.drop(b), do: k.sends(b, k.request("GET", rich, nil), http.StatusOK, "miss")},
		{name: fmt.Sprintf("a board of %d cards", boardCards), before: k.drop(b), do: k.sends(b, k.request("GET", board, nil), http.StatusOK, "miss")},
		{name: "quick add: reading a line (2)", do: k.parses()},
		{name: "quick add: what it would add", do: k.sends(b, k.htmx("GET", paths.QuickAdd+"?"+url.Values{"text": {typedLine}, "view": {rich}}.Encode(), rich), http.StatusOK, "")},
		{name: "completing a task", before: k.reopens(b, chores.plain), do: k.sends(b, k.htmx("POST", "/tasks/"+string(chores.plain)+"/complete", chores.list), http.StatusOK, "bypass")},
		{name: "completing one that repeats (3)", before: k.comesAgain(b, chores), do: func() (int, bool) {
			return k.sends(b, k.htmx("POST", "/tasks/"+string(chores.repeating)+"/complete", chores.list), http.StatusOK, "bypass")()
		}},
	}
	for range rounds {
		for _, t := range bench {
			t.turn(b)
		}
	}
	t := newTable(b)
	t.say("\nLists of %d tasks, the handler alone, one request at a time", listTasks)
	t.say("\tp50 ms\tp99 ms\tKB sent\t")
	for _, kind := range bench {
		slices.Sort(kind.took)
		t.say("%s\t%.3f\t%.3f\t%.1f\t", kind.name, ms(percentile(kind.took, 50)), ms(percentile(kind.took, 99)), float64(kind.size)/kb)
	}
	flat, sectioned, cards, preview, plain, again := bench[1], bench[2], bench[3], bench[5], bench[6], bench[7]
	t.say("\n\tmeasured\tto reach\t\t")
	t.row("sections, labels, subtasks / flat, in a round", "%.2f", sectioned.times(flat), "≤", 1.5, "")
	t.row("quick add: what it would add", "%.2f", ms(percentile(preview.took, 50)), "<", 5, " ms")
	t.say("board of %d cards / flat, in a round\t%.2f\t\t\t", boardCards, cards.times(flat))
	t.say("completing one that repeats / one that does not, in a round\t%.2f\t\t\t", again.times(plain))
	t.say("")
	t.end()
	fmt.Printf(`(1) 5 sections; of 10 tasks 3 are under one and 1 is two levels down; 1 of 2 has labels, 1 of 5 repeats or is for somebody.
(2) %q
(3) The next one is added and the answer has it. It is completed in its turn, and the done one removed, which is not timed.
`, typedLine)
	b.ReportMetric(0, "ns/op") // left out: it would be the time of the whole run
}

// turns is one kind of work, which is measured a few times in every round.
type turns struct {
	name    string
	before  func()                     // not timed; may be nil
	do      func() (size int, ok bool) // not ok where the machine was too busy for it to be what it is
	took    []time.Duration
	size    int             // of the last answer
	middles []time.Duration // of each turn
}

func (t *turns) turn(b *testing.B) {
	var took []time.Duration
	for tries := 0; len(took) < perTurn; tries++ {
		if tries > turnTries*perTurn {
			b.Fatalf("%s: Docket or redis-server was too slow to answer as it should; is the machine busy?", t.name)
		}
		if t.before != nil {
			t.before()
		}
		began := time.Now()
		size, ok := t.do()
		if ok {
			took, t.size = append(took, time.Since(began)), size
		} else {
			<-time.After(cacheRest)
		}
	}
	t.took, t.middles = append(t.took, took...), append(t.middles, middle(took))
}

// times is how many times as long as u it took: the middle of the rounds.
func (t *turns) times(u *turns) float64 {
	ratios := make([]float64, len(t.middles))
	for i := range ratios {
		ratios[i] = float64(t.middles[i]) / float64(u.middles[i])
	}
	return middle(ratios)
}

// sends returns what sends a request. It is not ok where Docket has given the cache up
// for a moment: it uses it, or not, in another way than this one.
func (k *kit) sends(b *testing.B, r *http.Request, status int, cache string) func() (int, bool) {
	return func() (int, bool) {
		w := k.do(b, r)
		if w.status != status {
			b.Fatalf("%s is answered with %d", r.URL, w.status)
		}
		return w.size, strings.HasPrefix(strings.TrimPrefix(w.header.Get("Server-Timing"), "cache;desc="), cache)
	}
}

// htmx makes a request as htmx sends it from a view.
func (k *kit) htmx(method, path, view string) *http.Request {
	var form url.Values
	if method == http.MethodPost {
		form = url.Values{}
	}
	r := k.request(method, path, form)
	r.URL.RawQuery, r.URL.Path = "", path
	if at := strings.IndexByte(path, '?'); at >= 0 {
		r.URL.Path, r.URL.RawQuery = path[:at], path[at+1:]
	}
	r.Header.Set("HX-Request", "true")
	r.Header.Set("Docket-View", view)
	r.Header.Set("HX-Current-URL", k.app.URL+view)
	return r
}

func (k *kit) parses() func() (int, bool) {
	known := func(string, string) bool { return true }
	s := quickadd.Settings{Now: k.app.Clock.Now(), Zone: k.me.Zone, WeekStart: k.me.WeekStart, List: known, Person: known}
	return func() (int, bool) { quickadd.Parse(typedLine, s); return 0, true }
}

// drop returns what drops the person's cached views, as a write does.
func (k *kit) drop(b *testing.B) func() {
	p := person{id: k.user}
	return func() {
		var err error
		for range turnTries {
			if err = k.app.CacheAt.Client().Unlink(b.Context(), p.cached()).Err(); err == nil {
				return
			}
		}
		b.Fatal(err)
	}
}

func (k *kit) reopens(b *testing.B, task docket.ID) func() {
	return func() {
		_, err := k.app.Use.ReopenTask(b.Context(), k.me, task)
		k.must(b, err)
	}
}

func (k *kit) must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// add adds a list and its sections.
func (k *kit) add(b *testing.B, name string, sections ...string) (list docket.ID, ids []docket.ID) {
	b.Helper()
	l, err := k.app.Use.AddList(b.Context(), k.me, app.NewList{Name: name})
	k.must(b, err)
	for _, s := range sections {
		change, err := k.app.Use.AddSection(b.Context(), k.me, l.ID, s)
		k.must(b, err)
		ids = append(ids, change.After.ID)
	}
	return l.ID, ids
}

func (k *kit) addTask(b *testing.B, in app.NewTask) docket.ID {
	b.Helper()
	t, err := k.app.Use.AddTask(b.Context(), k.me, in)
	k.must(b, err)
	return t.ID
}

// addRich adds a list with as many tasks as the flat one and the same titles and days,
// and with all that a task can have besides.
func (k *kit) addRich(b *testing.B) (path string) {
	list, sections := k.add(b, "House", "Ideas", "Next", "In progress", "Waiting", "Review")
	labels := []string{"errand", "call", "weekend", "waiting", "quick", "money"}
	var above [docket.MaxDepth + 1]docket.ID
	for i := range listTasks {
		in := app.NewTask{Title: title(i), ListID: string(list), Priority: fmt.Sprint(max(0, i%9-4)), SectionID: string(sections[i/10%len(sections)])}
		if i%3 == 0 {
			in.DueOn = string(k.me.Today(k.app.Clock.Now()))
		}
		if i%6 == 0 {
			in.DueTime = fmt.Sprintf("%02d:%02d", 8+i%10, i%4*15)
		}
		if i%2 == 0 {
			in.Labels = []string{labels[i%len(labels)], labels[(i+i/2+1)%len(labels)]}
		}
		if i%15 == 0 {
			in.Repeat = "FREQ=WEEKLY"
		}
		if i%7 == 0 {
			in.AssigneeID = string(k.user)
		}
		depth := [10]int{1: 1, 2: 1, 5: 1, 6: 2}[i%10]
		if depth > 0 {
			in.ParentID, in.SectionID = string(above[depth-1]), ""
		}
		above[depth] = k.addTask(b, in)
	}
	return "/lists/" + string(list)
}

func (k *kit) addBoard(b *testing.B) (path string) {
	list, sections := k.add(b, "Board", "Ideas", "Next", "In progress", "Review")
	for i := range boardCards {
		in := app.NewTask{Title: title(i), ListID: string(list), SectionID: string(sections[i%len(sections)]), Priority: fmt.Sprint(max(0, i%9-4))}
		if i%3 == 0 {
			in.DueOn = string(k.me.Today(k.app.Clock.Now()))
		}
		if i%4 == 0 {
			in.Labels = []string{"errand"}
		}
		k.addTask(b, in)
	}
	return "/lists/" + string(list) + "/board"
}

// chores is a list with a task that repeats among those that do not.
type chores struct {
	list             string
	id               docket.ID
	plain, repeating docket.ID
}

func (k *kit) addRepeating(b *testing.B) *chores {
	list, _ := k.add(b, "Chores")
	plain := addTasks(b, k.app.Use, k.me, list, k.me.Today(k.app.Clock.Now()), 3, listTasks-1)
	return &chores{list: "/lists/" + string(list), id: list, plain: plain, repeating: k.addTask(b, app.NewTask{Title: "Bins", ListID: string(list), Repeat: "FREQ=WEEKLY"})}
}

// comesAgain returns what makes the next one of a task that was completed the one to
// complete, and removes the completed one, so that the list stays what it was.
func (k *kit) comesAgain(b *testing.B, c *chores) func() {
	completed := false
	return func() {
		if !completed {
			completed = true // from now on
			return
		}
		page, err := k.app.Use.Page(b.Context(), k.user, docket.View{Kind: docket.ViewList, List: c.id})
		k.must(b, err)
		tasks := page.Groups[0].Tasks
		next := slices.IndexFunc(tasks, func(t docket.Task) bool { return t.Repeat != "" })
		if next < 0 || tasks[next].ID == c.repeating {
			b.Fatal("the task was not completed or does not come again")
		}
		k.must(b, k.app.DB.Write(b.Context(), func(tx *db.Tx) error {
			tx.Change(docket.Change{Name: "bench", Lists: []docket.ID{c.id}})
			return tx.RemoveTask(c.repeating)
		}))
		c.repeating = tasks[next].ID
	}
}
