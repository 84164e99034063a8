package quickadd

import (
	"fmt"
	"strings"

	"docket/internal/docket"
)

// readTime reads a time of day, with the word that leads to it, from word i on and before word end.
func (p *parser) readTime(i, end int) (ph phrase, ok bool) {
	r := p.reader(i, end)
	ph = phrase{kind: KindTime, from: i}
	if r.take("due") {
		ph.led = true
		r.take("at", "by")
	} else if r.take("at", "by") {
		ph.led = true
	}
	text := r.peek()
	if text == "" {
		return ph, false
	}
	r.i++
	half := strings.ReplaceAll(r.peek(), ".", "")
	if (half == "am" || half == "pm") && clockOf(text+half) != "" {
		r.i++
		ph.digits = number(text, 12) != 0
		text += half
	} else {
		ph.digits = text[0] <= '9' && !strings.HasSuffix(text, "m")
	}
	ph.clock = clockOf(text)
	ph.to = r.i
	return ph, ph.clock != ""
}

// clockOf reads 9am, 9:30pm, 17:30, 14h, 14h30, noon and midnight, which is the day's beginning.
func clockOf(text string) docket.Clock {
	switch text {
	case "noon":
		return "12:00"
	case "midnight":
		return "00:00"
	}
	if text == "" || text[0] < '0' || text[0] > '9' {
		return ""
	}
	hour, minute := 0, 0
	bare, half := text, 0
	if short, ok := strings.CutSuffix(text, "am"); ok {
		bare, half = short, 1
	} else if short, ok := strings.CutSuffix(text, "pm"); ok {
		bare, half = short, 2
	}
	hours, minutes, exact := strings.Cut(bare, ":")
	if half == 0 && !exact {
		if hours, minutes, exact = strings.Cut(bare, "h"); !exact {
			return ""
		}
		exact = minutes != ""
	}
	if !twoDigits(hours, &hour) || exact && (len(minutes) != 2 || !twoDigits(minutes, &minute)) || hour > 23 || minute > 59 {
		return ""
	}
	if half != 0 {
		if hour < 1 || hour > 12 {
			return ""
		}
		hour = hour%12 + 12*(half-1)
	}
	return docket.Clock(fmt.Sprintf("%02d:%02d", hour, minute))
}

// twoDigits reads a number of one digit or two.
func twoDigits(text string, n *int) bool {
	if len(text) < 1 || len(text) > 2 || strings.Trim(text, "0123456789") != "" {
		return false
	}
	*n = 0
	for i := range len(text) {
		*n = 10**n + int(text[i]-'0')
	}
	return true
}
