-- Who did what in the newsroom. Entries are never changed and outlive what they are about.
CREATE TABLE audit (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    staff_id BIGINT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    label TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX audit_of_subject ON audit (subject, id);
CREATE INDEX audit_of_staff ON audit (staff_id, id);

-- What was said with a submission or a return; the time before which a story is not to be published.
ALTER TABLE stories ADD COLUMN review_note TEXT NOT NULL DEFAULT '';
ALTER TABLE stories ADD COLUMN embargo_until BIGINT NOT NULL DEFAULT 0;

-- So that lists of revisions need not read the texts; -1: kept before there was this column, to be counted.
ALTER TABLE revisions ADD COLUMN headline TEXT NOT NULL DEFAULT '';
ALTER TABLE revisions ADD COLUMN words INTEGER NOT NULL DEFAULT -1;

-- The pages on which somebody has a story open, and which of them may write. Both end 45 s after the last beat.
CREATE TABLE presence (
    story_id BIGINT NOT NULL REFERENCES stories (id),
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    session TEXT NOT NULL,
    editing INTEGER NOT NULL,
    since BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (story_id, staff_id, session)
);
CREATE INDEX presence_by_beat ON presence (seen_at);
CREATE TABLE edit_locks (
    story_id BIGINT PRIMARY KEY REFERENCES stories (id),
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    session TEXT NOT NULL,
    seen_at BIGINT NOT NULL
);
