// Package password turns passwords into hashes, checks them, and says which ones Docket refuses.
package password

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// A new hash has one lane, and the salt and key lengths of RFC 9106, section 4.
const (
	lanes     = 1
	saltBytes = 16
	keyBytes  = 32
)

// Cost is the work that a new hash takes: how much memory, in KiB, is gone over how many times.
type Cost struct{ MemoryKiB, Passes uint32 }

// Recommended is the cost of the hashes that are kept: the Argon2id setting of 19 MiB and two passes
// that the OWASP Password Storage Cheat Sheet recommends.
func Recommended() Cost { return Cost{MemoryKiB: 19 * 1024, Passes: 2} }

// Least is the least that Argon2id can do, for tests that sign in and are about something else.
func Least() Cost { return Cost{MemoryKiB: 8, Passes: 1} }

// The most that a stored hash may ask for. A hash comes from the database, which an import or a
// restored backup may have filled, so its cost is bounded before any of it is spent.
const (
	maxMemoryKiB = 64 * 1024
	maxPasses    = 10
	maxLanes     = 4
	minSalt      = 8
	maxSalt      = 64
	maxEncoded   = 256
)

// ErrFormat means that a stored hash is not an Argon2id hash that Docket could have made, or that it
// asks for more work than Docket allows.
var ErrFormat = errors.New("not a usable argon2id hash")

// ErrTooLong means that a password to hash is over MaxBytes. Check refuses such a password before.
var ErrTooLong = fmt.Errorf("password is over %d bytes", MaxBytes)

// Hasher makes and checks Argon2id hashes. It runs a bounded number at once, because each takes its
// memory while it runs. It is safe for concurrent use.
type Hasher struct {
	rand  io.Reader
	slots chan struct{}
	cost  Cost
}

// NewHasher returns a Hasher that reads salts from rand (crypto/rand.Reader outside of tests; it must
// be safe for concurrent use), runs at most parallel hashes at once, at least one, and makes hashes of
// this cost. It checks those of any cost.
func NewHasher(rand io.Reader, parallel int, cost Cost) *Hasher {
	return &Hasher{rand: rand, slots: make(chan struct{}, max(parallel, 1)), cost: cost}
}

// Hash returns password as a PHC string, `$argon2id$v=19$m=19456,t=2,p=1$salt$key`, under a new salt.
// The password is brought to Unicode form NFKC first, so that it matches when another keyboard
// composes its characters differently; it is not trimmed. Hash fails with ErrTooLong, with ctx's
// error when ctx ends before a slot is free, or when rand does.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	if len(password) > MaxBytes {
		return "", fmt.Errorf("hashing a password: %w", ErrTooLong)
	}
	release, err := h.acquire(ctx)
	if err != nil {
		return "", fmt.Errorf("hashing a password: %w", err)
	}
	defer release()
	p := phc{memory: h.cost.MemoryKiB, passes: h.cost.Passes, lanes: lanes, salt: make([]byte, saltBytes)}
	if _, err := io.ReadFull(h.rand, p.salt); err != nil {
		return "", fmt.Errorf("hashing a password: reading a salt: %w", err)
	}
	p.key = p.derive(password)
	return p.String(), nil
}

// Verify reports whether encoded, which Hash made, is the hash of password. The comparison takes
// constant time. It fails with ErrFormat for anything but an Argon2id hash of bounded cost, and with
// ctx's error when ctx ends before a slot is free.
func (h *Hasher) Verify(ctx context.Context, encoded, password string) (bool, error) {
	p, err := parse(encoded)
	if err != nil {
		return false, fmt.Errorf("verifying a password: %w", err)
	}
	if len(password) > MaxBytes {
		return false, nil // no such password has a hash
	}
	release, err := h.acquire(ctx)
	if err != nil {
		return false, fmt.Errorf("verifying a password: %w", err)
	}
	defer release()
	return subtle.ConstantTimeCompare(p.derive(password), p.key) == 1, nil
}

