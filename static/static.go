// Package static holds the stylesheets, scripts and pictures of Docket and serves them under names
// that carry a hash of their content.
package static

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/tdewolff/minify/v2/js"
)

// The manifest's colours are those of the page and of paper in css/11-tokens.css, in
// their light form: it has one of each.
//
//go:embed css/*.css css/wide/*.css js/*.js js/later/*.js vendor/*.js icons/*.png icons.svg favicon.svg docket.webmanifest
var embedded embed.FS

// hashDigits is the length of the hash in a name: 40 bits tell the few versions of one file apart.
const hashDigits = 10

// files are the static files of this build, each ready to send, by URL paths with the content's hash
// in them, such as /static/app.3f2a9c01de.css: a path never changes what it answers. They are
// immutable and safe for concurrent use.
type files struct {
	css, wideCSS, js, laterJS, icons, favicon, touchIcon, manifest string // URL paths

	assets map[string]*asset // by URL path
}

// all joins, hashes and compresses the embedded files once. It panics when the build is broken,
// which the tests would have shown.
var all = sync.OnceValue(func() *files {
	f, err := build(embedded)
	if err != nil {
		panic(err)
	}
	return f
})

// Load prepares the files, which otherwise happens at their first use.
func Load() { all() }

// CSS returns the URL path of all stylesheets in one.
func CSS() string { return all().css }

// WideCSS returns the URL path of the stylesheets of boards and calendars, which no other
// page needs.
func WideCSS() string { return all().wideCSS }

// LaterJS returns the URL path of the behaviours that are of use only once somebody acts;
// js/later.js loads them then.
func LaterJS() string { return all().laterJS }

// JS returns the URL path of htmx and all behaviours in one script; load it with defer.
func JS() string { return all().js }

// Icon returns the URL of a symbol of the sprite, for <use href>.
func Icon(name string) string { return all().icons + "#i-" + name }

// Favicon returns the URL path of an SVG for light and dark browser tabs.
func Favicon() string { return all().favicon }

// TouchIcon returns the URL path of a PNG of 180 by 180 pixels.
func TouchIcon() string { return all().touchIcon }

// Manifest returns the URL path of the web app manifest.
func Manifest() string { return all().manifest }

func build(src fs.FS) (*files, error) {
	f := &files{assets: map[string]*asset{}}

	css, err := stylesheet(src, "css/*.css")
	if err != nil {
		return nil, err
	}
	wideCSS, err := stylesheet(src, "css/wide/*.css")
	if err != nil {
		return nil, err
	}
	js, err := script(src, "vendor/*.js", "js/*.js")
	if err != nil {
		return nil, err
	}
	laterJS, err := script(src, "", "js/later/*.js")
	if err != nil {
		return nil, err
	}
	read := func(name string) []byte {
		body, readErr := fs.ReadFile(src, name)
		if readErr != nil && err == nil {
			err = fmt.Errorf("reading a static file: %w", readErr)
		}
		return body
	}
	add := func(name, contentType string, body []byte) string {
		a, addErr := newAsset(contentType, body)
		if addErr != nil && err == nil {
			err = fmt.Errorf("preparing static file %s: %w", name, addErr)
		}
		ext := path.Ext(name)
		url := "/static/" + strings.TrimSuffix(path.Base(name), ext) + "." + a.hash[:hashDigits] + ext
		f.assets[url] = a
		return url
	}

	const svg, png = "image/svg+xml; charset=utf-8", "image/png"
	f.css = add("app.css", "text/css; charset=utf-8", css)
	f.wideCSS = add("wide.css", "text/css; charset=utf-8", wideCSS)
	f.js = add("app.js", "text/javascript; charset=utf-8", js)
	f.laterJS = add("later.js", "text/javascript; charset=utf-8", laterJS)
	f.icons = add("icons.svg", svg, read("icons.svg"))
	f.favicon = add("favicon.svg", svg, read("favicon.svg"))
	f.touchIcon = add("touch-180.png", png, read("icons/touch-180.png"))
	urls := []string{"favicon.svg", f.favicon} // by the names that the manifest has
	for _, name := range []string{"icons/icon-192.png", "icons/icon-512.png", "icons/maskable-512.png"} {
		urls = append(urls, name, add(name, png, read(name)))
	}
	manifest := strings.NewReplacer(urls...).Replace(string(read("docket.webmanifest")))
	f.manifest = add("docket.webmanifest", "application/manifest+json; charset=utf-8", []byte(manifest))
	if err != nil {
		return nil, err
	}
	return f, nil
}

// stylesheet joins the files of a pattern in the order of their names, without comments and indentation: that is
// a tenth of the size even after compression. It must not meet a string that holds a comment sign.
func stylesheet(src fs.FS, pattern string) ([]byte, error) {
	parts, err := readAll(src, pattern)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	rest := bytes.Join(parts, []byte("\n"))
	for len(rest) > 0 {
		var code, comment []byte
		var open, closed bool
		code, rest, open = bytes.Cut(rest, []byte("/*"))
		if open {
			if comment, rest, closed = bytes.Cut(rest, []byte("*/")); !closed {
				return nil, fmt.Errorf("joining the stylesheets: the comment %.40q has no end", comment)
			}
		}
		out.Write(code)
	}
	lines := slices.Collect(bytes.Lines(out.Bytes()))
	for i, line := range lines {
		lines[i] = bytes.TrimSpace(line)
	}
	lines = slices.DeleteFunc(lines, func(line []byte) bool { return len(line) == 0 })
	return bytes.Join(lines, []byte("\n")), nil
}

// script joins what others wrote, if anything, and what we did, each in the order of their names,
// ours minified: that is a tenth of the size even after compression. Each of ours is a strict function of its own. Each file is fenced,
// so that an error in one is reported and the next ones still run.
func script(src fs.FS, theirs, ours string) (_ []byte, err error) {
	var vendored [][]byte
	if theirs != "" {
		if vendored, err = readAll(src, theirs); err != nil {
			return nil, err
		}
	}
	own, err := readAll(src, ours)
	if err != nil {
		return nil, err
	}
	for i, file := range own {
		var short bytes.Buffer
		function := fmt.Sprintf("(() => {\n\"use strict\";\n%s\n})()", file)
		if err := js.Minify(nil, &short, strings.NewReader(function), nil); err != nil {
			return nil, fmt.Errorf("minifying a script: %w", err)
		}
		own[i] = short.Bytes()
	}
	var out bytes.Buffer
	for _, file := range append(vendored, own...) {
		out.WriteString("try{\n")
		out.Write(bytes.TrimSpace(file))
		out.WriteString("\n}catch(e){reportError(e)}\n")
	}
	return out.Bytes(), nil
}

func readAll(src fs.FS, pattern string) ([][]byte, error) {
	names, err := fs.Glob(src, pattern) // sorted
	if err != nil {
		return nil, fmt.Errorf("looking for %s: %w", pattern, err)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("looking for %s: %w", pattern, fs.ErrNotExist)
	}
	files := make([][]byte, len(names))
	for i, name := range names {
		if files[i], err = fs.ReadFile(src, name); err != nil {
			return nil, fmt.Errorf("reading a static file: %w", err)
		}
	}
	return files, nil
}
