package quickadd

// Plain returns the line with a part made plain text: Parse of what it returns no longer understands the part, and
// its words are in the title. The other parts stay, but for what hangs on this one: a member of its list, an end that
// stands apart from its repeat. What the line says a second time is understood now. A part that isn't one of the line
// changes nothing.
func Plain(line string, p Part) string {
	if p.Start < 0 || p.Start >= len(line) || p.End <= p.Start || p.End > len(line) {
		return line
	}
	return line[:p.Start] + `\` + line[p.Start:]
}
