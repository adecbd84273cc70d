-- The library: until when a picture may be used, its crops by shape, what the present renditions of shapes show.
ALTER TABLE pictures ADD COLUMN rights_expire TEXT NOT NULL DEFAULT '';
ALTER TABLE pictures ADD COLUMN usage_terms TEXT NOT NULL DEFAULT '';
ALTER TABLE pictures ADD COLUMN file_name TEXT NOT NULL DEFAULT '';
ALTER TABLE pictures ADD COLUMN crops TEXT NOT NULL DEFAULT '{}';
ALTER TABLE pictures ADD COLUMN cut TEXT NOT NULL DEFAULT '{}';

-- What the desk searches, beside the records: those are ten times as wide. The newsroom's own pictures only.
-- `day`: on which it was taken, where its file names a day; else `at`, the moment it was taken or came.
CREATE TABLE picture_search (
    picture_id BIGINT PRIMARY KEY REFERENCES pictures (id),
    folded TEXT NOT NULL,
    folded_credit TEXT NOT NULL,
    day TEXT NOT NULL,
    at BIGINT NOT NULL,
    expires TEXT NOT NULL,
    has_alt INTEGER NOT NULL,
    has_credit INTEGER NOT NULL,
    has_rights INTEGER NOT NULL
);
INSERT INTO picture_search (picture_id, folded, folded_credit, day, at, expires, has_alt, has_credit, has_rights)
    SELECT id, folded, '', '', created_at, '', CASE WHEN alt = '' THEN 0 ELSE 1 END,
           CASE WHEN credit = '' THEN 0 ELSE 1 END, CASE WHEN rights = '' THEN 0 ELSE 1 END
    FROM pictures WHERE origin = 'newsroom';
ALTER TABLE pictures DROP COLUMN folded;

-- What each picture is used in. `record_id`: of a story or an author; 0 for the settings.
CREATE TABLE picture_uses (
    picture_id BIGINT NOT NULL REFERENCES pictures (id),
    kind TEXT NOT NULL,
    record_id BIGINT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (picture_id, kind, record_id, place)
);
CREATE INDEX picture_uses_of_record ON picture_uses (kind, record_id);
INSERT INTO picture_uses (picture_id, kind, record_id, place)
    SELECT picture_id, 'author', id, 'portrait' FROM authors WHERE picture_id IS NOT NULL;
INSERT INTO picture_uses (picture_id, kind, record_id, place)
    SELECT lead_picture_id, 'story', id, 'lead' FROM stories WHERE lead_picture_id IS NOT NULL;

-- Whose files the blobs are (one blob may be of several pictures), and when those of nobody go.
CREATE TABLE picture_blobs (
    blob TEXT NOT NULL,
    picture_id BIGINT NOT NULL REFERENCES pictures (id),
    PRIMARY KEY (blob, picture_id)
);
CREATE INDEX picture_blobs_of_picture ON picture_blobs (picture_id);
CREATE TABLE retired_blobs (
    blob TEXT PRIMARY KEY,
    until BIGINT NOT NULL
);
CREATE INDEX retired_blobs_by_time ON retired_blobs (until);

-- The rest of this is filled by a job for what is there already.
INSERT INTO jobs (id, kind, subject, run_at, attempts, leased_until, parked, error)
    SELECT 1, 'fill_pictures', '', 0, 0, 0, 0, '' FROM change_counter
    WHERE id = 1 AND (EXISTS (SELECT 1 FROM pictures) OR EXISTS (SELECT 1 FROM stories));
