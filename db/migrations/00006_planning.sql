-- +goose Up

-- How a user writes days and times, the list that takes what they add, empty for the
-- Inbox, the page that opens first, and whether keys pressed by themselves do nothing.
ALTER TABLE users ADD COLUMN month_first BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN twelve_hours BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN add_to TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN first_page TEXT NOT NULL DEFAULT 'today';
ALTER TABLE users ADD COLUMN keys_off BOOLEAN NOT NULL DEFAULT FALSE;

-- layout is how this member looks at the list: as a list or a board.
ALTER TABLE list_members ADD COLUMN layout TEXT NOT NULL DEFAULT 'list';

-- occurs_on is the day that the rule of a repeating task gave: its due date moves
-- away from it when this one is put off.
ALTER TABLE tasks ADD COLUMN occurs_on TEXT;
UPDATE tasks SET repeat = NULL;
DROP INDEX tasks_parent;
CREATE INDEX tasks_parent ON tasks (parent_id, deleted_at, completed_at, rank, id) WHERE parent_id IS NOT NULL;
CREATE INDEX tasks_section ON tasks (section_id, rank, id) WHERE section_id IS NOT NULL;
CREATE INDEX tasks_done_due ON tasks (list_id, due_on) WHERE completed_at IS NOT NULL AND deleted_at IS NULL AND due_on IS NOT NULL;
-- Years of done tasks are counted in the index alone.
DROP INDEX tasks_done;
CREATE INDEX tasks_done ON tasks (list_id, completed_at, id, deleted_at) WHERE completed_at IS NOT NULL AND deleted_at IS NULL;
-- The rows of a list are found in the index alone: what is a subtask and of which section.
DROP INDEX tasks_open;
CREATE INDEX tasks_open ON tasks (list_id, rank, id, completed_at, deleted_at, parent_id, section_id) WHERE completed_at IS NULL AND deleted_at IS NULL;

ALTER TABLE sections ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE sections ADD COLUMN deleted_at BIGINT;
CREATE INDEX sections_deleted ON sections (deleted_at) WHERE deleted_at IS NOT NULL;

-- The list of its task stands with every label, so that the labels of somebody's lists, and
-- what bears them, are found without reading those of others.
CREATE TABLE new_task_labels (
  task_id TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  list_id TEXT NOT NULL REFERENCES lists (id) ON DELETE CASCADE,
  label   TEXT NOT NULL,
  PRIMARY KEY (task_id, label)
);
INSERT INTO new_task_labels (task_id, list_id, label) SELECT b.task_id, t.list_id, b.label FROM task_labels b JOIN tasks t ON t.id = b.task_id;
DROP TABLE task_labels;
ALTER TABLE new_task_labels RENAME TO task_labels;
CREATE INDEX task_labels_by_list ON task_labels (list_id, label, task_id);

-- The sections that a user has folded away.
CREATE TABLE folded_sections (
  section_id TEXT NOT NULL REFERENCES sections (id) ON DELETE CASCADE,
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  PRIMARY KEY (section_id, user_id)
);

-- The labels that a user has in the sidebar.
CREATE TABLE pinned_labels (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  label   TEXT NOT NULL,
  PRIMARY KEY (user_id, label)
);

-- Changes that were made together are undone together: group_id is the first one's id, and
-- is empty once one of them is forgotten.
-- Sections and pinned labels have changes, too.
CREATE TABLE new_changes (
  id        TEXT PRIMARY KEY,
  group_id  TEXT,
  user_id   TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  action    TEXT NOT NULL,
  thing     TEXT NOT NULL CHECK (thing IN ('task', 'list', 'section', 'label')),
  thing_id  TEXT NOT NULL,
  title     TEXT NOT NULL,
  version   BIGINT NOT NULL,
  made_at   BIGINT NOT NULL,
  undone_at BIGINT,
  above_id  TEXT,
  below_id  TEXT
);
INSERT INTO new_changes (id, group_id, user_id, action, thing, thing_id, title, version, made_at, undone_at, above_id, below_id)
  SELECT id, id, user_id, action, thing, thing_id, title, version, made_at, undone_at, above_id, below_id FROM changes;
CREATE TABLE new_change_fields (
  change_id TEXT NOT NULL REFERENCES new_changes (id) ON DELETE CASCADE,
  field     TEXT NOT NULL,
  was       TEXT NOT NULL,
  became    TEXT NOT NULL,
  PRIMARY KEY (change_id, field)
);
INSERT INTO new_change_fields SELECT change_id, field, was, became FROM change_fields;
DROP TABLE change_fields;
DROP TABLE changes;
ALTER TABLE new_changes RENAME TO changes;
ALTER TABLE new_change_fields RENAME TO change_fields;
CREATE INDEX changes_by_user ON changes (user_id, made_at);
CREATE INDEX changes_by_thing ON changes (thing_id, version);
CREATE INDEX changes_by_group ON changes (group_id);
