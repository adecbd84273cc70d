-- Where a word stands in a story is said by terms of its own: the index is filled anew, in the background.
ALTER TABLE search_entries DROP COLUMN head;
UPDATE subscriptions SET filled = 0, progress = '' WHERE name = 'search';
