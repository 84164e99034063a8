package docket_test

import (
	"slices"
	"testing"
	"time"

	"docket/internal/docket"
)

func TestZonesAreSortedAndKnown(t *testing.T) {
	zones := docket.Zones()
	if !slices.IsSorted(zones) || len(slices.Compact(slices.Clone(zones))) != len(zones) || !slices.Contains(zones, "UTC") || len(zones) < 300 {
		t.Errorf("%d zones, sorted %v", len(zones), slices.IsSorted(zones))
	}
	for _, z := range zones {
		if loc, err := docket.ParseZone(z); err != nil || loc.String() != z {
			t.Errorf("%s is %v, %v", z, loc, err)
		}
	}
}

// What a browser calls a zone is a zone of the list.
func TestFormerNamesOfZones(t *testing.T) {
	for typed, want := range map[string]string{
		"Asia/Calcutta": "Asia/Kolkata", "Europe/Kiev": "Europe/Kyiv", "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
		"US/Pacific": "America/Los_Angeles", "Etc/UTC": "UTC", "GMT": "UTC", "Europe/Amsterdam": "Europe/Amsterdam",
	} {
		if loc, err := docket.ParseZone(typed); err != nil || loc.String() != want {
			t.Errorf("%s is %v, %v, want %s", typed, loc, err, want)
		}
	}
}

// A machine may know these, and the one that the data moves to may not.
func TestZonesOfOneMachineAreRefused(t *testing.T) {
	for _, name := range []string{"localtime", "posix/Europe/Lisbon", "right/Europe/Lisbon", "posixrules", "Factory", "Local", "", "utc", "Europe/Lisbon Asia/Tokyo", "Asia/Kolkata Asia/Calcutta"} {
		_, err := docket.ParseZone(name)
		refused(t, "the zone "+name, err, "time_zone")
		u := docket.User{Zone: docket.StoredZone(name)}
		refused(t, "a user in the zone "+name, u.CheckZone(), "time_zone")
		if now := time.Date(2026, 7, 16, 23, 59, 0, 0, time.UTC); u.Today(now) != "2026-07-16" || u.Zone.String() != name {
			t.Errorf("the stored zone %s is %s, where it is %s", name, u.Zone, u.Today(now))
		}
	}
	if u := (docket.User{Zone: docket.StoredZone("Europe/Lisbon")}); u.CheckZone() != nil || u.Today(time.Date(2026, 7, 16, 23, 59, 0, 0, time.UTC)) != "2026-07-17" {
		t.Errorf("Lisbon: %v", u.CheckZone())
	}
}
