// Package e2e_test goes through Docket in a real browser, with and without its
// scripts.
package e2e_test

import (
	"fmt"
	"os"
	"testing"

	"docket/internal/testkit"
)

// chromium is the one browser of all these tests: each has its own profile in it.
var chromium *testkit.Browser

func TestMain(m *testing.M) {
	var err error
	if chromium, err = testkit.StartBrowser(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	chromium.Close()
	os.Exit(code)
}
