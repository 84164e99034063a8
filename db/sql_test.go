package db_test

import (
	"database/sql"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/testkit"
)

var (
	statement   = regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE|VACUUM|WITH)\s`)
	placeholder = regexp.MustCompile(`\$([0-9]+)`)
)

// sqlTexts evaluates the texts of the package's code: constants are looked up
// and sums added.
type sqlTexts struct {
	consts map[string]ast.Expr
}

// text returns the value of an expression; ok is false when it is not known
// before the program runs.
func (s sqlTexts) text(e ast.Expr) (text string, ok bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.ParenExpr:
		return s.text(e.X)
	case *ast.Ident:
		if c, found := s.consts[e.Name]; found {
			return s.text(c)
		}
	case *ast.BinaryExpr:
		x, okX := s.text(e.X)
		y, okY := s.text(e.Y)
		return x + y, okX && okY && e.Op == token.ADD
	}
	return "", false
}

// wrongOrder says what is wrong with the placeholders of a statement. go-sqlite3
// binds them in the order in which they first appear, whatever their numbers.
func wrongOrder(query string) string {
	highest := 0
	for _, m := range placeholder.FindAllStringSubmatch(query, -1) {
		n, err := strconv.Atoi(m[1])
		if err != nil || n < 1 || n > highest+1 {
			return fmt.Sprintf("%s comes where $%d would be the next new one", m[0], highest+1)
		}
		highest = max(highest, n)
	}
	return ""
}

func TestPlaceholdersAppearInTheirOrder(t *testing.T) {
	files, err := filepath.Glob("*.go")
	must(t, err)
	fset := token.NewFileSet()
	texts := sqlTexts{consts: map[string]ast.Expr{}}
	var parsed []*ast.File
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		must(t, err)
		parsed = append(parsed, f)
		for _, decl := range f.Decls {
			g, ok := decl.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, spec := range g.Specs {
				v := spec.(*ast.ValueSpec) //nolint:forcetypeassert // what a const declaration is made of
				for i, name := range v.Names {
					if i < len(v.Values) {
						texts.consts[name.Name] = v.Values[i]
					}
				}
			}
		}
	}
	checked := 0
	check := func(e ast.Expr) bool {
		query, ok := texts.text(e)
		if sum, isSum := e.(*ast.BinaryExpr); isSum && !ok {
			// A statement put together from what only the running program knows
			// cannot be checked here, so its numbers may not be in it.
			if begin, _ := texts.text(leftmost(sum)); statement.MatchString(begin) {
				t.Errorf("%s: a statement that is not a constant", fset.Position(e.Pos()))
			}
			return true
		}
		if ok && statement.MatchString(query) {
			checked++
			if wrong := wrongOrder(query); wrong != "" {
				t.Errorf("%s: %s in %s", fset.Position(e.Pos()), wrong, query)
			}
		}
		return !ok
	}
	for _, f := range parsed {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GenDecl:
				return n.Tok != token.CONST && n.Tok != token.IMPORT // parts, checked where they are used
			case ast.Expr:
				return check(n)
			}
			return true
		})
	}
	if checked < 40 {
		t.Errorf("only %d statements were found; the package has more", checked)
	}
}

func leftmost(e ast.Expr) ast.Expr {
	for {
		sum, ok := e.(*ast.BinaryExpr)
		if !ok {
			return e
		}
		e = sum.X
	}
}

func TestWrongOrderIsFound(t *testing.T) {
	for query, wrong := range map[string]bool{
		"SELECT 1":                         false,
		"SELECT $1, $2, $1, $3":            false,
		"SELECT $2, $1":                    true,
		"SELECT $1, $3":                    true,
		"SELECT $0":                        true,
		"SELECT $1, $2, $3, $4, $5, $7":    true,
		"UPDATE x SET a = $2 WHERE b = $1": true,
	} {
		if (wrongOrder(query) != "") != wrong {
			t.Errorf("%s: wrong %v, want %v", query, !wrong, wrong)
		}
	}
}

// TestViewsReadTasksByIndex asks SQLite how it carries out what a page of each
// view reads.
func TestViewsReadTasksByIndex(t *testing.T) {
	t.Parallel()
	a := testkit.New(t, testkit.Options{})
	ana := a.SignedIn("Ana")
	list := ana.AddList("Garden")
	task := ana.AddTask("Water the beans", "list_id", string(list.ID), "due_on", "2026-07-16")
	other := ana.AddTask("Feed the cat", "list_id", string(list.ID))
	parts := ana.AddList("House")
	for _, name := range []string{"Roof", "Cellar"} {
		if _, err := a.Use.AddSection(t.Context(), ana.User, parts.ID, name); err != nil {
			t.Fatal(err)
		}
	}
	text := "Mend the roof /House/Roof #house\n  Buy tiles\n    Ask for a price"
	if _, err := a.Use.QuickAdd(t.Context(), ana.User, app.NewTask{Text: &text}); err != nil {
		t.Fatal(err)
	}
	next, newest := docket.NewCursor("V", "a"), docket.NewCursor("1", "a")
	for _, v := range []docket.View{
		{Kind: docket.ViewInbox}, {Kind: docket.ViewList, List: list.ID}, {Kind: docket.ViewToday}, {Kind: docket.ViewUpcoming}, {Kind: docket.ViewCalendar},
		{Kind: docket.ViewCompleted}, {Kind: docket.ViewTrash},
		{Kind: docket.ViewList, List: parts.ID}, {Kind: docket.ViewBoard, List: parts.ID}, {Kind: docket.ViewLabel, Label: "house"}, {Kind: docket.ViewCalendar},
		{Kind: docket.ViewList, List: list.ID, After: next}, {Kind: docket.ViewCompleted, After: newest}, {Kind: docket.ViewTrash, After: newest},
		{Kind: docket.ViewToday, After: docket.NewCursor("2026-07-16", "~", "5", "a")},
		{Kind: docket.ViewUpcoming, After: docket.NewCursor("2026-07-16", "~", "5", "a")},
	} {
		if _, err := a.Use.Page(t.Context(), ana.User.ID, v); err != nil {
			t.Errorf("%+v: %v", v, err)
		}
	}
	if _, _, err := a.Use.TaskPage(t.Context(), ana.User.ID, task.ID); err != nil {
		t.Error(err)
	}
	if r := ana.Post("/tasks/"+string(other.ID)+"/move", "before", string(task.ID)); r.Status != 303 {
		t.Errorf("moving a task: %d %s", r.Status, r.Body)
	}

	pool, err := sql.Open("sqlite3", "file:"+a.DB.Path()+"?mode=ro")
	must(t, err)
	t.Cleanup(func() { must(t, pool.Close()) })
	fullScan := regexp.MustCompile(`^SCAN (t|tasks|o|devices|d|changes|c|sections|s|folded_sections|f|list_members|m|task_labels|b)\b`)
	tasks := 0
	for _, q := range a.DB.ReadStatements() {
		if !statement.MatchString(q) {
			continue
		}
		plan := queryPlan(t, pool, q)
		byIndex := false
		for _, step := range plan {
			byIndex = byIndex || strings.Contains(step, "INDEX")
			// Whoever has a label that others bear reads none of theirs.
			if strings.HasPrefix(step, "SEARCH b ") && !strings.Contains(step, "(list_id=?") {
				t.Errorf("reads labels of any list: %s\nof\n%s\nplan: %q", step, q, plan)
			}
			if fullScan.MatchString(step) && !slices.Contains(plan, strings.Replace(step, "SCAN", "CO-ROUTINE", 1)) {
				t.Errorf("reads all rows: %s\nof\n%s\nplan: %q", step, q, plan)
			}
		}
		if strings.Contains(q, "FROM tasks") || strings.Contains(q, "JOIN tasks") {
			tasks++
			if !byIndex {
				t.Errorf("no index is used for\n%s\nplan: %q", q, plan)
			}
		}
		// The rows of a list are what is asked for most, and they are stored in
		// the order that is asked for.
		if strings.Contains(q, "ORDER BY t.rank") && !strings.Contains(q, "PARTITION") && strings.Contains(strings.Join(plan, "\n"), "TEMP B-TREE") {
			t.Errorf("sorts every time: %s\nplan: %q", q, plan)
		}
	}
	if tasks < 10 {
		t.Errorf("only %d statements read tasks", tasks)
	}
}

func queryPlan(t *testing.T, pool *sql.DB, query string) []string {
	t.Helper()
	args := map[string]bool{}
	for _, m := range placeholder.FindAllString(query, -1) {
		args[m] = true
	}
	rows, err := pool.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, make([]any, len(args))...)
	must(t, err)
	var plan []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		must(t, rows.Scan(&id, &parent, &unused, &step))
		plan = append(plan, step)
	}
	must(t, rows.Err())
	must(t, rows.Close())
	return plan
}
