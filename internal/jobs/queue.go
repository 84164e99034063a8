package jobs

import (
	"fmt"
	"slices"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
)

// Queue looks at the jobs that are queued in Redis.
type Queue struct{ inspector *asynq.Inspector }

// NewQueue makes a Queue. It sends nothing.
func NewQueue(client *redis.Client) *Queue {
	return &Queue{asynq.NewInspectorFromRedisClient(client)}
}

// Queued is what is queued, and who does it.
type Queued struct {
	Waiting, Running, Kept int // Kept are those that no worker could begin
	Attempts               int // today, since Redis was last emptied; what became of them, the rows say
	Workers                int // of all processes
	Hosts                  []string
}

// Queued asks Redis what is queued, for no longer than its client waits. Nothing was queued
// yet where there is no queue.
func (q *Queue) Queued() (Queued, error) {
	var all Queued
	queues, err := q.inspector.Queues()
	if err != nil {
		return all, fmt.Errorf("looking for the queue: %w", err)
	}
	if slices.Contains(queues, queue) {
		info, err := q.inspector.GetQueueInfo(queue)
		if err != nil {
			return all, fmt.Errorf("looking at the queue: %w", err)
		}
		all = Queued{Waiting: info.Pending, Running: info.Active, Kept: info.Archived, Attempts: info.Processed}
	}
	servers, err := q.inspector.Servers()
	if err != nil {
		return all, fmt.Errorf("looking for workers: %w", err)
	}
	for _, s := range servers {
		all.Workers += s.Concurrency
		all.Hosts = append(all.Hosts, s.Host)
	}
	return all, nil
}
