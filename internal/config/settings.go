package config

import (
	"os"
)

const (
	defaultAddr = "127.0.0.1:8080"
	defaultData = "./data"
)

// Settings are the flags of every command, each also an environment variable. A flag wins over the
// environment, and an empty one of either asks for the default. Config checks them.
type Settings struct {
	Addr           string `arg:"--addr,env:DOCKET_ADDR" placeholder:"HOST:PORT" help:"address to listen on (default: 127.0.0.1:8080)"`
	Data           string `arg:"--data,env:DOCKET_DATA" placeholder:"FOLDER" help:"folder that holds the database (default: ./data)"`
	RedisURL       string `arg:"--redis-url,env:REDIS_URL" placeholder:"URL" help:"Redis server for sessions (default: one inside Docket, which forgets on restart)"`
	CacheRedisURL  string `arg:"--cache-redis-url,env:CACHE_REDIS_URL" placeholder:"URL" help:"Redis server for the cache (default: the one for sessions)"`
	PublicURL      string `arg:"--public-url,env:DOCKET_PUBLIC_URL" placeholder:"URL" help:"where people reach Docket (default: http:// and the address)"`
	SignUp         string `arg:"--sign-up,env:DOCKET_SIGN_UP" placeholder:"WHO" help:"who may sign up: open, invite or closed (default: open until the first account exists, then invite)"`
	TrustedProxies string `arg:"--trusted-proxies,env:DOCKET_TRUSTED_PROXIES" placeholder:"NETWORKS" help:"networks whose X-Forwarded-For is believed, such as 10.0.0.0/8,::1 (default: none, or loopback where the public URL is https)"`
	Limits         string `arg:"--limits,env:DOCKET_LIMITS" placeholder:"LIMITS" help:"limits that differ from the README's table, such as sign-in=50/15m,sign-up=off"`
	SMTPURL        string `arg:"--smtp-url,env:DOCKET_SMTP_URL" placeholder:"URL" help:"mail server, smtp://user:password@host:587 or smtps://… (default: none, and no mail is sent)"`
	MailFrom       string `arg:"--mail-from,env:DOCKET_MAIL_FROM" placeholder:"ADDRESS" help:"whom mail is from, such as Docket <docket@example.com>"`
	Workers        string `arg:"--workers,env:DOCKET_WORKERS" placeholder:"N" help:"how many background jobs run at once, 0 for none in this process (default: 4)"`
	MetricsAddr    string `arg:"--metrics-addr,env:DOCKET_METRICS_ADDR" placeholder:"HOST:PORT" help:"address for Prometheus metrics (default: off)"`
	Log            string `arg:"--log,env:DOCKET_LOG" placeholder:"FORM" help:"form of the log, text or json, and a level: debug, info, warn or error (default: text,info)"`
}

// Config checks the settings and fills in the defaults. An error is one line that names the flag or
// variable, its value without any password, and what is allowed.
func (s Settings) Config() (c Config, err error) {
	if c.Addr, err = checkAddr(given("addr", "DOCKET_ADDR", s.Addr).or(defaultAddr)); err != nil {
		return Config{}, err
	}
	if c.Data, err = checkData(given("data", "DOCKET_DATA", s.Data).or(defaultData)); err != nil {
		return Config{}, err
	}
	if c.RedisURL, err = checkRedisURL(given("redis-url", "REDIS_URL", s.RedisURL)); err != nil {
		return Config{}, err
	}
	if c.CacheRedisURL, err = checkRedisURL(given("cache-redis-url", "CACHE_REDIS_URL", s.CacheRedisURL).or(c.RedisURL)); err != nil {
		return Config{}, err
	}
	if c.PublicURL, err = checkPublicURL(given("public-url", "DOCKET_PUBLIC_URL", s.PublicURL), c.Addr); err != nil {
		return Config{}, err
	}
	c.PublicURLSet = s.PublicURL != ""
	if c.SignUp, err = checkSignUp(given("sign-up", "DOCKET_SIGN_UP", s.SignUp)); err != nil {
		return Config{}, err
	}
	if c.TrustedProxies, err = checkTrustedProxies(given("trusted-proxies", "DOCKET_TRUSTED_PROXIES", s.TrustedProxies), c.PublicURL); err != nil {
		return Config{}, err
	}
	if c.Limits, err = checkLimits(given("limits", "DOCKET_LIMITS", s.Limits)); err != nil {
		return Config{}, err
	}
	if c.SMTP, c.MailFrom, err = checkMail(given("smtp-url", "DOCKET_SMTP_URL", s.SMTPURL), given("mail-from", "DOCKET_MAIL_FROM", s.MailFrom)); err != nil {
		return Config{}, err
	}
	if c.Workers, err = checkWorkers(given("workers", "DOCKET_WORKERS", s.Workers)); err != nil {
		return Config{}, err
	}
	if c.MetricsAddr, err = checkMetricsAddr(given("metrics-addr", "DOCKET_METRICS_ADDR", s.MetricsAddr), c.Addr); err != nil {
		return Config{}, err
	}
	if c.Log, err = checkLog(given("log", "DOCKET_LOG", s.Log)); err != nil {
		return Config{}, err
	}
	return c, nil
}

// given names a value by the variable that has it or else by its flag.
func given(flag, env, text string) value {
	if os.Getenv(env) == text {
		return value{env, text}
	}
	return value{"--" + flag, text}
}
