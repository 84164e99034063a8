package config

import (
	"github.com/alecthomas/kong"
)

const (
	defaultAddr = "127.0.0.1:8080"
	defaultData = "./data"
)

// Settings are the flags of every command, each also an environment variable. A flag wins over the
// environment, and an empty one of either asks for the default. Config checks them.
type Settings struct {
	Addr          string `env:"DOCKET_ADDR" placeholder:"HOST:PORT" help:"Address to listen on (default: ${addr})."`
	Data          string `env:"DOCKET_DATA" placeholder:"FOLDER" help:"Folder that holds the database (default: ${data})."`
	RedisURL      string `env:"REDIS_URL" placeholder:"URL" help:"Redis server for sessions (default: one inside Docket, which forgets on restart)."`
	CacheRedisURL string `env:"CACHE_REDIS_URL" placeholder:"URL" help:"Redis server for the cache (default: the one for sessions)."`
	PublicURL     string `env:"DOCKET_PUBLIC_URL" placeholder:"URL" help:"Where people reach Docket (default: http:// and the address)."`
	SignUp        string `env:"DOCKET_SIGN_UP" placeholder:"WHO" help:"Who may sign up: open, invite or closed (default: open until the first account exists, then invite)."`
	MetricsAddr   string `env:"DOCKET_METRICS_ADDR" placeholder:"HOST:PORT" help:"Address for Prometheus metrics (default: off)."`
	Log           string `env:"DOCKET_LOG" placeholder:"FORM" help:"Form of the log, text or json, and a level: debug, info, warn or error (default: text,info)."`
}

// Defaults are the variables in the help of Settings.
func Defaults() kong.Vars { return kong.Vars{"addr": defaultAddr, "data": defaultData} }

// Config checks the settings of a call and fills in the defaults. An error is one line that names the
// flag or variable, its value without any password, and what is allowed.
func (s Settings) Config(call *kong.Context) (c Config, err error) {
	names := make(map[string]string)
	for _, f := range call.Flags() {
		if len(f.Envs) > 0 {
			names[f.Name] = f.Envs[0]
		}
	}
	for _, p := range call.Path {
		if p.Flag != nil {
			names[p.Flag.Name] = "--" + p.Flag.Name
		}
	}
	if c.Addr, err = checkAddr(value{names["addr"], s.Addr}.or(defaultAddr)); err != nil {
		return Config{}, err
	}
	if c.Data, err = checkData(value{names["data"], s.Data}.or(defaultData)); err != nil {
		return Config{}, err
	}
	if c.RedisURL, err = checkRedisURL(value{names["redis-url"], s.RedisURL}); err != nil {
		return Config{}, err
	}
	if c.CacheRedisURL, err = checkRedisURL(value{names["cache-redis-url"], s.CacheRedisURL}.or(c.RedisURL)); err != nil {
		return Config{}, err
	}
	if c.PublicURL, err = checkPublicURL(value{names["public-url"], s.PublicURL}, c.Addr); err != nil {
		return Config{}, err
	}
	c.publicGiven = s.PublicURL != ""
	if c.SignUp, err = checkSignUp(value{names["sign-up"], s.SignUp}); err != nil {
		return Config{}, err
	}
	if c.MetricsAddr, err = checkMetricsAddr(value{names["metrics-addr"], s.MetricsAddr}, c.Addr); err != nil {
		return Config{}, err
	}
	if c.Log, err = checkLog(value{names["log"], s.Log}); err != nil {
		return Config{}, err
	}
	return c, nil
}
