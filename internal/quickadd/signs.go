package quickadd

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"docket/internal/docket"
)

// punctuation may follow a name that isn't in quotes.
const punctuation = ",.;:!?"

// A sign is a word that begins with one, as far as its shape goes.
type sign struct {
	kind          Kind
	name, section string
}

// readSigns finds the signs: the list first, as who is a member depends on it, and priorities
// from the end on, as P2 may be the name of something.
func (p *parser) readSigns() {
	for i := range p.words {
		p.readSign(i, KindList)
	}
	for i := range p.words {
		p.readSign(i, KindPerson, KindLabel)
	}
	for i := range slices.Backward(p.words) {
		p.readSign(i, KindPriority)
	}
}

// readSign takes a word where it is a sign of one of these kinds.
func (p *parser) readSign(i int, kinds ...Kind) {
	w := &p.words[i]
	if w.state != free {
		return
	}
	s, ok := readSign(w)
	if !ok || !slices.Contains(kinds, s.kind) {
		return
	}
	known := true
	switch s.kind {
	case KindList:
		known = p.known(&s, func(s sign) bool { return p.List != nil && p.List(s.name, s.section) })
	case KindPerson:
		known = p.known(&s, func(s sign) bool { return p.Person != nil && p.Person(p.task.List, s.name) })
	}
	switch {
	case w.escaped:
		w.state, w.lifted = passed, true
	case !known:
	case p.said(s):
		w.state = passed
	default:
		p.understand(i, s)
	}
}

// said reports whether the line has said this already, so that it stays text.
func (p *parser) said(s sign) bool {
	switch s.kind {
	case KindList:
		return p.task.List != ""
	case KindPerson:
		return p.task.Person != ""
	case KindPriority:
		return p.task.Priority != 0
	}
	return false
}

func (p *parser) understand(i int, s sign) {
	text := s.name
	switch s.kind {
	case KindList:
		p.task.List, p.task.Section = s.name, s.section
		if s.section != "" {
			text += " / " + s.section
		}
	case KindPerson:
		p.task.Person = s.name
	case KindPriority:
		p.task.Priority = docket.Priority(s.name[0] - '0')
	case KindLabel:
		p.task.Labels = append(p.task.Labels, s.name)
	}
	p.add(s.kind, i, i+1, text)
}

// known reports whether there is what a sign names, with the punctuation behind it or, failing that, without.
func (p *parser) known(s *sign, ask func(sign) bool) bool {
	if ask(*s) {
		return true
	}
	last := &s.name
	if s.section != "" {
		last = &s.section
	}
	short := strings.TrimRight(*last, punctuation)
	if short == "" || short == *last {
		return false
	}
	*last = short
	return ask(*s)
}

// readSign reads a word as a sign.
func readSign(w *word) (s sign, ok bool) {
	if len(w.raw) < 2 {
		return s, false
	}
	switch w.raw[0] {
	case '!', 'p', 'P':
		priority := strings.TrimRight(w.raw[1:], punctuation)
		return sign{kind: KindPriority, name: priority}, len(priority) == 1 && '1' <= priority[0] && priority[0] <= '4'
	case '#':
		s.kind = KindLabel
		name, rest, inQuotes := readName(w.raw[1:], "")
		s.name = name
		if !inQuotes {
			s.name = strings.TrimRight(name, punctuation)
		}
		return s, rest == "" && isLabel(s.name, inQuotes)
	case '@':
		s.kind = KindPerson
		var rest string
		s.name, rest, _ = readName(w.raw[1:], "")
		return s, rest == "" && s.name != ""
	case '/':
		s.kind = KindList
		name, rest, _ := readName(w.raw[1:], "/")
		s.name = name
		if strings.HasPrefix(rest, "/") {
			s.section, rest, _ = readName(rest[1:], "")
			ok = s.section != ""
		} else {
			ok = true
		}
		return s, ok && rest == "" && s.name != ""
	}
	return s, false
}

// readName reads a name, in quotes or up to one of these bytes, and returns what follows it. Behind quotes
// punctuation is nothing.
func readName(text, until string) (name, rest string, inQuotes bool) {
	if strings.HasPrefix(text, `"`) {
		if name, rest, closed := strings.Cut(text[1:], `"`); closed {
			return strings.TrimSpace(name), strings.TrimLeft(rest, punctuation), true
		}
	}
	if i := strings.IndexAny(text, until); i >= 0 {
		return text[:i], text[i:], false
	}
	return text, "", false
}

// isLabel reports whether a label may have this name. What isn't in quotes begins like a word and has more than
// digits: #12 is the number of something.
func isLabel(name string, inQuotes bool) bool {
	if label, err := docket.CleanLabel(name); err != nil || label != name {
		return false
	}
	if inQuotes {
		return true
	}
	first, _ := utf8.DecodeRuneInString(name)
	return (first >= utf8.RuneSelf || unicode.IsLetter(first) || unicode.IsDigit(first)) &&
		!strings.ContainsAny(name, "#\"") &&
		strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsSymbol(r) && r >= utf8.RuneSelf })
}

// dropTwins removes labels that are there already in another case.
func dropTwins(labels []string) []string {
	seen := make(map[string]bool, len(labels))
	return slices.DeleteFunc(labels, func(label string) bool {
		folded := strings.ToLower(label)
		twin := seen[folded]
		seen[folded] = true
		return twin
	})
}
