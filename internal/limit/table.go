package limit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Name is what is limited.
type Name string

// What is limited. Wrong passwords are counted in the database, as neither a restart
// nor an empty Redis may open the door; all else is counted in Redis.
const (
	SignIn       Name = "sign-in"
	SignUp       Name = "sign-up"
	Password     Name = "password" // #nosec G101 -- a name
	Forgot       Name = "forgot"
	ForgotMail   Name = "forgot-mail"
	Reset        Name = "reset"
	Mail         Name = "mail"
	Reminders    Name = "reminders"
	WrongAccount Name = "wrong-account"
	WrongAddress Name = "wrong-address"
	WrongDevice  Name = "wrong-device"
)

// Rate is how many in how long. None is no limit.
type Rate struct {
	Count int
	Per   time.Duration
}

// String is the rate as Parse reads it.
func (r Rate) String() string {
	switch {
	case r.Count == 0:
		return "off"
	case r.Per%time.Hour == 0:
		return fmt.Sprintf("%d/%dh", r.Count, r.Per/time.Hour)
	case r.Per%time.Minute == 0:
		return fmt.Sprintf("%d/%dm", r.Count, r.Per/time.Minute)
	}
	return fmt.Sprintf("%d/%s", r.Count, r.Per)
}

// Row is a row of the table of limits.
type Row struct {
	Name Name
	Rate Rate
	What string // is counted, and of whom
}

// Table is every limit there is, with its default.
func Table() []Row {
	return []Row{
		{SignIn, Rate{100, 15 * time.Minute}, "attempts to sign in, of an address or of a device that has signed in before"},
		{SignUp, Rate{60, time.Hour}, "attempts to create an account, of an address"},
		{Password, Rate{30, 15 * time.Minute}, "changes of password or email address, of an account"},
		{Forgot, Rate{30, time.Hour}, "links asked for because of a forgotten password, of an address"},
		{ForgotMail, Rate{3, time.Hour}, "links asked for because of a forgotten password or a new address, of the address they go to"},
		{Reset, Rate{60, time.Hour}, "links from an email opened, of an address"},
		{Mail, Rate{5, time.Hour}, "test emails, of an account"},
		{Reminders, Rate{200, 24 * time.Hour}, "reminders sent, of an account; more come later"},
		{WrongAccount, Rate{10, 15 * time.Minute}, "wrong passwords of an account, from devices that are new to it"},
		{WrongAddress, Rate{20, 15 * time.Minute}, "wrong passwords from an address, of any account"},
		{WrongDevice, Rate{10, 15 * time.Minute}, "wrong passwords from a device that has signed in to the account before"},
	}
}

// Rates is how often what may be done.
type Rates map[Name]Rate

// The bounds of a rate that is set: more is no limit, and what is counted for longer
// takes memory for longer.
const (
	maxCount    = 1_000_000
	maxPer      = 24 * time.Hour
	maxFailures = 90 // of what the database counts: it reads a thousand
)

// Parse reads limits that differ from the defaults: name=count/time or name=off, with
// commas between, such as sign-in=50/15m,sign-up=off.
func Parse(text string) (Rates, error) {
	rates := Rates{}
	for _, row := range Table() {
		rates[row.Name] = row.Rate
	}
	if text == "" {
		return rates, nil
	}
	seen := map[string]bool{}
	for part := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(part, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if seen[name] {
			return nil, fmt.Errorf("%s is there twice", name)
		}
		seen[name] = true
		if _, ok := rates[Name(name)]; !ok {
			return nil, fmt.Errorf("%q is not one of %s", name, strings.Join(names(), ", "))
		}
		rate, ok := parseRate(value)
		if !ok {
			return nil, fmt.Errorf("%s must be off or a count and a time of up to 24 hours, such as 20/15m", name)
		}
		if Name(name).InDatabase() && rate.Count > maxFailures {
			return nil, fmt.Errorf("%s can count to %d; more is off", name, maxFailures)
		}
		rates[Name(name)] = rate
	}
	return rates, nil
}

func parseRate(text string) (Rate, bool) {
	if text == "off" {
		return Rate{}, true
	}
	count, per, _ := strings.Cut(text, "/")
	n, err := strconv.Atoi(count)
	d, e := time.ParseDuration(per)
	return Rate{n, d}, err == nil && e == nil && n > 0 && n <= maxCount && d >= time.Second && d <= maxPer
}

func names() []string {
	var all []string
	for _, row := range Table() {
		all = append(all, string(row.Name))
	}
	slices.Sort(all)
	return all
}
