package db

import (
	"database/sql"
	"time"

	"docket/internal/docket"
)

const sectionColumns = `s.id, s.list_id, s.name, s.rank, s.version, s.deleted_at,
	EXISTS (SELECT 1 FROM folded_sections f WHERE f.section_id = s.id AND f.user_id = $1)`

func scanSection(s *sql.Rows) (x docket.Section, err error) {
	return x, s.Scan(text[docket.ID]{&x.ID}, text[docket.ID]{&x.ListID}, &x.Name, text[docket.Rank]{&x.Rank},
		number[int64]{&x.Version}, millis{&x.DeletedAt}, flag{&x.Folded})
}

// Section returns a section of one of the user's lists, also one that was deleted. For
// everyone else it is NotFound.
func (tx *ReadTx) Section(user, section docket.ID) (docket.Section, error) {
	return queryOne(tx, scanSection, `SELECT `+sectionColumns+` FROM sections s JOIN list_members m ON m.list_id = s.list_id AND m.user_id = $1
		WHERE s.id = $2`, user, section)
}

// Sections returns the sections of a list in their order.
func (tx *ReadTx) Sections(user, list docket.ID) ([]docket.Section, error) {
	return query(tx, scanSection, `SELECT `+sectionColumns+` FROM sections s WHERE s.list_id = $2 AND s.deleted_at IS NULL ORDER BY s.rank, s.id`, user, list)
}

// AllSections returns the sections of the user's lists, those of each list in their order.
func (tx *ReadTx) AllSections(user docket.ID) ([]docket.Section, error) {
	return query(tx, scanSection, `SELECT `+sectionColumns+` FROM list_members m JOIN sections s ON s.list_id = m.list_id
		WHERE m.user_id = $1 AND s.deleted_at IS NULL ORDER BY s.rank, s.id`, user)
}

// AddSection stores a new section, last in its list.
func (tx *Tx) AddSection(s docket.Section) error {
	last, err := tx.lastRank(sectionsOfList(), s.ListID)
	if err != nil {
		return err
	}
	return tx.exec(`INSERT INTO sections (id, list_id, name, rank, version) VALUES ($1, $2, $3, $4, 1)`, s.ID, s.ListID, s.Name, last)
}

// RemoveSection removes a section for good.
func (tx *Tx) RemoveSection(id docket.ID) error {
	return tx.exec(`DELETE FROM sections WHERE id = $1`, id)
}

// UpdateSection stores a section and counts its version up.
func (tx *Tx) UpdateSection(s docket.Section) error {
	return tx.exec(`UPDATE sections SET name = $1, rank = $2, deleted_at = $3, version = version + 1 WHERE id = $4`,
		s.Name, s.Rank, toMillis(s.DeletedAt), s.ID)
}

// SectionRankBeside returns a rank right before or right after the section next of a
// list, for the section moving. A next that is not in the list is NotFound.
func (tx *Tx) SectionRankBeside(list, next, moving docket.ID, before bool) (docket.Rank, error) {
	return tx.rankBeside(sectionsOfList(), list, next, moving, before, time.Time{})
}

// SectionRankAt returns a rank for the section moving of a list: r or, where another one
// has that by now, one right before that one.
func (tx *Tx) SectionRankAt(list docket.ID, r docket.Rank, moving docket.ID) (docket.Rank, error) {
	return tx.rankAt(sectionsOfList(), list, r, moving, time.Time{})
}

// FoldSection notes that a user has folded a section away, or unfolded it.
func (tx *Tx) FoldSection(user, section docket.ID, folded bool) error {
	if !folded {
		return tx.exec(`DELETE FROM folded_sections WHERE user_id = $1 AND section_id = $2`, user, section)
	}
	return tx.exec(`INSERT INTO folded_sections (user_id, section_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, user, section)
}

// TasksOfSection returns the tasks of a section, those that are done or in the trash too.
func (tx *ReadTx) TasksOfSection(section docket.ID) ([]docket.Task, error) {
	return query(tx, scanTask, `SELECT `+taskColumns+` FROM tasks t WHERE t.section_id = $1 ORDER BY t.rank, t.id`, section)
}

// PurgeSections removes for good what was deleted before a time.
func (tx *Tx) PurgeSections(before time.Time) error {
	return tx.exec(`DELETE FROM sections WHERE deleted_at < $1`, toMillis(before))
}
