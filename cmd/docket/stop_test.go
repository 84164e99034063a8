package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"docket/internal/testkit"
)

// startBinary runs main itself, as another process, and returns it with its
// address and its standard error.
func startBinary(t *testing.T, data string, args ...string) (cmd *exec.Cmd, address string, said *bufio.Scanner) {
	t.Helper()
	cmd = binary(t, data, args...)
	pipe, err := cmd.StderrPipe()
	must(t, err)
	must(t, cmd.Start())
	said = bufio.NewScanner(pipe)
	for address == "" && said.Scan() {
		if _, rest, ok := strings.Cut(said.Text(), "open http://"); ok {
			address, _, _ = strings.Cut(rest, `"`)
		}
	}
	return cmd, address, said
}

// A client sends requests over a connection as long as it is kept alive, and then
// over another one, until the server takes no more.
func TestNoRequestIsResetWhenTheServerStops(t *testing.T) {
	for name, headers := range map[string]string{"keep-alive": "", "a connection each": "Connection: close\r\n"} {
		cmd, address, said := startBinary(t, t.TempDir())
		request := fmt.Sprintf("POST /sign-out HTTP/1.1\r\nHost: %s\r\n%sContent-Length: 0\r\n\r\n", address, headers)
		var answered, closing atomic.Int64
		var clients sync.WaitGroup
		for range 32 {
			clients.Go(func() {
				for {
					conn, err := net.Dial("tcp", address)
					if err != nil {
						return // nothing was sent
					}
					for answers := bufio.NewReader(conn); err == nil; {
						var res *http.Response
						if _, err = io.WriteString(conn, request); err == nil {
							res, err = http.ReadResponse(answers, nil)
						}
						if err != nil {
							t.Errorf("%s: after %d answers: %v", name, answered.Load(), err)
							return
						}
						if answered.Add(1); res.StatusCode != http.StatusSeeOther {
							t.Errorf("%s: %d", name, res.StatusCode)
						}
						if res.Close {
							closing.Add(1)
							break
						}
					}
					must(t, conn.Close())
				}
			})
		}
		testkit.Eventually(t, "requests", func() bool { return answered.Load() > 2000 })
		before := closing.Load()
		must(t, cmd.Process.Signal(syscall.SIGTERM))
		clients.Wait()
		for said.Scan() { // until it closes its standard error
			continue
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("%s: docket ends after SIGTERM with %v", name, err)
		}
		if headers == "" && (before != 0 || closing.Load() == 0) {
			t.Errorf("%d connections were closed before the end and %d by it", before, closing.Load())
		}
	}
}

// binary is this test's own binary as docket, with an environment of its own.
func binary(t *testing.T, data string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := os.Executable()
	must(t, err)
	cmd := exec.CommandContext(t.Context(), path, append([]string{asDocket}, args...)...) // #nosec G204 -- ourselves
	cmd.Env = append(os.Environ(), "DOCKET_DATA="+data, "DOCKET_ADDR=127.0.0.1:0", "DOCKET_METRICS_ADDR=", "DOCKET_PUBLIC_URL=",
		"DOCKET_SIGN_UP=", "DOCKET_LOG=", "REDIS_URL=", "CACHE_REDIS_URL=")
	return cmd
}
