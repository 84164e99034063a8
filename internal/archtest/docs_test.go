package archtest

import (
	"go/ast"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

var (
	markdownLink = regexp.MustCompile(`\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"`)
	fence        = regexp.MustCompile("(?ms)^```.*?^```$")
	codeSpan     = regexp.MustCompile("`([^`\n]+)`")
	heading      = regexp.MustCompile(`(?m)^#+ (.+)$`)
	makeTarget   = regexp.MustCompile(`(?m)^([a-z]+):`)
	makeCall     = regexp.MustCompile(`\bmake((?: [a-z]+)+)`)
	goName       = regexp.MustCompile(`^[A-Za-z]+(\.[A-Za-z]+)?$`)
)

// A repository is what the documents speak of.
type repository struct {
	fsys    fs.FS
	targets map[string]bool // of make
	names   map[string]bool // of Go: Name, Type.Name and package.Name
}

// TestDocuments checks every Markdown file: its links and the files, make targets and, in
// ARCHITECTURE.md, the Go names that it speaks of are there.
func TestDocuments(t *testing.T) {
	r := newRepository(t, os.DirFS("../.."))
	checked := 0
	walk(t, r.fsys, func(name, text string) {
		if path.Ext(name) != ".md" {
			return
		}
		checked++
		for _, wrong := range r.wrong(name, text) {
			t.Errorf("%s: %s", name, wrong)
		}
	})
	if checked < 5 {
		t.Errorf("%d documents are checked, want at least five", checked)
	}
}

// TestWrongDocumentsAreFound plants what is wrong beside what is right.
func TestWrongDocumentsAreFound(t *testing.T) {
	r := newRepository(t, os.DirFS("../.."))
	for text, want := range map[string]string{
		"[a](README.md#start-it) [b](https://example.org) [c](#here)\n\n# Here": "",
		"[a](NOTHING.md)":                      "NOTHING.md",
		"[a](README.md#nothing)":               "README.md#nothing",
		"![a](.github/nothing.png)":            ".github/nothing.png",
		"`make test` and `make lint test`":     "",
		"`make nothing`":                       "make nothing",
		"```sh\nmake test # all\n```":          "",
		"```sh\nmake nothing # all\n```":       "make nothing",
		"`web/errors.go` and `internal/cache`": "",
		"`web/nothing.go`":                     "web/nothing.go",
		"`App.CompleteTask`, `Server.view`, `docket.NotFound()`, `rowVersion`, `db.Write` and `App.page` → `fillToday`": "",
		"`App.Nothing`":    "App.Nothing",
		"`nothingOfOurs`":  "nothingOfOurs",
		"`views.Nothing`":  "views.Nothing",
		"`docket.Nothing`": "docket.Nothing",
	} {
		found := strings.Join(r.wrong("ARCHITECTURE.md", text), "; ")
		if (found == "") != (want == "") || !strings.Contains(found, want) {
			t.Errorf("%q: found %q, want %q", text, found, want)
		}
	}
}

func (r repository) wrong(name, text string) (wrong []string) {
	prose := fence.ReplaceAllString(text, "")
	for _, m := range markdownLink.FindAllStringSubmatch(codeSpan.ReplaceAllString(prose, ""), -1) {
		if target := m[1] + m[2]; !r.leads(name, text, target) {
			wrong = append(wrong, "a link leads nowhere: "+target)
		}
	}
	code := fence.FindAllString(text, -1)
	for _, m := range codeSpan.FindAllStringSubmatch(prose, -1) {
		code = append(code, m[1])
		switch span := strings.TrimSuffix(m[1], "()"); {
		case strings.Contains(span, "/") && !strings.ContainsAny(span, " {*…=:") && !strings.HasPrefix(span, "./") && r.isFolder(strings.Split(span, "/")[0]):
			if _, err := fs.Stat(r.fsys, span); err != nil {
				wrong = append(wrong, "there is no file "+span)
			}
		case path.Base(name) == "ARCHITECTURE.md" && goName.MatchString(span) && r.isGo(span) && !r.names[span]:
			wrong = append(wrong, "there is no Go name "+span)
		}
	}
	for _, m := range makeCall.FindAllStringSubmatch(strings.Join(code, "\n"), -1) {
		for _, target := range strings.Fields(m[1]) {
			if !r.targets[target] {
				wrong = append(wrong, "there is no make "+target)
			}
		}
	}
	return wrong
}

// leads reports whether a link in a document leads to a file or a heading; other sites are not asked.
func (r repository) leads(name, text, target string) bool {
	if strings.HasPrefix(target, "https://") {
		return true
	}
	file, anchor, anchored := strings.Cut(target, "#")
	if file != "" {
		b, err := fs.ReadFile(r.fsys, path.Join(path.Dir(name), file))
		if err != nil {
			return false
		}
		text = string(b)
	}
	if !anchored {
		return true
	}
	for _, m := range heading.FindAllStringSubmatch(text, -1) {
		if slug(m[1]) == anchor {
			return true
		}
	}
	return false
}

// slug is a heading's anchor, as GitHub makes it.
func slug(title string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, title)
}

