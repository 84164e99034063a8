package db

import (
	"database/sql"
	"fmt"
	"slices"
	"time"

	"docket/internal/docket"
	"docket/internal/rank"
)

// ranking is an order that people make, such as that of a list's tasks, as the
// statements that read and write it. The first parameter of each but set is the one
// whose order it is.
type ranking struct {
	last, at     string // the greatest rank, and that of a row
	above, below string // the rows on that side of a rank and id, the nearest first
	set          string // gives a row a rank
	spread       string // notes when rows were re-ranked; empty where nothing asks for it
}

func tasksOfList() ranking {
	return ranking{
		last: `SELECT max(rank) FROM tasks WHERE list_id = $1`,
		at:   `SELECT rank FROM tasks WHERE list_id = $1 AND id = $2`,
		above: `SELECT id, rank FROM tasks WHERE list_id = $1 AND (rank, id) < ($2, $3)
			ORDER BY rank DESC, id DESC LIMIT +$4`,
		below:  `SELECT id, rank FROM tasks WHERE list_id = $1 AND (rank, id) > ($2, $3) ORDER BY rank, id LIMIT +$4`,
		set:    `UPDATE tasks SET rank = $1 WHERE list_id = $2 AND id = $3`,
		spread: `UPDATE lists SET ranked_at = $1 WHERE id = $2`,
	}
}

func listsOfUser() ranking {
	return ranking{
		last: `SELECT max(rank) FROM list_members WHERE user_id = $1`,
		at:   `SELECT rank FROM list_members WHERE user_id = $1 AND list_id = $2`,
		above: `SELECT list_id, rank FROM list_members WHERE user_id = $1 AND (rank, list_id) < ($2, $3)
			ORDER BY rank DESC, list_id DESC LIMIT +$4`,
		below: `SELECT list_id, rank FROM list_members WHERE user_id = $1 AND (rank, list_id) > ($2, $3)
			ORDER BY rank, list_id LIMIT +$4`,
		set: `UPDATE list_members SET rank = $1 WHERE user_id = $2 AND list_id = $3`,
	}
}

func sectionsOfList() ranking {
	return ranking{
		last: `SELECT max(rank) FROM sections WHERE list_id = $1`,
		at:   `SELECT rank FROM sections WHERE list_id = $1 AND id = $2`,
		above: `SELECT id, rank FROM sections WHERE list_id = $1 AND (rank, id) < ($2, $3)
			ORDER BY rank DESC, id DESC LIMIT +$4`,
		below: `SELECT id, rank FROM sections WHERE list_id = $1 AND (rank, id) > ($2, $3) ORDER BY rank, id LIMIT +$4`,
		set:   `UPDATE sections SET rank = $1 WHERE list_id = $2 AND id = $3`,
	}
}

type ranked struct {
	id   docket.ID
	rank docket.Rank
}

func scanRanked(s *sql.Rows) (r ranked, err error)    { return r, s.Scan(&r.id, &r.rank) }
func scanRank(s *sql.Rows) (r docket.Rank, err error) { return r, s.Scan(text[docket.Rank]{&r}) }

// rankBeside returns a rank right before or right after the row next, for the row
// moving. A next that is not there is NotFound. Where the rank would become too long,
// those around are re-ranked first, at that time.
func (tx *Tx) rankBeside(in ranking, owner, next, moving docket.ID, before bool, at time.Time) (docket.Rank, error) {
	for spread := false; ; spread = true {
		mid, err := queryOne(&tx.ReadTx, scanRank, in.at, owner, next)
		if err != nil {
			return "", err
		}
		side := in.below
		if before {
			side = in.above
		}
		others, err := query(&tx.ReadTx, scanRanked, side, owner, mid, next, 2)
		if err != nil {
			return "", err
		}
		others = slices.DeleteFunc(others, func(r ranked) bool { return r.id == moving })
		var other docket.Rank
		if len(others) > 0 {
			other = others[0].rank
		}
		from, to := mid, other
		if before {
			from, to = other, mid
		}
		r, err := rank.Between(from, to)
		if err == nil && len(r) <= rank.MaxLen {
			return r, nil
		}
		if spread {
			return "", fmt.Errorf("making a rank between two that were re-ranked: %w", err)
		}
		if err := tx.spreadAround(in, owner, ranked{next, mid}, at); err != nil {
			return "", err
		}
	}
}

