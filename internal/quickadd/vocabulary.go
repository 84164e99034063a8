package quickadd

import (
	"strconv"
	"strings"
	"time"

	"docket/internal/repeat"
)

// weekday reads the name of a day of the week. A short one may be another word: sat, sun, mon, wed.
func weekday(text string) (day time.Weekday, short, ok bool) {
	switch text {
	case "monday":
		return time.Monday, false, true
	case "mon":
		return time.Monday, true, true
	case "tuesday", "tue", "tues":
		return time.Tuesday, false, true
	case "wednesday":
		return time.Wednesday, false, true
	case "wed":
		return time.Wednesday, true, true
	case "thursday", "thu", "thur", "thurs":
		return time.Thursday, false, true
	case "friday", "fri":
		return time.Friday, false, true
	case "saturday":
		return time.Saturday, false, true
	case "sat":
		return time.Saturday, true, true
	case "sunday":
		return time.Sunday, false, true
	case "sun":
		return time.Sunday, true, true
	}
	return 0, false, false
}

// month reads the name of a month, 0 for none.
func month(text string) time.Month {
	switch text {
	case "january", "jan":
		return time.January
	case "february", "feb":
		return time.February
	case "march", "mar":
		return time.March
	case "april", "apr":
		return time.April
	case "may":
		return time.May
	case "june", "jun":
		return time.June
	case "july", "jul":
		return time.July
	case "august", "aug":
		return time.August
	case "september", "sep", "sept":
		return time.September
	case "october", "oct":
		return time.October
	case "november", "nov":
		return time.November
	case "december", "dec":
		return time.December
	}
	return 0
}

// A unit is what a span of time is counted in.
type unit byte

const (
	days   unit = 'd'
	weeks  unit = 'w'
	months unit = 'm'
	years  unit = 'y'
)

// freq is how often one a unit is.
func (u unit) freq() repeat.Freq {
	switch u {
	case days:
		return repeat.Daily
	case weeks:
		return repeat.Weekly
	case months:
		return repeat.Monthly
	case years:
		return repeat.Yearly
	}
	return ""
}

// unitOf reads the name of a unit, in either number; 0 is none.
func unitOf(text string) unit {
	switch text {
	case "day", "days":
		return days
	case "week", "weeks":
		return weeks
	case "month", "months":
		return months
	case "year", "years":
		return years
	}
	return 0
}

// number reads a whole number from 1 to most, written in digits; 0 is none.
func number(text string, most int) int {
	if text == "" || len(text) > 4 || strings.Trim(text, "0123456789") != "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n > most {
		return 0
	}
	return n
}

// ordinal reads 1st to 31st; 0 is none.
func ordinal(text string) int {
	if len(text) < 3 {
		return 0
	}
	n := number(text[:len(text)-2], 31)
	ending := "th"
	switch {
	case n/10 == 1:
	case n%10 == 1:
		ending = "st"
	case n%10 == 2:
		ending = "nd"
	case n%10 == 3:
		ending = "rd"
	}
	if text[len(text)-2:] != ending {
		return 0
	}
	return n
}

// which reads the word for a place in an order: 1 to 5, -1 for the last, 0 for none.
func which(text string) int {
	switch text {
	case "first":
		return 1
	case "second":
		return 2
	case "third":
		return 3
	case "fourth":
		return 4
	case "fifth":
		return 5
	case "last":
		return -1
	}
	return ordinal(text)
}

// joins reports whether a word joins a day or time behind it to what is before it, so that it can't be taken off the
// end of the line without leaving that word hanging.
func joins(w *word) bool {
	if w.raw == "A" && w.start > 0 {
		return false // no article within a line: Vitamin A
	}
	switch w.text {
	case "to", "from", "for", "till", "til", "of", "before", "after", "since", "between", "and", "or", "than", "with",
		"the", "a", "an", "in", "per", "vs", "versus", "not", "about", "as", "around", "through", "thru", "like",
		"on", "by", "at", "due", "until", "every", "every!", "this", "next", "last", "each", "-", "&", "+", "/", "--":
		return true
	}
	return w.raw == "–" || w.raw == "—" || w.raw == "→"
}

// spans reports whether a word between two days or times makes a span or a choice of them.
func spans(w *word) bool {
	switch w.text {
	case "to", "till", "til", "until", "and", "or", "through", "thru", "vs", "-", "&", "/", "--":
		return true
	}
	return w.raw == "–" || w.raw == "—" || w.raw == "→"
}

// numbered reports whether a number behind this word is the number of such a thing and no day or time.
func numbered(text string) bool {
	switch text {
	case "room", "chapter", "version", "page", "flight", "section", "no", "number", "nr", "gate", "platform", "track",
		"level", "part", "season", "episode", "volume", "vol", "unit", "apartment", "apt", "flat", "bus", "line", "route",
		"act", "scene", "verse", "psalm", "figure", "fig", "table", "ticket", "issue", "bug", "seat", "row", "floor",
		"house", "building", "block", "box", "step", "item", "question", "exercise", "lesson", "module", "release",
		"chapters", "pages", "rooms", "ratio", "score", "scored", "rated", "article", "paragraph", "appendix", "grade", "class":
		return true
	}
	return false
}

// counted reports whether an ordinal before this word counts such things and is no day: the 2nd floor.
func counted(text string) bool {
	switch text {
	case "avenue", "ave", "street", "st", "floor", "place", "grade", "day", "time", "try", "attempt", "level", "row",
		"page", "chapter", "anniversary", "birthday", "week", "weeks", "month", "year", "hour", "item", "door", "edition",
		"draft", "version", "round", "quarter", "half", "person", "hand", "degree", "century", "party", "attempts", "step",
		"of", "class", "gear", "base", "choice", "line", "reading", "thought", "glance", "sight", "side", "car", "house":
		return true
	}
	return false
}

// owns reports whether an ordinal behind this word is somebody's: Ana's 5th.
func owns(w *word) bool {
	switch w.text {
	case "my", "our", "your", "his", "her", "their", "its":
		return true
	}
	return strings.HasSuffix(w.raw, "'s") || strings.HasSuffix(w.raw, "’s")
}

// opens reports whether a phrase may begin with a word.
func opens(text string) bool {
	if text == "" {
		return false
	}
	if c := text[0]; c == '+' || '0' <= c && c <= '9' {
		return true
	}
	return text == "the" || text == "day" || vocabulary(text)
}

// vocabulary reports whether a word is one that phrases are made of, so that a backslash before it is meant for
// this package.
func vocabulary(text string) bool {
	switch text {
	case "today", "tonight", "tomorrow", "tom", "tmr", "noon", "midnight", "daily", "weekly", "monthly", "yearly",
		"on", "by", "at", "due", "until", "every", "every!", "next", "this", "in", "end":
		return true
	}
	_, _, ok := weekday(text)
	return ok || month(text) != 0 || ordinal(text) != 0
}
