package static

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"testing"

	"github.com/andybalholm/brotli"
)

func request(f *files, method, url string, header ...string) *http.Response {
	r := httptest.NewRequest(method, url, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	f.ServeHTTP(w, r)
	return w.Result()
}

// content reads an answer and undoes its encoding.
func content(t *testing.T, resp *http.Response) []byte {
	t.Helper()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := resp.Header.Get("Content-Length"); got != strconv.Itoa(len(raw)) {
		t.Errorf("Content-Length is %q, the body has %d bytes", got, len(raw))
	}
	var r io.Reader = bytes.NewReader(raw)
	switch encoding := resp.Header.Get("Content-Encoding"); encoding {
	case "br":
		r = brotli.NewReader(r)
	case "gzip":
		if r, err = gzip.NewReader(r); err != nil {
			t.Fatal(err)
		}
	case "":
	default:
		t.Fatalf("unknown Content-Encoding %q", encoding)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

func TestEveryFileIsServedInEveryEncoding(t *testing.T) {
	f := newFiles(t)
	types := map[string]string{
		f.css: "text/css; charset=utf-8", f.js: "text/javascript; charset=utf-8",
		f.wideCSS: "text/css; charset=utf-8", f.laterJS: "text/javascript; charset=utf-8",
		f.icons: "image/svg+xml; charset=utf-8", f.favicon: "image/svg+xml; charset=utf-8",
		f.touchIcon: "image/png", f.manifest: "application/manifest+json; charset=utf-8",
	}
	var manifest struct{ Icons []struct{ Src string } }
	if err := json.Unmarshal(content(t, request(f, "GET", f.manifest)), &manifest); err != nil {
		t.Fatal(err)
	}
	for _, icon := range manifest.Icons {
		if types[icon.Src] == "" {
			types[icon.Src] = "image/png"
		}
	}
	if len(types) != len(f.assets) {
		t.Errorf("%d files are made, %d are known to this test", len(f.assets), len(types))
	}
	hashed := regexp.MustCompile(`^/static/[a-z0-9-]+\.[0-9a-f]{10}\.(css|js|svg|png|webmanifest)$`)
	for url, contentType := range types {
		if !hashed.MatchString(url) {
			t.Errorf("%q is not a hashed path", url)
		}
		plain := content(t, request(f, "GET", url))
		if len(plain) == 0 {
			t.Errorf("%s is empty", url)
		}
		etags := map[string]bool{}
		for _, accept := range []string{"br", "gzip", ""} {
			resp := request(f, "GET", url, "Accept-Encoding", accept)
			if resp.StatusCode != http.StatusOK {
				t.Fatalf("GET %s: %d", url, resp.StatusCode)
			}
			want := accept
			if contentType == "image/png" {
				want = ""
			}
			if got := resp.Header.Get("Content-Encoding"); got != want {
				t.Errorf("GET %s accepting %q came as %q", url, accept, got)
			}
			if got := content(t, resp); !bytes.Equal(got, plain) {
				t.Errorf("GET %s accepting %q decodes to other bytes", url, accept)
			}
			if got := resp.Header.Get("Content-Type"); got != contentType {
				t.Errorf("GET %s is %q, want %q", url, got, contentType)
			}
			if got := resp.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
				t.Errorf("GET %s: Cache-Control %q", url, got)
			}
			if got := resp.Header.Get("Vary"); (got == "Accept-Encoding") != (contentType != "image/png") {
				t.Errorf("GET %s: Vary %q", url, got)
			}
			etag := resp.Header.Get("Etag")
			etags[etag] = true
			if again := request(f, "GET", url, "Accept-Encoding", accept, "If-None-Match", etag); again.StatusCode != http.StatusNotModified {
				t.Errorf("GET %s with its own ETag: %d", url, again.StatusCode)
			}
			head := request(f, "HEAD", url, "Accept-Encoding", accept)
			if body, _ := io.ReadAll(head.Body); len(body) != 0 || head.Header.Get("Content-Length") != resp.Header.Get("Content-Length") {
				t.Errorf("HEAD %s accepting %q: %d bytes, length %s", url, accept, len(body), head.Header.Get("Content-Length"))
			}
		}
		if want := len(f.assets[url].bodies); len(etags) != want {
			t.Errorf("%s has %d ETags for %d encodings", url, len(etags), want)
		}
	}
}

func TestAcceptEncoding(t *testing.T) {
	f := newFiles(t)
	for accept, want := range map[string]string{
		"gzip, deflate, br, zstd":         "br",
		"gzip, deflate":                   "gzip",
		"GZIP":                            "gzip",
		"deflate, zstd":                   "",
		"identity":                        "",
		"*":                               "br",
		"br;q=0":                          "",
		"br;q=0, gzip":                    "gzip",
		"br;q=0.000, gzip;q=0, *":         "",
		"br;q=0, *":                       "gzip",
		"br;q=0.5, gzip;q=0.8":            "gzip",
		"br ; q=0.5 ,gzip; Q=0.5":         "br",
		"identity;q=0.9, br;q=0.8":        "",
		"identity;q=0, *;q=0":             "",
		"gzip;q=0.001":                    "gzip",
		"br;q=2, gzip;q=x":                "",
		"br;q=NaN, gzip;level=9":          "",
		"":                                "",
		", ,;;=,\x00,br;q=,gzip;q=1;br=1": "",
	} {
		resp := request(f, "GET", f.css, "Accept-Encoding", accept)
		if got := resp.Header.Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %q is answered with %q, want %q", accept, got, want)
		}
		content(t, resp)
	}
	if got := request(f, "GET", f.css, "Accept-Encoding", "gzip", "Accept-Encoding", "br").Header.Get("Content-Encoding"); got != "br" {
		t.Errorf("two header lines are answered with %q", got)
	}
}

func TestWhatIsNotServed(t *testing.T) {
	f := newFiles(t)
	stale := regexp.MustCompile(`\.[0-9a-f]{10}\.`).ReplaceAllString(f.css, ".0123456789.")
	for _, url := range []string{stale, "/static/", "/static/app.css", "/static/css/10-reset.css", "/static/../go.mod", f.css + "/", "/x" + f.css} {
		resp := request(f, "GET", url)
		if resp.StatusCode != http.StatusNotFound {
			t.Errorf("GET %s: %d", url, resp.StatusCode)
		}
		if got := resp.Header.Get("Cache-Control"); got != "" {
			t.Errorf("GET %s: a 404 with Cache-Control %q", url, got)
		}
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS"} {
		resp := request(f, method, f.css)
		if resp.StatusCode != http.StatusMethodNotAllowed || resp.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d, Allow %q", method, resp.StatusCode, resp.Header.Get("Allow"))
		}
	}
}

