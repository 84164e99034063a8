package docket_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"docket/internal/docket"
)

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"Ana": "A", "ana maria lopez": "AL", "  Jean-Luc  Picard ": "JP", "李小龙": "李", "élodie ñandú": "ÉÑ",
		"": "?", "🦉": "?", "R2-D2": "RD", "<script>": "S", "ß": "ß",
	} {
		if got := (docket.User{Name: name}).Initials(); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestAvatarColorStaysAndVaries(t *testing.T) {
	seen := map[docket.Color]bool{}
	for i := range 200 {
		u := docket.User{ID: docket.ID(fmt.Sprint("user ", i))}
		if again := u.Color(); again != u.Color() {
			t.Fatal("the colour changes")
		}
		if _, err := docket.ParseColor(string(u.Color())); err != nil {
			t.Fatal(err)
		}
		seen[u.Color()] = true
	}
	if len(seen) != 8 {
		t.Errorf("200 users have %d colours, want 8", len(seen))
	}
}

func TestChoicesAreReadOrRefused(t *testing.T) {
	if c, err := docket.ParseColor(""); err != nil || c != docket.DefaultColor {
		t.Errorf("no colour is %q, %v", c, err)
	}
	_, err := docket.ParseColor("Pine")
	refused(t, "the colour Pine", err, "color")
	for s, want := range map[string]docket.Priority{"": 0, "0": 0, "1": 1, "4": 4} {
		if p, err := docket.ParsePriority(s); err != nil || p != want {
			t.Errorf("priority %q is %d, %v", s, p, err)
		}
	}
	for _, s := range []string{"5", "-1", "x", "1.0", "01", " 1", "１"} {
		_, err := docket.ParsePriority(s)
		refused(t, "priority "+s, err, "priority")
	}
	for _, s := range []string{"", "Local", "Nowhere/None", "../../etc/passwd", "/etc/localtime", "Europe/Lisbon\x00", strings.Repeat("A", 65)} {
		_, err := docket.ParseZone(s)
		refused(t, "the zone "+s, err, "time_zone")
	}
	for _, s := range []string{"", "7", "-1", "Monday", "10"} {
		_, err := docket.ParseWeekStart(s)
		refused(t, "the weekday "+s, err, "week_start")
	}
	if d, err := docket.ParseWeekStart("6"); err != nil || d != time.Saturday {
		t.Errorf("weekday 6 is %s, %v", d, err)
	}
	for _, s := range []string{"", "Dark", "auto"} {
		_, err := docket.ParseTheme(s)
		refused(t, "the theme "+s, err, "theme")
	}
	if th, err := docket.ParseTheme("dark"); err != nil || th != docket.ThemeDark {
		t.Errorf("the theme dark is %q, %v", th, err)
	}
}

func TestSignUpRules(t *testing.T) {
	for _, tc := range []struct {
		rule     docket.SignUp
		accounts bool
		want     docket.SignUp
	}{
		{docket.SignUpFirst, false, docket.SignUpOpen}, {docket.SignUpFirst, true, docket.SignUpInvite},
		{docket.SignUpOpen, true, docket.SignUpOpen}, {docket.SignUpInvite, false, docket.SignUpInvite}, {docket.SignUpClosed, false, docket.SignUpClosed},
	} {
		if got := tc.rule.With(tc.accounts); got != tc.want {
			t.Errorf("%s with accounts %v is %s, want %s", tc.rule, tc.accounts, got, tc.want)
		}
	}
}

func TestRoles(t *testing.T) {
	for _, tc := range []struct {
		role         docket.Role
		edit, manage bool
	}{{docket.RoleOwner, true, true}, {docket.RoleEditor, true, false}, {docket.RoleViewer, false, false}, {"", false, false}, {"admin", false, false}} {
		if tc.role.CanEdit() != tc.edit || tc.role.CanManage() != tc.manage {
			t.Errorf("%q may edit %v and manage %v", tc.role, tc.role.CanEdit(), tc.role.CanManage())
		}
	}
}

// What Diff tells of a change, Set can make and take back.
func TestDiffAndSetAreEachOthersReverse(t *testing.T) {
	at := time.UnixMilli(1_784_000_000_123)
	task := docket.Task{Title: "a", Priority: 1, Rank: "V"}
	changed := docket.Task{Title: "b", Notes: "n", DueOn: "2026-07-16", DueTime: "10:00", Priority: 4, ListID: "l", Rank: "Vs1", CompletedAt: at, DeletedAt: at}
	fields := task.Diff(&changed)
	if len(fields) != 9 {
		t.Errorf("the change has %d fields, want all 9: %v", len(fields), fields)
	}
	there, back := task, changed
	for _, f := range fields {
		if err := errors.Join(there.Set(f.Field, f.After), back.Set(f.Field, f.Before)); err != nil {
			t.Fatal(err)
		}
	}
	if d := there.Diff(&changed); len(d) > 0 {
		t.Errorf("set to what it became, it differs in %v", d)
	}
	if d := back.Diff(&task); len(d) > 0 {
		t.Errorf("taken back, it differs in %v", d)
	}
	list, other := docket.List{Name: "a", Color: "red"}, docket.List{Name: "b", Color: "blue", ArchivedAt: at, DeletedAt: at}
	was := list
	if fields := list.Diff(&other); len(fields) != 4 {
		t.Errorf("the list's change has %d fields, want 4", len(fields))
	} else {
		for _, f := range fields {
			if err := list.Set(f.Field, f.After); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(list.Diff(&other)) > 0 || len(list.Diff(&was)) != 4 {
		t.Error("the list is not what it was set to")
	}
	for f, v := range map[docket.Field]string{docket.FieldPriority: "9", docket.FieldDeletedAt: "yesterday"} {
		if err := task.Set(f, v); err == nil {
			t.Errorf("%s is set to %q", f, v)
		}
	}
}

func TestCursorsHoldTheirPlaceAndRefuseGarbage(t *testing.T) {
	want := []string{"2026-07-16", "~", "5", "a \"quoted\" / id+"}
	c := docket.NewCursor(want...)
	if got, err := c.Values(4); err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v", got, err)
	}
	for what, c := range map[string]docket.Cursor{"other number": docket.NewCursor("a"), "no base64": "!!", "no JSON": "e30x", "an object": "e30",
		"numbers": "WzEsMiwzLDRd", "null": "bnVsbA", "NUL": docket.NewCursor("a\x00", "", "", ""), "empty": ""} {
		if v, err := c.Values(4); docket.KindOf(err) != docket.KindNotFound {
			t.Errorf("%s: %q, %v", what, v, err)
		}
	}
}

func TestErrorsKeepKindWordsAndCause(t *testing.T) {
	cause := errors.New("disk on fire")
	err := fmt.Errorf("saving: %w", &docket.Error{Kind: docket.KindUnavailable, Message: "Try again.", Err: cause})
	if docket.KindOf(err) != docket.KindUnavailable || docket.MessageOf(err) != "Try again." || !errors.Is(err, cause) {
		t.Errorf("lost on the way: %v", err)
	}
	if got := err.Error(); got != "saving: Try again: disk on fire" {
		t.Errorf("the log gets %q", got)
	}
	if docket.KindOf(cause) != docket.KindInternal || docket.MessageOf(cause) != "" {
		t.Error("an unknown error is told to people")
	}
	var none docket.Fields
	none.Add(nil)
	if none.Err() != nil {
		t.Error("nothing wrong is an error")
	}
	var two docket.Fields
	two.Add(docket.Invalid("title", "A title is needed."))
	if got := docket.MessageOf(two.Err()); got != "A title is needed." {
		t.Errorf("one field wrong says %q", got)
	}
	two.Add(docket.Invalid("due_on", "No such day."))
	refused(t, "two fields", two.Err(), "title")
	refused(t, "two fields", two.Err(), "due_on")
	two.Add(cause)
	if !errors.Is(two.Err(), cause) || docket.KindOf(two.Err()) != docket.KindInternal {
		t.Errorf("a failure is hidden behind the fields: %v", two.Err())
	}
}

func TestWhatAPageShows(t *testing.T) {
	page := docket.Page{View: docket.View{Kind: docket.ViewToday}, Today: "2026-07-16", More: "x",
		Groups: []docket.Group{{Key: docket.GroupOverdue, Count: 3, Tasks: []docket.Task{{ID: "a"}, {ID: "b"}}}, {Key: docket.GroupToday, Count: 4, Tasks: []docket.Task{{ID: "c"}}}},
		Done:   docket.Group{Key: docket.GroupDone, Tasks: []docket.Task{{ID: "d"}, {ID: "e"}}}}
	for id, want := range map[docket.ID]bool{"a": true, "b": true, "c": true, "d": true, "e": true, "f": false} {
		if page.Shows(id) != want {
			t.Errorf("%s has a row: %v", id, !want)
		}
	}
	if page.Open() != 7 || page.Group(docket.GroupToday).Count != 4 || page.Group("none") != nil {
		t.Errorf("open %d", page.Open())
	}
}

func TestAViewGrowsToItsLimit(t *testing.T) {
	v, pages := docket.View{}, 1
	for longer, ok := v.Longer(); ok; longer, ok = v.Longer() {
		if longer.Limit() != v.Limit()+docket.PageSize {
			t.Errorf("%d rows after %d", longer.Limit(), v.Limit())
		}
		v, pages = longer, pages+1
	}
	if v.Limit() != docket.MaxRows || pages != docket.MaxRows/docket.PageSize {
		t.Errorf("a view grows to %d rows", v.Limit())
	}
}

func TestSidebarFindsEveryList(t *testing.T) {
	s := docket.Sidebar{Inbox: docket.List{ID: "i"}, Lists: []docket.List{{ID: "l"}}, Archived: []docket.List{{ID: "a", ArchivedAt: time.UnixMilli(1)}}}
	for _, id := range []docket.ID{"i", "l", "a"} {
		if l, ok := s.Find(id); !ok || l.ID != id {
			t.Errorf("%s is not found", id)
		}
	}
	if _, ok := s.Find("x"); ok {
		t.Error("a list that is not there is found")
	}
}
