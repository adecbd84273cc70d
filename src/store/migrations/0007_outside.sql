-- Addresses that moved or are gone, answered where there would be a 404 otherwise. `source` is a path, percent-decoded
-- and without its last slash; so is `target_path`, of a target on this site, for finding chains.
CREATE TABLE redirects (
    id BIGINT PRIMARY KEY,
    source TEXT NOT NULL UNIQUE,
    target TEXT NOT NULL,
    target_path TEXT NOT NULL,
    permanent INTEGER NOT NULL,
    gone INTEGER NOT NULL,
    hits BIGINT NOT NULL,
    last_hit_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by BIGINT NOT NULL,
    folded TEXT NOT NULL
);
CREATE INDEX redirects_by_target ON redirects (target_path);

-- Slugs that a section, tag or author had before; they lead to its present one.
CREATE TABLE former_slugs (
    kind TEXT NOT NULL,
    slug TEXT NOT NULL,
    record_id BIGINT NOT NULL,
    PRIMARY KEY (kind, slug)
);
CREATE INDEX former_slugs_of_record ON former_slugs (record_id);

-- Names that a tag had, or the tags that were merged into it: staged edits and old revisions still say them.
CREATE TABLE former_tag_names (
    name TEXT PRIMARY KEY,
    tag_id BIGINT NOT NULL REFERENCES tags (id)
);
CREATE INDEX former_names_of_tag ON former_tag_names (tag_id);

-- Themes that were uploaded; the packed files are the blob `archive`.
CREATE TABLE themes (
    name TEXT PRIMARY KEY,
    version TEXT NOT NULL,
    archive TEXT NOT NULL,
    templates INTEGER NOT NULL,
    assets INTEGER NOT NULL,
    report TEXT NOT NULL,
    uploaded_at BIGINT NOT NULL,
    uploaded_by BIGINT NOT NULL
);

-- Where a picture is from: the newsroom, or the preview of an embedded page.
ALTER TABLE pictures ADD COLUMN origin TEXT NOT NULL DEFAULT 'newsroom';
