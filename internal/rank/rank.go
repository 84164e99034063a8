// Package rank makes the ranks by which people order things: texts that sort
// bytewise, with always room for another between any two.
//
// A rank is a path of whole numbers, and a path comes before those that go on
// from it, as in ORDPATH (O'Neil et al., "ORDPATHs: Insert-Friendly XML Node
// Labels", 2004). Neighbours are made a step apart. Where no number is left between
// two, the lower one's path goes on, so any number of moves to one spot makes ranks
// grow as slowly as the decimals of a counter do. Halving one gap again and again
// costs the least that can be, a base 62 digit for six times.
package rank

import (
	"errors"
	"slices"
	"strings"

	"docket/internal/docket"
)

// MaxLen is how long a rank may be in bytes. Beyond it, the ranks around are to be
// re-ranked with Spread.
const MaxLen = 128

// step is how far apart the numbers of neighbours are made.
const step = 16

// A number's first digit is one of 62. The 46 in the middle are the numbers from
// low to high by themselves. The eight above say that 1 to 8 digits follow, of a
// number above high; the eight below say so of one below low, the longest first.
// The last digit of those that follow is never a 0.
const (
	digits    = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	base      = int64(len(digits))
	longest   = 8
	zero      = base / 2
	low, high = longest - zero, base - 1 - longest - zero
)

// ErrOrder is returned where no rank can be between two: the first does not come
// before the second, or one of them is no rank.
var ErrOrder = errors.New("no rank comes after the one and before the other")

// Between returns a rank after a and before b; an empty one stands for no bound.
func Between(a, b docket.Rank) (docket.Rank, error) {
	from, okFrom := parse(a)
	to, okTo := parse(b)
	if !okFrom || !okTo || b != "" && a >= b {
		return "", ErrOrder
	}
	same := 0
	for same < len(from) && same < len(to) && from[same] == to[same] {
		same++
	}
	path := slices.Clone(to[:same])
	switch {
	case len(from) == 0 && len(to) == 0:
		path = append(path, 0)
	case same == len(from): // b goes on from a
		path = append(path, to[same]-step)
	case len(to) == 0:
		path = append(path, from[0]+step)
	case to[same]-from[same] > 1:
		path = append(path, from[same]+(to[same]-from[same])/2)
	case same+1 < len(from):
		path = append(path, from[same], from[same+1]+step)
	default:
		path = append(path, from[same], 0)
	}
	return format(path)
}

// Spread returns n ranks in their order and evenly apart, after a and before b; an
// empty one stands for no bound.
func Spread(a, b docket.Rank, n int) ([]docket.Rank, error) {
	under, err := Between(a, b)
	if err != nil {
		return nil, err
	}
	path, _ := parse(under)
	if a == "" && b == "" {
		path = nil
	}
	ranks := make([]docket.Rank, n)
	for i := range ranks {
		if ranks[i], err = format(append(path, int64(i)*step)); err != nil {
			return nil, err
		}
	}
	return ranks, nil
}

// format writes a path. One with a number of more digits than there can be, which
// no number of moves brings about, is ErrOrder.
func format(path []int64) (docket.Rank, error) {
	var text []byte
	for _, n := range path {
		if low <= n && n <= high {
			text = append(text, digits[zero+n])
			continue
		}
		beyond, more, size := max(n-high, low-n)-1, int64(1), base-1
		for ; beyond >= size; size *= base {
			beyond -= size
			more++
		}
		if more > longest {
			return "", ErrOrder
		}
		first := zero + high + more
		if n < low {
			first, beyond = zero+low-more, size-1-beyond
		}
		text = append(text, digits[first])
		tail := len(text)
		text = append(text, digits[1+beyond%(base-1)])
		for beyond /= base - 1; int64(len(text)-tail) < more; beyond /= base {
			text = append(text, digits[beyond%base])
		}
		slices.Reverse(text[tail:])
	}
	return docket.Rank(text), nil
}

// Valid reports whether r is a rank.
func Valid(r docket.Rank) bool {
	_, ok := parse(r)
	return ok && r != ""
}

// parse reads a rank; ok is false where it is none.
func parse(r docket.Rank) (path []int64, ok bool) {
	for text := string(r); text != ""; {
		n := int64(strings.IndexByte(digits, text[0])) - zero
		more := max(n-high, low-n, 0)
		if n < -zero || int64(len(text)) <= more {
			return nil, false
		}
		if more > 0 {
			var value, smaller int64
			size := base - 1
			for i := int64(1); i <= more; i++ {
				d := int64(strings.IndexByte(digits, text[i]))
				if d < 0 || d == 0 && i == more {
					return nil, false
				}
				if i < more {
					value, smaller, size = value*base+d, smaller+size, size*base
				} else {
					value = value*(base-1) + d - 1
				}
			}
			if n < 0 {
				n = low - 1 - smaller - (size - 1 - value)
			} else {
				n = high + 1 + smaller + value
			}
		}
		path, text = append(path, n), text[1+more:]
	}
	return path, true
}
