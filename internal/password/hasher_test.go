package password

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

func TestHashThenVerify(t *testing.T) {
	h := NewHasher(rand.Reader, 2, Recommended())
	tests := []struct {
		name, hashed, typed string
		want                bool
	}{
		{"the same", "correct horse battery", "correct horse battery", true},
		{"another", "correct horse battery", "correct horse batterz", false},
		{"other case", "correct horse battery", "Correct horse battery", false},
		{"a space more", "correct horse battery", "correct horse battery ", false},
		{"empty", "correct horse battery", "", false},
		{"composed and decomposed", "crème brûlée tonight", "cre\u0300me bru\u0302le\u0301e tonight", true},
		{"wide and narrow", "ｃａｆｅ １２３ mornings", "cafe 123 mornings", true},
		{"far too long", "correct horse battery", strings.Repeat("x", 1<<20), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			encoded, err := h.Hash(t.Context(), tt.hashed)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(encoded, "$argon2id$v=19$m=19456,t=2,p=1$") {
				t.Errorf("hash is %q", encoded)
			}
			got, err := h.Verify(t.Context(), encoded, tt.typed)
			if err != nil || got != tt.want {
				t.Errorf("Verify = %v, %v; want %v", got, err, tt.want)
			}
		})
	}
}

func TestHashSaltsAndLimits(t *testing.T) {
	h := NewHasher(rand.Reader, 0, Recommended())
	one, err := h.Hash(t.Context(), "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	two, err := h.Hash(t.Context(), "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	if one == two {
		t.Errorf("two hashes of one password are both %q", one)
	}
	if _, err := h.Hash(t.Context(), strings.Repeat("x", MaxBytes+1)); !errors.Is(err, ErrTooLong) {
		t.Errorf("hashing %d bytes: %v, want ErrTooLong", MaxBytes+1, err)
	}
	if _, err := NewHasher(bytes.NewReader(make([]byte, saltBytes-1)), 1, Recommended()).Hash(t.Context(), "correct horse battery"); err == nil {
		t.Error("a hash was made with a salt that could not be read")
	}
}

// The hash is the one that the reference implementation's tests (src/test.c) give for Argon2id,
// version 19, 2 passes, 64 MiB, 1 lane.
const reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"

func TestVerifyReferenceHash(t *testing.T) {
	h := NewHasher(rand.Reader, 1, Recommended())
	if ok, err := h.Verify(t.Context(), reference, "password"); err != nil || !ok {
		t.Errorf("Verify = %v, %v; want true", ok, err)
	}
	if ok, err := h.Verify(t.Context(), reference, "differentpassword"); err != nil || ok {
		t.Errorf("Verify of another password = %v, %v; want false", ok, err)
	}
	tampered := strings.Replace(reference, "CTFh", "CTFi", 1)
	if ok, err := h.Verify(t.Context(), tampered, "password"); err != nil || ok {
		t.Errorf("Verify of a tampered hash = %v, %v; want false", ok, err)
	}
}

func TestVerifyRefusesHostileHashes(t *testing.T) {
	const salt, key = "c29tZXNhbHQ", "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	tests := map[string]string{
		"empty":             "",
		"plain text":        "password",
		"bcrypt":            "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
		"argon2i":           "$argon2i$v=19$m=19456,t=2,p=1$" + salt + "$" + key,
		"old version":       "$argon2id$v=16$m=19456,t=2,p=1$" + salt + "$" + key,
		"no version":        "$argon2id$m=19456,t=2,p=1$" + salt + "$" + key,
		"words before":      "x$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + key,
		"a part more":       reference + "$",
		"4 TiB of memory":   "$argon2id$v=19$m=4294967295,t=2,p=1$" + salt + "$" + key,
		"65 MiB of memory":  "$argon2id$v=19$m=66560,t=2,p=1$" + salt + "$" + key,
		"no memory":         "$argon2id$v=19$m=0,t=2,p=1$" + salt + "$" + key,
		"memory for 1 lane": "$argon2id$v=19$m=8,t=2,p=2$" + salt + "$" + key,
		"over 32 bits":      "$argon2id$v=19$m=4294967304,t=2,p=1$" + salt + "$" + key,
		"many passes":       "$argon2id$v=19$m=19456,t=11,p=1$" + salt + "$" + key,
		"no passes":         "$argon2id$v=19$m=19456,t=0,p=1$" + salt + "$" + key,
		"many lanes":        "$argon2id$v=19$m=19456,t=2,p=5$" + salt + "$" + key,
		"257 lanes":         "$argon2id$v=19$m=19456,t=2,p=257$" + salt + "$" + key,
		"no lanes":          "$argon2id$v=19$m=19456,t=2,p=0$" + salt + "$" + key,
		"lanes left out":    "$argon2id$v=19$m=19456,t=2$" + salt + "$" + key,
		"negative":          "$argon2id$v=19$m=19456,t=-2,p=1$" + salt + "$" + key,
		"leading zero":      "$argon2id$v=19$m=19456,t=02,p=1$" + salt + "$" + key,
		"other order":       "$argon2id$v=19$t=2,m=19456,p=1$" + salt + "$" + key,
		"more cost":         "$argon2id$v=19$m=19456,t=2,p=1,x=1$" + salt + "$" + key,
		"short salt":        "$argon2id$v=19$m=19456,t=2,p=1$c29t$" + key,
		"no salt":           "$argon2id$v=19$m=19456,t=2,p=1$$" + key,
		"long salt":         "$argon2id$v=19$m=19456,t=2,p=1$" + strings.Repeat("A", 88) + "$" + key,
		"no key":            "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$",
		"short key":         "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$CTFh",
		"long key":          "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + key + "A",
		"padded key":        "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + key + "=",
		"loose last bits":   "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + strings.TrimSuffix(key, "c") + "d",
		"line break":        "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "\n$" + key,
		"no base64":         "$argon2id$v=19$m=19456,t=2,p=1$!!!!!!!!!!!!$" + key,
		"very long":         "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + strings.Repeat("A", 1<<20),
	}
	h := NewHasher(rand.Reader, 1, Recommended())
	for name, encoded := range tests {
		t.Run(name, func(t *testing.T) {
			ok, err := h.Verify(t.Context(), encoded, "password")
			if ok || !errors.Is(err, ErrFormat) {
				t.Errorf("Verify = %v, %v; want false, ErrFormat", ok, err)
			}
		})
	}
}

