package cache_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"testing"

	"docket/internal/cache"
	"docket/internal/testkit"
)

// resum puts the right checksum in front of a changed value.
func resum(value []byte) []byte {
	binary.BigEndian.PutUint32(value, crc32.Checksum(value[4:], crc32.MakeTable(crc32.Castagnoli)))
	return value
}

func TestADamagedOrForeignValueIsAMiss(t *testing.T) {
	c, rdb := newCache(t, "", io.Discard)
	ctx := t.Context()
	put(t, c, alice, view, version, []byte("the body"))
	put(t, c, alice, "other view", version, []byte("the body"))
	put(t, c, bob, view, version, []byte("the body"))
	good, err := rdb.HGet(ctx, key(alice), view).Bytes()
	must(t, err)
	ofBob, err := rdb.HGet(ctx, key(bob), view).Bytes()
	must(t, err)
	ofOtherView, err := rdb.HGet(ctx, key(alice), "other view").Bytes()
	must(t, err)

	oldFormat := bytes.Clone(good)
	oldFormat[7]--
	longLabels := bytes.Clone(good)
	binary.BigEndian.PutUint16(longLabels[12:], 0xffff)
	bad := map[string][]byte{
		"empty":            {},
		"plain text":       []byte("<ul></ul>"),
		"random":           []byte("\x8b\x11\xf0\x9cDKT\x01\x00\x24\x00\x1c\x00\x20 and nothing of the kind"),
		"another user's":   ofBob,
		"another view's":   ofOtherView,
		"old format":       resum(oldFormat),
		"lengths too long": resum(longLabels),
		"oversized":        resum(append(bytes.Clone(good), make([]byte, cache.MaxBody)...)),
		"one byte more":    append(bytes.Clone(good), 0),
	}
	for n := range good {
		bad[fmt.Sprintf("cut to %d bytes", n)] = good[:n]
		flipped := bytes.Clone(good)
		flipped[n] ^= 1 << (n % 8)
		bad[fmt.Sprintf("a bit of byte %d flipped", n)] = flipped
	}
	for name, value := range bad {
		must(t, rdb.HSet(ctx, key(alice), view, value).Err())
		if body, ok := get(t, c, alice, view, version); ok {
			t.Errorf("%s: hit with %q", name, body)
		}
		entries, err := c.Entries(ctx, alice)
		if err != nil || len(entries) != 2 {
			t.Fatalf("%s: Entries() = %v, %v", name, entries, err)
		}
		for _, e := range entries {
			if wantErr := e.View == view; (e.Err != nil) != wantErr {
				t.Errorf("%s: Entries says %v of view %q", name, e.Err, e.View)
			}
		}
	}
	must(t, rdb.HSet(ctx, key(alice), view, good).Err())
	if _, ok := get(t, c, alice, view, version); !ok {
		t.Error("the value that the others were made from is a miss as well")
	}
}

func FuzzGet(f *testing.F) {
	c, rdb := newCache(f, "", io.Discard)
	put(f, c, alice, view, version, []byte("body"))
	good, err := rdb.HGet(f.Context(), key(alice), view).Bytes()
	must(f, err)
	f.Add(good, false)
	f.Add(good[8:], true)
	f.Add([]byte{}, true)
	f.Fuzz(func(t *testing.T, value []byte, makeSum bool) {
		if makeSum { // let the fuzzer past the checksum and the format
			value = resum(append([]byte("....DKT\x01"), value...))
		}
		must(t, rdb.HSet(t.Context(), key(alice), view, value).Err())
		body, ok := get(t, c, alice, view, version)
		// Only what Put would have stored may hit. With makeSum the fuzzer can
		// find its way to that for another body.
		if ok && !bytes.Equal(value[len(value)-len(body):], body) {
			t.Errorf("%q hits with %q", value, body)
		}
		if ok && !makeSum && !bytes.Equal(value, good) {
			t.Errorf("a value that was never stored hits: %q", value)
		}
		if ok && len(body) > cache.MaxBody {
			t.Errorf("a body of %d bytes hits", len(body))
		}
	})
}

func TestAnotherTypeAtTheKeyIsAMissAndIsReplaced(t *testing.T) {
	testkit.EachRedis(t, func(t *testing.T, url string) {
		c, rdb := newCache(t, url, io.Discard)
		must(t, rdb.Set(t.Context(), key(alice), "a string", 0).Err())
		if _, ok := c.Get(t.Context(), alice, view, version); ok {
			t.Error("a string hits")
		}
		if _, err := c.Entries(t.Context(), alice); err == nil {
			t.Error("Entries finds nothing wrong with a string")
		}
		put(t, c, alice, view, version, []byte("body"))
		if _, ok := get(t, c, alice, view, version); !ok {
			t.Error("the string keeps the user's views out of the cache")
		}
		if ttl, err := rdb.TTL(t.Context(), key(alice)).Result(); err != nil || ttl <= 0 {
			t.Errorf("TTL %v, %v after the string was replaced", ttl, err)
		}
	})
}
