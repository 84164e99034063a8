-- +goose Up

-- What Docket has promised to do, now or later: Redis queues it, and this is the truth.
-- A job that is done is removed, one that comes again is given its next time.
CREATE TABLE jobs (
  id         TEXT PRIMARY KEY,
  kind       TEXT NOT NULL,
  user_id    TEXT REFERENCES users (id) ON DELETE CASCADE,
  subject    TEXT NOT NULL DEFAULT '',
  run_at     BIGINT NOT NULL,
  attempts   BIGINT NOT NULL DEFAULT 0,
  held_until BIGINT,
  failed_at  BIGINT,
  error      TEXT NOT NULL DEFAULT ''
);
CREATE INDEX jobs_due ON jobs (run_at) WHERE failed_at IS NULL;
CREATE INDEX jobs_by_user ON jobs (user_id) WHERE user_id IS NOT NULL;

INSERT INTO jobs (id, kind, run_at) VALUES ('tidy', 'tidy', 0), ('checkpoint', 'checkpoint', 0);

-- Links that were sent, each the SHA-256 of 256 random bits.
CREATE TABLE tokens (
  hash       TEXT PRIMARY KEY,
  kind       TEXT NOT NULL,
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  email      TEXT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX tokens_by_user ON tokens (user_id);

-- remind_at is kept up to date with the task and the user's time zone; NULL while there
-- is nothing to be reminded of.
CREATE TABLE reminders (
  id             TEXT PRIMARY KEY,
  task_id        TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  user_id        TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  minutes_before BIGINT NOT NULL,
  remind_at      BIGINT,
  sent_at        BIGINT,
  UNIQUE (task_id, user_id, minutes_before)
);
CREATE INDEX reminders_by_user ON reminders (user_id);

-- What a user wants to be told. Who has no row has not chosen anything.
CREATE TABLE notifications (
  user_id          TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  reminders        BOOLEAN NOT NULL,
  default_reminder BIGINT,
  digest_at        TEXT,
  unsubscribe      TEXT NOT NULL UNIQUE
);
