package password

import (
	_ "embed" // common.txt
	"slices"
	"strings"
)

//go:embed common.txt
var commonFile string

// sequences are the orders that people type without thinking: the alphabet, the digits, the rows of
// the American, German and French keyboards, the shifted digits and the keyboard's columns. Each
// continues at its start, and each counts backwards too.
var sequences = [...]string{
	"abcdefghijklmnopqrstuvwxyz",
	"0123456789",
	"1234567890qwertyuiopasdfghjklzxcvbnm",
	"qwertyuiop", "asdfghjkl", "zxcvbnm",
	"qwertzuiopasdfghjklyxcvbnm",
	"azertyuiopqsdfghjklmwxcvbn",
	"!@#$%^&*()_+",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
	"qazwsxedcrfvtgbyhnujmikolp",
}

// service is as guessable here as any word of the list.
const service = "docket"

// lookalikes are the signs that people put for letters.
var lookalikes = strings.NewReplacer("0", "o", "1", "i", "!", "i", "3", "e", "4", "a", "@", "a", "5", "s", "$", "s", "7", "t")

// longestWord is how many letters the words of the list have at most.
const longestWord = 11

// isCommon reports whether a password is on the list, or is one or two words of the list with nothing
// but digits and signs around them, repeated, or spelt with signs that look like their letters.
func isCommon(whole string, plain []rune) bool {
	unit := string(plain[:period(plain)])
	spelt := strings.TrimFunc(whole, func(r rune) bool { return !isLowerLatin(r) && r != '@' && r != '$' })
	for _, s := range []string{
		whole, string(plain), unit, core(unit), alphanumeric(lookalikes.Replace(spelt)),
	} {
		if listed(s) {
			return true
		}
		for i := range min(len(s), longestWord+1) {
			if listed(s[:i]) && listed(s[i:]) {
				return true
			}
		}
	}
	return false
}

func isLowerLatin(r rune) bool { return r >= 'a' && r <= 'z' }

// listed looks s up in the list by bisection, so that the list needs no memory of its own.
func listed(s string) bool {
	if s == "" || s == service || strings.Contains(s, "\n") {
		return s == service
	}
	_, list, _ := strings.Cut(commonFile, "\n\n")
	for len(list) > 0 {
		at := len(list) / 2
		start := strings.LastIndexByte(list[:at], '\n') + 1
		end := len(list)
		if n := strings.IndexByte(list[start:], '\n'); n >= 0 {
			end = start + n
		}
		switch strings.Compare(s, list[start:end]) {
		case 0:
			return true
		case -1:
			list = list[:start]
		default:
			list = list[min(end+1, len(list)):]
		}
	}
	return false
}

// steady reports whether s falls into few long runs: of one character, of neighbours in one of the
// sequences, or of neighbours in Unicode, which covers the other alphabets.
func steady(s []rune) bool {
	runs := 0
	for i := 0; i < len(s); runs++ {
		longest := 1
		for _, step := range [...]rune{0, 1, -1} {
			n := 1
			for i+n < len(s) && s[i+n] == s[i+n-1]+step {
				n++
			}
			longest = max(longest, n)
		}
		for _, sequence := range sequences {
			longest = max(longest, along([]rune(sequence), s[i:]))
		}
		i += longest
	}
	return runs > 0 && len(s) >= leastRun*runs
}

// along returns how many of the first characters of s follow the sequence in one direction.
func along(sequence, s []rune) int {
	at := slices.Index(sequence, s[0])
	if at < 0 {
		return 0
	}
	longest := 1
	for _, step := range [...]int{1, len(sequence) - 1} {
		n := 1
		for n < len(s) && s[n] == sequence[(at+n*step)%len(sequence)] {
			n++
		}
		longest = max(longest, n)
	}
	return longest
}
