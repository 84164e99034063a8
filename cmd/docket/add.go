package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"docket/internal/app"
	"docket/internal/config"
	"docket/internal/docket"
)

type addCommand struct {
	Text string `arg:"positional,required" placeholder:"TEXT" help:"a task for each line, as in quick add: \"Call Ana tomorrow 9am /home #errand !1\"; - reads standard input"`
	User string `placeholder:"EMAIL" help:"whose task it is; not needed where there is one account"`
	List string `placeholder:"NAME" help:"the list of lines that name none"`
}

func (a addCommand) Run(ctx context.Context, c *command, cfg config.Config) error {
	if a.Text == "-" {
		var err error
		if a.Text, err = c.readAll(ctx); err != nil {
			return fmt.Errorf("reading standard input: %w", err)
		}
	}
	return c.withApp(ctx, cfg, false, func(docketApp *app.App) error {
		me, err := a.account(ctx, docketApp)
		if err != nil {
			return err
		}
		in := app.NewTask{Text: &a.Text}
		if a.List != "" {
			list, err := a.list(ctx, docketApp, me)
			if err != nil {
				return err
			}
			in.ListID = string(list)
		}
		added, err := docketApp.QuickAdd(ctx, me, in)
		if err != nil {
			return fmt.Errorf("nothing was added: %w", plainly(err))
		}
		frame, err := docketApp.Frame(ctx, me.ID)
		if err != nil {
			return err
		}
		for i, t := range added.Tasks {
			list, _ := frame.Sidebar.Find(t.ListID)
			u := added.Typed[i]
			c.print(c.out, "%s%s\t%s\n", strings.Repeat("  ", u.Depth), t.Title, understood(t, u, list.Name))
		}
		return nil
	})
}

// account returns whose task it is.
func (a addCommand) account(ctx context.Context, docketApp *app.App) (docket.User, error) {
	var me docket.User
	if a.User != "" {
		var err error
		if me, err = docketApp.UserByEmail(ctx, a.User); err != nil {
			return me, fmt.Errorf("adding for %s: %w", a.User, plainly(err))
		}
	} else {
		users, err := docketApp.Users(ctx)
		if err != nil {
			return me, err
		}
		if len(users) == 0 {
			return me, errors.New("there are no accounts yet; docket user add makes one")
		}
		if len(users) > 1 {
			return me, usagef("there is more than one account; say whose task it is with --user EMAIL")
		}
		me = users[0]
	}
	if !me.Active() {
		return me, fmt.Errorf("the account %s is disabled; docket user password %[1]s enables it again", me.Email)
	}
	return me, nil
}

// list returns the list that was named. The account's other lists are not told.
func (a addCommand) list(ctx context.Context, docketApp *app.App, me docket.User) (docket.ID, error) {
	lists, err := docketApp.ListsNamed(ctx, me, a.List)
	switch {
	case err != nil:
		return "", err
	case len(lists) == 0:
		return "", fmt.Errorf("%s has no list %q to add to; check its name and that it is not archived, or leave --list out", me.Email, a.List)
	case len(lists) > 1:
		return "", fmt.Errorf("%s has %d lists named %q; rename one of them first", me.Email, len(lists), a.List)
	}
	return lists[0].ID, nil
}

// understood says what of a line became more than a title.
func understood(t docket.Task, u app.Understood, list string) string {
	if u.Task.Section != "" {
		list += " / " + u.Task.Section
	}
	parts := []string{list}
	if t.DueOn != "" {
		parts = append(parts, strings.TrimSpace(string(t.DueOn)+" "+string(t.DueTime)))
	}
	if u.Repeats != "" {
		parts = append(parts, u.Repeats)
	}
	if t.Priority > 0 {
		parts = append(parts, fmt.Sprintf("priority %d", t.Priority))
	}
	for _, l := range t.Labels {
		parts = append(parts, "#"+l)
	}
	if u.Task.Person != "" {
		parts = append(parts, "for "+u.Task.Person)
	}
	if t.Notes != "" {
		parts = append(parts, "with notes")
	}
	return strings.Join(parts, ", ")
}

// readAll reads standard input to its end, or until ctx ends, as by Ctrl-C on a terminal.
func (c *command) readAll(ctx context.Context) (string, error) {
	type answer struct {
		text []byte
		err  error
	}
	answered := make(chan answer, 1)
	go func() { // a read of a terminal cannot be cut short; the process ends with it
		text, err := io.ReadAll(c.in)
		answered <- answer{text, err}
	}()
	select {
	case a := <-answered:
		return string(a.text), a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
