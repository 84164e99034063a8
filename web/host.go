package web

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"docket/internal/paths"

	"github.com/labstack/echo/v4"
)

// onlyAt refuses requests for another host than the public URL's, the one that the
// server listens on, and this machine's own names, whatever their ports. Another
// site can let its name lead to Docket's address (DNS rebinding), and to a browser
// Docket is then a part of that site. It cannot do so with an IP address, so a
// server that listens on all of its machine's addresses answers to any.
func onlyAt(public *url.URL, listen string) echo.MiddlewareFunc {
	own := hostName(listen)
	ip, err := netip.ParseAddr(own)
	anyIP := own == "" || err == nil && ip.IsUnspecified()
	served := func(host string) bool {
		name := hostName(host)
		ip, err := netip.ParseAddr(name)
		switch {
		case name == "":
			return false
		case name == own || name == hostName(public.Host):
			return true
		case err == nil:
			return anyIP || ip.IsLoopback()
		}
		return name == "localhost" || strings.HasSuffix(name, ".localhost")
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			path := c.Request().URL.Path
			if served(c.Request().Host) || path == paths.Health || path == paths.Ready {
				return next(c)
			}
			c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
			return c.String(http.StatusMisdirectedRequest,
				"Docket isn’t served at this address. If people should reach it here, set DOCKET_PUBLIC_URL (or --public-url) to this address.\n")
		}
	}
}

// hostName returns the name or IP address of a host with or without a port, in
// the one form in which two of them compare equal.
func hostName(host string) string {
	u := url.URL{Host: host}
	name := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if ip, err := netip.ParseAddr(name); err == nil {
		return ip.Unmap().WithZone("").String()
	}
	return name
}
