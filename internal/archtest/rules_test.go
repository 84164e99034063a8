package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const (
	module = "docket"
	goMail = "github.com/wneessen/go-mail"
)

// A rule says what the code of a package, not its tests, may import besides the standard library.
type rule struct {
	own    []string // packages of this module
	anyOwn bool     // every package of this module
	others []string // other modules, by the start of their path
	any    bool     // every other module
	not    []string // packages of the standard library that it may not import
}

// rules is the house table of the architecture. A package that is not in it is an error: it gets
// its row, and so its reason, before its code.
func rules() map[string]rule {
	return map[string]rule{
		"cmd/docket": {own: []string{
			"web", "views", "static", "db", "internal/docket", "internal/app", "internal/cache", "internal/redisconn",
			"internal/config", "internal/paths", "internal/password", "internal/markdown", "internal/useragent", "internal/limit", "internal/mail", "internal/jobs",
		}, any: true},
		"web": {own: []string{
			"views", "static", "internal/docket", "internal/app", "internal/cache", "internal/redisconn", "internal/jobs",
			"internal/config", "internal/paths", "internal/password", "internal/markdown", "internal/useragent", "internal/quickadd",
		}, any: true},
		"views":              {own: []string{"internal/docket", "internal/paths", "static"}, others: []string{"github.com/a-h/templ"}},
		"static":             {others: []string{"github.com/andybalholm/brotli", "github.com/tdewolff/minify"}},
		"internal/app":       {own: []string{"db", "internal/docket", "internal/password", "internal/markdown", "internal/rank", "internal/limit", "internal/quickadd", "internal/repeat"}},
		"internal/cache":     {own: []string{"internal/docket"}, others: []string{"github.com/redis/go-redis", "github.com/sony/gobreaker"}},
		"internal/redisconn": {others: []string{"github.com/redis/go-redis", "github.com/gomodule/redigo", "github.com/alicebob/miniredis"}},
		"internal/config":    {own: []string{"internal/docket", "internal/limit", "internal/mail"}},
		"internal/limit":     {own: []string{"internal/docket"}, others: []string{"github.com/redis/go-redis", "github.com/go-redis/redis_rate", "golang.org/x/time"}},
		"internal/mail":      {others: []string{goMail, "golang.org/x/net/idna"}},
		"internal/jobs": {own: []string{"internal/app", "internal/docket", "internal/mail", "internal/paths", "views"},
			others: []string{"github.com/hibiken/asynq", "github.com/redis/go-redis"}},
		"internal/paths":     {own: []string{"internal/docket"}},
		"internal/password":  {others: []string{"golang.org/x/crypto", "golang.org/x/text"}},
		"internal/markdown":  {others: []string{"github.com/yuin/goldmark", "github.com/microcosm-cc/bluemonday"}},
		"internal/useragent": {others: []string{"github.com/mileusna/useragent"}},
		"internal/rank":      {own: []string{"internal/docket"}},
		"internal/repeat":    {own: []string{"internal/docket"}, others: []string{"github.com/teambition/rrule-go"}},
		"internal/quickadd":  {own: []string{"internal/docket", "internal/repeat"}},
		"db":                 {own: []string{"internal/docket", "internal/rank"}, others: []string{"github.com/mattn/go-sqlite3", "github.com/pressly/goose", "github.com/gofrs/flock"}},
		"internal/docket": {others: []string{"github.com/google/uuid", "golang.org/x/net/idna", "golang.org/x/text/unicode/norm"}, not: []string{
			"os", "net", "net/http", "io/fs", "database/sql", "log", "log/slog",
		}},
		"internal/testkit":  {anyOwn: true, any: true},
		"internal/e2e":      {anyOwn: true, any: true},
		"internal/archtest": {},
		"internal/bench":    {},
	}
}

// A source is one Go file that is no test.
type source struct {
	name string // slash-separated, from the module's root
	file *ast.File
}

func (s source) pkg() string { return path.Dir(s.name) }

// imports maps the name by which the file knows an import to the import's path.
func (s source) imports() map[string]string {
	found := make(map[string]string)
	for _, spec := range s.file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the parser has refused such a file
		}
		name := path.Base(imported)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		if name == "_" || name == "." {
			name += imported
		}
		found[name] = imported
	}
	return found
}

// breaches lists what in s breaks a rule of the house.
func breaches(s source) []string {
	var found []string
	for _, check := range []func(source) []string{importBreaches, sqlBreaches, environmentBreaches} {
		found = append(found, check(s)...)
	}
	slices.Sort(found)
	return found
}

