// Package archtest holds the tests that keep the import rules, SQL and the environment in their places.
package archtest
