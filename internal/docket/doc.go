// Package docket holds Docket's words and rules: users, lists, tasks, dates,
// roles and the errors people see. It does no I/O and asks neither the clock
// nor chance.
package docket
