package db

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

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
	p, err := goose.NewProvider(goose.DialectSQLite3, pool, dir)
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
		return fmt.Errorf("reading the schema's version: %w", clearer(err))
	}
	if current > newest {
		return ErrNewer
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrating the database: %w", clearer(err))
	}
	return nil
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

// SchemaVersion returns the number of the last migration that was applied.
func (tx *ReadTx) SchemaVersion() (int64, error) {
	return queryOne(tx, scanInt64, `SELECT max(version_id) FROM goose_db_version`)
}
