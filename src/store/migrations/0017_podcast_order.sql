-- The podcast's stories, newest first, without a look at the stories themselves.
CREATE INDEX stories_by_publication ON stories (status, visibility, published_at, id, language, section_id);