// spreadAround re-ranks the rows around one, evenly: as few rows as leaves
// room for the next hundred moves, at most of all. All of them would be a second for
// a list of 100,000, in which everybody else waits.
func (tx *Tx) spreadAround(in ranking, owner docket.ID, mid ranked, at time.Time) error {
	for n := 64; ; n *= 2 {
		above, err := query(&tx.ReadTx, scanRanked, in.above, owner, mid.rank, mid.id, n+1)
		if err != nil {
			return err
		}
		below, err := query(&tx.ReadTx, scanRanked, in.below, owner, mid.rank, mid.id, n+1)
		if err != nil {
			return err
		}
		var from, to docket.Rank // the ranks of those beyond, which stay
		if len(above) > n {
			from, above = above[n].rank, above[:n]
		}
		if len(below) > n {
			to, below = below[n].rank, below[:n]
		}
		slices.Reverse(above)
		rows := append(append(above, mid), below...)
		ranks, err := rank.Spread(from, to, len(rows))
		if from+to != "" && (err != nil || len(slices.MaxFunc(ranks, byLength)) > rank.MaxLen*7/8) {
			continue
		}
		if err != nil {
			return err
		}
		for i, row := range rows {
			if err := tx.exec(in.set, ranks[i], owner, row.id); err != nil {
				return err
			}
		}
		if in.spread == "" {
			return nil
		}
		return tx.exec(in.spread, toMillis(at), owner)
	}
}

func byLength(a, b docket.Rank) int { return len(a) - len(b) }

// LastRank returns the rank after every task of the list.
func (tx *ReadTx) LastRank(list docket.ID) (docket.Rank, error) {
	return tx.lastRank(tasksOfList(), list)
}

func (tx *ReadTx) lastRank(in ranking, owner docket.ID) (docket.Rank, error) {
	last, err := queryOne(tx, scanRank, in.last, owner)
	if err != nil {
		return "", err
	}
	return rank.Between(last, "")
}

// RankBeside returns a rank right before or right after the task next in its list,
// for the task moving. A task that is not in the list is NotFound.
func (tx *Tx) RankBeside(list, next, moving docket.ID, before bool, at time.Time) (docket.Rank, error) {
	return tx.rankBeside(tasksOfList(), list, next, moving, before, at)
}

// spreadSince reports whether tasks of a list were re-ranked at or after a time,
// so that those that a change has kept may say nothing any more.
func (tx *ReadTx) spreadSince(list docket.ID, at time.Time) (bool, error) {
	n, err := queryOne(tx, scanInt, `SELECT count(*) FROM lists WHERE id = $1 AND ranked_at >= $2`, list, toMillis(at))
	return n > 0, err
}

// MovedSince reports whether a task is no longer where a change has put it, if it did.
// To be re-ranked moves it nowhere.
func (tx *ReadTx) MovedSince(t docket.Task, done docket.Entry) (bool, error) {
	put, ok := done.Field(docket.FieldRank)
	if !ok || string(t.Rank) == put.After {
		return false, nil
	}
	spread, err := tx.spreadSince(t.ListID, done.MadeAt)
	if err != nil || !spread {
		return true, err
	}
	moves, err := queryOne(tx, scanInt, `SELECT count(*) FROM changes c JOIN change_fields f ON f.change_id = c.id AND f.field = 'rank'
		WHERE c.thing_id = $1 AND c.version > (SELECT version FROM changes WHERE id = $2) AND c.undone_at IS NULL AND c.action <> 'undo'`, t.ID, done.ID)
	return moves > 0, err
}

// FormerRank returns the rank that puts a task back to where it was in a list before
// a change: the one that it had or, where rows were re-ranked since, one beside a
// neighbour that it had.
func (tx *Tx) FormerRank(list docket.ID, done docket.Entry, at time.Time) (docket.Rank, error) {
	spread, err := tx.spreadSince(list, done.MadeAt)
	if err != nil {
		return "", err
	}
	if spread {
		for _, next := range []docket.ID{done.Above, done.Below} {
			r, err := tx.RankBeside(list, next, done.Target, next == done.Below, at)
			if docket.KindOf(err) != docket.KindNotFound {
				return r, err
			}
		}
	}
	put, _ := done.Field(docket.FieldRank)
	return tx.rankAt(tasksOfList(), list, docket.Rank(put.Before), done.Target, at)
}

// rankAt returns a rank for the row moving: r or, where another row has that by now, one
// right before that row.
func (tx *Tx) rankAt(in ranking, owner docket.ID, r docket.Rank, moving docket.ID, at time.Time) (docket.Rank, error) {
	others, err := query(&tx.ReadTx, scanRanked, in.below, owner, r, "", 2)
	if err != nil {
		return "", err
	}
	others = slices.DeleteFunc(others, func(other ranked) bool { return other.id == moving })
	if len(others) == 0 || others[0].rank != r {
		return r, nil
	}
	return tx.rankBeside(in, owner, others[0].id, moving, true, at)
}
