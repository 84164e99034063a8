// Package jobs does what can wait: it takes the jobs whose time has come from the
// database, queues them in Redis, and has its workers do them.
//
// The database is the truth. A queued job is an id; what Redis loses is queued again from
// its row, and a worker does nothing for a row that is gone.
package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"sync/atomic"
	"time"

	"docket/internal/app"
	"docket/internal/docket"
	"docket/internal/mail"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
)

const (
	queue    = "docket"
	typeName = "job"

	// timeLimit is how long a job may take. It is shorter than a job is held for.
	timeLimit = time.Minute
	// stopFor is how long jobs that run may take after Docket was asked to stop.
	stopFor = 8 * time.Second
)

// Runner takes and does jobs.
type Runner struct {
	app     *app.App
	mail    *mail.Sender
	public  *url.URL
	log     *slog.Logger
	now     func() time.Time
	every   time.Duration
	workers int

	shared *redis.Client // by pages and sessions
	redis  *redis.Client // its own while it runs
	down   bool          // Redis took nothing when it was last asked
	ahead  atomic.Bool   // the clock was far ahead when jobs were last tidied
}

// Parts are what a Runner is made of.
type Parts struct {
	App     *app.App
	Redis   *redis.Client // of a server that evicts nothing
	Mail    *mail.Sender  // nil where no mail is sent
	Public  *url.URL      // how people reach this Docket
	Log     *slog.Logger
	Now     func() time.Time
	Workers int           // how many jobs run at once
	Every   time.Duration // how often to look for jobs; a second when zero
}

// New makes a Runner.
func New(p Parts) *Runner {
	if p.Every == 0 {
		p.Every = time.Second
	}
	return &Runner{app: p.App, mail: p.Mail, public: p.Public, log: p.Log, now: p.Now, every: p.Every, workers: p.Workers,
		shared: p.Redis}
}

