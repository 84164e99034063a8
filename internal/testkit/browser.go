package testkit

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// pagePatience is how long a page may take to become what a test waits for. It
// is generous: a test that waits this long has failed.
const pagePatience = 30 * time.Second

// Browser is one Chromium. Tests share it; each of them opens pages that share
// nothing.
type Browser struct {
	ctx   context.Context
	close context.CancelFunc
}

// StartBrowser starts a Chromium with a profile of its own. The caller closes it.
func StartBrowser() (*Browser, error) {
	exe := ""
	for _, name := range []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			exe = path
			break
		}
	}
	if exe == "" {
		return nil, errors.New("these tests need Chromium: run `make test`, which installs it, or install it yourself")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(exe), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "en-US"),
		// A machine without a mouse: hover and a fine pointer, by the numbers of Blink's HoverType and PointerType.
		chromedp.Flag("blink-settings", "primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4"))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, leave := chromedp.NewContext(ctx)
	b := &Browser{ctx: ctx, close: func() { leave(); stop() }}
	if err := chromedp.Do(ctx); err != nil {
		b.close()
		return nil, fmt.Errorf("starting %s: %w", exe, err)
	}
	return b, nil
}

// SignInAs gives the page's browser the session of a client, as another tab does.
func (p *Page) SignInAs(c *Client) {
	p.tb.Helper()
	do(p, network.SetCookie, network.SetCookieParams{Name: "docket", Value: c.Cookie(), URL: p.app.URL})
}

// Close stops the Chromium.
func (b *Browser) Close() { b.close() }

// Page is a tab in a profile of its own, 1280 by 800 pixels with a mouse and
// light colours, for somebody who wants no motion, until told otherwise. What goes
// wrong in it that nobody asked for (an error on the console or of a script, a
// breach of the content policy, a request to another host) fails the test when it
// ends, unless Expect names it.
type Page struct {
	tb   testing.TB
	app  *App
	ctx  context.Context
	host string

	mu       sync.Mutex
	faults   []string
	expected []string
}

// Open opens a page of the app, signed in as the client when there is one.
func (b *Browser) Open(tb testing.TB, a *App, c *Client) *Page {
	tb.Helper()
	u, err := url.Parse(a.URL)
	if err != nil {
		tb.Fatalf("reading the address: %v", err)
	}
	p := &Page{tb: tb, app: a, host: u.Host}
	ctx, closeTab := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(p.listen))
	p.ctx = ctx
	if err := chromedp.Do(ctx); err != nil { // without a limit of time: the tab lives as long as this
		tb.Fatalf("opening a tab: %v", err)
	}
	tb.Cleanup(func() {
		closeTab()
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, fault := range p.faults {
			if !slices.ContainsFunc(p.expected, func(e string) bool { return strings.Contains(fault, e) }) {
				tb.Errorf("the page reports: %s", fault)
			}
		}
	})
	do(p, network.Enable, network.EnableParams{})
	do(p, log.Enable, cdp.Empty{})
	do(p, audits.Enable, cdp.Empty{})
	p.Size(1280, 800)
	p.Scheme("light", true)
	if c != nil {
		p.SignInAs(c)
	}
	return p
}

// do sends one command of the DevTools protocol.
func do[P, R any](p *Page, command cdp.Command[P, R], params P) R {
	p.tb.Helper()
	r, err := try(p, command, params)
	if err != nil {
		p.tb.Fatalf("%s: %v", command.Method, err)
	}
	return r
}

func try[P, R any](p *Page, command cdp.Command[P, R], params P) (R, error) {
	ctx, cancel := context.WithTimeout(p.ctx, pagePatience)
	defer cancel()
	return chromedp.Run(ctx, func(ctx context.Context, t *chromedp.Target) (R, error) {
		return cdp.Call(ctx, t, command, params)
	})
}

// listen runs on the goroutine that reads what the browser says.
func (p *Page) listen(event any) {
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			text := []string{"console:"}
			for _, a := range e.Args {
				text = append(text, a.Description+string(a.Value))
			}
			p.fault(strings.Join(text, " "))
		}
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			text += " " + x.Description
		}
		// Chromium's own, about an animation between two pages that was cut short.
		if !strings.Contains(text, "Transition was ") {
			p.fault("script: " + text)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			p.fault("log: " + e.Entry.Text + " " + e.Entry.URL)
		}
	case *audits.EventIssueAdded:
		if d := e.Issue.Details.ContentSecurityPolicyIssueDetails; d != nil {
			p.fault("content policy: " + d.ViolatedDirective + " " + d.BlockedURL)
		}
	case *network.EventRequestWillBeSent:
		u, err := url.Parse(e.Request.URL)
		if err != nil || (u.Scheme != "data" && u.Host != p.host) {
			p.fault("request to another host: " + e.Request.URL)
		}
	}
}

func (p *Page) fault(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, text)
}

// Expect names a part of a fault that belongs to the test, such as 'status of
// 404'.
func (p *Page) Expect(part string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.expected = append(p.expected, part)
}

// SetJavaScript switches the scripts of the pages that come next.
func (p *Page) SetJavaScript(on bool) {
	p.tb.Helper()
	do(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
}

// Preload runs a script of the test's own in every page that comes next, before
// the page's. The content policy does not bind it.
func (p *Page) Preload(script string) {
	p.tb.Helper()
	do(p, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
}

// Size makes the window this large, in CSS pixels. Below 768 it is a phone: its
// pointer is a finger, and stays one.
func (p *Page) Size(width, height int64) {
	p.tb.Helper()
	phone := width < 768
	do(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: height, DeviceScaleFactor: 1, Mobile: phone})
	if phone { // switching it off takes the mouse away as well
		do(p, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true, MaxTouchPoints: 1})
	}
}

// Scheme sets what the device prefers: "light" or "dark", and stillness or motion.
func (p *Page) Scheme(scheme string, still bool) {
	p.tb.Helper()
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
	if still {
		features = append(features, &emulation.MediaFeature{Name: "prefers-reduced-motion", Value: "reduce"})
	}
	do(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
}

// ForcedColors has the browser exchange a page's colours for those of the person,
// as high contrast does.
func (p *Page) ForcedColors() {
	p.tb.Helper()
	do(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}}})
}

// Zone sets the device's time zone, by its IANA name.
func (p *Page) Zone(name string) {
	p.tb.Helper()
	do(p, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: name})
}

// networkConditions says offline where Chromium before 150 wants it, too.
type networkConditions struct {
	Offline bool                  `json:"offline"`
	Matched []*network.Conditions `json:"matchedNetworkConditions"`
}

// Offline takes the page's network away, or gives it back: the network is there
// before the page is told so.
func (p *Page) Offline(offline bool) {
	p.tb.Helper()
	do(p, cdp.Command[networkConditions, network.EmulateNetworkConditionsByRuleResult]{Method: network.EmulateNetworkConditionsByRule.Method},
		networkConditions{offline, []*network.Conditions{{Offline: offline, DownloadThroughput: -1, UploadThroughput: -1}}})
	do(p, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: offline, DownloadThroughput: -1, UploadThroughput: -1})
}
