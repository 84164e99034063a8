package views

import "strings"

// Zones returns the time zones that people choose from, sorted: the canonical
// zones of the IANA database's zone1970.tab, by their cities.
func Zones() []string { return strings.Fields(zoneNames) }
