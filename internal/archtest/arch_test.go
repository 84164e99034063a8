package archtest

import (
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
)

// TestHouse reads every Go file of the module but the tests, whatever its build tags.
func TestHouse(t *testing.T) {
	read := 0
	walk(t, os.DirFS("../.."), func(name, text string) {
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			read++
			for _, breach := range breaches(parse(t, name, text)) {
				t.Error(breach)
			}
		}
	})
	if read < 3 {
		t.Errorf("only %d files read: this is not the module's root", read)
	}
}

func parse(t *testing.T, name, text string) source {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatalf("parsing %s: %v", name, err)
	}
	return source{name: name, file: file}
}

// TestBreachesAreFound plants what the house forbids, and beside it what it allows.
func TestBreachesAreFound(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"web/a.go", `import "docket/internal/app"`, ""},
		{"web/a.go", `import "docket/db"`, "web may not import docket/db"},
		{"web/a.go", `import "docket/internal/testkit"`, "web may not import docket/internal/testkit"},
		{"views/a.go", `import "docket/internal/paths"`, ""},
		{"views/a.go", `import "docket/internal/app"`, "views may not import docket/internal/app"},
		{"internal/app/a.go", `import "docket/web"`, "internal/app may not import docket/web"},
		{"internal/app/a.go", `import "docket/internal/cache"`, "may not import docket/internal/cache"},
		{"db/a.go", `import "docket/internal/app"`, "db may not import docket/internal/app"},
		{"internal/config/a.go", `import "docket/internal/app"`, "may not import"},
		{"internal/docket/a.go", `import "github.com/google/uuid"`, ""},
		{"internal/docket/a.go", `import "github.com/labstack/echo/v4"`, "may not import github.com/labstack/echo/v4"},
		{"internal/docket/a.go", `import _ "os"`, "may not import os"},
		{"static/a.go", `import "github.com/andybalholm/brotli"`, ""},
		{"static/a.go", `import "github.com/andybalholm/brotlike"`, "may not import"},
		{"internal/mail/a.go", `import "github.com/wneessen/go-mail/smtp"`, ""},
		{"internal/mail/a.go", `import "docket/internal/docket"`, "internal/mail may not import docket/internal/docket"},
		{"web/a.go", `import "github.com/wneessen/go-mail"`, "only internal/mail may import github.com/wneessen/go-mail"},
		{"internal/testkit/a.go", `import "github.com/wneessen/go-mail/smtp"`, "only internal/mail may import"},
		{"internal/utils/a.go", ``, "internal/utils is not in the table"},
		{"cmd/other/main.go", ``, "cmd/other is not in the table"},

		{"db/a.go", `import _ "github.com/mattn/go-sqlite3"`, ""},
		{"cmd/docket/a.go", `import "database/sql"`, "only db may import database/sql"},
		{"internal/testkit/a.go", `import _ "github.com/mattn/go-sqlite3"`, "only db may import github.com/mattn/go-sqlite3"},
		{"db/a.go", "const q = `SELECT id FROM tasks`", ""},
		{"internal/app/a.go", "const q = `\n SELECT id\n FROM tasks`", "SQL outside db"},
		{"internal/app/a.go", `const q = "select id from tasks"`, "SQL outside db"},
		{"internal/app/a.go", `var q = "SELECT " + columns + " FROM tasks"`, "SQL outside db"},
		{"internal/app/a.go", `const q = "INSERT OR IGNORE INTO tasks VALUES (1)"`, "SQL outside db"},
		{"internal/app/a.go", `const q = "WITH x AS (y) UPDATE tasks SET title = ''"`, "SQL outside db"},
		{"cmd/docket/a.go", `const q = "DELETE FROM tasks"`, "SQL outside db"},
		{"cmd/docket/a.go", `const q = "PRAGMA integrity_check"`, "SQL outside db"},
		{"cmd/docket/a.go", `const q = "VACUUM INTO ?"`, "SQL outside db"},
		{"views/a.go", `const q = "Select a list from the sidebar, or delete from it"`, ""},

		{"cmd/docket/main.go", `import "os"; func f() { g(os.Getenv, os.Args) }`, ""},
		{"cmd/docket/main.go", `import "os"; var x = os.Getenv("X")`, "os.Getenv outside internal/config"},
		{"cmd/docket/serve.go", `import "os"; var get = os.Getenv`, "os.Getenv outside internal/config"},
		{"web/a.go", `import env "os"; func f() { env.LookupEnv("X") }`, "env.LookupEnv outside internal/config"},
		{"web/a.go", `import . "os"; func f() { LookupEnv("X") }`, "dot import of os"},
		{"db/a.go", `import "syscall"; func f() { syscall.Environ() }`, "syscall.Environ outside internal/config"},
		{"internal/config/a.go", `import "os"; func f() { os.Getenv("X") }`, ""},
		{"internal/testkit/a.go", `import "os"; func f() { os.Environ() }`, ""},
	} {
		found := strings.Join(breaches(parse(t, tc.name, "package p\n"+tc.text)), "\n")
		if (found == "") != (tc.want == "") || !strings.Contains(found, tc.want) {
			t.Errorf("%s with %q: found %q, want %q", tc.name, tc.text, found, tc.want)
		}
	}
}
