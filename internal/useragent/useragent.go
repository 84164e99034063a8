// Package useragent names the device behind a User-Agent header for the person who reads it.
package useragent

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/mileusna/useragent"
)

// maxHeader is how many bytes of a header are looked at. Those of real browsers have up to 300.
const maxHeader = 512

// Unknown is the name of a device whose header says nothing that Docket understands.
const Unknown = "Unknown device"

// product is what may be shown as the name of a program: a word or two. Who sends the header chooses
// it, so nothing longer gets onto somebody's settings page.
var product = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._-]{0,23}( [A-Za-z]{1,12})?$`)

// Name returns what to call the device that sent this User-Agent header: "Firefox on Linux", "Safari
// on iPhone", "curl", or Unknown. It is short, printable ASCII whatever the header holds; it is still
// the sender's word and no proof.
func Name(header string) string {
	ua := parse(header)
	on := ua.OS
	if ua.Device == "iPhone" || ua.Device == "iPad" {
		on = ua.Device
	}
	name := ua.Name
	switch {
	case name == "Trident": // Internet Explorer 11
		name = useragent.InternetExplorer
	case !product.MatchString(name) || ua.Version == "":
		name = ""
	}
	switch {
	case name == "" && on == "":
		return Unknown
	case name == "":
		return "Unknown browser on " + on
	case on == "":
		return name
	}
	return name + " on " + on
}

// Phone reports whether the device that sent this User-Agent header says that it is a phone. A tablet
// is none.
func Phone(header string) bool {
	ua := parse(header)
	// Tablets with Android send what phones do, without the word Mobile.
	return ua.Mobile && (ua.OS != useragent.Android || strings.Contains(header, "Mobile"))
}

func parse(header string) useragent.UserAgent {
	header = header[:min(len(header), maxHeader)]
	return useragent.Parse(strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, header))
}
