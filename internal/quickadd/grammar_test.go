package quickadd_test

import (
	"strings"
	"testing"
)

func TestSigns(t *testing.T) {
	try(t, friday(),
		row{"Buy milk", "Buy milk |"},
		row{"Buy milk /home", "Buy milk | /home"},
		row{"/home Buy milk", "Buy milk | /home"},
		row{"Buy /home milk", "Buy milk | /home"},
		row{"Buy milk /home, now", "Buy milk now | /home"},
		row{"Rake /home/Garden", "Rake | /home/Garden"},
		row{`Rake /"summer house"/Garden`, "Rake | /summer house/Garden"},
		row{`Rake /"summer house"`, "Rake | /summer house"},
		row{`Rake /home/"north side".`, "Rake | /home/north side"},
		row{"Rake /Büro", "Rake | /Büro"},
		row{"Rake /cellar", "Rake /cellar |"},
		row{"Rake /home/Cellar", "Rake /home/Cellar |"},
		row{`Rake /"winter house today"`, `Rake /"winter house today" |`},
		row{"Rake /home /HQ", "Rake /HQ | /home"},
		row{"Buy milk #errand #shop", "Buy milk | #errand #shop"},
		row{"Buy #errand, milk", "Buy milk | #errand"},
		row{`Buy milk #"long label" now`, "Buy milk now | #long label"},
		row{"Buy milk #Errand #errand", "Buy milk | #Errand"},
		row{"Buy milk #größe #2026q1 #🛒", "Buy milk | #größe #2026q1 #🛒"},
		row{`Read #"12"`, "Read | #12"},
		row{"Read #12", "Read #12 |"},
		row{`Read #".." #"."`, `Read #".." #"." |`},
		row{"Read #12, #13.", "Read #12, #13. |"},
		row{"Buy #" + strings.Repeat("ä", 60), "Buy | #" + strings.Repeat("ä", 60)},
		row{"Buy #" + strings.Repeat("ä", 61), "Buy #" + strings.Repeat("ä", 61) + " |"},
		row{"# Heading ## #! #-", "# Heading ## #! #- |"},
		row{"Call @ana", "Call | @ana"},
		row{`Call @"Ana Maria" now`, "Call now | @Ana Maria"},
		row{"Call @ana: now", "Call now | @ana"},
		row{"Call @bo", "Call @bo |"},
		row{"Call @bo /home", "Call | /home @bo"},
		row{"Call @cy", "Call | @cy"},
		row{"Call @cy /home", "Call @cy | /home"},
		row{"Call @ana @cy", "Call @cy | @ana"},
		row{"Pay !1", "Pay | !1"},
		row{"Pay p4", "Pay | !4"},
		row{"P2 Pay", "Pay | !2"},
		row{"Pay !3 it", "Pay it | !3"},
		row{"Pay !1 !2", "Pay !1 | !2"},
		row{"Prep P2 deck p1", "Prep P2 deck | !1"},
		row{"Pay !5 p5 p0 !0 p12 !11", "Pay !5 p5 p0 !0 p12 !11 |"},
		row{"Pay !1, p2p", "Pay p2p | !1"},
		row{"Buy milk tomorrow #errand /home !1", "Buy milk | /home #errand !1 2026-11-28"},
		row{"#errand /home monday Buy milk", "Buy milk | /home #errand 2026-11-30"},
	)
}

