package quickadd_test

import (
	"strings"
	"testing"
)

// Words that look like a day, a time or a sign and are none stay text wherever they stand.
func TestFalseFriends(t *testing.T) {
	for _, friend := range []string{
		"todays", "today's", "Monday.com", "v2 !important", "mail a@b.c", "C# notes", "issue #12", "and/or", "/etc/hosts", "room 12/1", "May I", "sat on the mat", "march on",
		"sun cream", "9am-5pm", "chapter 3", "100%", "http://x.y/z#a", "9am - 5pm", "9am to 5pm", "from monday to friday", "monday–friday", "monday – friday", "mon/tue", "tomorrow's", "tonight-show", "everyday", "every-day",
		"page 5th", "version 1.12.", "flight 9/11", "3:0", "1.5.3", "24/7", "on the 2nd floor", "on 5th Avenue", "by the 3rd attempt", "sunscreen", "Mondays", "1984", "may", "seconds", "p5", "p12", "!!1", "#", "@", "/", "a#b", "x@ana",
		"Friday the 13th", "for next week", "room 14h", "item 1 dec", "Ana's 5th", "@nobody", "/nowhere/Garden", "on sun cream", "today and tomorrow", "today - tomorrow", "on monday and on friday", "every mon and every thu", "at 9am or by 5pm", "monday until friday", "Tom", "\u212Aevery daу", "dec 25th's", "e.g. at 7", "1/2/3", "in 5 minutes",
		"to do on", "wed and bed",
	} {
		for _, line := range []string{friend, "Do " + friend, friend + " do", "Do " + friend + " do", "Do " + friend + " do it, " + friend, `Do \#x ` + friend, "Do that. " + friend + ", do"} {
			// At an end, what an end is read as is another matter: these are words that aren't.
			task := check(t, line, friday())
			if got, want := task.Title, strings.ReplaceAll(line, `\#`, "#"); got != want || said(task) != "" {
				t.Errorf("%q is %q with %s", line, got, said(task))
			}
		}
	}
	for _, line := range []string{"read 1984", "watch Friday the 13th", "Meet Tom", "Watch 24", "Read 9/11: a study", "Weekly report", "Daily standup notes", "Buy sun cream for may", "The last day of summer",
		"Use every means", "Every breath you take", "Book table for friday", "Move it from monday to tuesday", "Open monday and tuesday", "Sit in the sun", "Walk on 5th avenue", "Buy 2 mar mar", "At last", "Due diligence",
		"By the way", "On time", "Call in", "In time", "Next step", "This and that", "End of story", "End of the line", "Until then", "Rest at home", "Look at 3 flats", "Fix p5", "The 5th element", "second hand", "First things first"} {
		try(t, friday(), row{line, line + " |"})
	}
	try(t, at(t, "2026-11-10 12:00", "UTC"), row{"watch Friday the 13th", "watch Friday the 13th |"}) // it is one
	try(t, friday(), row{"Pay today - by 5pm", "Pay - | 2026-11-27 17:00"}, row{"on monday to talk", "to talk | 2026-11-30"}, row{"Plan for today", "Plan for | 2026-11-27"})
	// No reader can tell these apart. They are understood, and shown to be.
	try(t, friday(), row{"Read The Man Who Was Thursday", "Read The Man Who Was | 2026-12-03"})
}