func (r repository) isFolder(name string) bool {
	info, err := fs.Stat(r.fsys, name)
	return err == nil && info.IsDir()
}

// isGo reports whether a word can only be meant as a Go name: it has capitals after small letters or
// names a part of a package of Docket's.
func (r repository) isGo(word string) bool {
	of, _, dotted := strings.Cut(word, ".")
	if dotted {
		return r.names[of] || r.names[of+"."]
	}
	return word != strings.ToLower(word) && word != strings.ToUpper(word) && strings.ToLower(word[:1]) == word[:1] ||
		strings.HasPrefix(word, "Test")
}

func newRepository(t *testing.T, fsys fs.FS) repository {
	t.Helper()
	r := repository{fsys: fsys, targets: map[string]bool{}, names: map[string]bool{}}
	makefile, err := fs.ReadFile(fsys, "Makefile")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range makeTarget.FindAllStringSubmatch(string(makefile), -1) {
		r.targets[m[1]] = true
	}
	walk(t, fsys, func(name, text string) {
		if path.Ext(name) == ".go" {
			r.addNames(parse(t, name, text).file)
		}
	})
	return r
}

func (r repository) addNames(file *ast.File) {
	add := func(of, name string) {
		r.names[name], r.names[of+"."+name], r.names[of+"."] = true, true, true
	}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			add(file.Name.Name, d.Name.Name)
			if d.Recv != nil {
				of := d.Recv.List[0].Type
				if star, ok := of.(*ast.StarExpr); ok {
					of = star.X
				}
				if ident, ok := of.(*ast.Ident); ok {
					add(ident.Name, d.Name.Name)
					add(strings.ToLower(ident.Name), d.Name.Name)
				}
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					add(file.Name.Name, s.Name.Name)
					if fields, ok := s.Type.(*ast.StructType); ok {
						for _, f := range fields.Fields.List {
							for _, name := range f.Names {
								add(s.Name.Name, name.Name)
							}
						}
					}
				case *ast.ValueSpec:
					for _, name := range s.Names {
						add(file.Name.Name, name.Name)
					}
				}
			}
		}
	}
}

// walk reads the files of the module that people write, their tests and .github among them.
func walk(t *testing.T, fsys fs.FS, read func(name, text string)) {
	t.Helper()
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if base := path.Base(name); base == "node_modules" || base == "testdata" || base == "bin" || base == ".git" {
				return fs.SkipDir
			}
			return nil
		}
		if ext := path.Ext(name); ext != ".md" && ext != ".go" {
			return nil
		}
		text, err := fs.ReadFile(fsys, name)
		if err == nil {
			read(name, string(text))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
