-- As for SQLite, but for the terms: they stand beside the entry, out of its line, so that reading keys stays cheap.
CREATE TABLE subscriptions (
    name TEXT PRIMARY KEY,
    position BIGINT NOT NULL,
    filled INTEGER NOT NULL,
    progress TEXT NOT NULL
);

CREATE TABLE search_entries (
    key BIGINT PRIMARY KEY,
    story_id BIGINT NOT NULL UNIQUE,
    head TEXT NOT NULL,
    terms TSVECTOR NOT NULL DEFAULT ''
) WITH (toast_tuple_target = 256);
CREATE INDEX search_entries_terms ON search_entries USING GIN (terms) WITH (fastupdate = off);

CREATE TABLE search_words (
    word TEXT COLLATE "C" PRIMARY KEY,
    size INTEGER NOT NULL
);
