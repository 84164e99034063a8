package paths

import (
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"docket/internal/docket"
)

// View is the page of a view.
func View(v docket.View) string {
	path := "/" + string(v.Kind)
	q := url.Values{}
	switch v.Kind {
	case docket.ViewList:
		path = List(v.List)
	case docket.ViewBoard:
		path = ListTo(v.List, ListBoard)
	case docket.ViewLabel:
		path = Label(v.Label)
	case docket.ViewCalendar:
		if v.Month != "" {
			q.Set("month", string(v.Month))
		}
	}
	if v.After != "" {
		q.Set("after", string(v.After))
	}
	if v.Rows > docket.PageSize {
		q.Set("rows", strconv.Itoa(v.Rows))
	}
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return path
}

// ParseView reads the view from the path of a page, with or without a host; ok
// is false when the page is none. Rows are whole pages, MaxRows at most.
func ParseView(s string) (v docket.View, ok bool) {
	u, err := url.Parse(s)
	if err != nil {
		return v, false
	}
	return ViewAt(u)
}

// ViewAt is ParseView of an address that has been parsed.
func ViewAt(u *url.URL) (v docket.View, ok bool) {
	var err error
	if u.RawQuery != "" {
		q := u.Query()
		v.After = docket.Cursor(q.Get("after"))
		if rows, err := strconv.Atoi(q.Get("rows")); err == nil && rows > docket.PageSize {
			v.Rows = (min(rows, docket.MaxRows) + docket.PageSize - 1) / docket.PageSize * docket.PageSize
		}
	}
	switch u.Path {
	case Inbox, Today, Upcoming, Completed, Trash:
		v.Kind = docket.ViewKind(strings.TrimPrefix(u.Path, "/"))
		return v, true
	case Calendar:
		return calendarAt(v, u)
	}
	if label, found := strings.CutPrefix(u.EscapedPath(), Labels+"/"); found {
		v.Kind = docket.ViewLabel
		v.Label, err = url.PathUnescape(label)
		return v, err == nil && v.Label != "" && !strings.Contains(label, "/") && utf8.ValidString(v.Label)
	}
	id, found := strings.CutPrefix(u.Path, Lists+"/")
	if !found {
		return v, false
	}
	v.Kind = docket.ViewList
	if list, isBoard := strings.CutSuffix(id, "/"+string(ListBoard)); isBoard {
		id, v.Kind = list, docket.ViewBoard
	}
	v.List, err = docket.ParseID(id)
	return v, err == nil
}

// calendarAt reads the month of a calendar; no month is the one that today is in.
func calendarAt(v docket.View, u *url.URL) (docket.View, bool) {
	v.Kind = docket.ViewCalendar
	v.After, v.Rows = "", 0
	month := u.Query().Get("month")
	if month == "" {
		return v, true
	}
	var err error
	v.Month, err = docket.ParseMonth(month)
	return v, err == nil
}
