-- Stories that are read out: what there is to hear, what is to be spoken, and how names are said.
CREATE TABLE narrations (
    story_id BIGINT PRIMARY KEY,
    state TEXT NOT NULL,
    kind TEXT NOT NULL,
    digest TEXT NOT NULL,
    voice TEXT NOT NULL,
    trained INTEGER NOT NULL,
    audio TEXT NOT NULL,
    audio_mime TEXT NOT NULL,
    audio_bytes BIGINT NOT NULL,
    opus TEXT NOT NULL,
    opus_bytes BIGINT NOT NULL,
    duration BIGINT NOT NULL,
    vtt TEXT NOT NULL,
    trouble TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    wishes BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    held_until BIGINT NOT NULL,
    lines_said INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX narrations_due ON narrations (due_at);

-- Audio files, and whose they are; `until` beside what its story no longer plays (0: it does).
CREATE TABLE narration_blobs (
    blob TEXT NOT NULL,
    story_id BIGINT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (blob, story_id)
);
CREATE INDEX narration_blobs_of_story ON narration_blobs (story_id);

CREATE TABLE lexicon (
    id BIGINT PRIMARY KEY,
    written TEXT NOT NULL,
    language TEXT NOT NULL,
    respelling TEXT NOT NULL,
    ipa TEXT NOT NULL,
    match_case INTEGER NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (written, language)
);

-- What a voice server was given to say in a month ("2026-11").
CREATE TABLE narration_spending (
    month TEXT PRIMARY KEY,
    characters BIGINT NOT NULL
);
