package db

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// ErrNewer is returned for a database that a newer Docket has already changed.
var ErrNewer = errors.New("the database was made by a newer Docket; upgrade this one")

func provider(pool *sql.DB) (*goose.Provider, error) {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, fmt.Errorf("reading the migrations: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, pool, dir,
		goose.WithGoMigrations(goose.NewGoMigration(3, &goose.GoFunc{RunTx: addEmailKeys}, nil)))
	if err != nil {
		return nil, fmt.Errorf("reading the migrations: %w", err)
	}
	return p, nil
}

// migrate brings the schema up to date. It goes forward only.
func migrate(ctx context.Context, pool *sql.DB) error {
	p, err := provider(pool)
	if err != nil {
		return err
	}
	current, newest, err := p.GetVersions(ctx)
	if err != nil {
		return clearer("reading the schema's version", err)
	}
	if current > newest {
		return ErrNewer
	}
	_, err = p.Up(ctx)
	return clearer("migrating the database", err)
}

// newestSchema returns the number of the last migration there is.
func newestSchema(pool *sql.DB) (int64, error) {
	p, err := provider(pool)
	if err != nil {
		return 0, err
	}
	all := p.ListSources()
	return all[len(all)-1].Version, nil
}

// checkSchema returns an error that names what a database of this version has not as
// the migrations make it.
func checkSchema(ctx context.Context, pool *sql.DB, version int64) (err error) {
	empty, err := openPool(":memory:", "", 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, empty.Close()) }()
	p, err := provider(empty)
	if err != nil {
		return err
	}
	if _, err := p.UpTo(ctx, version); err != nil {
		return fmt.Errorf("making the schema to compare with: %w", err)
	}
	made, err := schema(ctx, empty)
	if err != nil {
		return err
	}
	found, err := schema(ctx, pool)
	if err != nil {
		return err
	}
	var wrong []string
	for _, name := range slices.Sorted(maps.Keys(made)) {
		switch text, ok := found[name]; {
		case !ok:
			wrong = append(wrong, name+" is missing")
		case text != made[name]:
			wrong = append(wrong, name+" is changed")
		}
		delete(found, name)
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		wrong = append(wrong, name+" is not Docket's")
	}
	if len(wrong) > 0 {
		return fmt.Errorf("the database is not as Docket made it: %s", strings.Join(wrong, ", "))
	}
	return nil
}

// schema returns the statements that have made a database, by what they made. What
// SQLite makes for itself is left out.
func schema(ctx context.Context, pool *sql.DB) (_ map[string]string, err error) {
	rows, err := pool.QueryContext(ctx, `SELECT type || ' ' || name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\'`)
	if err != nil {
		return nil, fmt.Errorf("reading the schema: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	made := make(map[string]string)
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return nil, fmt.Errorf("reading the schema: %w", err)
		}
		made[name] = strings.Join(strings.Fields(text), " ")
	}
	return made, rows.Err()
}

// SchemaVersion returns the number of the last migration that was applied.
func (tx *ReadTx) SchemaVersion() (int64, error) {
	return queryOne(tx, scanInt64, `SELECT max(version_id) FROM goose_db_version`)
}
