-- +goose Up
CREATE TABLE users (
  id            TEXT PRIMARY KEY,
  email         TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  admin         BOOLEAN NOT NULL,
  time_zone     TEXT NOT NULL,
  week_start    BIGINT NOT NULL,
  theme         TEXT NOT NULL,
  list_version  TEXT NOT NULL,
  created_at    BIGINT NOT NULL,
  disabled_at   BIGINT
);

CREATE TABLE devices (
  id         TEXT PRIMARY KEY,
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  agent      TEXT NOT NULL,
  address    TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE INDEX devices_by_user ON devices (user_id, seen_at);

-- inbox_of is set on a user's inbox alone: one each, and the database holds it.
CREATE TABLE lists (
  id          TEXT PRIMARY KEY,
  inbox_of    TEXT UNIQUE REFERENCES users (id) ON DELETE CASCADE,
  name        TEXT NOT NULL,
  color       TEXT NOT NULL,
  version     BIGINT NOT NULL,
  created_at  BIGINT NOT NULL,
  archived_at BIGINT,
  deleted_at  BIGINT
);

-- position is the list's place in this member's sidebar.
CREATE TABLE list_members (
  list_id  TEXT NOT NULL REFERENCES lists (id) ON DELETE CASCADE,
  user_id  TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  role     TEXT NOT NULL CHECK (role IN ('owner', 'editor', 'viewer')),
  position BIGINT NOT NULL,
  PRIMARY KEY (list_id, user_id)
);
CREATE INDEX list_members_by_user ON list_members (user_id, position, list_id, role);

CREATE TABLE sections (
  id       TEXT PRIMARY KEY,
  list_id  TEXT NOT NULL REFERENCES lists (id) ON DELETE CASCADE,
  name     TEXT NOT NULL,
  position BIGINT NOT NULL
);
CREATE INDEX sections_by_list ON sections (list_id, position);

CREATE TABLE tasks (
  id           TEXT PRIMARY KEY,
  list_id      TEXT NOT NULL REFERENCES lists (id) ON DELETE CASCADE,
  section_id   TEXT REFERENCES sections (id) ON DELETE SET NULL,
  parent_id    TEXT REFERENCES tasks (id) ON DELETE CASCADE,
  assignee_id  TEXT REFERENCES users (id) ON DELETE SET NULL,
  title        TEXT NOT NULL,
  notes        TEXT NOT NULL,
  notes_html   TEXT NOT NULL,
  due_on       TEXT,
  due_time     TEXT,
  repeat       TEXT,
  priority     BIGINT NOT NULL CHECK (priority BETWEEN 0 AND 4),
  position     BIGINT NOT NULL,
  version      BIGINT NOT NULL,
  created_by   TEXT REFERENCES users (id) ON DELETE SET NULL,
  created_at   BIGINT NOT NULL,
  completed_at BIGINT,
  deleted_at   BIGINT,
  CHECK (due_time IS NULL OR due_on IS NOT NULL)
);
-- The sidebar counts with tasks_open and tasks_due on every page: their last
-- columns are there so that counting reads the index alone, four times faster.
CREATE INDEX tasks_open ON tasks (list_id, position, id, completed_at, deleted_at) WHERE completed_at IS NULL AND deleted_at IS NULL;
CREATE INDEX tasks_due ON tasks (list_id, due_on, assignee_id, completed_at, deleted_at) WHERE completed_at IS NULL AND deleted_at IS NULL AND due_on IS NOT NULL;
CREATE INDEX tasks_done ON tasks (list_id, completed_at, id) WHERE completed_at IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX tasks_trash ON tasks (list_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX tasks_position ON tasks (list_id, position);
CREATE INDEX tasks_parent ON tasks (parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE task_labels (
  task_id TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  label   TEXT NOT NULL,
  PRIMARY KEY (task_id, label)
);
CREATE INDEX task_labels_by_label ON task_labels (label, task_id);

CREATE TABLE comments (
  id         TEXT PRIMARY KEY,
  task_id    TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  user_id    TEXT REFERENCES users (id) ON DELETE SET NULL,
  body       TEXT NOT NULL,
  body_html  TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  edited_at  BIGINT
);
CREATE INDEX comments_by_task ON comments (task_id, created_at);

-- What people did, field by field: undo reads it backwards, and an edit that
-- was begun on an older version learns from it what changed meanwhile.
CREATE TABLE changes (
  id        TEXT PRIMARY KEY,
  user_id   TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  action    TEXT NOT NULL,
  thing     TEXT NOT NULL CHECK (thing IN ('task', 'list')),
  thing_id  TEXT NOT NULL,
  title     TEXT NOT NULL,
  version   BIGINT NOT NULL,
  made_at   BIGINT NOT NULL,
  undone_at BIGINT
);
CREATE INDEX changes_by_user ON changes (user_id, made_at);
CREATE INDEX changes_by_thing ON changes (thing_id, version);

CREATE TABLE change_fields (
  change_id TEXT NOT NULL REFERENCES changes (id) ON DELETE CASCADE,
  field     TEXT NOT NULL,
  was       TEXT NOT NULL,
  became    TEXT NOT NULL,
  PRIMARY KEY (change_id, field)
);
