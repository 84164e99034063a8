package quickadd_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"docket/internal/quickadd"
	"docket/internal/repeat"
)

// friday is 27 November 2026, 13:48, in UTC.
func friday() quickadd.Settings {
	return quickadd.Settings{
		Now: time.Date(2026, 11, 27, 13, 48, 30, 0, time.UTC), Zone: time.UTC, WeekStart: time.Monday,
		List: func(list, section string) bool {
			switch list {
			case "home", "HQ", "Büro":
				return section == "" || section == "Garden" || section == "north side"
			case "summer house":
				return section == "" || section == "Garden"
			}
			return false
		},
		Person: func(list, name string) bool {
			return name == "ana" || name == "Ana Maria" || list == "home" && name == "bo" || list == "" && name == "cy"
		},
	}
}

// at is friday's settings at another moment and place.
func at(t *testing.T, moment, zone string) quickadd.Settings {
	t.Helper()
	s := friday()
	var err error
	if s.Zone, err = time.LoadLocation(zone); err != nil {
		t.Fatal(err)
	}
	if s.Now, err = time.ParseInLocation("2006-01-02 15:04", moment, s.Zone); err != nil {
		t.Fatal(err)
	}
	return s
}

// said is what a task says, but its title, in one line.
func said(task quickadd.Task) string {
	var found []string
	add := func(name, value string) {
		if value != "" {
			found = append(found, name+value)
		}
	}
	add("/", strings.TrimSuffix(task.List+"/"+task.Section, "/"))
	for _, label := range task.Labels {
		add("#", label)
	}
	add("@", task.Person)
	if task.Priority != 0 {
		add("!", fmt.Sprint(task.Priority))
	}
	add("", string(task.DueOn))
	add("", string(task.DueTime))
	add("", task.Repeat)
	add("// ", task.Notes)
	return strings.Join(found, " ")
}

// check parses a line and looks at everything that holds for any.
func check(t *testing.T, line string, s quickadd.Settings) quickadd.Task {
	t.Helper()
	task := quickadd.Parse(line, s)
	if wrong := broken(line, s, task); wrong != "" {
		t.Errorf("%q: %s", line, wrong)
	}
	return task
}

// broken says what of the promises about any line doesn't hold.
func broken(line string, s quickadd.Settings, task quickadd.Task) string {
	if task.Title == "" && strings.TrimSpace(line) != "" || task.Title != strings.TrimSpace(task.Title) {
		return fmt.Sprintf("the title is %q", task.Title)
	}
	end := 0
	for _, part := range task.Parts {
		if part.Start < end || part.End <= part.Start || part.End > len(line) || part.Text == "" || part.Kind == "" {
			return fmt.Sprintf("a part is %+v", part)
		}
		if text := line[part.Start:part.End]; strings.TrimSpace(text) != text || strings.ToValidUTF8(line, "") == line && strings.ToValidUTF8(text, "") != text {
			return fmt.Sprintf("a part is %q", text)
		}
		end = part.End
	}
	if task.DueTime != "" && task.DueOn == "" {
		return "there is a time without a day"
	}
	if rule, err := repeat.Parse(task.Repeat); err != nil || rule.String() != task.Repeat {
		return fmt.Sprintf("the repeat %s is none: %v", task.Repeat, err)
	}
	for i, part := range task.Parts {
		if wrong := plainBroken(line, s, task, i, part); wrong != "" {
			return wrong
		}
	}
	if text := strings.TrimSpace(line); text != "" && !strings.ContainsAny(text, `"\`) {
		if got := quickadd.Parse(`"`+text+`"`, s); got.Title != text || said(got) != "" || got.Parts != nil {
			return fmt.Sprintf("in quotes it is %q with %s", got.Title, said(got))
		}
	}
	return ""
}

// plainBroken says what is wrong with the line after one of its parts was made plain.
func plainBroken(line string, s quickadd.Settings, task quickadd.Task, i int, part quickadd.Part) string {
	plain := quickadd.Plain(line, part)
	got := quickadd.Parse(plain, s)
	for j, other := range task.Parts {
		if j > i {
			shift := len(plain) - len(line)
			other.Start, other.End = other.Start+shift, other.End+shift
		}
		kept := slices.ContainsFunc(got.Parts, func(p quickadd.Part) bool {
			return p.Start == other.Start && p.End == other.End && p.Kind == other.Kind
		})
		ofList := part.Kind == quickadd.KindList && other.Kind == quickadd.KindPerson     // who is a member of the list
		ofRepeat := part.Kind == quickadd.KindRepeat && other.Kind == quickadd.KindRepeat // its end
		if j != i && !kept && !ofList && !ofRepeat {
			return fmt.Sprintf("%q has lost %+v: %+v", plain, other, got.Parts)
		}
	}
	for _, p := range got.Parts {
		if p.Start <= part.Start && p.End > part.Start {
			return fmt.Sprintf("%q still has %+v", plain, p)
		}
	}
	for _, w := range strings.Fields(line[part.Start:part.End]) {
		if !strings.Contains(got.Title, strings.TrimRight(w, ",")) { // at the end a comma goes
			return fmt.Sprintf("%q has the title %q, without %q", plain, got.Title, w)
		}
	}
	return ""
}

// A row is a line and what is read of it on friday: the title, a bar, and what is said.
type row struct{ line, want string }

func try(t *testing.T, s quickadd.Settings, rows ...row) {
	t.Helper()
	for _, r := range rows {
		task := check(t, r.line, s)
		if got := strings.TrimSpace(task.Title + " | " + said(task)); got != r.want {
			t.Errorf("%q is\n  %s, want\n  %s", r.line, got, r.want)
		}
	}
}
