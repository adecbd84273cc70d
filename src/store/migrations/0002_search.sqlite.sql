-- Where each durable subscriber stands in the change log. `filled` 0: it is still taking in what was there before it, and
-- `progress` says how far it got.
CREATE TABLE subscriptions (
    name TEXT PRIMARY KEY,
    position BIGINT NOT NULL,
    filled INTEGER NOT NULL,
    progress TEXT NOT NULL
);

-- What search finds: one row a published story. `key` is made of publication time and id, so newest first is its order;
-- `head` is what ranking looks at.
CREATE TABLE search_entries (
    key INTEGER PRIMARY KEY,
    story_id BIGINT NOT NULL UNIQUE,
    head TEXT NOT NULL
);

-- Terms of our own making, between spaces; its rowid is the entry's key.
CREATE VIRTUAL TABLE search_terms USING fts5 (terms, tokenize = 'ascii', columnsize = 0);

-- Words of headlines, standfirsts and names as they are written, for "did you mean".
CREATE TABLE search_words (
    word TEXT PRIMARY KEY,
    size INTEGER NOT NULL
);
