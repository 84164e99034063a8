package static

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tdewolff/minify/v2/js"
)

func newFiles(t *testing.T) *files {
	t.Helper()
	f, err := build(embedded)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestTheHashFollowsTheContent(t *testing.T) {
	before, again := newFiles(t), newFiles(t)
	if before.css != again.css {
		t.Error("the same content has two hashes")
	}
	changed := func(name string) *files {
		dir := t.TempDir()
		if err := os.CopyFS(dir, embedded); err != nil {
			t.Fatal(err)
		}
		file, err := os.OpenFile(filepath.Join(dir, name), os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Fprint(file, "\nx"); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		f, err := build(os.DirFS(dir))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	css := changed("css/95-print.css")
	if css.css == before.css || css.js != before.js {
		t.Errorf("a changed stylesheet: %s and %s", css.css, css.js)
	}
	if js := changed("js/fresh.js"); js.js == before.js || js.css != before.css {
		t.Errorf("a changed script: %s and %s", js.css, js.js)
	}
	if icon := changed("icons/icon-512.png"); icon.manifest == before.manifest {
		t.Error("an icon changed and the manifest that names it did not")
	}
}

func TestBrokenSourcesAreErrors(t *testing.T) {
	for name, breakIt := range map[string]func(dir string) error{
		"no favicon":        func(dir string) error { return os.Remove(filepath.Join(dir, "favicon.svg")) },
		"no own script":     func(dir string) error { return os.RemoveAll(filepath.Join(dir, "js")) },
		"no vendored files": func(dir string) error { return os.RemoveAll(filepath.Join(dir, "vendor")) },
		"an open comment": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "css", "99.css"), []byte("a{} /* b{}"), 0o600)
		},
	} {
		dir := t.TempDir()
		if err := os.CopyFS(dir, embedded); err != nil {
			t.Fatal(err)
		}
		if err := breakIt(dir); err != nil {
			t.Fatal(err)
		}
		if _, err := build(os.DirFS(dir)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestStylesheet(t *testing.T) {
	css := string(content(t, request(newFiles(t), "GET", newFiles(t).css)))
	if !strings.HasPrefix(css, "@layer reset, tokens, base, layout, components, utilities;") {
		t.Errorf("it starts with %.80q, not with the order of the layers", css)
	}
	for _, bad := range []string{"/*", "*/", "url(", "@import", "//"} {
		if strings.Contains(css, bad) {
			t.Errorf("it contains %q", bad)
		}
	}
	if open, closed := strings.Count(css, "{"), strings.Count(css, "}"); open != closed {
		t.Errorf("%d opening and %d closing braces", open, closed)
	}
}

func TestScriptIsFencedAndInOrder(t *testing.T) {
	f := newFiles(t)
	sent := string(content(t, request(f, "GET", f.js)))
	vendored, _ := fs.Glob(embedded, "vendor/*.js")
	own, _ := fs.Glob(embedded, "js/*.js")
	at := 0
	for _, name := range append(vendored, own...) {
		source, err := fs.ReadFile(embedded, name)
		if err != nil {
			t.Fatal(err)
		}
		code := strings.TrimSpace(string(source))
		if strings.HasPrefix(name, "js/") {
			var short strings.Builder
			if err := js.Minify(nil, &short, strings.NewReader("(() => {\n\"use strict\";\n"+code+"\n})()"), nil); err != nil {
				t.Fatal(err)
			}
			if code = short.String(); strings.Contains(code, "\n") || !strings.Contains(code, "use strict") {
				t.Errorf("%s has become %s", name, code)
			}
		}
		fenced := "try{\n" + code + "\n}catch(e){reportError(e)}\n"
		i := strings.Index(sent[at:], fenced)
		if i != 0 {
			t.Fatalf("%s is not at byte %d with a fence around it", name, at)
		}
		at += len(fenced)
	}
	if at != len(sent) {
		t.Errorf("%d bytes come from no file", len(sent)-at)
	}
	if strings.Contains(sent, "sourceMappingURL") {
		t.Error("it names a source map that is not served")
	}
}

func TestIcons(t *testing.T) {
	f := newFiles(t)
	sprite := string(content(t, request(f, "GET", f.icons)))
	seen := map[string]bool{}
	for _, match := range regexp.MustCompile(`<symbol id="([^"]*)" viewBox="0 0 (16 16|20 20)">`).FindAllStringSubmatch(sprite, -1) {
		id := match[1]
		if seen[id] || !strings.HasPrefix(id, "i-") {
			t.Errorf("the id %q is double or has no i- before it", id)
		}
		seen[id] = true
	}
	if got := strings.Count(sprite, " id="); got != len(seen) || strings.Count(sprite, "<symbol") != got {
		t.Errorf("%d ids, %d of them of symbols", got, len(seen))
	}
	for _, id := range strings.Fields("archive back calendar check chevron close device down edit flag grip inbox key keyboard lists mark more out phone plus repeat restore search settings tag today trash up upcoming") {
		if !seen["i-"+id] {
			t.Errorf("there is no icon i-%s", id)
		}
	}
	// The content security policy stops both, and an <img> shows the favicon without them.
	for _, picture := range []string{sprite, string(content(t, request(f, "GET", f.favicon)))} {
		for _, bad := range []string{"<style", "style=", "<script", "href"} {
			if strings.Contains(picture, bad) {
				t.Errorf("a picture contains %q", bad)
			}
		}
	}
}

// The budgets are those of the design, for what browsers are sent; sizes are deterministic, so they
// can be held.
func TestBudgets(t *testing.T) {
	f := newFiles(t)
	for _, file := range []struct {
		url    string
		budget int
	}{{f.css, 10000}, {f.js, 18000}, {f.wideCSS, 2000}, {f.laterJS, 5000}, {f.icons, 2000}, {f.favicon, 1000}, {f.manifest, 1000}} {
		var sizes []string
		for _, b := range f.assets[file.url].bodies {
			sizes = append(sizes, fmt.Sprintf("%s %d", b.encoding, len(b.bytes)))
			if b.encoding == "br" && len(b.bytes) > file.budget {
				t.Errorf("%s is %d bytes in brotli, its budget is %d", file.url, len(b.bytes), file.budget)
			}
		}
		t.Logf("%s: %s", file.url, strings.Join(sizes, ", "))
	}
}

func BenchmarkBuild(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := build(embedded); err != nil {
			b.Fatal(err)
		}
	}
}
