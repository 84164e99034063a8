package password

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	const name, email = "Zoë van der Berg", "zoe.berg+lists@example.org"
	tests := []struct {
		password string
		want     error
	}{
		{"correct horse paper lantern", nil},
		{"staple battery horse correct", nil},
		{"vK7#qPz!mW2x", nil},
		{"  leading and trailing  ", nil},
		{"twelve chars", nil},
		{"дождь над морем", nil},
		{"緑の木の下で静かに眠る猫", nil},
		{"🐙🎈🧀🚲🌵🔑🪁🥝🦉🍄🧭🎻", nil},
		{"Zoë likes quiet rooms", nil},
		{"bergamot tea at nine", nil},
		{"the year 1984 was long", nil},
		{"my number is 123456", nil},
		{strings.Repeat("lamp post? ", 20) + "window", nil},
		{strings.Repeat("é ÿ ø å ", 31) + "quiet ño", nil},

		{"", TooShort},
		{"elevenchars", TooShort},
		{"éééééééé", TooShort},
		{"e\u0301e\u0300x2m8v!kq7", TooShort},
		{strings.Repeat("a quiet lamp?", 20), TooLong},
		{strings.Repeat("🐙", 257), TooLong},
		{strings.Repeat("x", 1<<20), TooLong},
		{"bad \xff bytes here", Unreadable},
		{"a NUL \x00 in it is no good", Unreadable},

		{"aaaaaaaaaaaa", Repeating},
		{"AaAaAaAaAaAa", Repeating},
		{"            ", Repeating},
		{"🐙🐙🐙🐙🐙🐙🐙🐙🐙🐙🐙🐙", Repeating},
		{"x7q!x7q!x7q!x7", Repeating},

		{"123456789012", Sequence},
		{"098765432109", Sequence},
		{"abcdefghijkl", Sequence},
		{"ZYXWVUTSRQPO", Sequence},
		{"qwertyuiopas", Sequence},
		{"poiuytrewqlkj", Sequence},
		{"qwertzuiopasdf", Sequence},
		{"azertyuiopqsdf", Sequence},
		{"qwerty123456", Sequence},
		{"1-2-3-4-5-6-7-8-9", Sequence},
		{"１２３４５６７８９０１２", Sequence},
		{"абвгдежзийкл", Sequence},
		{"aaaabbbbcccc", Sequence},
		{"!@#$%^&*()_+", Sequence},

		{"zoevanderberg", Own},
		{"Zoë van der Berg!", Own},
		{"zoe.berg+lists@example.org", Own},
		{"zoe.berg+lists", Own},
		{"**zoeberg2024**", Own},
		{"1984ZoeVanDerBerg1984", Own},
		{"BERG123456789", Own},
		{"zoebergzoeberg", Own},
		{"Zoe-1984-Berg-7", Own},
		{"ＺＯＥＢＥＲＧ９９９９９", Own},

		{"password1234", Common},
		{"P@ssw0rd2024!", Common},
		{"!!!letmein!!!", Common},
		{"Iloveyou2023", Common},
		{"dragondragon", Common},
		{"monkey7monkey7", Common},
		{"docket-2024-!", Common},
		{"1qazxsw23edc", Sequence},
		{"leavemealone", Common},
		{"LeaveMeAlone", Common},
		{"finalfantasy", Common},
		{"Finalfantasy99", Common},
		{"correct horse battery staple", Common},
		{"CorrectHorseBatteryStaple1!", Common},
		{"C0rrect-h0rse-battery-st@ple", Common},
		{"letmeinplease", Common},
		{"monkey + dragon 12", Common},
		{"superman batman", Common},
		{"P@sswordDr@gon", Common},
		{"docketpassword", Common},

		{"trustno1trustno1", Repeating},
		{"abc123abc123x", Repeating},
		{"31121999 31121999", Repeating},
		{"quietlampQuietLamp!", Repeating},

		{"qweasdzxcrty", Sequence},
		{"asdewq123fgh", Sequence},
		{"1qaz2wsx3edc!", Sequence},
	}
	for _, tt := range tests {
		t.Run(tt.password[:min(len(tt.password), 40)], func(t *testing.T) {
			if got := Check(tt.password, name, email); !errors.Is(got, tt.want) {
				t.Errorf("Check(%.60q) = %v, want %v", tt.password, got, tt.want)
			}
		})
	}
}

