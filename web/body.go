package web

import (
	"bytes"
	"io"
	"net/http"

	"docket/internal/docket"

	"github.com/labstack/echo/v4"
)

const (
	// maxBody bounds a request's body, in bytes: notes of 100 KB are at most 300 KB
	// once a form has encoded them, and a form where two versions meet carries them
	// twice.
	maxBody = 1 << 20
	// maxUnread is how much more of a body that is too large is taken in, in bytes.
	// Many clients read no answer before they have sent everything, and would see a
	// broken connection instead of what to do.
	maxUnread = 32 << 20
)

// readBody reads what was posted before anything else is looked at: a form that
// trickles in is carried out for whoever is signed in when all of it is there, and
// not for someone who has signed out meanwhile.
func readBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if r.Body == nil || r.Body == http.NoBody {
			return next(c)
		}
		if r.ContentLength > maxBody && r.Header.Get("Expect") != "" {
			return tooLarge() // it is not on its way yet
		}
		body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
		if err != nil {
			return unreadable(err)
		}
		if len(body) > maxBody {
			_, _ = io.CopyN(io.Discard, r.Body, maxUnread) // they are told the same when it breaks off
			return tooLarge()
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		return next(c)
	}
}

func tooLarge() *docket.Error {
	return &docket.Error{Kind: docket.KindTooLarge, Message: "That’s more than Docket can take at once. Shorten it and send it again."}
}

func unreadable(err error) *docket.Error {
	return &docket.Error{Kind: docket.KindInvalid, Message: "Docket can’t read this form. Reload the page and try again.", Err: err}
}
