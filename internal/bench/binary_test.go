package bench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patience is how long the binary may take for anything; a run that waits this
// long has failed.
const patience = 20 * time.Second

// binary is a running Docket.
type binary struct {
	tb            testing.TB
	addr, metrics string
	started       time.Duration // from exec to the first answer
	cmd           *exec.Cmd
	said          bytes.Buffer
}

// buildDocket builds the binary that people run.
func buildDocket(tb testing.TB) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "docket")
	out, err := exec.CommandContext(tb.Context(), "go", "build", "-o", path, "docket/cmd/docket").CombinedOutput() // #nosec G204 -- our own arguments
	if err != nil {
		tb.Fatalf("building docket: %v\n%s", err, out)
	}
	return path
}

// start runs the binary on a data folder and returns once /healthz answers.
func start(tb testing.TB, path, data, redisURL string, settings ...string) *binary {
	tb.Helper()
	b := &binary{tb: tb, addr: freeAddress(tb), metrics: freeAddress(tb)}
	b.cmd = exec.Command(path, "serve") // #nosec G204 -- what buildDocket built
	b.cmd.Env = []string{"DOCKET_ADDR=" + b.addr, "DOCKET_METRICS_ADDR=" + b.metrics, "DOCKET_DATA=" + data, "REDIS_URL=" + redisURL}
	b.cmd.Env = append(b.cmd.Env, settings...)
	b.cmd.Stderr = &b.said
	began := time.Now()
	if err := b.cmd.Start(); err != nil {
		tb.Fatalf("starting docket: %v", err)
	}
	for !healthy(b.addr) {
		if time.Since(began) > patience {
			b.stop()
			tb.Fatalf("docket does not answer. It said:\n%s", &b.said)
		}
	}
	b.started = time.Since(began)
	return b
}

// healthy asks once whether Docket answers, with a connection attempt that
// fails at once while nobody listens.
func healthy(addr string) bool {
	conn, err := net.DialTimeout("tcp", addr, patience)
	if err != nil {
		<-time.After(500 * time.Microsecond) // docket needs the processor more than this loop
		return false
	}
	defer func() { _ = conn.Close() }()
	if _, err := fmt.Fprintf(conn, "GET /healthz HTTP/1.1\r\nHost: %s\r\n\r\n", addr); err != nil {
		return false
	}
	a, err := readAnswer(bufio.NewReader(conn))
	return err == nil && a.status == "200"
}

func freeAddress(tb testing.TB) string {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// stop ends the binary as an administrator would.
func (b *binary) stop() {
	b.tb.Helper()
	if err := b.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		b.tb.Errorf("stopping docket: %v", err)
	}
	if err := b.cmd.Wait(); err != nil {
		b.tb.Errorf("docket ended with %v. It said:\n%s", err, &b.said)
	}
}

// peakMemory is the most memory that the process has had, in bytes. The kernel
// counts it, so no peak is missed.
func (b *binary) peakMemory() int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", b.cmd.Process.Pid))
	if err != nil {
		b.tb.Fatalf("reading docket's memory: %v", err)
	}
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) == 3 && fields[0] == "VmHWM:" {
			kb, err := strconv.ParseInt(fields[1], 10, 64)
			if err != nil {
				b.tb.Fatalf("reading docket's memory: %v", err)
			}
			return kb << 10
		}
	}
	b.tb.Fatal("the kernel does not say how much memory docket had")
	return 0
}

// allocated is how many bytes the process has allocated since it began.
func (b *binary) allocated() float64 {
	text := b.get("http://" + b.metrics + "/metrics")
	for line := range strings.Lines(text) {
		if value, ok := strings.CutPrefix(line, "go_memstats_alloc_bytes_total "); ok {
			n, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil {
				b.tb.Fatalf("reading the metrics: %v", err)
			}
			return n
		}
	}
	b.tb.Fatal("the metrics do not say how much was allocated")
	return 0
}

func (b *binary) get(address string) string {
	ctx, cancel := context.WithTimeout(b.tb.Context(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		b.tb.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		b.tb.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.tb.Fatal(err)
	}
	return string(text)
}

// signIn returns the session cookie of a new sign-in, as it is sent back, and ""
// where it failed: it is called from many goroutines, which must not end a test.
func (b *binary) signIn(email, password string) string {
	status, cookies := b.postSignIn(email, password, http.Header{})
	if status != http.StatusSeeOther {
		b.tb.Errorf("signing %s in: %d", email, status)
		return ""
	}
	return "docket=" + cookies["docket"]
}

// postSignIn returns the status of a sign-in, 0 for none, and the cookies that it sets.
func (b *binary) postSignIn(email, password string, header http.Header) (status int, cookies map[string]string) {
	form := url.Values{"email": {email}, "password": {password}}
	req, err := http.NewRequestWithContext(b.tb.Context(), http.MethodPost, "http://"+b.addr+"/sign-in", strings.NewReader(form.Encode()))
	if err != nil {
		b.tb.Errorf("signing %s in: %v", email, err)
		return 0, nil
	}
	req.Header = header.Clone()
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	c := http.Client{Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.Do(req)
	if err == nil {
		err = res.Body.Close()
	}
	if err != nil {
		b.tb.Errorf("signing %s in: %v", email, err)
		return 0, nil
	}
	cookies = map[string]string{}
	for _, cookie := range res.Cookies() {
		cookies[cookie.Name] = cookie.Value
	}
	return res.StatusCode, cookies
}

// request writes a request as the browser of someone signed in sends it.
func (b *binary) request(method, path, cookie string, headers ...string) []byte {
	r := fmt.Appendf(nil, "%s %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nAccept-Encoding: gzip, deflate, br\r\nSec-Fetch-Site: same-origin\r\n",
		method, path, b.addr, cookie)
	if method == http.MethodPost {
		r = append(r, "Content-Length: 0\r\nContent-Type: application/x-www-form-urlencoded\r\n"...)
	}
	for _, h := range headers {
		r = append(r, h+"\r\n"...)
	}
	return append(r, "\r\n"...)
}
