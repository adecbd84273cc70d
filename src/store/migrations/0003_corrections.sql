-- What was wrong in a published story and is put right, with the time at which readers were told.
CREATE TABLE corrections (
    id BIGINT PRIMARY KEY,
    story_id BIGINT NOT NULL REFERENCES stories (id),
    at BIGINT NOT NULL,
    note TEXT NOT NULL,
    staff_id BIGINT NOT NULL
);
CREATE INDEX corrections_by_time ON corrections (at, id);
CREATE INDEX corrections_of_story ON corrections (story_id, at, id);

-- Retractions stand on the corrections page as well, by their time.
ALTER TABLE stories ADD COLUMN retracted_at BIGINT NOT NULL DEFAULT 0;
UPDATE stories SET retracted_at = updated_at WHERE status = 'retracted';
CREATE INDEX stories_by_retraction ON stories (retracted_at, id) WHERE retracted_at > 0;

-- The story that this one is a translation of; itself never a translation. One language stands once among them.
ALTER TABLE stories ADD COLUMN translation_of BIGINT REFERENCES stories (id);
CREATE INDEX stories_by_translation ON stories (translation_of) WHERE translation_of IS NOT NULL;
