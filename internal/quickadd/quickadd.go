// Package quickadd reads the line that a task is typed in: a title, and among its words a list, labels, a
// person, a priority, a day, a time and a repeat, and notes after it.
//
// Nothing is guessed. A day, a time or a repeat is read at either end of the line or after a word that leads to
// one, such as "on"; a sign such as # where a word begins; and every part that is understood is reported with its
// place in the line, so that it can be shown and be taken back. The rest is the title, as it was typed.
//
// It is written by hand. The libraries for Go that read dates in natural language find them in the middle of
// sentences too, and most don't say which of the words they have taken, so none fits.
//
// A line is cut into words, and the words into phrases: from its end towards the beginning, then from its
// beginning, then in the middle. Which phrases there are doesn't depend on what they mean or on a backslash before
// one of them. So making a part plain text with [Plain] leaves the others what they were.
package quickadd

import (
	"slices"
	"strings"
	"time"

	"docket/internal/docket"
)

// Settings are what the meaning of a line depends on besides its words.
type Settings struct {
	Now        time.Time      // the moment it is typed
	Zone       *time.Location // of the user; nil is UTC
	WeekStart  time.Weekday   // the user's first day of the week
	MonthFirst bool           // 12/1 is 1 December

	// List reports whether there is a list of this name, and in it a section of this one where section isn't "".
	// Person reports whether a member of the list has this name; the list is the line's, "" for the one that it is
	// typed in. A nil function knows nobody and nothing.
	List   func(list, section string) bool
	Person func(list, name string) bool
}

// Kind says what a part of the line is.
type Kind string

// The kinds of parts.
const (
	KindList     Kind = "list" // with its section, if any
	KindLabel    Kind = "label"
	KindPerson   Kind = "person"
	KindPriority Kind = "priority"
	KindDay      Kind = "day"
	KindTime     Kind = "time"
	KindRepeat   Kind = "repeat"
	KindNotes    Kind = "notes"
)

// Part is a part of the line that was understood.
type Part struct {
	Kind       Kind
	Start, End int    // bytes of the line
	Text       string // what was understood: "Home / Garden", "errand", "Ana", "1", "2026-12-01", "17:30", a rule or the day of its end, the notes
}

// Task is what a line says. What it doesn't say is the zero value.
type Task struct {
	Title, Notes, List, Section, Person string

	Labels   []string // as typed, none twice in whatever case
	Priority docket.Priority
	DueOn    docket.Date
	DueTime  docket.Clock // only with DueOn

	// Repeat is an RRULE of RFC 5545, of FREQ, INTERVAL, BYMONTH, BYMONTHDAY, BYDAY, COUNT and UNTIL in this order.
	// "FROM=COMPLETION;" before it says that it counts from the day the task is completed.
	Repeat string

	Parts []Part // in the order of the line, never overlapping
}

// Parse reads a line. Of what is said twice, one is understood and the other stays text: of lists and people
// the first, of priorities, days, times and repeats the one nearest the end. The title is empty only where the line is blank: if everything
// was understood, the title is what was typed and nothing is.
func Parse(line string, s Settings) Task {
	if title, ok := unquote(strings.TrimSpace(line)); ok {
		return Task{Title: title}
	}
	if s.Zone == nil {
		s.Zone = time.UTC
	}
	p := &parser{line: line, Settings: s, today: docket.DateIn(s.Now, s.Zone), words: lex(line)}
	p.now = docket.Clock(s.Now.In(s.Zone).Format("15:04"))
	p.cutNotes()
	if head, ok := unquote(strings.TrimSpace(line[:p.headEnd])); ok {
		p.task.Title = head
	} else {
		p.readSigns()
		p.segment()
		p.choose()
		if p.task.Title = p.title(); p.task.Title == "" {
			p.task = Task{Title: strings.TrimSpace(line[:p.headEnd])}
		}
	}
	if p.notes != nil {
		p.task.Notes = p.notes.Text
		p.task.Parts = append(p.task.Parts, *p.notes)
	}
	slices.SortFunc(p.task.Parts, func(a, b Part) int { return a.Start - b.Start })
	return p.task
}

// A parser is one reading of a line.
type parser struct {
	Settings
	line    string
	today   docket.Date
	day     time.Time // midnight of today in UTC, to count from
	now     docket.Clock
	words   []word
	headEnd int // where the words end and notes begin
	tail    int // where the text begins that a backslash before // has made plain; headEnd if there is none
	notes   *Part
	phrases []phrase // in the order in which they are chosen from
	task    Task
}

// cutNotes takes the notes off: everything after a word // that isn't the first. If nothing follows it, somebody
// is about to type them. After \// everything is text.
func (p *parser) cutNotes() {
	p.headEnd, p.tail = len(p.line), len(p.line)
	last := len(p.words) - 1
	if last < 0 || p.words[last].raw != "//" || last == 0 && !p.words[last].escaped {
		return
	}
	w := p.words[last]
	p.words, p.tail = p.words[:last], w.start
	if w.escaped {
		return
	}
	p.headEnd = w.start
	if notes := strings.TrimSpace(p.line[w.end:]); notes != "" {
		end := len(strings.TrimRightFunc(p.line, isSpace))
		p.notes = &Part{Kind: KindNotes, Start: w.start, End: end, Text: notes}
	}
}

// title puts together what nothing was understood of. Around a part that has gone, one space is left, and no
// comma that led to it.
func (p *parser) title() string {
	var b strings.Builder
	kept, gone := -1, false // the end of the word before, and whether a part was between
	write := func(start, end, textStart int) {
		switch {
		case kept >= 0 && gone:
			b.WriteByte(' ')
		case kept >= 0:
			b.WriteString(p.line[kept:start])
		}
		b.WriteString(p.line[textStart:end])
		kept, gone = end, false
	}
	for _, w := range p.words {
		switch {
		case w.state == taken:
			gone = true
		case w.escaped && w.lifted:
			write(w.start, w.end, w.start+1)
		default:
			write(w.start, w.end, w.start)
		}
	}
	if p.tail < p.headEnd {
		write(p.tail, len(strings.TrimRightFunc(p.line, isSpace)), p.tail+1)
	}
	title := b.String()
	if short := strings.TrimRightFunc(strings.TrimRight(title, ","), isSpace); gone && short != "" {
		title = short
	}
	return title
}

func (p *parser) add(kind Kind, from, to int, text string) {
	for i := from; i < to; i++ {
		p.words[i].state = taken
	}
	p.task.Parts = append(p.task.Parts, Part{Kind: kind, Start: p.words[from].start, End: p.words[to-1].end, Text: text})
}
