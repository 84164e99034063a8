package jobs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/mail"
	"docket/internal/paths"
	"docket/views"
)

// maxListed bounds how many tasks of a group a digest lists.
const maxListed = 20

// errNoMail is returned for mail where no server is set. It is tried again, as one may be
// set later.
var errNoMail = errors.New("no mail server is set; set DOCKET_SMTP_URL and DOCKET_MAIL_FROM")

// send sends the mail of a job. It returns nil once the mail server has taken it.
func (r *Runner) send(ctx context.Context, j docket.Job, m *app.Mail) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	if r.mail == nil {
		return errNoMail
	}
	l, err := r.letter(m)
	if err != nil {
		return err
	}
	var html bytes.Buffer
	if err := views.LetterHTML(l).Render(ctx, &html); err != nil {
		return fmt.Errorf("rendering a mail: %w", err)
	}
	return r.mail.Send(ctx, mail.Message{
		ID: messageID(j, m),
		To: mail.Address{Name: m.User.Name, Email: m.Address}, Subject: l.Subject,
		Text: l.Plain(), HTML: html.String(), Date: r.now(), Unsubscribe: l.Unsubscribe,
	})
}

// messageID is the same for every attempt, so that mail systems know a mail that comes
// twice.
func messageID(j docket.Job, m *app.Mail) string {
	id := j.ID
	switch m.Kind {
	case docket.JobReminder:
		id = fmt.Sprintf("%s-%d", id, m.Reminder.RemindAt.UnixMilli())
	case docket.JobDigest:
		id += "-" + string(m.Page.Today)
	}
	return strings.ReplaceAll(id, ":", "-")
}

// letter finds the words for a mail.
func (r *Runner) letter(m *app.Mail) (views.Letter, error) {
	l := views.Letter{Foot: "Sent by Docket at " + r.public.Host + "."}
	switch m.Kind {
	case docket.JobReset:
		l.Subject = "Choose a new password"
		l.Text = []string{"Hello " + m.User.Name + ",", "Someone, probably you, asked for a new password for your account. The link works once, within an hour, and signs all your devices out.",
			"If it wasn’t you, do nothing: your password stays as it is."}
		l.Button, l.URL = "Choose a new password", r.link(paths.ResetWith(m.Token))
	case docket.JobConfirmEmail:
		if m.Token == "" {
			l.Subject = "You have an account already"
			l.Text = []string{"Hello " + m.User.Name + ",", "Someone, perhaps you, asked to use this address for another account. Yours has it already, so nothing was changed.",
				"If it was you, sign in with this address. If not, do nothing."}
			l.Button, l.URL = "Sign in", r.link(paths.SignIn)
			break
		}
		l.Subject = "Confirm your new address"
		l.Text = []string{"Hello " + m.User.Name + ",", "Your account is to have this address from now on. The link works once, within an hour.",
			"If it wasn’t you, do nothing: the address is not used."}
		l.Button, l.URL = "Confirm this address", r.link(paths.ConfirmEmailWith(m.Token))
	case docket.JobEmailChanged:
		l.Subject = "Your address was changed"
		l.Text = []string{"Hello " + m.User.Name + ",", "Your account has another email address now: " + m.User.Email + ". Docket writes there from now on.",
			"If it wasn’t you, tell the administrator of your Docket at once."}
	case docket.JobTestMail:
		l.Subject = "Docket’s email works"
		l.Text = []string{"Hello " + m.User.Name + ",", "You asked for this test. Reminders and the morning digest will reach you here."}
	case docket.JobReminder:
		r.reminder(&l, m)
	case docket.JobDigest:
		r.digest(&l, m)
	default:
		return l, fmt.Errorf("there is no mail of kind %q", m.Kind)
	}
	return l, nil
}

func (r *Runner) reminder(l *views.Letter, m *app.Mail) {
	t, me := m.Task, m.User
	l.Subject = t.Title
	now, due := r.now(), t.DueAt(me.Zone)
	at := due.In(me.Zone).Format("Monday 2 January") + " at " + views.ClockText(t.DueTime, me)
	switch {
	case due.IsZero(): // one that was snoozed, of a task that has lost its time
		l.Text = []string{"In " + m.List + "."}
	case due.After(now):
		l.Text = []string{"Due " + at + ", in " + m.List + "."}
	case now.Sub(due) < time.Minute:
		l.Text = []string{"Due now, " + at + ", in " + m.List + "."}
	default:
		l.Text = []string{"Was due " + at + ", in " + m.List + "."}
	}
	l.Button, l.URL = "Complete or snooze", r.link(paths.Remind(t.ID, m.Reminder.ID))
	l.Links = []views.LetterLink{{Label: "Open the task", URL: r.link(paths.Task(t.ID))}}
	l.Foot = "You asked to be reminded. " + l.Foot
	l.Unsubscribe = r.unsubscribe(m, app.SubscribedReminders)
}

func (r *Runner) digest(l *views.Letter, m *app.Mail) {
	page := m.Page
	n := 0
	for _, key := range [2]docket.GroupKey{docket.GroupOverdue, docket.GroupToday} {
		g := page.Group(key)
		if g == nil || g.Count == 0 {
			continue
		}
		n += g.Count
		group := views.LetterGroup{Title: "Today"}
		if key == docket.GroupOverdue {
			group.Title = "Overdue"
		}
		for i := range g.Tasks[:min(len(g.Tasks), maxListed)] {
			t := &g.Tasks[i]
			when := views.ClockText(t.DueTime, m.User)
			if key == docket.GroupOverdue {
				when = t.DueOn.Format("2 January")
			}
			group.Tasks = append(group.Tasks, views.LetterTask{Title: t.Title, When: when, URL: r.link(paths.Task(t.ID))})
		}
		group.More = g.Count - len(group.Tasks)
		l.Groups = append(l.Groups, group)
	}
	l.Subject = fmt.Sprintf("%s: %d tasks", page.Today.Format("Monday 2 January"), n)
	if n == 1 {
		l.Subject = page.Today.Format("Monday 2 January") + ": 1 task"
	}
	l.Button, l.URL = "Open Today", r.link(paths.Today)
	l.Foot = "You asked for this digest. " + l.Foot
	l.Unsubscribe = r.unsubscribe(m, app.SubscribedDigest)
}

func (r *Runner) unsubscribe(m *app.Mail, what app.Subscription) string {
	if m.Unsubscribe == "" {
		return ""
	}
	return r.link(paths.UnsubscribeWith(string(what), m.Unsubscribe))
}

// link is the address of a page as people reach it.
func (r *Runner) link(path string) string { return r.public.String() + path }
