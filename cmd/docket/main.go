// Command docket is Docket: the server and what its administrator needs.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // users' time zones work where the machine has none
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	c := command{
		in: os.Stdin, out: os.Stdout, err: os.Stderr, now: time.Now,
	}
	code := c.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// command is one run of the binary with all that it takes from the outside.
type command struct {
	in       io.Reader
	out, err io.Writer
	now      func() time.Time
	started  func(address, metrics string) // called when the server listens; may be nil
}
