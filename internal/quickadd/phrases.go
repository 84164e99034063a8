package quickadd

import (
	"strings"
	"time"

	"docket/internal/docket"
	"docket/internal/repeat"
)

// longestPhrase is more words than a phrase has.
const longestPhrase = 24

// A phrase is a run of words that say a day, a time or a repeat, if they stand where that is read.
type phrase struct {
	kind     Kind
	from, to int // words

	day     time.Time // midnight in UTC
	clock   docket.Clock
	rule    repeat.Rule
	tonight bool
	until   bool // the day is one that something lasts until

	led      bool // begins with a word that leads to it
	anywhere bool // is read wherever it stands
	endOnly  bool // only at the end of the line
	short    bool // may be another word: only at the end, or with others
	bare     bool // an ordinal or numbers with a slash: only at the end or led
	loose    bool // a repeat that may be something else: only at the ends
	ordinal  bool
	digits   bool // begins with a number that may number something
	off      bool // has a backslash before it
}

// set sets the day, if it is one.
func (ph *phrase) set(t time.Time, ok bool) bool {
	ph.day = t
	return ok && t.Year() >= firstYear && t.Year() <= lastYear
}

func (p *parser) reader(i, end int) reader {
	return reader{words: p.words, first: i, i: i, end: end}
}

// phraseAt returns the longest phrase from word i on and before word end, wherever that is.
func (p *parser) phraseAt(i, end int) (ph phrase, ok bool) {
	if i >= len(p.words) || p.words[i].state != free || !p.words[i].opens {
		return ph, false
	}
	if ph, ok = p.readRepeat(i, end); !ok {
		if ph, ok = p.readDay(i, end); !ok {
			ph, ok = p.readTime(i, end)
		}
	}
	ph.off = p.words[i].escaped
	return ph, ok
}

// segment finds the phrases. What it finds doesn't depend on whether there is a backslash before one.
func (p *parser) segment() {
	p.day = p.today.Midnight(time.UTC)
	end := len(p.words)
	for {
		for end > 0 && p.beyond(end-1) {
			end--
		}
		ph, ok := p.phraseBefore(end)
		if !ok || !p.mayEnd(&ph) {
			break
		}
		p.cut(ph)
		end = ph.from
	}
	begin := 0
	for {
		for begin < end && p.beyond(begin) {
			begin++
		}
		ph, ok := p.phraseAt(begin, end)
		if !ok || ph.endOnly || ph.short || ph.bare && !ph.led || p.counts(&ph) || p.spansOn(&ph) {
			break
		}
		p.cut(ph)
		begin = ph.to
	}
	for i := begin; i < end; i++ {
		if ph, ok := p.phraseAt(i, end); ok && p.mayBeWithin(&ph) {
			p.cut(ph)
			if ph.led && p.follow(&ph, end) {
				p.cut(ph)
			}
			i = ph.to - 1
		}
	}
	for i := range p.words {
		if w := &p.words[i]; w.escaped && w.state == free {
			w.lifted = liftable(w)
		}
	}
}

// beyond reports whether what is beyond a word is still at the end of the line.
func (p *parser) beyond(i int) bool { return p.words[i].state != free }

// phraseBefore returns the longest phrase that ends before word end.
func (p *parser) phraseBefore(end int) (ph phrase, ok bool) {
	for i := max(0, end-longestPhrase); i < end; i++ {
		if ph, ok = p.phraseAt(i, end); ok && ph.to == end {
			return ph, true
		}
	}
	return ph, false
}

// cut makes words a phrase. They are text until it is chosen.
func (p *parser) cut(ph phrase) {
	for i := ph.from; i < ph.to; i++ {
		p.words[i].state = passed
	}
	p.words[ph.from].lifted = ph.off
	p.phrases = append(p.phrases, ph)
}

// mayEnd reports whether a phrase at the end of the line is meant as one.
func (p *parser) mayEnd(ph *phrase) bool {
	if ph.anywhere || ph.led {
		return !p.spanned(ph)
	}
	if ph.from == 0 || p.words[ph.from-1].state != free {
		return true
	}
	before := &p.words[ph.from-1]
	if before.stop {
		return true
	}
	_, _, afterDay := weekday(before.text)
	return !joins(before) && !(ph.digits && numbered(before.text)) && !(ph.ordinal && (owns(before) || afterDay))
}

// mayBeWithin reports whether a phrase in the middle of the line is meant as one.
func (p *parser) mayBeWithin(ph *phrase) bool {
	switch {
	case ph.off:
		return true
	case ph.endOnly || ph.short || ph.loose || p.counts(ph):
		return false
	}
	return (ph.led || ph.anywhere) && !p.spanned(ph) && !p.spansOn(ph)
}

// follow finds the time right behind a day or the day behind a time, where a word has led to the first.
func (p *parser) follow(ph *phrase, end int) bool {
	next, ok := p.phraseAt(ph.to, end)
	if !ok || next.led || next.short || next.bare || next.endOnly || next.kind == ph.kind ||
		next.kind == KindRepeat || next.kind == KindDay && ph.kind == KindRepeat || p.spansOn(&next) {
		return false
	}
	*ph = next
	return true
}

// counts reports whether an ordinal counts what is behind it, as in on the 2nd floor.
func (p *parser) counts(ph *phrase) bool {
	return ph.ordinal && ph.to < len(p.words) && !p.words[ph.to-1].stop && counted(p.words[ph.to].text)
}

// spansOn reports whether a phrase is the beginning of a span or the first of a choice, as in monday to friday, or
// of a name as in friday the 13th.
func (p *parser) spansOn(ph *phrase) bool {
	if ph.to >= len(p.words)-1 || p.words[ph.to-1].stop {
		return false
	}
	between := &p.words[ph.to]
	if between.text == "the" {
		return ph.kind == KindDay && !ph.anywhere && ordinal(p.words[ph.to+1].text) != 0
	}
	if !spans(between) {
		return false
	}
	next, ok := p.phraseAt(ph.to+1, len(p.words))
	return ok && (next.kind == KindTime) == (ph.kind == KindTime)
}

// spanned reports whether a phrase is the end of a span or the second of a choice.
func (p *parser) spanned(ph *phrase) bool {
	between, first := ph.from-1, ph.from-2
	if ph.until {
		between, first = ph.from, ph.from-1
	}
	if first < 0 || !spans(&p.words[between]) {
		return false
	}
	text := p.words[first].text
	if ph.kind == KindTime {
		return clockOf(text) != ""
	}
	_, _, ok := weekday(text)
	return ok || text == "today" || text == "tonight" || text == "tomorrow"
}

// liftable reports whether a backslash that made no phrase or sign plain text goes nonetheless.
func liftable(w *word) bool {
	bare := *w
	for len(bare.raw) > 0 && bare.raw[0] == '\\' {
		bare.raw = bare.raw[1:]
	}
	bare.fold()
	if bare.raw == "" {
		return false
	}
	_, ok := readSign(&bare)
	return ok || len(bare.raw) > 1 && strings.IndexByte("#/@!", bare.raw[0]) >= 0 ||
		vocabulary(bare.text) || clockOf(bare.text) != "" || bare.raw[0] == '"'
}
