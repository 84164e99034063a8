package app

import (
	"context"

	"docket/db"
	"docket/internal/docket"
)

// ProfileEdit is a form's new values for a profile, as they were typed; nil leaves
// a field alone.
type ProfileEdit struct {
	Name      *string `form:"name"`
	Zone      *string `form:"time_zone"`
	WeekStart *string `form:"week_start"`
	Theme     *string `form:"theme"`

	DayOrder  *string `form:"day_order"`  // "day" or "month", which comes first
	Hours     *string `form:"hours"`      // "24" or "12"
	AddTo     *string `form:"add_to"`     // the list that takes what is added; empty for the Inbox
	FirstPage *string `form:"first_page"` // what opens first
	Keys      *string `form:"keys"`       // "on" or "off", whether keys do something by themselves
}

// SetProfile stores what the user set about themselves. What another form has set
// meanwhile stays.
func (a *App) SetProfile(ctx context.Context, me docket.User, in ProfileEdit) error {
	return a.db.Write(ctx, func(tx *db.Tx) error {
		now, err := tx.User(me.ID)
		if err != nil {
			return err
		}
		p := docket.Profile{Name: now.Name, Zone: now.Zone, WeekStart: now.WeekStart, Theme: now.Theme,
			MonthFirst: now.MonthFirst, TwelveHours: now.TwelveHours, AddTo: now.AddTo, FirstPage: now.FirstPage, KeysOff: now.KeysOff}
		if err := in.onto(&p); err != nil {
			return err
		}
		change := docket.Change{Name: "user.profile", Users: []docket.ID{me.ID}}
		if p.Name != now.Name { // which others see on tasks that are assigned to the user
			lists, err := tx.Lists(me.ID)
			if err != nil {
				return err
			}
			for _, l := range lists {
				change.Lists = append(change.Lists, l.ID)
			}
		}
		tx.Change(change)
		if p.AddTo != now.AddTo && p.AddTo != "" {
			l, err := a.editableList(&tx.ReadTx, me, p.AddTo)
			if err != nil {
				return orInvalid(err, "add_to", noSuchList)
			}
			if l.Inbox {
				p.AddTo = ""
			}
		}
		if err := tx.SetProfile(me.ID, p); err != nil || now.Zone.String() == p.Zone.String() {
			return err
		}
		before := now.Zone
		now.Zone = p.Zone
		return a.rezone(tx, now, before)
	})
}

func (in ProfileEdit) onto(p *docket.Profile) error {
	var errs docket.Fields
	take(&errs, &p.Name, in.Name, docket.CleanName)
	take(&errs, &p.Zone, in.Zone, docket.ParseZone)
	take(&errs, &p.WeekStart, in.WeekStart, docket.ParseWeekStart)
	take(&errs, &p.Theme, in.Theme, docket.ParseTheme)
	take(&errs, &p.MonthFirst, in.DayOrder, docket.ParseDayOrder)
	take(&errs, &p.TwelveHours, in.Hours, docket.ParseHours)
	take(&errs, &p.AddTo, in.AddTo, cleanIDOf("add_to", noSuchList))
	take(&errs, &p.FirstPage, in.FirstPage, docket.ParseFirstPage)
	take(&errs, &p.KeysOff, in.Keys, docket.ParseKeys)
	return errs.Err()
}
