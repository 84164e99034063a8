package web_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"docket/internal/paths"
	"docket/internal/testkit"
)

func fatal(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Not every client looks for an answer before it has sent everything.
func TestABodyThatIsTooLargeIsAnsweredWhenAllOfItIsSent(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	for _, size := range []int{1<<20 + 1, 2 << 20, 10 << 20} {
		for _, length := range []string{fmt.Sprintf("Content-Length: %d", size), "Transfer-Encoding: chunked"} {
			conn, err := net.Dial("tcp", strings.TrimPrefix(a.URL, "http://"))
			fatal(t, err)
			body := bytes.Repeat([]byte("x"), size)
			if strings.HasPrefix(length, "Transfer") {
				body = fmt.Appendf(nil, "%x\r\n%s\r\n0\r\n\r\n", size, body)
			}
			_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: localhost\r\nCookie: docket=%s\r\nContent-Type: application/x-www-form-urlencoded\r\n%s\r\n\r\n",
				paths.Tasks, ana.Cookie(), length)
			fatal(t, err)
			if _, err := conn.Write(body); err != nil {
				t.Errorf("sending %d bytes, %s: %v", size, length, err)
				continue
			}
			r, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Errorf("the answer to %d bytes, %s: %v", size, length, err)
				continue
			}
			if r.StatusCode != http.StatusRequestEntityTooLarge {
				t.Errorf("%d bytes, %s: %d", size, length, r.StatusCode)
			}
			fatal(t, r.Body.Close())
			fatal(t, conn.Close())
		}
	}
}

// Whoever asks first is told before anything is sent.
func TestABodyThatWouldBeTooLargeIsNotAskedFor(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	conn, err := net.Dial("tcp", strings.TrimPrefix(a.URL, "http://"))
	fatal(t, err)
	_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n", paths.Tasks, 2<<20)
	fatal(t, err)
	line, err := bufio.NewReader(conn).ReadString('\n')
	fatal(t, err)
	if !strings.Contains(line, "413") {
		t.Errorf("the answer begins with %q", line)
	}
	fatal(t, conn.Close())
}

// send posts a body as it is.
func (h *house) send(c *testkit.Client, path, contentType string, body io.Reader, headers ...string) testkit.Response {
	h.t.Helper()
	req, err := http.NewRequestWithContext(context.WithoutCancel(h.t.Context()), http.MethodPost, h.URL+path, body)
	h.check(err)
	req.Header.Set("Cookie", "docket="+c.Cookie())
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	h.check(err)
	text, err := io.ReadAll(res.Body)
	h.check(err)
	h.check(res.Body.Close())
	return testkit.Response{Status: res.StatusCode, Header: res.Header, Body: string(text)}
}

// unsized hides how long a body is.
type unsized struct{ io.Reader }

func bodiesThatAreNoForms(t *testing.T, h *house) {
	task := h.task(h.owner, h.home.ID, "stays as it is", "")
	const form = "application/x-www-form-urlencoded"
	big := append([]byte("title=kept&notes="), bytes.Repeat([]byte("n"), 10<<20)...)
	before := h.dump()
	for _, path := range []string{"/tasks", "/tasks/" + string(task.ID), "/tasks/" + string(task.ID) + "/move", "/lists", "/lists/" + string(h.home.ID),
		"/lists/" + string(h.home.ID) + "/move", "/settings/profile", "/settings/password", "/sign-in", "/sign-up"} {
		for _, tc := range []struct {
			name, contentType string
			body              io.Reader
			status            int
			says              string
		}{
			{"10 MB", form, bytes.NewReader(big), 413, "Shorten it"},
			{"10 MB of unknown length", form, unsized{bytes.NewReader(big)}, 413, "Shorten it"},
			{"malformed percent", form, strings.NewReader("title=%zz&name=%"), 422, "can’t read this form"},
			{"semicolons", form, strings.NewReader("title=a;name=b"), 422, "can’t read this form"},
			{"JSON", "application/json", strings.NewReader(`{"title":"x","name":"x"}`), 422, "can’t read this form"},
			{"plain text", "text/plain", strings.NewReader("title=x&name=x"), 422, "can’t read this form"},
			{"no type", "", strings.NewReader("title=x&name=x"), 422, "can’t read this form"},
			{"a broken type", "application/x-www-form-urlencoded; charset", strings.NewReader("title=%zz"), 422, "can’t read this form"},
			{"parts without boundary", "multipart/form-data", strings.NewReader("title=x"), 422, "can’t read this form"},
			{"parts cut off", "multipart/form-data; boundary=b", strings.NewReader("--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nx"), 422, "can’t read this form"},
			{"10 MB in parts", "multipart/form-data; boundary=b", unsized{io.MultiReader(strings.NewReader("--b\r\nContent-Disposition: form-data; name=\"title\"; filename=\"x\"\r\n\r\n"), bytes.NewReader(big))}, 413, "Shorten it"},
		} {
			if seeker, ok := tc.body.(io.Seeker); ok {
				_, err := seeker.Seek(0, io.SeekStart)
				h.check(err)
			}
			r := h.send(h.owner, path, tc.contentType, tc.body)
			if r.Status != tc.status || !strings.Contains(r.Body, tc.says) {
				t.Errorf("%s to %s: %d, want %d and %q in %.300s", tc.name, path, r.Status, tc.status, tc.says, errorText(r.Body))
			}
			sound(t, tc.name, r)
		}
	}
	h.unchanged("what is no form", before)
}

func partsAreAFormToo(t *testing.T, h *house) {
	r := h.send(h.owner, "/tasks", "multipart/form-data; boundary=b",
		strings.NewReader("--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nin parts\r\n--b--\r\n"))
	if r.Status != http.StatusSeeOther || !strings.Contains(h.owner.Get("/inbox").Body, "in parts") {
		t.Errorf("answered with %d", r.Status)
	}
}
