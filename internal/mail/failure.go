package mail

import (
	"context"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// maxAnswer is how many characters of an error are kept: a server may say any amount.
const maxAnswer = 500

// A failure says why a message was not sent. It does not wrap what go-mail returned, whose text can hold
// the password when the server repeats it.
type failure struct {
	text      string
	permanent bool
	ended     error // of the context; nil when it goes on
}

func (f *failure) Error() string { return f.text }

func (f *failure) Unwrap() error { return f.ended }

// IsPermanent reports whether a message that Send failed to send need not be tried again: the server
// refused it for good (5xx), or it can be no message. A server that refuses Docket instead, before it
// has heard of a message or because of the password, is a matter of settings, which may be mended.
func IsPermanent(err error) bool {
	f, ok := errors.AsType[*failure](err)
	return ok && f.permanent
}

func (s *Sender) failure(ctx context.Context, doing string, err error) error {
	f := &failure{ended: context.Cause(ctx)}
	text := doing + ": " + err.Error()
	switch {
	case errors.Is(f.ended, context.DeadlineExceeded): // which closed the connection; err says only that
		text = doing + ": there was no answer in time"
	case f.ended != nil:
		text += " (" + f.ended.Error() + ")"
	}
	f.text = oneLine(s.redact(text), maxAnswer)
	// Only what was said about a message is a SendError.
	if said, ok := errors.AsType[*gomail.SendError](err); ok {
		f.permanent = said.ErrorCode()/100 == 5 && !isAboutSigningIn(said.ErrorCode())
	}
	return f
}

// isAboutSigningIn knows the answers of RFC 4954, section 6, which servers also give to MAIL.
func isAboutSigningIn(code int) bool {
	return code == 530 || code == 534 || code == 535 || code == 538
}

// redact takes the password out of text, also as it was sent.
func (s *Sender) redact(text string) string {
	l := s.server.login
	if l == nil {
		return text
	}
	const hidden = "[hidden]"
	encode := base64.StdEncoding.EncodeToString
	quoted := strconv.Quote(l.password) // errors of net/textproto quote what the server said
	return strings.NewReplacer(
		encode([]byte("\x00"+l.user+"\x00"+l.password)), hidden,
		encode([]byte(l.password)), hidden,
		l.password, hidden,
		quoted[1:len(quoted)-1], hidden,
	).Replace(text)
}
