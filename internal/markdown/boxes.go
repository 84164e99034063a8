package markdown

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// maxBoxes bounds the boxes of one text, each of which is a control on the page.
const maxBoxes = 2000

var (
	boxCount = parser.NewContextKey()
	kindBox  = ast.NewNodeKind("Box")
)

// box is the box of a task list's item, "[ ]" or "[x]"; the item's text is within it.
type box struct {
	ast.BaseInline
	at      int // of the byte between the brackets
	line    int // from 1, once tame has counted
	checked bool
}

// Kind implements ast.Node.
func (*box) Kind() ast.NodeKind { return kindBox }

// Dump implements ast.Node.
func (b *box) Dump(source []byte, level int) {
	ast.DumpHelper(b, source, level, map[string]string{"Line": strconv.Itoa(b.line)}, nil)
}

// taskLists is GitHub's extension for task lists. It takes the place of goldmark's, which does not say
// where a box was written, and finds one in "[x](/link)", too.
type taskLists struct{}

// Extend implements goldmark.Extender.
func (taskLists) Extend(m goldmark.Markdown) {
	m.Parser().AddOptions(parser.WithInlineParsers(util.Prioritized(boxParser{}, 0))) // before links
	m.Renderer().AddOptions(renderer.WithNodeRenderers(util.Prioritized(boxRenderer{}, 500)))
}

type boxParser struct{}

// Trigger implements parser.InlineParser.
func (boxParser) Trigger() []byte { return []byte{'['} }

// Parse implements parser.InlineParser. A box is what an item begins with, and a space or the line's end
// follows it: then no state of it can make the text around it anything else.
func (boxParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	item, ok := parent.Parent().(*ast.ListItem)
	line, at := block.PeekLine()
	if !ok || item.FirstChild() != parent || at.Start != parent.Lines().At(0).Start || at.Padding > 0 {
		return nil
	}
	if len(line) < 3 || strings.IndexByte(" \txX", line[1]) < 0 || line[2] != ']' {
		return nil
	}
	after := line[3:]
	space := len(after) - len(bytes.TrimLeft(after, " \t\r\n"))
	if len(after) > 0 && space == 0 {
		return nil
	}
	count, _ := pc.Get(boxCount).(int)
	if count == maxBoxes {
		return nil
	}
	pc.Set(boxCount, count+1)
	block.Advance(len("[ ]") + space)
	return &box{at: at.Start + 1, checked: line[1] == 'x' || line[1] == 'X'}
}

// fill puts an item's text into its box, whose name it is.
func (b *box) fill() {
	for next := b.NextSibling(); next != nil; next = b.NextSibling() {
		b.AppendChild(b, next)
	}
}

type boxRenderer struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (boxRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(kindBox, renderBox)
}

// renderBox writes a box that cannot be used. Its value is its line, by which a page makes a control of it.
func renderBox(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	b := node.(*box)
	tag := `<label><input type="checkbox" value="` + strconv.Itoa(b.line) + `" `
	switch {
	case !entering:
		tag = `</label>`
	case b.checked:
		tag += `checked disabled> `
	default:
		tag += `disabled> `
	}
	_, err := w.WriteString(tag)
	return ast.WalkContinue, err
}

// boxes returns the boxes of src, in their order.
func (r *Renderer) boxes(source []byte) []*box {
	doc := r.markdown.Parser().Parse(text.NewReader(source), parser.WithContext(newContext(source)))
	var found []*box
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // cannot fail
		if b, ok := n.(*box); ok && entering {
			found = append(found, b)
		}
		return ast.WalkContinue, nil
	})
	return found
}

// Check returns src with the box in one of its lines, the first of which is 1, checked or not, and nothing
// else changed. It reports whether there is a box in that line.
func (r *Renderer) Check(src string, line int, checked bool) (string, bool) {
	source := []byte(strings.ToValidUTF8(src, "\uFFFD"))
	for _, b := range r.boxes(source) {
		if b.line != line {
			continue
		}
		if b.checked == checked {
			return src, true
		}
		source[b.at] = ' '
		if checked {
			source[b.at] = 'x'
		}
		return string(source), true
	}
	return src, false
}

// SameButBoxes reports whether a and b differ in nothing but which boxes are checked.
func (r *Renderer) SameButBoxes(a, b string) bool {
	if len(a) != len(b) || strings.Count(a, "\n") != strings.Count(b, "\n") {
		return false
	}
	return bytes.Equal(r.unchecked(a), r.unchecked(b))
}

func (r *Renderer) unchecked(src string) []byte {
	source := []byte(src)
	for _, b := range r.boxes(source) {
		source[b.at] = ' '
	}
	return source
}

// Outdated reports whether html was rendered by a Docket whose boxes were signs. It may say so of a text in
// which somebody has typed such a sign.
func Outdated(html string) bool {
	return strings.Contains(html, ">☐ ") || strings.Contains(html, ">☑ ")
}