// Run takes and does jobs until ctx ends, and then waits for those that run.
func (r *Runner) Run(ctx context.Context) (err error) {
	r.redis = ownClient(r.shared, r.every/5)
	base, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	// What runs still is cut off while its end can be noted: a mail that the server takes later
	// would be sent again.
	context.AfterFunc(ctx, func() { time.AfterFunc(stopFor-time.Second, cut) })
	defer func() { err = errors.Join(err, r.redis.Close()) }()
	server := asynq.NewServerFromRedisClient(r.redis, asynq.Config{
		Concurrency:       r.workers,
		Queues:            map[string]int{queue: 1},
		TaskCheckInterval: r.every / 5, // to stop takes as long
		ShutdownTimeout:   stopFor,
		BaseContext:       func() context.Context { return base },
		Logger:            asynqLog{r.log},
		LogLevel:          asynq.DebugLevel,
	})
	if err := server.Start(asynq.HandlerFunc(r.do)); err != nil {
		return fmt.Errorf("starting the workers: %w", err)
	}
	if err := r.app.RecallJobs(ctx); err != nil {
		r.log.ErrorContext(ctx, "looking for jobs that are put off for too long", "error", err)
	}
	ticker := time.NewTicker(r.every)
	defer ticker.Stop()
	for {
		for more := true; more; { // so many are taken at once
			var err error
			if more, err = r.sweep(ctx); err != nil && ctx.Err() == nil {
				r.log.ErrorContext(ctx, "queueing jobs", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			server.Shutdown()
			return nil
		case <-ticker.C:
		}
	}
}

// payload is what is queued of a job.
type payload struct {
	ID       string `json:"id"`
	Attempts int    `json:"attempts"` // before this one
	RunAt    int64  `json:"run_at"`   // in milliseconds
}

// sweep queues jobs whose time has come. It reports whether there may be more of them.
func (r *Runner) sweep(ctx context.Context) (more bool, err error) {
	// Not a PING, which a Redis answers that is full, a replica or cannot save.
	if err := r.redis.Set(ctx, "asynq:check", "", time.Second).Err(); err != nil {
		if !r.down && ctx.Err() == nil {
			r.log.WarnContext(ctx, "jobs wait until Redis takes them", "error", err)
		}
		r.down = true
		return false, nil
	}
	r.down = false
	taken, err := r.app.TakeJobs(ctx)
	if err != nil {
		return false, fmt.Errorf("taking jobs: %w", err)
	}
	// A client notes that there is a queue once, and Redis may have lost that since. The
	// inspector asks for it.
	client := asynq.NewClientFromRedisClient(r.redis)
	for i, j := range taken {
		if err := r.enqueue(ctx, client, j); err != nil {
			return false, errors.Join(fmt.Errorf("queueing job %s: %w", j.ID, err), r.app.ReleaseJobs(ctx, taken[i:]))
		}
	}
	return len(taken) > 0, nil
}

func (r *Runner) enqueue(ctx context.Context, client *asynq.Client, j docket.Job) error {
	body, err := json.Marshal(payload{j.ID, j.Attempts, j.RunAt.UnixMilli()})
	if err != nil {
		return fmt.Errorf("writing the id: %w", err)
	}
	id := fmt.Sprintf("%s:%d:%d", j.ID, j.RunAt.UnixMilli(), j.Attempts)
	task := asynq.NewTask(typeName, body, asynq.Queue(queue), asynq.TaskID(id), asynq.MaxRetry(0), asynq.Timeout(timeLimit))
	_, err = client.EnqueueContext(ctx, task)
	if !errors.Is(err, asynq.ErrTaskIDConflict) {
		return err
	}
	// It was queued before, and its worker has not come to begin it. One that was
	// archived would be in the way for ever; one that runs just now cannot be deleted.
	if err := asynq.NewInspectorFromRedisClient(r.redis).DeleteTask(queue, id); err != nil {
		r.log.DebugContext(ctx, "a job is queued still", "job", j.ID, "error", err)
		return nil
	}
	_, err = client.EnqueueContext(ctx, task)
	return err
}

// do does a job that was queued. What becomes of it is written to its row, so that an
// error is returned only where that cannot be done.
func (r *Runner) do(ctx context.Context, t *asynq.Task) (err error) {
	var p payload
	defer func() {
		if err != nil { // asynq says only that there was one
			r.log.ErrorContext(ctx, "doing a job", "job", p.ID, "error", err)
		}
	}()
	if err := json.Unmarshal(t.Payload(), &p); err != nil {
		return fmt.Errorf("reading a job's id: %w", err)
	}
	j, letter, err := r.app.BeginJob(ctx, docket.Job{ID: p.ID, Attempts: p.Attempts, RunAt: time.UnixMilli(p.RunAt)})
	if j.ID == "" && docket.KindOf(err) == docket.KindNotFound {
		return nil // done, put off, or begun by another worker
	}
	if j.ID == "" {
		return fmt.Errorf("beginning job %s: %w", p.ID, err) // it is taken again
	}
	if err == nil && letter != nil {
		err = r.send(ctx, j, letter)
	}
	if j.Kind == docket.JobTidy {
		r.noteClock(ctx, err)
	}
	switch {
	case errors.Is(err, app.ErrClockAhead):
	case err != nil:
		r.log.WarnContext(ctx, "a job failed", "job", j.ID, "kind", j.Kind, "attempt", j.Attempts, "error", err)
	default:
		r.log.DebugContext(ctx, "a job is done", "job", j.ID, "kind", j.Kind)
	}
	o := app.Outcome{Err: err, ForGood: mail.IsPermanent(err)}
	if err == nil {
		o.Sent = letter
	}
	return r.app.EndJob(ctx, j, o)
}

// noteClock says that nothing is tidied as the clock is far ahead, once while that lasts.
func (r *Runner) noteClock(ctx context.Context, err error) {
	ahead := errors.Is(err, app.ErrClockAhead)
	if !r.ahead.Swap(ahead) && ahead {
		r.log.WarnContext(ctx, "tidying up", "error", err)
	}
}

// asynqLog sends what asynq has to say of itself to the log, at debug: what matters of it
// is said by the Runner.
type asynqLog struct{ log *slog.Logger }

func (l asynqLog) Debug(args ...any) { l.log.Debug("asynq", "says", fmt.Sprint(args...)) }
func (l asynqLog) Info(args ...any)  { l.Debug(args...) }
func (l asynqLog) Warn(args ...any)  { l.Debug(args...) }
func (l asynqLog) Error(args ...any) { l.Debug(args...) }
func (l asynqLog) Fatal(args ...any) { l.Debug(args...) }
