package docket

import (
	"fmt"
	"slices"
	"strings"
)

// Limits on labels.
const (
	MaxLabel  = 60 // characters of one
	MaxLabels = 32 // of one task
)

// LabelCount is a label and how many open tasks bear it.
type LabelCount struct {
	Label string
	Open  int
}

// CleanLabel returns a label as it is stored: without the # that it may be typed
// with. It is a part of its page's address, of which browsers take . and .. away.
func CleanLabel(s string) (string, error) {
	label, err := line("labels", "label", strings.TrimLeft(strings.TrimSpace(s), "#"), MaxLabel)
	if label == "." || label == ".." {
		return "", Invalid("labels", "A label needs more than full stops. Choose another name.")
	}
	return label, err
}

// CleanLabels returns the labels of a task as they are stored: sorted, each once
// however it is written, empty ones left out.
func CleanLabels(typed []string) ([]string, error) {
	var labels []string
	for _, s := range typed {
		if strings.Trim(s, "# \t") == "" {
			continue
		}
		l, err := CleanLabel(s)
		if err != nil {
			return nil, err
		}
		if !HasLabel(labels, l) {
			labels = append(labels, l)
		}
		if len(labels) > MaxLabels {
			return nil, Invalid("labels", fmt.Sprintf("A task can bear %d labels. Take some away first.", MaxLabels))
		}
	}
	slices.Sort(labels)
	return labels, nil
}

// HasLabel reports whether a label is one of these, in capitals or not.
func HasLabel(labels []string, label string) bool {
	return slices.ContainsFunc(labels, func(l string) bool { return strings.EqualFold(l, label) })
}

// JoinLabels returns labels as one text, which SplitLabels reads: a label has no line
// break.
func JoinLabels(labels []string) string { return strings.Join(labels, "\n") }

// SplitLabels reads what JoinLabels returned, and sorts it.
func SplitLabels(s string) []string {
	if s == "" {
		return nil
	}
	labels := strings.Split(s, "\n")
	slices.Sort(labels)
	return labels
}
