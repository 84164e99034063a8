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
}

// SetProfile stores what the user set about themselves. What another form has set
// meanwhile stays.
func (a *App) SetProfile(ctx context.Context, me docket.User, in ProfileEdit) error {
	return a.db.Write(ctx, func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "user.profile", Users: []docket.ID{me.ID}})
		now, err := tx.User(me.ID)
		if err != nil {
			return err
		}
		p := docket.Profile{Name: now.Name, Zone: now.Zone, WeekStart: now.WeekStart, Theme: now.Theme}
		if err := in.onto(&p); err != nil {
			return err
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
	return errs.Err()
}
