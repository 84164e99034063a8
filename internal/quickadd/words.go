package quickadd

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestWord is more bytes than a word of the grammar has.
const longestWord = 40

// A state says what has become of a word.
type state uint8

const (
	free   state = iota // plain text so far
	passed              // plain text that could be understood, but for a backslash or as the line has said it already
	taken               // understood
)

// A word is a run of the line without spaces, or with them in quotes.
type word struct {
	start, end int    // in the line
	raw        string // as typed, without the backslash
	text       string // in lower case without punctuation behind it; "" where no word of the grammar can be meant
	dotted     string // text with its full stop
	opens      bool   // a phrase may begin with it
	stop       bool   // punctuation behind it ends a phrase
	comma      bool   // and is a comma
	escaped    bool   // there is a backslash before it
	lifted     bool   // and it goes
	state      state
}

func isSpace(r rune) bool { return unicode.IsSpace(r) }

// unquote returns what is inside the quotes around the whole of a trimmed text. Phones make them “ and ”.
func unquote(s string) (inside string, ok bool) {
	for _, quotes := range [][2]string{{`"`, `"`}, {"“", "”"}} {
		if inside, ok = strings.CutPrefix(s, quotes[0]); ok {
			inside, ok = strings.CutSuffix(inside, quotes[1])
			inside = strings.TrimSpace(inside)
			return inside, ok && inside != "" && !strings.Contains(inside, quotes[0]) && !strings.Contains(inside, quotes[1])
		}
	}
	return "", false
}

// lex cuts the line into words, up to the one that notes begin behind.
func lex(line string) []word {
	var words []word
	for i := 0; i < len(line); {
		r, size := utf8.DecodeRuneInString(line[i:])
		if isSpace(r) {
			i += size
			continue
		}
		w := word{start: i}
		if line[i] == '\\' {
			w.escaped = true
			i++
		}
		begin := i
		if i < len(line) && line[i] == '"' && !w.escaped {
			if closing := strings.IndexByte(line[i+1:], '"'); closing >= 0 {
				i += closing + 2
			}
		}
		i = wordEnd(line, begin, i)
		w.end, w.raw = i, line[begin:i]
		w.fold()
		words = append(words, w)
		if w.raw == "//" && (len(words) > 1 || w.escaped) {
			break
		}
	}
	return words
}

// wordEnd returns where the word ends that began at begin and was followed to i. In a sign's word, a name may
// stand in quotes: after the sign, and in a list's after a slash.
func wordEnd(line string, begin, i int) int {
	for i < len(line) {
		if line[i] == '"' && i > begin && strings.IndexByte("#/@", line[begin]) >= 0 &&
			(i == begin+1 || line[begin] == '/' && line[i-1] == '/') {
			if closing := strings.IndexByte(line[i+1:], '"'); closing >= 0 {
				i += closing + 2
				continue
			}
		}
		r, size := utf8.DecodeRuneInString(line[i:])
		if isSpace(r) {
			break
		}
		i += size
	}
	return i
}

// fold sets what the grammar compares.
func (w *word) fold() {
	if len(w.raw) > longestWord {
		return
	}
	lower := make([]byte, len(w.raw))
	for i := range len(w.raw) {
		c := w.raw[i]
		if c >= utf8.RuneSelf {
			return
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		lower[i] = c
	}
	w.dotted = string(lower)
	if w.dotted == "every!" {
		w.text, w.opens = w.dotted, true
		return
	}
	w.dotted = strings.TrimRight(w.dotted, ",;:!")
	w.text = strings.TrimRight(w.dotted, ",;:!.")
	w.opens = opens(w.text)
	w.stop = len(w.text) < len(w.raw)
	w.comma = w.raw[len(w.text):] == ","
}

// A reader goes through the words of a phrase.
type reader struct {
	words []word
	first int // the word that it began with, which may have a backslash
	i     int // the next word
	end   int
}

// next returns the next word of the phrase, nil where the phrase can't go on.
func (r *reader) next() *word {
	if r.i >= r.end || r.i > r.first && r.words[r.i-1].stop {
		return nil
	}
	w := &r.words[r.i]
	if w.state != free || w.escaped && r.i > r.first {
		return nil
	}
	return w
}

// peek is next's text.
func (r *reader) peek() string {
	if w := r.next(); w != nil {
		return w.text
	}
	return ""
}

// take goes on if the next word is one of these.
func (r *reader) take(texts ...string) bool {
	next := r.peek()
	for _, text := range texts {
		if next == text && text != "" {
			r.i++
			return true
		}
	}
	return false
}

// beyondComma is peek, also where a comma is before the next word.
func (r *reader) beyondComma() string {
	if r.i == r.first || !r.words[r.i-1].comma || r.i >= r.end {
		return r.peek()
	}
	if w := &r.words[r.i]; w.state == free && !w.escaped {
		return w.text
	}
	return ""
}