func TestCheckOfUnusualPeople(t *testing.T) {
	tests := []struct {
		password, name, email string
		want                  error
	}{
		{"correct horse paper lantern", "", "", nil},
		{"correct horse paper lantern", "🐙", "@", nil},
		{"correct horse paper lantern", "C", "c@example.org", nil},
		{"839201746522", "1", "2@example.org", nil},
		{"山田太郎山田太郎山田太郎", "山田太郎", "", Repeating},
		{"山田太郎12345678", "山田 太郎", "", Own},
		{"8392017465228", "X", "8392017465228@example.org", Own},
		{"bobobobo1234", "Bo", "", Own},
		{"jose12345678", "José", "", Own},
		{"zoeberg99999", "", "zoeberg84@example.org", Own},
		{"ש\u05b0\u05c1ל\u05b1\u05c2ו\u05b2\u05bcמ\u05b3\u05bf", "", "", nil},
		{"\xff\xfe quiet rooms", "\xff", "\xfe", Unreadable},
		{"still quiet rooms", "\xff", "\xfe@", nil},
	}
	for _, tt := range tests {
		if got := Check(tt.password, tt.name, tt.email); !errors.Is(got, tt.want) {
			t.Errorf("Check(%q, %q, %q) = %v, want %v", tt.password, tt.name, tt.email, got, tt.want)
		}
	}
}

func TestEveryListedPasswordIsFound(t *testing.T) {
	_, list, ok := strings.Cut(commonFile, "\n\n")
	lines := strings.Split(strings.TrimSuffix(list, "\n"), "\n")
	if !ok || len(lines) < 3000 {
		t.Fatalf("the list has %d lines", len(lines))
	}
	if !slices.IsSorted(lines) {
		t.Error("the list is not sorted")
	}
	for _, line := range lines {
		if !listed(line) {
			t.Errorf("%q is not found", line)
		}
		if len(line) >= MinLength && Check(line, "", "") == nil {
			t.Errorf("%q is allowed", line)
		}
	}
	for _, s := range []string{"", "\n", "#", "zzzzzzzzzzzzzzzz", "!", lines[0] + "\n", lines[0] + "\n" + lines[1], "correct horse"} {
		if listed(s) {
			t.Errorf("%q is found", s)
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("correct horse paper lantern", "Zoë", "zoe@example.org")
	f.Add("\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301", "", "")
	f.Add("ﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺ", "ﷺ", "@")
	f.Fuzz(func(t *testing.T, password, name, email string) {
		err := Check(password, name, email)
		var refusal Refusal
		if err != nil && (!errors.As(err, &refusal) || refusal == "") {
			t.Errorf("Check(%q) = %#v, which is no sentence", password, err)
		}
		if err == nil && (len(password) < MinLength || len(password) > MaxBytes) {
			t.Errorf("%d bytes are allowed", len(password))
		}
	})
}

// The longest that a stranger can send. A hash takes some 30 ms.
func BenchmarkCheckOfTheLongest(b *testing.B) {
	name, email := strings.Repeat("ab ", 33)+"x", strings.Repeat("a.b-", 60)+"@example.org"
	for what, password := range map[string]string{
		"own":      strings.Repeat("ab", 127) + "c!",
		"expanded": strings.Repeat("\ufdfa", 256),
		"letters":  strings.Repeat("passwordmonkey", 18) + "quie",
	} {
		b.Run(what, func(b *testing.B) {
			for b.Loop() {
				_ = Check(password, name, email)
			}
		})
	}
}
