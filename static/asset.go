package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
)

// Chosen by measuring: together they take about 6 ms at start. The next step of brotli saves 5 % more
// and takes ten times as long. A window of 64 KiB holds any one file; the default of 4 MiB would cost
// megabytes of memory for nothing.
const (
	gzipQuality   = gzip.BestCompression
	brotliQuality = 8
	brotliWindow  = 16 // log2 of bytes
)

// asset is one file with its bodies, the most wanted encoding first, the plain one last.
type asset struct {
	contentType string
	hash        string // SHA-256 of the plain body, hexadecimal
	bodies      []body
}

type body struct {
	encoding string
	etag     string
	bytes    []byte
}

const identity = "identity"

func newAsset(contentType string, plain []byte) (*asset, error) {
	sum := sha256.Sum256(plain)
	a := &asset{contentType: contentType, hash: hex.EncodeToString(sum[:])}
	add := func(encoding string, b []byte) {
		a.bodies = append(a.bodies, body{encoding: encoding, etag: `"` + a.hash[:16] + "-" + encoding + `"`, bytes: b})
	}
	if !strings.HasPrefix(contentType, "image/png") {
		var br, gz bytes.Buffer
		brWriter := brotli.NewWriterOptions(&br, brotli.WriterOptions{Quality: brotliQuality, LGWin: brotliWindow})
		gzWriter, err := gzip.NewWriterLevel(&gz, gzipQuality)
		if err != nil {
			return nil, fmt.Errorf("making a gzip writer: %w", err)
		}
		for _, w := range []io.WriteCloser{brWriter, gzWriter} {
			if _, err := w.Write(plain); err != nil {
				return nil, fmt.Errorf("compressing: %w", err)
			}
			if err := w.Close(); err != nil {
				return nil, fmt.Errorf("compressing: %w", err)
			}
		}
		add("br", br.Bytes())
		add("gzip", gz.Bytes())
	}
	add(identity, plain)
	return a, nil
}

// ServeHTTP answers GET and HEAD of the files' paths with a year of caching, in the best encoding
// that the request accepts. An unknown name and the hash of another build are 404, other methods 405.
func (f *files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.serve(w, r, r.URL.Path, "public, max-age=31536000, immutable")
}

// Handler returns the handler of the files' paths; see [Has].
func Handler() http.Handler { return all() }

// Has reports whether the handler has a file for the path.
func Has(urlPath string) bool { return all().assets[urlPath] != nil }

// ServeFavicon answers a request for /favicon.ico with the favicon, to be kept for a day: that path
// carries no hash.
func ServeFavicon(w http.ResponseWriter, r *http.Request) {
	all().serve(w, r, Favicon(), "public, max-age=86400")
}

func (f *files) serve(w http.ResponseWriter, r *http.Request, urlPath, cacheControl string) {
	h := w.Header()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	a, ok := f.assets[urlPath]
	if !ok {
		http.NotFound(w, r)
		return
	}
	b := a.choose(r.Header.Values("Accept-Encoding"))
	h.Set("Content-Type", a.contentType)
	h.Set("Cache-Control", cacheControl)
	h.Set("Etag", b.etag)
	if len(a.bodies) > 1 {
		h.Add("Vary", "Accept-Encoding")
	}
	if b.encoding != identity {
		h.Set("Content-Encoding", b.encoding)
		// ServeContent leaves the length out when there is an encoding, in case a middleware
		// encodes; here it is known.
		h.Set("Content-Length", strconv.Itoa(len(b.bytes)))
	}
	// ServeContent brings If-None-Match, ranges and HEAD.
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b.bytes))
}

// choose picks the body with the highest weight in Accept-Encoding, at equal weights the first
// (RFC 9110, 12.5.3). The plain body, when it is not named, comes after everything that is; it is
// also the answer when nothing is acceptable.
func (a *asset) choose(accept []string) body {
	accepted := weigh(accept)
	best, most := a.bodies[len(a.bodies)-1], 0.0
	for _, b := range a.bodies {
		weight, named := accepted.of(b.encoding)
		if !named && b.encoding == identity {
			weight = 0.0001 // below the least weight that can be written, 0.001
		}
		if weight > most {
			best, most = b, weight
		}
	}
	return best
}

// Accepts reports whether a request with this Accept-Encoding takes a coding, such as gzip.
func Accepts(accept []string, coding string) bool {
	weight, _ := weigh(accept).of(coding)
	return weight > 0
}

// weights are how much each coding is wanted, from 0 to 1, by its name.
type weights map[string]float64

// of returns the weight of a coding, 0 where neither it nor all others are named.
func (w weights) of(coding string) (weight float64, named bool) {
	if weight, named = w[coding]; !named {
		weight, named = w["*"]
	}
	return weight, named
}

func weigh(accept []string) weights {
	w := weights{}
	for coding := range strings.SplitSeq(strings.Join(accept, ","), ",") {
		name, parameter, weighted := strings.Cut(coding, ";")
		weight := 1.0
		if weighted {
			key, value, _ := strings.Cut(parameter, "=")
			q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil || !strings.EqualFold(strings.TrimSpace(key), "q") || !(q >= 0 && q <= 1) {
				q = 0 // not understood, so not accepted
			}
			weight = q
		}
		w[strings.ToLower(strings.TrimSpace(name))] = weight
	}
	return w
}