func TestDays(t *testing.T) {
	for typed, want := range map[string]string{
		"today": "2026-11-27", "tonight": "2026-11-27 21:00", "tomorrow": "2026-11-28", "TOMORROW": "2026-11-28", "tom": "2026-11-28", "tmr": "2026-11-28",
		"day after tomorrow": "2026-11-29", "the day after tomorrow": "2026-11-29", "by the day after tomorrow": "2026-11-29",
		"monday": "2026-11-30", "Mon": "2026-11-30", "tuesday": "2026-12-01", "tue": "2026-12-01", "wednesday": "2026-12-02", "wed": "2026-12-02",
		"thursday": "2026-12-03", "thu": "2026-12-03", "friday": "2026-12-04", "fri": "2026-12-04", "saturday": "2026-11-28", "sat": "2026-11-28",
		"sunday": "2026-11-29", "sun": "2026-11-29", "this friday": "2026-11-27", "this monday": "2026-11-30",
		"next monday": "2026-11-30", "next friday": "2026-12-04", "next sun": "2026-12-06", "this weekend": "2026-11-28", "next weekend": "2026-12-05",
		"next week": "2026-11-30", "next month": "2026-12-01", "end of month": "2026-11-30", "at the end of the month": "2026-11-30",
		"in 3 days": "2026-11-30", "in 1 day": "2026-11-28", "in 2 weeks": "2026-12-11", "in a week": "2026-12-04", "in one month": "2026-12-27", "in 3 months": "2027-02-27",
		"+3d": "2026-11-30", "+2w": "2026-12-11", "+1m": "2026-12-27",
		"2026-12-01": "2026-12-01", "2025-01-02": "2025-01-02", "1.12.": "2026-12-01", "01.12.2027": "2027-12-01", "1.11.": "2027-11-01", "27.11.": "2026-11-27", "26.11.": "2027-11-26",
		"1 dec": "2026-12-01", "1 december": "2026-12-01", "dec 1": "2026-12-01", "Dec 1st": "2026-12-01", "1st of december": "2026-12-01", "1st dec": "2026-12-01", "the 1st of December": "2026-12-01",
		"1 dec 2027": "2027-12-01", "dec 1, 2027": "2027-12-01", "dec 1 2027": "2027-12-01", "may 5": "2027-05-05", "29 feb": "2028-02-29", "nov 27": "2026-11-27", "nov 26": "2027-11-26",
		"1/12": "2026-12-01", "12/1": "2027-01-12", "1/12/2027": "2027-12-01", "5th": "2026-12-05", "the 5th": "2026-12-05", "27th": "2026-11-27", "26th": "2026-12-26", "31st": "2026-12-31",
		"tue 1 dec": "2026-12-01", "tuesday, dec 1": "2026-12-01", "wed 2.12.": "2026-12-02",
		"on monday": "2026-11-30", "by monday": "2026-11-30", "due monday": "2026-11-30", "due on monday": "2026-11-30", "until monday": "2026-11-30", "due tomorrow": "2026-11-28",
		"due in 3 days": "2026-11-30", "by next week": "2026-11-30", "by end of month": "2026-11-30", "on sat": "2026-11-28", "on the 5th": "2026-12-05", "by 1/12": "2026-12-01",
		"monday.": "2026-11-30", "monday!": "2026-11-30",
	} {
		try(t, friday(), row{"Buy milk " + typed, "Buy milk | " + want}, row{"Buy milk " + typed + " #x", "Buy milk | #x " + want},
			row{"Buy milk, " + typed, "Buy milk | " + want}, row{"Buy milk \\" + typed, "Buy milk " + typed + " |"})
	}
	for _, typed := range []string{"today", "tomorrow", "monday", "fri", "next week", "in 3 days", "2026-12-01", "1.12.", "1 dec", "dec 1st", "+3d", "end of month", "this weekend",
		"on monday", "by 1/12", "due 5th", "every sat"} {
		if task := check(t, typed+" buy milk", friday()); task.Title != "buy milk" || task.DueOn == "" {
			t.Errorf("%q at the beginning: %q, %s", typed, task.Title, said(task))
		}
	}
	for _, typed := range []string{"sat", "sun", "mon", "wed", "tom", "5th", "12/1", "on sat", "daily", "weekly", "monthly", "yearly"} {
		try(t, friday(), row{typed + " buy milk", typed + " buy milk |"})
	}
	for _, typed := range []string{"today", "tonight", "tomorrow", "on monday", "by fri", "due 1/12", "due on 5th", "by dec 1", "until next week", "on 1.12.", "due in 3 days", "at 5pm", "by noon", "every day", "every 2 weeks"} {
		if task := check(t, "Buy "+typed+" milk", friday()); task.Title != "Buy milk" || task.DueOn == "" {
			t.Errorf("%q in the middle: %q, %s", typed, task.Title, said(task))
		}
	}
	for _, typed := range []string{"monday", "fri", "next week", "in 3 days", "1.12.", "1 dec", "5th", "1/12", "+3d", "2026-12-01", "5pm", "noon", "17:30", "daily", "weekly", "on sun", "by sat", "every sun", "every 5th"} {
		line := "Buy " + typed + " milk"
		try(t, friday(), row{line, line + " |"})
	}
	for _, typed := range []string{"30 feb", "32 dec", "feb 30", "0 dec", "31.11.", "2026-02-30", "13/13", "0/5", "31/11", "in 0 days", "in 1000 days", "+0d", "+1000d", "+3y", "in 3 years", "1.12", "1.12.26", "24/7",
		"0th", "1th", "2st", "11st", "32nd", "next year", "on the way", "in days", "dec", "dec 2026", "1 dec of", "mondays", "by", "on", "every", "due"} {
		line := "Buy milk " + typed
		try(t, friday(), row{line, line + " |"})
	}
}

