package app

import (
	"context"
	"strings"

	"docket/db"
	"docket/internal/docket"
)

// Suggestions are names that complete a word of quick add. One that is typed already is none.
func (a *App) Suggestions(ctx context.Context, me docket.User, sign, typed string, list docket.ID) (names []string, err error) {
	err = a.db.Read(ctx, func(tx *db.ReadTx) error {
		names, err = a.suggest(tx, me, sign, list)
		return err
	})
	typed = strings.ToLower(typed)
	var fitting []string
	for _, n := range names {
		if name := strings.ToLower(n); name != typed && strings.HasPrefix(name, typed) && len(fitting) < suggested {
			fitting = append(fitting, n)
		}
	}
	return fitting, err
}

// suggested is how many names are suggested at most.
const suggested = 8

func (a *App) suggest(tx *db.ReadTx, me docket.User, sign string, list docket.ID) (names []string, err error) {
	switch sign {
	case "#":
		return tx.Labels(me.ID)
	case "/":
		lists, err := tx.ListNames(me.ID)
		if err != nil {
			return nil, err
		}
		sections, err := tx.AllSections(me.ID)
		for _, l := range lists {
			names = append(names, l.Name)
			for _, s := range sections {
				if s.ListID == l.ID {
					names = append(names, l.Name+"/"+s.Name)
				}
			}
		}
		return names, err
	case "@":
		if list == "" {
			if list, err = a.listToAddTo(tx, me, ""); err != nil {
				return nil, err
			}
		}
		if _, err := tx.List(me.ID, list); err != nil {
			return nil, err
		}
		members, err := tx.Members(list)
		for _, m := range members {
			names = append(names, m.Name)
		}
		return names, err
	}
	return nil, nil
}
