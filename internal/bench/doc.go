// Package bench measures Docket against the figures it promises: `make bench`.
package bench