func TestTimes(t *testing.T) {
	for typed, want := range map[string]string{
		"9am": "09:00", "9AM": "09:00", "9:30pm": "21:30", "12am": "00:00", "12pm": "12:00", "at 17:30": "17:30", "17:30": "17:30", "7:05": "07:05", "14h": "14:00", "14h30": "14:30",
		"noon": "12:00", "midnight": "00:00", "at noon": "12:00", "9 am": "09:00", "7:30 pm": "19:30", "12:15 am": "00:15", "at 7:30 pm": "19:30", "7 p.m.": "19:00", "9:30 A.M.": "09:30", "at 9 pm": "21:00", "by 5pm": "17:00", "due 5pm": "17:00", "due at 5pm": "17:00",
	} {
		day := "2026-11-27 "
		if want < "13:48" {
			day = "2026-11-28 "
		}
		try(t, friday(), row{"Call " + typed, "Call | " + day + want}, row{"Call monday " + typed, "Call | 2026-11-30 " + want}, row{"Call " + typed + " monday", "Call | 2026-11-30 " + want},
			row{typed + " call", "call | " + day + want}, row{"Call today " + typed, "Call | 2026-11-27 " + want})
	}
	for _, typed := range []string{"0am", "13pm", "24:00", "17:60", "24h", "9", "at 9", "9:5", "9:30:00", "14h5", "1930", "am", "9amm", "14hh", "13 pm", "0:30 am", "17:30h pm", "at", "h", "on 9am"} {
		line := "Call " + typed
		try(t, friday(), row{line, line + " |"})
	}
	try(t, friday(),
		row{"Call tonight", "Call | 2026-11-27 21:00"},
		row{"Call tonight at 8pm", "Call | 2026-11-27 20:00"},
		row{"Call 13:48", "Call | 2026-11-27 13:48"},
		row{"Call 13:47", "Call | 2026-11-28 13:47"},
		row{"Call on monday at 9am about it", "Call about it | 2026-11-30 09:00"},
		row{"Call on monday, 9am about it", "Call about it | 2026-11-30 09:00"},
		row{"Call at 9am monday about it", "Call about it | 2026-11-30 09:00"},
		row{"Monday 9am: call", "call | 2026-11-30 09:00"},
		row{"Call tomorrow, Ana waits", "Call Ana waits | 2026-11-28"},
		row{"Vitamin A 10 dec", "Vitamin A | 2026-12-10"},
		row{"Take a 10 dec", "Take a 10 dec |"},
		row{"A monday", "A monday |"},
		row{"Do what is next. Monday", "Do what is next. | 2026-11-30"},
		row{"tomorrow call on friday", "tomorrow call | 2026-12-04"},
	)
}

