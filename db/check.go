package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"time"
)

// Report is what Check found in a sound database.
type Report struct {
	Schema, Newest      int64     // the database's schema, and the one that this Docket works with
	Users, Lists, Tasks int       // lists without the inboxes
	Latest              time.Time // of the last change or sign-in; zero when there is none
}

// Check opens the database at path for reading only and reports whether it is
// whole: SQLite's own integrity check, the foreign keys, and the schema, which is
// the one that the migrations make up to its version.
func Check(ctx context.Context, path string) (r Report, err error) {
	file, err := os.Stat(path)
	if err != nil {
		return r, fmt.Errorf("finding the database: %w", err)
	}
	// Before SQLite opens the database, as that makes an empty log, and leaves it.
	log, err := os.Stat(path + "-wal")
	hasLog := err == nil && log.Size() > 0
	pool, err := openPool(path, "mode=ro&_query_only=1&_busy_timeout=5000", 1)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	var verdict string
	if err := pool.QueryRowContext(ctx, `SELECT integrity_check FROM pragma_integrity_check LIMIT 1`).Scan(&verdict); err != nil {
		return r, fmt.Errorf("checking the integrity: %w", err)
	}
	if verdict != "ok" {
		first, _, _ := strings.Cut(strings.TrimPrefix(verdict, "*** in database main ***\n"), "\n")
		return r, fmt.Errorf("the database is damaged: %s", first)
	}
	// SQLite reads the missing end of a last page as zeros. Where there is a log,
	// the page is in it.
	var pageSize int64
	if err := pool.QueryRowContext(ctx, `SELECT page_size FROM pragma_page_size`).Scan(&pageSize); err != nil {
		return r, fmt.Errorf("checking the size: %w", err)
	}
	if !hasLog && file.Size()%pageSize != 0 {
		return r, errors.New("the database is damaged: its end is missing")
	}
	var table string
	switch err := pool.QueryRowContext(ctx, `SELECT "table" FROM pragma_foreign_key_check LIMIT 1`).Scan(&table); {
	case err == nil:
		return r, fmt.Errorf("a row of %s refers to one that is missing", table)
	case !errors.Is(err, sql.ErrNoRows):
		return r, fmt.Errorf("checking the foreign keys: %w", err)
	}
	if r.Newest, err = newestSchema(pool); err != nil {
		return r, err
	}
	if err := pool.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version`).Scan(&r.Schema); err != nil {
		return r, fmt.Errorf("this is not a database of Docket: %w", err)
	}
	if r.Schema <= r.Newest {
		if err := checkSchema(ctx, pool, r.Schema); err != nil {
			return r, err
		}
	}
	err = pool.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM lists WHERE inbox_of IS NULL),
		(SELECT count(*) FROM tasks), (`+latestChange+`)`, math.MaxInt64).Scan(&r.Users, &r.Lists, &r.Tasks, millis{&r.Latest})
	if err != nil {
		return r, fmt.Errorf("this is not a database of Docket: %w", err)
	}
	return r, nil
}
