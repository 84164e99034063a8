package main

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"docket/internal/limit"
)

var (
	commandInCode  = regexp.MustCompile(`(?m)(?:^|[ /])docket((?: [a-z]+)*)( [^&|]*|$)`)
	flagInCode     = regexp.MustCompile(`--[a-z-]+`)
	variableInText = regexp.MustCompile(`\b(?:DOCKET_[A-Z_]+|(?:CACHE_)?REDIS_URL)\b`)
	codeInText     = regexp.MustCompile("(?ms)^```.*?^```$|`[^`\n]+`")
)

// TestTheReadmeHasTheTableOfLimits compares it with what holds.
func TestTheReadmeHasTheTableOfLimits(t *testing.T) {
	readme := read(t, "../../README.md")
	for _, row := range limit.Table() {
		if want := fmt.Sprintf("| `%s` | %s | %s |", row.Name, row.Rate, row.What); !strings.Contains(readme, want) {
			t.Errorf("README.md lacks the row %s", want)
		}
	}
}

// TestDocumentsNameWhatThereIs checks the commands, flags and variables that the documents name, and
// that the README names them all.
func TestDocumentsNameWhatThereIs(t *testing.T) {
	commands, flags, variables := map[string]bool{}, map[string]bool{}, map[string]bool{}
	var collect func(command string, line reflect.Type)
	collect = func(command string, line reflect.Type) {
		commands[command] = true
		for _, field := range reflect.VisibleFields(line) {
			tag := field.Tag.Get("arg")
			if sub, ok := strings.CutPrefix(tag, "subcommand:"); ok {
				collect(strings.TrimSpace(command+" "+sub), field.Type.Elem())
				continue
			}
			flags["--"+strings.ToLower(field.Name)] = true
			for part := range strings.SplitSeq(tag, ",") {
				flags[part] = true
				if env, ok := strings.CutPrefix(part, "env:"); ok {
					variables[env] = true
				}
			}
		}
	}
	collect("", reflect.TypeFor[commandLine]())
	compose := read(t, "../../docker-compose.yml")
	readme := read(t, "../../README.md")
	for _, name := range []string{"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", ".github/ISSUE_TEMPLATE/bug.md"} {
		text := read(t, "../../"+name)
		for _, code := range codeInText.FindAllString(text, -1) {
			for _, m := range commandInCode.FindAllStringSubmatch(strings.Trim(code, "`"), -1) {
				if path := strings.TrimSpace(m[1]); !strings.HasPrefix(path, "help") && !commands[path] {
					t.Errorf("%s: there is no command docket %s", name, path)
				}
				for _, flag := range flagInCode.FindAllString(m[2], -1) {
					if !flags[flag] {
						t.Errorf("%s: there is no flag %s", name, flag)
					}
				}
			}
			if flag := strings.Trim(code, "`"); strings.HasPrefix(flag, "--") && !flags[flag] {
				t.Errorf("%s: there is no flag %s", name, flag)
			}
		}
		for _, variable := range variableInText.FindAllString(text, -1) {
			if !variables[variable] && !strings.Contains(compose, "${"+variable) {
				t.Errorf("%s: there is no variable %s", name, variable)
			}
		}
	}
	for command := range commands {
		if command != "" && command != "user" && !strings.Contains(readme, "`docket "+command) {
			t.Errorf("README.md does not name docket %s", command)
		}
	}
	for variable := range variables {
		if !slices.Contains(variableInText.FindAllString(readme, -1), variable) {
			t.Errorf("README.md does not name %s", variable)
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	must(t, err)
	return string(b)
}
