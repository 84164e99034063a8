package markdown

import (
	"bytes"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// What one text may ask for. Without these limits 100 KB keep goldmark busy for many seconds or grow to
// hundreds of megabytes, as its work is the square of the depth or of the marks of a paragraph. Nobody's
// notes reach them; what is over a limit stays as it was typed.
const (
	maxDepth     = 50         // blocks within each other: a list is one, each of its items another
	maxVisits    = 500_000    // of the lines to the blocks that they may belong to
	maxWork      = 20_000_000 // of the marks of all paragraphs: see marks
	maxCells     = 50_000     // of all tables: every row is filled up to the width of the first
	maxLinkBytes = 512 << 10  // of all addresses: a reference is defined once and used any number of times
)

// Keys under which one run of the parser counts.
var (
	depths = parser.NewContextKey()
	work   = parser.NewContextKey()
	cells  = parser.NewContextKey()
)

// newParser returns goldmark's own parser with maxDepth and maxWork kept, and without HTML: a tag is text
// like any other, so that "List<String>" is all there to read.
func newParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewSetextHeadingParser(), 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(shallow{parser.NewListParser()}, 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(shallow{parser.NewBlockquoteParser()}, 800),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(marks{}, 1), // before all others
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewEmphasisParser(), 500),
		),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)
}

// newContext returns what one run of the parser on source starts from.
func newContext(source []byte) parser.Context {
	pc := parser.NewContext()
	pc.Set(depths, min(maxDepth, maxVisits/(1+bytes.Count(source, []byte("\n")))))
	pc.Set(work, &paragraph{})
	return pc
}

// shallow is a parser of blocks that hold others, which opens none too deep.
type shallow struct{ parser.BlockParser }

// Open implements parser.BlockParser.
func (s shallow) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	depth := pc.Get(depths).(int)
	for n := parent; n != nil; n = n.Parent() {
		depth--
	}
	if depth < 0 {
		return nil, parser.NoChildren
	}
	return s.BlockParser.Open(parent, reader, pc)
}

// marks is an inline parser that lets the others parse a mark while there is work left for it, and makes
// the rest of the line text otherwise. A mark may be compared with each one before it, in about 6 ns, or
// have its paragraph searched, at up to 3 ns a byte: it is charged for both.
type marks struct{}

// paragraph is what marks knows of the block of text that is parsed.
type paragraph struct {
	block ast.Node
	marks int         // parsed so far
	size  int         // its length, with the cost of a line's end
	ticks map[int]int // where the last run of so many backticks begins
	work  int         // spent in this and all earlier blocks
}

// Trigger implements parser.InlineParser.
func (marks) Trigger() []byte { return []byte("*_~]`") }

// Parse implements parser.InlineParser.
func (marks) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	p := pc.Get(work).(*paragraph)
	if p.block != parent {
		p = newParagraph(parent, block.Source(), p.work)
		pc.Set(work, p)
	}
	line, at := block.PeekLine()
	if line[0] == '`' {
		n := run(line)
		if p.ticks[n] > at.Start {
			return nil
		}
		return literal(block, at, n) // nothing closes it, which goldmark would search to the end for
	}
	p.marks++
	p.work += p.marks + p.size/2
	if p.work > maxWork {
		return literal(block, at, len(bytes.TrimRight(line, "\r\n")))
	}
	return nil
}

func newParagraph(block ast.Node, source []byte, work int) *paragraph {
	const lineEnd = 16 // bytes that are searched in the time that it takes
	p := &paragraph{block: block, ticks: make(map[int]int), work: work}
	lines := block.Lines()
	for i := range lines.Len() {
		at := lines.At(i)
		line := at.Value(source)
		p.size += len(line) + lineEnd
		for from := 0; ; {
			next := bytes.IndexByte(line[from:], '`')
			if next < 0 {
				break
			}
			from += next
			n := run(line[from:])
			p.ticks[n] = at.Start + from
			from += n
		}
	}
	return p
}

// run returns how often the first byte of s is repeated at its start.
func run(s []byte) int { return len(s) - len(bytes.TrimLeft(s, string(s[:1]))) }

// literal makes the next n bytes text.
func literal(block text.Reader, at text.Segment, n int) ast.Node {
	block.Advance(n)
	return ast.NewTextSegment(at.WithStop(at.Start + n))
}

// tables is goldmark's extension for tables, but one that goes over maxCells stays a paragraph.
type tables struct{}

// Extend implements goldmark.Extender.
func (tables) Extend(m goldmark.Markdown) {
	m.Parser().AddOptions(
		parser.WithParagraphTransformers(
			util.Prioritized(boundedTables{extension.NewTableParagraphTransformer()}, 200)),
		parser.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)),
	)
	m.Renderer().AddOptions(renderer.WithNodeRenderers(util.Prioritized(
		extension.NewTableHTMLRenderer(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)), 500)))
}

type boundedTables struct{ parser.ParagraphTransformer }

// Transform implements parser.ParagraphTransformer.
func (b boundedTables) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	spent, _ := pc.Get(cells).(int)
	lines, columns := node.Lines(), 0
	for i := 1; i < lines.Len(); i++ {
		line := lines.At(i)
		// The row under the head, "|---|:--:|", sets the width.
		if row := line.Value(reader.Source()); len(bytes.Trim(row, "|-: \t\r\n")) == 0 {
			columns = max(columns, bytes.Count(row, []byte("|"))+1)
		}
	}
	spent += columns * lines.Len()
	pc.Set(cells, spent)
	if spent <= maxCells {
		b.ParagraphTransformer.Transform(node, reader, pc)
	}
}
