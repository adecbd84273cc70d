-- Thousands of heads are read for one query: they stay in the row, as they are.
ALTER TABLE search_entries SET (toast_tuple_target = 512);
ALTER TABLE search_entries ALTER COLUMN head SET STORAGE MAIN;
-- Entries stand on longer shelves too: the index is filled anew, in the background.
UPDATE subscriptions SET filled = 0, progress = '' WHERE name = 'search';
