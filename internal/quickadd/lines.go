package quickadd

import (
	"strings"

	"docket/internal/docket"
)

// tabWidth is how many columns a tab goes to.
const tabWidth = 4

// Line is one task of a text of several.
type Line struct {
	Text  string // for Parse
	Depth int    // 0 to 2: how many of the lines above it is below
	Done  bool   // its box is ticked
}

// Lines cuts a text into the lines that make tasks. Empty ones go, and what lists begin their lines with: a dash, a
// star, a plus or a number, and a box. A line that is indented more than another above it is below that one.
func Lines(text string) []Line {
	var lines []Line
	var indents []int // of the lines that the next may be below
	for raw := range strings.Lines(text) {
		task, done := unlist(strings.TrimSpace(raw))
		if task == "" {
			continue
		}
		indent := indentOf(raw)
		for len(indents) > 0 && indents[len(indents)-1] >= indent {
			indents = indents[:len(indents)-1]
		}
		lines = append(lines, Line{Text: task, Depth: min(len(indents), docket.MaxDepth), Done: done})
		indents = append(indents, indent)
	}
	return lines
}

// indentOf returns how many columns of space a line begins with.
func indentOf(line string) int {
	columns := 0
	for _, r := range line {
		switch {
		case r == '\t':
			columns += tabWidth - columns%tabWidth
		case isSpace(r):
			columns++
		default:
			return columns
		}
	}
	return columns
}

// unlist takes off what lists begin their lines with, and reports whether that was a ticked
// box.
func unlist(s string) (task string, done bool) {
	if first, rest := cutWord(s); first == "-" || first == "*" || first == "+" || isNumbering(first) {
		s = rest
	}
	for _, box := range []string{"[ ]", "[x]", "[X]"} {
		if rest, ok := strings.CutPrefix(s, box); ok && (rest == "" || rest != strings.TrimSpace(rest)) {
			return strings.TrimSpace(rest), box != "[ ]"
		}
	}
	return s, false
}

// cutWord cuts a trimmed text behind its first word.
func cutWord(s string) (first, rest string) {
	i := strings.IndexFunc(s, isSpace)
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimSpace(s[i:])
}

// isNumbering reports whether a word numbers the lines of a list: 1. to 999.
func isNumbering(word string) bool {
	digits, ok := strings.CutSuffix(word, ".")
	return ok && len(digits) <= 3 && number(digits, 999) != 0
}