func TestRepeats(t *testing.T) {
	for typed, want := range map[string]string{
		"daily": "2026-11-27 FREQ=DAILY", "weekly": "2026-11-27 FREQ=WEEKLY", "monthly": "2026-11-27 FREQ=MONTHLY", "yearly": "2026-11-27 FREQ=YEARLY",
		"every day": "2026-11-27 FREQ=DAILY", "every week": "2026-11-27 FREQ=WEEKLY", "every month": "2026-11-27 FREQ=MONTHLY", "every year": "2026-11-27 FREQ=YEARLY", "Every Day": "2026-11-27 FREQ=DAILY",
		"every weekday": "2026-11-27 FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekend": "2026-11-28 FREQ=WEEKLY;BYDAY=SA,SU",
		"every monday": "2026-11-30 FREQ=WEEKLY;BYDAY=MO", "every friday": "2026-11-27 FREQ=WEEKLY;BYDAY=FR", "every sat": "2026-11-28 FREQ=WEEKLY;BYDAY=SA",
		"every mon, thu": "2026-11-30 FREQ=WEEKLY;BYDAY=MO,TH", "every thu,mon": "2026-11-30 FREQ=WEEKLY;BYDAY=MO,TH", "every mon and thu": "2026-11-30 FREQ=WEEKLY;BYDAY=MO,TH",
		"every mon, wed & fri": "2026-11-27 FREQ=WEEKLY;BYDAY=MO,WE,FR", "every sun, mon, and wed": "2026-11-29 FREQ=WEEKLY;BYDAY=MO,WE,SU",
		"every 2 weeks": "2026-11-27 FREQ=WEEKLY;INTERVAL=2", "every 3 days": "2026-11-27 FREQ=DAILY;INTERVAL=3", "every 1 day": "2026-11-27 FREQ=DAILY", "every 999 months": "2026-11-27 FREQ=MONTHLY;INTERVAL=999",
		"every other day": "2026-11-27 FREQ=DAILY;INTERVAL=2", "every other monday": "2026-11-30 FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "every 2nd week": "2026-11-27 FREQ=WEEKLY;INTERVAL=2", "every second day": "2026-11-27 FREQ=DAILY;INTERVAL=2",
		"every 2nd day":             "2026-11-27 FREQ=DAILY;INTERVAL=2",
		"every 2 weeks on mon, thu": "2026-11-30 FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "every week on monday": "2026-11-30 FREQ=WEEKLY;BYDAY=MO",
		"every 15th": "2026-12-15 FREQ=MONTHLY;BYMONTHDAY=15", "every 27th": "2026-11-27 FREQ=MONTHLY;BYMONTHDAY=27", "every 31st": "2026-11-30 FREQ=MONTHLY;BYMONTHDAY=31", "every 5th of the month": "2026-12-05 FREQ=MONTHLY;BYMONTHDAY=5",
		"every last day": "2026-11-30 FREQ=MONTHLY;BYMONTHDAY=-1", "every last day of the month": "2026-11-30 FREQ=MONTHLY;BYMONTHDAY=-1", "every first day of the month": "2026-12-01 FREQ=MONTHLY;BYMONTHDAY=1",
		"every month on the 15th": "2026-12-15 FREQ=MONTHLY;BYMONTHDAY=15", "every 2 months on the last friday": "2026-11-27 FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR", "every month on the last day": "2026-11-30 FREQ=MONTHLY;BYMONTHDAY=-1",
		"every last friday": "2026-11-27 FREQ=MONTHLY;BYDAY=-1FR", "every 3rd friday": "2026-12-18 FREQ=MONTHLY;BYDAY=3FR", "every second tuesday": "2026-12-08 FREQ=MONTHLY;BYDAY=2TU", "every 2nd tue of the month": "2026-12-08 FREQ=MONTHLY;BYDAY=2TU",
		"every 5th sunday": "2026-11-29 FREQ=MONTHLY;BYDAY=5SU", "every last thu": "2026-12-31 FREQ=MONTHLY;BYDAY=-1TH",
		"every 1 dec": "2026-12-01 FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1", "every dec 1": "2026-12-01 FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1", "every 1st of december": "2026-12-01 FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1",
		"every year on dec 1": "2026-12-01 FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1", "every 29 feb": "2027-02-28 FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
		"every! 3 days": "2026-11-27 FROM=COMPLETION;FREQ=DAILY;INTERVAL=3", "every! monday": "2026-11-30 FREQ=WEEKLY;BYDAY=MO", "every! 5th": "2026-12-05 FREQ=MONTHLY;BYMONTHDAY=5",
		"every monday until 1 march": "2026-11-30 FREQ=WEEKLY;BYDAY=MO;UNTIL=20270301", "every day until friday": "2026-11-27 FREQ=DAILY;UNTIL=20261204", "every 1 dec until 2 dec": "2026-12-01 FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1;UNTIL=20261202",
		"every day for 5 times": "2026-11-27 FREQ=DAILY;COUNT=5", "every! 2 weeks for 3 times": "2026-11-27 FROM=COMPLETION;FREQ=WEEKLY;INTERVAL=2;COUNT=3",
	} {
		at, rule, _ := strings.Cut(want, " ")
		try(t, friday(), row{"Water roses " + typed, "Water roses | " + want}, row{"Water roses " + typed + " at 18:00", "Water roses | " + at + " 18:00 " + rule},
			row{"Water roses tomorrow " + typed, "Water roses | 2026-11-28 " + rule}, row{"Water roses \\" + typed, "Water roses " + typed + " |"})
		if strings.HasPrefix(typed, "every") {
			try(t, friday(), row{typed + " water roses", "water roses | " + want})
		}
	}
	for _, typed := range []string{"every 0 days", "every 1000 days", "every 32nd", "every 30 feb", "every hour", "every time", "every march", "every first day", "every thing", "every other", "every 3", "every last", "every 5 fri"} {
		line := "Water roses " + typed
		if task := check(t, line, friday()); task.Repeat != "" {
			t.Errorf("%q: %s", line, said(task))
		}
	}
	try(t, friday(),
		row{"Water every day after tomorrow", "Water after | 2026-11-28 FREQ=DAILY"},
		row{"Water every other day after tomorrow", "Water after | 2026-11-28 FREQ=DAILY;INTERVAL=2"},
		row{"Water every day at 9am", "Water | 2026-11-28 09:00 FREQ=DAILY"},
		row{"Water every friday 9am", "Water | 2026-12-04 09:00 FREQ=WEEKLY;BYDAY=FR"},
		row{"Water every fri, sat 9am", "Water | 2026-11-28 09:00 FREQ=WEEKLY;BYDAY=FR,SA"},
		row{"Water every 2 weeks at 9am", "Water | 2026-12-11 09:00 FREQ=WEEKLY;INTERVAL=2"},
		row{"Water every last friday 9am", "Water | 2026-12-25 09:00 FREQ=MONTHLY;BYDAY=-1FR"},
		row{"Water every day at 9am until friday", "Water | 2026-11-28 09:00 FREQ=DAILY;UNTIL=20261204"},
		row{"Water today every day at 9am", "Water | 2026-11-27 09:00 FREQ=DAILY"},
		row{"Water every monday at 9am until 2026-11-28", "Water until 2026-11-28 | 2026-11-30 09:00 FREQ=WEEKLY;BYDAY=MO"},
		row{"Water every 1 dec until 28 nov", "Water | 2026-12-01 FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1;UNTIL=20271128"},
		row{"Water every monday until 2026-11-28", "Water every monday until 2026-11-28 |"},
		row{"Water every mon, thu the roses", "Water the roses | 2026-11-30 FREQ=WEEKLY;BYDAY=MO,TH"},
		row{"Pay every month on the 15th the rent", "Pay the rent | 2026-12-15 FREQ=MONTHLY;BYMONTHDAY=15"},
		row{"Call every monday about it", "Call about it | 2026-11-30 FREQ=WEEKLY;BYDAY=MO"},
		row{"Weekly report every friday", "Weekly report | 2026-11-27 FREQ=WEEKLY;BYDAY=FR"},
	)
}
