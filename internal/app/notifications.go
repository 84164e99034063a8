package app

import (
	"context"
	"time"

	"docket/db"
	"docket/internal/docket"
)

// Notifications returns what the user has chosen to be told.
func (a *App) Notifications(ctx context.Context, me docket.User) (docket.Notifications, error) {
	return read(ctx, a, func(tx *db.ReadTx) (docket.Notifications, error) { return notifications(tx, me.ID) })
}

// notifications returns what a user has chosen, or what holds for who has not.
func notifications(tx *db.ReadTx, user docket.ID) (docket.Notifications, error) {
	n, err := tx.Notifications(user)
	if docket.KindOf(err) == docket.KindNotFound {
		return docket.Notifications{Reminders: true, DefaultReminder: -1}, nil
	}
	return n, err
}

// NotificationsEdit is the form of what to be told. A box that is not ticked is not sent.
type NotificationsEdit struct {
	Reminders       string `form:"reminders"`        // any text for yes
	DefaultReminder string `form:"default_reminder"` // minutes before; empty for none
	Digest          string `form:"digest"`           // any text for yes
	DigestAt        string `form:"digest_at"`        // HH:MM
}

// SetNotifications stores what the user wants to be told, and promises the next digest.
func (a *App) SetNotifications(ctx context.Context, me docket.User, in NotificationsEdit) error {
	n := docket.Notifications{Reminders: in.Reminders != "", DefaultReminder: -1}
	var errs docket.Fields
	if in.DefaultReminder != "" {
		minutes, err := docket.ParseReminder(in.DefaultReminder)
		if err != nil {
			errs.Add(docket.Invalid("default_reminder", docket.MessageOf(err)))
		}
		n.DefaultReminder = minutes
	}
	if in.Digest != "" {
		at, err := docket.ParseClock(in.DigestAt)
		if err != nil {
			errs.Add(docket.Invalid("digest_at", "Choose a time for the morning digest."))
		}
		n.DigestAt = at
	}
	if err := errs.Err(); err != nil {
		return err
	}
	return a.db.Write(ctx, func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "user.notifications"})
		return a.setNotifications(tx, me, n)
	})
}

// setNotifications keeps the secret of the links that were sent, and today's digest where
// it is promised for the same time.
func (a *App) setNotifications(tx *db.Tx, me docket.User, n docket.Notifications) error {
	had, err := notifications(&tx.ReadTx, me.ID)
	if err != nil {
		return err
	}
	n.Unsubscribe = newSecret()
	if err := tx.SetNotifications(me.ID, n); err != nil || had.DigestAt == n.DigestAt {
		return err
	}
	return a.promiseDigest(tx, me, n)
}

func digestJob(user docket.ID) string { return "digest:" + string(user) }

// promiseDigest promises the user's next digest, where they want one.
func (a *App) promiseDigest(tx *db.Tx, u docket.User, n docket.Notifications) error {
	return a.promiseDigestAfter(tx, u, n, a.now())
}

func (a *App) promiseDigestAfter(tx *db.Tx, u docket.User, n docket.Notifications, after time.Time) error {
	id := digestJob(u.ID)
	if n.DigestAt == "" {
		return tx.RemoveJob(id)
	}
	at := nextAt(n.DigestAt, u.Zone, after)
	return tx.PutJob(docket.Job{ID: id, Kind: docket.JobDigest, UserID: u.ID, Subject: string(u.Today(at)), RunAt: at})
}

// nextAt returns the first moment after now at which clocks in loc show c.
func nextAt(c docket.Clock, loc *time.Location, now time.Time) time.Time {
	for day := docket.DateIn(now, loc); ; day = day.AddDays(1) {
		if at := day.At(c, loc); at.After(now) {
			return at
		}
	}
}

// digestMail is the mail of what is overdue and due today; nil where that is nothing, and
// where the day of the digest is over.
func (a *App) digestMail(ctx context.Context, j docket.Job, u docket.User) (*Mail, error) {
	m := &Mail{Kind: j.Kind, User: u, Address: u.Email}
	err := a.db.Read(ctx, func(tx *db.ReadTx) (err error) {
		n, err := notifications(tx, u.ID)
		if err != nil {
			return err
		}
		if n.DigestAt != "" {
			m.Unsubscribe = n.Unsubscribe
		}
		m.Page, err = a.page(tx, u.ID, docket.View{Kind: docket.ViewToday})
		return err
	})
	if err != nil || m.Page.Open() == 0 || m.Unsubscribe == "" || docket.Date(j.Subject) != m.Page.Today {
		return nil, err
	}
	return m, nil
}

// Subscription is a kind of mail that a link stops.
type Subscription string

// The kinds of mail that come by themselves.
const (
	SubscribedDigest    Subscription = "digest"
	SubscribedReminders Subscription = "reminders"
)

// Subscribed returns the address that a link stops mail to; NotFound where there is no
// such link. Links work for as long as the account is there.
func (a *App) Subscribed(ctx context.Context, secret string) (docket.User, error) {
	return read(ctx, a, func(tx *db.ReadTx) (docket.User, error) {
		id, err := tx.Unsubscriber(secret)
		if err != nil {
			return docket.User{}, err
		}
		return tx.User(id)
	})
}

// Unsubscribe stops a kind of mail. To stop what does not come is no error.
func (a *App) Unsubscribe(ctx context.Context, secret string, what Subscription) error {
	if _, err := a.Subscribed(ctx, secret); err != nil { // before a stranger holds up whoever writes
		return err
	}
	return a.db.Write(ctx, func(tx *db.Tx) error {
		id, err := tx.Unsubscriber(secret)
		if err != nil {
			return err
		}
		u, err := tx.User(id)
		if err != nil {
			return err
		}
		n, err := tx.Notifications(id)
		if err != nil {
			return err
		}
		tx.Change(docket.Change{Name: "user.notifications"})
		switch what {
		case SubscribedDigest:
			n.DigestAt = ""
		case SubscribedReminders:
			n.Reminders = false
		default:
			return docket.NotFound()
		}
		return a.setNotifications(tx, u, n)
	})
}