// gate is a source of salts that gives none until it is opened, and counts who has asked.
type gate struct {
	asked atomic.Int64
	open  chan struct{}
}

func (g *gate) Read(p []byte) (int, error) {
	g.asked.Add(1)
	<-g.open
	return rand.Read(p)
}

func TestHashesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &gate{open: make(chan struct{})}
		h := NewHasher(g, 2, Recommended())
		running := make(chan error, 2)
		for range 2 {
			go func() {
				_, err := h.Hash(t.Context(), "correct horse battery")
				running <- err
			}()
		}
		synctest.Wait()

		ctx, cancel := context.WithCancel(t.Context())
		waiting := make(chan error, 3)
		go func() { _, err := h.Hash(ctx, "correct horse battery"); waiting <- err }()
		go func() { _, err := h.Verify(ctx, reference, "password"); waiting <- err }()
		go func() { waiting <- h.Dummy(ctx, "password") }()
		synctest.Wait()
		if n := g.asked.Load(); n != 2 || len(waiting) != 0 {
			t.Errorf("%d hashes run and %d calls have ended while 2 slots are taken; want 2 and 0", n, len(waiting))
		}
		cancel()
		for range 3 {
			if err := <-waiting; !errors.Is(err, context.Canceled) {
				t.Errorf("a call that was cancelled while it waited: %v", err)
			}
		}
		close(g.open)
		for range 2 {
			if err := <-running; err != nil {
				t.Error(err)
			}
		}
		// Both slots are free again, and a context that has ended takes none.
		if err := h.Dummy(ctx, "password"); !errors.Is(err, context.Canceled) {
			t.Errorf("a call with a context that has ended: %v", err)
		}
		if err := h.Dummy(t.Context(), "password"); err != nil {
			t.Error(err)
		}
	})
}

func TestDummyTakesEveryPassword(t *testing.T) {
	h := NewHasher(rand.Reader, 1, Recommended())
	for _, p := range []string{"", "correct horse battery", "\xff\x00", strings.Repeat("x", MaxBytes+1)} {
		if err := h.Dummy(t.Context(), p); err != nil {
			t.Errorf("Dummy(%d bytes): %v", len(p), err)
		}
	}
}

// BenchmarkSignIn shows in one run that an unknown address takes as long as a known one.
func BenchmarkSignIn(b *testing.B) {
	h := NewHasher(rand.Reader, 1, Recommended())
	encoded, err := h.Hash(b.Context(), "correct horse battery")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("known", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if ok, err := h.Verify(b.Context(), encoded, "not this one at all"); ok || err != nil {
				b.Fatal(ok, err)
			}
		}
	})
	b.Run("unknown", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := h.Dummy(b.Context(), "not this one at all"); err != nil {
				b.Fatal(err)
			}
		}
	})
}
