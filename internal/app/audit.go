package app

import (
	"context"
	"log/slog"

	"docket/internal/docket"
)

// The outcomes in the security log.
const (
	outcomeOK      = "ok"
	outcomeFailed  = "failed"
	outcomeLimited = "limited"
)

type addressKey struct{}

// WithAddress returns a context whose security log names the network address that a
// request comes from.
func WithAddress(ctx context.Context, address string) context.Context {
	return context.WithValue(ctx, addressKey{}, address)
}

// audit writes a line of the security log: who did what to which account, and whether it
// was let through. What was typed is not in it, as a password may be typed into any field.
func (a *App) audit(ctx context.Context, event, outcome string, account docket.User, more ...slog.Attr) {
	address, _ := ctx.Value(addressKey{}).(string)
	name := account.Email
	if name == "" {
		name = "unknown"
	}
	a.log.LogAttrs(ctx, slog.LevelInfo, "security", append([]slog.Attr{slog.String("event", event), slog.String("outcome", outcome),
		slog.String("address", address), slog.String("account", name)}, more...)...)
}

// auditErr is audit of what ended with an error, or nil. Errors that say nothing of who
// asked, such as a full disk, are in the log as what they are.
func (a *App) auditErr(ctx context.Context, event string, account docket.User, err error, more ...slog.Attr) {
	switch docket.KindOf(err) {
	case docket.KindLimited:
		a.audit(ctx, event, outcomeLimited, account, more...)
	case docket.KindUnauthorized, docket.KindForbidden, docket.KindInvalid, docket.KindConflict, docket.KindNotFound:
		a.audit(ctx, event, outcomeFailed, account, more...)
	default:
		if err == nil {
			a.audit(ctx, event, outcomeOK, account, more...)
		}
	}
}

// by says in the security log which administrator did something to an account.
func by(me docket.User) slog.Attr { return slog.String("by", me.Email) }
