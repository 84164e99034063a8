package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// readPassword reads a password from the first line of standard input, and makes
// one up when there is none. On a terminal it asks for it and shows none of it.
func (c *command) readPassword(ctx context.Context) (pass string, made bool, err error) {
	if f, ok := c.in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		pass, err = c.askPassword(ctx, int(f.Fd()))
	} else {
		pass, err = bufio.NewReader(c.in).ReadString('\n')
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return "", false, fmt.Errorf("reading the password: %w", err)
	}
	if pass = strings.TrimRight(pass, "\r\n"); pass != "" {
		return pass, false, nil
	}
	return newPassword(), true, nil
}

// newPassword makes a password up: 130 random bits, and easy to type.
func newPassword() string { return strings.ToLower(rand.Text()) }

// askPassword asks on a terminal. Where ctx ends first, as by Ctrl-C, the terminal
// shows again what is typed.
func (c *command) askPassword(ctx context.Context, terminal int) (string, error) {
	before, err := term.GetState(terminal)
	if err != nil {
		return "", err
	}
	c.print(c.err, "Password (empty to have one made up): ")
	defer c.print(c.err, "\n") // the one that was typed is not shown
	type answer struct {
		pass []byte
		err  error
	}
	answered := make(chan answer, 1)
	go func() { // a read of a terminal cannot be cut short; the process ends with it
		pass, err := term.ReadPassword(terminal)
		answered <- answer{pass, err}
	}()
	select {
	case a := <-answered:
		return string(a.pass), a.err
	case <-ctx.Done():
		return "", errors.Join(ctx.Err(), term.Restore(terminal, before))
	}
}

func (c *command) printMade(pass string, made bool) {
	if made {
		c.print(c.out, "Their password is %s until they change it.\n", pass)
	}
}