func TestFaviconWithoutHash(t *testing.T) {
	f := newFiles(t)
	w := httptest.NewRecorder()
	ServeFavicon(w, httptest.NewRequest("GET", "/favicon.ico", nil))
	resp := w.Result()
	if got := resp.Header.Get("Cache-Control"); resp.StatusCode != http.StatusOK || got != "public, max-age=86400" {
		t.Errorf("%d, Cache-Control %q", resp.StatusCode, got)
	}
	if !bytes.Equal(content(t, resp), content(t, request(f, "GET", f.favicon))) {
		t.Error("/favicon.ico is not the favicon")
	}
}

func BenchmarkServe(b *testing.B) {
	f, err := build(embedded)
	if err != nil {
		b.Fatal(err)
	}
	r := httptest.NewRequest("GET", f.css, nil)
	r.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
	b.ReportAllocs()
	for b.Loop() {
		f.ServeHTTP(httptest.NewRecorder(), r)
	}
}

func TestAccepts(t *testing.T) {
	for accept, want := range map[string]bool{
		"gzip": true, "br, gzip;q=0.5": true, "*": true, "GZIP": true, "deflate, *;q=0.1": true,
		"": false, "br": false, "gzip;q=0": false, "*, gzip;q=0": false, "gzip;q=x": false, "*;q=0": false,
	} {
		if got := Accepts([]string{accept}, "gzip"); got != want {
			t.Errorf("%q accepts gzip: %v, want %v", accept, got, want)
		}
	}
}
