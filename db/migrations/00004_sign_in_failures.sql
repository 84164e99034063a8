-- +goose Up

-- Sign-ins that failed in the last quarter of an hour. An account is the SHA-256 of
-- its address's key, as what was typed there may be no address; an origin is where the
-- attempt came from: a network address or a device that had signed in before.
CREATE TABLE sign_in_failures (
  account TEXT NOT NULL,
  origin  TEXT NOT NULL,
  at      BIGINT NOT NULL
);
CREATE INDEX sign_in_failures_by_account ON sign_in_failures (account, at);
CREATE INDEX sign_in_failures_by_origin ON sign_in_failures (origin, at);

-- The SHA-256 of the cookie by which a browser is known again; empty for none.
ALTER TABLE devices ADD COLUMN cookie TEXT NOT NULL DEFAULT '';
