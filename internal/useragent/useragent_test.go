package useragent

import (
	"strings"
	"testing"
)

func TestNameAndPhone(t *testing.T) {
	const (
		windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) "
		mac     = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) "
		iphone  = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
		android = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
		webkit  = "AppleWebKit/537.36 (KHTML, like Gecko) "
		chrome  = "Chrome/126.0.0.0 Safari/537.36"
	)
	tests := []struct {
		header, name string
		phone        bool
	}{
		{"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux", false},
		{"Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux", false},
		{"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Windows", false},
		{"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on macOS", false},
		{windows + webkit + chrome, "Chrome on Windows", false},
		{windows + webkit + chrome + " Edg/126.0.0.0", "Edge on Windows", false},
		{windows + webkit + chrome + " OPR/112.0.0.0", "Opera on Windows", false},
		{windows + webkit + chrome + " Vivaldi/6.8.3381.48", "Vivaldi on Windows", false},
		{mac + webkit + chrome, "Chrome on macOS", false},
		{mac + "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15", "Safari on macOS", false},
		{"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) " + webkit + chrome, "Chrome on ChromeOS", false},
		{"Mozilla/5.0 (X11; Linux x86_64) " + webkit + "HeadlessChrome/126.0.0.0 Safari/537.36", "Headless Chrome on Linux", false},
		{"Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko", "Internet Explorer on Windows", false},
		{iphone + "Version/17.5 Mobile/15E148 Safari/604.1", "Safari on iPhone", true},
		{iphone + "CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1", "Chrome on iPhone", true},
		{iphone + "FxiOS/127.0 Mobile/15E148 Safari/605.1.15", "Firefox on iPhone", true},
		{iphone + "Version/17.0 EdgiOS/125.0.2535.96 Mobile/15E148 Safari/605.1.15", "Edge on iPhone", true},
		{"Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1", "Safari on iPad", false},
		{android + "Chrome/126.0.0.0 Mobile Safari/537.36", "Chrome on Android", true},
		{android + "Chrome/126.0.0.0 Mobile Safari/537.36 EdgA/125.0.2535.96", "Edge on Android", true},
		{android + "Chrome/126.0.0.0 Safari/537.36", "Chrome on Android", false},
		{"Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0", "Firefox on Android", true},
		{"Mozilla/5.0 (Android 14; Tablet; rv:127.0) Gecko/127.0 Firefox/127.0", "Firefox on Android", false},
		{"Mozilla/5.0 (Linux; Android 14; SM-S918B) " + webkit + "SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36", "Samsung Browser on Android", true},
		{"curl/8.5.0", "curl", false},
		{"Wget/1.21.4", "Wget", false},
		{"Go-http-client/1.1", "Go-http-client", false},
		{"python-requests/2.32.3", "python-requests", false},

		{"", Unknown, false},
		{"Mozilla/5.0", Unknown, false},
		{"Mozilla/5.0 (X11; Linux x86_64)", "Unknown browser on Linux", false},
		{"nothing that anyone knows", Unknown, false},
		{"Your account is locked call 555 0100/1", Unknown, false},
		{"<script>alert(1)</script>/1.0", Unknown, false},
		{"ex\u202eample\x00\r\n/1.0", "example", false},
		{"\xff\xfe\xfd", Unknown, false},
		{"文字/1.0", Unknown, false},
		{"文字example/1.0", "example", false},
		{strings.Repeat("a", 1<<20), Unknown, false},
		{strings.Repeat("(", 1<<20), Unknown, false},
		{strings.Repeat("(", maxHeader) + "Firefox/1.0", Unknown, false},
	}
	for _, tt := range tests {
		t.Run(tt.header[:min(len(tt.header), 120)], func(t *testing.T) {
			if got := Name(tt.header); got != tt.name {
				t.Errorf("Name = %q, want %q", got, tt.name)
			}
			if got := Phone(tt.header); got != tt.phone {
				t.Errorf("Phone = %v, want %v", got, tt.phone)
			}
		})
	}
}

func FuzzName(f *testing.F) {
	for _, s := range []string{"curl/8.5.0", "Mozilla/5.0 (X11; CrOS x86_64 1) Chrome/1 Safari/1", "Mozilla/5.0 (Linux; Android 10; en-us; K Build/1)", "Instagram 1 (iPhone; +http://a)", "[FBAN/a;FBAV/1]", "a:b", ";;[(])/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		name := Name(header)
		if name == "" || len(name) > 60 {
			t.Errorf("Name(%q) = %q", header, name)
		}
		for _, r := range name {
			if r < ' ' || r > '~' || strings.ContainsRune(`<>"'&/\`, r) {
				t.Errorf("Name(%q) = %q", header, name)
			}
		}
		Phone(header)
	})
}
