-- Times are UTC milliseconds, ids are made by us, truth values are 0 or 1, texts of a shape of their own are JSON.
-- `folded` is what the desk searches: our own case folding, since SQLite folds ASCII only.

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE change_counter (
    id INTEGER PRIMARY KEY,
    position BIGINT NOT NULL
);
INSERT INTO change_counter (id, position) VALUES (1, 0);

CREATE TABLE changes (
    position BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    tags TEXT NOT NULL,
    urgent INTEGER NOT NULL
);

CREATE TABLE jobs (
    id BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    leased_until BIGINT NOT NULL,
    parked INTEGER NOT NULL,
    error TEXT NOT NULL,
    UNIQUE (kind, subject)
);
CREATE INDEX jobs_due ON jobs (parked, run_at);

CREATE TABLE pictures (
    id BIGINT PRIMARY KEY,
    original TEXT NOT NULL,
    format TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    alt TEXT NOT NULL,
    caption TEXT NOT NULL,
    credit TEXT NOT NULL,
    rights TEXT NOT NULL,
    creator TEXT NOT NULL,
    taken TEXT NOT NULL,
    focal_x DOUBLE PRECISION NOT NULL,
    focal_y DOUBLE PRECISION NOT NULL,
    renditions TEXT NOT NULL,
    complete INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    created_by BIGINT NOT NULL,
    folded TEXT NOT NULL DEFAULT ''
);

CREATE TABLE authors (
    id BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    bio TEXT NOT NULL,
    picture_id BIGINT REFERENCES pictures (id),
    sort_key TEXT NOT NULL
);
CREATE INDEX authors_by_name ON authors (sort_key, id);

CREATE TABLE sections (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    position INTEGER NOT NULL
);

CREATE TABLE tags (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    sort_key TEXT NOT NULL
);

CREATE TABLE staff (
    id BIGINT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password TEXT NOT NULL,
    author_id BIGINT REFERENCES authors (id),
    active INTEGER NOT NULL,
    created_at BIGINT NOT NULL
);

-- What signs a member of staff in: browser sessions, tokens of programs, one-time links. Only hashes are kept.
CREATE TABLE credentials (
    hash TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    csrf TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX credentials_of_staff ON credentials (staff_id);

CREATE TABLE stories (
    id BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    headline TEXT NOT NULL,
    standfirst TEXT NOT NULL,
    slug TEXT NOT NULL,
    language TEXT NOT NULL,
    section_id BIGINT REFERENCES sections (id),
    body TEXT NOT NULL,
    lead TEXT NOT NULL,
    lead_picture_id BIGINT REFERENCES pictures (id),
    visibility TEXT NOT NULL,
    seo TEXT NOT NULL,
    social TEXT NOT NULL,
    notice TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    words INTEGER NOT NULL,
    reading_minutes INTEGER NOT NULL,
    version BIGINT NOT NULL,
    published_at BIGINT NOT NULL,
    scheduled_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by BIGINT NOT NULL,
    staged TEXT NOT NULL,
    folded TEXT NOT NULL DEFAULT ''
);
CREATE INDEX stories_by_update ON stories (updated_at, id);
CREATE INDEX stories_by_status ON stories (status, updated_at, id);
CREATE INDEX stories_by_kind ON stories (kind, status, published_at);
CREATE INDEX stories_by_lead ON stories (lead_picture_id);

-- Every slug a story has had; the others redirect to the current one. One namespace for stories, briefs and pages.
CREATE TABLE slugs (
    slug TEXT PRIMARY KEY,
    story_id BIGINT NOT NULL REFERENCES stories (id)
);
CREATE INDEX slugs_of_story ON slugs (story_id);

CREATE TABLE story_bylines (
    story_id BIGINT NOT NULL REFERENCES stories (id),
    position INTEGER NOT NULL,
    author_id BIGINT NOT NULL REFERENCES authors (id),
    PRIMARY KEY (story_id, position)
);
CREATE INDEX bylines_of_author ON story_bylines (author_id, story_id);

CREATE TABLE story_tags (
    story_id BIGINT NOT NULL REFERENCES stories (id),
    position INTEGER NOT NULL,
    tag_id BIGINT NOT NULL REFERENCES tags (id),
    PRIMARY KEY (story_id, position)
);
CREATE INDEX stories_of_tag ON story_tags (tag_id, story_id);

CREATE TABLE revisions (
    story_id BIGINT NOT NULL REFERENCES stories (id),
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    staff_id BIGINT NOT NULL,
    autosave INTEGER NOT NULL,
    snapshot TEXT NOT NULL,
    PRIMARY KEY (story_id, version)
);

-- What the public lists show, kept by the publishing transaction: `news`, `feed`, `section:ID`, `tag:ID`, `author:ID`.
-- `page` is given once, counted from the oldest, so a full page never changes when something newer appears.
CREATE TABLE listings (
    list TEXT NOT NULL,
    at BIGINT NOT NULL,
    story_id BIGINT NOT NULL REFERENCES stories (id),
    page INTEGER NOT NULL,
    PRIMARY KEY (list, at, story_id)
);
CREATE INDEX listings_by_page ON listings (list, page, at, story_id);
CREATE INDEX listings_of_story ON listings (story_id);

CREATE TABLE curated (
    list TEXT NOT NULL,
    position INTEGER NOT NULL,
    story_id BIGINT NOT NULL REFERENCES stories (id),
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (list, position)
);
CREATE INDEX curated_of_story ON curated (story_id);
