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

// What one text may ask for. Without these limits 100 KB keep goldmark busy for seconds or grow to
// hundreds of megabytes, as its work is the square of the depth or of the brackets left open.
// Nobody's notes reach them; what is over a limit stays as it was typed.
const (
	maxDepth     = 50        // quotes and lists within each other
	maxBadLinks  = 200       // times that "](" begins no link
	maxCells     = 50_000    // of all tables: every row is filled up to the width of the first
	maxLinkBytes = 512 << 10 // of all addresses: a reference is defined once and used any number of times
)

// Keys under which one run of the parser counts.
var (
	badLinks = parser.NewContextKey()
	cells    = parser.NewContextKey()
)

// newParser returns goldmark's own parser with maxDepth and maxBadLinks kept, and without HTML: a tag
// is text like any other, so that "List<String>" is all there to read.
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
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(patientLinks{parser.NewLinkParser()}, 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewEmphasisParser(), 500),
		),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)
}

// shallow is a parser of blocks that hold others, which opens none below maxDepth.
type shallow struct{ parser.BlockParser }

// Open implements parser.BlockParser.
func (s shallow) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	depth := 0
	for n := parent; n != nil; n = n.Parent() {
		if n.Kind() != ast.KindListItem {
			depth++
		}
	}
	if depth > maxDepth {
		return nil, parser.NoChildren
	}
	return s.BlockParser.Open(parent, reader, pc)
}

// patientLinks is goldmark's parser of links, which gives up after maxBadLinks.
type patientLinks struct{ parser.InlineParser }

// Parse implements parser.InlineParser.
func (l patientLinks) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	bad, _ := pc.Get(badLinks).(int)
	if bad >= maxBadLinks {
		return nil
	}
	line, _ := block.PeekLine()
	n := l.InlineParser.Parse(parent, block, pc)
	if n == nil && bytes.HasPrefix(line, []byte("](")) {
		pc.Set(badLinks, bad+1)
	}
	return n
}

// CloseBlock implements parser.CloseBlocker.
func (l patientLinks) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	if c, ok := l.InlineParser.(parser.CloseBlocker); ok {
		c.CloseBlock(parent, block, pc)
	}
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
