package docket

import (
	"hash/fnv"
	"strings"
	"time"
	"unicode"
)

// User is a person with an account.
type User struct {
	ID          ID
	Email       string
	Name        string
	Admin       bool
	Zone        *time.Location // decides when a day begins
	WeekStart   time.Weekday
	Theme       Theme
	MonthFirst  bool     // writes 12/1 for the 1st of December
	TwelveHours bool     // reads 5:30 PM for 17:30
	AddTo       ID       // the list that takes what is added without one, empty for the Inbox
	FirstPage   ViewKind // what opens first: the Inbox, Today, Upcoming or the calendar
	KeysOff     bool     // wants no keys that do something by themselves
	ListVersion string   // changes with every change the user can see
	CreatedAt   time.Time
	DisabledAt  time.Time // zero while the account works
}

// Today returns the user's date at the moment now.
func (u User) Today(now time.Time) Date { return DateIn(now, u.Zone) }

// Initials returns one or two letters for the user's avatar.
func (u User) Initials() string {
	words := strings.FieldsFunc(u.Name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	switch len(words) {
	case 0:
		return "?"
	case 1:
		return first(words[0])
	}
	return first(words[0]) + first(words[len(words)-1])
}

func first(s string) string {
	for _, r := range s {
		return string(unicode.ToUpper(r))
	}
	return ""
}

// Color returns the hue of the user's avatar: the same one everywhere, chosen
// from the id.
func (u User) Color() Color {
	h := fnv.New32a()
	_, _ = h.Write([]byte(u.ID)) // hash.Hash.Write never returns an error
	colors := Colors()
	return colors[h.Sum32()%uint32(len(colors))]
}

// Theme is how the pages are coloured.
type Theme string

// The themes. ThemeSystem follows the device.
const (
	ThemeSystem Theme = "system"
	ThemeLight  Theme = "light"
	ThemeDark   Theme = "dark"
)

// Profile is what people set about themselves.
type Profile struct {
	Name      string
	Zone      *time.Location
	WeekStart time.Weekday
	Theme     Theme

	MonthFirst, TwelveHours bool
	AddTo                   ID
	FirstPage               ViewKind
	KeysOff                 bool
}

// ParseWeekStart reads a weekday as the number that package time gives it.
func ParseWeekStart(s string) (time.Weekday, error) {
	if len(s) != 1 || s[0] < '0' || s[0] > '6' {
		return 0, Invalid("week_start", "Choose the day your week starts on.")
	}
	return time.Weekday(s[0] - '0'), nil
}

// ParseTheme reads a theme.
func ParseTheme(s string) (Theme, error) {
	switch t := Theme(s); t {
	case ThemeSystem, ThemeLight, ThemeDark:
		return t, nil
	}
	return "", Invalid("theme", "Choose system, light or dark.")
}

// ParseDayOrder reads which of day and month is written first, and reports whether it is
// the month.
func ParseDayOrder(s string) (monthFirst bool, err error) {
	if s != "day" && s != "month" {
		return false, Invalid("day_order", "Choose whether you write the day or the month first.")
	}
	return s == "month", nil
}

// ParseHours reads how many hours a clock has, and reports whether it is 12.
func ParseHours(s string) (twelve bool, err error) {
	if s != "12" && s != "24" {
		return false, Invalid("hours", "Choose a clock of 24 or of 12 hours.")
	}
	return s == "12", nil
}

// ParseKeys reads whether keys do something by themselves, and reports whether they do not.
func ParseKeys(s string) (off bool, err error) {
	if s != "on" && s != "off" {
		return false, Invalid("keys", "Choose whether single keys do something.")
	}
	return s == "off", nil
}

// ParseFirstPage reads which view opens first.
func ParseFirstPage(s string) (ViewKind, error) {
	switch k := ViewKind(s); k {
	case ViewInbox, ViewToday, ViewUpcoming, ViewCalendar:
		return k, nil
	}
	return "", Invalid("first_page", "Choose the page that opens first.")
}

// Device is one place where a user has signed in.
type Device struct {
	ID        ID
	UserID    ID
	Agent     string // the browser's User-Agent, as sent
	Address   string // the IP address it was last seen from
	Cookie    string // of a new one: the hash of the cookie that it is known by
	CreatedAt time.Time
	SeenAt    time.Time // brought up to date at most every five minutes
}

// How long a sign-in lasts, how long one that is not used, and how long a device that
// signed out is remembered: longer than any sign-in lasts.
const (
	DeviceFor     = 180 * 24 * time.Hour
	SignInFor     = 90 * 24 * time.Hour
	IdleSignInFor = 30 * 24 * time.Hour
)

// Expired reports whether the device's sign-in has ended by its age at the moment
// now.
func (d Device) Expired(now time.Time) bool {
	return now.Sub(d.CreatedAt) >= SignInFor || now.Sub(d.SeenAt) >= IdleSignInFor
}

// SignedIn is a device and the user it is signed in as.
type SignedIn struct {
	Device Device
	User   User
}

// SignUp says who may make an account.
type SignUp string

// The rules for new accounts. SignUpFirst is open until the first account
// exists and by invitation from then on.
const (
	SignUpFirst  SignUp = "first"
	SignUpOpen   SignUp = "open"
	SignUpInvite SignUp = "invite"
	SignUpClosed SignUp = "closed"
)

// With returns the rule that holds when there are accounts or none.
func (s SignUp) With(accounts bool) SignUp {
	switch {
	case s != SignUpFirst:
		return s
	case accounts:
		return SignUpInvite
	}
	return SignUpOpen
}
