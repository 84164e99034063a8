package docket

import (
	_ "embed" // zones.txt
	"fmt"
	"slices"
	"strings"
	"time"
)

// zoneNames is a line for each time zone that people choose from: the zones of
// zone1970.tab and zone.tab in the tz database 2025b, which is in the public
// domain, the hours from UTC that ships use, and UTC. Behind its name are the
// former names that the database has as links to it.
//
//go:embed zones.txt
var zoneNames string

// Zones returns the names of the time zones that people choose from, sorted.
func Zones() []string {
	var zones []string
	for line := range strings.Lines(zoneNames) {
		name, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		zones = append(zones, name)
	}
	return zones
}

// ParseZone returns the time zone of Zones that has this name, or had it: a
// browser may know Kolkata as Asia/Calcutta alone. Names that only some machines
// know, such as localtime, are refused.
func ParseZone(s string) (*time.Location, error) {
	sorry := Invalid("time_zone", "Choose a time zone from the list, such as Europe/Lisbon.")
	for line := range strings.Lines(zoneNames) {
		if names := strings.Fields(line); slices.Contains(names, s) {
			loc, err := time.LoadLocation(names[0])
			if err != nil {
				sorry.Err = err
				return nil, sorry
			}
			return loc, nil
		}
	}
	return nil, sorry
}

// StoredZone is ParseZone for a name that was stored, by another build or by
// hand: one that is not known is UTC by that name.
func StoredZone(name string) *time.Location {
	if loc, err := ParseZone(name); err == nil {
		return loc
	}
	return time.FixedZone(name, 0)
}

// CheckZone returns an error that says so where the name of the user's time zone is
// not known and their days are those of UTC.
func (u User) CheckZone() error {
	if _, err := ParseZone(u.Zone.String()); err == nil {
		return nil
	}
	return Invalid("time_zone", fmt.Sprintf("Docket doesn’t know the time zone %q, so your day follows UTC. Choose your time zone and save.", u.Zone))
}