func importBreaches(s source) []string {
	r, ok := rules()[s.pkg()]
	if !ok {
		return []string{fmt.Sprintf("%s: package %s is not in the table of internal/archtest; give it a row", s.name, s.pkg())}
	}
	var found []string
	for name, imported := range s.imports() {
		if strings.HasPrefix(name, ".") {
			found = append(found, fmt.Sprintf("%s: a dot import of %s hides where names come from", s.name, imported))
		}
		if !r.allows(imported) {
			found = append(found, fmt.Sprintf("%s: %s may not import %s", s.name, s.pkg(), imported))
		}
		if s.pkg() != "db" && isSQLDriver(imported) {
			found = append(found, fmt.Sprintf("%s: only db may import %s", s.name, imported))
		}
		if s.pkg() != "internal/mail" && (imported == goMail || strings.HasPrefix(imported, goMail+"/")) {
			found = append(found, fmt.Sprintf("%s: only internal/mail may import %s", s.name, imported))
		}
	}
	return found
}

func (r rule) allows(imported string) bool {
	if own, ok := strings.CutPrefix(imported, module+"/"); ok {
		return r.anyOwn || slices.Contains(r.own, own)
	}
	if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") {
		return !slices.Contains(r.not, imported)
	}
	return r.any || slices.ContainsFunc(r.others, func(m string) bool {
		return imported == m || strings.HasPrefix(imported, m+"/")
	})
}

func isSQLDriver(imported string) bool {
	return imported == "database/sql" || imported == "database/sql/driver" ||
		strings.HasPrefix(imported, "github.com/mattn/go-sqlite3") || strings.HasPrefix(imported, "github.com/pressly/goose")
}

// sqlText knows statements as they are written in db: keywords in upper case anywhere, or a text
// that starts as one in lower case. "Select a list from the sidebar" is none.
var sqlText = regexp.MustCompile(`(?s)\bSELECT\s.*\bFROM\s|\bINSERT\s+(OR\s+\w+\s+)?INTO\s|\bUPDATE\s+\S+\s+SET\s|\bDELETE\s+FROM\s` +
	`|\b(CREATE|ALTER|DROP)\s+(VIRTUAL\s+|UNIQUE\s+)?(TABLE|INDEX|TRIGGER|VIEW)\s|\bPRAGMA\s+\w|\bVACUUM\b` +
	`|^\s*(select\s.*\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|pragma\s+\w)`)

func sqlBreaches(s source) []string {
	if s.pkg() == "db" {
		return nil
	}
	var found []string
	ast.Inspect(s.file, func(n ast.Node) bool {
		text, whole := literalText(n)
		if sqlText.MatchString(text) {
			found = append(found, fmt.Sprintf("%s: SQL outside db: %.60q", s.name, text))
		}
		return !whole
	})
	return found
}

// literalText returns the text of a string literal, or of a sum with what lies between its literals
// left out. whole says that nothing inside n is left to look at.
func literalText(n ast.Node) (text string, whole bool) {
	switch n := n.(type) {
	case *ast.ImportSpec:
		return "", true
	case *ast.BasicLit:
		if n.Kind != token.STRING {
			return "", true
		}
		text, err := strconv.Unquote(n.Value)
		if err != nil {
			return n.Value, true
		}
		return text, true
	case *ast.BinaryExpr:
		if n.Op != token.ADD {
			return "", false
		}
		var sum strings.Builder
		for _, side := range []ast.Expr{n.X, n.Y} {
			ast.Inspect(side, func(inner ast.Node) bool {
				if lit, ok := inner.(*ast.BasicLit); ok {
					part, _ := literalText(lit)
					sum.WriteString(part)
				}
				return true
			})
		}
		return sum.String(), true
	}
	return "", false
}

// environmentBreaches finds uses of the environment. main alone may hand os.Getenv to
// internal/config, without calling it; the packages that exist for tests may start other programs.
func environmentBreaches(s source) []string {
	switch s.pkg() {
	case "internal/config", "internal/testkit", "internal/e2e":
		return nil
	}
	imports := s.imports()
	called := make(map[ast.Node]bool)
	var found []string
	ast.Inspect(s.file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			called[call.Fun] = true
		}
		selector, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		from, ok := selector.X.(*ast.Ident)
		if !ok || imports[from.Name] != "os" && imports[from.Name] != "syscall" {
			return true
		}
		handedOver := s.name == "cmd/docket/main.go" && selector.Sel.Name == "Getenv" && !called[n]
		switch selector.Sel.Name {
		case "Getenv", "LookupEnv", "Environ", "ExpandEnv", "Setenv", "Unsetenv", "Clearenv":
			if !handedOver {
				found = append(found, fmt.Sprintf("%s: %s.%s outside internal/config", s.name, from.Name, selector.Sel.Name))
			}
		}
		return true
	})
	return found
}
