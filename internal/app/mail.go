package app

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"time"

	"docket/db"
	"docket/internal/docket"
)

// LinkFor is how long a link from an email can be used.
const LinkFor = time.Hour

// Mail is what a job has to send, without its words.
type Mail struct {
	Kind        docket.JobKind
	User        docket.User
	Address     string // where it goes
	Token       string // the secret of its link; empty for none
	Unsubscribe string // the secret of the link to stop such mail; empty for none

	Task     docket.Task     // of a reminder
	Reminder docket.Reminder // of a reminder
	List     string          // the name of the reminder's list
	Page     docket.Page     // Today, of a digest
}

// SendsMail reports whether a mail server is set.
func (a *App) SendsMail() bool { return a.mail }

// needsMail refuses what cannot be done without mail.
func (a *App) needsMail() error {
	if a.mail {
		return nil
	}
	return &docket.Error{Kind: docket.KindForbidden, Message: "This Docket sends no email. Ask its administrator for help."}
}

// newSecret returns 256 random bits for a link.
func newSecret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never returns an error since Go 1.24
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// addLink stores a link for a user that is sent to an address, and returns its secret.
func (a *App) addLink(tx *db.Tx, kind docket.JobKind, user docket.ID, email string) (string, error) {
	secret, now := newSecret(), a.now()
	return secret, tx.AddToken(db.Token{Hash: digest(secret), Kind: kind, UserID: user, Email: email, ExpiresAt: now.Add(LinkFor)}, now)
}

// linkMail gives a mail its link; nil where the job was taken back meanwhile, as a link
// that comes after would still work.
func (a *App) linkMail(ctx context.Context, j docket.Job, m *Mail) (*Mail, error) {
	err := a.db.Write(ctx, func(tx *db.Tx) (err error) {
		if _, err := sameAttempt(&tx.ReadTx, j); err != nil {
			return err
		}
		tx.Change(docket.Change{Name: "link.send"})
		m.Token, err = a.addLink(tx, j.Kind, j.UserID, m.Address)
		return err
	})
	if docket.KindOf(err) == docket.KindNotFound {
		return nil, nil
	}
	return m, err
}

// promise stores a job that is to be done at once.
func (a *App) promise(tx *db.Tx, kind docket.JobKind, user docket.ID, subject string) error {
	id, err := a.newID()
	if err != nil {
		return fmt.Errorf("making an id: %w", err)
	}
	return tx.PutJob(docket.Job{ID: string(id), Kind: kind, UserID: user, Subject: subject, RunAt: a.now()})
}

// oldLink is the refusal of a link that is used up, too old or was never sent.
func oldLink() error {
	return &docket.Error{Kind: docket.KindNotFound, Message: "It was used, a newer one has taken its place, or it is more than an hour old. Ask for a new one."}
}
