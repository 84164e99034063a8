package markdown

import (
	"bytes"
	"net/url"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Headings stand under the h3 of the notes or comments.
const (
	headingShift = 3
	lowestLevel  = 6
)

// tame changes the parsed text before it is rendered: see Renderer.HTML.
type tame struct{}

// Transform implements parser.ASTTransformer.
func (tame) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	source := reader.Source()
	var found []ast.Node
	// The walk stops at what it is given, so nodes are replaced only after it. It cannot fail: the
	// function never does.
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			switch n := n.(type) {
			case *ast.Heading:
				n.Level = min(n.Level+headingShift, lowestLevel)
			case *ast.Link, *ast.AutoLink, *ast.Image, *box:
				found = append(found, n)
			}
		}
		return ast.WalkContinue, nil
	})
	spent, line, counted := 0, 1, 0
	for _, n := range found {
		switch n := n.(type) {
		case *box:
			line += bytes.Count(source[counted:n.at], []byte("\n"))
			n.line, counted = line, n.at
			n.fill()
		case *ast.AutoLink:
			address := string(n.URL(source))
			if n.AutoLinkType == ast.AutoLinkEmail {
				address = "mailto:" + strings.TrimPrefix(address, "mailto:")
			}
			if inLink(n) || !allowed(address) {
				n.Parent().ReplaceChild(n.Parent(), n, plain(n.Label(source)))
			} else {
				n.SetAttributeString("rel", []byte(rel))
			}
		case *ast.Link:
			spent += len(n.Destination)
			relink(n, n.Destination, spent <= maxLinkBytes)
		case *ast.Image:
			spent += len(n.Destination)
			relink(n, n.Destination, spent <= maxLinkBytes)
		}
	}
}

// relink puts a link to destination in the place of n, a link or an image, or its text alone where
// there may be no link.
func relink(n ast.Node, destination []byte, affordable bool) {
	parent := n.Parent()
	var address []byte
	if affordable && !inLink(n) {
		address = util.URLEscape(destination, true) // as it will be written: "&colon;" is a colon
	}
	if len(address) == 0 || !allowed(string(address)) {
		for child := n.FirstChild(); child != nil; child = n.FirstChild() {
			parent.InsertBefore(parent, n, child)
		}
		parent.RemoveChild(parent, n)
		return
	}
	link := ast.NewLink()
	link.Destination = destination
	link.SetAttributeString("rel", []byte(rel))
	for child := n.FirstChild(); child != nil; child = n.FirstChild() {
		link.AppendChild(link, child)
	}
	if !link.HasChildren() {
		link.AppendChild(link, plain(address))
	}
	parent.ReplaceChild(parent, n, link)
}

// plain returns s as text in which no character has a meaning.
func plain(s []byte) ast.Node {
	n := ast.NewString(s)
	n.SetRaw(true)
	return n
}

// inLink reports whether n stands in the text of a link. Links hold no other links.
func inLink(n ast.Node) bool {
	for p := n.Parent(); p != nil && p.Type() == ast.TypeInline; p = p.Parent() {
		if p.Kind() == ast.KindLink {
			return true
		}
	}
	return false
}

// allowed reports whether a link may lead to address: a page of Docket, the web or a mail.
func allowed(address string) bool {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return false
	}
	switch u.Scheme {
	case "", "http", "https", "mailto":
		return true
	}
	return false
}
