-- How much of a story for members everybody may read.
ALTER TABLE stories ADD COLUMN teaser INTEGER NOT NULL DEFAULT 2;
