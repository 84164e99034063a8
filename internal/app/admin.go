package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"docket/db"
	"docket/internal/docket"
	"docket/internal/limit"
)

const (
	// lookFor is how long a page looks for limits in Redis at most.
	lookFor = 2 * time.Second
	// overdueAfter is how long a job may wait before something is wrong.
	overdueAfter = 3 * time.Minute
	// jobsShown and failuresRead bound what a page reads.
	jobsShown, failuresRead = 200, 20_000
)

// Jobs returns what an administrator sees of the jobs.
func (a *App) Jobs(ctx context.Context, me docket.User) (docket.Jobs, error) {
	now := a.now()
	return asAdmin(ctx, a, me, func(tx *db.ReadTx) (docket.Jobs, error) { return jobs(tx, now) })
}

// JobsNow is Jobs for the command line.
func (a *App) JobsNow(ctx context.Context) (docket.Jobs, error) {
	now := a.now()
	return read(ctx, a, func(tx *db.ReadTx) (docket.Jobs, error) { return jobs(tx, now) })
}

func jobs(tx *db.ReadTx, now time.Time) (docket.Jobs, error) {
	all := docket.Jobs{Now: now}
	var err error
	if all.Counts, err = tx.JobCounts(now); err != nil {
		return all, err
	}
	overdue, err := tx.OverdueJobs(now.Add(-overdueAfter))
	if err != nil {
		return all, err
	}
	if all.Overdue = len(overdue); all.Overdue > 0 {
		all.Oldest = overdue[0]
	}
	rows, err := tx.Jobs(jobsShown)
	if err != nil {
		return all, err
	}
	users, err := tx.Users()
	emails := make(map[docket.ID]string, len(users))
	for _, u := range users {
		emails[u.ID] = u.Email
	}
	for _, j := range rows {
		all.Rows = append(all.Rows, docket.JobFor{Job: j, Email: emails[j.UserID]})
	}
	return all, err
}

// RetryJob has a job that failed run again now, as if it were new.
func (a *App) RetryJob(ctx context.Context, me docket.User, id string) error {
	return a.changeFailedJob(ctx, me, id, "admin-job-retry", func(tx *db.Tx, j docket.Job) error {
		j.FailedAt, j.HeldUntil, j.Attempts, j.RunAt = time.Time{}, time.Time{}, 0, a.now()
		return tx.PutJob(j)
	})
}

// DeleteJob removes a job that failed; a digest has its next day then. Those that come
// again for ever stay.
func (a *App) DeleteJob(ctx context.Context, me docket.User, id string) error {
	return a.changeFailedJob(ctx, me, id, "admin-job-delete", func(tx *db.Tx, j docket.Job) error {
		if j.Kind.ForEver() {
			return &docket.Error{Kind: docket.KindConflict, Message: "Docket needs this job, so it stays. You can run it again."}
		}
		return a.jobDone(tx, j)
	})
}

func (a *App) changeFailedJob(ctx context.Context, me docket.User, id, event string, change func(*db.Tx, docket.Job) error) (err error) {
	var of docket.User
	defer func() { a.auditErr(ctx, event, of, err, by(me)) }()
	return a.writeAsAdmin(ctx, me, func(tx *db.Tx) error {
		j, err := tx.Job(id)
		if err == nil && j.UserID != "" {
			of, err = tx.User(j.UserID)
		}
		if err != nil {
			return err
		}
		if state := j.State(a.now()); state != docket.JobDead && state != docket.JobRetried {
			return &docket.Error{Kind: docket.KindConflict, Message: "This job hasn’t failed, or it runs again just now. Look at it again in a moment."}
		}
		tx.Change(docket.Change{Name: event})
		return change(tx, j)
	})
}

// Limits returns what an administrator sees of the limits. Where Redis does not answer,
// what is counted there is missing.
func (a *App) Limits(ctx context.Context, me docket.User) (docket.Limits, error) {
	if err := a.Administrator(ctx, me); err != nil {
		return docket.Limits{}, err
	}
	return a.LimitsNow(ctx)
}

