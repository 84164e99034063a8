package db

import (
	"cmp"
	"database/sql"
	"slices"

	"docket/internal/docket"
	"docket/internal/rank"
)

// A task whose parent is not open stands among those that have none.
const isRoot = ` AND (t.parent_id IS NULL OR NOT EXISTS (SELECT 1 FROM tasks p WHERE p.id = t.parent_id AND p.completed_at IS NULL AND p.deleted_at IS NULL))`

// The first rows of a list, by the place of their section and their own: in a list
// without sections they are read in that order, in one with some they are sorted.
const (
	flatRoots = ` FROM tasks t WHERE t.list_id = $1` + isOpen + isRoot + `
		AND (t.rank, t.id) > ($2, $3) ORDER BY t.rank, t.id LIMIT +$4`
	sectionRoots = ` FROM tasks t LEFT JOIN sections s ON s.id = t.section_id
		WHERE t.list_id = $1` + isOpen + isRoot + ` AND (coalesce(s.rank, ''), t.rank, t.id) > ($2, $3, $4)
		ORDER BY coalesce(s.rank, ''), t.rank, t.id LIMIT +$5`
	// The ids of what is open are found in an index of it alone; for whole rows, SQLite
	// would go through all ranks, with years of done tasks among them.
	rowsOf   = `SELECT ` + rowColumns + ` FROM (`
	theseIDs = `) r JOIN tasks t ON t.id = r.id`
	// CROSS JOIN keeps SQLite from reading every subtask that there is.
	subtaskRows = `) SELECT ` + rowColumns + ` FROM tasks t WHERE t.completed_at IS NULL AND t.deleted_at IS NULL AND t.parent_id IN (
		SELECT id FROM roots UNION ALL SELECT c.id FROM roots r CROSS JOIN tasks c WHERE c.parent_id = r.id AND c.completed_at IS NULL AND c.deleted_at IS NULL)`
)

// OpenTasks returns the open tasks of a list in their order, each followed by its
// subtasks. The page may be longer than its limit by the subtasks of one task.
func (tx *ReadTx) OpenTasks(in docket.List, sections []docket.Section, view docket.View) (Rows, error) {
	section, at, id := "", "", ""
	if view.After != "" {
		v, err := view.After.Values(2)
		if err != nil {
			if v, err = view.After.Values(3); err != nil {
				return Rows{}, err
			}
			section = v[2]
		}
		if !rank.Valid(docket.Rank(v[0])) || section != "" && !rank.Valid(docket.Rank(section)) {
			return Rows{}, docket.NotFound()
		}
		at, id = v[0], v[1]
	}
	list, limit := in.ID, view.Limit()
	if view.After == "" && in.Open <= limit { // a list that fits is read once, in the order of its ranks
		all, err := query(tx, scanRow, rowsOf+`SELECT t.id FROM tasks t WHERE t.list_id = $1`+isOpen+` ORDER BY t.rank, t.id LIMIT +$2`+theseIDs, list, limit+1)
		if err != nil {
			return Rows{}, err
		}
		if len(all) <= limit {
			return Rows{Tasks: whole(all, sections)}, nil
		}
	}
	var roots, under []docket.Task
	var err error
	args := []any{list, at, id, limit + 1}
	if len(sections) == 0 {
		roots, err = query(tx, scanRow, rowsOf+`SELECT t.id`+flatRoots+theseIDs, args...)
	} else {
		args = []any{list, section, at, id, limit + 1}
		roots, err = query(tx, scanRow, rowsOf+`SELECT t.id`+sectionRoots+theseIDs, args...)
	}
	if err != nil {
		return Rows{}, err
	}
	inOrder(roots, sections)
	if slices.ContainsFunc(roots, func(t docket.Task) bool { return t.Subtasks > t.SubtasksDone }) {
		if len(sections) == 0 {
			under, err = query(tx, scanRow, `WITH roots AS (SELECT t.id`+flatRoots+subtaskRows, args...)
		} else {
			under, err = query(tx, scanRow, `WITH roots AS (SELECT t.id`+sectionRoots+subtaskRows, args...)
		}
		if err != nil {
			return Rows{}, err
		}
		slices.SortFunc(under, byRank)
	}
	rows, last := tree(roots, under, limit)
	r := Rows{Tasks: rows}
	if last != nil {
		place := []string{string(last.Rank), string(last.ID)}
		if section := rankOf(sections, last.SectionID); section != "" {
			place = append(place, string(section))
		}
		r.More = docket.NewCursor(place...)
	}
	return r, nil
}

