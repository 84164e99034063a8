package web_test

import (
	"net/netip"
	"strings"
	"testing"

	"docket/internal/paths"
	"docket/internal/testkit"
)

// Whoever sends X-Forwarded-For is believed only as far as proxies of this Docket's
// wrote it.
func TestOnlyProxiesSayWhereARequestComesFrom(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		proxies []string
		header  string
		want    string
	}{
		{nil, "6.6.6.6", "127.0.0.1"},
		{[]string{"10.0.0.0/8"}, "6.6.6.6", "127.0.0.1"},
		{[]string{"127.0.0.0/8"}, "", "127.0.0.1"},
		{[]string{"127.0.0.0/8"}, "6.6.6.6", "6.6.6.6"},
		{[]string{"127.0.0.0/8"}, "6.6.6.6, 192.168.1.5", "192.168.1.5"},
		{[]string{"127.0.0.0/8"}, "6.6.6.6, 10.0.0.1", "10.0.0.1"},
		{[]string{"127.0.0.0/8", "192.168.0.0/16"}, "7.7.7.7, 6.6.6.6, 192.168.1.5", "6.6.6.6"},
		{[]string{"127.0.0.0/8", "2001:db8::/32"}, "6.6.6.6, 2001:db8::7", "6.6.6.6"},
		{[]string{"127.0.0.0/8"}, "6.6.6.6, 2001:db8::7", "2001:db8::7"},
		{[]string{"127.0.0.0/8"}, "nonsense", "127.0.0.1"},
		{[]string{"127.0.0.0/8"}, "6.6.6.6, <script>", "127.0.0.1"},
	} {
		var proxies []netip.Prefix
		for _, p := range tc.proxies {
			proxies = append(proxies, netip.MustParsePrefix(p))
		}
		log := &logged{}
		a := testkit.New(t, testkit.Options{Proxies: proxies, Log: log})
		a.SignedIn("Ana").Post(paths.SignOut)
		c := a.Client()
		if tc.header != "" {
			c.Header.Set("X-Forwarded-For", tc.header)
		}
		c.Post(paths.SignIn, "email", "ana@example.com", "password", testkit.Password)
		users, err := a.Use.Users(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		devices, err := a.Use.Devices(t.Context(), users[0])
		if err != nil || len(devices) != 1 || devices[0].Address != tc.want {
			t.Errorf("%q by proxies %v: devices %+v (%v), want one at %s", tc.header, tc.proxies, devices, err, tc.want)
		}
		c.Post(paths.SignIn, "email", "ana@example.com", "password", testkit.Password)
		said := strings.Count(log.String(), `level=WARN msg="X-Forwarded-For is not believed`)
		if ignored := tc.header != "" && tc.want == "127.0.0.1"; ignored != (said == 1) {
			t.Errorf("%q by proxies %v: the log says %d times that it is not believed", tc.header, tc.proxies, said)
		}
		a.Close()
	}
}
