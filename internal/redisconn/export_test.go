package redisconn

import redigo "github.com/gomodule/redigo/redis"

// MaxIdle is how many idle connections a pool keeps.
const MaxIdle = maxIdle

// StalePool is a pool like Pool in which every idle connection counts as idle
// for long. The caller closes it.
func (c *Conn) StalePool() *redigo.Pool { return newPool(c.target, 0) }