func byRank(a, b docket.Task) int {
	return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.ID, b.ID))
}

// tree puts tasks below the ones that they are under. Where that makes more than limit
// rows, it ends after a root, which it returns.
func tree(roots, under []docket.Task, limit int) (rows []docket.Task, last *docket.Task) {
	children := make(map[docket.ID][]docket.Task)
	for _, t := range under {
		children[t.ParentID] = append(children[t.ParentID], t)
	}
	var add func(t docket.Task, depth int)
	add = func(t docket.Task, depth int) {
		t.Depth = depth
		rows = append(rows, t)
		if depth < docket.MaxDepth {
			for _, c := range children[t.ID] {
				add(c, depth+1)
			}
		}
	}
	for i := range roots {
		if len(rows) >= limit {
			return rows, &roots[i-1]
		}
		add(roots[i], 0)
	}
	return rows, nil
}

func rankOf(sections []docket.Section, id docket.ID) docket.Rank {
	for i := range sections {
		if sections[i].ID == id {
			return sections[i].Rank
		}
	}
	return ""
}

// inOrder puts tasks in the order of their sections, and each section's in their own.
func inOrder(tasks []docket.Task, sections []docket.Section) {
	slices.SortFunc(tasks, func(a, b docket.Task) int {
		return cmp.Or(cmp.Compare(rankOf(sections, a.SectionID), rankOf(sections, b.SectionID)), byRank(a, b))
	})
}

// Cards returns the open tasks of a list that are no subtasks of open ones, each section's
// in their order: at most limit, the first ones of every section.
func (tx *ReadTx) Cards(list docket.ID, limit int) ([]docket.Task, error) {
	cards, err := query(tx, scanRow, rowsOf+`SELECT t.id, row_number() OVER (PARTITION BY t.section_id ORDER BY t.rank, t.id) AS n
		FROM tasks t WHERE t.list_id = $1`+isOpen+isRoot+` ORDER BY n LIMIT +$2`+theseIDs, list, limit)
	inOrder(cards, nil)
	return cards, err
}

// SectionCount is how many open tasks a section has; that of no section has an empty id.
type SectionCount struct {
	Section docket.ID
	Open    int
}

// CountSections returns how many open tasks of a list are in each of its sections.
func (tx *ReadTx) CountSections(list docket.ID) ([]SectionCount, error) {
	return query(tx, scanSectionCount, `SELECT t.section_id, count(*) FROM tasks t WHERE t.list_id = $1`+isOpen+` GROUP BY t.section_id`, list)
}

// CountCards returns how many of Cards there are in all in each section of a list.
func (tx *ReadTx) CountCards(list docket.ID) ([]SectionCount, error) {
	return query(tx, scanSectionCount, `SELECT t.section_id, count(*) FROM tasks t WHERE t.list_id = $1`+isOpen+isRoot+` GROUP BY t.section_id`, list)
}

func scanSectionCount(s *sql.Rows) (c SectionCount, err error) {
	return c, s.Scan(text[docket.ID]{&c.Section}, number[int]{&c.Open})
}

// whole puts all open tasks of a list in their order.
func whole(all []docket.Task, sections []docket.Section) []docket.Task {
	open := make(map[docket.ID]bool, len(all))
	for i := range all {
		open[all[i].ID] = true
	}
	var roots, under []docket.Task
	for _, t := range all {
		if open[t.ParentID] {
			under = append(under, t)
		} else {
			roots = append(roots, t)
		}
	}
	inOrder(roots, sections)
	slices.SortFunc(under, byRank)
	rows, _ := tree(roots, under, len(all))
	return rows
}