// Dummy does the work of Verify against a hash that Hash made, for an address that has no account:
// the answer then takes as long as it does for one that has. It fails as Verify does for ctx.
func (h *Hasher) Dummy(ctx context.Context, password string) error {
	none := phc{memory: h.cost.MemoryKiB, passes: h.cost.Passes, lanes: lanes,
		salt: make([]byte, saltBytes), key: make([]byte, keyBytes)}
	if _, err := h.Verify(ctx, none.String(), password); err != nil {
		return fmt.Errorf("checking no account: %w", err)
	}
	return nil
}

// acquire waits for a free slot. The caller calls release once when the work is done.
func (h *Hasher) acquire(ctx context.Context) (release func(), err error) {
	// select picks at random, so a context that has ended is looked at alone first.
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("waiting for a free slot: %w", err)
	}
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting for a free slot: %w", ctx.Err())
	}
}

// phc is a parsed Argon2id hash in the PHC string format.
type phc struct {
	memory, passes uint32
	lanes          uint8
	salt, key      []byte
}

func (p phc) derive(password string) []byte {
	// A hash leaves all of its memory as garbage. Collecting it at once keeps a series of sign-ins
	// within the memory of one; by itself the collector would let three hashes pile up.
	if p.memory >= Recommended().MemoryKiB {
		defer runtime.GC()
	}
	return argon2.IDKey([]byte(norm.NFKC.String(password)), p.salt, p.passes, p.memory, p.lanes, keyBytes)
}

func (p phc) String() string {
	b64 := base64.RawStdEncoding.Strict()
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		p.memory, p.passes, p.lanes, b64.EncodeToString(p.salt), b64.EncodeToString(p.key))
}

func parse(encoded string) (phc, error) {
	if len(encoded) > maxEncoded {
		return phc{}, fmt.Errorf("%w: %d bytes long", ErrFormat, len(encoded))
	}
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 {
		return phc{}, fmt.Errorf("%w: %d parts instead of 6", ErrFormat, len(parts))
	}
	var p phc
	for i, cost := range strings.Split(parts[3], ",") {
		name, digits, _ := strings.Cut(cost, "=")
		n, err := strconv.ParseUint(digits, 10, 32)
		if err != nil {
			return phc{}, fmt.Errorf("%w: its cost is not a number", ErrFormat)
		}
		switch {
		case i == 0 && name == "m" && n <= maxMemoryKiB:
			p.memory = uint32(n)
		case i == 1 && name == "t" && n >= 1 && n <= maxPasses:
			p.passes = uint32(n)
		case i == 2 && name == "p" && n >= 1 && n <= maxLanes:
			p.lanes = uint8(n)
		default:
			return phc{}, fmt.Errorf("%w: its cost is out of bounds", ErrFormat)
		}
	}
	if p.memory < 8*uint32(p.lanes) { // RFC 9106, section 3.1
		return phc{}, fmt.Errorf("%w: its cost is out of bounds", ErrFormat)
	}
	var err error
	if p.salt, err = decode(parts[4], minSalt, maxSalt); err != nil {
		return phc{}, fmt.Errorf("%w: salt: %w", ErrFormat, err)
	}
	if p.key, err = decode(parts[5], keyBytes, keyBytes); err != nil {
		return phc{}, fmt.Errorf("%w: key: %w", ErrFormat, err)
	}
	// Writing it again catches what the steps above let through: another kind or version, a missing
	// cost (which stays zero), leading zeros, line breaks in the base64.
	if p.String() != encoded {
		return phc{}, fmt.Errorf("%w: not in the form that Docket writes", ErrFormat)
	}
	return p, nil
}

func decode(s string, least, most int) ([]byte, error) {
	b, err := base64.RawStdEncoding.Strict().DecodeString(s)
	if err != nil {
		return nil, fmt.Errorf("decoding base64: %w", err)
	}
	if len(b) < least || len(b) > most {
		return nil, fmt.Errorf("%d bytes long instead of %d to %d", len(b), least, most)
	}
	return b, nil
}