// LimitsNow is Limits for the command line.
func (a *App) LimitsNow(ctx context.Context) (all docket.Limits, err error) {
	now := a.now()
	for _, row := range limit.Table() {
		all.Rules = append(all.Rules, docket.LimitRule{Name: string(row.Name), Rate: a.limits.Rate(row.Name).String(), What: row.What})
	}
	var users accounts
	var failures []db.Failure
	err = a.db.Read(ctx, func(tx *db.ReadTx) error {
		if users, err = whose(tx); err != nil {
			return err
		}
		failures, err = tx.AllFailures(now.Add(-a.failuresFor()), failuresRead)
		return err
	})
	if err != nil {
		return all, err
	}
	ctx, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	held, cut, err := a.limits.Held(ctx)
	all.Cut, all.Err = cut || len(failures) == failuresRead, err
	for _, h := range held {
		all.Limited = append(all.Limited, docket.Limited{Name: string(h.Name), Key: h.Key, Until: now.Add(h.Wait)})
	}
	all.Limited = append(all.Limited, a.failing(failures, now)...)
	for i := range all.Limited {
		all.Limited[i].Who = users.who(all.Limited[i].Key)
	}
	slices.SortFunc(all.Limited, func(x, y docket.Limited) int { return y.Until.Compare(x.Until) })
	return all, nil
}

// failing are those who have to wait after failures, the newest of which comes first.
func (a *App) failing(failures []db.Failure, now time.Time) (limited []docket.Limited) {
	type counted struct {
		name limit.Name
		key  string
	}
	times := map[counted][]time.Time{}
	count := func(name limit.Name, key string, at time.Time) {
		times[counted{name, key}] = append(times[counted{name, key}], at)
	}
	for _, f := range failures {
		if strings.HasPrefix(f.Origin, devicePrefix) {
			count(limit.WrongDevice, f.Origin, f.At)
			continue
		}
		count(limit.WrongAddress, f.Origin, f.At)
		count(limit.WrongAccount, f.Account, f.At)
	}
	for c, at := range times {
		if wait := a.failuresWait(c.name, at, now); wait > 0 {
			limited = append(limited, docket.Limited{Name: string(c.name), Key: c.key, Until: now.Add(wait)})
		}
	}
	return limited
}

// accounts finds an account by what is counted of it.
type accounts struct {
	byID     map[docket.ID]docket.User
	byDigest map[string]docket.User // of the address's key
	byDevice map[docket.ID]docket.User
}

// whose reads what tells whom something counts.
func whose(tx *db.ReadTx) (accounts, error) {
	all := accounts{map[docket.ID]docket.User{}, map[string]docket.User{}, map[docket.ID]docket.User{}}
	users, err := tx.Users()
	if err != nil {
		return all, err
	}
	for _, u := range users {
		all.byID[u.ID], all.byDigest[digest(docket.EmailKey(u.Email))] = u, u
	}
	devices, err := tx.DeviceUsers()
	for _, d := range devices {
		all.byDevice[d.ID] = all.byID[d.UserID]
	}
	return all, err
}

// account is the account that a key counts; it has no address where it is none's.
func (w accounts) account(key string) docket.User {
	if device, ok := strings.CutPrefix(key, devicePrefix); ok {
		return w.byDevice[docket.ID(device)]
	}
	if u, ok := w.byDigest[key]; ok {
		return u
	}
	return w.byID[docket.ID(key)]
}

// who says in words whom a key counts.
func (w accounts) who(key string) string {
	email := w.account(key).Email
	switch {
	case strings.HasPrefix(key, devicePrefix) && email != "":
		return "a device of " + email
	case strings.HasPrefix(key, devicePrefix):
		return "a device that is no longer known"
	case email != "":
		return email
	case len(key) == len(digest("")) && strings.Trim(key, "0123456789abcdef") == "":
		return "an address without an account"
	}
	return key
}
