-- +goose Up
-- Order becomes ranks (see package rank). Every place that is known becomes one, in
-- the order they have: those of the tasks and those that undo may put them back to.
-- A rank is a number of five digits behind a w, of base 62 but for the last one,
-- which is of 61 and is never 0; neighbours are 16 apart.
CREATE TABLE moves AS
  SELECT m.*, coalesce(m.came_from, m.list_after) AS list_before FROM (
    SELECT f.change_id, c.thing_id AS task_id, CAST(f.was AS BIGINT) AS was, CAST(f.became AS BIGINT) AS became,
      (SELECT l.was FROM change_fields l WHERE l.change_id = c.id AND l.field = 'list_id') AS came_from,
      -- the list it came to, which is the one that it next left or is in still
      coalesce(
        (SELECT l.became FROM change_fields l WHERE l.change_id = c.id AND l.field = 'list_id'),
        (SELECT l.was FROM changes n JOIN change_fields l ON l.change_id = n.id AND l.field = 'list_id'
          WHERE n.thing_id = c.thing_id AND n.version > c.version ORDER BY n.version LIMIT 1),
        t.list_id) AS list_after
    FROM change_fields f JOIN changes c ON c.id = f.change_id JOIN tasks t ON t.id = c.thing_id
    WHERE f.field = 'position') m;
CREATE UNIQUE INDEX moves_by_change ON moves (change_id);

CREATE TABLE places AS
  SELECT list_id, position, id, 'w' || substr(digits, 1 + n / 61 / 238328 % 62, 1) || substr(digits, 1 + n / 61 / 3844 % 62, 1) ||
    substr(digits, 1 + n / 61 / 62 % 62, 1) || substr(digits, 1 + n / 61 % 62, 1) || substr(digits, 2 + n % 61, 1) AS rank
  FROM (SELECT list_id, position, id, 16 * row_number() OVER (PARTITION BY list_id ORDER BY position, id) AS n,
      '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz' AS digits
    FROM (SELECT list_id, position, id FROM tasks
      UNION SELECT list_before, was, task_id FROM moves
      UNION SELECT list_after, became, task_id FROM moves
      UNION SELECT user_id, position, list_id FROM list_members) p) q;
CREATE UNIQUE INDEX places_by_id ON places (id, list_id, position);

DELETE FROM change_fields WHERE field = 'position' AND change_id NOT IN (SELECT change_id FROM moves);
UPDATE change_fields SET field = 'rank',
  was = (SELECT p.rank FROM moves m JOIN places p ON p.id = m.task_id AND p.list_id = m.list_before AND p.position = m.was
    WHERE m.change_id = change_fields.change_id),
  became = (SELECT p.rank FROM moves m JOIN places p ON p.id = m.task_id AND p.list_id = m.list_after AND p.position = m.became
    WHERE m.change_id = change_fields.change_id)
  WHERE field = 'position';

ALTER TABLE tasks ADD COLUMN rank TEXT NOT NULL DEFAULT '';
UPDATE tasks SET rank = (SELECT p.rank FROM places p WHERE p.id = tasks.id AND p.list_id = tasks.list_id AND p.position = tasks.position);
DROP INDEX tasks_open;
DROP INDEX tasks_position;
ALTER TABLE tasks DROP COLUMN position;
-- Counting what is open reads the index alone, as before.
CREATE INDEX tasks_open ON tasks (list_id, rank, id, completed_at, deleted_at) WHERE completed_at IS NULL AND deleted_at IS NULL;
CREATE INDEX tasks_rank ON tasks (list_id, rank, id);

ALTER TABLE list_members ADD COLUMN rank TEXT NOT NULL DEFAULT '';
UPDATE list_members SET rank = (SELECT p.rank FROM places p
  WHERE p.id = list_members.list_id AND p.list_id = list_members.user_id AND p.position = list_members.position);
DROP INDEX list_members_by_user;
ALTER TABLE list_members DROP COLUMN position;
CREATE INDEX list_members_by_user ON list_members (user_id, rank, list_id, role);

DROP INDEX sections_by_list;
ALTER TABLE sections DROP COLUMN position;
ALTER TABLE sections ADD COLUMN rank TEXT NOT NULL DEFAULT '';
CREATE INDEX sections_by_list ON sections (list_id, rank);

DROP TABLE moves;
DROP TABLE places;

-- Where ranks were made anew since a change, undo puts a task back beside the open
-- tasks that it was between: above_id and below_id.
ALTER TABLE lists ADD COLUMN ranked_at BIGINT;
ALTER TABLE changes ADD COLUMN above_id TEXT;
ALTER TABLE changes ADD COLUMN below_id TEXT;
