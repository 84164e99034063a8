package mail_test

import (
	netmail "net/mail"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"docket/internal/mail"
	"docket/internal/testkit"
)

// onlyHeaders are those that a message has, and no others.
func onlyHeaders() []string {
	return []string{"Auto-Submitted", "Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Subject", "To"}
}

func headersOf(m *testkit.Mail) []string {
	var names []string
	for name, values := range m.Header {
		for range values {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func TestAMessageArrivesAsItWasWritten(t *testing.T) {
	box := testkit.SMTP(t)
	m := message()
	m.To.Name = "\u00c9milie \U0001f331"
	m.Subject = "\u0421\u0435\u0433\u043e\u0434\u043d\u044f: 3 \U0001f4ce \u2014 " + strings.Repeat("\u6c34\u3084\u308a", 30)
	m.Text = "Caf\u00e9 \u2615 = 100%\n.\n..\nFrom here\n" + strings.Repeat("long ", 500) + "\n\ttabs  \nthe end"
	m.HTML = "<p>Caf\u00e9 &amp; \U0001f331</p>\n.\n" + strings.Repeat("<b>x</b>", 500)
	m.Unsubscribe = "https://docket.example.com/mail/off?token=" + strings.Repeat("x", 200)
	if err := newSender(t, box.URL()).Send(within(t, patience), m); err != nil {
		t.Fatal(err)
	}
	got := box.Wait(1)[0]

	if got.From != "docket@example.com" || !slices.Equal(got.To, []string{"ada@example.org"}) {
		t.Errorf("the envelope goes from %q to %q", got.From, got.To)
	}
	for name, want := range map[string]netmail.Address{
		"From": {Name: "Docket", Address: "docket@example.com"},
		"To":   {Name: m.To.Name, Address: "ada@example.org"},
	} {
		if list, err := got.Header.AddressList(name); err != nil || len(list) != 1 || *list[0] != want {
			t.Errorf("%s is %v, %v, want %v", name, list, err, want)
		}
	}
	if got.Subject() != m.Subject {
		t.Errorf("the subject is %q, want %q", got.Subject(), m.Subject)
	}
	if date, err := got.Header.Date(); err != nil || !date.Equal(m.Date) {
		t.Errorf("the date is %v, %v, want %v", date, err, m.Date)
	}
	for name, want := range map[string]string{
		"Message-ID":            "<0198c1b2-7f3e@example.com>",
		"Auto-Submitted":        "auto-generated",
		"MIME-Version":          "1.0",
		"List-Unsubscribe":      "<" + m.Unsubscribe + ">",
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
	} {
		if value := got.Header.Get(name); value != want {
			t.Errorf("%s is %q, want %q", name, value, want)
		}
	}
	if got.Text != m.Text {
		t.Errorf("the text is\n%q, want\n%q", got.Text, m.Text)
	}
	if got.HTML != m.HTML {
		t.Errorf("the HTML is\n%q, want\n%q", got.HTML, m.HTML)
	}
	want := append(onlyHeaders(), "List-Unsubscribe", "List-Unsubscribe-Post")
	slices.Sort(want)
	if names := headersOf(got); !slices.Equal(names, want) {
		t.Errorf("it has the headers %q, want %q", names, want)
	}
}

func TestAMessageThatIsSentTwiceKeepsItsID(t *testing.T) {
	box := testkit.SMTP(t)
	sender := newSender(t, box.URL())
	for range 2 {
		if err := sender.Send(within(t, patience), message()); err != nil {
			t.Fatal(err)
		}
	}
	got := box.Wait(2)
	if a, b := got[0].Header.Get("Message-ID"), got[1].Header.Get("Message-ID"); a != b || a == "" {
		t.Errorf("the IDs are %q and %q", a, b)
	}
}

func hostileTexts() map[string]string {
	return map[string]string{
		"line break":         "a\r\nBcc: x@example.net",
		"bare LF":            "a\nBcc: x@example.net\n\nanother body",
		"bare CR":            "a\rBcc: x@example.net",
		"other line breaks":  "a\u2028Bcc: x@example.net\u0085Bcc: x@example.net\v\f",
		"NUL":                "a\x00b\x1b[31m",
		"quotes":             `a" <x@example.net>, "b`,
		"escaped quote":      `a\" <x@example.net>, \"b\`,
		"address":            "<x@example.net>, x@example.net; group: x@example.net;",
		"comment":            "(a) ((x@example.net)",
		"encoded":            "=?utf-8?q?a=0D=0ABcc:_x@example.net?=",
		"encoded twice":      "==??utf-8?q?a=0D=0ABcc:_x@example.net?=",
		"emoji":              "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f1eb\U0001f1f7",
		"right to left":      "\u202e\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627\u202c",
		"no UTF-8":           "a\xff\xfe\xc3(",
		"long":               strings.Repeat("a", 1000),
		"long in words":      strings.Repeat("word ", 200),
		"long and not ASCII": strings.Repeat("\u6c34", 1000),
		"spaces":             strings.Repeat(" ", 1000) + "a" + strings.Repeat(" ", 1000) + "Bcc: x@example.net" + strings.Repeat("\t", 1000),
		"spaces within":      "a" + strings.Repeat(" ", 200) + "b",
		"emptiness":          "",
	}
}

func TestHostileTextsStayWhereTheyBelong(t *testing.T) {
	box := testkit.SMTP(t)
	sent := 0
	for name, text := range hostileTexts() {
		for where, put := range map[string]func(*mail.Message, *mail.Address){
			"subject":        func(m *mail.Message, _ *mail.Address) { m.Subject = text },
			"recipient name": func(m *mail.Message, _ *mail.Address) { m.To.Name = text },
			"sender name":    func(_ *mail.Message, from *mail.Address) { from.Name = text },
			"text":           func(m *mail.Message, _ *mail.Address) { m.Text, m.HTML = text, text },
		} {
			t.Run(where+"/"+name, func(t *testing.T) {
				server, err := mail.ParseURL(box.URL())
				if err != nil {
					t.Fatal(err)
				}
				m, from := message(), mail.Address{Name: "Docket", Email: "docket@example.com"}
				put(&m, &from)
				if err := mail.New(server, from).Send(within(t, patience), m); err != nil {
					t.Fatal(err)
				}
				sent++
				got := box.Wait(sent)[sent-1]
				if !slices.Equal(got.To, []string{"ada@example.org"}) {
					t.Errorf("it goes to %q", got.To)
				}
				if names := headersOf(got); !slices.Equal(names, onlyHeaders()) {
					t.Errorf("it has the headers %q", names)
				}
				for header, want := range map[string]string{"From": "docket@example.com", "To": "ada@example.org"} {
					list, err := got.Header.AddressList(header)
					if err != nil || len(list) != 1 || list[0].Address != want {
						t.Errorf("%s is %v, %v", header, list, err)
						continue
					}
					isPlain(t, header, list[0].Name)
				}
				isPlain(t, "Subject", got.Subject())
			})
		}
	}
}

// isPlain checks that the text of a header, decoded, is one valid line that is not too long.
func isPlain(t *testing.T, header, text string) {
	t.Helper()
	if strings.ContainsAny(text, "\r\n\x00\x1b") || !utf8.ValidString(text) || utf8.RuneCountInString(text) > 250 {
		t.Errorf("%s is %q", header, text)
	}
}

func TestLinesOfAHeaderAreShort(t *testing.T) {
	for name, text := range hostileTexts() {
		server := script(t, nil)
		m := message()
		m.Subject, m.To.Name = text, text
		if err := newSender(t, server.url()).Send(within(t, patience), m); err != nil {
			t.Fatal(err)
		}
		header, _, _ := strings.Cut(server.said(), "\n\n")
		for line := range strings.Lines(header) {
			if len(line) > 998 || strings.TrimSpace(line) == "" {
				t.Errorf("%s: a line of %d bytes: %q", name, len(line), line)
			}
		}
	}
}

func TestWhatCannotBeAMessageIsNotTriedAgain(t *testing.T) {
	box := testkit.SMTP(t)
	sender := newSender(t, box.URL())
	for name, spoil := range map[string]func(*mail.Message){
		"no address":            func(m *mail.Message) { m.To.Email = "" },
		"no domain":             func(m *mail.Message) { m.To.Email = "ada" },
		"two addresses":         func(m *mail.Message) { m.To.Email = "ada@example.org, x@example.net" },
		"angle brackets":        func(m *mail.Message) { m.To.Email = "ada@example.org>, <x@example.net" },
		"a name in the address": func(m *mail.Message) { m.To.Email = "Ada <ada@example.org>" },
		"a quoted local part":   func(m *mail.Message) { m.To.Email = `"ada x"@example.org` },
		"a header":              func(m *mail.Message) { m.To.Email = "ada@example.org\r\nBcc: x@example.net" },
		"a command":             func(m *mail.Message) { m.To.Email = "ada@example.org>\r\nRCPT TO:<x@example.net" },
		"a comment":             func(m *mail.Message) { m.To.Email = "ada@example.org (x@example.net)" },
		"a long address":        func(m *mail.Message) { m.To.Email = strings.Repeat("a", 300) + "@example.org" },
		"no ID":                 func(m *mail.Message) { m.ID = "" },
		"an ID with a header":   func(m *mail.Message) { m.ID = "a>\r\nBcc: x@example.net" },
		"a long ID":             func(m *mail.Message) { m.ID = strings.Repeat("a", 1000) },
		"unsubscribe: header":   func(m *mail.Message) { m.Unsubscribe = "https://example.com/\r\nBcc: x@example.net" },
		"unsubscribe: brackets": func(m *mail.Message) { m.Unsubscribe = "https://example.com/>,<mailto:x@example.net" },
		"unsubscribe: mailto":   func(m *mail.Message) { m.Unsubscribe = "mailto:x@example.net" },
		"unsubscribe: ftp":      func(m *mail.Message) { m.Unsubscribe = "ftp://example.com/" },
		"unsubscribe: path":     func(m *mail.Message) { m.Unsubscribe = "/mail/off" },
		"unsubscribe: letters":  func(m *mail.Message) { m.Unsubscribe = "https://b\u00fccher.example/" },
		"unsubscribe: long":     func(m *mail.Message) { m.Unsubscribe = "https://example.com/" + strings.Repeat("a", 1000) },
	} {
		m := message()
		spoil(&m)
		if err := sender.Send(within(t, patience), m); !mail.IsPermanent(err) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
	if got := box.Messages(); len(got) != 0 {
		t.Errorf("%d messages have arrived", len(got))
	}
}
