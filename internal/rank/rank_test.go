package rank_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"docket/internal/docket"
	"docket/internal/rank"
)

// between is a Between that has to succeed and to keep what it promises.
func between(t *testing.T, a, b docket.Rank) docket.Rank {
	t.Helper()
	r, err := rank.Between(a, b)
	if err != nil {
		t.Fatalf("between %q and %q: %v", a, b, err)
	}
	if r <= a || b != "" && r >= b {
		t.Fatalf("between %q and %q it makes %q", a, b, r)
	}
	if strings.HasSuffix(string(r), "0") || strings.Trim(string(r), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") != "" {
		t.Fatalf("between %q and %q it makes %q, which ends with the lowest digit or has others", a, b, r)
	}
	return r
}

func TestARankIsMadeBetweenAnyTwo(t *testing.T) {
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 1))
		ranks := []docket.Rank{"", ""} // with the bounds
		spot := 0
		for range 500 {
			if random.IntN(8) == 0 { // else to the same spot, or to one right beside it
				spot = random.IntN(len(ranks) - 1)
			}
			spot = max(0, min(len(ranks)-2, spot+random.IntN(3)-1))
			ranks = slices.Insert(ranks, spot+1, between(t, ranks[spot], ranks[spot+1]))
		}
		if !slices.IsSorted(ranks[:len(ranks)-1]) {
			t.Error("the ranks are not in order")
		}
	}
}

// How long the ranks become by 10,000 moves of one kind, in a list of two, and how
// many halvings of one gap a rank of the greatest length is good for.
func TestRanksGrowSlowly(t *testing.T) {
	for name, tc := range map[string]struct {
		moves, most int
		next        func(i int, a, r, b docket.Rank) (docket.Rank, docket.Rank)
	}{
		"to the end":       {100_000, 5, func(_ int, _, r, _ docket.Rank) (docket.Rank, docket.Rank) { return r, "" }},
		"to the beginning": {100_000, 5, func(_ int, _, r, _ docket.Rank) (docket.Rank, docket.Rank) { return "", r }},
		"right before one": {10_000, 6, func(_ int, _, r, b docket.Rank) (docket.Rank, docket.Rank) { return r, b }},
		"right after one":  {10_000, 6, func(_ int, a, r, _ docket.Rank) (docket.Rank, docket.Rank) { return a, r }},
		"between the last two moved": {750, rank.MaxLen, func(i int, a, r, b docket.Rank) (docket.Rank, docket.Rank) {
			if i%2 == 0 {
				return r, b
			}
			return a, r
		}},
	} {
		a := between(t, "", "")
		b := between(t, a, "")
		longest := 0
		for i := range tc.moves {
			r := between(t, a, b)
			longest = max(longest, len(r))
			a, b = tc.next(i, a, r, b)
		}
		if longest > tc.most {
			t.Errorf("%s: after %d moves a rank is %d bytes long, want %d at most", name, tc.moves, longest, tc.most)
		}
		t.Logf("%s: %d moves, at most %d bytes", name, tc.moves, longest)
	}
}

func TestSpreadIsEven(t *testing.T) {
	first := between(t, "", "")
	for name, tc := range map[string]struct {
		a, b docket.Rank
		n    int
		most int
	}{
		"without bounds":   {"", "", 100_000, 5},
		"after one":        {first, "", 1000, 5},
		"before one":       {"", first, 1000, 5},
		"between two":      {first, between(t, first, ""), 1000, 5},
		"none":             {"", first, 0, 0},
		"between adjacent": {"VV", between(t, "VV", "VW"), 1000, 7},
	} {
		ranks, err := rank.Spread(tc.a, tc.b, tc.n)
		if err != nil || len(ranks) != tc.n {
			t.Fatalf("%s: %d ranks, %v", name, len(ranks), err)
		}
		all := append(append([]docket.Rank{tc.a}, ranks...), tc.b)
		longest := 0
		for i := range len(ranks) {
			longest = max(longest, len(all[i]))
			// Between any two there is room to halve five times at the cost of one digit.
			a, b := all[i], all[i+1]
			for range 4 {
				b = between(t, a, b)
			}
			if most := max(len(all[i]), len(all[i+1])) + 1; len(b) > most {
				t.Fatalf("%s: between %q and %q it makes %q", name, all[i], all[i+1], b)
			}
		}
		if longest > tc.most {
			t.Errorf("%s: ranks of up to %d bytes, want %d at most", name, longest, tc.most)
		}
	}
}

func TestNoRankIsMadeWhereNoneCanBe(t *testing.T) {
	for _, tc := range [][2]docket.Rank{
		{"V", "V"}, {"W", "V"}, {"VV", "V"}, {"V ", ""}, {"", "é"}, {"V", "s"}, {"s0", ""}, {"0", ""}, {"4294967296", "4294967297"},
		{"zzzzzzzzz", ""}, {"", "000000001"}, {"V", "V000000001"},
	} {
		if r, err := rank.Between(tc[0], tc[1]); err == nil {
			t.Errorf("between %q and %q it makes %q", tc[0], tc[1], r)
		}
		if r, err := rank.Spread(tc[0], tc[1], 1); err == nil {
			t.Errorf("between %q and %q it spreads %q", tc[0], tc[1], r)
		}
	}
}

func TestValid(t *testing.T) {
	for r, want := range map[docket.Rank]bool{
		"V": true, "8": true, "r": true, "VV": true, "s1": true, "sz": true, "t01": true, "7z": true, "0zzzzzzzz": true, "Vs1V": true,
		"": false, "s": false, "s0": false, "Vt1": false, "V ": false, "V\x00": false, "é": false, "4294967296": false, "zzzzzzzz": false,
	} {
		if rank.Valid(r) != want {
			t.Errorf("%q is a rank: %v, want %v", r, !want, want)
		}
	}
}

// FuzzBetween gives Between texts of any kind: it makes a rank between them or says
// that there is none, and what it made it can go on from, on both sides.
func FuzzBetween(f *testing.F) {
	for _, tc := range [][2]string{{"", ""}, {"V", ""}, {"", "V"}, {"V", "W"}, {"VV", "VVs1"}, {"7z", "s1"}, {"zzzzzzzzy", "zzzzzzzzz"}, {"V", "é"}} {
		f.Add(tc[0], tc[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		lower, upper := docket.Rank(a), docket.Rank(b)
		r, err := rank.Between(lower, upper)
		if err != nil || strings.ContainsAny(a+b, "0z") {
			return
		}
		if between(t, lower, upper) != r {
			t.Error("it makes another one the second time")
		}
		if upper != "" {
			between(t, r, upper)
		}
		if lower != "" {
			between(t, lower, r)
		}
	})
}
