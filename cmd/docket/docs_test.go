package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"docket/internal/config"

	"github.com/alecthomas/kong"
)

var (
	commandInCode  = regexp.MustCompile(`(?m)(?:^|[ /])docket((?: [a-z]+)*)( [^&|]*|$)`)
	flagInCode     = regexp.MustCompile(`--[a-z-]+`)
	variableInText = regexp.MustCompile(`\b(?:DOCKET_[A-Z_]+|(?:CACHE_)?REDIS_URL)\b`)
	codeInText     = regexp.MustCompile("(?ms)^```.*?^```$|`[^`\n]+`")
)

// TestDocumentsNameWhatThereIs checks the commands, flags and variables that the documents name, and
// that the README names them all.
func TestDocumentsNameWhatThereIs(t *testing.T) {
	model := kong.Must(&commandLine{}, kong.Name("docket"), config.Defaults(), kong.Vars{"tasks": "0"}).Model
	commands, flags, variables := map[string]bool{}, map[string]bool{}, map[string]bool{}
	var collect func(*kong.Node)
	collect = func(n *kong.Node) {
		commands[strings.TrimPrefix(strings.TrimPrefix(n.FullPath(), "docket"), " ")] = true
		for _, f := range n.Flags {
			flags["--"+f.Name] = true
			for _, env := range f.Envs {
				variables[env] = true
			}
		}
		for _, child := range n.Children {
			collect(child)
		}
	}
	collect(model.Node)
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
