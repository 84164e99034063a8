package db_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"docket/db"
)

// Some file systems, such as exFAT and many network shares, have no hard links.
func TestABackupGetsItsNameWithoutHardLinks(t *testing.T) {
	t.Parallel()
	refuse := func(from, to string) error { return &os.LinkError{Op: "link", Old: from, New: to, Err: syscall.EPERM} }
	for name, link := range map[string]func(from, to string) error{"with links": os.Link, "without": refuse} {
		folder := t.TempDir()
		part, file := filepath.Join(folder, "part"), filepath.Join(folder, "file")
		must(t, os.WriteFile(part, []byte("whole"), 0o600))
		must(t, os.WriteFile(file, []byte("precious"), 0o600))
		if err := db.NameFile(part, file, link); !errors.Is(err, os.ErrExist) {
			t.Errorf("%s: naming it as another file returns %v", name, err)
		}
		if b, err := os.ReadFile(file); err != nil || string(b) != "precious" {
			t.Errorf("%s: the other file holds %q, %v", name, b, err)
		}
		must(t, os.Remove(file))
		must(t, db.NameFile(part, file, link))
		if b, err := os.ReadFile(file); err != nil || string(b) != "whole" {
			t.Errorf("%s: the file holds %q, %v", name, b, err)
		}
	}
	// Where the copy cannot be renamed either, nothing of that name is left.
	folder := t.TempDir()
	if err := db.NameFile(filepath.Join(folder, "gone"), filepath.Join(folder, "file"), refuse); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("naming a file that is not there returns %v", err)
	}
	if left := names(t, folder); len(left) > 0 {
		t.Errorf("it has left %v", left)
	}
}

func TestARestoreThatFailsAtLastPutsTheOldDatabaseBack(t *testing.T) {
	t.Parallel()
	path, list := crashed(t)
	gone := filepath.Join(filepath.Dir(path), "gone")
	kept, err := db.Exchange(t.Context(), path, gone, start)
	if !errors.Is(err, os.ErrNotExist) || kept != "" {
		t.Errorf("Exchange() = %q, %v", kept, err)
	}
	if there := names(t, filepath.Dir(path)); !slices.Contains(there, "docket.db") || strings.Contains(strings.Join(there, " "), "before-restore") {
		t.Errorf("the folder holds %v", there)
	}
	if n := countTasks(t, path, list); n != 3 {
		t.Errorf("the old database has %d tasks, want 3", n)
	}
	empty := filepath.Join(t.TempDir(), "docket.db")
	if kept, err := db.Exchange(t.Context(), empty, gone, start); !errors.Is(err, os.ErrNotExist) || kept != "" {
		t.Errorf("where there was nothing, Exchange() = %q, %v", kept, err)
	}
}
