package config

import (
	"flag"
)

// The settings, by flag. Each is also read from the environment, where an empty variable counts as
// not set.
const (
	flagAddr          = "addr"
	flagData          = "data"
	flagRedisURL      = "redis-url"
	flagCacheRedisURL = "cache-redis-url"
	flagPublicURL     = "public-url"
	flagSignUp        = "sign-up"
	flagMetricsAddr   = "metrics-addr"
	flagLog           = "log"
)

const (
	defaultAddr = "127.0.0.1:8080"
	defaultData = "./data"
)

// A setting is one flag with the environment variable of the same meaning.
type setting struct {
	flag, env, usage string
}

func settings() []setting {
	return []setting{
		{flagAddr, "DOCKET_ADDR", "`host:port` to listen on (default " + defaultAddr + ")"},
		{flagData, "DOCKET_DATA", "`folder` that holds the database (default " + defaultData + ")"},
		{flagRedisURL, "REDIS_URL", "`url` of the Redis server for sessions (default: one inside Docket, which forgets on restart)"},
		{flagCacheRedisURL, "CACHE_REDIS_URL", "`url` of the Redis server for the cache (default: the one for sessions)"},
		{flagPublicURL, "DOCKET_PUBLIC_URL", "`url` at which people reach Docket (default: http:// and the address)"},
		{flagSignUp, "DOCKET_SIGN_UP", "`who` may sign up: open, invite or closed (default: open until the first account exists, then invite)"},
		{flagMetricsAddr, "DOCKET_METRICS_ADDR", "`host:port` for Prometheus metrics (default: off)"},
		{flagLog, "DOCKET_LOG", "`form` of the log: text or json, and a level: debug, info, warn or error (default text,info)"},
	}
}

// Source collects the settings from the environment and from any number of flag sets: the one
// before the command's name and the one after it. Use one per run of the program.
type Source struct {
	getenv func(string) string
	flags  map[string]string
}

// New returns a Source that looks up environment variables with getenv, which is os.Getenv outside
// of tests.
func New(getenv func(string) string) *Source {
	return &Source{getenv: getenv, flags: make(map[string]string)}
}

// Flags adds a flag for every setting to fs. A flag wins over the environment, the flag parsed last
// wins over one before it, and an empty flag asks for the default. Values are checked by Config,
// not while fs parses.
func (s *Source) Flags(fs *flag.FlagSet) {
	for _, st := range settings() {
		fs.Func(st.flag, st.usage+"; environment: "+st.env, func(v string) error {
			s.flags[st.flag] = v
			return nil
		})
	}
}

// Config checks everything that was given and fills in the defaults. Call it after the flags are
// parsed. An error is one line that names the flag or variable, its value without any password, and
// what is allowed.
func (s *Source) Config() (Config, error) {
	given := make(map[string]value)
	for _, st := range settings() {
		given[st.flag] = s.value(st)
	}
	var c Config
	var err error
	if c.Addr, err = checkAddr(given[flagAddr].or(defaultAddr)); err != nil {
		return Config{}, err
	}
	if c.Data, err = checkData(given[flagData].or(defaultData)); err != nil {
		return Config{}, err
	}
	if c.RedisURL, err = checkRedisURL(given[flagRedisURL]); err != nil {
		return Config{}, err
	}
	if c.CacheRedisURL, err = checkRedisURL(given[flagCacheRedisURL].or(c.RedisURL)); err != nil {
		return Config{}, err
	}
	if c.PublicURL, err = checkPublicURL(given[flagPublicURL], c.Addr); err != nil {
		return Config{}, err
	}
	c.publicGiven = given[flagPublicURL].text != ""
	if c.SignUp, err = checkSignUp(given[flagSignUp]); err != nil {
		return Config{}, err
	}
	if c.MetricsAddr, err = checkMetricsAddr(given[flagMetricsAddr], c.Addr); err != nil {
		return Config{}, err
	}
	if c.Log, err = checkLog(given[flagLog]); err != nil {
		return Config{}, err
	}
	return c, nil
}

func (s *Source) value(st setting) value {
	if text, ok := s.flags[st.flag]; ok {
		return value{name: "--" + st.flag, text: text}
	}
	return value{name: st.env, text: s.getenv(st.env)}
}

// ParseArgs parses args with fs, allowing flags after arguments too ("backup FILE --data DIR"), and
// returns the arguments that are no flags. After "--" nothing is a flag.
func ParseArgs(fs *flag.FlagSet, args []string) ([]string, error) {
	var rest []string
	for {
		if err := fs.Parse(args); err != nil {
			return nil, err
		}
		read := len(args) - fs.NArg()
		if fs.NArg() == 0 || read > 0 && args[read-1] == "--" {
			return append(rest, fs.Args()...), nil
		}
		rest = append(rest, fs.Arg(0))
		args = fs.Args()[1:]
	}
}
